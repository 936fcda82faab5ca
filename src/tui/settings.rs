//! What the user's configuration means here: keys, colours, columns, saved views.
//!
//! Whatever makes no sense is a mistake with its place in the file, and the usual stays.

use std::path::PathBuf;

use super::action::{ACTIONS, ViewKind};
use super::bindings::{self, Wish};
use super::data::view_spec::{Usual, check};
use super::keymap::{DEFAULT, Keymap};
use super::theme::{self, Theme};
use super::view::groups::DEFAULT_BY;
use crate::config::{Config, Mistake, SavedView, Setting, ViewSpec, fault_of_name, no_view};
use crate::export::Columns;

/// What the configuration says, as far as it makes sense.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The file, whether it is there or not; `None` when there is none to be.
    pub path: Option<PathBuf>,
    /// The keys.
    pub keymap: Keymap,
    /// The colours, unless the terminal decides.
    pub theme: Option<Theme>,
    /// Columns and grouping of a view that says nothing of them.
    pub usual: Usual,
    /// The saved views, in the order of the file.
    pub views: Vec<SavedView>,
    /// All that is wrong in the file, in its order.
    pub mistakes: Vec<Mistake>,
}

impl Default for Settings {
    fn default() -> Self {
        Self::of(Config::default())
    }
}

impl Settings {
    /// What a configuration means.
    pub fn of(mut config: Config) -> Self {
        let keymap = keymap(&mut config);
        let theme = theme(&mut config);
        let columns = columns(&mut config).unwrap_or_default();
        let views = views(&mut config);
        config.mistakes.sort_by_key(|mistake| mistake.at);
        Self {
            path: config.path,
            keymap,
            theme,
            usual: Usual { columns, by: DEFAULT_BY.to_vec() },
            views,
            mistakes: config.mistakes,
        }
    }

    /// The saved view of a name.
    pub fn view(&self, name: &str) -> Option<&SavedView> {
        self.views.iter().find(|view| view.name == name)
    }

    /// What is said over the saved view that it names; the error says which names there are.
    pub fn resolved(&self, mut said: ViewSpec) -> Result<ViewSpec, String> {
        let Some(name) = said.text(Setting::View).map(str::to_owned) else { return Ok(said) };
        if ViewKind::named(&name).is_some() {
            return Ok(said);
        }
        let Some(saved) = self.view(&name) else {
            let others = ViewKind::ALL.map(ViewKind::name);
            return Err(no_view(&name, &others, &self.views, self.path.as_deref()));
        };
        said.set(Setting::View, Vec::new());
        Ok(saved.spec.clone().overlaid(&said))
    }
}

/// Why a view cannot be saved under a name.
pub fn fault_of_view_name(name: &str) -> Option<String> {
    let is_taken = ViewKind::named(name).is_some();
    let taken = || format!("`{name}` is the name of a built-in view");
    fault_of_name(name).or_else(|| is_taken.then(taken))
}

fn keymap(config: &mut Config) -> Keymap {
    let wish = |setting: &crate::config::KeySetting| Wish {
        action: setting.action.text.clone(),
        sequences: setting.sequences.iter().map(|sequence| sequence.text.clone()).collect(),
    };
    let wishes: Vec<Wish> = config.keys.iter().map(wish).collect();
    let (keymap, faults) = bindings::keymap(&wishes);
    for fault in faults {
        let setting = &config.keys[fault.wish];
        let sequence = fault.sequence.and_then(|at| setting.sequences.get(at));
        let text = sequence.unwrap_or(&setting.action).clone();
        config.report(&text, 0, fault.reason);
    }
    keymap
}

fn theme(config: &mut Config) -> Option<Theme> {
    let text = config.theme.clone()?;
    let theme = Theme::named(&text.text);
    if theme.is_none() {
        let reason = format!("expected a theme: {}", theme::NAMES.join(", "));
        config.report(&text, 0, reason);
    }
    theme
}

fn columns(config: &mut Config) -> Option<Columns> {
    let texts = config.columns.clone()?;
    let (first, joined) = (texts.first()?.clone(), texts.iter().map(|text| text.text.as_str()));
    let joined = joined.collect::<Vec<&str>>().join(",");
    // One by one first: a mistake is told where it stands.
    for text in texts.iter().filter(|text| text.text.trim() != "/") {
        if let Err(error) = Columns::parse(&text.text) {
            config.report(text, error.byte, error.reason);
            return None;
        }
    }
    let columns = Columns::parse(&joined);
    columns.map_err(|error| config.report(&first, 0, error.reason)).ok()
}

/// The saved views that make sense; what is wrong with the others is reported.
fn views(config: &mut Config) -> Vec<SavedView> {
    let mut views = Vec::new();
    for view in config.views.clone() {
        let mut is_good = true;
        if let Some(reason) = fault_of_view_name(&view.name.text) {
            config.report(&view.name, 0, reason);
            is_good = false;
        }
        for (setting, text) in view.settings.iter().flat_map(|(s, t)| t.iter().map(move |t| (s, t)))
        {
            if let Err(error) = check(*setting, &text.text) {
                let reason = format!("{}: {}", setting.name(), error.reason);
                config.report(text, error.byte, reason);
                is_good = false;
            }
        }
        if is_good {
            views.push(view.saved());
        }
    }
    views
}

/// A configuration with everything that can be said, taken out by `#`.
pub fn example() -> String {
    use std::fmt::Write;
    let mut text = format!(
        "# All that trailglass can be told; take the # away before what is to be another.\n\
         # `trailglass config` tells what is wrong, with line and column.\n\n\
         # Colours: {}. Without it the terminal decides.\n# theme = \"dark\"\n\n\
         # Columns of the list of events; `trailglass events --help` lists the fields.\n\
         # columns = \"{}\"\n\n\
         # Keys by action: one, or several as an array; [] leaves an action without. Keys that follow\n\
         # each other are parted by a space.\n[keys]\n",
        theme::NAMES.join(", "),
        Columns::default(),
    );
    for spec in ACTIONS {
        let mut keys: Vec<String> = Vec::new();
        for (_, sequence, _) in DEFAULT.iter().filter(|(_, _, action)| *action == spec.action) {
            let quoted = format!("{sequence:?}");
            if !keys.contains(&quoted) {
                keys.push(quoted);
            }
        }
        // Writing to a text cannot fail.
        let _ = writeln!(text, "# {} = [{}]  # {}", spec.action.name(), keys.join(", "), spec.help);
    }
    text.push_str("\n# Saved views, which the explorer writes; all of their settings:\n# [views.\"late writes\"]\n");
    for &setting in Setting::ALL {
        let _ =
            writeln!(text, "# {} = {:?}  # {}", setting.name(), sample(setting), setting.help());
    }
    text
}

fn sample(setting: Setting) -> &'static str {
    match setting {
        Setting::Filter => "access:write time:-2h..",
        Setting::Highlight => "service:kms",
        Setting::Off => "!error:*",
        Setting::HighlightOff => "ip:192.0.2.0/24",
        Setting::Sort => "actor,eventTime:desc",
        Setting::View => "groups",
        Setting::Columns => "eventTime,actor,eventName,target",
        Setting::Fold => "no",
        Setting::Timezone => "Europe/Berlin",
        Setting::Delta => "yes",
        Setting::By => "actor,eventName",
        Setting::Facets => "actor,service",
        Setting::FacetOrder => "rare",
        Setting::FacetFolds => "service",
        Setting::Count => "actor",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(source: &str) -> Settings {
        Settings::of(Config::of("c.toml".into(), source.to_owned()))
    }

    #[track_caller]
    fn check(source: &str, expected: &[&str]) {
        let mistakes = settings(source).mistakes;
        let mistakes: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        assert_eq!(mistakes.len(), expected.len(), "{mistakes:#?}");
        for (mistake, expected) in mistakes.iter().zip(expected) {
            assert!(mistake.starts_with(expected), "{mistake}");
        }
    }

    #[test]
    fn every_mistake_is_told_in_the_order_of_the_file_and_the_rest_counts() {
        let source = "theme = 'pink'\ncolumns = ['actor', 'target,colour']\n\n[keys]\n\
                      undo = ['ctrl-y', 'hyper-x']\nredoo = 'x'\nfull = 'f5'\n\n\
                      [views.night]\nfilter = \"actor:bob (\"\n[views.groups]\nsort = 'actor'\n\
                      [views.day]\ncolumns = ['time', 'actor']\n";
        check(
            source,
            &[
                "c.toml:1:10: expected a theme: dark, light, safe, plain",
                "c.toml:2:29: unknown field `colour`",
                "c.toml:5:20: no key is called `hyper-x`",
                "c.toml:6:1: no action is called `redoo`",
                "c.toml:10:21: filter: ",
                "c.toml:11:8: `groups` is the name of a built-in view",
            ],
        );
        let settings = settings(source);
        assert_eq!(settings.usual.columns, Columns::default());
        let names: Vec<&str> = settings.views.iter().map(|view| view.name.as_str()).collect();
        assert_eq!(names, ["day"]);
        assert_eq!(settings.views[0].spec.options(), "--columns time,actor");
    }

    #[test]
    fn the_example_without_its_signs_is_the_usual() {
        let said: String = example()
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(rest) if rest.starts_with('[') || rest.contains(" = ") => format!("{rest}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        check(&said, &[]);
        let settings = settings(&said);
        assert_eq!(settings.usual.columns, Columns::default());
        assert_eq!(settings.views.len(), 1);
        assert_eq!(settings.views[0].spec.iter().count(), Setting::ALL.len());
        assert!(example().matches("\n# ").count() > ACTIONS.len());
        check(&example(), &[]);
    }

    #[test]
    fn a_saved_view_is_named_like_a_built_in_one() {
        let settings = settings("[views.night]\nfilter = 'access:write'\nview = 'groups'\n");
        let said = |texts: &[(Setting, &str)]| {
            let mut spec = ViewSpec::default();
            for (setting, text) in texts {
                spec.set(*setting, vec![(*text).to_owned()]);
            }
            settings.resolved(spec).map(|spec| spec.options())
        };
        let night = said(&[(Setting::View, "night"), (Setting::Sort, "actor")]);
        assert_eq!(night.as_deref(), Ok("-f access:write --sort actor --view groups"));
        assert_eq!(said(&[(Setting::View, "sources")]).as_deref(), Ok("--view sources"));
        let error = said(&[(Setting::View, "noon")]).unwrap_err();
        assert!(error.ends_with("; saved in c.toml are night"), "{error}");
    }
}

//! A view as texts: what options of the command line say, saved views keep, and a line shares.
//!
//! [`Setting`] is the one table of what a view is made of. What the texts mean is known to the front
//! ends; here they are only held, written as words, and read from words.

use std::ffi::OsStr;
use std::path::Path;

use super::words::{quoted, split};

/// How often a setting can be given, and what separates its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One text.
    One,
    /// Texts that stand each for itself.
    Each,
    /// Names in an order, separated by commas.
    List,
}

macro_rules! settings {
    ($($setting:ident, $name:literal, $shape:ident, $help:literal;)*) => {
        /// What a view can say; an option of the command line has the same name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Setting {
            $(#[doc = $help] $setting,)*
        }

        impl Setting {
            /// All of them, in the order in which they are written.
            pub const ALL: &[Self] = &[$(Self::$setting),*];

            /// Its name.
            pub fn name(self) -> &'static str {
                match self { $(Self::$setting => $name,)* }
            }

            /// How often it can be given.
            pub fn shape(self) -> Shape {
                match self { $(Self::$setting => Shape::$shape,)* }
            }

            /// What it says, in a sentence.
            pub fn help(self) -> &'static str {
                match self { $(Self::$setting => $help,)* }
            }
        }
    };
}

settings! {
    Filter, "filter", One, "Which events; each term is a chip";
    Highlight, "highlight", Each, "Which of them are set off";
    Off, "off", Each, "A filter that is switched off";
    HighlightOff, "highlight-off", Each, "A highlight that is switched off";
    Sort, "sort", One, "Their order, instead of by time";
    View, "view", One, "The view on top: events, groups or another";
    Columns, "columns", List, "The columns of the list of events";
    Fold, "fold", One, "Whether columns with one value only fold: yes or no";
    Timezone, "timezone", One, "In which zone times are shown: a name or an offset";
    Delta, "delta", One, "Whether rows show the time since the row before: yes or no";
    By, "by", List, "What groups are made of, outermost first";
    Facets, "facets", List, "The fields whose values are listed beside the events";
    FacetOrder, "facet-order", One, "Which of these values come first: common, rare or name";
    FacetFolds, "facet-folds", List, "Which of these fields are folded";
    Count, "count", One, "The column whose values are counted";
}

impl Setting {
    /// The setting called `name`.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|setting| setting.name() == name)
    }
}

/// What a view says; what it does not say is as usual.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ViewSpec {
    /// In the order of [`Setting::ALL`], each at most once and with a text at least.
    texts: Vec<(Setting, Vec<String>)>,
}

/// A view that has a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Its name.
    pub name: String,
    /// What it says.
    pub spec: ViewSpec,
}

impl ViewSpec {
    /// Whether all is as usual.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// What it says, in the order of [`Setting::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Setting, &[String])> {
        self.texts.iter().map(|(setting, texts)| (*setting, texts.as_slice()))
    }

    /// The texts of a setting; empty when it is as usual.
    pub fn texts(&self, setting: Setting) -> &[String] {
        let found = self.texts.iter().find(|(known, _)| *known == setting);
        found.map_or(&[], |(_, texts)| texts)
    }

    /// The only text of a setting.
    pub fn text(&self, setting: Setting) -> Option<&str> {
        self.texts(setting).first().map(String::as_str)
    }

    /// Says this of a setting instead of what was said; nothing, with no text.
    pub fn set(&mut self, setting: Setting, texts: Vec<String>) {
        self.texts.retain(|(known, _)| *known != setting);
        if !texts.is_empty() {
            let at = self.texts.partition_point(|(known, _)| *known < setting);
            self.texts.insert(at, (setting, texts));
        }
    }

    /// Says this too; of what can be said once the last counts.
    fn add(&mut self, setting: Setting, text: String) {
        let mut texts = match setting.shape() {
            Shape::Each => self.texts(setting).to_vec(),
            Shape::One | Shape::List => Vec::new(),
        };
        texts.push(text);
        self.set(setting, texts);
    }

    /// What `over` says, and for the rest what this says.
    ///
    /// A filter does not take the place of another: both must be passed.
    pub fn overlaid(mut self, over: &Self) -> Self {
        let is_filter = |text: &str| !text.trim().is_empty();
        for (setting, texts) in over.iter() {
            let texts = match (setting, self.text(setting), texts) {
                (Setting::Filter, Some(own), [filter]) if is_filter(own) && is_filter(filter) => {
                    vec![format!("({own}) ({filter})")]
                }
                (Setting::Filter, Some(own), [filter]) if !is_filter(filter) => {
                    vec![own.to_owned()]
                }
                (_, Some(_), texts) if setting.shape() == Shape::Each => {
                    self.texts(setting).iter().chain(texts).cloned().collect()
                }
                (_, _, texts) => texts.to_vec(),
            };
            self.set(setting, texts);
        }
        self
    }

    /// The options that say it, each word by itself.
    pub fn words(&self) -> Vec<String> {
        let option = |setting: Setting| match setting {
            Setting::Filter => "-f".to_owned(),
            _ => format!("--{}", setting.name()),
        };
        let pair = |setting: Setting, text: &String| [option(setting), text.clone()];
        self.iter().flat_map(|(s, texts)| texts.iter().flat_map(move |t| pair(s, t))).collect()
    }

    /// The options as a shell takes them.
    pub fn options(&self) -> String {
        self.words().iter().map(|word| quoted(OsStr::new(word))).collect::<Vec<_>>().join(" ")
    }
}

impl SavedView {
    /// The view as one line, to be shared: `night = -f 'access:write' --sort actor`.
    pub fn line(&self) -> String {
        format!("{} = {}", quoted(OsStr::new(&self.name)), self.spec.options()).trim().to_owned()
    }
}

/// The longest name of a view, in characters.
const LONGEST_NAME: usize = 60;

/// Why a view cannot be called `name`; `None` when it can.
pub fn fault_of_name(name: &str) -> Option<String> {
    let is_odd = |c: char| c.is_control() || c == '=';
    if name.trim().is_empty() {
        Some("a view needs a name".to_owned())
    } else if name.trim() != name || name.starts_with('-') || name.contains(is_odd) {
        Some("a name has no `=`, no control characters, and no space or `-` before it".to_owned())
    } else if name.chars().count() > LONGEST_NAME {
        Some(format!("a name has at most {LONGEST_NAME} characters"))
    } else {
        None
    }
}

/// That no view is called `name`, and which are; `others` are not saved but there.
pub fn no_view(name: &str, others: &[&str], views: &[SavedView], path: Option<&Path>) -> String {
    let names: Vec<&str> = views.iter().map(|view| view.name.as_str()).collect();
    let saved = match (path, names.is_empty()) {
        (None, _) => "no configuration is read".to_owned(),
        (Some(path), true) => format!("no view is saved in {}", path.display()),
        (Some(path), false) => format!("saved in {} are {}", path.display(), names.join(", ")),
    };
    match others {
        [] => format!("no view is called `{name}`; {saved}"),
        _ => {
            let others = others.join(", ");
            format!("no view is called `{name}`; expected {others} or a saved view; {saved}")
        }
    }
}

/// A line that was shared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shared {
    /// The name it gives.
    pub name: Option<String>,
    /// What it says.
    pub spec: ViewSpec,
    /// Words that say no view: what is read.
    pub left_out: Vec<String>,
}

/// Whether a text looks like a shared line rather than a name.
pub fn is_line(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with("trailglass ") || text.starts_with('-') || text.contains(" = -")
}

/// Reads a shared line: a copied command line, or `NAME = OPTIONS`.
///
/// Fails with what is wrong with it.
pub fn read_line(line: &str) -> Result<Shared, String> {
    let mut words = split(line)?;
    let mut shared = Shared::default();
    // A name of several words is in quotes, or is not: both are understood.
    let equals = words.iter().position(|word| word == "=");
    if let Some(at) = equals.filter(|&at| words[..at].iter().all(|word| !word.starts_with('-'))) {
        shared.name = Some(words[..at].join(" ")).filter(|name| !name.is_empty());
        words.drain(..=at);
    }
    if words.first().is_some_and(|word| word == "trailglass") {
        words.remove(0);
    }
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        if word == "--" {
            shared.left_out.extend(words.by_ref());
            break;
        }
        let (option, given) = match word.split_once('=') {
            Some((option, text)) if option.starts_with("--") => (option, Some(text.to_owned())),
            _ => (word.as_str(), None),
        };
        let setting = match option {
            "-f" => Some(Setting::Filter),
            option => option.strip_prefix("--").and_then(Setting::named),
        };
        match (setting, given) {
            (Some(setting), given) => {
                let text = given.or_else(|| words.next());
                let text = text.ok_or_else(|| format!("`{option}` has no value"))?;
                shared.spec.add(setting, text);
            }
            // A copied line says what is read as `--since=-7d`.
            (None, Some(_)) => shared.left_out.push(word),
            (None, None) if word == "--demo" || word == "-" || !word.starts_with('-') => {
                shared.left_out.push(word);
            }
            (None, None) => return Err(format!("`{word}` says nothing of a view")),
        }
    }
    Ok(shared)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn spec(texts: &[(Setting, &[&str])]) -> ViewSpec {
        let mut spec = ViewSpec::default();
        for (setting, texts) in texts {
            spec.set(*setting, texts.iter().map(ToString::to_string).collect());
        }
        spec
    }

    #[track_caller]
    fn check(line: &str, name: Option<&str>, expected: &ViewSpec, left_out: &[&str]) {
        let shared = read_line(line).unwrap();
        assert_eq!(shared.name.as_deref(), name, "{line}");
        assert_eq!(&shared.spec, expected, "{line}");
        assert_eq!(shared.left_out, left_out, "{line}");
    }

    #[test]
    fn a_copied_command_line_is_a_view_less_what_it_reads() {
        let writes = spec(&[(Setting::Filter, &["access:write"]), (Setting::View, &["groups"])]);
        let line = "trailglass -f access:write --view groups --since=-7d --demo ./logs -- -odd";
        check(line, None, &writes, &["--since=-7d", "--demo", "./logs", "-odd"]);
        check("trailglass", None, &ViewSpec::default(), &[]);
        check("--filter=access:write --view=groups", None, &writes, &[]);
    }

    #[test]
    fn a_line_can_have_a_name() {
        let kms = spec(&[(Setting::Highlight, &["kms", "sts"])]);
        check("keys = --highlight kms --highlight sts", Some("keys"), &kms, &[]);
        check("'my keys' = trailglass --highlight kms --highlight sts", Some("my keys"), &kms, &[]);
        check("my keys = --highlight kms --highlight sts", Some("my keys"), &kms, &[]);
    }

    #[test]
    fn what_is_wrong_with_a_line_is_told() {
        let fails = |line: &str, reason: &str| assert_eq!(read_line(line).unwrap_err(), reason);
        fails("-f", "`-f` has no value");
        fails("--colums a", "`--colums` says nothing of a view");
        fails("-f 'a", "a quote ' is not closed");
    }

    #[test]
    fn what_is_said_beside_a_view_counts_and_filters_add_up() {
        let saved = spec(&[(Setting::Filter, &["a or b"]), (Setting::Sort, &["actor"])]);
        let typed = spec(&[(Setting::Filter, &["c"]), (Setting::Sort, &["service"])]);
        let both = spec(&[(Setting::Filter, &["(a or b) (c)"]), (Setting::Sort, &["service"])]);
        assert_eq!(saved.clone().overlaid(&typed), both);
        let nothing = spec(&[(Setting::Filter, &[" "])]);
        assert_eq!(saved.clone().overlaid(&nothing), saved);
        assert_eq!(nothing.overlaid(&saved), saved);
    }

    fn specs() -> impl Strategy<Value = ViewSpec> {
        let each = |&setting: &Setting| {
            let most = if setting.shape() == Shape::Each { 3 } else { 1 };
            prop::collection::vec(any::<String>(), 0..=most).prop_map(move |t| (setting, t))
        };
        Setting::ALL.iter().map(each).collect::<Vec<_>>().prop_map(|all| {
            let mut spec = ViewSpec::default();
            for (setting, texts) in all {
                spec.set(setting, texts);
            }
            spec
        })
    }

    proptest! {
        #[test]
        fn a_view_is_its_line_read_again(spec in specs(), name in "[^-=\\s][^=\\s]{0,8}") {
            let view = SavedView { name: name.clone(), spec: spec.clone() };
            let shared = read_line(&view.line()).unwrap();
            prop_assert_eq!(shared, Shared { name: Some(name), spec, left_out: Vec::new() });
        }

        #[test]
        fn no_line_panics(line in "[-f'\"$= a-z\\\\]{0,30}") {
            drop(read_line(&line));
        }
    }
}

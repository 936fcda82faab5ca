//! The file's text as settings; whatever is no setting becomes a mistake, and the rest goes on.

use std::ops::Range;

use toml_edit::{Document, Item, Key, TableLike, Value};

use super::mistake::Text;
use super::view::{Setting, Shape, fault_of_name};
use super::{Config, KeySetting, StoredView};

/// Takes what `config.source` says.
pub(crate) fn read(config: &mut Config) {
    let source = config.source.clone();
    let document = match Document::parse(source.as_str()) {
        Ok(document) => document,
        Err(error) => {
            let at = error.span().unwrap_or_default().start;
            let reason = format!("no TOML: {}; nothing of the file counts", error.message());
            config.mistake_at(at, reason);
            return;
        }
    };
    let mut reading = Reading { source: &source, config };
    for (key, item) in entries(document.as_table()) {
        reading.top(key, item);
    }
}

/// Keys with their values, in the order of the file.
fn entries(table: &dyn TableLike) -> impl Iterator<Item = (&Key, &Item)> {
    table.iter().filter_map(|(name, _)| table.get_key_value(name))
}

struct Reading<'c> {
    source: &'c str,
    config: &'c mut Config,
}

impl Reading<'_> {
    fn top(&mut self, key: &Key, item: &Item) {
        match key.get() {
            "theme" => self.config.theme = self.text(item, "a theme's name in quotes"),
            "columns" => self.config.columns = self.texts(item, "names of fields in quotes"),
            "keys" => {
                for (action, keys) in self.table(item, "[keys], a table") {
                    let action = self.key(action);
                    let sequences = self.texts(keys, "keys in quotes, such as \"ctrl-n\"");
                    if let Some(sequences) = sequences {
                        self.config.keys.push(KeySetting { action, sequences });
                    }
                }
            }
            "views" => {
                for (name, view) in self.table(item, "[views.NAME], a table") {
                    self.view(name, view);
                }
            }
            other => {
                let reason = format!(
                    "unknown setting `{other}`; expected `theme`, `columns`, `[keys]` or \
                     `[views.NAME]`"
                );
                self.mistake(key.span(), reason);
            }
        }
    }

    fn view(&mut self, key: &Key, item: &Item) {
        let name = self.key(key);
        if let Some(fault) = fault_of_name(&name.text) {
            self.mistake(key.span(), fault);
            return;
        }
        let mut settings = Vec::new();
        for (key, item) in self.table(item, "[views.NAME], a table") {
            let Some(setting) = Setting::named(key.get()) else {
                let known: Vec<&str> = Setting::ALL.iter().map(|s| s.name()).collect();
                let known = known.join(", ");
                let reason = format!("unknown setting `{}`; a view has {known}", key.get());
                self.mistake(key.span(), reason);
                continue;
            };
            let texts = match setting.shape() {
                Shape::One => self.text(item, "a text in quotes").map(|text| vec![text]),
                Shape::Each | Shape::List => {
                    self.texts(item, "a text in quotes, or several: [\"…\", \"…\"]")
                }
            };
            settings.extend(texts.filter(|texts| !texts.is_empty()).map(|t| (setting, t)));
        }
        self.config.views.push(StoredView { name, settings });
    }

    /// The entries of a table; none, and a mistake, when it is something else.
    fn table<'i>(&mut self, item: &'i Item, expected: &str) -> Vec<(&'i Key, &'i Item)> {
        match item.as_table_like() {
            Some(table) => entries(table).collect(),
            None => {
                self.mistake(item.span(), format!("expected {expected}"));
                Vec::new()
            }
        }
    }

    fn text(&mut self, item: &Item, expected: &str) -> Option<Text> {
        let text = item.as_value().and_then(|value| self.string(value));
        if text.is_none() {
            self.mistake(item.span(), format!("expected {expected}"));
        }
        text
    }

    /// One text or an array of them; one that is none makes a mistake of all.
    fn texts(&mut self, item: &Item, expected: &str) -> Option<Vec<Text>> {
        let Some(array) = item.as_array() else {
            return self.text(item, expected).map(|text| vec![text]);
        };
        let mut texts = Vec::new();
        for value in array {
            let Some(text) = self.string(value) else {
                self.mistake(value.span(), format!("expected {expected}"));
                return None;
            };
            texts.push(text);
        }
        Some(texts)
    }

    fn string(&self, value: &Value) -> Option<Text> {
        let text = value.as_str()?.to_owned();
        Some(self.placed(text, value.span().unwrap_or_default()))
    }

    fn key(&self, key: &Key) -> Text {
        self.placed(key.get().to_owned(), key.span().unwrap_or_default())
    }

    fn placed(&self, text: String, span: Range<usize>) -> Text {
        let written = self.source.get(span.clone()).unwrap_or_default();
        let within = written.get(1..).unwrap_or_default();
        let is_plain = written.len() == text.len() + 2 && within.starts_with(&text);
        Text { text, span, is_plain }
    }

    fn mistake(&mut self, span: Option<Range<usize>>, reason: String) {
        self.config.mistake_at(span.unwrap_or_default().start, reason);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Change, SavedView, ViewSpec};
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: &[&str]) {
        let config = Config::of("c.toml".into(), source.to_owned());
        let mistakes: Vec<String> = config.mistakes.iter().map(ToString::to_string).collect();
        assert_eq!(mistakes, expected, "{source}");
    }

    #[test]
    fn every_mistake_has_its_place_and_says_what_was_expected() {
        check("theme = \"dark\"\n# fine\n", &[]);
        check(
            "a = 1\n\n  colour = 'x'",
            &[
                "c.toml:1:1: unknown setting `a`; expected `theme`, `columns`, `[keys]` or `[views.NAME]`",
                "c.toml:3:3: unknown setting `colour`; expected `theme`, `columns`, `[keys]` or `[views.NAME]`",
            ],
        );
        check("theme = 3", &["c.toml:1:9: expected a theme's name in quotes"]);
        check("columns = ['a', 3]", &["c.toml:1:17: expected names of fields in quotes"]);
        check("keys = 'x'", &["c.toml:1:8: expected [keys], a table"]);
        check("[keys]\nundo = 7", &["c.toml:2:8: expected keys in quotes, such as \"ctrl-n\""]);
        check("[views]\nnight = 'x'", &["c.toml:2:9: expected [views.NAME], a table"]);
        check("[views.a]\nfilter = ['x']", &["c.toml:2:10: expected a text in quotes"]);
        check("[views.'']", &["c.toml:1:8: a view needs a name"]);
    }

    proptest! {
        #[test]
        fn no_text_panics_and_none_is_lost_by_saving(
            text in "(theme|columns|keys|views|\\[|\\]|[.='\"#,{}é\n 3a-c]){0,24}",
        ) {
            let before = Config::of("c.toml".into(), text.clone());
            let mut spec = ViewSpec::default();
            spec.set(Setting::Sort, vec!["actor".to_owned()]);
            let view = SavedView { name: "new one".to_owned(), spec };
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("c.toml");
            std::fs::write(&path, &text).unwrap();
            let result = Change::Save(view.clone()).carry_out(&path);
            let written = std::fs::read_to_string(&path).unwrap();
            match result {
                Ok(()) => {
                    let after = Config::of("c.toml".into(), written);
                    prop_assert_eq!(after.mistakes.len(), before.mistakes.len());
                    prop_assert!(after.views.iter().any(|one| one.saved() == view));
                    prop_assert_eq!(after.views.len(), before.views.len() + 1);
                }
                Err(_) => prop_assert_eq!(written, text),
            }
        }
    }

    #[test]
    fn what_is_no_toml_is_told_where_it_starts() {
        let config = Config::of("c.toml".into(), "theme = \"dark\"\nfilter = = 3".to_owned());
        assert_eq!(config.mistakes[0].at, Some((2, 10)));
        assert!(config.mistakes[0].reason.starts_with("no TOML: "), "{:?}", config.mistakes);
        assert!(config.theme.is_none());
    }

    #[test]
    fn one_mistake_costs_only_itself() {
        let source = "theme = 3\n[keys]\nundo = ['z', 'ctrl-u']\n\
                      [views.night]\nfilter = 'a'\ncolums = 'b'\nhighlight = ['c', 'd']\n";
        let config = Config::of("c.toml".into(), source.to_owned());
        assert_eq!(config.mistakes.len(), 2);
        let texts = |texts: &[Text]| texts.iter().map(|t| t.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&config.keys[0].sequences), ["z", "ctrl-u"]);
        let view = config.views[0].saved();
        assert_eq!(view.name, "night");
        assert_eq!(view.spec.options(), "-f a --highlight c --highlight d");
    }

    #[test]
    fn a_place_within_a_text_is_known_while_it_is_written_plainly() {
        let mut config =
            Config::of("c.toml".into(), "theme = 'dork'\ncolumns = \"\\u0061b\"".into());
        let theme = config.theme.clone().unwrap();
        config.report(&theme, 1, "here".into());
        let columns = config.columns.clone().unwrap();
        config.report(&columns[0], 1, "somewhere in it".into());
        assert_eq!(config.mistakes[0].at, Some((1, 11)));
        assert_eq!(config.mistakes[1].at, Some((2, 11)));
    }
}

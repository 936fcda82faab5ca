//! Which key does what, and where: one table, from which help and hints are drawn too.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{ACTIONS, Action, ActionSpec};

/// What has the focus; a key can mean different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// Everywhere.
    Any,
    /// Any list of rows.
    List,
    /// The list of events.
    Events,
    /// The JSON of an event.
    Detail,
    /// The values to choose from, beside the list of events.
    Facets,
    /// The tree of groups.
    Groups,
    /// The list of sessions.
    Sessions,
    /// The list of files.
    Sources,
    /// The comparison of a selection with the rest.
    Compare,
    /// Two events beside each other.
    Diff,
    /// All about one resource.
    Resource,
    /// All about one identity.
    Actor,
    /// The filters, above every view.
    Chips,
    /// The strip of time, above the list of events.
    Strip,
}

impl Context {
    /// Whether a key of `self` works where `here` has the focus.
    fn reaches(self, here: Self) -> bool {
        self == here
            || self == Self::Any
            || (self == Self::List && !matches!(here, Self::Detail | Self::Chips | Self::Strip))
    }

    /// Of two meanings of a key the more particular one counts.
    fn rank(self) -> u8 {
        match self {
            Self::Any => 0,
            Self::List => 1,
            _ => 2,
        }
    }

    /// Whether there is a place where keys of both work.
    pub(crate) fn meets(self, other: Self) -> bool {
        Self::FOCUSED.iter().any(|&here| self.reaches(here) && other.reaches(here))
    }

    /// What can have the focus.
    const FOCUSED: [Self; 7] = [
        Self::Events,
        Self::Detail,
        Self::Facets,
        Self::Groups,
        Self::Sources,
        Self::Chips,
        Self::Strip,
    ];

    /// Its name in the help.
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "everywhere",
            Self::List => "lists",
            Self::Events => "events",
            Self::Detail => "detail",
            Self::Facets => "facets",
            Self::Groups => "groups",
            Self::Sessions => "sessions",
            Self::Sources => "sources",
            Self::Compare => "compare",
            Self::Diff => "diff",
            Self::Resource => "resource",
            Self::Actor => "actor",
            Self::Chips => "filters",
            Self::Strip => "time strip",
        }
    }
}

/// The default keys: where, which, what. A sequence has spaces between its keys.
pub const DEFAULT: &[(Context, &str, Action)] = &[
    (Context::Any, "/", Action::Search),
    (Context::Any, "f3", Action::Search),
    (Context::Any, "i", Action::Include),
    (Context::Any, "x", Action::Exclude),
    (Context::Any, "I", Action::Only),
    (Context::Any, "a o", Action::OrValue),
    (Context::Any, "a x", Action::AndNotValue),
    (Context::Any, "a e", Action::EditValue),
    (Context::Any, "a r", Action::Naming),
    (Context::Any, "g r", Action::Naming),
    (Context::Any, "a R", Action::Resource),
    (Context::Any, "g R", Action::Resource),
    (Context::Any, "a s", Action::AsColumn),
    (Context::Any, "a t", Action::NearInTime),
    (Context::Any, "t", Action::TimeRange),
    (Context::Events, "v", Action::Strip),
    (Context::Strip, "v", Action::StartRange),
    (Context::Strip, "space", Action::StartRange),
    (Context::Strip, "enter", Action::KeepRange),
    (Context::Strip, "z", Action::ZoomIn),
    (Context::Strip, "Z", Action::ZoomOut),
    (Context::Any, "a n", Action::FromHere),
    (Context::Any, "a c", Action::Neighbours),
    (Context::Any, "g x", Action::Neighbours),
    (Context::Any, "g f", Action::Follow),
    (Context::Any, "n", Action::NextMatch),
    (Context::Any, "N", Action::PreviousMatch),
    (Context::Any, "A", Action::Chips),
    (Context::Chips, "space", Action::ToggleChip),
    (Context::Chips, "e", Action::EditChip),
    (Context::Chips, "enter", Action::EditChip),
    (Context::Chips, "n", Action::NegateChip),
    (Context::Chips, "tab", Action::TurnChip),
    (Context::Chips, "x", Action::DropChip),
    (Context::Chips, "delete", Action::DropChip),
    (Context::Chips, "backspace", Action::DropChip),
    (Context::Any, "0", Action::ToggleFilters),
    (Context::Any, "backspace", Action::DropFilter),
    (Context::Any, "u", Action::Undo),
    (Context::Any, "ctrl-r", Action::Redo),
    (Context::Any, "U", Action::History),
    (Context::Any, "b", Action::Facets),
    (Context::Events, "F", Action::Count),
    (Context::Facets, "F", Action::Count),
    (Context::Facets, "space", Action::ChooseValue),
    (Context::Facets, "s", Action::FacetOrder),
    (Context::Facets, "/", Action::FindValue),
    (Context::Facets, ">", Action::MoreValues),
    (Context::Facets, "+", Action::MoreValues),
    (Context::Facets, "c", Action::FacetFields),
    (Context::Facets, "o", Action::FoldAll),
    (Context::List, "s", Action::Sort),
    (Context::Events, "S", Action::SortAdd),
    (Context::Events, "M", Action::SortMatch),
    (Context::List, "enter", Action::Open),
    (Context::Any, "tab", Action::NextPane),
    (Context::Any, "backtab", Action::NextPane),
    (Context::Events, "f", Action::Full),
    (Context::Detail, "f", Action::Full),
    (Context::Any, "p", Action::HideDetail),
    (Context::Events, "J", Action::DetailDown),
    (Context::Events, "K", Action::DetailUp),
    (Context::Any, "c", Action::Columns),
    (Context::Events, "H", Action::MoveColumnLeft),
    (Context::Events, "L", Action::MoveColumnRight),
    (Context::Events, "space", Action::ChooseEvent),
    (Context::Any, "C", Action::Compare),
    (Context::Any, "a C", Action::CompareValue),
    (Context::Any, "d", Action::Diff),
    (Context::Events, "<", Action::NarrowerColumn),
    (Context::Events, ">", Action::WiderColumn),
    (Context::Events, "_", Action::FitColumn),
    (Context::Events, "z h", Action::HideColumn),
    (Context::Events, "z f", Action::FreezeColumns),
    (Context::Events, "z c", Action::FoldConstants),
    (Context::Events, "z r", Action::ResetColumns),
    (Context::Any, "T", Action::Times),
    (Context::Any, "B", Action::GroupBy),
    (Context::Any, "j", Action::Down),
    (Context::Any, "down", Action::Down),
    (Context::Any, "k", Action::Up),
    (Context::Any, "up", Action::Up),
    (Context::Any, "h", Action::Left),
    (Context::Any, "left", Action::Left),
    (Context::Any, "l", Action::Right),
    (Context::Any, "right", Action::Right),
    (Context::Any, "ctrl-d", Action::HalfDown),
    (Context::Any, "ctrl-u", Action::HalfUp),
    (Context::Any, "pagedown", Action::PageDown),
    (Context::Any, "pageup", Action::PageUp),
    (Context::Any, "g g", Action::Top),
    (Context::Any, "home", Action::Top),
    (Context::Any, "G", Action::Bottom),
    (Context::Any, "end", Action::Bottom),
    (Context::List, "z z", Action::Center),
    (Context::Events, "e", Action::NextError),
    (Context::Events, "E", Action::PreviousError),
    (Context::Events, "o", Action::NextFlag),
    (Context::Events, "O", Action::PreviousFlag),
    (Context::Groups, "e", Action::NextFlag),
    (Context::Groups, "E", Action::PreviousFlag),
    (Context::Sessions, "e", Action::NextFlag),
    (Context::Sessions, "E", Action::PreviousFlag),
    (Context::Events, "w", Action::NextWrite),
    (Context::Events, "W", Action::PreviousWrite),
    (Context::Any, "g i", Action::SameActor),
    (Context::Any, "g k", Action::SameKey),
    (Context::Any, "g p", Action::SameAddress),
    (Context::Any, "g s", Action::Session),
    (Context::Any, "g b", Action::Issuer),
    (Context::Any, "g a", Action::Actor),
    (Context::Any, "g c", Action::Correction),
    (Context::Detail, "space", Action::Fold),
    (Context::Detail, "enter", Action::Fold),
    (Context::Groups, "space", Action::Fold),
    (Context::Compare, "space", Action::Fold),
    (Context::Diff, "space", Action::Fold),
    (Context::Resource, "space", Action::Fold),
    (Context::Actor, "space", Action::Fold),
    (Context::Detail, "o", Action::FoldAll),
    (Context::Groups, "o", Action::FoldAll),
    (Context::Compare, "o", Action::FoldAll),
    (Context::Diff, "o", Action::FoldAll),
    (Context::Resource, "o", Action::FoldAll),
    (Context::Actor, "o", Action::FoldAll),
    (Context::Detail, "1", Action::FoldLevel1),
    (Context::Detail, "2", Action::FoldLevel2),
    (Context::Detail, "3", Action::FoldLevel3),
    (Context::Detail, "w", Action::Wrap),
    (Context::Detail, "]", Action::NextSibling),
    (Context::Detail, "J", Action::NextSibling),
    (Context::Detail, "[", Action::PreviousSibling),
    (Context::Detail, "K", Action::PreviousSibling),
    (Context::Any, "y y", Action::CopyEvent),
    (Context::Any, "y v", Action::CopyValue),
    (Context::Detail, "y p", Action::CopyPath),
    (Context::Diff, "y p", Action::CopyPath),
    (Context::Any, "y r", Action::CopyRow),
    (Context::Any, "y f", Action::CopyFilter),
    (Context::Any, "a f", Action::CopyFilter),
    (Context::Any, "y c", Action::CopyCommand),
    (Context::Any, "V V", Action::SavedViews),
    (Context::Any, "V v", Action::SavedViews),
    (Context::Any, "V s", Action::SaveView),
    (Context::Any, "V m", Action::Mistakes),
    (Context::List, "1", Action::Events),
    (Context::List, "2", Action::Groups),
    (Context::List, "4", Action::Sessions),
    (Context::List, "7", Action::Sources),
    (Context::Any, "R", Action::Reload),
    (Context::Any, "q", Action::Back),
    (Context::List, "[", Action::ViewBack),
    (Context::Any, "alt-left", Action::ViewBack),
    (Context::List, "]", Action::ViewForward),
    (Context::Any, "alt-right", Action::ViewForward),
    (Context::Any, "esc", Action::Escape),
    (Context::Any, ":", Action::Palette),
    (Context::Any, "ctrl-p", Action::Palette),
    (Context::Any, "g /", Action::Language),
    (Context::Any, "?", Action::Help),
    (Context::Any, "f1", Action::Help),
    (Context::Any, "ctrl-c", Action::Interrupt),
    (Context::Any, "f2", Action::Mouse),
    (Context::Any, "ctrl-l", Action::Redraw),
    (Context::Any, "ctrl-z", Action::Suspend),
    (Context::Any, "Q", Action::Quit),
];

/// The keys for a manual: how they are pressed, what they do, where; in the order of [`ACTIONS`].
pub fn manual() -> Vec<(String, &'static str, &'static str)> {
    let keymap = Keymap::default();
    let row = |spec: &ActionSpec| {
        let bindings = keymap.bindings.iter().filter(|binding| binding.action == spec.action);
        let mut keys: Vec<String> = Vec::new();
        let mut place = "";
        for binding in bindings {
            let text = binding.keys_text();
            place = if keys.is_empty() { binding.context.name() } else { place };
            if !keys.contains(&text) {
                keys.push(text);
            }
        }
        (keys.join("  "), spec.help, place)
    };
    ACTIONS.iter().map(row).collect()
}

/// A key with its modifiers; Shift counts only where it makes no other character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyPress {
    code: KeyCode,
    modifiers: KeyModifiers,
}

impl From<KeyEvent> for KeyPress {
    fn from(event: KeyEvent) -> Self {
        let modifiers = event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT);
        Self { code: event.code, modifiers }
    }
}

impl KeyPress {
    /// Reads `j`, `G`, `ctrl-d`, `alt-left`, `pagedown`, `f3`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (modifiers, name) = match text.split_once('-') {
            Some(("ctrl", name)) => (KeyModifiers::CONTROL, name),
            Some(("alt", name)) => (KeyModifiers::ALT, name),
            _ => (KeyModifiers::NONE, text),
        };
        let mut characters = name.chars();
        let code = match (characters.next(), characters.next()) {
            // A space separates keys and so has a name.
            (Some(c), None) if c.is_whitespace() || c.is_control() => return None,
            // With Ctrl, terminals tell no capital from a small letter.
            (Some(c), None) if modifiers == KeyModifiers::CONTROL => {
                KeyCode::Char(c.to_ascii_lowercase())
            }
            (Some(character), None) => KeyCode::Char(character),
            _ => NAMED.iter().find(|(_, text)| *text == name)?.0,
        };
        Some(Self { code, modifiers })
    }
}

const NAMED: &[(KeyCode, &str)] = &[
    (KeyCode::Enter, "enter"),
    (KeyCode::Tab, "tab"),
    (KeyCode::BackTab, "backtab"),
    (KeyCode::Esc, "esc"),
    (KeyCode::Backspace, "backspace"),
    (KeyCode::Delete, "delete"),
    (KeyCode::Char(' '), "space"),
    (KeyCode::Up, "up"),
    (KeyCode::Down, "down"),
    (KeyCode::Left, "left"),
    (KeyCode::Right, "right"),
    (KeyCode::Home, "home"),
    (KeyCode::End, "end"),
    (KeyCode::PageUp, "pageup"),
    (KeyCode::PageDown, "pagedown"),
    (KeyCode::F(1), "f1"),
    (KeyCode::F(2), "f2"),
    (KeyCode::F(3), "f3"),
    (KeyCode::F(4), "f4"),
    (KeyCode::F(5), "f5"),
    (KeyCode::F(6), "f6"),
    (KeyCode::F(7), "f7"),
    (KeyCode::F(8), "f8"),
    (KeyCode::F(9), "f9"),
    (KeyCode::F(10), "f10"),
    (KeyCode::F(11), "f11"),
    (KeyCode::F(12), "f12"),
    (KeyCode::Insert, "insert"),
];

/// Prints as people write it: `^d`, `Alt-←`, `Enter`.
impl fmt::Display for KeyPress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.modifiers.contains(KeyModifiers::CONTROL) {
            f.write_str("^")?;
        }
        if self.modifiers.contains(KeyModifiers::ALT) {
            f.write_str("Alt-")?;
        }
        match self.code {
            KeyCode::Char(' ') => f.write_str("Space"),
            KeyCode::Char(character) => write!(f, "{character}"),
            KeyCode::Enter => f.write_str("Enter"),
            KeyCode::Tab => f.write_str("Tab"),
            KeyCode::BackTab => f.write_str("S-Tab"),
            KeyCode::Esc => f.write_str("Esc"),
            KeyCode::Backspace => f.write_str("Bksp"),
            KeyCode::Delete => f.write_str("Del"),
            KeyCode::Insert => f.write_str("Ins"),
            KeyCode::Up => f.write_str("↑"),
            KeyCode::Down => f.write_str("↓"),
            KeyCode::Left => f.write_str("←"),
            KeyCode::Right => f.write_str("→"),
            KeyCode::Home => f.write_str("Home"),
            KeyCode::End => f.write_str("End"),
            KeyCode::PageUp => f.write_str("PgUp"),
            KeyCode::PageDown => f.write_str("PgDn"),
            KeyCode::F(number) => write!(f, "F{number}"),
            other => write!(f, "{other:?}"),
        }
    }
}

/// What a key means after the keys before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    /// It completes a sequence.
    Action(Action),
    /// More keys are needed.
    Prefix,
    /// Nothing.
    Unbound,
}

/// A row of the key table.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// Where it works.
    pub context: Context,
    /// The keys, one after the other.
    pub keys: Vec<KeyPress>,
    /// What they do.
    pub action: Action,
}

impl Binding {
    /// The keys as people write them, `gg`.
    pub fn keys_text(&self) -> String {
        self.keys.iter().map(ToString::to_string).collect()
    }
}

/// The keys in force.
#[derive(Debug, Clone)]
pub struct Keymap {
    pub(crate) bindings: Vec<Binding>,
}

impl Default for Keymap {
    fn default() -> Self {
        let binding = |&(context, keys, action): &(Context, &str, Action)| {
            let keys = keys.split(' ').filter_map(KeyPress::parse).collect();
            Binding { context, keys, action }
        };
        Self { bindings: DEFAULT.iter().map(binding).collect() }
    }
}

impl Keymap {
    /// What the keys in `pressed`, the last one new, mean where `here` has the focus.
    pub fn lookup(&self, here: Context, pressed: &[KeyPress]) -> Lookup {
        let reaching = || {
            self.bindings.iter().filter(|b| b.context.reaches(here) && b.keys.starts_with(pressed))
        };
        let exact = reaching().filter(|b| b.keys.len() == pressed.len());
        match exact.max_by_key(|b| b.context.rank()) {
            Some(binding) => Lookup::Action(binding.action),
            None if reaching().next().is_some() => Lookup::Prefix,
            None => Lookup::Unbound,
        }
    }

    /// The bindings that work where `here` has the focus and are not hidden by another one.
    pub fn working(&self, here: Context) -> impl Iterator<Item = &Binding> {
        self.bindings.iter().filter(move |binding| {
            binding.context.reaches(here)
                && self.lookup(here, &binding.keys) == Lookup::Action(binding.action)
        })
    }

    /// The first key of an action where `here` has the focus.
    pub fn key_of(&self, here: Context, action: Action) -> Option<String> {
        self.working(here).find(|b| b.action == action).map(Binding::keys_text)
    }

    /// The keys before the last one of an action that takes several.
    pub fn prefix_of(&self, here: Context, action: Action) -> Option<String> {
        let binding = self.working(here).find(|b| b.action == action && b.keys.len() > 1)?;
        let (_, before) = binding.keys.split_last()?;
        Some(before.iter().map(ToString::to_string).collect())
    }

    /// What can follow the keys in `pressed`.
    pub fn continuations(&self, here: Context, pressed: &[KeyPress]) -> Vec<(String, Action)> {
        self.working(here)
            .filter(|b| b.keys.len() > pressed.len() && b.keys.starts_with(pressed))
            .map(|b| (b.keys[pressed.len()..].iter().map(ToString::to_string).collect(), b.action))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(text: &str) -> Vec<KeyPress> {
        text.split(' ').map(|key| KeyPress::parse(key).unwrap()).collect()
    }

    #[test]
    fn every_key_of_the_table_can_be_read() {
        for (_, keys, action) in DEFAULT {
            for key in keys.split(' ') {
                assert!(KeyPress::parse(key).is_some(), "{key} for {action:?}");
            }
        }
    }

    #[test]
    fn every_action_has_a_key() {
        for spec in ACTIONS {
            assert!(DEFAULT.iter().any(|(_, _, action)| *action == spec.action), "{}", spec.label);
        }
    }

    #[test]
    fn no_key_has_two_meanings_in_one_place() {
        for (index, (context, keys, _)) in DEFAULT.iter().enumerate() {
            let is_same = |(other, other_keys, _): &&(Context, &str, Action)| {
                other == context && other_keys == keys
            };
            assert_eq!(DEFAULT.iter().position(|row| is_same(&row)), Some(index), "{keys}");
        }
    }

    #[test]
    fn the_more_particular_meaning_counts() {
        let keymap = Keymap::default();
        let check = |here, keys, expected| assert_eq!(keymap.lookup(here, &press(keys)), expected);
        check(Context::Events, "1", Lookup::Action(Action::Events));
        check(Context::Detail, "1", Lookup::Action(Action::FoldLevel1));
        check(Context::Detail, "w", Lookup::Action(Action::Wrap));
        check(Context::Groups, "g", Lookup::Prefix);
        check(Context::Groups, "g g", Lookup::Action(Action::Top));
        check(Context::Groups, "g y", Lookup::Unbound);
    }

    #[test]
    fn nothing_is_reached_by_brackets_alone() {
        let is_awkward = |keys: &str| keys.chars().any(|c| "[]\\|@#!$%&()=".contains(c));
        for (context, keys, action) in DEFAULT.iter().filter(|(_, keys, _)| is_awkward(keys)) {
            let has_other = DEFAULT.iter().any(|(other, other_keys, other_action)| {
                other_action == action && other.reaches(*context) && !is_awkward(other_keys)
            });
            assert!(has_other, "{keys}");
        }
    }
}

//! The keys on the screen: those that work here and now, and those that can follow a prefix.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::Line;
use crate::text;
use crate::tui::action::Action;
use crate::tui::keymap::{Context, KeyPress, Keymap};
use crate::tui::overlay::popup;
use crate::tui::theme::Theme;

/// The keys that are shown at the foot.
const HINTS: &[(Context, &[Action])] = &[
    (
        Context::Events,
        &[
            Action::Search,
            Action::Include,
            Action::Exclude,
            Action::Chips,
            Action::Sort,
            Action::Open,
            Action::Groups,
            Action::Facets,
            Action::Count,
            Action::GroupBy,
            Action::Compare,
            Action::Diff,
            Action::Columns,
            Action::NextError,
            Action::Undo,
            Action::Palette,
            Action::Back,
        ],
    ),
    (
        Context::Detail,
        &[
            Action::Fold,
            Action::FoldAll,
            Action::Include,
            Action::Exclude,
            Action::CopyValue,
            Action::CopyPath,
            Action::CopyEvent,
            Action::Wrap,
            Action::Full,
            Action::Escape,
        ],
    ),
    (
        Context::Facets,
        &[
            Action::ChooseValue,
            Action::Include,
            Action::Exclude,
            Action::FacetOrder,
            Action::FindValue,
            Action::MoreValues,
            Action::Count,
            Action::FacetFields,
            Action::Undo,
            Action::Facets,
            Action::Escape,
        ],
    ),
    (
        Context::Groups,
        &[
            Action::Open,
            Action::Fold,
            Action::FoldAll,
            Action::NextFlag,
            Action::GroupBy,
            Action::Compare,
            Action::Sort,
            Action::Include,
            Action::Exclude,
            Action::Events,
            Action::Search,
            Action::Back,
        ],
    ),
    (
        Context::Chips,
        &[
            Action::ToggleChip,
            Action::EditChip,
            Action::NegateChip,
            Action::DropChip,
            Action::TurnChip,
            Action::ToggleFilters,
            Action::Undo,
            Action::Escape,
        ],
    ),
    (
        Context::Strip,
        &[
            Action::Left,
            Action::Right,
            Action::StartRange,
            Action::KeepRange,
            Action::ZoomIn,
            Action::ZoomOut,
            Action::TimeRange,
            Action::Undo,
            Action::Escape,
        ],
    ),
    (
        Context::Compare,
        &[
            Action::Include,
            Action::Exclude,
            Action::Open,
            Action::Fold,
            Action::FoldAll,
            Action::Compare,
            Action::CopyValue,
            Action::Undo,
            Action::Back,
        ],
    ),
    (
        Context::Diff,
        &[
            Action::Include,
            Action::Exclude,
            Action::FoldAll,
            Action::NextMatch,
            Action::Diff,
            Action::CopyValue,
            Action::CopyPath,
            Action::Back,
        ],
    ),
    (
        Context::Resource,
        &[
            Action::Open,
            Action::Resource,
            Action::Fold,
            Action::FoldAll,
            Action::Include,
            Action::Exclude,
            Action::Naming,
            Action::Diff,
            Action::Back,
        ],
    ),
    (
        Context::Sessions,
        &[
            Action::Open,
            Action::Issuer,
            Action::NextPane,
            Action::NextFlag,
            Action::Sort,
            Action::Include,
            Action::Exclude,
            Action::Compare,
            Action::HideDetail,
            Action::Events,
            Action::Back,
        ],
    ),
    (
        Context::Actor,
        &[
            Action::Open,
            Action::Fold,
            Action::FoldAll,
            Action::GroupBy,
            Action::TimeRange,
            Action::Include,
            Action::Exclude,
            Action::Session,
            Action::Back,
        ],
    ),
    (
        Context::Sources,
        &[Action::Open, Action::CopyValue, Action::Events, Action::Groups, Action::Back],
    ),
];

/// The prefix of all other levers, which are named after the first: the prefix of the second.
const MORE_LEVERS: (Action, Action, &str) = (Action::Exclude, Action::OrValue, "more");

/// A key with its label, and the columns that they take.
struct Hint {
    /// `None` for a prefix.
    action: Option<Action>,
    keys: String,
    label: &'static str,
    x: u16,
    width: u16,
}

/// As many keys as have room, left to right.
fn hints(area: Rect, keymap: &Keymap, here: Context) -> Vec<Hint> {
    let actions = HINTS.iter().find(|(context, _)| *context == here).map_or(&[][..], |(_, a)| a);
    let named = actions.iter().flat_map(|&action| {
        let keys = keymap.key_of(here, action);
        let of_action = keys.map(|keys| (Some(action), keys, action.spec().label));
        let (lever, of, label) = MORE_LEVERS;
        let prefix = keymap.prefix_of(here, of).filter(|_| lever == action);
        let more = prefix.map(|prefix| (None, prefix, label));
        of_action.into_iter().chain(more)
    });
    let mut hints: Vec<Hint> = Vec::new();
    let mut x = area.x;
    for (action, keys, label) in named {
        let width = text::columns(&keys) + text::columns(label) + 3;
        let width = u16::try_from(width).unwrap_or(u16::MAX);
        if width > area.right().saturating_sub(x) {
            break;
        }
        hints.push(Hint { action, keys, label, x, width });
        x += width;
    }
    hints
}

/// The keys that work here and now.
pub(crate) fn draw_keys(
    area: Rect,
    buffer: &mut Buffer,
    (keymap, here): (&Keymap, Context),
    theme: &Theme,
) {
    for hint in hints(area, keymap, here) {
        let place = Rect { x: hint.x, width: hint.width, ..area };
        let mut line = Line::new(place, buffer, theme);
        line.left(" ", theme.read);
        line.left(&hint.keys, theme.key);
        line.left(&format!(" {} ", hint.label), theme.faint);
    }
}

/// Keys of the search bar, which no table binds: most keys are letters there.
const BAR: &[(&str, &str)] = &[
    ("Enter", "keep"),
    ("Esc", "restore"),
    ("Tab", "filter/highlight"),
    ("↓", "choose"),
    ("→", "take"),
    ("↑", "earlier"),
    ("F1", "language"),
];

/// Keys while the values are searched.
const FIND: &[(&str, &str)] = &[("Enter", "keep"), ("Esc", "all values"), ("↓", "to the values")];

/// The keys of the search bar.
pub(crate) fn draw_bar_keys(area: Rect, buffer: &mut Buffer, theme: &Theme) {
    draw_typing_keys(BAR, area, buffer, theme);
}

/// The keys while the values are searched.
pub(crate) fn draw_find_keys(area: Rect, buffer: &mut Buffer, theme: &Theme) {
    draw_typing_keys(FIND, area, buffer, theme);
}

fn draw_typing_keys(keys: &[(&str, &str)], area: Rect, buffer: &mut Buffer, theme: &Theme) {
    let mut line = Line::new(area, buffer, theme);
    for (keys, label) in keys {
        if text::columns(keys) + text::columns(label) + 3 > usize::from(line.rest.width) {
            break;
        }
        line.left(" ", theme.read);
        line.left(keys, theme.key);
        line.left(&format!(" {label} "), theme.faint);
    }
}

/// What the key at a place of the last line does.
pub(crate) fn hint_at(
    area: Rect,
    position: Position,
    (keymap, here): (&Keymap, Context),
) -> Option<Action> {
    let is_there =
        |hint: &Hint| position.y == area.y && (hint.x..hint.x + hint.width).contains(&position.x);
    hints(area, keymap, here).into_iter().find(is_there)?.action
}

/// What can follow the keys pressed so far; `value` is what they will act on.
pub(crate) fn draw_which_key(
    area: Rect,
    buffer: &mut Buffer,
    (keymap, here, pressed): (&Keymap, Context, &[KeyPress]),
    value: &str,
    theme: &Theme,
) {
    let next = keymap.continuations(here, pressed);
    let height = u16::try_from(next.len()).unwrap_or(u16::MAX).saturating_add(2).min(area.height);
    let columns = |(keys, action): &(String, Action)| {
        text::columns(keys) + text::columns(action.spec().help) + 6
    };
    let widest = next.iter().map(columns).max().unwrap_or(0);
    let width = u16::try_from(widest).unwrap_or(u16::MAX).clamp(30.min(area.width), area.width);
    let place = Rect { x: area.right() - width, y: area.bottom() - height, width, height };
    let keys: String = pressed.iter().map(ToString::to_string).collect();
    let title = if value.is_empty() { format!("{keys}…") } else { format!("{keys}… {value}") };
    let title = text::truncate_middle(&title, usize::from(width.saturating_sub(4)));
    let inner = popup::draw(place, buffer, theme, &title);
    for ((keys, action), row) in next.iter().zip(inner.rows()) {
        let mut line = Line::new(row, buffer, theme);
        line.left(&format!(" {keys}  "), theme.key);
        line.left(action.spec().help, theme.read);
    }
}

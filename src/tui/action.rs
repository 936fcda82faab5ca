//! What a user can want: one row of a table for each action, without payload, so that it can be
//! bound to keys, listed in the help, searched in the palette.

/// The views, in the order of their keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ViewKind {
    /// The list of events with the detail of one.
    Events,
    /// Events grouped by identity type, actor, session, or any fields.
    Groups,
    /// The credential sessions, and who issued each.
    Sessions,
    /// The files that were read and what was not.
    Sources,
    /// A selection of events beside the rest.
    Compare,
    /// Two events beside each other.
    Diff,
    /// All about one resource.
    Resource,
    /// All about one identity.
    Actor,
}

impl ViewKind {
    /// Its name, as shown and as given to `--view`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Groups => "groups",
            Self::Sessions => "sessions",
            Self::Sources => "sources",
            Self::Compare => "compare",
            Self::Diff => "diff",
            Self::Resource => "resource",
            Self::Actor => "actor",
        }
    }

    /// The view called `name`, of those to begin with.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.name() == name)
    }

    /// The views to begin with; the others are about something that was chosen.
    pub const ALL: [Self; 4] = [Self::Events, Self::Groups, Self::Sessions, Self::Sources];
}

/// A row of [`ACTIONS`].
#[derive(Debug)]
pub struct ActionSpec {
    /// The action.
    pub action: Action,
    /// One or two words for the row of keys.
    pub label: &'static str,
    /// A sentence for the help.
    pub help: &'static str,
    /// Its name in the code; [`Action::name`] is made of it.
    variant: &'static str,
}

macro_rules! actions {
    ($($action:ident, $label:literal, $help:literal;)*) => {
        /// An action, by its position in [`ACTIONS`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action {
            $(#[doc = $help] $action,)*
        }

        /// Every action, in the order of the help.
        pub const ACTIONS: &[ActionSpec] =
            &[$(ActionSpec {
                action: Action::$action,
                label: $label,
                help: $help,
                variant: stringify!($action),
            }),*];
    };
}

actions! {
    Search, "search", "Search and filter, live at every key";
    Include, "include", "Keep only events with the value under the cursor";
    Exclude, "exclude", "Drop events with the value under the cursor";
    Only, "only", "Drop all filters and keep events with the value under the cursor";
    OrValue, "or", "Let the last filter also keep events with the value under the cursor";
    AndNotValue, "and not", "Let the last filter drop events with the value under the cursor";
    EditValue, "edit first", "Search for the value under the cursor, to be changed first";
    Naming, "all that name it", "All events that name the value under the cursor anywhere";
    Resource, "resource",
        "All about the resource named under the cursor: who made, changed, read it, what is below";
    AsColumn, "as column", "Show what is under the cursor as a column of the list, for every event";
    NearInTime, "±5 minutes", "Keep only the five minutes before and after this event";
    TimeRange, "time range", "Keep only a range of time: -2h, ±5m, from..to";
    Strip, "time strip", "Go to the strip of time, to choose a range";
    StartRange, "start range", "Start a range at this bar";
    KeepRange, "keep range", "Keep only events of the range, or of this bar";
    ZoomIn, "zoom in", "Keep half of the time around this bar";
    ZoomOut, "zoom out", "Twice the time, up to all of it";
    FromHere, "from here on", "Keep only this event and those after it";
    Neighbours, "neighbours", "This event among all others around it, unfiltered; again: more";
    Follow, "follow key", "What this access key did next: only its events, from this one on";
    NextMatch, "next match", "Next event, or value of the detail, that is highlighted";
    PreviousMatch, "previous match", "Previous event, or value of the detail, that is highlighted";
    Chips, "filters", "Go to the filters; a digit goes to one";
    ToggleChip, "on/off", "Switch this filter off, and on again";
    EditChip, "edit", "Edit this filter";
    NegateChip, "negate", "Drop what this filter keeps, keep what it drops";
    TurnChip, "highlight", "Highlight what this filter keeps, or filter again";
    DropChip, "remove", "Remove this filter";
    ToggleFilters, "filters on/off", "All filters off, and on again";
    DropFilter, "drop filter", "Remove the last filter";
    Undo, "undo", "Undo the last change of filters, order, view, grouping, columns, times or facets";
    Redo, "redo", "Do it again";
    History, "history", "All changes as a tree, to go to any of them";
    Facets, "facets", "Values to choose from, beside the list: open, focus, close";
    Count, "count", "Count all values of this column, to sort, search and choose from";
    ChooseValue, "choose", "Add this value to those that are kept, or take it out; open a fold";
    FacetOrder, "order", "Common values first, rare ones first, or by name";
    FindValue, "find value", "List only the values that hold a text";
    MoreValues, "more", "List more values of this field";
    FacetFields, "fields", "Choose the fields whose values are listed";
    Sort, "sort", "Sort by this column: ascending, descending, time order";
    SortAdd, "sort also", "Sort by this column where the others are equal";
    SortMatch, "best match", "Sort by how well the search matches, and back";
    Open, "open", "Open: the detail of the event, the events of the group, file or counted value";
    NextPane, "next pane", "Focus the next pane";
    Full, "full", "Detail over the whole screen, and back";
    HideDetail, "hide detail", "Hide the detail, and show it again";
    DetailDown, "detail down", "Scroll the detail down from the list";
    DetailUp, "detail up", "Scroll the detail up from the list";
    Columns, "columns", "Choose columns and their order";
    MoveColumnLeft, "column left", "Move this column to the left";
    MoveColumnRight, "column right", "Move this column to the right";
    NarrowerColumn, "narrower", "Make this column narrower";
    WiderColumn, "wider", "Make this column wider";
    FitColumn, "fit", "Fit this column to what is on the screen; again: its usual width";
    HideColumn, "hide column", "Hide this column";
    ChooseEvent, "choose event", "Choose this event, for compare and diff, or take it out";
    Compare, "compare",
        "Compare chosen events, the group, value, range or filter with the rest; again: other rest";
    CompareValue, "compare value", "Compare the events with the value under the cursor with the rest";
    Diff, "diff",
        "Two chosen events, or this one and the previous same call of its actor; again: one before";
    FreezeColumns, "freeze", "Let the columns up to this one stay while others scroll, or none";
    FoldConstants, "fold constants", "Fold columns with one value only, or show them all";
    ResetColumns, "reset columns", "The usual columns in their usual order and width";
    Times, "time zone", "Times in UTC, in your zone, or since the row before";
    GroupBy, "group by", "Group by any fields";
    Down, "down", "Next row";
    Up, "up", "Previous row";
    Left, "left", "Previous column; fold";
    Right, "right", "Next column; unfold";
    HalfDown, "half page down", "Half a page down";
    HalfUp, "half page up", "Half a page up";
    PageDown, "page down", "A page down";
    PageUp, "page up", "A page up";
    Top, "top", "First row";
    Bottom, "bottom", "Last row";
    Center, "center", "Bring the selected row to the middle";
    NextError, "next error", "Next failed call";
    PreviousError, "previous error", "Previous failed call";
    NextFlag, "next flag", "Next event, group or session where a flag begins";
    PreviousFlag, "previous flag", "Previous event, group or session where a flag begins";
    NextWrite, "next write", "Next call that changes something";
    PreviousWrite, "previous write", "Previous call that changes something";
    SameActor, "same actor", "Keep only events of this actor";
    SameKey, "same key", "Keep only events signed by this access key";
    SameAddress, "same address", "Keep only events from this address";
    Session, "session", "The credential session of this event, among all sessions";
    Actor, "actor", "All about the identity of this event: when, from where, with what, what is new";
    Issuer, "issuer", "The event that issued the credential of this event or session";
    Correction, "correction", "The event that this one corrects, or that corrects it";
    Fold, "fold", "Fold or unfold";
    FoldAll, "fold all", "Fold all, or unfold all";
    FoldLevel1, "fold to level 1", "Show the first level only";
    FoldLevel2, "fold to level 2", "Show two levels";
    FoldLevel3, "fold to level 3", "Show three levels";
    Wrap, "wrap", "Wrap long values, or cut them";
    NextSibling, "next sibling", "Next value of the same level";
    PreviousSibling, "previous sibling", "Previous value of the same level";
    CopyEvent, "copy event", "Copy the event as JSON";
    CopyValue, "copy value", "Copy the value under the cursor";
    CopyPath, "copy path", "Copy the JSON path under the cursor";
    CopyRow, "copy row", "Copy the row as it is shown";
    CopyFilter, "copy filter", "Copy the value under the cursor as a filter";
    CopyCommand, "copy command", "Copy what is shown as a command line that shows it again";
    SavedViews, "saved views", "Saved views: open, rename, delete, copy one as a line, paste a line";
    SaveView, "save view", "Save filters, order, columns and view under a name";
    Mistakes, "mistakes", "What is wrong in the configuration file";
    Events, "events", "The list of events";
    Groups, "groups", "Groups by identity type, actor and session";
    Sessions, "sessions", "Every credential session, who issued it and what it issued";
    Sources, "sources", "What was read, refused and repeated";
    Reload, "reload", "Read files that are new or have changed";
    Back, "back", "Back: to the list, to the view before, and quit at the root";
    ViewBack, "view back", "The view before";
    ViewForward, "view forward", "The view after";
    Escape, "close", "Close what is open, leave the detail";
    Palette, "palette", "All commands, searchable";
    Language, "search help", "How searches are written";
    Help, "help", "All keys that work here";
    Interrupt, "stop", "Stop loading or searching; twice quits";
    Mouse, "mouse", "Give the mouse to the terminal, and back";
    Redraw, "redraw", "Draw the screen anew";
    Suspend, "suspend", "Suspend to the shell";
    Quit, "quit", "Quit";
}

impl Action {
    /// The row of [`ACTIONS`] that describes the action.
    pub fn spec(self) -> &'static ActionSpec {
        &ACTIONS[self as usize]
    }

    /// Its name in the configuration, `next-match`.
    pub fn name(self) -> String {
        let mut name = String::new();
        for c in self.spec().variant.chars() {
            if c.is_ascii_uppercase() && !name.is_empty() {
                name.push('-');
            }
            name.push(c.to_ascii_lowercase());
        }
        name
    }

    /// The action of that name.
    pub fn named(name: &str) -> Option<Self> {
        ACTIONS.iter().map(|spec| spec.action).find(|action| action.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_actions() {
        for (position, spec) in ACTIONS.iter().enumerate() {
            assert_eq!(spec.action as usize, position, "{}", spec.label);
        }
    }

    #[test]
    fn every_action_is_found_by_its_name() {
        for spec in ACTIONS {
            assert_eq!(Action::named(&spec.action.name()), Some(spec.action));
        }
        assert_eq!(Action::FoldLevel1.name(), "fold-level1");
        assert_eq!(Action::NextMatch.name(), "next-match");
        assert_eq!(Action::named("NextMatch"), None);
    }
}

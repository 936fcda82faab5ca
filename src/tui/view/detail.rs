//! One event in full: what it is, who made it, its JSON.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::flag_lines::flag_lines;
use super::levers::leaf_term;
use crate::query::{Correction, Expr, Highlighter, Operand, Origin, Path, Step};
use crate::record::MadeBy;
use crate::record::identity::NO_TYPE;
use crate::store::{EventPlace, Field, OK, RowId, Snapshot};
use crate::text;
use crate::time::Zone;
use crate::tui::action::Action;
use crate::tui::data::Shown;
use crate::tui::outcome::Outcome;
use crate::tui::theme::Theme;
use crate::tui::widget::json_tree::{FoldMemory, JsonState, JsonTree, JsonView, pretty};
use crate::tui::widget::label::Label;

/// Lines of JSON that the head leaves; a pane with room for fewer lines of head than these has none.
const LEAST_JSON: u16 = 3;

/// The detail of the selected event.
#[derive(Debug)]
pub struct Detail {
    place: Option<EventPlace>,
    json: String,
    origin: Origin,
    tree: JsonTree,
    state: JsonState,
    folds: FoldMemory,
    /// Lines above the JSON, as drawn last.
    n_head: u16,
}

impl Default for Detail {
    fn default() -> Self {
        Self {
            place: None,
            json: String::new(),
            origin: Origin::default(),
            tree: JsonTree::parse("{}"),
            state: JsonState::default(),
            folds: FoldMemory::default(),
            n_head: 0,
        }
    }
}

impl Detail {
    /// The event's JSON as its file has it.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// Shows another event; folds stay by path, and the line under the cursor if it has that path.
    pub fn show(&mut self, place: EventPlace, json: String, origin: Origin) {
        let path = self.tree.path(self.state.selected);
        let offset = self.state.offset;
        self.tree.remember(&mut self.folds);
        self.tree = JsonTree::parse(&json);
        self.tree.recall(&self.folds);
        self.json = json;
        self.origin = origin;
        self.place = Some(place);
        let line = (0..self.tree.lines()).find(|&line| self.tree.path(line) == path).unwrap_or(0);
        self.state.select(line);
        self.state.offset = offset;
    }

    /// The event that corrects this one, or that it corrects.
    pub fn correction(&self) -> Option<&Correction> {
        self.origin.corrections.first()
    }

    /// No event is selected.
    pub fn clear(&mut self) {
        self.tree.remember(&mut self.folds);
        let folds = std::mem::take(&mut self.folds);
        *self = Self { folds, ..Self::default() };
    }

    /// Scrolls from another pane, or by the wheel.
    pub fn scroll(&mut self, lines: isize) {
        self.state.scroll_lines(lines, self.tree.lines());
    }

    fn walk(&mut self, lines: isize) {
        self.state.move_lines(lines, self.tree.lines());
    }

    /// Carries an action out; `None` when it means nothing here.
    pub fn update(
        &mut self,
        action: Action,
        height: usize,
        highlighter: &Highlighter,
    ) -> Option<Vec<Outcome>> {
        let line = self.state.selected.min(self.tree.lines().saturating_sub(1));
        let page = isize::try_from(height.max(2)).unwrap_or(isize::MAX);
        match action {
            Action::Down => self.walk(1),
            Action::Up => self.walk(-1),
            Action::HalfDown => self.walk(page / 2),
            Action::HalfUp => self.walk(-page / 2),
            Action::PageDown => self.walk(page),
            Action::PageUp => self.walk(-page),
            Action::Top => self.state.select(0),
            Action::Bottom => self.state.select(self.tree.lines().saturating_sub(1)),
            Action::Fold => {
                self.tree.toggle(line);
            }
            Action::Left => self.fold_or_climb(line),
            Action::Right => {
                self.tree.unfold(line);
            }
            Action::FoldAll => self.fold_all(),
            Action::FoldLevel1 => self.tree.fold_to_level(1),
            Action::FoldLevel2 => self.tree.fold_to_level(2),
            Action::FoldLevel3 => self.tree.fold_to_level(3),
            Action::Wrap => self.state.wraps = !self.state.wraps,
            Action::NextSibling => self.go(self.tree.next_sibling(line)),
            Action::PreviousSibling => self.go(self.tree.previous_sibling(line)),
            Action::NextMatch => return Some(self.next_match(line, true, highlighter)),
            Action::PreviousMatch => return Some(self.next_match(line, false, highlighter)),
            Action::CopyPath => return Some(vec![copy("path", self.tree.path(line))]),
            Action::CopyValue => return Some(vec![copy("value", self.tree.value(line))]),
            _ => return None,
        }
        Some(Vec::new())
    }

    /// Goes to the next value that the search found, also within folds and round the end.
    fn next_match(
        &mut self,
        line: usize,
        is_forward: bool,
        highlighter: &Highlighter,
    ) -> Vec<Outcome> {
        let is_match = |_: &str, value: &str| {
            !value.is_empty() && !highlighter.ranges_in_json(value).is_empty()
        };
        let found = self.tree.find(line, is_forward, is_match);
        self.go(found);
        let said = match found {
            None => "no value of this event matches a search",
            Some(found) if (found > line) == is_forward => return Vec::new(),
            Some(_) => "round the end of the event",
        };
        vec![Outcome::Say(said.to_owned())]
    }

    /// The value under the cursor.
    pub fn value(&self) -> String {
        self.tree.value(self.state.selected)
    }

    fn go(&mut self, line: Option<usize>) {
        if let Some(line) = line {
            self.state.select(line);
        }
    }

    fn fold_or_climb(&mut self, line: usize) {
        if !self.tree.fold(line) {
            self.go(self.tree.parent(line));
        }
    }

    fn fold_all(&mut self) {
        let is_open = (0..self.tree.lines()).any(|line| self.tree.level(line) > 1);
        if is_open { self.tree.fold_to_level(1) } else { self.tree.unfold_all() }
    }

    /// The event pretty-printed, for copying.
    pub fn pretty(&self) -> String {
        pretty(&self.json)
    }

    /// The value under the cursor as a filter; `None` for objects and arrays.
    pub fn value_term(&self) -> Option<Expr> {
        let line = self.state.selected;
        if self.tree.is_foldable(line) {
            return None;
        }
        leaf_term(self.tree.names(line), &self.tree.value(line))
    }

    /// Where the value under the cursor stands in every event: a field, or a path, which may end at
    /// an object or an array.
    pub fn operand(&self) -> Option<Operand> {
        let names = self.tree.names(self.state.selected);
        match Field::named(&names.join(".")) {
            Some(field) => Some(Operand::Field(field)),
            None => Path::from_steps(names.into_iter().map(Step::Name)).map(Operand::Path),
        }
    }

    /// Draws the head and the tree.
    pub fn draw(
        &mut self,
        area: Rect,
        buffer: &mut Buffer,
        shown: &Shown,
        row: RowId,
        (zone, theme, has_focus): (Zone, &Theme, bool),
    ) -> Option<Position> {
        let mut lines = head_lines(&shown.snapshot, row, zone, area.width);
        let is_here = self.place == Some(shown.snapshot.place(row));
        lines.extend(flag_facts(&shown.snapshot, row, zone, area.width));
        lines.extend(if is_here { origin_lines(&self.origin, area.width) } else { Vec::new() });
        self.n_head = u16::try_from(lines.len()).unwrap_or(u16::MAX);
        let [head, body] = self.parts(area);
        for (line, line_area) in lines.iter().zip(head.rows()) {
            draw_line(line, line_area, buffer, theme);
        }
        if !is_here {
            Label::new("…", theme.faint).draw(body, buffer, theme);
            return None;
        }
        let view = JsonView { tree: &self.tree, theme, has_focus, notes: &[] };
        let highlighter = &shown.highlighter;
        view.draw(body, buffer, &mut self.state, |text| highlighter.ranges_in_json(text))
    }

    /// The line of the tree at a place of the screen becomes the selected one.
    pub fn click(&mut self, area: Rect, position: Position, theme: &Theme) {
        let [_, body] = self.parts(area);
        let view = JsonView { tree: &self.tree, theme, has_focus: true, notes: &[] };
        let line = view.line_at(body, &self.state, position);
        self.go(line);
    }

    /// Head and JSON; a low pane has no head.
    fn parts(&self, area: Rect) -> [Rect; 2] {
        let n_lines = self.n_head.min(area.height.saturating_sub(LEAST_JSON));
        let n_lines = if n_lines >= LEAST_JSON { n_lines } else { 0 };
        let head = Rect { height: n_lines, ..area };
        let body = Rect { y: area.y + n_lines, height: area.height - n_lines, ..area };
        [head, body]
    }
}

fn copy(what: &'static str, text: String) -> Outcome {
    Outcome::Copy { what, text }
}

/// A label and its value, which is shown in a style of its own.
type Fact<'a> = (&'static str, String, fn(&Theme) -> Style);

/// What the event is, who made it, and the answers to the three identity questions, which take as
/// many lines as they need.
fn head_lines(snapshot: &Snapshot, row: RowId, zone: Zone, width: u16) -> Vec<Vec<Fact<'static>>> {
    let text = |field| snapshot.text(row, field).into_owned();
    let time = snapshot.time(row).map_or_else(|| text(Field::Time), |time| zone.moment(time));
    let result = text(Field::Result);
    let result_style: fn(&Theme) -> Style =
        if result == OK { |theme| theme.read } else { |theme| theme.error };
    let what = vec![
        fact("", text(Field::EventName), |theme| theme.header),
        fact("", text(Field::EventSource), |theme| theme.read),
        fact("", text(Field::Region), |theme| theme.read),
        fact("", time, |theme| theme.read),
        fact("", result, result_style),
    ];
    let copies = snapshot.duplicates_of(row).len();
    let delivered = if copies == 0 { String::new() } else { format!("{} times", copies + 1) };
    let who = vec![
        fact("by", format!("{} {}", text(Field::IdentityType), text(Field::Actor)), |t| t.header),
        fact("session", text(Field::Session), |theme| theme.read),
        fact("key", text(Field::AccessKey), |theme| theme.read),
        fact("from", text(Field::SourceIp), |theme| theme.read),
        fact("delivered", delivered, |theme| theme.warning),
    ];
    let mut lines = vec![what, who];
    lines.extend(flow(identity_answers(snapshot, row), usize::from(width)));
    lines
}

/// What is conspicuous, and why.
fn flag_facts(snapshot: &Snapshot, row: RowId, zone: Zone, width: u16) -> Vec<Vec<Fact<'static>>> {
    let lines = flag_lines(snapshot, row, zone, usize::from(width)).into_iter();
    lines.map(|line| vec![(line.label, line.text, line.style)]).collect()
}

/// More places than this are counted.
const MOST_PLACES: usize = 4;

/// What corrects it, and where it was read: each place in a line.
fn origin_lines(origin: &Origin, width: u16) -> Vec<Vec<Fact<'static>>> {
    let correction = |correction: &Correction| {
        let label = if correction.is_newer { "corrected by event" } else { "corrects event" };
        let way = if correction.place.is_some() { "  gc goes there" } else { "  not read" };
        vec![fact(label, format!("{}{way}", correction.event_id), |theme| theme.warning)]
    };
    let mut lines: Vec<_> = origin.corrections.iter().map(correction).collect();
    for (index, place) in origin.places.iter().enumerate() {
        let label = if index == 0 { "read as" } else { "copy:" };
        if index == MOST_PLACES {
            let n_more = text::count((origin.places.len() - index) as u64);
            lines.push(vec![fact("", format!("… {n_more} more copies"), |t| t.warning)]);
            break;
        }
        // Paths differ at their ends.
        let room = usize::from(width).saturating_sub(label.len() + 1);
        let place = text::truncate_middle(place, room).into_owned();
        lines.push(vec![fact(label, place, |theme| theme.read)]);
    }
    lines
}

/// Begins a new line where the next fact would be cut.
fn flow(facts: Vec<Fact<'static>>, width: usize) -> Vec<Vec<Fact<'static>>> {
    let mut lines: Vec<Vec<Fact<'_>>> = Vec::new();
    let mut left = 0;
    for fact in facts {
        let used = text::columns(fact.0) + 1 + text::columns(&fact.1);
        match lines.last_mut() {
            Some(line) if used <= left => line.push(fact),
            _ => {
                left = width;
                lines.push(vec![fact]);
            }
        }
        left = left.saturating_sub(used + 2);
    }
    lines
}

/// Root or IAM user? Temporary credentials, of a role or a federated user? Made by a service?
fn identity_answers(snapshot: &Snapshot, row: RowId) -> Vec<Fact<'static>> {
    let text = |field| snapshot.text(row, field);
    let identity_type = text(Field::IdentityType);
    let credential = text(Field::Credential);
    let principal = match &*identity_type {
        "Root" => "root user".to_owned(),
        "IAMUser" => "IAM user".to_owned(),
        "FederatedUser" => format!("neither; federated by {}", text(Field::Actor)),
        NO_TYPE => "not known".to_owned(),
        _ => "neither".to_owned(),
    };
    let temporary = match credential.strip_prefix("temporary, ") {
        Some(of) => format!("yes, {of}"),
        None if credential == "unknown" => "not known".to_owned(),
        None => format!("no, {credential}"),
    };
    let invoked_by = text(Field::InvokedBy);
    let made_by = text(Field::MadeBy);
    let service = match (&*made_by, &*invoked_by) {
        ("", _) => "not known".to_owned(),
        (by, _) if by == MadeBy::Principal.text() => "no".to_owned(),
        (by, "") if by == MadeBy::ServiceEvent.text() => {
            "yes (service event, no API call)".to_owned()
        }
        (made_by, by) if made_by == MadeBy::ServiceEvent.text() => {
            format!("yes, {by} (service event, no API call)")
        }
        (_, "") => "yes".to_owned(),
        (made_by, by) if made_by == MadeBy::Service.text() => format!("yes, {by}"),
        (_, by) => format!("yes, {by} for the principal"),
    };
    let style: fn(&Theme) -> Style = |theme| theme.service;
    vec![
        fact(
            "root or IAM user?",
            principal,
            if identity_type == "Root" { |t| t.root } else { style },
        ),
        fact("temporary?", temporary, style),
        fact("AWS service?", service, style),
    ]
}

fn fact(label: &'static str, value: String, style: fn(&Theme) -> Style) -> Fact<'static> {
    (label, value, style)
}

fn draw_line(facts: &[Fact<'_>], area: Rect, buffer: &mut Buffer, theme: &Theme) {
    let mut rest = area;
    let mut put = |text: &str, style| {
        let used = Label::new(text, style).draw(rest, buffer, theme);
        rest = Rect { x: rest.x + used, width: rest.width - used, ..rest };
    };
    for (label, value, style) in facts.iter().filter(|(_, value, _)| !value.trim().is_empty()) {
        if !label.is_empty() {
            put(label, theme.faint);
            put(" ", theme.faint);
        }
        put(value, style(theme));
        put("  ", theme.faint);
    }
}

//! The lines around a view: what is open, what is filtered, what the cursor is on, which keys work.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::action::{Action, ViewKind};
use super::data::{Data, LoadState};
use super::keymap::{Context, KeyPress, Keymap};
use super::overlay::popup;
use super::theme::Theme;
use super::widget::label::Label;
use crate::query::{SortBy, ValueSummary};
use crate::text;

/// Draws texts one after the other, from the left and from the right, never over each other.
struct Line<'b> {
    rest: Rect,
    buffer: &'b mut Buffer,
    theme: &'b Theme,
}

impl<'b> Line<'b> {
    fn new(area: Rect, buffer: &'b mut Buffer, theme: &'b Theme) -> Self {
        Self { rest: area, buffer, theme }
    }

    fn left(&mut self, text: &str, style: Style) {
        let used = Label::new(text, style).draw(self.rest, self.buffer, self.theme);
        self.rest.x += used;
        self.rest.width -= used;
    }

    /// Only if it fits whole: half a sentence at the right misleads.
    fn right(&mut self, text: &str, style: Style) {
        let width = u16::try_from(text::columns(text)).unwrap_or(u16::MAX);
        if width <= self.rest.width {
            self.rest.width -= width;
            let area = Rect { x: self.rest.right(), width, ..self.rest };
            Label::new(text, style).draw(area, self.buffer, self.theme);
        }
    }
}

/// Below this width the first line leaves out what can be known otherwise.
const NARROW: u16 = 70;

/// What is open and how far the load is.
pub(crate) fn draw_header(
    area: Rect,
    buffer: &mut Buffer,
    (data, top): (&Data, ViewKind),
    theme: &Theme,
) {
    let mut line = Line::new(area, buffer, theme);
    line.left(" trailglass", theme.header);
    line.left(" │ ", theme.faint);
    if top != ViewKind::Events {
        line.left(&format!("{} ", top.name().to_uppercase()), theme.header);
    }
    let load = &data.load;
    line.right(" ?help ", theme.key);
    if load.is_done && area.width < NARROW {
        // The name and the number of events matter more.
    } else if load.is_done {
        let state = if load.is_cancelled { "stopped after" } else { "loaded" };
        line.right(&format!(" UTC  {state} {} ", text::duration(load.elapsed)), theme.faint);
    } else {
        line.right(&format!(" {} ", progress(load)), theme.bar);
    }
    if load.n_failures + load.n_rejected > 0 {
        let n_rejected = if load.n_rejected == 0 {
            String::new()
        } else {
            format!(", {} records refused", text::count(load.n_rejected))
        };
        let said =
            format!(" ! {} files not read whole{n_rejected} (7) ", text::count(load.n_failures));
        line.right(&said, theme.error);
    }
    let snapshot = &data.shown.snapshot;
    let span = snapshot.span().map_or(String::new(), |(first, last)| {
        let last = if first.date() == last.date() {
            last.clock()
        } else {
            format!("{} {}", last.date(), last.clock())
        };
        format!("  {} {}–{last}", first.date(), first.clock())
    });
    let copies = match snapshot.duplicates().len() as u64 {
        0 => String::new(),
        n => format!("  {} copies", text::count(n)),
    };
    line.left(&data.title, theme.read);
    let files = text::count(load.n_logs);
    line.left(
        &format!("  {files} files  {} events{copies}", text::count(snapshot.len() as u64)),
        theme.read,
    );
    line.left(&span, theme.faint);
}

fn progress(load: &LoadState) -> String {
    let seconds = load.elapsed.as_secs_f64().max(0.001);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rate for people"
    )]
    let rate = (load.n_inflated as f64 / seconds) as u64;
    let of = if load.is_all_found { "of" } else { "of at least" };
    format!(
        "reading {} {of} {} files  {}  {} records  {}/s  ^c stop",
        text::count(load.n_files),
        text::count(load.n_found.max(load.n_files)),
        text::bytes(load.n_bytes),
        text::count(load.n_records),
        text::bytes(rate)
    )
}

/// The filters, the order, and how many events are left.
pub(crate) fn draw_chips(area: Rect, buffer: &mut Buffer, data: &Data, theme: &Theme) {
    let mut line = Line::new(area, buffer, theme);
    line.left(" ", theme.read);
    let n_shown = data.shown.answer.rows.len() as u64;
    let n_all = data.shown.snapshot.len() as u64;
    let (n_undo, n_redo) = data.history();
    if n_undo > 0 {
        line.right(" u undo ", theme.faint);
    }
    if n_redo > 0 {
        line.right(" ^r redo ", theme.faint);
    }
    if data.is_asking() {
        line.right(" … ", theme.bar);
    }
    let share = text::percent(n_shown, n_all);
    let counts = format!("{} of {} ({share}%)  ", text::count(n_shown), text::count(n_all));
    line.right(&counts, theme.header);
    if !data.sort().is_empty() {
        let sort: Vec<String> = data.sort().iter().copied().map(sort_text).collect();
        line.right(&format!(" by {}  ", sort.join(", ")), theme.faint);
    }
    if data.chips().is_empty() {
        line.left("no filters", theme.faint);
        return;
    }
    let style = if data.is_off() { theme.faint } else { theme.chip };
    for chip in data.chips() {
        line.left(&format!("[{}]", chip.text), style);
        line.left(" ", theme.read);
    }
    if data.is_off() {
        line.left("off, 0 on", theme.faint);
    }
}

fn sort_text(key: crate::query::SortKey) -> String {
    let name = match key.key {
        SortBy::Match => "match",
        SortBy::Field(field) => field.spec().name,
    };
    if key.descending { format!("{name} ▼") } else { name.to_owned() }
}

/// What the cursor is on.
#[derive(Debug, Default)]
pub(crate) struct Status<'a> {
    /// What was said last; stands before everything else.
    pub(crate) said: &'a str,
    /// The field and its value.
    pub(crate) value: Option<(&'static str, &'a str)>,
    /// What the value means in this case.
    pub(crate) summary: Option<&'a ValueSummary>,
    /// The selected row and the number of rows.
    pub(crate) position: Option<(usize, usize)>,
}

/// What the cell under the cursor means in this case, or what was said last.
pub(crate) fn draw_status(area: Rect, buffer: &mut Buffer, status: &Status<'_>, theme: &Theme) {
    let mut line = Line::new(area, buffer, theme);
    if let Some((row, n_rows)) = status.position.filter(|(_, n_rows)| *n_rows > 0) {
        let share = (row + 1) * 100 / n_rows;
        let text = format!(
            " row {}/{}  {share}% ",
            text::count(row as u64 + 1),
            text::count(n_rows as u64)
        );
        line.right(&text, theme.faint);
    }
    if !status.said.is_empty() {
        line.left(&format!(" {}", status.said), theme.header);
        return;
    }
    let Some((name, value)) = status.value else { return };
    line.left(&format!(" {name} "), theme.faint);
    let room = usize::from(line.rest.width / 2).max(8);
    line.left(
        &text::truncate_middle(if value.is_empty() { "(none)" } else { value }, room),
        theme.header,
    );
    if let Some(summary) = status.summary {
        line.left(&format!("  {}", summary_text(summary)), theme.read);
    }
}

fn summary_text(summary: &ValueSummary) -> String {
    let shown = text::count(u64::from(summary.in_matched));
    let all = text::count(u64::from(summary.in_all));
    let who = match (&summary.actor, summary.n_actors) {
        (Some(actor), _) => format!(", all by {actor}"),
        (None, n) => format!(", by {} actors", text::count(u64::from(n))),
    };
    let when = match (summary.first, summary.last) {
        (Some(first), Some(last)) if first == last => {
            format!("  {} {}", first.date(), first.clock())
        }
        (Some(first), Some(last)) if first.date() == last.date() => {
            format!("  {} {}–{}", first.date(), first.clock(), last.clock())
        }
        (Some(first), Some(last)) => format!("  {}–{}", first.date(), last.date()),
        _ => String::new(),
    };
    format!("{all} in case, {shown} shown{who}{when}")
}

/// The keys that are shown at the foot.
const HINTS: &[(Context, &[Action])] = &[
    (
        Context::Events,
        &[
            Action::Search,
            Action::Include,
            Action::Exclude,
            Action::Sort,
            Action::Open,
            Action::Groups,
            Action::GroupBy,
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
        Context::Groups,
        &[
            Action::Open,
            Action::Fold,
            Action::FoldAll,
            Action::GroupBy,
            Action::Sort,
            Action::Include,
            Action::Exclude,
            Action::Events,
            Action::Search,
            Action::Back,
        ],
    ),
    (
        Context::Sources,
        &[Action::Open, Action::CopyValue, Action::Events, Action::Groups, Action::Back],
    ),
];

/// The keys that work here and now.
pub(crate) fn draw_keys(
    area: Rect,
    buffer: &mut Buffer,
    (keymap, here): (&Keymap, Context),
    theme: &Theme,
) {
    let mut line = Line::new(area, buffer, theme);
    let actions = HINTS.iter().find(|(context, _)| *context == here).map_or(&[][..], |(_, a)| a);
    for action in actions {
        let Some(keys) = keymap.key_of(here, *action) else { continue };
        let label = action.spec().label;
        if text::columns(&keys) + text::columns(label) + 3 > usize::from(line.rest.width) {
            break;
        }
        line.left(" ", theme.read);
        line.left(&keys, theme.key);
        line.left(&format!(" {label} "), theme.faint);
    }
}

/// What can follow the keys pressed so far.
pub(crate) fn draw_which_key(
    area: Rect,
    buffer: &mut Buffer,
    (keymap, here, pressed): (&Keymap, Context, &[KeyPress]),
    theme: &Theme,
) {
    let next = keymap.continuations(here, pressed);
    let height = u16::try_from(next.len()).unwrap_or(u16::MAX).saturating_add(2).min(area.height);
    let width = 64.min(area.width);
    let place = Rect { x: area.right() - width, y: area.bottom() - height, width, height };
    let title: String = pressed.iter().map(ToString::to_string).collect();
    let inner = popup::draw(place, buffer, theme, &format!("{title}…"));
    for ((keys, action), row) in next.iter().zip(inner.rows()) {
        let mut line = Line::new(row, buffer, theme);
        line.left(&format!(" {keys}  "), theme.key);
        line.left(action.spec().help, theme.read);
    }
}

/// What stands in the place of a list without rows.
pub(crate) fn draw_nothing(area: Rect, buffer: &mut Buffer, data: &Data, theme: &Theme) {
    let said = match (data.shown.snapshot.is_empty(), data.load.is_done) {
        (true, false) => "reading…",
        (true, true) if data.load.n_files == 0 => "no files here; q quits",
        (true, true) => "no CloudTrail events in these files; 7 says why",
        (false, _) => "no event passes the filters; u undoes, 0 switches them off",
    };
    let y = area.y + area.height / 2;
    let width = u16::try_from(text::columns(said)).unwrap_or(0).min(area.width);
    let place = Rect { x: area.x + (area.width - width) / 2, y, width, height: 1 };
    Label::new(said, theme.faint).draw(place, buffer, theme);
}

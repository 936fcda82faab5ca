//! Which columns of the list show, and which one has the cursor.
//!
//! The cursor is kept by column, also while the column stands back because all rows have one value
//! there: meanwhile the nearest other one has the cursor, and when the column is back it is on it
//! again.

use super::column_moves::{chosen, rearrange};
use crate::export::{Columns, ListColumn};
use crate::query::Operand;
use crate::store::{ABSENT, Field};
use crate::tui::action::Action;
use crate::tui::data::{Data, Shown};

/// The columns, those that stand back, and the cursor.
#[derive(Debug, Default)]
pub struct ShownColumns {
    /// What a reset brings back.
    pub usual: Columns,
    columns: Columns,
    /// Fields of columns that stand back; a column that was added since does not.
    folded: Vec<Field>,
    /// The number of the answer for which that was decided.
    folded_for: u64,
    /// The column that the cursor is kept in.
    cursor: usize,
}

impl ShownColumns {
    /// The columns, also those that stand back.
    pub fn all(&self) -> &Columns {
        &self.columns
    }

    /// Shows these columns.
    pub fn set(&mut self, columns: Columns) {
        if columns != self.columns && !columns.all.is_empty() {
            self.columns = columns;
            self.cursor = self.cursor.min(self.columns.all.len() - 1);
        }
    }

    /// Shows columns for these; what was shown keeps its width.
    pub fn choose(&mut self, operands: Vec<Operand>) {
        self.set(chosen(&self.columns, operands));
    }

    /// Shows one more column, behind that of the cursor, and puts the cursor on it; `false` when it
    /// is there already.
    pub fn add(&mut self, operand: Operand) -> bool {
        if let Some(at) = self.columns.operands().position(|held| *held == operand) {
            // Whoever asks for a column wants to see it.
            self.folded.retain(|field| operand != Operand::Field(*field));
            self.cursor = at;
            return false;
        }
        let at = self.current() + 1;
        self.columns.all.insert(at, operand.into());
        self.columns.frozen = self.columns.frozen.map(|frozen| frozen + usize::from(at < frozen));
        self.cursor = at;
        true
    }

    /// Lets columns stand back whose rows have all one value; brings back those that have several.
    ///
    /// The former is done once for each answer, and waits until the filter stands and all is read, so
    /// that nothing jumps while it is typed. The column of the cursor stays: what was just chosen is
    /// still under it. The latter is done at once: what stands back must not hide a value.
    pub fn fold(&mut self, data: &Data) {
        let shown = &data.shown;
        let is_constant = |field: &Field| shown.constant(*field).is_some();
        self.folded.retain(is_constant);
        let is_settled = data.draft.is_none()
            && !data.is_asking()
            && shown.searched.is_none()
            && data.load.is_done;
        if !is_settled || self.folded_for == shown.generation {
            return;
        }
        self.folded_for = shown.generation;
        let current = self.current();
        let field = |(at, of): (usize, &Operand)| match of {
            Operand::Field(field) if at != current => Some(*field),
            _ => None,
        };
        let fields = self.columns.operands().enumerate().filter_map(field);
        self.folded = fields.filter(is_constant).collect();
    }

    /// Fields of columns that stand back, with their values.
    pub fn folded(&self, shown: &Shown) -> Vec<(Field, String)> {
        let visible = self.visible();
        let back = (0..self.columns.all.len()).filter(|at| !visible.contains(at));
        let value = |at: usize| {
            let Operand::Field(field) = self.columns.all[at].of else { return None };
            let code = shown.constant(field)?;
            let text = shown.snapshot.view(field).map_or("", |view| match code {
                ABSENT => "",
                code => view.values.text(code),
            });
            Some((field, text.to_owned()))
        };
        back.filter_map(value).collect()
    }

    /// The columns that do not stand back; at least one.
    pub fn visible(&self) -> Vec<usize> {
        let stands_back = |of: &Operand| match of {
            Operand::Field(field) => self.columns.folds && self.folded.contains(field),
            Operand::Path(_) => false,
        };
        let all = 0..self.columns.all.len();
        let visible: Vec<usize> =
            all.filter(|&at| !stands_back(&self.columns.all[at].of)).collect();
        if visible.is_empty() { vec![0] } else { visible }
    }

    /// The column of the cursor: the nearest to the right of the one it is kept in, else to the left.
    pub fn current(&self) -> usize {
        let visible = self.visible();
        let right = visible.iter().copied().find(|&at| at >= self.cursor);
        right.or(visible.last().copied()).unwrap_or(0)
    }

    /// What the column of the cursor shows.
    pub fn operand(&self) -> &Operand {
        &self.columns.all[self.current()].of
    }

    /// Moves the cursor among the columns that are shown.
    pub fn step(&mut self, by: isize) {
        let visible = self.visible();
        let at = visible.iter().position(|&at| at == self.current()).unwrap_or(0);
        let at = at.saturating_add_signed(by).min(visible.len() - 1);
        self.cursor = visible[at];
    }

    /// The column of the cursor itself.
    pub fn current_column(&self) -> &ListColumn {
        &self.columns.all[self.current()]
    }

    /// The column of the cursor is as wide as this; `None` for what suits its values.
    pub fn set_width(&mut self, width: Option<u16>) {
        let at = self.current();
        self.columns.all[at].width = width;
    }

    /// The cursor goes to a column, counted among those that show.
    pub fn point(&mut self, position: Option<usize>) {
        let visible = self.visible();
        self.cursor = position.and_then(|at| visible.get(at).copied()).unwrap_or(self.current());
    }

    /// Changes which columns show, and where; `false` when the action is none that does.
    pub fn change(&mut self, action: Action) -> bool {
        match action {
            Action::MoveColumnLeft
            | Action::MoveColumnRight
            | Action::HideColumn
            | Action::FreezeColumns => {
                let (at, visible) = (self.current(), self.visible());
                self.cursor = rearrange(&mut self.columns, &visible, at, action);
            }
            Action::FoldConstants => self.columns.folds = !self.columns.folds,
            Action::ResetColumns => self.set(self.usual.clone()),
            _ => return false,
        }
        true
    }

    /// What a change did, where the screen does not show it.
    pub fn said(&self, action: Action, shown: &Shown) -> Option<String> {
        Some(match action {
            Action::FoldConstants if !self.columns.folds => {
                "all columns are shown, also those with one value".to_owned()
            }
            Action::FoldConstants => match self.folded(shown).as_slice() {
                [] => "every column shown has several values".to_owned(),
                folded => {
                    let one = |(field, value): &(Field, String)| {
                        let value = if value.is_empty() { "(none)" } else { value };
                        format!("{}={value}", field.spec().name)
                    };
                    let all: Vec<String> = folded.iter().map(one).collect();
                    format!("folded, since all rows have one value: {}", all.join("  "))
                }
            },
            Action::FreezeColumns => match self.columns.n_frozen() {
                0 => "no column is frozen".to_owned(),
                1 => "the first column stays while the others scroll".to_owned(),
                n => format!("the first {n} columns stay while the others scroll"),
            },
            Action::ResetColumns => "the usual columns and widths".to_owned(),
            _ => return None,
        })
    }
}

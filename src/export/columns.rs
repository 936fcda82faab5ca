//! The columns of a list of events: what they show, how wide, which of them stay; and how that is
//! written.

use std::fmt;

use super::DEFAULT_COLUMNS;
use crate::query::{Operand, SyntaxError, operand_at};
use crate::store::Field;

/// The widest that a column can be asked to be, columns of the screen.
pub const MOST_WIDTH: u16 = 400;

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListColumn {
    /// What it shows.
    pub of: Operand,
    /// As wide as this, columns of the screen; `None` for what suits its values.
    pub width: Option<u16>,
}

impl From<Operand> for ListColumn {
    fn from(of: Operand) -> Self {
        Self { of, width: None }
    }
}

/// The columns, left to right; never none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// Each once.
    pub all: Vec<ListColumn>,
    /// How many, from the left, stay while the others move sideways; `None` for the usual: a first
    /// column of times.
    pub frozen: Option<usize>,
    /// Whether columns with one value only stand back.
    pub folds: bool,
}

impl Default for Columns {
    fn default() -> Self {
        Self::of(DEFAULT_COLUMNS.iter().copied().map(Operand::Field))
    }
}

impl Columns {
    /// Columns of the usual width.
    pub fn of(operands: impl IntoIterator<Item = Operand>) -> Self {
        let all = operands.into_iter().map(ListColumn::from).collect();
        Self { all, frozen: None, folds: true }
    }

    /// How many columns, from the left, stay while the others move sideways.
    pub fn n_frozen(&self) -> usize {
        let is_time = |column: &ListColumn| column.of == Operand::Field(Field::Time);
        self.frozen.unwrap_or_else(|| usize::from(self.all.first().is_some_and(is_time)))
    }

    /// Reads `eventTime,/,actor:24,requestParameters.userName`: `:24` is a width, `/` stands behind
    /// the columns that stay.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let mut all: Vec<ListColumn> = Vec::new();
        let mut frozen = None;
        let mut at = 0;
        loop {
            at = text.len() - text[at..].trim_start().len();
            let end = if text[at..].starts_with('/') {
                if frozen.replace(all.len()).is_some() {
                    return Err(SyntaxError::new(at, at + 1, "only one `/` can stand here"));
                }
                at + 1
            } else {
                let (column, end) = column_at(text, at)?;
                if all.iter().any(|held| held.of == column.of) {
                    let name = column.of.name();
                    let reason = format!("column `{name}` is named twice");
                    return Err(SyntaxError::new(at, end, reason));
                }
                all.push(column);
                end
            };
            let end = text.len() - text[end..].trim_start().len();
            match text.as_bytes().get(end) {
                None => break,
                Some(b',') => at = end + 1,
                Some(_) => return Err(SyntaxError::new(end, text.len(), "expected `,`")),
            }
        }
        if all.is_empty() {
            return Err(SyntaxError::new(0, text.len(), "expected a column beside `/`"));
        }
        Ok(Self { all, frozen, folds: true })
    }

    /// What the columns show.
    pub fn operands(&self) -> impl Iterator<Item = &Operand> + Clone {
        self.all.iter().map(|column| &column.of)
    }
}

/// The column that begins at a byte, and where it ends.
fn column_at(text: &str, start: usize) -> Result<(ListColumn, usize), SyntaxError> {
    let (of, at) = operand_at(text, start)?;
    let Some(rest) = text[at..].strip_prefix(':') else {
        return Ok((ListColumn::from(of), at));
    };
    let part = rest.split(',').next().unwrap_or("").trim_end();
    let width = part.trim().parse().ok().filter(|width| (1..=MOST_WIDTH).contains(width));
    let end = at + 1 + part.len();
    match width {
        Some(width) => Ok((ListColumn { of, width: Some(width) }, end)),
        None => {
            let reason = format!("expected a width from 1 to {MOST_WIDTH}");
            Err(SyntaxError::new(at + 1, end, reason))
        }
    }
}

/// As [`Columns::parse`] reads it.
impl fmt::Display for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut is_first = true;
        let mut comma = |f: &mut fmt::Formatter<'_>| {
            f.write_str(if std::mem::take(&mut is_first) { "" } else { "," })
        };
        for (index, column) in self.all.iter().enumerate() {
            if self.frozen == Some(index) {
                comma(f)?;
                f.write_str("/")?;
            }
            comma(f)?;
            f.write_str(&column.of.name())?;
            if let Some(width) = column.width {
                write!(f, ":{width}")?;
            }
        }
        if self.frozen.is_some_and(|frozen| frozen >= self.all.len()) {
            f.write_str(",/")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::query::{Path, Step};
    use crate::store::FIELDS;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let said = match Columns::parse(text) {
            Ok(columns) => format!("{columns} {}", columns.n_frozen()),
            Err(error) => error.to_string().split("; known").next().unwrap().to_owned(),
        };
        assert_eq!(said, expected, "{text}");
    }

    #[test]
    fn names_widths_paths_and_what_stays_are_read() {
        check("time,who", "eventTime,actor 1");
        check("who, time", "actor,eventTime 0");
        check("time,who:24,/,name:9", "eventTime,actor:24,/,eventName:9 2");
        check("/,time", "/,eventTime 0");
        check("time,/,who", "eventTime,/,actor 1");
        check("who,/", "actor,/ 1");
        check("requestParameters.\"a,b:c\"[0]:7,any.x", "requestParameters.\"a,b:c\"[0]:7,any.x 0");
    }

    #[test]
    fn what_is_no_list_of_columns_is_told_with_its_place() {
        check("", "unknown field ``");
        check("time,nosuch", "unknown field `nosuch`");
        check("time:0", "expected a width from 1 to 400 at byte 5");
        check("time:x,who", "expected a width from 1 to 400 at byte 5");
        check("who,actor", "column `actor` is named twice at byte 4");
        check("/", "expected a column beside `/` at byte 0");
        check("/,time,/", "only one `/` can stand here at byte 7");
        check("time who", "expected `,` at byte 5");
    }

    fn operands() -> impl Strategy<Value = Operand> {
        let steps = prop_oneof![
            prop::sample::select(vec!["requestParameters", "a,b", "x:1", "/"])
                .prop_map(|name| Step::Name(name.to_owned())),
            (0..3usize).prop_map(Step::Index),
            Just(Step::Each),
            Just(Step::Deep),
        ];
        let path = prop::collection::vec(steps, 1..4).prop_map(|s| Path::from_steps(s).unwrap());
        let fields = FIELDS.iter().map(|spec| spec.field).collect::<Vec<Field>>();
        prop_oneof![
            prop::sample::select(fields).prop_map(Operand::Field),
            path.prop_map(Operand::Path)
        ]
    }

    proptest! {
        #[test]
        fn columns_print_as_text_that_parses_back(
            all in prop::collection::vec((operands(), prop::option::of(1..=MOST_WIDTH)), 1..8),
            frozen in prop::option::of(0..9usize),
        ) {
            let mut columns = Columns::of([]);
            for (of, width) in all {
                if !columns.operands().any(|held| *held == of) {
                    columns.all.push(ListColumn { of, width });
                }
            }
            columns.frozen = frozen.map(|frozen| frozen.min(columns.all.len()));
            let text = columns.to_string();
            prop_assert_eq!(Columns::parse(&text), Ok(columns), "{}", text);
        }

        #[test]
        fn any_text_is_read_or_not(text in "[a-z.,:/\\[\\]\"*0-9 ä]{0,14}") {
            let _ = Columns::parse(&text);
        }
    }
}

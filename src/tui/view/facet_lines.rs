//! The lines of the lists of values: a head for each field, its first values, how many more.

use crate::query::FacetList;
use crate::store::{ABSENT, Field, Snapshot};

/// Values that a field shows at first, and that one wish for more adds.
const N_FIRST: usize = 5;
const N_MORE: usize = 20;

/// A line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// A field with its number of distinct values.
    Head {
        /// Its place among the lists.
        list: usize,
    },
    /// A value.
    Value {
        /// The place of its field's list.
        list: usize,
        /// Its place in the list.
        at: usize,
    },
    /// How many values are not shown.
    More {
        /// The place of the field's list.
        list: usize,
        /// How many.
        n_hidden: usize,
    },
}

impl Line {
    /// The place of the field's list.
    pub fn list(self) -> usize {
        match self {
            Self::Head { list } | Self::Value { list, .. } | Self::More { list, .. } => list,
        }
    }
}

/// What a line is about, whatever the numbers are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The field.
    field: Field,
    /// The value's key; `None` where the line is no value.
    value: Option<String>,
}

/// How much of each field shows.
#[derive(Debug, Default)]
pub struct Extent {
    folded: Vec<Field>,
    /// How often more values of a field were wished for.
    more: Vec<Field>,
}

impl Extent {
    /// Whether only the head shows.
    pub fn is_folded(&self, field: Field) -> bool {
        self.folded.contains(&field)
    }

    /// Folds or unfolds.
    pub fn fold(&mut self, field: Field, is_folded: bool) {
        self.folded.retain(|&other| other != field);
        if is_folded {
            self.folded.push(field);
        }
    }

    /// Folds these and unfolds all others.
    pub fn set_folded(&mut self, fields: Vec<Field>) {
        self.folded = fields;
    }

    /// Shows more values.
    pub fn show_more(&mut self, field: Field) {
        self.fold(field, false);
        self.more.push(field);
    }

    fn n_values(&self, field: Field) -> usize {
        N_FIRST + N_MORE * self.more.iter().filter(|&&other| other == field).count()
    }

    /// The lines of the lists; those of values that `is_chosen` show in any case.
    pub fn lines(
        &self,
        lists: &[FacetList],
        is_chosen: impl Fn(&FacetList, u32) -> bool,
    ) -> Vec<Line> {
        let mut lines = Vec::new();
        for (list, values) in lists.iter().enumerate() {
            lines.push(Line::Head { list });
            if self.is_folded(values.field) {
                continue;
            }
            let n_first = self.n_values(values.field).min(values.values.len());
            let value = |at| Line::Value { list, at };
            lines.extend((0..n_first).map(value));
            let rest = n_first..values.values.len();
            let before = lines.len();
            lines.extend(
                rest.clone().filter(|&at| is_chosen(values, values.values[at].0)).map(value),
            );
            let n_hidden = rest.len() - (lines.len() - before);
            if n_hidden > 0 {
                lines.push(Line::More { list, n_hidden });
            }
        }
        lines
    }
}

/// What the line is about.
pub fn spot(snapshot: &Snapshot, lists: &[FacetList], line: Line) -> Option<Spot> {
    let list = lists.get(line.list())?;
    let value = match line {
        Line::Value { at, .. } => {
            let (code, _) = *list.values.get(at)?;
            Some(key(snapshot, list.field, code).to_owned())
        }
        Line::Head { .. } | Line::More { .. } => None,
    };
    Some(Spot { field: list.field, value })
}

/// The line about this, else the head of its field.
pub fn line_at(
    snapshot: &Snapshot,
    lists: &[FacetList],
    lines: &[Line],
    spot: &Spot,
) -> Option<usize> {
    let list = lists.iter().position(|list| list.field == spot.field)?;
    let is_meant = |line: &Line| match (line, &spot.value) {
        (Line::Value { at, .. }, Some(value)) => {
            key(snapshot, spot.field, lists[list].values[*at].0) == value
        }
        (Line::Head { .. }, None) => true,
        _ => false,
    };
    let own = || lines.iter().enumerate().filter(|(_, line)| line.list() == list);
    let found = own().find(|(_, line)| is_meant(line)).or_else(|| own().next());
    found.map(|(at, _)| at)
}

/// What tells a value from all others of its field; `""` for none.
fn key(snapshot: &Snapshot, field: Field, code: u32) -> &str {
    match snapshot.view(field) {
        Some(view) if code != ABSENT => view.values.key(code),
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(field: Field, n_values: u32) -> FacetList {
        let values = (1..=n_values).map(|code| (code, 100 - code)).collect();
        FacetList { field, n_distinct: n_values as usize, n_events: 0, peak: 0, values }
    }

    fn texts(lines: &[Line]) -> Vec<String> {
        let text = |line: &Line| match line {
            Line::Head { list } => format!("head {list}"),
            Line::Value { at, .. } => format!("{at}"),
            Line::More { n_hidden, .. } => format!("{n_hidden} more"),
        };
        lines.iter().map(text).collect()
    }

    #[test]
    fn a_field_shows_its_first_values_and_how_many_more() {
        let lists = [list(Field::Region, 2), list(Field::EventName, 30)];
        let mut extent = Extent::default();
        let lines = |extent: &Extent| texts(&extent.lines(&lists, |_, _| false));
        let expected =
            ["head 0", "0", "1", "head 1", "0", "1", "2", "3", "4", "25 more"].map(str::to_owned);
        assert_eq!(lines(&extent), expected);
        extent.fold(Field::Region, true);
        extent.show_more(Field::EventName);
        let more = lines(&extent);
        assert_eq!(more[..2], ["head 0", "head 1"].map(str::to_owned));
        assert_eq!((more.len(), more[27].as_str()), (28, "5 more"));
        extent.show_more(Field::EventName);
        assert_eq!(lines(&extent).len(), 32);
    }

    #[test]
    fn a_chosen_value_shows_wherever_it_stands() {
        let lists = [list(Field::EventName, 30)];
        let lines = Extent::default().lines(&lists, |_, code| code == 20 || code == 1);
        assert_eq!(texts(&lines)[6..], ["19", "24 more"].map(str::to_owned));
    }

    #[test]
    fn a_place_that_is_gone_becomes_its_field() {
        let (snapshot, lists) = (Snapshot::default(), [list(Field::Region, 0)]);
        let lines = Extent::default().lines(&lists, |_, _| false);
        let of = |field| Spot { field, value: Some("eu-west-1".to_owned()) };
        assert_eq!(line_at(&snapshot, &lists, &lines, &of(Field::Region)), Some(0));
        assert_eq!(line_at(&snapshot, &lists, &lines, &of(Field::Actor)), None);
    }
}

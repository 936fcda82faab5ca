//! The order of rows.
//!
//! Rows come in time order, so that the default order costs nothing. Any other field sorts by the
//! ranks of its values, counted, which is stable: keys are applied from the last to the first, and
//! rows that are equal in all keys stay in time order, also when a key is descending.

use std::borrow::Cow;
use std::fmt;

use rayon::prelude::*;

use super::Query;
use super::bitset::Bitset;
use super::cancel::Cancel;
use super::expr::Operand;
use super::flags;
use super::parse::operand_at;
use super::path::Path;
use super::path_order::path_ranks;
use super::reading::Searched;
use super::score::scores;
use super::syntax::SyntaxError;
use crate::store::{ABSENT, Codes, Field, RowId, Snapshot};

/// What rows are sorted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SortBy {
    /// A field's values: text by bytes, addresses by number, no value first.
    Field(Field),
    /// What stands at a path of the record: no value first, then numbers, then texts.
    Path(Path),
    /// How well the row matches the search.
    Match,
}

/// One key of a sort order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortKey {
    /// What is compared.
    pub key: SortBy,
    /// Whether the largest comes first; for [`SortBy::Match`] that is the best.
    pub descending: bool,
}

impl SortKey {
    /// The field whose values count, if any.
    pub fn field(&self) -> Option<Field> {
        match self.key {
            SortBy::Field(field) => Some(field),
            SortBy::Path(_) | SortBy::Match => None,
        }
    }
}

/// Reads `eventTime:desc,actor,requestParameters.name`; `match` is best first. `""` is time order.
pub fn parse_sort(text: &str) -> Result<Vec<SortKey>, SyntaxError> {
    let mut keys = Vec::new();
    let mut at = 0;
    while !text.trim().is_empty() {
        let (key, end) = parse_key(text, skip_space(text, at))?;
        keys.push(key);
        match text.as_bytes().get(end) {
            Some(_) => at = end + 1,
            None => break,
        }
    }
    Ok(keys)
}

fn skip_space(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start().len()
}

/// The key that begins at a byte, and where the comma after it stands, or the end.
fn parse_key(text: &str, start: usize) -> Result<(SortKey, usize), SyntaxError> {
    let word = text[start..].split([',', ':']).next().unwrap_or("").trim();
    let (key, end) = if text[start..].is_empty() || text[start..].starts_with([',', ':']) {
        return Err(SyntaxError::new(start, text.len(), "expected a field to sort by"));
    } else if word.eq_ignore_ascii_case("match") {
        (SortBy::Match, start + word.len())
    } else {
        match operand_at(text, start)? {
            (Operand::Field(field), end) => (SortBy::Field(field), end),
            (Operand::Path(path), end) => (SortBy::Path(path), end),
        }
    };
    let rest = &text[end..];
    let part = rest.split(',').next().unwrap_or("");
    let comma = end + part.len();
    let direction = part.trim_start().strip_prefix(':');
    let descending = match direction.map(|word| word.trim().to_ascii_lowercase()).as_deref() {
        None if part.trim().is_empty() => key == SortBy::Match,
        Some("asc") => false,
        Some("desc") => true,
        _ => {
            let byte = comma - direction.unwrap_or(part).len();
            return Err(SyntaxError::new(byte, comma, "expected `asc` or `desc`"));
        }
    };
    Ok((SortKey { key, descending }, comma))
}

/// As [`parse_sort`] reads it.
impl fmt::Display for SortKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let direction = match (&self.key, self.descending) {
            (SortBy::Match, false) => ":asc",
            (SortBy::Field(_) | SortBy::Path(_), true) => ":desc",
            _ => "",
        };
        write!(f, "{}{direction}", self.key.name())
    }
}

impl SortBy {
    /// What is compared, by name.
    pub fn name(&self) -> Cow<'static, str> {
        match self {
            Self::Field(field) => Cow::Borrowed(field.spec().name),
            Self::Path(path) => Cow::Owned(path.to_string()),
            Self::Match => Cow::Borrowed("match"),
        }
    }
}

impl From<Operand> for SortBy {
    fn from(operand: Operand) -> Self {
        match operand {
            Operand::Field(field) => Self::Field(field),
            Operand::Path(path) => Self::Path(path),
        }
    }
}

/// The rows of `matched` in the order of `keys`; `query` is what they matched.
///
/// `progress` is told how far the JSON is read when a key is a path.
pub(crate) fn sorted(
    snapshot: &Snapshot,
    (matched, query): (&Bitset, &Query),
    keys: &[SortKey],
    cancel: &Cancel,
    progress: &mut dyn FnMut(Searched),
) -> Option<Vec<RowId>> {
    let Some((last, others)) = keys.split_last() else { return Some(matched.to_rows()) };
    let mut sort_by = |rows: Vec<RowId>, key: &SortKey| match &key.key {
        SortBy::Path(path) => {
            let ranks = path_ranks(snapshot, matched, path, cancel, progress)?;
            let ranks = ranks_of_rows(&rows, &ranks);
            Some(by_rank(rows, &ranks, key.descending))
        }
        _ => sort_by(snapshot, rows, query, key, cancel),
    };
    // Of times and ids the order of all rows is known: nothing is left to sort.
    let mut rows = match last.key {
        SortBy::Field(Field::Time) => {
            let is_tie = |a, b| snapshot.time(a) == snapshot.time(b);
            in_direction(matched.to_rows(), last.descending, is_tie)
        }
        SortBy::Field(Field::EventId) => {
            let rows: Vec<RowId> =
                snapshot.by_event_id().filter(|&row| matched.contains(row)).collect();
            let may_tie = snapshot.has_repeated_ids();
            in_direction(rows, last.descending, |a, b| may_tie && snapshot.has_same_id(a, b))
        }
        _ => sort_by(matched.to_rows(), last)?,
    };
    for key in others.iter().rev() {
        cancel.check()?;
        rows = sort_by(rows, key)?;
    }
    Some(rows)
}

fn sort_by(
    snapshot: &Snapshot,
    rows: Vec<RowId>,
    query: &Query,
    key: &SortKey,
    cancel: &Cancel,
) -> Option<Vec<RowId>> {
    Some(match &key.key {
        SortBy::Path(_) => rows,
        SortBy::Match => {
            let scores = scores(snapshot, &query.filter, &rows, cancel)?;
            by_rank(rows, &scores, key.descending)
        }
        SortBy::Field(Field::EventId) => {
            let ranks = ranks_of_rows(&rows, &id_ranks(snapshot));
            by_rank(rows, &ranks, key.descending)
        }
        SortBy::Field(Field::Time) => {
            let ranks = time_ranks(snapshot);
            let ranks = ranks_of_rows(&rows, &ranks);
            by_rank(rows, &ranks, key.descending)
        }
        &SortBy::Field(field) => {
            let Some(view) = flags::view(snapshot, field) else { return Some(rows) };
            let mut by_value: Vec<u32> = snapshot.ranks(field).iter().map(|r| r + 1).collect();
            by_value[ABSENT as usize] = 0;
            let by_code = view.through_lens(by_value);
            let ranks = match view.codes {
                Codes::U8(codes) => ranks_of(&rows, codes, &by_code),
                Codes::U16(codes) => ranks_of(&rows, codes, &by_code),
                Codes::U32(codes) => ranks_of(&rows, codes, &by_code),
            };
            by_rank(rows, &ranks, key.descending)
        }
    })
}

/// Rows in ascending order, turned around if wanted; ties stay as they are.
fn in_direction(
    rows: Vec<RowId>,
    descending: bool,
    is_tie: impl Fn(RowId, RowId) -> bool,
) -> Vec<RowId> {
    if !descending {
        return rows;
    }
    let mut turned = Vec::with_capacity(rows.len());
    rows.chunk_by(|&a, &b| is_tie(a, b)).rev().for_each(|tied| turned.extend_from_slice(tied));
    turned
}

/// Rows of one id have one rank.
pub(crate) fn id_ranks(snapshot: &Snapshot) -> Vec<u32> {
    let mut ranks = vec![0; snapshot.len()];
    let (mut rank, mut last) = (0, None);
    for row in snapshot.by_event_id() {
        rank += u32::from(last.is_some_and(|last| !snapshot.has_same_id(last, row)));
        last = Some(row);
        ranks[row.index()] = rank;
    }
    ranks
}

/// Rows of one second have one rank; undated rows come last.
fn time_ranks(snapshot: &Snapshot) -> Vec<u32> {
    let mut rank = 0;
    let mut last = None;
    (0..snapshot.len())
        .map(RowId::from_index)
        .map(|row| {
            let time = snapshot.time(row);
            if last.is_some_and(|last| last != time) {
                rank += 1;
            }
            last = Some(time);
            rank
        })
        .collect()
}

fn ranks_of<C: Copy + Into<u32> + Sync>(rows: &[RowId], codes: &[C], by_code: &[u32]) -> Vec<u32> {
    let rank = |row: &RowId| by_code[codes[row.index()].into() as usize];
    rows.par_iter().with_min_len(0x1_0000).map(rank).collect()
}

fn ranks_of_rows(rows: &[RowId], by_row: &[u32]) -> Vec<u32> {
    rows.par_iter().with_min_len(0x1_0000).map(|row| by_row[row.index()]).collect()
}

/// Stable sort of rows by ranks given in the same order.
fn by_rank(rows: Vec<RowId>, ranks: &[u32], descending: bool) -> Vec<RowId> {
    let highest = ranks.iter().copied().max().unwrap_or(0);
    let flip = |rank: u32| if descending { highest - rank } else { rank };
    // Counting pays while the counts are not many more than the rows.
    if highest as usize > rows.len() * 4 {
        let mut order: Vec<(u32, RowId)> =
            ranks.iter().copied().zip(rows).map(|(rank, row)| (flip(rank), row)).collect();
        order.par_sort_by_key(|(rank, _)| *rank);
        return order.into_iter().map(|(_, row)| row).collect();
    }
    let mut places = vec![0u32; highest as usize + 1];
    for &rank in ranks {
        places[flip(rank) as usize] += 1;
    }
    let mut n_before = 0;
    for place in &mut places {
        n_before += std::mem::replace(place, n_before);
    }
    let mut sorted = vec![RowId(0); rows.len()];
    for (row, &rank) in rows.into_iter().zip(ranks) {
        let place = &mut places[flip(rank) as usize];
        sorted[*place as usize] = row;
        *place += 1;
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let printed = match parse_sort(text) {
            Ok(keys) => keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
            Err(error) => error.to_string().split("; known").next().unwrap().to_owned(),
        };
        assert_eq!(printed, expected, "{text}");
    }

    #[test]
    fn a_sort_order_is_read_and_printed() {
        check("", "");
        check("time:desc, who", "eventTime:desc,actor");
        check("match,name:ASC", "match,eventName");
        check("match:asc", "match:asc");
        check("requestParameters.\"a,b:c\" , .x[0]:desc", "requestParameters.\"a,b:c\",.x[0]:desc");
    }

    #[test]
    fn what_is_no_sort_order_is_told_with_its_place() {
        check("name,", "expected a field to sort by at byte 5");
        check("name, actor:up", "expected `asc` or `desc` at byte 12");
        check("ip,nonsense", "unknown field `nonsense`");
    }

    #[test]
    fn counting_and_comparing_agree() {
        let rows: Vec<RowId> = (0..6).map(RowId).collect();
        let few = [2, 0, 1, 2, 0, 1];
        let wide = few.map(|rank| rank * 1000);
        for descending in [false, true] {
            let sorted = by_rank(rows.clone(), &few, descending);
            assert_eq!(sorted, by_rank(rows.clone(), &wide, descending));
        }
        let descending = by_rank(rows, &few, true);
        assert_eq!(descending.iter().map(|row| row.0).collect::<Vec<_>>(), [0, 3, 2, 5, 1, 4]);
    }
}

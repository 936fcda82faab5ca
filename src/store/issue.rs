//! What events issued, beside the columns: a short list, since few events issue anything.
//!
//! Held in order of rows, with the texts one behind the other: issued keys hardly ever repeat, so a
//! dictionary would only cost time, and most are never used in the data and must not swell the values
//! of fields.

use super::RowId;
use super::event_id::EventId;
use crate::record::{Issue, IssueKind};

/// One thing that an event issued: its texts begin at `start`, key, principal and name.
#[derive(Debug, Clone, Copy)]
struct Entry {
    row: u32,
    start: u32,
    lengths: [u16; 3],
    kind: IssueKind,
}

/// All that the events of a segment or a snapshot issued.
#[derive(Debug, Default, Clone)]
pub(crate) struct Issues {
    /// By row, ascending.
    entries: Vec<Entry>,
    /// The `sharedEventID` of each entry's event.
    shared: Vec<EventId>,
    texts: String,
}

/// Ids and names are shorter, 128 bytes; longer text names nothing.
const LONGEST: usize = 1024;

/// One thing that an event issued; text is empty where the record does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Issued<'s> {
    /// The event.
    pub row: RowId,
    /// What kind of thing.
    pub kind: IssueKind,
    /// The id of the access key.
    pub key: &'s str,
    /// The unique id of the principal: of a user, of a role, of a role's session.
    pub principal: &'s str,
    /// See [`Issue::name`].
    pub name: &'s str,
    /// The event's `sharedEventID` as a number, 0 for none: equal where the ids are.
    pub shared: u128,
}

impl Issues {
    /// Number of entries.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The entry at `index`.
    pub(crate) fn get(&self, index: usize) -> Issued<'_> {
        let Entry { row, start, lengths, kind } = self.entries[index];
        let rest = &self.texts[start as usize..];
        let (key, rest) = rest.split_at(usize::from(lengths[0]));
        let (principal, rest) = rest.split_at(usize::from(lengths[1]));
        let name = &rest[..usize::from(lengths[2])];
        Issued { row: RowId(row), kind, key, principal, name, shared: self.shared[index].0 }
    }

    /// Adds what the event at `row` issued; rows ascend.
    pub(crate) fn push(&mut self, row: u32, issue: &Issue<'_>, shared: Option<&str>) {
        // Past 4 GiB of text nothing is added; the record keeps it.
        let Ok(start) = u32::try_from(self.texts.len()) else { return };
        let lengths = [&issue.key, &issue.principal, &issue.name].map(|text| {
            let text = if text.len() > LONGEST { "" } else { text.as_ref() };
            self.texts.push_str(text);
            u16::try_from(text.len()).unwrap_or(0)
        });
        self.entries.push(Entry { row, start, lengths, kind: issue.kind });
        self.shared.push(EventId::from_text(shared.unwrap_or("")).0);
    }

    /// Bytes held.
    pub(crate) fn heap_bytes(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>()
            + self.shared.capacity() * size_of::<EventId>()
            + self.texts.capacity()
    }

    /// The entries of several segments, by ordinal: rows counted through all of them.
    ///
    /// `runs` come in order: each is a segment's position, its first row, its number of rows, and the
    /// ordinal of its first row.
    pub(crate) fn merged(
        segments: &[&Self],
        runs: impl Iterator<Item = (usize, u32, u32, u32)>,
    ) -> Self {
        let mut all = Self::default();
        let mut bases = Vec::with_capacity(segments.len());
        for issues in segments {
            bases.push(u32::try_from(all.texts.len()).ok());
            all.texts.push_str(&issues.texts);
        }
        for (index, first_row, n_rows, first_ordinal) in runs {
            let issues = segments[index];
            let from = issues.entries.partition_point(|entry| entry.row < first_row);
            let of_run = issues.entries[from..].iter().zip(&issues.shared[from..]);
            for (entry, shared) in of_run.take_while(|(entry, _)| entry.row - first_row < n_rows) {
                // As in `push`: what does not fit into 4 GiB is only in the record.
                let Some(start) = bases[index].and_then(|base| base.checked_add(entry.start))
                else {
                    continue;
                };
                let row = first_ordinal + (entry.row - first_row);
                all.entries.push(Entry { row, start, ..*entry });
                all.shared.push(*shared);
            }
        }
        all
    }

    /// The entries of rows `order[0]`, `order[1]`, …, which become rows 0, 1, …
    pub(crate) fn pick(self, order: &[u32]) -> Self {
        let Self { entries, shared, texts } = self;
        let n_rows = entries.last().map_or(0, |entry| entry.row as usize + 1);
        let mut has_issued = vec![0u64; n_rows.div_ceil(64)];
        for entry in &entries {
            has_issued[entry.row as usize / 64] |= 1 << (entry.row % 64);
        }
        let mut picked = Self { texts, ..Self::default() };
        for (&from, row) in order.iter().zip(0..) {
            // Most rows have issued nothing: a bit says so before the search.
            let word = has_issued.get(from as usize / 64).copied().unwrap_or(0);
            if word >> (from % 64) & 1 == 0 {
                continue;
            }
            let first = entries.partition_point(|entry| entry.row < from);
            let n_entries = entries[first..].iter().take_while(|entry| entry.row == from).count();
            let own = first..first + n_entries;
            picked.entries.extend(entries[own.clone()].iter().map(|&entry| Entry { row, ..entry }));
            picked.shared.extend_from_slice(&shared[own]);
        }
        picked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issues(entries: &[(u32, &str)]) -> Issues {
        let mut issues = Issues::default();
        for (row, key) in entries {
            let issue = Issue {
                kind: IssueKind::Token,
                key: (*key).into(),
                principal: "".into(),
                name: "".into(),
            };
            issues.push(*row, &issue, Some(key));
        }
        issues
    }

    fn told(issues: &Issues) -> Vec<(u32, String)> {
        let entry = |index| {
            let entry = issues.get(index);
            (entry.row.0, entry.key.to_owned())
        };
        (0..issues.len()).map(entry).collect()
    }

    fn expected(entries: &[(u32, &str)]) -> Vec<(u32, String)> {
        entries.iter().map(|(row, key)| (*row, (*key).to_owned())).collect()
    }

    #[test]
    fn segments_become_one_list_in_the_order_of_their_runs() {
        let (a, b) = (issues(&[(0, "A"), (5, "B"), (5, "C")]), issues(&[(1, "C"), (2, "D")]));
        // The second segment's rows 1 and 2 come first, then rows 4 to 6 of the first, then 0 to 1.
        let merged =
            Issues::merged(&[&a, &b], [(1, 1, 2, 0), (0, 4, 3, 2), (0, 0, 2, 5)].into_iter());
        assert_eq!(told(&merged), expected(&[(0, "C"), (1, "D"), (3, "B"), (3, "C"), (5, "A")]));
        assert_eq!(merged.get(0).shared, merged.get(3).shared);
        assert_ne!(merged.get(0).shared, merged.get(1).shared);
    }

    #[test]
    fn rows_are_picked_left_out_and_repeated() {
        let all = issues(&[(0, "A"), (3, "B"), (3, "C"), (70, "D")]);
        let picked = all.pick(&[70, 3, 1, 3, 99]);
        assert_eq!(told(&picked), expected(&[(0, "D"), (1, "B"), (1, "C"), (3, "B"), (3, "C")]));
        assert!(told(&Issues::default().pick(&[1, 2])).is_empty());
    }

    #[test]
    fn all_three_texts_come_back_and_what_is_no_id_does_not() {
        let mut issues = Issues::default();
        let long = "x".repeat(LONGEST + 1);
        for (key, principal, name) in [("k", "p", "n"), ("", "pü", ""), (&long, "", "last")] {
            let (key, principal, name) = (key.into(), principal.into(), name.into());
            issues.push(7, &Issue { kind: IssueKind::Key, key, principal, name }, None);
        }
        let texts = |index| {
            let entry = issues.get(index);
            [entry.key, entry.principal, entry.name]
        };
        assert_eq!([0, 1, 2].map(texts), [["k", "p", "n"], ["", "pü", ""], ["", "", "last"]]);
    }
}

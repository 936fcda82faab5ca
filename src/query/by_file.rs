//! What each file gave: its events, copies, first and last event, accounts and regions.
//!
//! One pass over the rows and one over the copies, for all files at once.

use crate::store::{ABSENT, Field, FieldView, FileId, RowId, Snapshot};
use crate::time::Timestamp;

/// What one file gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FileSums {
    /// Events whose first place it is.
    pub n_events: u32,
    /// Copies of events that stand elsewhere too.
    pub n_copies: u32,
    /// Time of the first event.
    pub first: Option<Timestamp>,
    /// Time of the last event.
    pub last: Option<Timestamp>,
}

/// What every file of a snapshot gave.
#[derive(Debug, Clone, Default)]
pub struct ByFile {
    /// By the file's position in the snapshot.
    sums: Vec<FileSums>,
    accounts: Distinct,
    regions: Distinct,
}

/// The distinct values of a field in each file: pairs of position and code, sorted.
#[derive(Debug, Clone, Default)]
struct Distinct {
    pairs: Vec<(u32, u32)>,
}

impl ByFile {
    /// Counts.
    pub fn new(snapshot: &Snapshot) -> Self {
        let mut sums = vec![FileSums::default(); snapshot.file_ids().len()];
        for row in (0..snapshot.len()).map(RowId::from_index) {
            let sum = &mut sums[snapshot.file_index(row) as usize];
            sum.n_events += 1;
            // Rows are in time order.
            let time = snapshot.time(row);
            sum.first = sum.first.or(time);
            sum.last = time.or(sum.last);
        }
        for copy in snapshot.duplicates() {
            if let Some(file) = snapshot.find_file(copy.file) {
                sums[file as usize].n_copies += 1;
            }
        }
        let accounts = Distinct::new(snapshot, Field::Account);
        Self { sums, accounts, regions: Distinct::new(snapshot, Field::Region) }
    }

    /// What a file gave; nothing when no event came from it.
    pub fn sums(&self, snapshot: &Snapshot, file: FileId) -> FileSums {
        let position = snapshot.find_file(file);
        position.and_then(|at| self.sums.get(at as usize)).copied().unwrap_or_default()
    }

    /// The accounts that its events name.
    pub fn accounts<'s>(&self, snapshot: &'s Snapshot, file: FileId) -> Vec<&'s str> {
        self.accounts.texts(snapshot, Field::Account, file)
    }

    /// The regions that its events name.
    pub fn regions<'s>(&self, snapshot: &'s Snapshot, file: FileId) -> Vec<&'s str> {
        self.regions.texts(snapshot, Field::Region, file)
    }
}

impl Distinct {
    fn new(snapshot: &Snapshot, field: Field) -> Self {
        let Some(view) = snapshot.view(field) else { return Self::default() };
        Self { pairs: pairs(snapshot, &view) }
    }

    fn texts<'s>(&self, snapshot: &'s Snapshot, field: Field, file: FileId) -> Vec<&'s str> {
        let (Some(at), Some(view)) = (snapshot.find_file(file), snapshot.view(field)) else {
            return Vec::new();
        };
        let first = self.pairs.partition_point(|(file, _)| *file < at);
        let own = self.pairs[first..].iter().take_while(|(file, _)| *file == at);
        own.map(|(_, code)| view.values.text(*code)).collect()
    }
}

fn pairs(snapshot: &Snapshot, view: &FieldView<'_>) -> Vec<(u32, u32)> {
    // Nearly every file has one value: the last one seen spares the sorting.
    let mut last = vec![ABSENT; snapshot.file_ids().len()];
    let mut pairs = Vec::new();
    for row in (0..snapshot.len()).map(RowId::from_index) {
        let (file, code) = (snapshot.file_index(row), view.code(row));
        let last = &mut last[file as usize];
        if *last != code && code != ABSENT {
            *last = code;
            pairs.push((file, code));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::tests::snapshot;

    fn event(id: u32, second: u32, account: &str) -> String {
        format!(
            r#"{{"eventName":"a","eventID":"{id}","eventTime":"2025-03-11T10:00:{second:02}Z",
                "recipientAccountId":"{account}","awsRegion":"eu-west-1"}}"#
        )
    }

    #[test]
    fn each_file_has_its_events_copies_times_and_accounts() {
        let files = [
            vec![event(1, 5, "111122223333"), event(2, 1, "444455556666")],
            vec![event(1, 5, "111122223333")],
            vec![r#"{"eventName":"undated","eventID":"3"}"#.to_owned(), event(4, 9, "")],
        ];
        let snapshot = snapshot(&files);
        let by_file = ByFile::new(&snapshot);
        let told = |walk| {
            let file = FileId::of_file(walk);
            let sums = by_file.sums(&snapshot, file);
            let clock = |time: Option<Timestamp>| time.map_or("-".to_owned(), Timestamp::clock);
            let accounts = by_file.accounts(&snapshot, file).join("+");
            let (first, last) = (clock(sums.first), clock(sums.last));
            format!("{} {} {first} {last} {accounts}", sums.n_events, sums.n_copies)
        };
        assert_eq!(told(0), "2 0 10:00:01 10:00:05 111122223333+444455556666");
        assert_eq!(told(1), "0 1 - - ");
        assert_eq!(told(2), "2 0 10:00:09 10:00:09 ");
        assert_eq!(told(9), "0 0 - - ");
        assert_eq!(by_file.regions(&snapshot, FileId::of_file(0)), ["eu-west-1"]);
    }
}

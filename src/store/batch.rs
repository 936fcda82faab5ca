//! Texts that wait for their codes, so that one dictionary at a time is looked into.
//!
//! A record has a value for each dictionary, and a dictionary of many values does not stay in the
//! cache beside all the others. Coding many records a column at a time finds it there, and the
//! processor looks for several texts at once.

use super::field::Column;

/// The columns whose texts wait: those with many values that change from record to record.
pub(crate) const WAITING: [Column; 6] = [
    Column::EventSource,
    Column::EventName,
    Column::SourceIp,
    Column::UserAgent,
    Column::Target,
    Column::VpcEndpoint,
];

/// Texts of some records, by column.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    columns: [Texts; WAITING.len()],
    n_records: usize,
}

/// Texts one behind the other; empty ones are absent values.
#[derive(Debug, Default)]
struct Texts {
    arena: String,
    ends: Vec<usize>,
}

impl Batch {
    /// Some kilobytes a column: the texts must stay in the cache too.
    const MOST_RECORDS: usize = 128;

    /// Adds a record's texts, in the order of [`WAITING`].
    pub(crate) fn push(&mut self, texts: [Option<&str>; WAITING.len()]) {
        for (column, text) in self.columns.iter_mut().zip(texts) {
            column.arena.push_str(text.unwrap_or(""));
            column.ends.push(column.arena.len());
        }
        self.n_records += 1;
    }

    /// Whether it is time to give codes.
    pub(crate) fn is_full(&self) -> bool {
        self.n_records >= Self::MOST_RECORDS
    }

    /// The texts of each column, in the order of the records.
    pub(crate) fn columns(
        &self,
    ) -> impl Iterator<Item = (Column, impl Iterator<Item = &str> + Clone)> {
        WAITING.into_iter().zip(self.columns.iter().map(Texts::iter))
    }

    /// Forgets all texts; their memory stays for the next ones.
    pub(crate) fn clear(&mut self) {
        for texts in &mut self.columns {
            texts.arena.clear();
            texts.ends.clear();
        }
        self.n_records = 0;
    }
}

impl Texts {
    fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts.zip(&self.ends).map(|(&start, &end)| &self.arena[start..end])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_by_column_in_order() {
        let mut batch = Batch::default();
        batch.push([Some("iam"), Some("GetUser"), None, Some("é"), None, None]);
        batch.push([Some("s3"), None, None, None, None, Some("vpce-1")]);
        let mut found = Vec::new();
        for (column, texts) in batch.columns() {
            found.extend(texts.map(|text| format!("{column:?}={text}")));
        }
        assert_eq!(
            found.join(" "),
            "EventSource=iam EventSource=s3 EventName=GetUser EventName= SourceIp= SourceIp= \
             UserAgent=é UserAgent= Target= Target= VpcEndpoint= VpcEndpoint=vpce-1"
        );
        batch.clear();
        assert!(batch.columns().all(|(_, mut texts)| texts.next().is_none()));
    }
}

//! What could not be read, and what can be done about it.

use std::fmt;
use std::sync::Arc;

/// One finding about a file: where, why, and the remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file.
    pub path: Arc<str>,
    /// Number of the record in the file, from 1; `None` when it is about the whole file.
    pub record: Option<u64>,
    /// Byte in the file's text (inflated, if it was compressed).
    pub byte: Option<u64>,
    /// Line of that byte, from 1, for those whose editor counts lines.
    pub line: Option<u64>,
    /// What is wrong.
    pub reason: String,
    /// What the reader can do.
    pub remedy: &'static str,
}

impl Diagnostic {
    /// About a whole file.
    pub fn of_file(path: &str, reason: impl Into<String>, remedy: &'static str) -> Self {
        Self {
            path: path.into(),
            record: None,
            byte: None,
            line: None,
            reason: reason.into(),
            remedy,
        }
    }
}

/// Prints `path: record 812 at line 9, byte 90114: reason; remedy`.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.path)?;
        let record = self.record.map(|record| format!("record {record}"));
        let line = self.line.map(|line| format!("line {line}"));
        let byte = self.byte.map(|byte| format!("byte {byte}"));
        let place: Vec<String> = line.into_iter().chain(byte).collect();
        match (record, place.is_empty()) {
            (Some(record), false) => write!(f, "{record} at {}: ", place.join(", "))?,
            (Some(record), true) => write!(f, "{record}: ")?,
            (None, false) => write!(f, "{}: ", place.join(", "))?,
            (None, true) => {}
        }
        f.write_str(&self.reason)?;
        if !self.remedy.is_empty() {
            write!(f, "; {}", self.remedy)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_names_thing_place_reason_and_remedy() {
        let mut diagnostic = Diagnostic::of_file("a.json.gz", "gzip ends early", "copy it again");
        assert_eq!(diagnostic.to_string(), "a.json.gz: gzip ends early; copy it again");
        diagnostic.byte = Some(90);
        diagnostic.record = Some(2);
        assert_eq!(
            diagnostic.to_string(),
            "a.json.gz: record 2 at byte 90: gzip ends early; copy it again"
        );
        diagnostic.line = Some(3);
        diagnostic.record = None;
        assert_eq!(
            diagnostic.to_string(),
            "a.json.gz: line 3, byte 90: gzip ends early; copy it again"
        );
    }
}

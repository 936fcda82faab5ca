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
    /// What is wrong.
    pub reason: String,
    /// What the reader can do.
    pub remedy: &'static str,
}

impl Diagnostic {
    /// About a whole file.
    pub fn of_file(path: &str, reason: impl Into<String>, remedy: &'static str) -> Self {
        Self { path: path.into(), record: None, byte: None, reason: reason.into(), remedy }
    }
}

/// Prints `path: record 812 at byte 90114: reason; remedy`.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.path)?;
        match (self.record, self.byte) {
            (Some(record), Some(byte)) => write!(f, "record {record} at byte {byte}: ")?,
            (None, Some(byte)) => write!(f, "byte {byte}: ")?,
            (Some(record), None) => write!(f, "record {record}: ")?,
            (None, None) => {}
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
    }
}

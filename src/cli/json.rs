//! JSON for a program, or for a reader at a terminal.

use std::io::{self, Write};

use serde::Serialize;

use crate::export::Medium;

/// Writes `value`, indented.
pub(crate) fn write(value: &impl Serialize, medium: Medium, out: &mut dyn Write) -> io::Result<()> {
    match medium {
        Medium::File => {
            serde_json::to_writer_pretty(&mut *out, value)?;
            writeln!(out)
        }
        Medium::Terminal { .. } => {
            let text = serde_json::to_string_pretty(value)?;
            text.lines().try_for_each(|line| writeln!(out, "{}", medium.fit(line)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(medium: Medium) -> String {
        let mut out = Vec::new();
        write(&["a\u{202E}b"], medium, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_terminal_gets_no_character_that_reorders_text() {
        assert_eq!(written(Medium::File), "[\n  \"a\u{202E}b\"\n]\n");
        assert_eq!(written(Medium::Terminal { columns: 80 }), "[\n  \"a⟨202E⟩b\"\n]\n");
    }
}

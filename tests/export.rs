//! Events as text, for a file and for a terminal.
#![allow(clippy::unwrap_used, reason = "a test that cannot write to memory has failed")]

use std::sync::Arc;

use proptest::prelude::*;
use trailglass::export::{Form, Medium, Selection};
use trailglass::query::Operand;
use trailglass::record::EventRecord;
use trailglass::store::{Field, FileId, HeldFile, RowId, SegmentBuilder, Snapshot, assemble};
use trailglass::text::sanitize;

const TERMINAL: Medium = Medium::Terminal { columns: 60 };
const FORMS: [Form; 4] = [Form::Table, Form::JsonLines, Form::Csv, Form::Tsv];

/// A snapshot of one file with one event of this name.
fn snapshot(name: &str) -> Snapshot {
    let name = serde_json::to_string(name).unwrap();
    let text = format!("{{\"eventVersion\": \"1.08\",\r\n \"eventName\": {name}}}");
    let mut builder = SegmentBuilder::default();
    builder.begin_file(FileId::default());
    let mut record = EventRecord::from_json(&text).unwrap();
    builder.push(&mut record, 0, u32::try_from(text.len()).unwrap());
    builder.end_file(|| HeldFile::new("a.json", text.clone().into_bytes().into()));
    assemble(&[Arc::new(builder.seal())])
}

fn written(name: &str, form: Form, medium: Medium) -> String {
    let (snapshot, columns) = (snapshot(name), [Field::EventName, Field::File].map(Operand::Field));
    let selection = Selection { snapshot: &snapshot, rows: &[RowId(0)], columns: &columns };
    let mut out = Vec::new();
    selection.write(form, medium, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn check(form: Form, medium: Medium, expected: &str) {
    assert_eq!(written("a\u{202E}b\u{7F}", form, medium), expected, "{form:?} {medium:?}");
}

#[test]
fn only_a_terminal_gets_text_changed_but_tables_are_for_people() {
    let table = "EVENT       FILE\na⟨202E⟩b^?  a.json\n";
    check(Form::Table, Medium::File, table);
    check(Form::Table, TERMINAL, table);
    let json = "{\"eventVersion\":\"1.08\",\"eventName\":\"a\u{202E}b\u{7F}\"}\n";
    check(Form::JsonLines, Medium::File, json);
    let shown = "{\"eventVersion\":\"1.08\",\"eventName\":\"a⟨202E⟩b^?\"}\n";
    check(Form::JsonLines, TERMINAL, shown);
    check(Form::Csv, Medium::File, "eventName,file\na\u{202E}b\u{7F},a.json\n");
    check(Form::Csv, TERMINAL, "eventName,file\na⟨202E⟩b^?,a.json\n");
    check(Form::Tsv, Medium::File, "eventName\tfile\na\u{202E}b\u{7F}\ta.json\n");
    check(Form::Tsv, TERMINAL, "eventName\tfile\na⟨202E⟩b^?\ta.json\n");
}

proptest! {
    #[test]
    fn whatever_a_record_says_a_terminal_gets_harmless_lines(name in any::<String>()) {
        for form in FORMS {
            for line in written(&name, form, TERMINAL).split_terminator('\n') {
                let line = if form == Form::Tsv { line.replace('\t', " ") } else { line.into() };
                prop_assert_eq!(&*sanitize(&line), &line);
            }
        }
    }
}

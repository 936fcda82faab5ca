//! One load and the three jobs of `compare.sh`: events by name, failures by principal, one key's
//! events in time order.
//!
//! Called with a directory and an access key it prints one line, for `compare.sh`; else it does the
//! same over invented events, so that it never rots.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that cannot ask has nothing to measure, and is run for what it prints"
)]

mod support;

use std::env;
use std::path::Path;

use trailglass::export::{Form, Medium, Selection};
use trailglass::query::{Answer, Cancel, Operand, Query, group, parse, run};
use trailglass::store::{Field, Snapshot};

fn main() {
    let arguments: Vec<String> =
        env::args().skip(1).filter(|text| !text.starts_with('-')).collect();
    let (snapshot, key) = match arguments.as_slice() {
        [root, key] => (support::load(Path::new(root)), key.as_str()),
        _ => (support::snapshot(), "AKIAEXAMPLE0001"),
    };
    let name = most(&snapshot, "", Field::EventName);
    let failures = most(&snapshot, "errorCode:* userIdentity.arn:*", Field::Arn);
    println!("{name} {failures} {}", events_of(&snapshot, key));
}

/// Events of the largest group.
fn most(snapshot: &Snapshot, filter: &str, by: Field) -> u32 {
    let answer = ask(snapshot, filter);
    let groups = group(snapshot, &answer.matched, &[by], 0, &Cancel::new()).unwrap();
    groups.iter().map(|group| group.events).max().unwrap_or(0)
}

/// Writes the key's events as a table would have them; the answer is their number.
fn events_of(snapshot: &Snapshot, key: &str) -> usize {
    let answer = ask(snapshot, &format!("accessKeyId:{key}"));
    let columns = &[Field::Time, Field::EventName].map(Operand::Field);
    let events = Selection { snapshot, rows: &answer.rows, columns };
    let mut lines = Vec::new();
    events.write(Form::Tsv, Medium::File, &mut lines).unwrap();
    lines.split_inclusive(|&byte| byte == b'\n').skip(1).count()
}

fn ask(snapshot: &Snapshot, filter: &str) -> Answer {
    let query = Query { filter: parse(filter).unwrap(), sort: Vec::new() };
    run(snapshot, &query, &Cancel::new()).unwrap()
}

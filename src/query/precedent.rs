//! The same call before: what an event is compared with when nothing else is chosen.

use crate::store::{ABSENT, Field, RowId, Snapshot};

/// What makes two events the same call of one actor.
const SAME: &[Field] = &[Field::EventName, Field::EventSource, Field::Actor];

/// The last event before `row` of the same name, service and actor; one pass over the rows before.
///
/// Actors of which a record says nothing count as one.
pub fn previous_same_call(snapshot: &Snapshot, row: RowId) -> Option<RowId> {
    let views: Vec<_> = SAME.iter().filter_map(|&field| snapshot.view(field)).collect();
    let wanted: Vec<u32> = views.iter().map(|view| view.code(row)).collect();
    if wanted.contains(&ABSENT) {
        return None;
    }
    let is_same =
        |other: &RowId| views.iter().zip(&wanted).all(|(view, &code)| view.code(*other) == code);
    (0..row.index()).rev().map(RowId::from_index).find(is_same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::tests::snapshot;

    #[test]
    fn the_same_call_has_the_same_name_service_and_actor() {
        let event = |(second, name, service, actor): (u32, &str, &str, &str)| {
            format!(
                r#"{{"eventName":"{name}","eventSource":"{service}","eventID":"{second}",
                    "eventTime":"2025-03-11T10:00:{second:02}Z",
                    "userIdentity":{{"type":"IAMUser","principalId":"{actor}"}}}}"#
            )
        };
        let events = [
            (1, "Get", "s3", "A"),
            (2, "Get", "ssm", "A"),
            (3, "Get", "s3", "B"),
            (4, "Put", "s3", "A"),
            (5, "Get", "s3", "A"),
        ];
        let mut records: Vec<String> = events.map(event).to_vec();
        records.push(r#"{"eventName":"Get","eventSource":"s3","eventID":"7"}"#.to_owned());
        records.push(r#"{"eventName":"Get","eventSource":"s3","eventID":"8"}"#.to_owned());
        let snapshot = snapshot(&[records]);
        let check = |row, expected: Option<u32>| {
            assert_eq!(previous_same_call(&snapshot, RowId(row)), expected.map(RowId), "{row}");
        };
        check(4, Some(0));
        check(3, None);
        check(0, None);
        check(6, Some(5));
    }
}

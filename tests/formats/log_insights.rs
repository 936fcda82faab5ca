use serde_json::{Value, json};
use trailglass::ingest::Status;
use trailglass::store::{Field, RowId};

use super::reading::{Reading, check, check_read};
use crate::support::record;

const SHAPE: &str = "Logs Insights results";

fn row(fields: &[(&str, &str)]) -> Value {
    fields.iter().map(|(field, value)| json!({"field": field, "value": value})).collect()
}

fn results(rows: &[Value]) -> String {
    json!({"results": rows, "statistics": {"recordsMatched": 1.0}, "status": "Complete"})
        .to_string()
}

#[test]
fn good() {
    let message = record(1, "CreateUser", 1).to_string();
    let row =
        row(&[("@timestamp", "2025-03-11 00:00:01.000"), ("@message", &message), ("@ptr", "x")]);
    check_read(&results(&[row]), SHAPE, &["CreateUser"]);
    // As the console saves it: the message as a text, or as what it says.
    for message in [json!(message), record(1, "CreateUser", 1)] {
        let row = json!({"@timestamp": "2025-03-11 00:00:01.000", "@message": message});
        check_read(&json!([row]).to_string(), SHAPE, &["CreateUser"]);
    }
}

#[test]
fn odd() {
    let row = row(&[
        ("@timestamp", "2025-03-11 00:00:02.000"),
        ("eventTime", "2025-03-11T00:00:01Z"),
        ("eventName", "CreateUser"),
        ("userIdentity.arn", "arn:aws:iam::111122223333:user/alice"),
        ("userIdentity.sessionContext.sessionIssuer.userName", "admin"),
    ]);
    let reading = Reading::of(results(&[row]));
    assert_eq!(
        reading.only(),
        json!({
            "eventTime": "2025-03-11T00:00:01Z",
            "eventName": "CreateUser",
            "userIdentity": {
                "arn": "arn:aws:iam::111122223333:user/alice",
                "sessionContext": {"sessionIssuer": {"userName": "admin"}},
            },
        })
    );
    let text = |field| reading.snapshot.text(RowId(0), field).into_owned();
    assert_eq!(
        (text(Field::Result), text(Field::Category), text(Field::MadeBy)),
        Default::default()
    );
    check(&results(&[]), (SHAPE, Status::Read, 0, 0));
}

#[test]
fn broken() {
    let counts = row(&[("eventSource", "iam.amazonaws.com"), ("count()", "7")]);
    check(&results(&[counts, row(&[("count()", "7")])]), (SHAPE, Status::Damaged, 1, 1));
    let message = record(1, "CreateUser", 1).to_string();
    let whole = results(&[row(&[("@message", &message)]), row(&[("@message", &message)])]);
    let cut = &whole[..whole.rfind(r#""value""#).unwrap()];
    check(cut, (SHAPE, Status::Damaged, 1, 1));
}

use serde_json::{Value, json};
use trailglass::ingest::Status;
use trailglass::store::Field;

use super::reading::{check, check_read};
use crate::support::record;

const SHAPE: &str = "rows of a query";

/// As Athena unloads it.
fn row(name: &str) -> Value {
    json!({
        "eventversion": "1.08",
        "useridentity": {"type": "IAMUser", "arn": "a", "username": "alice", "sessioncontext": null},
        "eventtime": "2025-03-11T00:00:01Z",
        "eventname": name,
        "requestparameters": "{\"userName\":\"bob\"}",
        "resources": [{"arn": "arn:aws:s3:::b", "accountid": "111122223333"}],
        "errorcode": null,
        "year": 2025,
    })
}

#[test]
fn good() {
    let reading = check(
        &format!("{}\n{}\n", row("CreateUser"), row("DeleteUser")),
        (SHAPE, Status::Read, 2, 0),
    );
    assert_eq!(reading.texts(Field::EventName), ["CreateUser", "DeleteUser"]);
    assert_eq!(reading.texts(Field::Actor), ["alice", "alice"]);
    let json = reading.json(trailglass::store::RowId(0));
    assert_eq!(json["requestParameters"], json!({"userName": "bob"}));
    assert_eq!(json["resources"][0]["accountId"], "111122223333");
    assert_eq!(json["userIdentity"]["sessionContext"], Value::Null);
}

#[test]
fn odd() {
    check(&json!([row("CreateUser")]).to_string(), (SHAPE, Status::Read, 1, 0));
    let whole = json!({"eventid": "1", "eventjson": record(1, "CreateUser", 1).to_string()});
    check_read(&whole.to_string(), SHAPE, &["CreateUser"]);
}

#[test]
fn broken() {
    let text = format!("{}\n{{\"n\":1}}\n{}", row("CreateUser"), row("DeleteUser"));
    check(&text, (SHAPE, Status::Damaged, 2, 1));
    check(&text[..text.len() - 9], (SHAPE, Status::Damaged, 2, 1));
    check("{\"eventname\":\"CreateUser\",\"n\":1}", ("", Status::Refused, 0, 1));
}

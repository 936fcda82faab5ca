use serde_json::{Value, json};
use trailglass::ingest::Status;
use trailglass::store::Field;

use super::reading::{check, check_read};
use crate::support::record;

const SHAPE: &str = "Athena result set";

fn set(rows: &[&[Option<&str>]]) -> Value {
    let cell = |cell: Option<&str>| cell.map_or(json!({}), |text| json!({"VarCharValue": text}));
    let row =
        |row: &&[Option<&str>]| json!({"Data": row.iter().copied().map(cell).collect::<Value>()});
    json!({"UpdateCount": 0, "ResultSet": {"Rows": rows.iter().map(row).collect::<Value>()}})
}

const NAMES: &[Option<&str>] = &[Some("eventname"), Some("useridentity"), Some("errorcode")];

#[test]
fn good() {
    let row = [Some("CreateUser"), Some("{type=IAMUser, username=alice}"), None];
    let reading = check(&set(&[NAMES, &row]).to_string(), (SHAPE, Status::Read, 1, 0));
    assert_eq!(
        reading.only(),
        json!({"eventName": "CreateUser", "userIdentity": {"type": "IAMUser", "userName": "alice"}})
    );
    assert_eq!(reading.texts(Field::Actor), ["alice"]);
}

#[test]
fn odd() {
    let record = record(1, "CreateUser", 1).to_string();
    let rows: &[&[Option<&str>]] = &[&[Some("eventid"), Some("eventjson")], &[None, Some(&record)]];
    check_read(&serde_json::to_string_pretty(&set(rows)).unwrap(), SHAPE, &["CreateUser"]);
    check(&set(&[]).to_string(), (SHAPE, Status::Read, 0, 0));
}

#[test]
fn broken() {
    let row = [Some("CreateUser"), None, None];
    let text = set(&[NAMES, &row, &row[..2], &row]).to_string();
    let reading = check(&text, (SHAPE, Status::Damaged, 2, 1));
    assert!(reading.told()[0].contains("2 values under 3 columns"), "{:?}", reading.told());
    check(&set(&[&[Some("n")], &[Some("1")]]).to_string(), (SHAPE, Status::Refused, 0, 1));
}

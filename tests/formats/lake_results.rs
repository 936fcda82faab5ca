use serde_json::{Value, json};
use trailglass::ingest::Status;
use trailglass::store::{Field, RowId};

use super::reading::{Reading, check, check_read};
use crate::support::record;

const SHAPE: &str = "CloudTrail Lake results";

fn results(rows: &[Value]) -> String {
    let statistics = json!({"ResultsCount": rows.len(), "TotalResultsCount": rows.len()});
    json!({"QueryStatus": "FINISHED", "QueryStatistics": statistics, "QueryResultRows": rows})
        .to_string()
}

#[test]
fn good() {
    let row = json!([
        {"eventid": "00000000-0000-4000-8000-000000000001"},
        {"eventtime": "2025-03-11 00:00:01.000"},
        {"eventname": "CreateUser"},
        {"useridentity": "{type=IAMUser, principalid=AIDA1, arn=arn:aws:iam::111122223333:user/alice, accountid=111122223333, accesskeyid=AKIAEXAMPLE, username=alice, sessioncontext=null, invokedby=null}"},
        {"errorcode": "AccessDenied"},
        {"readonly": "false"},
    ]);
    let reading = Reading::of(results(&[row]));
    assert_eq!((reading.report.shape, reading.report.status), (SHAPE, Status::Read));
    let text = |field| reading.snapshot.text(RowId(0), field).into_owned();
    let fields = [Field::Time, Field::EventName, Field::IdentityType, Field::Actor, Field::Result];
    assert_eq!(
        fields.map(text),
        ["2025-03-11T00:00:01Z", "CreateUser", "IAMUser", "alice", "AccessDenied"]
    );
    assert_eq!(reading.only()["userIdentity"]["principalId"], "AIDA1");
}

#[test]
fn odd() {
    let whole = record(1, "CreateUser", 1).to_string();
    check_read(
        &results(&[json!([{"eventname": "x"}, {"eventjson": whole}])]),
        SHAPE,
        &["CreateUser"],
    );
    // A value that could be told in more than one way stays as the engine printed it.
    let row = json!([{"eventname": "A"}, {"useridentity": "{type=a, b}"}, {"eventid": null}]);
    let reading = Reading::of(results(&[row]));
    assert_eq!(reading.only(), json!({"eventName": "A", "userIdentity": "{type=a, b}"}));
    check(&results(&[]), (SHAPE, Status::Read, 0, 0));
}

#[test]
fn broken() {
    let rows = [json!([{"n": "7"}]), json!([{"eventname": "A"}]), json!(7)];
    let reading = check(&results(&rows), (SHAPE, Status::Damaged, 1, 2));
    assert!(reading.told()[0].contains("no `eventName`"), "{:?}", reading.told());
    let whole = results(&[json!([{"eventname": "A"}]), json!([{"eventname": "B"}])]);
    let cut = &whole[..whole.find(r#""B""#).unwrap()];
    check(cut, (SHAPE, Status::Damaged, 1, 1));
}

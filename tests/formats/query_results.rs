use serde_json::json;
use trailglass::ingest::Status;
use trailglass::store::Field;

use super::reading::{Reading, check};

const SHAPE: &str = "CSV of a query";

#[test]
fn good() {
    let athena = "\"eventtime\",\"eventname\",\"useridentity\",\"requestparameters\",\"errorcode\",\"errormessage\"\n\
        \"2025-03-11T00:00:01Z\",\"CreateUser\",\
        \"{type=IAMUser, principalid=AIDA1, username=alice, sessioncontext={attributes={mfaauthenticated=false}}}\",\
        \"{\"\"userName\"\":\"\"bob\"\",\"\"n\"\":12345678901234567890}\",\"\",\"\"\n";
    let reading = check(athena, (SHAPE, Status::Read, 1, 0));
    assert_eq!(reading.texts(Field::Actor), ["alice"]);
    assert_eq!(reading.texts(Field::Target), ["bob"]);
    assert_eq!(reading.texts(Field::Result), ["ok"]);
    let identity = &reading.only()["userIdentity"];
    assert_eq!(identity["sessionContext"]["attributes"]["mfaAuthenticated"], "false");
}

#[test]
fn odd() {
    // Logs Insights' CSV has dots in its names.
    let reading = Reading::of(
        "eventTime,eventName,userIdentity.type,requestParameters.bucketName\n\
         2025-03-11 00:00:01.000,GetObject,Root,b\n",
    );
    assert_eq!(reading.report.shape, SHAPE);
    assert_eq!(
        reading.only(),
        json!({
            "eventTime": "2025-03-11T00:00:01Z",
            "eventName": "GetObject",
            "userIdentity": {"type": "Root"},
            "requestParameters": {"bucketName": "b"},
        })
    );
    let reading = Reading::of("eventname\teventsource\nA\ts3.amazonaws.com\n");
    assert_eq!(reading.texts(Field::EventName), ["A"]);
    // Neither is said, so neither is claimed.
    assert_eq!(
        (reading.texts(Field::Result), reading.texts(Field::Time)),
        (vec![String::new()], vec![String::new()])
    );
}

#[test]
fn broken() {
    check("eventname,eventsource\nA,b,c\nA,b\n,\n", (SHAPE, Status::Damaged, 1, 1));
    check("eventname,n\nA,1\n", ("", Status::Skipped, 0, 0));
    check("eventname,eventtime,eventsource\n,,\n", (SHAPE, Status::Read, 0, 0));
    check("eventname,eventtime,n\n,,7\n", (SHAPE, Status::Refused, 0, 1));
}

use serde_json::{Value, json};
use trailglass::ingest::Status;
use trailglass::store::Field;

use super::reading::{Reading, check, check_read};
use crate::support::{log, record, with};

const SHAPE: &str = "log file";

fn records() -> [Value; 2] {
    [record(1, "CreateUser", 1), record(2, "DeleteUser", 2)]
}

#[test]
fn good() {
    check_read(&log(&records()), SHAPE, &["CreateUser", "DeleteUser"]);
    let pretty = serde_json::to_string_pretty(&json!({ "Records": records() })).unwrap();
    check_read(&pretty.replace('\n', "\r\n"), SHAPE, &["CreateUser", "DeleteUser"]);
}

#[test]
fn odd() {
    let several = records().map(|record| log(&[record])).join("");
    check_read(&format!("\u{feff}{several}"), SHAPE, &["CreateUser", "DeleteUser"]);
    let others = format!(r#"{{"x":[{{}}],"Records":[{}],"y":"]"}}"#, records()[0]);
    check_read(&others, SHAPE, &["CreateUser"]);
    check(r#"{"Records":null}"#, (SHAPE, Status::Read, 0, 0));
}

#[test]
fn broken() {
    let whole = log(&records());
    let cut = check(&whole[..whole.len() - 9], (SHAPE, Status::Damaged, 1, 1));
    assert!(cut.told()[0].starts_with("record 2 at line 1, byte "), "{:?}", cut.told());
    check(r#"{"Records":7}"#, (SHAPE, Status::Damaged, 0, 0));
    let single = format!(r#"{{"Records":{}}}"#, records()[0]);
    check(&single, (SHAPE, Status::Damaged, 1, 0));
    check(&whole.replace("CreateUser\"", "CreateUser"), (SHAPE, Status::Damaged, 1, 1));
}

#[test]
fn files_put_together_are_read_whatever_stands_between() {
    let [a, b] = records().map(|record| log(&[record]));
    let bare = records()[1].to_string();
    for text in [format!("{a},\n{b}"), format!("{a}\n{bare}\n"), format!("{a}\n[{bare}]")] {
        check_read(&text, SHAPE, &["CreateUser", "DeleteUser"]);
    }
    check_read(&format!("{bare}\n{a}\n"), "records", &["CreateUser", "DeleteUser"]);
    check_read(&format!("[{bare}]{a}"), "array of records", &["CreateUser", "DeleteUser"]);
    for text in [format!("{a}\n---\n{b}"), format!("{a} b.json: {b}"), format!("{a}]\n{{}}{b}")] {
        let n_rejected = u64::from(text.contains("{}"));
        check(&text, (SHAPE, Status::Damaged, 2, n_rejected));
    }
}

/// The next file's records are not lost with the end of the one before.
#[test]
fn a_cut_file_does_not_cost_the_one_behind_it() {
    let whole = log(&records());
    for n_bytes in 1..whole.len() {
        let text = format!("{}\n{whole}", &whole[..n_bytes]);
        let report = trailglass::ingest::read_bytes("a", text.into_bytes()).0;
        assert!(report.n_records >= 2, "{n_bytes}: {report:?}");
        assert_eq!(report.status, Status::Damaged, "{n_bytes}");
    }
    let cut = &whole[..whole.len() - 9];
    check(&format!("{cut}{cut}"), (SHAPE, Status::Damaged, 2, 2));
}

#[test]
fn insights_network_activity_and_aggregated_records_have_their_own_time() {
    let insight = json!({
        "eventVersion": "1.08",
        "eventTime": "2025-03-11T00:00:01Z",
        "awsRegion": "us-east-1",
        "eventID": "00000000-0000-4000-8000-000000000001",
        "eventType": "AwsCloudTrailInsight",
        "recipientAccountId": "111122223333",
        "insightDetails": {
            "state": "Start",
            "eventSource": "iam.amazonaws.com",
            "eventName": "CreateUser",
            "insightContext": {"statistics": {"baseline": {"average": 9.82e-5}}},
        },
        "eventCategory": "Insight",
    });
    let denied = json!({
        "eventVersion": "1.09",
        "userIdentity": {"type": "AWSAccount", "principalId": "AIDA9", "accountId": "444455556666"},
        "eventTime": "2025-03-11T00:00:02Z",
        "eventSource": "s3.amazonaws.com",
        "eventName": "GetObject",
        "errorCode": "VpceAccessDenied",
        "eventID": "00000000-0000-4000-8000-000000000002",
        "eventType": "AwsVpceEvent",
        "recipientAccountId": "111122223333",
        "vpcEndpointId": "vpce-1",
        "eventCategory": "NetworkActivity",
    });
    let aggregated = json!({
        "eventVersion": "1.0",
        "accountId": "111122223333",
        "eventId": "00000000-0000-4000-8000-000000000003",
        "eventCategory": "Aggregated",
        "eventType": "AwsAggregatedEvent",
        "awsRegion": "us-east-1",
        "eventSource": "s3.amazonaws.com",
        "timeWindow": {
            "windowStart": "2025-03-11T00:00:03Z",
            "windowEnd": "2025-03-11T00:05:03Z",
            "windowSize": "PT5M",
        },
        "summary": {"primaryDimension": {"dimension": "eventName", "statistics": []}},
    });
    let reading = Reading::of(log(&[insight, denied, aggregated]));
    assert_eq!(reading.report.status, Status::Read);
    assert_eq!(
        reading.texts(Field::Time),
        ["2025-03-11T00:00:01Z", "2025-03-11T00:00:02Z", "2025-03-11T00:00:03Z"]
    );
    assert_eq!(reading.texts(Field::Category), ["Insight", "NetworkActivity", "Aggregated"]);
    assert_eq!(
        reading.texts(Field::Actor),
        ["(no identity)", "acct 444455556666", "(no identity)"]
    );
    assert_eq!(reading.texts(Field::Account), ["111122223333"; 3]);
}

#[test]
fn copies_are_counted() {
    let one = record(1, "CreateUser", 1);
    let other = with(one.clone(), &json!({"recipientAccountId": "444455556666"}));
    let reading = check(&log(&[one.clone(), other, one]), (SHAPE, Status::Read, 3, 0));
    assert_eq!((reading.snapshot.len(), reading.snapshot.duplicates().len()), (2, 1));
}

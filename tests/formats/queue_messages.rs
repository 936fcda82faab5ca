use serde_json::{Value, json};
use trailglass::ingest::Status;

use super::event_bridge::envelope;
use super::reading::{check, check_read};
use crate::support::{log, record};

const SHAPE: &str = "SNS or SQS messages";

fn sqs(body: &str) -> Value {
    json!({"messageId": "m", "receiptHandle": "r", "body": body, "eventSource": "aws:sqs"})
}

fn sns(message: &str) -> Value {
    json!({"Type": "Notification", "MessageId": "m", "TopicArn": "arn:aws:sns:x", "Message": message})
}

fn event() -> String {
    envelope("AWS API Call via CloudTrail", &record(1, "CreateUser", 1)).to_string()
}

#[test]
fn good() {
    check_read(&log(&[sqs(&event())]), SHAPE, &["CreateUser"]);
    check_read(&sns(&event()).to_string(), SHAPE, &["CreateUser"]);
    let received = json!({"Messages": [{"MessageId": "m", "Body": event()}]});
    check_read(&received.to_string(), SHAPE, &["CreateUser"]);
}

#[test]
fn odd() {
    check_read(&log(&[sqs(&sns(&event()).to_string())]), SHAPE, &["CreateUser"]);
    let lambda = json!({"EventSource": "aws:sns", "EventVersion": "1.0", "Sns": sns(&event())});
    check_read(&log(&[lambda]), SHAPE, &["CreateUser"]);
}

#[test]
fn broken() {
    let s3 =
        json!({"eventVersion": "2.1", "eventSource": "aws:s3", "eventName": "ObjectCreated:Put"});
    let notice = r#"{"s3Bucket":"b","s3ObjectKey":["AWSLogs/111122223333/x.json.gz"]}"#;
    let messages =
        [sqs(&log(&[s3])), sqs(notice), sqs("CloudTrail validation message."), sqs(&event())];
    let reading = check(&log(&messages), (SHAPE, Status::Damaged, 1, 3));
    let reasons: Vec<String> =
        reading.report.diagnostics.iter().map(|told| told.reason.clone()).collect();
    assert_eq!(
        reasons,
        [
            "S3 notification, not a CloudTrail record",
            "notice of delivered log files, no CloudTrail records in it",
            "CloudTrail validation message, not a CloudTrail record",
        ]
    );
}

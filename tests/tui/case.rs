//! What is loaded: the demo case, or invented files.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use serde_json::{Value, json};
use trailglass::ingest::{self, Input, Pace, Progress};

/// The account of everything that is invented.
pub(crate) const ACCOUNT: &str = "111122223333";

static DEMO: LazyLock<Vec<Progress>> = LazyLock::new(|| load(vec![Input::Demo]));

/// One event of each kind, and files of every status.
static KINDS: LazyLock<Vec<Progress>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, content: &str| fs::write(folder.path().join(name), content).unwrap();
    put("a.json", &log(&kinds()));
    let whole = log(&[event(549, "s3", "ListBuckets", &iam_user("carol"), &json!({}))]);
    put("b.json", &whole.replace("]}", r#",{"eventVersion":"1.08","eventTime":"2025-0"#));
    put("c.json", r#"{"detail":"no log at all"}"#);
    put("d.json", "");
    put("e.txt", "no JSON");
    let twice = [kinds().swap_remove(0), json!("no record")];
    put("f.json", &log(&twice));
    read(folder.path())
});

/// The demo case, loaded at once, in a time that is always the same.
pub(crate) fn demo() -> &'static [Progress] {
    &DEMO
}

/// One event of each kind, and files of every status.
pub(crate) fn all_kinds() -> &'static [Progress] {
    &KINDS
}

/// These events in a file of their own.
pub(crate) fn of(events: &[Value]) -> Vec<Progress> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("events.json"), log(events)).unwrap();
    read(folder.path())
}

/// Everything below a folder.
pub(crate) fn read(folder: &Path) -> Vec<Progress> {
    load(vec![Input::Path(folder.to_owned())])
}

fn load(inputs: Vec<Input>) -> Vec<Progress> {
    let load = ingest::spawn(inputs, Pace::Batch);
    let timeless = |progress| match progress {
        Progress::Done { is_cancelled, .. } => {
            Progress::Done { elapsed: Duration::from_millis(40), is_cancelled }
        }
        other => other,
    };
    load.progress.iter().map(timeless).collect()
}

/// The text of a log file.
pub(crate) fn log(events: &[Value]) -> String {
    json!({ "Records": events }).to_string()
}

/// An event of `service` at a minute of the day; `more` adds members or replaces them.
pub(crate) fn event(
    minute: u32,
    service: &str,
    name: &str,
    identity: &Value,
    more: &Value,
) -> Value {
    let mut event = json!({
        "eventVersion": "1.08",
        "userIdentity": identity,
        "eventTime": format!("2025-03-11T{:02}:{:02}:00Z", minute / 60, minute % 60),
        "eventSource": format!("{service}.amazonaws.com"),
        "eventName": name,
        "awsRegion": "eu-west-1",
        "sourceIPAddress": "192.0.2.10",
        "userAgent": "aws-cli/2.15.30",
        "requestParameters": null,
        "responseElements": null,
        "eventID": format!("00000000-0000-4000-8000-{minute:012}"),
        "readOnly": true,
        "eventType": "AwsApiCall",
        "managementEvent": true,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
    });
    event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    event
}

pub(crate) fn root() -> Value {
    json!({
        "type": "Root", "principalId": ACCOUNT, "arn": format!("arn:aws:iam::{ACCOUNT}:root"),
        "accountId": ACCOUNT,
    })
}

pub(crate) fn iam_user(name: &str) -> Value {
    json!({
        "type": "IAMUser", "principalId": format!("AIDA{}EXAMPLE", name.to_uppercase()),
        "arn": format!("arn:aws:iam::{ACCOUNT}:user/{name}"), "accountId": ACCOUNT,
        "accessKeyId": format!("AKIA{}EXAMPLE", name.to_uppercase()), "userName": name,
    })
}

pub(crate) fn role(name: &str, session: &str) -> Value {
    let id = format!("AROA{}EXAMPLE", name.to_uppercase());
    json!({
        "type": "AssumedRole", "principalId": format!("{id}:{session}"),
        "arn": format!("arn:aws:sts::{ACCOUNT}:assumed-role/{name}/{session}"),
        "accountId": ACCOUNT, "accessKeyId": "ASIAROLEEXAMPLE",
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role", "principalId": id, "accountId": ACCOUNT, "userName": name,
                "arn": format!("arn:aws:iam::{ACCOUNT}:role/{name}"),
            },
            "attributes": {"creationDate": "2025-03-11T08:00:00Z", "mfaAuthenticated": "false"},
        },
    })
}

pub(crate) fn federated_user(issuer: &str, name: &str) -> Value {
    let id = format!("AIDA{}EXAMPLE", issuer.to_uppercase());
    json!({
        "type": "FederatedUser", "principalId": format!("{ACCOUNT}:{name}"),
        "arn": format!("arn:aws:sts::{ACCOUNT}:federated-user/{name}"),
        "accountId": ACCOUNT, "accessKeyId": "ASIAFEDERATEDEXAMPLE",
        "sessionContext": {
            "sessionIssuer": {
                "type": "IAMUser", "principalId": id, "accountId": ACCOUNT, "userName": issuer,
                "arn": format!("arn:aws:iam::{ACCOUNT}:user/{issuer}"),
            },
            "attributes": {"creationDate": "2025-03-11T08:00:00Z", "mfaAuthenticated": "false"},
        },
    })
}

pub(crate) fn service(name: &str) -> Value {
    json!({"type": "AWSService", "invokedBy": format!("{name}.amazonaws.com")})
}

/// Events of every kind of principal, reads, writes and failures, one a minute from 09:00.
pub(crate) fn kinds() -> Vec<Value> {
    let sign_in = json!({"eventType": "AwsConsoleSignIn", "eventCategory": "Management",
        "readOnly": false, "responseElements": {"ConsoleLogin": "Success"}});
    let refused = json!({"errorCode": "AccessDenied", "errorMessage": "not authorized"});
    let made = json!({"readOnly": false, "requestParameters":
        {"userName": "dora", "tags": [{"key": "team", "value": "data"}, {"key": "n", "value": 7}]},
        "responseElements": {"user": {"userName": "dora", "createDate": "Mar 11, 2025"}}});
    let by_service = json!({"sourceIPAddress": "sagemaker.amazonaws.com",
        "userAgent": "sagemaker.amazonaws.com",
        "requestParameters": {"roleArn": format!("arn:aws:iam::{ACCOUNT}:role/training")}});
    let no_call = json!({"eventType": "AwsServiceEvent", "readOnly": false,
        "sourceIPAddress": "sagemaker.amazonaws.com", "requestParameters": null,
        "serviceEventDetails": {"TrainingJobName": "tune-001"}});
    let tuning = json!({"accountId": ACCOUNT, "invokedBy": "sagemaker.amazonaws.com"});
    vec![
        event(540, "signin", "ConsoleLogin", &root(), &sign_in),
        event(541, "s3", "ListBuckets", &iam_user("carol"), &json!({})),
        event(542, "iam", "ListUsers", &iam_user("carol"), &refused),
        event(543, "iam", "CreateUser", &iam_user("carol"), &made),
        event(544, "ec2", "DescribeInstances", &role("deploy", "build-7"), &json!({})),
        event(545, "ec2", "RunInstances", &role("deploy", "build-7"), &refused),
        event(546, "sagemaker", "CreateEndpoint", &federated_user("portal", "mika"), &json!({})),
        event(547, "sts", "AssumeRole", &service("sagemaker"), &by_service),
        event(548, "sagemaker", "CreateTrainingJob", &tuning, &no_call),
    ]
}

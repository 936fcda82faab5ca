//! What records say of resources, and what a case says of them all.

use serde_json::{Value, json};

use super::*;
use crate::query::tests::snapshot;

fn record(n: u32, (name, actor): (&str, &str), more: &Value) -> String {
    let mut event = json!({
        "eventName": name, "eventID": n.to_string(), "eventSource": "sagemaker.amazonaws.com",
        "eventTime": format!("2025-03-11T10:{n:02}:00Z"), "eventType": "AwsApiCall",
        "readOnly": !["Create", "Stop", "Update", "Delete", "Put"].iter().any(|v| name.starts_with(v)),
        "userIdentity": {"type": "IAMUser", "principalId": format!("AIDA{actor}"), "userName": actor},
    });
    event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    event.to_string()
}

fn arn(kind: &str, name: &str) -> String {
    format!("arn:aws:sagemaker:eu-west-1:111122223333:{kind}/{name}")
}

fn follow(records: &[String], name: &str) -> (Snapshot, Thread) {
    let snapshot = snapshot(&[records.to_vec()]);
    let name = ResourceName::new(name).unwrap();
    let mut cache = TextCache::default();
    let thread = follow_resource(&snapshot, &name, &mut cache, &Cancel::new(), &mut |_| {});
    (snapshot, thread.unwrap())
}

/// One line a link: event, part, strength, path, what is below.
#[track_caller]
fn check(records: &[String], name: &str, expected: &[&str]) {
    let (snapshot, thread) = follow(records, name);
    let line = |link: &Link| {
        let event = snapshot.text(link.row, Field::EventName);
        let (part, strength) = (link.part.text(), link.strength.text());
        let service = if link.is_service_event { " *" } else { "" };
        let child = link.child.as_ref().map_or(String::new(), |child| format!(" > {child}"));
        format!("{event} {part}, {strength}: {}{service}{child}", link.path)
    };
    assert_eq!(thread.links.iter().map(line).collect::<Vec<_>>(), expected);
}

/// A service event about a training job; `more` are further details.
fn of_job(n: u32, name: &str, job: &str, more: &Value) -> String {
    let mut details = json!({"trainingJobName": job, "trainingJobArn": arn("training-job", job)});
    details.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let event = json!({"eventType": "AwsServiceEvent", "serviceEventDetails": details,
        "userIdentity": {"accountId": "111122223333", "invokedBy": "sagemaker.amazonaws.com"}});
    record(n, (name, "x"), &event)
}

fn tuning() -> Vec<String> {
    let request = json!({"requestParameters": {"hyperParameterTuningJobName": "churn"},
        "responseElements": {"hyperParameterTuningJobArn": arn("hyper-parameter-tuning-job", "churn")}});
    let watch = json!({"requestParameters": {"hyperParameterTuningJobName": "churn"}});
    let named = json!({"hyperParameterTuningJobName": "churn"});
    vec![
        record(1, ("CreateHyperParameterTuningJob", "mika"), &request),
        of_job(2, "CreateTrainingJob", "churn-001-0a1b2c3d", &named),
        of_job(3, "CreateTrainingJob", "churn-002-4c7a3059", &json!({})),
        record(4, ("DescribeHyperParameterTuningJob", "mika"), &watch),
        of_job(5, "StopTrainingJob", "churn-001-0a1b2c3d", &json!({})),
        of_job(6, "SomethingNew", "churn-002-4c7a3059", &json!({})),
        of_job(7, "CreateTrainingJob", "churner-001-0a1b2c3d", &json!({})),
    ]
}

#[test]
fn a_tuning_job_has_its_training_jobs_below_and_its_maker() {
    check(
        &tuning(),
        "churn",
        &[
            "CreateHyperParameterTuningJob made, ARN: responseElements.hyperParameterTuningJobArn",
            "CreateTrainingJob made, name only: serviceEventDetails.hyperParameterTuningJobName * > churn-001-0a1b2c3d",
            "CreateTrainingJob made, name pattern: serviceEventDetails.trainingJobArn * > churn-002-4c7a3059",
            "DescribeHyperParameterTuningJob read, name only: requestParameters.hyperParameterTuningJobName",
            "StopTrainingJob changed, name pattern: serviceEventDetails.trainingJobArn * > churn-001-0a1b2c3d",
            "SomethingNew read, name pattern: serviceEventDetails.trainingJobArn * > churn-002-4c7a3059",
        ],
    );
    let (_, thread) = follow(&tuning(), "churn");
    assert_eq!(thread.children.len(), 2);
    assert_eq!((thread.children[0].strength, thread.children[0].n_events), (Strength::Name, 2));
    assert_eq!(thread.arns, [arn("hyper-parameter-tuning-job", "churn")]);
    assert_eq!(thread.makers().count(), 1);
}

#[test]
fn a_training_job_leads_to_its_tuning_job() {
    let (_, thread) = follow(&tuning(), &arn("training-job", "churn-001-0a1b2c3d"));
    assert_eq!(thread.parent.as_deref(), Some("churn"));
    assert_eq!(thread.count(Part::Made), 1);
    assert!(thread.links.iter().all(|link| link.strength == Strength::Arn && link.child.is_none()));
    assert_eq!(thread.links.len(), 2);
}

#[test]
fn one_name_of_several_resources_is_told_and_an_arn_means_one() {
    let made = |n, event: &str, member: &str, kind: &str| {
        let (mut request, mut response) = (json!({}), json!({}));
        request[format!("{member}Name")] = json!("v7");
        response[format!("{member}Arn")] = json!(arn(kind, "v7"));
        record(
            n,
            (event, "nadia"),
            &json!({"requestParameters": request, "responseElements": response}),
        )
    };
    let records = [
        made(1, "CreateModel", "model", "model"),
        made(2, "CreateEndpoint", "endpoint", "endpoint"),
    ];
    assert_eq!(follow(&records, "v7").1.arns, [arn("endpoint", "v7"), arn("model", "v7")]);
    check(
        &records,
        &arn("endpoint", "V7"),
        &[
            "CreateModel changed, in a text: requestParameters.modelName",
            "CreateEndpoint made, ARN: responseElements.endpointArn",
        ],
    );
}

#[test]
fn what_is_made_from_a_resource_is_below_it_and_what_it_did_is_apart() {
    let key = json!({"requestParameters": {"userName": "bob"},
        "responseElements": {"accessKey": {"userName": "bob", "accessKeyId": "AKIAEXAMPLE000000001"}}});
    let user = json!({"requestParameters": {"userName": "bob"}, "responseElements":
        {"user": {"userName": "bob", "arn": "arn:aws:iam::111122223333:user/bob"}}});
    let policy = json!({"requestParameters": {"policyDocument": "{\"Principal\":\"user/bob\"}"}});
    let gone = json!({"requestParameters": {"userName": "bob"}});
    let refused = json!({"requestParameters": {"userName": "bob"}, "errorCode": "AccessDenied"});
    let records = [
        record(1, ("CreateUser", "ann"), &refused),
        record(2, ("CreateUser", "ann"), &user),
        record(3, ("CreateAccessKey", "ann"), &key),
        record(4, ("ListBuckets", "bob"), &json!({})),
        record(5, ("PutBucketPolicy", "ann"), &policy),
        record(6, ("DeleteUser", "ann"), &gone),
        record(7, ("GetUser", "bobby"), &json!({})),
    ];
    check(
        &records,
        "bob",
        &[
            "CreateUser changed, name only: requestParameters.userName",
            "CreateUser made, ARN: responseElements.user.arn",
            "CreateAccessKey made, name only: requestParameters.userName > AKIAEXAMPLE000000001",
            "ListBuckets acted, name only: userIdentity.userName",
            "PutBucketPolicy changed, in a text: requestParameters.policyDocument",
            "DeleteUser removed, name only: requestParameters.userName",
        ],
    );
    check(
        &records,
        "AKIAEXAMPLE000000001",
        &["CreateAccessKey made, unique id: responseElements.accessKey.accessKeyId"],
    );
}

#[test]
fn the_order_of_records_does_not_show() {
    let mut records = tuning();
    let (_, thread) = follow(&records, "churn");
    records.reverse();
    assert_eq!(follow(&records, "churn").1, thread);
}

#[test]
fn a_thread_grows_and_never_shrinks() {
    let snapshot = snapshot(&[tuning(), tuning()]);
    let name = ResourceName::new("churn").unwrap();
    let (mut cache, cancel) = (TextCache::default(), Cancel::new());
    let mut sizes = Vec::new();
    let mut grown = |growing: &mut GrowingThread<'_, '_>| {
        sizes.push(growing.thread(&cancel).unwrap().links.len());
    };
    let thread = follow_resource(&snapshot, &name, &mut cache, &cancel, &mut grown).unwrap();
    assert!(
        sizes.is_sorted() && sizes.last().is_some_and(|&n| n <= thread.links.len()),
        "{sizes:?}"
    );
    cancel.cancel();
    let cancelled = follow_resource(&snapshot, &name, &mut cache, &cancel, &mut |_| {});
    assert_eq!(cancelled, None);
}

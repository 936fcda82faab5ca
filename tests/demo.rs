//! The committed demo case is what its generator makes, and it says what the README claims.
#![allow(clippy::unwrap_used, reason = "a test that cannot read its data has failed")]

#[path = "demo/mod.rs"]
mod demo;

use std::collections::{BTreeMap, BTreeSet};

use demo::bucket::{Bucket, FILES, at, bless, inflate, sizes, text, visit};
use demo::cast::{
    ARTIFACT_PUBLISHER, BACKUP_SYNC, BUILD_AGENT, BUILD_HALL, CARD_EXPORTS, COLLECTOR_BOX,
    MONITORING_READER, PAYMENTS, PAYMENTS_DEPLOY, SHOP, STRANGER,
};
use demo::clock::Moment;
use demo::layout::{LAG, N_TWICE};
use demo::sagemaker::{N_TRAINING_JOBS, STOPPED, TUNING_JOB};
use demo::sha256::sha256;
use demo::story::{
    CHAINED, FIRST_OBJECT, FIRST_USE, KEY_DISABLED, KEY_REPLACED, LAST_CALL, LOGGING_STARTED,
    LOGGING_STOPPED, N_OBJECTS, NEW_KEY_USED, ROLE_TAKEN, USER_MADE,
};
use serde_json::{Value, json};

const KEY: &str = "/userIdentity/accessKeyId";
const MINTED: &str = "/responseElements/credentials/accessKeyId";

#[test]
fn the_committed_files_are_what_the_generator_makes() {
    if std::env::var_os("TRAILGLASS_BLESS").is_some() {
        bless(&FILES);
    }
    assert_eq!(sizes().keys().collect::<Vec<_>>(), FILES.keys().collect::<Vec<_>>());
    for (path, content) in &*FILES {
        assert!(inflate(path) == *content, "{path} differs; TRAILGLASS_BLESS=1 makes it anew");
    }
    let n_bytes: u64 = sizes().values().sum();
    assert!(n_bytes <= 400_000, "{n_bytes} bytes");
}

#[test]
fn the_case_stays_small() {
    assert!((60..=150).contains(&FILES.len()), "{} files", FILES.len());
    let n_events = Bucket::events().records.len();
    assert!((2_000..=5_000).contains(&n_events), "{n_events} events");
}

#[test]
fn records_begin_as_real_ones_do() {
    for (path, content) in FILES.iter().filter(|(path, _)| !path.contains("CloudTrail-Digest")) {
        let n_records = content.matches(r#"{"eventVersion":"1."#).count();
        let typed = content.matches(r#","userIdentity":{"type":""#).count();
        let untyped = content.matches(r#","userIdentity":{"accountId":""#).count();
        assert_eq!(
            (n_records, content.matches(r#"},"eventTime":""#).count()),
            (typed + untyped, n_records),
            "{path}"
        );
    }
}

#[test]
fn records_lie_where_their_account_and_region_belong() {
    for (path, record) in Bucket::delivered().records {
        let (account, region) = (text(&record, "recipientAccountId"), text(&record, "awsRegion"));
        let folder = format!("AWSLogs/{account}/CloudTrail/{region}/2025/03/1");
        assert!(path.starts_with(&folder), "{path}");
        assert!(path.contains(&format!("/{account}_CloudTrail_{region}_202503")), "{path}");
    }
}

#[test]
fn events_are_delivered_after_three_to_ten_minutes_or_a_second_time() {
    let mut seen = BTreeSet::new();
    let mut n_copies = 0;
    for (path, record) in Bucket::delivered().records {
        let stamp = path.rsplit('_').nth(1).unwrap();
        let delivered = Moment::at(&format!(
            "2025-03-{}T{}:{}:00Z",
            &stamp[6..8],
            &stamp[9..11],
            &stamp[11..13]
        ));
        let event = Moment::at(text(&record, "eventTime"));
        if seen.insert(text(&record, "eventID").to_owned()) {
            assert!(event + LAG.0 <= delivered && delivered <= event + LAG.1, "{path}");
        } else {
            n_copies += 1;
        }
    }
    assert_eq!(n_copies, N_TWICE);
}

#[test]
fn most_files_are_not_in_the_order_of_time() {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, record) in Bucket::delivered().records {
        files.entry(path).or_default().push(text(&record, "eventTime").to_owned());
    }
    let n_unsorted = files.values().filter(|times| !times.is_sorted()).count();
    assert!(n_unsorted * 2 > files.len(), "{n_unsorted} of {}", files.len());
}

#[test]
fn digests_give_the_hashes_of_what_they_name() {
    let hash = |path: &Value| json!(sha256(FILES[path.as_str().unwrap()].as_bytes()));
    let digests = FILES.iter().filter(|(path, _)| path.contains("CloudTrail-Digest"));
    let mut n_chains = 0;
    for (path, content) in digests {
        let digest: Value = serde_json::from_str(content).unwrap();
        assert_eq!(digest["digestS3Object"], *path);
        for log in digest["logFiles"].as_array().unwrap() {
            assert_eq!(log["hashValue"], hash(&log["s3Object"]));
        }
        match &digest["previousDigestS3Object"] {
            Value::Null => n_chains += 1,
            previous => assert_eq!(digest["previousDigestHashValue"], hash(previous)),
        }
    }
    assert_eq!(n_chains, 3, "one of the shop, and two of payments, where logging was interrupted");
}

#[test]
fn the_hash_is_sha256() {
    let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(sha256(b"abc"), known);
}

#[test]
fn addresses_are_for_documentation_or_name_a_service() {
    const DOCUMENTATION: [&str; 3] = ["192.0.2.", "198.51.100.", "203.0.113."];
    for record in Bucket::events().all() {
        let address = text(record, "sourceIPAddress");
        let is_invented = DOCUMENTATION.iter().any(|net| address.starts_with(net));
        assert!(is_invented || address.ends_with(".amazonaws.com"), "{address}");
    }
}

#[test]
fn accounts_are_the_two() {
    let is_known = |account: &str| ["", "anonymous", "aws", SHOP, PAYMENTS].contains(&account);
    for record in Bucket::events().all() {
        visit(record, "", &mut |name, value| {
            let Some(text) = value.as_str() else { return };
            let of_arn = text.starts_with("arn:aws:").then(|| text.split(':').nth(4).unwrap());
            let named = name.to_lowercase().ends_with("accountid").then_some(text);
            for account in of_arn.into_iter().chain(named) {
                assert!(is_known(account), "{name}: {text}");
            }
        });
    }
}

#[test]
fn keys_look_invented() {
    for record in Bucket::events().all() {
        visit(record, "", &mut |name, value| {
            let key = value.as_str().unwrap_or_default();
            let is_key = name == "accessKeyId" && !key.is_empty();
            assert!(!is_key || (key.len() == 20 && key.ends_with("EXAMPLE")), "{key}");
            assert!(name != "sessionToken" || key == "***", "{key}");
        });
    }
}

#[test]
fn every_kind_of_identity_is_present() {
    let events = Bucket::events();
    let kinds: BTreeSet<_> = events.all().map(|record| at(record, "/userIdentity/type")).collect();
    let expected = "AWSAccount AWSService AssumedRole FederatedUser IAMUser IdentityCenterUser Root \
                    SAMLUser WebIdentityUser";
    assert!(expected.split(' ').all(|kind| kinds.contains(kind)), "{kinds:?}");
    let forwarded = |kind: &str| {
        let mut events = events.with("/userIdentity/type", kind);
        events.retain(|record| !at(record, "/userIdentity/invokedBy").is_empty());
        events.iter().filter(|record| at(record, KEY).starts_with("ASIA")).count()
    };
    assert!(forwarded("IAMUser") > 0 && forwarded("AssumedRole") > 0);
}

#[test]
fn people_sign_in() {
    let events = Bucket::events();
    let logins = events.with("/eventName", "ConsoleLogin");
    let outcome = |outcome: &str| {
        let is = |record: &&&Value| at(record, "/responseElements/ConsoleLogin") == outcome;
        logins.iter().filter(is).count()
    };
    assert_eq!((outcome("Success"), outcome("Failure")), (6, 1));
    assert_eq!(events.with("/eventName", "CheckMfa").len(), 2);
    assert!(events.with("/userIdentity/type", "Root").iter().all(|record| {
        record.get("errorCode").is_none() && record["sourceIPAddress"] == "198.51.100.17"
    }));
}

#[test]
fn a_tuning_job_runs_itself() {
    let events = Bucket::events();
    let of_sagemaker = |name| {
        let mut events = events.with("/eventName", name);
        events.retain(|record| record["eventType"] == "AwsServiceEvent");
        events
    };
    let started = of_sagemaker("CreateTrainingJob");
    assert_eq!(started.len(), N_TRAINING_JOBS);
    assert_eq!(of_sagemaker("StopTrainingJob").len(), STOPPED.len());
    for record in started {
        let job = at(record, "/serviceEventDetails/trainingJobName");
        let number = job.strip_prefix(TUNING_JOB).unwrap();
        assert_eq!(
            (number.len(), number.matches('-').count()),
            ("-001-0123abcd".len(), 2),
            "{job}"
        );
        assert_eq!(
            record["userIdentity"],
            json!({"accountId": SHOP, "invokedBy": "sagemaker.amazonaws.com"})
        );
    }
    for name in ["CreateModel", "CreateEndpointConfig", "CreateEndpoint"] {
        let makers = events.with("/eventName", name);
        let makers: Vec<_> = makers.iter().map(|record| at(record, "/userIdentity/type")).collect();
        assert_eq!(makers, ["IAMUser", "FederatedUser"]);
    }
    let tuned = events.with("/eventName", "CreateHyperParameterTuningJob");
    assert_eq!(
        at(tuned[0], "/userIdentity/arn"),
        format!("arn:aws:sts::{SHOP}:federated-user/mika")
    );
}

#[test]
fn the_readme_counts_right() {
    let events = Bucket::events();
    let n_logs = FILES.keys().filter(|path| !path.contains("CloudTrail-Digest")).count();
    assert_eq!((events.records.len(), n_logs), (2_529, 89));

    let mut probe = events.with("/sourceIPAddress", STRANGER);
    probe.retain(|record| text(record, "eventTime") < "2025-03-11T23:00:00Z");
    let regions: BTreeSet<_> = probe.iter().map(|record| text(record, "awsRegion")).collect();
    let n_refused = probe.iter().filter(|record| record.get("errorCode").is_some()).count();
    assert_eq!((probe.len(), n_refused, regions.len()), (43, 37, 4));

    let reader = MONITORING_READER.arn();
    let crossings = events.with("/requestParameters/roleArn", &reader);
    let n_seen_from =
        |account| crossings.iter().filter(|record| record["recipientAccountId"] == account).count();
    assert_eq!((n_seen_from(SHOP), n_seen_from(PAYMENTS)), (14, 13));
}

#[test]
fn the_leaked_key_is_used_by_two() {
    let events = Bucket::events();
    let leaked = BUILD_AGENT.key();
    let by_key = events.with(KEY, &leaked);
    let from =
        |address: &str| by_key.iter().filter(|record| record["sourceIPAddress"] == address).count();
    assert_eq!((from(STRANGER), from(BUILD_HALL), by_key.len()), (46, 116, 162));
    let first = by_key.iter().filter(|record| record["sourceIPAddress"] == STRANGER);
    let first = first.min_by_key(|record| text(record, "eventTime")).unwrap();
    assert_eq!(
        (text(first, "eventName"), text(first, "eventTime")),
        ("GetCallerIdentity", FIRST_USE)
    );
}

#[test]
fn the_intruder_is_refused_forty_five_times() {
    let events = Bucket::events();
    let mut refused: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for record in events.with("/sourceIPAddress", STRANGER) {
        const CODES: [&str; 3] =
            ["AccessDenied", "AccessDeniedException", "Client.UnauthorizedOperation"];
        if let Some(code) = CODES.iter().position(|code| *code == at(record, "/errorCode")) {
            refused.entry(at(record, "/userIdentity/arn")).or_default()[code] += 1;
        }
    }
    let publisher = ARTIFACT_PUBLISHER.session_arn("botocore-session-1741734571");
    let deployer = PAYMENTS_DEPLOY.session_arn("release-sync");
    let expected =
        [(BUILD_AGENT.arn(), [14, 16, 9]), (publisher, [2, 2, 0]), (deployer, [0, 2, 0])];
    assert_eq!(refused, expected.iter().map(|(arn, counts)| (arn.as_str(), *counts)).collect());
}

#[test]
fn the_intruder_leaves_a_hundred_and_forty_seven_records() {
    let events = Bucket::events();
    let n_from = |address| events.with("/sourceIPAddress", address).len();
    assert_eq!((n_from(STRANGER), n_from(COLLECTOR_BOX)), (69, 78));
}

#[test]
fn each_minted_key_leads_to_its_use() {
    let events = Bucket::events();
    let taken = events.the("AssumeRole", ROLE_TAKEN);
    assert_eq!(at(taken, KEY), BUILD_AGENT.key());
    let as_publisher = events.with(KEY, at(taken, MINTED));
    assert_eq!(as_publisher.len(), 10);
    assert!(as_publisher.iter().all(|record| is_session_since(record, ROLE_TAKEN)));

    let crossing = events.with("/eventTime", CHAINED);
    let [home, away] = crossing[..] else { panic!("one record for each account") };
    assert_eq!(home["sharedEventID"], away["sharedEventID"]);
    assert_eq!(
        (text(home, "recipientAccountId"), text(away, "recipientAccountId")),
        (SHOP, PAYMENTS)
    );
    assert_eq!(at(home, KEY), at(taken, MINTED));
    assert_eq!(at(away, "/userIdentity/type"), "AWSAccount");
    assert_eq!(at(home, MINTED), at(away, MINTED));
    let as_deployer = events.with(KEY, at(home, MINTED));
    assert_eq!(as_deployer.len(), 12);
    assert!(as_deployer.iter().all(|record| is_session_since(record, CHAINED)));

    let made = events.the("CreateUser", USER_MADE);
    let mint = events.the("CreateAccessKey", "2025-03-11T23:44:17Z");
    assert_eq!((at(made, KEY), at(mint, KEY)), (at(home, MINTED), at(home, MINTED)));
    let new_key = at(mint, "/responseElements/accessKey/accessKeyId");
    let used = events.with(KEY, new_key);
    assert_eq!(used.len(), 78);
    let principal = at(made, "/responseElements/user/userId");
    assert!(used.iter().all(|record| at(record, "/userIdentity/principalId") == principal));
    let times = used.iter().map(|record| text(record, "eventTime"));
    assert_eq!((times.clone().min().unwrap(), times.max().unwrap()), (NEW_KEY_USED, LAST_CALL));
}

fn is_session_since(record: &Value, time: &str) -> bool {
    at(record, "/userIdentity/sessionContext/attributes/creationDate") == time
}

#[test]
fn the_card_exports_leave_while_the_trail_is_off() {
    let events = Bucket::events();
    assert_eq!(at(events.the("StopLogging", LOGGING_STOPPED), KEY), BACKUP_SYNC.key());
    let mut taken = events.with("/requestParameters/bucketName", CARD_EXPORTS);
    taken.retain(|record| record["eventName"] == "GetObject");
    assert_eq!(taken.len(), N_OBJECTS);
    assert!(taken.iter().all(|record| record["sourceIPAddress"] == COLLECTOR_BOX));
    let sent =
        |record: &&Value| record["additionalEventData"]["bytesTransferredOut"].as_u64().unwrap();
    assert_eq!(taken.iter().map(sent).sum::<u64>(), 351_779_933);
    let times = taken.iter().map(|record| text(record, "eventTime"));
    assert_eq!(
        (times.clone().min().unwrap(), times.max().unwrap()),
        (FIRST_OBJECT, "2025-03-12T00:58:03Z")
    );
    assert_eq!(at(events.the("DeleteAccessKey", LAST_CALL), KEY), BACKUP_SYNC.key());
}

#[test]
fn a_stopped_trail_is_silent_but_the_other_account_is_not() {
    let events = Bucket::events();
    let during = events.all().filter(|record| {
        (LOGGING_STOPPED..LOGGING_STARTED).contains(&text(record, "eventTime"))
            && record["eventName"] != "StopLogging"
    });
    let of_payments = during.clone().filter(|record| record["recipientAccountId"] == PAYMENTS);
    assert!(of_payments.clone().all(|record| record["eventCategory"] == "Data"));
    assert_eq!(of_payments.count(), N_OBJECTS + 2);
    let mut crossing =
        during.filter(|record| at(record, "/requestParameters/roleArn").contains(PAYMENTS));
    assert!(crossing.next().is_some(), "the shop's record of a call whose other half is missing");
}

#[test]
fn the_leaked_key_is_disabled_and_replaced() {
    let events = Bucket::events();
    let disabled = events.the("UpdateAccessKey", KEY_DISABLED);
    assert_eq!(at(disabled, "/requestParameters/accessKeyId"), BUILD_AGENT.key());
    let replaced = events.the("CreateAccessKey", KEY_REPLACED);
    let new_key = at(replaced, "/responseElements/accessKey/accessKeyId");
    assert!(
        events.with(KEY, new_key).iter().all(|record| text(record, "eventTime") > KEY_REPLACED)
    );
    assert_eq!(events.with(KEY, new_key).len(), 6);
    let leaked = BUILD_AGENT.key();
    assert!(
        events.with(KEY, &leaked).iter().all(|record| text(record, "eventTime") < KEY_DISABLED)
    );
}

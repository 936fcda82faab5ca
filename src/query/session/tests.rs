use super::*;
use crate::query::lineage::tests::case::{Case, role_session, service, user, user_session};
use crate::query::tests::snapshot;

/// Each session as kind, label, keys and events.
fn check(case: &Case, expected: &[&str]) {
    let snapshot = snapshot(&[case.texts()]);
    let sessions = Sessions::new(&snapshot);
    let told = |(id, session): (SessionId, &Session)| {
        let keys = sessions.keys(&snapshot, id).join("+");
        let label = sessions.label(&snapshot, id);
        format!("{} {label} [{keys}] {}", session.kind.text(), session.n_events)
    };
    assert_eq!(sessions.iter().map(told).collect::<Vec<_>>(), expected);
}

#[test]
fn a_console_session_is_one_whatever_its_keys() {
    let mut case = Case::new();
    let keys = case.sign_in("ann");
    for (key, after) in keys.iter().zip([1, 2]) {
        case.wait(after);
        case.call(key, "s3", "ListBuckets");
    }
    case.wait(100);
    let later = case.sign_in("ann");
    case.wait(1);
    case.call(&later[0], "s3", "ListBuckets");
    check(
        &case,
        &[
            "password ann [] 2",
            "console session ann [ASIA0000000000000002+ASIA0000000000000003] 2",
            "console session ann [ASIA0000000000000007] 1",
        ],
    );
}

#[test]
fn a_console_session_is_known_by_its_records_when_its_sign_in_is_missing() {
    let mut case = Case::new();
    let console = user_session("ann", "ASIACONSOLE000000001", &case.now());
    let other = user_session("bob", "ASIANOCONSOLE0000002", &case.now());
    case.wait(1);
    case.call(&console, "s3", "ListBuckets");
    case.call(&console, "s3", "ListBuckets")["sessionCredentialFromConsole"] = "true".into();
    case.call(&other, "s3", "ListBuckets");
    check(
        &case,
        &[
            "console session ann [ASIACONSOLE000000001] 2",
            "user session bob [ASIANOCONSOLE0000002] 1",
        ],
    );
}

#[test]
fn a_record_without_creation_date_belongs_to_the_session_of_its_key() {
    let mut case = Case::new();
    let whole = role_session("111122223333", "web", "s", "ASIAONE0000000000001", &case.now());
    let mut short = whole.clone();
    short.identity.as_object_mut().unwrap().remove("sessionContext");
    let mut unknown = short.clone();
    unknown.identity["accessKeyId"] = "ASIATWO0000000000002".into();
    for caller in [&short, &whole, &unknown] {
        case.wait(1);
        case.call(caller, "s3", "ListBuckets");
    }
    check(
        &case,
        &[
            "role session web/s [ASIAONE0000000000001] 2",
            "role session web/s [ASIATWO0000000000002] 1",
        ],
    );
}

#[test]
fn a_long_term_key_with_a_session_context_is_still_one() {
    let mut case = Case::new();
    let plain = case.callers[0].clone();
    let odd = user_session("ann", "AKIALEAKEDKEY0000001", &case.now());
    for caller in [&plain, &odd] {
        case.call(caller, "s3", "ListBuckets");
    }
    check(&case, &["long-term key ann [AKIALEAKEDKEY0000001] 2"]);
}

#[test]
fn services_and_what_they_do_for_others_are_told_apart() {
    let mut case = Case::new();
    case.call(&service("ec2.amazonaws.com"), "kms", "Decrypt");
    case.wait(1);
    case.forward("ann");
    case.wait(1);
    let mut account = user("bob", "");
    account.identity = serde_json::json!({"type": "AWSAccount", "principalId": "",
                                          "accountId": "anonymous"});
    case.call(&account, "s3", "GetObject");
    check(
        &case,
        &[
            "AWS service ec2.amazonaws.com [] 1",
            "calls by services ann [ASIA0000000000000002] 1",
            "anonymous anonymous [] 1",
        ],
    );
}

#[test]
fn a_tally_counts_what_the_filter_leaves() {
    let mut case = Case::new();
    let ann = case.callers[0].clone();
    case.call(&ann, "s3", "ListBuckets")["errorCode"] = "AccessDenied".into();
    case.call(&ann, "iam", "CreateUser")["sourceIPAddress"] = "198.51.100.7".into();
    case.call(&ann, "s3", "GetObject")["sourceIPAddress"] = "ec2.amazonaws.com".into();
    let snapshot = snapshot(&[case.texts()]);
    let sessions = Sessions::new(&snapshot);
    let count = |filter: &str| {
        let filter = crate::query::parse(filter).unwrap();
        let cancel = crate::query::Cancel::new();
        let matched = crate::query::matching(&snapshot, &filter, &cancel).unwrap();
        let tally = tally(&snapshot, &sessions, &matched, &cancel).unwrap()[0];
        (tally.events, tally.errors, tally.writes, tally.source_ips)
    };
    assert_eq!(count(""), (3, 1, 1, 2));
    assert_eq!(count("service:s3"), (2, 1, 0, 1));
    assert_eq!(count("name:nothing"), (0, 0, 0, 0));
}

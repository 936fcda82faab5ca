use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::query::lineage::tests::case::{Caller, Case, role_session, user, user_session};
use crate::query::session::Sessions;
use crate::query::tests::{real_case, snapshot};
use crate::query::{
    Bitset, Cancel, Expr, FacetOrder, complete_values, facets, group, group_filter, matching, parse,
};
use crate::store::Baseline;
use crate::time::{TimeRange, Timestamp, Zone};

/// The flags of each event, by event id.
fn told(snapshot: &Snapshot) -> BTreeMap<String, Vec<String>> {
    flags(snapshot);
    let rows = (0..snapshot.len()).map(RowId::from_index);
    rows.map(|row| {
        let reasons = reasons(snapshot, row, Zone::Utc);
        let told = reasons.iter().map(|r| format!("{}: {}", r.flag.spec().name, r.text)).collect();
        (snapshot.event_id(row).into_owned(), told)
    })
    .collect()
}

/// The flags that begin with each event, by event id.
fn begun(snapshot: &Snapshot) -> BTreeMap<String, u16> {
    flags(snapshot);
    let rows = (0..snapshot.len()).map(RowId::from_index);
    rows.map(|row| (snapshot.event_id(row).into_owned(), FlagSet::begins(snapshot, row).0))
        .collect()
}

/// The names of the flags of each event, in order of time.
#[track_caller]
fn check(case: &Case, baseline: Baseline, expected: &[&str]) -> Vec<Vec<Reason>> {
    let mut snapshot = snapshot(&[case.texts()]);
    snapshot.set_baseline(baseline);
    flags(&snapshot);
    let rows: Vec<RowId> = (0..snapshot.len()).map(RowId::from_index).collect();
    let texts: Vec<_> = rows.iter().map(|&row| snapshot.text(row, Field::Flag)).collect();
    assert_eq!(texts, expected);
    rows.iter().map(|&row| reasons(&snapshot, row, Zone::Utc)).collect()
}

fn call<'c>(case: &'c mut Case, caller: &Caller, address: &str) -> &'c mut Value {
    case.wait(1);
    let record = case.call(caller, "s3", "ListBuckets");
    record["sourceIPAddress"] = address.into();
    record
}

#[test]
fn the_table_is_in_the_order_of_the_flags_and_fits_the_set() {
    for (position, spec) in FLAGS.iter().enumerate() {
        assert_eq!(spec.flag as usize, position, "{}", spec.name);
        assert!(spec.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{}", spec.name);
    }
    assert!(FLAGS.len() <= 16);
}

#[test]
fn a_session_from_a_second_network_is_flagged_there_and_a_service_is_no_network() {
    let mut case = Case::new();
    let session = role_session("111122223333", "web", "s", "ASIAONE0000000000001", &case.now());
    for address in ["192.0.2.7", "192.0.2.99", "s3.amazonaws.com", "AWS Internal", "198.51.100.4"] {
        call(&mut case, &session, address);
    }
    let key = user("ann", "AKIALEAKEDKEY0000001");
    call(&mut case, &key, "192.0.2.7");
    call(&mut case, &key, "203.0.113.1");
    let reasons = check(&case, Baseline::Usual, &["", "", "", "", "two-networks", "", ""]);
    assert_eq!(
        reasons[4][0].text,
        "session s used from 192.0.2.7 (first at 2025-03-11T10:00:01Z) and 198.51.100.4 (first at \
         2025-03-11T10:00:05Z)"
    );
}

#[test]
fn a_key_of_two_programs_is_flagged_where_the_second_speaks() {
    let mut case = Case::new();
    let key = user("ann", "AKIALEAKEDKEY0000001");
    for agent in ["aws-cli/2.15.0 md/x", "aws-cli/1.2.0", "Boto3/1.34 md/y", "aws-cli/2.15.0 md/x"]
    {
        call(&mut case, &key, "192.0.2.7")["userAgent"] = agent.into();
    }
    let reasons = check(&case, Baseline::Usual, &["", "", "two-agents", ""]);
    assert_eq!(
        reasons[2][0].text,
        "key AKIALEAKEDKEY0000001 used by aws-cli (first at 2025-03-11T10:00:01Z) and Boto3 (first \
         at 2025-03-11T10:00:03Z)"
    );
}

#[test]
fn an_instance_is_where_its_agent_reports_from() {
    let mut case = Case::new();
    let mut session =
        role_session("111122223333", "web", "i-0abc", "ASIAONE0000000000001", &case.now());
    session.identity["sessionContext"]["ec2RoleDelivery"] = json!("2.0");
    call(&mut case, &session, "198.51.100.4");
    let agent = call(&mut case, &session, "192.0.2.7");
    agent["eventSource"] = "ssm.amazonaws.com".into();
    agent["eventName"] = "UpdateInstanceInformation".into();
    call(&mut case, &session, "10.0.0.1")["vpcEndpointId"] = "vpce-1".into();
    // The first address of the session is not the agent's, so both rules speak, of different events.
    let flags = ["off-instance", "two-networks", "two-networks"];
    let reasons = check(&case, Baseline::Usual, &flags);
    assert_eq!(
        reasons[0][0].text,
        "credentials of i-0abc used from 198.51.100.4, not from 192.0.2.7, where its SSM agent \
         reported at 2025-03-11T10:00:02Z"
    );
}

#[test]
fn an_actor_made_in_the_data_is_flagged_by_its_unique_id() {
    let mut case = Case::new();
    let ann = case.callers[0].clone();
    case.create_user(&ann, "bob");
    case.wait(5);
    call(&mut case, &user("bob", "AKIABOB0000000000001"), "192.0.2.7");
    let mut namesake = user("bob", "AKIABOB0000000000002");
    namesake.identity["principalId"] = "AIDAELSE".into();
    call(&mut case, &namesake, "192.0.2.7");
    let reasons = check(&case, Baseline::Usual, &["", "born-here", ""]);
    assert_eq!(
        reasons[1][0].text,
        "bob was made by ann (CreateUser at 2025-03-11T10:00:00Z), first used at \
         2025-03-11T10:00:06Z"
    );
}

/// What is told of each event must not hang on which of its records was read first.
#[track_caller]
fn check_both_ways(mut case: Case) -> Vec<String> {
    let forward = told(&snapshot(&[case.texts()]));
    case.records.reverse();
    assert_eq!(forward, told(&snapshot(&[case.texts()])));
    forward.into_values().flatten().collect()
}

#[test]
fn of_two_births_in_a_second_one_is_told_whatever_the_order() {
    let mut case = Case::new();
    let ann = case.callers[0].clone();
    case.create_user(&ann, "bob");
    case.create_user(&user("cid", "AKIACID0000000000001"), "bob");
    call(&mut case, &user("bob", "AKIABOB0000000000001"), "192.0.2.7");
    let told = check_both_ways(case);
    assert_eq!(
        told,
        ["born-here: bob was made by ann (CreateUser at 2025-03-11T10:00:00Z), first used at \
          2025-03-11T10:00:01Z"]
    );
}

#[test]
fn a_flag_begins_once_with_each_thing_that_it_says() {
    let mut case = Case::new();
    let ann = case.callers[0].clone();
    case.create_user(&ann, "bob");
    let agents = ["aws-cli/2.1", "Boto3/1.3", "aws-cli/2.1", "Boto3/1.3", "Terraform/1.5"];
    for agent in agents {
        case.wait(1);
        call(&mut case, &user("bob", "AKIABOB0000000000001"), "192.0.2.7")["userAgent"] =
            agent.into();
    }
    let snapshot = snapshot(&[case.texts()]);
    flags(&snapshot);
    let names = |set: FlagSet| -> Vec<&str> { set.iter().map(|flag| flag.spec().name).collect() };
    let rows = (1..snapshot.len()).map(RowId::from_index);
    let found: Vec<_> = rows
        .map(|row| {
            let (set, begins) = (FlagSet::of_row(&snapshot, row), FlagSet::begins(&snapshot, row));
            (names(set), names(begins))
        })
        .collect();
    let (born, two) = ("born-here", "two-agents");
    assert_eq!(
        found,
        [
            (vec![born], vec![born]),
            (vec![two, born], vec![two]),
            (vec![born], vec![]),
            (vec![two, born], vec![]),
            (vec![two, born], vec![two]),
        ]
    );
}

#[test]
fn reasons_tell_times_in_the_zone_that_is_asked_for() {
    let mut case = Case::new();
    let ann = case.callers[0].clone();
    case.create_user(&ann, "bob");
    case.wait(5);
    call(&mut case, &user("bob", "AKIABOB0000000000001"), "192.0.2.7");
    let mut snapshot = snapshot(&[case.texts()]);
    snapshot.set_baseline(Baseline::AllBut(2));
    flags(&snapshot);
    let zone = Zone::parse("+05:30").unwrap();
    let texts: Vec<String> =
        reasons(&snapshot, RowId(1), zone).into_iter().map(|reason| reason.text).collect();
    assert_eq!(
        texts,
        [
            "bob was made by ann (CreateUser at 2025-03-11T15:30:00+05:30), first used at \
             2025-03-11T15:30:06+05:30",
            "bob has no event in the baseline ..2025-03-11T15:30:04+05:30"
        ]
    );
}

#[test]
fn a_call_to_ssm_is_no_report_of_the_agent() {
    let mut case = Case::new();
    let mut session =
        role_session("111122223333", "web", "i-0abc", "ASIAONE0000000000001", &case.now());
    session.identity["sessionContext"]["ec2RoleDelivery"] = json!("2.0");
    case.wait(1);
    for (service, name) in [("ssm", "GetParameter"), ("s3", "ListBuckets")] {
        case.call(&session, service, name)["sourceIPAddress"] = "192.0.2.7".into();
    }
    call(&mut case, &session, "198.51.100.4");
    let told = check_both_ways(case);
    assert!(
        told.contains(
            &"off-instance: credentials of i-0abc used from 198.51.100.4, not from 192.0.2.7, \
              where it was used first at 2025-03-11T10:00:01Z"
                .to_owned()
        ),
        "{told:#?}"
    );
}

#[test]
fn all_failed_calls_are_those_of_the_actor_or_of_one_session() {
    let mut case = Case::new();
    let web = |session: &str, key: &str| {
        role_session("111122223333", "web", session, key, "2025-03-11T10:00:00Z")
    };
    for _ in 0..3 {
        call(&mut case, &web("a", "ASIAA000000000000001"), "192.0.2.7")["errorCode"] =
            "AccessDenied".into();
    }
    call(&mut case, &web("b", "ASIAB000000000000001"), "192.0.2.7");
    for _ in 0..3 {
        call(&mut case, &user("bob", "AKIABOB0000000000001"), "192.0.2.7")["errorCode"] =
            "x".into();
    }
    for _ in 0..2 {
        call(&mut case, &user("cid", "AKIACID0000000000001"), "192.0.2.7")["errorCode"] =
            "x".into();
    }
    let failed = "all-failed";
    let expected = [failed, failed, failed, "", failed, failed, failed, "", ""];
    let reasons = check(&case, Baseline::Usual, &expected);
    let texts = [&reasons[0][0].text, &reasons[4][0].text];
    assert_eq!(
        texts,
        [
            "all 3 calls of session a failed, 2025-03-11T10:00:01Z to 2025-03-11T10:00:03Z",
            "all 3 calls of bob failed, 2025-03-11T10:00:05Z to 2025-03-11T10:00:07Z"
        ]
    );
}

#[test]
fn what_the_baseline_does_not_have_is_new_once() {
    let mut case = Case::new();
    let (ann, bob) = (user("ann", "AKIAANN0000000000001"), user("bob", "AKIABOB0000000000001"));
    call(&mut case, &ann, "192.0.2.7")["awsRegion"] = "us-east-1".into();
    case.wait(100);
    call(&mut case, &ann, "192.0.2.7")["awsRegion"] = "us-east-1".into();
    call(&mut case, &ann, "192.0.2.8")["awsRegion"] = "eu-west-1".into();
    call(&mut case, &ann, "192.0.2.8")["awsRegion"] = "eu-west-1".into();
    call(&mut case, &ann, "s3.amazonaws.com")["eventName"] = "PutObject".into();
    call(&mut case, &bob, "192.0.2.9");
    call(&mut case, &bob, "192.0.2.10");
    let expected = ["", "", "new-address,new-region", "", "new-api", "new-actor", ""];
    let reasons = check(&case, Baseline::AllBut(60), &expected);
    assert_eq!(
        reasons[2][0].text,
        "ann never came from 192.0.2.8 in 1 events of the baseline ..2025-03-11T10:00:47Z, first \
         time here"
    );
    assert_eq!(reasons[5][0].text, "bob has no event in the baseline ..2025-03-11T10:00:47Z");
    check(&case, Baseline::Usual, &[""; 7]);
}

#[test]
fn an_event_alone_tells_root_the_console_and_another_account() {
    let mut case = Case::new();
    let root = Caller::of(
        json!({"type": "Root", "accountId": "111122223333", "principalId": "111122223333"}),
    );
    call(&mut case, &root, "192.0.2.7");
    call(&mut case, &root, "192.0.2.7")["eventType"] = "AwsServiceEvent".into();
    let mut forwarded = root.clone();
    forwarded.identity["invokedBy"] = "x.amazonaws.com".into();
    call(&mut case, &forwarded, "x.amazonaws.com");
    let mut console = user_session("ann", "ASIAANN0000000000001", &case.now());
    for (mfa, is_read) in [("false", false), ("false", true), ("true", false)] {
        console.identity["sessionContext"]["attributes"]["mfaAuthenticated"] = mfa.into();
        let record = call(&mut case, &console, "192.0.2.7");
        record["sessionCredentialFromConsole"] = "true".into();
        record["readOnly"] = is_read.into();
    }
    call(&mut case, &user("ann", "AKIAANN0000000000001"), "192.0.2.7")["recipientAccountId"] =
        "444455556666".into();
    let expected = ["root", "", "", "no-mfa-write", "", "", "cross-account"];
    let reasons = check(&case, Baseline::Usual, &expected);
    assert_eq!(reasons[0][0].text, "root of 111122223333 made this call");
    assert_eq!(
        reasons[6][0].text,
        "the caller is of account 111122223333, the event of 444455556666"
    );
}

/// Four events: without a flag, root, root of another account, cross-account.
fn sets() -> Snapshot {
    let mut case = Case::new();
    let root = Caller::of(json!({"type": "Root", "accountId": "111122223333"}));
    let ann = user("ann", "AKIAANN0000000000001");
    for (caller, account) in [(&ann, 1), (&root, 1), (&root, 2), (&ann, 2)] {
        call(&mut case, caller, "192.0.2.7")["recipientAccountId"] =
            ["", "111122223333", "444455556666"][account].into();
    }
    snapshot(&[case.texts()])
}

#[test]
fn a_filter_of_flags_looks_at_the_members_of_the_set() {
    let case = sets();
    let check = |filter: &str, expected: &[u32]| {
        let found = matching(&case, &parse(filter).unwrap(), &Cancel::new()).unwrap();
        assert_eq!(found.iter().map(|row| row.0).collect::<Vec<_>>(), expected, "{filter}");
    };
    check("flag:root", &[1, 2]);
    check("flag:*", &[1, 2, 3]);
    check("!flag:root", &[0, 3]);
    check("!flag:*", &[0]);
    check("flag:(root,cross-account)", &[1, 2, 3]);
    check("flag:cross*", &[2, 3]);
    check("flag:root flag:cross-account", &[2]);
    check("flag:two-networks", &[]);
}

#[test]
fn an_event_counts_for_each_of_its_flags_and_is_grouped_by_their_set() {
    let case = sets();
    let all = Bitset::full(case.len());
    let counted = facets(&case, &all, &[Field::Flag], &Cancel::new()).unwrap().remove(0);
    let top: Vec<(&str, u32)> = counted
        .top(&case, 9, FacetOrder::Name)
        .into_iter()
        .map(|(code, count)| (case.view(Field::Flag).unwrap().values.text(code), count))
        .collect();
    assert_eq!(top, [("cross-account", 2), ("root", 2)]);
    assert_eq!((counted.absent(), counted.n_distinct, counted.n_events), (1, 2, 4));
    let offered = complete_values(&case, &Expr::all(), Field::Flag, "ro", &Cancel::new()).unwrap();
    assert_eq!(offered, [("root".to_owned(), 2), ("cross-account".to_owned(), 2)]);
    let groups = group(&case, &all, &[Field::Flag], 1, &Cancel::new()).unwrap();
    assert_eq!(groups.len(), 4);
    for group in groups {
        let filter = group_filter(&case, &[Field::Flag], &group.codes);
        let found = matching(&case, &filter, &Cancel::new()).unwrap();
        assert_eq!(found.count(), group.events as usize, "{filter}");
        assert_eq!(parse(&filter.to_string()), Ok(filter));
    }
    // A cell's value means all of its flags.
    let filter = Expr::value_term(&case, Field::Flag, RowId(2));
    assert_eq!(filter.to_string(), "flag:\"root\" flag:\"cross-account\"");
}

#[test]
fn a_real_instance_role_off_its_instance_is_found_with_both_addresses() {
    let Some(case) = real_case::invictus() else { return };
    let found = told(&case);
    let off: Vec<&String> = found
        .values()
        .flatten()
        .filter(|text| text.starts_with("off-instance") || text.starts_with("two-networks"))
        .filter(|text| text.contains("i-0dbc91f429e48eeed"))
        .collect();
    let [off, session] = [
        "off-instance: credentials of i-0dbc91f429e48eeed used from 192.168.10.20, not from \
         3.225.16.109, where its SSM agent reported at 2023-07-10T11:57:16Z",
        "two-networks: session i-0dbc91f429e48eeed used from 3.225.16.109 (first at \
         2023-07-10T11:57:16Z) and 192.168.10.20 (first at 2023-07-10T11:57:22Z)",
    ]
    .map(|text| (off.iter().filter(|told| **told == text).count(), off.len()));
    assert_eq!([off, session], [(2, 4); 2]);
    // Of 1,086 events with a flag those that say something first.
    let begins = case.marks().unwrap().all_begins();
    let n_begins = begins.iter().filter(|(_, set)| FlagSet(*set).is_conspicuous()).count();
    assert_eq!(n_begins, 12);
}

/// A random case: addresses, programs, outcomes, regions and times of its own.
fn random_case() -> impl Strategy<Value = Vec<Value>> {
    let steps = prop::collection::vec((0..16u8, any::<u8>(), 0..3u8), 1..40);
    let changes = prop::collection::vec((0..5usize, 0..3usize, 0..3u8, 0..3usize), 40);
    (steps, changes).prop_map(|(steps, changes)| {
        let mut records = Case::of_steps(&steps).records;
        for (record, (address, agent, failed, region)) in
            records.iter_mut().zip(changes.iter().cycle())
        {
            let own = record["sourceIPAddress"].clone();
            let addresses =
                ["192.0.2.7", "192.0.2.8", "198.51.100.1", "s3.amazonaws.com", "2001:db8::1"];
            if !own.as_str().is_some_and(|text| text.ends_with(".amazonaws.com")) {
                record["sourceIPAddress"] = addresses[*address].into();
            }
            record["userAgent"] = ["aws-cli/2.1", "Boto3/1.3", "s3.amazonaws.com"][*agent].into();
            record["awsRegion"] = ["us-east-1", "eu-west-1", "sa-east-1"][*region].into();
            if *failed > 0 {
                record["errorCode"] = "AccessDenied".into();
            }
        }
        records
    })
}

fn texts(records: &[Value]) -> Vec<String> {
    records.iter().map(ToString::to_string).collect()
}

fn with_flag(snapshot: &Snapshot, flag: Flag) -> BTreeSet<u32> {
    let rows = (0..snapshot.len()).map(RowId::from_index);
    rows.filter(|&row| FlagSet::of_row(snapshot, row).contains(flag)).map(|row| row.0).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_order_of_files_and_records_changes_nothing(
        records in random_case(), seed in prop::collection::vec((any::<u32>(), 0..3usize), 64),
    ) {
        let mut snapshot_a = snapshot(&[texts(&records)]);
        let mut order: Vec<usize> = (0..records.len()).collect();
        order.sort_by_key(|&at| seed[at % 64].0.rotate_left(u32::try_from(at % 32).unwrap()));
        let mut files = vec![Vec::new(); 3];
        for at in order {
            files[seed[at % 64].1].push(records[at].to_string());
        }
        let mut snapshot_b = snapshot(&files);
        for snapshot in [&mut snapshot_a, &mut snapshot_b] {
            snapshot.set_baseline(Baseline::AllBut(20));
        }
        prop_assert_eq!(told(&snapshot_a), told(&snapshot_b));
        prop_assert_eq!(begun(&snapshot_a), begun(&snapshot_b));
    }

    #[test]
    fn rules_agree_with_plain_ones(records in random_case()) {
        let mut snapshot = snapshot(&[texts(&records)]);
        let until = Timestamp::from_seconds(1_741_687_200 + 15);
        let range = TimeRange { from: None, until };
        snapshot.set_baseline(Baseline::Range(range));
        flags(&snapshot);
        let sessions = Sessions::new(&snapshot);
        let rows: Vec<RowId> = (0..snapshot.len()).map(RowId::from_index).collect();
        let people = People::new(&snapshot);
        let is_person = |row: RowId| people.is_person(identity_of(&snapshot, row));
        let text = |row, field| snapshot.text(row, field);
        let is_failed = |row| text(row, Field::Result) != "ok";

        let all_failed = |like: &dyn Fn(RowId) -> bool| {
            let of = rows.iter().filter(|row| like(**row));
            of.clone().count() >= 3 && of.clone().all(|row| is_failed(*row))
        };
        let expected = rows.iter().filter(|&&row| {
            let actor = |view: RowId| snapshot.view(Field::Actor).unwrap().code(view);
            let session = sessions.of_row(&snapshot, row);
            is_person(row)
                && (all_failed(&|other| actor(other) == actor(row) && actor(row) != ABSENT)
                    || all_failed(&|other| sessions.of_row(&snapshot, other) == session))
        });
        let expected: BTreeSet<u32> = expected.map(|row| row.0).collect();
        prop_assert_eq!(with_flag(&snapshot, Flag::AllFailed), expected);

        let own = |row: RowId, is_one: &dyn Fn(RowId) -> bool, field: Field| {
            let of = rows.iter().filter(|other| is_one(**other) && !text(**other, Field::Network).is_empty()
                && text(**other, Field::InvokedBy).is_empty());
            let first = of.map(|&other| (snapshot.time(other), text(other, field))).min();
            !text(row, Field::Network).is_empty()
                && text(row, Field::InvokedBy).is_empty()
                && first.is_some_and(|(_, first)| first != text(row, field))
        };
        let expected = rows.iter().filter(|&&row| {
            let key = text(row, Field::AccessKey);
            !key.is_empty() && is_person(row)
                && own(row, &|other| text(other, Field::AccessKey) == key && is_person(other), Field::AgentFamily)
        });
        let expected: BTreeSet<u32> = expected.map(|row| row.0).collect();
        prop_assert_eq!(with_flag(&snapshot, Flag::TwoAgents), expected);

        let actor = |row: RowId| snapshot.view(Field::Actor).unwrap().code(row);
        let is_usual = |row: RowId| snapshot.time(row).unwrap() < until.unwrap();
        let expected = rows.iter().filter(|&&row| {
            let mut same = rows.iter().filter(|other| actor(**other) == actor(row) && is_person(**other)
                && text(**other, Field::Region) == text(row, Field::Region));
            let is_known = rows.iter().any(|&other| is_usual(other) && actor(other) == actor(row));
            is_person(row) && actor(row) != ABSENT && is_known && !is_usual(row)
                && same.all(|&other| snapshot.time(other) >= snapshot.time(row))
        });
        let expected: BTreeSet<u32> = expected.map(|row| row.0).collect();
        prop_assert_eq!(with_flag(&snapshot, Flag::NewRegion), expected);
    }
}

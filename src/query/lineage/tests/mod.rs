//! Each rule on a case that has little else, laws on invented cases, and a real case.

pub(crate) mod case;

use proptest::prelude::*;

use super::super::session::{SessionId, Sessions, tally};
use super::*;
use crate::query::tests::snapshot;
use crate::query::{Bitset, Cancel};
use crate::store::Field;
use case::{Case, user, user_session};

/// A snapshot with its sessions and links.
struct Told {
    snapshot: Snapshot,
    sessions: Sessions,
    lineage: Lineage,
}

impl Told {
    fn new(files: &[Vec<String>]) -> Self {
        let snapshot = snapshot(files);
        let sessions = Sessions::new(&snapshot);
        let lineage = Lineage::new(&snapshot, &sessions);
        Self { snapshot, sessions, lineage }
    }

    fn of(case: &Case) -> Self {
        Self::new(&[case.texts()])
    }

    fn name(&self, id: SessionId) -> String {
        let kind = self.sessions.get(id).kind.text();
        format!("{kind} {}", self.sessions.label(&self.snapshot, id))
    }

    fn line(&self, line: &Line) -> String {
        let call = |link: &Link| self.lineage.call(&self.snapshot, &self.sessions, link);
        let text = match line.kind {
            LineKind::Session(id, None) => {
                let began = self.lineage.began(&self.snapshot, &self.sessions, id);
                format!("{}: {began}", self.name(id))
            }
            LineKind::Session(id, Some(from)) => format!("{}: {}", self.name(id), call(&from)),
            LineKind::Perhaps(id, from) => format!("? {}: {}", self.name(id), call(&from)),
            LineKind::Made(grant) => format!("made {}", self.thing(grant)),
            LineKind::Unused(grant, n) => format!("{n} unused {}", self.thing(grant)),
            LineKind::Forwarded { n_sessions, n_events, .. } => {
                format!("{n_sessions} forwarded, {n_events} events")
            }
            LineKind::Deeper(n) => format!("{n} deeper"),
        };
        format!("{}{text}", "  ".repeat(line.depth as usize))
    }

    fn thing(&self, id: GrantId) -> String {
        self.lineage.grant(id).thing(&self.snapshot)
    }

    fn lines(&self, wanted: Option<&Wanted>) -> Vec<String> {
        let lines = forest(&self.snapshot, &self.sessions, &self.lineage, wanted);
        lines.iter().map(|line| self.line(line)).collect()
    }

    fn of_text(&self, text: &str) -> Vec<String> {
        self.lines(Some(&find(&self.snapshot, &self.sessions, &self.lineage, text)))
    }
}

fn check(case: &Case, expected: &[&str]) {
    assert_eq!(Told::of(case).lines(None), expected);
}

const ANN: &str = "long-term key ann: issued outside the data";

#[test]
fn a_chain_of_roles_across_accounts_is_one_tree() {
    let mut case = Case::new();
    let ann = case.callers[0].clone();
    let role = case.assume(&ann, "web", "s", false);
    case.wait(60);
    case.call(&role, "s3", "ListBuckets");
    let admin = case.assume(&role, "admin", "t", true);
    case.wait(60);
    case.create_user(&admin, "bob");
    let bob = case.create_key(&admin, "bob");
    case.wait(60);
    case.call(&bob, "s3", "GetObject");
    check(
        &case,
        &[
            ANN,
            "  role session web/s: AssumeRole by ann, key id",
            "    other account acct 111122223333: for web/s, principal and time only",
            "    role session admin/t: AssumeRole by web/s, key id",
            "      made user bob",
            "      long-term key bob: CreateAccessKey by admin/t, key id",
        ],
    );
}

#[test]
fn what_is_issued_and_not_used_is_shown_and_counted() {
    let mut case = Case::new();
    let ann = case.callers[0].clone();
    case.create_user(&ann, "bob");
    case.create_key(&ann, "bob");
    for _ in 0..3 {
        case.wait(5);
        case.assume(&ann, "web", "s", false);
    }
    check(
        &case,
        &[
            ANN,
            "  1 unused user bob",
            "  1 unused key AKIA0000000000000002 of bob",
            "  3 unused session web/s",
        ],
    );
}

#[test]
fn a_sign_in_begins_one_session_whatever_its_keys() {
    let mut case = Case::new();
    let ann = case.callers[0].clone();
    case.set_password(&ann, "bob");
    case.wait(60);
    for console in case.sign_in("bob") {
        case.wait(1);
        case.call(&console, "s3", "ListBuckets");
    }
    check(
        &case,
        &[
            ANN,
            "  password bob: CreateLoginProfile by ann, name only",
            "    console session bob: ConsoleLogin by bob, session id and time",
        ],
    );
    let told = Told::of(&case);
    let (id, console) = told.sessions.iter().find(|(_, session)| session.keys.len() == 2).unwrap();
    assert_eq!((console.n_events, told.lineage.sign_in_mfa(&told.snapshot, id)), (2, "Yes"));
}

#[test]
fn a_password_set_after_the_first_sign_in_began_nothing() {
    let mut case = Case::new();
    let ann = case.callers[0].clone();
    let console = case.sign_in("bob");
    case.call(&console[0], "s3", "ListBuckets");
    case.wait(60);
    case.set_password(&ann, "bob");
    check(
        &case,
        &[
            "password bob: issued outside the data",
            "  console session bob: ConsoleLogin by bob, session id and time",
            ANN,
            "  1 unused password of bob",
        ],
    );
}

#[test]
fn an_instance_hangs_from_who_started_it() {
    let mut case = Case::new();
    let ann = case.callers[0].clone();
    let instance = case.launch(&ann, "web");
    case.wait(60);
    case.call(&instance, "s3", "GetObject");
    let told = Told::of(&case);
    let lines = told.lines(None);
    assert!(lines[1].starts_with("  instance role web/i-0"), "{lines:?}");
    assert!(lines[1].ends_with("RunInstances by ann, instance id"), "{lines:?}");
    let (id, _) = told.sessions.iter().last().unwrap();
    let rules: Vec<Rule> = told.lineage.links(id).iter().map(|link| link.rule).collect();
    assert_eq!(rules, [Rule::Instance, Rule::Key]);
}

#[test]
fn two_candidates_are_both_shown_and_none_is_chosen() {
    let mut case = Case::new();
    let second = user("ann", "AKIASECONDKEY0000002");
    let first = case.callers[0].clone();
    for caller in [&first, &second] {
        case.call(caller, "s3", "ListBuckets");
    }
    case.forward("ann");
    for caller in [&first, &second] {
        case.call(caller, "s3", "ListBuckets");
    }
    let told = Told::of(&case);
    let (id, _) = told.sessions.iter().find(|(_, s)| s.kind == SessionKind::Forwarded).unwrap();
    let origin = told.lineage.origin(&told.sessions, id);
    assert!(matches!(origin, Origin::Ambiguous(links) if links.len() == 2), "{origin:?}");
    assert_eq!(told.lineage.parent(id), None);
    assert_eq!(
        told.lineage.began(&told.snapshot, &told.sessions, id),
        "one of 2: ann, ann, principal and time only"
    );
}

#[test]
fn one_key_from_two_issuers_is_ambiguous() {
    let mut case = Case::new();
    let (ann, bob) = (case.callers[0].clone(), user("bob", "AKIABOBSKEY000000002"));
    let minted = user_session("cid", "ASIATHESAMEKEY000001", &case.now());
    case.token(&ann, "GetSessionToken", &minted);
    case.token(&bob, "GetSessionToken", &minted);
    case.wait(5);
    case.call(&minted, "s3", "GetObject");
    check(
        &case,
        &[
            ANN,
            "  ? user session cid: GetSessionToken by ann, key id",
            "long-term key bob: issued outside the data",
            "  ? user session cid: GetSessionToken by bob, key id",
            "user session cid: one of 2: ann, bob, key id",
        ],
    );
}

#[test]
fn a_key_is_not_believed_against_the_principal_nor_as_a_word_for_all() {
    let mut case = Case::new();
    let ann = case.callers[0].clone();
    let mut role = case.assume(&ann, "web", "s", false);
    role.identity["principalId"] = "AROAOTHER:s".into();
    case.wait(30);
    case.call(&role, "s3", "GetObject");
    for name in ["bob", "cid"] {
        let redacted = user_session(name, "AWS_ACCESS_KEY_ID_REDACTED", &case.now());
        case.wait(90);
        case.token(&ann, "GetSessionToken", &redacted);
        case.call(&redacted, "s3", "GetObject");
    }
    let told = Told::of(&case);
    assert!(told.lineage.links.iter().all(|link| link.rule != Rule::Key), "{:?}", told.lines(None));
}

#[test]
fn a_switched_role_comes_from_the_arn_it_was_switched_from() {
    let mut case = Case::new();
    let console = case.sign_in("ann");
    case.wait(30);
    case.call(&console[0], "s3", "ListBuckets");
    case.wait(30);
    let switched = case.switch(&console[0], "admin");
    case.wait(30);
    case.call(&switched, "s3", "ListBuckets");
    check(
        &case,
        &[
            "password ann: issued outside the data",
            "  console session ann: ConsoleLogin by ann, session id and time",
            "    role session admin/ann: SwitchRole by ann, ARN and time only",
        ],
    );
}

#[test]
fn sessions_that_issued_each_other_are_cut_at_the_first() {
    let mut case = Case::new();
    let a = user("ann", "AKIAFIRSTOFARING0001");
    let b = user("bob", "AKIASECONDOFARING002");
    for (by, made) in [(&a, &b), (&b, &a)] {
        let key = made.identity["accessKeyId"].clone();
        case.call(by, "iam", "CreateAccessKey")["responseElements"] =
            serde_json::json!({"accessKey": {"accessKeyId": key}});
    }
    check(
        &case,
        &[
            "long-term key ann: a ring with bob",
            "  long-term key bob: CreateAccessKey by ann, key id",
            "    ? long-term key ann: CreateAccessKey by bob, key id",
        ],
    );
}

#[test]
fn a_tree_can_be_asked_for_by_key_event_name_and_arn() {
    let mut case = Case::new();
    let ann = case.callers[0].clone();
    let web = case.assume(&ann, "web", "s", false);
    let event = case.records[0]["eventID"].as_str().unwrap().to_owned();
    case.wait(9);
    case.call(&web, "s3", "GetObject");
    let other = case.assume(&ann, "admin", "t", false);
    case.wait(9);
    case.call(&other, "s3", "GetObject");
    case.create_key(&ann, "bob");
    let told = Told::of(&case);
    let way = [ANN, "  role session web/s: AssumeRole by ann, key id"];
    let key = web.identity["accessKeyId"].as_str().unwrap();
    let arn = web.identity["arn"].as_str().unwrap();
    for text in [event.as_str(), key, arn, "web", "web/s", "s", "AROAWEB:s"] {
        assert_eq!(told.of_text(text), way, "{text}");
    }
    assert_eq!(told.of_text("bob").len(), 2);
    assert_eq!(told.of_text("ann").len(), 4);
    assert!(told.of_text("nobody").is_empty() && told.of_text("").is_empty());
}

#[test]
fn a_very_long_chain_is_drawn_as_far_as_it_goes() {
    let mut case = Case::new();
    let mut caller = case.callers[0].clone();
    for step in 0..500 {
        caller = case.assume(&caller, "web", &format!("s{step}"), false);
        case.wait(1);
    }
    case.call(&caller, "s3", "GetObject");
    let told = Told::of(&case);
    let lines = told.lines(None);
    assert_eq!(lines.len(), tree::DEEPEST as usize + 2);
    assert!(lines.last().unwrap().ends_with("436 deeper"), "{:?}", lines.last());
}

/// All that is said of a case, without rows and numbers: they depend on the order of files.
fn everything(told: &Told) -> Vec<String> {
    let Told { snapshot, sessions, lineage } = told;
    let all = Bitset::full(snapshot.len());
    let tallies = tally(snapshot, sessions, &all, &Cancel::new()).unwrap();
    let mut lines: Vec<String> = Vec::new();
    for (id, session) in sessions.iter() {
        let tally = tallies[id.index()];
        let mut events: Vec<String> = (0..snapshot.len())
            .map(crate::store::RowId::from_index)
            .filter(|&row| sessions.of_row(snapshot, row) == id)
            .map(|row| snapshot.event_id(row).into_owned())
            .collect();
        events.sort();
        assert_eq!(events.len(), session.n_events as usize);
        let from: Vec<String> = lineage
            .links(id)
            .iter()
            .map(|link| {
                let event =
                    link.grant.map(|g| snapshot.event_id(lineage.grant(g).row).into_owned());
                format!("{:?} {:?} {event:?}", link.parent, link.rule)
            })
            .collect();
        lines.push(format!(
            "{} {:?} {:?} {} {} {} {:?} {events:?} {from:?}",
            told.name(id),
            sessions.keys(snapshot, id),
            session.start,
            tally.errors,
            tally.source_ips,
            tally.user_agents,
            lineage.parent(id).map(|link| link.parent),
        ));
    }
    lines.extend(told.lines(None));
    lines
}

fn steps() -> impl Strategy<Value = Vec<(u8, u8, u8)>> {
    prop::collection::vec((0..16u8, 0..12u8, 0..4u8), 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_order_of_files_and_records_changes_nothing(
        (steps, seed) in (steps(), prop::collection::vec((any::<u32>(), 0..4usize), 120)),
    ) {
        let texts = Case::of_steps(&steps).texts();
        let mut files = vec![Vec::new(); 4];
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.sort_by_key(|&at| seed[at % seed.len()].0.rotate_left(u32::try_from(at).unwrap() % 32));
        for at in order {
            files[seed[at % seed.len()].1].push(texts[at].clone());
        }
        prop_assert_eq!(everything(&Told::new(&[texts])), everything(&Told::new(&files)));
    }

    #[test]
    fn the_filter_of_a_session_finds_its_events(steps in steps()) {
        let told = Told::of(&Case::of_steps(&steps));
        for (id, session) in told.sessions.iter() {
            let filter = told.sessions.filter(&told.snapshot, id);
            let read = crate::query::parse(&filter.to_string()).unwrap();
            for filter in [filter, read] {
                let matched =
                    crate::query::matching(&told.snapshot, &filter, &Cancel::new()).unwrap();
                let is_own = |row: crate::store::RowId| told.sessions.of_row(&told.snapshot, row) == id;
                prop_assert!(matched.iter().all(is_own), "{}", filter);
                prop_assert_eq!(matched.count(), session.n_events as usize, "{}", filter);
            }
        }
    }

    #[test]
    fn each_session_is_drawn_once_or_stands_alone(steps in steps()) {
        let told = Told::of(&Case::of_steps(&steps));
        let lines = forest(&told.snapshot, &told.sessions, &told.lineage, None);
        let mut drawn = vec![0; told.sessions.len()];
        let mut n_forwarded = 0;
        for line in &lines {
            match line.kind {
                LineKind::Session(id, _) => drawn[id.index()] += 1,
                LineKind::Forwarded { n_sessions, .. } => n_forwarded += n_sessions,
                _ => {}
            }
        }
        for (id, session) in told.sessions.iter() {
            let is_alone = told.lineage.links(id).is_empty()
                && told.lineage.children(id).next().is_none()
                && told.lineage.grants_by(id).next().is_none();
            let is_among_forwarded =
                session.kind == SessionKind::Forwarded && drawn[id.index()] == 0;
            if is_among_forwarded && !is_alone {
                n_forwarded -= 1;
            } else {
                prop_assert_eq!(drawn[id.index()], u32::from(!is_alone), "{}", told.name(id));
            }
        }
        prop_assert_eq!(n_forwarded, 0);
    }
}

#[test]
fn a_real_case_has_its_known_sessions() {
    let Some(snapshot) = crate::query::tests::real_case::invictus() else { return };
    let sessions = Sessions::new(&snapshot);
    let lineage = Lineage::new(&snapshot, &sessions);
    let told = Told { snapshot, sessions, lineage };
    let started = |time: &str| {
        let is_it = |(_, s): &(SessionId, &crate::query::session::Session)| {
            s.start.is_some_and(|start| start.to_string() == time)
        };
        told.sessions.iter().filter(is_it).collect::<Vec<_>>()
    };
    let [(console, session)] = started("2023-07-10T12:27:45Z")[..] else { panic!("one session") };
    assert_eq!((session.kind, session.keys.len()), (SessionKind::Console, 21));
    assert_eq!(session.n_events, 217);
    assert_eq!(told.lineage.sign_in_mfa(&told.snapshot, console), "Yes");
    let sign_in = told.lineage.parent(console).unwrap();
    assert_eq!(sign_in.rule, Rule::SignIn);
    let instance = told
        .sessions
        .iter()
        .map(|(id, _)| id)
        .find(|&id| told.sessions.text(&told.snapshot, id, Field::Session) == "i-0dbc91f429e48eeed")
        .unwrap();
    let all = Bitset::full(told.snapshot.len());
    let rows = crate::query::session::RowsBySession::new(&told.snapshot, &told.sessions, &all);
    assert_eq!(
        rows.values(&told.snapshot, instance, Field::SourceIp),
        [("3.225.16.109", 13), ("192.168.10.20", 2)]
    );
    let calls: Vec<String> = told
        .lineage
        .links(instance)
        .iter()
        .map(|link| told.lineage.call(&told.snapshot, &told.sessions, link))
        .collect();
    assert_eq!(
        calls,
        [
            "RunInstances by bert-jan, instance id",
            "CreateRole by bert-jan, role id",
            "AssumeRole by ec2.amazonaws.com, key id",
            "AssumeRole by ec2.amazonaws.com, key id",
        ]
    );
}

//! All about a resource: its tree, how sure it is, and the ways on.

use std::sync::Arc;

use serde_json::json;
use trailglass::query::Searched;
use trailglass::store::Field;
use trailglass::tui::effect::{Effect, Job, Lane};
use trailglass::tui::message::Message;

use super::case::{self, event, iam_user};
use super::session::{LARGE, Session};

const TUNING_JOB: &str = "churn-xgb-250311";

/// The demo case with the thread of its tuning job.
fn tuning(size: (u16, u16)) -> Session {
    let mut session = Session::demo(size);
    session.keys("/name:CreateHyperParameterTuningJob<enter>llllllgR");
    session
}

fn n_lines(session: &mut Session, text: &str) -> usize {
    session.lines().iter().filter(|line| line.contains(text)).count()
}

#[test]
fn a_tuning_job_is_one_tree_with_the_request_that_caused_it() {
    let mut session = tuning((200, 90));
    assert!(
        session.lines()[2]
            .contains(&format!("{TUNING_JOB}  16 events  made by research-portal (mika) 2025-")),
        "{}",
        session.screen()
    );
    assert!(session.shows("made: CreateHyperParameterTuningJob") && session.shows("ARN: "));
    // Eight training jobs, three of them stopped.
    assert_eq!(n_lines(&mut session, "made: CreateTrainingJob ◇ service event"), 8);
    assert_eq!(n_lines(&mut session, "changed: StopTrainingJob ◇ service event"), 3);
    assert_eq!(n_lines(&mut session, "read: DescribeHyperParameterTuningJob"), 4);
    assert!(session.shows("API calls about it (5)") && session.shows("with its name (8)"));
    let folded = n_lines(session.keys("o"), "CreateTrainingJob ◇");
    assert_eq!(folded, 0);
}

#[test]
fn a_training_job_leads_to_its_tuning_job_and_back() {
    let mut session = tuning((200, 90));
    let at_child = |session: &mut Session| {
        session.lines().iter().any(|l| l.starts_with('▶') && l.contains("▾ churn-xgb-250311-001-"))
    };
    for _ in 0..9 {
        if !at_child(&mut session) {
            session.keys("j");
        }
    }
    assert!(at_child(&mut session));
    session.keys("<enter>");
    assert!(session.lines()[2].contains("churn-xgb-250311-001-"));
    assert!(session.shows("▴ churn-xgb-250311") && session.shows("tuning job, by name pattern"));
    session.keys("gg<enter>");
    assert!(session.lines()[2].contains("made by research-portal (mika)"));
    session.keys("qq");
    assert!(session.lines()[2].contains(&format!("{TUNING_JOB}  16 events")));
    assert!(!session.keys("q").shows("THREAD"));
}

#[test]
fn an_event_opens_among_all_that_name_the_resource() {
    let mut session = tuning(LARGE);
    session.keys("j<enter>");
    assert_eq!(session.selected(Field::EventName), "CreateHyperParameterTuningJob");
    assert_eq!(session.chips(), [format!("any:'{TUNING_JOB}")]);
    assert_eq!(session.rows().len(), 16);
    session.keys("u");
    assert_eq!(session.chips(), ["name:CreateHyperParameterTuningJob"]);
}

#[test]
fn an_event_of_the_tree_is_a_lever() {
    let mut session = tuning(LARGE);
    session.keys("jyf");
    assert_eq!(session.copied().1, "name:\"CreateHyperParameterTuningJob\"");
    session.keys("llyf");
    assert!(session.copied().1.starts_with("actor:"), "{:?}", session.copied());
}

#[test]
fn doubts_are_said() {
    let named = json!({"requestParameters": {"bucketName": "lonely"}});
    let events = [event(542, "s3", "PutIt", &iam_user("carol"), &named)];
    let mut session = Session::of(&case::of(&events), LARGE);
    session.keys("llllllgR");
    assert!(session.shows("who made it is outside the data"), "{}", session.screen());
    assert!(session.shows("no ARN and no unique id here"));
}

#[test]
fn the_thread_is_of_all_events_and_grows_with_them() {
    let mut session = Session::empty(LARGE);
    let progress = case::demo();
    session.load(&progress[..progress.len() - 1]);
    session.keys("/name:CreateHyperParameterTuningJob<enter>llllllgR/nosuchthing<enter>");
    session.load(&progress[progress.len() - 1..]);
    assert!(session.shows("16 events"), "{}", session.screen());
}

/// The demo case, asked about a role while jobs wait.
fn waiting() -> Session {
    let mut session = Session::demo(LARGE);
    session.holds_jobs = true;
    session.keys("/name:CreateUser<enter>");
    session.do_jobs();
    session.jobs.clear();
    session.keys("llllllgR");
    session
}

#[test]
fn a_search_for_a_resource_can_be_stopped_and_begun_again() {
    let mut session = waiting();
    let position = session.jobs.iter().position(|job| matches!(job, Job::Resource { .. }));
    let Some(Job::Resource { snapshot, name }) = session.jobs.remove(position.unwrap()) else {
        unreachable!("it is one")
    };
    session.jobs.clear();
    let part = |percent| Message::Followed {
        snapshot: Arc::clone(&snapshot),
        name: name.clone(),
        thread: Box::default(),
        searched: Some(Searched { n_bytes: percent, of: 100 }),
    };
    session.tell(part(40));
    assert!(session.shows("searching 40 %"));
    session.effects.clear();
    session.keys("<ctrl-c>");
    assert!(
        matches!(session.effects[..], [Effect::Cancel(Lane::Resource)]),
        "{:?}",
        session.effects
    );
    assert!(session.shows("stopped: the search at 40 %; what was found stays"));
    // A part that was on its way changes nothing.
    session.tell(part(60));
    assert!(session.keys("j").shows("search stopped at 40 %"));
    assert!(session.jobs.iter().all(|job| !matches!(job, Job::Resource { .. })));
    session.keys("<ctrl-c>");
    assert!(session.shows("nothing under way"));
    session.keys("qgR");
    assert!(session.jobs.iter().any(|job| matches!(job, Job::Resource { .. })));
    session.do_jobs();
    let screen = session.screen();
    assert!(session.shows("API calls about it") && !session.shows("stopped"), "{screen}");
}

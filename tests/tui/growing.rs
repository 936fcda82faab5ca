//! A search of all JSON, shown as it grows.

use std::sync::Arc;

use trailglass::query::{Answer, Cancel, Highlighter, Searched, run};
use trailglass::store::TextCache;
use trailglass::tui::effect::{Effect, Job, Lane};
use trailglass::tui::message::Message;

use super::session::{LARGE, Session};

fn held() -> Session {
    let mut session = Session::demo(LARGE);
    session.holds_jobs = true;
    session
}

/// Takes the newest question, and gives its answer as far as the first `n_rows`.
fn part(session: &mut Session, n_rows: usize, percent: u64) -> Message {
    let is_question = |job: &&Job| matches!(job, Job::Ask { .. });
    let Some(Job::Ask { generation, snapshot, question }) = session.jobs.iter().rfind(is_question)
    else {
        panic!("nothing was asked")
    };
    let whole = run(snapshot, &question.query, &Cancel::new()).unwrap();
    let mut answer = Answer { rows: whole.rows.into_iter().take(n_rows).collect(), ..whole };
    for row in answer.matched.clone().iter().filter(|row| !answer.rows.contains(row)) {
        answer.matched.remove(row);
    }
    Message::Answered {
        generation: *generation,
        snapshot: Arc::clone(snapshot),
        answer: Box::new(answer),
        hits: None,
        highlighter: Box::new(Highlighter::new(&question.query.filter)),
        constants: Vec::new(),
        searched: Some(Searched { n_bytes: percent, of: 100 }),
    }
}

fn tell_part(session: &mut Session, n_rows: usize, percent: u64) {
    let message = part(session, n_rows, percent);
    session.tell(message);
}

#[test]
fn what_was_found_so_far_shows_and_grows() {
    let mut session = held();
    session.keys("/*bucket");
    tell_part(&mut session, 0, 10);
    assert!(session.shows("searching 10 %") && session.shows("nothing found yet"));
    tell_part(&mut session, 2, 38);
    assert_eq!(session.rows().len(), 2);
    assert!(session.shows("searching 38 %") && session.shows("2 of "));
    tell_part(&mut session, 5, 70);
    assert_eq!(session.rows().len(), 5);
    while session.n_questions() > 0 {
        session.answer_oldest();
    }
    assert!(session.rows().len() > 5 && !session.shows("searching"));
}

#[test]
fn a_search_that_was_stopped_keeps_what_it_found() {
    let mut session = held();
    session.keys("/*bucket<enter>");
    tell_part(&mut session, 3, 38);
    let late = part(&mut session, 9, 80);
    session.keys("<ctrl-c>");
    assert!(matches!(session.effects[..], [Effect::Cancel(Lane::Ask)]), "{:?}", session.effects);
    assert!(session.shows("search stopped at 38 %") && session.shows("stopped at 38 %"));
    session.tell(late);
    assert_eq!(session.rows().len(), 3);
    assert_eq!(session.chips(), ["*bucket"]);
    // The next question is answered as ever, and the same one can be asked again.
    session.jobs.clear();
    session.keys("u");
    session.answer_oldest();
    assert!(session.rows().len() > 3 && !session.shows("stopped at"));
    session.keys("<ctrl-r>");
    session.answer_oldest();
    assert!(session.rows().len() > 3 && session.chips() == ["*bucket"]);
}

#[test]
fn a_part_of_an_older_search_is_dropped() {
    let mut session = held();
    let n_rows = session.rows().len();
    session.keys("/*buck");
    let old = part(&mut session, 1, 50);
    session.keys("e");
    session.tell(old);
    assert_eq!(session.rows().len(), n_rows);
}

#[test]
fn enter_does_not_ask_again_what_is_asked_already() {
    let mut session = held();
    session.keys("/*bucket");
    let n_questions = session.n_questions();
    tell_part(&mut session, 3, 38);
    session.keys("<enter>");
    assert_eq!(session.n_questions(), n_questions);
    assert!(session.chips() == ["*bucket"] && session.shows("searching 38 %"));
    while session.n_questions() > 0 {
        session.answer_oldest();
    }
    assert!(session.rows().len() > 3);
    // And what is answered already is not asked either.
    session.keys("/*bucket");
    session.do_jobs();
    session.keys("<esc>");
    assert!(session.n_questions() == 1 && session.shows("*bucket"));
}

#[test]
fn groups_of_a_part_are_counted_again_when_more_is_found() {
    let mut session = held();
    session.keys("2");
    session.do_jobs();
    session.keys("/*bucket<enter>");
    for (n_rows, percent) in [(1, 10), (4, 60)] {
        tell_part(&mut session, n_rows, percent);
        let grouping = session.jobs.iter().rposition(|job| matches!(job, Job::Group { .. }));
        let job = session.jobs.remove(grouping.unwrap()).unwrap();
        let message = job.perform(&Cancel::new(), &mut TextCache::default(), &mut |_| {});
        session.tell(message.unwrap());
        let lines = session.lines().join("\n");
        assert!(lines.contains("100"), "{lines}");
    }
}

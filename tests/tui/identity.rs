//! The three questions: root or IAM user, temporary credentials, made by an AWS service.

use super::case;
use super::session::{LARGE, Session};

/// The answers in the detail of the only event that passes the filter, at three widths.
fn check(filter: &str, principal: &str, temporary: &str, service: &str) {
    for size in [LARGE, (120, 36), (80, 24)] {
        let mut session = Session::of(case::all_kinds(), size);
        session.keys(&format!("/{filter}<enter>"));
        assert_eq!(session.rows().len(), 1, "{filter}");
        let lines = session.lines();
        let is_head = |line: &&String| line.contains("? ") && !line.contains("eventVersion");
        let lines = lines.iter().filter(is_head).map(|line| match line.split_once('│') {
            Some((_, detail)) => detail.trim(),
            None => line.trim(),
        });
        let answers = lines.collect::<Vec<_>>().join("  ");
        let expected = format!(
            "root or IAM user? {principal}  temporary? {temporary}  AWS service? {service}"
        );
        assert_eq!(answers, expected, "{filter} {size:?}");
    }
}

#[test]
fn root_signs_in_by_itself() {
    check("name:ConsoleLogin", "root user", "no, root", "no");
}

#[test]
fn an_iam_user_has_a_long_term_key() {
    check("name:CreateUser", "IAM user", "no, long-term key", "no");
}

#[test]
fn a_role_session_is_temporary() {
    check("name:RunInstances", "neither", "yes, role", "no");
}

#[test]
fn a_federated_user_is_temporary_and_named_by_its_issuer() {
    check("name:CreateEndpoint", "neither; federated by portal", "yes, federated user", "no");
}

#[test]
fn a_service_calls_by_itself() {
    check("name:AssumeRole", "neither", "no, AWS service", "yes, sagemaker.amazonaws.com");
}

#[test]
fn automatic_model_tuning_is_no_api_call() {
    check(
        "name:CreateTrainingJob",
        "neither",
        "no, AWS service",
        "yes, sagemaker.amazonaws.com (service event, no API call)",
    );
}

#[test]
fn the_tuning_of_the_demo_case_is_told_from_calls() {
    let mut session = Session::demo(LARGE);
    session.keys("/madeBy:\"service event\" service:sagemaker<enter>");
    assert_eq!(session.rows().len(), 11);
    assert!(session.shows("(service event, no API call)"));
}

#[test]
fn the_focus_stays_on_the_same_path_from_event_to_event() {
    let mut session = Session::demo(LARGE);
    session.keys("fjjjjjyp");
    let path = session.copied().1.to_owned();
    session.keys("<esc>jfyp");
    assert_eq!(session.copied().1, path);
}

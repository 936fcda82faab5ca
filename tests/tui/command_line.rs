//! What is shown as a command line that shows it again.

use std::ffi::OsString;
use std::process::Command;

use clap::Parser;
use trailglass::cli::Arguments;
use trailglass::query::{Expr, parse};
use trailglass::tui::action::ViewKind;
use trailglass::tui::app::{App, Opening};
use trailglass::tui::data::history::Scene;
use trailglass::tui::data::{Data, Filters, Mode};
use trailglass::tui::theme::Theme;

use super::session::{LARGE, Session};

/// The words of a command line, as a shell takes it apart.
fn words(line: &str) -> Vec<String> {
    let script = format!("printf '%s\\0' {line}");
    let output = Command::new("bash").args(["--norc", "-c", &script]).output().unwrap();
    assert!(output.status.success(), "{line}\n{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_terminator('\0').map(str::to_owned).collect()
}

/// The explorer as a command line opens it.
fn open(line: &str) -> (App, Vec<OsString>) {
    let explorer = Arguments::try_parse_from(words(line)).unwrap().explorer;
    let data = Data::new("demo".to_owned(), Expr::all(), Vec::new());
    let inputs = explorer.input_words();
    let opening = Opening { spec: explorer.spec(), inputs: inputs.clone(), ..Opening::default() };
    let app = App::new(data, ViewKind::Events, Theme::dark()).opened(opening).unwrap();
    (app, inputs)
}

/// A scene with what is off switched off chip by chip, behind what is on.
fn off_last(scene: &Scene) -> Scene {
    let mut chips = scene.filters.chips.clone();
    for chip in &mut chips {
        chip.is_off |= scene.filters.is_off;
    }
    chips.sort_by_key(|chip| (chip.is_off, chip.mode == Mode::Highlight));
    let filters = Filters { chips, is_off: false, ..scene.filters.clone() };
    Scene { filters, ..scene.clone() }
}

fn copy(session: &mut Session) -> String {
    session.keys("yc");
    let (what, text) = session.copied();
    assert_eq!(what, "command line");
    text.to_owned()
}

#[track_caller]
fn check(keys: &str, expected: &str) {
    let mut session = Session::demo(LARGE);
    session.keys(keys);
    let line = copy(&mut session);
    assert_eq!(line, expected);
    let (app, _) = open(&line);
    assert_eq!(app.history.scene(), &off_last(session.app.history.scene()), "{keys}");
}

#[test]
fn a_copied_command_line_opens_what_was_shown() {
    check("", "trailglass");
    check(
        "/access:write service:iam !error:*<enter>",
        "trailglass -f 'access:write service:iam !error:*'",
    );
    check("/-key it's<enter>s", "trailglass -f '-key it'\\''s' --sort eventTime");
    check(
        "/name:^Create<enter>/kms<tab><enter>2",
        "trailglass -f 'name:^Create' --highlight kms --view groups",
    );
    check("/iam<enter>/kms<enter>A<space>", "trailglass -f kms --off iam");
    check("/iam<enter>0", "trailglass --off iam");
    check("/iam<tab><enter>/kms<enter>0", "trailglass --off kms --highlight-off iam");
    check("bs", "trailglass --facets usual --facet-order rare");
    check(
        "bjhc<space><enter>",
        "trailglass --facets actor,eventName,service,sourceIPAddress,awsRegion,recipientAccountId,errorCode,agentFamily",
    );
    check("b<left>", "trailglass --facets usual --facet-folds userIdentity.type");
    check("lllF", "trailglass --count eventName");
    check(
        "lHzh",
        "trailglass --columns eventTime,service,eventName,sourceIPAddress,result,target,awsRegion,recipientAccountId",
    );
    check("c<esc>B<enter>", "trailglass --view groups");
    check(
        "lzfl_>",
        "trailglass --columns eventTime,actor,/,service:22,eventName,sourceIPAddress,result,target,awsRegion,recipientAccountId",
    );
    check("crequestParameters.x[0]<space><enter>zczr", "trailglass");
    check("TzcT", "trailglass --fold no");
    check("T", "trailglass --delta yes");
}

#[test]
fn what_is_read_is_repeated_as_it_was_given() {
    let given = "trailglass --since=-7d --until=2025-03-12 --account=111122223333,444455556666 \
                 --region=eu-west-1 '--include=*.gz' --exclude=a '--exclude=b c' --memory=2G \
                 --max-file-size=1G --demo -- '-odd name' 'it'\\''s' -";
    let (mut app, inputs) = open(given);
    let key = |code| trailglass::tui::message::Message::Key(crossterm::event::KeyEvent::from(code));
    app.update(key(crossterm::event::KeyCode::Char('y')));
    let effects = app.update(key(crossterm::event::KeyCode::Char('c')));
    let [trailglass::tui::effect::Effect::Copy { text, .. }] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(text, given);
    assert_eq!(open(text).1, inputs);
}

#[test]
fn hostile_text_stays_one_word() {
    let mut session = Session::demo(LARGE);
    let text = "any:\"a\u{1b}]52;c;\u{202e}'$(reboot)\\n\"";
    let expr = parse(text).unwrap();
    let job = session.app.data.narrow(expr.clone());
    session.jobs.extend(job);
    session.do_jobs();
    let line = copy(&mut session);
    assert!(line.is_ascii() && !line.contains('\u{1b}'), "{line}");
    assert_eq!(open(&line).0.data.filters().filter(None), expr);
}

#[test]
fn neighbours_are_no_argument_and_that_is_said() {
    let mut session = Session::demo(LARGE);
    session.keys("/iam<enter>gxyc");
    assert_eq!(session.copied(), ("command line (without the neighbours)", "trailglass -f iam"));
}

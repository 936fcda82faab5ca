//! Groups: every line opens as exactly its events.

use std::collections::BTreeSet;

use trailglass::store::Field;
use trailglass::tui::message::Message;

use super::case;
use super::session::Session;

/// Every line of the tree fits.
const TALL: (u16, u16) = (200, 400);

/// The lines of the tree: name, depth and number of events.
fn tree(session: &mut Session) -> Vec<(String, usize, usize)> {
    let lines = session.lines();
    let head = lines.iter().position(|line| line.starts_with("  GROUP")).unwrap();
    lines[head + 1..].iter().map_while(|line| read(line)).collect()
}

/// The lines of the tree with every group open.
fn open_all(session: &mut Session) -> Vec<(String, usize, usize)> {
    let lines = tree(session.keys("o"));
    let others = tree(session.keys("o"));
    if others.len() > lines.len() { others } else { tree(session.keys("o")) }
}

/// `▸ name   1,234  5.6 …`; a line without numbers is none of the tree.
fn read(line: &str) -> Option<(String, usize, usize)> {
    // The bars beside the selected cell stand in the gaps between columns.
    let line = line.replace(['▐', '▌'], " ");
    let text = line.trim_start_matches(['▶', '!', ' ']);
    let indent = line.chars().count() - text.chars().count();
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_share = |word: &&str| word.contains('.') && word.parse::<f64>().is_ok();
    let share = words.iter().skip(2).position(is_share).map(|at| at + 2)?;
    let n_events = words[share - 1].replace(',', "").parse().ok()?;
    let has_sign = matches!(words[0], "▸" | "▾");
    let name = words[usize::from(has_sign)..share - 1].join(" ");
    let depth = if has_sign { indent + 2 } else { indent };
    Some((name, depth, n_events))
}

/// The name of the selected group.
pub(crate) fn selected_name(session: &mut Session) -> String {
    let line = session.lines().into_iter().find(|line| line.starts_with('▶'));
    read(&line.unwrap()).unwrap().0
}

/// Opens every line of the tree after `keys`; the list has as many events as the line says.
fn check(keys: &str) {
    let mut session = Session::demo(TALL);
    let lines = open_all(session.keys(keys));
    // A tall screen takes long to draw.
    session.resize((TALL.0, 16));
    session.keys("gg");
    assert!(lines.len() > 3, "{keys}: {lines:?}");
    for (index, (name, _, n_events)) in lines.iter().enumerate() {
        session.keys("<enter>");
        assert_eq!(session.rows().len(), *n_events, "{keys}: {name}: {:?}", session.chips());
        session.keys("uq");
        assert!(session.shows("│ GROUPS"), "{keys}");
        // The scroll bar may cost a long name a letter.
        let start: String = name.chars().take_while(|c| *c != '…').take(5).collect();
        let selected = selected_name(&mut session);
        assert!(selected.starts_with(&start), "{keys}: line {index}: {selected}, not {name}");
        session.keys("j");
    }
}

#[test]
fn every_identity_opens_as_its_events() {
    check("2");
}

#[test]
fn every_group_of_a_filtered_list_opens_as_its_events() {
    check("/region:us-east-1<enter>2");
}

#[test]
fn every_group_of_any_fields_opens_as_its_events() {
    let choose = |names: &[&str]| {
        let names = names.join("<space>");
        format!("B<space><down><space><down><space>{names}<space><enter>")
    };
    check(&choose(&["sourceIP", "service"]));
    check(&choose(&["errorcode"]));
    check(&choose(&["eventtime", "recipient"]));
    check(&choose(&["useragent"]));
}

#[test]
fn the_lines_of_a_level_add_up_to_all_events() {
    let mut session = Session::demo(TALL);
    session.keys("2o");
    let lines = tree(&mut session);
    let top = lines.iter().map(|(_, depth, _)| *depth).min().unwrap();
    let sum: usize = lines.iter().filter(|(_, depth, _)| *depth == top).map(|line| line.2).sum();
    assert_eq!(sum, session.rows().len());
}

#[test]
fn folding_hides_what_is_below_and_shows_it_again() {
    let mut session = Session::demo(TALL);
    let open = tree(session.keys("2"));
    let folded = tree(session.keys("<space>"));
    assert!(folded.len() < open.len());
    assert_eq!(tree(session.keys("<space>")), open);
    let all = tree(session.keys("o"));
    assert!(all.len() > open.len());
    let none = tree(session.keys("o"));
    assert!(none.len() < folded.len(), "{none:?}");
}

#[test]
fn groups_are_ordered_by_any_column() {
    let mut session = Session::demo(TALL);
    let by_events = tree(session.keys("2oo"));
    assert!(by_events.is_sorted_by_key(|line| std::cmp::Reverse(line.2)));
    let by_name: Vec<String> = tree(session.keys("s")).into_iter().map(|line| line.0).collect();
    assert!(by_name.is_sorted(), "{by_name:?}");
    let ascending = tree(session.keys("lss"));
    assert!(ascending.is_sorted_by_key(|line| line.2), "{ascending:?}");
}

#[test]
fn a_group_is_a_lever() {
    let mut session = Session::demo(TALL);
    let (name, _, n_events) = tree(session.keys("2")).swap_remove(0);
    let n_all = session.rows().len();
    session.keys("x");
    assert_eq!(session.rows().len(), n_all - n_events, "{name}");
    session.keys("uggi");
    assert_eq!(session.rows().len(), n_events, "{name}");
    assert_eq!(session.keys("yv").copied(), ("value", name.as_str()));
    session.keys("yf");
    assert_eq!(session.copied(), ("filter", session.chips()[0].as_str()));
}

#[test]
fn identity_types_have_names_of_their_own_also_without_a_type() {
    let mut session = Session::of(case::all_kinds(), TALL);
    let names: BTreeSet<String> =
        tree(session.keys("2oo")).into_iter().map(|line| line.0).collect();
    let expected =
        ["AWSService", "AssumedRole", "AwsServiceEvent", "FederatedUser", "IAMUser", "Root"];
    assert_eq!(names.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[test]
fn a_source_opens_as_its_events() {
    let mut session = Session::of(case::all_kinds(), TALL);
    session.keys("7");
    let line = session.lines().into_iter().find(|line| line.contains("a.json")).unwrap();
    let place = session.lines().iter().position(|other| *other == line).unwrap();
    let first = session.lines().iter().position(|line| line.starts_with('▶')).unwrap();
    session.keys(&"j".repeat(place - first)).keys("<enter>");
    assert_eq!(session.rows().len(), 9, "{:?}", session.chips());
    assert!(session.column(Field::File).iter().all(|file| file.ends_with("a.json")));
}

#[test]
fn a_group_opens_while_groups_are_counted_again() {
    let mut session = Session::demo((120, 36));
    session.keys("2");
    session.holds_jobs = true;
    session.tell(Message::Flagged);
    session.keys("<enter>");
    session.holds_jobs = false;
    assert!(session.keys("1").screen().contains("1,854 of 2,529"), "{}", session.screen());
}

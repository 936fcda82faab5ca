//! Every key everywhere, at every size: nothing panics, nothing is dead.

use trailglass::tui::action::Action;
use trailglass::tui::keymap::{Context, DEFAULT};

use super::session::{LARGE, Session, Size};
use super::{case, keys};

const SIZES: &[Size] =
    &[(1, 1), (2, 2), (1, 40), (200, 1), (9, 3), (39, 9), (40, 10), (59, 20), (80, 24), (200, 50)];

/// Keys that lead to each place of the interface.
const PLACES: &[&str] = &[
    "",
    "<enter>",
    "f",
    "fo",
    "p",
    "G",
    "2",
    "2o",
    "2G<enter>",
    "7",
    "7G",
    "/",
    "/creat",
    "/name:(",
    "?",
    "?zzzz",
    ":so",
    "c",
    "B",
    "Btime<space>",
    "g",
    "y",
    "z",
    "/nosuchthing<enter>",
    "/nosuchthing<enter>2",
    "llls",
    "/ip:<down>",
    "/<f1>",
    "/a b<enter>A",
    "xxU",
    "gx",
    "b",
    "bjj<space>/a",
    "llF",
    "t-2",
    "vlv",
    "2C",
    "jlCo",
    "<space>j<space>d",
    "<space>j<space>do",
    "llgR",
    "cparameters.user<space><enter>lzf",
    "VV",
    "Vs",
    "V",
    "4",
    "4jj<tab>",
    "ga",
    "gao",
];

/// Keys that only overlays know, beside those of the table.
const OTHERS: &[&str] =
    &["a", "A", "(", "\"", "+", "-", "<delete>", "<ctrl-a>", "<ctrl-w>", "é", "字"];

/// Sizes that keys are pressed at.
const TURNS: [Size; 6] = [(1, 1), (2, 2), (39, 9), (40, 10), (80, 24), (200, 50)];

/// Every key in every place, where it leads does not matter: sizes take turns, so that each size sees
/// every place and every key, and each key in each place is pressed at one size.
fn press_in_turn(size: Size) {
    let turn = TURNS.iter().position(|&of_turn| of_turn == size).unwrap();
    let of_table = DEFAULT.iter().map(|(_, sequence, _)| keys::of_table(sequence));
    let all: Vec<String> = of_table.chain(OTHERS.iter().map(|&key| key.to_owned())).collect();
    for (at, place) in PLACES.iter().enumerate() {
        let mut session = Session::of(case::all_kinds(), size);
        session.keys(place);
        for keys in all.iter().skip((turn + at) % TURNS.len()).step_by(TURNS.len()) {
            session.fast_keys(keys).draw();
            session.fast_keys("<esc><esc>").fast_keys(place);
        }
    }
}

#[test]
fn no_key_panics_on_a_screen_of_a_cell_or_two() {
    press_in_turn((1, 1));
    press_in_turn((2, 2));
}

#[test]
fn no_key_panics_on_a_small_screen() {
    press_in_turn((39, 9));
    press_in_turn((40, 10));
}

#[test]
fn no_key_panics_on_a_common_screen() {
    press_in_turn((80, 24));
}

#[test]
fn no_key_panics_on_a_large_screen() {
    press_in_turn((200, 50));
}

#[test]
fn no_key_panics_before_anything_is_loaded() {
    for &size in SIZES {
        let mut session = Session::empty(size);
        for (_, sequence, _) in DEFAULT {
            session.keys(&keys::of_table(sequence)).keys("<esc><esc>");
        }
    }
}

#[test]
fn no_size_panics_while_it_changes() {
    let mut session = Session::of(case::all_kinds(), LARGE);
    for place in PLACES {
        session.keys(place);
        for &size in SIZES {
            session.resize(size);
            session.draw();
        }
        session.resize(LARGE);
        session.keys("<esc><esc>");
    }
}

/// Keys that lead to a place where the keys of a context do something.
fn way_to(context: Context) -> &'static str {
    match context {
        Context::Any | Context::List | Context::Events => "",
        Context::Detail => "f1j",
        Context::Groups => "2",
        Context::Sessions => "4",
        Context::Actor => "1gajjjj",
        Context::Sources => "7",
        Context::Chips => "A",
        // A value of a field with more than are shown.
        Context::Facets => "bjjjjjj",
        Context::Strip => "v",
        Context::Compare => "C",
        Context::Diff => "1d",
        Context::Resource => "1lllgR",
    }
}

#[test]
fn every_key_of_the_table_does_something_in_its_place() {
    for (context, sequence, action) in DEFAULT {
        let mut session = Session::demo((120, 36));
        // A middle row, a middle column, a filter, something to redo, views before and after.
        session.keys("/!name:Decrypt<enter>lllsu<pagedown><pagedown>jjj27[[]").keys("[");
        session.keys(way_to(*context));
        if (*context, *action) == (Context::Events, Action::DetailUp) {
            session.keys("J");
        }
        let before = (session.screen(), session.effects.len());
        session.keys(&keys::of_table(sequence));
        let after = (session.screen(), session.effects.len());
        let is_idle = *sequence == "esc" || *sequence == "1";
        assert!(before != after || is_idle, "{sequence} does nothing for {action:?}\n{}", after.0);
    }
}

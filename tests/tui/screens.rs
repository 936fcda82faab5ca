//! What the demo case looks like, at three sizes.

use super::session::{Session, Size};

const SIZES: [(u16, u16); 3] = [(120, 36), (80, 24), (40, 10)];

/// The screens after these keys, against `tests/snapshots/NAME.snap`.
fn check(name: &str, keys: &str) {
    check_at(&SIZES, name, keys);
}

/// The same for other sizes.
pub(crate) fn check_at(sizes: &[Size], name: &str, keys: &str) {
    let screens: Vec<String> =
        sizes.iter().map(|&size| Session::demo(size).keys(keys).screen()).collect();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_description(keys);
    settings.bind(|| insta::assert_snapshot!(name, screens.join("\n")));
}

#[test]
fn at_first_the_events_stand_in_time_order() {
    check("first", "");
}

#[test]
fn a_search_shows_its_hits_while_it_is_typed() {
    check("search", "/asumrole");
}

#[test]
fn a_search_with_an_error_keeps_the_last_good_list() {
    check("search_error", "/decrypt nam:");
}

#[test]
fn a_filter_stands_above_the_list() {
    check("filter", "/ip:192.0.2.66<enter>jjl");
}

#[test]
fn what_is_conspicuous_is_told_with_its_reasons() {
    check("flags", "/flag:born-here<enter>o");
}

#[test]
fn the_detail_can_have_the_focus() {
    check("detail", "/name:CreateAccessKey<enter><enter>jjjj");
}

#[test]
fn the_detail_can_fill_the_screen() {
    check("detail_full", "/name:CreateAccessKey<enter>f");
}

#[test]
fn the_detail_can_be_folded() {
    check("detail_folded", "/name:CreateAccessKey<enter>fojj");
}

#[test]
fn the_detail_can_be_hidden() {
    check("detail_hidden", "p");
}

#[test]
fn groups_stand_as_a_tree() {
    check("groups", "2jj");
}

#[test]
fn a_group_opens_as_a_list_of_its_events() {
    check("group_opened", "2j<enter>");
}

#[test]
fn groups_of_other_fields_have_the_same_columns() {
    check("groups_by_address", "B<space><down><space><down><space>source<space><enter>");
}

#[test]
fn files_stand_with_what_was_read_of_them() {
    check("sources", "7");
}

#[test]
fn help_lists_the_keys_that_work_here() {
    check("help", "?");
}

#[test]
fn help_is_searched_by_typing() {
    check("help_searched", "?sort");
}

#[test]
fn columns_are_chosen_from_all_fields() {
    check("columns", "c<down><down>");
}

#[test]
fn a_prefix_shows_what_can_follow() {
    check("which_key", "g");
}

#[test]
fn a_filter_that_nothing_passes_says_how_to_go_on() {
    check("nothing", "/name:NoSuchEvent<enter>");
}

#[test]
fn a_sorted_column_is_marked() {
    check("sorted", "llls");
}

#[test]
fn facets_stand_beside_the_list() {
    check("facets", "bjj<space>");
}

#[test]
fn a_column_is_counted_over_the_whole_view() {
    check("count", "llljF");
}

#[test]
fn a_filter_is_compared_with_the_rest() {
    check("compare", "/actor:ci-deploy<enter>C");
}

#[test]
fn an_event_stands_beside_the_previous_same_call() {
    check_at(&[(120, 36), (80, 24), (40, 10)], "diff", "/name:CreateTrainingJob<enter>Gd");
}

#[test]
fn a_tuning_job_stands_as_a_tree() {
    let to_target = "/name:CreateHyperParameterTuningJob<enter>llllllgR";
    check_at(&[(120, 36), (80, 24), (40, 10)], "resource", to_target);
}

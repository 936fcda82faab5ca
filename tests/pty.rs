//! The program in a real terminal: it starts, answers keys, and gives the terminal back.
#![allow(clippy::unwrap_used, reason = "a test without a terminal has failed")]
#![cfg(unix)]

#[path = "pty/mod.rs"]
mod pty;

use std::process::Command;

use pty::Terminal;
use vt100::MouseProtocolMode;

/// Lines of the screen that the first events stand on.
const FIRST_EVENT: &str = "03-11 07:00:04";

#[test]
fn the_demo_case_opens_on_its_events() {
    let mut terminal = Terminal::start();
    terminal.wait_for("2,529 of 2,529");
    terminal.wait_for(FIRST_EVENT);
    let (has_alternate_screen, mouse, has_paste) = terminal.modes();
    assert!(has_alternate_screen && has_paste);
    assert_ne!(mouse, MouseProtocolMode::None);
    terminal.press("Q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn a_search_is_typed_and_kept() {
    let mut terminal = Terminal::start();
    terminal.wait_for(FIRST_EVENT);
    terminal.press("/createaccess");
    terminal.wait_for("Enter keeps");
    terminal.wait_for("CreateAccessKey");
    terminal.press("\r");
    terminal.wait_for("[1 createaccess");
    terminal.press("u");
    terminal.wait_for("2,529 of 2,529");
    terminal.press("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn a_group_opens_as_its_events() {
    let mut terminal = Terminal::start();
    terminal.wait_for("loaded");
    terminal.press("2");
    terminal.wait_for("1,854");
    terminal.press("\r");
    terminal.wait_for("1,854 of 2,529");
    terminal.press("q");
    terminal.wait_for("GROUPS");
    terminal.press("qq");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn quitting_gives_the_terminal_back() {
    let mut terminal = Terminal::start();
    terminal.wait_for(FIRST_EVENT);
    terminal.press("q");
    assert_eq!(terminal.exit_code(), 0);
    assert!(terminal.is_given_back(), "{:?}", terminal.modes());
}

#[test]
fn interrupting_twice_gives_the_terminal_back() {
    let mut terminal = Terminal::start();
    terminal.wait_for("loaded");
    terminal.wait_for(FIRST_EVENT);
    terminal.press("\x03");
    terminal.wait_for("^c again quits");
    terminal.press("\x03");
    assert_eq!(terminal.exit_code(), 0);
    assert!(terminal.is_given_back(), "{:?}", terminal.modes());
}

#[test]
fn a_termination_gives_the_terminal_back() {
    let mut terminal = Terminal::start();
    terminal.wait_for(FIRST_EVENT);
    let process = terminal.process().to_string();
    assert!(Command::new("kill").args(["-TERM", &process]).status().unwrap().success());
    terminal.exit_code();
    assert!(terminal.is_given_back(), "{:?}", terminal.modes());
}

#[test]
fn the_screen_follows_the_size_of_the_terminal() {
    let mut terminal = Terminal::start();
    terminal.wait_for(FIRST_EVENT);
    for (rows, columns) in [(10, 40), (50, 170), (1, 1), (2, 2), (24, 80)] {
        terminal.resize(rows, columns);
        if rows >= 10 {
            terminal.wait_until("a first line of the new width", |screen| {
                let first = screen.rows(0, columns).next().unwrap_or_default();
                first.chars().count() == usize::from(columns) && first.ends_with("?help ")
            });
            terminal.wait_for(FIRST_EVENT);
        }
    }
    terminal.press("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn pasted_text_goes_to_the_search() {
    let mut terminal = Terminal::start();
    terminal.wait_for(FIRST_EVENT);
    terminal.press("/");
    terminal.wait_for("fuzzy");
    terminal.press("\x1b[200~name:CreateUser\r\x1b[201~");
    terminal.wait_for("2 of 2,529");
    terminal.press("\x1b");
    terminal.wait_for("no filters");
    terminal.press("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn a_path_that_does_not_exist_is_an_error_before_the_terminal_is_taken() {
    let mut terminal = Terminal::run(&["/no/such/folder"]);
    assert_ne!(terminal.exit_code(), 0);
    assert!(terminal.is_given_back() && terminal.screen().contains("/no/such/folder"));
    assert!(!terminal.has_sent("\x1b[?1049h"));
}

#[cfg(target_os = "linux")]
#[test]
fn an_idle_program_uses_no_processor_time() {
    let mut terminal = Terminal::start();
    terminal.wait_for("loaded");
    terminal.wait_for(FIRST_EVENT);
    // A clock tick of the kernel is a hundredth of a second; a busy loop would use a hundred.
    let used = terminal.ticks_of_a_second();
    assert!(used < 20, "{used} hundredths of a second");
    terminal.press("q");
    assert_eq!(terminal.exit_code(), 0);
}

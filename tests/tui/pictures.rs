//! The README's pictures are what the program draws.

use std::path::Path;

use super::session::Session;
use super::svg;

/// The largest picture, bytes.
const LARGEST: usize = 120_000;

/// The screen after these keys is `assets/NAME`; `TRAILGLASS_BLESS=1` makes it anew.
fn check(name: &str, title: &str, size: (u16, u16), keys: &str) {
    let mut session = Session::demo(size);
    session.keys(keys);
    let picture = svg::draw(&session.draw().0, title);
    assert!(picture.len() <= LARGEST, "{} bytes", picture.len());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets").join(name);
    if std::env::var_os("TRAILGLASS_BLESS").is_some() {
        std::fs::write(&path, &picture).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    // Git on Windows may have given the lines other ends.
    assert!(
        committed.replace("\r\n", "\n") == picture,
        "assets/{name} differs; TRAILGLASS_BLESS=1 makes it anew"
    );
}

#[test]
fn the_picture_of_the_events_is_the_screen() {
    check(
        "screen.svg",
        "trailglass: a night of the built-in case without what is known, one event in full",
        (120, 34),
        "/time:2025-03-11T22:45..2025-03-12T00:39<enter>\
         /!ip:(203.0.113.*,198.51.100.*,*.com)<enter>\
         GWlllzzfj<space><esc>JJJJJJJ",
    );
}

#[test]
fn the_picture_of_the_groups_is_the_screen() {
    check(
        "groups.svg",
        "trailglass: the built-in case by identity type, actor and session",
        (132, 34),
        "2jjjjjjjjjjjjj",
    );
}

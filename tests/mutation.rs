//! Every parser over texts that were changed at random: the laws that the fuzz targets hold, for a
//! bounded number of cases.
#![allow(clippy::unwrap_used, reason = "a test that cannot make its case has failed")]

#[path = "mutation/laws.rs"]
mod laws;
#[path = "mutation/seeds.rs"]
mod seeds;

use proptest::prelude::*;
use proptest::sample::Index;

/// A change of one place.
#[derive(Debug, Clone)]
enum Change {
    Byte(Index, u8),
    Cut(Index),
    Drop(Index, u8),
    Repeat(Index, u8),
    Splice(Index, Index),
}

/// Bytes that mean something to one parser or another.
const SIGNS: &[u8] = b"\"\\{}[],:;=\t\n\r 019-.eEu()!~*^$'/\x1f\x8b\x08\x00\xff";

fn change() -> impl Strategy<Value = Change> {
    let place = any::<Index>;
    prop_oneof![
        4 => (place(), prop::sample::select(SIGNS)).prop_map(|(at, byte)| Change::Byte(at, byte)),
        1 => (place(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        1 => place().prop_map(Change::Cut),
        2 => (place(), any::<u8>()).prop_map(|(at, length)| Change::Drop(at, length)),
        2 => (place(), any::<u8>()).prop_map(|(at, length)| Change::Repeat(at, length)),
        2 => (place(), place()).prop_map(|(at, from)| Change::Splice(at, from)),
    ]
}

fn apply(change: &Change, bytes: &mut Vec<u8>, others: &[Vec<u8>]) {
    if bytes.is_empty() {
        return;
    }
    let end = |at: usize, length: u8| (at + usize::from(length)).min(bytes.len());
    match change {
        Change::Byte(at, byte) => {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        Change::Cut(at) => bytes.truncate(at.index(bytes.len())),
        Change::Drop(at, length) => {
            let at = at.index(bytes.len());
            bytes.drain(at..end(at, *length));
        }
        Change::Repeat(at, length) => {
            let at = at.index(bytes.len());
            let part = bytes[at..end(at, *length)].to_vec();
            bytes.splice(at..at, part);
        }
        Change::Splice(at, from) => {
            let at = at.index(bytes.len());
            let other = &others[from.index(others.len())];
            bytes.splice(at..at, other[from.index(other.len())..].iter().copied());
        }
    }
}

/// One of the seeds, changed a few times.
fn changed(seeds: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    (any::<Index>(), prop::collection::vec(change(), 0..4)).prop_map(move |(seed, changes)| {
        let mut bytes = seeds[seed.index(seeds.len())].clone();
        for change in &changes {
            apply(change, &mut bytes, &seeds);
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_time: 5_000, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn any_file_is_accounted_for(bytes in changed(seeds::files())) {
        laws::shapes(&bytes);
    }

    #[test]
    fn the_scanner_and_serde_agree(bytes in changed(seeds::records())) {
        laws::record(&bytes);
    }

    #[test]
    fn gzip_stays_within_its_bounds(bytes in changed(seeds::gzips())) {
        laws::gzip(&bytes);
    }

    #[test]
    fn a_query_is_understood_or_told(bytes in changed(seeds::queries())) {
        laws::query(&bytes);
    }
}

#[test]
fn seeds_are_read_as_they_are() {
    for file in seeds::files() {
        let (report, _) = trailglass::ingest::read_bytes("a", file.clone());
        assert!(report.n_records > 0, "{}: {report:?}", String::from_utf8_lossy(&file));
        laws::shapes(&file);
    }
}

/// What would take minutes if anything in it were looked at again and again.
#[test]
fn repeated_openings_take_no_more_time_than_their_length() {
    let openings = [
        "[",
        "{\"a\":",
        "{\"eventVersion\"",
        "{\"eventVersion\":{",
        "{\"eventVersion\":\"1.08\",\"eventName\":\"A\",\"x\":[",
        "{\"Events\":[{\"CloudTrailEvent\":\"",
        "{\"Events\":[{\"CloudTrailEvent\":[",
        "{\"message\":\"{",
        "{\"detail\":{\"data\":",
        "{\"_raw\":\"[[",
        "_raw,b\n\"",
        "Event name,Event time\n\",\"\n",
        "2025-03-11T00:00:00Z {\"a\":[",
    ];
    for opening in openings {
        laws::shapes(opening.repeat(200_000 / opening.len()).as_bytes());
        let rest = opening.split_once('\n').map_or(opening, |(_, rest)| rest);
        laws::shapes(format!("{opening}{}", rest.repeat(200_000 / rest.len())).as_bytes());
    }
}

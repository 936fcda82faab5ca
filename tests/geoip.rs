//! `--geoip`: fields from databases of addresses that the user gives.
#![allow(clippy::unwrap_used, reason = "a test that cannot run the program has failed")]

mod support;

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use proptest::prelude::*;
use serde_json::{Value, json};
use support::mmdb::database;
use support::{log, record, with, write};
use tempfile::{TempDir, tempdir};
use trailglass::ingest::read_bytes;
use trailglass::store::{Field, Geo, GeoDatabase, NoGeo, RowId};

fn cities() -> Vec<u8> {
    let place = |code: &str, country: &str, city: &str| {
        json!({
            "country": { "iso_code": code, "names": { "de": "x", "en": country } },
            "city": { "names": { "en": city } },
        })
    };
    database(
        "Invented-City",
        &[
            ("192.0.2.0/24", place("NL", "Netherlands", "Delft")),
            ("198.51.100.128/25", json!({ "registered_country": { "iso_code": "SC" } })),
            ("2001:db8::/32", place("IS", "Iceland", "")),
        ],
    )
}

fn systems() -> Vec<u8> {
    let system = |number: u32, name: &str| json!({ "autonomous_system_number": number, "autonomous_system_organization": name });
    database(
        "Invented-ASN",
        &[("192.0.2.0/24", system(64496, "Example Net")), ("203.0.113.7/32", system(64511, ""))],
    )
}

/// A log of one event from each address, and the two databases.
struct Case {
    folder: TempDir,
}

impl Case {
    fn new() -> Self {
        let addresses = [
            "192.0.2.10",
            "198.51.100.1",
            "198.51.100.200",
            "2001:db8::1",
            "203.0.113.7",
            "::ffff:192.0.2.11",
            "ec2.amazonaws.com",
        ];
        let event = |(id, address): (u32, &&str)| {
            with(record(id, "GetUser", id), &json!({ "sourceIPAddress": address }))
        };
        let records: Vec<Value> = (0..).zip(&addresses).map(event).collect();
        let folder = tempdir().unwrap();
        write(folder.path(), "log.json", &log(&records));
        std::fs::write(folder.path().join("city.mmdb"), cities()).unwrap();
        std::fs::write(folder.path().join("asn.mmdb"), systems()).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Exit code, standard output and standard error; databases stand by name.
    fn run(&self, words: &[&str], databases: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trailglass"));
        command.args(words).stdin(Stdio::null());
        for name in databases {
            command.arg("--geoip").arg(self.path(name));
        }
        let output: Output = command.arg(self.path("log.json")).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }
}

const BOTH: [&str; 2] = ["city.mmdb", "asn.mmdb"];

#[test]
fn each_address_gets_what_the_databases_say() {
    let columns = ["events", "--format", "csv", "--columns", "ip,country,city,asn,asOrg"];
    let (code, out, _) = Case::new().run(&columns, &BOTH);
    let expected = "\
sourceIPAddress,country,city,asn,asOrg
192.0.2.10,Netherlands,Delft,AS64496,Example Net
198.51.100.1,,,,
198.51.100.200,SC,,,
2001:db8::1,Iceland,,,
203.0.113.7,,,AS64511,
::ffff:192.0.2.11,Netherlands,Delft,AS64496,Example Net
ec2.amazonaws.com,,,,
";
    assert_eq!((code, out.as_str()), (0, expected));
}

#[test]
fn a_country_is_meant_by_name_and_by_code_in_any_command() {
    let case = Case::new();
    for filter in ["country:NL", "country:netherlands", "delft", "asn:AS64496", "\"example net\""] {
        let (code, out, err) =
            case.run(&["events", "--format", "csv", "--columns", "ip", "-f", filter], &BOTH);
        assert_eq!(code, 0, "{filter}: {err}");
        assert_eq!(out, "sourceIPAddress\n192.0.2.10\n::ffff:192.0.2.11\n", "{filter}");
    }
    let (_, out, _) = case.run(&["groups", "--format", "csv", "--by", "country"], &BOTH);
    let groups: Vec<&str> =
        out.lines().map(|line| line.split_inclusive(',').next().unwrap()).collect();
    assert_eq!(groups, ["country,", ",", "Netherlands,", "Iceland,", "SC,"]);
    let (code, _, err) = case.run(&["sources"], &BOTH);
    assert_eq!(code, 0, "{err}");
}

#[test]
fn what_no_database_has_is_said_before_anything_is_read() {
    let case = Case::new();
    let check = |words: &[&str], databases: &[&str], expected: &str| {
        let (code, out, err) = case.run(words, databases);
        assert_eq!((code, out.as_str()), (2, ""), "{words:?}");
        assert!(err.contains(expected), "{err}");
    };
    let without = "no --geoip database: `country` needs one, --geoip FILE.mmdb";
    check(&["events", "-f", "name:GetUser country:NL"], &[], without);
    check(&["events", "-f", "name:GetUser country:NL"], &[], "^^^^^^^\n");
    check(&["events", "--columns", "country"], &[], without);
    check(&["events", "--sort", "country"], &[], without);
    check(&["groups", "--by", "country"], &[], without);
    check(&["--by", "country"], &[], without);
    check(&["groups", "--by", "city"], &["asn.mmdb"], "no --geoip database has `city`");
}

#[test]
fn a_file_that_is_no_database_is_told_by_its_path() {
    let case = Case::new();
    let odd = database("Invented-Colours", &[("192.0.2.0/24", json!({ "colour": "red" }))]);
    std::fs::write(case.path("odd.mmdb"), odd).unwrap();
    std::fs::write(case.path("cut.mmdb"), &cities()[..60]).unwrap();
    for (name, expected) in [
        ("log.json", "log.json: not a MaxMind database ("),
        ("cut.mmdb", "cut.mmdb: not a MaxMind database ("),
        ("odd.mmdb", "odd.mmdb: a database of type `Invented-Colours`, which has neither"),
        ("none.mmdb", "none.mmdb: cannot read: "),
        (".", ".: no file; name the .mmdb file itself"),
    ] {
        let (code, out, err) = case.run(&["events"], &[name]);
        assert_eq!((code, out.as_str()), (2, ""), "{name}");
        assert!(err.starts_with("error: --geoip ") && err.contains(expected), "{err}");
    }
}

/// What `bytes` as a database say of the addresses of a log; `None` when they are none.
fn located(bytes: Vec<u8>) -> Result<Vec<String>, NoGeo> {
    let geo = Geo::new(vec![GeoDatabase::from_bytes(bytes)?]);
    let address = |at: u32| Ipv4Addr::from_bits(0xc000_0200 + at * 0x0001_0101).to_string();
    let event =
        |at: u32| with(record(at, "GetUser", at), &json!({ "sourceIPAddress": address(at) }));
    let records: Vec<Value> = (0..40).map(event).collect();
    let (_, mut snapshot) = read_bytes("log.json", log(&records).into_bytes());
    snapshot.locate(&geo);
    let text = |row| snapshot.text(RowId(row), Field::Country).into_owned();
    Ok((0..40).map(text).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damage_anywhere_never_panics(
        cut in 0usize..900, changed in prop::collection::vec((0usize..900, any::<u8>()), 0..8),
    ) {
        let mut bytes = cities();
        for (at, byte) in changed {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        let _ = located(bytes.clone());
        bytes.truncate(bytes.len().saturating_sub(cut));
        let _ = located(bytes);
    }
}

#[test]
fn a_whole_database_locates_what_lies_in_its_networks() {
    let found = located(cities()).unwrap();
    assert_eq!((found[0].as_str(), found[1].as_str()), ("Netherlands", ""));
}

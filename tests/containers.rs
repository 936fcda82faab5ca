//! What files are wrapped in: the same events, whatever is around them, and an account of it.
#![allow(clippy::unwrap_used, reason = "a test that cannot run the program has failed")]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use support::archive::{Kind, Member, bzip2, file, tar, utf16, zip, zstd};
use support::{event_id, gzip, log, record};
use tempfile::{TempDir, tempdir};

/// Runs with the words of `words`, then `path`; the code, standard output, standard error.
fn run(words: &str, path: &Path) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trailglass"));
    command.args(words.split_whitespace()).arg(path).stdin(Stdio::null());
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn account(folder: &TempDir, words: &str) -> Value {
    let (_, out, _) = run(&format!("sources --format json {words}"), folder.path());
    let account: Value = serde_json::from_str(&out).unwrap();
    check_sums(&account);
    account
}

/// That what became of the records adds up to what was found, for each file and in total.
fn check_sums(account: &Value) {
    let number = |value: &Value, name: &str| value[name].as_u64().unwrap();
    let files = account["files"].as_array().unwrap();
    for name in ["events", "duplicates", "rejected", "narrowed", "records"] {
        let sum: u64 = files.iter().map(|file| number(file, name)).sum();
        assert_eq!(sum, number(&account["totals"], name), "{name}");
    }
    for file in files.iter().chain([&account["totals"]]) {
        let parts = ["events", "duplicates", "rejected", "narrowed"];
        let sum: u64 = parts.iter().map(|name| number(file, name)).sum();
        assert_eq!(sum, number(file, "records"), "{file}");
    }
}

/// `status events path`, a line a file, without the folder.
fn told(account: &Value, folder: &TempDir) -> Vec<String> {
    let prefix = format!("{}/", folder.path().display());
    let line = |file: &Value| {
        let path = file["path"].as_str().unwrap().strip_prefix(&prefix).unwrap();
        format!("{} {} {path}", file["status"].as_str().unwrap(), file["events"])
    };
    account["files"].as_array().unwrap().iter().map(line).collect()
}

fn reasons(account: &Value, end_of_path: &str) -> Vec<String> {
    let files = account["files"].as_array().unwrap();
    let file = files.iter().find(|file| file["path"].as_str().unwrap().ends_with(end_of_path));
    let findings = file.unwrap()["diagnostics"].as_array().unwrap().iter();
    findings.map(|finding| finding["reason"].as_str().unwrap().to_owned()).collect()
}

fn folder(files: &[(&str, Vec<u8>)]) -> TempDir {
    let folder = tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

/// A log file of the events from `first` on, `n` of them.
fn events(first: u32, n: u32) -> String {
    let record = |id| record(id, &format!("Call{id}"), id);
    log(&(first..first + n).map(record).collect::<Vec<_>>())
}

/// `a.json` and `b.json` with two events each.
fn two() -> [Member; 2] {
    [file("a.json", events(1, 2)), file("b.json", events(3, 2))]
}

/// Every way to wrap a text, by name.
fn wrapped(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let plain = text.as_bytes().to_vec();
    let member = [file("AWSLogs/x.json", plain.clone())];
    let of_gzip = [file("AWSLogs/x.json.gz", gzip(text))];
    let swapped: Vec<u8> =
        utf16(text).as_chunks::<2>().0.iter().flat_map(|c| [c[1], c[0]]).collect();
    vec![
        ("plain.json", plain.clone()),
        ("windows.json", format!("\u{feff}{}", text.replace(",\"", ",\r\n\"")).into_bytes()),
        ("utf16.json", utf16(text)),
        ("utf16-big.json", swapped),
        ("utf16-bare.json", utf16(text)[2..].to_vec()),
        ("a.json.gz", gzip(text)),
        ("plain.gz", plain.clone()),
        ("gzip.json", gzip(text)),
        ("twice.json.gz.gz", gzip(gzip(text))),
        ("utf16.json.gz", gzip(utf16(text))),
        ("a.json.bz2", bzip2(&plain)),
        ("a.json.zst", zstd(&plain)),
        ("a.zip", zip(&member, false)),
        ("streamed.zip", zip(&member, true)),
        ("gz.zip", zip(&of_gzip, false)),
        ("zip.zip", zip(&[file("inner.zip", zip(&of_gzip, false))], false)),
        ("tar.zip", zip(&[file("inner.tar.gz", gzip(tar(&of_gzip)))], false)),
        ("a.tar", tar(&member)),
        ("gz.tar", tar(&of_gzip)),
        ("zip.tar", tar(&[file("inner.zip", zip(&member, false))])),
        ("a.tar.gz", gzip(tar(&member))),
        ("a.tgz", gzip(tar(&of_gzip))),
        ("a.tar.bz2", bzip2(&tar(&member))),
        ("a.tar.zst", zstd(&tar(&member))),
        ("a.zip.gz", gzip(zip(&member, false))),
    ]
}

#[test]
fn every_container_gives_the_same_events_once() {
    let text = events(1, 3);
    let (_, expected, _) =
        run("events --format jsonl", folder(&[("x", text.clone().into())]).path());
    assert_eq!(expected.lines().count(), 3);
    let wrapped = wrapped(&text);
    for (name, bytes) in &wrapped {
        let folder = folder(&[(name, bytes.clone())]);
        let (code, out, err) = run("events --format jsonl", folder.path());
        assert_eq!((code, &*out, &*err), (0, &*expected, ""), "{name}");
    }
    let folder = folder(&wrapped);
    let (code, out, err) = run("events --format jsonl", folder.path());
    assert_eq!((code, &*out, &*err), (0, &*expected, ""));
    let account = account(&folder, "");
    assert_eq!(account["totals"]["events"], 3);
    assert_eq!(account["totals"]["duplicates"], 3 * (wrapped.len() - 1));
    assert_eq!(account["totals"]["failures"], 0);
}

#[test]
fn members_are_files_of_their_own_in_an_order_that_stays() {
    let inner = zip(&[file("../deep/c.json", events(5, 1))], false);
    let [a, b] = two();
    let folder = folder(&[
        ("1.zip", zip(&[a, file("inner.zip", inner), b], false)),
        ("2.json", events(6, 1).into()),
    ]);
    let expected = [
        "container 0 1.zip",
        "read 2 1.zip » a.json",
        "container 0 1.zip » inner.zip",
        "read 1 1.zip » inner.zip » ../deep/c.json",
        "read 2 1.zip » b.json",
        "read 1 2.json",
    ];
    for _ in 0..5 {
        assert_eq!(told(&account(&folder, ""), &folder), expected);
    }
    let (_, out, _) = run("events --format tsv --columns file,eventName", folder.path());
    assert!(out.contains("1.zip » inner.zip » ../deep/c.json\tCall5\n"), "{out}");
}

#[test]
fn a_file_of_many_events_is_found_by_member() {
    let folder = folder(&[("e.zip", zip(&two(), false))]);
    let (_, out, _) = run("events --format tsv --columns eventName -f file:*b.json", folder.path());
    assert_eq!(out, "eventName\nCall3\nCall4\n");
}

#[test]
fn a_third_container_is_refused() {
    let one = zip(&two(), false);
    let three = zip(&[file("2.zip", zip(&[file("1.zip", one)], false))], false);
    let folder = folder(&[("3.zip", three)]);
    let account = account(&folder, "");
    let expected =
        ["container 0 3.zip", "container 0 3.zip » 2.zip", "refused 0 3.zip » 2.zip » 1.zip"];
    assert_eq!(told(&account, &folder), expected);
    assert!(reasons(&account, "1.zip")[0].contains("a container in a container in a container"));
}

#[test]
fn what_is_no_file_is_named_and_not_followed() {
    let secret = Member { kind: Kind::Encrypted, ..file("secret.json", events(9, 1)) };
    let link = Member { kind: Kind::Link, ..file("link.json", "/etc/passwd") };
    let [a, _] = two();
    let members = [a, link, secret, file("folder/", "")];
    let folder = folder(&[("a.zip", zip(&members, false)), ("b.tar", tar(&members[..2]))]);
    let account = account(&folder, "");
    let expected = [
        "container 0 a.zip",
        "read 2 a.zip » a.json",
        "skipped 0 a.zip » link.json",
        "unreadable 0 a.zip » secret.json",
        "container 0 b.tar",
        "read 0 b.tar » a.json",
        "skipped 0 b.tar » link.json",
    ];
    assert_eq!(told(&account, &folder), expected);
    assert_eq!(reasons(&account, "secret.json"), ["encrypted"]);
    let (code, _, err) = run("events", folder.path());
    assert_eq!(code, 1);
    assert!(err.contains("secret.json: encrypted; unpack it with its password"), "{err}");
}

#[test]
fn a_container_that_is_cut_off_gives_what_came_before() {
    for (name, whole) in [
        ("a.zip", zip(&two(), false)),
        ("streamed.zip", zip(&two(), true)),
        ("a.tar", tar(&two())),
        ("a.tar.gz", gzip(tar(&two()))),
        ("a.tar.bz2", bzip2(&tar(&two()))),
        ("a.tar.zst", zstd(&tar(&two()))),
    ] {
        // Right behind the content of the first member, or all but a bit of a single block.
        let is_plain_tar = name == "a.tar";
        let n_kept = if is_plain_tar { 512 + 2048 } else { whole.len() - whole.len() / 8 };
        let folder = folder(&[(name, whole[..n_kept.min(whole.len() - 30)].to_vec())]);
        let (code, _, err) = run("events", folder.path());
        let account = account(&folder, "");
        let files = account["files"].as_array().unwrap();
        let status = files[0]["status"].as_str().unwrap();
        assert!(code == 1 && ["damaged", "unreadable"].contains(&status), "{name} {account}");
        assert!(err.contains(name), "{err}");
        if !name.ends_with("bz2") && !name.ends_with("zst") {
            assert!(account["totals"]["events"].as_u64().unwrap() >= 2, "{name} {account}");
        }
    }
}

#[test]
fn a_member_that_is_damaged_costs_no_other() {
    let mut bytes = zip(&two(), false);
    // In the middle of the first content.
    bytes[80] ^= 0xff;
    let folder = folder(&[("a.zip", bytes)]);
    let account = account(&folder, "");
    assert_eq!(told(&account, &folder)[2], "read 2 a.zip » b.json");
    assert_ne!(account["files"][1]["status"], "read");
}

#[test]
fn a_bomb_is_stopped_at_the_limit_that_was_given() {
    let bomb = events(1, 1) + &" ".repeat(4 << 20);
    let folder = folder(&[
        ("a.json", bomb.clone().into()),
        ("a.json.gz", gzip(&bomb)),
        ("a.json.bz2", bzip2(bomb.as_bytes())),
        ("a.json.zst", zstd(bomb.as_bytes())),
        ("a.zip", zip(&[file("a.json", bomb.clone()), file("b.json", events(2, 1))], false)),
        ("a.tar.gz", gzip(tar(&[file("a.json", bomb.clone()), file("b.json", events(3, 1))]))),
    ]);
    let account = account(&folder, "--max-file-size 1M");
    let damaged = |name: &str| {
        let files = account["files"].as_array().unwrap();
        let file = files.iter().find(|file| file["path"].as_str().unwrap().ends_with(name));
        file.unwrap()["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(damaged("/a.json"), "unreadable");
    for name in ["a.json.gz", "a.json.bz2", "a.json.zst", "a.zip » a.json", "a.tar.gz » a.json"] {
        assert_eq!(damaged(name), "damaged", "{name}");
        assert!(reasons(&account, name)[0].contains("more than 1048576 bytes"), "{name}");
    }
    // The first event of the bomb, and the members behind it.
    assert_eq!(account["totals"]["events"], 3);
}

#[test]
fn members_together_may_hold_eight_times_the_limit() {
    let member = |n: u32| file(&format!("{n}.json"), events(n, 1) + &" ".repeat(40_000));
    let members: Vec<Member> = (0..20).map(member).collect();
    for (name, bytes) in [("a.zip", zip(&members, false)), ("a.tar.gz", gzip(tar(&members)))] {
        let folder = folder(&[(name, bytes)]);
        let account = account(&folder, "--max-file-size 50k");
        let n_events = account["totals"]["events"].as_u64().unwrap();
        assert!((8..=11).contains(&n_events), "{name} {n_events}");
        let container = &account["files"][0];
        assert_eq!(container["status"], "damaged", "{container}");
        assert!(reasons(&account, name)[0].contains("its members hold more than"), "{account}");
    }
}

#[test]
fn archives_in_an_archive_share_its_limit() {
    let member = |n: u32| file(&format!("{n}.json"), events(n, 1) + &" ".repeat(40_000));
    let inner = |first: u32| zip(&(first..first + 6).map(member).collect::<Vec<_>>(), false);
    let inners: Vec<Member> = (0..6).map(|n| file(&format!("{n}.zip"), inner(n * 6))).collect();
    let folder = folder(&[("a.zip", zip(&inners, false))]);
    let account = account(&folder, "--max-file-size 50k");
    let n_events = account["totals"]["events"].as_u64().unwrap();
    assert!((8..=11).contains(&n_events), "{n_events}");
    assert_eq!(account["files"][0]["status"], "damaged", "{account}");
}

#[test]
fn what_stands_before_a_zip_is_not_left_out_in_silence() {
    let one = zip(&two()[..1], false);
    let folder = folder(&[("a.zip", [one.clone(), zip(&two(), false)].concat())]);
    let account = account(&folder, "");
    assert_eq!(account["totals"]["events"], 4);
    assert_eq!(account["files"][0]["status"], "damaged");
    let said = format!("{} bytes stand before the zip", one.len());
    assert!(reasons(&account, "a.zip")[0].starts_with(&said), "{account}");
}

#[test]
fn a_tar_within_two_compressions_is_refused() {
    let folder = folder(&[("a.gz", gzip(gzip(tar(&two()))))]);
    let account = account(&folder, "");
    assert_eq!(told(&account, &folder), ["refused 0 a.gz"]);
}

#[test]
fn several_gzip_members_are_read_and_said() {
    let folder = folder(&[("a.json.gz", [gzip(events(1, 1)), gzip(events(2, 1))].concat())]);
    let account = account(&folder, "");
    assert_eq!(told(&account, &folder), ["read 2 a.json.gz"]);
    assert_eq!(reasons(&account, "a.json.gz"), ["2 gzip members, one after the other"]);
}

#[test]
fn a_container_comes_through_standard_input_too() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trailglass"));
    command.args(["events", "--format", "jsonl", "-"]).stdin(Stdio::piped());
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), &zip(&two(), true)).unwrap();
    let out = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    assert!(out.lines().count() == 4 && out.contains(&event_id(4)), "{out}");
}

#[test]
fn many_members_all_come_and_in_time_order() {
    let member = |n: u32| file(&format!("{n:04}.json.gz"), gzip(events(n, 1)));
    let members: Vec<Member> = (0..500).map(member).collect();
    for (name, bytes) in [("a.zip", zip(&members, false)), ("a.tar", tar(&members))] {
        let folder = folder(&[(name, bytes)]);
        let (_, out, _) = run("events --format tsv --columns file,eventName", folder.path());
        let lines: Vec<&str> = out.lines().skip(1).collect();
        assert_eq!(lines.len(), 500);
        let is_own =
            |(n, line): (usize, &&str)| line.ends_with(&format!(" » {n:04}.json.gz\tCall{n}"));
        assert!(lines.iter().enumerate().all(is_own), "{out}");
        let account = account(&folder, "");
        assert_eq!(account["files"][0]["members"], 500);
        assert_eq!(account["totals"]["bytesRead"], account["files"][0]["bytes"]);
    }
}

/// By its first bytes, with a remedy; what cannot hold logs is no failure.
#[test]
fn what_is_no_text_is_told_by_name() {
    let magic = |head: &[u8]| [head, &[0x80; 600]].concat();
    let folder = folder(&[
        ("a.7z", magic(b"7z\xbc\xaf\x27\x1c")),
        ("b.parquet", magic(b"PAR1")),
        ("c.xz.gz", gzip(magic(b"\xfd7zXZ\0"))),
        ("d.gpg", magic(b"\x85\x02\x0c\x03")),
        ("e.png", magic(b"\x89PNG\r\n\x1a\n")),
        ("f.json", vec![0; 600]),
        ("g.bin", magic(b"\x01\x02")),
    ]);
    let (code, _, err) = run("events", folder.path());
    assert_eq!(code, 1, "{err}");
    for told in [
        "a.7z: 7z, not read here; unpack it",
        "b.parquet: Parquet file, not read here; write it as JSON or CSV with a program that reads it",
        "c.xz.gz: xz, not read here; unpack it",
        "d.gpg: encrypted by PGP, not read here; decrypt it",
        "f.json: nothing but zero bytes; copy it from its source again",
        "g.bin: no text, and no kind of file that is known; is it encrypted or packed? undo that first",
    ] {
        assert!(err.contains(told), "{told}\n{err}");
    }
    assert!(!err.contains("e.png"), "{err}");
    let account = account(&folder, "");
    assert_eq!(told(&account, &folder)[4], "skipped 0 e.png");
    assert_eq!(reasons(&account, "e.png"), ["picture, which holds no logs"]);
}

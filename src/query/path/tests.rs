use std::path::PathBuf;

use proptest::prelude::*;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::found::{Found, told};
use super::tree::{arrive, reach};
use super::walk::walk;
use super::*;

/// What is told of the values at a path, and what a test of them is shown.
type Told = ((String, bool), Vec<Option<String>>);

fn told_of(found: Vec<Found<'_>>) -> Told {
    let mut shown = Vec::new();
    for found in &found {
        found.arrive(&mut |reached| {
            shown.push(text_of(reached));
            false
        });
    }
    let (text, is_single) = told(found.into_iter());
    ((text.into_owned(), is_single), shown)
}

fn text_of(reached: Reached<'_>) -> Option<String> {
    match reached {
        Reached::Text(text) => Some(text.into_owned()),
        Reached::Container => None,
    }
}

/// What the whole record says.
fn by_tree(record: &Value, path: &Path) -> Told {
    let (mut found, mut shown) = (Vec::new(), Vec::new());
    reach(record, path.steps(), &mut |value| {
        found.push(Found::Read(value.clone()));
        arrive(value, &mut |reached| {
            shown.push(text_of(reached));
            false
        })
    });
    let (text, is_single) = told(found.into_iter());
    ((text.into_owned(), is_single), shown)
}

/// The law: the walk gives up, or finds at every path what the whole record says; the answer is
/// whether it walked.
fn agree(text: &str, paths: &[Path]) -> Result<bool, String> {
    let Some(found) = walk(paths, text) else { return Ok(false) };
    let Ok(record) = serde_json::from_str::<Value>(text) else {
        // Something that can be no text or number is in the way, but it is JSON.
        let is_json = serde_json::from_str::<IgnoredAny>(text).is_ok();
        return if is_json { Ok(true) } else { Err(format!("no JSON: {text}")) };
    };
    for (position, path) in paths.iter().enumerate() {
        let of_path = found.iter().filter(|(of, _)| *of == position).map(|(_, f)| f.clone());
        let (walked, read) = (told_of(of_path.collect()), by_tree(&record, path));
        if walked != read {
            return Err(format!("{path} in {text}\nwalked: {walked:?}\nread: {read:?}"));
        }
    }
    Ok(true)
}

fn paths_of(texts: &[&str]) -> Vec<Path> {
    texts.iter().map(|text| Path::parse(text).unwrap()).collect()
}

/// The paths of a record that end at a text.
fn paths_in(record: &str) -> Vec<Path> {
    let mut listed = Vec::new();
    if let Ok(record) = serde_json::from_str(record) {
        list(&record, 1000, &mut listed);
    }
    listed.into_iter().map(|(path, _)| path).collect()
}

#[test]
fn several_paths_are_read_at_once_and_what_is_not_there_is_nothing() {
    let paths = paths_of(&[".a.b", ".c", ".list", ".list[*].x", ".none", ".a", ".a.b"]);
    let json = r#"{"a":{"b":"text"},"c":{"d":[1,true]},"list":[{"x":1},{"x":"y"}],"none":""}"#;
    let found = PathReader::new(&paths).texts(json.as_bytes());
    let found: Vec<(&str, bool)> =
        found.iter().map(|found| (found.text.as_str(), found.is_single)).collect();
    let expected = [
        ("text", true),
        (r#"{"d":[1,true]}"#, false),
        (r#"[{"x":1},{"x":"y"}]"#, false),
        (r#"[1,"y"]"#, false),
        ("", true),
        (r#"{"b":"text"}"#, false),
        ("text", true),
    ];
    assert_eq!(found, expected);
    let with_any = [paths, paths_of(&["any.d", "any.x"])].concat();
    let read_whole = PathReader::new(&with_any).texts(json.as_bytes());
    let texts: Vec<&str> = read_whole.iter().map(|found| found.text.as_str()).collect();
    assert_eq!(texts[..7], found.iter().map(|(text, _)| *text).collect::<Vec<_>>());
    // An array is looked through at each depth.
    assert_eq!(texts[7..], ["[1,true]", r#"[1,"y",1,"y"]"#]);
}

#[test]
fn the_walk_gives_up_only_where_members_are_in_doubt() {
    let check = |json: &str, is_walked: bool| {
        let paths = paths_of(&[".a.b", ".list[1].x", ".policy.Effect"]);
        assert_eq!(agree(json, &paths), Ok(is_walked), "{json}");
    };
    check(r#" {"a" : {"b":1.0e2,"c":"\"}"} , "list":[{"x":[]},{"x":[[null,7],""]}] } "#, true);
    check(r#"{"other":{"a":1,"a":2,"\u0061":3},"a":{"b":"\u00e9"}}"#, true);
    check(r#"{"policy":"{\"Effect\":\"Deny\",\"Effect\":\"Allow\"}"}"#, true);
    check(r#"{"policy":"%7B%22effect%22%3A1%7D","a":"{","list":"[]"}"#, true);
    check(r#"{"x":"\ud800","y":1e999,"a":{"b":"z"}}"#, true);
    check(r#"{"a":{"b":1},"a":{"b":2}}"#, false);
    check(r#"{"a":{"b":1},"A":{"b":2}}"#, false);
    check(r#"{"a":{"b":1},"\u0061":{"b":2}}"#, false);
    check(r#"{"a":{"b":1}} x"#, false);
    check(r#"{"a":{"b":1}"#, false);
    check(&format!(r#"{{"x":{}1{}}}"#, "[".repeat(64), "]".repeat(64)), false);
}

#[test]
fn what_cannot_be_read_hides_nothing_but_itself() {
    let paths = paths_of(&[".a", ".b", ".c", ".d"]);
    let json = r#"{"a":"x","b":"\ud800","c":1e999,"d":{"e":"\ud800"}}"#;
    let found = PathReader::new(&paths).texts(json.as_bytes());
    assert_eq!(found.iter().map(|found| &*found.text).collect::<Vec<_>>(), ["x", "", "", ""]);
}

/// Real records, when they are there, with the paths of each.
#[test]
fn real_records_are_walked_and_say_the_same() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let files = walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok);
    let (mut n_walked, mut n_left) = (0, 0);
    for file in files.filter(|file| file.path().extension().is_some_and(|e| e == "json")) {
        let Ok(text) = std::fs::read_to_string(file.path()) else { continue };
        let Ok(file) = serde_json::from_str::<Value>(&text) else { continue };
        let Some(records) = file.get("Records").and_then(Value::as_array) else { continue };
        for record in records.iter().step_by(11) {
            let record = record.to_string();
            let is_walked = agree(&record, &paths_in(&record)).unwrap();
            *if is_walked { &mut n_walked } else { &mut n_left } += 1;
        }
    }
    assert!(n_left * 100 <= n_walked, "{n_left} of {n_walked} records are read whole");
}

/// Names that paths have too, some twice in one case or another.
const NAMES: &[&str] =
    &["a", "b", "c", "policy", "0", "1", "é", "x y", "A", "\\u0061", "\\\"", "", "É", "ſ"];

fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[ -!#-\\[\\]-~é]{0,20}".prop_map(|text| format!("\"{text}\"")),
        1 => r#"([a-z]{0,3}(\\["\\/bfnrt]|\\u[0-9a-f]{4})){1,3}[a-z]{0,3}"#
            .prop_map(|text| format!("\"{text}\"")),
        2 => r"-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,3})?([eE][+-]?[0-9]{1,3})?",
        2 => prop::sample::select(&["true", "false", "null", "-0", "1e999", "1.0", "\"\"", "7"][..])
            .prop_map(str::to_owned),
    ]
}

/// A document as a string: escaped, or coded as in a URL.
fn embedded(document: &str, is_coded: bool) -> String {
    if is_coded {
        let coded = document.bytes().map(|byte| format!("%{byte:02X}"));
        return format!("\"{}\"", coded.collect::<String>());
    }
    Value::String(document.to_owned()).to_string()
}

fn json() -> impl Strategy<Value = String> {
    scalar().prop_recursive(6, 48, 5, |below| {
        let space = prop::sample::select(&["", "", " ", "\n\t"][..]);
        let list = (prop::collection::vec(below.clone(), 0..4), space)
            .prop_map(|(values, space)| format!("[{space}{}]", values.join(&format!(",{space}"))));
        prop_oneof![
            2 => list,
            4 => object(below.clone()),
            1 => (object(below), any::<bool>()).prop_map(|(inner, coded)| embedded(&inner, coded)),
        ]
    })
}

fn object(value: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    // The first names are common.
    let name = (0..NAMES.len(), 0..NAMES.len()).prop_map(|(one, other)| NAMES[one.min(other)]);
    let space = prop::sample::select(&["", "", " ", "\r\n"][..]);
    prop::collection::vec((name, value, space), 0..6).prop_map(|members| {
        let member = |(name, value, space): &(&str, String, &str)| {
            format!("{space}\"{name}\"{space}:{space}{value}{space}")
        };
        format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(","))
    })
}

fn path() -> impl Strategy<Value = Path> {
    let name = (0..NAMES.len(), 0..NAMES.len()).prop_map(|(one, other)| NAMES[one.min(other)]);
    let step = prop_oneof![
        8 => name.prop_map(|name| Step::Name(name.to_owned())),
        1 => (0..3usize).prop_map(Step::Index),
        1 => Just(Step::Each),
    ];
    prop::collection::vec(step, 1..4).prop_map(|steps| Path::from_steps(steps).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_walk_finds_what_the_whole_record_says(
        record in object(json()), paths in prop::collection::vec(path(), 1..5),
    ) {
        agree(&record, &paths).map_err(TestCaseError::fail)?;
        for path in paths_in(&record) {
            agree(&record, &[path]).map_err(TestCaseError::fail)?;
        }
    }

    #[test]
    fn in_a_changed_text_too(
        record in object(json()), paths in prop::collection::vec(path(), 1..5),
        changes in prop::collection::vec(
            (any::<prop::sample::Index>(), prop::sample::select(&b"\"\\{}[],:019-.eEu \x1f"[..])), 1..4,
        ),
    ) {
        let mut bytes = record.into_bytes();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        agree(&String::from_utf8_lossy(&bytes), &paths).map_err(TestCaseError::fail)?;
    }
}

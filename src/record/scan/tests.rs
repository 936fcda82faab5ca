use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;

/// The law: the scanner gives up, or answers as serde does.
fn agree(text: &str) -> Result<bool, String> {
    let mut record = EventRecord::default();
    let Some(n_bytes) = scan(&mut record, text, |_| None) else { return Ok(false) };
    let scanned = (record, n_bytes);
    match EventRecord::front_by_serde(text) {
        Ok(read) if read == scanned => Ok(true),
        read => Err(format!("{text}\nscanned: {scanned:?}\nserde: {read:?}")),
    }
}

/// Whether the scanner itself reads the text; it must agree in any case.
fn check(text: &str, is_read: bool) {
    assert_eq!(agree(text), Ok(is_read), "{text}");
}

/// A record whose member `name` is `value`.
fn check_value(name: &str, value: &str, is_read: bool) {
    check(&format!(r#"{{"eventName":"A","{name}":{value},"x":1}} "#), is_read);
}

#[test]
fn records_as_trails_write_them_are_read_without_serde() {
    check(
        r#"{"eventVersion":"1.08","userIdentity":{"type":"Root","sessionContext":{"attributes":{}}},
            "eventTime":"2023-07-10T11:42:18Z","eventName":"A","errorMessage":"no \"such\" thing\u00e9",
            "requestParameters":{"bucketName":"b","n":[1,-2.5e3],"policy":"{\"a\":1}"},
            "responseElements":null,"readOnly":true,"resources":[{"ARN":"arn"}]},"#,
        true,
    );
    check("{}", true);
    check("{ \"a\" : [ ] , \"b\" : { } }x", true);
}

#[test]
fn what_is_no_object_or_has_escaped_names_is_left_to_serde() {
    for text in ["", " {}", "[]", "3", "{", r#"{"a"}"#, r#"{"event\u004eame":"A"}"#] {
        check(text, false);
    }
}

#[test]
fn values_are_valid_where_serde_says_so() {
    const VALUES: &[(&str, bool)] = &[
        ("0", true),
        ("-0", true),
        ("-12.50E+7", true),
        ("1e999", true),
        ("123456789012345678901234567890", true),
        ("01", false),
        ("1.", false),
        (".5", false),
        ("1e", false),
        ("-", false),
        ("+1", false),
        ("true", true),
        ("truer", false),
        ("nul", false),
        (r#""\ud800""#, true),
        (r#""\u12g4""#, false),
        (r#""\x""#, false),
        ("\"a\tb\"", false),
        ("\"aaaaaaaa\u{1f}\"", false),
        ("\"\u{7f}\u{80}\u{e9}\u{10ffff}aaaaaaaaa\"", true),
        ("[1,]", false),
        ("[,1]", false),
        ("{\"a\":1,}", false),
        ("{\"a\" 1}", false),
        ("{1:1}", false),
        ("[1}", false),
        ("", false),
    ];
    for (value, is_valid) in VALUES {
        for name in ["tlsDetails", "userIdentity", "resources"] {
            check_value(name, value, *is_valid);
        }
        for name in ["userAgent", "readOnly", "requestParameters"] {
            agree(&format!(r#"{{"{name}":{value}}}"#)).unwrap();
            agree(&format!(r#"{{"{name}":{{"userName":{value}}}}}"#)).unwrap();
        }
    }
}

#[test]
fn a_value_that_becomes_a_column_is_read_whatever_it_is() {
    for value in [r#""a\nb""#, "7", "-7.5", "null", "false", "[]", r#"{"a":["b"]}"#] {
        check_value("userAgent", value, true);
        check_value("requestParameters", value, true);
        check_value("requestParameters", &format!(r#"{{"roleName":{value}}}"#), true);
    }
    // No character, and no number that serde can hold.
    for value in [r#""\ud800""#, "1e999"] {
        check_value("userAgent", value, false);
        check_value("requestParameters", &format!(r#"{{"roleName":{value}}}"#), false);
        check_value("requestParameters", &format!(r#"{{"other":{value}}}"#), false);
    }
}

#[test]
fn the_target_is_the_one_that_serde_finds() {
    for parameters in [
        r#"{"clientToken":"x","userName":"bob"}"#,
        r#"{"key":"a/b","bucketName":"hr"}"#,
        r#"{"a":{"b":{"c":{"d":{"userName":"deep"}}}}}"#,
        r#"{"a":{"b":{"c":{"userName":"x","d":[{"userName":"\ud800"}]}}}}"#,
        r#"{"instancesSet":{"items":[{"instanceId":"i-1"},{"instanceId":"\ud800"}]}}"#,
        r#"{"groupId":-12,"roleName":"","vpcId":18446744073709551616,"subnetId":0}"#,
        r#"{"groupId":-0,"volumeId":1.5,"id":[[[7]]],"policy":"\"\\\n"}"#,
        r#"{"userName":"ab"}"#,
    ] {
        check_value("requestParameters", parameters, true);
    }
}

#[test]
fn deep_values_are_left_to_serde() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    for name in ["x", "userIdentity", "userAgent", "requestParameters"] {
        check_value(name, &nested(usize::from(ROOM)), true);
        for depth in [64, 127, 128, 1000] {
            check_value(name, &nested(depth), false);
        }
    }
}

/// Real records, when they are there: every place where an object begins, in strings too.
#[test]
fn real_files_read_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let (mut n_read, mut n_left) = (0, 0);
    for file in files_below(&root) {
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        for (at, _) in text.match_indices('{') {
            let is_read = agree(&text[at..]).unwrap_or_else(|fault| panic!("{file:?}: {fault}"));
            n_read += usize::from(is_read);
            let is_json = || EventRecord::front_by_serde(&text[at..]).is_ok();
            n_left += usize::from(!is_read && is_json());
        }
    }
    assert!(n_left * 100 <= n_read, "{n_left} of {n_read} objects are left to serde");
}

fn files_below(root: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok);
    entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

/// Names that mean something at some level, and some that do not.
const NAMES: &[&str] = &[
    "eventTime",
    "eventSource",
    "EventSource",
    "eventName",
    "awsRegion",
    "sourceIPAddress",
    "userAgent",
    "errorCode",
    "errorMessage",
    "eventID",
    "eventId",
    "eventType",
    "eventCategory",
    "readOnly",
    "managementEvent",
    "recipientAccountId",
    "accountId",
    "vpcEndpointId",
    "userIdentity",
    "requestParameters",
    "responseElements",
    "serviceEventDetails",
    "resources",
    "insightDetails",
    "timeWindow",
    "eventVersion",
    "bucketName",
    "key",
    "userName",
    "roleArn",
    "vpcId",
    "someName",
    "items",
    "",
    "\\u0061",
    "\\\"",
    "\\ud800",
    "é",
];

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(&NAMES[..34]).prop_map(str::to_owned),
        1 => prop::sample::select(NAMES).prop_map(str::to_owned),
    ]
}

fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[ -!#-\\[\\]-~é\u{10ffff}]{0,40}".prop_map(|text| format!("\"{text}\"")),
        1 => r#"([a-z]{0,9}(\\["\\/bfnrt]|\\u[0-9a-f]{4}|\\u[dD][89a-fA-F]0[01])){1,3}[a-z]{0,9}"#
            .prop_map(|text| format!("\"{text}\"")),
        1 => r"-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,3})?([eE][+-]?[0-9]{1,3})?",
        1 => prop::sample::select(&["true", "false", "null", "-0", "1e999"][..])
            .prop_map(str::to_owned),
    ]
}

fn spaced(token: &str, space: u8) -> String {
    let space = [("", ""), ("", ""), ("", " "), ("\n\t", "\r "), (" ", "")][usize::from(space % 5)];
    format!("{}{token}{}", space.0, space.1)
}

fn json() -> impl Strategy<Value = String> {
    scalar().prop_recursive(6, 40, 5, |below| {
        let list = prop::collection::vec((below.clone(), any::<u8>()), 0..4);
        let list = list.prop_map(|values| {
            let values: Vec<String> = values.iter().map(|(v, s)| spaced(v, *s)).collect();
            format!("[{}]", values.join(","))
        });
        prop_oneof![list, object(below)]
    })
}

fn object(value: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    prop::collection::vec((name(), value, any::<u8>()), 0..6).prop_map(|members| {
        let members: Vec<String> = members
            .iter()
            .map(|(name, value, space)| {
                let (name, value) = (spaced(&format!("\"{name}\""), *space), spaced(value, *space));
                format!("{name}:{value}")
            })
            .collect();
        format!("{{{}}}", members.join(","))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_json_reads_the_same(record in object(json()), rest in "[,\\]} {\n]{0,3}") {
        agree(&format!("{record}{rest}")).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn changed_text_reads_the_same(
        record in object(json()),
        changes in prop::collection::vec((any::<prop::sample::Index>(), change()), 1..4),
    ) {
        let mut bytes = record.into_bytes();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            match byte {
                Some(byte) => bytes[place] = byte,
                None => { bytes.remove(place); }
            }
            bytes.push(b'}');
        }
        agree(&String::from_utf8_lossy(&bytes)).map_err(TestCaseError::fail)?;
    }
}

/// A byte to write, or none to cut one out; mostly bytes that mean something.
fn change() -> impl Strategy<Value = Option<u8>> {
    prop_oneof![
        3 => prop::sample::select(&b"\"\\{}[],:019-.eEu tn\x1f"[..]).prop_map(Some),
        1 => any::<u8>().prop_map(Some),
        1 => Just(None),
    ]
}

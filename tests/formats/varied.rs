//! Types that vary never break a record, whatever wraps it.

use serde_json::{Value, json};
use trailglass::store::{Field, RowId, TextCache};

use super::reading::Reading;
use crate::support::record;

/// Members as they are found in the wild, each as text.
const ODD: &[(&str, &str)] = &[
    ("readOnly", r#""true""#),
    ("readOnly", "null"),
    ("managementEvent", r#""false""#),
    ("userIdentity", "null"),
    ("userIdentity", r#""HIDDEN_DUE_TO_SECURITY_REASONS""#),
    ("userIdentity", r#"{"type":7,"accountId":111122223333,"sessionContext":[]}"#),
    (
        "requestParameters",
        r#"{"omitted":"true","originalSize":"149893","reason":"requestParameters too large"}"#,
    ),
    ("requestParameters", r#"{"omitted":true,"originalSize":149893}"#),
    ("requestParameters", r#""HIDDEN_DUE_TO_SECURITY_REASONS""#),
    ("requestParameters", r#"{"id":12345678901234567890123,"average":9.82E-5,"":{"":1}}"#),
    ("requestParameters", r#"{"a":1,"a":2,"userName":"x","userName":"y"}"#),
    ("responseElements", r#"{"role":"x","tags":{"a":[{"b":null}]}}"#),
    ("resources", r#"[{"ARNPrefix":"arn:aws:s3:::b/","type":"AWS::S3::Object"},7,null]"#),
    ("resources", "{}"),
    ("errorCode", "404"),
    ("eventTime", "1741651201"),
    ("userAgent", r#"["\u001b[31m","\ud800"]"#),
    ("userAgent", r#""\ud83d""#),
    ("eventVersion", "1.08"),
    ("tlsDetails", r#""AWS Internal""#),
];

/// A record whose member is that text.
fn varied(name: &str, text: &str) -> String {
    let mut record = record(1, "CreateUser", 1);
    record[name] = json!("@@");
    record.to_string().replace(r#""@@""#, text)
}

fn wrappers(record: &str) -> [String; 5] {
    let value = |inner: Value| inner.to_string();
    [
        format!("{{\"Records\":[{record}]}}"),
        record.to_owned(),
        format!("{{\"detail-type\":\"AWS API Call via CloudTrail\",\"detail\":{record}}}"),
        value(json!({"CloudTrailEvent": record})),
        format!("_raw\n\"{}\"\n", record.replace('"', "\"\"")),
    ]
}

#[test]
fn a_record_is_read_whatever_its_types_are() {
    for (name, text) in ODD {
        let record = varied(name, text);
        for wrapper in wrappers(&record) {
            let (report, snapshot) = trailglass::ingest::read_bytes("a", wrapper.clone().into());
            assert_eq!((report.n_records, report.n_rejected), (1, 0), "{wrapper}");
            // As written, to the last digit.
            let json = snapshot.json(RowId(0), &mut TextCache::default()).unwrap();
            assert_eq!(json, record, "{wrapper}");
        }
    }
}

#[test]
fn nesting_beyond_reason_costs_one_record() {
    let deep = varied("requestParameters", &format!("{}{}", "[".repeat(5000), "]".repeat(5000)));
    let good = record(2, "DeleteUser", 2).to_string();
    for (deep, good) in wrappers(&deep).into_iter().zip(wrappers(&good)).skip(1).take(3) {
        let reading = Reading::of(format!("{deep}\n{good}"));
        assert_eq!((reading.report.n_records, reading.report.n_rejected), (1, 1));
        assert_eq!(reading.texts(Field::EventName), ["DeleteUser"]);
    }
}

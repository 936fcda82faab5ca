//! Small invented files of every shape, to be changed.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

const RECORD: &str = r#"{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","userName":"alice","arn":"arn:aws:iam::111122223333:user/alice"},"eventTime":"2025-03-11T00:00:01Z","eventSource":"iam.amazonaws.com","eventName":"CreateUser","userAgent":"a \"b\" \u00e9","requestParameters":{"userName":"bob","n":[1,-2.5e3,null]},"eventID":"00000000-0000-4000-8000-000000000001","readOnly":false}"#;

const SHORT: &str = r#"{"eventVersion":"1.08","eventName":"A"}"#;

/// One record each, or two.
pub(crate) fn files() -> Vec<Vec<u8>> {
    let event = json!({"detail-type": "AWS API Call via CloudTrail", "detail": {"eventVersion": "1.08", "eventName": "A"}});
    let messages = json!({"messageType": "DATA_MESSAGE", "logEvents": [{"message": SHORT}, {"message": SHORT}]});
    let payload = STANDARD.encode(gzip(messages.to_string().as_bytes()));
    let values = [
        json!({"Events": [{"EventId": "1", "CloudTrailEvent": SHORT}, {"CloudTrailEvent": RECORD}]}),
        json!([SHORT, RECORD]),
        event.clone(),
        messages,
        json!({"awslogs": {"data": payload}}),
        json!({"results": [[{"field": "@message", "value": SHORT}], [{"field": "eventName", "value": "A"}]]}),
        json!({"QueryResultRows": [[{"eventname": "A"}, {"useridentity": "{type=Root, arn=null}"}]]}),
        json!([{"_raw": SHORT}, {"_raw": event.to_string()}]),
        json!({"preview": false, "result": {"_raw": SHORT}}),
        json!({"hits": {"hits": [{"_source": {"event": {"original": SHORT}}}]}}),
        json!({"Records": [{"messageId": "1", "body": event.to_string()}]}),
        json!([{"data": {"Records": [{"eventVersion": "1.08", "eventName": "A"}]}}]),
        json!({"eventversion": "1.08", "eventname": "A", "eventtime": "2025-03-11T00:00:01Z",
            "eventsource": "iam.amazonaws.com", "useridentity": {"type": "Root"}}),
        json!({"ResultSet": {"Rows": [
            {"Data": [{"VarCharValue": "eventname"}, {"VarCharValue": "useridentity"}]},
            {"Data": [{"VarCharValue": "A"}, {"VarCharValue": "{type=Root, arn=null}"}]}]}}),
    ];
    let texts = [
        format!("{{\"Records\":[{RECORD},{SHORT}]}}"),
        format!("{RECORD}\n{SHORT}\n"),
        format!("[{SHORT},{SHORT}]"),
        format!("2025-03-11T00:00:01.000Z {SHORT}\n2025-03-11T00:00:02.000Z {SHORT}\n"),
        format!("_raw,_time\n\"{}\",1\n", SHORT.replace('"', "\"\"")),
        "User name,Event time,Event name,Read-only,Recipient Account Id\nalice,2025-03-11T00:00:01Z,\"A, \"\"b\"\"\",FALSE,1.1E+11\n".to_owned(),
        format!("Mar 11 00:00:01 host trail[7]: {SHORT}\n[00:00:02] {RECORD} end\n"),
        format!("Events:\n- CloudTrailEvent: '{SHORT}'\n  EventId: x\n- CloudTrailEvent: '{RECORD}'\n"),
        STANDARD.encode(format!("{RECORD}\n{SHORT}\n")),
        "eventname;eventtime;userIdentity.arn\nA;2025-03-11 00:00:01.000;x\n".to_owned(),
    ];
    let values = values.iter().map(|value| value.to_string().into_bytes());
    let mut files: Vec<Vec<u8>> = values.chain(texts.map(String::into_bytes)).collect();
    files.push(gzip(&files[0]));
    files
}

pub(crate) fn records() -> Vec<Vec<u8>> {
    vec![
        RECORD.into(),
        SHORT.into(),
        format!("{RECORD},{SHORT}").into(),
        r#"{"insightDetails":{"eventName":"A"},"timeWindow":{"windowStart":"x"},"resources":[{"ARN":"a"}]}"#.into(),
    ]
}

pub(crate) fn gzips() -> Vec<Vec<u8>> {
    let member = gzip(RECORD.as_bytes());
    vec![
        member.clone(),
        [member.clone(), gzip(b"")].concat(),
        [member, vec![0; 20]].concat(),
        gzip(&vec![b'a'; 1 << 17]),
    ]
}

pub(crate) fn queries() -> Vec<Vec<u8>> {
    let queries = [
        "crtacckey",
        "!^Get 'secret",
        "ip:192.0.2.0/24 and not (actor:svc* or type:Root)",
        "name:(StopLogging,StartLogging) time:2025-03-11..2025-03-12T01:18",
        "requestParameters.roleArn:*deploy /^(Create|Put).*/ \"two words\" a$",
        "error:!* events>=12 time<-7d",
    ];
    queries.map(|query| query.as_bytes().to_vec()).to_vec()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

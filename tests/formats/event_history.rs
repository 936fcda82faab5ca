use serde_json::json;
use trailglass::ingest::Status;
use trailglass::store::{Field, RowId};

use super::reading::{Reading, check};

const SHAPE: &str = "Event history CSV";

const HEADER: &str = "User name,AWS access key,Event time,Event source,Event name,AWS region,\
Source IP address,User agent,Error code,Resources,Request ID,Event ID,Read-only,Event type,\
Recipient Account Id,Event category\n";

const ROW: &str = "alice,AKIAEXAMPLE000000001,2025-03-11T00:00:01Z,iam.amazonaws.com,CreateUser,\
us-east-1,192.0.2.10,\"aws-cli/2 (a, b)\",,\
\"[{\"\"resourceType\"\":\"\"AWS::IAM::User\"\",\"\"resourceName\"\":\"\"bob\"\"}]\",\
00000000-0000-4000-8000-0000000000aa,00000000-0000-4000-8000-000000000001,false,AwsApiCall,\
111122223333,Management\n";

const SIGN_IN: &str = "root,,2025-03-11T00:00:02Z,signin.amazonaws.com,ConsoleLogin,us-east-1,\
192.0.2.10,Mozilla,,[],,00000000-0000-4000-8000-000000000002,false,AwsConsoleSignIn,111122223333,\
Management\n";

#[test]
fn good() {
    let reading = check(&format!("{HEADER}{SIGN_IN}{ROW}"), (SHAPE, Status::Read, 2, 0));
    assert_eq!(
        reading.json(RowId(0)),
        json!({
            "userIdentity": {"userName": "alice", "accessKeyId": "AKIAEXAMPLE000000001"},
            "eventTime": "2025-03-11T00:00:01Z",
            "eventSource": "iam.amazonaws.com",
            "eventName": "CreateUser",
            "awsRegion": "us-east-1",
            "sourceIPAddress": "192.0.2.10",
            "userAgent": "aws-cli/2 (a, b)",
            "errorCode": "",
            "resources": [{"resourceType": "AWS::IAM::User", "resourceName": "bob"}],
            "requestID": "00000000-0000-4000-8000-0000000000aa",
            "eventID": "00000000-0000-4000-8000-000000000001",
            "readOnly": false,
            "eventType": "AwsApiCall",
            "recipientAccountId": "111122223333",
            "eventCategory": "Management",
        })
    );
    assert_eq!(reading.texts(Field::Actor), ["alice", "root"]);
    assert_eq!(reading.texts(Field::Target)[0], "bob");
    // A sign-in fails without an error code, and error messages are not in the file.
    assert_eq!(reading.texts(Field::Result), ["ok", ""]);
    assert_eq!(reading.texts(Field::MadeBy), ["", ""]);
    assert_eq!(reading.texts(Field::IdentityType), ["(no type)"; 2]);
}

#[test]
fn odd() {
    // As Excel saves it where a comma is for decimals.
    let saved = format!("\u{feff}{HEADER}{SIGN_IN}").replace(',', ";").replace('\n', "\r\n");
    let saved = saved.replace("false", "FALSE") + ";;;;;;;;;;;;;;;\r\n";
    let reading = check(&saved, (SHAPE, Status::Read, 1, 0));
    assert_eq!(reading.only()["readOnly"], false);
    // Other columns, in another order.
    let text = "Event name,Mine,Event time\nCreateUser,\"=1+1\n2\",2025-03-11T00:00:01Z\n";
    let reading = Reading::of(text);
    assert_eq!(
        reading.only(),
        json!({"eventName": "CreateUser", "Mine": "=1+1\n2", "eventTime": "2025-03-11T00:00:01Z"})
    );
    assert_eq!(reading.texts(Field::Result), [""]);
    assert_eq!(reading.texts(Field::Actor), ["(no identity)"]);
    check(HEADER, (SHAPE, Status::Read, 0, 0));
}

#[test]
fn broken() {
    let damaged = ROW.replace("111122223333", "1.11122E+11").replace("2025-03-11T", "3/11/2025 ");
    let reading = check(&format!("{HEADER}{damaged}"), (SHAPE, Status::Damaged, 1, 0));
    assert_eq!(
        reading.told(),
        [
            "line 2, byte 198: `3/11/2025 00:00:01Z` is no time that can be read without a doubt; \
             a spreadsheet has changed it; export it again",
            "line 2, byte 198: `1.11122E+11` is no account number any more; a spreadsheet has \
             changed it; export it again"
        ]
    );
    assert_eq!(reading.texts(Field::Account), ["1.11122E+11"]);
    assert_eq!(reading.texts(Field::Time), [""]);
    let cut = &ROW[..ROW.len() - 40];
    let reading = check(&format!("{HEADER}{SIGN_IN}{cut}"), (SHAPE, Status::Damaged, 1, 1));
    assert!(reading.told()[0].starts_with("record 2 at line 3, byte "), "{:?}", reading.told());
    assert!(reading.told()[0].contains("values under 16 columns"), "{:?}", reading.told());
    let open = ROW.replacen("aws-cli/2 (a, b)\"", "aws-cli", 1);
    check(&format!("{HEADER}{open}{ROW}{SIGN_IN}"), (SHAPE, Status::Damaged, 2, 1));
}

/// What spreadsheets of old, other tools and `cat` make of it.
#[test]
fn tables_are_read_whatever_ends_their_lines_or_stands_around_them() {
    let text = format!("{HEADER}{ROW}{SIGN_IN}");
    let plain = text.replace("a, b", "ab").replace(
        "\"[{\"\"resourceType\"\":\"\"AWS::IAM::User\"\",\"\"resourceName\"\":\"\"bob\"\"}]\"",
        "",
    );
    for text in [
        text.replace('\n', "\r"),
        plain.replace(',', "|"),
        format!("Event history\r\n\r\n{text}"),
        format!("{HEADER}{ROW}{HEADER}{SIGN_IN}"),
    ] {
        let reading = check(&text, (SHAPE, Status::Read, 2, 0));
        assert_eq!(reading.texts(Field::EventName), ["CreateUser", "ConsoleLogin"]);
    }
}

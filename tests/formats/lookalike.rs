use trailglass::ingest::Status;

use super::reading::check;

/// What it is, and how it begins.
const TEXTS: &[(&str, &str)] = &[
    (
        "VPC flow log",
        "version account-id interface-id srcaddr dstaddr\n2 111122223333 eni-1 192.0.2.1",
    ),
    (
        "VPC flow log",
        "2 111122223333 eni-0a1b 192.0.2.1 198.51.100.1 443 49152 6 10 840 1 2 ACCEPT OK",
    ),
    (
        "load balancer log",
        "https 2025-03-11T00:00:01.000001Z app/my-lb/50dc 192.0.2.1:2817 198.51.100.1:80 0.0",
    ),
    (
        "load balancer log",
        "2025-03-11T00:00:01.000001Z my-lb 192.0.2.1:2817 198.51.100.1:80 0 0 0 200 200 0 29 \"GET / HTTP/1.1\"",
    ),
    (
        "S3 server access log",
        "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be b [11/Mar/2025:00:00:01 +0000] 192.0.2.1",
    ),
    (
        "output of log file validation",
        "Validating log files for trail arn:aws:cloudtrail:us-east-1:111122223333:trail/t",
    ),
    ("permission check of CloudWatch Logs", "Permission Check Successful"),
    ("IAM credential report", "user,arn,user_creation_time,password_enabled\nalice,arn,x,true"),
    ("pointer of Git LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n"),
    (
        "error answer of S3",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code></Error>",
    ),
    (
        "sheet of an Excel workbook",
        "<?xml version=\"1.0\"?>\r\n<worksheet xmlns=\"http://schemas.openxmlformats.org/x\">",
    ),
];

const OBJECTS: &[(&str, &str)] = &[
    (
        "AWS Config history",
        r#"{"fileVersion":"1.0","configSnapshotId":"x","configurationItems":[{"eventName":"A"}]}"#,
    ),
    (
        "signature file of query results",
        r#"{"region":"us-east-1","files":[],"hashSignature":"00"}"#,
    ),
    ("list of public keys", r#"{"PublicKeyList":[]}"#),
    ("S3 object metadata", r#"{"AcceptRanges":"bytes","ETag":"x","Metadata":{"signature":"00"}}"#),
    (
        "S3 test notification",
        r#"{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"x","Bucket":"b"}"#,
    ),
    ("notice of delivered log files", r#"{"s3Bucket":"b","s3ObjectKey":["AWSLogs/x"]}"#),
    (
        "OCSF event",
        r#"{"metadata":{"product":{}},"time":1,"class_uid":6003,"api":{"operation":"A"}}"#,
    ),
    (
        "S3 notifications",
        r#"{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{}}]}"#,
    ),
];

#[test]
fn good() {
    for (what, text) in TEXTS {
        let reading = check(text, (what, Status::Refused, 0, 0));
        assert!(reading.told()[0].starts_with(what), "{:?}", reading.told());
    }
    for (what, text) in OBJECTS {
        let reading = check(text, (what, Status::Refused, 0, 1));
        assert_eq!(reading.report.diagnostics[0].record, Some(1));
    }
}

#[test]
fn odd() {
    check("", ("", Status::Empty, 0, 0));
    check(" \r\n\t", ("", Status::Empty, 0, 0));
    check("Apache License", ("", Status::Skipped, 0, 0));
    check("a,b,c\n1,2,3\n", ("", Status::Skipped, 0, 0));
    // One of another kind at the front does not cost what follows it.
    let record = r#"{"eventVersion":"1.08","eventName":"A"}"#;
    let text = format!("{}\n{record}\n", OBJECTS[0].1);
    check(&text, ("records among other JSON", Status::Damaged, 1, 1));
}

#[test]
fn broken() {
    check("{", ("", Status::Refused, 0, 1));
    check(r#"{"configurationItems":[{"#, ("AWS Config history", Status::Refused, 0, 1));
    check("[[[[", ("", Status::Damaged, 0, 0));
    check("\u{0}\u{1}", ("", Status::Skipped, 0, 0));
}

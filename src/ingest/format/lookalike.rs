//! What stands beside logs or looks like them, and holds no CloudTrail records: told by name.

use super::super::diagnostic::Diagnostic;
use super::super::report::Status;
use super::head::Head;
use super::records::Reading;
use super::scan;

/// Objects by members that no other has together.
const OBJECTS: &[(&str, &[&str])] = &[
    ("AWS Config history", &["configurationItems"]),
    ("AWS Config rule event", &["invokingEvent", "configRuleName"]),
    ("AWS Config notification", &["configurationItem", "messageType"]),
    ("signature file of query results", &["hashSignature", "files"]),
    ("list of public keys", &["PublicKeyList"]),
    ("list of trails", &["trailList"]),
    ("S3 object metadata", &["Metadata", "ETag"]),
    ("S3 test notification", &["Service", "Event", "Bucket"]),
    ("notice of delivered log files", &["s3Bucket", "s3ObjectKey"]),
    ("OCSF event", &["class_uid"]),
    ("OCSF event", &["activity_id", "metadata"]),
    ("GuardDuty finding", &["schemaVersion", "severity", "resource", "service"]),
    ("Security Hub finding", &["SchemaVersion", "ProductArn"]),
    ("Elasticsearch document without `event.original`", &["@timestamp", "event"]),
    ("Elasticsearch document without `event.original`", &["@timestamp", "event.action"]),
];

type IsLine = fn(&str) -> bool;

/// Texts by their first line.
const TEXTS: &[(&str, IsLine)] = &[
    ("VPC flow log", is_flow_log),
    ("load balancer log", is_load_balancer_log),
    ("S3 server access log", is_s3_access_log),
    ("output of log file validation", |line| {
        line.starts_with("Validating log files for trail")
            || line.starts_with("Results requested for")
    }),
    ("CloudTrail validation message", |line| line.starts_with("CloudTrail validation message")),
    ("permission check of CloudWatch Logs", |line| line == "Permission Check Successful"),
    ("IAM credential report", |line| line.starts_with("user,arn,user_creation_time")),
    ("CloudFront log", |line| line.starts_with("#Version:")),
    ("pointer of Git LFS", |line| line.starts_with("version https://git-lfs")),
];

/// What the beginning of a text is, if it is one of these.
pub(crate) fn of(head: &Head<'_>) -> Option<&'static str> {
    match head.first_byte? {
        b'{' | b'[' if is_s3_notification(head) => Some("S3 notifications"),
        b'{' | b'[' => {
            let of_object = |(_, names): &&(&str, &[&str])| head.object.has_all(names);
            OBJECTS.iter().find(of_object).map(|(what, _)| *what)
        }
        b'<' => of_xml(&head.text[head.start..]),
        _ => of_line(head.first_line(1000)),
    }
}

/// Told by the first elements, which can be on the same line as the declaration or not.
fn of_xml(text: &str) -> Option<&'static str> {
    let front = &text[..text.floor_char_boundary(text.len().min(1000))];
    if front.contains("<Error><Code>") || front.contains("<Error>\n") {
        Some("error answer of S3")
    } else if front.contains("<worksheet") {
        Some("sheet of an Excel workbook")
    } else {
        None
    }
}

/// What helps.
fn remedy(what: &str) -> &'static str {
    match what {
        "error answer of S3" => "copy the file from its source again",
        "sheet of an Excel workbook" => "save it as CSV",
        "pointer of Git LFS" => "fetch the file with `git lfs pull`",
        _ => "point at the log files themselves",
    }
}

/// `{"Records":[{"eventVersion":"2.1",…,"s3":{…}}]}`.
fn is_s3_notification(head: &Head<'_>) -> bool {
    let records = head.object.value("Records");
    let first = records.and_then(|at| scan::elements(head.text, at).next());
    first.is_some_and(|at| scan::members(head.text, at).take(16).any(|member| member.name == "s3"))
}

fn of_line(line: &str) -> Option<&'static str> {
    TEXTS.iter().find(|(_, is_it)| is_it(line)).map(|(what, _)| *what)
}

/// Why an object is no record.
pub(crate) fn reason(head: &Head<'_>) -> String {
    if let Some(what) = of(head) {
        return format!("{what}, no CloudTrail records in it");
    }
    let names: Vec<&str> = head.object.names().take(6).collect();
    match names.as_slice() {
        [] => "no CloudTrail records in it: an object without members".to_owned(),
        names => format!("no CloudTrail records in it: an object with {}", names.join(", ")),
    }
}

/// Why a text in the place of a record is none.
pub(crate) fn reason_of_text(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if let Some(what) = of_line(line) {
        return format!("{what}, not a CloudTrail record");
    }
    let end = line.floor_char_boundary(line.len().min(60));
    let cut = if end < text.len() { "…" } else { "" };
    format!("a text, not a CloudTrail record: `{}{cut}`", &line[..end])
}

/// Says what a text of no known shape is.
pub(crate) fn refuse(head: &Head<'_>, reading: &mut Reading<'_>) {
    let report = &mut reading.report;
    match (head.first_byte, of(head)) {
        (None, _) => report.status = Status::Empty,
        (Some(_), Some(what)) => {
            report.status = Status::Refused;
            let reason = format!("{what}, no CloudTrail records in it");
            report.add(Diagnostic::of_file(&report.path.clone(), reason, remedy(what)));
        }
        (Some(_), None) => report.status = Status::Skipped,
    }
}

fn is_flow_log(line: &str) -> bool {
    let mut fields = line.split_ascii_whitespace();
    let first = [fields.next(), fields.next(), fields.next()].map(Option::unwrap_or_default);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    line.starts_with("version account-id")
        || (is_number(first[0]) && first[1].len() == 12 && first[2].starts_with("eni-"))
}

/// Application and network balancers begin with a protocol, classic ones with a time.
fn is_load_balancer_log(line: &str) -> bool {
    let fields: Vec<&str> = line.split_ascii_whitespace().take(12).collect();
    let is_time =
        |field: &str| field.len() > 20 && field.as_bytes()[10] == b'T' && field.ends_with('Z');
    match fields.as_slice() {
        ["http" | "https" | "h2" | "grpcs" | "ws" | "wss", time, name, ..] => {
            is_time(time) && name.starts_with("app/")
        }
        ["tls", _, _, name, ..] => name.starts_with("net/"),
        [time, _, client, ..] if fields.len() == 12 => is_time(time) && client.contains(':'),
        _ => false,
    }
}

fn is_s3_access_log(line: &str) -> bool {
    let mut fields = line.split(' ');
    let owner = fields.next().unwrap_or_default();
    owner.len() == 64
        && owner.bytes().all(|byte| byte.is_ascii_hexdigit())
        && fields.nth(1).is_some_and(|time| time.starts_with('['))
}

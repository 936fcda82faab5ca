//! Cases on an invented snapshot; laws and a real case have files of their own.

mod laws;
pub(crate) mod real_case;

use std::sync::Arc;

use super::*;
use crate::record::EventRecord;
use crate::store::{Field, FileId, HeldFile, SegmentBuilder, assemble};
use crate::time::TimeRange;

pub(crate) fn snapshot(files: &[Vec<String>]) -> Snapshot {
    let mut builder = SegmentBuilder::default();
    for (records, file) in files.iter().zip(0..) {
        let text = format!(r#"{{"Records":[{}]}}"#, records.join(","));
        let mut offset = r#"{"Records":["#.len();
        builder.begin_file(FileId::of_file(file));
        for record in records {
            let mut event = EventRecord::from_json(record).unwrap();
            builder.push(&mut event, offset.try_into().unwrap(), record.len().try_into().unwrap());
            offset += record.len() + 1;
        }
        builder.end_file(|| HeldFile::new(format!("{file}.json"), text.into_bytes().into()));
    }
    assemble(&[Arc::new(builder.seal())])
}

fn answer(snapshot: &Snapshot, filter: &str, sort: &str) -> Answer {
    let query = Query { filter: parse(filter).unwrap(), sort: parse_sort(sort).unwrap() };
    run(snapshot, &query, &Cancel::new()).unwrap()
}

fn names(snapshot: &Snapshot, rows: &[RowId]) -> Vec<String> {
    rows.iter().map(|&row| snapshot.text(row, Field::EventName).into_owned()).collect()
}

/// Five events, one of each kind that matters here.
fn case() -> Snapshot {
    let records = [
        r#"{"eventName":"CreateUser","eventSource":"iam.amazonaws.com","eventTime":"2025-03-11T10:00:00Z",
            "eventID":"a1b2c3d4-0000-4abc-8def-00112233445f","sourceIPAddress":"192.0.2.7","readOnly":false,
            "requestParameters":{"userName":"mallory","tags":[{"key":"Team"}]},
            "userIdentity":{"type":"IAMUser","principalId":"AIDA1","userName":"bob","arn":"arn:aws:iam::111122223333:user/bob"}}"#,
        r#"{"eventName":"Decrypt","eventSource":"kms.amazonaws.com","eventTime":"2025-03-11T11:00:00Z",
            "sourceIPAddress":"192.0.2.9","readOnly":true,"errorCode":"AccessDenied",
            "userIdentity":{"type":"IAMUser","principalId":"AIDA2","userName":"bob"}}"#,
        r#"{"eventName":"DescribeInstances","eventSource":"ec2.amazonaws.com","eventTime":"2025-03-11T11:00:00Z",
            "sourceIPAddress":"198.51.100.1","userAgent":"aws-sdk-go-v2/1.3 os/darwin exec-env/cr",
            "userIdentity":{"type":"AssumedRole","principalId":"AROA1:alice","sessionContext":
            {"sessionIssuer":{"principalId":"AROA1","userName":"Admin"}}}}"#,
        r#"{"eventName":"CreateAccessKey","eventSource":"iam.amazonaws.com","eventTime":"2025-03-12T09:30:00Z",
            "sessionCredentialFromConsole":"true","userIdentity":{"type":"Root","accountId":"111122223333"}}"#,
        r#"{"eventName":"Undated"}"#,
    ];
    snapshot(&[records.map(str::to_owned).to_vec()])
}

#[test]
fn filters_find_what_they_say() {
    let case = case();
    let check = |filter: &str, expected: &[&str]| {
        assert_eq!(names(&case, &answer(&case, filter, "").rows), expected, "{filter}");
    };
    let all = ["CreateUser", "Decrypt", "DescribeInstances", "CreateAccessKey", "Undated"];
    check("", &all);
    check("decr", &["Decrypt"]);
    check("crtacckey", &["CreateAccessKey"]);
    check("!create*", &["Decrypt", "DescribeInstances", "Undated"]);
    check("name:(decrypt,createuser) !error:*", &["CreateUser"]);
    check("name:\"decrypt\" or name:\"Decrypt\"", &["Decrypt"]);
    check("eventSource:iam", &["CreateUser", "CreateAccessKey"]);
    check("service:iam.amazonaws.com", &["CreateUser", "CreateAccessKey"]);
    check("ip:192.0.2.8/30", &["Decrypt"]);
    check("ip:!*", &["CreateAccessKey", "Undated"]);
    check("actor:bob", &["CreateUser", "Decrypt"]);
    check("actor:\"AIDA2\"", &["Decrypt"]);
    check("readOnly:false", &["CreateUser"]);
    check("time:2025-03-11", &["CreateUser", "Decrypt", "DescribeInstances"]);
    check("time:-23h..", &["Decrypt", "DescribeInstances", "CreateAccessKey"]);
    check("time<2025-03-11T11:00", &["CreateUser"]);
    check("!time:*", &["Undated"]);
    check("id:a1b2c3d4-0000-4abc-8def-00112233445f", &["CreateUser"]);
    check("a1b2c3d4-0000-4abc-8def-00112233445f", &["CreateUser"]);
    check("id:a1b2*", &["CreateUser"]);
    check("arn:aws:iam::111122223333:user/*", &["CreateUser"]);
    check("*mallory", &["CreateUser"]);
    check("*Mallory", &[]);
    check("*team create*", &["CreateUser"]);
    // `},{` stands between the records.
    check("*\"},{\"", &[]);
    check("requestParameters.userName:MAL*", &["CreateUser"]);
    check("requestParameters.tags.key:team", &["CreateUser"]);
    check("sessionCredentialFromConsole:true", &["CreateAccessKey"]);
    check("userIdentity.sessionContext.sessionIssuer:*", &["DescribeInstances"]);
    check("access:write -x", &[]);
}

#[test]
fn rows_are_sorted_and_ties_stay_in_time_order() {
    let case = case();
    let check = |filter: &str, sort: &str, expected: &[&str]| {
        assert_eq!(names(&case, &answer(&case, filter, sort).rows), expected, "{sort}");
    };
    check("time:*", "name", &["CreateAccessKey", "CreateUser", "Decrypt", "DescribeInstances"]);
    check(
        "time:*",
        "type:desc,time:desc",
        &["CreateAccessKey", "Decrypt", "CreateUser", "DescribeInstances"],
    );
    check(
        "time:*",
        "time:desc",
        &["CreateAccessKey", "Decrypt", "DescribeInstances", "CreateUser"],
    );
    check("time:*", "ip:desc", &["DescribeInstances", "Decrypt", "CreateUser", "CreateAccessKey"]);
    check("id:* or crt", "id", &["CreateUser"]);
    check("create* or decr", "match", &["Decrypt", "CreateUser", "CreateAccessKey"]);
}

#[test]
fn an_answer_counts_errors_and_writes() {
    let case = case();
    let answer = answer(&case, "time:*", "");
    assert_eq!((answer.matched.count(), answer.n_errors, answer.n_writes), (4, 1, 2));
}

#[test]
fn a_raised_flag_ends_every_answer() {
    let case = case();
    let cancel = Cancel::new();
    cancel.clone().cancel();
    assert_eq!(run(&case, &Query::default(), &cancel), None);
    let all = Bitset::full(case.len());
    assert_eq!(group(&case, &all, &[Field::Actor], 4, &cancel), None);
    assert_eq!(matching(&case, &parse("*x").unwrap(), &cancel), None);
}

#[test]
fn a_search_of_many_files_tells_what_it_has_found_on_the_way() {
    let record = |name: &str, hour: u32| {
        format!(
            r#"{{"eventName":"{name}","eventTime":"2025-03-11T{hour:02}:00:00Z","x":"{}"}}"#,
            "-".repeat(800)
        )
    };
    let files = [(0..4, "B"), (4..8, "B"), (8..12, "A"), (12..16, "B")];
    let files = files.map(|(hours, name)| hours.map(|hour| record(name, hour)).collect());
    let case = snapshot(&files);
    let check = |filter: &str, sort: &str, expected: &[usize]| {
        let query = Query { filter: parse(filter).unwrap(), sort: parse_sort(sort).unwrap() };
        let mut n_rows = Vec::new();
        let whole = run_growing(&case, &query, &Cancel::new(), &mut |growing| {
            n_rows.push(growing.answer(&Cancel::new()).unwrap().rows.len());
        });
        n_rows.push(whole.unwrap().rows.len());
        assert_eq!(n_rows, expected, "{filter} by {sort}");
    };
    check("*\"\\\"b\\\"\"", "", &[4, 8, 8, 12]);
    check("*\"\\\"b\\\"\"", "time:desc", &[4, 4, 8, 12]);
    // Columns decide: nothing is searched on the way, or only the files that are open.
    check("name:b", "", &[12]);
    check("name:a *---", "", &[4]);
    check("name:a or *---", "", &[8, 12, 16]);
}

#[test]
fn a_file_that_is_no_ascii_is_searched_as_it_was_read() {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let plain = r#"{"eventName":"First"},{"eventName":"Second","x":"mallory"}"#;
    let broken = [b"{\"x\":\"\xff\xff\"},".as_slice(), plain.as_bytes()].concat();
    for bytes in [utf16(plain), broken, plain.as_bytes().to_vec()] {
        let held = HeldFile::new("a.json", bytes.into());
        let text = held.text().unwrap();
        let mut builder = SegmentBuilder::default();
        builder.begin_file(FileId::of_file(0));
        for (start, _) in text.match_indices(r#"{"eventName""#) {
            let record = text[start..].split_inclusive('}').next().unwrap();
            let mut event = EventRecord::from_json(record).unwrap();
            builder.push(&mut event, start.try_into().unwrap(), record.len().try_into().unwrap());
        }
        builder.end_file(|| held);
        let case = assemble(&[Arc::new(builder.seal())]);
        for filter in ["*mallory", "*MaLlOrY or *second", ".x:mallory"] {
            assert_eq!(names(&case, &answer(&case, filter, "").rows), ["Second"], "{filter}");
        }
    }
}

#[test]
fn groups_are_a_tree_with_counts_at_every_level() {
    let case = case();
    let by = [Field::IdentityType, Field::Actor];
    let groups = group(&case, &Bitset::full(case.len()), &by, 2, &Cancel::new()).unwrap();
    let lines: Vec<String> = groups
        .iter()
        .flat_map(|group| std::iter::once(group).chain(&group.children))
        .map(|group| {
            format!(
                "{} {} w{} e{} ip{} n{} {:?}",
                group.labels.join("/"),
                group.events,
                group.writes,
                group.errors,
                group.source_ips,
                group.event_names,
                group.spark
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            "IAMUser 2 w1 e1 ip2 n2 [2, 0]",
            "IAMUser/bob 1 w1 e0 ip1 n1 [1, 0]",
            "IAMUser/bob 1 w0 e1 ip1 n1 [1, 0]",
            "(no type) 1 w1 e0 ip0 n1 [0, 0]",
            "(no type)/(no identity) 1 w1 e0 ip0 n1 [0, 0]",
            "AssumedRole 1 w0 e0 ip1 n1 [1, 0]",
            "AssumedRole/Admin 1 w0 e0 ip1 n1 [1, 0]",
            "Root 1 w1 e0 ip0 n1 [0, 1]",
            "Root/root@111122223333 1 w1 e0 ip0 n1 [0, 1]",
        ]
    );
    let second_bob = &groups[0].children[1];
    assert!(second_bob.is_all_failed());
    let filter = group_filter(&case, &by, &second_bob.codes).to_string();
    assert_eq!(filter, "identityType:\"IAMUser\" actor:\"AIDA2\"");
    assert_eq!(full_keys(&groups).len(), 5);
}

#[test]
fn a_histogram_counts_every_row_once() {
    let case = case();
    let matched = Bitset::full(case.len());
    let Answer { failed, written, .. } = answer(&case, "", "");
    let all = histogram(&case, (&matched, &failed, &written), TimeRange::default(), 3);
    assert_eq!(all.width, 43_200);
    assert_eq!((all.start.to_string().as_str(), all.undated), ("2025-03-11T00:00:00Z", 1));
    assert_eq!((all.counts, all.errors), (vec![3, 0, 1], vec![1, 0, 0]));
    let is_written = |row: &RowId| {
        case.text(*row, Field::Access) == "write" && case.text(*row, Field::Result) == "ok"
    };
    assert_eq!(written.to_rows(), matched.iter().filter(is_written).collect::<Vec<_>>());
    let n_written = written.iter().filter(|&row| case.time(row).is_some()).count();
    assert_eq!(all.writes.iter().sum::<u32>() as usize, n_written);
    let range = parse("time:2025-03-11T11:00..2025-03-11T11:01").unwrap();
    let Expr::Term(Term::Time(range)) = range else { panic!("{range:?}") };
    let minute = histogram(&case, (&matched, &failed, &written), range.range(&case), 60);
    assert_eq!((minute.width, minute.counts.len(), minute.counts[0]), (1, 60, 2));
    let none = histogram(
        &Snapshot::default(),
        (&Bitset::new(0), &Bitset::new(0), &Bitset::new(0)),
        TimeRange::default(),
        10,
    );
    assert!(none.counts.is_empty());
}

#[test]
fn a_value_is_summed_up() {
    let case = case();
    let matched = answer(&case, "decr", "").matched;
    let user = summarize(&case, &matched, Field::Actor, RowId(1));
    assert_eq!((user.in_all, user.in_matched, user.n_actors), (1, 1, 1));
    assert_eq!(user.actor.as_deref(), Some("bob"));
    let kind = summarize(&case, &matched, Field::IdentityType, RowId(0));
    assert_eq!((kind.in_all, kind.in_matched, kind.n_actors, kind.actor), (2, 1, 2, None));
    assert_eq!(kind.last.unwrap().clock(), "11:00:00");
    let second = summarize(&case, &matched, Field::Time, RowId(1));
    assert_eq!((second.in_all, second.n_actors), (2, 2));
    let undated = summarize(&case, &matched, Field::EventName, RowId(4));
    assert_eq!((undated.in_all, undated.first), (1, None));
}

use super::*;
use crate::record::EventRecord;
use proptest::prelude::*;

/// A snapshot of files, each a list of records; every file is a segment of its own.
pub(crate) fn snapshot(files: &[&[&str]]) -> Snapshot {
    let segments: Vec<Arc<Segment>> =
        files.iter().zip(0..).map(|(records, file)| Arc::new(segment(file, records))).collect();
    assemble(&segments)
}

fn segment(file: u32, records: &[&str]) -> Segment {
    let mut builder = SegmentBuilder::default();
    let text = records.join("\n");
    builder.begin_file(FileId::of_file(file));
    let mut offset = 0;
    for record in records {
        let length = u32::try_from(record.len()).unwrap();
        builder.push(&mut EventRecord::from_json(record).unwrap(), offset, length);
        offset += length + 1;
    }
    builder.end_file(|| HeldFile::new(format!("{file}.json"), text.into_bytes().into()));
    builder.seal()
}

pub(crate) fn event(id: &str, time: &str) -> String {
    format!(r#"{{"eventName":"{id}","eventID":"{id}","eventTime":"2025-03-11T10:00:{time}Z"}}"#)
}

pub(crate) fn names(snapshot: &Snapshot) -> Vec<String> {
    let rows = (0..snapshot.len()).map(RowId::from_index);
    rows.map(|row| snapshot.text(row, Field::EventName).into_owned()).collect()
}

#[test]
fn events_are_in_time_order_ties_by_file_and_place_and_undated_last() {
    let (a, b, c) = (event("a", "05"), event("b", "01"), event("c", "05"));
    let snapshot = snapshot(&[&[r#"{"eventName":"undated"}"#, &a, &c], &[&b, &event("d", "05")]]);
    assert_eq!(names(&snapshot), ["b", "a", "c", "d", "undated"]);
    assert_eq!(snapshot.n_dated(), 4);
    assert_eq!(snapshot.time(RowId(4)), None);
}

#[test]
fn an_event_delivered_twice_is_shown_once_and_its_copy_is_known() {
    let (a, b) = (event("a", "05"), event("b", "01"));
    let snapshot = snapshot(&[&[&a], &[&b, &a]]);
    assert_eq!(names(&snapshot), ["b", "a"]);
    let offset = u32::try_from(b.len() + 1).unwrap();
    let length = u32::try_from(a.len()).unwrap();
    let copy = Duplicate { of: RowId(1), file: FileId::of_file(1), offset, length };
    assert_eq!(snapshot.duplicates_of(RowId(1)), [copy]);
    assert_eq!(snapshot.duplicates_of(RowId(0)), []);
}

#[test]
fn an_id_received_by_two_accounts_is_two_events_and_a_missing_id_none() {
    let one = r#"{"eventName":"a","eventID":"1","recipientAccountId":"111122223333"}"#;
    let other = r#"{"eventName":"a","eventID":"1","recipientAccountId":"444455556666"}"#;
    let nameless = r#"{"eventName":"a"}"#;
    let snapshot = snapshot(&[&[one, other, nameless, nameless]]);
    assert_eq!((snapshot.len(), snapshot.duplicates().len()), (4, 0));
    assert_eq!(snapshot.rows_with_id("1").len(), 2);
}

#[test]
fn the_json_of_an_event_comes_from_its_file_unchanged() {
    let odd = r#"{"eventName":"a" ,"x":[1,  2.50]}"#;
    let snapshot = snapshot(&[&[r#"{"eventName":"b"}"#, odd]]);
    assert_eq!(snapshot.json(RowId(1), &mut TextCache::default()).unwrap(), odd);
}

#[test]
fn fields_read_through_a_lens_have_their_own_values() {
    let snapshot = snapshot(&[&[
        r#"{"eventName":"a","eventSource":"iam.amazonaws.com","errorCode":"AccessDenied",
            "userIdentity":{"type":"IAMUser","principalId":"AIDA1","userName":"bob"}}"#,
        r#"{"eventName":"b","eventSource":"custom"}"#,
    ]]);
    let texts = |field| [0, 1].map(|row| snapshot.text(RowId(row), field).into_owned());
    assert_eq!(texts(Field::Service), ["iam", "custom"]);
    assert_eq!(texts(Field::EventSource), ["iam.amazonaws.com", "custom"]);
    assert_eq!(texts(Field::ErrorCode), ["AccessDenied", ""]);
    assert_eq!(texts(Field::Result), ["AccessDenied", "ok"]);
    assert_eq!(texts(Field::Actor), ["bob", "(no identity)"]);
    assert_eq!(texts(Field::File), ["0.json", "0.json"]);
}

#[test]
fn addresses_sort_by_number() {
    let ips = ["10.0.0.2", "ec2.amazonaws.com", "9.1.1.1", "2001:db8::1"];
    let records = ips.map(|ip| format!(r#"{{"eventName":"a","sourceIPAddress":"{ip}"}}"#));
    let snapshot = snapshot(&[&records.each_ref().map(String::as_str)]);
    let view = snapshot.view(Field::SourceIp).unwrap();
    let mut sorted: Vec<u32> = (1..5).collect();
    sorted.sort_by_key(|&code| snapshot.ranks(Field::SourceIp)[code as usize]);
    let sorted: Vec<&str> = sorted.into_iter().map(|code| view.values.text(code)).collect();
    assert_eq!(sorted, ["9.1.1.1", "10.0.0.2", "2001:db8::1", "ec2.amazonaws.com"]);
}

#[test]
fn a_place_finds_its_event_again_among_more() {
    let (a, b) = (event("a", "05"), event("b", "05"));
    let few = snapshot(&[&[&b], &[&a]]);
    let more = snapshot(&[&[&b], &[&a], &[&event("c", "01")]]);
    let place = few.place(RowId(1));
    assert_eq!(more.find(place), Some(RowId(2)));
}

#[test]
fn no_segments_are_an_empty_snapshot() {
    let empty = Snapshot::default();
    assert!(empty.is_empty());
    assert_eq!(empty.span(), None);
    assert_eq!(empty.ranks(Field::EventName).len(), 1);
}

proptest! {
    /// How files are shared among readers must not show.
    #[test]
    fn the_order_of_segments_does_not_matter(
        events in prop::collection::vec((0..6u8, 0..4u8), 1..40),
        order in Just((0..5usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let mut files = vec![Vec::new(); 5];
        for (index, (id, time)) in events.iter().enumerate() {
            files[index % 5].push(event(&format!("e{id}"), &format!("0{time}")));
        }
        let build = |order: &[usize]| {
            let segments: Vec<Arc<Segment>> = order
                .iter()
                .map(|&file| {
                    let records: Vec<&str> = files[file].iter().map(String::as_str).collect();
                    Arc::new(segment(u32::try_from(file).unwrap(), &records))
                })
                .collect();
            let snapshot = assemble(&segments);
            assert_eq!(names(&assemble_last(segments)), names(&snapshot));
            let places: Vec<_> = (0..snapshot.len()).map(|i| snapshot.place(RowId::from_index(i))).collect();
            (names(&snapshot), places, snapshot.duplicates().to_vec())
        };
        let (shuffled, sorted) = (build(&order), build(&[0, 1, 2, 3, 4]));
        prop_assert_eq!(&shuffled, &sorted);
        prop_assert_eq!(shuffled.1.len() + shuffled.2.len(), events.len());
    }
}

use proptest::prelude::*;

use super::*;

/// The members of a zip or a tar as its walk finds them: `name:length`, or `name!` for what cannot be read.
fn listed(kind: Kind, bytes: &[u8]) -> (Vec<String>, Option<String>) {
    let mut members = Vec::new();
    let mut visit = |entry: Entry<'_>| {
        let (content, damage) = read_up_to(entry.content, 1 << 20);
        let mark = if damage.is_some() || entry.what != What::File { "!" } else { "" };
        members.push(format!("{}:{}{mark}", entry.name, content.len()));
        Flow::Continue(())
    };
    let end = match kind {
        Kind::Zip => zip::walk(&mut Cursor::new(bytes), &mut visit),
        _ => tar::walk(&mut Cursor::new(bytes), &mut visit),
    };
    (members, end.err().map(|damage| damage.reason))
}

fn tar_of(name: &[u8], kind: u8, content: &[u8]) -> Vec<u8> {
    let mut block = vec![0; tar::BLOCK];
    block[..name.len()].copy_from_slice(name);
    block[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
    block[156] = kind;
    let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum::<u32>() + 8 * 32;
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block.extend(content);
    block.resize(block.len().next_multiple_of(tar::BLOCK), 0);
    block
}

#[test]
fn a_tar_is_told_by_its_checksum() {
    let mut tar = tar_of(b"a.txt", b'0', b"hello");
    assert_eq!(Kind::of(&tar), Kind::Tar);
    tar[0] ^= 1;
    assert_eq!(Kind::of(&tar), Kind::Plain);
    assert_eq!(Kind::of(&[b' '; 600]), Kind::Plain);
    assert_eq!(Kind::of(&[0; 600]), Kind::Plain);
}

#[test]
fn a_sparse_file_is_told_in_both_ways_to_write_it() {
    let pax = tar_of(b"pax", b'x', b"22 GNU.sparse.major=1\n26 GNU.sparse.name=a.json\n");
    let tar =
        [pax, tar_of(b"GNUSparseFile.0/a.json", b'0', b"1\n0\n2\n"), tar_of(b"b", b'S', b"x")];
    assert_eq!(listed(Kind::Tar, &tar.concat()).0, ["a.json:6!", "b:1!"]);
}

#[test]
fn long_names_and_sizes_ahead_hold_for_one_member() {
    let long = "x".repeat(200);
    let gnu = tar_of(b"././@LongLink", b'L', format!("{long}\0").as_bytes());
    let pax = tar_of(b"pax", b'x', b"13 path=a/b c\n11 size=2\n");
    let tar = [
        gnu,
        tar_of(b"cut", b'0', b"hello"),
        tar_of(b"folder/", b'5', b""),
        tar_of(b"b", b'0', b"hi"),
        pax,
        tar_of(b"cut", b'0', b"hi"),
        vec![0; 1024],
        tar_of(b"second archive", 0, b"yes"),
    ]
    .concat();
    let expected =
        vec![format!("{long}:5"), "b:2".into(), "a/b c:2".into(), "second archive:3".into()];
    assert_eq!(listed(Kind::Tar, &tar), (expected, None));
}

#[test]
fn a_tar_that_loses_its_way_says_where() {
    let tar = [tar_of(b"a", b'0', b"hello"), vec![b'x'; 512]].concat();
    let (members, damage) = listed(Kind::Tar, &tar);
    assert_eq!(members, ["a:5"]);
    assert_eq!(damage.as_deref(), Some("no tar header at byte 1024"));
}

#[test]
fn a_member_that_claims_more_than_there_is_gives_what_is_there() {
    let mut tar = tar_of(b"a", b'0', &[b'x'; 700]);
    tar.truncate(900);
    let (members, damage) = listed(Kind::Tar, &tar);
    assert_eq!((members, damage.as_deref()), (vec!["a:388".to_owned()], Some("tar ends early")));
}

#[test]
fn an_empty_zip_has_no_members() {
    let zip = [&b"PK\x05\x06"[..], &[0; 18]].concat();
    assert_eq!(Kind::of(&zip), Kind::Zip);
    assert_eq!(listed(Kind::Zip, &zip), (vec![], None));
}

#[test]
fn memory_does_not_follow_what_a_stream_could_give() {
    let (bytes, damage) = read_up_to(&mut io::repeat(b'x'), 1000);
    assert_eq!((bytes.len(), damage.as_deref()), (1000, Some("more than 1000 bytes")));
    assert_eq!(read_up_to(&mut Cursor::new(b"abc"), 3), (b"abc".to_vec(), None));
}

proptest! {
    #[test]
    fn any_bytes_after_a_magic_are_passed_without_a_panic(
        magic in prop::sample::select(vec![
            &b"PK\x03\x04"[..], b"PK\x05\x06", b"\x28\xb5\x2f\xfd", b"\x50\x2a\x4d\x18", b"BZh91AY&SY",
            b"\x1f\x8b\x08\x00", b"PK\x01\x02",
        ]),
        bytes in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        let bytes = [magic, &bytes].concat();
        for kind in [Kind::Gzip, Kind::Bzip2, Kind::Zstd] {
            prop_assert!(inflate(kind, &bytes, 1 << 16).0.len() <= 1 << 16);
        }
        listed(Kind::Zip, &bytes);
        listed(Kind::Tar, &bytes);
    }

    #[test]
    fn a_changed_tar_never_panics(place in 0..2000usize, byte in any::<u8>()) {
        let mut tar = [tar_of(b"a", b'0', b"hello"), tar_of(b"p", b'x', b"11 size=2\n"), tar_of(b"b", b'0', b"hi")].concat();
        let place = place % tar.len();
        tar[place] = byte;
        listed(Kind::Tar, &tar);
    }
}

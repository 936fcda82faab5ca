//! Zip: members behind headers of their own, and a list of them at the end.
//!
//! The list counts: it has the sizes, and members that were deleted are not in it. Of a zip that was
//! cut off, the members are read from the front by their own headers. Two members of one name are
//! two members. Format: PKWARE's APPNOTE 6.3, sections 4.3 and 4.4.

use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use flate2::bufread::DeflateDecoder;

use super::{Damage, Entry, Flow, Inflating, Kind, What};

const MEMBER: [u8; 4] = *b"PK\x03\x04";
const LISTED: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";
const END_64: [u8; 4] = *b"PK\x06\x06";
const END_64_PLACE: [u8; 4] = *b"PK\x06\x07";

const END_LENGTH: usize = 22;
const LISTED_LENGTH: usize = 46;
const MEMBER_LENGTH: usize = 30;

/// A member as the list, or its own header, has it.
#[derive(Debug, Default)]
struct Member {
    name: String,
    flags: u16,
    method: u16,
    crc: u32,
    n_compressed: u64,
    /// Where its own header stands.
    header_at: u64,
    is_link: bool,
}

impl Member {
    fn is_encrypted(&self) -> bool {
        self.flags & 1 != 0
    }

    /// Sizes and checksum follow the content.
    fn is_unsized(&self) -> bool {
        self.flags & 8 != 0
    }

    fn what(&self) -> What {
        if self.is_link {
            return What::Other("a link; links in archives are not followed");
        }
        if self.is_encrypted() {
            return What::Closed("encrypted".to_owned());
        }
        match self.method {
            0 | 8 | 12 | 93 => What::File,
            method => What::Closed(format!("compressed by method {method}, which is not known")),
        }
    }
}

/// Passes all members to `visit`, in the order of the list.
pub(crate) fn walk<R: BufRead + Seek>(
    source: &mut R,
    visit: &mut dyn FnMut(Entry<'_>) -> Flow,
) -> Result<(), Damage> {
    match find_list(source).map_err(|error| Damage::new(super::reason(&error)))? {
        Some(list) => walk_list(source, &list, visit),
        None => walk_from_the_front(source, visit),
    }
}

/// The list of members, and how far their places are off: programs that unpack themselves stand
/// before some archives.
struct List {
    bytes: Vec<u8>,
    shift: u64,
}

fn find_list<R: BufRead + Seek>(source: &mut R) -> io::Result<Option<List>> {
    let n_bytes = source.seek(SeekFrom::End(0))?;
    let tail_at = n_bytes.saturating_sub((END_LENGTH + 0xffff) as u64);
    source.seek(SeekFrom::Start(tail_at))?;
    let mut tail = Vec::new();
    source.take(n_bytes - tail_at).read_to_end(&mut tail)?;
    let Some(end) = memchr::memmem::rfind(&tail, &END).filter(|end| end + END_LENGTH <= tail.len())
    else {
        return Ok(None);
    };
    let mut list_end = tail_at + end as u64;
    let mut size = u64::from(u32_at(&tail, end + 12));
    let mut start = u64::from(u32_at(&tail, end + 16));
    let place = end.checked_sub(20).filter(|&at| tail[at..].starts_with(&END_64_PLACE));
    if let Some(place) = place {
        let wide_at = u64_at(&tail, place + 8);
        source.seek(SeekFrom::Start(wide_at))?;
        let mut wide = Vec::new();
        source.take(56).read_to_end(&mut wide)?;
        if wide.len() == 56 && wide.starts_with(&END_64) {
            list_end = wide_at;
            size = u64_at(&wide, 40);
            start = u64_at(&wide, 48);
        }
    }
    let Some(list_at) = list_end.checked_sub(size).filter(|&at| at >= start) else {
        return Ok(None);
    };
    source.seek(SeekFrom::Start(list_at))?;
    let mut bytes = Vec::new();
    source.take(size).read_to_end(&mut bytes)?;
    let is_list = bytes.is_empty() || bytes.starts_with(&LISTED);
    Ok(is_list.then_some(List { bytes, shift: list_at - start }))
}

fn walk_list<R: BufRead + Seek>(
    source: &mut R,
    list: &List,
    visit: &mut dyn FnMut(Entry<'_>) -> Flow,
) -> Result<(), Damage> {
    let mut rest = &list.bytes[..];
    while !rest.is_empty() {
        let Some((member, length)) = listed(rest) else {
            return Err(Damage::new("the zip's list of members is damaged"));
        };
        rest = &rest[length..];
        if member.name.ends_with('/') {
            continue;
        }
        let is_there = go_to_content(source, member.header_at.saturating_add(list.shift));
        let flow = match is_there {
            Ok(true) => pass(source, member, visit),
            Ok(false) => closed(member, "its header is not where the list says", visit),
            Err(error) => closed(member, &super::reason(&error), visit),
        };
        if let ControlFlow::Break(()) = flow {
            return Ok(());
        }
    }
    if list.shift > 0 {
        let reason = format!(
            "{} bytes stand before the zip, as programs that unpack themselves have; \
             they were not read",
            list.shift
        );
        return Err(Damage { reason, remedy: "look at them by other means" });
    }
    Ok(())
}

fn closed(member: Member, reason: &str, visit: &mut dyn FnMut(Entry<'_>) -> Flow) -> Flow {
    let what = What::Closed(reason.to_owned());
    visit(Entry { name: member.name, what, content: &mut io::empty() })
}

/// Passes one member.
fn pass<R: BufRead>(
    source: &mut R,
    member: Member,
    visit: &mut dyn FnMut(Entry<'_>) -> Flow,
) -> Flow {
    let what = member.what();
    let mut content = Checked::new(&member, source.take(member.n_compressed));
    visit(Entry { name: member.name, what, content: &mut content })
}

/// The entry of the list at the front of `bytes`, and its length.
fn listed(bytes: &[u8]) -> Option<(Member, usize)> {
    let head = bytes.get(..LISTED_LENGTH).filter(|head| head.starts_with(&LISTED))?;
    let [n_name, n_extra, n_comment] = [28, 30, 32].map(|at| usize::from(u16_at(head, at)));
    let name = bytes.get(LISTED_LENGTH..LISTED_LENGTH + n_name)?;
    let extra = bytes.get(LISTED_LENGTH + n_name..LISTED_LENGTH + n_name + n_extra)?;
    let is_unix = head[5] == 3;
    let mut member = Member {
        name: String::from_utf8_lossy(name).into_owned(),
        flags: u16_at(head, 8),
        method: u16_at(head, 10),
        crc: u32_at(head, 16),
        n_compressed: u64::from(u32_at(head, 20)),
        header_at: u64::from(u32_at(head, 42)),
        is_link: is_unix && u32_at(head, 38) >> 28 == 0o12,
    };
    let mut wide = wide_numbers(extra);
    // Each number is there only when its field is full.
    for (at, field) in
        [(24, None), (20, Some(&mut member.n_compressed)), (42, Some(&mut member.header_at))]
    {
        if u32_at(head, at) == u32::MAX {
            let number = wide.next()?;
            if let Some(field) = field {
                *field = number;
            }
        }
    }
    let length = LISTED_LENGTH + n_name + n_extra + n_comment;
    (length <= bytes.len()).then_some((member, length))
}

/// The 64-bit numbers of the extra field that is made for them.
fn wide_numbers(extra: &[u8]) -> impl Iterator<Item = u64> {
    let mut rest = extra;
    let mut found: &[u8] = &[];
    while rest.len() >= 4 {
        let length = usize::from(u16_at(rest, 2));
        let Some(field) = rest.get(4..4 + length) else { break };
        if u16_at(rest, 0) == 1 {
            found = field;
        }
        rest = &rest[4 + length..];
    }
    found.as_chunks::<8>().0.iter().map(|number| u64::from_le_bytes(*number))
}

/// Goes behind the header at `at`; `false` when there is none.
fn go_to_content<R: BufRead + Seek>(source: &mut R, at: u64) -> io::Result<bool> {
    source.seek(SeekFrom::Start(at))?;
    let mut head = [0; MEMBER_LENGTH];
    source.read_exact(&mut head)?;
    let n_skipped = i64::from(u16_at(&head, 26)) + i64::from(u16_at(&head, 28));
    source.seek_relative(n_skipped)?;
    Ok(head.starts_with(&MEMBER))
}

/// Without a list: header after header, as far as they go.
fn walk_from_the_front<R: BufRead + Seek>(
    source: &mut R,
    visit: &mut dyn FnMut(Entry<'_>) -> Flow,
) -> Result<(), Damage> {
    let damage = || {
        Damage::new("the zip's list of members is missing: it ends early, or something is left out")
    };
    source.rewind().map_err(|_| damage())?;
    while let Some(member) = own_header(source).map_err(|_| damage())? {
        // Without a size only a stream that knows its own end can be passed.
        if member.is_unsized() && (member.method != 8 || member.is_encrypted()) {
            return Err(damage());
        }
        let flow = if member.is_unsized() {
            let Some(flow) = pass_unsized(source, member, visit) else { return Err(damage()) };
            if !skip_sizes(source).map_err(|_| damage())? {
                return Err(damage());
            }
            flow
        } else {
            let content_at = source.stream_position().map_err(|_| damage())?;
            let next = content_at.saturating_add(member.n_compressed);
            let flow = pass(source, member, visit);
            source.seek(SeekFrom::Start(next)).map_err(|_| damage())?;
            flow
        };
        if flow.is_break() {
            return Ok(());
        }
    }
    Err(damage())
}

/// The header of the next member; `None` when something else follows.
fn own_header<R: BufRead>(source: &mut R) -> io::Result<Option<Member>> {
    let mut head = [0; MEMBER_LENGTH];
    source.read_exact(&mut head)?;
    if !head.starts_with(&MEMBER) {
        return Ok(None);
    }
    let mut name = vec![0; usize::from(u16_at(&head, 26))];
    source.read_exact(&mut name)?;
    let mut extra = vec![0; usize::from(u16_at(&head, 28))];
    source.read_exact(&mut extra)?;
    let narrow = u32_at(&head, 18);
    // Both sizes stand in the extra field when either does.
    let wide = (narrow == u32::MAX).then(|| wide_numbers(&extra).nth(1)).flatten();
    Ok(Some(Member {
        name: String::from_utf8_lossy(&name).into_owned(),
        flags: u16_at(&head, 6),
        method: u16_at(&head, 8),
        crc: u32_at(&head, 14),
        n_compressed: wide.unwrap_or(u64::from(narrow)),
        ..Member::default()
    }))
}

/// Passes a member whose end only its content knows; `None` when that was not reached.
fn pass_unsized<R: BufRead>(
    source: &mut R,
    member: Member,
    visit: &mut dyn FnMut(Entry<'_>) -> Flow,
) -> Option<Flow> {
    let mut content = DeflateDecoder::new(source);
    let flow = visit(Entry { name: member.name, what: What::File, content: &mut content });
    // What the visitor did not want may be without end.
    matches!(content.read(&mut [0]), Ok(0)).then_some(flow)
}

/// Passes the sizes and the checksum behind a content; `false` when they are not there.
fn skip_sizes<R: BufRead + Seek>(source: &mut R) -> io::Result<bool> {
    // With or without a mark before it, with narrow or wide sizes.
    for length in [16, 24, 12, 20] {
        let start = source.stream_position()?;
        let mut bytes = vec![0; length + 4];
        if source.read_exact(&mut bytes).is_ok()
            && (bytes[length..] == MEMBER || bytes[length..] == LISTED)
        {
            source.seek_relative(-4)?;
            return Ok(true);
        }
        source.seek(SeekFrom::Start(start))?;
    }
    Ok(false)
}

/// A content that says at its end whether it is what was packed.
struct Checked<R: BufRead> {
    content: Content<R>,
    crc: crc32fast::Hasher,
    expected: u32,
}

enum Content<R: BufRead> {
    Stored(R),
    Deflated(DeflateDecoder<R>),
    Other(Inflating<R>),
}

impl<R: BufRead> Checked<R> {
    fn new(member: &Member, compressed: R) -> Self {
        let content = match member.method {
            8 => Content::Deflated(DeflateDecoder::new(compressed)),
            12 => Content::Other(Inflating::new(Kind::Bzip2, compressed)),
            93 => Content::Other(Inflating::new(Kind::Zstd, compressed)),
            _ => Content::Stored(compressed),
        };
        Self { content, crc: crc32fast::Hasher::new(), expected: member.crc }
    }
}

impl<R: BufRead> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_bytes = match &mut self.content {
            Content::Stored(stream) => stream.read(buffer)?,
            Content::Deflated(stream) => stream.read(buffer)?,
            Content::Other(stream) => stream.read(buffer)?,
        };
        self.crc.update(&buffer[..n_bytes]);
        if n_bytes == 0 && !buffer.is_empty() && self.crc.clone().finalize() != self.expected {
            return Err(io::Error::other("zip checksum does not match, or it ends early"));
        }
        Ok(n_bytes)
    }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}

//! Tar: members one after the other, each behind a block that says its name and size.
//!
//! POSIX `ustar` and `pax`, GNU long names, and the headers from before them. Links and devices are
//! named and not followed. Several archives back to back are read as one.

use std::io::{self, Read};
use std::ops::ControlFlow;

use super::{Damage, Entry, Flow, What};

/// Headers and contents begin at multiples of it.
pub(crate) const BLOCK: usize = 512;

/// A name that is longer is cut; paths of objects in S3 have 1,024 bytes at most.
const LONGEST_NAME: usize = 64 << 10;

/// More attributes than this are no longer looked at.
const MOST_ATTRIBUTES: usize = 1 << 20;

/// Whether a block is the header of a member: its checksum says so.
pub(crate) fn is_header(block: &[u8]) -> bool {
    block.get(..BLOCK).is_some_and(|block| {
        block[0] != 0 && number(&block[148..156]).is_some_and(|claimed| claimed == checksum(block))
    })
}

/// The sum of all bytes, those of the checksum itself taken for spaces.
fn checksum(block: &[u8]) -> u64 {
    let sum = |bytes: &[u8]| bytes.iter().map(|&byte| u64::from(byte)).sum::<u64>();
    sum(&block[..148]) + 8 * u64::from(b' ') + sum(&block[156..BLOCK])
}

/// A number in octal digits, or in base 256 as GNU writes large ones.
fn number(field: &[u8]) -> Option<u64> {
    if field[0] == 0x80 {
        return field[1..].iter().try_fold(0u64, |value, &byte| {
            value.checked_mul(256).map(|value| value + u64::from(byte))
        });
    }
    let digits = field.iter().skip_while(|byte| **byte == b' ');
    let digits = digits.take_while(|byte| !matches!(byte, b' ' | 0));
    let mut n_digits = 0;
    let value = digits.into_iter().try_fold(0u64, |value, &byte| {
        n_digits += 1;
        matches!(byte, b'0'..=b'7').then(|| value * 8 + u64::from(byte - b'0'))
    })?;
    (n_digits > 0).then_some(value)
}

/// What the blocks before a member's own say of it.
#[derive(Default)]
struct Ahead {
    name: Option<String>,
    size: Option<u64>,
    is_sparse: bool,
}

/// Passes all members to `visit`, in order.
pub(crate) fn walk<R: Read>(
    stream: &mut R,
    visit: &mut dyn FnMut(Entry<'_>) -> Flow,
) -> Result<(), Damage> {
    let mut ahead = Ahead::default();
    let mut at = 0u64;
    while let Some(block) = next_block(stream)? {
        let header_at = at;
        at += BLOCK as u64;
        if block.iter().all(|&byte| byte == 0) {
            continue;
        }
        if !is_header(&block) {
            return Err(Damage::new(format!("no tar header at byte {header_at}")));
        }
        let Some(size) = number(&block[124..136]) else {
            return Err(Damage::new(format!("tar header without a size at byte {header_at}")));
        };
        let size =
            if matches!(block[156], b'L' | b'x') { size } else { ahead.size.unwrap_or(size) };
        let mut content = (&mut *stream).take(size);
        match block[156] {
            b'L' => ahead.name = Some(text(&attributes(&mut content, LONGEST_NAME)?)),
            b'x' => ahead.read(&attributes(&mut content, MOST_ATTRIBUTES)?),
            // Long names of links, and what holds for all members: no sizes, no names.
            b'K' | b'g' => {}
            kind => {
                let kind = if ahead.is_sparse { b'S' } else { kind };
                let name = ahead.name.take().unwrap_or_else(|| short_name(&block));
                ahead = Ahead::default();
                if let Some(what) = what(kind, &name) {
                    let entry = Entry { name, what, content: &mut content };
                    if let ControlFlow::Break(()) = visit(entry) {
                        return Ok(());
                    }
                }
            }
        }
        let padded = size.div_ceil(BLOCK as u64).saturating_mul(BLOCK as u64);
        skip(&mut content)?;
        skip_padding(stream, padded - size)?;
        at = at.saturating_add(padded);
    }
    Ok(())
}

/// What a member of this type is; `None` for folders.
fn what(kind: u8, name: &str) -> Option<What> {
    Some(match kind {
        b'5' => return None,
        // Before `ustar`, a folder was a file whose name ends so.
        b'0' | 0 if name.ends_with('/') => return None,
        b'1' | b'2' => What::Other("a link; links in archives are not followed"),
        b'3' | b'4' | b'6' => What::Other("a device"),
        b'S' => What::Closed("a sparse file, which is not supported".to_owned()),
        _ => What::File,
    })
}

impl Ahead {
    /// Reads `17 path=a/b.json\n`, one after the other.
    fn read(&mut self, attributes: &[u8]) {
        let mut rest = attributes;
        while let Some(space) = memchr::memchr(b' ', rest) {
            let length = std::str::from_utf8(&rest[..space]).ok().and_then(|n| n.parse().ok());
            let Some(record) = length.and_then(|length: usize| rest.get(space + 1..length)) else {
                return;
            };
            rest = &rest[space + 1 + record.len()..];
            let record = record.strip_suffix(b"\n").unwrap_or(record);
            if let Some(path) = record.strip_prefix(b"path=") {
                self.name = Some(text(path));
            } else if let Some(size) = record.strip_prefix(b"size=") {
                self.size = text(size).parse().ok();
            } else if let Some(name) = record.strip_prefix(b"GNU.sparse.name=") {
                self.name = Some(text(name));
            }
            self.is_sparse |= record.starts_with(b"GNU.sparse.");
        }
    }
}

fn short_name(block: &[u8]) -> String {
    let name = text(&block[..100]);
    let prefix = text(&block[345..500]);
    // In GNU's own format other things stand there.
    let has_prefix = block[257..263] == *b"ustar\0" && !prefix.is_empty();
    if has_prefix { format!("{prefix}/{name}") } else { name }
}

/// The text before the first zero byte.
fn text(bytes: &[u8]) -> String {
    let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}

fn next_block(stream: &mut impl Read) -> Result<Option<Vec<u8>>, Damage> {
    let mut block = Vec::with_capacity(BLOCK);
    stream.take(BLOCK as u64).read_to_end(&mut block).map_err(|error| cut(&error))?;
    match block.len() {
        0 => Ok(None),
        BLOCK => Ok(Some(block)),
        _ => Err(Damage::new("tar ends early")),
    }
}

/// The first `limit` bytes of what is left.
fn attributes(content: &mut io::Take<impl Read>, limit: usize) -> Result<Vec<u8>, Damage> {
    let mut bytes = Vec::new();
    content.take(limit as u64).read_to_end(&mut bytes).map_err(|error| cut(&error))?;
    Ok(bytes)
}

/// Passes what is left of a content, which must all be there.
fn skip(content: &mut io::Take<impl Read>) -> Result<(), Damage> {
    io::copy(content, &mut io::sink()).map_err(|error| cut(&error))?;
    if content.limit() > 0 { Err(Damage::new("tar ends early")) } else { Ok(()) }
}

/// The last padding may be missing: nothing is lost with it.
fn skip_padding(stream: &mut impl Read, n_bytes: u64) -> Result<(), Damage> {
    io::copy(&mut stream.take(n_bytes), &mut io::sink()).map_err(|error| cut(&error))?;
    Ok(())
}

fn cut(error: &io::Error) -> Damage {
    Damage::new(super::reason(error))
}

//! Inflating gzip: whole members at once, bounded, with what could be saved of a damaged file.

use flate2::{Decompress, FlushDecompress, Status};

/// No deflate stream grows more than this (RFC 1951: 258 bytes from 2 bits, less overhead).
const MOST_GROWTH: usize = 1032;

/// What came out of a gzip file.
#[derive(Debug, Default)]
pub struct Inflated {
    /// The bytes, up to the damage if there is any.
    pub bytes: Vec<u8>,
    /// What is wrong with the file.
    pub damage: Option<Damage>,
    /// Number of members begun.
    pub n_members: usize,
}

/// What is wrong with a gzip file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// The file stops before its end, as after a broken download.
    #[error("gzip ends early")]
    EndsEarly,
    /// The compressed data makes no sense from some place on.
    #[error("gzip data is corrupt")]
    Corrupt,
    /// All could be inflated but is not what was compressed.
    #[error("gzip checksum does not match")]
    Checksum,
    /// Bytes follow the last member.
    #[error("{0} bytes after the end of the gzip data")]
    Trailing(usize),
    /// More came out than may be held.
    #[error("inflates to more than {0} bytes")]
    TooLarge(usize),
}

/// Whether `bytes` begin as gzip does.
pub fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b, 0x08])
}

/// Inflates all members of a gzip file, to at most `limit` bytes.
pub fn gunzip(compressed: &[u8], limit: usize) -> Inflated {
    Inflater::default().gunzip(compressed, limit)
}

/// Inflates file after file in the same memory.
///
/// Fresh memory for each file cost a tenth of a load, and left holes of 8 kB a file between the
/// bytes that are held.
#[derive(Debug)]
pub struct Inflater {
    stream: Decompress,
    buffer: Vec<u8>,
}

impl Default for Inflater {
    fn default() -> Self {
        Self { stream: Decompress::new(false), buffer: Vec::new() }
    }
}

impl Inflater {
    /// Inflates all members of a gzip file, to at most `limit` bytes.
    pub fn gunzip(&mut self, compressed: &[u8], limit: usize) -> Inflated {
        let mut bytes = std::mem::take(&mut self.buffer);
        bytes.clear();
        bytes.reserve_exact(size_hint(compressed, limit));
        let mut inflated = Inflated { bytes, ..Inflated::default() };
        let mut rest = compressed;
        while is_gzip(rest) {
            inflated.n_members += 1;
            self.stream.reset(false);
            match member(&mut self.stream, rest, &mut inflated.bytes, limit) {
                Ok(n_bytes) => rest = &rest[n_bytes..],
                Err(damage) => {
                    inflated.damage = Some(damage);
                    return inflated;
                }
            }
        }
        // Padding with zeros is allowed by common tools (tapes, block devices).
        if rest.iter().any(|&byte| byte != 0) {
            inflated.damage = Some(Damage::Trailing(rest.len()));
        }
        inflated
    }

    /// Takes the memory of an [`Inflated`] that is done with, for the next file.
    pub fn recycle(&mut self, bytes: Vec<u8>) {
        self.buffer = bytes;
    }
}

/// The size that the trailer claims, never more than the data could grow to.
fn size_hint(compressed: &[u8], limit: usize) -> usize {
    let claimed = match compressed {
        [.., a, b, c, d] => u32::from_le_bytes([*a, *b, *c, *d]) as usize,
        _ => 0,
    };
    claimed.min(compressed.len().saturating_mul(MOST_GROWTH)).min(limit)
}

/// Inflates one member onto `out`; the answer is its length in `input`.
fn member(
    stream: &mut Decompress,
    input: &[u8],
    out: &mut Vec<u8>,
    limit: usize,
) -> Result<usize, Damage> {
    let header = header_length(input).ok_or(Damage::EndsEarly)?;
    let start = out.len();
    loop {
        let read = header + usize::try_from(stream.total_in()).unwrap_or(usize::MAX);
        let written = stream.total_out();
        let status = stream
            .decompress_vec(&input[read..], out, FlushDecompress::None)
            .map_err(|_| Damage::Corrupt)?;
        if status == Status::StreamEnd {
            break;
        }
        if out.len() >= limit {
            return Err(Damage::TooLarge(limit));
        }
        let has_room = out.len() < out.capacity();
        let is_stuck = stream.total_out() == written
            && header + usize::try_from(stream.total_in()).unwrap_or(usize::MAX) == read;
        if has_room && is_stuck {
            return Err(Damage::EndsEarly);
        }
        if !has_room {
            let more = (out.len() / 2).clamp(64 << 10, 64 << 20);
            out.reserve_exact(more.min(limit - out.len()).max(1));
        }
    }
    let end = header + usize::try_from(stream.total_in()).unwrap_or(usize::MAX);
    let trailer = input.get(end..end + 8).ok_or(Damage::EndsEarly)?;
    if crc32fast::hash(&out[start..]).to_le_bytes() != trailer[..4] {
        return Err(Damage::Checksum);
    }
    Ok(end + 8)
}

/// Length of a member's header: RFC 1952, section 2.3. `None` when the file ends inside it.
fn header_length(input: &[u8]) -> Option<usize> {
    const HEADER_CRC: u8 = 2;
    const EXTRA: u8 = 4;
    const NAME: u8 = 8;
    const COMMENT: u8 = 16;
    let flags = *input.get(3)?;
    let mut end = 10;
    if flags & EXTRA != 0 {
        let length = input.get(end..end + 2)?;
        end += 2 + usize::from(u16::from_le_bytes([length[0], length[1]]));
    }
    for flag in [NAME, COMMENT] {
        if flags & flag != 0 {
            end += memchr::memchr(0, input.get(end..)?)? + 1;
        }
    }
    if flags & HEADER_CRC != 0 {
        end += 2;
    }
    (end <= input.len()).then_some(end)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, GzBuilder};
    use proptest::prelude::*;

    use super::*;

    const LIMIT: usize = 1 << 20;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let builder = GzBuilder::new().filename("a.json").extra(vec![1, 2, 3]).comment("c");
        let mut encoder = builder.write(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn members_follow_each_other() {
        let mut file = gzip(b"one ");
        file.extend(gzip(b"two"));
        let inflated = gunzip(&file, LIMIT);
        assert_eq!(inflated.bytes, b"one two");
        assert_eq!((inflated.n_members, inflated.damage), (2, None));
    }

    #[test]
    fn what_follows_the_last_member_is_told() {
        let mut file = gzip(b"one");
        file.extend([0, 0]);
        assert_eq!(gunzip(&file, LIMIT).damage, None);
        file.extend(b"x");
        assert_eq!(gunzip(&file, LIMIT).damage, Some(Damage::Trailing(3)));
    }

    #[test]
    fn a_changed_checksum_is_told() {
        let mut file = gzip(b"one");
        let crc = file.len() - 8;
        file[crc] ^= 1;
        let inflated = gunzip(&file, LIMIT);
        assert_eq!((&inflated.bytes[..], inflated.damage), (&b"one"[..], Some(Damage::Checksum)));
    }

    #[test]
    fn a_bomb_is_stopped_at_the_limit() {
        let inflated = gunzip(&gzip(&vec![b'a'; 4 << 20]), LIMIT);
        assert_eq!(inflated.damage, Some(Damage::TooLarge(LIMIT)));
        assert!(inflated.bytes.len() <= LIMIT);
    }

    proptest! {
        #[test]
        fn a_cut_file_gives_a_prefix(text in "[a-z]{0,2000}", cut in 0.0..1.0f64) {
            let file = gzip(text.as_bytes());
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a small file")]
            let cut = (file.len() as f64 * cut) as usize;
            let inflated = gunzip(&file[..cut], LIMIT);
            prop_assert!(text.as_bytes().starts_with(&inflated.bytes));
            prop_assert!(cut < 3 || inflated.damage == Some(Damage::EndsEarly));
        }

        #[test]
        fn a_flipped_byte_never_panics(text in "[a-z]{0,500}", place in any::<prop::sample::Index>(), bit in 0..8u8) {
            let mut file = gzip(text.as_bytes());
            let place = place.index(file.len());
            file[place] ^= 1 << bit;
            let inflated = gunzip(&file, LIMIT);
            prop_assert!(inflated.bytes.len() <= LIMIT);
        }
    }
}

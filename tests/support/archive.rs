//! Archives for tests, made byte by byte; every member as it was asked for, sense or no sense.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// A member of an archive.
#[derive(Clone)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    File,
    /// The bytes are where it leads.
    Link,
    /// In a zip only.
    Encrypted,
}

/// A file.
pub(crate) fn file(name: &str, bytes: impl Into<Vec<u8>>) -> Member {
    Member { name: name.to_owned(), bytes: bytes.into(), kind: Kind::File }
}

/// A zip of deflated members; with `is_streamed` sizes follow the contents, as in a pipe.
pub(crate) fn zip(members: &[Member], is_streamed: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let mut list = Vec::new();
    for member in members {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&member.bytes).unwrap();
        let content = encoder.finish().unwrap();
        let flags = u16::from(member.kind == Kind::Encrypted) | if is_streamed { 8 } else { 0 };
        let sizes = [crc32fast::hash(&member.bytes), size(&content), size(&member.bytes)];
        let mut common = Vec::new();
        common.extend(20u16.to_le_bytes());
        common.extend(flags.to_le_bytes());
        common.extend(8u16.to_le_bytes());
        common.extend([0; 4]);
        let unsized_common = [common.clone(), vec![0; 12]].concat();
        let sizes: Vec<u8> = sizes.iter().flat_map(|size| size.to_le_bytes()).collect();
        common.extend(&sizes);
        let name_length = u16::try_from(member.name.len()).unwrap().to_le_bytes();
        let at = size(&out);
        out.extend(b"PK\x03\x04");
        out.extend(if is_streamed { &unsized_common } else { &common });
        out.extend(name_length);
        out.extend([0; 2]);
        out.extend(member.name.as_bytes());
        out.extend(&content);
        if is_streamed {
            out.extend(b"PK\x07\x08");
            out.extend(&sizes);
        }
        list.extend(b"PK\x01\x02\x14\x03");
        list.extend(&common);
        list.extend(name_length);
        list.extend([0; 8]);
        let mode: u32 = if member.kind == Kind::Link { 0o120_777 } else { 0o100_644 };
        list.extend((mode << 16).to_le_bytes());
        list.extend(at.to_le_bytes());
        list.extend(member.name.as_bytes());
    }
    let list_at = size(&out);
    let n_members = u16::try_from(members.len()).unwrap().to_le_bytes();
    out.extend(&list);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(n_members);
    out.extend(n_members);
    out.extend(size(&list).to_le_bytes());
    out.extend(list_at.to_le_bytes());
    out.extend([0; 2]);
    out
}

fn size(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap()
}

/// A tar; names of more than 100 bytes go into a `pax` block.
pub(crate) fn tar(members: &[Member]) -> Vec<u8> {
    let mut out = Vec::new();
    for member in members {
        if member.name.len() > 100 {
            let record = format!(" path={}\n", member.name);
            let length = record.len() + 3;
            assert!((100..1000).contains(&length));
            block(&mut out, "pax", b'x', format!("{length}{record}").as_bytes());
        }
        let name: String = member.name.chars().take(100).collect();
        match member.kind {
            Kind::Link => block(&mut out, &name, b'2', &[]),
            _ => block(&mut out, &name, b'0', &member.bytes),
        }
    }
    out.extend([0; 1024]);
    out
}

fn block(out: &mut Vec<u8>, name: &str, kind: u8, bytes: &[u8]) {
    let mut header = [0; 512];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[100..108].copy_from_slice(b"0000644\0");
    header[124..136].copy_from_slice(format!("{:011o}\0", bytes.len()).as_bytes());
    header[148..156].copy_from_slice(b"        ");
    header[156] = kind;
    header[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    out.extend(header);
    out.extend(bytes);
    out.extend(vec![0; bytes.len().next_multiple_of(512) - bytes.len()]);
}

/// A text as UTF-16, the low byte first; with a byte order mark.
pub(crate) fn utf16(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Bytes as bzip2.
pub(crate) fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ::bzip2::write::BzEncoder::new(Vec::new(), ::bzip2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Bytes as zstd.
pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

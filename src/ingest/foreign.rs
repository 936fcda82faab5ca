//! Files that are no text: told by their first bytes, with what can be done about them.

use super::diagnostic::Diagnostic;
use super::report::{FileReport, Status};
use Sort::{Archive, Database, Disk, Encrypted, Office, Other};

/// What is to be done about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Compressed, alone or with others, in a way that is not read here.
    Archive,
    Encrypted,
    /// Rows that a program of its own writes as text.
    Database,
    Office,
    Disk,
    /// Holds no logs.
    Other,
}

/// Kinds by the bytes that they begin with.
const KINDS: &[(&[u8], &str, Sort)] = &[
    (b"\xfd7zXZ\0", "xz", Archive),
    (b"7z\xbc\xaf\x27\x1c", "7z", Archive),
    (b"Rar!\x1a\x07", "rar", Archive),
    (b"\x04\x22\x4d\x18", "lz4", Archive),
    (b"\x02\x21\x4c\x18", "lz4", Archive),
    (b"\xff\x06\0\0sNaPpY", "snappy", Archive),
    (b"\x89LZO\0\r\n\x1a\n", "lzop", Archive),
    (b"LZIP\x01", "lzip", Archive),
    (b"\x5d\0\0", "lzma", Archive),
    (b"\x1f\x9d", "compress (.Z)", Archive),
    (b"\x78\x9c", "zlib", Archive),
    (b"\x78\xda", "zlib", Archive),
    (b"MSCF\0\0\0\0", "cabinet", Archive),
    (b"PK\x07\x08", "part of a split zip", Archive),
    (b"070701", "cpio", Archive),
    (b"!<arch>\n", "ar", Archive),
    (b"Salted__", "encrypted by OpenSSL", Encrypted),
    (b"age-encryption.org/", "encrypted by age", Encrypted),
    (b"-----BEGIN PGP MESSAGE", "encrypted by PGP", Encrypted),
    (b"\x85\x01\x0c\x03", "encrypted by PGP", Encrypted),
    (b"\x85\x02\x0c\x03", "encrypted by PGP", Encrypted),
    (b"\x8c\x0d\x04", "encrypted by PGP", Encrypted),
    (b"PAR1", "Parquet file", Database),
    (b"ORC", "ORC file", Database),
    (b"Obj\x01", "Avro file", Database),
    (b"ARROW1", "Arrow file", Database),
    (b"SQLite format 3\0", "SQLite database", Database),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office document", Office),
    (b"EVF\x09\x0d\x0a\xff\0", "disk image", Disk),
    (b"EVF2\x0d\x0a\x81\0", "disk image", Disk),
    (b"QFI\xfb", "disk image", Disk),
    (b"KDMV", "disk image", Disk),
    (b"conectix", "disk image", Disk),
    (b"vhdxfile", "disk image", Disk),
    (b"\x89PNG\r\n\x1a\n", "picture", Other),
    (b"\xff\xd8\xff", "picture", Other),
    (b"GIF8", "picture", Other),
    (b"%PDF-", "PDF", Other),
    (b"\xd4\xc3\xb2\xa1", "packet capture", Other),
    (b"\xa1\xb2\xc3\xd4", "packet capture", Other),
    (b"\x0a\x0d\x0d\x0a", "packet capture", Other),
    (b"ElfFile\0", "Windows event log", Other),
    (b"regf", "Windows registry", Other),
    (b"\x7fELF", "program", Other),
    (b"MZ\x90\0", "program", Other),
    (b"\0\0\0\x01Bud1", ".DS_Store", Other),
];

impl Sort {
    fn remedy(self) -> &'static str {
        match self {
            Archive => "unpack it",
            Encrypted => "decrypt it",
            Database => "write it as JSON or CSV with a program that reads it",
            Office => "save it as CSV",
            Disk => "mount it and point at the folder",
            Other => "",
        }
    }
}

/// Says what a file is that is none to be read; `false` when it may be one.
pub(crate) fn tell(bytes: &[u8], report: &mut FileReport) -> bool {
    // Nearly all files end here.
    if bytes.first().is_none_or(|first| b"{[ \r\n\t".contains(first)) && !bytes.starts_with(b"\n\r")
    {
        return false;
    }
    let Some((_, name, sort)) = KINDS.iter().find(|(magic, ..)| bytes.starts_with(magic)) else {
        return bytes.iter().all(|byte| *byte == 0) && tell_zeros(report);
    };
    report.shape = name;
    let (status, reason) = match sort {
        Other => (Status::Skipped, format!("{name}, which holds no logs")),
        _ => (Status::Refused, format!("{name}, not read here")),
    };
    report.status = status;
    report.add(Diagnostic::of_file(&report.path, reason, sort.remedy()));
    true
}

/// What a copy leaves that was broken off, or a disk that lost it.
fn tell_zeros(report: &mut FileReport) -> bool {
    report.status = Status::Unreadable;
    let remedy = "copy it from its source again";
    report.add(Diagnostic::of_file(&report.path, "nothing but zero bytes", remedy));
    true
}

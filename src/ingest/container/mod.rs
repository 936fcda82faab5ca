//! What files can be wrapped in: gzip, bzip2 and zstd around one text, zip and tar around many.
//!
//! Told by content, never by name. Everything is read as a stream, front to back but for zip, whose
//! list of members stands at its end. Nothing is written anywhere, no name is taken for a path, and
//! no size that a file claims is believed before the bytes are there.

pub(crate) mod tar;
pub(crate) mod zip;
mod zstd;

use std::io::{self, BufRead, Cursor, Read};

use bzip2::bufread::MultiBzDecoder;
use flate2::bufread::MultiGzDecoder;

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text, or what is none.
    Plain,
    Gzip,
    Bzip2,
    Zstd,
    Zip,
    Tar,
}

/// Bytes that tell every kind.
pub(crate) const HEAD: usize = tar::BLOCK;

impl Kind {
    /// The kind of what begins with `head`, which has [`HEAD`] bytes, or all there are.
    pub(crate) fn of(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, 8, ..] => Self::Gzip,
            [b'B', b'Z', b'h', b'1'..=b'9', b'1' | 0x17, ..] => Self::Bzip2,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            // A member, or the end of an empty archive.
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Self::Zip,
            head if tar::is_header(head) => Self::Tar,
            _ => Self::Plain,
        }
    }

    /// Whether it is one compressed stream.
    pub(crate) fn is_compressed(self) -> bool {
        matches!(self, Self::Gzip | Self::Bzip2 | Self::Zstd)
    }

    /// What it is called.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Gzip => "gzip",
            Self::Bzip2 => "bzip2",
            Self::Zstd => "zstd",
            Self::Zip => "zip",
            Self::Tar => "tar",
        }
    }

    /// What a tar is called that is wrapped in it.
    pub(crate) fn name_of_tar(self) -> &'static str {
        match self {
            Self::Gzip => "tar.gz",
            Self::Bzip2 => "tar.bz2",
            Self::Zstd => "tar.zst",
            _ => "tar",
        }
    }
}

/// What is wrong with a container.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Damage {
    pub(crate) reason: String,
    pub(crate) remedy: &'static str,
}

impl Damage {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            remedy: "the members before were read; copy it from its source again",
        }
    }
}

/// A member of an archive, while it is passed.
pub(crate) struct Entry<'e> {
    /// Its name, whatever that is; not sanitised.
    pub(crate) name: String,
    /// What to do with it.
    pub(crate) what: What,
    /// Its content, inflated; ends early with an error when it is damaged.
    pub(crate) content: &'e mut dyn Read,
}

/// What a member is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    File,
    /// Nothing that could be read: a link, a device.
    Other(&'static str),
    /// A file that cannot be read, and why.
    Closed(String),
}

/// Whether the walk of an archive goes on.
pub(crate) type Flow = std::ops::ControlFlow<()>;

/// A compressed stream, or a plain one, as its text.
pub(crate) enum Inflating<R: BufRead> {
    Plain(R),
    Gzip(Box<MultiGzDecoder<R>>),
    Bzip2(Box<MultiBzDecoder<R>>),
    Zstd(Box<zstd::Frames<R>>),
}

impl<R: BufRead> Inflating<R> {
    /// Inflates `stream`, which is of this kind.
    pub(crate) fn new(kind: Kind, stream: R) -> Self {
        match kind {
            Kind::Gzip => Self::Gzip(Box::new(MultiGzDecoder::new(stream))),
            Kind::Bzip2 => Self::Bzip2(Box::new(MultiBzDecoder::new(stream))),
            Kind::Zstd => Self::Zstd(Box::new(zstd::Frames::new(stream))),
            Kind::Plain | Kind::Zip | Kind::Tar => Self::Plain(stream),
        }
    }
}

impl<R: BufRead> Read for Inflating<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(buffer),
            Self::Gzip(stream) => stream.read(buffer),
            Self::Bzip2(stream) => stream.read(buffer),
            Self::Zstd(stream) => stream.read(buffer),
        }
    }
}

/// The kind of what `compressed` inflates to.
pub(crate) fn kind_within(kind: Kind, compressed: impl BufRead) -> Kind {
    let mut head = Vec::with_capacity(HEAD);
    // Damage shows again when all is read.
    let _ = Inflating::new(kind, compressed).take(HEAD as u64).read_to_end(&mut head);
    Kind::of(&head)
}

/// Inflates a whole stream to at most `limit` bytes; what came before the damage is kept.
pub(crate) fn inflate(kind: Kind, compressed: &[u8], limit: usize) -> (Vec<u8>, Option<String>) {
    read_up_to(&mut Inflating::new(kind, Cursor::new(compressed)), limit)
}

/// Reads to the end, to at most `limit` bytes; the text is what went wrong.
///
/// The memory grows with the bytes that come.
pub(crate) fn read_up_to(stream: &mut dyn Read, limit: usize) -> (Vec<u8>, Option<String>) {
    let mut bytes = Vec::new();
    let damage = match stream.take(limit as u64).read_to_end(&mut bytes) {
        Err(error) => Some(reason(&error)),
        Ok(_) if bytes.len() < limit => None,
        Ok(_) => match stream.read(&mut [0]) {
            Ok(0) => None,
            Ok(_) => Some(format!("more than {limit} bytes")),
            Err(error) => Some(reason(&error)),
        },
    };
    bytes.shrink_to_fit();
    (bytes, damage)
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "ends early".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests;

//! The files' own bytes, held compressed or found again, and the JSON of single events from them.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use flate2::Compression;
use flate2::write::GzEncoder;
use rayon::prelude::*;

use super::FileId;
use super::decode::decode;
use super::inflate::{Inflater, is_gzip};
use super::original::{Lost, Original, Place, Spill};

/// Most bytes that one file may inflate to unless more is asked for; CloudTrail's own files stay
/// below 50 MB.
pub const LARGEST_FILE: usize = 2 << 30;

/// A file that events were read from; as a rule held in memory, so that a change on disk changes
/// nothing.
#[derive(Debug)]
pub struct HeldFile {
    /// Path as given or found, for people; not necessarily valid for the system. A member of a
    /// container is named behind it.
    pub path: Arc<str>,
    /// Where the member's name begins in the path; 0 for a file that is no member.
    pub member_at: u32,
    /// Records of the file that are no events here: for each, the number of events before it.
    pub gaps: Box<[u32]>,
    /// Most bytes that are inflated: all that were read, and of a bomb no more than were read.
    pub limit: usize,
    /// Makes the text that places count in from the file's own, when that wraps its records; gives
    /// the same for the same text, always.
    pub unwrap: Option<fn(&str) -> String>,
    original: Original,
    /// What became of the original, once it was found lost.
    lost: OnceLock<Box<Lost>>,
}

impl HeldFile {
    /// Holds the bytes of a file: gzip as it is, plain text compressed.
    pub fn new(path: impl Into<Arc<str>>, bytes: Cow<'static, [u8]>) -> Self {
        let bytes = if is_gzip(&bytes) { bytes } else { Cow::Owned(compress(&bytes)) };
        Self::of(path, Original::Held(bytes))
    }

    /// Leaves the bytes in the file at `path`, to be read again when they are wanted.
    pub fn on_disk(path: Arc<str>, bytes: &[u8]) -> Self {
        let place = Place::File(Path::new(&*path).to_owned());
        Self::of(path, Original::elsewhere(place, bytes))
    }

    /// Moves bytes that cannot be had again to a temporary file.
    pub fn spilled(path: Arc<str>, bytes: &[u8], spill: &mut Spill) -> io::Result<Self> {
        let original =
            if is_gzip(bytes) { spill.write(bytes) } else { spill.write(&compress(bytes)) };
        Ok(Self::of(path, original?))
    }

    fn of(path: impl Into<Arc<str>>, original: Original) -> Self {
        let path = path.into();
        Self {
            path,
            member_at: 0,
            gaps: Box::default(),
            limit: LARGEST_FILE,
            unwrap: None,
            original,
            lost: OnceLock::new(),
        }
    }

    /// The path of the file on disk, and the member's name if it is a container's.
    pub fn parts(&self) -> (&str, &str) {
        split_member(&self.path, self.member_at)
    }

    /// Bytes held.
    pub fn heap_bytes(&self) -> usize {
        self.path.len() + self.gaps.len() * 4 + self.original.heap_bytes()
    }

    /// The bytes of the text, inflated in memory that [`Inflater::recycle`] takes back.
    ///
    /// Unless they are ASCII, places of events count bytes of what [`decode`] makes of them.
    pub fn inflate(&self, inflater: &mut Inflater) -> Result<Vec<u8>, Lost> {
        let bytes = self.bytes()?;
        let bytes = if is_gzip(&bytes) {
            inflater.gunzip(&bytes, self.limit).bytes
        } else {
            bytes.into_owned()
        };
        Ok(match self.unwrap {
            Some(unwrap) => unwrap(&decode(bytes)).into_bytes(),
            None => bytes,
        })
    }

    /// The text that event places count bytes of.
    pub fn text(&self) -> Result<String, Lost> {
        self.inflate(&mut Inflater::default()).map(decode)
    }

    /// The bytes that were read: gzip or plain.
    fn bytes(&self) -> Result<Cow<'_, [u8]>, Lost> {
        self.original.bytes().map_err(|reason| {
            let lost = Lost { path: Arc::clone(&self.path), reason };
            self.lost.get_or_init(|| Box::new(lost)).as_ref().clone()
        })
    }

    /// What became of the file, if it was wanted and no longer what was read.
    pub fn lost(&self) -> Option<&Lost> {
        self.lost.get().map(|lost| &**lost)
    }

    /// Whether the bytes are not in memory.
    pub(crate) fn is_elsewhere(&self) -> bool {
        !matches!(self.original, Original::Held(_))
    }
}

/// Stands between the path of a container and the name of its member.
pub const MEMBER_SEPARATOR: &str = " » ";

/// A path and the name of the member that begins at `member_at` of it, 0 for none.
pub fn split_member(path: &str, member_at: u32) -> (&str, &str) {
    let at = member_at as usize;
    let file = at.checked_sub(MEMBER_SEPARATOR.len()).and_then(|end| path.get(..end));
    match (file, path.get(at..)) {
        (Some(file), Some(member)) => (file, member),
        _ => (path, ""),
    }
}

/// Gzip, of several members when there is much: some pieces at a time are compressed side by side.
fn compress(bytes: &[u8]) -> Vec<u8> {
    const PIECE: usize = 4 << 20;
    if bytes.len() <= PIECE {
        return compress_piece(bytes);
    }
    let mut all = Vec::new();
    for pieces in bytes.chunks(16 * PIECE) {
        let pieces: Vec<Vec<u8>> = pieces.par_chunks(PIECE).map(compress_piece).collect();
        for piece in pieces {
            all.extend_from_slice(&piece);
        }
    }
    all.shrink_to_fit();
    all
}

/// The fastest level: it is many times faster than reading the JSON, and logs shrink to a fifth.
fn compress_piece(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::fast());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.unwrap_or_else(|error| unreachable!("writing to memory cannot fail: {error}"))
}

/// The last few inflated files, so that neighbouring events come from memory.
#[derive(Debug, Default)]
pub struct TextCache {
    texts: Vec<(FileId, Arc<str>)>,
}

impl TextCache {
    const MOST_FILES: usize = 16;
    const MOST_BYTES: usize = 64 << 20;

    /// The text of `file`, which is called `id`.
    pub(crate) fn text(&mut self, id: FileId, file: &HeldFile) -> Result<Arc<str>, Lost> {
        if let Some(position) = self.texts.iter().position(|(held, _)| *held == id) {
            let entry = self.texts.remove(position);
            let text = Arc::clone(&entry.1);
            self.texts.push(entry);
            return Ok(text);
        }
        let text: Arc<str> = file.text()?.into();
        self.texts.push((id, Arc::clone(&text)));
        let mut n_bytes: usize = self.texts.iter().map(|(_, text)| text.len()).sum();
        while self.texts.len() > 1
            && (self.texts.len() > Self::MOST_FILES || n_bytes > Self::MOST_BYTES)
        {
            n_bytes -= self.texts.remove(0).1.len();
        }
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_held_compressed_and_comes_back() {
        let text = r#"{"Records":[]}"#.repeat(100);
        let held = HeldFile::new("a.json", text.clone().into_bytes().into());
        assert!(held.heap_bytes() < text.len() / 4);
        assert_eq!(held.text().unwrap(), text);
    }

    #[test]
    fn much_text_is_held_in_pieces_and_comes_back() {
        let text = ('a'..='z').cycle().take(9 << 20).collect::<String>();
        let held = HeldFile::new("a.json", text.clone().into_bytes().into());
        assert_eq!(held.text().unwrap(), text);
    }

    #[test]
    fn a_member_is_named_behind_its_container() {
        let path = "a » b.zip » c.json";
        assert_eq!(split_member(path, 14), ("a » b.zip", "c.json"));
        assert_eq!(split_member(path, 0), (path, ""));
    }

    #[test]
    fn a_file_that_wraps_its_records_gives_them_unwrapped() {
        let mut held = HeldFile::new("", b"<a>".into());
        held.unwrap = Some(|text| text.replace(['<', '>'], ""));
        assert_eq!(held.text().unwrap(), "a");
    }

    #[test]
    fn the_cache_keeps_the_latest() {
        let file = |text: &'static str| HeldFile::new("", text.as_bytes().into());
        let mut cache = TextCache::default();
        for index in 0..40 {
            assert_eq!(&*cache.text(FileId::of_file(index), &file("abc")).unwrap(), "abc");
        }
        assert_eq!(cache.texts.len(), TextCache::MOST_FILES);
        // Found in the cache, not read from the file given.
        assert_eq!(&*cache.text(FileId::of_file(39), &file("other")).unwrap(), "abc");
    }
}

//! The files' own bytes, held compressed or found again, and the JSON of single events from them.

use std::borrow::Cow;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::FileId;
use super::decode::{Utf16, decode};
use super::inflate::{Inflater, is_gzip};
use super::original::{Lost, Original, Place, Spill};
use super::pieces::{PIECE, Pieces};

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
        let original = match bytes {
            bytes if is_gzip(&bytes) => Original::Held(bytes),
            // Places in other texts count bytes of what is made of them.
            text if text.len() > PIECE && is_utf8(&text) => {
                Original::Pieces(Box::new(Pieces::of(&text)))
            }
            bytes => Original::Held(Pieces::of(&bytes).bytes.into()),
        };
        Self::of(path, original)
    }

    /// Leaves the bytes in the file at `path`, to be read again when they are wanted.
    pub fn on_disk(path: Arc<str>, bytes: &[u8]) -> Self {
        let place = Place::File(Path::new(&*path).to_owned());
        Self::of(path, Original::elsewhere(place, bytes))
    }

    /// Moves bytes that cannot be had again to a temporary file.
    pub fn spilled(path: Arc<str>, bytes: &[u8], spill: &mut Spill) -> io::Result<Self> {
        let original =
            if is_gzip(bytes) { spill.write(bytes) } else { spill.write(&Pieces::of(bytes).bytes) };
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

    /// The text that event places count bytes of, in pieces, if it is held so.
    fn pieces(&self) -> Option<&Pieces> {
        match &self.original {
            Original::Pieces(pieces) if self.unwrap.is_none() => Some(pieces),
            _ => None,
        }
    }

    /// What became of the file, if it was wanted and no longer what was read.
    pub fn lost(&self) -> Option<&Lost> {
        self.lost.get().map(|lost| &**lost)
    }

    /// Whether the bytes are not in memory.
    pub(crate) fn is_elsewhere(&self) -> bool {
        matches!(self.original, Original::Elsewhere(_))
    }
}

fn is_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok() && Utf16::of(bytes).is_none()
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

/// The last few inflated files and pieces of files, so that neighbouring events come from memory.
#[derive(Debug, Default)]
pub struct TextCache {
    texts: Vec<(FileId, Option<usize>, Vec<u8>)>,
}

impl TextCache {
    const MOST_TEXTS: usize = 16;
    const MOST_BYTES: usize = 64 << 20;

    /// The bytes `range` of the text of `file`, which is called `id`.
    pub(crate) fn part(
        &mut self,
        (id, file): (FileId, &HeldFile),
        range: Range<usize>,
    ) -> Result<String, Lost> {
        let mut part = Vec::with_capacity(range.len());
        match file.pieces() {
            Some(pieces) => {
                for index in range.start / PIECE..range.end.div_ceil(PIECE) {
                    let piece = self.held(id, Some(index), || Ok(pieces.inflate(index)))?;
                    let at = index * PIECE;
                    let here = range.start.saturating_sub(at)..(range.end - at).min(piece.len());
                    part.extend_from_slice(piece.get(here).unwrap_or_default());
                }
            }
            None => {
                let text = self.held(id, None, || file.text().map(String::into_bytes))?;
                part.extend_from_slice(text.get(range).unwrap_or_default());
            }
        }
        Ok(decode(part))
    }

    fn held(
        &mut self,
        id: FileId,
        piece: Option<usize>,
        make: impl FnOnce() -> Result<Vec<u8>, Lost>,
    ) -> Result<&[u8], Lost> {
        let position = self.texts.iter().position(|(file, held, _)| (*file, *held) == (id, piece));
        let latest = match position {
            Some(position) => self.texts.remove(position),
            None => (id, piece, make()?),
        };
        self.texts.push(latest);
        let mut n_bytes: usize = self.texts.iter().map(|(.., text)| text.len()).sum();
        while self.texts.len() > 1
            && (self.texts.len() > Self::MOST_TEXTS || n_bytes > Self::MOST_BYTES)
        {
            n_bytes -= self.texts.remove(0).2.len();
        }
        Ok(self.texts.last().map_or(&[], |(.., text)| text))
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
        // Characters of two bytes from an odd place on: some lie in two pieces.
        let text = format!("x{}", ('\u{e0}'..='\u{ff}').cycle().take(9 << 19).collect::<String>());
        let mut held = HeldFile::new("a.json", text.clone().into_bytes().into());
        assert_eq!(held.text().unwrap(), text);
        let mut cache = TextCache::default();
        for start in [1, PIECE - 1, PIECE + 1, 2 * PIECE - 3] {
            for n_bytes in [2, PIECE + 2] {
                let range = start..(start + n_bytes).min(text.len());
                let part = cache.part((FileId::default(), &held), range.clone()).unwrap();
                assert!(part == text[range.clone()], "{range:?}");
            }
        }
        assert!(cache.texts.iter().all(|(.., text)| text.len() <= PIECE));
        // Of a text that is made of the file's own there are no pieces.
        held.unwrap = Some(|text| text.replace('x', ""));
        assert_eq!(cache.part((FileId::of_file(1), &held), 0..2).unwrap(), "\u{e0}");
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
            let part = cache.part((FileId::of_file(index), &file("abc")), 0..2).unwrap();
            assert_eq!(part, "ab");
        }
        assert_eq!(cache.texts.len(), TextCache::MOST_TEXTS);
        // Found in the cache, not read from the file given.
        assert_eq!(cache.part((FileId::of_file(39), &file("other")), 0..3).unwrap(), "abc");
    }
}

//! The files' own bytes, held compressed, and the JSON of single events taken from them.

use std::borrow::Cow;
use std::io::Write;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::FileId;
use super::decode::decode;
use super::inflate::{Inflater, gunzip, is_gzip};

/// Most bytes that one file may inflate to unless more is asked for; CloudTrail's own files stay
/// below 50 MB.
pub const LARGEST_FILE: usize = 2 << 30;

/// A file that events were read from, held in memory so that a change on disk changes nothing.
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
    /// The file's bytes: gzip, or plain where that is smaller.
    bytes: Cow<'static, [u8]>,
}

impl HeldFile {
    /// Holds the bytes of a file: gzip as it is, plain text compressed.
    pub fn new(path: impl Into<Arc<str>>, bytes: Cow<'static, [u8]>) -> Self {
        let bytes = if is_gzip(&bytes) { bytes } else { Cow::Owned(compress(&bytes)) };
        let path = path.into();
        Self { path, member_at: 0, gaps: Box::default(), limit: LARGEST_FILE, bytes }
    }

    /// The path of the file on disk, and the member's name if it is a container's.
    pub fn parts(&self) -> (&str, &str) {
        split_member(&self.path, self.member_at)
    }

    /// Bytes held.
    pub fn heap_bytes(&self) -> usize {
        self.path.len() + self.gaps.len() * 4 + self.bytes.len()
    }

    /// The bytes of the text, inflated in memory that [`Inflater::recycle`] takes back.
    ///
    /// Unless they are ASCII, places of events count bytes of what [`decode`] makes of them.
    pub fn inflate(&self, inflater: &mut Inflater) -> Vec<u8> {
        inflater.gunzip(&self.bytes, self.limit).bytes
    }

    /// The text that event places count bytes of.
    pub fn text(&self) -> String {
        decode(gunzip(&self.bytes, self.limit).bytes)
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

/// The fastest level: it is many times faster than reading the JSON, and logs shrink to a fifth.
fn compress(bytes: &[u8]) -> Vec<u8> {
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
    pub(crate) fn text(&mut self, id: FileId, file: &HeldFile) -> Arc<str> {
        if let Some(position) = self.texts.iter().position(|(held, _)| *held == id) {
            let entry = self.texts.remove(position);
            let text = Arc::clone(&entry.1);
            self.texts.push(entry);
            return text;
        }
        let text: Arc<str> = file.text().into();
        self.texts.push((id, Arc::clone(&text)));
        let mut n_bytes: usize = self.texts.iter().map(|(_, text)| text.len()).sum();
        while self.texts.len() > 1
            && (self.texts.len() > Self::MOST_FILES || n_bytes > Self::MOST_BYTES)
        {
            n_bytes -= self.texts.remove(0).1.len();
        }
        text
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
        assert_eq!(held.text(), text);
    }

    #[test]
    fn a_member_is_named_behind_its_container() {
        let path = "a » b.zip » c.json";
        assert_eq!(split_member(path, 14), ("a » b.zip", "c.json"));
        assert_eq!(split_member(path, 0), (path, ""));
    }

    #[test]
    fn the_cache_keeps_the_latest() {
        let file = |text: &'static str| HeldFile::new("", text.as_bytes().into());
        let mut cache = TextCache::default();
        for index in 0..40 {
            assert_eq!(&*cache.text(FileId::of_file(index), &file("abc")), "abc");
        }
        assert_eq!(cache.texts.len(), TextCache::MOST_FILES);
        // Found in the cache, not read from the file given.
        assert_eq!(&*cache.text(FileId::of_file(39), &file("other")), "abc");
    }
}

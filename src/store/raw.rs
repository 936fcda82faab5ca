//! The files' own bytes, held compressed, and the JSON of single events taken from them.

use std::borrow::Cow;
use std::io::Write;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::inflate::{gunzip, is_gzip};

/// Most bytes that one file may inflate to; CloudTrail's own files stay below 50 MB.
pub const LARGEST_FILE: usize = 2 << 30;

/// A file that events were read from, held in memory so that a change on disk changes nothing.
#[derive(Debug)]
pub struct HeldFile {
    /// Path as given or found, for people; not necessarily valid for the system.
    pub path: String,
    /// The file's bytes: gzip, or plain where that is smaller.
    bytes: Cow<'static, [u8]>,
    /// Makes the text that places count in from the file's own, when that wraps its records.
    unwrap: Option<fn(&str) -> String>,
}

impl HeldFile {
    /// Holds the bytes of a file: gzip as it is, plain text compressed.
    pub fn new(path: String, bytes: Cow<'static, [u8]>) -> Self {
        let bytes = if is_gzip(&bytes) { bytes } else { Cow::Owned(compress(&bytes)) };
        Self { path, bytes, unwrap: None }
    }

    /// The same file, whose events' places count bytes of what `unwrap` makes of its text.
    ///
    /// `unwrap` gives the same for the same text, always.
    pub fn unwrapped_by(self, unwrap: fn(&str) -> String) -> Self {
        Self { unwrap: Some(unwrap), ..self }
    }

    /// Bytes held.
    pub fn heap_bytes(&self) -> usize {
        self.path.len() + self.bytes.len()
    }

    /// The text that event places count bytes of.
    pub fn text(&self) -> String {
        let text = decode(gunzip(&self.bytes, LARGEST_FILE).bytes);
        match self.unwrap {
            Some(unwrap) => unwrap(&text),
            None => text,
        }
    }
}

/// Bytes of a log as text; what is not UTF-8 becomes U+FFFD, so that the rest can be read.
pub fn decode(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
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
    texts: Vec<(u32, Arc<str>)>,
}

impl TextCache {
    const MOST_FILES: usize = 16;
    const MOST_BYTES: usize = 64 << 20;

    /// The text of `file`, whose number is `index`.
    pub(crate) fn text(&mut self, index: u32, file: &HeldFile) -> Arc<str> {
        if let Some(position) = self.texts.iter().position(|(held, _)| *held == index) {
            let entry = self.texts.remove(position);
            let text = Arc::clone(&entry.1);
            self.texts.push(entry);
            return text;
        }
        let text: Arc<str> = file.text().into();
        self.texts.push((index, Arc::clone(&text)));
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
        let held = HeldFile::new("a.json".into(), text.clone().into_bytes().into());
        assert!(held.heap_bytes() < text.len() / 4);
        assert_eq!(held.text(), text);
    }

    #[test]
    fn a_file_that_wraps_its_records_gives_them_unwrapped() {
        let held = HeldFile::new(String::new(), b"<a>".into());
        assert_eq!(held.unwrapped_by(|text| text.replace(['<', '>'], "")).text(), "a");
    }

    #[test]
    fn the_cache_keeps_the_latest() {
        let file = |text: &'static str| HeldFile::new(String::new(), text.as_bytes().into());
        let mut cache = TextCache::default();
        for index in 0..40 {
            assert_eq!(&*cache.text(index, &file("abc")), "abc");
        }
        assert_eq!(cache.texts.len(), TextCache::MOST_FILES);
        // Found in the cache, not read from the file given.
        assert_eq!(&*cache.text(39, &file("other")), "abc");
    }

    #[test]
    fn bytes_that_are_no_text_do_not_lose_the_rest() {
        assert_eq!(decode(b"a\xffb".to_vec()), "a\u{fffd}b");
    }
}

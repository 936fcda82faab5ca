//! Gzip made here of plain text: of several members when there is much, each to be had alone.
//!
//! A file of a gigabyte holds a million events, and one of them must not cost the whole.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use rayon::prelude::*;

use super::inflate::Inflater;

/// Gzip of several members.
#[derive(Debug)]
pub(crate) struct Pieces {
    pub(crate) bytes: Vec<u8>,
    /// Where each member begins in `bytes`.
    pub(crate) starts: Vec<usize>,
}

/// Text in one member, bytes; the last can have less.
pub(crate) const PIECE: usize = 4 << 20;

impl Pieces {
    /// Some pieces at a time are compressed side by side.
    pub(crate) fn of(text: &[u8]) -> Self {
        if text.len() <= PIECE {
            return Self { bytes: compress(text), starts: vec![0] };
        }
        let (mut bytes, mut starts) = (Vec::new(), Vec::new());
        for pieces in text.chunks(16 * PIECE) {
            let pieces: Vec<Vec<u8>> = pieces.par_chunks(PIECE).map(compress).collect();
            for piece in pieces {
                starts.push(bytes.len());
                bytes.extend_from_slice(&piece);
            }
        }
        bytes.shrink_to_fit();
        Self { bytes, starts }
    }

    /// The text of one member.
    pub(crate) fn inflate(&self, index: usize) -> Vec<u8> {
        let Some(&start) = self.starts.get(index) else { return Vec::new() };
        let end = self.starts.get(index + 1).copied().unwrap_or(self.bytes.len());
        Inflater::default().gunzip(&self.bytes[start..end], PIECE).bytes
    }
}

/// The fastest level: it is many times faster than reading the JSON, and logs shrink to a fifth.
fn compress(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(text.len() / 4), Compression::fast());
    let written = encoder.write_all(text).and_then(|()| encoder.finish());
    written.unwrap_or_else(|error| unreachable!("writing to memory cannot fail: {error}"))
}

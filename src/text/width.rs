//! How wide a text is, and the part of it that fits.
//!
//! Widths are counted cluster by cluster, as ratatui lays them out.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::{Piece, ascii_prefix, pieces};

/// A cluster of one column has at most 16 bytes (a character and three marks); doubled for
/// comfort. Text beyond this many bytes for each column need not be looked at.
const BYTES_PER_COLUMN: usize = 32;

/// What stands where text was left out.
pub(crate) const ELLIPSIS: &str = "…";

/// Where a text too wide is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cut {
    /// At the end: names and sentences.
    #[default]
    End,
    /// In the middle: ARNs and ids, which differ at the end.
    Middle,
}

/// The width of the sanitised text in terminal columns.
pub fn columns(text: &str) -> usize {
    if ascii_prefix(text.as_bytes()) == text.len() {
        return text.len();
    }
    units(text).map(|unit| unit.columns).sum()
}

/// The sanitised text, ending in `…` where it was wider than `columns`.
pub fn truncate_end(text: &str, columns: usize) -> Cow<'_, str> {
    truncate(text, columns, Cut::End)
}

/// The sanitised text with `…` in the middle where it was wider than `columns`.
///
/// The tail gets a little more room than the head.
pub fn truncate_middle(text: &str, columns: usize) -> Cow<'_, str> {
    truncate(text, columns, Cut::Middle)
}

fn truncate(text: &str, columns: usize, cut: Cut) -> Cow<'_, str> {
    let mut pieces = cut_pieces(text, columns, cut);
    match pieces.len() {
        0 => Cow::Borrowed(""),
        1 => pieces.swap_remove(0).text,
        _ => Cow::Owned(pieces.into_iter().map(|piece| piece.text).collect()),
    }
}

/// [`pieces`] within `columns`, with a piece `…` where text was left out.
///
/// Cuts between clusters and never within the writing-out of a replaced character, so the result
/// may be narrower than asked. Looks at no more of a long text than it can show.
pub fn cut_pieces(text: &str, columns: usize, cut: Cut) -> Vec<Piece<'_>> {
    let whole = head_within(text, columns);
    if end_of(&whole) == text.len() || columns == 0 {
        return whole;
    }
    let budget = columns - 1;
    let (mut pieces, n_tail) = match cut {
        Cut::End => (head_within(text, budget), 0),
        Cut::Middle => {
            let head = head_within(text, budget * 12 / 25);
            let used = head.iter().map(|piece| plain_columns(&piece.text)).sum::<usize>();
            (head, budget - used)
        }
    };
    let tail_start = tail_within(text, n_tail);
    let omitted = end_of(&pieces)..tail_start;
    pieces.push(Piece { text: Cow::Borrowed(ELLIPSIS), range: omitted, is_warning: false });
    pieces.extend(super::pieces(&text[tail_start..]).map(|mut piece| {
        piece.range = piece.range.start + tail_start..piece.range.end + tail_start;
        piece
    }));
    pieces
}

/// The length in bytes of the longest start of the text that fits in `columns`: for wrapping.
pub fn prefix_within(text: &str, columns: usize) -> usize {
    end_of(&head_within(text, columns))
}

fn end_of(pieces: &[Piece<'_>]) -> usize {
    pieces.last().map_or(0, |piece| piece.range.end)
}

/// The first pieces that fit.
fn head_within(text: &str, columns: usize) -> Vec<Piece<'_>> {
    let near = text.floor_char_boundary((columns + 1).saturating_mul(BYTES_PER_COLUMN));
    let mut left = columns;
    let mut head = Vec::new();
    for piece in pieces(&text[..near]) {
        let n_bytes = fitting_bytes(&piece, &mut left);
        if n_bytes == piece.range.len() {
            head.push(piece);
            continue;
        }
        if n_bytes > 0 {
            let start = piece.range.start;
            let range = start..start + n_bytes;
            head.push(Piece { text: Cow::Borrowed(&text[range.clone()]), range, ..piece });
        }
        break;
    }
    head
}

/// How much of the piece, in bytes of the original, fits in `left` columns; takes it from `left`.
fn fitting_bytes(piece: &Piece<'_>, left: &mut usize) -> usize {
    let mut n_bytes = 0;
    for unit in units_of(piece) {
        let Some(rest) = left.checked_sub(unit.columns) else { break };
        *left = rest;
        n_bytes = unit.end - piece.range.start;
    }
    n_bytes
}

/// Where the longest tail begins that fits in `columns`.
fn tail_within(text: &str, columns: usize) -> usize {
    let near = (columns + 1).saturating_mul(BYTES_PER_COLUMN);
    let from = text.floor_char_boundary(text.len().saturating_sub(near));
    let all = units(&text[from..]).collect::<Vec<_>>();
    let mut left = columns;
    let mut start = text.len();
    for (index, unit) in all.iter().enumerate().rev() {
        let Some(rest) = left.checked_sub(unit.columns) else { break };
        left = rest;
        start = from + index.checked_sub(1).map_or(0, |before| all[before].end);
    }
    start
}

/// What a text may be cut into: a cluster, or a replaced character.
struct Unit {
    /// Its end in the original.
    end: usize,
    /// Its width.
    columns: usize,
}

fn units(text: &str) -> impl Iterator<Item = Unit> {
    pieces(text).flat_map(|piece| units_of(&piece).collect::<Vec<_>>())
}

fn units_of(piece: &Piece<'_>) -> impl Iterator<Item = Unit> {
    let start = piece.range.start;
    let whole = piece
        .is_warning
        .then(|| Unit { end: piece.range.end, columns: plain_columns(&piece.text) });
    let clusters = if piece.is_warning { "" } else { &*piece.text };
    whole.into_iter().chain(clusters.grapheme_indices(true).map(move |(index, cluster)| Unit {
        end: start + index + cluster.len(),
        columns: cluster_columns(cluster),
    }))
}

/// The width of a text that is already sanitised.
pub fn plain_columns(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.graphemes(true).map(cluster_columns).sum()
}

/// The width of one cluster as ratatui counts it: terminals give the halfwidth sound marks a cell
/// of their own.
fn cluster_columns(cluster: &str) -> usize {
    match cluster.len() {
        1 => 1,
        _ => cluster.width() + cluster.matches(is_sound_mark).count(),
    }
}

pub(super) fn is_sound_mark(c: char) -> bool {
    matches!(c, '\u{FF9E}' | '\u{FF9F}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::hostile;
    use super::*;
    use crate::text::sanitize;

    #[test]
    fn the_end_is_cut_with_an_ellipsis() {
        assert_eq!(truncate_end("CreateUser", 10), "CreateUser");
        assert_eq!(truncate_end("CreateUser", 7), "Create…");
        assert_eq!(truncate_end("CreateUser", 1), "…");
        assert_eq!(truncate_end("CreateUser", 0), "");
        assert_eq!(truncate_end("日本語", 4), "日…");
        assert_eq!(truncate_end("ab\x1bcd", 4), "ab…");
    }

    #[test]
    fn the_middle_is_cut_and_the_tail_kept() {
        let name = "stratus-red-team-get-password-data-role";
        assert_eq!(truncate_middle(name, 24), "stratus-red…rd-data-role");
        assert_eq!(truncate_middle("AKIA1234", 2), "…4");
        assert_eq!(truncate_middle("日本語日本語", 6), "日…語");
    }

    #[test]
    fn a_cut_piece_knows_what_it_stands_for() {
        let ranges = cut_pieces("0123456789", 5, Cut::Middle).into_iter().map(|p| p.range);
        assert_eq!(ranges.collect::<Vec<_>>(), [0..1, 1..7, 7..10]);
    }

    proptest! {
        #[test]
        fn no_cut_is_wider_than_asked(text in hostile(), n in 0_usize..70) {
            for cut in [truncate_end(&text, n), truncate_middle(&text, n)] {
                prop_assert!(columns(&cut) <= n);
                prop_assert_eq!(sanitize(&cut), cut.clone());
                prop_assert!(columns(&text) > n || *cut == *sanitize(&text));
            }
        }
    }
}

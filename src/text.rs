//! Text made fit for a terminal, and numbers made fit for a reader.
//!
//! Log text is hostile: user agents, names and parameters are written by attackers. [`pieces`]
//! splits a text into parts that may be printed as they are and single characters that were
//! replaced by something visible, so that a view can draw the latter in a warning colour;
//! [`sanitize`] is their concatenation, and [`cut_pieces`] the same within a width. Nothing is
//! dropped: each byte of the original stands in exactly one piece's range.
//!
//! Widths are counted cluster by cluster, as ratatui lays them out. Never looks at a locale, and
//! never changes printable text: letters of right-to-left scripts pass as they are.

use std::borrow::Cow;
use std::ops::Range;
use std::time::Duration;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Combining marks that one character may carry; the rest are written out.
const MAX_MARKS: usize = 3;

/// A cluster of one column has at most 16 bytes (a character and [`MAX_MARKS`] marks); doubled for
/// comfort. Text beyond this many bytes for each column need not be looked at.
const BYTES_PER_COLUMN: usize = 32;

/// What stands where text was left out.
pub(crate) const ELLIPSIS: &str = "…";

/// A part of a text: either printable as it is, or one character made visible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece<'a> {
    /// What to show.
    pub text: Cow<'a, str>,
    /// The bytes of the original that it stands for; for `…`, those left out.
    pub range: Range<usize>,
    /// Whether a character was replaced, because it could harm the terminal or the reader.
    pub is_warning: bool,
}

/// Where a text too wide is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cut {
    /// At the end: names and sentences.
    #[default]
    End,
    /// In the middle: ARNs and ids, which differ at the end.
    Middle,
}

/// Makes a text safe to print; borrowed when nothing is to be changed.
///
/// C0 and DEL become `^X`, C1 `M-^X`, newline, tab and return `␊ ␉ ␍`; characters that cannot be
/// seen or that reorder others (bidi, zero-width, tags, variation selectors, fillers, private
/// use, odd spaces) become `⟨202E⟩`, and so do combining marks that have no base or are more than
/// three to a base. `sanitize` of its own result changes nothing.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    if plain_prefix(text) == text.len() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(pieces(text).map(|piece| piece.text).collect())
}

/// Splits a text into printable runs and replaced characters, in order and without gaps.
pub fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &text[at..];
        let first = rest.chars().next()?;
        let start = at;
        let n_plain = plain_prefix(rest);
        let is_warning = n_plain == 0;
        at += if is_warning { first.len_utf8() } else { n_plain };
        let shown = if is_warning { visible(first) } else { Cow::Borrowed(&rest[..n_plain]) };
        Some(Piece { text: shown, range: start..at, is_warning })
    })
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
    pieces.extend(self::pieces(&text[tail_start..]).map(|mut piece| {
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

fn is_sound_mark(c: char) -> bool {
    matches!(c, '\u{FF9E}' | '\u{FF9F}')
}

/// How many bytes at the start may be printed as they are.
fn plain_prefix(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let n_ascii = ascii_prefix(&bytes[at..]);
        at += n_ascii;
        if bytes.get(at).is_none_or(u8::is_ascii) {
            break;
        }
        // A mark belongs to the character before it.
        at -= usize::from(n_ascii > 0);
        let cluster = text[at..].graphemes(true).next().unwrap_or_default();
        let n_plain = plain_in_cluster(cluster);
        at += n_plain;
        if n_plain < cluster.len() {
            break;
        }
    }
    at
}

/// The length of the printable ASCII at the start; by blocks, which the compiler vectorises.
fn ascii_prefix(bytes: &[u8]) -> usize {
    let is_plain = |byte: &u8| (b' '..=b'~').contains(byte);
    let is_plain_block = |block: &&[u8]| block.iter().fold(true, |all, b| all & is_plain(b));
    let n_blocks = bytes.chunks_exact(16).take_while(is_plain_block).count();
    let rest = &bytes[n_blocks * 16..];
    n_blocks * 16 + rest.iter().take_while(|byte| is_plain(byte)).count()
}

fn plain_in_cluster(cluster: &str) -> usize {
    // A mark at the start has nothing to stand on.
    let mut n_marks = MAX_MARKS;
    for (index, c) in cluster.char_indices() {
        let is_mark = c.width().unwrap_or(0) == 0 && !is_sound_mark(c);
        n_marks = if is_mark { n_marks + 1 } else { 0 };
        if is_hidden(c) || n_marks > MAX_MARKS {
            return index;
        }
    }
    cluster.len()
}

/// Characters that cannot be seen, look like a space, or act on the terminal or on others.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{A0}' | '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{1680}'
            | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}' | '\u{2000}'..='\u{200F}'
            | '\u{2028}'..='\u{202F}' | '\u{205F}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
            | '\u{E000}'..='\u{F8FF}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{10FFFF}')
}

/// What stands for a character that may not be printed.
fn visible(c: char) -> Cow<'static, str> {
    let code = u32::from(c);
    let caret = |code: u32| char::from_u32(code ^ 0x40).unwrap_or('?');
    match c {
        '\n' => Cow::Borrowed("␊"),
        '\t' => Cow::Borrowed("␉"),
        '\r' => Cow::Borrowed("␍"),
        '\0'..='\x1F' | '\x7F' => Cow::Owned(format!("^{}", caret(code))),
        '\u{80}'..='\u{9F}' => Cow::Owned(format!("M-^{}", caret(code - 0x80))),
        _ => Cow::Owned(format!("⟨{code:04X}⟩")),
    }
}

/// A number with its thousands apart: `2,900`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number of things: `1 event`, `2,900 events`.
pub fn count_of(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// A number in at most five columns, rounded down: `2,900`, `12.3k`, `1.2M`.
pub fn short_count(n: u64) -> String {
    if n < 10_000 {
        return count(n);
    }
    let mut tenths = u128::from(n) * 10;
    let mut unit = ' ';
    for next in "kMGTPE".chars() {
        if tenths < 10_000 {
            break;
        }
        tenths /= 1_000;
        unit = next;
    }
    match tenths {
        0..1_000 => format!("{}.{}{unit}", tenths / 10, tenths % 10),
        _ => format!("{}{unit}", tenths / 10),
    }
}

/// A size in decimal units: `812 B`, `1.4 GB`, `142 MB`.
pub fn bytes(n: u64) -> String {
    let mut unit_size = 1_000;
    if n < unit_size {
        return format!("{n} B");
    }
    for unit in ["kB", "MB", "GB", "TB", "PB", "EB"] {
        let tenths = rounded(u128::from(n) * 10, unit_size);
        match tenths {
            0..1_000 => return format!("{}.{} {unit}", tenths / 10, tenths % 10),
            1_000..9_995 => return format!("{} {unit}", rounded(tenths, 10)),
            _ => unit_size = unit_size.saturating_mul(1_000),
        }
    }
    unreachable!("2^64 bytes are 18 EB")
}

/// A share with one decimal and without a sign: `94.8`; `100.0` only for all of it.
pub fn percent(part: u64, whole: u64) -> String {
    let per_mille = match whole {
        0 => 0,
        _ => rounded(u128::from(part) * 1_000, whole),
    };
    let shown = if part < whole { per_mille.min(999) } else { per_mille };
    format!("{}.{}", shown / 10, shown % 10)
}

fn rounded(n: u128, by: u64) -> u128 {
    (n + u128::from(by) / 2) / u128::from(by)
}

/// A time span in at most two units: `20ms`, `0.1s`, `12s`, `3m 20s`, `2h 05m`, `4d 3h`.
pub fn duration(span: Duration) -> String {
    let (seconds, ms) = (span.as_secs(), span.subsec_millis());
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    match seconds {
        0 if ms == 0 => String::from(if span.is_zero() { "0s" } else { "<1ms" }),
        0 if ms < 100 => format!("{ms}ms"),
        0..10 if ms >= 100 => format!("{seconds}.{}s", ms / 100),
        0..60 => format!("{seconds}s"),
        60..3_600 => format!("{minutes}m {:02}s", seconds % 60),
        3_600..86_400 => format!("{hours}h {:02}m", minutes % 60),
        _ => format!("{days}d {}h", hours % 24),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(sanitize(text), expected);
        assert_eq!(sanitize(expected), expected, "idempotent");
    }

    #[test]
    fn plain_text_is_borrowed() {
        for text in ["", "GetObject", "a long ASCII text of more than sixteen bytes", "Zoë 日本 ｶﾞ"]
        {
            assert!(matches!(sanitize(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn control_characters_are_shown() {
        check("\x1b[2J\0\x7f", "^[[2J^@^?");
        check("\u{9b}31m\u{85}", "M-^[31mM-^E");
        check("a\nb\tc\r\n", "a␊b␉c␍␊");
    }

    #[test]
    fn characters_that_hide_or_reorder_are_shown() {
        check("user\u{202E}nimda", "user⟨202E⟩nimda");
        check("a\u{200B}b\u{FEFF}\u{2066}\u{AD}", "a⟨200B⟩b⟨FEFF⟩⟨2066⟩⟨00AD⟩");
        check("x\u{E0041}\u{FE0F}\u{3164}\u{2028}", "x⟨E0041⟩⟨FE0F⟩⟨3164⟩⟨2028⟩");
        check("a\u{A0}b\u{202F}", "a⟨00A0⟩b⟨202F⟩");
    }

    #[test]
    fn marks_are_capped_and_need_a_base() {
        check("cafe\u{301}", "cafe\u{301}");
        check("o\u{301}\u{302}\u{303}\u{304}\u{305}x", "o\u{301}\u{302}\u{303}⟨0304⟩⟨0305⟩x");
        check("\u{301}a", "⟨0301⟩a");
        check("a\u{200D}\u{301}", "a⟨200D⟩⟨0301⟩");
        check("\n\u{301}", "␊⟨0301⟩");
    }

    #[test]
    fn only_replaced_characters_warn() {
        let shown = pieces("a\x1bb").map(|p| (p.text.into_owned(), p.range, p.is_warning));
        let expected =
            [("a".into(), 0..1, false), ("^[".into(), 1..2, true), ("b".into(), 2..3, false)];
        assert_eq!(shown.collect::<Vec<_>>(), expected);
    }

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

    #[test]
    fn numbers_read_well() {
        assert_eq!([0, 999, 2_900, 1_234_567].map(count), ["0", "999", "2,900", "1,234,567"]);
        let files = [0, 1, 2_900].map(|n| count_of(n, "file", "files"));
        assert_eq!(files, ["0 files", "1 file", "2,900 files"]);
        assert_eq!(
            [9_999, 12_345, 123_456, 999_999, 1_234_567, u64::MAX].map(short_count),
            ["9,999", "12.3k", "123k", "999k", "1.2M", "18.4E"]
        );
        assert_eq!(
            [812, 1_400_000_000, 99_960, 999_999, 142_000_000, u64::MAX].map(bytes),
            ["812 B", "1.4 GB", "100 kB", "1.0 MB", "142 MB", "18.4 EB"]
        );
        assert_eq!(percent(2_748, 2_900), "94.8");
        assert_eq!([percent(2_899, 2_900), percent(5, 5), percent(0, 0)], ["99.9", "100.0", "0.0"]);
    }

    #[test]
    fn spans_have_two_units_at_most() {
        let shown = [0, 20, 120, 6_000, 12_345, 200_000, 7_500_000, 356_400_000]
            .map(|ms| duration(Duration::from_millis(ms)));
        assert_eq!(shown, ["0s", "20ms", "0.1s", "6s", "12s", "3m 20s", "2h 05m", "4d 3h"]);
    }

    fn hostile() -> impl Strategy<Value = String> {
        let odd = prop::sample::select(vec![
            'a', '=', '\x1b', '\n', '\u{301}', '\u{338}', '\u{200D}', '\u{202E}', '日', '👩', '🏽',
            '🇩', '\u{93E}', '\u{94D}', '\u{915}', '\u{600}', '\u{605}', '\u{1161}', '\u{1100}',
            '\u{FF9E}', 'ｶ', '\u{17D2}', '\u{1780}', '\u{644}', '\u{627}', '\u{FE0F}', '❤',
        ]);
        prop::collection::vec(prop_oneof![3 => odd, 1 => any::<char>()], 0..60)
            .prop_map(String::from_iter)
    }

    proptest! {
        #[test]
        fn sanitising_twice_changes_nothing(text in hostile()) {
            let once = sanitize(&text).into_owned();
            prop_assert!(!once.chars().any(is_hidden));
            prop_assert_eq!(&*sanitize(&once), &once);
        }

        #[test]
        fn pieces_stand_for_every_byte(text in hostile()) {
            let mut end = 0;
            for piece in pieces(&text) {
                prop_assert_eq!(piece.range.start, end);
                end = piece.range.end;
                prop_assert!(piece.is_warning || piece.text == text[piece.range]);
            }
            prop_assert_eq!(end, text.len());
        }

        #[test]
        fn no_cut_is_wider_than_asked(text in hostile(), n in 0_usize..70) {
            for cut in [truncate_end(&text, n), truncate_middle(&text, n)] {
                prop_assert!(columns(&cut) <= n);
                prop_assert_eq!(sanitize(&cut), cut.clone());
                prop_assert!(columns(&text) > n || *cut == *sanitize(&text));
            }
        }

        #[test]
        fn a_short_count_has_five_columns(n: u64) {
            prop_assert!(short_count(n).len() <= 5);
        }
    }
}

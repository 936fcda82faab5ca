//! Text made fit for a terminal, and numbers made fit for a reader.
//!
//! Log text is hostile: user agents, names and parameters are written by attackers. [`pieces`]
//! splits a text into parts that may be printed as they are and single characters that were
//! replaced by something visible, so that a view can draw the latter in a warning colour;
//! [`sanitize`] is their concatenation, and [`cut_pieces`] the same within a width. Nothing is
//! dropped: each byte of the original stands in exactly one piece's range.
//!
//! Never looks at a locale, and never changes printable text: letters of right-to-left scripts pass
//! as they are.

mod amount;
mod width;

pub use amount::{bytes, count, count_of, duration, fitting_count, percent, short_count};
pub(crate) use width::ELLIPSIS;
pub use width::{
    Cut, columns, cut_pieces, plain_columns, prefix_within, truncate_end, truncate_middle,
};

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

use width::is_sound_mark;

/// Combining marks that one character may carry; the rest are written out.
const MAX_MARKS: usize = 3;

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

    pub(super) fn hostile() -> impl Strategy<Value = String> {
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
    }
}

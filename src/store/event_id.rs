//! `eventID` in sixteen bytes.

use std::hash::BuildHasher;
use std::ops::Range;

use foldhash::quality::FixedState;
use rayon::prelude::*;

/// An `eventID`: nearly always a UUID, which fits; any other text is a hash with the text beside it.
///
/// The hash carries a mark that no UUID of AWS has, so that the two never mix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct EventId(pub(crate) u128);

/// The ninth to eleventh byte all ones: a variant that RFC 9562 reserves, and so long that ids which
/// are random in every bit nearly never have it by chance.
const MARK: u128 = 0xff_ffff << 40;

impl EventId {
    /// The record has no id.
    pub(crate) const NONE: Self = Self(0);

    /// Reads an id; the second value says whether its text must be kept beside it.
    pub(crate) fn from_text(text: &str) -> (Self, bool) {
        if text.is_empty() {
            return (Self::NONE, false);
        }
        match parse_uuid(text.as_bytes()) {
            Some(number) if number & MARK != MARK && number != 0 => (Self(number), false),
            _ => (Self(hash(text) | MARK), true),
        }
    }

    /// Whether the id is only a hash.
    pub(crate) fn is_hash(self) -> bool {
        self.0 & MARK == MARK
    }

    /// The UUID's text; `""` for no id.
    pub(crate) fn to_text(self) -> String {
        if self == Self::NONE {
            return String::new();
        }
        let hex = format!("{:032x}", self.0);
        format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }
}

/// The rows of a snapshot by their ids.
#[derive(Debug)]
pub(crate) struct IdOrder {
    /// In order of the ids' texts, then as they stand.
    pub(crate) rows: Vec<u32>,
    /// Whether an id occurs more than once: asking it of every two neighbours reads all ids.
    pub(crate) has_repeated: bool,
}

impl IdOrder {
    /// `odd_ids` are the texts of ids that are hashes, by row.
    pub(crate) fn new(ids: &[EventId], odd_ids: &[(u32, Box<str>)]) -> Self {
        let rows = in_order(ids, odd_ids);
        let is_repeated = |pair: &[u32]| ids[pair[0] as usize] == ids[pair[1] as usize];
        let has_repeated = rows.par_windows(2).any(is_repeated);
        Self { rows, has_repeated }
    }
}

fn in_order(ids: &[EventId], odd_ids: &[(u32, Box<str>)]) -> Vec<u32> {
    // The text of a UUID is its number in digits, so that both have one order. The upper half with
    // the row is half as long as the whole, and nearly always decides.
    let key = |(id, row): (&EventId, u32)| ((id.0 >> 64) as u64, row);
    let whole = |row: u32| (ids[row as usize].0, row);
    let mut uuids: Vec<(u64, u32)> =
        ids.iter().zip(0..).filter(|(id, _)| !id.is_hash()).map(key).collect();
    uuids.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| whole(a.1).cmp(&whole(b.1))));
    let mut odd: Vec<(&str, u32)> = odd_ids.iter().map(|(row, text)| (&**text, *row)).collect();
    odd.sort_unstable();
    let mut odd = odd.into_iter().peekable();
    let mut order = Vec::with_capacity(ids.len());
    for (_, row) in uuids {
        if odd.peek().is_some() {
            let text = ids[row as usize].to_text();
            while let Some((_, odd_row)) = odd.next_if(|(odd, _)| *odd < text.as_str()) {
                order.push(odd_row);
            }
        }
        order.push(row);
    }
    order.extend(odd.map(|(_, row)| row));
    order
}

fn hash(text: &str) -> u128 {
    let half = |seed| u128::from(FixedState::with_seed(seed).hash_one(text));
    half(1) << 64 | half(2)
}

/// The value of each byte as a hexadecimal digit, lower case only; 255 for any other byte.
const DIGITS: [u8; 256] = {
    let mut digits = [u8::MAX; 256];
    let mut digit = 0;
    while digit < 16 {
        digits[b"0123456789abcdef"[digit as usize] as usize] = digit;
        digit += 1;
    }
    digits
};

/// The canonical form only, lower case: any other spelling is kept as text.
fn parse_uuid(text: &[u8]) -> Option<u128> {
    let text: &[u8; 36] = text.try_into().ok()?;
    // All digits first, then one look whether one was none: a look at each cost 3 % of a load.
    let mut all = 0;
    let mut part = |range: Range<usize>| {
        text[range].iter().fold(0, |number, &byte| {
            let digit = DIGITS[usize::from(byte)];
            all |= digit;
            number << 4 | u64::from(digit)
        })
    };
    let high = part(0..8) << 32 | part(9..13) << 16 | part(14..18);
    let low = part(19..23) << 48 | part(24..36);
    let is_uuid = all < 16 && [8, 13, 18, 23].iter().all(|&at| text[at] == b'-');
    is_uuid.then_some(u128::from(high) << 64 | u128::from(low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_comes_back_as_written() {
        let text = "a1b2c3d4-0000-4abc-8def-00112233445f";
        let (id, needs_text) = EventId::from_text(text);
        assert_eq!((id.to_text().as_str(), needs_text, id.is_hash()), (text, false, false));
    }

    #[test]
    fn ids_are_in_the_order_of_their_texts() {
        let texts = [
            "b1b2c3d4-0000-4abc-8def-00112233445f",
            "odd",
            "",
            "A",
            "a1b2c3d4-0000-4abc-8def-001122334460",
            "a1b2c3d4-0000-4abc-8def-00112233445f",
            "a1b2c3d4-0000-4abc-8def-00112233445f",
            "b",
            "odd",
            "",
        ];
        let ids: Vec<EventId> = texts.iter().map(|text| EventId::from_text(text).0).collect();
        let odd_ids: Vec<(u32, Box<str>)> = (0..)
            .zip(texts)
            .filter(|(_, text)| EventId::from_text(text).1)
            .map(|(row, text)| (row, text.into()))
            .collect();
        let mut expected: Vec<usize> = (0..texts.len()).collect();
        expected.sort_by_key(|&row| texts[row]);
        let order = in_order(&ids, &odd_ids);
        assert_eq!(order.into_iter().map(|row| row as usize).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn any_other_text_is_kept_beside_its_hash() {
        for text in [
            "1",
            "A1B2C3D4-0000-4ABC-8DEF-00112233445F",
            "00000000-0000-0000-0000-000000000000",
            "a1b2c3d4-0000-4abc-ffff-ff112233445f",
            "a1b2c3d4-0000-4abc-8def-0011223344-f",
            "a1b2c3d4-0000-4abc-8def000112233445f",
            "a1b2c3d4-0000-4abc-8def-00112233445g",
        ] {
            let (id, needs_text) = EventId::from_text(text);
            assert!(needs_text && id.is_hash(), "{text}");
        }
        assert_eq!(EventId::from_text(""), (EventId::NONE, false));
    }
}

//! A column of codes at the narrowest width that holds them.

use std::iter::repeat_n;
use std::ops::Range;

/// Codes of one column, one for each row.
///
/// Starts with one byte a row and widens when a larger code comes.
#[derive(Debug, Clone)]
pub enum Codes {
    /// All codes are below 256.
    U8(Vec<u8>),
    /// All codes are below 65,536.
    U16(Vec<u16>),
    /// Anything else.
    U32(Vec<u32>),
}

impl Default for Codes {
    fn default() -> Self {
        Self::U8(Vec::new())
    }
}

impl Codes {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Self::U8(codes) => codes.len(),
            Self::U16(codes) => codes.len(),
            Self::U32(codes) => codes.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code at `index`.
    pub fn get(&self, index: usize) -> u32 {
        match self {
            Self::U8(codes) => u32::from(codes[index]),
            Self::U16(codes) => u32::from(codes[index]),
            Self::U32(codes) => codes[index],
        }
    }

    /// How many rows have each of `n_codes` codes.
    pub(crate) fn counts(&self, n_codes: usize) -> Vec<u32> {
        fn count<C: Copy + Into<u32>>(codes: &[C], n_codes: usize) -> Vec<u32> {
            // Neighbours often agree, and an addition waits for the one before to the same place.
            let mut counts = [vec![0; n_codes], vec![0; n_codes]];
            for (index, &code) in codes.iter().enumerate() {
                counts[index % 2][code.into() as usize] += 1;
            }
            let [mut counts, others] = counts;
            counts
                .iter_mut()
                .zip(others)
                .for_each(|(count, other): (&mut u32, u32)| *count += other);
            counts
        }
        match self {
            Self::U8(codes) => count(codes, n_codes),
            Self::U16(codes) => count(codes, n_codes),
            Self::U32(codes) => count(codes, n_codes),
        }
    }

    /// Bytes held.
    pub fn heap_bytes(&self) -> usize {
        match self {
            Self::U8(codes) => codes.capacity(),
            Self::U16(codes) => codes.capacity() * 2,
            Self::U32(codes) => codes.capacity() * 4,
        }
    }

    pub(crate) fn push(&mut self, code: u32) {
        match self {
            Self::U8(codes) => match u8::try_from(code) {
                Ok(code) => codes.push(code),
                Err(_) => self.push_wider(code),
            },
            Self::U16(codes) => match u16::try_from(code) {
                Ok(code) => codes.push(code),
                Err(_) => self.push_wider(code),
            },
            Self::U32(codes) => codes.push(code),
        }
    }

    #[cold]
    fn push_wider(&mut self, code: u32) {
        *self = match (&*self, u16::try_from(code)) {
            (Self::U8(codes), Ok(_)) => Self::U16(codes.iter().map(|&c| u16::from(c)).collect()),
            _ => Self::U32((0..self.len()).map(|index| self.get(index)).collect()),
        };
        self.push(code);
    }

    /// An empty column for codes below `n_values`, with room for `n_rows`.
    pub(crate) fn with_room(n_rows: usize, n_values: usize) -> Self {
        match n_values {
            0..=0x100 => Self::U8(Vec::with_capacity(n_rows)),
            0x101..=0x1_0000 => Self::U16(Vec::with_capacity(n_rows)),
            _ => Self::U32(Vec::with_capacity(n_rows)),
        }
    }

    /// Adds the rows of `other`, each code put through `map`; this column is wide enough for all.
    #[expect(clippy::cast_possible_truncation, reason = "the column was made for these codes")]
    pub(crate) fn extend_mapped(&mut self, other: &Self, rows: Range<usize>, map: &[u32]) {
        match self {
            Self::U8(codes) => other.for_each_mapped(rows, map, |code| codes.push(code as u8)),
            Self::U16(codes) => other.for_each_mapped(rows, map, |code| codes.push(code as u16)),
            Self::U32(codes) => other.for_each_mapped(rows, map, |code| codes.push(code)),
        }
    }

    /// Adds `n_rows` rows of one code, for which this column is wide enough.
    #[expect(clippy::cast_possible_truncation, reason = "the column was made for this code")]
    pub(crate) fn extend_same(&mut self, code: u32, n_rows: usize) {
        match self {
            Self::U8(codes) => codes.extend(repeat_n(code as u8, n_rows)),
            Self::U16(codes) => codes.extend(repeat_n(code as u16, n_rows)),
            Self::U32(codes) => codes.extend(repeat_n(code, n_rows)),
        }
    }

    fn for_each_mapped(&self, rows: Range<usize>, map: &[u32], mut give: impl FnMut(u32)) {
        match self {
            Self::U8(codes) => codes[rows].iter().for_each(|&code| give(map[code as usize])),
            Self::U16(codes) => codes[rows].iter().for_each(|&code| give(map[code as usize])),
            Self::U32(codes) => codes[rows].iter().for_each(|&code| give(map[code as usize])),
        }
    }

    /// The codes of rows `order[0]`, `order[1]`, ….
    pub(crate) fn pick(&self, order: &[u32]) -> Self {
        match self {
            Self::U8(codes) => Self::U8(order.iter().map(|&row| codes[row as usize]).collect()),
            Self::U16(codes) => Self::U16(order.iter().map(|&row| codes[row as usize]).collect()),
            Self::U32(codes) => Self::U32(order.iter().map(|&row| codes[row as usize]).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_widens_and_keeps_its_codes() {
        let mut codes = Codes::default();
        for code in [1, 255, 256, 65_535, 65_536, 3] {
            codes.push(code);
        }
        assert!(matches!(codes, Codes::U32(_)));
        let read: Vec<u32> = (0..codes.len()).map(|i| codes.get(i)).collect();
        assert_eq!(read, [1, 255, 256, 65_535, 65_536, 3]);
    }

    #[test]
    fn a_column_with_room_is_as_narrow_as_the_values_allow() {
        assert!(matches!(Codes::with_room(1, 256), Codes::U8(_)));
        assert!(matches!(Codes::with_room(1, 257), Codes::U16(_)));
        assert!(matches!(Codes::with_room(1, 65_537), Codes::U32(_)));
    }

    #[test]
    fn codes_are_mapped_and_picked_at_any_width() {
        for n_values in [10, 300, 70_000] {
            let mut codes = Codes::with_room(3, n_values);
            codes.extend_mapped(&Codes::U16(vec![0, 1, 0, 2]), 1..4, &[9, 7, 8]);
            let picked = codes.pick(&[2, 0]);
            assert_eq!([picked.get(0), picked.get(1)], [8, 7]);
        }
    }
}

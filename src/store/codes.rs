//! A column of codes at the narrowest width that holds them.

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

    /// The codes `source[order[0]], source[order[1]], …`; `n_values` bounds them.
    pub(crate) fn gather(source: &[u32], order: &[u32], n_values: usize) -> Self {
        let picked = order.iter().map(|&from| source[from as usize]);
        // `n_values` bounds every code, so the narrowing keeps all bits.
        #[expect(clippy::cast_possible_truncation, reason = "bounded by n_values")]
        match n_values {
            0..=0x100 => Self::U8(picked.map(|code| code as u8).collect()),
            0x101..=0x1_0000 => Self::U16(picked.map(|code| code as u16).collect()),
            _ => Self::U32(picked.collect()),
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
    fn gathering_is_as_narrow_as_the_values_allow() {
        assert!(matches!(Codes::gather(&[255, 7], &[1, 0], 256), Codes::U8(_)));
        assert!(matches!(Codes::gather(&[256, 7], &[1, 0], 257), Codes::U16(_)));
        let Codes::U8(picked) = Codes::gather(&[9, 7], &[1, 0, 1], 10) else { panic!("wide") };
        assert_eq!(picked, [7, 9, 7]);
    }
}

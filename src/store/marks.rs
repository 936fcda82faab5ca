//! What is known of events only when all of them have been looked at: flags, with their evidence.
//!
//! Found by `query`, held here, so that a field can read them as it reads a column. An event has a
//! set of flags. The codes of the column are sets: first the sets of one flag, in the order of the
//! flags, then those of several that occur, written with commas between.

use super::RowId;
use super::codes::Codes;
use super::dictionary::{ABSENT, Values};
use crate::time::{TimeRange, Timestamp};

/// What the events of a time are compared with: those of another time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Baseline {
    /// Of data that spans two weeks or more all but its last week; of other data nothing.
    #[default]
    Usual,
    /// Nothing.
    Nothing,
    /// The events of this time.
    Range(TimeRange),
    /// All but those of so many seconds before the last event.
    AllBut(u32),
}

const WEEK: u32 = 7 * 24 * 60 * 60;

impl Baseline {
    /// The time in data of this span; `None` when there is nothing to compare with.
    pub fn range(self, (first, last): (Timestamp, Timestamp)) -> Option<TimeRange> {
        let all_but = |seconds: u32| {
            let until = last.plus(-i64::from(seconds));
            (until > first).then_some(TimeRange { from: None, until: Some(until) })
        };
        match self {
            Self::Range(range) => Some(range),
            Self::AllBut(seconds) => all_but(seconds),
            Self::Usual if last.seconds() - first.seconds() >= 2 * WEEK => all_but(WEEK),
            Self::Usual | Self::Nothing => None,
        }
    }
}

/// What a flag of an identity's events is based on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Evidence {
    /// The events that show it, in an order that the flag gives a meaning.
    pub rows: Vec<RowId>,
    /// How many there are of what is counted.
    pub n: u32,
}

/// The flags of every event.
#[derive(Debug)]
pub struct Marks {
    codes: Codes,
    values: Values,
    /// The flags of each code, as bits.
    sets: Vec<u16>,
    /// The rows that flags begin with, in order, with these flags as bits.
    begins: Vec<(RowId, u16)>,
    n_flags: usize,
    evidence: Vec<Evidence>,
    /// By flag, then by code of the identity: position in `evidence`, [`NONE`] for none.
    of_identity: Vec<Vec<u32>>,
}

/// No evidence.
const NONE: u32 = u32::MAX;

impl Marks {
    /// From the flags of each row, as bits: the first flag of `names` is the lowest. `begins` has the
    /// rows that flags begin with, in order, with these flags.
    ///
    /// `evidence` has a list for each flag of (codes of identities, what is known of them).
    pub fn new(
        names: &[&str],
        (rows, begins): (&[u16], Vec<(RowId, u16)>),
        evidence: Vec<EvidenceOf>,
        n_identities: usize,
    ) -> Self {
        let mut occurs = vec![false; 1 << names.len()];
        for &set in rows {
            occurs[usize::from(set)] = true;
        }
        let singles = (0..names.len()).map(|flag| 1u16 << flag);
        let several = (0..=u16::MAX).take(occurs.len());
        let several = several.filter(|&set| set.count_ones() > 1 && occurs[usize::from(set)]);
        let sets: Vec<u16> = std::iter::once(0).chain(singles).chain(several).collect();
        let texts: Vec<String> = sets[1..].iter().map(|&set| text(names, set)).collect();
        let mut code_of = vec![ABSENT; occurs.len()];
        for (&set, code) in sets.iter().zip(0..) {
            code_of[usize::from(set)] = code;
        }
        let mut codes = Codes::with_room(rows.len(), sets.len());
        for &set in rows {
            codes.push(code_of[usize::from(set)]);
        }
        let values = Values::from_texts(texts.iter().map(String::as_str));
        let mut marks = Self {
            codes,
            values,
            sets,
            begins,
            n_flags: names.len(),
            evidence: Vec::new(),
            of_identity: vec![Vec::new(); names.len()],
        };
        for EvidenceOf { flag, identities, evidence } in evidence {
            let at = u32::try_from(marks.evidence.len()).unwrap_or(NONE);
            marks.evidence.push(evidence);
            let held = &mut marks.of_identity[flag];
            held.resize(n_identities, NONE);
            for identity in identities {
                held[identity as usize] = at;
            }
        }
        marks
    }

    /// The column of sets, and their texts.
    pub(crate) fn column(&self) -> (&Codes, &Values) {
        (&self.codes, &self.values)
    }

    /// The flags of an event, as bits.
    pub fn set(&self, row: RowId) -> u16 {
        self.sets[self.codes.get(row.index()) as usize]
    }

    /// The flags that begin with an event, as bits.
    pub fn begins(&self, row: RowId) -> u16 {
        let at = self.begins.binary_search_by_key(&row, |(row, _)| *row);
        at.map_or(0, |at| self.begins[at].1)
    }

    /// The rows that flags begin with, in order, with these flags as bits.
    pub fn all_begins(&self) -> &[(RowId, u16)] {
        &self.begins
    }

    /// The flags of a code of the column, as bits.
    pub fn set_of_code(&self, code: u32) -> u16 {
        self.sets[code as usize]
    }

    /// Counts of single flags from counts of sets: an event counts for each of its flags.
    ///
    /// What counts events without a flag stays.
    pub fn count_members(&self, by_set: &[u32]) -> Vec<u32> {
        let mut counts = vec![0; by_set.len()];
        counts[0] = by_set[0];
        for (&set, &count) in self.sets.iter().zip(by_set).skip(1) {
            for flag in (0..self.n_flags).filter(|flag| set >> flag & 1 == 1) {
                counts[flag + 1] += count;
            }
        }
        counts
    }

    /// What a flag of an identity's events is based on.
    pub fn evidence(&self, flag: usize, identity: u32) -> Option<&Evidence> {
        let at = *self.of_identity.get(flag)?.get(identity as usize)?;
        self.evidence.get(at as usize)
    }

    /// Bytes held.
    pub(crate) fn heap_bytes(&self) -> usize {
        let evidence = |held: &Evidence| size_of::<Evidence>() + held.rows.capacity() * 4;
        self.codes.heap_bytes()
            + self.values.heap_bytes()
            + self.sets.capacity() * 2
            + self.begins.capacity() * size_of::<(RowId, u16)>()
            + self.evidence.iter().map(evidence).sum::<usize>()
            + self.of_identity.iter().map(|held| held.capacity() * 4).sum::<usize>()
    }
}

/// What a flag is based on, for the identities that it is known of.
#[derive(Debug)]
pub struct EvidenceOf {
    /// The flag, by position.
    pub flag: usize,
    /// Codes of identities.
    pub identities: Vec<u32>,
    /// What is known of them.
    pub evidence: Evidence,
}

fn text(names: &[&str], set: u16) -> String {
    let of_set = names.iter().enumerate().filter(|(flag, _)| set >> flag & 1 == 1);
    of_set.map(|(_, name)| *name).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_one_flag_come_first_and_sets_of_several_as_they_occur() {
        let begins = vec![(RowId(1), 0b10), (RowId(2), 0b1)];
        let rows = [0, 0b110, 0b1, 0b110];
        let marks = Marks::new(&["a", "b", "c"], (&rows, begins), Vec::new(), 0);
        let (codes, values) = marks.column();
        let texts: Vec<&str> = values.iter().map(|(_, text)| text).collect();
        assert_eq!(texts, ["", "a", "b", "c", "b,c"]);
        assert_eq!([0, 1, 2, 3].map(|row| codes.get(row)), [0, 4, 1, 4]);
        assert_eq!(marks.set(RowId(1)), 0b110);
        assert_eq!([0, 1, 2, 3].map(|row| marks.begins(RowId(row))), [0, 0b10, 0b1, 0]);
        // The event with two flags counts twice.
        assert_eq!(marks.count_members(&[1, 1, 0, 0, 2]), [1, 1, 2, 2, 0]);
    }

    #[test]
    fn the_usual_baseline_needs_two_weeks() {
        let at = |seconds| Timestamp::from_seconds(seconds).unwrap();
        let week = i64::from(WEEK);
        assert_eq!(Baseline::Usual.range((at(0), at(2 * week - 1))), None);
        let until = Some(at(week));
        let expected = Some(TimeRange { from: None, until });
        assert_eq!(Baseline::Usual.range((at(0), at(2 * week))), expected);
        assert_eq!(Baseline::AllBut(5).range((at(0), at(5))), None);
    }
}

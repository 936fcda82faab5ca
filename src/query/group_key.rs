//! The keys of groups: a number for each combination of values that occurs.

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use super::bitset::Bitset;
use super::cancel::Cancel;
use super::flags;
use super::sort::id_ranks;
use crate::store::{ABSENT, Codes, Field, FieldView, RowId, Snapshot};
use crate::time::Timestamp;

const DAY: u32 = 86_400;

/// A field of a grouping.
pub(crate) enum Level<'s> {
    /// By value, with the position of each in sorted order.
    Coded(FieldView<'s>, &'s [u32]),
    /// By day.
    Day(&'s Snapshot),
    /// Each event by itself, with its position in order of the ids.
    Event(&'s Snapshot, Vec<u32>),
}

impl<'s> Level<'s> {
    pub(crate) fn new(snapshot: &'s Snapshot, field: Field) -> Self {
        match flags::view(snapshot, field) {
            Some(view) => Self::Coded(view, snapshot.ranks(field)),
            None if field == Field::Time => Self::Day(snapshot),
            None => Self::Event(snapshot, id_ranks(snapshot)),
        }
    }

    fn code(&self, row: RowId) -> u32 {
        match self {
            Self::Coded(view, _) => view.code(row),
            Self::Day(snapshot) => {
                snapshot.time(row).map_or(ABSENT, |time| time.seconds() / DAY + 1)
            }
            Self::Event(..) => row.0 + 1,
        }
    }

    /// The position of a code in sorted order; no value comes first.
    pub(crate) fn rank(&self, code: u32) -> u32 {
        match (self, code) {
            (_, ABSENT) => 0,
            (Self::Coded(_, ranks), code) => ranks[code as usize] + 1,
            (Self::Day(_), code) => code,
            (Self::Event(_, ranks), code) => ranks[code as usize - 1] + 1,
        }
    }

    /// The text of a code; `""` for no value.
    pub(crate) fn label(&self, code: u32) -> String {
        match (self, code) {
            (_, ABSENT) => String::new(),
            (Self::Coded(view, _), code) => view.values.text(code).to_owned(),
            (Self::Day(_), code) => Timestamp::from_seconds(i64::from(code - 1) * i64::from(DAY))
                .map_or_else(String::new, Timestamp::date),
            (Self::Event(snapshot, _), code) => snapshot.event_id(RowId(code - 1)).into_owned(),
        }
    }
}

/// The keys that occur, level by level; a node is a key's beginning.
pub(crate) struct Tree {
    levels: Vec<Nodes>,
}

#[derive(Default)]
struct Nodes {
    /// Parent, in the level above, and code.
    nodes: Vec<(u32, u32)>,
    known: HashMap<(u32, u32), u32, RandomState>,
}

impl Tree {
    /// Number of full keys.
    pub(crate) fn n_keys(&self) -> usize {
        self.levels.last().map_or(0, |level| level.nodes.len())
    }

    pub(crate) fn n_nodes(&self, level: usize) -> usize {
        self.levels[level].nodes.len()
    }

    /// The parent of each node of a level below the first.
    pub(crate) fn parents(&self, level: usize) -> Vec<u32> {
        self.levels[level].nodes.iter().map(|(parent, _)| *parent).collect()
    }

    pub(crate) fn parent(&self, level: usize, node: usize) -> usize {
        self.levels[level].nodes[node].0 as usize
    }

    /// The codes that lead to a node.
    pub(crate) fn codes(&self, level: usize, node: usize) -> Vec<u32> {
        let mut codes = Vec::with_capacity(level + 1);
        let mut node = node;
        for nodes in self.levels[..=level].iter().rev() {
            let (parent, code) = nodes.nodes[node];
            codes.push(code);
            node = parent as usize;
        }
        codes.reverse();
        codes
    }

    fn key(&mut self, codes: impl Iterator<Item = u32>) -> u32 {
        self.levels.iter_mut().zip(codes).fold(0, |parent, (level, code)| {
            *level.known.entry((parent, code)).or_insert_with(|| {
                level.nodes.push((parent, code));
                u32::try_from(level.nodes.len() - 1).unwrap_or(u32::MAX)
            })
        })
    }
}

/// The full key of each row of `matched`, in order.
pub(crate) fn assign(
    levels: &[Level<'_>],
    matched: &Bitset,
    cancel: &Cancel,
) -> Option<(Tree, Vec<u32>)> {
    let mut tree = Tree { levels: levels.iter().map(|_| Nodes::default()).collect() };
    let mut memo = Memo::new(levels);
    let mut keys = Vec::with_capacity(matched.count());
    for row in matched.iter() {
        if row.index() % 0x1_0000 == 0 {
            cancel.check()?;
        }
        let tree = &mut tree;
        let mut make = || tree.key(levels.iter().map(|level| level.code(row)));
        keys.push(match &mut memo {
            Some(memo) => memo.key(row, make),
            None => make(),
        });
    }
    Some((tree, keys))
}

/// Keys by the codes that rows hold: several fields often share one column.
struct Memo<'s> {
    /// Columns with the factor of their code in the number of a combination.
    columns: Vec<(&'s Codes, u64)>,
    dense: Vec<u32>,
    sparse: HashMap<u64, u32, RandomState>,
}

const UNKNOWN: u32 = u32::MAX;

/// Combinations that are kept in a plain table, 4 bytes each.
const MOST_DENSE: u64 = 1 << 20;

impl<'s> Memo<'s> {
    /// `None` when a level has no codes or the combinations cannot be numbered.
    fn new(levels: &[Level<'s>]) -> Option<Self> {
        let mut columns: Vec<(&Codes, u64)> = Vec::new();
        let mut n_combinations = 1u64;
        for level in levels {
            let Level::Coded(view, _) = level else { return None };
            if columns.iter().any(|(codes, _)| std::ptr::eq(*codes, view.codes)) {
                continue;
            }
            columns.push((view.codes, n_combinations));
            let n_codes = view.lens.map_or(view.values.len(), <[u32]>::len);
            n_combinations = n_combinations.checked_mul(n_codes as u64)?;
        }
        let n_dense = if n_combinations <= MOST_DENSE { n_combinations } else { 0 };
        let dense = vec![UNKNOWN; usize::try_from(n_dense).unwrap_or(0)];
        Some(Self { columns, dense, sparse: HashMap::default() })
    }

    fn key(&mut self, row: RowId, make: impl FnOnce() -> u32) -> u32 {
        let number: u64 = self
            .columns
            .iter()
            .map(|(codes, factor)| u64::from(codes.get(row.index())) * factor)
            .sum();
        if self.dense.is_empty() {
            return *self.sparse.entry(number).or_insert_with(make);
        }
        #[expect(clippy::cast_possible_truncation, reason = "below MOST_DENSE")]
        let known = &mut self.dense[number as usize];
        if *known == UNKNOWN {
            *known = make();
        }
        *known
    }
}

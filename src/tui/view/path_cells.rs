//! What stands at JSON paths in the events near the visible rows.
//!
//! An event's JSON lies compressed in its file, so that no frame could wait for a page of them: cells
//! are fetched beside the interface, with those of a page before and after, and kept for a while.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use crate::query::{Path, PathText};
use crate::store::EventPlace;
use crate::text;
use crate::tui::data::Shown;
use crate::tui::effect::Job;

/// Events whose cells are kept.
const MOST_EVENTS: usize = 4096;

/// Bytes of a cell that are kept; what is longer is no value to filter by here.
const MOST_BYTES: usize = 4096;

/// The cells that are there; of a lost file `None`.
#[derive(Debug, Default)]
pub struct PathCells {
    paths: Vec<Path>,
    held: HashMap<EventPlace, Option<Vec<PathText>>>,
    /// Asked for and not there yet.
    asked: HashSet<EventPlace>,
}

/// A cell of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathCell<'c> {
    /// What stands there, `""` for nothing.
    Found(&'c PathText),
    /// The event's file is no longer what was read.
    Lost,
    /// It is being fetched.
    Awaited,
}

impl PathCells {
    /// The cell of an event at a path.
    pub fn get(&self, place: EventPlace, path: &Path) -> PathCell<'_> {
        let at = self.paths.iter().position(|held| held == path);
        match (self.held.get(&place), at) {
            (Some(Some(texts)), Some(at)) => texts.get(at).map_or(PathCell::Lost, PathCell::Found),
            (Some(None), Some(_)) => PathCell::Lost,
            _ => PathCell::Awaited,
        }
    }

    /// Asks for what is lacking in `rows` of the list, of which `visible` are on the screen.
    pub fn follow<'p>(
        &mut self,
        paths: impl Iterator<Item = &'p Path> + Clone,
        (visible, near): (Range<usize>, Range<usize>),
        shown: &Shown,
    ) -> Option<Job> {
        if !paths.clone().eq(self.paths.iter()) {
            *self = Self { paths: paths.cloned().collect(), ..Self::default() };
        }
        if self.paths.is_empty() {
            return None;
        }
        let rows = &shown.answer.rows;
        let place = |at: usize| rows.get(at).map(|&row| shown.snapshot.place(row));
        let is_lacking = |at: usize| {
            place(at).is_some_and(|place| {
                !self.held.contains_key(&place) && !self.asked.contains(&place)
            })
        };
        if !visible.clone().any(is_lacking) {
            return None;
        }
        let near: Vec<(usize, EventPlace)> = near.filter_map(|at| Some((at, place(at)?))).collect();
        if self.held.len() + near.len() > MOST_EVENTS {
            let kept: HashSet<EventPlace> = near.iter().map(|&(_, place)| place).collect();
            self.held.retain(|place, _| kept.contains(place));
        }
        // What was asked for is cancelled by the new job, and so is asked for again.
        let lacking = near.into_iter().filter(|(_, place)| !self.held.contains_key(place));
        let (rows, asked) = lacking.map(|(at, place)| (rows[at], place)).unzip();
        self.asked = asked;
        let snapshot = Arc::clone(&shown.snapshot);
        Some(Job::Cells { snapshot, rows, paths: self.paths.clone() })
    }

    /// Cells came; those of other paths than the present are dropped.
    pub fn fetched(&mut self, paths: &[Path], cells: Vec<(EventPlace, Option<Vec<PathText>>)>) {
        if paths != self.paths {
            return;
        }
        for (place, texts) in cells {
            self.asked.remove(&place);
            let texts = texts.map(|texts| texts.into_iter().map(cut).collect());
            self.held.insert(place, texts);
        }
    }
}

fn cut(found: PathText) -> PathText {
    if found.text.len() <= MOST_BYTES {
        return found;
    }
    let end = found.text.floor_char_boundary(MOST_BYTES);
    PathText { text: format!("{}{}", &found.text[..end], text::ELLIPSIS), is_single: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::FileId;

    #[test]
    fn what_is_too_long_is_cut_and_is_no_value_to_filter_by() {
        let long = PathText { text: "ä".repeat(MOST_BYTES), is_single: true };
        let short = PathText { text: "ä".to_owned(), is_single: true };
        assert_eq!(cut(short.clone()), short);
        let cut = cut(long);
        assert!(cut.text.len() <= MOST_BYTES + 3 && cut.text.ends_with('…') && !cut.is_single);
    }

    #[test]
    fn cells_of_other_paths_are_dropped_and_lost_ones_are_told() {
        let paths = [Path::parse("requestParameters.a").unwrap()];
        let mut cells = PathCells { paths: paths.to_vec(), ..PathCells::default() };
        let place = EventPlace { time: None, file: FileId::default(), offset: 7 };
        assert_eq!(cells.get(place, &paths[0]), PathCell::Awaited);
        cells.fetched(&[], vec![(place, None)]);
        assert_eq!(cells.get(place, &paths[0]), PathCell::Awaited);
        cells.fetched(&paths, vec![(place, None)]);
        assert_eq!(cells.get(place, &paths[0]), PathCell::Lost);
        cells.fetched(&paths, vec![(place, Some(vec![PathText::default()]))]);
        assert_eq!(cells.get(place, &paths[0]), PathCell::Found(&PathText::default()));
    }
}

//! Reading what stands at paths of records: by a walk through the text where that can be done.

use std::borrow::Cow;

use serde_json::Value;

use super::found::{Found, MOST_TOGETHER, PathText, told};
use super::needed::{candidates, is_coded, needle_of};
use super::tree::{Reached, arrive, reach};
use super::walk::walk;
use super::{Path, Step};
use crate::query::needle::{Needle, Record};

/// Several paths that are read together.
pub(crate) struct PathReader {
    paths: Vec<Path>,
    /// For each path a name that every record with a value there holds.
    names: Vec<Option<Needle>>,
    /// Whether none of them goes to any depth.
    can_walk: bool,
}

impl PathReader {
    /// Reads at `paths`.
    pub(crate) fn new(paths: &[Path]) -> Self {
        let can_walk = !paths.iter().any(|path| path.steps().contains(&Step::Deep));
        Self { names: paths.iter().map(needle_of).collect(), paths: paths.to_vec(), can_walk }
    }

    /// The records of `among` that may have a value at every path; `among` is in order of place in
    /// `text`.
    pub(crate) fn candidates(&self, text: &[u8], among: &[Record]) -> Vec<Record> {
        let names = self.names.iter().flatten();
        names.fold(among.to_vec(), |records, name| candidates(name, text, &records))
    }

    /// Whether something that a path reaches in a record passes; `passes` gets the position of the
    /// path too.
    pub(crate) fn any(
        &self,
        json: &[u8],
        mut passes: impl FnMut(usize, Reached<'_>) -> bool,
    ) -> bool {
        if let Some(found) = self.walked(json) {
            let mut passes = |(path, found): &(usize, Found<'_>)| {
                found.arrive(&mut |reached| passes(*path, reached))
            };
            return found.iter().any(&mut passes);
        }
        let Some(record) = self.whole(json) else { return false };
        self.paths.iter().enumerate().any(|(position, path)| {
            let mut passes = |reached: Reached<'_>| passes(position, reached);
            reach(&record, path.steps(), &mut |value| arrive(value, &mut passes))
        })
    }

    /// The text at each path.
    pub(crate) fn texts(&self, json: &[u8]) -> Vec<PathText> {
        let text = |found: Vec<Found<'_>>| {
            let (text, is_single) = told(found.into_iter());
            PathText { text: text.into_owned(), is_single }
        };
        match self.walked(json) {
            Some(found) => {
                let mut by_path: Vec<Vec<Found<'_>>> =
                    self.paths.iter().map(|_| Vec::new()).collect();
                for (path, found) in found {
                    by_path[path].push(found);
                }
                by_path.into_iter().map(text).collect()
            }
            None => {
                let record = self.whole(json).unwrap_or_default();
                self.paths.iter().map(|path| text(found_in(&record, path))).collect()
            }
        }
    }

    /// The text of all that is found, for a reader of one path.
    pub(crate) fn text<'t>(&self, json: &'t [u8]) -> Cow<'t, str> {
        match self.walked(json) {
            Some(found) => told(found.into_iter().map(|(_, found)| found)).0,
            None => {
                let record = self.whole(json).unwrap_or_default();
                told(self.paths.iter().flat_map(|path| found_in(&record, path))).0
            }
        }
    }

    fn walked<'t>(&self, json: &'t [u8]) -> Option<Vec<(usize, Found<'t>)>> {
        let text = std::str::from_utf8(json).ok().filter(|_| self.can_walk)?;
        walk(&self.paths, text)
    }

    /// The whole record; `None` when it is none, or surely has nothing at any path.
    fn whole(&self, json: &[u8]) -> Option<Value> {
        // To see that a name is lacking costs a hundredth of reading.
        let may_hold = |name: &Option<Needle>| name.as_ref().is_none_or(|name| name.is_in(json));
        let may_hold_any = self.names.iter().any(may_hold) || is_coded(json);
        if may_hold_any { serde_json::from_slice(json).ok() } else { None }
    }
}

fn found_in<'t>(record: &Value, path: &Path) -> Vec<Found<'t>> {
    let mut found = Vec::new();
    reach(record, path.steps(), &mut |value| {
        let value = Found::Read(value.clone());
        if !value.is_nothing() {
            found.push(value);
        }
        found.len() == MOST_TOGETHER
    });
    found
}

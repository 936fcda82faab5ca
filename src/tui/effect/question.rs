//! What the list asks, and how it is answered: whole, or part by part while JSON is searched.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::query::{self, Answer, Bitset, Cancel, Expr, Growing, Highlighter, Query};
use crate::store::{EventPlace, Snapshot};
use crate::tui::message::Message;

/// What the list is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Which events, in which order.
    pub query: Query,
    /// Which of these are set off; `None` when nothing is to be set off.
    pub highlight: Option<Expr>,
    /// Instead of what the query asks for: an event with so many before it and after it. What the
    /// query asks for is set off among them.
    pub around: Option<(EventPlace, usize)>,
}

impl Question {
    /// The answer, and which of its rows are set off; `None` when it was cancelled.
    ///
    /// `grown` is shown what has been found so far while JSON is searched, and what is to be set off
    /// of all events, if that needs no search.
    fn answer(
        &self,
        snapshot: &Snapshot,
        cancel: &Cancel,
        grown: &mut dyn FnMut(&Growing<'_>, Option<&Bitset>),
    ) -> Option<(Answer, Option<Bitset>)> {
        let row = self.around.and_then(|(place, n)| Some((snapshot.find(place)?, n)));
        let (answer, mut tests) = match row {
            Some((row, n_each)) => {
                let answer = query::neighbours(snapshot, row, n_each);
                (answer, vec![self.query.filter.clone()])
            }
            None => {
                // What columns alone decide is set off in every part.
                let test = self.highlight.as_ref();
                let hits = test.and_then(|test| query::matching_columns(snapshot, test, cancel));
                let mut grown = |growing: &Growing<'_>| grown(growing, hits.as_ref());
                (query::run_growing(snapshot, &self.query, cancel, &mut grown)?, Vec::new())
            }
        };
        tests.extend(self.highlight.clone());
        let test = tests.into_iter().reduce(Expr::and).filter(|test| !test.is_all());
        let Some(test) = test else { return Some((answer, None)) };
        let mut hits = query::matching(snapshot, &test, cancel)?;
        hits.and(&answer.matched);
        Some((answer, Some(hits)))
    }

    /// Finds the words of the question in shown text.
    fn highlighter(&self) -> Highlighter {
        let highlight = self.highlight.clone().unwrap_or_else(Expr::all);
        Highlighter::new(&self.query.filter.clone().and(highlight))
    }
}

/// A search that takes longer shows what it has found so far, again and again.
pub(crate) const BETWEEN_PARTS: Duration = Duration::from_millis(100);

/// Answers a question; `tell` gets what has been found so far, again and again.
pub(crate) fn ask(
    (generation, snapshot, question): (u64, &Arc<Snapshot>, &Question),
    cancel: &Cancel,
    tell: &mut dyn FnMut(Message),
) -> Option<Message> {
    let answered = |answer, hits, constants, searched| Message::Answered {
        generation,
        snapshot: Arc::clone(snapshot),
        answer: Box::new(answer),
        hits,
        highlighter: Box::new(question.highlighter()),
        constants,
        searched,
    };
    let mut told = Instant::now();
    let mut grown = |growing: &Growing<'_>, set_off: Option<&Bitset>| {
        if told.elapsed() < BETWEEN_PARTS {
            return;
        }
        if growing.is_sorting {
            tell(Message::Sorting { generation, read: growing.searched });
        } else if let Some(answer) = growing.answer(cancel) {
            let hits = set_off.cloned().map(|mut hits| {
                hits.and(&answer.matched);
                hits
            });
            tell(answered(answer, hits, Vec::new(), Some(growing.searched)));
        }
        told = Instant::now();
    };
    let (answer, hits) = question.answer(snapshot, cancel, &mut grown)?;
    let constants = query::constants(snapshot, &answer.matched);
    Some(answered(answer, hits, constants, None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Input, Pace, Progress, spawn};
    use crate::query::parse;

    #[test]
    fn what_columns_decide_is_set_off_in_every_part_of_a_search() {
        let load = spawn(vec![Input::Demo], Pace::Batch);
        let snapshots = load.progress.iter().filter_map(|progress| match progress {
            Progress::Snapshot(snapshot) => Some(snapshot),
            _ => None,
        });
        let snapshot = snapshots.last().unwrap();
        let mut n_parts = 0;
        let mut check = |highlight: &str, is_told: bool| {
            let question = Question {
                query: Query { filter: parse("*bucket").unwrap(), sort: Vec::new() },
                highlight: Some(parse(highlight).unwrap()),
                around: None,
            };
            let mut grown = |_: &Growing<'_>, hits: Option<&Bitset>| {
                n_parts += 1;
                assert_eq!(hits.is_some(), is_told, "{highlight}");
            };
            let answer = question.answer(&snapshot, &Cancel::new(), &mut grown);
            assert!(answer.unwrap().1.unwrap().count() > 0, "{highlight}");
        };
        check("service:s3", true);
        check("*prefix", false);
        assert!(n_parts > 10, "{n_parts} parts");
    }
}

//! Which sessions were in use at some moment: a sweep over time, for many moments at once.

use std::collections::BTreeSet;

use super::super::session::SessionId;

/// A session in use; what is asked within a group is answered from that group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub(super) group: u32,
    /// First and last second.
    pub(super) from: u32,
    pub(super) until: u32,
    pub(super) session: SessionId,
}

/// What was in use of a group at a second; `number` is the caller's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment {
    pub(super) group: u32,
    pub(super) second: u32,
    pub(super) number: u32,
}

/// More candidates say no more.
pub(super) const MOST: usize = 8;

/// Shows `give` up to [`MOST`] sessions in use for each moment: those that were used longest.
pub(super) fn in_use(
    mut spans: Vec<Span>,
    mut moments: Vec<Moment>,
    mut give: impl FnMut(u32, SessionId),
) {
    spans.sort_unstable();
    moments.sort_unstable();
    let mut waiting = spans.into_iter().peekable();
    for of_group in moments.chunk_by(|a, b| a.group == b.group) {
        let mut open: BTreeSet<(u32, SessionId)> = BTreeSet::new();
        for moment in of_group {
            let has_begun = |span: &Span| {
                span.group < moment.group
                    || (span.group == moment.group && span.from <= moment.second)
            };
            while let Some(span) = waiting.next_if(|span| has_begun(span)) {
                if span.group == moment.group {
                    open.insert((span.until, span.session));
                }
            }
            open = open.split_off(&(moment.second, SessionId(0)));
            for (_, session) in open.iter().rev().take(MOST) {
                give(moment.number, *session);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_sweep_finds_what_a_look_at_every_span_finds(
            spans in prop::collection::vec((0..3u32, 0..20u32, 0..9u32), 0..12),
            moments in prop::collection::vec((0..3u32, 0..30u32), 0..12),
        ) {
            let spans: Vec<Span> = spans.into_iter().zip(0..).map(|((group, from, length), at)| {
                Span { group, from, until: from + length, session: SessionId(at) }
            }).collect();
            let moments: Vec<Moment> = moments.into_iter().zip(0..).map(|((group, second), number)| {
                Moment { group, second, number }
            }).collect();
            let mut found = Vec::new();
            in_use(spans.clone(), moments.clone(), |number, session| found.push((number, session)));
            found.sort_unstable();
            let mut expected = Vec::new();
            for moment in &moments {
                let mut open: Vec<&Span> = spans.iter().filter(|span| {
                    span.group == moment.group
                        && (span.from..=span.until).contains(&moment.second)
                }).collect();
                open.sort_by_key(|span| std::cmp::Reverse((span.until, span.session)));
                expected.extend(open.iter().take(MOST).map(|span| (moment.number, span.session)));
            }
            expected.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}

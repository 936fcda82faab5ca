//! Where a search's words stand in a shown text.

use std::ops::Range;

use super::expr::{Expr, Term, Test};
use super::filter::searched_fields;
use super::matcher::Matcher;
use crate::store::Field;

/// The search words of an expression, made ready to be found in many texts.
#[derive(Debug, Default)]
pub struct Highlighter {
    words: Vec<(Looks, Matcher)>,
}

#[derive(Debug)]
enum Looks {
    /// In these fields.
    At(Vec<Field>),
    /// In the record's JSON.
    InJson,
    /// Everywhere.
    Anywhere,
}

impl Highlighter {
    /// For the terms that events pass, not those that they must not pass.
    pub fn new(expr: &Expr) -> Self {
        let word = |term: &Term| {
            Some(match term {
                Term::Any(test) => (Looks::At(searched_fields(test).collect()), Matcher::new(test)),
                Term::Field(field, test) => {
                    (Looks::At(vec![*field]), Matcher::for_field(*field, test))
                }
                Term::Record(text) => {
                    (Looks::Anywhere, Matcher::new(&Test::Contains(text.clone())))
                }
                Term::Path(_, test) => (Looks::InJson, Matcher::new(test)),
                Term::Time(_) | Term::Same(..) => return None,
            })
        };
        Self { words: expr.positive_terms().into_iter().filter_map(word).collect() }
    }

    /// Byte ranges of `text`, a value of `field`, that the words match; in order, not overlapping.
    pub fn ranges(&self, field: Field, text: &str) -> Vec<Range<usize>> {
        let looks_here = |(looks, _): &&(Looks, Matcher)| match looks {
            Looks::At(fields) => fields.contains(&field),
            Looks::InJson => false,
            Looks::Anywhere => true,
        };
        let words = self.words.iter().filter(looks_here);
        join(words.flat_map(|(_, matcher)| matcher.ranges(text)).collect())
    }

    /// Byte ranges of `text`, a value of a record's JSON, that any of the words matches.
    pub fn ranges_in_json(&self, text: &str) -> Vec<Range<usize>> {
        join(self.words.iter().flat_map(|(_, matcher)| matcher.ranges(text)).collect())
    }
}

fn join(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| range.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    #[test]
    fn words_are_shown_where_they_match() {
        let check = |filter: &str, field, text: &str, expected: &[&str]| {
            let ranges = Highlighter::new(&parse(filter).unwrap()).ranges(field, text);
            let parts: Vec<&str> = ranges.into_iter().map(|range| &text[range]).collect();
            assert_eq!(parts, expected, "{filter}");
        };
        check("crtus", Field::EventName, "CreateUser", &["Cr", "t", "Us"]);
        check("'ea 'at", Field::EventName, "CreateUser", &["eat"]);
        check("!user", Field::EventName, "CreateUser", &[]);
        check("user", Field::ReadOnly, "user", &[]);
        check("name:create* or ip:1", Field::EventName, "CreateUser", &["CreateUser"]);
        check("ip:1", Field::EventName, "1", &[]);
        check("*use", Field::File, "a/User", &["Use"]);
        check("/[aeiou]/", Field::EventName, "Get", &["e"]);
    }
}

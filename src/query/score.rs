//! How well rows match the search: the order of "best first".
//!
//! `SkimMatcherV2` scores distinct values, never rows. A row's score is the sum, over the words of
//! the search, of the best score among the row's values.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use rayon::prelude::*;

use super::cancel::Cancel;
use super::expr::{Expr, Term, Test};
use super::filter::searched_fields;
use super::matcher::Matcher;
use crate::store::{ABSENT, Codes, Field, FieldView, RowId, Snapshot};

/// The score of each row, in the order of `rows`; more is better.
pub(crate) fn scores(
    snapshot: &Snapshot,
    expr: &Expr,
    rows: &[RowId],
    cancel: &Cancel,
) -> Option<Vec<u32>> {
    let skim = SkimMatcherV2::default().ignore_case();
    let mut scores = vec![0; rows.len()];
    for term in expr.positive_terms() {
        cancel.check()?;
        let tables = tables_of(snapshot, term, &skim);
        let best = |row: &RowId| {
            tables.iter().map(|(codes, table)| table[codes.get(row.index()) as usize]).max()
        };
        scores
            .par_iter_mut()
            .zip(rows)
            .with_min_len(4096)
            .for_each(|(score, row)| *score += best(row).unwrap_or(0));
    }
    Some(scores)
}

/// Scores by row code, for each column that the term looks at.
fn tables_of<'s>(
    snapshot: &'s Snapshot,
    term: &Term,
    skim: &SkimMatcherV2,
) -> Vec<(&'s Codes, Vec<u32>)> {
    let mut tables: Vec<(&Codes, Vec<u32>)> = Vec::new();
    let (fields, test): (Vec<Field>, &Test) = match term {
        Term::Any(test) => (searched_fields(test).collect(), test),
        Term::Field(field, test @ Test::Fuzzy(_)) => (vec![*field], test),
        _ => return tables,
    };
    for field in fields {
        let Some(view) = snapshot.view(field) else { continue };
        let table = view.through_lens(value_scores(field, view, test, skim));
        match tables.iter_mut().find(|(codes, _)| std::ptr::eq(*codes, view.codes)) {
            Some((_, held)) => {
                held.iter_mut().zip(table).for_each(|(held, new)| *held = new.max(*held));
            }
            None => tables.push((view.codes, table)),
        }
    }
    tables
}

fn value_scores(field: Field, view: FieldView<'_>, test: &Test, skim: &SkimMatcherV2) -> Vec<u32> {
    let matcher = Matcher::for_field(field, test);
    let n_values = u32::try_from(view.values.len()).unwrap_or(u32::MAX);
    let score = |code: u32| {
        if code == ABSENT || !matcher.is_match_of(field, view.values, code) {
            return 0;
        }
        let Some(word) = wanted(test) else { return 1 };
        let score = skim.fuzzy_match(view.values.text(code), word).unwrap_or(1);
        u32::try_from(score.max(1)).unwrap_or(u32::MAX)
    };
    (0..n_values).into_par_iter().with_min_len(256).map(score).collect()
}

/// The letters that the test looks for, where it looks for letters.
fn wanted(test: &Test) -> Option<&str> {
    match test {
        Test::Fuzzy(word)
        | Test::Contains(word)
        | Test::Prefix(word)
        | Test::Suffix(word)
        | Test::Equals(word)
        | Test::Exact(word) => Some(word),
        Test::Glob(_) | Test::Regex(_) | Test::OneOf(_) | Test::Present | Test::Number(..) => None,
    }
}

//! Why no event passes a filter: a part that nothing in the data passes, and what nearly does.
//!
//! Only dictionaries and the span of times are asked, never rows and never JSON, and no dictionary
//! that is long: what is told beside an answer must not make it wait.

use super::expr::{Expr, Term, Test, is_plain};
use super::filter::{full_id, searched_fields};
use super::flags;
use super::matcher::Matcher;
use super::moment::TimeTerm;
use crate::store::{ABSENT, Field, FieldView, Snapshot};

/// Fields with more distinct values are not looked through.
const MOST_VALUES: usize = 50_000;

/// If a field has no more values than this, they are told.
const FEW: usize = 6;

/// Why the filter passes no event, in lines that hold texts of the log; none when no part of it alone
/// is the reason, as far as that can be told without reading events.
pub fn why_empty(snapshot: &Snapshot, filter: &Expr) -> Vec<String> {
    if snapshot.is_empty() {
        return Vec::new();
    }
    let found = filter.conjuncts().iter().find_map(|part| match part {
        Expr::Term(Term::Field(field, test)) => field_reason(snapshot, *field, test),
        Expr::Term(Term::Any(test)) => word_reason(snapshot, test),
        Expr::Term(Term::Time(term)) => time_reason(snapshot, term),
        Expr::Term(Term::Path(path, Test::Equals(text) | Test::Exact(text))) => {
            let part = Expr::Term(Term::Path(path.clone(), Test::Contains(text.clone())));
            let is_alone = filter.conjuncts().len() == 1;
            let nothing = format!("no value at {path} is exactly that");
            is_alone.then(|| vec![nothing, format!("{part} looks for a part")])
        }
        _ => None,
    });
    found.unwrap_or_default()
}

fn field_reason(snapshot: &Snapshot, field: Field, test: &Test) -> Option<Vec<String>> {
    let values = FieldValues::of(snapshot, field)?;
    if values.n_fitting(test) > 0 {
        return None;
    }
    let written = |test: &Test| Expr::Term(Term::Field(field, test.clone())).to_string();
    let nothing = format!("nothing in the data is {}", written(test));
    let near = near(test).into_iter().find_map(|test| {
        let n = values.n_fitting(&test);
        let noun = if n == 1 { "value" } else { "values" };
        (n > 0).then(|| format!("{} fits {n} {noun}", written(&test)))
    });
    let few = values.codes.iter().take(FEW).map(|&code| values.view.values.text(code));
    let few = few.collect::<Vec<_>>().join(", ");
    Some(match (near, values.codes.len()) {
        (_, 0) => vec![format!("no event has {}", written(&Test::Present))],
        (Some(near), _) => vec![nothing, near],
        (None, 1..=FEW) => vec![nothing, format!("there is {few}")],
        (None, _) => vec![nothing],
    })
}

fn word_reason(snapshot: &Snapshot, test: &Test) -> Option<Vec<String>> {
    let is_without = |values: FieldValues<'_>| values.n_fitting(test) == 0;
    let is_lacking = full_id(test).is_none()
        && searched_fields(test)
            .all(|field| FieldValues::of(snapshot, field).is_some_and(is_without));
    let (Test::Fuzzy(word) | Test::Contains(word)) = test else { return None };
    let record = Expr::Term(Term::Record(word.clone()));
    let word = Expr::Term(Term::Any(test.clone()));
    is_lacking.then(|| {
        vec![format!("no value fits {word}"), format!("{record} looks in the whole record")]
    })
}

fn time_reason(snapshot: &Snapshot, term: &TimeTerm) -> Option<Vec<String>> {
    let (first, last) = snapshot.span()?;
    let range = term.range(snapshot);
    let is_outside = range.from.is_some_and(|from| from > last)
        || range.until.is_some_and(|until| until <= first);
    is_outside
        .then(|| vec![format!("{term} is outside the data"), format!("it has {first} to {last}")])
}

/// The distinct values of a field; `None` when there are too many to look through.
struct FieldValues<'s> {
    field: Field,
    view: FieldView<'s>,
    codes: Vec<u32>,
}

impl<'s> FieldValues<'s> {
    fn of(snapshot: &'s Snapshot, field: Field) -> Option<Self> {
        let view = flags::view(snapshot, field)?;
        let n_codes = view.lens.map_or(0, <[u32]>::len).max(view.values.len());
        if n_codes > MOST_VALUES {
            return None;
        }
        // Fields can share values: what no lens leads to is another field's.
        let mut is_there = vec![view.lens.is_none(); view.values.len()];
        for &code in view.lens.unwrap_or_default() {
            is_there[code as usize] = true;
        }
        is_there[ABSENT as usize] = false;
        let codes = (0u32..).zip(is_there).filter(|(_, is_there)| *is_there);
        Some(Self { field, view, codes: codes.map(|(code, _)| code).collect() })
    }

    /// How many pass.
    fn n_fitting(&self, test: &Test) -> usize {
        let matcher = Matcher::for_field(self.field, test);
        let fits = |code: &&u32| matcher.is_match_of(self.field, self.view.values, **code);
        self.codes.iter().filter(fits).count()
    }
}

/// Tests that may have been meant, the nearest first.
fn near(test: &Test) -> Vec<Test> {
    match test {
        Test::Equals(word) | Test::Exact(word) => {
            let begins = if is_plain(word) {
                Test::Glob(format!("{word}*"))
            } else {
                Test::Prefix(word.clone())
            };
            let mut near = vec![Test::Equals(word.clone()), begins, Test::Contains(word.clone())];
            if word.contains('%') && is_plain(word) {
                near.push(Test::Glob(word.replace('%', "*")));
            }
            near.push(Test::Fuzzy(word.clone()));
            near
        }
        Test::Glob(pattern) => {
            vec![Test::Glob(pattern.replace(".*", "*")), Test::Glob(format!("*{pattern}*"))]
        }
        Test::Prefix(word) | Test::Suffix(word) => {
            vec![Test::Contains(word.clone()), Test::Fuzzy(word.clone())]
        }
        Test::Contains(word) => vec![Test::Fuzzy(word.clone())],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::super::tests::snapshot;
    use super::*;

    /// The reason, `""` when there is none.
    fn check(filter: &str, expected: &str) {
        let record = |name: &str, ip: &str, second: u8| {
            serde_json::json!({
                "eventTime": format!("2023-07-10T12:00:0{second}Z"), "eventName": name,
                "sourceIPAddress": ip, "readOnly": false, "eventSource": "iam.amazonaws.com",
                "requestParameters": {"userName": "bob"},
            })
            .to_string()
        };
        let names = ["CreateUser", "CreateRole", "GetUser", "A", "B", "C", "D"];
        let records = (0..).zip(names).map(|(second, name)| record(name, "192.0.2.1", second));
        let snapshot = snapshot(&[records.collect::<Vec<_>>()]);
        let found = why_empty(&snapshot, &parse(filter).unwrap());
        assert_eq!(found.join("; "), expected, "{filter}");
    }

    #[test]
    fn a_whole_value_that_is_nowhere_leads_to_what_begins_so_or_holds_it() {
        check("name:Create", "nothing in the data is name:Create; name:Create* fits 2 values");
        check(
            "name:\"createuser\"",
            "nothing in the data is name:\"createuser\"; name:createuser fits 1 value",
        );
        check("name:User", "nothing in the data is name:User; name:'User fits 2 values");
        check(
            "name:creatuser",
            "nothing in the data is name:creatuser; name:~creatuser fits 1 value",
        );
        check(
            "name:Create% ip:*",
            "nothing in the data is name:Create%; name:Create* fits 2 values",
        );
        check("name:Create.*", "nothing in the data is name:Create.*; name:Create* fits 2 values");
        check("ip:192.0.2", "nothing in the data is ip:192.0.2; ip:192.0.2* fits 1 value");
    }

    #[test]
    fn a_field_with_few_values_tells_them_and_one_without_says_so() {
        check("readOnly:no", "nothing in the data is readOnly:no; there is false");
        check("error:AccessDenied", "no event has error:*");
        check("name:Nowhere", "nothing in the data is name:Nowhere");
    }

    #[test]
    fn words_times_and_paths_are_told() {
        check(
            "\"Access Denied\"",
            "no value fits \"Access Denied\"; *\"Access Denied\" looks in the whole record",
        );
        check(
            "time:2022-01-01",
            "time:2022-01-01..2022-01-02 is outside the data; it has 2023-07-10T12:00:00Z to 2023-07-10T12:00:06Z",
        );
        check(
            "requestParameters.userName:bo",
            "no value at requestParameters.userName is exactly that; requestParameters.userName:'bo looks for a part",
        );
    }

    #[test]
    fn parts_that_each_pass_something_are_no_reason() {
        check("name:CreateUser name:GetUser", "");
        check("!ip:192.0.2.1 zebra", "no value fits zebra; *zebra looks in the whole record");
        check("name:CreateUser !ip:192.0.2.1", "");
    }
}

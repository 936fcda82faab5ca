//! Values of one field of which events must have one: what a list of values has ticked.
//!
//! A filter is a choice when it lists whole values, or no value, of one field and nothing else:
//! `name:("A","B")`, `!error:* or error:"X"`. A pattern is none.

use super::expr::{Expr, Term, Test};
use crate::store::Field;

/// Some values of a field, and whether no value is one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    field: Field,
    values: Vec<Test>,
    has_absent: bool,
}

impl Choice {
    /// What a filter chooses of `field`; `None` when it does anything else.
    pub fn of(expr: &Expr, field: Field) -> Option<Self> {
        let choice = |values, has_absent| Some(Self { field, values, has_absent });
        match expr {
            Expr::Term(Term::Field(other, test)) if *other == field => match test {
                Test::Exact(_) | Test::Equals(_) => choice(vec![test.clone()], false),
                Test::OneOf(tests) => {
                    let is_value = |test: &Test| matches!(test, Test::Exact(_) | Test::Equals(_));
                    if tests.iter().all(is_value) { choice(tests.clone(), false) } else { None }
                }
                _ => None,
            },
            Expr::Not(inner) if **inner == Expr::Term(Term::Field(field, Test::Present)) => {
                choice(Vec::new(), true)
            }
            Expr::Or(parts) => {
                let mut all = Self { field, values: Vec::new(), has_absent: false };
                for part in parts {
                    let part = Self::of(part, field)?;
                    all.values.extend(part.values);
                    all.has_absent |= part.has_absent;
                }
                Some(all)
            }
            _ => None,
        }
    }

    /// Whether all that `other` chooses is chosen here.
    pub fn holds(&self, other: &Self) -> bool {
        (self.has_absent || !other.has_absent)
            && other.values.iter().all(|value| self.values.iter().any(|held| is_same(held, value)))
    }

    /// Whether a value is chosen; `None` is no value.
    pub fn names(&self, value: Option<&str>) -> bool {
        let is_meant = |test: &Test, value: &str| match test {
            Test::Exact(text) => text == value,
            Test::Equals(text) => text.to_lowercase() == value.to_lowercase(),
            _ => false,
        };
        match value {
            None => self.has_absent,
            Some(value) => self.values.iter().any(|test| is_meant(test, value)),
        }
    }

    /// Takes what `other` chooses out when it is all there, else adds what is missing.
    pub fn toggle(&mut self, other: &Self) {
        if self.holds(other) {
            self.values.retain(|held| !other.values.iter().any(|value| is_same(held, value)));
            self.has_absent &= !other.has_absent;
            return;
        }
        let missing = other.values.iter().filter(|v| !self.values.iter().any(|h| is_same(h, v)));
        let missing: Vec<Test> = missing.cloned().collect();
        self.values.extend(missing);
        self.has_absent |= other.has_absent;
    }

    /// The filter that chooses so; `None` when nothing is chosen.
    pub fn into_expr(mut self) -> Option<Expr> {
        let test = match self.values.len() {
            0 | 1 => self.values.pop(),
            _ => Some(Test::OneOf(self.values)),
        };
        let values = test.map(|test| Expr::Term(Term::Field(self.field, test)));
        let absent = self.has_absent.then(|| Expr::absent(self.field));
        absent.into_iter().chain(values).reduce(Expr::or)
    }
}

/// Whether two tests of whole values mean the same one.
fn is_same(one: &Test, other: &Test) -> bool {
    match (one, other) {
        (Test::Exact(a), Test::Exact(b)) => a == b,
        (Test::Exact(a) | Test::Equals(a), Test::Exact(b) | Test::Equals(b)) => {
            a.to_lowercase() == b.to_lowercase()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    fn choice(text: &str) -> Option<Choice> {
        Choice::of(&parse(text).unwrap(), Field::EventName)
    }

    #[track_caller]
    fn check(held: &str, toggled: &str, expected: Option<&str>) {
        let mut choice = choice(held).unwrap();
        choice.toggle(&Choice::of(&parse(toggled).unwrap(), Field::EventName).unwrap());
        let expr = choice.into_expr();
        assert_eq!(expr.as_ref().map(ToString::to_string).as_deref(), expected);
        if let Some(expr) = expr {
            assert_eq!(parse(&expr.to_string()).unwrap(), expr);
        }
    }

    #[test]
    fn values_come_and_go() {
        check(r#"name:"A""#, r#"name:"B""#, Some(r#"name:("A","B")"#));
        check(r#"name:("A","B")"#, r#"name:"A""#, Some(r#"name:"B""#));
        check(r#"name:"A""#, r#"name:"A""#, None);
    }

    #[test]
    fn no_value_can_be_chosen_beside_values() {
        check(r#"name:"A""#, "!name:*", Some(r#"!name:* or name:"A""#));
        check(r#"!name:* or name:"A""#, "!name:*", Some(r#"name:"A""#));
        check("!name:*", "!name:*", None);
    }

    #[test]
    fn a_value_typed_in_any_case_is_the_same_value() {
        check("name:getobject", r#"name:"GetObject""#, None);
        check(
            r#"name:"getobject""#,
            r#"name:"GetObject""#,
            Some(r#"name:("getobject","GetObject")"#),
        );
    }

    #[test]
    fn what_is_no_list_of_values_is_no_choice() {
        for text in ["name:Get*", "!name:A", "service:iam", "name:A or service:iam", "A", "name:*"]
        {
            assert_eq!(choice(text), None, "{text}");
        }
    }
}

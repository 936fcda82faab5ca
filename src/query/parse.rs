//! Text into an expression: words, operators, parentheses.
//!
//! `or` binds loosest, then `and` (which may be left out), then `!` and `not`. One term's own
//! grammar is in [`word`](super::word).

use super::expr::{Expr, Term, Test, is_keyword};
use super::moment::{Comparison, parse_time_term};
use super::syntax::{SyntaxError, field_named};
use super::word::{Cursor, Operator, known_path};
use crate::store::Field;

/// Reads a filter; `""` matches everything.
pub fn parse(text: &str) -> Result<Expr, SyntaxError> {
    let mut parser = Parser { cursor: Cursor::new(text), depth: 0 };
    let expr = parser.alternatives()?;
    match parser.cursor.peek() {
        None => Ok(expr),
        Some(_) => Err(parser.cursor.error_here("`)` without `(`")),
    }
}

/// Deeper nesting is nobody's filter and would end the stack.
const DEEPEST: usize = 64;

struct Parser<'t> {
    cursor: Cursor<'t>,
    depth: usize,
}

impl Parser<'_> {
    fn alternatives(&mut self) -> Result<Expr, SyntaxError> {
        let first = self.conjunction()?;
        let mut whole = first;
        while let Some(start) = self.keyword("or") {
            if whole.is_all() {
                return Err(self.joins_nothing(start, "or", "before"));
            }
            let next = self.conjunction()?;
            if next.is_all() {
                return Err(self.joins_nothing(start, "or", "after"));
            }
            whole = whole.or(next);
        }
        Ok(whole)
    }

    fn conjunction(&mut self) -> Result<Expr, SyntaxError> {
        let mut parts = Vec::new();
        loop {
            self.cursor.skip_space();
            if let Some(start) = self.keyword("and") {
                if parts.is_empty() {
                    return Err(self.joins_nothing(start, "and", "before"));
                }
                if self.is_at_end_of_group() || self.cursor.keyword_ahead() == Some("or") {
                    return Err(self.joins_nothing(start, "and", "after"));
                }
            }
            if self.is_at_end_of_group() || self.cursor.keyword_ahead() == Some("or") {
                break;
            }
            parts.push(self.factor()?);
        }
        Ok(parts.into_iter().fold(Expr::all(), Expr::and))
    }

    fn factor(&mut self) -> Result<Expr, SyntaxError> {
        let start = self.cursor.place();
        let is_negated = self.keyword("not").is_some() || self.cursor.take("!");
        if !is_negated && !self.cursor.take("(") {
            return self.term();
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(SyntaxError::new(start, start + 1, "more than 64 levels of nesting"));
        }
        let inner = if is_negated { self.negated(start) } else { self.group(start) };
        self.depth -= 1;
        inner
    }

    fn negated(&mut self, start: usize) -> Result<Expr, SyntaxError> {
        let is_mark = self.cursor.text()[start..].starts_with('!');
        if !is_mark {
            self.cursor.skip_space();
        }
        if self.is_at_end_of_group() || self.cursor.is_at_space() {
            let end = self.cursor.place();
            return Err(SyntaxError::new(start, end, "expected a term after the negation"));
        }
        Ok(self.factor()?.negated())
    }

    fn group(&mut self, start: usize) -> Result<Expr, SyntaxError> {
        let inner = self.alternatives()?;
        if self.cursor.take(")") {
            Ok(inner)
        } else {
            Err(SyntaxError::new(start, start + 1, "unclosed `(`"))
        }
    }

    fn term(&mut self) -> Result<Expr, SyntaxError> {
        let start = self.cursor.place();
        if let Some((name, operator)) = self.cursor.name_and_operator() {
            if let Some(field) = Field::named(name) {
                return self.field_term(field, name, operator);
            }
            if operator == Operator::Is {
                if let Some(path) = known_path(name) {
                    return self.path_term(path);
                }
                if !self.cursor.is_address(start) && !name.contains('-') {
                    return Err(field_named(name, start)
                        .err()
                        .unwrap_or_else(|| unreachable!("a known field was taken above")));
                }
            }
            self.cursor.go_to(start);
        }
        self.search_term()
    }

    fn field_term(
        &mut self,
        field: Field,
        name: &str,
        operator: Operator,
    ) -> Result<Expr, SyntaxError> {
        let start = self.cursor.place();
        if self.cursor.is_at_delimiter() && !self.cursor.is_at("(") {
            let reason = format!("expected a value after `{name}{}`", operator.text());
            return Err(SyntaxError::new(start, start, reason));
        }
        let is_arn = self.cursor.is_at("aws:") || self.cursor.is_at("aws-");
        if field == Field::Arn && is_arn && operator == Operator::Is {
            return Ok(self.bare_arn());
        }
        let is_negated = operator == Operator::IsNot || self.cursor.take("!");
        let expr = match (field, operator) {
            (Field::Time, _) if !self.cursor.is_at("*") => self.time_term(operator)?,
            (_, Operator::Is | Operator::IsNot) => {
                let test = self.cursor.value_test()?;
                test.map_or_else(
                    || Expr::absent(field),
                    |test| Expr::Term(Term::Field(field, test)),
                )
            }
            _ => {
                let reason = format!("`{}` compares times only", operator.text());
                return Err(SyntaxError::new(start, start, reason));
            }
        };
        Ok(if is_negated { expr.negated() } else { expr })
    }

    fn time_term(&mut self, operator: Operator) -> Result<Expr, SyntaxError> {
        let comparison = match operator {
            Operator::Is | Operator::IsNot => Comparison::Is,
            Operator::Below => Comparison::Below,
            Operator::AtMost => Comparison::AtMost,
            Operator::Above => Comparison::Above,
            Operator::AtLeast => Comparison::AtLeast,
        };
        let start = self.cursor.place();
        let text = self.cursor.raw_or_quoted()?;
        let term = parse_time_term(comparison, &text)
            .map_err(|reason| SyntaxError::new(start, self.cursor.place(), reason))?;
        Ok(Expr::Term(Term::Time(term)))
    }

    fn path_term(&mut self, path: String) -> Result<Expr, SyntaxError> {
        let start = self.cursor.place();
        if self.cursor.is_at_delimiter() && !self.cursor.is_at("(") {
            let reason = format!("expected a value after `{path}:`");
            return Err(SyntaxError::new(start, start, reason));
        }
        let is_negated = self.cursor.take("!");
        let term = |test| Expr::Term(Term::Path(path.clone(), test));
        let expr = match self.cursor.value_test()? {
            Some(test) => term(test),
            None => term(Test::Present).negated(),
        };
        Ok(if is_negated { expr.negated() } else { expr })
    }

    /// `arn:aws:iam::…` is an ARN to look for, not the field `arn` with the value `aws:iam::…`.
    fn bare_arn(&mut self) -> Expr {
        let rest = self.cursor.raw_word();
        let arn = format!("arn:{rest}");
        Expr::Term(Term::Any(match arn.trim_end_matches('*') {
            arn if arn.contains(['*', '?']) => Test::Glob(format!("{arn}*")),
            arn => Test::Contains(arn.to_owned()),
        }))
    }

    fn search_term(&mut self) -> Result<Expr, SyntaxError> {
        if self.cursor.is_at("*") {
            return self.cursor.record_text().map(|text| Expr::Term(Term::Record(text)));
        }
        self.cursor.search_test().map(|test| Expr::Term(Term::Any(test)))
    }

    fn is_at_end_of_group(&self) -> bool {
        matches!(self.cursor.peek(), None | Some(')'))
    }

    /// Takes a keyword and answers where it started.
    fn keyword(&mut self, word: &str) -> Option<usize> {
        debug_assert!(is_keyword(word), "{word}");
        (self.cursor.keyword_ahead()? == word).then(|| {
            let start = self.cursor.place();
            self.cursor.go_to(start + word.len());
            self.cursor.skip_space();
            start
        })
    }

    fn joins_nothing(&self, start: usize, word: &str, side: &str) -> SyntaxError {
        let reason = format!("expected a term {side} `{word}`");
        SyntaxError::new(start, start + word.len(), reason)
    }
}

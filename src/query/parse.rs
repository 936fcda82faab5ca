//! Text into an expression: words, operators, parentheses.
//!
//! `or` binds loosest, then `and` (which may be left out), then `!` and `not`. One term's own
//! grammar is in [`word`](super::word).

use super::cursor::{Cursor, Operator};
use super::expr::{Expr, Operand, Term, Test};
use super::foreign;
use super::moment::{Comparison, parse_time_term};
use super::path::Path;
use super::syntax::{SyntaxError, unknown_field};
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
                return Err(joins_nothing(start, "or", "before"));
            }
            let next = self.conjunction()?;
            if next.is_all() {
                return Err(joins_nothing(start, "or", "after"));
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
                    return Err(joins_nothing(start, "and", "before"));
                }
                if self.is_at_end_of_group() || self.cursor.keyword_ahead() == Some("or") {
                    return Err(joins_nothing(start, "and", "after"));
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
        if let Some(name) = self.cursor.leading_name() {
            if let Some(operand) = operand_named(name) {
                if let Some(expr) = self.null_term(&operand) {
                    return Ok(expr);
                }
                if let Some(operator) = self.operator_after(name)? {
                    return self.named_term(operand, name, operator);
                }
            } else {
                let is_colon = self.cursor.is_at(":");
                if is_colon && !self.cursor.is_address(start) && !name.contains('-') {
                    return Err(unknown_field(name, start));
                }
            }
            self.cursor.go_to(start);
        }
        self.search_term()
    }

    /// ` is null` and ` is not null` after a name.
    fn null_term(&mut self, operand: &Operand) -> Option<Expr> {
        let present = || Expr::Term(term_of(operand.clone(), Test::Present));
        if self.cursor.take_words(&["is", "null"]) {
            return Some(present().negated());
        }
        self.cursor.take_words(&["is", "not", "null"]).then(present)
    }

    /// The operator after the name of a field or path; spaces may stand before it.
    fn operator_after(&mut self, name: &str) -> Result<Option<Operator>, SyntaxError> {
        if self.cursor.take_words(&["not", "in"]) {
            return Ok(Some(Operator::IsNot));
        }
        if self.cursor.take_words(&["in"]) {
            return Ok(Some(Operator::Is));
        }
        if !self.cursor.is_at_space() {
            return Ok(self.cursor.operator());
        }
        self.cursor.skip_space();
        let start = self.cursor.place();
        match foreign::operator(name, self.cursor.rest()) {
            Some((length, reason)) => Err(SyntaxError::new(start, start + length, reason)),
            None => Ok(self.cursor.operator()),
        }
    }

    /// Spaces between an operator and its value. A keyword or another field's name is no value.
    fn skip_space_before_value(&mut self) {
        let start = self.cursor.place();
        self.cursor.skip_space();
        let value = self.cursor.place();
        let is_other = !self.cursor.is_at("arn:aws")
            && self.cursor.leading_name().is_some_and(|name| operand_named(name).is_some())
            && self.cursor.operator().is_some();
        self.cursor.go_to(value);
        if is_other || self.cursor.keyword_ahead().is_some() {
            self.cursor.go_to(start);
        }
    }

    fn named_term(
        &mut self,
        operand: Operand,
        name: &str,
        operator: Operator,
    ) -> Result<Expr, SyntaxError> {
        let start = self.cursor.place();
        self.skip_space_before_value();
        if self.cursor.is_at_delimiter() && !self.cursor.is_at("(") {
            let reason = format!("expected a value after `{name}{}`", operator.text());
            return Err(SyntaxError::new(start, start, reason));
        }
        let is_arn = self.cursor.is_at("aws:") || self.cursor.is_at("aws-");
        if operand == Operand::Field(Field::Arn) && is_arn && operator == Operator::Is {
            return Ok(self.bare_arn());
        }
        let mut is_negated = operator == Operator::IsNot;
        while self.cursor.take("!") {
            is_negated = !is_negated;
        }
        let expr = match (operator, operand) {
            (Operator::Is | Operator::IsNot, operand) if self.cursor.is_at("@") => {
                Expr::Term(Term::Same(operand, self.other_operand()?))
            }
            (_, Operand::Field(Field::Time)) if !self.cursor.is_at("*") => {
                self.time_term(operator)?
            }
            (Operator::Is | Operator::IsNot, operand) => match self.cursor.value_test(name)? {
                Some(test) => Expr::Term(term_of(operand, test)),
                None => Expr::Term(term_of(operand, Test::Present)).negated(),
            },
            (_, operand) => Expr::Term(term_of(operand, self.number_test(operator)?)),
        };
        Ok(if is_negated { expr.negated() } else { expr })
    }

    /// `@name`, the other place of a comparison.
    fn other_operand(&mut self) -> Result<Operand, SyntaxError> {
        let start = self.cursor.place();
        self.cursor.take("@");
        let name = self.cursor.name();
        if name.is_empty() {
            let reason = "expected a field or a path after `@`; quote a text that begins with `@`";
            return Err(SyntaxError::new(start, start + 1, reason));
        }
        let operand = operand_named(name).ok_or_else(|| unknown_field(name, start + 1))?;
        self.cursor.end_of_word()?;
        Ok(operand)
    }

    fn number_test(&mut self, operator: Operator) -> Result<Test, SyntaxError> {
        let start = self.cursor.place();
        let number = self.cursor.raw_word();
        if !number.parse::<f64>().is_ok_and(f64::is_finite) {
            let reason = format!("expected a number after `{}`", operator.text());
            return Err(SyntaxError::new(start, self.cursor.place(), reason));
        }
        self.cursor.end_of_word()?;
        Ok(Test::Number(comparison(operator), number.to_owned()))
    }

    fn time_term(&mut self, operator: Operator) -> Result<Expr, SyntaxError> {
        let start = self.cursor.place();
        let text = self.cursor.time_text()?;
        let term = parse_time_term(comparison(operator), &text)
            .map_err(|reason| SyntaxError::new(start, self.cursor.place(), reason))?;
        self.cursor.end_of_word()?;
        Ok(Expr::Term(Term::Time(term)))
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
        (self.cursor.keyword_ahead()? == word).then(|| {
            let start = self.cursor.place();
            self.cursor.raw_word();
            self.cursor.skip_space();
            start
        })
    }
}

/// The field called `name`, or the path.
pub(crate) fn operand_named(name: &str) -> Option<Operand> {
    let field = Field::named(name).map(Operand::Field);
    field.or_else(|| Path::parse(name).map(Operand::Path))
}

/// The field or path whose name begins at a byte of a list of them, and where the name ends.
pub(crate) fn operand_at(text: &str, at: usize) -> Result<(Operand, usize), SyntaxError> {
    let rest = &text[at..];
    let length = super::path::read(rest)
        .map_or_else(|| rest.find([',', ':']).unwrap_or(rest.len()), |(_, length)| length);
    let name = rest[..length].trim_end();
    let operand = operand_named(name).ok_or_else(|| unknown_field(name, at))?;
    Ok((operand, at + length))
}

fn term_of(operand: Operand, test: Test) -> Term {
    match operand {
        Operand::Field(field) => Term::Field(field, test),
        Operand::Path(path) => Term::Path(path, test),
    }
}

fn comparison(operator: Operator) -> Comparison {
    match operator {
        Operator::Is | Operator::IsNot => Comparison::Is,
        Operator::Below => Comparison::Below,
        Operator::AtMost => Comparison::AtMost,
        Operator::Above => Comparison::Above,
        Operator::AtLeast => Comparison::AtLeast,
    }
}

fn joins_nothing(start: usize, word: &str, side: &str) -> SyntaxError {
    let reason = format!("expected a term {side} `{word}`");
    SyntaxError::new(start, start + word.len(), reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The filter as understood, printed; or the error without the list of fields.
    fn check(text: &str, expected: &str) {
        let printed = match parse(text) {
            Ok(expr) => expr.to_string(),
            Err(error) => match error.to_string().split_once("; known fields") {
                Some((reason, _)) => format!("{reason} at byte {}", error.byte),
                None => error.to_string(),
            },
        };
        assert_eq!(printed, expected, "{text}");
    }

    #[test]
    fn words_are_joined_by_and_unless_told_otherwise() {
        check("", "");
        check("  \t", "");
        check("decr", "decr");
        check("a and b AND c", "a b c");
        check("a b or c d", "a b or c d");
        check("a (b or c) d", "a (b or c) d");
        check("(a b) c", "a b c");
        check("not a b", "!a b");
        check("not (a b)", "!(a b)");
        check("!!a", "a");
        check("()", "");
        check("android orange notes", "android orange notes");
    }

    #[test]
    fn a_mark_says_how_a_word_is_meant() {
        check("'word", "'word");
        check("\"two words\"", "\"two words\"");
        check("\"word\"", "'word");
        check("^pre post$ ^all$", "^pre post$ ^all$");
        check("/a b|c\\/d/", "/a b|c\\/d/");
        check("*word *\"two words\" *word*", "*word *\"two words\" *word");
        check("Create* ~and ~\"a b\"", "Create* ~and ~\"a b\"");
        check("^\"a \\\"b\\\"\"$", "^\"a \\\"b\\\"\"$");
        check(
            "s3/bucket a=b 2001:db8::1 fe80::1",
            "s3/bucket ~\"a=b\" ~\"2001:db8::1\" ~\"fe80::1\"",
        );
    }

    #[test]
    fn a_field_takes_every_kind_of_value() {
        check("eventName:Create*", "name:Create*");
        check("NAME:CreateUser", "name:CreateUser");
        check("name=CreateUser name!=x", "name:CreateUser !name:x");
        check("name:(CreateUser, Create*,\"a b\",/x/)", "name:(CreateUser,Create*,\"a b\",/x/)");
        check("name:(A)", "name:A");
        check("actor:\"a \\\"b\\\" \\\\c\"", "actor:\"a \\\"b\\\" \\\\c\"");
        check("name:~crt name:'eat name:^Cr name:User$", "name:~crt name:'eat name:^Cr name:User$");
        check("name:/^(Get|List)/", "name:/^(Get|List)/");
        check("error:* error:!* !error:* error:\"\"", "error:* !error:* !error:* !error:*");
        check("name:!Create*", "!name:Create*");
        check("readOnly:false ip:10.0.0.0/8", "readOnly:false ip:10.0.0.0/8");
        check("ua:aws-cli/2.0", "ua:aws-cli/2.0");
        check("id:a1b2c3d4-0000", "eventID:a1b2c3d4-0000");
    }

    #[test]
    fn spaces_and_signs_of_other_languages_are_understood() {
        check("eventName = \"CreateUser\"", "name:\"CreateUser\"");
        check("eventName == CreateUser error != *", "name:CreateUser !error:*");
        check("eventName==CreateUser name: x", "name:CreateUser name:x");
        check("actor:bob && !error:* || ip:1", "actor:bob !error:* or ip:1");
        check("ip in 10.0.0.0/8 && name IN (A, B)", "ip:10.0.0.0/8 name:(A,B)");
        check("name not in (A or B || C)", "!name:(A,B,C)");
        check("errorCode is null or errorCode IS NOT NULL", "!error:* or error:*");
        check("{ $.eventName = x }".trim_matches(['{', '}', ' ']), ".eventName:x");
        check("name =~ /^Get/ name=~/a b/", "name:/^Get/ name:/a b/");
        check("resources.ARN = arn:aws:s3:::b", "resources.ARN:^\"arn:aws:s3:::b\"$");
        check("account > 5 ip = 2001:db8::1", "account>5 ip:^\"2001:db8::1\"$");
        check("~name ~in (=\"x\")", "name ~in (=\"x\")");
        check("name instance error handling", "name instance error handling");
    }

    #[test]
    fn a_time_of_day_may_stand_after_a_space() {
        check("time > 2023-07-10 12:00", "time>=2023-07-10T12:01");
        check("time>=\"2023-07-10 12:00:05\"", "time>=2023-07-10T12:00:05Z");
        check(
            "time:2023-07-10 12:00..2023-07-10 13:00 bob",
            "time:2023-07-10T12:00..2023-07-10T13:00 bob",
        );
        check("time:2023-07-10 12", "time:2023-07-10..2023-07-11 12");
    }

    #[test]
    fn times_are_compared() {
        check("time>=2023-07-10T12:00", "time>=2023-07-10T12:00");
        check("eventTime<=2023-07-10", "time<2023-07-11");
        check("time:-2h..", "time:-2h..");
        check("time:2023-07-10..2023-07-12", "time:2023-07-10..2023-07-12");
        check("time:* time!=2023-07-10", "time:* !time:2023-07-10..2023-07-11");
        check("name>x", "expected a number after `>` at byte 5");
        check(
            "additionalEventData.bytesTransferredOut>=1e6 account<5",
            "additionalEventData.bytesTransferredOut>=1e6 account<5",
        );
        check(
            "time>=noon",
            "expected a time such as `2023-07-10`, `2023-07-10T12:00` or `-2h` at byte 6",
        );
    }

    #[test]
    fn an_arn_and_a_path_are_known_by_their_look() {
        check("arn:aws:iam::111122223333:user/bob", "\"arn:aws:iam::111122223333:user/bob\"");
        check("arn:aws:iam::1*", "\"arn:aws:iam::1\"");
        check("arn:aws:iam::*:user/bob", "arn:aws:iam::*:user/bob*");
        check("arn:*bob", "arn:*bob");
        check("requestParameters.userName:bob", "requestParameters.userName:bob");
        check("requestparameters.a.0.b:* tlsDetails:!*", "requestParameters.a.0.b:* !tlsDetails:*");
        check(".anything.else:7", ".anything.else:7");
        check("resources[0].ARN:x resources[*].ARN:!*", "resources[0].ARN:x !resources[*].ARN:*");
        check("requestParameters[\"x:y z\"].a:b", "requestParameters.\"x:y z\".a:b");
        check("any:bob ANY.userName:bob", "any:bob any.userName:bob");
        check("requestParameters.**:'bob", "requestParameters.**:'bob");
        check("a[0] @example.com", "a[0] @example.com");
        check(
            "userIdentity.sessionContext.attributes.other:true",
            "userIdentity.sessionContext.attributes.other:true",
        );
        check("userIdentity.sessionContext.attributes.mfaAuthenticated:true", "mfa:true");
    }

    #[test]
    fn a_field_is_compared_with_another_place() {
        check("userIdentity.accountId!=@recipientAccountId", "!callerAccount:@account");
        check(
            "arn:@requestParameters.roleArn resources.ARN=@arn",
            "arn:@requestParameters.roleArn resources.ARN:@arn",
        );
        check("actor:\"@x\" actor:^\"@x\"$", "actor:\"@x\" actor:^\"@x\"$");
        check(
            "actor:@",
            "expected a field or a path after `@`; quote a text that begins with `@` at byte 6",
        );
        check("actor:@usr", "unknown field `usr`; did you mean `user`? at byte 7");
        check("actor:(a,@b)", "a field to compare with stands alone, not in a list at byte 9");
    }

    #[test]
    fn what_is_not_finished_is_told_with_its_place() {
        check("name:", "expected a value after `name:` at byte 5");
        check("a name: ", "expected a value after `name:` at byte 7");
        check("a name: and b", "expected a value after `name:` at byte 7");
        check("name: error:*", "expected a value after `name:` at byte 5");
        check("name in", "expected a value after `name:` at byte 7");
        check("name:!", "expected a value at byte 6");
        check("name:(", "unclosed `(` at byte 5");
        check("name:(a", "unclosed `(` at byte 5");
        check("name:(a,", "unclosed `(` at byte 5");
        check("name:(a b)", "expected `,` or `)` at byte 8");
        check("name:()", "expected a value at byte 6");
        check("!", "expected a term after the negation at byte 0");
        check("a not", "expected a term after the negation at byte 2");
        check("(a", "unclosed `(` at byte 0");
        check("a)", "`)` without `(` at byte 1");
        check("or a", "expected a term before `or` at byte 0");
        check("a or", "expected a term after `or` at byte 2");
        check("a and", "expected a term after `and` at byte 2");
        check("a and or b", "expected a term after `and` at byte 2");
        check("*", "expected a word after `*` at byte 0");
        check("'", "expected a word after `'` at byte 0");
        check("\"\"", "expected a text between the quotes at byte 0");
        check("//", "expected a regular expression between the slashes at byte 0");
        check("a(b)", "expected a space at byte 1");
        check("requestParameters.x:", "expected a value after `requestParameters.x:` at byte 20");
    }

    #[test]
    fn an_open_quote_is_reported_where_it_starts() {
        check(r#"eventName:"Get"#, "unclosed `\"` at byte 10");
        check("a /re", "unclosed `/`; quote a word that begins with a slash at byte 2");
    }

    #[test]
    fn a_wrong_field_or_expression_is_told_with_what_is_right() {
        check("a usr:bob", "unknown field `usr`; did you mean `user`? at byte 2");
        check("frobnicate:1", "unknown field `frobnicate` at byte 0");
        check("/a(/", "not a regular expression: unclosed group at byte 0");
    }

    #[test]
    fn deep_nesting_is_refused() {
        let text = format!("{}a{}", "(".repeat(100), ")".repeat(100));
        assert_eq!(parse(&text).unwrap_err().byte, 64);
        assert!(parse(&"!".repeat(100)).is_err());
    }
}

//! What a filter says: terms joined by and, or, not.
//!
//! An expression prints as text that parses back to the same expression, so that a filter can be
//! copied, kept in a history and given to the command line. That holds for expressions made by the
//! parser and by the functions here, which never nest an `And` in an `And`, or an `Or` in an `Or`.

use std::borrow::Cow;
use std::fmt::{self, Display};

use super::cursor::keyword;
use super::foreign;
use super::moment::{Comparison, TimeTerm};
use super::path::{Path, Step};
use crate::store::{ABSENT, Field, RowId, Snapshot};

/// A filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// All of these; of nothing: every event.
    And(Vec<Expr>),
    /// At least one of these.
    Or(Vec<Expr>),
    /// Not this.
    Not(Box<Expr>),
    /// One test.
    Term(Term),
}

/// One test of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// One of the values that a search looks at passes: `word`, `'word`, `"two words"`.
    Any(Test),
    /// The field's value passes: `name:Create*`.
    Field(Field, Test),
    /// The event's time lies in a range: `time>=2023-07-10`.
    Time(TimeTerm),
    /// The text is in the record's JSON: `*word`.
    Record(String),
    /// A value in the record's JSON passes: `requestParameters.userName:bob`.
    Path(Path, Test),
    /// The event has the same text in two places, in any case: `callerAccount:@account`.
    Same(Operand, Operand),
}

/// Where a value is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    /// In a field.
    Field(Field),
    /// At a path of the record's JSON.
    Path(Path),
}

/// A test of one value's text. A missing value passes none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// The letters stand in the text in this order, close together.
    Fuzzy(String),
    /// The text holds this, in any case.
    Contains(String),
    /// The text begins so, in any case.
    Prefix(String),
    /// The text ends so, in any case.
    Suffix(String),
    /// The text is this, in any case.
    Equals(String),
    /// The text is this, letter by letter.
    Exact(String),
    /// The whole text fits a pattern with `*` and `?`, in any case; no white space or parentheses.
    Glob(String),
    /// The text fits a regular expression, in any case.
    Regex(String),
    /// One of these tests passes.
    OneOf(Vec<Test>),
    /// There is a value.
    Present,
    /// The text is a number that compares so with this one, a decimal number as it was written.
    Number(Comparison, String),
}

impl Expr {
    /// Matches every event.
    pub fn all() -> Self {
        Self::And(Vec::new())
    }

    /// Whether it matches every event because it tests nothing.
    pub fn is_all(&self) -> bool {
        matches!(self, Self::And(parts) if parts.is_empty())
    }

    /// `field:"value"`: the value as it is, letter by letter. For times the second.
    pub fn term(field: Field, value: &str) -> Self {
        match (field, value) {
            (_, "") => Self::absent(field),
            (Field::Time, _) => TimeTerm::second(value)
                .map_or_else(|| Self::absent(field), |term| Self::Term(Term::Time(term))),
            _ => Self::Term(Term::Field(field, Test::Exact(value.to_owned()))),
        }
    }

    /// `path:"value"`: the value as JSON has it, letter by letter; `""` and `null` are no value.
    pub fn at_path(path: Path, value: &str) -> Self {
        match value {
            "" | "null" => Self::Term(Term::Path(path, Test::Present)).negated(),
            _ => Self::Term(Term::Path(path, Test::Exact(value.to_owned()))),
        }
    }

    /// `any:'value`: events that name the value anywhere.
    pub fn naming(value: &str) -> Option<Self> {
        let path = Path::from_steps([Step::Deep]).filter(|_| !value.is_empty())?;
        Some(Self::Term(Term::Path(path, Test::Contains(value.to_owned()))))
    }

    /// `!field:*`: events without a value.
    pub fn absent(field: Field) -> Self {
        Self::Term(Term::Field(field, Test::Present)).negated()
    }

    /// Events with the value that `row` has in `field`.
    ///
    /// An actor whose name others share is meant by its unique id.
    pub fn value_term(snapshot: &Snapshot, field: Field, row: RowId) -> Self {
        match snapshot.view(field) {
            Some(view) => Self::code_term(snapshot, field, view.code(row)),
            None => Self::term(field, &snapshot.text(row, field)),
        }
    }

    /// Events whose value in `field`, a field with codes, has this code.
    pub(crate) fn code_term(snapshot: &Snapshot, field: Field, code: u32) -> Self {
        let Some(values) = snapshot.view(field).map(|view| view.values) else {
            return Self::absent(field);
        };
        if code == ABSENT {
            return Self::absent(field);
        }
        if field == Field::Flag {
            // All flags of the set.
            let flags = values.text(code).split(',').map(|flag| Self::term(field, flag));
            return flags.reduce(Self::and).unwrap_or_else(|| Self::absent(field));
        }
        let (text, key) = (values.text(code), values.key(code));
        let is_meant = |(other, label): &(u32, &str)| *label == text || values.key(*other) == text;
        let is_shared = text != key && values.iter().filter(is_meant).count() > 1;
        Self::term(field, if is_shared { key } else { text })
    }

    /// Both this and `other`.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::And(mut parts), Self::And(more)) => {
                parts.extend(more);
                Self::And(parts).simple()
            }
            (Self::And(mut parts), other) => {
                parts.push(other);
                Self::And(parts).simple()
            }
            (this, Self::And(more)) => {
                Self::And(std::iter::once(this).chain(more).collect()).simple()
            }
            (this, other) => Self::And(vec![this, other]),
        }
    }

    /// This or `other`.
    pub fn or(self, other: Self) -> Self {
        let mut parts = Vec::new();
        for part in [self, other] {
            match part {
                Self::Or(more) => parts.extend(more),
                part => parts.push(part),
            }
        }
        Self::Or(parts)
    }

    /// Not this.
    pub fn negated(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            this => Self::Not(Box::new(this)),
        }
    }

    /// One part alone is that part.
    fn simple(self) -> Self {
        match self {
            Self::And(mut parts) if parts.len() == 1 => parts.remove(0),
            this => this,
        }
    }

    /// The parts that all must match.
    pub fn conjuncts(&self) -> &[Self] {
        match self {
            Self::And(parts) => parts,
            this => std::slice::from_ref(this),
        }
    }

    /// Whether it tests `field` and nothing else.
    pub fn is_about(&self, field: Field) -> bool {
        match self {
            Self::And(parts) | Self::Or(parts) => {
                !parts.is_empty() && parts.iter().all(|part| part.is_about(field))
            }
            Self::Not(inner) => inner.is_about(field),
            Self::Term(Term::Field(other, _)) => *other == field,
            Self::Term(Term::Time(_)) => field == Field::Time,
            Self::Term(Term::Any(_) | Term::Record(_) | Term::Path(..) | Term::Same(..)) => false,
        }
    }

    /// The terms that events pass, not those that they must not pass.
    pub fn positive_terms(&self) -> Vec<&Term> {
        match self {
            Self::And(parts) | Self::Or(parts) => {
                parts.iter().flat_map(Self::positive_terms).collect()
            }
            Self::Not(_) => Vec::new(),
            Self::Term(term) => vec![term],
        }
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(parts) => {
                join(f, parts, " ", |part| matches!(part, Self::And(_) | Self::Or(_)))
            }
            Self::Or(parts) => join(f, parts, " or ", |part| match part {
                Self::Or(_) => true,
                Self::And(parts) => parts.is_empty(),
                _ => false,
            }),
            Self::Not(inner) if matches!(**inner, Self::And(_) | Self::Or(_)) => {
                write!(f, "!({inner})")
            }
            Self::Not(inner) => write!(f, "!{inner}"),
            Self::Term(term) => term.fmt(f),
        }
    }
}

fn join(
    f: &mut fmt::Formatter<'_>,
    parts: &[Expr],
    between: &str,
    needs_parentheses: impl Fn(&Expr) -> bool,
) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(between)?;
        }
        if needs_parentheses(part) {
            write!(f, "({part})")?;
        } else {
            part.fmt(f)?;
        }
    }
    Ok(())
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any(test) => test.write(f, Scope::Any),
            Self::Field(field, test) => write_named(f, short_name(*field), test),
            Self::Time(term) => term.fmt(f),
            Self::Record(text) => write!(f, "*{}", Word(text)),
            Self::Path(path, test) => write_named(f, path, test),
            Self::Same(one, other) => write!(f, "{one}:@{other}"),
        }
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(field) => f.write_str(short_name(*field)),
            Self::Path(path) => path.fmt(f),
        }
    }
}

impl Operand {
    /// Its full name, as a list of columns has it.
    pub fn name(&self) -> Cow<'static, str> {
        match self {
            Self::Field(field) => Cow::Borrowed(field.spec().name),
            Self::Path(path) => Cow::Owned(path.to_string()),
        }
    }

    /// The field, where it is one.
    pub fn field(&self) -> Option<Field> {
        match self {
            Self::Field(field) => Some(*field),
            Self::Path(_) => None,
        }
    }
}

fn write_named(f: &mut fmt::Formatter<'_>, name: impl Display, test: &Test) -> fmt::Result {
    if let Test::Number(comparison, number) = test {
        return write!(f, "{name}{}{number}", comparison.sign());
    }
    write!(f, "{name}:")?;
    test.write(f, Scope::Field)
}

/// The first alias instead of a long name: filters are read in narrow places.
fn short_name(field: Field) -> &'static str {
    let spec = field.spec();
    match spec.aliases.first() {
        Some(alias) if alias.len() < spec.name.len() && spec.name.len() > 8 => alias,
        _ => spec.name,
    }
}

/// Where a test stands, which decides how it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Any,
    Field,
}

impl Test {
    fn write(&self, f: &mut fmt::Formatter<'_>, scope: Scope) -> fmt::Result {
        match (self, scope) {
            (Self::Fuzzy(text), Scope::Any) if is_bare(text) => f.write_str(text),
            (Self::Fuzzy(text), _) => write!(f, "~{}", Word(text)),
            (Self::Contains(text), Scope::Any) if !is_plain(text) => Quoted(text).fmt(f),
            (Self::Contains(text), _) => write!(f, "'{}", Word(text)),
            (Self::Prefix(text), _) => write!(f, "^{}", Word(text)),
            (Self::Suffix(text), _) => write!(f, "{}$", Word(text)),
            (Self::Equals(text), Scope::Field) if is_plain(text) => f.write_str(text),
            (Self::Equals(text), _) => write!(f, "^{}$", Word(text)),
            (Self::Exact(text), Scope::Field) => Quoted(text).fmt(f),
            // After a word that is a name a bare `=` would be an operator.
            (Self::Exact(text), Scope::Any) => write!(f, "(={})", Quoted(text)),
            (Self::Glob(pattern), _) => f.write_str(pattern),
            (Self::Regex(source), _) => write_regex(f, source),
            (Self::OneOf(tests), _) => {
                f.write_str("(")?;
                for (index, test) in tests.iter().enumerate() {
                    f.write_str(if index > 0 { "," } else { "" })?;
                    test.write(f, Scope::Field)?;
                }
                f.write_str(")")
            }
            (Self::Present, _) => f.write_str("*"),
            (Self::Number(comparison, number), _) => write!(f, "{}{number}", comparison.sign()),
        }
    }
}

/// A word after an operator, quoted where it must be.
struct Word<'t>(&'t str);

impl fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_plain(self.0) { f.write_str(self.0) } else { Quoted(self.0).fmt(f) }
    }
}

/// The text in quotes.
pub(crate) fn quoted(text: &str) -> String {
    Quoted(text).to_string()
}

struct Quoted<'t>(&'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

/// A slash inside is written `\/`, unless it is escaped already.
fn write_regex(f: &mut fmt::Formatter<'_>, source: &str) -> fmt::Result {
    f.write_str("/")?;
    let mut is_escaped = false;
    for char in source.chars() {
        if char == '/' && !is_escaped {
            f.write_str("\\")?;
        }
        is_escaped = char == '\\' && !is_escaped;
        write!(f, "{char}")?;
    }
    f.write_str("/")
}

/// Whether a word without a mark reads as a fuzzy word; addresses of mail begin with an `@`.
fn is_bare(text: &str) -> bool {
    is_plain(text.strip_prefix('@').unwrap_or(text))
        && foreign::word(text, text).is_none()
        && keyword(text).is_none()
        && !foreign::is_ambiguous(text)
}

/// Whether a word reads as itself wherever an operand or a value can stand.
pub(crate) fn is_plain(text: &str) -> bool {
    let is_special = |c: char| c.is_whitespace() || "()*?\"$:=<>,;|\\".contains(c);
    !text.is_empty()
        && !text.contains("&&")
        && foreign::quotes(text).is_none()
        && !text.starts_with(['\'', '^', '~', '/', '!', '@'])
        && !text.contains(is_special)
}

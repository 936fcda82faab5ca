//! A test made ready to be asked many times.

use std::net::IpAddr;
use std::ops::Range;

use regex::{Regex, RegexBuilder};

use super::expr::Test;
use super::fuzzy::FuzzyWord;
use super::moment::Comparison;
use crate::store::{Field, Values};

const DOMAIN: &str = ".amazonaws.com";

/// A test of one value's text, compiled.
#[derive(Debug, Clone)]
pub(crate) enum Matcher {
    Fuzzy(FuzzyWord),
    Regex(Regex),
    Whole(Regex),
    Exact(String),
    Network(Network),
    Number(Comparison, f64),
    OneOf(Vec<Matcher>),
    Present,
    /// A regular expression that cannot be compiled; the parser refuses it first.
    Never,
}

impl Matcher {
    /// For values of `field`, which may have other spellings.
    pub(crate) fn for_field(field: Field, test: &Test) -> Self {
        let strip = |word: &str| word.strip_suffix(DOMAIN).unwrap_or(word).to_owned();
        match (field, test) {
            (_, Test::OneOf(tests)) => {
                Self::OneOf(tests.iter().map(|test| Self::for_field(field, test)).collect())
            }
            (Field::Service, Test::Equals(word)) => Self::new(&Test::Equals(strip(word))),
            (Field::Service, Test::Exact(word)) => Self::new(&Test::Exact(strip(word))),
            (Field::SourceIp, Test::Equals(word)) => {
                Network::parse(word).map_or_else(|| Self::new(test), Self::Network)
            }
            _ => Self::new(test),
        }
    }

    pub(crate) fn new(test: &Test) -> Self {
        let whole = |pattern: String| regex(&format!("^(?:{pattern})$")).map(Self::Whole);
        let compiled = match test {
            Test::Fuzzy(word) => Some(Self::Fuzzy(FuzzyWord::new(word))),
            Test::Exact(word) => Some(Self::Exact(word.clone())),
            Test::Present => Some(Self::Present),
            Test::Number(comparison, number) => {
                number.parse().ok().map(|number| Self::Number(*comparison, number))
            }
            Test::OneOf(tests) => Some(Self::OneOf(tests.iter().map(Self::new).collect())),
            Test::Contains(word) => regex(&regex::escape(word)).map(Self::Regex),
            Test::Prefix(word) => regex(&format!("^{}", regex::escape(word))).map(Self::Regex),
            Test::Suffix(word) => regex(&format!("{}$", regex::escape(word))).map(Self::Regex),
            Test::Equals(word) => whole(regex::escape(word)),
            Test::Glob(pattern) => whole(glob(pattern)),
            Test::Regex(source) => compile_regex(source).ok().map(Self::Regex),
        };
        compiled.unwrap_or(Self::Never)
    }

    /// Whether a text that is there passes.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        match self {
            Self::Fuzzy(word) => word.is_match(text),
            Self::Regex(regex) | Self::Whole(regex) => regex.is_match(text),
            Self::Exact(exact) => exact == text,
            Self::Network(network) => network.contains(text),
            Self::Number(comparison, bound) => {
                text.parse().is_ok_and(|value| comparison.holds(value, *bound))
            }
            Self::OneOf(matchers) => matchers.iter().any(|matcher| matcher.is_match(text)),
            Self::Present => true,
            Self::Never => false,
        }
    }

    /// Whether the value of `code` passes: a test of the whole text may mean any of its spellings.
    pub(crate) fn is_match_of(&self, field: Field, values: &Values, code: u32) -> bool {
        let text = values.text(code);
        // A value of flags is a set, which passes when one of its members does.
        if field == Field::Flag {
            return text.split(',').any(|flag| self.is_match(flag));
        }
        if self.is_match(text) {
            return true;
        }
        if let Self::OneOf(matchers) = self {
            return matchers.iter().any(|matcher| matcher.is_match_of(field, values, code));
        }
        if !matches!(self, Self::Whole(_) | Self::Exact(_)) {
            return false;
        }
        let key = values.key(code);
        let short = text.strip_suffix(DOMAIN).filter(|_| field == Field::EventSource);
        (key != text && self.is_match(key)) || short.is_some_and(|short| self.is_match(short))
    }

    /// The parts of `text` that pass; none when it does not.
    pub(crate) fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        match self {
            Self::Fuzzy(word) => word.ranges(text).unwrap_or_default(),
            Self::Regex(regex) => {
                regex.find_iter(text).map(|found| found.range()).filter(|r| !r.is_empty()).collect()
            }
            Self::OneOf(matchers) => {
                matchers.iter().flat_map(|matcher| matcher.ranges(text)).collect()
            }
            Self::Present => Vec::new(),
            _ if self.is_match(text) => std::iter::once(0..text.len()).collect(),
            _ => Vec::new(),
        }
    }
}

/// The regular expression of a `/…/` term, or why there is none.
pub(crate) fn compile_regex(source: &str) -> Result<Regex, String> {
    builder(source).build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "the regular expression is too big".to_owned(),
        error => {
            let text = error.to_string();
            let reason = text.lines().last().unwrap_or_default().trim_start_matches("error: ");
            format!("not a regular expression: {reason}")
        }
    })
}

fn regex(pattern: &str) -> Option<Regex> {
    builder(pattern).build().ok()
}

fn builder(pattern: &str) -> RegexBuilder {
    let mut builder = RegexBuilder::new(pattern);
    builder.case_insensitive(true).dot_matches_new_line(true).size_limit(8 << 20);
    builder
}

fn glob(pattern: &str) -> String {
    regex::escape(pattern).replace("\\*", ".*").replace("\\?", ".")
}

/// Addresses that follow each other: `10.0.0.0/8`, `192.0.2.1..192.0.2.9`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Network {
    first: u128,
    last: u128,
    is_v4: bool,
}

impl Network {
    fn parse(text: &str) -> Option<Self> {
        if let Some((first, last)) = text.split_once("..") {
            let ((first, is_v4), (last, is_last_v4)) = (address_bits(first)?, address_bits(last)?);
            return (is_v4 == is_last_v4).then_some(Self { first, last, is_v4 });
        }
        let (address, length) = text.split_once('/')?;
        let (bits, is_v4) = address_bits(address)?;
        let width = if is_v4 { 32 } else { 128 };
        let length: u32 = length.parse().ok().filter(|&length| length <= width)?;
        let mask = u128::MAX.checked_shl(width - length).unwrap_or(0);
        let first = bits & mask;
        Some(Self { first, last: first | !mask, is_v4 })
    }

    fn contains(&self, text: &str) -> bool {
        address_bits(text).is_some_and(|(bits, is_v4)| {
            is_v4 == self.is_v4 && (self.first..=self.last).contains(&bits)
        })
    }
}

fn address_bits(text: &str) -> Option<(u128, bool)> {
    Some(match text.parse().ok()? {
        IpAddr::V4(address) => (u128::from(u32::from(address)), true),
        IpAddr::V6(address) => (u128::from(address), false),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_its_addresses() {
        let check = |network: &str, address: &str, expected| {
            let network = Network::parse(network).unwrap();
            assert_eq!(network.contains(address), expected, "{address}");
        };
        check("192.0.2.0/24", "192.0.2.200", true);
        check("192.0.2.0/24", "192.0.3.1", false);
        check("0.0.0.0/0", "203.0.113.1", true);
        check("0.0.0.0/0", "2001:db8::1", false);
        check("2001:db8::/32", "2001:db8:1::1", true);
        check("192.0.2.1/32", "ec2.amazonaws.com", false);
        check("192.0.2.9..192.0.2.10", "192.0.2.10", true);
        check("192.0.2.9..192.0.2.10", "192.0.2.11", false);
        check("2001:db8::1..2001:db8::ff", "2001:db8::a", true);
        for text in
            ["192.0.2.1..", "192.0.2.1..::1", "192.0.2.0", "192.0.2.0/33", "x/8", "192.0.2.0/"]
        {
            assert!(Network::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn every_test_says_what_it_means() {
        let check = |test: Test, text: &str, expected| {
            assert_eq!(Matcher::new(&test).is_match(text), expected, "{test:?} {text}");
        };
        check(Test::Contains("eu".into()), "AEUB", true);
        check(Test::Contains("a.c".into()), "abc", false);
        check(Test::Prefix("create".into()), "CreateUser", true);
        check(Test::Suffix("user".into()), "CreateUser", true);
        check(Test::Equals("createuser".into()), "CreateUser", true);
        check(Test::Exact("createuser".into()), "CreateUser", false);
        check(Test::Glob("c*us?r".into()), "CreateUser", true);
        check(Test::Glob("c*us?".into()), "CreateUser", false);
        check(Test::Regex("^(get|create)".into()), "CreateUser", true);
        check(Test::Regex("(".into()), "(", false);
        check(Test::Number(Comparison::Above, "9".into()), "10", true);
        check(Test::Number(Comparison::AtMost, "9".into()), "9.0", true);
        check(Test::Number(Comparison::Below, "9".into()), "b", false);
    }
}

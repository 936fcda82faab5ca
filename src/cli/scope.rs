//! What of the files is to be read.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;

use super::failure::Failure;
use super::geoip;
use crate::ingest::{Narrow, Scope, default_memory};
use crate::query::{Comparison, Moment, parse_time_term};
use crate::store::{Baseline, LARGEST_FILE};
use crate::text::sanitize;
use crate::time::{TimeRange, Timestamp};

/// Narrows what is read; what is left out is counted and said.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "What is read")]
pub struct ScopeArguments {
    /// Only events since then: `2025-03-11`, `2025-03-11T09:30`, or `-7d` before now
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub since: Option<String>,
    /// Only events up to the end of then: `2025-03-11` is the whole day
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub until: Option<String>,
    /// Only events that these accounts logged
    #[arg(long, value_name = "ID,…", value_delimiter = ',')]
    pub account: Vec<String>,
    /// Only events of these regions
    #[arg(long, value_name = "REGION,…", value_delimiter = ',')]
    pub region: Vec<String>,
    /// Only files whose name, or path if there is a `/`, matches; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub include: Vec<String>,
    /// No files whose name, or path if there is a `/`, matches; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    /// Most memory for the files' own bytes, `2G` say; past it they are read again when wanted, and
    /// must not have changed. A quarter of the machine's memory unless given
    #[arg(long, value_name = "SIZE")]
    pub memory: Option<String>,
    /// Most text of one file or member of a container, `512M` say; 2G unless given
    #[arg(long, value_name = "SIZE")]
    pub max_file_size: Option<String>,
    /// A MaxMind database (.mmdb) of countries, cities or autonomous systems: fields `country`,
    /// `city`, `asn`, `asOrg`; may be repeated
    #[arg(long, value_name = "FILE")]
    pub geoip: Vec<PathBuf>,
    /// The time whose events flags take for usual, `2025-03-01..2025-03-08`; `-7d`: all but the last
    /// seven days of the data; `none`. Unless given `-7d` of data that spans two weeks, else `none`
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub baseline: Option<String>,
}

impl ScopeArguments {
    /// The arguments as they were given, each a word of its own.
    pub(crate) fn words(&self) -> Vec<OsString> {
        let one = |name: &'static str, value: &Option<String>| {
            value.as_ref().map(|value| format!("--{name}={value}"))
        };
        let list = |name: &'static str, values: &[String]| {
            (!values.is_empty()).then(|| format!("--{name}={}", values.join(",")))
        };
        let each = |name: &'static str, values: &[String]| {
            values.iter().map(|value| format!("--{name}={value}")).collect::<Vec<String>>()
        };
        let mut words = Vec::from_iter(one("since", &self.since));
        words.extend(one("until", &self.until));
        words.extend(list("account", &self.account));
        words.extend(list("region", &self.region));
        words.extend(each("include", &self.include));
        words.extend(each("exclude", &self.exclude));
        words.extend(one("memory", &self.memory));
        words.extend(one("max-file-size", &self.max_file_size));
        words.extend(one("baseline", &self.baseline));
        let geoip = self.geoip.iter().map(|path| {
            let mut word = OsString::from("--geoip=");
            word.push(path);
            word
        });
        words.into_iter().map(OsString::from).chain(geoip).collect()
    }

    /// What was meant; distances count back from now.
    pub(crate) fn scope(&self) -> Result<Scope, Failure> {
        self.scope_at(now())
    }

    fn scope_at(&self, now: Timestamp) -> Result<Scope, Failure> {
        let time = TimeRange {
            from: moment("--since", self.since.as_deref(), Comparison::AtLeast, now)?,
            until: moment("--until", self.until.as_deref(), Comparison::AtMost, now)?,
        };
        if let (Some(from), Some(until)) = (time.from, time.until)
            && until <= from
        {
            let told = format!("--until {until} is not after --since {from}");
            return Err(Failure::Usage(told));
        }
        let mut narrow = Narrow::default();
        narrow.time = time;
        narrow.accounts.clone_from(&self.account);
        narrow.regions.clone_from(&self.region);
        narrow
            .set_patterns(&self.include, &self.exclude)
            .map_err(|error| Failure::Usage(format!("pattern {}", sanitize(&error))))?;
        let max_file_size = match self.max_file_size.as_deref() {
            Some(text) => file_size(text)?,
            None => LARGEST_FILE,
        };
        let memory = match self.memory.as_deref() {
            Some(text) => size(text).ok_or_else(|| no_size("--memory", text, "2G"))?,
            None => default_memory(),
        };
        let geo = geoip::open(&self.geoip)?;
        let baseline = baseline(self.baseline.as_deref())?;
        Ok(Scope { narrow, max_file_size, memory, geo, baseline })
    }
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    Timestamp::from_seconds(seconds).unwrap_or(Timestamp::MAX)
}

/// The time that `--from` names, counted back from now where it is a distance.
pub(crate) fn from_option(text: Option<&str>) -> Result<Option<Timestamp>, Failure> {
    moment("--from", text, Comparison::AtLeast, now())
}

/// One end of the range: the start of what `text` names, or the first second after it.
fn moment(
    option: &str,
    text: Option<&str>,
    comparison: Comparison,
    now: Timestamp,
) -> Result<Option<Timestamp>, Failure> {
    let Some(text) = text else { return Ok(None) };
    let term = parse_time_term(comparison, text)
        .map_err(|reason| Failure::Usage(format!("{option} `{}`: {reason}", sanitize(text))))?;
    let end = if comparison == Comparison::AtLeast { term.from } else { term.until };
    Ok(end.map(|end| match end {
        Moment::At(time) => time,
        Moment::BeforeLast(seconds) => now.plus(-i64::from(seconds)),
    }))
}

/// Ends are absolute; a distance counts back from the last event of the data.
fn baseline(text: Option<&str>) -> Result<Baseline, Failure> {
    let Some(text) = text else { return Ok(Baseline::Usual) };
    if text.eq_ignore_ascii_case("none") {
        return Ok(Baseline::Nothing);
    }
    let told = |reason: &str| Failure::Usage(format!("--baseline `{}`: {reason}", sanitize(text)));
    let term = parse_time_term(Comparison::Is, text).map_err(|reason| told(&reason))?;
    match (term.from, term.until) {
        (Some(Moment::BeforeLast(seconds)), None) if !text.contains("..") => {
            Ok(Baseline::AllBut(seconds))
        }
        (None, Some(Moment::BeforeLast(seconds))) => Ok(Baseline::AllBut(seconds)),
        (Some(Moment::At(from)), Some(Moment::At(until))) if until <= from => {
            Err(told("the end is not after the start"))
        }
        (from @ (None | Some(Moment::At(_))), Some(Moment::At(until))) => {
            let from = match from {
                Some(Moment::At(from)) => Some(from),
                _ => None,
            };
            Ok(Baseline::Range(TimeRange { from, until: Some(until) }))
        }
        _ => Err(told("expected a range with an end, such as `2025-03-01..2025-03-08`, or `-7d`")),
    }
}

/// Places in a text have 32 bits.
fn file_size(text: &str) -> Result<usize, Failure> {
    const MOST: u64 = u32::MAX as u64 - 1;
    let fits = size(text).filter(|bytes| (1..=MOST).contains(bytes));
    fits.and_then(|bytes| usize::try_from(bytes).ok())
        .ok_or_else(|| no_size("--max-file-size", text, "512M, below 4G"))
}

fn no_size(option: &str, text: &str, example: &str) -> Failure {
    let text = sanitize(text);
    Failure::Usage(format!("{option} `{text}`: expected a size, such as {example}"))
}

/// `1048576`, `512k`, `512M`, `2G`.
fn size(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit: Option<u64> = match text[digits.len()..].to_ascii_lowercase().as_str() {
        "" | "b" => Some(1),
        "k" | "kb" | "kib" => Some(1 << 10),
        "m" | "mb" | "mib" => Some(1 << 20),
        "g" | "gb" | "gib" => Some(1 << 30),
        _ => None,
    };
    digits.parse::<u64>().ok()?.checked_mul(unit?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(since: &str, until: &str) -> Result<String, String> {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let arguments = ScopeArguments {
            since: given(since),
            until: given(until),
            ..ScopeArguments::default()
        };
        let now = Timestamp::parse("2025-03-11T12:00:00Z").unwrap();
        let time = arguments.scope_at(now).map_err(|failure| failure.to_string())?.narrow.time;
        let text = |end: Option<Timestamp>| end.map_or("-".to_owned(), |end| end.to_string());
        Ok(format!("{} {}", text(time.from), text(time.until)))
    }

    #[test]
    fn a_range_holds_all_that_its_ends_name() {
        let check = |since, until, expected: &str| {
            assert_eq!(range(since, until).as_deref(), Ok(expected), "{since} {until}");
        };
        check("", "", "- -");
        check("2025-03-10", "2025-03-10", "2025-03-10T00:00:00Z 2025-03-11T00:00:00Z");
        check("2025-03-10T09:30", "", "2025-03-10T09:30:00Z -");
        check("-7d", "-1h", "2025-03-04T12:00:00Z 2025-03-11T11:00:00Z");
        check("", "2025-03-10T09:30:15Z", "- 2025-03-10T09:30:16Z");
    }

    #[test]
    fn a_time_that_makes_no_sense_is_told_with_its_option() {
        assert!(range("yesterday", "").unwrap_err().starts_with("--since `yesterday`: expected"));
        assert!(range("", "-7x").unwrap_err().starts_with("--until `-7x`: expected a distance"));
        assert!(range("2025-03-11", "2025-03-10").unwrap_err().contains("is not after"));
    }

    #[test]
    fn a_baseline_is_a_time_with_an_end() {
        let at = |text: &str| Timestamp::parse(text);
        let range = |from, until| Ok(Baseline::Range(TimeRange { from, until }));
        let check = |text, expected: Result<Baseline, &str>| {
            let read = baseline(text).map_err(|failure| failure.to_string());
            match expected {
                Ok(expected) => assert_eq!(read, Ok(expected), "{text:?}"),
                Err(part) => assert!(read.unwrap_err().contains(part), "{text:?}"),
            }
        };
        let (start, end) = (at("2025-03-01T00:00:00Z"), at("2025-03-08T00:00:00Z"));
        check(None, Ok(Baseline::Usual));
        check(Some("none"), Ok(Baseline::Nothing));
        check(Some("-7d"), Ok(Baseline::AllBut(7 * 86_400)));
        check(Some("..-1h"), Ok(Baseline::AllBut(3600)));
        check(Some("2025-03-01..2025-03-08"), range(start, end));
        check(Some("..2025-03-08"), range(None, end));
        check(Some("2025-03-01"), range(start, at("2025-03-02T00:00:00Z")));
        check(Some("2025-03-08..2025-03-01"), Err("the end is not after the start"));
        check(Some("-7d.."), Err("expected a range with an end"));
        check(Some("2025-03-01.."), Err("expected a range with an end"));
        check(Some("x"), Err("--baseline `x`: expected a time"));
    }

    #[test]
    fn sizes_have_units() {
        let check = |text, expected: Option<usize>| {
            assert_eq!(file_size(text).ok(), expected, "{text}");
        };
        assert_eq!((size("0"), size("5G"), size("-1")), (Some(0), Some(5 << 30), None));
        check("1048576", Some(1 << 20));
        check("512k", Some(512 << 10));
        check("1MiB", Some(1 << 20));
        check("3G", Some(3 << 30));
        for text in ["", "0", "4G", "G", "1.5G", "-1", "99999999999999999999", "1é"] {
            check(text, None);
        }
    }
}

//! What is not to be read: files by what their keys say, records by what they say themselves.
//!
//! Keys have the time of delivery, which is after that of the events: minutes as a rule, up to a day
//! and a half for the first insights. So a file is left out when it was delivered before `from`, or
//! more than [`LONGEST_LAG`] after `until`. What a key or a record does not say leaves nothing out.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::key::Key;
use crate::record::EventRecord;
use crate::time::TimeRange;

/// A delivery that comes later is not looked for, in seconds: two days.
pub const LONGEST_LAG: i64 = 2 * 86_400;

/// The name's minute is rounded, and clocks differ: this much earlier a file is still read, seconds.
const SLACK: i64 = 15 * 60;

/// Which files and records are read.
#[derive(Debug, Clone, Default)]
pub struct Narrow {
    /// When the event happened.
    pub time: TimeRange,
    /// Accounts, any of them; all when empty.
    pub accounts: Vec<String>,
    /// Regions, any of them; all when empty.
    pub regions: Vec<String>,
    include: Option<GlobSet>,
    exclude: Option<GlobSet>,
}

impl Narrow {
    /// Reads only files that match one of `include`, if there is any, and none of `exclude`.
    ///
    /// A pattern without `/` is for the name, one with it for the end of the path. Fails with what
    /// is wrong with a pattern.
    pub fn set_patterns(&mut self, include: &[String], exclude: &[String]) -> Result<(), String> {
        self.include = set(include)?;
        self.exclude = set(exclude)?;
        Ok(())
    }

    /// Whether everything is read.
    pub fn is_all(&self) -> bool {
        !self.has_records() && self.include.is_none() && self.exclude.is_none()
    }

    fn has_records(&self) -> bool {
        self.time != TimeRange::default() || !self.accounts.is_empty() || !self.regions.is_empty()
    }

    /// Why the file at `path` is not read; `None` when it is.
    ///
    /// Of a container only its exclusion counts: what is in it has names of its own.
    pub(crate) fn leaves_out(&self, path: &str) -> Option<&'static str> {
        if self.is_all() {
            return None;
        }
        if self.exclude.as_ref().is_some_and(|globs| globs.is_match(path)) {
            return Some("left out by --exclude");
        }
        if is_container_name(path) {
            return None;
        }
        if self.include.as_ref().is_some_and(|globs| !globs.is_match(path)) {
            return Some("not among --include");
        }
        let key = Key::of(path);
        let is_other =
            |wanted: &[String], told: Option<&str>| !told.is_none_or(|told| names(wanted, told));
        if is_other(&self.accounts, key.account) {
            return Some("of another account, by its key");
        }
        if is_other(&self.regions, key.region) {
            return Some("of another region, by its key");
        }
        let (start, end) = key.delivered?;
        if self.time.from.is_some_and(|from| end.plus(SLACK) <= from) {
            return Some("delivered before --since, by its key");
        }
        if self.time.until.is_some_and(|until| until.plus(LONGEST_LAG) <= start) {
            return Some("delivered long after --until, by its key");
        }
        None
    }

    /// Whether a record is kept.
    pub(crate) fn keeps(&self, record: &EventRecord<'_>) -> bool {
        if !self.has_records() {
            return true;
        }
        record.time().is_none_or(|time| self.time.contains(time))
            && record.account().is_none_or(|account| names(&self.accounts, account))
            && record.region().is_none_or(|region| names(&self.regions, region))
    }
}

/// Whether `told` is among `wanted`; no wish is fulfilled by anything.
fn names(wanted: &[String], told: &str) -> bool {
    wanted.is_empty() || wanted.iter().any(|name| name == told)
}

/// Whether a path ends as archives do: a look into the file would cost what is to be saved.
fn is_container_name(path: &str) -> bool {
    const ENDS: [&str; 10] = [
        ".zip", ".tar", ".tgz", ".tar.gz", ".tbz", ".tbz2", ".tar.bz2", ".tzst", ".tar.zst", ".taz",
    ];
    let path = path.to_ascii_lowercase();
    ENDS.iter().any(|end| path.ends_with(end))
}

fn set(patterns: &[String]) -> Result<Option<GlobSet>, String> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let mut globs = GlobSetBuilder::new();
    for pattern in patterns {
        // `**/` stands for no folder too.
        let anchored = format!("**/{}", pattern.trim_start_matches('/'));
        let is_absolute = pattern.starts_with('/');
        let glob = GlobBuilder::new(if is_absolute { pattern } else { &anchored }).build();
        globs.add(glob.map_err(|error| format!("`{pattern}`: {}", error.kind()))?);
    }
    globs.build().map(Some).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(&format!("{text}:00Z")).unwrap()
    }

    fn from_ten_to_eleven() -> TimeRange {
        TimeRange { from: Some(at("2025-03-11T10:00")), until: Some(at("2025-03-11T11:00")) }
    }

    fn name(time: &str) -> String {
        format!("111122223333_CloudTrail_us-east-2_{time}Z_Mu0KsOhtH1ar15ZZ.json.gz")
    }

    #[test]
    fn keys_of_deliveries_around_the_range_are_read() {
        let narrow = Narrow { time: from_ten_to_eleven(), ..Narrow::default() };
        let check = |time: &str, is_read: bool| {
            assert_eq!(narrow.leaves_out(&name(time)).is_none(), is_read, "{time}");
        };
        check("20250311T0900", false);
        check("20250311T0955", true);
        check("20250311T1030", true);
        check("20250312T1000", true);
        check("20250313T1100", false);
        assert_eq!(narrow.leaves_out("events.json"), None);
    }

    #[test]
    fn other_accounts_and_regions_are_left_out_by_key() {
        let narrow = |accounts: &[&str], regions: &[&str]| Narrow {
            accounts: accounts.iter().map(|text| (*text).to_owned()).collect(),
            regions: regions.iter().map(|text| (*text).to_owned()).collect(),
            ..Narrow::default()
        };
        let file = name("20250311T0900");
        assert_eq!(narrow(&["111122223333"], &["us-east-2"]).leaves_out(&file), None);
        assert!(narrow(&["444455556666"], &[]).leaves_out(&file).unwrap().contains("account"));
        assert!(narrow(&[], &["eu-west-1", "eu-west-2"]).leaves_out(&file).is_some());
    }

    #[test]
    fn patterns_without_a_folder_are_for_names() {
        let check = |include: &str, exclude: &str, path: &str, is_read: bool| {
            let list = |text: &str| -> Vec<String> {
                text.split_whitespace().map(str::to_owned).collect()
            };
            let mut narrow = Narrow::default();
            narrow.set_patterns(&list(include), &list(exclude)).unwrap();
            assert_eq!(narrow.leaves_out(path).is_none(), is_read, "{include} {exclude} {path}");
        };
        check("*.json.gz", "", "a/b/c.json.gz", true);
        check("*.json.gz", "", "a/b/c.json", false);
        check("*.json.gz", "", "a/evidence.zip", true);
        check("*.json.gz", "", "a/evidence.zip » x/c.txt", false);
        check("eu-west-1/**", "", "/x/CloudTrail/eu-west-1/2025/a.json", true);
        check("", "*Digest*", "a/b_CloudTrail-Digest_c.json.gz", false);
        check("", "*.zip", "a/evidence.zip", false);
        check("*.json", "b*", "b.json", false);
        check("/x/*.json", "", "/y/x/a.json", false);
    }

    #[test]
    fn a_pattern_that_makes_no_sense_is_told() {
        let error = Narrow::default().set_patterns(&["a[".to_owned()], &[]).unwrap_err();
        assert!(error.contains("`a[`"), "{error}");
    }

    #[test]
    fn records_are_kept_by_their_own_word_and_where_they_say_nothing() {
        let narrow = Narrow {
            time: from_ten_to_eleven(),
            accounts: vec!["111122223333".to_owned()],
            ..Narrow::default()
        };
        let check = |time: &str, account: &str, expected: bool| {
            let json = format!(
                r#"{{"eventName":"a","eventTime":"{time}","recipientAccountId":{account}}}"#
            );
            let record = EventRecord::from_json(&json).unwrap();
            assert_eq!(narrow.keeps(&record), expected, "{json}");
        };
        check("2025-03-11T10:00:00Z", r#""111122223333""#, true);
        check("2025-03-11T11:00:00Z", r#""111122223333""#, false);
        check("2025-03-11T10:00:00Z", r#""444455556666""#, false);
        check("2025-03-11T10:00:00Z", "null", true);
        check("no time", r#""111122223333""#, true);
    }
}

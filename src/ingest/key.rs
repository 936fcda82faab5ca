//! What the key of an object in a trail's bucket says: account, region, when it was delivered.
//!
//! `AWSLogs/[o-…/]ACCOUNT/CloudTrail/REGION/2025/03/11/ACCOUNT_CloudTrail_REGION_20250311T0905Z_….json.gz`,
//! below any folders, or only the name. Source: CloudTrail user guide, "CloudTrail log file name
//! format".

use chrono::{NaiveDate, NaiveDateTime};

use crate::time::Timestamp;

/// What a path tells of a log file, as far as it is the key of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Key<'p> {
    /// The account whose log it is.
    pub account: Option<&'p str>,
    /// The region whose log it is.
    pub region: Option<&'p str>,
    /// First second of the minute or the day of its delivery, and the first second after it.
    pub delivered: Option<(Timestamp, Timestamp)>,
}

impl<'p> Key<'p> {
    /// Reads a path; every part that it does not have is `None`.
    pub fn of(path: &'p str) -> Self {
        let mut parts = path.rsplit(['/', '\\']);
        let named = parts.next().map(Self::of_name).unwrap_or_default();
        let folders = Self::of_folders(path).unwrap_or_default();
        Self {
            account: named.account.or(folders.account),
            region: named.region.or(folders.region),
            delivered: named.delivered.or(folders.delivered),
        }
    }

    fn of_name(name: &'p str) -> Self {
        let mut parts = name.split('_');
        let (Some(account), Some(kind)) = (parts.next(), parts.next()) else {
            return Self::default();
        };
        if !is_account(account) || !kind.starts_with("CloudTrail") {
            return Self::default();
        }
        let region = parts.next().filter(|part| is_region(part));
        // The name of a trail can stand before the time, in the names of digest files.
        let delivered = parts.rev().find_map(minute);
        Self { account: Some(account), region, delivered }
    }

    fn of_folders(path: &'p str) -> Option<Self> {
        let mut parts = path.split(['/', '\\']).skip_while(|part| *part != "AWSLogs").skip(1);
        let mut account = parts.next()?;
        // An organization's id can stand before the account, below `AWSLogs` again.
        while account.starts_with("o-") || account == "AWSLogs" {
            account = parts.next()?;
        }
        let account = Some(account).filter(|part| is_account(part))?;
        if !parts.next()?.starts_with("CloudTrail") {
            return None;
        }
        let region = parts.next().filter(|part| is_region(part));
        let mut number = || parts.next()?.parse().ok();
        let delivered = match (number(), number(), number()) {
            (Some(year), Some(month), Some(day)) => {
                let date =
                    i32::try_from(year).ok().and_then(|y| NaiveDate::from_ymd_opt(y, month, day));
                date.and_then(|date| period(date.and_hms_opt(0, 0, 0)?, 86_400))
            }
            _ => None,
        };
        Some(Self { account: Some(account), region, delivered })
    }
}

fn is_account(part: &str) -> bool {
    part.len() == 12 && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// `eu-west-1`, `us-gov-east-1`.
fn is_region(part: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    part.bytes().all(is_plain)
        && part.rsplit_once('-').is_some_and(|(area, number)| {
            area.contains('-') && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
        })
}

/// `20250311T0905Z`, and with seconds in the names of digest files; more may follow.
fn minute(part: &str) -> Option<(Timestamp, Timestamp)> {
    let (time, _) = part.split_once('Z')?;
    let (time, seconds) = match time.len() {
        13 => (format!("{time}00"), 60),
        15 => (time.to_owned(), 1),
        _ => return None,
    };
    period(NaiveDateTime::parse_from_str(&time, "%Y%m%dT%H%M%S").ok()?, seconds)
}

fn period(start: NaiveDateTime, seconds: i64) -> Option<(Timestamp, Timestamp)> {
    let start = Timestamp::from_seconds(start.and_utc().timestamp())?;
    Some((start, start.plus(seconds)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Account, region and the time of delivery, `-` for what is not known.
    fn told(path: &str) -> String {
        let key = Key::of(path);
        let start = key.delivered.map(|(start, _)| start.to_string());
        let seconds = key.delivered.map_or(0, |(start, end)| end.seconds() - start.seconds());
        let [account, region] = [key.account, key.region].map(|text| text.unwrap_or("-"));
        format!("{account} {region} {} {seconds}", start.as_deref().unwrap_or("-"))
    }

    #[test]
    fn names_and_folders_are_read() {
        let check = |path: &str, expected: &str| assert_eq!(told(path), expected, "{path}");
        let name = "111122223333_CloudTrail_us-east-2_20250801T0210Z_Mu0KsOhtH1ar15ZZ.json.gz";
        let full = "111122223333 us-east-2 2025-08-01T02:10:00Z 60";
        check(name, full);
        check(&format!("x/AWSLogs/111122223333/CloudTrail/us-east-2/2025/08/01/{name}"), full);
        check(&format!("evidence.zip » AWSLogs/o-abc/111122223333/CloudTrail/x/{name}"), full);
        let folders = "111122223333 eu-west-1 2025-08-01T00:00:00Z 86400";
        check("AWSLogs/111122223333/CloudTrail/eu-west-1/2025/08/01/a.json", folders);
        check("o-x/AWSLogs/o-x/111122223333/CloudTrail/eu-west-1/2025/08/01/a.json", folders);
        check(r"c:\AWSLogs\111122223333\CloudTrail\eu-west-1\2025\08\01\a.json", folders);
        check(
            "111122223333_CloudTrail_us-gov-west-1_20140620T1255ZHdkvFTXOA3Vnhbc.json.gz",
            "111122223333 us-gov-west-1 2014-06-20T12:55:00Z 60",
        );
        check(
            "111122223333_CloudTrail-Digest_us-east-2_my_trail_us-east-2_20250817T150131Z.json.gz",
            "111122223333 us-east-2 2025-08-17T15:01:31Z 1",
        );
    }

    #[test]
    fn what_is_no_key_tells_nothing() {
        let check = |path: &str| assert_eq!(told(path), "- - - 0", "{path}");
        check("events.json");
        check("2025/08/01/a.json");
        check("1111_CloudTrail_us-east-2_20250801T0210Z_x.json");
        check("AWSLogs");
        check("");
        assert_eq!(
            told("AWSLogs/111122223333/CloudTrail/eu-west-1/2025/13/41/a.json"),
            "111122223333 eu-west-1 - 0"
        );
    }
}

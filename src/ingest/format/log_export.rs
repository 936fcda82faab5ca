//! What CloudWatch Logs exports to S3, and what `aws logs tail` prints: a line is a time, then a
//! record.
//!
//! Each line is `2025-03-11T07:00:04.000Z {…}`, with the stream's name between the two for `tail`.

use super::head::Head;
use super::records::Reading;

/// A line is not looked at any further for the beginning of its record.
const LONGEST_PREFIX: usize = 600;

pub(crate) fn matches(head: &Head<'_>) -> bool {
    is_time(head.first_line(24))
        && head.text[head.start..].lines().take(8).any(|line| record_in(line).is_some())
}

pub(crate) fn read(head: &Head<'_>, reading: &mut Reading<'_>) {
    let mut at = head.start;
    while at < head.text.len() && !reading.is_cancelled() {
        let rest = &head.text[at..];
        let line_end = at + memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let line = &head.text[at..line_end];
        let end = match record_in(line) {
            // A message can have more than one line.
            Some(record) => reading.attempt(head.text, at + record),
            None if line.trim().is_empty() => None,
            None => {
                reading.reject(at, "a log line without a CloudTrail record", "");
                None
            }
        };
        let end = end.unwrap_or(line_end);
        let rest = &head.text[end..];
        let length = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        if !rest[..length].trim().is_empty() {
            reading.fault(end, "text behind the record of a log line", "");
        }
        at = end + length + 1;
    }
}

/// Where the record of a line begins.
fn record_in(line: &str) -> Option<usize> {
    let prefix = &line[..line.floor_char_boundary(line.len().min(LONGEST_PREFIX))];
    let at = prefix.find('{').filter(|_| is_time(line))?;
    // A time, then at most the name of a stream.
    (prefix[..at].split_whitespace().count() <= 2 && prefix[..at].ends_with(' ')).then_some(at)
}

/// Whether it begins as `2025-03-11T07:00:04` does.
fn is_time(line: &str) -> bool {
    let pattern = b"0000-00-00T00:00:00";
    line.len() >= pattern.len()
        && line.bytes().zip(pattern).all(|(byte, &sign)| match sign {
            b'0' => byte.is_ascii_digit(),
            sign => byte == sign,
        })
}

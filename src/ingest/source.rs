//! One file: from its bytes to records in a segment and a report.

use std::borrow::Cow;
use std::sync::atomic::AtomicBool;

use super::diagnostic::Diagnostic;
use super::format::{self, RecordSink};
use super::report::{FileReport, Status};
use crate::store::inflate::{Damage, Inflated, Inflater, is_gzip};
use crate::store::{HeldFile, LARGEST_FILE, SegmentBuilder, decode};

/// Reads the bytes of file number `file` into `builder`.
///
/// `inflater` is used for one file after the other.
pub(crate) fn read(
    (file, path): (u32, String),
    bytes: Cow<'static, [u8]>,
    builder: &mut SegmentBuilder,
    inflater: &mut Inflater,
    cancel: &AtomicBool,
) -> FileReport {
    let mut report =
        FileReport { file, path, n_bytes: bytes.len() as u64, ..FileReport::default() };
    let Some(text) = text_of(&bytes, inflater, &mut report) else { return report };
    report.n_inflated = text.len() as u64;
    builder.begin_file(file);
    let damage = report.status;
    let path = report.path.clone();
    let mut reading = RecordSink::new(builder, report, cancel);
    format::read(&text, &mut reading);
    let is_unwrapped = reading.is_unwrapped;
    let mut report = reading.report;
    if damage == Status::Damaged
        && matches!(report.status, Status::Read | Status::Empty | Status::Skipped)
    {
        report.status = if report.n_records > 0 { Status::Damaged } else { Status::Unreadable };
    }
    if let Cow::Owned(text) = text {
        inflater.recycle(text.into_bytes());
    }
    builder.end_file(|| match HeldFile::new(path, bytes) {
        file if is_unwrapped => file.unwrapped_by(format::unwrap),
        file => file,
    });
    report
}

/// The file's text; `None` when it is too large to be read at all.
fn text_of<'b>(
    bytes: &'b [u8],
    inflater: &mut Inflater,
    report: &mut FileReport,
) -> Option<Cow<'b, str>> {
    if !is_gzip(bytes) {
        if bytes.len() > LARGEST_FILE {
            report.status = Status::Unreadable;
            let reason = format!("more than {LARGEST_FILE} bytes");
            report.add(Diagnostic::of_file(&report.path, reason, "split the file"));
            return None;
        }
        return Some(match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(error) => {
                not_utf8(error.valid_up_to(), report);
                Cow::Owned(decode(bytes.to_vec()))
            }
        });
    }
    let Inflated { bytes, damage, .. } = inflater.gunzip(bytes, LARGEST_FILE);
    if let Some(damage) = damage {
        report.status = Status::Damaged;
        report.add(Diagnostic::of_file(&report.path, damage.to_string(), remedy(damage)));
    }
    Some(Cow::Owned(String::from_utf8(bytes).unwrap_or_else(|error| {
        not_utf8(error.utf8_error().valid_up_to(), report);
        decode(error.into_bytes())
    })))
}

fn not_utf8(byte: usize, report: &mut FileReport) {
    let mut diagnostic =
        Diagnostic::of_file(&report.path, "not UTF-8", "what is no text shows as U+FFFD");
    diagnostic.byte = Some(byte as u64);
    report.status = Status::Damaged;
    report.add(diagnostic);
}

fn remedy(damage: Damage) -> &'static str {
    match damage {
        Damage::EndsEarly => "its complete records were read; copy it from its source again",
        Damage::Corrupt | Damage::Checksum => {
            "do not trust its records; copy it from its source again"
        }
        Damage::Trailing(_) => "the records before were read; log files of CloudTrail end there",
        Damage::TooLarge(_) => "its first records were read; is it a log file?",
    }
}

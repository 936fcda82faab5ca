//! One file: from its bytes to records in a segment and a report.
//!
//! Compression is undone here, once or twice; archives are left to `unpack`.

use std::borrow::Cow;
use std::num::NonZeroU64;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::budget::{Budget, default_memory};
use super::container::{self, Kind};
use super::diagnostic::Diagnostic;
use super::foreign;
use super::format::{self, RecordSink};
use super::narrow::Narrow;
use super::report::{FileReport, Status};
use crate::store::inflate::{Damage, Inflated, Inflater};
use crate::store::{
    Baseline, FileId, Geo, HeldFile, LARGEST_FILE, SegmentBuilder, Spill, Utf16, decode,
};

/// What a load may read.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Which files and records.
    pub narrow: Narrow,
    /// Most bytes of text in one file or member of a container; below 4 GiB.
    pub max_file_size: usize,
    /// Most of the files' own bytes that are held in memory. Past it, a file is read again when its
    /// JSON is wanted, and what has no file of its own waits in a temporary one.
    pub memory: u64,
    /// What is known of addresses.
    pub geo: Geo,
    /// What flags compare events with.
    pub baseline: Baseline,
}

impl Default for Scope {
    fn default() -> Self {
        Self {
            narrow: Narrow::default(),
            max_file_size: LARGEST_FILE,
            memory: default_memory(),
            geo: Geo::default(),
            baseline: Baseline::default(),
        }
    }
}

/// What is known of a file before its content.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    pub(crate) file: FileId,
    pub(crate) path: Arc<str>,
    /// Where the member's name begins in the path; 0 for a file that is no member.
    pub(crate) member_at: u32,
    /// When it was changed last, nanoseconds since 1970.
    pub(crate) modified: Option<NonZeroU64>,
    /// Archives around it.
    pub(crate) depth: u8,
    /// What was found before its content was looked at.
    pub(crate) finding: Option<Finding>,
}

/// Something to say of a file.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    pub(crate) reason: String,
    pub(crate) remedy: &'static str,
    /// What it makes of a file that is else well.
    pub(crate) status: Status,
}

/// A file with its bytes.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) name: Name,
    pub(crate) bytes: Cow<'static, [u8]>,
}

impl Name {
    /// A report about it, with what was found so far.
    pub(crate) fn report(&self) -> FileReport {
        let mut report = FileReport {
            file: self.file,
            path: Arc::clone(&self.path),
            member_at: self.member_at,
            modified: self.modified,
            ..FileReport::default()
        };
        if let Some(finding) = &self.finding {
            report.status = finding.status;
            report.add(Diagnostic::of_file(&self.path, finding.reason.clone(), finding.remedy));
        }
        report
    }

    /// Whether the same bytes can be read again at the path.
    fn is_in_file(&self) -> bool {
        // A path that is no text is shown with marks in it, and leads nowhere.
        self.member_at == 0 && self.modified.is_some() && Path::new(&*self.path).is_file()
    }

    /// A report that ends with this finding.
    pub(crate) fn report_of(
        &self,
        status: Status,
        reason: &str,
        remedy: &'static str,
    ) -> FileReport {
        let mut report = self.report();
        report.status = status;
        report.add(Diagnostic::of_file(&self.path, reason, remedy));
        report
    }
}

/// What a worker uses for one file after the other.
pub(crate) struct Desk<'w> {
    pub(crate) builder: SegmentBuilder,
    pub(crate) inflater: Inflater,
    pub(crate) scope: &'w Scope,
    pub(crate) budget: Budget,
    pub(crate) spill: Spill,
    pub(crate) cancel: &'w AtomicBool,
}

impl Desk<'_> {
    /// Reads a file's records; an archive that only shows now comes back with its kind.
    pub(crate) fn read(&mut self, item: Item) -> Result<FileReport, Box<(Item, Kind)>> {
        let mut report = item.name.report();
        report.n_bytes = item.bytes.len() as u64;
        let opened = match self.open(&item, &mut report) {
            Ok(opened) => opened,
            Err(Unread::Archive(kind)) => return Err(Box::new((item, kind))),
            Err(Unread::Refused) => return Ok(report),
        };
        let Opened { text, n_raw, holds_text } = opened;
        report.n_inflated = text.len() as u64;
        self.builder.begin_file(item.name.file);
        let damage = report.status;
        let narrow = &self.scope.narrow;
        let builder = &mut self.builder;
        let mut reading = RecordSink::new(builder, report, self.cancel, narrow);
        format::read(&text, &mut reading);
        let unwrap = reading.is_unwrapped.then_some(format::unwrap as fn(&str) -> String);
        let mut report = reading.report;
        if damage == Status::Damaged
            && matches!(report.status, Status::Read | Status::Empty | Status::Skipped)
        {
            if report.status == Status::Skipped {
                tell_binary(&mut report);
            }
            report.status = if report.n_records > 0 { Status::Damaged } else { Status::Unreadable };
        }
        let text = match text {
            Cow::Owned(text) => Some(text.into_bytes()),
            Cow::Borrowed(_) => None,
        };
        let Item { name, bytes } = item;
        let bytes = match text {
            Some(text) if holds_text => Cow::Owned(text),
            Some(text) => {
                self.inflater.recycle(text);
                bytes
            }
            None => bytes,
        };
        let (budget, spill) = (&self.budget, &mut self.spill);
        self.builder.end_file(|| {
            let (mut held, no_spill) = hold((&name, !holds_text), bytes, budget, spill);
            if let Some(error) = no_spill {
                let reason = format!("held in memory past the limit: no temporary file: {error}");
                report.add(Diagnostic::of_file(&name.path, reason, "free some space there"));
            }
            held.member_at = name.member_at;
            held.limit = n_raw;
            held.unwrap = unwrap;
            held
        });
        Ok(report)
    }

    /// The file's text.
    fn open<'b>(&mut self, item: &'b Item, report: &mut FileReport) -> Result<Opened<'b>, Unread> {
        let limit = self.scope.max_file_size;
        let kind = Kind::of(&item.bytes);
        match kind {
            Kind::Plain if foreign::tell(&item.bytes, report) => Err(Unread::Refused),
            Kind::Zip | Kind::Tar => Err(Unread::Archive(kind)),
            Kind::Plain => plain(&item.bytes, limit, report),
            Kind::Gzip => {
                let Inflated { bytes, damage, n_members } =
                    self.inflater.gunzip(&item.bytes, limit);
                match Kind::of(&bytes) {
                    Kind::Plain if foreign::tell(&bytes, report) => return Err(Unread::Refused),
                    Kind::Plain => {}
                    inner => {
                        let within = self.within(inner, &bytes, report);
                        self.inflater.recycle(bytes);
                        return within;
                    }
                }
                if let Some(damage) = damage {
                    damaged(report, &damage.to_string(), remedy(damage));
                } else if n_members > 1 {
                    let reason = format!("{n_members} gzip members, one after the other");
                    report.add(Diagnostic::of_file(&report.path, reason, "all were read"));
                }
                Ok(Opened { n_raw: bytes.len(), text: to_text(bytes, report), holds_text: false })
            }
            Kind::Bzip2 | Kind::Zstd => {
                let (bytes, damage) = container::inflate(kind, &item.bytes, limit);
                match Kind::of(&bytes) {
                    Kind::Plain if foreign::tell(&bytes, report) => Err(Unread::Refused),
                    Kind::Plain => Ok(inflated(kind, bytes, damage.as_deref(), report)),
                    inner => self.within(inner, &bytes, report),
                }
            }
        }
    }

    /// What was compressed is compressed itself, or an archive.
    fn within(
        &self,
        kind: Kind,
        bytes: &[u8],
        report: &mut FileReport,
    ) -> Result<Opened<'static>, Unread> {
        if !kind.is_compressed() {
            return Err(Unread::Archive(kind));
        }
        let (bytes, damage) = container::inflate(kind, bytes, self.scope.max_file_size);
        match Kind::of(&bytes) {
            Kind::Plain => Ok(inflated(kind, bytes, damage.as_deref(), report)),
            inner => {
                report.status = Status::Refused;
                let reason = format!("{} in what is compressed twice", inner.name());
                report.add(Diagnostic::of_file(&report.path, reason, "unpack it once"));
                Err(Unread::Refused)
            }
        }
    }
}

/// Holds the bytes in memory as far as the budget goes, and when there is no other place; why
/// there is none comes with them.
fn hold(
    (name, is_original): (&Name, bool),
    bytes: Cow<'static, [u8]>,
    budget: &Budget,
    spill: &mut Spill,
) -> (HeldFile, Option<std::io::Error>) {
    let path = Arc::clone(&name.path);
    // Plain text shrinks to about a fifth.
    let is_plain = Kind::of(&bytes) != Kind::Gzip;
    let n_held = bytes.len() as u64 / if is_plain { 5 } else { 1 };
    if matches!(bytes, Cow::Borrowed(_)) || budget.take(n_held) {
        return (HeldFile::new(path, bytes), None);
    }
    if is_original && name.is_in_file() {
        return (HeldFile::on_disk(path, &bytes), None);
    }
    match HeldFile::spilled(Arc::clone(&path), &bytes, spill) {
        Ok(held) => (held, None),
        Err(error) => (HeldFile::new(path, bytes), Some(error)),
    }
}

/// A text, and what of it is held.
struct Opened<'b> {
    text: Cow<'b, str>,
    /// Size before it was made UTF-8, bytes.
    n_raw: usize,
    /// Whether the text is held and not the file's own bytes.
    holds_text: bool,
}

/// Why there is no text.
enum Unread {
    Archive(Kind),
    /// The report says why.
    Refused,
}

fn plain<'b>(bytes: &'b [u8], limit: usize, report: &mut FileReport) -> Result<Opened<'b>, Unread> {
    if bytes.len() > limit {
        report.status = Status::Unreadable;
        let reason = format!("more than {limit} bytes");
        report.add(Diagnostic::of_file(&report.path, reason, TOO_LARGE));
        return Err(Unread::Refused);
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) if Utf16::of(bytes).is_none() => Cow::Borrowed(text),
        _ => to_text(bytes.to_vec(), report),
    };
    Ok(Opened { text, n_raw: bytes.len(), holds_text: false })
}

/// What a stream inflated to that the files held in memory do not know.
fn inflated(
    kind: Kind,
    bytes: Vec<u8>,
    damage: Option<&str>,
    report: &mut FileReport,
) -> Opened<'static> {
    if let Some(damage) = damage {
        let remedy = "its records before that were read; copy it from its source again";
        damaged(report, &format!("{}: {damage}", kind.name()), remedy);
    }
    let text = to_text(bytes, report);
    Opened { n_raw: text.len(), text, holds_text: true }
}

fn damaged(report: &mut FileReport, reason: &str, remedy: &'static str) {
    report.status = Status::Damaged;
    report.add(Diagnostic::of_file(&report.path, reason, remedy));
}

/// Bytes as text, with a word about what is not UTF-8.
fn to_text(bytes: Vec<u8>, report: &mut FileReport) -> Cow<'static, str> {
    if Utf16::of(&bytes).is_some() {
        let note = "its bytes are counted as those of the same text in UTF-8";
        report.add(Diagnostic::of_file(&report.path, "UTF-16", note));
        return Cow::Owned(decode(bytes));
    }
    Cow::Owned(String::from_utf8(bytes).unwrap_or_else(|error| {
        let remedy = "what is no text shows as U+FFFD";
        let mut diagnostic = Diagnostic::of_file(&report.path, NOT_UTF8, remedy);
        diagnostic.byte = Some(error.utf8_error().valid_up_to() as u64);
        report.status = Status::Damaged;
        report.add(diagnostic);
        decode(error.into_bytes())
    }))
}

const NOT_UTF8: &str = "not UTF-8";

/// Of a file that has no records, that is all there is to say.
fn tell_binary(report: &mut FileReport) {
    for told in report.diagnostics.iter_mut().filter(|told| told.reason == NOT_UTF8) {
        "no text, and no kind of file that is known".clone_into(&mut told.reason);
        told.remedy = "is it encrypted or packed? undo that first";
        (told.byte, told.line) = (None, None);
    }
}

/// What helps against a limit.
pub(crate) const TOO_LARGE: &str = "split it, or raise --max-file-size";

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

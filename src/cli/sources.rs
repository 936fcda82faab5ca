//! `trailglass sources`: what was read, refused and repeated, and how fast.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use serde::{Serialize, Serializer};

use super::args::Sources;
use super::failure::Failure;
use super::formats::SourceFormat;
use super::load::{Loaded, diagnostics};
use super::{Ending, json};
use crate::export::{Column, Medium, Table};
use crate::ingest::{Diagnostic, FileReport, Key, Status};
use crate::query::ByFile;
use crate::store::Snapshot;
use crate::text::{bytes, count, count_of, duration};

/// Reads and prints the account.
pub(crate) fn print(
    sources: &Sources,
    medium: Medium,
    out: &mut dyn Write,
) -> Result<Ending, Failure> {
    let loaded = Loaded::from_plan(sources.paths.plan("trailglass sources")?);
    let by_file = ByFile::new(&loaded.snapshot);
    let account = Account::new(&loaded, &by_file);
    match sources.format {
        SourceFormat::Json => json::write(&account, medium, out)?,
        SourceFormat::Table => write_table(&account, sources.all, medium, out)?,
    }
    Ok(Ending::of(&loaded))
}

/// What is told; also the shape of the JSON.
#[derive(Debug, Serialize)]
struct Account<'l> {
    files: Files<'l>,
    totals: Totals,
}

/// The accounts of all files; each is made when it is told, since there can be a million.
#[derive(Debug, Clone, Copy)]
struct Files<'l> {
    loaded: &'l Loaded,
    by_file: &'l ByFile,
}

impl<'l> Files<'l> {
    fn of(self, report: &'l FileReport) -> FileAccount<'l> {
        FileAccount::new(report, &self.loaded.snapshot, self.by_file)
    }

    fn iter(self) -> impl Iterator<Item = FileAccount<'l>> {
        self.loaded.reports.iter().map(move |report| self.of(report))
    }
}

impl Serialize for Files<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct FileAccount<'l> {
    path: &'l str,
    /// The path of the container, of a member.
    container: Option<&'l str>,
    shape: &'l str,
    status: &'static str,
    /// Found: the sum of the four that follow.
    records: u64,
    /// Kept: copies of events that were read elsewhere are duplicates.
    events: u64,
    duplicates: u64,
    rejected: u64,
    /// Left out, because less was asked for.
    narrowed: u64,
    /// Of a container.
    members: u32,
    bytes: u64,
    bytes_inflated: u64,
    first: Option<String>,
    last: Option<String>,
    /// By the path, as far as it is the key of an object.
    key_account: Option<&'l str>,
    key_region: Option<&'l str>,
    /// By the events.
    accounts: Vec<&'l str>,
    regions: Vec<&'l str>,
    diagnostics: Vec<Finding<'l>>,
    more_diagnostics: u64,
    #[serde(skip)]
    report: &'l FileReport,
}

#[derive(Debug, Serialize)]
struct Finding<'l> {
    record: Option<u64>,
    line: Option<u64>,
    byte: Option<u64>,
    reason: &'l str,
    remedy: &'l str,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Totals {
    files: u64,
    failures: u64,
    left_out: u64,
    records: u64,
    events: u64,
    duplicates: u64,
    rejected: u64,
    narrowed: u64,
    bytes_read: u64,
    bytes_inflated: u64,
    first: Option<String>,
    last: Option<String>,
    seconds: f64,
    /// Of the files, members and unread ones among them.
    #[serde(skip)]
    bytes: u64,
}

impl<'l> Account<'l> {
    fn new(loaded: &'l Loaded, by_file: &'l ByFile) -> Self {
        let files = Files { loaded, by_file };
        let mut totals = Totals { seconds: loaded.elapsed.as_secs_f64(), ..Totals::default() };
        for file in files.iter() {
            totals.add(&file);
        }
        debug_assert_eq!(totals.events, loaded.snapshot.len() as u64, "each event is in a file");
        let parts = totals.events + totals.duplicates + totals.rejected + totals.narrowed;
        debug_assert_eq!(totals.records, parts, "nothing is lost");
        if let Some((first, last)) = loaded.snapshot.span() {
            totals.first = Some(first.to_string());
            totals.last = Some(last.to_string());
        }
        Self { files, totals }
    }
}

impl<'l> FileAccount<'l> {
    fn new(report: &'l FileReport, snapshot: &'l Snapshot, by_file: &ByFile) -> Self {
        let finding = |found: &'l Diagnostic| Finding {
            record: found.record,
            line: found.line,
            byte: found.byte,
            reason: &found.reason,
            remedy: found.remedy,
        };
        let sums = by_file.sums(snapshot, report.file);
        let (file, member) = report.parts();
        let key = Key::of(&report.path);
        Self {
            path: &report.path,
            container: (!member.is_empty()).then_some(file),
            shape: report.shape,
            status: report.status.text(),
            records: report.n_found(),
            events: u64::from(sums.n_events),
            duplicates: u64::from(sums.n_copies),
            rejected: report.n_rejected,
            narrowed: u64::from(report.n_narrowed),
            members: report.n_members,
            bytes: report.n_bytes,
            bytes_inflated: report.n_inflated,
            first: sums.first.map(|time| time.to_string()),
            last: sums.last.map(|time| time.to_string()),
            key_account: key.account,
            key_region: key.region,
            accounts: by_file.accounts(snapshot, report.file),
            regions: by_file.regions(snapshot, report.file),
            diagnostics: report.diagnostics.iter().map(finding).collect(),
            more_diagnostics: report.n_more_diagnostics,
            report,
        }
    }
}

impl Totals {
    fn add(&mut self, file: &FileAccount<'_>) {
        self.files += 1;
        self.failures += u64::from(file.report.status.is_failure());
        self.left_out += u64::from(file.report.status == Status::LeftOut);
        self.records += file.records;
        self.events += file.events;
        self.duplicates += file.duplicates;
        self.rejected += file.rejected;
        self.narrowed += file.narrowed;
        self.bytes += file.bytes;
        // The bytes of a member are those of its container, and what is left out is not read.
        let is_read = file.container.is_none() && file.report.status != Status::LeftOut;
        self.bytes_read += if is_read { file.bytes } else { 0 };
        self.bytes_inflated += file.bytes_inflated;
    }
}

/// More ordinary files than this are summed up.
const MOST_LISTED: u64 = 20;

/// A line of the table, with what is said below it.
struct Line {
    cells: [String; 7],
    findings: Vec<String>,
}

fn write_table(
    account: &Account<'_>,
    is_all: bool,
    medium: Medium,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines = lines(account, is_all);
    let mut columns: Vec<Column> =
        ["STATUS", "SHAPE"].map(|title| Column::new(title).at_least(usize::MAX)).into();
    columns.extend(["EVENTS", "DUPLICATES", "REJECTED", "SIZE"].map(Column::of_numbers));
    columns.push(Column::new("FILE").cut_in_the_middle());
    for line in &lines {
        columns.iter_mut().zip(&line.cells).for_each(|(column, cell)| column.widen(cell));
    }
    let table = Table::new(columns, medium);
    if !lines.is_empty() {
        table.header(out)?;
    }
    for line in &lines {
        table.row(&line.cells, out)?;
        line.findings.iter().try_for_each(|finding| table.line(&format!("  {finding}"), out))?;
    }
    if !lines.is_empty() {
        table.line("", out)?;
    }
    summary(&account.totals).iter().try_for_each(|line| table.line(line, out))
}

/// Failures first, each with its reasons, then ordinary files, or the sums of their kinds.
fn lines(account: &Account<'_>, is_all: bool) -> Vec<Line> {
    let is_failed = |file: &FileAccount<'_>| file.report.status.is_failure();
    let ordinary = || account.files.iter().filter(move |file| !is_failed(file));
    let failed = account.files.iter().filter(is_failed);
    let mut lines: Vec<Line> = failed.map(|file| line(&file)).collect();
    let n_ordinary = account.totals.files - account.totals.failures;
    if is_all || n_ordinary <= MOST_LISTED {
        lines.extend(ordinary().map(|file| line(&file)));
    } else {
        lines.extend(sums(ordinary()));
    }
    lines
}

fn line(file: &FileAccount<'_>) -> Line {
    // The path stands on the line itself, the findings below need not repeat it.
    let findings = diagnostics(file.report).into_iter().map(|finding| {
        let path = format!("{}: ", crate::text::sanitize(file.path));
        finding.strip_prefix(&path).unwrap_or(&finding).to_owned()
    });
    Line { findings: findings.collect(), cells: cells(file, file.path.to_owned()) }
}

fn cells(file: &FileAccount<'_>, name: String) -> [String; 7] {
    [
        file.status.to_owned(),
        file.shape.to_owned(),
        count(file.events),
        count(file.duplicates),
        count(file.rejected),
        bytes(file.bytes),
        name,
    ]
}

/// A line for each status and shape.
fn sums<'l>(files: impl Iterator<Item = FileAccount<'l>>) -> Vec<Line> {
    let mut kinds: BTreeMap<(&str, &str), Totals> = BTreeMap::new();
    for file in files {
        kinds.entry((file.status, file.shape)).or_default().add(&file);
    }
    let line = |((status, shape), sum): ((&str, &str), Totals)| Line {
        findings: Vec::new(),
        cells: [
            status.to_owned(),
            shape.to_owned(),
            count(sum.events),
            count(sum.duplicates),
            count(sum.rejected),
            bytes(sum.bytes),
            files_text(sum.files),
        ],
    };
    kinds.into_iter().map(line).collect()
}

fn files_text(n_files: u64) -> String {
    count_of(n_files, "file", "files")
}

fn summary(totals: &Totals) -> [String; 2] {
    let span = match (&totals.first, &totals.last) {
        (Some(first), Some(last)) => format!(", {first} to {last}"),
        _ => String::new(),
    };
    let left_out = match totals.left_out {
        0 => String::new(),
        n => format!(", {} left out", count(n)),
    };
    let narrowed = match totals.narrowed {
        0 => String::new(),
        n => format!(", {} left out", count(n)),
    };
    let first = format!(
        "{} ({} failed{left_out}): {} events, {} duplicates, {} rejected{narrowed}{span}",
        files_text(totals.files),
        count(totals.failures),
        count(totals.events),
        count(totals.duplicates),
        count(totals.rejected),
    );
    [first, speed(totals)]
}

fn speed(totals: &Totals) -> String {
    let span = Duration::from_secs_f64(totals.seconds);
    let a_second = |n: u64| {
        let per_second = u128::from(n) * 1_000_000 / span.as_micros().max(1);
        u64::try_from(per_second).unwrap_or(u64::MAX)
    };
    format!(
        "{} read, {} inflated in {}: {}/s, {} events/s",
        bytes(totals.bytes_read),
        bytes(totals.bytes_inflated),
        duration(span),
        bytes(a_second(totals.bytes_inflated)),
        count(a_second(totals.events)),
    )
}

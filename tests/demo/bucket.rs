//! Reading the committed case back, as a reader with nothing but the files would.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::Value;

/// What the generator makes. All tests ask for it, so it is made once.
pub(crate) static FILES: LazyLock<BTreeMap<String, String>> = LazyLock::new(super::files);

/// The records of the case, each with the path of its file.
pub(crate) struct Bucket {
    pub(crate) records: Vec<(String, Value)>,
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/demo")
}

/// Paths below the root, and sizes on disk, of all files that are there.
pub(crate) fn sizes() -> BTreeMap<String, u64> {
    let entries = walkdir::WalkDir::new(root()).into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let path = entry.path().strip_prefix(root()).unwrap().to_str().unwrap();
            (path.replace('\\', "/"), entry.metadata().unwrap().len())
        })
        .collect()
}

pub(crate) fn inflate(path: &str) -> String {
    let mut content = String::new();
    let file = File::open(root().join(path)).unwrap();
    GzDecoder::new(file).read_to_string(&mut content).unwrap();
    content
}

/// Puts `files` in the place of whatever is there.
pub(crate) fn bless(files: &BTreeMap<String, String>) {
    if root().exists() {
        fs::remove_dir_all(root()).unwrap();
    }
    for (path, content) in files {
        let path = root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut file = GzEncoder::new(File::create(path).unwrap(), Compression::best());
        file.write_all(content.as_bytes()).unwrap();
        file.finish().unwrap();
    }
}

impl Bucket {
    /// All records, copies included, in order of files.
    pub(crate) fn delivered() -> Self {
        let logs = FILES.iter().filter(|(path, _)| !path.contains("CloudTrail-Digest"));
        let records = logs.flat_map(|(path, content)| {
            let mut log: Value = serde_json::from_str(content).unwrap();
            let Value::Array(records) = log["Records"].take() else { unreachable!("a log file") };
            records.into_iter().map(move |record| (path.clone(), record)).collect::<Vec<_>>()
        });
        Self { records: records.collect() }
    }

    /// Every event once.
    pub(crate) fn events() -> &'static Self {
        static EVENTS: LazyLock<Bucket> = LazyLock::new(|| {
            let mut seen = BTreeSet::new();
            let mut bucket = Bucket::delivered();
            bucket.records.retain(|(_, record)| seen.insert(text(record, "eventID").to_owned()));
            bucket
        });
        &EVENTS
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Value> + Clone {
        self.records.iter().map(|(_, record)| record)
    }

    /// Events whose member at `pointer` is `value`.
    pub(crate) fn with(&self, pointer: &str, value: &str) -> Vec<&Value> {
        self.all().filter(|record| at(record, pointer) == value).collect()
    }

    /// The only event with `name` at `time`.
    pub(crate) fn the(&self, name: &str, time: &str) -> &Value {
        let mut found = self.with("/eventTime", time);
        found.retain(|record| record["eventName"] == name);
        assert_eq!(found.len(), 1, "{name} at {time}");
        found[0]
    }
}

/// The text at a JSON pointer, or nothing.
pub(crate) fn at<'a>(record: &'a Value, pointer: &str) -> &'a str {
    record.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

pub(crate) fn text<'a>(record: &'a Value, member: &str) -> &'a str {
    record[member].as_str().unwrap()
}

/// Every value inside `value` with the name of its member.
pub(crate) fn visit(value: &Value, name: &str, see: &mut impl FnMut(&str, &Value)) {
    see(name, value);
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| visit(value, name, see)),
        Value::Array(items) => items.iter().for_each(|item| visit(item, name, see)),
        _ => {}
    }
}

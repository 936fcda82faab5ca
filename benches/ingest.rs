//! A whole load beside inflating alone.
//!
//! Inflating is the least that a load must do, so the ratio of the two says how good a load is on
//! any machine; it is measured in pairs and printed at the end. `TRAILGLASS_CORPUS` names a
//! directory of one's own to measure instead of the invented ones.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot write its files has nothing to measure"
)]
#![expect(clippy::print_stdout, reason = "a bench is run for what it prints")]

mod support;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

use criterion::Criterion;
use trailglass::store::LARGEST_FILE;

/// An invented corpus: name, files, records a file.
const CORPORA: [(&str, u64, u64); 2] = [("log files", 64, 400), ("tiny files", 2000, 7)];

const N_PAIRS: usize = 9;

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let is_test = env::args().any(|argument| argument == "--test");
    if let Some(root) = env::var_os("TRAILGLASS_CORPUS") {
        measure(&mut criterion, "TRAILGLASS_CORPUS", Path::new(&root), is_test);
    } else {
        for (name, n_files, n_records) in CORPORA {
            let root = tempfile::tempdir().unwrap();
            let n_files = if is_test { n_files / 16 } else { n_files };
            support::write_log_files(root.path(), n_files, n_records).unwrap();
            measure(&mut criterion, name, root.path(), is_test);
        }
    }
    criterion.final_summary();
}

fn measure(criterion: &mut Criterion, name: &str, root: &Path, is_test: bool) {
    let mut group = criterion.benchmark_group(name);
    group.bench_function("inflate only", |bencher| bencher.iter(|| inflate(root)));
    group.bench_function("whole load", |bencher| bencher.iter(|| support::load(root)));
    group.finish();
    let mut ratios: Vec<f64> = (0..if is_test { 1 } else { N_PAIRS })
        .map(|_| {
            let inflating = time(|| inflate(root));
            time(|| support::load(root)).as_secs_f64() / inflating.as_secs_f64()
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    let median = ratios[ratios.len() / 2];
    println!("{name}: whole load / inflate only = {median:.2}");
}

fn time<T>(run: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(run());
    start.elapsed()
}

/// Finds, reads and inflates everything below `root`, no more; the answer is the size in bytes.
fn inflate(root: &Path) -> usize {
    let entries = walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok);
    let files: Vec<PathBuf> = entries
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect();
    support::inflate_all(&files, |file, inflater| {
        inflater.gunzip(&fs::read(file).unwrap(), LARGEST_FILE).bytes
    })
}

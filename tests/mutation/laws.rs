//! What is true of any bytes, one law for each parser: none panics, none exceeds its bounds, none
//! loses anything in silence.

use trailglass::ingest;
use trailglass::query;
use trailglass::record::EventRecord;
use trailglass::store::inflate::{Inflater, gunzip};
use trailglass::store::{RowId, TextCache};

/// A file of any shape: its records are events, copies or rejects, and each event has its JSON.
pub(crate) fn shapes(bytes: &[u8]) {
    let (report, snapshot) = ingest::read_bytes("a", bytes.to_vec());
    let n_events = (snapshot.len() + snapshot.duplicates().len()) as u64;
    assert_eq!((n_events, report.n_narrowed), (report.n_records, 0));
    let n_told = report.diagnostics.len() as u64 + report.n_more_diagnostics;
    assert!(report.n_rejected <= n_told);
    // A note can be made of a file that is well.
    assert!(!report.status.is_failure() || n_told > 0, "{report:?}");
    let mut cache = TextCache::default();
    for row in (0..snapshot.len()).map(RowId::from_index) {
        let json = snapshot.json(row, &mut cache).unwrap();
        assert!(json.starts_with('{') && json.ends_with('}'), "{json}");
    }
}

/// The record scanner and serde agree on every text.
pub(crate) fn record(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match EventRecord::from_front(&text) {
        Ok((record, n_bytes)) => {
            assert_eq!(EventRecord::from_json(&text[..n_bytes]), Ok(record));
        }
        Err(_) => assert!(EventRecord::from_json(&text).is_err()),
    }
}

/// Members of gzip stay below the limit, and memory that is used again changes nothing.
pub(crate) fn gzip(bytes: &[u8]) {
    const LIMIT: usize = 1 << 16;
    let fresh = gunzip(bytes, LIMIT);
    assert!(fresh.bytes.len() <= LIMIT);
    let mut inflater = Inflater::default();
    let first = inflater.gunzip(bytes, LIMIT).bytes;
    inflater.recycle(first);
    let again = inflater.gunzip(bytes, LIMIT);
    assert_eq!((again.bytes, again.damage), (fresh.bytes, fresh.damage));
}

/// A query is understood, or what is wrong is told with a place in it.
pub(crate) fn query(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Err(error) = query::parse(&text) {
        assert!(!error.to_string().is_empty());
    }
}

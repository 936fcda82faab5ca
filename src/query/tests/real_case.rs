//! Known facts of a public data set beside the repository; without it the tests pass.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::*;
use crate::store::ABSENT;

/// The real case beside the repository; the tests on it pass without it.
pub(crate) fn invictus() -> Option<Snapshot> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/invictus");
    let mut files = Vec::new();
    collect(&folder, &mut files);
    let records = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).ok()?;
        let json: serde_json::Value = serde_json::from_str(&text).ok()?;
        Some(json["Records"].as_array()?.iter().map(ToString::to_string).collect())
    };
    let files: Vec<Vec<String>> = files.iter().filter_map(records).collect();
    (!files.is_empty()).then(|| snapshot(&files))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
}

#[test]
fn abbreviations_find_what_they_mean_in_a_real_case() {
    let Some(case) = invictus() else { return };
    assert_eq!(case.len(), 2900);
    let count = |filter: &str| {
        let rows = answer(&case, filter, "match").rows;
        rows.iter().fold(BTreeMap::<String, usize>::new(), |mut counts, row| {
            *counts.entry(case.text(*row, Field::EventName).into_owned()).or_default() += 1;
            counts
        })
    };
    assert_eq!(count("decr"), BTreeMap::from([("Decrypt".to_owned(), 178)]));
    let best = answer(&case, "crtacckey", "match").rows;
    assert_eq!(names(&case, &best[..2]), ["CreateAccessKey", "CreateAccessKey"]);
    assert!(count("asumrole").contains_key("AssumeRole"));
    assert_eq!(count("stplog").get("StopLogging"), Some(&3));
    assert_eq!(count("dlflow").get("DeleteFlowLogs"), Some(&1));
    let by_bert_jan = answer(&case, "bertjan", "").rows.len();
    assert!((2641..2900).contains(&by_bert_jan), "{by_bert_jan}");
}

#[test]
fn groups_of_a_real_case_have_the_known_numbers() {
    let Some(case) = invictus() else { return };
    let by = [Field::IdentityType, Field::Actor, Field::Session];
    let groups = group(&case, &Bitset::full(case.len()), &by, 13, &Cancel::new()).unwrap();
    let events: Vec<(&str, u32)> = groups.iter().map(|g| (g.label(), g.events)).collect();
    assert_eq!(
        events,
        [("IAMUser", 2748), ("AssumedRole", 76), ("AwsServiceEvent", 42), ("AWSService", 34)]
    );
    assert_eq!((groups[0].writes, groups[0].errors), (509, 253));
    assert_eq!((groups[0].source_ips, groups[0].event_names), (8, 249));
    let bert_jan = &groups[0].children[0];
    assert_eq!((bert_jan.label(), bert_jan.events, bert_jan.codes.len()), ("bert-jan", 2642, 2));
    assert_eq!(bert_jan.children[0].codes[2], ABSENT);
}

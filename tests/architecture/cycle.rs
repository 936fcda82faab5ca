//! No file imports itself through others.
//!
//! `mod.rs` files are left out: they explain and re-export, so that their folder's files and they
//! know each other. Tests are left out too.

use std::collections::BTreeMap;

use crate::architecture::source::Source;

type Graph<'s> = BTreeMap<&'s str, Vec<&'s str>>;

/// Each cycle once, from the file that is first by path.
pub(crate) fn cycles(sources: &[Source]) -> Vec<String> {
    let graph = graph(sources);
    let mut broken = Vec::new();
    for &start in graph.keys() {
        if let Some(cycle) = way_back(&graph, start) {
            broken.push(format!("cycle: {}", cycle.join(" → ")));
        }
    }
    broken
}

/// Which file imports which.
fn graph(sources: &[Source]) -> Graph<'_> {
    let files = sources.iter().filter(|source| !source.path.ends_with("/mod.rs"));
    let files: BTreeMap<&[String], &str> =
        files.map(|source| (&source.module[..], &*source.path)).collect();
    let mut graph = Graph::new();
    for source in sources.iter().filter(|source| files.contains_key(&source.module[..])) {
        let mut imported = Vec::new();
        for reference in source.references() {
            // The file is the longest beginning of the path that is one.
            let path = &reference.path;
            let file = (1..=path.len()).rev().find_map(|length| files.get(&path[..length]));
            let counts = reference.is_of_this_crate && !reference.is_test;
            imported.extend(file.filter(|file| counts && **file != source.path).copied());
        }
        graph.insert(&source.path, imported);
    }
    graph
}

/// The shortest way from `start` to itself over files that are not before it.
fn way_back<'s>(graph: &Graph<'s>, start: &'s str) -> Option<Vec<&'s str>> {
    let mut ways = vec![vec![start]];
    let mut seen = vec![];
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for &next in graph.get(way.last()?).into_iter().flatten() {
                if next == start {
                    return Some([way, vec![start]].concat());
                }
                if next > start && !seen.contains(&next) {
                    seen.push(next);
                    longer.push([way.clone(), vec![next]].concat());
                }
            }
        }
        ways = longer;
    }
    None
}

//! Questions as the explorer asks them, each beside the naive way to the same answer.
//!
//! The ratios are measured in pairs, one run after the other, and printed at the end: they say how
//! good an answer is on any machine. `TRAILGLASS_CORPUS` names a directory of one's own to ask
//! instead of the invented events.

#![expect(clippy::unwrap_used, reason = "a bench that cannot ask has nothing to measure")]
#![expect(clippy::print_stdout, reason = "a bench is run for what it prints")]

mod support;

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion};
use trailglass::query::lineage::{Lineage, forest};
use trailglass::query::session::{Sessions, tally};
use trailglass::query::{
    self, Answer, Bitset, Cancel, Conjunction, FacetOrder, FacetWish, Path, Query, SortBy, SortKey,
    compared_fields, constants, facets, failed, flags, group, histogram, parse, parse_sort,
    path_texts, run, writes,
};
use trailglass::store::{FIELDS, Field, RowId, Snapshot};
use trailglass::time::TimeRange;

#[path = "query/naive.rs"]
mod naive;

/// Name, filter and order of a question.
const QUESTIONS: &[(&str, &str, &str)] = &[
    ("one field", "access:write", ""),
    ("pattern", "name:Create*", ""),
    ("keystroke, one letter", "d", ""),
    ("keystroke, word", "crtbck", ""),
    ("two words", "get 'denied", ""),
    ("sort by actor", "", "actor"),
    ("sort by event id", "", "id"),
    ("sort by target, newest first", "", "target,eventTime:desc"),
    ("sort by match", "crtbck", "match"),
    ("text of records", "*not-to-be-found", ""),
    ("text of records, letter by letter", "*Not-To-Be-Found", ""),
    ("sort by a path", "", "requestParameters.bucketName"),
    ("sort by a path of most records", "", MOSTLY),
    ("sort by a path, all values distinct", "", "requestID"),
    ("path in records", "requestParameters.userName:nobody", ""),
    ("path that is there", "requestParameters.userName:*", ""),
    ("path by a pattern", "requestParameters.userName:/^[a-m]/", ""),
];

/// A path that most records have a value at.
const MOSTLY: &str = "tlsDetails.clientProvidedHostHeader";

/// What a list of facets shows at first, and more.
const FACETS: &[Field] = &[
    Field::IdentityType,
    Field::Actor,
    Field::EventName,
    Field::Service,
    Field::SourceIp,
    Field::Region,
    Field::Account,
    Field::ErrorCode,
    Field::AgentFamily,
    Field::UserAgent,
    Field::Access,
    Field::EventType,
    Field::Target,
];

/// A filter on fields, as it grows chip by chip.
const CHIPS: &[&str] = &["access:write", "!error:*", "service:(iam,s3,ec2)", "region:*", "actor:*"];

/// Columns of time in the strip of a wide screen.
const STRIP: usize = 200;

/// Groupings by few and by very many keys.
const GROUPINGS: &[(&str, &[Field])] = &[
    ("groups: identity, actor, session", &[Field::IdentityType, Field::Actor, Field::Session]),
    ("groups: access key", &[Field::AccessKey]),
    ("groups: target", &[Field::Target]),
];

/// The word that is typed, and the number of lines that the first page has.
const TYPED: &str = "crtbck";
const PAGE: usize = 50;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let is_test = std::env::args().any(|argument| argument == "--test");
    let snapshot = support::snapshot();
    let first_sorts = sorts(&snapshot);
    questions(&mut criterion, &snapshot);
    ratios(&snapshot, &first_sorts, if is_test { 1 } else { 5 });
    criterion.final_summary();
}

fn questions(criterion: &mut Criterion, snapshot: &Snapshot) {
    let mut bench = criterion.benchmark_group(format!("query, {} events", snapshot.len()));
    bench.sample_size(10);
    for (name, filter, sort) in QUESTIONS {
        let query = Query { filter: parse(filter).unwrap(), sort: parse_sort(sort).unwrap() };
        bench.bench_function(*name, |bencher| bencher.iter(|| ask(snapshot, &query)));
    }
    let all = Bitset::full(snapshot.len());
    for (name, by) in GROUPINGS {
        bench.bench_function(*name, |bencher| {
            bencher.iter(|| black_box(group(snapshot, &all, by, 14, &Cancel::new())));
        });
    }
    credentials(&mut bench, snapshot);
    let (failed, mut written) = (failed(snapshot), writes(snapshot));
    written.and_not(&failed);
    bench.bench_function("histogram", |bencher| {
        let rows = (&all, &failed, &written);
        bencher.iter(|| black_box(histogram(snapshot, rows, TimeRange::default(), 200)));
    });
    bench.bench_function("flags", |bencher| bencher.iter(|| black_box(flags::find(snapshot))));
    for (name, filter) in
        [("facets, few rows", "error:*"), ("facets, half", "access:write"), ("facets, all", "")]
    {
        let matched = ask(snapshot, &search(filter)).matched;
        bench.bench_function(name, |bencher| bencher.iter(|| count_facets(snapshot, &matched)));
    }
    for (name, filter) in [("compare, few rows", "error:*"), ("compare, half", "access:write")] {
        let selected = ask(snapshot, &search(filter)).matched;
        let mut rest = selected.clone();
        rest.not();
        let fields = compared_fields();
        bench.bench_function(name, |bencher| {
            let sides = (&selected, &rest);
            bencher
                .iter(|| black_box(query::compare(snapshot, sides, &fields, 50, &Cancel::new())));
        });
    }
    bench.bench_function("keystroke with facets and a page", |bencher| {
        bencher.iter(|| keystroke(snapshot, TYPED));
    });
    let chips = parse(&CHIPS.join(" ")).unwrap();
    bench.bench_function("what each of five filters removes", |bencher| {
        bencher.iter(|| {
            let filter = Conjunction::new(snapshot, chips.conjuncts(), &Cancel::new()).unwrap();
            black_box(filter.removed_by_each())
        });
    });
    for (name, filter) in [("constants, half", "access:write"), ("constants, most", "!error:*")] {
        let matched = ask(snapshot, &search(filter)).matched;
        bench.bench_function(name, |bencher| {
            bencher.iter(|| black_box(constants(snapshot, &matched)));
        });
    }
    let page: Vec<RowId> = all.iter().skip(snapshot.len() / 2).take(3 * PAGE).collect();
    let paths = ["requestParameters.bucketName", "userIdentity.sessionContext.attributes"];
    let paths = paths.map(|path| Path::parse(path).unwrap());
    bench.bench_function("cells of two paths, three pages", |bencher| {
        bencher.iter(|| black_box(path_texts(snapshot, &page, &paths, &Cancel::new())));
    });
    for filter in [String::new(), CHIPS.join(" ")] {
        bench.bench_function(format!("change of the filter ({filter})"), |bencher| {
            bencher.iter(|| change(snapshot, &filter));
        });
    }
    bench.bench_function("inflate only", |bencher| bencher.iter(|| naive::inflate(snapshot)));
    bench.finish();
}

/// Sessions and lineage, once for a snapshot; what of them a new filter asks for.
fn credentials(bench: &mut BenchmarkGroup<'_, WallTime>, snapshot: &Snapshot) {
    bench.bench_function("sessions", |bencher| {
        bencher.iter(|| black_box(Sessions::new(snapshot)));
    });
    let sessions = Sessions::new(snapshot);
    bench.bench_function("lineage", |bencher| {
        bencher.iter(|| black_box(Lineage::new(snapshot, &sessions)));
    });
    let lineage = Lineage::new(snapshot, &sessions);
    println!("{} sessions, {} issued", sessions.len(), lineage.grants().count());
    bench.bench_function("all trees", |bencher| {
        bencher.iter(|| black_box(forest(snapshot, &sessions, &lineage, None)));
    });
    for (name, filter) in [("sessions of all rows", ""), ("sessions of a filter", "access:write")] {
        let matched = ask(snapshot, &search(filter)).matched;
        bench.bench_function(name, |bencher| {
            bencher.iter(|| black_box(tally(snapshot, &sessions, &matched, &Cancel::new())));
        });
    }
}

fn search(filter: &str) -> Query {
    Query { filter: parse(filter).unwrap(), sort: Vec::new() }
}

fn ask(snapshot: &Snapshot, query: &Query) -> Answer {
    black_box(run(snapshot, query, &Cancel::new()).unwrap())
}

/// What happens at a key in the search bar: the answer, all facets, the texts of the first page.
fn keystroke(snapshot: &Snapshot, word: &str) -> usize {
    let answer = ask(snapshot, &search(word));
    let n_values = count_facets(snapshot, &answer.matched);
    let page = answer.rows.iter().take(PAGE);
    let text = |&row: &RowId| FACETS.iter().map(|&f| snapshot.text(row, f).len()).sum::<usize>();
    black_box(n_values + page.map(text).sum::<usize>())
}

fn count_facets(snapshot: &Snapshot, matched: &Bitset) -> usize {
    let facets = facets(snapshot, matched, FACETS, &Cancel::new()).unwrap();
    let top = facets.iter().map(|facet| facet.top(snapshot, 20, FacetOrder::Common).len());
    black_box(top.sum())
}

/// How long a sort of all events by each field takes.
fn sorts(snapshot: &Snapshot) -> Vec<(Field, Duration)> {
    let sort = |field| {
        let sort = vec![SortKey { key: SortBy::Field(field), descending: true }];
        let query = Query { sort, ..search("") };
        (field, time(|| ask(snapshot, &query)))
    };
    FIELDS.iter().map(|spec| sort(spec.field)).collect()
}

fn time<T>(run: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(run());
    start.elapsed()
}

/// Prints each answer beside the naive way to it.
fn ratios(snapshot: &Snapshot, first_sorts: &[(Field, Duration)], n_pairs: usize) {
    println!("{} events, medians of {n_pairs} pairs", snapshot.len());
    let slowest = |sorts: &[(Field, Duration)]| {
        let slowest = sorts.iter().max_by_key(|(_, time)| *time).copied();
        slowest.unwrap_or((Field::Time, Duration::ZERO))
    };
    let runs: Vec<_> = (0..n_pairs).map(|_| sorts(snapshot)).collect();
    let of_field = |at: usize| (runs[0][at].0, median(runs.iter().map(|run| run[at].1)));
    let again: Vec<(Field, Duration)> = (0..FIELDS.len()).map(of_field).collect();
    for (when, (field, time)) in
        [("at the first use", slowest(first_sorts)), ("again", slowest(&again))]
    {
        println!("sort by any column, {when}: at most {time:.1?} (by {})", field.spec().name);
    }
    let pair = |name: &str, quick: &dyn Fn() -> usize, naive: &dyn Fn() -> usize| {
        compare(name, n_pairs, quick, naive);
    };
    let by_actor = Query { filter: parse("").unwrap(), sort: parse_sort("actor").unwrap() };
    pair("sort by actor / by comparing texts", &|| ask(snapshot, &by_actor).rows.len(), &|| {
        naive::sort(snapshot, Field::Actor).len()
    });
    pair(
        "filter of a field / of each row's text",
        &|| ask(snapshot, &search("name:create*")).rows.len(),
        &|| naive::filter(snapshot, Field::EventName, "create").len(),
    );
    let most = ask(snapshot, &search("access:write"));
    pair(
        "facets of half the events / by a map of texts",
        &|| count_facets(snapshot, &most.matched),
        &|| naive::facets(snapshot, &most.rows, FACETS),
    );
    pair(
        "histogram / by each row's time",
        &|| {
            let rows = (&most.matched, &most.failed, &most.written);
            histogram(snapshot, rows, TimeRange::default(), 200).counts.len()
        },
        &|| naive::histogram(snapshot, &most.rows, 200).len(),
    );
    for (name, by) in GROUPINGS {
        let all: Vec<RowId> = (0..snapshot.len()).map(RowId::from_index).collect();
        let matched = Bitset::full(snapshot.len());
        pair(
            &format!("{name} / by a map of texts"),
            &|| group(snapshot, &matched, by, 14, &Cancel::new()).unwrap().len(),
            &|| naive::group(snapshot, &all, by),
        );
    }
    pair(
        "keystroke with facets and a page / a matcher over every line",
        &|| keystroke(snapshot, TYPED),
        &|| naive::match_every_line(snapshot, TYPED),
    );
    limits(snapshot, n_pairs);
    for filter in ["any:42", "any:'314159", "any:not-to-be-found"] {
        pair(
            &format!("any value ({filter}) / each record parsed"),
            &|| ask(snapshot, &search(filter)).rows.len(),
            &|| naive::parse_every_record(snapshot),
        );
    }
    paths(snapshot, n_pairs);
    for filter in ["*not-to-be-found", "*Not-To-Be-Found", "*eventname", "requestParameters.x:y"] {
        pair(
            &format!("text of all records ({filter}) / inflate only"),
            &|| ask(snapshot, &search(filter)).rows.len(),
            &|| naive::inflate(snapshot),
        );
    }
}

/// Prints questions about paths beside reading each record whole.
fn paths(snapshot: &Snapshot, n_pairs: usize) {
    for (filter, sort) in [
        ("", MOSTLY),
        ("", "requestID"),
        ("requestParameters.userName:*", ""),
        ("requestParameters.userName:/^[a-m]/", ""),
        ("requestParameters.userName:@principalId", ""),
    ] {
        let query = Query { filter: parse(filter).unwrap(), sort: parse_sort(sort).unwrap() };
        compare(
            &format!("path ({filter}{sort}) / each record parsed"),
            n_pairs,
            &|| ask(snapshot, &query).rows.len(),
            &|| naive::parse_every_record(snapshot),
        );
    }
    let all: Vec<RowId> = (0..snapshot.len()).map(RowId::from_index).step_by(10).collect();
    let columns = [MOSTLY, "requestParameters.userName", ".userIdentity.sessionContext.attributes"];
    let columns = columns.map(|path| Path::parse(path).unwrap());
    compare(
        "three columns of every tenth event / each record parsed",
        n_pairs,
        &|| path_texts(snapshot, &all, &columns, &Cancel::new()).unwrap().len(),
        &|| naive::parse_every_record(snapshot),
    );
}

/// What the interface asks when the filter changes: the list, each facet under the filter less its
/// own part, what each chip removes, and the strip.
fn change(snapshot: &Snapshot, filter: &str) -> usize {
    let query = search(filter);
    let answer = ask(snapshot, &query);
    let wish =
        FacetWish { fields: FACETS.to_vec(), order: FacetOrder::Common, text: String::new() };
    let parts = query.filter.conjuncts();
    let lists = wish.list(snapshot, (parts, &answer.matched), &Cancel::new()).unwrap();
    let chips = Conjunction::new(snapshot, parts, &Cancel::new()).unwrap().removed_by_each();
    let rows = (&answer.matched, &answer.failed, &answer.written);
    let strip = histogram(snapshot, rows, TimeRange::default(), STRIP);
    black_box(lists.len() + chips.len() + strip.counts.len())
}

/// Prints the slowest of each kind of question beside its limit, which holds for a million events.
fn limits(snapshot: &Snapshot, n_pairs: usize) {
    let tell = |what: &str, limit: Duration, slowest: (Duration, String)| {
        let verdict = if slowest.0 <= limit { "within" } else { "OVER" };
        println!("{what}: at most {:.1?} ({}), {verdict} {limit:.1?}", slowest.0, slowest.1);
    };
    let slowest = |texts: Vec<String>, run: &dyn Fn(&str) -> usize| {
        let timed =
            texts.into_iter().map(|text| (median((0..n_pairs).map(|_| time(|| run(&text)))), text));
        timed.max().unwrap_or_default()
    };
    let grown = (0..=CHIPS.len()).map(|n_chips| CHIPS[..n_chips].join(" "));
    let alone = CHIPS.iter().map(|chip| (*chip).to_owned());
    let changes = grown.chain(alone).collect();
    tell(
        "a change of the filter, with facets, chips and strip",
        Duration::from_millis(50),
        slowest(changes, &|filter| change(snapshot, filter)),
    );
    let keys = (1..=TYPED.len()).map(|n_keys| TYPED[..n_keys].to_owned()).collect();
    tell(
        "a key of a fuzzy search, with facets and a page",
        Duration::from_millis(16),
        slowest(keys, &|word| keystroke(snapshot, word)),
    );
    let texts = ["*not-to-be-found", "*Not-To-Be-Found", "*eventname"].map(str::to_owned);
    tell(
        "a text in whole records",
        Duration::from_millis(1500),
        slowest(texts.to_vec(), &|filter| ask(snapshot, &search(filter)).rows.len()),
    );
    compare(
        "a change of the filter, with facets, chips and strip / row by row",
        n_pairs,
        &|| change(snapshot, &CHIPS.join(" ")),
        &|| naive::change(snapshot, FACETS),
    );
}

/// Prints the medians of both ways, and of the ratio.
fn compare(name: &str, n_pairs: usize, quick: &dyn Fn() -> usize, naive: &dyn Fn() -> usize) {
    let pairs: Vec<(Duration, Duration)> =
        (0..n_pairs).map(|_| (time(naive), time(quick))).collect();
    let mut ratios: Vec<f64> =
        pairs.iter().map(|(naive, quick)| quick.as_secs_f64() / naive.as_secs_f64()).collect();
    ratios.sort_by(f64::total_cmp);
    let ratio = ratios[ratios.len() / 2];
    let quick = median(pairs.iter().map(|(_, quick)| *quick));
    let naive = median(pairs.iter().map(|(naive, _)| *naive));
    println!("{name}: {quick:.1?} / {naive:.1?} = {ratio:.4}");
}

fn median(times: impl Iterator<Item = Duration>) -> Duration {
    let mut times: Vec<Duration> = times.collect();
    times.sort();
    times[times.len() / 2]
}

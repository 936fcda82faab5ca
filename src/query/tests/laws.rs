//! What holds for every snapshot and every expression.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value;

use super::super::fuzzy::FuzzyWord;
use super::*;
use crate::store::{ABSENT, FIELDS, TextCache};
use crate::time::Timestamp;

const EVENT_NAMES: &[&str] = &["CreateUser", "CreateAccessKey", "Decrypt", "DescribeInstances", ""];
const USERS: &[&str] = &["bob", "alice", "bert-jan", "two words", "Ä\"b\\c", ""];
const IDS: &[&str] = &[
    "",
    "odd",
    "a1b2c3d4-0000-4abc-8def-00112233445f",
    "a1b2c3d4-0000-4abc-8def-001122334460",
    "0b1b2c3d-0000-4abc-8def-001122334460",
];
const IPS: &[&str] = &["192.0.2.1", "192.0.2.10", "198.51.100.7", "ec2.amazonaws.com", ""];

const POLICIES: &[&str] = &[
    "",
    "no {JSON}",
    r#"{"Statement":[{"Effect":"Allow","Principal":"bob"}]}"#,
    "%7B%22Statement%22%3A%7B%22Effect%22%3A%22Deny%22%7D%7D",
    "{\"Statement\": [\n42, {\"Effect\":4.2e1}]}",
];

/// How numbers can be written.
const NUMBERS: &[&str] = &[
    "42",
    "42.0",
    "4.2e1",
    "420E-1",
    "-0",
    "0.00042",
    "0.00004",
    "142",
    "42.50",
    "-42.25",
    "123456789012345678901234",
    "1234567890123456",
    "1e2",
    "9007199254740993.0",
];

/// With arrays, odd names, embedded documents, any depth.
const PATHS: &[&str] = &[
    "requestParameters.userName",
    "requestParameters.items.port",
    "requestParameters.items[0].port",
    "requestParameters.items[*].\"x:y\"",
    "requestParameters.items.1",
    "requestParameters.policy.statement.effect",
    "requestParameters.**",
    "requestParameters.none",
    "requestParameters",
    ".userIdentity.type",
    "any",
    "any.Effect",
    "any.principal",
];

fn record() -> impl Strategy<Value = String> {
    let pick = |texts: &'static [&'static str]| prop::sample::select(texts);
    let errors = &["AccessDenied", "Throttling", ""];
    let times = prop::option::of(0..7200i64);
    let nested = (0..3usize, prop::sample::select(POLICIES), 0..4000i64);
    let others = (any::<bool>(), pick(NUMBERS));
    (pick(EVENT_NAMES), pick(USERS), pick(IPS), pick(errors), times, others, nested).prop_map(
        |(name, user, ip, error, time, (read_only, spelt), (n_items, policy, number))| {
            let items: Vec<_> = (0..n_items).map(|n| serde_json::json!({"port": number + 7 * i64::try_from(n).unwrap(), "x:y": user})).collect();
            let mut record = serde_json::json!({
                "eventSource": "iam.amazonaws.com", "readOnly": read_only,
                "requestParameters": {"userName": user, "items": items, "policy": policy, "n": number, "x": "@number@", "none": null},
                "userIdentity": {"type": "IAMUser", "principalId": format!("AIDA{}", user.len()), "userName": user},
            });
            let mut set = |key: &str, value: &str| {
                if !value.is_empty() {
                    record[key] = value.into();
                }
            };
            set("eventName", name);
            set("sourceIPAddress", ip);
            set("eventID", IDS[(name.len() + ip.len()) % IDS.len()]);
            set("errorCode", error);
            let time = time.and_then(|seconds| Timestamp::from_seconds(1_700_000_000 + seconds));
            set("eventTime", &time.map_or(String::new(), |time| time.to_string()));
            record.to_string().replace("\"@number@\"", spelt)
        },
    )
}

fn snapshots() -> impl Strategy<Value = Snapshot> {
    prop::collection::vec(prop::collection::vec(record(), 1..60), 1..4)
        .prop_map(|files| snapshot(&files))
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "crt", "user", "decr", "bob", "ber", "192", "acc", "b", "42", "42.0", "2.0", ".5",
            "-42.25", "-0.0", "e2", "."
        ])
        .prop_map(str::to_owned),
        prop::sample::select(vec![
            "and",
            "or",
            "not",
            "two words",
            "Ä\"b",
            "a:b",
            "arn:aws",
            "(x",
            "-x",
            "!y",
            "*"
        ])
        .prop_map(str::to_owned),
        "[ -~ä]{1,6}",
    ]
}

fn tests() -> impl Strategy<Value = Test> {
    prop_oneof![
        words().prop_map(Test::Fuzzy),
        words().prop_map(Test::Contains),
        words().prop_map(Test::Prefix),
        words().prop_map(Test::Suffix),
        words().prop_map(Test::Equals),
        words().prop_map(Test::Exact),
        prop::sample::select(vec!["Create*", "c?eate*", "bo?"]).prop_map(|t| Test::Glob(t.into())),
        prop::sample::select(vec!["^c.*y$", "a/b", "[bc] ?o", "\\\\"])
            .prop_map(|t| Test::Regex(t.into())),
    ]
}

fn paths() -> impl Strategy<Value = Path> {
    prop::sample::select(PATHS).prop_map(|text| Path::parse(text).unwrap())
}

fn operands() -> impl Strategy<Value = Operand> {
    let fields = vec![Field::Actor, Field::Target, Field::SourceIp, Field::Time, Field::EventId];
    prop_oneof![
        prop::sample::select(fields).prop_map(Operand::Field),
        paths().prop_map(Operand::Path),
    ]
}

fn numbers() -> impl Strategy<Value = Test> {
    use Comparison::{Above, AtLeast, AtMost, Below};
    (prop::sample::select(vec![Above, AtLeast, AtMost, Below]), -5.0..4000.0f64)
        .prop_map(|(comparison, number)| Test::Number(comparison, number.to_string()))
}

fn terms() -> impl Strategy<Value = Term> {
    let coded: Vec<Field> =
        FIELDS.iter().map(|spec| spec.field).filter(|field| *field != Field::Time).collect();
    let in_field = prop_oneof![
        tests(),
        Just(Test::Present),
        prop::sample::select(USERS)
            .prop_filter("a value", |u| !u.is_empty())
            .prop_map(|u| Test::Exact(u.into())),
        prop::collection::vec(tests(), 2..4).prop_map(Test::OneOf),
    ];
    let moments = |from: u32| {
        prop_oneof![
            (from..7200u32).prop_map(|s| Moment::At(
                Timestamp::from_seconds(1_700_000_000 + i64::from(s)).unwrap()
            )),
            (from..7200u32).prop_map(Moment::BeforeLast),
        ]
    };
    prop_oneof![
        tests().prop_map(Term::Any),
        (prop::sample::select(coded), in_field).prop_map(|(field, test)| Term::Field(field, test)),
        (prop::option::of(moments(0)), moments(0))
            .prop_map(|(from, until)| Term::Time(TimeTerm { from, until: Some(until) })),
        moments(0).prop_map(|from| Term::Time(TimeTerm { from: Some(from), until: None })),
        words().prop_map(Term::Record),
        (paths(), prop_oneof![tests(), Just(Test::Present), numbers()])
            .prop_map(|(path, test)| Term::Path(path, test)),
        (prop::sample::select(vec![Field::EventId, Field::Account, Field::Target]), numbers())
            .prop_map(|(field, test)| Term::Field(field, test)),
        (operands(), operands()).prop_map(|(one, other)| Term::Same(one, other)),
    ]
}

fn exprs() -> impl Strategy<Value = Expr> {
    terms().prop_map(Expr::Term).prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| a.and(b)),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| a.or(b)),
            inner.prop_map(Expr::negated),
        ]
    })
}

fn any_field() -> impl Strategy<Value = Field> {
    prop::sample::select(FIELDS.iter().map(|spec| spec.field).collect::<Vec<_>>())
}

/// Whether a row matches, by plain functions on its texts.
fn matches_plainly(snapshot: &Snapshot, expr: &Expr, row: RowId) -> bool {
    let texts = |field: Field| {
        let Some(view) = snapshot.view(field) else {
            return vec![snapshot.text(row, field).into_owned()];
        };
        let (text, key) = (view.text(row), view.values.key(view.code(row)));
        vec![text.to_owned(), key.to_owned()]
    };
    let record = snapshot.json(row, &mut TextCache::default()).unwrap();
    match expr {
        Expr::And(parts) => parts.iter().all(|part| matches_plainly(snapshot, part, row)),
        Expr::Or(parts) => parts.iter().any(|part| matches_plainly(snapshot, part, row)),
        Expr::Not(inner) => !matches_plainly(snapshot, inner, row),
        Expr::Term(Term::Any(test)) => {
            FIELDS.iter().filter(|s| s.is_searched).any(|s| passes_plainly(test, &texts(s.field)))
                || (matches!(test, Test::Fuzzy(w) | Test::Contains(w) if w.starts_with("arn:"))
                    && passes_plainly(test, &texts(Field::Arn)))
        }
        Expr::Term(Term::Field(Field::EventSource, test)) => {
            let mut texts = texts(Field::EventSource);
            texts.push(texts[0].trim_end_matches(".amazonaws.com").to_owned());
            passes_plainly(test, &texts)
        }
        Expr::Term(Term::Field(field, test)) => passes_plainly(test, &texts(*field)),
        Expr::Term(Term::Time(term)) => {
            snapshot.time(row).is_some_and(|time| term.range(snapshot).contains(time))
        }
        Expr::Term(Term::Record(word)) if *word == word.to_lowercase() => {
            record.to_lowercase().contains(word)
        }
        Expr::Term(Term::Record(word)) => record.contains(word),
        Expr::Term(Term::Path(path, test)) => {
            let json: Value = serde_json::from_str(&record).unwrap();
            let reached = reached(&json, path);
            reached.iter().any(|found| match found {
                Some(found) => passes_plainly(test, std::slice::from_ref(found)),
                None => *test == Test::Present,
            })
        }
        Expr::Term(Term::Same(one, other)) => {
            let json: Value = serde_json::from_str(&record).unwrap();
            let texts = |operand: &Operand| -> BTreeSet<String> {
                let texts = match operand {
                    Operand::Field(field) => vec![snapshot.text(row, *field).into_owned()],
                    Operand::Path(path) => reached(&json, path).into_iter().flatten().collect(),
                };
                texts.iter().map(|text| text.to_lowercase()).filter(|t| !t.is_empty()).collect()
            };
            !texts(one).is_disjoint(&texts(other))
        }
    }
}

/// A place in a record, step by step; the last kind leads into the document that a string holds.
#[derive(Clone)]
enum At {
    Member(String),
    Element(usize),
    Within,
}

/// The texts that a path reaches, `None` for an object or array: every place of the record against
/// the path as a pattern.
fn reached(record: &Value, path: &Path) -> Vec<Option<String>> {
    let mut places = Vec::new();
    list_places(record, &mut Vec::new(), &mut places);
    places.into_iter().filter(|(at, _)| fits(path.steps(), at)).map(|(_, text)| text).collect()
}

fn list_places(value: &Value, at: &mut Vec<At>, places: &mut Vec<(Vec<At>, Option<String>)>) {
    let text = match value {
        Value::Null => return,
        Value::String(text) if text.is_empty() => return,
        Value::String(text) => Some(text.clone()),
        Value::Object(_) | Value::Array(_) => None,
        other => Some(other.to_string()),
    };
    places.push((at.clone(), text.clone()));
    let within = match text.as_deref() {
        Some(text) if text.starts_with("%7B") => serde_json::from_str(
            &text.replace("%7B", "{").replace("%7D", "}").replace("%22", "\"").replace("%3A", ":"),
        )
        .ok(),
        Some(text) if text.starts_with('{') => serde_json::from_str(text).ok(),
        _ => None,
    };
    let mut inner: Vec<(At, &Value)> = within.iter().map(|value| (At::Within, value)).collect();
    if let Value::Object(members) = value {
        inner.extend(members.iter().map(|(name, value)| (At::Member(name.clone()), value)));
    }
    if let Value::Array(elements) = value {
        inner.extend(elements.iter().enumerate().map(|(n, value)| (At::Element(n), value)));
    }
    for (step, value) in inner {
        at.push(step);
        list_places(value, at, places);
        at.pop();
    }
}

fn fits(path: &[Step], at: &[At]) -> bool {
    match (path, at) {
        ([], at) => at.iter().all(|at| matches!(at, At::Element(_))),
        ([Step::Deep, rest @ ..], _) => {
            fits(rest, at) || at.split_first().is_some_and(|(_, after)| fits(path, after))
        }
        (_, [At::Within, after @ ..]) => fits(path, after),
        ([Step::Name(name), rest @ ..], [At::Member(member), after @ ..]) => {
            name.to_lowercase() == member.to_lowercase() && fits(rest, after)
        }
        ([Step::Name(name), rest @ ..], [At::Element(n), after @ ..]) => match name.parse() {
            Ok(index) => *n == index && fits(rest, after),
            Err::<usize, _>(_) => fits(path, after),
        },
        ([Step::Index(index), rest @ ..], [At::Element(n), after @ ..]) => {
            index == n && fits(rest, after)
        }
        ([Step::Each, rest @ ..], [At::Element(_), after @ ..]) => fits(rest, after),
        _ => false,
    }
}

/// The first text is the value, the others its other spellings.
fn passes_plainly(test: &Test, texts: &[String]) -> bool {
    let lower = |text: &str| text.to_lowercase();
    let value = lower(&texts[0]);
    if value.is_empty() {
        return false;
    }
    match test {
        Test::Fuzzy(word) => FuzzyWord::new(word).is_match(&texts[0]),
        Test::Contains(word) => value.contains(&lower(word)),
        Test::Prefix(word) => value.starts_with(&lower(word)),
        Test::Suffix(word) => value.ends_with(&lower(word)),
        Test::Equals(word) => texts.iter().any(|text| lower(text) == lower(word)),
        Test::Exact(word) => texts.contains(word),
        Test::Glob(_) => texts.iter().any(|text| matcher::Matcher::new(test).is_match(text)),
        Test::Regex(_) => matcher::Matcher::new(test).is_match(&texts[0]),
        Test::OneOf(several) => several.iter().any(|test| passes_plainly(test, texts)),
        Test::Present => true,
        Test::Number(comparison, number) => texts[0].parse::<f64>().is_ok_and(|value| {
            let bound: f64 = number.parse().unwrap();
            match comparison {
                Comparison::Below => value < bound,
                Comparison::AtMost => value <= bound,
                Comparison::Above => value > bound,
                Comparison::AtLeast => value >= bound,
                Comparison::Is => unreachable!("numbers are compared, not named"),
            }
        }),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn an_expression_prints_as_text_that_parses_back(expr in exprs()) {
        let text = expr.to_string();
        prop_assert_eq!(parse(&text), Ok(expr), "{}", text);
    }

    #[test]
    fn any_text_parses_or_errs_within_it(text in "([a-z:()!\"'^$*/~<>=.,@\\[\\] \\\\ä-]|name:|any|userIdentity|\\*\\*|@ip){0,16}") {
        match parse(&text) {
            Ok(expr) => prop_assert_eq!(parse(&expr.to_string()), Ok(expr)),
            Err(error) => {
                prop_assert!(error.byte <= error.end && error.end <= text.len(), "{:?}", error);
                prop_assert!(text.is_char_boundary(error.byte) && text.is_char_boundary(error.end));
            }
        }
    }

    #[test]
    fn the_fast_filter_agrees_with_the_plain_one(snapshot in snapshots(), expr in exprs()) {
        let matched = matching(&snapshot, &expr, &Cancel::new()).unwrap();
        for row in (0..snapshot.len()).map(RowId::from_index) {
            let expected = matches_plainly(&snapshot, &expr, row);
            prop_assert_eq!(matched.contains(row), expected, "{} in {}", expr,
                snapshot.json(row, &mut TextCache::default()).unwrap());
        }
    }

    #[test]
    fn an_answer_that_grows_loses_no_row_and_ends_whole(
        snapshot in snapshots(), expr in exprs(), sort in prop::sample::select(vec!["", "time:desc", "name"]),
    ) {
        let query = Query { filter: expr, sort: parse_sort(sort).unwrap() };
        let mut parts: Vec<Answer> = Vec::new();
        let mut searched = Vec::new();
        let whole = run_growing(&snapshot, &query, &Cancel::new(), &mut |growing| {
            parts.push(growing.answer(&Cancel::new()).unwrap());
            searched.push(growing.searched.percent());
        }).unwrap();
        prop_assert!(searched.is_sorted() && searched.iter().all(|&percent| percent < 100));
        prop_assert_eq!(&whole, &run(&snapshot, &query, &Cancel::new()).unwrap());
        parts.push(whole);
        for pair in parts.windows(2) {
            let mut lost = pair[0].matched.clone();
            lost.and_not(&pair[1].matched);
            prop_assert!(lost.is_empty());
            prop_assert!(pair[1].rows.iter().filter(|&&row| pair[0].matched.contains(row)).eq(&pair[0].rows));
        }
    }

    #[test]
    fn both_is_a_part_of_one(snapshot in snapshots(), a in exprs(), b in exprs()) {
        let find = |expr: &Expr| matching(&snapshot, expr, &Cancel::new()).unwrap();
        let (one, mut both) = (find(&a), find(&a.and(b)));
        both.and_not(&one);
        prop_assert!(both.is_empty());
    }

    #[test]
    fn values_are_offered_with_their_counts(
        snapshot in snapshots(), expr in exprs(), field in any_field(), typed in "[a-cA-C0-9]{0,2}",
    ) {
        let found = complete_values(&snapshot, &expr, field, &typed, &Cancel::new()).unwrap();
        let rows = matching(&snapshot, &expr, &Cancel::new()).unwrap();
        let texts: Vec<String> = rows.iter().map(|row| snapshot.text(row, field).into_owned()).collect();
        for (value, n) in &found {
            prop_assert!(value.to_lowercase().contains(&typed.to_lowercase()));
            let expr = parse(&format!("name:{}", value_text(value)));
            prop_assert!(expr.is_ok(), "{}", value);
            prop_assert_eq!(*n as usize, texts.iter().filter(|text| *text == value).count());
        }
        if snapshot.view(field).is_some() {
            let n_typed = texts.iter().filter(|t| !t.is_empty() && t.to_lowercase().contains(&typed.to_lowercase()));
            prop_assert_eq!(found.iter().map(|(_, n)| *n as usize).sum::<usize>(), n_typed.count());
        }
    }

    #[test]
    fn sorting_moves_rows_and_loses_none(
        snapshot in snapshots(), field in any_field(), descending in any::<bool>(),
    ) {
        let key = SortKey { key: SortBy::Field(field), descending };
        let query = Query { filter: parse("").unwrap(), sort: vec![key] };
        let rows = run(&snapshot, &query, &Cancel::new()).unwrap().rows;
        let mut expected: Vec<RowId> = (0..snapshot.len()).map(RowId::from_index).collect();
        let rank = |field, code| match code {
            ABSENT => -1,
            code => i64::from(snapshot.ranks(field)[code as usize]),
        };
        let value = |row: &RowId| match (field, snapshot.view(field)) {
            (field, Some(view)) => (rank(field, view.code(*row)), String::new()),
            (Field::Time, None) => (snapshot.time(*row).map_or(i64::MAX, |t| t.seconds().into()), String::new()),
            (_, None) => (0, snapshot.event_id(*row).into_owned()),
        };
        expected.sort_by(|a, b| if descending { value(b).cmp(&value(a)) } else { value(a).cmp(&value(b)) });
        prop_assert_eq!(rows, expected);
    }

    #[test]
    fn sorting_by_a_path_puts_nothing_first_then_numbers_then_texts(
        snapshot in snapshots(), path in paths(), descending in any::<bool>(), expr in exprs(),
    ) {
        let sort = vec![SortKey { key: SortBy::Path(path.clone()), descending }];
        let rows = run(&snapshot, &Query { filter: expr.clone(), sort }, &Cancel::new()).unwrap().rows;
        let mut expected = matching(&snapshot, &expr, &Cancel::new()).unwrap().to_rows();
        let texts = path_texts(&snapshot, &expected, &[path], &Cancel::new()).unwrap();
        let value = |row: &RowId| -> (u8, f64, String) {
            let text = texts[row][0].text.clone();
            match text.parse::<f64>() {
                _ if text.is_empty() => (0, 0.0, text),
                Ok(number) if !text.starts_with(|c: char| c.is_alphabetic()) => (1, number, text),
                _ => (2, 0.0, text),
            }
        };
        let order = |a: &RowId, b: &RowId| value(a).partial_cmp(&value(b)).unwrap();
        expected.sort_by(|a, b| if descending { order(b, a) } else { order(a, b) });
        prop_assert_eq!(rows, expected);
    }

    #[test]
    fn constants_are_the_fields_with_one_value(snapshot in snapshots(), expr in exprs()) {
        let matched = matching(&snapshot, &expr, &Cancel::new()).unwrap();
        let is_constant = |field: &Field| {
            let codes: BTreeSet<u32> = match snapshot.view(*field) {
                Some(view) => matched.iter().map(|row| view.code(row)).collect(),
                None => return false,
            };
            codes.len() == 1
        };
        let expected: Vec<Field> = FIELDS.iter().map(|spec| spec.field).filter(is_constant).collect();
        let found = constants(&snapshot, &matched);
        prop_assert_eq!(found.iter().map(|(field, _)| *field).collect::<Vec<Field>>(), expected);
        let first = matched.first();
        prop_assert!(found.iter().all(|(f, code)| snapshot.view(*f).unwrap().code(first.unwrap()) == *code));
    }

    #[test]
    fn several_keys_sort_as_one_after_the_other(
        snapshot in snapshots(), keys in prop::collection::vec((any_field(), any::<bool>()), 0..4), expr in exprs(),
    ) {
        let sort: Vec<SortKey> = keys.iter()
            .map(|&(field, descending)| SortKey { key: SortBy::Field(field), descending }).collect();
        let mut expected = matching(&snapshot, &expr, &Cancel::new()).unwrap().to_rows();
        let value = |field: Field, row: RowId| match snapshot.view(field).map(|view| view.code(row)) {
            None if field == Field::Time => snapshot.time(row).map_or("~".to_owned(), |time| time.to_string()),
            None => snapshot.text(row, field).into_owned(),
            Some(ABSENT) => String::new(),
            Some(code) => format!("{:09}", snapshot.ranks(field)[code as usize]),
        };
        expected.sort_by(|&a, &b| keys.iter().map(|&(field, descending)| {
            let order = value(field, a).cmp(&value(field, b));
            if descending { order.reverse() } else { order }
        }).find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal));
        let rows = run(&snapshot, &Query { filter: expr, sort }, &Cancel::new()).unwrap().rows;
        prop_assert_eq!(rows, expected);
    }

    #[test]
    fn groups_agree_with_counting_by_hand(
        snapshot in snapshots(), expr in exprs(),
        by in prop::sample::subsequence(
            vec![Field::EventName, Field::Actor, Field::SourceIp, Field::ErrorCode, Field::Time], 1..4),
    ) {
        let matched = matching(&snapshot, &expr, &Cancel::new()).unwrap();
        let groups = group(&snapshot, &matched, &by, 5, &Cancel::new()).unwrap();
        let mut all: Vec<&Group> = groups.iter().collect();
        let mut seen = 0;
        while seen < all.len() {
            all.extend(&all[seen].children);
            seen += 1;
        }
        for depth in 1..=by.len() {
            let level = all.iter().filter(|group| group.codes.len() == depth);
            prop_assert_eq!(level.map(|group| group.events as usize).sum::<usize>(), matched.count());
        }
        for group in all {
            let mut rows = matching(&snapshot, &group_filter(&snapshot, &by, &group.codes), &Cancel::new()).unwrap();
            rows.and(&matched);
            let distinct = |field| rows.iter().map(|row| snapshot.text(row, field).into_owned())
                .filter(|text| !text.is_empty()).collect::<BTreeSet<String>>().len();
            let times: Vec<_> = rows.iter().filter_map(|row| snapshot.time(row)).collect();
            let failed = rows.iter().filter(|&row| snapshot.text(row, Field::Result) != "ok").count();
            prop_assert_eq!(group.events as usize, rows.count());
            prop_assert_eq!(group.errors as usize, failed);
            prop_assert_eq!(group.source_ips as usize, distinct(Field::SourceIp));
            prop_assert_eq!(group.event_names as usize, distinct(Field::EventName));
            prop_assert_eq!((group.first, group.last), (times.first().copied(), times.last().copied()));
            prop_assert_eq!(group.spark.iter().sum::<u32>() as usize, times.len());
        }
    }

    #[test]
    fn a_histogram_loses_no_row(snapshot in snapshots(), most in 1..200usize) {
        let matched = Bitset::full(snapshot.len());
        let (failed, mut written) = (failed(&snapshot), writes(&snapshot));
        written.and_not(&failed);
        let sets = (&matched, &failed, &written);
        let histogram = histogram(&snapshot, sets, TimeRange::default(), most);
        for ((count, errors), writes) in
            histogram.counts.iter().zip(&histogram.errors).zip(&histogram.writes)
        {
            prop_assert!(errors + writes <= *count);
        }
        prop_assert!(histogram.counts.len() <= most);
        let counted = histogram.counts.iter().sum::<u32>() + histogram.undated;
        prop_assert_eq!(counted as usize, snapshot.len());
        for row in 0..snapshot.n_dated() {
            prop_assert!(histogram.bucket_of(snapshot.time(RowId::from_index(row)).unwrap()).is_some());
        }
    }

    #[test]
    fn the_value_under_the_cursor_is_a_filter_that_holds_its_row(
        snapshot in snapshots(), field in any_field(), row in any::<prop::sample::Index>(),
    ) {
        let row = RowId::from_index(row.index(snapshot.len()));
        let expr = Expr::value_term(&snapshot, field, row);
        let found = matching(&snapshot, &expr, &Cancel::new()).unwrap();
        prop_assert!(found.contains(row), "{}", expr);
        let like = |other: &RowId| snapshot.text(*other, field) == snapshot.text(row, field);
        prop_assert!(found.iter().all(|other| like(&other)));
    }

    #[test]
    fn facets_agree_with_counting_by_hand(
        snapshot in snapshots(), expr in exprs(),
        fields in prop::sample::subsequence(FIELDS.iter().map(|spec| spec.field).collect::<Vec<_>>(), 0..12),
        k in 0..6usize,
    ) {
        let matched = matching(&snapshot, &expr, &Cancel::new()).unwrap();
        let counted = facets(&snapshot, &matched, &fields, &Cancel::new()).unwrap();
        prop_assert_eq!(counted.iter().map(|facet| facet.field).collect::<Vec<_>>(), fields);
        for facet in counted {
            let expected = counts_by_hand(&snapshot, &matched, facet.field);
            prop_assert_eq!(&facet.counts, &expected);
            let mut values: Vec<(u32, u32)> =
                (0..).zip(expected).skip(1).filter(|(_, count)| *count > 0).collect();
            prop_assert_eq!(facet.n_distinct, values.len());
            let rank = |code: u32| snapshot.ranks(facet.field)[code as usize];
            values.sort_by_key(|&(code, _)| rank(code));
            prop_assert_eq!(facet.top(&snapshot, k, FacetOrder::Name), &values[..k.min(values.len())]);
            values.sort_by_key(|&(_, count)| count);
            prop_assert_eq!(facet.top(&snapshot, k, FacetOrder::Rare), &values[..k.min(values.len())]);
            values.sort_by_key(|&(code, count)| (std::cmp::Reverse(count), rank(code)));
            prop_assert_eq!(facet.top(&snapshot, k, FacetOrder::Common), &values[..k.min(values.len())]);
        }
    }

    #[test]
    fn each_part_removes_what_only_it_does_not_match(
        snapshot in snapshots(), parts in prop::collection::vec(exprs(), 0..6),
        fields in prop::sample::subsequence(vec![Field::EventName, Field::Actor, Field::Time, Field::ErrorCode], 1..4),
    ) {
        let cancel = Cancel::new();
        let filter = Conjunction::new(&snapshot, &parts, &cancel).unwrap();
        let all_but = |is_left_out: &dyn Fn(usize, &Expr) -> bool| {
            let parts = parts.iter().enumerate().filter(|(at, part)| !is_left_out(*at, part));
            let expr = parts.fold(Expr::all(), |all, (_, part)| all.and(part.clone()));
            matching(&snapshot, &expr, &cancel).unwrap()
        };
        let matched = all_but(&|_, _| false);
        prop_assert_eq!(&filter.matched(), &matched);
        let removed: Vec<usize> = (0..parts.len())
            .map(|at| all_but(&|other, _| other == at).count() - matched.count())
            .collect();
        prop_assert_eq!(filter.removed_by_each(), removed);
        for facet in facets_under(&snapshot, &filter, &fields, &cancel).unwrap() {
            let matched = all_but(&|_, part| part.is_about(facet.field));
            prop_assert_eq!(facet.counts, counts_by_hand(&snapshot, &matched, facet.field));
        }
    }
}

/// Rows by the code of their value; nothing for a field without codes.
fn counts_by_hand(snapshot: &Snapshot, matched: &Bitset, field: Field) -> Vec<u32> {
    let Some(view) = snapshot.view(field) else { return Vec::new() };
    let mut counts = vec![0; view.values.len()];
    matched.iter().for_each(|row| counts[view.code(row) as usize] += 1);
    counts
}

//! What can follow where the cursor stands in the text of a filter: names, and values with counts.
//!
//! [`completing`] finds what is being typed, from the text alone; it need not parse, since text that
//! is being typed mostly does not. [`complete_values`] counts the values of a field among the events
//! that the rest of the filter keeps.

use std::collections::HashMap;
use std::ops::Range;

use super::bitset::Bitset;
use super::cancel::Cancel;
use super::expr::{Expr, Operand, is_plain};
use super::flags;
use super::matching::matching;
use super::parse::operand_named;
use super::path::{self, Path, PathReader, Reached};
use crate::store::{ABSENT, FIELDS, Field, Snapshot};

/// The most values that are offered.
const MOST_VALUES: usize = 50;

/// What is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completing {
    /// The name of a field or path, or the value of one.
    pub what: Part,
    /// The bytes of the text that a choice replaces.
    pub range: Range<usize>,
    /// What was typed of it so far, without marks.
    pub typed: String,
    /// The text without the whole term that is being typed.
    pub rest: String,
}

/// A part of a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A name; also a word, which may become one.
    Name,
    /// A value of a field or at a path.
    Value(Operand),
}

/// What is being typed where the cursor stands, a byte index; `None` within a quoted text without a
/// field, a regular expression, or a text for the whole record.
pub fn completing(text: &str, cursor: usize) -> Option<Completing> {
    let before = text.get(..cursor)?;
    let start = term_start(before)?;
    let end = text[cursor..].find(char::is_whitespace).map_or(text.len(), |at| cursor + at);
    let rest = format!("{}{}", &text[..start], &text[end..]);
    let word = &before[start..];
    let name_start = start + (word.len() - word.trim_start_matches(['!', '(']).len());
    let word = &before[name_start..];
    let operator = path::read(word).filter(|(_, length)| {
        let after = word[*length..].trim_start();
        after.starts_with([':', '=', '<', '>']) || after.starts_with("!=")
    });
    let Some((_, length)) = operator else {
        let is_name = word.chars().all(|c| c.is_alphanumeric() || "_.-[]*\"".contains(c));
        let is_record = word.starts_with(['*', '"']);
        let typed = word.to_owned();
        return (is_name && !is_record).then_some(Completing {
            what: Part::Name,
            range: name_start..cursor,
            typed,
            rest,
        });
    };
    let operand = operand_named(&word[..length])?;
    let is_sign = |c: char| ":=!<>".contains(c);
    let after = word[length..].trim_start().trim_start_matches(is_sign).trim_start();
    if let Some(name) = after.strip_prefix('@') {
        let (range, typed) = (cursor - name.len()..cursor, name.to_owned());
        return Some(Completing { what: Part::Name, range, typed, rest });
    }
    let value = match after.strip_prefix('(') {
        Some(list) => list.rsplit(',').next().unwrap_or(list).trim_start(),
        None => after,
    };
    let typed = value.trim_start_matches(['^', '\'', '~', '"']);
    let is_written_out = typed.contains(['/', '*', '?', '"']) && !typed.contains('.');
    let range = cursor - value.len()..cursor;
    let typed = typed.to_owned();
    (!is_written_out).then_some(Completing { what: Part::Value(operand), range, typed, rest })
}

/// Where the term begins that the text ends with; `None` within a quoted text that stands alone.
///
/// Spaces around an operator are within a term.
fn term_start(text: &str) -> Option<usize> {
    let start = word_start(text)?;
    let before = text[..start].trim_end();
    let has_operator = before.ends_with([':', '=', '<', '>']);
    let is_operator = text[start..].starts_with(['=', '<', '>']) || text[start..].starts_with("!=");
    let name = if is_operator {
        before
    } else {
        before.trim_end_matches(|c: char| ":=!<>".contains(c)).trim_end()
    };
    if !has_operator && !is_operator || name.is_empty() {
        return Some(start);
    }
    word_start(name)
}

fn word_start(text: &str) -> Option<usize> {
    let (mut start, mut is_quoted, mut is_escaped, mut is_list) = (0, false, false, false);
    let mut last = ' ';
    for (at, char) in text.char_indices() {
        match char {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '(' if [':', '=', '!'].contains(&last) && at > start + 1 => is_list = true,
            ')' => is_list = false,
            c if c.is_whitespace() && !is_list => start = at + c.len_utf8(),
            '(' => start = at + 1,
            _ => {}
        }
        last = char;
    }
    (!is_quoted || text[start..].contains(':')).then_some(start)
}

/// The most paths of one record that are offered.
const MOST_PATHS: usize = 1000;

/// The paths of a record that end at a text, each with the first text there.
pub fn paths_in(json: &str) -> Vec<(Path, String)> {
    let mut paths: Vec<(Path, String)> = Vec::new();
    if let Ok(record) = serde_json::from_str(json) {
        path::list(&record, MOST_PATHS, &mut paths);
    }
    paths
}

/// The texts at a path of a record that hold `typed`, each once.
pub fn values_at(json: &str, path: &Path, typed: &str) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    let typed = typed.to_lowercase();
    PathReader::new(std::slice::from_ref(path)).any(json.as_bytes(), |_, reached| {
        match reached {
            Reached::Text(text)
                if text.to_lowercase().contains(&typed)
                    && !values.iter().any(|held| *held == text) =>
            {
                values.push(text.into_owned());
            }
            _ => {}
        }
        values.len() == MOST_VALUES
    });
    values
}

/// A value of a field, as it is typed.
pub fn value_text(value: &str) -> String {
    if is_plain(value) { value.to_owned() } else { super::expr::quoted(value) }
}

/// The values of `field` that hold `typed`, with their numbers among the events that `filter`
/// keeps: those that begin so first, then the most frequent. `None` when `cancel` was raised.
pub fn complete_values(
    snapshot: &Snapshot,
    filter: &Expr,
    field: Field,
    typed: &str,
    cancel: &Cancel,
) -> Option<Vec<(String, u32)>> {
    let Some(view) = flags::view(snapshot, field) else { return Some(Vec::new()) };
    let typed = typed.to_lowercase();
    let place = |text: &str| text.to_lowercase().find(&typed);
    let places: Vec<Option<usize>> = view
        .values
        .iter()
        .map(|(code, text)| if code == ABSENT { None } else { place(text) })
        .collect();
    let rows = matching(snapshot, filter, cancel)?;
    let counts =
        flags::by_member(snapshot, field, counts(&rows, places.len(), |row| view.code(row)));
    cancel.check()?;
    // Several actors can have one name.
    let mut by_text: HashMap<&str, (bool, u32)> = HashMap::new();
    for (code, (place, &count)) in (0u32..).zip(places.iter().zip(&counts)) {
        if let Some(place) = place.filter(|_| count > 0) {
            by_text.entry(view.values.text(code)).or_insert((place > 0, 0)).1 += count;
        }
    }
    let mut found: Vec<(&str, (bool, u32))> = by_text.into_iter().collect();
    let key = |&(text, (is_inside, count)): &(&'_ str, (bool, u32))| {
        (is_inside, std::cmp::Reverse(count), text.to_owned())
    };
    if found.len() > MOST_VALUES {
        found.select_nth_unstable_by(MOST_VALUES - 1, |a, b| key(a).cmp(&key(b)));
        found.truncate(MOST_VALUES);
    }
    found.sort_unstable_by_key(key);
    Some(found.into_iter().map(|(text, (_, n))| (text.to_owned(), n)).collect())
}

fn counts(rows: &Bitset, n_codes: usize, code: impl Fn(crate::store::RowId) -> u32) -> Vec<u32> {
    let mut counts = vec![0; n_codes];
    for row in rows.to_rows() {
        counts[code(row) as usize] += 1;
    }
    counts
}

/// Names that begin with, or hold, what was typed: fields by any of their names, then members of
/// records, each with a word on what it is.
pub fn complete_names(typed: &str) -> Vec<(&'static str, &'static str)> {
    let typed = typed.trim_start_matches('.').to_lowercase();
    let anywhere = (path::ANYWHERE, "Any value in the whole record");
    let fields = FIELDS.iter().flat_map(|spec| {
        let names = std::iter::once(spec.name).chain(spec.aliases.iter().copied());
        names.map(move |name| (name, spec.help))
    });
    let all = fields.chain([anywhere]).chain(path::MEMBERS.iter().copied());
    let mut found: Vec<(usize, usize, (&str, &str))> = all
        .enumerate()
        .filter_map(|(order, entry)| {
            let at = entry.0.to_lowercase().find(&typed)?;
            Some((at.min(1), order, entry))
        })
        .collect();
    found.sort_by_key(|(is_inside, order, _)| (*is_inside, *order));
    // One name for each meaning: the first that fits.
    let mut names: Vec<(&str, &str)> = Vec::new();
    for (_, _, (name, help)) in found {
        if !names.iter().any(|(_, held)| *held == help) {
            names.push((name, help));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_being_typed_is_found() {
        let check = |text: &str, expected: &str| {
            let found = completing(text, text.len()).map(|completing| {
                let name = match completing.what {
                    Part::Name => "name".to_owned(),
                    Part::Value(operand) => operand.to_string(),
                };
                assert_eq!(completing.range.end, text.len());
                let replaced = &text[completing.range];
                format!("{name} {replaced}|{}|{}", completing.typed, completing.rest)
            });
            assert_eq!(found.as_deref().unwrap_or("none"), expected, "{text}");
        };
        check("", "name ||");
        check("eve", "name eve|eve|");
        check("a !eve", "name eve|eve|a ");
        check("a (eve", "name eve|eve|a (");
        check("name:Cr", "name Cr|Cr|");
        check("a or !name:^Cr", "name ^Cr|Cr|a or ");
        check("name:\"two wo", "name \"two wo|two wo|");
        check("name:(A, B", "name B|B|");
        check("name!=", "name ||");
        check("ip:192.0.2.0/", "ip 192.0.2.0/|192.0.2.0/|");
        check("requestParameters.userN", "name requestParameters.userN|requestParameters.userN|");
        check("requestParameters.userName:b", "requestParameters.userName b|b|");
        check("account!=@rec", "name rec|rec|");
        check("a name = Cr", "name Cr|Cr|a ");
        check("a name != Cr", "name Cr|Cr|a ");
        check("a name ==", "name ||a ");
        check("name: ", "name ||");
        check("name =Cr", "name Cr|Cr|");
        for text in ["*who", "\"two w", "/re", "nosuch:x", "name:/re", "name:Cr*"] {
            check(text, "none");
        }
    }

    #[test]
    fn the_rest_of_the_filter_is_what_stands_around_the_term() {
        let text = "ip:1 name:Cr error:*";
        assert_eq!(completing(text, 12).unwrap().rest, "ip:1  error:*");
    }

    #[test]
    fn a_name_is_offered_once_by_its_best_spelling() {
        let names = |typed: &str| -> Vec<&str> {
            complete_names(typed).into_iter().map(|(name, _)| name).collect()
        };
        assert_eq!(names("ip")[0], "ip");
        assert_eq!(
            names("sourc"),
            ["sourceIPAddress", "sourceIdentity", "source", "sourceFile", "resource", "resources"]
        );
        assert_eq!(names("requestp"), ["requestParameters"]);
        assert!(names("").contains(&"any"));
        assert!(names("nosuch").is_empty());
    }
}

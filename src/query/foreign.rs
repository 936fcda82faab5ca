//! What other query languages write and this one does not, and how it is written here.
//!
//! Taken for words to search for, such texts would pass no event, which looks like an answer: the
//! parser refuses them instead, and what prints a filter quotes a word that looks like one.

use super::moment::{Comparison, parse_time_term};

/// Words that stand between a name and a value elsewhere; before and after the value here.
const OPERATORS: &[(&str, &str, &str)] = &[
    ("contains", "'", ""),
    ("like", "", ""),
    ("matches", "/", "/"),
    ("regex", "/", "/"),
    ("~", "~", ""),
    ("startswith", "^", ""),
    ("endswith", "", "$"),
    ("is", "", ""),
    ("equals", "", ""),
    ("exists", "*", ""),
    ("between", "", ".."),
];

/// Words that stand between a name and a value here too.
pub(crate) const WORDED: &[&str] = &["in", "is", "not"];

/// Whether a word may be no search term, depending on what stands before it or after it.
pub(crate) fn is_ambiguous(word: &str) -> bool {
    let is = |known: &&str| known.eq_ignore_ascii_case(word);
    OPERATORS.iter().any(|(known, ..)| is(known)) || WORDED.iter().chain(&["last"]).any(is)
}

/// What to write instead of `name word value …`, and how long `word` is; `rest` begins with it.
pub(crate) fn operator(name: &str, rest: &str) -> Option<(usize, String)> {
    let mut words = rest.split_whitespace();
    let word = words.next()?;
    let (known, before, after) =
        OPERATORS.iter().find(|(known, ..)| known.eq_ignore_ascii_case(word))?;
    let plain = |value: &str| value.trim_matches(['"', '\'', ')']).replace('%', "*");
    let value = words.next().map(plain);
    let until = words.nth(1).map(plain).filter(|_| *known == "between").unwrap_or_default();
    let right = match (*known, value) {
        ("exists", _) => "*".to_owned(),
        (_, None) => return None,
        (_, Some(value)) => format!("{before}{value}{after}{until}"),
    };
    Some((word.len(), format!("`{name} {word}` is written `{name}:{right}`")))
}

/// Why a word without a field is refused; `rest` is the text from the word on.
pub(crate) fn word(word: &str, rest: &str) -> Option<String> {
    let is_time = |text: &str| {
        text.strip_prefix('-').is_some_and(|text| text.starts_with(|c: char| c.is_ascii_digit()))
            && parse_time_term(Comparison::Is, text).is_ok()
    };
    let range =
        |text: &str| if text.contains("..") { text.to_owned() } else { format!("{text}..") };
    if is_time(word) {
        let right = range(word);
        return Some(format!("a time is written `time:{right}`; quote it to search for the text"));
    }
    let ago = || format!("-{}", rest.split_whitespace().nth(1).unwrap_or_default());
    if word.eq_ignore_ascii_case("last") && is_time(&ago()) {
        return Some(format!("that time is written `time:{}`", range(&ago())));
    }
    match word.chars().next() {
        Some('{' | '}') => Some("a filter stands without braces".to_owned()),
        Some(':' | '=' | '<' | '>') => {
            Some("expected a field before it, as in `name:CreateUser`".to_owned())
        }
        Some('-') if word.contains([':', '=']) => {
            Some(format!("not is written `!`: `!{}`", &word[1..]))
        }
        _ => quotes(word),
    }
}

/// Why a value of a field is refused that stands without quotes.
pub(crate) fn value(name: &str, word: &str) -> Option<String> {
    if word.contains("&&") {
        return Some("`&&` stands between spaces; quote it to search for the text".to_owned());
    }
    if let Some(of_one) = word.strip_suffix([',', ';']) {
        return Some(format!("filters are joined by a space: `{name}:{of_one} …`"));
    }
    if word.contains([',', '|']) {
        let parts = word.trim_matches(['[', ']']).split([',', '|']);
        let list: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        let list = list.join(",");
        return Some(format!("several values are written `{name}:({list})`; else quote it"));
    }
    quotes(word)
}

/// Quotes that are none here.
pub(crate) fn quotes(word: &str) -> Option<String> {
    let is_quote = |c: char| matches!(c, '“' | '”' | '‘' | '’');
    if word.contains(is_quote) || word.ends_with('\'') {
        return Some("texts are quoted by `\"`, as in `\"two words\"`".to_owned());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;

    fn check(text: &str, expected: &str) {
        let error = parse(text).unwrap_err();
        let place = &text[error.byte..error.end];
        assert_eq!(format!("{place}: {}", error.reason), expected, "{text}");
    }

    #[test]
    fn an_operator_of_another_language_is_told_with_what_to_write() {
        check(
            "eventName contains User",
            "contains: `eventName contains` is written `eventName:'User`",
        );
        check("name like 'Create%'", "like: `name like` is written `name:Create*`");
        check("name ~ Create", "~: `name ~` is written `name:~Create`");
        check("name matches ^Get", "matches: `name matches` is written `name:/^Get/`");
        check("(name startsWith Get)", "startsWith: `name startsWith` is written `name:^Get`");
        check("name is CreateUser", "is: `name is` is written `name:CreateUser`");
        check("errorCode exists", "exists: `errorCode exists` is written `errorCode:*`");
        check(
            "time between 2023-07-10 and 2023-07-11",
            "between: `time between` is written `time:2023-07-10..2023-07-11`",
        );
    }

    #[test]
    fn a_word_of_another_language_is_told_with_what_to_write() {
        let quoted = "; quote it to search for the text";
        check("-2h", &format!("-2h: a time is written `time:-2h..`{quoted}"));
        check("-2h..-1h", &format!("-2h..-1h: a time is written `time:-2h..-1h`{quoted}"));
        check("last 30m", "last: that time is written `time:-30m..`");
        check("-error:*", "-error:*: not is written `!`: `!error:*`");
        check("{ $.eventName = x }", "{: a filter stands without braces");
        check("\"eventName\": \"x\"", "\"eventName\": a name stands without quotes: `eventName:…`");
        check("= CreateUser", "=: expected a field before it, as in `name:CreateUser`");
    }

    #[test]
    fn values_without_parentheses_and_other_quotes_are_told() {
        let several = "several values are written `name:(A,B)`; else quote it";
        for list in ["A,B", "A|B", "A||B", "[A,B]"] {
            check(&format!("name:{list}"), &format!("{list}: {several}"));
        }
        check("name:A, error:*", "A,: filters are joined by a space: `name:A …`");
        check(
            "name:A&&error:*",
            "A&&error:*: `&&` stands between spaces; quote it to search for the text",
        );
        let quotes = "texts are quoted by `\"`, as in `\"two words\"`";
        for text in ["name:'User'", "name:“User”", "'two words'", "name:('A','B')", "^x'"] {
            assert_eq!(parse(text).unwrap_err().reason, quotes, "{text}");
        }
    }
}

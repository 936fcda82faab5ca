//! Tables in text: CSV as RFC 4180 has it, with the separators and line ends that spreadsheets write.
//!
//! A row that cannot be read costs itself: reading goes on at the next line.

use std::borrow::Cow;

use super::head::Head;

/// A table whose first row holds the names of its columns.
#[derive(Debug)]
pub(crate) struct Table<'t> {
    text: &'t str,
    separator: u8,
    /// What ends a line: a line feed, or what spreadsheets of old wrote alone.
    line_end: u8,
    /// Names of the columns.
    pub(crate) names: Vec<String>,
    at: usize,
    /// Whether a quote that never closed has shown that cells may not have more than one line.
    is_by_lines: bool,
    /// How many bytes may still be looked at in rows that turn out to be none.
    patience: usize,
}

/// A row of a table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Row<'t> {
    /// Byte where it begins.
    pub(crate) at: usize,
    /// Its cells, as many as there are columns; or why it is no row.
    pub(crate) cells: Result<Vec<Cow<'t, str>>, String>,
}

impl<'t> Table<'t> {
    /// More columns than this make no table of events.
    const MOST_COLUMNS: usize = 512;

    /// A first line longer than this is no row of names.
    const LONGEST_HEADER: usize = 32 << 10;

    /// Lines before the names of the columns.
    const MOST_TITLES: usize = 8;

    /// The table that begins with the text; `None` when there is none.
    pub(crate) fn new(head: &Head<'t>) -> Option<Self> {
        if matches!(head.first_byte?, b'{' | b'[') {
            return None;
        }
        let text = head.text;
        let mut start = head.start;
        let bytes = text.as_bytes();
        let line_end = match memchr::memchr2(b'\r', b'\n', &bytes[start..]) {
            Some(n) if bytes[start + n] == b'\r' && bytes.get(start + n + 1) != Some(&b'\n') => {
                b'\r'
            }
            _ => b'\n',
        };
        let mut line = first_line(text, start, line_end);
        // Excel's own way to say what separates.
        let told = line.strip_prefix("sep=").and_then(|rest| rest.bytes().next());
        let told = told.filter(|sign| sign.is_ascii() && !b"\"\r\n".contains(sign));
        if told.is_some() {
            start = Head::at(text, next_line(text, start, line_end)).start;
            line = first_line(text, start, line_end);
        }
        let count = |sign: u8| line.bytes().filter(|&byte| byte == sign).count();
        let separator = told.unwrap_or_else(|| {
            *[b',', b';', b'\t', b'|']
                .iter()
                .max_by_key(|&&sign| (count(sign), sign == b','))
                .unwrap_or(&b',')
        });
        let names = parse(&text[..start + line.len()], start, (separator, line_end)).ok()?.0;
        let names: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
        (names.len() <= Self::MOST_COLUMNS).then_some(Self {
            text,
            separator,
            line_end,
            names,
            at: next_line(text, start + line.len(), line_end),
            is_by_lines: false,
            patience: (4 * text.len()).max(1 << 20),
        })
    }

    /// The first table that `fits`: a few lines of title can stand before it.
    pub(crate) fn find(head: &Head<'t>, fits: impl Fn(&Self) -> bool) -> Option<Self> {
        let mut at = head.start;
        for _ in 0..Self::MOST_TITLES {
            let head = Head::at(head.text, at);
            let table = Self::new(&head)?;
            if fits(&table) {
                return Some(table);
            }
            at = next_line(head.text, head.start, table.line_end);
        }
        None
    }

    /// The column of one of these names, whatever their case.
    pub(crate) fn column(&self, names: &[&str]) -> Option<usize> {
        self.names.iter().position(|held| names.iter().any(|name| held.eq_ignore_ascii_case(name)))
    }

    fn row(&mut self) -> Option<Row<'t>> {
        let text = self.text;
        while matches!(text.as_bytes().get(self.at), Some(b'\n' | b'\r')) {
            self.at += 1;
        }
        let at = self.at;
        if at >= text.len() {
            return None;
        }
        let line_end = next_line(text, at, self.line_end);
        let end = if self.is_by_lines { line_end } else { text.len() };
        let cells = match parse(&text[..end], at, (self.separator, self.line_end)) {
            Ok((cells, end)) if cells.len() == self.names.len() => {
                self.at = end;
                Ok(cells)
            }
            Ok((cells, end)) => {
                self.at = end;
                Err(format!("{} values under {} columns", cells.len(), self.names.len()))
            }
            Err(fault) => {
                self.patience = self.patience.saturating_sub(fault.at - at);
                self.is_by_lines |= fault.is_open || self.patience == 0;
                self.at = line_end;
                Err(fault.reason().to_owned())
            }
        };
        Some(Row { at, cells })
    }
}

impl<'t> Iterator for Table<'t> {
    type Item = Row<'t>;

    fn next(&mut self) -> Option<Row<'t>> {
        loop {
            let row = self.row()?;
            // Tables one behind the other bring their names each.
            let is_names = |cells: &Vec<Cow<'_, str>>| {
                cells.iter().zip(&self.names).all(|(cell, name)| cell.trim() == name)
            };
            if !row.cells.as_ref().is_ok_and(is_names) {
                return Some(row);
            }
        }
    }
}

/// Where a row stops to make sense.
struct Fault {
    at: usize,
    /// Whether the text ends inside of a quoted cell.
    is_open: bool,
}

impl Fault {
    fn reason(&self) -> &'static str {
        if self.is_open { "a quoted value does not end" } else { "text behind a quoted value" }
    }
}

/// The line at `at`, or as much of it as a row of names may have.
fn first_line(text: &str, at: usize, line_end: u8) -> &str {
    let rest = &text[at..];
    let end = memchr::memchr(line_end, rest.as_bytes()).unwrap_or(rest.len());
    rest[..rest.floor_char_boundary(end.min(Table::LONGEST_HEADER))].trim_end_matches('\r')
}

fn next_line(text: &str, at: usize, line_end: u8) -> usize {
    memchr::memchr(line_end, &text.as_bytes()[at..]).map_or(text.len(), |length| at + length + 1)
}

/// The cells of the row at `at`, and where the next one begins.
fn parse(
    text: &str,
    at: usize,
    (separator, line_end): (u8, u8),
) -> Result<(Vec<Cow<'_, str>>, usize), Fault> {
    let bytes = text.as_bytes();
    let mut cells = Vec::new();
    let mut at = at;
    loop {
        let (cell, end) = match bytes.get(at) {
            Some(b'"') => quoted(text, at)?,
            _ => {
                let length = memchr::memchr2(separator, line_end, &bytes[at..]);
                let end = length.map_or(text.len(), |length| at + length);
                let is_last = bytes.get(end) != Some(&separator);
                let cell = &text[at..end];
                (Cow::Borrowed(if is_last { cell.trim_end_matches('\r') } else { cell }), end)
            }
        };
        cells.push(cell);
        match bytes.get(end) {
            Some(&sign) if sign == separator => at = end + 1,
            Some(b'\r') if matches!(bytes.get(end + 1), None | Some(b'\n')) => {
                return Ok((cells, (end + 2).min(text.len())));
            }
            Some(&sign) if sign == line_end => return Ok((cells, end + 1)),
            None => return Ok((cells, end)),
            Some(_) => return Err(Fault { at: end, is_open: false }),
        }
    }
}

/// The cell whose quote opens at `at`, and where it ends.
fn quoted(text: &str, at: usize) -> Result<(Cow<'_, str>, usize), Fault> {
    let bytes = text.as_bytes();
    let start = at + 1;
    let mut end = start;
    let mut has_quotes = false;
    loop {
        end +=
            memchr::memchr(b'"', &bytes[end..]).ok_or(Fault { at: text.len(), is_open: true })?;
        if bytes.get(end + 1) != Some(&b'"') {
            break;
        }
        has_quotes = true;
        end += 2;
    }
    let raw = &text[start..end];
    let cell = if has_quotes { Cow::Owned(raw.replace("\"\"", "\"")) } else { Cow::Borrowed(raw) };
    Ok((cell, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names and rows, cells joined by `|`, a row that is none as `!reason`.
    fn check(text: &str, expected: &[&str]) {
        let table = Table::new(&Head::new(text)).unwrap();
        let mut found = vec![table.names.join("|")];
        found.extend(table.map(|row| match row.cells {
            Ok(cells) => cells.join("|"),
            Err(reason) => format!("!{reason}"),
        }));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn cells_are_told_apart_by_what_separates_them() {
        check("a,b\n1,2\n\n,\n", &["a|b", "1|2", "|"]);
        check("\u{feff}a;b,c;d\r\n1;2;3\r\n", &["a|b,c|d", "1|2|3"]);
        check("sep=;\r\na;b\n1,0;2", &["a|b", "1,0|2"]);
        // A separator that is no ASCII sign would cut characters.
        check("sep=\u{fffd}\na\u{fffd}", &["sep=\u{fffd}", "a\u{fffd}"]);
        // White space before the names is not theirs, and is not taken for a part of the line.
        check("sep=;\n   a;\u{b5}\n1;2\n", &["a|\u{b5}", "1|2"]);
        check("a\tb\n1\t\"2\"\n", &["a|b", "1|2"]);
        check("_raw\n\"{}\"\n", &["_raw", "{}"]);
    }

    #[test]
    fn quotes_hold_separators_lines_and_quotes() {
        check("\"a\",b\n\"1,\n\"\"x\"\"\",\"\"\r\n2,3\n", &["a|b", "1,\n\"x\"|", "2|3"]);
    }

    #[test]
    fn a_row_that_is_none_costs_only_itself() {
        check(
            "a,b\n1\n1,2,3\n4,5\n",
            &["a|b", "!1 values under 2 columns", "!3 values under 2 columns", "4|5"],
        );
        check("a,b\n\"1\"x,2\n4,5\n", &["a|b", "!text behind a quoted value", "4|5"]);
        check("a,b\n\"1,2\n4,5\n\"6\",7\n", &["a|b", "!text behind a quoted value", "4|5", "6|7"]);
        check("a,b\n1,\"2\n4,5\n6,7\n", &["a|b", "!a quoted value does not end", "4|5", "6|7"]);
    }

    #[test]
    fn what_is_no_table_is_none() {
        for text in ["", "{\"a\":1}", "[1]", "\"a", &",".repeat(600)] {
            assert!(Table::new(&Head::new(text)).is_none(), "{text}");
        }
    }
}

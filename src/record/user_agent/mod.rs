//! What a user agent says of the program that made a request.
//!
//! A user agent is a row of words, `name/version` or `name#version`, some of them attributes of the
//! program before (`os/…`, `lang/…`, `md/…`), with remarks in parentheses. Programs are told by the
//! names they announce (`tools`); of several, as of Terraform with its SDK, the one that says most.
//! All of it is the caller's own word and may be a lie. Any text is read, in time linear in its length.
//!
//! Sources: the AWS SDKs' user agent format (`ua/2.0`), and logs.

mod tools;

use std::borrow::Cow;

use tools::{LANGUAGES, SERVICE_NAMES, SYSTEMS, TOOLS, Tool, Weight};

/// Family of an AWS service that calls another one.
pub const SERVICE: &str = "AWS service";

/// Family of calls within AWS that name no service.
pub const INTERNAL: &str = "AWS Internal";

/// Family of the management console's own calls.
pub const CONSOLE: &str = "AWS console";

/// Family of programs that announce no name.
pub const OTHER: &str = "other";

/// What a user agent says; `""` where it says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserAgent<'t> {
    /// The program, whatever its version: `aws-cli`, `Terraform`, `Firefox`, `AWS service`.
    pub family: &'t str,
    /// The program's version.
    pub version: &'t str,
    /// The SDK of AWS that the program was built with, or is.
    pub sdk: &'t str,
    /// The language with its version: `Python 3.11.4`.
    pub language: Cow<'t, str>,
    /// The system, as closely as it is told: `Kali Linux`, `Windows`, `AWS CloudShell`.
    pub system: &'t str,
    /// The command of `aws-cli`: `s3.cp`.
    pub command: &'t str,
}

/// Words that are looked at. A text of a million would cost what a million texts do.
const MOST_WORDS: usize = 64;

/// Longest name that counts as one, bytes.
const LONGEST_NAME: usize = 40;

impl<'t> UserAgent<'t> {
    /// Reads `text`, which may be anything.
    pub fn parse(text: &'t str) -> Self {
        let text = text.trim().trim_start_matches('[').trim_end_matches(']').trim();
        if let Some(family) = within_aws(text) {
            return Self { family, ..Self::default() };
        }
        let mut reading = Reading::default();
        if let Some(first) = first_name(text) {
            reading.program(first);
        }
        let mut is_remark = false;
        for word in words(text).take(MOST_WORDS) {
            // Of nested parentheses the first that closes ends the remark.
            is_remark |= word.starts_with('(');
            let bare = word.trim_matches(['(', ')']);
            reading.word(bare, is_remark && !is_link(bare));
            is_remark &= !word.ends_with(')');
        }
        reading.end()
    }
}

/// The family of a text that is no program's.
fn within_aws(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return Some("");
    }
    let lower = text.to_ascii_lowercase();
    if !text.contains(' ')
        && [".amazonaws.com", ".amazonaws.com.cn"].iter().any(|end| lower.ends_with(end))
    {
        let is_console = ["console.", "signin."].iter().any(|start| lower.starts_with(start))
            || lower.contains(".signin.");
        return Some(if is_console { CONSOLE } else { SERVICE });
    }
    if text == INTERNAL || text.starts_with("AWS Internal/") {
        return Some(INTERNAL);
    }
    SERVICE_NAMES.contains(&text).then_some(SERVICE)
}

/// A first name of several words: `S3 Browser/9.5.5`, `RDS Console, aws-internal/3`.
fn first_name(text: &str) -> Option<Word<'_>> {
    let end = text.find(['/', ',', '('])?;
    let name = text[..end].trim_end();
    (name.len() <= LONGEST_NAME && name.contains(' '))
        .then(|| Word { name, version: text[end..].strip_prefix('/').map_or("", version_in) })
}

/// The words of a text, with the parentheses around them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '\t', ',', ';']).filter(|word| !word.is_empty())
}

/// Whether a word of a remark says where the program is described.
fn is_link(word: &str) -> bool {
    ["+", "http:", "https:"].iter().any(|start| word.starts_with(start))
}

/// A name with what stands behind it.
#[derive(Debug, Clone, Copy)]
struct Word<'t> {
    name: &'t str,
    version: &'t str,
}

impl<'t> Word<'t> {
    fn split(text: &'t str) -> Self {
        let (name, version) = text.split_once(['/', '#']).unwrap_or((text, ""));
        Self { name, version }
    }

    fn is(&self, names: &[&str]) -> bool {
        names.iter().any(|name| name.eq_ignore_ascii_case(self.name))
    }
}

/// The version that a text begins with.
fn version_in(text: &str) -> &str {
    let is_of_version = |c: char| c.is_ascii_alphanumeric() || "._+-".contains(c);
    let end = text.find(|c| !is_of_version(c)).unwrap_or(text.len());
    &text[..end.min(LONGEST_NAME)]
}

/// What has been read so far.
#[derive(Debug, Default)]
struct Reading<'t> {
    found: UserAgent<'t>,
    weight: Option<Weight>,
    /// Position among the systems: the smaller, the closer.
    system: Option<usize>,
    /// A name that no table knows.
    unknown: Option<Word<'t>>,
    is_internal: bool,
}

/// Names of words that say something of the program, not which it is.
const ATTRIBUTES: &[&str] = &[
    "ua",
    "cfg",
    "api",
    "vendor",
    "m",
    "prompt",
    "io",
    "http",
    "apn",
    "hashicorp",
    "mozilla",
    "applewebkit",
    "gecko",
    "khtml",
    "version",
    "openjdk_64-bit_server_vm",
    "http:",
    "https:",
];

impl<'t> Reading<'t> {
    fn word(&mut self, text: &'t str, is_remark: bool) {
        let word = Word::split(text);
        if is_remark {
            self.system(text);
        }
        if word.is(&["md", "app", "lib", "ft"]) && !word.version.is_empty() {
            self.attribute(Word::split(word.version), word.version);
        } else if word.is(&["lang"]) {
            self.language(Word::split(word.version));
        } else if word.is(&["aws-internal"]) {
            self.is_internal = true;
        } else {
            self.attribute(word, text);
        }
    }

    fn attribute(&mut self, word: Word<'t>, text: &'t str) {
        const SYSTEM_WORDS: &[&str] =
            &["os", "linux", "windows", "darwin", "macos", "distrib", "goos", "exe", "android"];
        if word.is(&["command"]) {
            self.found.command = version_in(word.version);
        } else if word.is(&["exec-env"]) {
            self.system(text);
            self.program(Word { name: word.version, version: "" });
        } else if word.is(SYSTEM_WORDS) {
            self.system(text);
        } else if !word.is(ATTRIBUTES) && !self.language(word) {
            self.program(word);
        }
    }

    fn program(&mut self, word: Word<'t>) {
        if word.name.to_ascii_lowercase().ends_with("console") {
            self.note(CONSOLE, word.version, Weight::Automation);
            return;
        }
        let Some(tool) = tool(word.name) else {
            if self.unknown.is_none() && !word.version.is_empty() && is_name(word.name) {
                self.unknown = Some(word);
            }
            return;
        };
        if tool.weight == Weight::Sdk && self.found.sdk.is_empty() {
            self.found.sdk = tool.family;
        }
        self.note(tool.family, word.version, tool.weight);
    }

    fn note(&mut self, family: &'static str, version: &'t str, weight: Weight) {
        if self.weight.is_none_or(|held| held < weight) {
            self.weight = Some(weight);
            self.found.family = family;
            self.found.version = version_in(version);
        }
    }

    /// Whether the word names a language: `python/3.9.13`, `go1.19.3`.
    fn language(&mut self, word: Word<'t>) -> bool {
        let starts_with_digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        let (name, version) = match word.name.strip_prefix("go") {
            Some(version) if starts_with_digit(version) => ("go", version),
            _ => (word.name, word.version),
        };
        let known = LANGUAGES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        let Some((_, language)) = known.filter(|_| starts_with_digit(version)) else {
            return false;
        };
        if self.found.language.is_empty() {
            self.found.language = Cow::Owned(format!("{language} {}", version_in(version)));
        }
        true
    }

    fn system(&mut self, text: &str) {
        let text = text.to_ascii_lowercase();
        let closer = &SYSTEMS[..self.system.unwrap_or(SYSTEMS.len())];
        if let Some(at) = closer.iter().position(|(part, _)| text.contains(part)) {
            self.system = Some(at);
        }
    }

    fn end(mut self) -> UserAgent<'t> {
        self.found.system = self.system.map_or("", |at| SYSTEMS[at].1);
        if self.is_internal && self.weight.is_none_or(|weight| weight <= Weight::Sdk) {
            self.found.family = INTERNAL;
            self.found.version = "";
        } else if let Some(word) = self.unknown.filter(|_| self.weight.is_none_or(says_little)) {
            self.found.family = word.name;
            self.found.version = version_in(word.version);
        } else if self.weight.is_none() {
            self.found.family = OTHER;
        }
        self.found
    }
}

/// Whether a name that no table knows says more.
fn says_little(weight: Weight) -> bool {
    weight < Weight::Sdk
}

fn tool(name: &str) -> Option<&'static Tool> {
    TOOLS.iter().find(|tool| is_called(tool, name))
}

fn is_called(tool: &Tool, name: &str) -> bool {
    let Some(start) = tool.name.strip_suffix('*') else {
        return tool.name.eq_ignore_ascii_case(name);
    };
    let is_end = |rest: &str| {
        !start.ends_with(|c: char| c.is_ascii_alphabetic())
            || !rest.starts_with(|c: char| c.is_ascii_alphabetic())
    };
    name.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
        && is_end(&name[start.len()..])
}

/// Whether a word can be the name of a program.
fn is_name(text: &str) -> bool {
    (2..=LONGEST_NAME).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "._-: ".contains(c))
}

#[cfg(test)]
mod tests;

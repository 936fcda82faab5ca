//! How one record names a resource: where, how surely, and what the event does to it.
//!
//! Every text of the record is looked at. What stands in `userIdentity` alone says that the resource
//! acted; what stands elsewhere, that the event is about it. A call makes a resource when its name
//! begins so (`CreateRole`) and the member that names the resource is called like what is made
//! (`roleName`, `role.arn`); when it makes something else, that is a resource below.

use serde_json::Value;

use super::name::{ArnPath, ResourceName, is_unique_id, parent_of_job};

/// What an event is to a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// It made it.
    Made,
    /// It changed it, or tried to.
    Changed,
    /// It removed it.
    Removed,
    /// It only read it.
    Read,
    /// The resource itself made the call.
    Acted,
}

impl Part {
    /// In a word.
    pub fn text(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Changed => "changed",
            Self::Removed => "removed",
            Self::Read => "read",
            Self::Acted => "acted",
        }
    }
}

/// How sure it is that this resource is meant, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// The record has its ARN: certain.
    Arn,
    /// The record has its unique id: certain.
    Id,
    /// A value is the name, which others can have too.
    Name,
    /// A name is made from this one, as SageMaker makes names of training jobs.
    Pattern,
    /// The name stands in a longer text, or where another kind of thing is named.
    Text,
}

impl Strength {
    /// What it holds by, in few words.
    pub fn text(self) -> &'static str {
        match self {
            Self::Arn => "ARN",
            Self::Id => "unique id",
            Self::Name => "name only",
            Self::Pattern => "name pattern",
            Self::Text => "in a text",
        }
    }

    /// Whether no other resource can be meant.
    pub fn is_certain(self) -> bool {
        matches!(self, Self::Arn | Self::Id)
    }
}

/// What a record says of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) part: Part,
    pub(crate) strength: Strength,
    pub(crate) path: String,
    pub(crate) child: Option<String>,
    /// ARNs of this name.
    pub(crate) arns: Vec<String>,
}

/// A text that names the resource.
#[derive(Debug)]
struct Mention {
    strength: Strength,
    /// Names on the way to it.
    path: Vec<String>,
    /// A job whose name is made from this one.
    job: Option<String>,
    is_of_actor: bool,
}

/// Beginnings of names of calls that make something.
const MAKING: &[&str] = &["Create", "Run", "Register", "Import", "Allocate", "Launch", "Publish"];
/// Beginnings of names of calls that remove something.
const REMOVING: &[&str] = &["Delete", "Terminate", "Deregister", "Release", "Remove"];

/// Reads a record; `None` when it does not name the resource.
///
/// `event` is the event's name and whether it is a write.
pub(crate) fn read(json: &str, name: &ResourceName, event: (&str, bool)) -> Option<Reading> {
    let Ok(record) = serde_json::from_str::<Value>(json) else { return None };
    let mut walk = Walk { name, mentions: Vec::new(), arns: Vec::new() };
    walk.value(&record, &mut Vec::new());
    let Walk { mentions, arns, .. } = walk;
    let about = mentions.iter().filter(|mention| !mention.is_of_actor);
    let best = about.clone().min_by_key(|m| (m.job.is_some(), m.strength));
    let Some(best) = best else {
        let actor = mentions.iter().min_by_key(|mention| mention.strength)?;
        let path = actor.path.join(".");
        let (part, strength) = (Part::Acted, actor.strength);
        return Some(Reading { part, strength, path, child: None, arns });
    };
    let path = best.path.join(".");
    let noun = noun(event.0, MAKING);
    let is_it = |mention: &&Mention, noun: &str| {
        mention.job.is_none() && mention.strength < Strength::Pattern && fits(&mention.path, noun)
    };
    let is_about_it = |noun: Option<&str>| {
        noun.is_some_and(|noun| about.clone().any(|mention| is_it(&mention, noun)))
    };
    let part = match event {
        _ if is_about_it(noun) => Part::Made,
        (event, _) if is_about_it(self::noun(event, REMOVING)) => Part::Removed,
        (_, true) => Part::Changed,
        (_, false) => Part::Read,
    };
    let job = about.clone().find_map(|mention| mention.job.clone());
    let made = || {
        let made = made_thing(&record, noun.filter(|_| part != Part::Made)?)?;
        (best.strength < Strength::Text && !made.eq_ignore_ascii_case(name.name())).then_some(made)
    };
    let child = job.or_else(made);
    // Of a resource below, the event says what became of that one.
    let part = match (&child, noun) {
        (Some(_), Some(_)) => Part::Made,
        (Some(_), None) if self::noun(event.0, REMOVING).is_some() => Part::Removed,
        _ => part,
    };
    Some(Reading { part, strength: best.strength, path, child, arns })
}

struct Walk<'n> {
    name: &'n ResourceName,
    mentions: Vec<Mention>,
    arns: Vec<String>,
}

impl Walk<'_> {
    fn value(&mut self, value: &Value, path: &mut Vec<String>) {
        match value {
            Value::String(text) => self.text(text, path),
            Value::Array(elements) => elements.iter().for_each(|element| self.value(element, path)),
            Value::Object(members) => {
                for (name, value) in members {
                    path.push(name.clone());
                    self.value(value, path);
                    path.pop();
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn text(&mut self, text: &str, path: &[String]) {
        let Some((strength, job)) = self.strength(text, path) else { return };
        let is_of_actor = path.first().is_some_and(|name| name == "userIdentity");
        self.mentions.push(Mention { strength, path: path.to_vec(), job, is_of_actor });
    }

    /// How a text names the resource, or a job below it.
    fn strength(&mut self, text: &str, path: &[String]) -> Option<(Strength, Option<String>)> {
        let name = self.name.name();
        if text.len() < name.len() {
            return None;
        }
        let is_job = |job: &str| parent_of_job(job).is_some_and(|of| of.eq_ignore_ascii_case(name));
        if let Some(arn) = ArnPath::of(text) {
            let is_same = self.name.arn().is_some_and(|arn| is_same_arn(arn, text));
            if arn.name.eq_ignore_ascii_case(name) {
                if !self.arns.iter().any(|held| is_same_arn(held, text)) {
                    self.arns.push(text.to_owned());
                }
                // Another ARN of this name is another resource.
                let is_other = self.name.arn().is_some() && !is_same;
                return (!is_other).then_some((Strength::Arn, None));
            }
            if is_job(arn.name) {
                return Some((Strength::Pattern, Some(arn.name.to_owned())));
            }
            let is_within = match self.name.arn() {
                Some(wanted) => {
                    text.get(..wanted.len()).is_some_and(|start| start.eq_ignore_ascii_case(wanted))
                        && matches!(text.as_bytes().get(wanted.len()), Some(b'/' | b':'))
                }
                None => arn.path.split(['/', ':']).any(|part| part.eq_ignore_ascii_case(name)),
            };
            return is_within.then_some((Strength::Arn, None));
        }
        if text.eq_ignore_ascii_case(name) {
            let strength = match is_unique_id(name) {
                true => Strength::Id,
                false if self.is_other_kind(path) => Strength::Text,
                false => Strength::Name,
            };
            return Some((strength, None));
        }
        if is_job(text) {
            return Some((Strength::Pattern, Some(text.to_owned())));
        }
        holds_word(text, name).then_some((Strength::Text, None))
    }

    /// Whether a member that is called like a kind of thing is called like another kind than ours.
    fn is_other_kind(&self, path: &[String]) -> bool {
        let kind = plain(self.name.kind());
        let stem = path.last().map_or(String::new(), |name| stem(name));
        !kind.is_empty() && !stem.is_empty() && stem != kind && !kind.ends_with(&stem)
    }
}

/// ARNs of one thing; some services write names in them in small letters.
fn is_same_arn(one: &str, other: &str) -> bool {
    one.trim_end_matches(":*").eq_ignore_ascii_case(other.trim_end_matches(":*"))
}

/// Whether a name stands in a text by itself, in any case.
fn holds_word(text: &str, name: &str) -> bool {
    let (text, name) = (text.to_lowercase(), name.to_lowercase());
    let is_of_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    text.match_indices(&name).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !before.is_some_and(is_of_word) && !after.is_some_and(is_of_word)
    })
}

/// What a call makes or removes: `Role` of `CreateRole`; `None` when it is no such call.
fn noun<'e>(event: &'e str, verbs: &[&str]) -> Option<&'e str> {
    let noun = verbs.iter().find_map(|verb| event.strip_prefix(verb))?;
    let is_word = noun.starts_with(|c: char| c.is_ascii_uppercase());
    // Lambda's calls end in the date of their version.
    is_word.then(|| noun.trim_end_matches(|c: char| c.is_ascii_digit()))
}

/// Whether the member at the end of a path is called like a thing: `roleName`, `role.arn`, `name`.
fn fits(path: &[String], noun: &str) -> bool {
    let noun = plain(noun);
    let Some((last, above)) = path.split_last() else { return false };
    let mut stem = stem(last);
    if stem.is_empty() {
        stem = above.last().map_or(String::new(), |name| plain(name));
        if matches!(stem.as_str(), "requestparameters" | "responseelements" | "resources") {
            return stem != "resources";
        }
    }
    let singular = |text: &str| text.trim_end_matches('s').to_owned();
    !stem.is_empty() && singular(&noun).ends_with(&singular(&stem))
}

/// What a member's name says its value names: `role` of `roleName`; `""` of `name` or `arn`.
fn stem(member: &str) -> String {
    let member = plain(member);
    let ends = ["name", "identifier", "arn", "id"];
    let end = ends.iter().find(|end| member.ends_with(*end));
    end.map_or(String::new(), |end| member[..member.len() - end.len()].to_owned())
}

/// Letters and digits alone, small.
fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// What a call made: the text of the member that is called so, of the answer first.
fn made_thing(record: &Value, noun: &str) -> Option<String> {
    let parts = ["responseElements", "serviceEventDetails", "requestParameters"];
    let found = parts
        .iter()
        .filter_map(|part| Some((part, record.get(part)?)))
        .find_map(|(part, value)| named_thing(value, &mut vec![(*part).to_owned()], noun))?;
    Some(ArnPath::of(&found).map_or(found.as_str(), |arn| arn.name).to_owned())
}

fn named_thing(value: &Value, path: &mut Vec<String>, noun: &str) -> Option<String> {
    match value {
        Value::String(text) => {
            let is_named = path.last().is_some_and(|name| !stem(name).is_empty() || is_bare(name));
            (is_named && !text.is_empty() && fits(path, noun)).then(|| text.clone())
        }
        Value::Array(elements) => elements.iter().find_map(|e| named_thing(e, path, noun)),
        Value::Object(members) => members.iter().find_map(|(name, value)| {
            path.push(name.clone());
            let found = named_thing(value, path, noun);
            path.pop();
            found
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// Whether a member says by its name alone that it names what is around it.
fn is_bare(member: &str) -> bool {
    matches!(plain(member).as_str(), "name" | "identifier" | "arn" | "id")
}

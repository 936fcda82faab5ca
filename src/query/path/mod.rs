//! Paths into a record's JSON: how they are written, and which values they reach.
//!
//! [`tree`] says what a path reaches, in a record that `serde_json` has read whole. [`walk`] finds the
//! same in the record's text and passes over the rest; [`reader`] chooses between the two.
//!
//! `requestParameters.ipPermissions.items[0].fromPort`, `resources.ARN`, `**` for any depth, and
//! `any` for anywhere in the record. Arrays are looked through, unless an index is named. A string
//! that holds JSON itself, also URL-encoded, is looked into when the path goes on: policies are
//! logged so. Names are compared in any case.

mod found;
mod needed;
mod notation;
mod reader;
mod tree;
mod walk;

pub use found::PathText;
pub(crate) use needed::is_coded;
pub(crate) use notation::read;
pub(crate) use reader::PathReader;
pub(crate) use tree::{Reached, list};

/// Members of a record that a path can start with, and what they hold; others need a leading dot.
///
/// Source: CloudTrail user guide, "record contents".
pub const MEMBERS: &[(&str, &str)] = &[
    ("additionalEventData", "More about the call, such as MFAUsed or bytesTransferredOut"),
    ("addendum", "Why an event was delivered late or again"),
    ("apiVersion", "Version of the API that was called"),
    ("edgeDeviceDetails", "The edge device that was called"),
    ("errorMessage", "Why the call failed"),
    ("eventContext", "Tags and keys that the event was enriched with"),
    ("eventVersion", "Version of the record's format"),
    ("insightDetails", "What an Insights event found"),
    ("managementEvent", "Whether it is a management event"),
    ("requestID", "The service's own id of the call"),
    ("requestParameters", "What the call asked for"),
    ("resources", "Resources that the call touched"),
    ("responseElements", "What a call that changes something answered"),
    ("serviceEventDetails", "What a service event tells"),
    ("sessionCredentialFromConsole", "\"true\" for a call made from the console"),
    ("sharedEventID", "The same in the copies that several accounts received"),
    ("tlsDetails", "TLS version, cipher suite and host name of the call"),
    ("userIdentity", "Who made the call, as the record has it"),
];

/// The name of a path that begins anywhere in the record.
pub const ANYWHERE: &str = "any";

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A member of that name, in any case; a number also means an element.
    Name(String),
    /// The element at this place of an array, `[0]`.
    Index(usize),
    /// Any element of an array, `[*]`.
    Each,
    /// Whatever is below, at any depth, `**`.
    Deep,
}

/// Which values of a record are meant; has at least one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path(Vec<Step>);

impl Path {
    /// A path of these steps; `None` when there are none. Several `**` in a row are one.
    pub fn from_steps(steps: impl IntoIterator<Item = Step>) -> Option<Self> {
        let mut steps: Vec<Step> = steps.into_iter().collect();
        steps.dedup_by(|b, a| *a == Step::Deep && *b == Step::Deep);
        let known = match steps.first() {
            Some(Step::Name(first)) => {
                MEMBERS.iter().find(|(name, _)| name.eq_ignore_ascii_case(first))
            }
            _ => None,
        };
        if let Some((known, _)) = known {
            steps[0] = Step::Name((*known).to_owned());
        }
        (!steps.is_empty()).then_some(Self(steps))
    }

    /// Reads a path that is known by its look: it starts with a member of records, with `any`, or
    /// with a dot.
    pub fn parse(text: &str) -> Option<Self> {
        let (steps, length) = read(text)?;
        let is_known = match steps.first()? {
            Step::Name(name) if !text.starts_with('.') => {
                MEMBERS.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
            }
            _ => true,
        };
        Self::from_steps(steps).filter(|_| is_known && length == text.len())
    }

    /// The steps.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The last names of the path, joined: as few as tell it from `others`.
    pub fn short_name(&self, others: &[&Self]) -> String {
        let tail = |path: &Self, n: usize| {
            let steps = path.0[path.0.len().saturating_sub(n)..].to_vec();
            Self(steps).to_string().trim_start_matches('.').to_owned()
        };
        let is_told = |n: &usize| {
            matches!(self.0[self.0.len().saturating_sub(*n)], Step::Name(_))
                && others.iter().all(|other| *other == self || tail(other, *n) != tail(self, *n))
        };
        let n_steps = (1..=self.0.len()).find(is_told).unwrap_or(self.0.len());
        tail(self, n_steps)
    }
}

#[cfg(test)]
mod tests;

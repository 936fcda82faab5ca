//! One CloudTrail event record, borrowed from the text of its file.
//!
//! `EventRecord` reads the members that become columns and skips the rest, which stays where it is:
//! in the record's JSON. Every member tolerates every JSON type, since records in the wild vary.
//! `userIdentity` is kept as raw JSON, because the same few identities fill millions of records
//! and are worth reading once (see [`identity`]).

pub mod address;
pub mod catalog;
mod event;
pub mod identity;
mod issue;
mod member;
mod node;
mod read;
mod scan;
mod target;
mod text;
mod texts;
pub mod user_agent;

pub use event::{EventRecord, MadeBy, NotAnEvent, Outcome};
pub use issue::{Issue, IssueKind};
pub(crate) use scan::json;

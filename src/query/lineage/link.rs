//! That one session comes from another, and how that is known.

use std::cmp::Ordering;

use super::super::session::SessionId;
use super::grant::{Grant, GrantId};

/// That a session comes from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// What was issued.
    pub child: SessionId,
    /// What signed the call that issued it.
    pub parent: SessionId,
    /// The call; `None` where no event says it.
    pub grant: Option<GrantId>,
    /// How it is known.
    pub rule: Rule,
    /// The key that it was found by, a code of `AccessKey`; 0 for none.
    pub key: u32,
}

/// How a link is known, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The key that the call returned signed the events.
    Key,
    /// Same principal, and its credentials were issued in the second of the call.
    SessionAndTime,
    /// Same principal, and its credentials were issued in the second of the sign-in.
    SignIn,
    /// The role session is named after the instance that the call started.
    Instance,
    /// The call made the user, by its unique id.
    User,
    /// The call made the role, by its unique id.
    Role,
    /// The role was switched to from a principal of this ARN, which was in use then.
    SwitchedFrom,
    /// Credentials of the same principal were in use then.
    SamePrincipal,
    /// The call set the password of a user of that name.
    PasswordOf,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 9] = [
        Self::Key,
        Self::SessionAndTime,
        Self::SignIn,
        Self::Instance,
        Self::User,
        Self::Role,
        Self::SwitchedFrom,
        Self::SamePrincipal,
        Self::PasswordOf,
    ];

    /// What the evidence is, in a few words.
    pub fn text(self) -> &'static str {
        match self {
            Self::Key => "key id",
            Self::SessionAndTime | Self::SignIn => "session id and time",
            Self::Instance => "instance id",
            Self::User => "user id",
            Self::Role => "role id",
            Self::SwitchedFrom => "ARN and time only",
            Self::SamePrincipal => "principal and time only",
            Self::PasswordOf => "name only",
        }
    }

    /// The rule in a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Key => "the key that the call returned signed these events",
            Self::SessionAndTime => {
                "the principal's credentials were issued in the second of the call"
            }
            Self::SignIn => "the principal's credentials were issued in the second of the sign-in",
            Self::Instance => "the role session is named after the instance that the call started",
            Self::User => "the call made the user with this unique id",
            Self::Role => "the call made the role with this unique id",
            Self::SwitchedFrom => "the ARN that the role was switched from was in use then",
            Self::SamePrincipal => "credentials of the same principal were in use then",
            Self::PasswordOf => "the call set the password of a user of this name",
        }
    }

    /// Whether it leaves no doubt, as far as the records are true.
    pub fn is_certain(self) -> bool {
        self <= Self::Role
    }

    /// Whether the call made what the credential is for, and not the credential.
    pub fn is_of_maker(self) -> bool {
        matches!(self, Self::User | Self::Role)
    }
}

/// The order of a session's links: certain ones first, then a customer's before a service's, then by
/// rule; of passwords the last that was set, else the first grant.
pub(super) fn preference(grants: &[Grant], a: &Link, b: &Link) -> Ordering {
    let call = |link: &Link| link.grant.map(|id| &grants[id.index()]);
    let by_service = |link: &Link| call(link).is_some_and(|grant| grant.is_by_service);
    let place = |link: &Link| {
        let place = link.grant.map_or(u32::MAX, |id| id.0);
        if link.rule == Rule::PasswordOf { u32::MAX - place } else { place }
    };
    b.rule
        .is_certain()
        .cmp(&a.rule.is_certain())
        .then_with(|| by_service(a).cmp(&by_service(b)))
        .then_with(|| a.rule.cmp(&b.rule))
        .then_with(|| place(a).cmp(&place(b)))
        .then_with(|| a.parent.cmp(&b.parent))
        .then_with(|| a.key.cmp(&b.key))
}

/// How many of the first links exclude each other: 0 when there is none, 1 when the first stands.
///
/// Two say the same when they lead to one parent. A session of several keys may have as many issuers:
/// only one key with two excludes.
pub(super) fn n_candidates(links: &[Link]) -> usize {
    let Some(first) = links.first() else { return 0 };
    let alike: Vec<&Link> = links.iter().take_while(|link| link.rule == first.rule).collect();
    let excludes = |link: &&&Link| {
        let is_of_another_key = first.rule == Rule::Key && link.key != first.key;
        link.parent != first.parent && !is_of_another_key && first.rule != Rule::PasswordOf
    };
    match alike.iter().rposition(|link| excludes(&link)) {
        Some(last) => last + 1,
        None => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(parent: u32, rule: Rule, key: u32) -> Link {
        Link { child: SessionId(9), parent: SessionId(parent), grant: None, rule, key }
    }

    #[test]
    fn one_key_with_two_issuers_is_ambiguous_two_keys_are_not() {
        assert_eq!(n_candidates(&[]), 0);
        assert_eq!(n_candidates(&[link(1, Rule::Key, 1), link(2, Rule::Key, 2)]), 1);
        assert_eq!(n_candidates(&[link(1, Rule::Key, 1), link(2, Rule::Key, 1)]), 2);
        assert_eq!(n_candidates(&[link(1, Rule::Key, 1), link(1, Rule::Key, 1)]), 1);
        let mixed = [link(1, Rule::Key, 1), link(2, Rule::SessionAndTime, 0)];
        assert_eq!(n_candidates(&mixed), 1);
    }

    #[test]
    fn every_rule_says_what_it_is_and_names_alone_are_never_certain() {
        for rule in Rule::ALL {
            assert!(!rule.sentence().is_empty());
            assert_eq!(rule.is_certain(), !rule.text().ends_with("only"), "{rule:?}");
        }
    }
}

//! Rules that an event alone decides, by what its values say.

use super::person::{ByIdentity, People};
use super::{Flag, Found, pair};
use crate::query::session::SessionKind;
use crate::store::{ABSENT, Field, FieldView, RowId, Snapshot};

pub(super) fn find<'s>(snapshot: &'s Snapshot, people: &People) -> Found<'s> {
    let mut found = Found::new(snapshot);
    // Every snapshot has these fields.
    let _ = root(snapshot, people, &mut found);
    let _ = no_mfa_write(snapshot, people, &mut found);
    let _ = cross_account(snapshot, people, &mut found);
    found
}

fn rows(snapshot: &Snapshot) -> impl Iterator<Item = RowId> {
    (0..snapshot.len()).map(RowId::from_index)
}

/// Whether each value of a field is this word.
fn is(view: FieldView<'_>, word: &str) -> Vec<bool> {
    view.values.iter().map(|(_, text)| text.eq_ignore_ascii_case(word)).collect()
}

/// Root's own calls; what services do in root's name is theirs (the usual rule of detections).
fn root(snapshot: &Snapshot, people: &People, found: &mut Found<'_>) -> Option<()> {
    let identity_types = ByIdentity::new(snapshot, Field::IdentityType)?;
    let services = ByIdentity::new(snapshot, Field::InvokedBy)?;
    let types = snapshot.view(Field::EventType)?;
    let is_service_event = is(types, "AwsServiceEvent");
    for row in rows(snapshot) {
        let identity = identity_types.of_row(row);
        if identity_types.text(identity) == "Root"
            && services.code(identity) == ABSENT
            && !is_service_event[types.code(row) as usize]
        {
            found.add(Flag::Root, row, u64::from(people.session(identity).0));
        }
    }
    Some(())
}

/// An identity provider may have asked for a second factor that AWS does not know of.
fn no_mfa_write(snapshot: &Snapshot, people: &People, found: &mut Found<'_>) -> Option<()> {
    let [console, types, access] =
        [Field::Console, Field::EventType, Field::Access].map(|field| snapshot.view(field));
    let (console, types, access) = (console?, types?, access?);
    let (mfa, provider) =
        (ByIdentity::new(snapshot, Field::Mfa)?, ByIdentity::new(snapshot, Field::Provider)?);
    let (by_console, is_action) = (is(console, "true"), is(types, "AwsConsoleAction"));
    let is_write = is(access, "write");
    let is_without: Vec<bool> = (0..)
        .take(people.len())
        .map(|identity| {
            let vouched_for = matches!(
                people.kind(identity),
                Some(SessionKind::FederatedRole | SessionKind::IdentityCenterRole)
            );
            !vouched_for
                && people.is_person(identity)
                && provider.code(identity) == ABSENT
                && mfa.text(identity).eq_ignore_ascii_case("false")
        })
        .collect();
    for row in rows(snapshot).filter(|&row| is_write[access.code(row) as usize]) {
        let in_console =
            by_console[console.code(row) as usize] || is_action[types.code(row) as usize];
        let identity = mfa.of_row(row);
        if in_console && is_without[identity as usize] {
            found.add(Flag::NoMfaWrite, row, u64::from(people.session(identity).0));
        }
    }
    Some(())
}

fn cross_account(snapshot: &Snapshot, people: &People, found: &mut Found<'_>) -> Option<()> {
    let accounts = snapshot.view(Field::Account)?;
    let callers = ByIdentity::new(snapshot, Field::IdentityAccount)?;
    // The account's code among those that log events; `None` for what is no account.
    let is_account = |text: &str| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
    let codes: hashbrown::HashMap<&str, u32> =
        accounts.values.iter().map(|(code, text)| (text, code)).collect();
    let own: Vec<Option<u32>> = (0..)
        .take(people.len())
        .map(|identity| {
            let text = callers.text(identity);
            let is_caller = is_account(text) && people.is_person(identity);
            is_caller.then(|| codes.get(text).copied().unwrap_or(u32::MAX))
        })
        .collect();
    let is_logging: Vec<bool> = accounts.values.iter().map(|(_, text)| is_account(text)).collect();
    for row in rows(snapshot) {
        let account = accounts.code(row);
        let identity = callers.of_row(row);
        let caller = own[identity as usize];
        if is_logging[account as usize] && caller.is_some_and(|caller| caller != account) {
            found.add(Flag::CrossAccount, row, pair(callers.code(identity), account));
        }
    }
    Some(())
}

//! Which actor is meant: by its id, by a name of any kind, by its code.

use crate::store::{ABSENT, Field, RowId, Snapshot, Values};

/// The actors that `text` means: by name, unique id, ARN, principal or key, letter by letter; codes
/// of [`Field::Actor`], in order of their ids.
pub fn actors_named(snapshot: &Snapshot, text: &str) -> Vec<u32> {
    let Some(actors) = snapshot.view(Field::Actor) else { return Vec::new() };
    let is_text = |values: &Values, code: u32| {
        code != ABSENT && (values.text(code) == text || values.key(code) == text)
    };
    let mut found: Vec<u32> = actors
        .values
        .iter()
        .map(|(code, _)| code)
        .filter(|&code| is_text(actors.values, code))
        .collect();
    if found.is_empty()
        && let Some(identities) = actors.lens
    {
        for field in [Field::AccessKey, Field::Arn, Field::PrincipalId] {
            let Some(view) = snapshot.view(field) else { continue };
            let Some(lens) = view.lens else { continue };
            let of_identity = lens.iter().zip(identities);
            let meant = of_identity.filter(|(code, _)| is_text(view.values, **code));
            found.extend(meant.map(|(_, &actor)| actor).filter(|&actor| actor != ABSENT));
        }
    }
    found.sort_unstable_by(|&a, &b| actors.values.key(a).cmp(actors.values.key(b)));
    found.dedup();
    found
}

/// The code of the actor with this id, its key in [`Field::Actor`].
pub fn actor_of_key(snapshot: &Snapshot, key: &str) -> Option<u32> {
    let values = snapshot.view(Field::Actor)?.values;
    values.iter().map(|(code, _)| code).find(|&code| code != ABSENT && values.key(code) == key)
}

/// The id of an event's actor.
pub fn actor_key(snapshot: &Snapshot, row: RowId) -> Option<String> {
    actor_of_code(snapshot, snapshot.view(Field::Actor)?.code(row))
}

/// The id of the actor of a code.
pub fn actor_of_code(snapshot: &Snapshot, code: u32) -> Option<String> {
    let values = snapshot.view(Field::Actor)?.values;
    (code != ABSENT).then(|| values.key(code).to_owned())
}

/// The ids of all actors of the name that the one with this id has, in order; its own among them.
pub fn namesakes(snapshot: &Snapshot, key: &str) -> Vec<String> {
    let Some(values) = snapshot.view(Field::Actor).map(|view| view.values) else {
        return Vec::new();
    };
    let name = actor_of_key(snapshot, key).map(|code| values.text(code));
    let alike = values.iter().filter(|(code, text)| *code != ABSENT && Some(*text) == name);
    let mut keys: Vec<String> = alike.map(|(code, _)| values.key(code).to_owned()).collect();
    keys.sort_unstable();
    keys
}

//! The user's own keys, over those of the table.
//!
//! An action that is named gets other keys instead of its own, wherever it had keys. Whatever would
//! make a key mean two things, or make keys unreachable behind it, is a mistake: the action then keeps
//! the keys of the table.

use super::action::Action;
use super::keymap::{Binding, Context, DEFAULT, KeyPress, Keymap};

/// An action with its keys, as they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The action's name.
    pub action: String,
    /// The keys of each way to press it.
    pub sequences: Vec<String>,
}

/// What is wrong with a wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WishFault {
    /// Which wish.
    pub wish: usize,
    /// Which of its sequences; `None` when it is the action.
    pub sequence: Option<usize>,
    /// What is wrong and what was expected.
    pub reason: String,
}

/// A wish that can be read: its place among the wishes, its action, and its sequences with theirs.
struct Readable {
    wish: usize,
    action: Action,
    sequences: Vec<Vec<KeyPress>>,
}

/// The keys of the table with those that are wished for, and what cannot be had.
pub fn keymap(wishes: &[Wish]) -> (Keymap, Vec<WishFault>) {
    let mut faults = Vec::new();
    let mut readable: Vec<Readable> = Vec::new();
    for (wish, Wish { action, sequences }) in wishes.iter().enumerate() {
        match read(wish, action, sequences) {
            Ok(one) => readable.push(one),
            Err(fault) => faults.push(fault),
        }
    }
    loop {
        let keymap = bound(&readable);
        let Some(fault) = readable.iter().find_map(|one| conflict(one, &keymap)) else {
            faults.sort_by_key(|fault| fault.wish);
            return (keymap, faults);
        };
        // Its action has its own keys again, which another wish may have relied on: all anew.
        readable.retain(|one| one.wish != fault.wish);
        faults.push(fault);
    }
}

fn read(wish: usize, name: &str, sequences: &[String]) -> Result<Readable, WishFault> {
    let fault = |sequence, reason| WishFault { wish, sequence, reason };
    let Some(action) = Action::named(name) else {
        let reason =
            format!("no action is called `{name}`; `trailglass config --example` lists them all");
        return Err(fault(None, reason));
    };
    let mut read: Vec<Vec<KeyPress>> = Vec::new();
    for (at, sequence) in sequences.iter().enumerate() {
        let mut keys = Vec::new();
        for key in sequence.split_whitespace() {
            keys.push(KeyPress::parse(key).ok_or_else(|| {
                let reason = format!(
                    "no key is called `{key}`; expected a character, enter, f5, pagedown, ctrl-n, \
                     alt-left or the like, with a space between keys that follow each other"
                );
                fault(Some(at), reason)
            })?);
        }
        if keys.is_empty() {
            return Err(fault(
                Some(at),
                "expected a key; `[]` leaves an action without".to_owned(),
            ));
        }
        if !read.contains(&keys) {
            read.push(keys);
        }
    }
    Ok(Readable { wish, action, sequences: read })
}

/// The contexts in which the table has keys for an action.
fn contexts(action: Action) -> Vec<Context> {
    let mut contexts = Vec::new();
    for (context, _, _) in DEFAULT.iter().filter(|(_, _, other)| *other == action) {
        if !contexts.contains(context) {
            contexts.push(*context);
        }
    }
    contexts
}

/// The table, with the rows of each action that is wished for in the place of its own.
fn bound(wishes: &[Readable]) -> Keymap {
    let mut bindings = Vec::new();
    let mut placed = Vec::new();
    for binding in Keymap::default().bindings {
        let Some(wish) = wishes.iter().find(|wish| wish.action == binding.action) else {
            bindings.push(binding);
            continue;
        };
        if placed.contains(&wish.action) {
            continue;
        }
        placed.push(wish.action);
        let table = Keymap::default().bindings;
        for context in contexts(wish.action) {
            // A key that the table has for the action keeps its place, a new one works in all.
            let fits = |keys: &&Vec<KeyPress>| {
                let is_own = |b: &&Binding| b.action == wish.action && b.keys == **keys;
                let mut own = table.iter().filter(is_own).peekable();
                own.peek().is_none() || own.any(|binding| binding.context == context)
            };
            let of =
                |keys: &Vec<KeyPress>| Binding { context, keys: keys.clone(), action: wish.action };
            bindings.extend(wish.sequences.iter().filter(fits).map(of));
        }
    }
    Keymap { bindings }
}

/// What stands in the way of a wish, among all keys.
fn conflict(wish: &Readable, keymap: &Keymap) -> Option<WishFault> {
    for own in keymap.bindings.iter().filter(|binding| binding.action == wish.action) {
        for other in &keymap.bindings {
            let is_same = own.context == other.context
                && own.keys == other.keys
                && own.action != other.action;
            let is_behind = own.keys.len() != other.keys.len()
                && own.context.meets(other.context)
                && (own.keys.starts_with(&other.keys) || other.keys.starts_with(&own.keys));
            if !is_same && !is_behind {
                continue;
            }
            let (keys, theirs, name) = (own.keys_text(), other.keys_text(), other.action.name());
            let reason = match (is_same, own.keys.len() < other.keys.len()) {
                (true, _) => format!("`{keys}` is the key of {name}; give that another key too"),
                (_, true) => format!("`{keys}` begins `{theirs}`, the keys of {name}"),
                (_, false) => format!("`{keys}` begins with `{theirs}`, the key of {name}"),
            };
            let sequence = wish.sequences.iter().position(|keys| *keys == own.keys);
            return Some(WishFault { wish: wish.wish, sequence, reason });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::action::ACTIONS;
    use super::super::keymap::Lookup;
    use super::*;

    fn wishes(wishes: &[(&str, &[&str])]) -> Vec<Wish> {
        let wish = |(action, sequences): &(&str, &[&str])| Wish {
            action: (*action).to_owned(),
            sequences: sequences.iter().map(ToString::to_string).collect(),
        };
        wishes.iter().map(wish).collect()
    }

    fn meaning(keymap: &Keymap, here: Context, keys: &str) -> Lookup {
        let keys: Vec<KeyPress> = keys.split(' ').filter_map(KeyPress::parse).collect();
        keymap.lookup(here, &keys)
    }

    #[track_caller]
    fn fails(wish: &[(&str, &[&str])], expected: &[(usize, Option<usize>, &str)]) {
        let (keymap, faults) = keymap(&wishes(wish));
        let faults: Vec<_> =
            faults.iter().map(|f| (f.wish, f.sequence, f.reason.as_str())).collect();
        assert_eq!(faults, expected);
        if wish.len() == expected.len() {
            assert_eq!(keymap.bindings, Keymap::default().bindings);
        }
    }

    #[test]
    fn an_action_has_the_keys_that_were_wished_for_and_no_others() {
        let (keymap, faults) =
            keymap(&wishes(&[("undo", &["ctrl-Y", "g u"]), ("full", &["f5"]), ("search", &[])]));
        assert_eq!(faults, []);
        assert_eq!(meaning(&keymap, Context::Groups, "ctrl-y"), Lookup::Action(Action::Undo));
        assert_eq!(meaning(&keymap, Context::Groups, "g u"), Lookup::Action(Action::Undo));
        assert_eq!(meaning(&keymap, Context::Groups, "u"), Lookup::Unbound);
        for here in [Context::Events, Context::Detail] {
            assert_eq!(meaning(&keymap, here, "f5"), Lookup::Action(Action::Full));
        }
        assert_eq!(keymap.key_of(Context::Events, Action::Search), None);
    }

    #[test]
    fn keys_can_be_swapped() {
        let (keymap, faults) = keymap(&wishes(&[("undo", &["x"]), ("exclude", &["u"])]));
        assert_eq!(faults, []);
        assert_eq!(meaning(&keymap, Context::Events, "u"), Lookup::Action(Action::Exclude));
    }

    #[test]
    fn what_cannot_be_had_is_told_and_the_action_keeps_its_keys() {
        fails(
            &[("undoo", &["z"])],
            &[(
                0,
                None,
                "no action is called `undoo`; `trailglass config --example` lists them all",
            )],
        );
        fails(
            &[("undo", &["x"])],
            &[(0, Some(0), "`x` is the key of exclude; give that another key too")],
        );
        fails(&[("undo", &["f5", "g"])], &[(0, Some(1), "`g` begins `gr`, the keys of naming")]);
        fails(
            &[("undo", &["u x", "i x"])],
            &[(0, Some(1), "`ix` begins with `i`, the key of include")],
        );
        fails(
            &[("undo", &[" "])],
            &[(0, Some(0), "expected a key; `[]` leaves an action without")],
        );
    }

    #[test]
    fn a_swap_of_which_half_fails_fails_as_a_whole() {
        let broken: &[(&str, &[&str])] = &[("undo", &["x"]), ("exclude", &["hyper-u"])];
        let (keymap, faults) = keymap(&wishes(broken));
        assert_eq!(faults.iter().map(|fault| fault.wish).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(keymap.bindings, Keymap::default().bindings);
    }

    #[test]
    fn the_more_particular_place_may_use_a_key_of_everywhere() {
        let (keymap, faults) = keymap(&wishes(&[("choose-value", &["i"])]));
        assert_eq!(faults, []);
        assert_eq!(meaning(&keymap, Context::Facets, "i"), Lookup::Action(Action::ChooseValue));
        assert_eq!(meaning(&keymap, Context::Events, "i"), Lookup::Action(Action::Include));
    }

    #[test]
    fn to_wish_for_the_keys_of_the_table_changes_nothing() {
        let wish = |spec: &super::super::action::ActionSpec| Wish {
            action: spec.action.name(),
            sequences: DEFAULT
                .iter()
                .filter(|(_, _, action)| *action == spec.action)
                .map(|(_, keys, _)| (*keys).to_owned())
                .collect(),
        };
        let (keymap, faults) = keymap(&ACTIONS.iter().map(wish).collect::<Vec<_>>());
        assert_eq!(faults, []);
        let table = Keymap::default().bindings;
        assert_eq!(keymap.bindings.len(), table.len());
        assert!(table.iter().all(|binding| keymap.bindings.contains(binding)));
    }

    fn any_wish() -> impl Strategy<Value = Wish> {
        let names: Vec<String> = ACTIONS.iter().map(|spec| spec.action.name()).collect();
        let sequence = "[a-dgxyV]( [a-d])?";
        (prop::sample::select(names), prop::collection::vec(sequence, 0..3))
            .prop_map(|(action, sequences)| Wish { action, sequences })
    }

    proptest! {
        #[test]
        fn no_key_means_two_things_whatever_is_wished(
            wishes in prop::collection::vec(any_wish(), 0..8),
        ) {
            let (keymap, _) = keymap(&wishes);
            for (at, one) in keymap.bindings.iter().enumerate() {
                for other in &keymap.bindings[..at] {
                    let is_same = one.context == other.context && one.keys == other.keys;
                    prop_assert!(!is_same || one.action == other.action, "{}", one.keys_text());
                }
            }
        }
    }
}

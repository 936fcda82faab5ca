//! Which values of two objects or arrays belong together.
//!
//! Members go by name, the first of a repeated name with the first. Elements go by what identifies
//! them where all elements of both arrays have it and no two of one array share it; plain values go
//! by value; all others by place.

use std::collections::HashMap;

use crate::tui::widget::json_tree::{JsonTree, Key, Kind};

/// A node before, a node after, or both.
pub(crate) type Pair = (Option<usize>, Option<usize>);

/// Names of members that identify an element of an array, the surest first.
const IDENTITIES: &[&str] = &[
    "arn",
    "id",
    "key",
    "name",
    "sid",
    "instanceid",
    "groupid",
    "volumeid",
    "subnetid",
    "networkinterfaceid",
    "variantname",
    "channelname",
    "parametername",
    "policyname",
    "username",
    "rolename",
    "devicename",
    "cidrip",
];

/// Pairs the children of two nodes of one kind, in the order of what was, with what came after its
/// neighbour.
pub(crate) fn pairs(
    kind: Kind,
    (before, here): (&JsonTree, &[usize]),
    (after, there): (&JsonTree, &[usize]),
) -> Vec<Pair> {
    let by = |of: &dyn Fn(&JsonTree, usize) -> String| {
        let labels = |tree, nodes: &[usize]| nodes.iter().map(|&n| of(tree, n)).collect();
        merged((here, labels(before, here)), (there, labels(after, there)))
    };
    if kind != Kind::Array {
        return by(&name);
    }
    let sides = [(before, here), (after, there)];
    if sides.iter().all(|(tree, nodes)| nodes.iter().all(|&node| is_plain(tree, node))) {
        return by(&|tree, node| plain_label(tree, node));
    }
    let identity = IDENTITIES
        .iter()
        .find(|&&name| sides.iter().all(|(tree, nodes)| identifies(tree, nodes, name)));
    match identity {
        Some(identity) => by(&|tree, node| identity_of(tree, node, identity).unwrap_or_default()),
        None => by(&name),
    }
}

/// What a parent calls a node; elements are called by their place.
fn name(tree: &JsonTree, node: usize) -> String {
    match &tree.document.nodes[node].key {
        Key::Name(name) => name.to_string(),
        other => other.shown(),
    }
}

fn is_plain(tree: &JsonTree, node: usize) -> bool {
    !matches!(tree.document.nodes[node].kind, Kind::Object | Kind::Array)
}

/// A value with its kind: `"1"` is not 1.
fn plain_label(tree: &JsonTree, node: usize) -> String {
    let node = &tree.document.nodes[node];
    format!("{:?} {}", node.kind, tree.value_of(node))
}

/// Whether each of the elements has a value of its own called so.
fn identifies(tree: &JsonTree, nodes: &[usize], name: &str) -> bool {
    let mut values: Vec<String> =
        nodes.iter().map_while(|&node| identity_of(tree, node, name)).collect();
    let n_values = values.len();
    values.sort_unstable();
    values.dedup();
    n_values == nodes.len() && values.len() == n_values
}

/// The plain value of an object's member, whose name is in small letters.
fn identity_of(tree: &JsonTree, node: usize, name: &str) -> Option<String> {
    let document = &tree.document;
    if document.nodes[node].kind != Kind::Object {
        return None;
    }
    let is_called = |&child: &usize| matches!(&document.nodes[child].key, Key::Name(held) if held.eq_ignore_ascii_case(name));
    let child = document.children(node).into_iter().find(is_called)?;
    let is_named = matches!(document.nodes[child].kind, Kind::String | Kind::Number);
    is_named.then(|| plain_label(tree, child))
}

/// Nodes of one label belong together, the first with the first.
fn merged(
    (here, labels): (&[usize], Vec<String>),
    (there, other_labels): (&[usize], Vec<String>),
) -> Vec<Pair> {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, label) in other_labels.iter().enumerate().rev() {
        places.entry(label).or_default().push(place);
    }
    let partner: Vec<Option<usize>> =
        labels.iter().map(|label| places.get_mut(label.as_str()).and_then(Vec::pop)).collect();
    let mut is_paired = vec![false; there.len()];
    partner.iter().flatten().for_each(|&place| is_paired[place] = true);
    let mut pairs = Vec::with_capacity(here.len().max(there.len()));
    let mut next = 0;
    for (&node, place) in here.iter().zip(partner) {
        if let Some(place) = place {
            // What came before this one, as far as it is not told yet.
            let came = (next..place).filter(|&other| !is_paired[other]);
            pairs.extend(came.map(|other| (None, Some(there[other]))));
            next = next.max(place + 1);
        }
        pairs.push((Some(node), place.map(|place| there[place])));
    }
    let came = (next..there.len()).filter(|&other| !is_paired[other]);
    pairs.extend(came.map(|other| (None, Some(there[other]))));
    pairs
}

//! Groups as a tree: what is open, and the lines that show.

use std::collections::HashSet;

use crate::query::Group;

/// A line of the tree: the way to a group through the children.
pub(crate) type Path = Vec<usize>;

/// Whether there is anything below that the group does not say itself.
pub(crate) fn has_children(group: &Group) -> bool {
    match group.children.as_slice() {
        [] => false,
        [only] => !only.label().is_empty() || has_children(only),
        _ => true,
    }
}

/// At first two levels show: the sessions of a role can be thousands.
fn is_open_at_first(group: &Group) -> bool {
    group.labels.len() == 1
}

pub(crate) fn is_open(group: &Group, toggled: &HashSet<Vec<String>>) -> bool {
    is_open_at_first(group) != toggled.contains(&group.labels)
}

pub(crate) fn is_all_open(group: &Group, toggled: &HashSet<Vec<String>>) -> bool {
    !has_children(group)
        || (is_open(group, toggled)
            && group.children.iter().all(|child| is_all_open(child, toggled)))
}

/// Opens or folds a group and all below it.
pub(crate) fn toggle_all(group: &Group, opens: bool, toggled: &mut HashSet<Vec<String>>) {
    if has_children(group) && is_open_at_first(group) != opens {
        toggled.insert(group.labels.clone());
    }
    for child in &group.children {
        toggle_all(child, opens, toggled);
    }
}

pub(crate) fn list(
    groups: &[Group],
    toggled: &HashSet<Vec<String>>,
    path: &mut Path,
    lines: &mut Vec<Path>,
) {
    for (index, group) in groups.iter().enumerate() {
        path.push(index);
        lines.push(path.clone());
        if has_children(group) && is_open(group, toggled) {
            list(&group.children, toggled, path, lines);
        }
        path.pop();
    }
}

//! What the screen showed before: a tree of scenes, since what was undone is not forgotten.
//!
//! Nobody reports a change: after each message the app notes the scene that stands, and a scene that
//! differs from the last becomes its child. So whatever changes a scene can be undone, and going
//! back and forth changes no node.

use super::facet_choice::FacetChoice;
use super::filters::{Filters, Mode};
use crate::export::Columns;
use crate::query::SortKey;
use crate::store::Field;
use crate::text;
use crate::time::{TimesShown, Timestamp};
use crate::tui::action::ViewKind;

/// What can be undone: everything that decides what the screen shows of the events.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// Filters, order and neighbourhood.
    pub filters: Filters,
    /// The view on top.
    pub view: ViewKind,
    /// What events are grouped by.
    pub by: Vec<Field>,
    /// The columns of the list.
    pub columns: Columns,
    /// How times are shown.
    pub times: TimesShown,
    /// The values beside the list.
    pub facets: FacetChoice,
}

impl Scene {
    /// Whether the other shows the same events in the same way, seen from another side: what one
    /// turns to and folds in a row is one step.
    fn is_turned(&self, other: &Self) -> bool {
        let facets = other.facets.turned(&self.facets);
        Self { view: self.view, facets, ..other.clone() } == *self
    }
}

#[derive(Debug)]
struct Node {
    scene: Scene,
    /// What was changed in the parent.
    label: String,
    parent: Option<usize>,
    /// Where redo leads.
    last_child: Option<usize>,
    /// How many events the list had.
    n_rows: Option<usize>,
}

/// A node as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number, for [`History::go_to`].
    pub node: usize,
    /// How far it stands to the right: a branch stands further than what came after it.
    pub depth: usize,
    /// What was changed.
    pub label: String,
    /// How many events remained; `None` until they were counted.
    pub n_rows: Option<usize>,
    /// Whether it is what the screen shows.
    pub is_current: bool,
}

/// All scenes since the start, never empty.
#[derive(Debug)]
pub struct History {
    nodes: Vec<Node>,
    current: usize,
}

impl History {
    /// Begins with a scene.
    pub fn new(scene: Scene) -> Self {
        let label = match scene.filters.chips.as_slice() {
            [] => "start".to_owned(),
            chips => format!("start with {}", texts(chips.iter().map(|chip| chip.text.as_str()))),
        };
        let root = Node { scene, label, parent: None, last_child: None, n_rows: None };
        Self { nodes: vec![root], current: 0 }
    }

    /// The number of the node that stands.
    pub fn current(&self) -> usize {
        self.current
    }

    /// The scene that stands.
    pub fn scene(&self) -> &Scene {
        &self.nodes[self.current].scene
    }

    /// Takes note of the scene that stands.
    ///
    /// Turning from view to view, folding and opening facets is one step, and none when it ends where
    /// it began.
    pub fn note(&mut self, scene: Scene) {
        let node = &self.nodes[self.current];
        if node.scene == scene {
            return;
        }
        let parent = node.parent.map(|parent| &self.nodes[parent].scene);
        let is_turn = |parent: &Scene| parent.is_turned(&node.scene) && parent.is_turned(&scene);
        if parent.is_some_and(is_turn) && node.last_child.is_none() {
            self.turn_again(scene);
            return;
        }
        let label = label(&node.scene, &scene);
        let n_rows = node.n_rows.filter(|_| node.scene.filters == scene.filters);
        let new = self.nodes.len();
        self.nodes[self.current].last_child = Some(new);
        self.nodes.push(Node {
            scene,
            label,
            parent: Some(self.current),
            last_child: None,
            n_rows,
        });
        self.current = new;
    }

    fn turn_again(&mut self, scene: Scene) {
        let Some(parent) = self.nodes[self.current].parent else { return };
        if self.nodes[parent].scene == scene {
            self.current = parent;
            return;
        }
        let label = label(&self.nodes[parent].scene, &scene);
        let node = &mut self.nodes[self.current];
        (node.scene, node.label) = (scene, label);
    }

    /// Takes note of how many events the list has.
    pub fn count(&mut self, n_rows: usize) {
        self.nodes[self.current].n_rows = Some(n_rows);
    }

    /// Forgets all counts: there are other events now.
    pub fn forget_counts(&mut self) {
        for node in &mut self.nodes {
            node.n_rows = None;
        }
    }

    /// Goes to the scene before.
    pub fn undo(&mut self) -> Option<&Scene> {
        let parent = self.nodes[self.current].parent?;
        self.go_to(parent)
    }

    /// Goes to the scene after: the one that was there last.
    pub fn redo(&mut self) -> Option<&Scene> {
        let child = self.nodes[self.current].last_child?;
        self.go_to(child)
    }

    /// Goes to any scene.
    pub fn go_to(&mut self, node: usize) -> Option<&Scene> {
        self.nodes.get(node)?;
        self.current = node;
        let mut child = node;
        while let Some(parent) = self.nodes[child].parent {
            self.nodes[parent].last_child = Some(child);
            child = parent;
        }
        Some(&self.nodes[node].scene)
    }

    /// How often one can undo and redo.
    pub fn depths(&self) -> (usize, usize) {
        let count = |next: fn(&Node) -> Option<usize>| {
            std::iter::successors(next(&self.nodes[self.current]), |&at| next(&self.nodes[at]))
                .count()
        };
        (count(|node| node.parent), count(|node| node.last_child))
    }

    /// The tree, top to bottom: a node above its children, older branches before the newest.
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut left = vec![(0, 0)];
        while let Some((index, depth)) = left.pop() {
            let node = &self.nodes[index];
            lines.push(Line {
                node: index,
                depth,
                label: node.label.clone(),
                n_rows: node.n_rows,
                is_current: index == self.current,
            });
            let is_child =
                |(child, node): (usize, &Node)| (node.parent == Some(index)).then_some(child);
            let children: Vec<usize> = self.nodes.iter().enumerate().filter_map(is_child).collect();
            let newest = children.last().copied();
            let next = |child: usize| (child, depth + usize::from(Some(child) != newest));
            left.extend(children.into_iter().rev().map(next));
        }
        lines
    }
}

/// What was changed, in few words.
fn label(before: &Scene, after: &Scene) -> String {
    let mut changes = chip_changes(&before.filters, &after.filters);
    if before.filters.sort != after.filters.sort {
        changes.push(match after.filters.sort.as_slice() {
            [] => "time order".to_owned(),
            keys => format!("sort by {}", sort_text(keys)),
        });
    }
    match after.filters.around {
        around if around == before.filters.around => {}
        Some(around) => {
            let time = around.place.time.map_or(String::new(), Timestamp::clock);
            changes.push(format!("around {time} ±{}", around.n_each));
        }
        None => changes.push("back from the neighbours".to_owned()),
    }
    let names = |fields: &[Field]| texts(fields.iter().map(|field| field.spec().name));
    if before.by != after.by {
        changes.push(format!("group by {}", names(&after.by)));
    }
    if before.columns != after.columns {
        changes.extend(column_change(&before.columns, &after.columns));
    }
    if before.times != after.times {
        let delta = if after.times.is_delta { ", since the row before" } else { "" };
        changes.push(format!("times {}{delta}", after.times.zone));
    }
    if before.view != after.view {
        changes.push(format!("view {}", after.view.name()));
    }
    changes.extend(before.facets.changes(&after.facets));
    changes.join("; ")
}

fn column_change(before: &Columns, after: &Columns) -> Option<String> {
    if before.all != after.all || before.frozen != after.frozen {
        let columns = text::truncate_end(&after.to_string(), 200).into_owned();
        return Some(format!("columns {columns}"));
    }
    let folds = if after.folds { "fold" } else { "show" };
    (before.folds != after.folds).then(|| format!("{folds} columns with one value"))
}

fn chip_changes(before: &Filters, after: &Filters) -> Vec<String> {
    let mut changes = Vec::new();
    if before.is_off != after.is_off {
        changes.push(format!("all filters {}", if after.is_off { "off" } else { "on" }));
    }
    for chip in &before.chips {
        if !after.chips.iter().any(|other| other.expr == chip.expr) {
            changes.push(format!("− {}", chip.text));
        }
    }
    for chip in &after.chips {
        let sign = if chip.mode == Mode::Highlight { "highlight" } else { "+" };
        match before.chips.iter().find(|other| other.expr == chip.expr) {
            None => changes.push(format!("{sign} {}", chip.text)),
            Some(other) if other.is_off != chip.is_off => {
                changes.push(format!("{} {}", if chip.is_off { "off" } else { "on" }, chip.text));
            }
            Some(other) if other.mode != chip.mode => changes.push(format!("{sign} {}", chip.text)),
            Some(_) => {}
        }
    }
    changes
}

/// An order as it is shown.
pub fn sort_text(keys: &[SortKey]) -> String {
    let text = |key: &SortKey| {
        let name = key.key.name();
        if key.descending { format!("{name} ▼") } else { name.into_owned() }
    };
    keys.iter().map(text).collect::<Vec<String>>().join(", ")
}

fn texts<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    text::truncate_end(&texts.collect::<Vec<&str>>().join(", "), 200).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::filters::Chip;
    use super::*;
    use crate::query::parse;

    fn scene(filters: &[&str], view: ViewKind) -> Scene {
        let chip = |text: &&str| Chip::new(parse(text).unwrap(), Mode::Filter);
        let filters = Filters { chips: filters.iter().map(chip).collect(), ..Filters::default() };
        Scene {
            filters,
            view,
            by: Vec::new(),
            columns: Columns::default(),
            times: TimesShown::default(),
            facets: FacetChoice::default(),
        }
    }

    fn events(filters: &[&str]) -> Scene {
        scene(filters, ViewKind::Events)
    }

    fn outline(history: &History) -> Vec<String> {
        let line = |line: Line| {
            let mark = if line.is_current { "*" } else { "" };
            format!("{}{}{mark}", "-".repeat(line.depth), line.label)
        };
        history.lines().into_iter().map(line).collect()
    }

    #[test]
    fn what_was_undone_stays_as_a_branch() {
        let mut history = History::new(events(&[]));
        history.note(events(&["a"]));
        history.note(events(&["a", "b"]));
        history.undo();
        history.note(events(&["a", "!b"]));
        assert_eq!(outline(&history), ["start", "+ a", "-+ b", "+ !b*"]);
        assert_eq!(history.depths(), (2, 0));
        assert_eq!(history.go_to(2), Some(&events(&["a", "b"])));
        assert_eq!(outline(&history), ["start", "+ a", "-+ b*", "+ !b"]);
        history.undo();
        assert_eq!(history.redo(), Some(&events(&["a", "b"])));
        assert_eq!(history.go_to(9), None);
    }

    #[test]
    fn turning_from_view_to_view_is_one_step_or_none() {
        let mut history = History::new(events(&["a"]));
        for view in [ViewKind::Groups, ViewKind::Sources] {
            history.note(scene(&["a"], view));
        }
        assert_eq!(outline(&history), ["start with a", "view sources*"]);
        history.note(events(&["a"]));
        assert_eq!(outline(&history), ["start with a*", "view sources"]);
    }

    #[test]
    fn what_is_opened_and_folded_in_a_row_is_one_step() {
        let mut history = History::new(events(&["a"]));
        let facets = FacetChoice { is_open: true, ..FacetChoice::default() };
        history.note(Scene { facets: facets.clone(), ..events(&["a"]) });
        let folded = FacetChoice { folded: vec![Field::Actor], ..facets.clone() };
        history.note(Scene { facets: folded, ..events(&["a"]) });
        assert_eq!(outline(&history), ["start with a", "facets open, actor folded*"]);
        let rare = FacetChoice { order: crate::query::FacetOrder::Rare, ..facets };
        history.note(Scene { facets: rare, ..events(&["a"]) });
        assert_eq!(history.depths(), (2, 0));
        history.note(events(&["a"]));
        assert_eq!(history.depths(), (3, 0));
    }

    fn scenes() -> impl Strategy<Value = Scene> {
        let texts = prop::sample::subsequence(vec!["a", "b", "c"], 0..3);
        (texts, prop::sample::select(ViewKind::ALL.to_vec()))
            .prop_map(|(texts, view)| scene(&texts, view))
    }

    /// A new scene, or a step back, forward, or anywhere.
    #[derive(Debug, Clone)]
    enum Step {
        Note(Box<Scene>),
        Undo,
        Redo,
        GoTo(usize),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            scenes().prop_map(|scene| Step::Note(Box::new(scene))),
            Just(Step::Undo),
            Just(Step::Redo),
            (0..12usize).prop_map(Step::GoTo),
        ];
        prop::collection::vec(step, 0..30)
    }

    proptest! {
        #[test]
        fn undo_takes_a_change_back_and_redo_makes_it_again(steps in steps(), next in scenes()) {
            let mut history = History::new(events(&[]));
            for step in steps {
                match step {
                    Step::Note(scene) => history.note(*scene),
                    Step::Undo => drop(history.undo().cloned()),
                    Step::Redo => drop(history.redo().cloned()),
                    Step::GoTo(node) => drop(history.go_to(node).cloned()),
                }
            }
            let before = history.nodes[history.current].scene.clone();
            let n_before = history.nodes.len();
            history.note(next.clone());
            prop_assert_eq!(&history.nodes[history.current].scene, &next);
            if history.nodes.len() > n_before {
                prop_assert_eq!(history.undo(), Some(&before));
                prop_assert_eq!(history.redo(), Some(&next));
            }
            let mut nodes: Vec<usize> = history.lines().iter().map(|line| line.node).collect();
            nodes.sort_unstable();
            prop_assert_eq!(nodes, (0..history.nodes.len()).collect::<Vec<_>>());
            prop_assert_eq!(history.lines().iter().filter(|line| line.is_current).count(), 1);
        }
    }
}

//! The thread of a resource as lines of a tree, alike on the screen and in print.

use super::{Link, Part, Thread};

/// A heading of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Section {
    /// API calls about it.
    Calls,
    /// Service events about it, which AWS tells.
    ServiceEvents,
    /// The resources below it.
    Children,
    /// Calls that it made itself.
    Acted,
}

impl Section {
    /// All, in the order of the tree.
    pub const ALL: [Self; 4] = [Self::Calls, Self::ServiceEvents, Self::Children, Self::Acted];

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Calls => "API calls about it",
            Self::ServiceEvents => "service events about it",
            Self::Children => "made from it, or with its name",
            Self::Acted => "calls that it made itself",
        }
    }

    /// Where a link stands.
    fn of(link: &Link) -> Self {
        match (&link.child, link.part, link.is_service_event) {
            (Some(_), ..) => Self::Children,
            (None, Part::Acted, _) => Self::Acted,
            (None, _, true) => Self::ServiceEvents,
            (None, _, false) => Self::Calls,
        }
    }
}

/// A line of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TreeLine {
    /// The resource above.
    Parent,
    /// A heading, with the number of events or resources under it.
    Section(Section, usize),
    /// A resource below, by its position.
    Child(usize),
    /// An event, by its position; two levels deep when it is about a resource below.
    Link(usize),
}

impl Thread {
    /// The lines of the tree; those under a line that `is_open` does not open are left out.
    pub fn tree(&self, is_open: &dyn Fn(TreeLine) -> bool) -> Vec<TreeLine> {
        let mut lines: Vec<TreeLine> = self.parent.iter().map(|_| TreeLine::Parent).collect();
        let under = |section| {
            let is_there = move |(_, link): &(usize, &Link)| Section::of(link) == section;
            self.links.iter().enumerate().filter(is_there)
        };
        for section in Section::ALL {
            let n = match section {
                Section::Children => self.children.len(),
                _ => under(section).count(),
            };
            let heading = TreeLine::Section(section, n);
            if n == 0 {
                continue;
            }
            lines.push(heading);
            if !is_open(heading) {
                continue;
            }
            if section != Section::Children {
                lines.extend(under(section).map(|(at, _)| TreeLine::Link(at)));
                continue;
            }
            for (at, child) in self.children.iter().enumerate() {
                lines.push(TreeLine::Child(at));
                if is_open(TreeLine::Child(at)) {
                    let is_of = |link: &Link| link.child.as_deref() == Some(child.name.as_str());
                    let own = under(section).filter(|(_, link)| is_of(link));
                    lines.extend(own.map(|(at, _)| TreeLine::Link(at)));
                }
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::resource::{Child, Strength};
    use crate::store::RowId;

    #[test]
    fn each_event_stands_once_and_a_fold_hides_what_is_below() {
        let link = |row, part, child: Option<&str>, is_service_event| Link {
            row: RowId(row),
            part,
            strength: Strength::Name,
            path: String::new(),
            child: child.map(str::to_owned),
            is_service_event,
            is_failed: false,
        };
        let links = vec![
            link(0, Part::Made, None, false),
            link(1, Part::Made, Some("a"), true),
            link(2, Part::Acted, None, false),
            link(3, Part::Changed, None, true),
            link(4, Part::Changed, Some("a"), true),
        ];
        let children = vec![Child { name: "a".to_owned(), strength: Strength::Name, n_events: 2 }];
        let thread = Thread { links, children, parent: Some("p".to_owned()), ..Thread::default() };
        let (link, child) = (TreeLine::Link, TreeLine::Child(0));
        let heading = TreeLine::Section;
        let all = thread.tree(&|_| true);
        let expected = [
            TreeLine::Parent,
            heading(Section::Calls, 1),
            link(0),
            heading(Section::ServiceEvents, 1),
            link(3),
            heading(Section::Children, 1),
            child,
            link(1),
            link(4),
            heading(Section::Acted, 1),
            link(2),
        ];
        assert_eq!(all, expected);
        let folded = thread.tree(&|line| line != child);
        assert_eq!(folded.len(), all.len() - 2);
        assert_eq!(thread.tree(&|_| false).len(), 5);
    }
}

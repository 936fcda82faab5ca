//! Ways from a credential to its session and to the call that issued it.
//!
//! What is asked before sessions are found waits for them.

use super::{Pane, SessionsView};
use crate::query::lineage::{Origin, Traced};
use crate::store::EventPlace;
use crate::tui::action::ViewKind;
use crate::tui::data::Data;
use crate::tui::outcome::Outcome;
use crate::tui::view::event_walk::way_to_event;

/// What is asked about the credential of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Its session.
    Session(EventPlace),
    /// The event that issued it.
    Issuer(EventPlace),
}

impl SessionsView {
    /// Shows the session of an event.
    pub fn go_to_session(&mut self, place: EventPlace, data: &Data) -> Vec<Outcome> {
        self.ask(Wish::Session(place), data)
    }

    /// Goes to the event that issued the credential of an event.
    pub fn go_to_issuer(&mut self, place: EventPlace, data: &Data) -> Vec<Outcome> {
        self.ask(Wish::Issuer(place), data)
    }

    fn ask(&mut self, wish: Wish, data: &Data) -> Vec<Outcome> {
        if self.is_current(data) {
            return self.fulfil(wish, data);
        }
        self.wish = Some(wish);
        Vec::new()
    }

    pub(crate) fn fulfil(&mut self, wish: Wish, data: &Data) -> Vec<Outcome> {
        match wish {
            Wish::Session(place) => self.show(place, Pane::List),
            Wish::Issuer(place) => self.way_to_issuer(place, data),
        }
    }

    fn show(&mut self, place: EventPlace, focus: Pane) -> Vec<Outcome> {
        let Some(line) = self.line_of(place) else {
            let said = "filters hide this session; 0 switches them off";
            return vec![Outcome::Say(said.to_owned())];
        };
        self.table.select(line);
        self.pin();
        self.focus = focus;
        vec![Outcome::Show(ViewKind::Sessions)]
    }

    fn way_to_issuer(&mut self, place: EventPlace, data: &Data) -> Vec<Outcome> {
        let Some(row) = self.snapshot.find(place) else { return Vec::new() };
        let Traced { sessions, lineage } = &*self.traced;
        let id = sessions.of_row(&self.snapshot, row);
        let say = |said: String| vec![Outcome::Say(said)];
        if let Some(link) = lineage.issuer_of_row(&self.snapshot, sessions, row) {
            let call = lineage.call(&self.snapshot, sessions, link);
            let mark = if link.rule.is_certain() { "issued by" } else { "perhaps issued by" };
            let Some(grant) = link.grant else {
                return say(format!("no event says who issued it; perhaps {call}"));
            };
            let place = self.snapshot.place(lineage.grant(grant).row);
            return way_to_event(data, place, format!("{mark} {call}"));
        }
        match lineage.origin(sessions, id) {
            Origin::Ambiguous(links) => {
                let n = links.len();
                let mut outcomes = self.show(place, Pane::Tree);
                let said = format!(
                    "{n} candidates: each line with ? may have issued it; Enter goes to the call"
                );
                outcomes.push(Outcome::Say(said));
                outcomes
            }
            Origin::Outside => {
                say("issued outside the data: no event here issued this credential".to_owned())
            }
            Origin::Itself | Origin::Issued(_) => {
                let kind = sessions.get(id).kind.text();
                say(format!("nothing issues a credential of this kind: {kind}"))
            }
        }
    }

    /// The event that issued what the cursor is on.
    pub(crate) fn issuer_here(&mut self, data: &Data) -> Vec<Outcome> {
        if self.focus == Pane::List {
            let first = self.selected().map(|id| self.traced.sessions.get(id).first);
            let place = first.map(|row| self.snapshot.place(row));
            return place.map(|place| self.way_to_issuer(place, data)).unwrap_or_default();
        }
        let Some(told) = self.branch.told(&self.case()) else { return Vec::new() };
        match self.branch.issuer(&self.case()) {
            Some(place) => way_to_event(data, place, format!("{}: {}", told.label, told.how)),
            None => {
                let how = if told.how.is_empty() { told.kind } else { &told.how };
                vec![Outcome::Say(format!("{}: {how}; no event here issued it", told.label))]
            }
        }
    }

    /// From the tree: the session of its line in the list.
    pub(crate) fn session_here(&mut self) -> Vec<Outcome> {
        let told = self.branch.told(&self.case()).filter(|_| self.focus == Pane::Tree);
        let Some(id) = told.and_then(|told| told.session) else { return Vec::new() };
        let place = self.snapshot.place(self.traced.sessions.get(id).first);
        self.show(place, Pane::List)
    }
}

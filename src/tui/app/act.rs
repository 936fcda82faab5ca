//! What keys are bound to, and what views wish.

use super::{App, filters, work};
use crate::query::{Expr, Operand, paths_in};
use crate::store::Field;
use crate::time::Zone;
use crate::tui::action::{Action, ViewKind};
use crate::tui::data::command_line::command_line;
use crate::tui::effect::{Effect, Lane};
use crate::tui::outcome::Outcome;
use crate::tui::overlay::Overlay;
use crate::tui::overlay::commands::Commands;
use crate::tui::overlay::fields::{Fields, Purpose};
use crate::tui::overlay::language::LanguagePage;
use crate::tui::view::events::Pane;

impl App {
    /// Does what a key is bound to: first the view's meaning, then the app's.
    pub(crate) fn act(&mut self, action: Action) -> Vec<Effect> {
        if let Some(effects) = self.act_on_chip(action) {
            return effects;
        }
        if let Some(effects) = self.act_on_strip(action) {
            return effects;
        }
        if self.top == ViewKind::Events && self.leaves_neighbours(action) {
            return work(self.data.leave_around());
        }
        if let Some(outcomes) = self.views.update(self.top, action, &self.data) {
            return self.carry_out(outcomes);
        }
        match action {
            Action::Search => self.open_search(),
            Action::ToggleFilters => work(self.data.toggle_filters()),
            Action::DropFilter => work(self.data.drop_filter()),
            Action::Undo => self.undo(),
            Action::Redo => self.redo(),
            Action::History => self.open_history(),
            Action::TimeRange => self.ask_for_times(),
            Action::Strip => self.enter_strip(),
            Action::Chips => self.focus_chips(),
            Action::Facets => self.open_facets(),
            Action::Events => self.show(ViewKind::Events),
            Action::Groups => self.show(ViewKind::Groups),
            Action::Sessions => self.show(ViewKind::Sessions),
            Action::Sources => self.show(ViewKind::Sources),
            Action::CopyCommand => self.copy_command(),
            Action::SavedViews => self.open_saved_views(),
            Action::SaveView => self.save_view(),
            Action::Mistakes => self.show_mistakes(),
            Action::Columns => self.ask_for_columns(),
            Action::Times => self.turn_times(),
            Action::GroupBy => self.ask_group_by(),
            Action::Back => self.go_back(true),
            Action::ViewBack => self.go_back(false),
            Action::ViewForward => self.go_forward(),
            Action::Reload => self.reload(),
            Action::Palette => self.open_commands("COMMANDS ─ type to search, Enter runs"),
            Action::Help => self.open_commands("KEYS ─ type to search, Enter runs"),
            Action::Language => {
                self.overlay = Some(Overlay::Language(LanguagePage::default()));
                Vec::new()
            }
            Action::Interrupt => self.interrupt(),
            Action::Mouse => {
                self.has_mouse = !self.has_mouse;
                let owner = if self.has_mouse { "trailglass" } else { "the terminal" };
                self.said = format!("the mouse belongs to {owner}");
                vec![Effect::TakeMouse(self.has_mouse)]
            }
            Action::Redraw => vec![Effect::Redraw],
            Action::Suspend => vec![Effect::Suspend],
            Action::Quit => vec![Effect::Quit],
            _ => Vec::new(),
        }
    }

    pub(crate) fn carry_out(&mut self, outcomes: Vec<Outcome>) -> Vec<Effect> {
        outcomes.into_iter().flat_map(|outcome| self.outcome(outcome)).collect()
    }

    fn outcome(&mut self, outcome: Outcome) -> Vec<Effect> {
        match outcome {
            Outcome::Narrow(expr) => work(self.data.narrow(expr)),
            Outcome::Choose(field, value) => work(self.data.choose(field, &value)),
            Outcome::Replace(expr) => work(self.data.replace(expr)),
            Outcome::Widen(expr) => work(self.data.extend_last(expr, Expr::or)),
            Outcome::Tighten(expr) => work(self.data.extend_last(expr, Expr::and)),
            Outcome::Between(term) => self.keep_times(term),
            Outcome::Edit(text) => self.open_search_with(&text, None),
            Outcome::LookAround(place) => self.look_around(place),
            Outcome::Select(place) => {
                self.views.events.go_to(place);
                Vec::new()
            }
            Outcome::GoTo(node) => self.go_to(node),
            Outcome::Turn => work(self.data.turn_draft()),
            Outcome::Sort(sort) => work(self.data.set_sort(sort)),
            Outcome::Show(view) => self.show(view),
            Outcome::Copy { what, text } => vec![Effect::Copy { what, text }],
            Outcome::Columns(columns) => {
                self.overlay = None;
                let fields: Vec<Field> = columns.iter().filter_map(Operand::field).collect();
                let said = self.lack_among(&fields);
                self.views.events.list.columns.choose(columns);
                said
            }
            Outcome::AddColumn(column) => self.add_column(column),
            Outcome::PickFacets(fields) => {
                self.overlay = Some(Overlay::Fields(Fields::new(Purpose::Facets, fields)));
                Vec::new()
            }
            Outcome::Facets(fields) => {
                self.overlay = None;
                let said = self.lack_among(&fields);
                self.views.facets.fields = fields;
                said
            }
            Outcome::AskGroupBy(by) => {
                self.overlay = Some(Overlay::Fields(Fields::new(Purpose::GroupBy, by)));
                Vec::new()
            }
            Outcome::GroupBy(by) => {
                self.overlay = None;
                let mut effects = self.lack_among(&by);
                self.views.groups.set_by(by);
                effects.extend(self.show(ViewKind::Groups));
                effects
            }
            Outcome::OpenView(view) => self.open_view(&view),
            Outcome::Configure(change) => self.configure(change),
            Outcome::Draft(text) => work(self.data.set_draft(&text)),
            Outcome::Commit => self.close_search(true),
            Outcome::Abandon => self.close_search(false),
            Outcome::Close => {
                self.overlay = None;
                Vec::new()
            }
            Outcome::Run(action) => {
                self.overlay = None;
                self.act(action)
            }
            Outcome::Say(said) => self.say(said),
        }
    }

    /// Says why one of the fields will be empty, if any.
    fn lack_among(&mut self, fields: &[Field]) -> Vec<Effect> {
        let lack = fields.iter().find_map(|&field| self.data.geo.lack_of(field));
        lack.map_or_else(Vec::new, |reason| self.say(reason))
    }

    fn open_commands(&mut self, title: &'static str) -> Vec<Effect> {
        let here = self.context();
        self.overlay = Some(Overlay::Commands(Commands::new(title, &self.keymap, here)));
        Vec::new()
    }

    /// Copies what is shown as a command line, without a neighbourhood: a place in a file is no
    /// argument.
    fn copy_command(&self) -> Vec<Effect> {
        let scene = filters::scene(&self.data, &self.views, self.top);
        let what = match scene.filters.around {
            None => "command line",
            Some(_) => "command line (without the neighbours)",
        };
        vec![Effect::Copy { what, text: command_line(&self.inputs, &scene, &self.settings.usual) }]
    }

    fn ask_for_columns(&mut self) -> Vec<Effect> {
        let list = &self.views.events.list;
        let columns: Vec<Operand> = list.columns.all().operands().cloned().collect();
        let paths = paths_in(self.views.events.detail.json());
        let folded = list.columns.folded(&self.data.shown);
        self.overlay = Some(Overlay::Fields(Fields::of_columns(columns, folded, paths)));
        Vec::new()
    }

    fn add_column(&mut self, column: Operand) -> Vec<Effect> {
        let name = column.name();
        let said = if self.views.events.list.columns.add(column) {
            format!("{name} is a column of the list")
        } else {
            format!("{name} is a column already")
        };
        self.say(said)
    }

    /// Times in UTC, in the chosen zone, since the row before, and in UTC again.
    fn turn_times(&mut self) -> Vec<Effect> {
        self.data.times = self.data.times.next(self.chosen_zone);
        let zone = self.data.times.zone;
        let how = if self.data.times.is_delta { "time since the row before; " } else { "" };
        let hint = match (self.chosen_zone, zone) {
            (Zone::Utc, _) => "; --timezone chooses another zone",
            (_, Zone::Utc) => "",
            _ => "; times in filters stay UTC",
        };
        self.say(format!("{how}zone {zone}{hint}"))
    }

    fn ask_group_by(&mut self) -> Vec<Effect> {
        let by = self.views.groups.by().to_vec();
        self.outcome(Outcome::AskGroupBy(by))
    }

    fn show(&mut self, view: ViewKind) -> Vec<Effect> {
        if view == ViewKind::Events {
            self.views.events.focus = Pane::List;
        }
        if view != self.top {
            self.back.push(self.top);
            self.forward.clear();
            self.top = view;
        }
        Vec::new()
    }

    /// From another view: the events with the values beside them.
    fn open_facets(&mut self) -> Vec<Effect> {
        let effects = self.show(ViewKind::Events);
        self.views.open_facets();
        effects
    }

    fn go_back(&mut self, quits_at_root: bool) -> Vec<Effect> {
        match self.back.pop() {
            Some(view) => {
                self.forward.push(self.top);
                self.top = view;
                Vec::new()
            }
            None if quits_at_root => vec![Effect::Quit],
            None => self.say("no view before this one".to_owned()),
        }
    }

    fn go_forward(&mut self) -> Vec<Effect> {
        let Some(view) = self.forward.pop() else {
            return self.say("no view after this one".to_owned());
        };
        self.back.push(self.top);
        self.top = view;
        Vec::new()
    }

    /// Reads what is new; while a load is under way there is nothing to compare with yet.
    fn reload(&mut self) -> Vec<Effect> {
        match self.data.reload() {
            Some(known) => {
                self.say("looking for new and changed files".to_owned());
                vec![Effect::Reload(Box::new(known))]
            }
            None => self.say("still reading; R reads what is new when that is done".to_owned()),
        }
    }

    /// Ends what is under way, the load before the search; pressed again, quits.
    fn interrupt(&mut self) -> Vec<Effect> {
        if self.is_interrupted {
            return vec![Effect::Quit];
        }
        if !self.data.load.is_done {
            self.is_interrupted = true;
            self.say("stopping; what was read stays; ^c again quits".to_owned());
            return vec![Effect::CancelLoad];
        }
        if let Some(percent) = self.data.stop_search() {
            self.say(format!("search stopped at {percent} %; what was found until then stays"));
            return vec![Effect::Cancel(Lane::Ask)];
        }
        if self.data.is_changing() {
            self.say("search stopped; what is shown is the answer before".to_owned());
            let mut effects = vec![Effect::Cancel(Lane::Ask)];
            self.history.go_to(self.answered_node);
            effects.extend(work(self.data.give_up()));
            return effects;
        }
        if let Some(effects) = self.stop_work() {
            return effects;
        }
        self.is_interrupted = true;
        self.say("nothing under way; ^c again quits".to_owned())
    }
}

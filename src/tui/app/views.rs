//! Saved views and what else the configuration says.

use std::sync::Arc;

use super::App;
use super::filters::scene;
use crate::config::{Change, Config, SavedView, ViewSpec};
use crate::text::sanitize;
use crate::tui::data::view_spec::{filter_of, lack_in, scene_of, spec_of};
use crate::tui::effect::{Effect, Job};
use crate::tui::overlay::Overlay;
use crate::tui::overlay::mistakes::Mistakes;
use crate::tui::overlay::views::SavedViews;
use crate::tui::settings::{Settings, fault_of_view_name};

impl App {
    /// What the screen shows, as texts.
    fn present(&self) -> ViewSpec {
        spec_of(&scene(&self.data, &self.views, self.top), &self.settings.usual)
    }

    fn saved_views(&self) -> SavedViews {
        let usual = self.settings.usual.clone();
        SavedViews::new(&self.settings.views, self.present(), usual, fault_of_view_name)
    }

    /// Opens the list of saved views, and has their events counted.
    pub(crate) fn open_saved_views(&mut self) -> Vec<Effect> {
        self.overlay = Some(Overlay::Views(Box::new(self.saved_views())));
        self.tally()
    }

    fn tally(&self) -> Vec<Effect> {
        let filter = |view: &SavedView| Some((view.name.clone(), filter_of(&view.spec)?));
        let views: Vec<_> = self.settings.views.iter().filter_map(filter).collect();
        let snapshot = Arc::clone(&self.data.shown.snapshot);
        if views.is_empty() { Vec::new() } else { vec![Effect::Do(Job::Tally { snapshot, views })] }
    }

    /// Asks for a name for what the screen shows.
    pub(crate) fn save_view(&mut self) -> Vec<Effect> {
        if self.settings.path.is_none() {
            return self
                .say("no configuration is read, so there is no place to save it".to_owned());
        }
        self.overlay = Some(Overlay::Views(Box::new(self.saved_views().saving())));
        Vec::new()
    }

    /// Shows a saved view: one step of the history.
    pub(crate) fn open_view(&mut self, view: &SavedView) -> Vec<Effect> {
        match scene_of(&view.spec, &self.settings.usual) {
            Ok(scene) => {
                self.overlay = None;
                self.chip = None;
                let lack = lack_in(&view.spec, &self.data.geo).map(|fault| fault.error.reason);
                self.said = lack.unwrap_or_else(|| format!("view {}", view.name));
                self.restore(scene)
            }
            Err(fault) => self.say(format!("{}: {}", fault.setting.name(), fault.error)),
        }
    }

    /// Has the saved views changed.
    pub(crate) fn configure(&mut self, change: Change) -> Vec<Effect> {
        match &self.settings.path {
            Some(path) => vec![Effect::Configure { path: path.clone(), change }],
            None => self.say("no configuration is read, so there is nothing to change".to_owned()),
        }
    }

    /// A change ended; the views are those that the file has now.
    pub(crate) fn configured(
        &mut self,
        change: &Change,
        result: Result<(), String>,
        config: Config,
    ) -> Vec<Effect> {
        if let Err(reason) = result {
            return self.say(reason);
        }
        // Keys and colours of the start stay: to have them change under the hand helps nobody.
        let settings = Settings::of(config);
        (self.settings.views, self.settings.mistakes) = (settings.views, settings.mistakes);
        let place = settings.path.map_or(String::new(), |path| path.display().to_string());
        self.said = match change {
            Change::Save(view) => format!("saved view {} in {place}", view.name),
            Change::Rename { from, to } => format!("renamed view {from} to {to}"),
            Change::Delete(name) => format!("deleted view {name} from {place}"),
        };
        if let Some(Overlay::Views(list)) = &mut self.overlay {
            list.set_views(&self.settings.views);
            return self.tally();
        }
        Vec::new()
    }

    /// Shows what is wrong in the configuration.
    pub(crate) fn show_mistakes(&mut self) -> Vec<Effect> {
        if self.settings.mistakes.is_empty() {
            return self.say(match &self.settings.path {
                Some(path) => format!("no mistakes in {}", sanitize(&path.display().to_string())),
                None => "no configuration is read".to_owned(),
            });
        }
        self.overlay = Some(Overlay::Mistakes(Mistakes::new(&self.settings.mistakes)));
        Vec::new()
    }
}

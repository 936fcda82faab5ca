//! Long work for what the screen shows, which `^c` ends; the load and the list's question apart.

use super::App;
use crate::tui::effect::{Effect, Lane};
use crate::tui::message::Message;

impl App {
    /// Notes what long work begins.
    pub(crate) fn note_begun(&mut self, effects: &[Effect]) {
        for effect in effects {
            let Effect::Do(job) = effect else { continue };
            let lane = job.lane();
            if lane.stoppable().is_some() && !self.under_way.contains(&lane) {
                self.under_way.push(lane);
            }
        }
    }

    /// Notes what long work a message ends.
    pub(crate) fn note_done(&mut self, message: &Message) {
        let lane = match message {
            Message::Followed { searched: None, .. } => Lane::Resource,
            Message::Compared { .. } => Lane::Compare,
            Message::Faceted { .. } => Lane::Facets,
            Message::Weighed { .. } => Lane::Weigh,
            Message::Tallied { .. } => Lane::Tally,
            _ => return,
        };
        self.under_way.retain(|&other| other != lane);
    }

    /// Ends all long work and says so; `None` when there is none.
    pub(crate) fn stop_work(&mut self) -> Option<Vec<Effect>> {
        let lanes = std::mem::take(&mut self.under_way);
        let mut name = |lane: &Lane| match lane {
            Lane::Resource => self.views.resource.stop(),
            Lane::Compare => {
                self.views.compare.stop();
                lane.stoppable().map(str::to_owned)
            }
            _ => lane.stoppable().map(str::to_owned),
        };
        let named: Vec<String> = lanes.iter().filter_map(&mut name).collect();
        if named.is_empty() {
            return None;
        }
        self.say(format!("stopped: {}", named.join(", ")));
        Some(lanes.into_iter().map(Effect::Cancel).collect())
    }
}

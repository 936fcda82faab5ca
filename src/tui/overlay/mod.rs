//! What stands over a view for a while and takes the keys.

pub mod commands;
pub mod completion;
pub mod fields;
pub mod history;
pub mod language;
pub mod mistakes;
pub mod popup;
pub mod search;
pub mod times;
pub mod views;
mod views_draw;

use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::outcome::Outcome;
use super::theme::Theme;
use commands::Commands;
use fields::Fields;
use history::HistoryTree;
use language::LanguagePage;
use mistakes::Mistakes;
use times::TimePrompt;
use views::SavedViews;

/// What is open; the search bar keeps its history and so lives in the app.
#[derive(Debug)]
pub enum Overlay {
    /// The search bar.
    Search,
    /// Help or palette.
    Commands(Commands),
    /// Columns or grouping.
    Fields(Fields),
    /// The tree of changes.
    History(HistoryTree),
    /// How searches are written.
    Language(LanguagePage),
    /// A range of time.
    Times(TimePrompt),
    /// Saved views.
    Views(Box<SavedViews>),
    /// What is wrong in the configuration.
    Mistakes(Mistakes),
}

impl Overlay {
    /// Takes a key; `None` when it belongs to the search bar.
    pub fn key(&mut self, key: KeyEvent) -> Option<Vec<Outcome>> {
        match self {
            Self::Search => None,
            Self::Commands(commands) => Some(commands.key(key)),
            Self::Fields(fields) => Some(fields.key(key)),
            Self::History(history) => Some(history.key(key)),
            Self::Times(prompt) => Some(prompt.key(key)),
            Self::Views(views) => Some(views.key(key)),
            Self::Mistakes(mistakes) => Some(mistakes.key(key)),
            Self::Language(page) => {
                let is_scrolled = page.key(key);
                Some(if is_scrolled { Vec::new() } else { vec![Outcome::Close] })
            }
        }
    }

    /// Draws a box over the screen; the search bar draws itself.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer, theme: &Theme) -> Option<Position> {
        match self {
            Self::Search => None,
            Self::Commands(commands) => commands.draw(area, buffer, theme),
            Self::Fields(fields) => fields.draw(area, buffer, theme),
            Self::History(history) => history.draw(area, buffer, theme),
            Self::Times(prompt) => prompt.draw(area, buffer, theme),
            Self::Views(views) => views.draw(area, buffer, theme),
            Self::Mistakes(mistakes) => {
                mistakes.draw(area, buffer, theme);
                None
            }
            Self::Language(page) => {
                page.draw(popup::centered(area, 110, 60), buffer, theme);
                None
            }
        }
    }
}

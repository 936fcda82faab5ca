//! What stands over a view for a while and takes the keys.

pub mod commands;
pub mod fields;
pub mod popup;
pub mod search;

use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::outcome::Outcome;
use super::theme::Theme;
use commands::Commands;
use fields::Fields;

/// What is open; the search bar keeps its history and so lives in the app.
#[derive(Debug)]
pub enum Overlay {
    /// The search bar.
    Search,
    /// Help or palette.
    Commands(Commands),
    /// Columns or grouping.
    Fields(Fields),
}

impl Overlay {
    /// Takes a key; `None` when it belongs to the search bar.
    pub fn key(&mut self, key: KeyEvent) -> Option<Vec<Outcome>> {
        match self {
            Self::Search => None,
            Self::Commands(commands) => Some(commands.key(key)),
            Self::Fields(fields) => Some(fields.key(key)),
        }
    }

    /// Draws a box over the screen; the search bar draws itself.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer, theme: &Theme) -> Option<Position> {
        match self {
            Self::Search => None,
            Self::Commands(commands) => commands.draw(area, buffer, theme),
            Self::Fields(fields) => fields.draw(area, buffer, theme),
        }
    }
}

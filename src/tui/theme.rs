//! Colours by what a thing is, never by how it looks.

use ratatui::style::{Color, Modifier, Style};

/// How each kind of thing is drawn; every style is an overlay on the terminal's own colours.
#[derive(Debug, Clone)]
pub struct Theme {
    /// Titles and column headers.
    pub header: Style,
    /// Text of secondary weight: separators, hints, absent values.
    pub faint: Style,
    /// A failed call.
    pub error: Style,
    /// A call that changes something.
    pub write: Style,
    /// A read-only call.
    pub read: Style,
    /// The account root user.
    pub root: Style,
    /// A console sign-in.
    pub sign_in: Style,
    /// A service event or a call made by an AWS service.
    pub service: Style,
    /// Characters that were made visible because they could harm the terminal or the reader.
    pub warning: Style,
    /// A match of the search.
    pub matched: Style,
    /// The selected row.
    pub row: Style,
    /// The selected cell.
    pub cell: Style,
    /// A key in a row of key hints.
    pub key: Style,
    /// A filter chip.
    pub chip: Style,
    /// Bars, spark lines, the histogram.
    pub bar: Style,
    /// JSON object keys.
    pub json_key: Style,
    /// JSON strings.
    pub json_string: Style,
    /// JSON numbers.
    pub json_number: Style,
    /// JSON `true`, `false` and `null`.
    pub json_literal: Style,
    /// The frame of the pane that has the focus.
    pub focus: Style,
}

/// The names of the themes.
pub const NAMES: [&str; 4] = ["dark", "light", "safe", "plain"];

impl Theme {
    /// The theme called `name`; `None` for another name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "dark" => Self::dark(),
            "light" => Self::light(),
            "safe" => Self::safe(),
            "plain" => Self::plain(),
            _ => return None,
        })
    }

    /// For dark backgrounds; the terminal's own sixteen colours, and one grey of the 256.
    pub fn dark() -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        Self {
            header: bold,
            faint: plain.fg(Color::DarkGray),
            error: plain.fg(Color::LightRed),
            write: plain.fg(Color::Yellow),
            read: plain,
            root: bold.fg(Color::LightMagenta),
            sign_in: plain.fg(Color::LightCyan),
            service: plain.fg(Color::Gray),
            warning: plain.fg(Color::Black).bg(Color::LightYellow),
            matched: plain.fg(Color::Black).bg(Color::Yellow),
            row: plain.bg(Color::Indexed(236)),
            cell: plain.add_modifier(Modifier::REVERSED),
            key: bold.fg(Color::LightCyan),
            chip: plain.fg(Color::Black).bg(Color::LightCyan),
            bar: plain.fg(Color::LightBlue),
            json_key: plain.fg(Color::LightBlue),
            json_string: plain.fg(Color::LightGreen),
            json_number: plain.fg(Color::LightYellow),
            json_literal: plain.fg(Color::LightMagenta),
            focus: bold.fg(Color::LightCyan),
        }
    }

    /// For light backgrounds: the darker half of the sixteen colours, and one grey of the 256.
    pub fn light() -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        Self {
            header: bold,
            faint: plain.fg(Color::Indexed(242)),
            error: plain.fg(Color::Red),
            write: plain.fg(Color::Indexed(130)),
            read: plain,
            root: bold.fg(Color::Magenta),
            sign_in: plain.fg(Color::Indexed(30)),
            service: plain.fg(Color::Indexed(240)),
            warning: plain.fg(Color::White).bg(Color::Red),
            matched: plain.fg(Color::Black).bg(Color::LightYellow),
            row: plain.bg(Color::Indexed(254)),
            cell: plain.add_modifier(Modifier::REVERSED),
            key: bold.fg(Color::Indexed(30)),
            chip: plain.fg(Color::White).bg(Color::Blue),
            bar: plain.fg(Color::Blue),
            json_key: plain.fg(Color::Blue),
            json_string: plain.fg(Color::Indexed(28)),
            json_number: plain.fg(Color::Indexed(130)),
            json_literal: plain.fg(Color::Magenta),
            focus: bold.fg(Color::Blue),
        }
    }

    /// For dark backgrounds and colour-blind eyes: no pair differs by red against green alone.
    ///
    /// Source: Okabe and Ito, "Color Universal Design", 2008, as the nearest of the 256 colours.
    pub fn safe() -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        let [sky, blue, orange, yellow, purple, vermilion] =
            [74, 32, 214, 227, 175, 202].map(Color::Indexed);
        Self {
            error: bold.fg(vermilion),
            write: plain.fg(orange),
            root: bold.fg(purple).add_modifier(Modifier::UNDERLINED),
            sign_in: plain.fg(sky),
            warning: bold.fg(Color::Black).bg(yellow),
            matched: plain.fg(Color::Black).bg(orange),
            key: bold.fg(sky),
            chip: plain.fg(Color::Black).bg(sky),
            bar: plain.fg(blue),
            json_key: plain.fg(sky),
            json_string: plain.fg(yellow),
            json_number: plain.fg(orange),
            json_literal: plain.fg(purple),
            focus: bold.fg(sky),
            ..Self::dark()
        }
    }

    /// Without colour (`NO_COLOR`): weight and glyphs carry the difference.
    pub fn plain() -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        let faint = plain.add_modifier(Modifier::DIM);
        let reversed = plain.add_modifier(Modifier::REVERSED);
        let underlined = plain.add_modifier(Modifier::UNDERLINED);
        Self {
            header: bold,
            faint,
            error: bold,
            write: plain,
            read: plain,
            root: bold,
            sign_in: plain,
            service: faint,
            warning: reversed,
            matched: underlined,
            row: underlined,
            cell: reversed,
            key: bold,
            chip: reversed,
            bar: plain,
            json_key: bold,
            json_string: plain,
            json_number: plain,
            json_literal: plain,
            focus: bold,
        }
    }
}

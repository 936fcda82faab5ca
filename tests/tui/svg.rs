//! A screen as an SVG picture: one `text` for each run of cells of one look, blocks as rectangles.
//!
//! Every run has its length written down, so that it stands on the grid in any font; blocks, lines
//! and marks are drawn as shapes, since fonts disagree about their size.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// Size of a cell and of the frame around the screen, in user units.
const WIDTH: u32 = 9;
const HEIGHT: u32 = 19;
const FRAME: u32 = 14;

/// From the top of a cell to the foot of its letters.
const BASE: u32 = 14;

const BACKGROUND: &str = "#11161d";
const FOREGROUND: &str = "#cbd3dc";

/// The picture of a screen.
pub(crate) fn draw(buffer: &Buffer, title: &str) -> String {
    let n_columns = usize::from(buffer.area.width);
    let (width, height) = (u32::from(buffer.area.width), u32::from(buffer.area.height));
    let (width, height) = (width * WIDTH + 2 * FRAME, height * HEIGHT + 2 * FRAME);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{title}\">\n\
         <style>text{{font:15px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',\
         monospace;white-space:pre}}.b{{font-weight:bold}}</style>\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{BACKGROUND}\"/>\n"
    );
    for (row, cells) in (0..).zip(buffer.content.chunks(n_columns)) {
        draw_row(&mut svg, row, cells);
    }
    svg.push_str("</svg>\n");
    svg
}

/// How a cell looks: colours and weight, with reversed ones turned round.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Look {
    ink: String,
    ground: Option<String>,
    is_bold: bool,
    is_underlined: bool,
}

impl Look {
    fn of(cell: &Cell) -> Self {
        let mut ink = colour(cell.fg).unwrap_or_else(|| FOREGROUND.to_owned());
        let mut ground = colour(cell.bg);
        if cell.modifier.contains(Modifier::REVERSED) {
            let paper = ground.unwrap_or_else(|| BACKGROUND.to_owned());
            ground = Some(std::mem::replace(&mut ink, paper));
        }
        let is_bold = cell.modifier.contains(Modifier::BOLD);
        let is_underlined = cell.modifier.contains(Modifier::UNDERLINED);
        Self { ink, ground, is_bold, is_underlined }
    }
}

/// The sixteen colours as a modern terminal has them, and the greys of the 256.
fn colour(colour: Color) -> Option<String> {
    let name = match colour {
        Color::Reset => return None,
        Color::Black => "#11161d",
        Color::Red => "#d9534f",
        Color::Green => "#5fb36a",
        Color::Yellow => "#e0b24c",
        Color::Blue => "#4f8fdc",
        Color::Magenta => "#b57edc",
        Color::Cyan => "#4bb5c1",
        Color::Gray => "#9aa5b1",
        Color::DarkGray => "#677381",
        Color::LightRed => "#ff7b72",
        Color::LightGreen => "#8ddb8c",
        Color::LightYellow => "#f2cc60",
        Color::LightBlue => "#79b8ff",
        Color::LightMagenta => "#d2a8ff",
        Color::LightCyan => "#76e3ea",
        Color::White => "#f0f4f8",
        Color::Rgb(red, green, blue) => return Some(format!("#{red:02x}{green:02x}{blue:02x}")),
        Color::Indexed(grey @ 232..) => {
            let level = 8 + u32::from(grey - 232) * 10;
            return Some(format!("#{level:02x}{level:02x}{:02x}", level + 8));
        }
        Color::Indexed(other) => panic!("no colour for {other}"),
    };
    Some(name.to_owned())
}

fn draw_row(svg: &mut String, row: u32, cells: &[Cell]) {
    let y = FRAME + row * HEIGHT;
    let looks: Vec<Look> = cells.iter().map(Look::of).collect();
    let mut at = 0;
    while at < cells.len() {
        let end = at + looks[at..].iter().take_while(|look| **look == looks[at]).count();
        if let Some(ground) = &looks[at].ground {
            rectangle(svg, (place(at), y), (place(end) - place(at), HEIGHT), ground);
        }
        draw_run(svg, y, (at, &cells[at..end]), &looks[at]);
        at = end;
    }
}

fn draw_run(svg: &mut String, y: u32, (start, cells): (usize, &[Cell]), look: &Look) {
    let mut at = 0;
    while at < cells.len() {
        let is_letter = |cell: &&Cell| !is_shape(cell.symbol());
        let n_letters = cells[at..].iter().take_while(is_letter).count();
        let text: String = cells[at..at + n_letters].iter().map(Cell::symbol).collect();
        draw_text(svg, y, (start + at, &text), look);
        at += n_letters;
        if at < cells.len() {
            let symbol = cells[at].symbol();
            let n_same = cells[at..].iter().take_while(|cell| cell.symbol() == symbol).count();
            draw_shape(svg, (place(start + at), y), (symbol, n_same), &look.ink);
            at += n_same;
        }
    }
}

/// Words apart from each other: blanks of two and more only make a gap.
fn draw_text(svg: &mut String, y: u32, (start, text): (usize, &str), look: &Look) {
    let mut at = start;
    for part in text.split("  ") {
        let n_blanks = part.chars().take_while(|c| *c == ' ').count();
        let n_columns = part.chars().count();
        let word = part.trim();
        if !word.is_empty() {
            let n_letters = word.chars().count();
            let (x, length) = (place(at + n_blanks), place(n_letters) - FRAME);
            let class = if look.is_bold { " class=\"b\"" } else { "" };
            let line = if look.is_underlined { " text-decoration=\"underline\"" } else { "" };
            let fill = &look.ink;
            let base = y + BASE;
            let word = escape(word);
            writeln!(
                svg,
                "<text x=\"{x}\" y=\"{base}\" textLength=\"{length}\" \
                 lengthAdjust=\"spacingAndGlyphs\" fill=\"{fill}\"{class}{line}>{word}</text>"
            )
            .unwrap();
        }
        at += n_columns + 2;
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The left edge of a column.
fn place(column: usize) -> u32 {
    FRAME + u32::try_from(column).unwrap() * WIDTH
}

fn is_shape(symbol: &str) -> bool {
    matches!(
        symbol,
        "█" | "▇"
            | "▆"
            | "▅"
            | "▄"
            | "▃"
            | "▂"
            | "▁"
            | "▌"
            | "▐"
            | "─"
            | "│"
            | "┴"
            | "┌"
            | "┐"
            | "└"
            | "┘"
            | "▶"
            | "▾"
            | "▸"
            | "▲"
            | "▼"
    )
}

/// A block, a line or a mark, `n_same` times side by side.
fn draw_shape(svg: &mut String, (x, y): (u32, u32), (symbol, n_same): (&str, usize), ink: &str) {
    let n_same = u32::try_from(n_same).unwrap();
    let width = n_same * WIDTH;
    let (middle_x, middle_y) = (x + WIDTH / 2, y + HEIGHT / 2);
    if let Some(eighths) = "▁▂▃▄▅▆▇█".chars().position(|block| block.to_string() == symbol)
    {
        let height = HEIGHT * (u32::try_from(eighths).unwrap() + 1) / 8;
        return rectangle(svg, (x, y + HEIGHT - height), (width, height), ink);
    }
    match symbol {
        "▌" => rectangle(svg, (x, y), (WIDTH / 2, HEIGHT), ink),
        "▐" => rectangle(svg, (x + WIDTH - WIDTH / 2, y), (WIDTH / 2, HEIGHT), ink),
        "─" => rectangle(svg, (x, middle_y), (width, 1), ink),
        "│" => rectangle(svg, (middle_x, y), (1, HEIGHT), ink),
        "┴" => {
            rectangle(svg, (x, middle_y), (width, 1), ink);
            rectangle(svg, (middle_x, y), (1, HEIGHT / 2), ink);
        }
        "┌" | "┐" | "└" | "┘" => {
            let is_left = matches!(symbol, "┌" | "└");
            let is_top = matches!(symbol, "┌" | "┐");
            let from_x = if is_left { middle_x } else { x };
            rectangle(svg, (from_x, middle_y), (WIDTH / 2 + 1, 1), ink);
            let from_y = if is_top { middle_y } else { y };
            rectangle(svg, (middle_x, from_y), (1, HEIGHT / 2 + 1), ink);
        }
        _ => {
            let corners = match symbol {
                "▶" | "▸" => [(1, 4), (8, 9), (1, 14)],
                "▲" => [(0, 13), (8, 13), (4, 6)],
                _ => [(0, 6), (8, 6), (4, 13)],
            };
            let points = corners.map(|(dx, dy)| format!("{},{}", x + dx, y + dy)).join(" ");
            writeln!(svg, "<polygon points=\"{points}\" fill=\"{ink}\"/>").unwrap();
        }
    }
}

fn rectangle(svg: &mut String, (x, y): (u32, u32), (width, height): (u32, u32), fill: &str) {
    let size = format!("width=\"{width}\" height=\"{height}\"");
    writeln!(svg, "<rect x=\"{x}\" y=\"{y}\" {size} fill=\"{fill}\"/>").unwrap();
}

//! A frame as plain text, and as an SVG for documents: rendered from the program itself.

use ratatui::{
    buffer::{Buffer, Cell, CellWidth},
    style::{Color, Modifier},
};

use crate::tui::{runtime::Painted, theme::xterm_rgb};

/// Size of a cell in the picture, in pixels: a Chinese character is exactly two cells wide.
const CELL: (u32, u32) = (9, 19);
const FONT: &str = "'Sarasa Mono SC','Noto Sans Mono CJK SC','DejaVu Sans Mono',Menlo,Consolas,monospace";
/// The ground and the letters of a terminal, where the frame leaves both to the terminal.
const DARK: (&str, &str) = ("#14161d", "#d5d9e4");

impl Painted {
    /// The frame as lines of text without blanks at their ends.
    pub fn plain(&self) -> String {
        plain(&self.buffer)
    }

    /// The frame as an SVG on a dark ground.
    pub fn svg(&self) -> String {
        svg(&self.buffer)
    }
}

/// The cells as lines of text; a wide character stands for its two cells.
pub fn plain(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in buffer.area.y..buffer.area.bottom() {
        let line = cells(buffer, y).map(|(_, cell)| cell.symbol()).collect::<String>();
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// The cells as an SVG picture.
pub fn svg(buffer: &Buffer) -> String {
    let (width, height) = (u32::from(buffer.area.width) * CELL.0, u32::from(buffer.area.height) * CELL.1);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"{FONT}\" \
         font-size=\"15\" xml:space=\"preserve\">\n<rect width=\"{width}\" height=\"{height}\" rx=\"6\" fill=\"{}\"/>\n",
        DARK.0
    );
    for y in buffer.area.y..buffer.area.bottom() {
        for run in runs(buffer, y) {
            svg.push_str(&run.svg(u32::from(y - buffer.area.y)));
        }
    }
    svg + "</svg>\n"
}

/// Neighbouring cells of one style.
struct Run {
    x: u32,
    cells: u32,
    text: String,
    style: (Color, Color, Modifier),
}

impl Run {
    fn svg(&self, row: u32) -> String {
        let (x, y, width) = (self.x * CELL.0, row * CELL.1, self.cells * CELL.0);
        let (fg, bg) = self.colours();
        let mut svg = String::new();
        if let Some(bg) = bg {
            let height = CELL.1;
            svg +=
                &format!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{bg}\"/>\n");
        }
        let (base, attributes) = (y + 14, self.attributes());
        for (at, word) in self.words() {
            let (x, width) = (x + at * CELL.0, self.columns_of(word) * CELL.0);
            let text = escape(word);
            svg += &format!(
                "<text x=\"{x}\" y=\"{base}\" textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{fg}\"{attributes}>{text}</text>\n"
            );
        }
        svg
    }

    /// The words with their columns in the run, so that no font can shift what follows a blank; a line under blanks is text too.
    fn words(&self) -> Vec<(u32, &str)> {
        if self.style.2.contains(Modifier::UNDERLINED) {
            return vec![(0, &self.text)];
        }
        let words = self.text.split(' ').scan(0, |at, word| {
            let start = *at;
            *at += word.len() as u32 + 1;
            Some((start, word))
        });
        words.filter(|(_, word)| !word.is_empty()).collect()
    }

    /// Either the run is one wide character, or each letter takes a column.
    fn columns_of(&self, word: &str) -> u32 {
        if word == self.text { self.cells } else { word.len() as u32 }
    }

    fn colours(&self) -> (String, Option<String>) {
        let (fg, bg, modifier) = self.style;
        match modifier.contains(Modifier::REVERSED) {
            true => (hex(bg).unwrap_or(DARK.0.into()), Some(hex(fg).unwrap_or(DARK.1.into()))),
            false => (hex(fg).unwrap_or(DARK.1.into()), hex(bg)),
        }
    }

    fn attributes(&self) -> String {
        let modifier = self.style.2;
        let parts = [
            (Modifier::BOLD, " font-weight=\"bold\""),
            (Modifier::ITALIC, " font-style=\"italic\""),
            (Modifier::UNDERLINED, " text-decoration=\"underline\""),
            (Modifier::DIM, " opacity=\"0.7\""),
        ];
        parts.iter().filter(|(flag, _)| modifier.contains(*flag)).map(|(_, text)| *text).collect()
    }
}

/// Runs of one style; a wide character is a run of its own, so that no font can shift what follows.
fn runs(buffer: &Buffer, y: u16) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (x, cell) in cells(buffer, y) {
        let (style, wide) = ((cell.fg, cell.bg, cell.modifier), u32::from(cell.cell_width()).max(1));
        let x = u32::from(x - buffer.area.x);
        match runs.last_mut() {
            Some(run)
                if run.style == style && wide == 1 && run.text.is_ascii() && cell.symbol().is_ascii() =>
            {
                run.text.push_str(cell.symbol());
                run.cells += 1;
            }
            _ => runs.push(Run { x, cells: wide, text: cell.symbol().to_string(), style }),
        }
    }
    runs
}

/// The cells of a row without those hidden under a wide character.
fn cells(buffer: &Buffer, y: u16) -> impl Iterator<Item = (u16, &Cell)> {
    let mut hidden = 0;
    (buffer.area.x..buffer.area.right()).filter_map(move |x| {
        let cell = &buffer[(x, y)];
        if hidden > 0 {
            hidden -= 1;
            return None;
        }
        hidden = cell.cell_width().saturating_sub(1);
        Some((x, cell))
    })
}

fn hex(colour: Color) -> Option<String> {
    const SIXTEEN: [&str; 16] = [
        "#21252f", "#e06c6c", "#7bd88f", "#e5c07b", "#6f9ee8", "#c678dd", "#5cc4cf", "#c8ccd6", "#5c6370",
        "#ff8a8a", "#98e6a8", "#f5d58a", "#8ab4ff", "#dc9cf0", "#82dbe4", "#ffffff",
    ];
    let index = match colour {
        Color::Reset => return None,
        Color::Rgb(r, g, b) => return Some(format!("#{r:02x}{g:02x}{b:02x}")),
        Color::Indexed(index) => index,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    let [r, g, b] = xterm_rgb(index);
    SIXTEEN
        .get(usize::from(index))
        .map_or_else(|| Some(format!("#{r:02x}{g:02x}{b:02x}")), |hex| Some(hex.to_string()))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

//! A sheet for a terminal.
//!
//! ```text
//! Queues · 1999-01-04
//!
//!                            Answered  Service
//! Queue    From   Offered  in target    level
//! ─────────────────────────────────────────────
//! hotline  09:00       12         10    83.3%
//!
//! Left out, as all is zero there: Refused, Failed
//! ```

use super::shown;
use crate::{metrics::Sheet, report::Wording};

/// How much room there is, and how text is measured there.
#[derive(Clone, Copy)]
pub struct Terminal {
    /// Columns of a line. A report that needs more is told in several tables below each other, each with the first columns.
    pub columns: usize,
    /// Columns that a text takes.
    pub width: fn(&str) -> usize,
    /// The lines of a text that may take so many columns.
    pub wrap: fn(&str, usize) -> Vec<&str>,
}

/// The report with its title, numbers to the right, and a note of the columns in which nothing but zeros would stand.
pub fn table(sheet: &Sheet, wording: &Wording<'_>, terminal: Terminal) -> String {
    let day = shown::only_day(sheet).map_or_else(String::new, |day| format!(" · {day}"));
    let title = format!("{}{day}\n", shown::one_line(&wording.title(sheet)));
    if sheet.rows.is_empty() {
        return format!("{title}\n{}\n", wording.text("report.note.empty"));
    }
    let (kept, empty) = shown::kept(sheet);
    let pillars = kept.iter().map(|at| Pillar::of(sheet, *at, wording, terminal)).collect::<Vec<_>>();
    let keys = kept.iter().take_while(|at| shown::is_key(sheet.columns[**at].measure)).count();
    let mut text = title;
    for block in blocks(pillars, keys, terminal) {
        text += &format!("\n{}", draw(&block, terminal));
    }
    let note = shown::left_out(sheet, &empty, wording);
    text + &note.map_or_else(String::new, |note| {
        format!("\n{}\n", (terminal.wrap)(&note, terminal.columns).join("\n"))
    })
}

/// One column: its words, its cells, and how wide they are.
#[derive(Clone)]
struct Pillar {
    head: String,
    cells: Vec<Vec<String>>,
    to_the_right: bool,
    /// Columns of the widest cell.
    widest: usize,
    /// Columns that it gets.
    width: usize,
}

impl Pillar {
    fn of(sheet: &Sheet, at: usize, wording: &Wording<'_>, terminal: Terminal) -> Self {
        let column = &sheet.columns[at];
        let fold = |cell: String| {
            let most = (terminal.columns / 2).max(8);
            (terminal.wrap)(&cell, most).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        let cells = shown::column(sheet, at, wording).into_iter().map(fold).collect::<Vec<_>>();
        let widest = cells.iter().flatten().map(|line| (terminal.width)(line)).max().unwrap_or(0);
        Self {
            head: shown::one_line(&wording.column(&column.key)),
            cells,
            to_the_right: shown::is_number(column.measure),
            widest,
            width: widest,
        }
    }

    /// With its head on at most so many lines, and as narrow as that goes.
    fn with_head_lines(mut self, lines: usize, terminal: Terminal) -> Self {
        let longest_word = self.head.split(' ').map(|word| match word.is_ascii() {
            true => word.len(),
            false => (terminal.width)(word).min(4),
        });
        let least = self.widest.max(longest_word.max().unwrap_or(0));
        let fits = |columns: &usize| (terminal.wrap)(&self.head, *columns).len() <= lines;
        let most = (terminal.width)(&self.head).max(least);
        self.width = (least..most).find(fits).unwrap_or(most);
        self
    }

    fn fill(&self, text: &str, terminal: Terminal) -> String {
        let blanks = " ".repeat(self.width.saturating_sub((terminal.width)(text)));
        if self.to_the_right { format!("{blanks}{text}") } else { format!("{text}{blanks}") }
    }
}

const GAP: &str = "  ";

/// As many heads on one line as fit; if four lines of heads do not do, tables below each other.
fn blocks(pillars: Vec<Pillar>, keys: usize, terminal: Terminal) -> Vec<Vec<Pillar>> {
    let folded = |lines: usize| {
        pillars.iter().map(|pillar| pillar.clone().with_head_lines(lines, terminal)).collect::<Vec<_>>()
    };
    if let Some(one) = (1..=4).map(folded).find(|pillars| total(pillars) <= terminal.columns) {
        return vec![one];
    }
    let mut rest = folded(3);
    let numbers = rest.split_off(keys);
    let mut blocks = vec![rest.clone()];
    for pillar in numbers {
        let is_full = blocks.last().is_some_and(|block| {
            block.len() > keys && total(block) + GAP.len() + pillar.width > terminal.columns
        });
        if is_full {
            blocks.push(rest.clone());
        }
        blocks.last_mut().into_iter().for_each(|block| block.push(pillar.clone()));
    }
    blocks
}

fn total(pillars: &[Pillar]) -> usize {
    pillars.iter().map(|pillar| pillar.width + GAP.len()).sum::<usize>().saturating_sub(GAP.len())
}

fn draw(pillars: &[Pillar], terminal: Terminal) -> String {
    let folded = |pillar: &Pillar| {
        let lines = (terminal.wrap)(&pillar.head, pillar.width.max(1));
        lines.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let heads = pillars.iter().map(folded).collect::<Vec<_>>();
    let highest = heads.iter().map(Vec::len).max().unwrap_or(0);
    let sunk = heads.iter().map(|head| {
        let above = vec![String::new(); highest - head.len()];
        above.into_iter().chain(head.iter().cloned()).collect::<Vec<_>>()
    });
    let rule = "─".repeat(total(pillars));
    let mut text = format!("{}{rule}\n", lines(pillars, &sunk.collect::<Vec<_>>(), terminal));
    for row in 0..pillars.first().map_or(0, |pillar| pillar.cells.len()) {
        let cells = pillars.iter().map(|pillar| pillar.cells[row].clone()).collect::<Vec<_>>();
        text += &lines(pillars, &cells, terminal);
    }
    text
}

/// The lines of one row, whose cells may take several.
fn lines(pillars: &[Pillar], cells: &[Vec<String>], terminal: Terminal) -> String {
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    let line = |at: usize| {
        let part = |(pillar, cell): (&Pillar, &Vec<String>)| {
            pillar.fill(cell.get(at).map_or("", String::as_str), terminal)
        };
        let parts = pillars.iter().zip(cells).map(part).collect::<Vec<_>>();
        format!("{}\n", parts.join(GAP).trim_end())
    };
    (0..height).map(line).collect()
}

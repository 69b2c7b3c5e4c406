//! A sheet as columns of text: what can be seen at once, and which columns stay where one walks to the right.

use chrono::{DateTime, Utc};

use crate::{
    metrics::{Cell, Measure, Sheet},
    report::{Wording, cells, filled},
    tui::{text, words::Words},
};

/// Widest column of numbers.
const WIDEST: usize = 12;
/// Widest column of names.
const WIDEST_NAME: usize = 24;
/// Blank columns between two columns.
pub(super) const GAP: u16 = 2;

/// A sheet in words.
#[derive(Clone, Debug)]
pub(super) struct Board {
    pub sheet: Sheet,
    /// What a row is of: names and times.
    pub keys: Vec<Pillar>,
    /// Its numbers; columns in which nothing but zeros stand are left out.
    pub numbers: Vec<Pillar>,
    /// How many were left out.
    pub left_out: usize,
}

/// A column.
#[derive(Clone, Debug)]
pub(super) struct Pillar {
    /// Which of the sheet.
    pub at: usize,
    pub head: String,
    pub cells: Vec<String>,
    pub width: u16,
    pub measure: Measure,
}

impl Board {
    pub fn new(sheet: Sheet, words: &Words) -> Self {
        let fill = |key: &str, values: &[(&str, &str)]| words.fill(key, values);
        let wording = Wording { locale: words.locale, fill: &fill };
        let (kept, empty) = filled(&sheet);
        let pillar = |at: usize| Pillar::new(&sheet, at, &wording);
        let (keys, numbers) = kept.into_iter().map(pillar).partition(|pillar| pillar.is_key());
        Self { keys, numbers, left_out: empty.len(), sheet }
    }

    pub fn rows(&self) -> usize {
        self.sheet.rows.len()
    }

    /// The columns that fit beside the keys, so that the selected one is seen.
    pub fn window(&self, selected: usize, width: u16) -> &[Pillar] {
        let keys: u16 = self.keys.iter().map(|pillar| pillar.width + GAP).sum();
        let room = width.saturating_sub(keys);
        let fits = |from: usize| {
            let mut used = 0;
            let fit = self.numbers[from..].iter().take_while(|pillar| {
                used += pillar.width + GAP;
                used <= room + GAP
            });
            from..from + fit.count().max(1)
        };
        let last = self.numbers.len().saturating_sub(1);
        let selected = selected.min(last);
        // Whole pages: what is seen stays where it is while one walks within it.
        let mut page = fits(0);
        while page.end <= selected {
            page = fits(page.end);
        }
        self.numbers.get(page).unwrap_or_default()
    }

    /// The selected number: its column's name for programs, and its cell.
    pub fn number(&self, row: usize, column: usize) -> Option<(&str, &str)> {
        let pillar = self.numbers.get(column.min(self.numbers.len().saturating_sub(1)))?;
        Some((&self.sheet.columns[pillar.at].key, pillar.cells.get(row)?))
    }

    /// When the interval of a row begins.
    pub fn time(&self, row: usize) -> Option<DateTime<Utc>> {
        let at = self.sheet.columns.iter().position(|column| column.measure == Measure::Time)?;
        match self.sheet.rows.get(row)?.get(at)? {
            Cell::Time(time) => Some(time.to_utc()),
            _ => None,
        }
    }

    /// What stands in a column of words.
    pub fn text(&self, row: usize, key: &str) -> Option<&str> {
        match self.sheet.cell(row, key)? {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What a row is of, in words.
    pub fn name(&self, row: usize) -> String {
        let names = self.keys.iter().filter_map(|pillar| pillar.cells.get(row));
        names.map(String::as_str).collect::<Vec<_>>().join(" · ")
    }
}

impl Pillar {
    fn new(sheet: &Sheet, at: usize, wording: &Wording<'_>) -> Self {
        let column = &sheet.columns[at];
        let head = wording.column(&column.key);
        let cells = cells(sheet, at, wording);
        let widest = cells.iter().map(|cell| text::width(cell)).max().unwrap_or(0);
        let word = head.split(' ').map(|word| text::width(word).min(WIDEST)).max().unwrap_or(0);
        let most = if is_key(column.measure) { WIDEST_NAME } else { WIDEST.max(widest.min(WIDEST_NAME)) };
        let width = widest.max(word).min(most) as u16;
        Self { at, head, cells, width, measure: column.measure }
    }

    pub fn is_key(&self) -> bool {
        is_key(self.measure)
    }

    /// The head on as many lines as it takes.
    pub fn head_lines(&self) -> Vec<&str> {
        text::wrap(&self.head, usize::from(self.width))
    }
}

fn is_key(measure: Measure) -> bool {
    matches!(measure, Measure::Text | Measure::Time)
}

//! The backlog: what is open at an instant, by its age, and what is stuck.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Book, Group, Name, Story};
use crate::metrics::{Cell, Measure, Sheet};

/// Where a band of ages ends, days on the clock; the last has no end.
const BANDS: [i64; 5] = [1, 3, 7, 15, 30];

const COLUMNS: [(&str, Measure); 10] = [
    ("open", Measure::Count),
    ("age_under_1d", Measure::Count),
    ("age_1d_3d", Measure::Count),
    ("age_3d_7d", Measure::Count),
    ("age_7d_15d", Measure::Count),
    ("age_15d_30d", Measure::Count),
    ("age_over_30d", Measure::Count),
    ("oldest_s", Measure::Seconds),
    ("stuck", Measure::Count),
    ("stuck_longest_s", Measure::Seconds),
];

#[derive(Default)]
struct Row {
    open: u64,
    ages: [u64; BANDS.len() + 1],
    oldest: TimeDelta,
    stuck: u64,
    stillest: TimeDelta,
}

/// Open tickets at `now`, by group: by time since they were submitted, and those to which nobody has done anything for longer than `stuck_after`.
/// All of them first, then each group.
pub fn backlog(book: &Book, by: Group, stuck_after: TimeDelta, now: DateTime<Utc>) -> Sheet {
    let mut all = Row::default();
    let mut rows: BTreeMap<Name, Row> = BTreeMap::new();
    let open = book.stories().filter(|(_, story)| story.is_open() && story.submitted <= now);
    for (_, story) in open {
        all.add(story, stuck_after, now);
        if by != Group::All {
            rows.entry(by.name(story, story.unit.as_ref())).or_default().add(story, stuck_after, now);
        }
    }
    let key = by.key().map(|key| (key, Measure::Text));
    let mut sheet = Sheet::new("backlog", &key.into_iter().chain(COLUMNS).collect::<Vec<_>>());
    let whole = (None, all);
    for (name, row) in std::iter::once(whole).chain(rows) {
        let name = key.map(|_| name.map_or(Cell::Nothing, Cell::Text));
        sheet.rows.push(name.into_iter().chain(row.cells()).collect());
    }
    sheet
}

impl Row {
    fn add(&mut self, story: &Story, stuck_after: TimeDelta, now: DateTime<Utc>) {
        let (age, still) = (now - story.submitted, now - story.touched);
        let band = BANDS.iter().position(|days| age < TimeDelta::days(*days)).unwrap_or(BANDS.len());
        self.open += 1;
        self.ages[band] += 1;
        self.oldest = self.oldest.max(age);
        self.stuck += u64::from(still > stuck_after);
        self.stillest = self.stillest.max(still);
    }

    fn cells(&self) -> Vec<Cell> {
        let is_any = self.open > 0;
        let seconds =
            |time: TimeDelta| Cell::number(is_any.then(|| time.num_milliseconds() as f64 / 1_000.0));
        let mut cells = vec![Cell::Count(self.open)];
        cells.extend(self.ages.map(Cell::Count));
        cells.extend([seconds(self.oldest), Cell::Count(self.stuck), seconds(self.stillest)]);
        cells
    }
}

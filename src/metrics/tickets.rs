//! Numbers of tickets, as a fold over their events.
//!
//! | number | what it is |
//! |---|---|
//! | `dispatched`, `returned`, … | tickets to which that was done in the interval, each once, under the unit that had it |
//! | return, extension, urge, redo rates | tickets with the verb / tickets dispatched, of the same row |
//! | `…_due`, `…_in_time` | promises of the tickets' own clocks that were due in the interval, and those kept when they were due at the latest |
//! | `csat` | satisfied / replies given; callers who did not say stand apart as `silent` |
//! | `open` | tickets that are open at the end of the interval |
//!
//! A promise counts in the interval in which it is due, however early it was kept. What is not to be done any more (a ticket given back,
//! merged or voided before its time ran out) was not due. A limit that was extended is due when the extension says.

mod backlog;
mod book;
mod meanings;
mod milestones;
mod promises;
mod row;
mod story;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use self::{
    book::Told,
    milestones::Milestones,
    promises::{Kept, Promises},
    row::{COLUMNS, Row},
};
use super::{Cell, Every, Interval, Measure, Sheet};
use crate::domain::{Event, TicketId, TicketKind, UnitId};

pub use backlog::backlog;
pub use book::Book;
pub use meanings::Meanings;
pub use milestones::Milestone;
pub use story::Story;

/// What rows of tickets are told apart by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Group {
    /// Nothing: all tickets in one row.
    #[default]
    All,
    /// The unit that handles them.
    Unit,
    /// Their category.
    Category,
    /// Their kind of matter.
    Kind,
}

/// The name of a group; none for tickets that have none: without a unit, without a category.
type Name = Option<String>;

/// The numbers of tickets by interval and group.
#[derive(Clone, Debug)]
pub struct Tickets {
    zone: Tz,
    every: Every,
    by: Group,
    book: Book,
    rows: BTreeMap<(DateTime<Utc>, Name), Row>,
    /// What was counted of a ticket in its last interval: there each milestone counts once.
    counted: HashMap<TicketId, Counted>,
    /// Promises that were kept before they were due: they count when they are.
    ahead: BTreeMap<DateTime<Utc>, Vec<(Name, Kept)>>,
}

#[derive(Clone, Debug, Default)]
struct Counted {
    from: Option<DateTime<Utc>>,
    by_name: Vec<(Name, Milestones)>,
    /// The group in which it counts as open.
    open_in: Option<Name>,
}

impl Group {
    /// The column of the names; none for all in one row.
    pub fn key(self) -> Option<&'static str> {
        match self {
            Self::All => None,
            Self::Unit => Some("unit"),
            Self::Category => Some("category"),
            Self::Kind => Some("kind"),
        }
    }

    /// In which group a ticket is while this unit has it.
    fn name(self, story: &Story, unit: Option<&UnitId>) -> Name {
        match self {
            Self::All => None,
            Self::Unit => unit.map(|unit| unit.to_string()),
            Self::Category => story.category.as_ref().map(ToString::to_string),
            Self::Kind => Some(kind_name(story.kind).to_owned()),
        }
    }
}

impl Tickets {
    /// No tickets yet: intervals as people in `zone` have them.
    pub fn new(zone: Tz, every: Every, by: Group, meanings: Arc<Meanings>) -> Self {
        let (rows, counted, ahead) = Default::default();
        Self { zone, every, by, book: Book::new(meanings), rows, counted, ahead }
    }

    /// Folds an event in.
    pub fn apply(&mut self, at: DateTime<Utc>, event: &Event) {
        self.come_due(at);
        let by = self.by;
        let Some(Told { ticket, story, unit_before, news }) = self.book.fold(at, event) else { return };
        let after = by.name(story, story.unit.as_ref());
        // Who gives a ticket back has had it until then; who is given one has it from now on.
        let is_handed_on = news.milestones.has(Milestone::Dispatched) || unit_before.is_none();
        let name = if is_handed_on { after.clone() } else { by.name(story, unit_before.as_ref()) };
        let open_in = story.is_open().then_some(after);
        self.count(at, ticket, &name, news.milestones);
        for kept in news.kept {
            self.keep(at, &name, kept);
        }
        if let Some(contacted) = news.contacted {
            self.row(at, &name).hear(contacted);
        }
        self.open_changes(at, ticket, open_in);
    }

    /// The numbers of the intervals that this stretch of time touches, up to `now`: what is due later is not due yet. A row is an interval
    /// and a group in which something was done, or was due.
    pub fn sheet(&self, span: Interval, now: DateTime<Utc>) -> Sheet {
        let key = self.by.key();
        let head = [("interval_start", Measure::Time)].into_iter().chain(key.map(|key| (key, Measure::Text)));
        let mut sheet = Sheet::new("tickets", &head.chain(COLUMNS).collect::<Vec<_>>());
        let mut open: BTreeMap<Name, i64> = BTreeMap::new();
        for ((from, name), row) in self.rows_at(now.min(span.to)) {
            let open = open.entry(name.clone()).or_default();
            *open += row.opened;
            let interval = self.every.of(self.zone, from);
            if interval.to <= span.from || from >= span.to {
                continue;
            }
            let mut cells = vec![self.start(from, span)];
            cells.extend(key.map(|_| name.map_or(Cell::Nothing, Cell::Text)));
            cells.extend(row.cells(u64::try_from(*open).unwrap_or(0)));
            sheet.rows.push(cells);
        }
        sheet
    }

    /// All stories, for rates and the backlog.
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// Takes in the numbers of other tickets: a ticket's events are all folded by one of the two.
    pub fn merge(&mut self, other: Self) {
        self.book.merge(other.book);
        for (key, row) in other.rows {
            self.rows.entry(key).or_default().add(&row);
        }
        for (due, more) in other.ahead {
            self.ahead.entry(due).or_default().extend(more);
        }
        self.counted.extend(other.counted);
    }

    fn start(&self, from: DateTime<Utc>, span: Interval) -> Cell {
        let from = if from == Interval::ALL.from { span.from } else { from };
        match from == Interval::ALL.from {
            true => Cell::Nothing,
            false => Cell::Time(from.with_timezone(&self.zone).fixed_offset()),
        }
    }

    /// The rows as they are at an instant: with the promises that were kept ahead or not kept, and have come due by then.
    fn rows_at(&self, now: DateTime<Utc>) -> BTreeMap<(DateTime<Utc>, Name), Row> {
        let mut rows = self.rows.clone();
        let mut keep = |name: &Name, kept: Kept| {
            rows.entry((self.interval(last_instant(kept.due)), name.clone())).or_default().keep(kept);
        };
        for (name, kept) in self.ahead.range(..=now).flat_map(|(_, kept)| kept) {
            keep(name, *kept);
        }
        for (_, story) in self.book.stories() {
            for count in Promises::KINDS {
                if let Some(due) = story.due(count).filter(|due| *due <= now) {
                    keep(&self.by.name(story, story.unit.as_ref()), Kept { count, due, in_time: false });
                }
            }
        }
        rows
    }

    /// What was kept ahead and has come due counts now.
    fn come_due(&mut self, at: DateTime<Utc>) {
        while let Some(entry) = self.ahead.first_entry().filter(|entry| *entry.key() <= at) {
            for (name, kept) in entry.remove() {
                self.row(last_instant(kept.due), &name).keep(kept);
            }
        }
    }

    fn keep(&mut self, at: DateTime<Utc>, name: &Name, kept: Kept) {
        if kept.due > at {
            self.ahead.entry(kept.due).or_default().push((name.clone(), kept));
        } else {
            self.row(last_instant(kept.due), name).keep(kept);
        }
    }

    fn count(&mut self, at: DateTime<Utc>, ticket: TicketId, name: &Name, milestones: Milestones) {
        let from = self.interval(at);
        let counted = self.counted.entry(ticket).or_default();
        if counted.from != Some(from) {
            (counted.from, counted.by_name) = (Some(from), Vec::new());
        }
        let nth = counted.by_name.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
            counted.by_name.push((name.clone(), Milestones::default()));
            counted.by_name.len() - 1
        });
        for milestone in milestones.new_to(&mut counted.by_name[nth].1).iter() {
            self.row(at, name).milestones[milestone as usize] += 1;
        }
    }

    fn open_changes(&mut self, at: DateTime<Utc>, ticket: TicketId, open_in: Option<Name>) {
        let known = &mut self.counted.entry(ticket).or_default().open_in;
        if *known == open_in {
            return;
        }
        let before = std::mem::replace(known, open_in.clone());
        if let Some(name) = before {
            self.row(at, &name).opened -= 1;
        }
        if let Some(name) = open_in {
            self.row(at, &name).opened += 1;
        }
    }

    fn row(&mut self, at: DateTime<Utc>, name: &Name) -> &mut Row {
        let from = self.interval(at);
        self.rows.entry((from, name.clone())).or_default()
    }

    fn interval(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        self.every.of(self.zone, at).from
    }
}

/// The last instant before something is due: what is due at midnight is a matter of the day that ends then.
pub(super) fn last_instant(due: DateTime<Utc>) -> DateTime<Utc> {
    due - TimeDelta::nanoseconds(1)
}

/// The word for a kind of matter, as on the wire.
fn kind_name(kind: TicketKind) -> &'static str {
    match kind {
        TicketKind::Inquiry => "inquiry",
        TicketKind::Help => "help",
        TicketKind::Complaint => "complaint",
        TicketKind::Suggestion => "suggestion",
        TicketKind::Report => "report",
        TicketKind::Praise => "praise",
        TicketKind::Fault => "fault",
    }
}

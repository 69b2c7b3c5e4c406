//! What is counted in one row: an interval, and a unit, category or kind.

use super::{
    Milestone,
    promises::{Kept, Promises},
};
use crate::{
    domain::lifecycle::{ClockCount, Contacted},
    metrics::{Cell, Measure},
};

/// Counts of one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// Tickets with each milestone.
    pub milestones: [u64; Milestone::ALL.len()],
    /// Promises that were due, and those of them that were kept in time.
    pub due: [u64; 4],
    pub in_time: [u64; 4],
    /// Calls to callers, and what came of them.
    pub called: u64,
    pub reached: u64,
    pub solved: u64,
    pub unsolved: u64,
    pub satisfied: u64,
    pub dissatisfied: u64,
    pub silent: u64,
    /// How many more are open at the end of it than at its beginning.
    pub opened: i64,
}

/// The columns that follow the interval and the group.
pub(super) const COLUMNS: [(&str, Measure); 44] = {
    use Measure::{Count, Share};
    [
        ("submitted", Count),
        ("answered_directly", Count),
        ("dispatched", Count),
        ("signed_for", Count),
        ("returned", Count),
        ("extended", Count),
        ("urged", Count),
        ("supervised", Count),
        ("suspended", Count),
        ("redone", Count),
        ("merged", Count),
        ("voided", Count),
        ("replied", Count),
        ("called_back", Count),
        ("closed", Count),
        ("reopened", Count),
        ("open", Count),
        ("sign_due", Count),
        ("signed_in_time", Count),
        ("sign_on_time_rate", Share),
        ("reply_due", Count),
        ("replied_in_time", Count),
        ("reply_on_time_rate", Share),
        ("callback_due", Count),
        ("called_back_in_time", Count),
        ("callback_on_time_rate", Share),
        ("close_due", Count),
        ("closed_in_time", Count),
        ("close_on_time_rate", Share),
        ("direct_answer_rate", Share),
        ("return_rate", Share),
        ("extension_rate", Share),
        ("urge_rate", Share),
        ("redo_rate", Share),
        ("caller_calls", Count),
        ("callers_reached", Count),
        ("contact_rate", Share),
        ("solved", Count),
        ("unsolved", Count),
        ("solved_rate", Share),
        ("satisfied", Count),
        ("dissatisfied", Count),
        ("silent", Count),
        ("csat", Share),
    ]
};

impl Row {
    pub fn keep(&mut self, kept: Kept) {
        self.due[kept.count as usize] += 1;
        self.in_time[kept.count as usize] += u64::from(kept.in_time);
    }

    pub fn hear(&mut self, contacted: Contacted) {
        self.called += 1;
        if !contacted.reached {
            return;
        }
        self.reached += 1;
        match contacted.solved {
            Some(true) => self.solved += 1,
            Some(false) => self.unsolved += 1,
            None => {}
        }
        match contacted.satisfied {
            Some(true) => self.satisfied += 1,
            Some(false) => self.dissatisfied += 1,
            None => self.silent += 1,
        }
    }

    pub fn add(&mut self, other: &Self) {
        let sum = |into: &mut [u64], from: &[u64]| into.iter_mut().zip(from).for_each(|(a, b)| *a += b);
        sum(&mut self.milestones, &other.milestones);
        sum(&mut self.due, &other.due);
        sum(&mut self.in_time, &other.in_time);
        self.called += other.called;
        self.reached += other.reached;
        self.solved += other.solved;
        self.unsolved += other.unsolved;
        self.satisfied += other.satisfied;
        self.dissatisfied += other.dissatisfied;
        self.silent += other.silent;
        self.opened += other.opened;
    }

    /// Its cells; `open` is how many are open at its end.
    pub fn cells(&self, open: u64) -> Vec<Cell> {
        let milestone = |milestone: Milestone| self.milestones[milestone as usize];
        let mut cells: Vec<Cell> = self.milestones.iter().map(|count| Cell::Count(*count)).collect();
        cells.push(Cell::Count(open));
        for count in Promises::KINDS {
            cells.extend(self.promise(count));
        }
        cells.push(share(milestone(Milestone::AnsweredDirectly), milestone(Milestone::Submitted)));
        for verb in [Milestone::Returned, Milestone::Extended, Milestone::Urged, Milestone::Redone] {
            cells.push(share(milestone(verb), milestone(Milestone::Dispatched)));
        }
        cells.extend([Cell::Count(self.called), Cell::Count(self.reached), share(self.reached, self.called)]);
        cells.extend([Cell::Count(self.solved), Cell::Count(self.unsolved)]);
        cells.push(share(self.solved, self.solved + self.unsolved));
        cells.extend([self.satisfied, self.dissatisfied, self.silent].map(Cell::Count));
        cells.push(share(self.satisfied, self.satisfied + self.dissatisfied));
        cells
    }

    fn promise(&self, count: ClockCount) -> [Cell; 3] {
        let (due, in_time) = (self.due[count as usize], self.in_time[count as usize]);
        [Cell::Count(due), Cell::Count(in_time), share(in_time, due)]
    }
}

/// A share, or nothing where there is nothing to divide by.
pub(super) fn share(part: u64, whole: u64) -> Cell {
    Cell::number((whole > 0).then(|| part as f64 / whole as f64))
}

//! Who waits, in the order of the screen: by queue, and within a queue in the order in which callers are served.
//!
//! The floor keeps a queue's callers in that order, and time moves nobody in it: the rows are made anew only when somebody joined, left, or
//! got another priority.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{Call, CallId, Event, Floor, Phase, QueueId};

/// One row of the pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// The head of a queue, by its place in [`Queue::heads`].
    Head(usize),
    /// A waiting caller.
    Caller(CallId),
}

/// What the head of a queue says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Which queue.
    pub queue: QueueId,
    /// How many wait.
    pub waiting: usize,
    /// Since when the longest waits.
    pub oldest: Option<DateTime<Utc>>,
    /// The agent at the screen serves it.
    pub mine: bool,
}

/// The order of the screen, and what is selected in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Queue {
    /// The queues: those that the agent serves first.
    pub heads: Vec<Head>,
    /// All rows.
    pub rows: Vec<Row>,
    /// The selected row, held by what it is and not by where it is, so that arrivals do not move the selection.
    pub selected: Option<Row>,
}

impl Queue {
    /// Whether an event can change who waits.
    pub fn is_changed_by(event: &Event) -> bool {
        matches!(
            event,
            Event::QueueConfigured { .. }
                | Event::CallQueued { .. }
                | Event::CallPrioritised { .. }
                | Event::CallAnswered { .. }
                | Event::CallLeft { .. }
                | Event::CallEnded { .. }
                | Event::CallTransferred { .. }
        )
    }

    /// Makes the order anew.
    pub fn sort(&mut self, floor: &Floor, mine: &[QueueId]) {
        self.heads.clear();
        self.rows.clear();
        let mut queues: Vec<_> = floor.queues.values().collect();
        queues.sort_by_key(|queue| !mine.contains(&queue.settings.id));
        for queue in queues {
            let callers: Vec<&Call> = queue.waiting.iter().filter_map(|call| floor.calls.get(call)).collect();
            let id = &queue.settings.id;
            self.rows.push(Row::Head(self.heads.len()));
            self.heads.push(Head {
                queue: id.clone(),
                waiting: callers.len(),
                oldest: callers.iter().filter_map(|call| call.queued_at).min(),
                mine: mine.contains(id),
            });
            self.rows.extend(callers.into_iter().map(|call| Row::Caller(call.id)));
        }
    }

    /// Callers waiting in all queues.
    pub fn waiting(&self) -> usize {
        self.heads.iter().map(|head| head.waiting).sum()
    }

    /// Since when the longest of all waits.
    pub fn oldest(&self) -> Option<DateTime<Utc>> {
        self.heads.iter().filter_map(|head| head.oldest).min()
    }

    /// Where the selected row is now.
    pub fn selected_row(&self) -> Option<usize> {
        let selected = self.selected.as_ref()?;
        self.rows.iter().position(|row| row == selected)
    }
}

/// How near a wait is to the queue's target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// Less than half of the target.
    Far,
    /// More than half of it.
    Near,
    /// Past the target.
    Past,
    /// Past four times the target.
    Long,
}

impl Nearness {
    /// The nearness of a wait to a target, s.
    pub fn of(wait: TimeDelta, target_s: u32) -> Self {
        let (wait, target) = (wait.num_seconds(), i64::from(target_s));
        if wait > target * 4 {
            Self::Long
        } else if wait > target {
            Self::Past
        } else if wait * 2 > target {
            Self::Near
        } else {
            Self::Far
        }
    }

    /// The mark that says it without colour.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Far => " ",
            Self::Near => "·",
            Self::Past => "!",
            Self::Long => "‼",
        }
    }
}

/// A caller's wait, and whether it rings somewhere at this moment.
pub fn wait(call: &Call, now: DateTime<Utc>) -> (TimeDelta, bool) {
    let since = call.queued_at.unwrap_or(call.since);
    (now - since, call.phase == Phase::Ringing)
}

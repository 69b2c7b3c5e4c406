//! The story of one ticket, as far as reports need it: a fold of its events that keeps no text.

use chrono::{DateTime, Utc};

use super::{
    Meanings, Milestone,
    milestones::{Milestones, Truths},
    promises::{Kept, Promises},
};
use crate::domain::{
    CategoryCode, Channel, Event, LifecycleId, Priority, StateId, Ticket, TicketForm, TicketId, TicketKind,
    UnitId,
    lifecycle::{ClockCount, Contacted, End, Moved, Tells, VerbCount, Work},
    rates::Truth,
};

/// What is known of one ticket.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// Number told to the caller.
    pub number: String,
    /// When it was submitted.
    pub submitted: DateTime<Utc>,
    /// Kind of matter.
    pub kind: TicketKind,
    /// Category.
    pub category: Option<CategoryCode>,
    /// How it reached us.
    pub channel: Channel,
    /// Priority.
    pub priority: Priority,
    /// Where it stands.
    pub state: StateId,
    /// Who handles it, or handled it last.
    pub unit: Option<UnitId>,
    /// When it was dispatched first.
    pub dispatched: Option<DateTime<Utc>>,
    /// When it was answered last.
    pub replied: Option<DateTime<Utc>>,
    /// When the caller was reached last.
    pub called_back: Option<DateTime<Utc>>,
    /// When it was closed last.
    pub closed: Option<DateTime<Utc>>,
    /// When something happened to it last.
    pub touched: DateTime<Utc>,
    pub(super) is_open: bool,
    pub(super) promises: Promises,
    truths: Truths,
    lifecycle: LifecycleId,
}

/// What an event added to a story.
#[derive(Debug, Default)]
pub(super) struct News {
    pub milestones: Milestones,
    /// Promises that were kept or broken by it.
    pub kept: Vec<Kept>,
    /// What came of a call to the caller.
    pub contacted: Option<Contacted>,
}

impl Story {
    /// The story of a ticket that was just submitted.
    pub(super) fn begin(ticket: &Ticket, meanings: &Meanings) -> (Self, News) {
        let mut story = Self {
            number: ticket.number.clone(),
            submitted: ticket.at,
            kind: ticket.form.kind,
            category: None,
            channel: ticket.form.channel,
            priority: ticket.priority,
            state: ticket.work.state.clone(),
            unit: None,
            dispatched: None,
            replied: None,
            called_back: None,
            closed: None,
            touched: ticket.at,
            is_open: true,
            promises: Promises::default(),
            truths: Truths::default(),
            lifecycle: ticket.work.lifecycle.clone(),
        };
        story.read(&ticket.form);
        let mut news = News::default();
        news.milestones.add(Milestone::Submitted);
        if let Some(deadline) = ticket.deadline.as_ref().filter(|_| ticket.work.end.is_none())
            && !meanings.promises(&story.lifecycle, ClockCount::Close)
        {
            story.promises.begin(ClockCount::Close, ticket.at, Some(deadline.due));
        }
        story.work_begins(ticket.at, &ticket.work, meanings, &mut news);
        (story, news)
    }

    /// Whether this is true of it.
    pub fn is(&self, truth: Truth) -> bool {
        self.truths.has(truth)
    }

    /// Whether something is still to be done.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// When this was promised for, as far as it is still to be kept.
    pub fn due(&self, count: ClockCount) -> Option<DateTime<Utc>> {
        self.promises.due(count)
    }

    /// When the last promise of this kind was due, kept or not.
    pub fn was_due(&self, count: ClockCount) -> Option<DateTime<Utc>> {
        self.promises.was_due(count)
    }

    /// What a good end by this instant would make of it: answered, the caller reached, solved and satisfied, closed.
    pub fn solved_by(&self, at: DateTime<Utc>) -> Self {
        let mut story = self.clone();
        let mut news = News::default();
        if !story.is(Truth::Replied) {
            story.hears(at, Some(Tells::Answer), None, &mut news);
        }
        let content = Contacted { reached: true, solved: Some(true), satisfied: Some(true) };
        story.hears(at, Some(Tells::Contact), Some(content), &mut news);
        story.ends(at, Some(End::Closed), &mut news);
        story
    }

    /// What becomes of it by this instant if nobody solves it: an answer that is there is told, and does not hold; without one the time runs out.
    pub fn failed_by(&self, at: DateTime<Utc>) -> Self {
        let mut story = self.clone();
        if story.is(Truth::Replied) {
            let angry = Contacted { reached: true, solved: Some(false), satisfied: Some(false) };
            story.hears(at, Some(Tells::Contact), Some(angry), &mut News::default());
        }
        story
    }

    /// Folds an event of this ticket in.
    pub(super) fn apply(&mut self, at: DateTime<Utc>, event: &Event, meanings: &Meanings) -> News {
        let mut news = News::default();
        match event {
            Event::TicketAmended { form, work, .. } => {
                self.read(form);
                if let Some(work) = work {
                    self.work_begins(at, work, meanings, &mut news);
                }
            }
            Event::TicketMoved { moved, .. } => self.moved(at, moved, meanings, &mut news),
            Event::TicketBegun { work, .. } => self.work_begins(at, work, meanings, &mut news),
            Event::TicketReckoned { clocks, .. } => {
                for (id, clock) in clocks {
                    if let Some(count) = meanings.clock(&self.lifecycle, id) {
                        news.kept.extend(self.promises.clock(count, clock, at));
                    }
                }
            }
            // What the desk tells by itself is no event of the matter: a ticket is stuck in spite of it.
            Event::TicketClockTold { .. } => return news,
            _ => {}
        }
        self.touched = self.touched.max(at);
        news
    }

    fn read(&mut self, form: &TicketForm) {
        self.kind = form.kind;
        self.category.clone_from(&form.category);
        self.channel = form.channel;
        self.priority = form.priority();
        self.truths.set(Truth::Secret, form.secrecy);
        self.truths.set(Truth::ReplyWanted, form.reply_wanted);
    }

    /// Its work as of now; what was promised before holds no more.
    fn work_begins(&mut self, at: DateTime<Utc>, work: &Work, meanings: &Meanings, news: &mut News) {
        self.lifecycle = work.lifecycle.clone();
        self.state = work.state.clone();
        for count in [ClockCount::Sign, ClockCount::Reply, ClockCount::Callback] {
            news.kept.extend(self.promises.drop(count, at));
        }
        for (id, clock) in &work.clocks {
            if let Some(count) = meanings.clock(&self.lifecycle, id) {
                news.kept.extend(self.promises.clock(count, clock, at));
            }
        }
        let is_answered = work.end == Some(End::Closed) && work.is_untouched();
        if is_answered && self.is_open {
            news.milestones.add(Milestone::AnsweredDirectly);
        }
        self.truths.set(Truth::AnsweredDirectly, is_answered);
        self.ends(at, work.end, news);
    }

    fn moved(&mut self, at: DateTime<Utc>, moved: &Moved, meanings: &Meanings, news: &mut News) {
        let meaning = meanings.verb(&self.lifecycle, &moved.verb);
        let of = |id| meanings.clock(&self.lifecycle, id);
        let clocks: Vec<_> = moved.clocks.iter().filter_map(|(id, clock)| Some((of(id)?, clock))).collect();
        clocks.iter().for_each(|(count, clock)| self.promises.stopped(*count, clock));
        if moved.tells == Some(Tells::Redo) {
            self.begins_anew(news);
        }
        self.handed(at, moved, meaning.counts, news);
        for (is_so, milestone, truth) in [
            (meaning.extends, Milestone::Extended, Truth::Extended),
            (meaning.suspends, Milestone::Suspended, Truth::Suspended),
            (moved.tells == Some(Tells::Urge), Milestone::Urged, Truth::Urged),
            (moved.mother.is_some(), Milestone::Merged, Truth::Merged),
        ] {
            self.note(is_so, milestone, truth, news);
        }
        if moved.apart {
            self.truths.set(Truth::Merged, false);
        }
        self.hears(at, moved.tells, moved.contacted, news);
        self.ends(at, moved.end, news);
        news.kept.extend(clocks.iter().filter_map(|(count, clock)| self.promises.clock(*count, clock, at)));
        self.state = moved.state.clone();
    }

    fn note(&mut self, is_so: bool, milestone: Milestone, truth: Truth, news: &mut News) {
        if is_so {
            news.milestones.add(milestone);
            self.truths.set(truth, true);
        }
    }

    /// What a move says of the unit that has it.
    fn handed(&mut self, at: DateTime<Utc>, moved: &Moved, counts: Option<VerbCount>, news: &mut News) {
        if let Some(involved) = &moved.involved {
            self.unit = involved.lead.clone().or(self.unit.take());
            self.truths.set(Truth::Signed, false);
        }
        match counts {
            Some(VerbCount::Dispatch) => {
                self.note(true, Milestone::Dispatched, Truth::Dispatched, news);
                self.dispatched = self.dispatched.or(Some(at));
            }
            Some(VerbCount::Sign) if !self.is(Truth::Signed) => {
                self.note(true, Milestone::SignedFor, Truth::Signed, news);
                self.keep(ClockCount::Sign, Truth::SignedInTime, at, news);
            }
            Some(VerbCount::Return) => self.note(true, Milestone::Returned, Truth::Returned, news),
            Some(VerbCount::Supervise) => {
                self.note(true, Milestone::Supervised, Truth::Supervised, news);
            }
            Some(VerbCount::Sign) | None => {}
        }
    }

    /// All that was answered holds no more.
    fn begins_anew(&mut self, news: &mut News) {
        let milestone = if self.is_open { Milestone::Redone } else { Milestone::Reopened };
        let truth = if self.is_open { Truth::Redone } else { Truth::Reopened };
        self.note(true, milestone, truth, news);
        for truth in [
            Truth::AnsweredDirectly,
            Truth::Signed,
            Truth::SignedInTime,
            Truth::Replied,
            Truth::RepliedInTime,
            Truth::CalledBackInTime,
        ] {
            self.truths.set(truth, false);
        }
        self.forget_contact();
        (self.replied, self.closed) = (None, None);
    }

    fn forget_contact(&mut self) {
        for truth in [
            Truth::Contacted,
            Truth::Solved,
            Truth::Unsolved,
            Truth::Satisfied,
            Truth::Dissatisfied,
            Truth::Silent,
        ] {
            self.truths.set(truth, false);
        }
        self.called_back = None;
    }

    /// What is said of the caller.
    fn hears(
        &mut self,
        at: DateTime<Utc>,
        tells: Option<Tells>,
        contacted: Option<Contacted>,
        news: &mut News,
    ) {
        match (tells, contacted) {
            (Some(Tells::Answer), _) => {
                self.forget_contact();
                self.note(true, Milestone::Replied, Truth::Replied, news);
                self.replied = Some(at);
                self.keep(ClockCount::Reply, Truth::RepliedInTime, at, news);
            }
            (Some(Tells::Contact), Some(contacted)) => {
                self.truths.set(Truth::Called, true);
                news.contacted = Some(contacted);
                if contacted.reached {
                    self.reached(at, contacted, news);
                }
            }
            _ => {}
        }
    }

    fn reached(&mut self, at: DateTime<Utc>, contacted: Contacted, news: &mut News) {
        self.note(true, Milestone::CalledBack, Truth::Contacted, news);
        self.called_back = Some(at);
        self.keep(ClockCount::Callback, Truth::CalledBackInTime, at, news);
        for (truth, is_so) in [
            (Truth::Solved, contacted.solved == Some(true)),
            (Truth::Unsolved, contacted.solved == Some(false)),
            (Truth::Satisfied, contacted.satisfied == Some(true)),
            (Truth::Dissatisfied, contacted.satisfied == Some(false)),
            (Truth::Silent, contacted.satisfied.is_none()),
        ] {
            self.truths.set(truth, is_so);
        }
    }

    /// Whether it has ended with this.
    fn ends(&mut self, at: DateTime<Utc>, end: Option<End>, news: &mut News) {
        let was_open = std::mem::replace(&mut self.is_open, end.is_none());
        self.truths.set(Truth::Closed, end == Some(End::Closed));
        self.truths.set(Truth::Voided, end == Some(End::Void));
        match end.filter(|_| was_open) {
            Some(End::Closed) => {
                news.milestones.add(Milestone::Closed);
                self.closed = Some(at);
                // The attempts that reached nobody are on record: calling back is done too.
                self.keep(ClockCount::Callback, Truth::CalledBackInTime, at, news);
                self.keep(ClockCount::Close, Truth::ClosedInTime, at, news);
            }
            Some(End::Void) => {
                news.milestones.add(Milestone::Voided);
                for count in [ClockCount::Sign, ClockCount::Reply, ClockCount::Callback, ClockCount::Close] {
                    news.kept.extend(self.promises.drop(count, at));
                }
            }
            None => {}
        }
    }

    fn keep(&mut self, count: ClockCount, truth: Truth, at: DateTime<Utc>, news: &mut News) {
        if let Some(kept) = self.promises.keep(count, at) {
            self.truths.set(truth, kept.in_time);
            news.kept.push(kept);
        }
    }
}

/// The ticket that an event is about, unless it is what makes one.
pub(super) fn told_of(event: &Event) -> Option<TicketId> {
    match event {
        Event::TicketSubmitted { .. } | Event::AttachmentRead { .. } => None,
        _ => event.ticket(),
    }
}

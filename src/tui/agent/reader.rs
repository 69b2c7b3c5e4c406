//! Texts to read over the panes: a matter of the past, why a deadline is then, how a number is made.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    AgentScreen, Over,
    view::{
        NUMBERS,
        me::{self, Number},
        wording,
    },
};
use crate::{
    api::HistoryItem,
    domain::{Attempt, CallId, CallRecord, FormField, Ticket},
    metrics::{Metric, Parameter, Tally},
    tui::{
        calls::{not_reached_key, outcome_key},
        deadlines::{Lines, deadline_lines},
        layers::Overlay,
        numbers, text,
        widgets::Reader,
    },
};

/// Calls listed behind a number.
const CALLS: usize = 20;

impl AgentScreen {
    /// Opens a text over the panes.
    pub(super) fn read(&mut self, over: Over, title: String, lines: Lines) {
        let lines = lines.into_iter().filter(|(_, line)| !line.trim().is_empty());
        let lines = lines.map(|(name, line)| (name, text::clean_lines(&line).into_owned())).collect();
        self.layers.open(over, Overlay::Reader(Reader::new(title, lines)));
    }

    pub(super) fn line(&self, key: &str, value: impl Into<String>) -> (String, String) {
        (self.words.text(key).to_owned(), value.into())
    }

    /// The selected line of the history in full.
    pub(super) fn read_history(&mut self, now: DateTime<Utc>) {
        let item = self.call_case().and_then(|case| case.caller.history.selected_item());
        let (title, lines) = match item {
            Some(HistoryItem::Call { record }) => {
                (self.words.text(wording::call_kind(record)).to_owned(), self.call_lines(record, now))
            }
            Some(HistoryItem::Ticket { ticket }) => (ticket.number.clone(), self.ticket_lines(ticket, now)),
            Some(HistoryItem::Callback { callback, at }) => {
                let due = wording::moment(&self.words, &self.desk, callback.due, now);
                let end = callback.outcome.map(|outcome| self.words.text(wording::outcome(outcome)));
                let mut lines = vec![
                    self.line("agent.read.at", wording::moment(&self.words, &self.desk, *at, now)),
                    self.line("agent.read.due", due),
                    self.line("agent.read.agent", callback.agent.as_str()),
                    self.line("agent.read.note", callback.note.clone()),
                    self.line("agent.read.end", end.unwrap_or_default()),
                ];
                lines.extend(callback.attempts.iter().map(|attempt| self.attempt_line(attempt, now)));
                (self.words.text("agent.history.callback").to_owned(), lines)
            }
            Some(HistoryItem::Identity { change, at }) => {
                (self.words.text("agent.history.identity").to_owned(), self.change_lines(change, *at, now))
            }
            None => return,
        };
        let over = match item {
            Some(HistoryItem::Ticket { ticket }) => Over::Ticket(ticket.id),
            _ => Over::Reading,
        };
        self.read(over, title, lines);
    }

    /// A call that reached nobody: when, whose, why.
    fn attempt_line(&self, attempt: &Attempt, now: DateTime<Utc>) -> (String, String) {
        let at = wording::moment(&self.words, &self.desk, attempt.at, now);
        let why = self.words.text(not_reached_key(&attempt.why));
        self.line("agent.read.attempt", format!("{at}  {}  {why}", attempt.agent))
    }

    fn call_lines(&self, record: &CallRecord, now: DateTime<Utc>) -> Lines {
        // Of a call under way the record does not have them yet.
        let seconds = |seconds: u32| match record.under_way {
            true => String::new(),
            false => self.words.timer(TimeDelta::seconds(seconds.into())),
        };
        let queue = record.queue.as_ref().map(|queue| self.desk.queue_label(queue, self.desk.locale));
        let end = self.words.text(outcome_key(record));
        vec![
            self.line("agent.read.at", wording::moment(&self.words, &self.desk, record.entered_at, now)),
            self.line("agent.read.service", self.desk.service_label(&record.service, self.desk.locale)),
            self.line("agent.read.queue", queue.unwrap_or_default()),
            self.line("agent.read.waited", seconds(record.wait_s)),
            self.line("agent.read.end", end),
            self.line("agent.read.talked", seconds(record.talk_s)),
            self.line("agent.read.agent", record.agent.as_ref().map_or("", |agent| agent.as_str())),
        ]
    }

    fn ticket_lines(&self, ticket: &Ticket, now: DateTime<Utc>) -> Lines {
        let words = &self.words;
        let form = &ticket.form;
        let due = ticket.deadline.as_ref().map(|due| wording::moment(words, &self.desk, due.due, now));
        let state = self.desk.ticket_state(&ticket.work);
        let mut lines = vec![
            self.line("agent.read.at", wording::moment(words, &self.desk, ticket.at, now)),
            self.line("agent.read.agent", ticket.agent.as_str()),
            self.line("agent.read.state", format!("{state}  {}", wording::priority(ticket.priority))),
            self.line("agent.read.due", due.unwrap_or_default()),
            self.line("agent.field.kind", wording::value(words, &self.desk, form, FormField::Kind)),
            self.line("agent.field.category", wording::value(words, &self.desk, form, FormField::Category)),
        ];
        let texts = super::fields::ORDER.into_iter().filter_map(|field| {
            let value = super::fields::text(form, field)?;
            Some(self.line(wording::field(field), value))
        });
        lines.extend(texts);
        lines
    }

    /// Why the ticket would be due then.
    pub(super) fn read_deadline(&mut self, now: DateTime<Utc>) {
        let Some(case) = self.case() else { return };
        let taken = case.ticket().map(|ticket| ticket.deadline.as_ref());
        let Some(deadline) = taken.unwrap_or(case.deadline.as_ref()) else { return };
        let lines = deadline_lines(&self.words, &self.desk, deadline, now);
        self.read(Over::Reading, self.words.text("agent.deadline.title").to_owned(), lines);
    }

    /// How the selected number is made, and the calls behind it.
    pub(super) fn read_number(&mut self, now: DateTime<Utc>) {
        let Some(number) = NUMBERS.get(self.number).copied() else { return };
        let (mine, queues) = me::tallies(self, now);
        let mut lines = vec![self.line("agent.number.value", number.value(&self.words, &mine, &queues))];
        match number {
            Number::Calls => lines.push(self.line("agent.number.formula", self.words.text("count.answered"))),
            Number::Tickets => {
                lines.push(self.line("agent.number.formula", self.words.text("agent.number.tickets-count")))
            }
            Number::Mine(metric) => lines.extend(self.formula_lines(metric, &mine)),
            Number::Queues(metric) => lines.extend(self.formula_lines(metric, &queues)),
        }
        if !matches!(number, Number::Queues(_)) {
            lines.extend(self.calls_behind(&mine));
        }
        self.read(Over::Reading, self.words.text(number.words()).to_owned(), lines);
    }

    fn formula_lines(&self, metric: Metric, tally: &Tally) -> Lines {
        let mut lines = vec![self.line("agent.number.formula", numbers::formula(metric, tally, &self.words))];
        if metric.formula().parameters.contains(&Parameter::Target) {
            lines.push(self.line("agent.number.target", self.targets()));
        }
        lines
    }

    /// The latest calls that the agent's numbers are made of, the newest first.
    fn calls_behind(&self, mine: &Tally) -> Lines {
        let calls = mine.calls.iter().rev().take(CALLS).enumerate();
        let line = |(place, call): (usize, &CallId)| {
            let name = if place == 0 { self.words.text("agent.number.calls-behind") } else { "" };
            (name.to_owned(), self.call_behind(*call))
        };
        calls.map(line).collect()
    }

    /// A call of mine in a line; of one from before this screen was opened only the identity is known.
    fn call_behind(&self, call: CallId) -> String {
        let Some(mine) = self.shift.of(call) else { return call.to_string() };
        let spent = |from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>| {
            let span = from.zip(to).map(|(from, to)| self.words.timer(to - from));
            span.unwrap_or_else(|| "–".to_owned())
        };
        let rang = self.desk.local(mine.rang_at).format("%H:%M:%S").to_string();
        let number = mine.number.as_ref().map(|number| self.words.number(number));
        let (talk, wrap_up) =
            (spent(mine.answered_at, mine.ended_at), spent(mine.ended_at, mine.finished_at));
        let values = [
            ("rang", &*rang),
            ("number", number.as_deref().unwrap_or_default()),
            ("talk", &*talk),
            ("wrap_up", &*wrap_up),
        ];
        self.words.fill("agent.number.call", &values)
    }

    fn targets(&self) -> String {
        let queues = self.desk.my_queues().iter().filter_map(|queue| self.desk.floor.queues.get(queue));
        let target = |queue: &crate::domain::QueueState| {
            let label = queue.settings.label.text(self.desk.locale);
            format!("{label} {}", self.words.span(TimeDelta::seconds(queue.settings.target_s.into())))
        };
        queues.map(target).collect::<Vec<_>>().join("  ")
    }
}

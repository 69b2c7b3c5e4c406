//! The clocks of a ticket: what is left of each, what was used, and why it runs out then.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Line, Scene, Tone};
use crate::{
    domain::{
        ClockId, Ticket,
        clock::{Calendar, Spent},
        lifecycle::{End, Need, TicketClock, Verb},
    },
    tui::{
        deadlines::{Lines, allowance, deadline_lines, moment},
        desk::Desk,
        tickets::names::Names,
        words::Words,
    },
};

/// How much of its time a clock has used when it is up, percent.
const WHOLE: u8 = 100;

/// How long it is until a moment, or since it: `3d7h`, `5h07`, `12:07`, `-0:42`.
pub fn countdown(words: &Words, due: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let left = due - now;
    let (sign, span) = if left < TimeDelta::zero() { ("-", -left) } else { ("", left) };
    let shown = match span.num_hours() {
        0 => words.timer(span),
        1..24 => words.span(span),
        24..240 => {
            let values = [("d", span.num_days().to_string()), ("h", (span.num_hours() % 24).to_string())];
            words.fill("tickets.clock.days", &values)
        }
        _ => words.span(span),
    };
    format!("{sign}{shown}")
}

/// A line for each clock, those that run first, by when they run out.
pub(super) fn lines(ticket: &Ticket, scene: Scene<'_>) -> Vec<Line> {
    let mut clocks: Vec<_> = ticket.work.clocks.iter().collect();
    clocks.sort_by_key(|(_, clock)| {
        (clock.clock.stopped.is_some(), clock.deadline.as_ref().map(|deadline| deadline.due))
    });
    let mut lines: Vec<Line> = clocks.into_iter().map(|(id, clock)| line(id, clock, ticket, scene)).collect();
    lines.extend(
        ticket
            .deadline
            .as_ref()
            .map(|promised| scene.line("tickets.promised", scene.moment(promised.due), Tone::Dim)),
    );
    lines
}

fn line(id: &ClockId, clock: &TicketClock, ticket: &Ticket, scene: Scene<'_>) -> Line {
    let Scene { words, names, now, .. } = scene;
    let due = clock.deadline.as_ref().map(|deadline| deadline.due);
    let spent = scene.desk.catalogue.as_deref().and_then(|all| clock.clock.spent(&all.calendar, now));
    let used = spent.map(|spent| used(spent, words)).unwrap_or_default();
    let due_at = due.map(|due| words.fill("tickets.clock.due", &[("at", &scene.moment(due))]));
    let earlier =
        clock.earlier.last().map(|at| words.fill("tickets.clock.was", &[("at", &scene.moment(*at))]));
    let (state, tone) = standing(clock, ticket, due, scene);
    let parts = [state, due_at.unwrap_or_default(), used, earlier.unwrap_or_default()];
    Line { name: names.clock(id).to_owned(), text: scene.join(parts), tone }
}

/// Whether it runs, stands still or was stopped, and how near its end is.
fn standing(
    clock: &TicketClock,
    ticket: &Ticket,
    due: Option<DateTime<Utc>>,
    scene: Scene<'_>,
) -> (String, Tone) {
    let Scene { words, now, .. } = scene;
    if let Some(stopped) = clock.clock.stopped {
        if is_needless(ticket, stopped, scene.desk) {
            let values =
                [("at", scene.moment(stopped)), ("state", scene.desk.ticket_state(&ticket.work).to_owned())];
            return (words.fill("tickets.clock.ended", &values), Tone::Dim);
        }
        let is_late = due.is_some_and(|due| due < stopped);
        let key = if is_late { "tickets.clock.stopped-late" } else { "tickets.clock.stopped" };
        let tone = if is_late { Tone::Warn } else { Tone::Dim };
        return (words.fill(key, &[("at", &scene.moment(stopped))]), tone);
    }
    if let Some(since) = clock.clock.paused_since() {
        return (words.fill("tickets.clock.paused", &[("at", &scene.moment(since))]), Tone::Dim);
    }
    match due {
        None => (words.text("tickets.clock.no-due").to_owned(), Tone::Warn),
        Some(due) if due <= now => {
            let late = countdown(words, now, due);
            (words.fill("tickets.clock.late", &[("span", &late)]), Tone::Bad)
        }
        Some(due) => {
            let left = words.fill("tickets.clock.left", &[("span", &countdown(words, due, now))]);
            let tone = if clock.told > 0 { Tone::Warn } else { Tone::Good };
            (left, tone)
        }
    }
}

/// Whether a clock was stopped because nothing is to be done here any more, and not because it was done: by what voided the ticket, or let it
/// follow another.
fn is_needless(ticket: &Ticket, stopped: DateTime<Utc>, desk: &Desk) -> bool {
    let work = &ticket.work;
    let lifecycle = desk.catalogue.as_deref().and_then(|catalogue| catalogue.lifecycle_for(work));
    lifecycle.filter(|_| stopped == work.since).is_some_and(|lifecycle| {
        let is_void = lifecycle.state(&work.state).is_some_and(|state| state.end == Some(End::Void));
        let follows =
            |verb: &Verb| verb.needs.contains(&Need::Mother) && verb.to.as_ref() == Some(&work.state);
        is_void || lifecycle.verbs.iter().any(follows)
    })
}

fn used(spent: Spent, words: &Words) -> String {
    let whole = (spent.used + spent.left).num_seconds();
    if whole <= 0 {
        return String::new();
    }
    let share = spent.used.num_seconds() as f64 / whole as f64;
    words.fill("tickets.clock.used", &[("share", &words.percent(Some(share)))])
}

/// Why each clock runs out then: start, limit, extensions, pauses, intervals, warnings.
pub fn clock_reasons(ticket: &Ticket, desk: &Desk, words: &Words, now: DateTime<Utc>) -> Lines {
    let names = Names::of(desk, &ticket.work);
    let mut running: Vec<_> = ticket.work.clocks.iter().collect();
    running.sort_by_key(|(_, clock)| clock.clock.stopped.is_some());
    let mut lines = Lines::new();
    for (id, clock) in running {
        if !lines.is_empty() {
            lines.push(Default::default());
        }
        let scene = Scene { desk, words, names, now };
        let due = clock.deadline.as_ref().map(|deadline| deadline.due);
        lines.push((names.clock(id).to_owned(), format!("── {}", standing(clock, ticket, due, scene).0)));
        let calendar = desk.catalogue.as_deref().map(|catalogue| &catalogue.calendar);
        lines.extend(reasons(clock, calendar, desk, words, now));
    }
    lines
}

fn reasons(
    clock: &TicketClock,
    calendar: Option<&Calendar>,
    desk: &Desk,
    words: &Words,
    now: DateTime<Utc>,
) -> Lines {
    let at = |at| moment(words, desk, at, now);
    let line = |key: &str, value: String| (words.text(key).to_owned(), value);
    let mut lines = match &clock.deadline {
        Some(deadline) => deadline_lines(words, desk, deadline, now),
        None => vec![
            line("agent.deadline.start", at(clock.clock.start)),
            line("agent.deadline.allowance", allowance(words, clock.clock.allowance)),
        ],
    };
    let extensions = clock.clock.extensions.iter();
    lines.extend(extensions.map(|more| line("tickets.why.extended", allowance(words, *more))));
    lines.extend(clock.clock.pauses.iter().map(|pause| {
        let to = pause.to.map_or_else(|| words.text("tickets.why.still").to_owned(), at);
        line("tickets.why.paused", format!("{} – {to}", at(pause.from)))
    }));
    lines.extend(clock.earlier.iter().map(|earlier| line("tickets.why.earlier", at(*earlier))));
    let warnings = clock.marks.iter().filter(|mark| mark.percent != WHOLE);
    lines.extend(warnings.map(|mark| {
        let told = if clock.told >= mark.percent { "✓" } else { "" };
        line("tickets.why.warns", format!("{}%  {} {told}", mark.percent, at(mark.at)))
    }));
    lines.extend(clock.clock.stopped.map(|stopped| line("tickets.why.stopped", at(stopped))));
    lines.extend(calendar.map(|calendar| line("tickets.why.zone", calendar.zone.to_string())));
    lines
}

//! What a ticket is about and where it stands: the form, the answer, the family, and what waits for approval.

use super::{Line, Scene, Tone};
use crate::{
    domain::{
        FormField, Ticket,
        lifecycle::{Contacted, Pending},
    },
    tui::{
        agent::{fields, wording},
        deadlines::allowance,
        tickets::{deed::evidence, names, open_ticket::OpenTicket},
        words::Words,
    },
};

/// What waits for a second person: what, who asks, why, since when.
pub(super) fn pending(ticket: &Ticket, scene: Scene<'_>) -> Vec<Line> {
    let Some(pending) = &ticket.work.pending else { return Vec::new() };
    let words = scene.words;
    let who = words.text(names::duty(pending.approver));
    let values = [("verb", scene.names.verb(&pending.asked.verb)), ("who", who)];
    let waits = words.fill("tickets.pending.waits", &values);
    let asked = scene.join([who_asks(pending, scene), scene.moment(pending.at)]);
    let mut lines = vec![
        scene.line("tickets.pending.name", waits, Tone::Warn),
        scene.line("tickets.pending.by", asked, Tone::Plain),
    ];
    lines.extend(
        what_is_said(pending, scene).map(|said| scene.line("tickets.pending.why", said, Tone::Plain)),
    );
    lines.push(scene.head("tickets.head.ticket"));
    lines
}

fn who_asks(pending: &Pending, scene: Scene<'_>) -> String {
    let unit = pending.unit.as_ref().map(|unit| scene.names.unit(unit));
    match unit {
        Some(unit) => format!("{} {unit}", pending.by),
        None => format!("{} {}", pending.by, scene.words.text(names::duty(pending.duty))),
    }
}

fn what_is_said(pending: &Pending, scene: Scene<'_>) -> Option<String> {
    let asked = &pending.asked;
    let reason = asked.reason.as_ref().map(|reason| scene.names.reason(&asked.verb, reason).to_owned());
    let more = asked
        .more
        .map(|more| scene.words.fill("tickets.said.more", &[("more", &allowance(scene.words, more))]));
    let until =
        asked.until.map(|until| scene.words.fill("tickets.said.until", &[("at", &scene.moment(until))]));
    let unit = asked.unit.as_ref().map(|unit| scene.names.unit(unit).to_owned());
    let parts = [reason, unit, more, until, Some(asked.text.clone())].into_iter().flatten();
    let said = scene.join(parts);
    (!said.is_empty()).then_some(said)
}

/// Where it stands, with whom, and what must not be forgotten.
pub(super) fn standing(ticket: &Ticket, scene: Scene<'_>) -> Vec<Line> {
    let (work, words) = (&ticket.work, scene.words);
    let since = words.fill("tickets.since", &[("at", &scene.moment(work.since))]);
    let priority = wording::priority(ticket.priority).to_owned();
    let state = scene.join([scene.names.state(&work.state).to_owned(), since, priority]);
    let mut lines = vec![scene.line("tickets.state", state, Tone::Plain)];
    if let Some(lead) = &work.involved.lead {
        lines.push(scene.line("tickets.unit", scene.names.unit(lead), Tone::Plain));
    }
    if !work.involved.joint.is_empty() {
        let joint: Vec<&str> = work.involved.joint.iter().map(|unit| scene.names.unit(unit)).collect();
        lines.push(scene.line("tickets.joint", joint.join(words.text("unit.comma")), Tone::Plain));
    }
    if let Some(until) = work.until {
        lines.push(scene.line("tickets.until", scene.moment(until), Tone::Plain));
    }
    let notes = scene.join(notes(ticket, scene));
    if !notes.is_empty() {
        lines.push(scene.line("tickets.note", notes, Tone::Warn));
    }
    lines
}

fn notes(ticket: &Ticket, scene: Scene<'_>) -> Vec<String> {
    let (work, words) = (&ticket.work, scene.words);
    let times = |key, times: u32| (times > 0).then(|| words.fill(key, &[("n", &times.to_string())]));
    let owed = work.owed.map(|_| words.text("tickets.mark.owed").to_owned());
    let secret = ticket.form.secrecy.then(|| words.text("agent.flag.secrecy").to_owned());
    let notes = [
        times("tickets.note-urged", work.urged),
        times("tickets.note-redone", work.redone),
        times("tickets.note-attempts", work.attempts),
        owed,
        secret,
    ];
    notes.into_iter().flatten().collect()
}

/// The answer so far, and whether the caller knows it.
pub(super) fn answer(ticket: &Ticket, scene: Scene<'_>) -> Vec<Line> {
    let work = &ticket.work;
    let mut lines = Vec::new();
    if let Some(answer) = &work.answer {
        lines.push(scene.line("tickets.answer", answer.as_str(), Tone::Good));
    }
    if let Some(contacted) = &work.contacted {
        lines.push(scene.line("tickets.contact.name", contact(contacted, scene.words), Tone::Plain));
    }
    lines
}

/// What came of a call to the caller.
pub(super) fn contact(contacted: &Contacted, words: &Words) -> String {
    let reached = if contacted.reached { "tickets.contact.reached" } else { "tickets.contact.not-reached" };
    let of = |said: Option<bool>, yes, no| said.map(|said| if said { yes } else { no });
    let solved = of(contacted.solved, "tickets.contact.solved", "tickets.contact.not-solved");
    let satisfied = of(contacted.satisfied, "tickets.contact.satisfied", "tickets.contact.not-satisfied");
    let said = [Some(reached), solved, satisfied].into_iter().flatten().map(|key| words.text(key));
    said.collect::<Vec<_>>().join(words.text("unit.comma"))
}

/// What was typed of the matter; empty fields are left out.
pub(super) fn form(ticket: &Ticket, scene: Scene<'_>) -> Vec<Line> {
    let (form, words, desk) = (&ticket.form, scene.words, scene.desk);
    let shown = [
        FormField::Subject,
        FormField::Description,
        FormField::Place,
        FormField::Wish,
        FormField::Kind,
        FormField::Category,
        FormField::Occurred,
        FormField::ContactName,
        FormField::ContactNumber,
        FormField::Channel,
        FormField::Answer,
    ];
    let lines = shown.into_iter().filter_map(|field| {
        let value = wording::value(words, desk, form, field);
        let is_typed = fields::text(form, field).is_some();
        let tone = if is_typed { Tone::Plain } else { Tone::Dim };
        (!value.trim().is_empty()).then(|| scene.line(wording::field(field), value, tone))
    });
    let written = scene.join([scene.moment(ticket.at), ticket.agent.to_string()]);
    lines.chain([scene.line("tickets.written", written, Tone::Dim)]).collect()
}

/// Its files: what each is called, what it is, how long, and when it was added.
pub(super) fn files(open: &OpenTicket, scene: Scene<'_>) -> Vec<Line> {
    let lines = open.files.iter().enumerate().map(|(place, file)| {
        let key = if place == 0 { "tickets.files" } else { "" };
        let kind = evidence::short_kind(&file.kind).to_owned();
        let parts = [file.name.clone(), kind, evidence::size(file.bytes), scene.moment(file.at)];
        scene.line(key, scene.join(parts), Tone::Plain)
    });
    lines.collect()
}

/// The ticket that it follows, and those that follow it.
pub(super) fn family(open: &OpenTicket, scene: Scene<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(mother) = &open.mother {
        let state = scene.desk.ticket_state(&mother.work).to_owned();
        let mother = scene.join([mother.number.clone(), mother.form.subject.clone(), state]);
        lines.push(scene.line("tickets.mother", mother, Tone::Plain));
    }
    for (place, follower) in open.followers.iter().enumerate() {
        let key = if place == 0 { "tickets.followers" } else { "" };
        let state =
            names::Names::of_lifecycle(scene.desk, &follower.lifecycle).state(&follower.state).to_owned();
        let follower = scene.join([follower.number.clone(), follower.subject.clone(), state]);
        lines.push(scene.line(key, follower, Tone::Plain));
    }
    if lines.is_empty() {
        return lines;
    }
    [scene.head("tickets.head.family")].into_iter().chain(lines).collect()
}

//! What happened to a ticket, in words: when, who, what, why, and what was said. The newest first.

use super::{Line, Scene, Tone, matter};
use crate::{
    domain::{
        Event, Recorded, StateId, UnitId,
        lifecycle::{Duty, Moved, Pending},
    },
    tui::{deadlines::allowance, tickets::names, words::Words},
};

/// A clock has run out at this share, percent.
const WHOLE: u8 = 100;

pub(super) fn lines(events: &[Recorded], scene: Scene<'_>) -> Vec<Line> {
    if events.is_empty() {
        return Vec::new();
    }
    let mut state = None;
    let mut lines: Vec<Line> = Vec::new();
    for recorded in events {
        lines.extend(line(recorded, state.as_ref(), scene));
        state = state_after(&recorded.event).or(state);
    }
    lines.reverse();
    lines.insert(0, scene.head("tickets.head.timeline"));
    lines
}

/// Where the ticket stands after it, if it says so.
fn state_after(event: &Event) -> Option<StateId> {
    match event {
        Event::TicketSubmitted { ticket } => Some(ticket.work.state.clone()),
        Event::TicketAmended { work: Some(work), .. } => Some(work.state.clone()),
        Event::TicketMoved { moved, .. } => Some(moved.state.clone()),
        _ => None,
    }
}

/// An event in words; `state` is where the ticket stood before it.
fn line(recorded: &Recorded, state: Option<&StateId>, scene: Scene<'_>) -> Option<Line> {
    let (what, tone) = what(&recorded.event, state, scene)?;
    let who = match &recorded.event {
        // Who approved it did it; for whom is said with it.
        Event::TicketMoved { asked_by: Some(_), .. } => names::actor(&recorded.actor, scene.words).to_owned(),
        Event::TicketMoved { duty, unit, .. } => doer(recorded, *duty, unit.as_ref(), scene),
        Event::ApprovalAsked { pending, .. } => doer(recorded, pending.duty, pending.unit.as_ref(), scene),
        Event::TicketClockTold { .. } | Event::TicketReckoned { .. } => String::new(),
        _ => names::actor(&recorded.actor, scene.words).to_owned(),
    };
    let text = crate::tui::text::clean_lines(&scene.join([what, who])).into_owned();
    Some(Line { name: scene.moment(recorded.at), text, tone })
}

/// Who did it, and for whom: a unit by its name, others by what they are.
fn doer(recorded: &Recorded, duty: Duty, unit: Option<&UnitId>, scene: Scene<'_>) -> String {
    let who = names::actor(&recorded.actor, scene.words);
    match unit {
        Some(unit) => format!("{who} {}", scene.names.unit(unit)),
        None if duty == Duty::System => who.to_owned(),
        None => format!("{who} {}", scene.words.text(names::duty(duty))),
    }
}

fn what(event: &Event, state: Option<&StateId>, scene: Scene<'_>) -> Option<(String, Tone)> {
    let words = scene.words;
    Some(match event {
        Event::TicketSubmitted { .. } => (words.text("tickets.happened.submitted").to_owned(), Tone::Plain),
        Event::TicketAmended { version, .. } => {
            let version = version.to_string();
            (words.fill("tickets.happened.amended", &[("version", &version)]), Tone::Plain)
        }
        Event::TicketMoved { moved, asked_by, .. } => {
            (moved_to(moved, state, asked_by.as_deref(), scene), Tone::Plain)
        }
        Event::ApprovalAsked { pending, .. } => (asked(pending, scene), Tone::Warn),
        Event::ApprovalRefused { verb, text, .. } => {
            let refused = words.fill("tickets.happened.refused", &[("verb", scene.names.verb(verb))]);
            (quoted(refused, text, words), Tone::Bad)
        }
        Event::TicketClockTold { clock, percent, .. } => {
            let (share, clock) = (percent.to_string(), scene.names.clock(clock));
            match percent.cmp(&WHOLE) {
                std::cmp::Ordering::Less => (
                    words.fill("tickets.happened.warned", &[("clock", clock), ("share", &share)]),
                    Tone::Warn,
                ),
                std::cmp::Ordering::Equal => {
                    (words.fill("tickets.happened.ran-out", &[("clock", clock)]), Tone::Bad)
                }
                std::cmp::Ordering::Greater => {
                    (words.fill("tickets.happened.stage", &[("clock", clock), ("share", &share)]), Tone::Bad)
                }
            }
        }
        Event::TicketReckoned { .. } => (words.text("tickets.happened.reckoned").to_owned(), Tone::Dim),
        Event::AttachmentRead { .. } => (words.text("tickets.happened.read").to_owned(), Tone::Dim),
        _ => return None,
    })
}

fn moved_to(moved: &Moved, state: Option<&StateId>, asked_by: Option<&str>, scene: Scene<'_>) -> String {
    let (words, names) = (scene.words, scene.names);
    let stays = state == Some(&moved.state);
    let verb = names.verb(&moved.verb);
    let verb = if stays { verb.to_owned() } else { format!("{verb} → {}", names.state(&moved.state)) };
    let reason = moved.reason.as_ref().map(|reason| names.reason(&moved.verb, reason).to_owned());
    let units = moved.involved.as_ref().map(|involved| {
        let units = involved.lead.iter().chain(&involved.joint).map(|unit| names.unit(unit));
        units.collect::<Vec<_>>().join(words.text("unit.comma"))
    });
    let until = moved.until.map(|until| words.fill("tickets.said.until", &[("at", &scene.moment(until))]));
    let contact = moved.contacted.as_ref().map(|contacted| matter::contact(contacted, words));
    let approved = asked_by.map(|by| words.fill("tickets.happened.approved", &[("by", by)]));
    let parts = [Some(verb), units, reason, until, contact, approved].into_iter().flatten();
    quoted(scene.join(parts), &moved.text, words)
}

fn asked(pending: &Pending, scene: Scene<'_>) -> String {
    let (words, names, asked) = (scene.words, scene.names, &pending.asked);
    let approver = words.text(names::duty(pending.approver));
    let values = [("verb", names.verb(&asked.verb)), ("who", approver)];
    let reason = asked.reason.as_ref().map(|reason| names.reason(&asked.verb, reason).to_owned());
    let more = asked.more.map(|more| words.fill("tickets.said.more", &[("more", &allowance(words, more))]));
    let until = asked.until.map(|until| words.fill("tickets.said.until", &[("at", &scene.moment(until))]));
    let parts = [Some(words.fill("tickets.happened.asked", &values)), reason, more, until];
    quoted(scene.join(parts.into_iter().flatten()), &asked.text, words)
}

/// Something that happened, and what was said with it.
fn quoted(what: String, said: &str, words: &Words) -> String {
    match said.trim() {
        "" => what,
        said => words.fill("tickets.said.quoted", &[("what", what.as_str()), ("said", said)]),
    }
}

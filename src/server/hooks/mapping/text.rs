//! What a ticket system reads about a ticket: fields are named as our API names them. Pure.

use super::NewTicket;
use crate::{
    config::MappingSettings,
    domain::{Attachment, Event, StateId, Ticket, TicketForm, UnitId, lifecycle::Moved},
};

/// The ticket that is to be made there.
pub fn new_ticket(ticket: &Ticket, mapping: &MappingSettings) -> NewTicket {
    let what = match ticket.form.subject.trim() {
        "" => ticket.form.category.as_ref().map_or("", |category| category.as_str()),
        subject => subject,
    };
    NewTicket {
        id: ticket.id,
        number: ticket.number.clone(),
        subject: format!("{} {what}", ticket.number).trim_end().to_owned(),
        text: format!("ticket: {}\n{}", ticket.number, form(&ticket.form)),
        priority: mapping.priorities.get(&ticket.priority).cloned(),
    }
}

/// What is noted of an event; none of one that made the ticket.
pub fn note(event: &Event, mapping: &MappingSettings) -> Option<String> {
    match event {
        Event::TicketAmended { version, form: amended, .. } => {
            Some(format!("amended, version {version}\n\n{}", form(amended)))
        }
        Event::TicketMoved { unit, moved, .. } => Some(done(unit.as_ref(), moved)),
        Event::AttachmentAdded { attachment, .. } => Some(file(attachment, mapping.file_bytes)),
        _ => None,
    }
}

/// A file that was added, and whether it is too long to be sent along.
fn file(attachment: &Attachment, most: u64) -> String {
    let Attachment { name, kind, bytes, .. } = attachment;
    let name = if name.is_empty() { String::new() } else { format!("file: {name}\n") };
    let left_out = match *bytes > most {
        true => format!("not sent along: longer than {most} bytes\n"),
        false => String::new(),
    };
    format!("file added\n{name}kind: {kind}\nbytes: {bytes}\n{left_out}")
}

/// Our state of a ticket after an event; none if it stays where it was.
pub fn state_after(event: &Event) -> Option<&StateId> {
    match event {
        Event::TicketSubmitted { ticket } => Some(&ticket.work.state),
        Event::TicketAmended { work, .. } => work.as_ref().map(|work| &work.state),
        Event::TicketMoved { moved, .. } => Some(&moved.state),
        _ => None,
    }
}

/// What was done to a ticket, why, in words, and where it stands then.
fn done(unit: Option<&UnitId>, moved: &Moved) -> String {
    let lines = [
        ("verb", Some(moved.verb.as_str())),
        ("reason", moved.reason.as_ref().map(|reason| reason.as_str())),
        ("unit", unit.map(UnitId::as_str)),
        ("state", Some(moved.state.as_str())),
    ];
    let filled = lines.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let lines: String = filled.map(|(name, value)| format!("{name}: {value}\n")).collect();
    if moved.text.is_empty() { lines } else { format!("{lines}\n{}\n", moved.text) }
}

/// All that is filled in, a line each; longer texts stand for themselves at the end.
fn form(form: &TicketForm) -> String {
    let category = form.category.as_ref().map_or("", |category| category.as_str());
    let lines = [
        ("category", category),
        ("subject", &form.subject),
        ("place", &form.place),
        ("occurred", &form.occurred),
        ("contact_name", &form.contact_name),
        ("contact_number", &form.contact_number),
    ];
    let texts = [("description", &form.description), ("wish", &form.wish), ("answer", &form.answer)];
    let filled = |(_, value): &(&str, &str)| !value.trim().is_empty();
    let lines = lines.into_iter().filter(filled).map(|(name, value)| format!("{name}: {value}\n"));
    let texts = texts.into_iter().map(|(name, value)| (name, value.as_str())).filter(filled);
    let texts = texts.map(|(name, value)| format!("\n{name}:\n{value}\n"));
    let blanks = form.blanks.iter().map(|(blank, value)| format!("{blank}: {value}\n"));
    lines.chain(blanks).chain(texts).collect()
}

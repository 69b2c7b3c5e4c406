//! The words of values: which key of the locales names which state, kind, field or exit.

use crate::{
    api::IdentityChange,
    domain::{
        Agent, AgentState, Call, CallRecord, CallbackOutcome, Catalogue, Category, Channel, Contact,
        Direction, Evidence, FieldTrouble, Flag, FormField, Impact, Locale, Priority, RecordingState, SameIn,
        TicketForm, TicketKind, Urgency, WhatChanged,
    },
    tui::{
        agent::{Case, Standing, act::LAYERS, fields},
        desk::{Desk, Say},
        runtime::Look,
        text,
        words::Words,
    },
};

pub use crate::tui::deadlines::moment;

/// A contact as far as it is shown: name, else number.
pub fn named(words: &Words, contact: &Contact) -> String {
    let number = contact.numbers.first().map(|number| words.number(number));
    let name = Some(contact.name.clone()).filter(|name| !name.trim().is_empty());
    text::clean(&name.or(number).unwrap_or_default()).into_owned()
}

/// A sentence of the model in a language, with the keys that count for an agent.
pub fn said(look: &Look, say: &Say) -> String {
    say.with_hints(&look.words, |action| look.keymap.hint_in(&LAYERS, action))
}

/// What an agent does.
pub fn state(state: &AgentState) -> &'static str {
    match state {
        AgentState::Offline => "agent.state.offline",
        AgentState::Ready => "agent.state.ready",
        AgentState::Ringing { .. } => "agent.state.ringing",
        AgentState::Talking { .. } => "agent.state.talking",
        AgentState::Holding { .. } => "agent.state.holding",
        AgentState::WrapUp { .. } => "agent.state.wrap-up",
        AgentState::Paused { .. } => "agent.state.paused",
    }
}

/// What the agent at the screen does; asking somebody first is more than a hold.
pub fn doing(desk: &Desk, agent: &Agent) -> &'static str {
    match &agent.state {
        AgentState::Holding { .. } if desk.my_call().is_some_and(|call| call.consulting.is_some()) => {
            "agent.state.asking"
        }
        AgentState::Talking { .. } if desk.my_call().is_some_and(Call::is_being_placed) => {
            "agent.state.calling"
        }
        other => state(other),
    }
}

/// Whether a talk is recorded: the sign alone, and with words.
pub fn recording(state: RecordingState) -> (&'static str, &'static str) {
    match state {
        RecordingState::Running => ("●", "agent.recording.running"),
        RecordingState::Muted => ("‖", "agent.recording.muted"),
        RecordingState::Stopped => ("○", "agent.recording.stopped"),
    }
}

/// A kind of matter.
pub fn kind(kind: TicketKind) -> &'static str {
    KINDS[kind as usize]
}

/// A priority.
pub fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::P1 => "P1",
        Priority::P2 => "P2",
        Priority::P3 => "P3",
        Priority::P4 => "P4",
    }
}

/// The values of a field that is chosen, in order.
pub fn values(field: FormField) -> &'static [&'static str] {
    match field {
        FormField::Kind => &KINDS,
        FormField::Channel => &CHANNELS,
        FormField::Urgency => &URGENCIES,
        FormField::Impact => &IMPACTS,
        _ => &[],
    }
}

const KINDS: [&str; TicketKind::ALL.len()] = [
    "agent.kind.inquiry",
    "agent.kind.help",
    "agent.kind.complaint",
    "agent.kind.suggestion",
    "agent.kind.report",
    "agent.kind.praise",
    "agent.kind.fault",
];

const CHANNELS: [&str; Channel::ALL.len()] = [
    "agent.channel.phone",
    "agent.channel.ivr",
    "agent.channel.web",
    "agent.channel.sms",
    "agent.channel.letter",
    "agent.channel.visit",
    "agent.channel.transferred-in",
];

const URGENCIES: [&str; Urgency::ALL.len()] =
    ["agent.urgency.high", "agent.urgency.medium", "agent.urgency.low"];

const IMPACTS: [&str; Impact::ALL.len()] = ["agent.impact.many", "agent.impact.several", "agent.impact.one"];

/// A field of the form.
pub fn field(field: FormField) -> &'static str {
    match field {
        FormField::Kind => "agent.field.kind",
        FormField::Category => "agent.field.category",
        FormField::Subject => "agent.field.subject",
        FormField::Description => "agent.field.description",
        FormField::Place => "agent.field.place",
        FormField::Occurred => "agent.field.occurred",
        FormField::Wish => "agent.field.wish",
        FormField::ContactName => "agent.field.contact-name",
        FormField::ContactNumber => "agent.field.contact-number",
        FormField::Channel => "agent.field.channel",
        FormField::Secrecy => "agent.field.secrecy",
        FormField::ReplyWanted => "agent.field.reply-wanted",
        FormField::Urgency => "agent.field.urgency",
        FormField::Impact => "agent.field.impact",
        FormField::Answer => "agent.field.answer",
        FormField::Blanks => "agent.field.blanks",
    }
}

/// What is wrong with a field.
pub fn trouble(words: &Words, trouble: FieldTrouble) -> String {
    match trouble {
        FieldTrouble::Empty => words.text("agent.trouble.empty").to_owned(),
        FieldTrouble::Unknown => words.text("agent.trouble.unknown").to_owned(),
        FieldTrouble::Changed => words.text("agent.trouble.changed").to_owned(),
        FieldTrouble::TooLong { max } => words.fill("agent.trouble.too-long", &[("max", &max.to_string())]),
    }
}

/// All that an agent must know of a contact before speaking.
pub fn warnings(words: &Words, flags: &[Flag]) -> String {
    flags.iter().map(|known| format!("! {}", words.text(flag(*known)))).collect::<Vec<_>>().join("  ")
}

/// Why somebody may be the one who calls.
pub fn evidence(words: &Words, evidence: &[Evidence]) -> String {
    let line = |evidence: &Evidence| match evidence {
        Evidence::SameNumber { persons: 0 | 1 } => words.text("agent.evidence.same-number").to_owned(),
        Evidence::SameNumber { persons } => {
            words.fill("agent.evidence.shared-number", &[("count", &persons.to_string())])
        }
        Evidence::ReplyNumber { ticket, .. } => {
            words.fill("agent.evidence.reply-number", &[("ticket", ticket)])
        }
        Evidence::SameName { ticket, also: SameIn::Place, .. } => {
            words.fill("agent.evidence.name-and-place", &[("ticket", ticket)])
        }
        Evidence::SameName { ticket, also: SameIn::Number, .. } => {
            words.fill("agent.evidence.name-and-number", &[("ticket", ticket)])
        }
    };
    evidence.iter().map(line).collect::<Vec<_>>().join(" · ")
}

/// What was found out of contacts, or taken back.
pub fn change(change: &IdentityChange) -> &'static str {
    match (change.what, change.undone) {
        (WhatChanged::Merged { .. }, false) => "agent.identity.merged",
        (WhatChanged::Merged { .. }, true) => "agent.identity.merge-undone",
        (WhatChanged::Split { .. }, false) => "agent.identity.split",
        (WhatChanged::Split { .. }, true) => "agent.identity.split-undone",
    }
}

/// What an agent must know of a contact.
pub fn flag(flag: Flag) -> &'static str {
    match flag {
        Flag::Abusive => "agent.flag.abusive",
        Flag::Secrecy => "agent.flag.secrecy",
        Flag::SharedPhone => "agent.flag.shared-phone",
    }
}

/// A call of the past by who began it.
pub fn call_kind(record: &CallRecord) -> &'static str {
    match record.direction {
        Direction::Inbound => "agent.history.call",
        Direction::Outbound => "agent.history.call-out",
    }
}

/// The end of a callback.
pub fn outcome(outcome: CallbackOutcome) -> &'static str {
    match outcome {
        CallbackOutcome::Reached => "agent.callback.reached",
        CallbackOutcome::NotReached => "agent.callback.not-reached",
    }
}

/// How far a matter in hand has come.
pub fn standing(case: &Case) -> &'static str {
    match case.standing {
        Standing::Typing if case.amends().is_some() => "agent.standing.amending",
        Standing::Typing if case.is_worth_keeping() => "agent.standing.typing",
        Standing::Typing => "agent.standing.empty",
        Standing::Sending => "agent.standing.sending",
        Standing::Taken(_) => "agent.standing.taken",
    }
}

/// A matter in hand by what an agent knows it again: time, caller or ticket, category, and the first words of what was typed.
pub fn case_name(words: &Words, desk: &Desk, case: &Case) -> String {
    let form = &case.draft.form;
    let whose = match (&case.draft.amends, &case.draft.caller) {
        (Some(amended), _) => amended.number.clone(),
        (None, Some(caller)) => words.number(caller),
        (None, None) => words.text("agent.ticket.no-call").to_owned(),
    };
    let catalogue = desk.catalogue.as_deref();
    let category = catalogue.zip(form.category.as_ref()).and_then(|(all, code)| all.category(code));
    let category = category.map(|category| category.label.text(desk.locale).to_owned());
    let time = words.time(&desk.local(case.draft.begun));
    let parts = [Some(time), Some(whose), category, Some(first_words(words, form))];
    parts.into_iter().flatten().collect::<Vec<_>>().join("  ")
}

/// The subject, else whatever else was typed first.
fn first_words(words: &Words, form: &TicketForm) -> String {
    let typed = [&form.subject, &form.description, &form.wish, &form.place, &form.answer, &form.contact_name];
    let typed = typed.into_iter().chain(form.blanks.values()).map(|text| text.trim());
    let first = typed.into_iter().find(|text| !text.is_empty());
    text::clean(first.unwrap_or(words.text("agent.ticket.no-subject"))).into_owned()
}

/// What stands in a field of a form, in a line.
pub fn value(words: &Words, desk: &Desk, form: &TicketForm, field: FormField) -> String {
    let catalogue = desk.catalogue.as_deref();
    let yes_no = |yes: bool| words.text(if yes { "shell.confirm-yes" } else { "shell.confirm-no" });
    match (fields::text(form, field), field) {
        (Some(text), _) => text.to_owned(),
        (None, FormField::Category) => {
            let category = catalogue.zip(form.category.as_ref());
            let category = category.and_then(|(all, code)| Some((all, all.category(code)?)));
            category.map(|(all, category)| category_path(all, category, desk.locale)).unwrap_or_default()
        }
        (None, FormField::Secrecy) => yes_no(form.secrecy).to_owned(),
        (None, FormField::ReplyWanted) => yes_no(form.reply_wanted).to_owned(),
        (None, FormField::Blanks) => {
            form.blanks.values().map(String::as_str).collect::<Vec<_>>().join(words.text("unit.comma"))
        }
        (None, field) => {
            values(field).get(fields::chosen(form, field)).map_or("", |key| words.text(key)).to_owned()
        }
    }
}

/// A category with the nodes above it: `投诉 / 服务态度`.
pub fn category_path(catalogue: &Catalogue, category: &Category, locale: Locale) -> String {
    let mut path = vec![category.label.text(locale)];
    let mut parent = category.parent.as_ref();
    // A tree of categories is checked when it is loaded; the bound holds for one that comes from elsewhere.
    while let Some(above) = parent.and_then(|code| catalogue.category(code)).filter(|_| path.len() < 9) {
        path.push(above.label.text(locale));
        parent = above.parent.as_ref();
    }
    path.reverse();
    path.join(" / ")
}

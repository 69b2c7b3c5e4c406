//! Tickets (工单): the form that an agent types, and what the server makes of it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    AgentId, BlankId, CallId, Catalogue, CategoryCode, ContactId, Event, PhoneNumber, StateId, TicketId,
    clock::Deadline, contact::mask_name, lifecycle::Work,
};

mod kinds;
mod merge;
mod written;

pub use kinds::{Channel, Impact, Priority, TicketKind, Urgency};

/// A form that the server has taken and numbered, and how far it has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(from = "written::Written")]
pub struct Ticket {
    /// Identity: the draft's.
    pub id: TicketId,
    /// Number told to the caller, `YYYYMMDD-NNNN`.
    pub number: String,
    /// Counts up with every change that somebody makes; a change names the version it was made from.
    pub version: u32,
    /// The call it came from; none for a ticket without a call.
    pub call: Option<CallId>,
    /// Who it is for, where known.
    pub contact: Option<ContactId>,
    /// Who wrote it.
    pub agent: AgentId,
    /// When it was submitted.
    pub at: DateTime<Utc>,
    /// What was typed.
    pub form: TicketForm,
    /// Priority, from urgency and impact.
    pub priority: Priority,
    /// When the caller was promised an answer, and why then; none where no time limit is written down. It stays what was promised.
    pub deadline: Option<Deadline>,
    /// How far it has come.
    pub work: Work,
}

impl Ticket {
    /// Where it stands.
    pub fn state(&self) -> &StateId {
        &self.work.state
    }

    /// Nothing is left to do.
    pub fn is_over(&self) -> bool {
        self.work.end.is_some()
    }

    /// Folds in what happened to it; what is about another ticket, or about none, changes nothing.
    pub fn apply(&mut self, at: DateTime<Utc>, event: &Event) {
        if event.ticket() != Some(self.id) {
            return;
        }
        match event {
            Event::TicketAmended { version, form, work, .. } => {
                self.amend(*version, form.as_ref().clone(), work.as_deref().cloned());
            }
            Event::TicketMoved { version, moved, asked_by, .. } => {
                self.version = *version;
                if asked_by.is_some() {
                    self.work.pending = None;
                }
                self.work.apply(at, moved);
            }
            Event::ApprovalAsked { version, pending, .. } => {
                self.version = *version;
                self.work.pending = Some(pending.clone());
            }
            Event::ApprovalRefused { version, .. } => {
                self.version = *version;
                self.work.pending = None;
            }
            Event::TicketClockTold { clock, percent, .. } => self.work.apply_told(clock, *percent),
            Event::TicketWaitOver { .. } => self.work.until = None,
            Event::TicketBegun { work, .. } => self.work = (**work).clone(),
            Event::TicketReckoned { clocks, .. } => self.work.clocks.extend(clocks.clone()),
            _ => {}
        }
    }

    /// Takes a changed form; the priority follows it, and the work if that began anew. The deadline stays: it was promised.
    fn amend(&mut self, version: u32, form: TicketForm, work: Option<Work>) {
        self.version = version;
        self.priority = form.priority();
        if let Some(work) = work {
            self.work = work;
        } else if self.work.has_no_lifecycle() && self.work.is_untouched() {
            self.work = Work::without_lifecycle(form.is_answered(), self.at);
        }
        self.form = form;
    }
}

/// What an agent types of a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct TicketForm {
    /// Kind of matter.
    pub kind: TicketKind,
    /// Category; none until chosen.
    pub category: Option<CategoryCode>,
    /// One line: what it is.
    pub subject: String,
    /// What happened.
    pub description: String,
    /// Where.
    pub place: String,
    /// When it happened, in the caller's words.
    pub occurred: String,
    /// What the caller wants.
    pub wish: String,
    /// The caller's name as given for this matter.
    pub contact_name: String,
    /// The number for replies.
    pub contact_number: String,
    /// How it reached us.
    pub channel: Channel,
    /// The caller asks for secrecy.
    pub secrecy: bool,
    /// The caller wants a reply.
    pub reply_wanted: bool,
    /// How soon it hurts.
    pub urgency: Urgency,
    /// How many it hurts.
    pub impact: Impact,
    /// The answer given during the call; a ticket with one needs no dispatch.
    pub answer: String,
    /// The script's blanks.
    pub blanks: BTreeMap<BlankId, String>,
}

impl TicketForm {
    /// Longest one-line field, characters.
    pub const LINE_MAX: usize = 200;
    /// Longest text field, characters.
    pub const TEXT_MAX: usize = 10_000;

    /// Priority by urgency × impact: the sum of both ranks, from both-high = 1 to both-low = 4.
    pub fn priority(&self) -> Priority {
        match self.urgency as u8 + self.impact as u8 {
            0 => Priority::P1,
            1 => Priority::P2,
            2 | 3 => Priority::P3,
            _ => Priority::P4,
        }
    }

    /// Whether it was answered during the call: with an answer and no reply wanted, nothing is left to do.
    pub fn is_answered(&self) -> bool {
        !self.answer.trim().is_empty() && !self.reply_wanted
    }

    /// Everything that keeps the form from being submitted; empty if nothing does.
    pub fn troubles(&self, catalogue: &Catalogue) -> Vec<FormTrouble> {
        let mut found = Vec::new();
        let mut add = |field, trouble| found.push(FormTrouble { field, trouble });
        match &self.category {
            None => add(FormField::Category, FieldTrouble::Empty),
            Some(code) if catalogue.category(code).is_none() => {
                add(FormField::Category, FieldTrouble::Unknown)
            }
            Some(_) => {}
        }
        if self.subject.trim().is_empty() {
            add(FormField::Subject, FieldTrouble::Empty);
        }
        if self.reply_wanted && self.contact_number.trim().is_empty() {
            add(FormField::ContactNumber, FieldTrouble::Empty);
        }
        for (field, text, max) in self.texts() {
            if text.chars().count() > max {
                add(field, FieldTrouble::TooLong { max });
            }
        }
        if self.blanks.values().any(|blank| blank.chars().count() > Self::TEXT_MAX) {
            add(FormField::Blanks, FieldTrouble::TooLong { max: Self::TEXT_MAX });
        }
        found
    }

    fn texts(&self) -> [(FormField, &str, usize); 8] {
        [
            (FormField::Subject, &self.subject, Self::LINE_MAX),
            (FormField::Description, &self.description, Self::TEXT_MAX),
            (FormField::Place, &self.place, Self::LINE_MAX),
            (FormField::Occurred, &self.occurred, Self::LINE_MAX),
            (FormField::Wish, &self.wish, Self::TEXT_MAX),
            (FormField::ContactName, &self.contact_name, Self::LINE_MAX),
            (FormField::ContactNumber, &self.contact_number, Self::LINE_MAX),
            (FormField::Answer, &self.answer, Self::TEXT_MAX),
        ]
    }

    /// The form with control characters taken out of every text.
    pub fn cleaned(mut self) -> Self {
        let texts = [
            &mut self.subject,
            &mut self.description,
            &mut self.place,
            &mut self.occurred,
            &mut self.wish,
            &mut self.contact_name,
            &mut self.contact_number,
            &mut self.answer,
        ];
        for text in texts.into_iter().chain(self.blanks.values_mut()) {
            if let std::borrow::Cow::Owned(clean) = super::clean_text(text) {
                *text = clean;
            }
        }
        self
    }

    /// The form with the caller's name and number masked; what the matter is stays.
    pub fn masked_caller(&self) -> Self {
        let contact_number = PhoneNumber::new(self.contact_number.clone()).masked().reveal().to_owned();
        Self { contact_name: mask_name(&self.contact_name), contact_number, ..self.clone() }
    }

    /// Only what colleagues may see of it on the floor: kind, category, channel, secrecy, whether a reply is wanted, urgency, impact,
    /// and the caller's number, masked.
    pub fn without_secrets(&self) -> Self {
        Self {
            kind: self.kind,
            category: self.category.clone(),
            channel: self.channel,
            secrecy: self.secrecy,
            reply_wanted: self.reply_wanted,
            urgency: self.urgency,
            impact: self.impact,
            contact_number: PhoneNumber::new(self.contact_number.clone()).masked().reveal().to_owned(),
            ..Self::default()
        }
    }
}

/// What is wrong with one field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FormTrouble {
    /// Which field.
    pub field: FormField,
    /// What.
    pub trouble: FieldTrouble,
}

/// A field of a form, in the order of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "they are named after the fields of `TicketForm`, which tell")]
pub enum FormField {
    Kind,
    Category,
    Subject,
    Description,
    Place,
    Occurred,
    Wish,
    ContactName,
    ContactNumber,
    Channel,
    Secrecy,
    ReplyWanted,
    Urgency,
    Impact,
    Answer,
    Blanks,
}

/// What may be wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum FieldTrouble {
    /// It must be filled.
    Empty,
    /// The catalogue has no such thing.
    Unknown,
    /// Somebody else has changed it too, to something else.
    Changed,
    /// Longer than allowed.
    TooLong {
        /// Most characters.
        max: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn priority_is_urgency_times_impact() {
        let priority = |urgency, impact| TicketForm { urgency, impact, ..Default::default() }.priority();
        assert_eq!(priority(Urgency::High, Impact::Many), Priority::P1);
        assert_eq!(priority(Urgency::High, Impact::Several), Priority::P2);
        assert_eq!(priority(Urgency::Medium, Impact::Several), Priority::P3);
        assert_eq!(priority(Urgency::Low, Impact::One), Priority::P4);
    }

    #[test]
    fn masked_forms_hold_no_typed_text() {
        let form = TicketForm {
            subject: "张三丢了卡".into(),
            contact_number: "13800138000".into(),
            ..Default::default()
        };
        let shown = serde_json::to_string(&form.without_secrets()).expect("forms serialize");
        assert!(!shown.contains("张三") && !shown.contains("13800138000"));
    }
}

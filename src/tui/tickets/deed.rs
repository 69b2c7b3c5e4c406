//! Something that is done to a ticket, while it is said: exactly what the verb needs, checked before it is sent, and kept until it is done.
//!
//! `fields` says what is asked and how, `said` reads what was typed, `view` draws it. Pure.

mod amend;
pub mod evidence;
mod fields;
mod paths;
mod prompt;
mod said;
mod sent;
mod view;

use chrono::{DateTime, Utc};
use crossterm::event::KeyEvent;

pub use amend::Changed;
pub use evidence::{Looked, Source};
pub use fields::{ContactAnswer, Field};
pub use paths::paths_of;
pub use said::forbidden;
pub use view::{DEED_ZONE, Scene};

use crate::{
    domain::{
        Amended, Attachment, Deed as Kept, DeedKind, Draft, DraftId, Proof, Proposal, ReasonCode, Ticket,
        TicketForm, TicketId, UnitId,
        lifecycle::{Asked, Duty, Tells, Verb},
    },
    tui::{
        runtime::Typing,
        widgets::{Edit, Notes, TextField},
    },
};

/// Longest line typed for a time, characters.
const LINE: usize = 40;

/// Something that is about to be done to a ticket.
#[derive(Clone, Debug)]
pub struct Deed {
    /// Which draft it is kept as.
    pub id: DraftId,
    /// When it was begun.
    pub begun: DateTime<Utc>,
    /// The ticket.
    pub ticket: TicketId,
    /// Its number.
    pub number: String,
    /// What it is.
    pub what: What,
    /// What is asked, in order.
    pub fields: Vec<Field>,
    /// Which of them has the cursor.
    pub at: usize,
    /// What was chosen so far.
    pub asked: Asked,
    /// The number of the ticket that it is to follow.
    pub mother: String,
    /// The unit that the catalogue proposes.
    pub proposal: Option<Proposal>,
    /// Why it is offered, where nobody asked for it.
    pub why: Option<String>,
    /// What keeps it from being sent.
    pub trouble: Option<String>,
    /// It is on its way.
    pub is_sending: bool,
    /// What was sent last.
    sent: Option<sent::Sent>,
    is_refused: bool,
    /// Changes so far, for the reports of what is on disk.
    pub changes: u64,
    /// Files that are added with it.
    pub proofs: Vec<Proof>,
    /// Why files that were dropped are not among them, until something is typed.
    pub unfit: Vec<String>,
    /// What the last part of the typed path may be.
    among: Vec<String>,
    path: TextField,
    /// The form, where it is changed.
    form: Box<TicketForm>,
    line: TextField,
    until: TextField,
    more: TextField,
    text: Box<Notes>,
}

/// What is done.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A verb, and who has to approve it.
    Verb(Box<Verb>, Option<Duty>),
    /// What waits for approval is not approved.
    Refusal,
    /// Files are added, and nothing else is done.
    Files,
    /// A file of the ticket is saved on this machine.
    Save(Box<Attachment>),
    /// The form is changed, made from the ticket as it was.
    Amend(Box<Amended>),
}

impl Deed {
    /// Changes of what was said before, as soon as it is gone on with.
    pub const RESTORED: u64 = 1;

    /// A verb that is about to be used.
    pub fn verb(
        id: DraftId,
        now: DateTime<Utc>,
        ticket: &Ticket,
        verb: &Verb,
        approver: Option<Duty>,
    ) -> Self {
        let asked = Asked::plain(verb.id.clone());
        let fields = Field::of_verb(verb);
        Self::new(id, now, ticket, What::Verb(Box::new(verb.clone()), approver), asked, fields)
    }

    /// A refusal of what waits for approval.
    pub fn refusal(id: DraftId, now: DateTime<Utc>, ticket: &Ticket) -> Self {
        let pending = ticket.work.pending.as_ref();
        let verb = pending.map_or_else(|| "".into(), |pending| pending.asked.verb.clone());
        Self::new(id, now, ticket, What::Refusal, Asked::plain(verb), vec![Field::Text])
    }

    fn new(
        id: DraftId,
        begun: DateTime<Utc>,
        ticket: &Ticket,
        what: What,
        asked: Asked,
        fields: Vec<Field>,
    ) -> Self {
        Self {
            id,
            begun,
            ticket: ticket.id,
            number: ticket.number.clone(),
            what,
            fields,
            at: 0,
            asked,
            mother: String::new(),
            proposal: None,
            why: None,
            trouble: None,
            is_sending: false,
            sent: None,
            is_refused: false,
            changes: 0,
            proofs: Vec::new(),
            unfit: Vec::new(),
            among: Vec::new(),
            path: TextField::with_limit(evidence::PATH),
            form: Box::default(),
            line: TextField::with_limit(TicketForm::LINE_MAX),
            until: TextField::with_limit(LINE),
            more: TextField::with_limit(LINE),
            text: Box::new(Notes::with_limit(TicketForm::TEXT_MAX)),
        }
    }

    /// Goes on with what was said before.
    pub fn restore(&mut self, draft: Draft) {
        let Some(kept) = draft.deed else { return };
        (self.id, self.begun) = (draft.id, draft.begun);
        self.until.set(&kept.until);
        self.more.set(&kept.more);
        self.text.set(&kept.asked.text);
        self.mother = kept.mother;
        self.proofs = kept.proofs;
        self.path.set(&kept.path);
        self.asked = kept.asked;
        if let Some(amended) = draft.amends {
            self.restore_form(amended, draft.form);
        }
    }

    /// What is kept of it on disk.
    pub fn draft(&self) -> Draft {
        let kind = self.what.kind().unwrap_or(DeedKind::Files);
        let deed = Kept {
            ticket: self.ticket,
            number: self.number.clone(),
            kind,
            asked: self.said(),
            until: self.until.value().to_owned(),
            more: self.more.value().to_owned(),
            mother: self.mother.clone(),
            proofs: self.proofs.clone(),
            path: self.path.value().to_owned(),
        };
        Draft {
            id: self.id,
            begun: self.begun,
            call: None,
            contact: None,
            caller: None,
            form: (*self.form).clone(),
            marks: None,
            amends: self.base().cloned(),
            follows: None,
            deed: Some(Box::new(deed)),
        }
    }

    /// It is offered: with a reason and words, unless it was begun before.
    pub fn offer(&mut self, reason: Option<ReasonCode>, text: &str, why: String) {
        self.why = Some(why);
        if self.changes == 0 {
            self.asked.reason = reason;
            self.text.set(text);
        }
    }

    /// Whether something was typed or chosen that would be lost without it.
    pub fn is_worth_keeping(&self) -> bool {
        let is_said = self.said() != Asked::plain(self.asked.verb.clone()) || !self.is_unreadable();
        let is_said = if self.base().is_some() { self.is_amended() } else { is_said };
        self.changes > 0 && is_said && self.what.kind().is_some()
    }

    /// Whether it is not what was sent: something was changed since it was gone on with.
    pub fn is_typed_on(&self) -> bool {
        !self.is_sending && self.changes > Self::RESTORED
    }

    fn is_unreadable(&self) -> bool {
        [&self.until, &self.more, &self.path].iter().all(|field| field.value().is_empty())
    }

    /// It is not sent: why, and the field to be mended.
    pub fn cannot_be_sent(&mut self, trouble: String, field: Option<Field>) {
        self.is_sending = false;
        self.trouble = Some(trouble);
        if let Some(field) = field {
            self.go_to(field);
        }
    }

    /// The field that has the cursor.
    pub fn field(&self) -> Option<Field> {
        self.fields.get(self.at).copied()
    }

    /// What the field that has the cursor takes.
    pub fn typing(&self) -> Typing {
        match self.field() {
            Some(Field::Text) => Typing::Lines,
            Some(Field::Form(field)) => Self::typing_of(field),
            Some(Field::Until | Field::More | Field::Evidence | Field::Folder) => Typing::Line,
            _ => Typing::Nothing,
        }
    }

    /// The next field, or the one before, round and round.
    pub fn step(&mut self, steps: isize) {
        let count = self.fields.len().max(1) as isize;
        self.go((self.at as isize + steps).rem_euclid(count) as usize);
    }

    /// The field at this place.
    pub fn go(&mut self, place: usize) {
        self.at = place;
        self.open_field();
    }

    /// Takes a key into the field that has the cursor.
    pub fn typed(&mut self, key: KeyEvent) {
        let edit = match self.field() {
            Some(Field::Text) => self.text.key(key),
            Some(Field::Until) => self.until.key(key),
            Some(Field::More) => self.more.key(key),
            Some(Field::Evidence | Field::Folder) => self.type_path(key),
            Some(Field::Form(field)) => self.edit_form(field, |deed| match Self::typing_of(field) {
                Typing::Lines => deed.text.key(key),
                _ => deed.line.key(key),
            }),
            _ => Edit::Ignored,
        };
        self.edited(edit);
    }

    /// Takes pasted text into the field that has the cursor.
    pub fn paste(&mut self, pasted: &str) {
        let edit = match self.field() {
            Some(Field::Text) => self.text.paste(pasted),
            Some(Field::Until) => self.until.paste(pasted),
            Some(Field::More) => self.more.paste(pasted),
            Some(Field::Evidence | Field::Folder) => self.paste_path(pasted),
            Some(Field::Form(field)) => self.edit_form(field, |deed| match Self::typing_of(field) {
                Typing::Lines => deed.text.paste(pasted),
                _ => deed.line.paste(pasted),
            }),
            _ => Edit::Ignored,
        };
        self.edited(edit);
    }

    fn edited(&mut self, edit: Edit) {
        if edit == Edit::Changed {
            self.unfit.clear();
            self.changed();
        }
    }

    /// Something else is said now.
    pub fn changed(&mut self) {
        self.changes += 1;
        self.trouble = None;
    }

    /// Turns the value of a field that is chosen: the next one, or the one before.
    pub fn turn(&mut self, steps: isize, reasons: &[crate::domain::lifecycle::Reason]) {
        match self.field() {
            Some(Field::Reason) => {
                let codes: Vec<_> = reasons.iter().map(|reason| &reason.code).collect();
                let now = self.asked.reason.as_ref();
                let at = now.and_then(|now| codes.iter().position(|code| *code == now));
                let next = fields::turned(at, steps, codes.len());
                self.asked.reason = next.and_then(|next| codes.get(next).map(|code| (*code).clone()));
            }
            Some(Field::Form(field)) => return self.turn_form(field, steps),
            Some(Field::Joint) if steps < 0 => drop(self.asked.joint.pop()),
            Some(field) => {
                if let Some(contacted) = fields::turn_contact(field, self.asked.contacted, steps) {
                    self.asked.contacted = Some(contacted);
                } else {
                    return;
                }
            }
            None => return,
        }
        self.changed();
    }

    /// Answers a question of yes and no, and goes on to the next one.
    pub fn answer(&mut self, answer: ContactAnswer) {
        let Some(field) = self.field() else { return };
        if let Some(contacted) = fields::answer_contact(field, self.asked.contacted, answer) {
            self.asked.contacted = Some(contacted);
            self.changed();
            self.step(1);
        }
    }

    /// Takes a unit: the one that is to handle it, or one that helps.
    pub fn choose_unit(&mut self, unit: UnitId) {
        match self.field() {
            Some(Field::Joint) if self.asked.joint.contains(&unit) => {
                self.asked.joint.retain(|joint| *joint != unit);
            }
            Some(Field::Joint) => self.asked.joint.push(unit),
            _ => self.asked.unit = Some(unit),
        }
        self.changed();
    }

    /// What the verb says of the caller.
    fn tells(&self) -> Option<Tells> {
        match &self.what {
            What::Verb(verb, _) => verb.tells,
            What::Refusal | What::Files | What::Save(_) | What::Amend(_) => None,
        }
    }
}

impl What {
    /// As what it is kept; what is only done on this machine is not.
    pub fn kind(&self) -> Option<DeedKind> {
        match self {
            Self::Verb(..) => Some(DeedKind::Verb),
            Self::Refusal => Some(DeedKind::Refusal),
            Self::Files => Some(DeedKind::Files),
            Self::Amend(_) => Some(DeedKind::Amend),
            Self::Save(_) => None,
        }
    }
}

//! A form while it is typed: all that must survive a crash of the screen.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    AttachmentId, CallId, ContactId, DraftId, PhoneNumber, ScriptMarks, TicketForm, TicketId,
    lifecycle::Asked,
};

/// A form not yet submitted, with all that is needed to go on with it later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Identity; the ticket made of it carries the same uuid.
    pub id: DraftId,
    /// When it was begun.
    pub begun: DateTime<Utc>,
    /// The call it belongs to; none for a ticket without a call.
    pub call: Option<CallId>,
    /// Who it is for, where known.
    pub contact: Option<ContactId>,
    /// The caller's number, masked, by which an agent knows the draft again.
    pub caller: Option<PhoneNumber>,
    /// What was typed.
    pub form: TicketForm,
    /// Where the agent stood in the script.
    #[serde(default)]
    pub marks: Option<ScriptMarks>,
    /// The ticket that it changes; none for a new one.
    #[serde(default)]
    pub amends: Option<Amended>,
    /// The ticket that its own is to follow once it is submitted; none if it stands alone.
    #[serde(default)]
    pub follows: Option<Followed>,
    /// What is about to be done to a ticket, instead of a form; none for a form.
    #[serde(default)]
    pub deed: Option<Box<Deed>>,
}

/// A ticket that another is to follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    /// Which.
    pub ticket: TicketId,
    /// Its number.
    pub number: String,
}

/// Something to be done to a ticket, while it is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// Which.
    pub ticket: TicketId,
    /// Its number.
    pub number: String,
    /// What it is.
    pub kind: DeedKind,
    /// What was said so far.
    pub asked: Asked,
    /// Until when, as typed.
    #[serde(default)]
    pub until: String,
    /// How much more time, as typed.
    #[serde(default)]
    pub more: String,
    /// The number of the ticket that it follows.
    #[serde(default)]
    pub mother: String,
    /// Files that are added with it.
    #[serde(default)]
    pub proofs: Vec<Proof>,
    /// The path of another one, as far as it is typed.
    #[serde(default)]
    pub path: String,
}

/// A file of this machine that is added to a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// What it is added as: the key of the write.
    pub id: AttachmentId,
    /// Where it is.
    pub path: String,
    /// How long it was when it was chosen.
    pub bytes: u64,
    /// The server has it.
    pub is_sent: bool,
}

/// What is about to be done to a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeedKind {
    /// A verb of its lifecycle.
    Verb,
    /// What waits for approval is not approved.
    Refusal,
    /// Files are added, and nothing else is done.
    Files,
    /// The form is changed: what it becomes stands in the draft.
    Amend,
}

/// A ticket as it was when somebody began to change it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amended {
    /// Which.
    pub ticket: TicketId,
    /// Its number.
    pub number: String,
    /// The version that the change is made from.
    pub version: u32,
    /// Its form in that version.
    pub form: TicketForm,
}

impl Draft {
    /// Nothing has been typed or chosen yet, so nothing is lost without it.
    pub fn is_untouched(&self) -> bool {
        if self.deed.is_some() || self.follows.is_some() {
            return false;
        }
        match &self.amends {
            Some(amended) => self.form == amended.form,
            None => {
                let no_blanks = self.marks.as_ref().is_none_or(|marks| marks.blanks.is_empty());
                // The contact of a call comes by itself; one without a call was looked for.
                let no_contact = self.call.is_some() || self.contact.is_none();
                self.form == TicketForm::default() && no_blanks && no_contact
            }
        }
    }
}

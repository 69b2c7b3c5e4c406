//! Who is who: contacts as they were written down, and what staff have found out since: that two are one person, or one is two.
//!
//! Contacts that are one person stay what they were; one of them stands for all. So nothing is lost, every id that was ever given out says
//! whom it is about, and a merge that was a mistake is taken back by forgetting it.
//!
//! ```text
//!  merge: wang (2 numbers) ◀── w. xiaoming (1 number)     shown as one: wang, 3 numbers
//!  split: wang (2 numbers) ──▶ wang (1) + li (1)          undone: li stands in wang again, wang has both numbers
//! ```

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{CallId, Callback, CallbackId, ChangeId, Contact, ContactId, Event, PhoneNumber, TicketId};

mod moves;

/// All contacts, and who of them is who.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    persons: BTreeMap<ContactId, Person>,
    /// Who was merged into whom: the other way round.
    parts: BTreeMap<ContactId, BTreeSet<ContactId>>,
    /// In the order in which they were made.
    changes: Vec<Change>,
}

/// A contact as it was written down, and for whom it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Itself.
    pub own: Contact,
    /// The contact that it is the same person as; none of one that is shown by itself.
    pub merged_into: Option<ContactId>,
}

/// A merge or a split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Identity.
    pub id: ChangeId,
    /// What was found out.
    pub what: WhatChanged,
    /// Taken back: it holds no more.
    pub undone: bool,
    /// The numbers of those who gave some away, as they were before.
    pub before: Vec<(ContactId, Vec<PhoneNumber>)>,
}

/// What was found out of contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum WhatChanged {
    /// Two are one person.
    Merged {
        /// Who stands for both.
        kept: ContactId,
        /// Who is the same person.
        gone: ContactId,
    },
    /// One is two persons.
    Split {
        /// Who was taken for both.
        from: ContactId,
        /// The other one.
        new: ContactId,
    },
}

/// Why a change of who is who cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityTrouble {
    /// Nobody was written down under this id.
    #[error("contact {0} is not known; write it down first")]
    NoContact(ContactId),
    /// Nothing was changed under this id.
    #[error("change {0} of contacts is not known; look at the contact's history")]
    NoChange(ChangeId),
    /// A contact and itself.
    #[error("contact {0} is the same as itself; name two contacts")]
    Itself(ContactId),
    /// It is somebody else's part already.
    #[error("contact {contact} was merged into {into} before; take that one, or undo the merge first")]
    Merged {
        /// Which.
        contact: ContactId,
        /// Who stands for it.
        into: ContactId,
    },
    /// An id that was given out already.
    #[error("{0} is an id that was used before; make a new one")]
    Used(ChangeId),
    /// It has no such number.
    #[error("contact {0} does not have one of the numbers that should go; look at it again")]
    NotItsNumber(ContactId),
    /// Nothing would be left.
    #[error("contact {0} would be left without a number; keep one, or let both have it")]
    NothingLeft(ContactId),
    /// It does not hold any more.
    #[error("change {0} of contacts was undone before; nothing is left to undo")]
    UndoneBefore(ChangeId),
    /// What followed rests on it.
    #[error("change {later} of the same contacts rests on change {change}; undo that one first")]
    RestedOn {
        /// What should be undone.
        change: ChangeId,
        /// What came after it.
        later: ChangeId,
    },
}

impl People {
    /// Some of all contacts, and changes of them in the order in which they were made.
    pub fn of(persons: impl IntoIterator<Item = Person>, changes: Vec<Change>) -> Self {
        let mut people = Self { changes, ..Self::default() };
        for person in persons {
            if let Some(into) = person.merged_into {
                people.parts.entry(into).or_default().insert(person.own.id);
            }
            people.persons.insert(person.own.id, person);
        }
        people
    }

    /// Applies an event about contacts; any other changes nothing. Says which contacts it has touched.
    ///
    /// # Errors
    /// When it does not fit who is who; nothing is changed then.
    pub fn apply(&mut self, event: &Event) -> Result<Vec<ContactId>, IdentityTrouble> {
        match event {
            Event::ContactRecorded { contact } => Ok(self.record(contact)),
            Event::ContactMarked { contact, tier, flags, .. } => self.mark(*contact, *tier, flags),
            Event::ContactsMerged { change, kept, gone, .. } => self.merge(*change, *kept, *gone),
            Event::ContactSplit { change, from, new, goes, .. } => {
                self.split(*change, *from, new, &goes.numbers)
            }
            Event::IdentityUndone { change, .. } => self.undo(*change),
            _ => Ok(Vec::new()),
        }
    }

    /// Whether such a contact was written down.
    pub fn is_known(&self, contact: ContactId) -> bool {
        self.persons.contains_key(&contact)
    }

    /// Who stands for a contact: itself, or the one that it was merged into; none if it is not known.
    pub fn stands_for(&self, contact: ContactId) -> Option<ContactId> {
        let mut person = self.persons.get(&contact)?;
        // Merges join two trees at their roots, so that this ends.
        while let Some(into) = person.merged_into {
            person = self.persons.get(&into)?;
        }
        Some(person.own.id)
    }

    /// All who are the same person as this contact: who stands for them first, and last those whom a split had made that was undone, for what
    /// they have is of the others.
    pub fn same_person(&self, contact: ContactId) -> Vec<ContactId> {
        let mut same: Vec<ContactId> = self.stands_for(contact).into_iter().collect();
        let mut at = 0;
        while let Some(whole) = same.get(at) {
            let parts = self.parts.get(whole).cloned().unwrap_or_default();
            same.extend(parts);
            at += 1;
        }
        if same.len() > 1 {
            same.sort_by_key(|id| self.was_split_off(*id));
        }
        same
    }

    fn was_split_off(&self, contact: ContactId) -> bool {
        let is_its = |what| matches!(what, WhatChanged::Split { new, .. } if new == contact);
        self.changes.iter().any(|change| change.undone && is_its(change.what))
    }

    /// A contact as it is shown, of all who are the same person: their numbers, tags and flags, and the highest tier.
    pub fn shown(&self, contact: ContactId) -> Option<Contact> {
        let same = self.same_person(contact);
        let mut same = same.iter().filter_map(|id| self.persons.get(id)).map(|person| &person.own);
        let first = same.next()?.clone();
        Some(same.fold(first, Contact::joined))
    }

    /// A contact as it was written down.
    pub fn person(&self, contact: ContactId) -> Option<&Person> {
        self.persons.get(&contact)
    }

    /// A change of who is who.
    pub fn change(&self, change: ChangeId) -> Option<&Change> {
        self.changes.iter().find(|known| known.id == change)
    }
}

/// What goes from one contact to another that it was taken for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Share {
    /// Its numbers; not those that both have from then on.
    pub numbers: Vec<PhoneNumber>,
    /// Its tickets.
    pub tickets: Vec<TicketId>,
    /// Its calls.
    pub calls: Vec<CallId>,
    /// Callbacks promised to it.
    pub callbacks: Vec<CallbackId>,
}

/// What hangs on a contact, under any of its ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Belongings {
    /// Its tickets, with the calls that they came from.
    pub tickets: Vec<(TicketId, Option<CallId>)>,
    /// Its calls, with their numbers where they are known.
    pub calls: Vec<(CallId, Option<PhoneNumber>)>,
    /// Callbacks promised to it.
    pub callbacks: Vec<Callback>,
}

impl Belongings {
    /// Whether all these tickets are among them.
    ///
    /// # Errors
    /// The first one that is not.
    pub fn check_tickets(&self, tickets: &[TicketId]) -> Result<(), TicketId> {
        let is_own = |ticket: &TicketId| self.tickets.iter().any(|(own, _)| own == ticket);
        tickets.iter().find(|ticket| !is_own(ticket)).map_or(Ok(()), |ticket| Err(*ticket))
    }

    /// The calls and callbacks that go along with these tickets: calls with their tickets, those without any if their number goes;
    /// callbacks with ticket or call.
    pub fn go_with(
        &self,
        tickets: &[TicketId],
        goes: impl Fn(&PhoneNumber) -> bool,
    ) -> (Vec<CallId>, Vec<CallbackId>) {
        let call_goes = |(call, number): &&(CallId, Option<PhoneNumber>)| {
            let mut of_call = self.tickets.iter().filter(|(_, from)| *from == Some(*call)).peekable();
            match of_call.peek() {
                Some(_) => of_call.any(|(ticket, _)| tickets.contains(ticket)),
                None => number.as_ref().is_some_and(&goes),
            }
        };
        let calls: Vec<CallId> = self.calls.iter().filter(call_goes).map(|(call, _)| *call).collect();
        let callback_goes = |callback: &&Callback| {
            let with_call = callback.call.is_some_and(|call| calls.contains(&call));
            callback.ticket.map_or(with_call, |ticket| tickets.contains(&ticket))
        };
        let callbacks = self.callbacks.iter().filter(callback_goes).map(|callback| callback.id);
        (calls.clone(), callbacks.collect())
    }
}

impl WhatChanged {
    /// Both contacts that it is about.
    pub fn contacts(self) -> [ContactId; 2] {
        match self {
            Self::Merged { kept, gone } => [kept, gone],
            Self::Split { from, new } => [from, new],
        }
    }
}

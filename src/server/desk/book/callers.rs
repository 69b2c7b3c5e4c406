//! Who calls from which number, and how often of late. A number may be several persons': then nobody is named, and the desk goes by the
//! highest tier among them.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{Contact, ContactId, Event, PhoneNumber, Tier};

/// Calls of one contact within this time count as repeats.
const REPEAT_WINDOW: TimeDelta = TimeDelta::days(7);

/// What the desk knows of a caller when the call enters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::server::desk) struct Caller {
    pub contact: Option<ContactId>,
    pub tier: Tier,
    /// Earlier calls within seven days.
    pub repeats: u32,
}

/// Contacts by number, and their calls of the last days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::server::desk) struct Callers {
    by_number: HashMap<Box<str>, Vec<ContactId>>,
    known: HashMap<ContactId, Known>,
    calls: HashMap<ContactId, VecDeque<DateTime<Utc>>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    tier: Tier,
    numbers: Vec<Box<str>>,
    /// The first one that is whole.
    dialled: Option<Box<str>>,
}

impl Callers {
    /// Who calls from this number at `at`.
    pub fn identify(&self, number: &PhoneNumber, at: DateTime<Utc>) -> Caller {
        let persons = self.by_number.get(&digits(number)).map_or(&[][..], Vec::as_slice);
        let tiers = persons.iter().filter_map(|person| self.known.get(person)).map(|known| known.tier);
        let tier = if tiers.into_iter().any(|tier| tier == Tier::Key) { Tier::Key } else { Tier::Ordinary };
        match persons {
            [contact] => Caller { contact: Some(*contact), tier, repeats: self.repeats(*contact, at) },
            _ => Caller { contact: None, tier, repeats: 0 },
        }
    }

    /// Whether such a contact was written down.
    pub fn is_known(&self, contact: ContactId) -> bool {
        self.known.contains_key(&contact)
    }

    /// The tier of a contact.
    pub fn tier_of(&self, contact: ContactId) -> Tier {
        self.known.get(&contact).map(|known| known.tier).unwrap_or_default()
    }

    /// The number that a contact is called by first, in digits and a leading plus; none where no whole one is known.
    pub fn number_of(&self, contact: ContactId) -> Option<PhoneNumber> {
        let number = self.known.get(&contact)?.dialled.as_deref()?;
        Some(PhoneNumber::new(number))
    }

    pub fn apply(&mut self, at: DateTime<Utc>, event: &Event) {
        match event {
            Event::ContactRecorded { contact } => self.record(contact),
            Event::CallEntered { contact: Some(contact), .. } => self.called(*contact, at),
            Event::CallImported { record } => {
                if let Some(contact) = record.contact {
                    self.called(contact, record.entered_at);
                }
            }
            _ => {}
        }
    }

    fn record(&mut self, contact: &Contact) {
        let numbers: Vec<_> = contact.numbers.iter().filter(|number| number.is_known()).map(digits).collect();
        let whole = |number: &&PhoneNumber| number.is_known() && !number.reveal().contains('*');
        let dialled = contact.numbers.iter().find(whole).map(digits);
        let known = Known { tier: contact.tier, numbers: numbers.clone(), dialled };
        for number in self.known.insert(contact.id, known).into_iter().flat_map(|before| before.numbers) {
            if let Some(persons) = self.by_number.get_mut(&number) {
                persons.retain(|person| *person != contact.id);
            }
        }
        for number in numbers {
            let persons = self.by_number.entry(number).or_default();
            if !persons.contains(&contact.id) {
                persons.push(contact.id);
            }
        }
    }

    fn called(&mut self, contact: ContactId, at: DateTime<Utc>) {
        let calls = self.calls.entry(contact).or_default();
        calls.push_back(at);
        while calls.front().is_some_and(|first| at - *first > REPEAT_WINDOW) {
            calls.pop_front();
        }
    }

    fn repeats(&self, contact: ContactId, at: DateTime<Utc>) -> u32 {
        let recent = |call: &&DateTime<Utc>| **call <= at && at - **call <= REPEAT_WINDOW;
        let calls = self.calls.get(&contact).map_or(0, |calls| calls.iter().filter(recent).count());
        u32::try_from(calls).unwrap_or(u32::MAX)
    }
}

/// What two ways of writing a number have in common: its digits, and the plus in front.
fn digits(number: &PhoneNumber) -> Box<str> {
    number.reveal().chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>().into()
}

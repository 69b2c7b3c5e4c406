//! Who calls from which number, and how often of late. A number may be several persons': then nobody is named, and the desk goes by the
//! highest tier among them.

use std::collections::{BTreeSet, HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{
    CallId, ContactId, DialPlan, Event, IdentityTrouble, NormalNumber, People, PhoneNumber, Tier,
};

/// Calls of one contact within this time count as repeats.
const REPEAT_WINDOW: TimeDelta = TimeDelta::days(7);

/// What the desk knows of a caller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::server::desk) struct Caller {
    pub contact: Option<ContactId>,
    pub tier: Tier,
    /// Other calls within the seven days before.
    pub repeats: u32,
}

/// Who is who, by number, and their calls of the last days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::server::desk) struct Callers {
    plan: DialPlan,
    people: People,
    /// Contacts as they were written down, whoever stands for them.
    by_number: HashMap<NormalNumber, BTreeSet<ContactId>>,
    numbers: HashMap<ContactId, Vec<NormalNumber>>,
    calls: HashMap<ContactId, VecDeque<(CallId, DateTime<Utc>)>>,
}

impl Callers {
    pub fn new(plan: DialPlan) -> Self {
        Self { plan, ..Self::default() }
    }

    /// Who calls from this number at `at`, in this call.
    pub fn identify(&self, number: &PhoneNumber, call: CallId, at: DateTime<Utc>) -> Caller {
        let persons = self.persons(number);
        let tiers = persons.iter().map(|person| self.tier_of(*person));
        let tier = if tiers.into_iter().any(|tier| tier == Tier::Key) { Tier::Key } else { Tier::Ordinary };
        match *persons {
            [contact] => Caller { contact: Some(contact), tier, repeats: self.repeats(contact, call, at) },
            _ => Caller { contact: None, tier, repeats: 0 },
        }
    }

    /// The caller of this call, if it is this contact.
    pub fn caller(&self, contact: ContactId, call: CallId, at: DateTime<Utc>) -> Caller {
        let contact = self.people.stands_for(contact).unwrap_or(contact);
        let (tier, repeats) = (self.tier_of(contact), self.repeats(contact, call, at));
        Caller { contact: Some(contact), tier, repeats }
    }

    /// Who is who.
    pub fn people(&self) -> &People {
        &self.people
    }

    /// How numbers are written here.
    pub fn plan(&self) -> &DialPlan {
        &self.plan
    }

    /// The tier of a contact.
    pub fn tier_of(&self, contact: ContactId) -> Tier {
        self.people.shown(contact).map(|shown| shown.tier).unwrap_or_default()
    }

    /// The number that a contact is called by first, in digits and a leading plus; none where no whole one is known.
    pub fn number_of(&self, contact: ContactId) -> Option<PhoneNumber> {
        self.people.shown(contact)?.numbers.iter().find_map(PhoneNumber::dialled)
    }

    /// Folds an event in.
    ///
    /// # Errors
    /// When it does not fit who is who; nothing is changed then.
    pub fn apply(&mut self, at: DateTime<Utc>, event: &Event) -> Result<(), IdentityTrouble> {
        for contact in self.people.apply(event)? {
            self.note_numbers(contact);
        }
        match event {
            Event::CallEntered { call, contact: Some(contact), .. } => self.called(*contact, *call, at),
            Event::CallerIdentified { call, contact, before, .. } => {
                let entered = before.and_then(|before| self.forget_call(before, *call)).unwrap_or(at);
                contact.iter().for_each(|contact| self.called(*contact, *call, entered));
            }
            Event::CallImported { record } => {
                let contact = record.contact.iter();
                contact.for_each(|contact| self.called(*contact, record.call, record.entered_at));
            }
            _ => {}
        }
        Ok(())
    }

    /// Everybody who has this number, whatever form it was written in.
    fn persons(&self, number: &PhoneNumber) -> Vec<ContactId> {
        let contacts = self.plan.normal(number).and_then(|number| self.by_number.get(&number));
        let persons = contacts.into_iter().flatten().filter_map(|contact| self.people.stands_for(*contact));
        persons.collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn note_numbers(&mut self, contact: ContactId) {
        for number in self.numbers.remove(&contact).into_iter().flatten() {
            if let Some(contacts) = self.by_number.get_mut(&number) {
                contacts.remove(&contact);
            }
        }
        let Some(person) = self.people.person(contact) else { return };
        let numbers: Vec<_> =
            person.own.numbers.iter().filter_map(|number| self.plan.normal(number)).collect();
        for number in &numbers {
            self.by_number.entry(number.clone()).or_default().insert(contact);
        }
        self.numbers.insert(contact, numbers);
    }

    fn called(&mut self, contact: ContactId, call: CallId, at: DateTime<Utc>) {
        let calls = self.calls.entry(contact).or_default();
        calls.push_back((call, at));
        while calls.front().is_some_and(|(_, first)| at - *first > REPEAT_WINDOW) {
            calls.pop_front();
        }
    }

    /// The call was somebody else's. Says when it was counted.
    fn forget_call(&mut self, contact: ContactId, call: CallId) -> Option<DateTime<Utc>> {
        let calls = self.calls.get_mut(&contact)?;
        let place = calls.iter().position(|(known, _)| *known == call)?;
        calls.remove(place).map(|(_, at)| at)
    }

    /// How many other calls this contact has made, under any of its ids.
    fn repeats(&self, contact: ContactId, call: CallId, at: DateTime<Utc>) -> u32 {
        let recent = |(other, entered): &&(CallId, DateTime<Utc>)| {
            *other != call && *entered <= at && at - *entered <= REPEAT_WINDOW
        };
        let same = self.people.same_person(contact);
        let calls = same.iter().filter_map(|contact| self.calls.get(contact));
        let count: usize = calls.map(|calls| calls.iter().filter(recent).count()).sum();
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}

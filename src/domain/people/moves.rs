//! What the events about contacts do: each refuses what does not fit before it changes anything.

use super::{Change, IdentityTrouble, People, Person, WhatChanged};
use crate::domain::{ChangeId, Contact, ContactId, Flag, PhoneNumber, Tier};

/// The contacts that were touched.
type Moved = Result<Vec<ContactId>, IdentityTrouble>;

impl People {
    /// Who stands for whom stays as it is.
    pub(super) fn record(&mut self, contact: &Contact) -> Vec<ContactId> {
        let merged_into = self.persons.get(&contact.id).and_then(|known| known.merged_into);
        self.persons.insert(contact.id, Person { own: contact.clone(), merged_into });
        vec![contact.id]
    }

    /// What is shown of a person is what was set, also where parts of it said more; nothing is added to those, for they may be another's.
    pub(super) fn mark(&mut self, contact: ContactId, tier: Tier, flags: &[Flag]) -> Moved {
        let first = self.stands_for(contact).ok_or(IdentityTrouble::NoContact(contact))?;
        let same = self.same_person(first);
        for id in &same {
            let Some(Person { own, .. }) = self.persons.get_mut(id) else { continue };
            if *id == first {
                (own.tier, own.flags) = (tier, flags.to_vec());
                continue;
            }
            own.flags.retain(|flag| flags.contains(flag));
            if tier == Tier::Ordinary {
                own.tier = tier;
            }
        }
        Ok(same)
    }

    pub(super) fn merge(&mut self, change: ChangeId, kept: ContactId, gone: ContactId) -> Moved {
        self.check_new(change)?;
        if kept == gone {
            return Err(IdentityTrouble::Itself(kept));
        }
        self.check_stands_alone(kept)?;
        self.check_stands_alone(gone)?;
        self.put_into(gone, Some(kept));
        let what = WhatChanged::Merged { kept, gone };
        self.changes.push(Change { id: change, what, undone: false, before: Vec::new() });
        Ok(vec![kept, gone])
    }

    /// `numbers` go from the one; what both have from now on stands in `new` alone.
    pub(super) fn split(
        &mut self,
        change: ChangeId,
        from: ContactId,
        new: &Contact,
        numbers: &[PhoneNumber],
    ) -> Moved {
        self.check_new(change)?;
        self.check_stands_alone(from)?;
        self.check_numbers(from, numbers)?;
        if self.is_known(new.id) {
            return Err(IdentityTrouble::Used(change));
        }
        let mut before = Vec::new();
        for id in self.same_person(from) {
            let Some(Person { own, .. }) = self.persons.get_mut(&id) else { continue };
            if own.numbers.iter().any(|number| numbers.contains(number)) {
                before.push((id, own.numbers.clone()));
                own.numbers.retain(|number| !numbers.contains(number));
            }
        }
        let touched = before.iter().map(|(id, _)| *id).chain([from, new.id]).collect();
        self.persons.insert(new.id, Person { own: new.clone(), merged_into: None });
        let what = WhatChanged::Split { from, new: new.id };
        self.changes.push(Change { id: change, what, undone: false, before });
        Ok(touched)
    }

    /// A merge is forgotten; of a split, the numbers go back, and the other one stands in the first again: ids given out stay known.
    pub(super) fn undo(&mut self, change: ChangeId) -> Moved {
        let place = self.undoable(change)?;
        let Change { what, before, .. } = self.changes[place].clone();
        self.changes[place].undone = true;
        let mut touched = what.contacts().to_vec();
        match what {
            WhatChanged::Merged { gone, .. } => self.put_into(gone, None),
            WhatChanged::Split { from, new } => self.put_into(new, Some(from)),
        }
        for (id, numbers) in before {
            if let Some(person) = self.persons.get_mut(&id) {
                person.own.numbers = numbers;
                touched.push(id);
            }
        }
        Ok(touched)
    }

    /// Where a change is that can be undone: it holds, and nothing that holds rests on it.
    fn undoable(&self, change: ChangeId) -> Result<usize, IdentityTrouble> {
        let found = self.changes.iter().position(|known| known.id == change);
        let place = found.ok_or(IdentityTrouble::NoChange(change))?;
        if self.changes[place].undone {
            return Err(IdentityTrouble::UndoneBefore(change));
        }
        let what = self.changes[place].what;
        let later = self.changes[place + 1..].iter().filter(|later| !later.undone);
        match later.rev().find(|later| self.rests_on(later.what, what)) {
            Some(later) => Err(IdentityTrouble::RestedOn { change, later: later.id }),
            None => Ok(place),
        }
    }

    /// A split has taken from all who were one person then; and what became of whom a split has made is that one's own.
    fn rests_on(&self, later: WhatChanged, what: WhatChanged) -> bool {
        let [first, second] = what.contacts();
        if let WhatChanged::Split { from, .. } = later
            && self.stands_for(from) == self.stands_for(first)
        {
            return true;
        }
        matches!(what, WhatChanged::Split { .. }) && later.contacts().contains(&second)
    }

    fn put_into(&mut self, contact: ContactId, into: Option<ContactId>) {
        let Some(person) = self.persons.get_mut(&contact) else { return };
        if let Some(parts) = person.merged_into.and_then(|before| self.parts.get_mut(&before)) {
            parts.remove(&contact);
        }
        person.merged_into = into;
        if let Some(into) = into {
            self.parts.entry(into).or_default().insert(contact);
        }
    }

    fn check_new(&self, change: ChangeId) -> Result<(), IdentityTrouble> {
        if self.change(change).is_some() { Err(IdentityTrouble::Used(change)) } else { Ok(()) }
    }

    fn check_stands_alone(&self, contact: ContactId) -> Result<(), IdentityTrouble> {
        match self.stands_for(contact) {
            None => Err(IdentityTrouble::NoContact(contact)),
            Some(into) if into != contact => Err(IdentityTrouble::Merged { contact, into }),
            Some(_) => Ok(()),
        }
    }

    fn check_numbers(&self, from: ContactId, numbers: &[PhoneNumber]) -> Result<(), IdentityTrouble> {
        let has = self.shown(from).map(|shown| shown.numbers).unwrap_or_default();
        if !numbers.iter().all(|number| has.contains(number)) {
            return Err(IdentityTrouble::NotItsNumber(from));
        }
        if !has.is_empty() && has.iter().all(|number| numbers.contains(number)) {
            return Err(IdentityTrouble::NothingLeft(from));
        }
        Ok(())
    }
}

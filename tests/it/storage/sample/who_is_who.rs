//! Contacts are put in order.

use hotdesk::domain::{ChangeId, Contact, Event, Flag, Share, Tier};
use uuid::Uuid;

use super::{Day, call_id, contact, contact_id};

impl Day {
    /// Contacts are found to be one, or two, and some of it was a mistake.
    pub fn who_is_who(&mut self) {
        let change = |n: u128| ChangeId(Uuid::from_u128(0xd1_0000 + n));
        let because = || "同一人来电".to_owned();
        let flags = vec![Flag::Abusive, Flag::Secrecy];
        self.user(Event::ContactMarked {
            contact: contact_id(40),
            tier: Tier::Key,
            flags,
            reason: because(),
        });
        for (n, kept, gone) in [(1, 40, 41), (2, 42, 43)] {
            let (kept, gone) = (contact_id(kept), contact_id(gone));
            self.user(Event::ContactsMerged { change: change(n), kept, gone, reason: because() });
        }
        let contacts = [contact_id(42), contact_id(43)];
        self.user(Event::IdentityUndone { change: change(2), contacts, reason: because() });
        let numbers = contact(44).numbers[..1].to_vec();
        let new = Contact { id: contact_id(1_044), numbers: numbers.clone(), ..contact(44) };
        self.user(Event::ContactSplit {
            change: change(3),
            from: contact_id(44),
            new: Box::new(new),
            goes: Box::new(Share { numbers, calls: vec![call_id(44)], ..Share::default() }),
            reason: because(),
        });
    }
}

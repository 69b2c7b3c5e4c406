//! Somebody is called back.

use chrono::TimeDelta;
use hotdesk::domain::{CallbackId, Event, NotReached, PhoneNumber, Tier};

use super::{Day, call_id, callback, contact_id};

impl Day {
    /// Somebody is called back: in vain, then not.
    pub fn call_back(&mut self, n: u128) {
        let callback = callback(n, self.now + TimeDelta::minutes(30));
        self.user(Event::CallbackPromised { callback: Box::new(callback.clone()) });
        self.place(n, callback.id);
        let (call, contact, why) = (call_id(n), contact_id(n), NotReached::Busy);
        self.switch(Event::CallNotReached { call, agent: "1002".into(), why: why.clone() });
        let callback = callback.id;
        self.switch(Event::CallbackAttempted { callback, contact, call, agent: "1002".into(), why });
        self.place(n + 1, callback);
        self.switch(Event::CallConnected {
            call: call_id(n + 1),
            agent: "1002".into(),
            switch_ref: "called".into(),
        });
        self.ended(n + 1, "1002");
    }

    fn place(&mut self, n: u128, callback: CallbackId) {
        let (call, agent) = (call_id(n), || "1002".into());
        self.user(Event::CallPlaced {
            call,
            agent: agent(),
            number: PhoneNumber::new("+8613800000000"),
            contact: Some(contact_id(n)),
            tier: Tier::Ordinary,
            service: "callback".into(),
            callback: Some(callback),
        });
        self.switch(Event::CallDialled { call, agent: agent(), switch_ref: format!("out-{n}") });
    }
}

//! Members of queues: pauses that somebody else has set, and phones that come and go. Both are told once they have stood for a while: what
//! we have asked for ourselves is said several times before all of it is done, and a phone that comes back does so in a burst.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, TimeDelta, Utc};

use super::event;
use crate::{
    domain::{AgentId, PauseCode, Phone},
    switch::{
        Happened, Service, SwitchEvent,
        asterisk::{event::Member, names::Names},
    },
};

/// How long it has to stand.
const STANDS: TimeDelta = TimeDelta::seconds(2);

/// Members of queues.
#[derive(Clone, Debug, Default)]
pub struct Members {
    /// How agents shall serve, of those who shall.
    wished: HashMap<AgentId, Wished>,
    /// Pauses that are not as wished for, by agent and Asterisk's queue.
    apart: BTreeMap<(AgentId, String), Since<Option<PauseCode>>>,
    /// Phones as told; none of one that is to be told again.
    phones: HashMap<AgentId, Option<Phone>>,
    /// Phones that are otherwise than told.
    changed: BTreeMap<AgentId, Since<Phone>>,
}

/// How an agent shall serve.
#[derive(Clone, Debug)]
struct Wished {
    pause: Option<PauseCode>,
    /// Asterisk has answered.
    is_answered: bool,
}

/// Something, and since when it is so.
#[derive(Clone, Debug)]
struct Since<T> {
    heard: DateTime<Utc>,
    what: T,
}

impl Members {
    pub fn will_serve(&mut self, agent: &AgentId, how: &Service) {
        self.apart.retain(|(apart, _), _| apart != agent);
        // Whoever signs in knows nothing of a phone that was told before.
        if let Some(phone) = self.phones.get_mut(agent) {
            phone.take_if(|phone| *phone != Phone::default());
        }
        let pause = match how {
            Service::Out => {
                self.wished.remove(agent);
                return;
            }
            Service::Open => None,
            Service::Paused(reason) => Some(reason.clone()),
        };
        self.wished.insert(agent.clone(), Wished { pause, is_answered: false });
    }

    pub fn has_served(&mut self, agent: &AgentId) {
        if let Some(wished) = self.wished.get_mut(agent) {
            wished.is_answered = true;
        }
    }

    /// A survey has told it: only what is otherwise later is news.
    pub fn found(&mut self, agent: AgentId, phone: Phone) {
        self.phones.insert(agent, Some(phone));
    }

    pub fn heard(&mut self, now: DateTime<Utc>, names: &Names, member: &Member) {
        if !names.queues.contains_key(&member.queue) {
            return;
        }
        let agent = names.agent(&member.interface);
        self.phone_heard(now, &agent, member.phone());
        let Some(wished) = self.wished.get(&agent) else { return };
        let pause = member.pause.as_deref().map(PauseCode::from);
        let place = (agent, member.queue.clone());
        match self.apart.get(&place) {
            _ if pause == wished.pause => drop(self.apart.remove(&place)),
            Some(apart) if apart.what == pause => {}
            _ => drop(self.apart.insert(place, Since { heard: now, what: pause })),
        }
    }

    fn phone_heard(&mut self, now: DateTime<Utc>, agent: &AgentId, phone: Phone) {
        let told = self.phones.get(agent).copied().unwrap_or(Some(Phone::default()));
        match self.changed.get(agent) {
            _ if told == Some(phone) => drop(self.changed.remove(agent)),
            Some(changed) if changed.what == phone => {}
            _ => drop(self.changed.insert(agent.clone(), Since { heard: now, what: phone })),
        }
    }

    /// What has stood long enough.
    pub fn tick(&mut self, now: DateTime<Utc>) -> Vec<SwitchEvent> {
        let stood = self.changed.extract_if(.., |_, since| since.heard + STANDS <= now);
        let phones: Vec<_> = stood.map(|(agent, since)| (agent, since.what)).collect();
        self.phones.extend(phones.iter().map(|(agent, phone)| (agent.clone(), Some(*phone))));
        let phones = phones.into_iter().map(|(agent, phone)| Happened::PhoneChanged { agent, phone });
        let pauses: Vec<_> = std::iter::from_fn(|| self.paused_elsewhere(now)).collect();
        phones.chain(pauses).map(|what| event(now, what)).collect()
    }

    /// The next pause that stands, which is how the agent serves from now on.
    fn paused_elsewhere(&mut self, now: DateTime<Utc>) -> Option<Happened> {
        let answered = |agent: &AgentId| self.wished.get(agent).is_some_and(|wished| wished.is_answered);
        let stands = |((agent, _), since): &(&(AgentId, String), &Since<_>)| {
            since.heard + STANDS <= now && answered(agent)
        };
        let ((agent, _), since) = self.apart.iter().find(stands)?;
        let (agent, reason) = (agent.clone(), since.what.clone());
        self.apart.retain(|(apart, _), since| *apart != agent || since.what != reason);
        self.wished.insert(agent.clone(), Wished { pause: reason.clone(), is_answered: true });
        Some(Happened::PausedElsewhere { agent, reason })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::switch::asterisk::mapper::tests::names;

    /// What is told of agent 8001 at these seconds, who shall serve so, after the member was heard of so: second, pause, status.
    #[track_caller]
    fn check(how: &Service, heard: &[(i64, Option<&str>, u8)], told: &[(i64, Happened)]) {
        let second = |second| DateTime::UNIX_EPOCH + TimeDelta::seconds(second);
        let mut members = Members::default();
        members.will_serve(&"8001".into(), how);
        members.has_served(&"8001".into());
        let mut words = Vec::new();
        for now in 0..10 {
            for (_, pause, status) in heard.iter().filter(|(at, ..)| *at == now) {
                let (queue, interface) = ("hotline".to_owned(), "PJSIP/8001".to_owned());
                let pause = pause.map(str::to_owned);
                let member = Member { queue, name: interface.clone(), interface, pause, status: *status };
                members.heard(second(now), &names(), &member);
            }
            words.extend(members.tick(second(now)).into_iter().map(|event| (now, event.what)));
        }
        assert_eq!(words, told);
    }

    fn elsewhere(reason: Option<&str>) -> Happened {
        Happened::PausedElsewhere { agent: "8001".into(), reason: reason.map(PauseCode::from) }
    }

    fn phone(phone: Phone) -> Happened {
        Happened::PhoneChanged { agent: "8001".into(), phone }
    }

    #[test]
    fn only_a_pause_that_stands_and_is_not_ours_is_told_and_once() {
        let lunch = Service::Paused("lunch".into());
        check(&lunch, &[(1, Some("lunch"), 1)], &[]);
        check(&lunch, &[(1, None, 1), (2, Some("lunch"), 1)], &[]);
        check(&lunch, &[(1, None, 1), (6, None, 1)], &[(3, elsewhere(None))]);
        check(&Service::Open, &[(1, Some(""), 1)], &[(3, elsewhere(Some("")))]);
        check(
            &Service::Open,
            &[(1, Some("lunch"), 1), (5, None, 1)],
            &[(3, elsewhere(Some("lunch"))), (7, elsewhere(None))],
        );
        check(&Service::Out, &[(1, Some("lunch"), 1)], &[]);
    }

    #[test]
    fn a_phone_that_is_not_there_is_told_again_to_whoever_signs_in() {
        let second = |second| DateTime::UNIX_EPOCH + TimeDelta::seconds(second);
        let agent = AgentId::from("8001");
        let told = |status: u8| {
            let mut members = Members::default();
            members.found(agent.clone(), Phone::Unreachable);
            members.will_serve(&agent, &Service::Open);
            let (queue, interface) = ("hotline".to_owned(), "PJSIP/8001".to_owned());
            let member = Member { queue, name: interface.clone(), interface, pause: None, status };
            members.heard(second(1), &names(), &member);
            let told = members.tick(second(3)).into_iter().chain(members.tick(second(6)));
            told.map(|event| event.what).collect::<Vec<_>>()
        };
        assert_eq!(told(5), [phone(Phone::Unreachable)]);
        assert_eq!(told(1), [phone(Phone::Reachable)]);
    }

    #[test]
    fn a_phone_that_comes_and_goes_is_told_when_it_has_settled() {
        check(&Service::Open, &[(1, None, 5)], &[(3, phone(Phone::Unreachable))]);
        check(&Service::Open, &[(1, None, 5), (2, None, 1)], &[]);
        let burst = [(1, None, 5), (4, None, 1), (4, None, 5), (5, None, 1)];
        check(&Service::Open, &burst, &[(3, phone(Phone::Unreachable)), (7, phone(Phone::Reachable))]);
    }
}

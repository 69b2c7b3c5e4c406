//! Who serves which queue on the switch, beside who shall: somebody may put an agent into a queue there, or take one out. It is told once
//! it has stood for a while, as what we have asked for ourselves comes in pieces.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};

use super::Mapper;
use crate::{
    domain::{AgentId, QueueId},
    switch::{Happened, Service, asterisk::event::Member},
};

/// How long it has to stand.
const STANDS: TimeDelta = TimeDelta::seconds(2);

/// Who serves, and who shall.
#[derive(Clone, Debug, Default)]
pub struct Serving {
    /// The queues that agents serve, and whether they are paused in them.
    serves: HashMap<AgentId, BTreeMap<QueueId, bool>>,
    /// How agents shall serve, of those of whom that was said.
    wishes: HashMap<AgentId, Wish>,
    /// Who has to be looked at, and since when nothing has changed about them; none if from now on.
    changed: BTreeMap<AgentId, Option<DateTime<Utc>>>,
    /// What was told since the last wish, if it is not as it shall be.
    told: HashMap<AgentId, Apart>,
}

/// How an agent shall serve.
#[derive(Clone, Debug)]
struct Wish {
    /// In these queues; in none if signed out.
    queues: BTreeSet<QueueId>,
    /// Asterisk has answered: what is otherwise from now on is somebody else's doing.
    is_answered: bool,
}

/// Queues that are not served as they shall be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Apart {
    lacking: Vec<QueueId>,
    beside: Vec<QueueId>,
}

impl Serving {
    /// A survey has found a member; it tells by itself of members who shall not be there.
    pub fn found(&mut self, agent: &AgentId, queue: QueueId, is_paused: bool) {
        self.serves.entry(agent.clone()).or_default().insert(queue, is_paused);
        let apart = self.apart(agent);
        self.told.insert(agent.clone(), apart);
    }

    /// A member is there, paused or not, or gone.
    pub fn heard(&mut self, now: DateTime<Utc>, agent: AgentId, queue: QueueId, member: Option<bool>) {
        let serves = self.serves.entry(agent.clone()).or_default();
        let before = match member {
            Some(is_paused) => serves.insert(queue, is_paused),
            None => serves.remove(&queue),
        };
        if before != member {
            self.changed.insert(agent, Some(now));
        }
    }

    /// How an agent shall serve these queues from now on. What was told before is out of date.
    pub fn shall(&mut self, agent: &AgentId, queues: BTreeSet<QueueId>, how: &Service) {
        let queues = if *how == Service::Out { BTreeSet::new() } else { queues };
        self.wishes.insert(agent.clone(), Wish { queues, is_answered: false });
        self.told.remove(agent);
    }

    /// Asterisk has answered that.
    pub fn has_served(&mut self, agent: &AgentId) {
        if let Some(wish) = self.wishes.get_mut(agent) {
            wish.is_answered = true;
            self.changed.insert(agent.clone(), None);
        }
    }

    /// The queues that an agent serves there, paused or not.
    pub fn queues_of(&self, agent: &AgentId) -> impl Iterator<Item = &QueueId> {
        self.serves.get(agent).into_iter().flat_map(BTreeMap::keys)
    }

    /// What has stood long enough, where it is not as it was told.
    pub fn tick(&mut self, now: DateTime<Utc>) -> Vec<Happened> {
        let is_ours = |agent: &AgentId| self.wishes.get(agent).is_some_and(|wish| !wish.is_answered);
        let stands = |since: &mut Option<DateTime<Utc>>| *since.get_or_insert(now) + STANDS <= now;
        let stood: Vec<_> =
            self.changed.extract_if(.., |agent, since| !is_ours(agent) && stands(since)).collect();
        stood.into_iter().filter_map(|(agent, _)| self.news(agent)).collect()
    }

    fn news(&mut self, agent: AgentId) -> Option<Happened> {
        let apart = self.apart(&agent);
        let told = self.told.insert(agent.clone(), apart.clone()).unwrap_or_default();
        let Apart { lacking, beside } = apart.clone();
        (told != apart).then_some(Happened::ServesElsewise { agent, lacking, beside })
    }

    /// Who is paused in a queue is not rung by it.
    fn apart(&self, agent: &AgentId) -> Apart {
        let (none, nowhere) = (BTreeSet::new(), BTreeMap::new());
        let shall = self.wishes.get(agent).map_or(&none, |wish| &wish.queues);
        let serves = self.serves.get(agent).unwrap_or(&nowhere);
        let lacking = shall.iter().filter(|queue| !serves.contains_key(*queue));
        let beside = serves.iter().filter(|(queue, is_paused)| !**is_paused && !shall.contains(*queue));
        Apart {
            lacking: lacking.cloned().collect(),
            beside: beside.map(|(queue, _)| queue.clone()).collect(),
        }
    }
}

impl Mapper {
    /// An agent shall serve these queues so: what members of queues do because of it is no news.
    pub fn will_serve(&mut self, agent: &AgentId, queues: &[QueueId], how: &Service) {
        self.members.will_serve(agent, how);
        let ours = queues.iter().filter(|queue| self.names.queue(queue).is_some());
        self.serving.shall(agent, ours.cloned().collect(), how);
    }

    /// Asterisk has answered that: what stands otherwise from now on is somebody else's doing.
    pub fn has_served(&mut self, agent: &AgentId) {
        self.members.has_served(agent);
        self.serving.has_served(agent);
    }

    /// Where an agent has to be taken out who shall serve no more: wherever somebody has put them, too.
    pub fn queues_of(&self, agent: &AgentId) -> impl Iterator<Item = &QueueId> {
        self.serving.queues_of(agent)
    }

    pub(super) fn member_heard(&mut self, now: DateTime<Utc>, member: &Member) {
        self.members.heard(now, &self.names, member);
        self.member_is(now, member, Some(member.pause.is_some()));
    }

    pub(super) fn member_is(&mut self, now: DateTime<Utc>, member: &Member, is_paused: Option<bool>) {
        if let Some(queue) = self.names.queues.get(&member.queue) {
            self.serving.heard(now, self.names.agent(&member.interface), queue.clone(), is_paused);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(second: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    /// What is told of agent 8001, who shall serve queue `private` so, after these seconds: a member who is paused or not, or none.
    #[track_caller]
    fn check(how: &Service, heard: &[(i64, Option<bool>)], told: &[(i64, &[&str], &[&str])]) {
        let agent = AgentId::from("8001");
        let mut serving = Serving::default();
        serving.found(&agent, "private".into(), *how != Service::Open);
        serving.shall(&agent, ["private".into()].into(), how);
        serving.has_served(&agent);
        let mut words = Vec::new();
        for now in 0..12 {
            for (_, member) in heard.iter().filter(|(at, _)| *at == now) {
                serving.heard(second(now), agent.clone(), "private".into(), *member);
            }
            words.extend(serving.tick(second(now)).into_iter().map(|what| (now, what)));
        }
        let queues = |queues: &[&str]| queues.iter().map(|queue| QueueId::from(*queue)).collect();
        let told = told.iter().map(|(at, lacking, beside)| {
            let (lacking, beside) = (queues(lacking), queues(beside));
            (*at, Happened::ServesElsewise { agent: agent.clone(), lacking, beside })
        });
        assert_eq!(words, told.collect::<Vec<_>>());
    }

    #[test]
    fn an_agent_who_was_taken_out_of_a_queue_there_is_told_and_so_is_the_way_back() {
        let lunch = Service::Paused("lunch".into());
        check(&Service::Open, &[], &[]);
        check(&Service::Open, &[(3, None), (4, Some(false))], &[]);
        check(&Service::Open, &[(3, None)], &[(5, &["private"], &[])]);
        check(&lunch, &[(3, None), (7, Some(true))], &[(5, &["private"], &[]), (9, &[], &[])]);
    }

    #[test]
    fn an_agent_who_is_signed_out_and_put_into_a_queue_there_is_told_unless_paused() {
        check(&Service::Out, &[(1, None)], &[]);
        check(&Service::Out, &[(3, Some(true))], &[]);
        check(&Service::Out, &[(3, Some(false)), (7, None)], &[(5, &[], &["private"]), (9, &[], &[])]);
    }

    #[test]
    fn nothing_is_told_before_asterisk_has_answered_what_was_asked() {
        let agent = AgentId::from("8001");
        let mut serving = Serving::default();
        serving.shall(&agent, ["private".into()].into(), &Service::Open);
        assert_eq!(serving.tick(second(9)), []);
        serving.heard(second(10), agent.clone(), "private".into(), Some(false));
        serving.has_served(&agent);
        assert_eq!([serving.tick(second(11)), serving.tick(second(20))].concat(), []);
    }

    #[test]
    fn a_queue_beside_those_that_shall_be_served_is_told_and_after_each_wish_again() {
        let agent = AgentId::from("8001");
        let mut serving = Serving::default();
        serving.found(&agent, "private".into(), false);
        serving.found(&agent, "trade".into(), false);
        let told = Happened::ServesElsewise {
            agent: agent.clone(),
            lacking: Vec::new(),
            beside: vec!["trade".into()],
        };
        for at in [0, 10] {
            serving.shall(&agent, ["private".into()].into(), &Service::Open);
            serving.has_served(&agent);
            let news = [serving.tick(second(at)), serving.tick(second(at + 5))].concat();
            assert_eq!(news, std::slice::from_ref(&told));
        }
    }
}

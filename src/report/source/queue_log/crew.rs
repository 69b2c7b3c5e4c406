//! Who is signed in and who is away, as the lines about members and pauses say.
//!
//! Signed in is who logged in (`AGENTLOGIN`). Of agents who never did, it is who is a member of any queue. Away is who is paused in all
//! queues of which the log knows that the agent is a member; where it knows none, in any. A pause that is asked for in a talk begins after it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::{
    domain::PauseCode,
    import::queue_log::What,
    metrics::Fact,
    report::source::{FileKeys, Name},
};

/// All agents of a log.
#[derive(Default)]
pub struct Crew(BTreeMap<Name, Member>);

/// What the log has said of an agent.
#[derive(Default)]
struct Member {
    login: Login,
    logged_off_at: Option<DateTime<Utc>>,
    queues: BTreeSet<Name>,
    paused_everywhere: Option<PauseCode>,
    paused_in: BTreeMap<Name, PauseCode>,
    talks: u32,
    told: Told,
}

/// Whether an agent logged in.
#[derive(Clone, Copy, Default, PartialEq)]
enum Login {
    /// Never: being a member is being here.
    #[default]
    Never,
    In,
    Out,
}

/// What facts were told of an agent.
#[derive(Clone, Default, PartialEq)]
enum Told {
    /// Not here.
    #[default]
    Out,
    /// Signed in.
    In(Option<PauseCode>),
    /// Away; since when the agent is here is not known.
    Seen(Option<PauseCode>),
}

/// What has changed of an agent.
pub enum Change {
    SignedIn,
    Seen,
    SignedOut,
    Ready,
    Paused(PauseCode),
}

impl Change {
    /// As a fact about this agent.
    pub fn fact<K: FileKeys>(self, agent: &Name) -> Fact<'_, K> {
        match self {
            Self::SignedIn => Fact::SignedIn { agent, reason: None },
            Self::Seen => Fact::Seen { agent },
            Self::SignedOut => Fact::SignedOut { agent },
            Self::Ready => Fact::Ready { agent },
            Self::Paused(reason) => Fact::Paused { agent, reason },
        }
    }
}

impl Crew {
    /// Whether a line says something of sign-ins or pauses.
    pub fn concerns(what: What<'_>) -> bool {
        matches!(
            what,
            What::Pause { .. }
                | What::Unpause { .. }
                | What::PauseAll { .. }
                | What::UnpauseAll { .. }
                | What::AddMember { .. }
                | What::RemoveMember
                | What::AgentLogin { .. }
                | What::AgentCallbackLogin { .. }
                | What::AgentLogoff { .. }
                | What::AgentCallbackLogoff { .. }
        )
    }

    /// Takes a line about an agent.
    pub fn step(&mut self, agent: Name, queue: Option<Name>, what: What<'_>) {
        let member = self.0.entry(agent).or_default();
        match what {
            What::AgentLogin { .. } | What::AgentCallbackLogin { .. } => member.login = Login::In,
            What::AgentLogoff { .. } | What::AgentCallbackLogoff { .. } => member.log_off(),
            What::AddMember { paused } => member.join(queue, paused),
            What::RemoveMember => member.quit(queue),
            What::PauseAll { reason } => member.pause(None, reason),
            What::UnpauseAll { .. } => member.unpause(None),
            What::Pause { reason } => member.pause(queue, reason),
            What::Unpause { .. } => member.unpause(queue),
            _ => {}
        }
    }

    /// Whether it was told that the agent is signed in.
    pub fn is_here(&self, agent: Name) -> bool {
        self.0.get(&agent).is_some_and(|member| matches!(member.told, Told::In(_)))
    }

    /// When the agent logged off last.
    pub fn logged_off_at(&self, agent: Name) -> Option<DateTime<Utc>> {
        self.0.get(&agent)?.logged_off_at
    }

    /// The agent logs off.
    pub fn note_logoff(&mut self, agent: Name, at: DateTime<Utc>) {
        self.0.entry(agent).or_default().logged_off_at = Some(at);
    }

    /// The agent speaks with a caller.
    pub fn begin_talk(&mut self, agent: Name) {
        self.0.entry(agent).or_default().talks += 1;
    }

    /// The talk is over.
    pub fn end_talk(&mut self, agent: Name) {
        let member = self.0.entry(agent).or_default();
        member.talks = member.talks.saturating_sub(1);
    }

    /// All talks are over; gives those who had one.
    pub fn end_talks(&mut self) -> Vec<Name> {
        let talking = self.0.iter_mut().filter(|(_, member)| member.talks > 0);
        talking
            .map(|(name, member)| {
                member.talks = 0;
                *name
            })
            .collect()
    }

    /// What is to be told of an agent now.
    pub fn changes(&mut self, agent: Name) -> Vec<Change> {
        let Some(member) = self.0.get_mut(&agent) else { return Vec::new() };
        let next = member.state();
        if member.told == next || member.talks > 0 && member.only_pauses(&next) && next.reason().is_some() {
            return Vec::new();
        }
        let mut changes = Vec::new();
        match (&member.told, &next) {
            (_, Told::Out) => changes.push(Change::SignedOut),
            (Told::In(_), Told::In(_)) | (Told::Seen(_), Told::Seen(_)) => {}
            (_, Told::In(_)) => changes.push(Change::SignedIn),
            (_, Told::Seen(_)) => changes.push(Change::Seen),
        }
        match next.reason() {
            Some(reason) => changes.push(Change::Paused(reason.clone())),
            None if next != Told::Out && member.told.reason().is_some() => changes.push(Change::Ready),
            None => {}
        }
        member.told = next;
        changes
    }
}

impl Member {
    /// What is true of the agent now.
    fn state(&self) -> Told {
        let reason = self.reason();
        match self.login {
            Login::In => Told::In(reason),
            Login::Never if !self.queues.is_empty() => Told::In(reason),
            Login::Never if reason.is_some() => Told::Seen(reason),
            Login::Never if matches!(self.told, Told::Seen(_)) => Told::Seen(None),
            Login::Never | Login::Out => Told::Out,
        }
    }

    /// Why the agent is away; none if not.
    fn reason(&self) -> Option<PauseCode> {
        if self.paused_everywhere.is_some() {
            return self.paused_everywhere.clone();
        }
        let everywhere = self.queues.iter().all(|queue| self.paused_in.contains_key(queue));
        everywhere.then(|| self.paused_in.values().next().cloned()).flatten()
    }

    fn only_pauses(&self, next: &Told) -> bool {
        matches!((&self.told, next), (Told::In(_), Told::In(_)) | (Told::Seen(_) | Told::Out, Told::Seen(_)))
    }

    fn log_off(&mut self) {
        self.login = Login::Out;
        self.paused_everywhere = None;
        self.paused_in.clear();
    }

    fn join(&mut self, queue: Option<Name>, paused: &str) {
        self.queues.extend(queue);
        if let Some(queue) = queue.filter(|_| paused == "PAUSED") {
            self.paused_in.entry(queue).or_insert_with(|| super::reason("").into());
        }
    }

    fn quit(&mut self, queue: Option<Name>) {
        if let Some(queue) = queue {
            self.queues.remove(&queue);
            self.paused_in.remove(&queue);
        }
        if self.queues.is_empty() && self.login == Login::Never {
            self.paused_everywhere = None;
            self.paused_in.clear();
        }
    }

    fn pause(&mut self, queue: Option<Name>, reason: &str) {
        let reason = PauseCode::from(super::reason(reason));
        match queue {
            None => self.paused_everywhere = Some(reason),
            Some(queue) => {
                self.paused_in.insert(queue, reason);
            }
        }
    }

    fn unpause(&mut self, queue: Option<Name>) {
        match queue {
            // Pauses of single queues have lines of their own.
            None => self.paused_everywhere = None,
            // Who may be called again in one queue is not paused in all.
            Some(queue) => {
                self.paused_everywhere = None;
                self.paused_in.remove(&queue);
            }
        }
    }
}

impl Told {
    fn reason(&self) -> Option<&PauseCode> {
        match self {
            Self::In(reason) | Self::Seen(reason) => reason.as_ref(),
            Self::Out => None,
        }
    }
}

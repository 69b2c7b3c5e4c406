//! Where the switch goes its own way: its link, phones, pauses set elsewhere, members and counts that are not as they are here. What is
//! certain is followed; about the rest a difference stays open until both agree or a lead has decided.

use chrono::{DateTime, Utc};

use super::{Answer, Refusal, Stepped, Turn, difference::clean};
use crate::{
    api::Code,
    domain::{
        About, Actor, AgentId, AgentState, CallId, Counted, Difference, Event, Fact, NextState, PauseCode,
        Phone, QueueId, Recording, RequestRefused, Said,
    },
    switch::{Service, SwitchCommand},
};

fn serves(queues: Vec<QueueId>) -> Fact {
    if queues.is_empty() { Fact::SignedOut } else { Fact::Serves { queues } }
}

impl Turn<'_> {
    /// The link to the switch broke or is back; told twice it is nothing new.
    pub fn link(&mut self, at: DateTime<Utc>, event: Event) -> Stepped {
        let is_lost = self.desk.book.floor.switch_lost.is_some();
        if is_lost == (event == Event::SwitchLost) {
            return Ok(());
        }
        self.follow(at, event)
    }

    pub fn phone_changed(&mut self, at: DateTime<Utc>, agent: AgentId, phone: Phone) -> Stepped {
        match self.agent(&agent) {
            Ok(known) if known.phone != phone => self.follow(at, Event::AgentPhoneChanged { agent, phone }),
            // The switch has phones of people who were never here.
            _ => Ok(()),
        }
    }

    /// Somebody paused an agent on the switch itself, or called one back: followed as the agent's own wish. Who cannot be rung because of
    /// how things are here (a talk, a wrap-up, a silent screen) is paused again, and it is put on record.
    pub fn paused_elsewhere(&mut self, id: AgentId, reason: Option<PauseCode>) -> Stepped {
        let Ok(agent) = self.agent(&id).cloned() else { return Ok(()) };
        let want = match reason {
            _ if agent.state == AgentState::Offline => return Ok(()),
            Some(reason) => NextState::Paused { reason: PauseCode::from(clean(reason.as_str())) },
            None if agent.lost || agent.state.call().is_some() => {
                let desk_says =
                    if agent.lost { "the screen is silent".into() } else { agent.state.to_string() };
                self.differ(self.now, &format!("agent {id}"), "not paused", &desk_says);
                self.serves(&id).into_iter().for_each(|command| self.command(command));
                return Ok(());
            }
            None => NextState::Ready,
        };
        // What is no move from where the agent is changes nothing.
        let _ = self.go(&Actor::Switch, &id, &want);
        Ok(())
    }

    /// An agent serves other queues on the switch than here: meant so or not, a lead is shown it.
    pub fn serves_elsewise(&mut self, agent: AgentId, lacking: &[QueueId], beside: Vec<QueueId>) {
        let Ok(known) = self.agent(&agent).cloned() else { return };
        let about = About::Agent { agent };
        let refused = |open: &Difference| {
            open.about == about && matches!(open.switch_says, Said::Fact(Fact::Refused { .. }))
        };
        // That the switch has refused it says more, and holds until it takes it.
        if self.desk.book.floor.differences.iter().any(refused) {
            return;
        }
        if lacking.is_empty() && beside.is_empty() {
            return self.close_difference(&about);
        }
        let is_in = known.state != AgentState::Offline;
        let ours = if is_in { known.queues } else { Vec::new() };
        let theirs = ours.iter().filter(|queue| !lacking.contains(queue)).cloned().chain(beside).collect();
        self.open_difference(about, serves(theirs).into(), serves(ours).into());
    }

    /// The switch's own record counts otherwise than the desk, or no longer does.
    pub fn miscounted(&mut self, queue: QueueId, switch_says: Option<Counted>, desk_says: Counted) {
        let about = About::Queue { queue };
        match switch_says {
            Some(says) => self.open_difference(about, says.into(), desk_says.into()),
            None => self.close_difference(&about),
        }
    }

    pub fn recording_kept(&mut self, call: CallId, recording: Recording) {
        self.decide(Event::RecordingKept { call, recording });
    }

    pub fn recording_missing(&mut self, call: CallId, nth: u32, why: &str) {
        self.decide(Event::RecordingMissing { call, nth, why: clean(why) });
    }

    /// An agent does not serve as is said here, as the switch refused that.
    pub fn serve_refused(&mut self, command: &SwitchCommand, refusal: RequestRefused) {
        if let SwitchCommand::Serve { agent, how, .. } = command {
            let about = About::Agent { agent: agent.clone() };
            let desk_says = match how {
                Service::Out => Fact::SignedOut,
                Service::Open => Fact::TakesCalls,
                Service::Paused(reason) => Fact::Paused { reason: reason.clone() },
            };
            self.open_difference(about, Fact::Refused { refusal }.into(), desk_says.into());
        }
    }

    pub fn open_difference(&mut self, about: About, switch_says: Said, desk_says: Said) {
        let (switch_says, desk_says) = (switch_says.cleaned(clean), desk_says.cleaned(clean));
        let mut open = self.desk.book.floor.differences.iter();
        let same = |open: &Difference| {
            open.about == about && open.switch_says == switch_says && open.desk_says == desk_says
        };
        if !open.any(same) {
            let difference = Difference { about, switch_says, desk_says, since: self.now };
            self.decide(Event::DifferenceOpened { difference });
        }
    }

    pub fn close_difference(&mut self, about: &About) {
        if self.desk.book.floor.differences.iter().any(|open| open.about == *about) {
            self.decide(Event::DifferenceClosed { about: about.clone() });
        }
    }

    /// A lead decides that the desk's word holds: the switch is told again, and the matter is closed.
    pub fn settle(&mut self, actor: &Actor, about: About) -> Result<Answer, Refusal> {
        if !self.desk.book.floor.differences.iter().any(|open| open.about == about) {
            let detail = format!("there is no difference about {about} any more");
            return Err(Refusal::new(Code::NotFound, detail));
        }
        if let About::Agent { agent } = &about {
            self.serves(agent).into_iter().for_each(|command| self.command(command));
        }
        self.record(self.now, actor.clone(), Event::DifferenceClosed { about })?;
        Ok(Answer::Done)
    }
}

//! What the switch says: followed where it fits, reconciled where it is certain, else written down as a difference.

use chrono::{DateTime, Utc};

use super::{
    Stepped, Turn,
    difference::{about, about_command, clean, command_words, words},
};
use crate::{
    domain::{CallId, Ender, Event, Exit, Phase, PhoneNumber, RingEnd, ServiceType},
    switch::{CommandRefused, Happened, SwitchCommand},
};

impl Turn<'_> {
    pub fn switch_says(&mut self, at: DateTime<Utc>, what: Happened) {
        // Nothing has happened later than now, whatever the switch's clock shows.
        let at = at.min(self.now);
        let told = what.clone();
        if let Err(illegal) = self.happened(at, what) {
            self.differ(at, &about(&told), &words(&told), &illegal.to_string());
        }
    }

    fn happened(&mut self, at: DateTime<Utc>, what: Happened) -> Stepped {
        match what {
            Happened::Entered { call, switch_ref, number, service, priority } => {
                self.entered(at, call, &switch_ref, &number, &service, priority)
            }
            Happened::SelfServed { call } => self.follow(at, Event::CallSelfServed { call }),
            Happened::Queued { call, queue } => self.queued(at, call, queue),
            Happened::Ringing { call, agent } => self.ringing(at, call, agent),
            Happened::RingEnded { call, agent, why } => self.ring_ended(at, call, agent, why),
            Happened::Answered { call, agent } => self.answered(at, call, agent),
            Happened::Held { call } => self.held(at, call, Phase::Held),
            Happened::Resumed { call } => self.held(at, call, Phase::Talking),
            Happened::Transferred { call, agent, to } => self.transferred(at, call, agent, to),
            Happened::HungUp { call, by } => self.hung_up(at, call, by),
            Happened::KeyPressed { call, key } => self.key_pressed(at, call, &key),
            Happened::Overflowed { call } => self.follow(at, Event::CallLeft { call, exit: Exit::TimedOut }),
            Happened::Surveyed { calls } => {
                self.surveyed(at, calls);
                Ok(())
            }
            Happened::AgentCame { agent, name, queues } => self.agent_came(at, agent, &name, queues),
            Happened::AgentWent { agent } => self.agent_went(at, agent),
            Happened::AgentFinished { call, agent } => self.agent_finished(at, call, agent),
            Happened::Noted { about, says } => {
                self.differ(at, &about, &says, "");
                Ok(())
            }
        }
    }

    fn entered(
        &mut self,
        at: DateTime<Utc>,
        call: CallId,
        switch_ref: &str,
        number: &PhoneNumber,
        service: &ServiceType,
        priority: u8,
    ) -> Stepped {
        if self.call(call).is_ok() && !self.desk_rings() {
            // A switch that goes on where it was tells again what it has.
            return Ok(());
        }
        let number = PhoneNumber::new(clean(number.reveal()));
        let caller = self.desk.book.callers.identify(&number, at);
        let entered = Event::CallEntered {
            call,
            switch_ref: clean(switch_ref),
            number,
            contact: caller.contact,
            tier: caller.tier,
            service: ServiceType::from(clean(service.as_str())),
            priority,
            repeats: caller.repeats,
        };
        self.follow(at, entered)
    }

    fn held(&mut self, at: DateTime<Utc>, call: CallId, phase: Phase) -> Stepped {
        if self.call(call)?.phase == phase {
            return Ok(());
        }
        let event = if phase == Phase::Held { Event::CallHeld { call } } else { Event::CallResumed { call } };
        self.follow(at, event)
    }

    /// The call is over on the switch: that is certain in every phase, so the floor is brought there.
    pub fn hung_up(&mut self, at: DateTime<Utc>, call: CallId, by: Ender) -> Stepped {
        self.stop_asking(call);
        let Some((phase, agent)) = self.call(call).ok().map(|call| (call.phase, call.agent.clone())) else {
            return Ok(());
        };
        match (phase, agent) {
            (Phase::Over, _) => Ok(()),
            (Phase::Talking | Phase::Held, Some(agent)) => {
                self.follow(at, Event::CallEnded { call, agent, by })
            }
            (Phase::Ringing, Some(agent)) => {
                let why = if by == Ender::Caller { RingEnd::CallerGone } else { RingEnd::Withdrawn };
                self.follow(at, Event::RingEnded { call, agent, why })?;
                self.follow(at, Event::CallLeft { call, exit: exit(Phase::Queued, by) })
            }
            (phase, _) => self.follow(at, Event::CallLeft { call, exit: exit(phase, by) }),
        }
    }

    fn key_pressed(&mut self, at: DateTime<Utc>, call: CallId, key: &str) -> Stepped {
        self.stop_asking(call);
        let rung = self.call(call)?;
        if let (Phase::Ringing, Some(agent)) = (rung.phase, rung.agent.clone()) {
            let why = RingEnd::Withdrawn;
            self.command(SwitchCommand::StopRing { call, agent: agent.clone(), why });
            self.follow(at, Event::RingEnded { call, agent, why })?;
        }
        self.follow(at, Event::CallLeft { call, exit: Exit::KeyExit { key: clean(key) } })
    }

    /// The switch knows no call of before, and its own agents come again.
    pub fn switch_restarted(&mut self) {
        self.desk.reserved = Default::default();
        let calls: Vec<_> = self.desk.book.floor.calls.keys().copied().collect();
        for call in calls {
            // Whatever the phase, a hang-up fits: nothing is left to tell.
            let _ = self.hung_up(self.now, call, Ender::System);
        }
        self.send_recorded_agents_home();
    }

    /// A command was not taken. That the call is gone is certain; all else is shown.
    pub fn command_refused(&mut self, command: SwitchCommand, why: &CommandRefused) {
        if let SwitchCommand::Ring { call, agent } = &command {
            self.ring_refused(*call, agent);
        }
        match (why, &command) {
            (CommandRefused::NoCall(_), SwitchCommand::Release { .. }) => {}
            (CommandRefused::NoCall(call), _) => {
                // As with every hang-up, there is a way from each phase.
                let _ = self.hung_up(self.now, *call, Ender::Caller);
            }
            // All agents are told of anew when the link is up again.
            (CommandRefused::Away, SwitchCommand::Serve { .. }) => {}
            _ => self.differ(self.now, &about_command(&command), &why.to_string(), &command_words(&command)),
        }
    }
}

/// How a call leaves whose line went dead in this phase.
fn exit(phase: Phase, by: Ender) -> Exit {
    match (by, phase) {
        (Ender::Caller, Phase::Greeting) => Exit::AbandonedInGreeting,
        (Ender::Caller, _) => Exit::Abandoned,
        (Ender::Agent | Ender::System, _) => Exit::Failed { what: "the switch ended the call".into() },
    }
}

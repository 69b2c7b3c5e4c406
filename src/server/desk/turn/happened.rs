//! What the switch says: followed where it fits, reconciled where it is certain, else written down as a difference.

use chrono::{DateTime, Utc};

use super::{
    Stepped, Turn,
    difference::{about, clean, words},
    outbound::why_not,
};
use crate::{
    domain::{
        Actor, AgentId, CallId, Ender, Event, Exit, Phase, PhoneNumber, RecordingState, RequestRefused,
        RingEnd, ServiceType, TransferTarget,
    },
    switch::{CommandRefused, Happened, SwitchCommand, SwitchEvent},
};

impl Turn<'_> {
    pub fn switch_says(&mut self, event: SwitchEvent) {
        let SwitchEvent { at, what, recovered } = event;
        // Nothing has happened later than now, whatever the switch's clock shows.
        let at = at.min(self.now);
        self.source = if recovered { Actor::SwitchRecord } else { Actor::Switch };
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
            Happened::Queued { call, queue, position } => self.queued(at, call, queue, position),
            Happened::Prioritised { call, priority } => self.prioritised(at, call, priority),
            Happened::Ringing { call, agent } => self.ringing(at, call, agent),
            Happened::RingEnded { call, agent, why } => self.ring_ended(at, call, agent, why),
            Happened::Answered { call, agent } => self.answered(at, call, agent),
            Happened::Dialling { call, switch_ref } => self.dialling(at, call, &switch_ref),
            Happened::Connected { call, switch_ref } => self.connected(at, call, &switch_ref),
            // The desk may have given up before.
            Happened::NotReached { call, .. } if self.call(call).is_err() => Ok(()),
            Happened::NotReached { call, why } => self.not_reached(at, call, why),
            Happened::Held { call } => self.held(at, call, Phase::Held),
            Happened::Resumed { call } => self.held(at, call, Phase::Talking),
            Happened::Transferred { call, agent, to } => self.transferred(at, call, agent, to),
            Happened::HungUp { call, by } => self.hung_up(at, call, by),
            Happened::ConsultBegan { call, agent, to } => self.consult_began(at, call, agent, to),
            Happened::ConsultEnded { call, agent } => self.follow(at, Event::ConsultEnded { call, agent }),
            // These may be heard of when all about the call is finished.
            Happened::Recording { call, .. } | Happened::MonitorEnded { call, .. }
                if self.call(call).is_err() =>
            {
                Ok(())
            }
            Happened::Recording { call, state, name } => self.recording(at, call, state, name),
            Happened::MonitorBegan { call, by, how } => {
                self.follow(at, Event::MonitorBegan { call, by, how })
            }
            Happened::MonitorEnded { call, by } => self.follow(at, Event::MonitorEnded { call, by }),
            Happened::Left { call, exit } => self.left(at, call, exit),
            Happened::Surveyed { calls, members } => {
                self.surveyed(at, calls, members);
                Ok(())
            }
            Happened::PausedElsewhere { agent, reason } => self.paused_elsewhere(agent, reason),
            Happened::ServesElsewise { agent, lacking, beside } => {
                self.serves_elsewise(agent, &lacking, beside);
                Ok(())
            }
            Happened::PhoneChanged { agent, phone } => self.phone_changed(at, agent, phone),
            Happened::LinkLost => self.link(at, Event::SwitchLost),
            Happened::LinkBack => self.link(at, Event::SwitchFound),
            Happened::Miscounted { queue, switch_says, desk_says } => {
                self.miscounted(queue, switch_says, desk_says);
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
        let caller = self.desk.book.callers.identify(&number, call, at);
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
            (Phase::Placed | Phase::Dialling, _) => self.not_reached(at, call, why_not(by)),
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

    fn consult_began(
        &mut self,
        at: DateTime<Utc>,
        call: CallId,
        agent: AgentId,
        to: TransferTarget,
    ) -> Stepped {
        let to = self.seen(to);
        self.follow(at, Event::ConsultBegan { call, agent, to })
    }

    fn recording(
        &mut self,
        at: DateTime<Utc>,
        call: CallId,
        state: RecordingState,
        name: Option<String>,
    ) -> Stepped {
        let name = name.map(|name| clean(&name));
        self.follow(at, Event::CallRecording { call, state, name })
    }

    /// Who is asked, as it may be seen: a number outside is masked.
    fn seen(&self, to: TransferTarget) -> TransferTarget {
        match to {
            TransferTarget::Agent { agent } if self.agent(&agent).is_err() => {
                let masked = PhoneNumber::new(clean(agent.as_str())).masked();
                TransferTarget::Agent { agent: masked.reveal().into() }
            }
            to => to,
        }
    }

    /// The caller left by a key or by the switch's own rule, while the phone may still ring.
    fn left(&mut self, at: DateTime<Utc>, call: CallId, exit: Exit) -> Stepped {
        self.stop_asking(call);
        let rung = self.call(call)?;
        if let (Phase::Ringing, Some(agent)) = (rung.phase, rung.agent.clone()) {
            let why = RingEnd::Withdrawn;
            self.command(SwitchCommand::StopRing { call, agent: agent.clone(), why });
            self.follow(at, Event::RingEnded { call, agent, why })?;
        }
        let exit = match exit {
            Exit::KeyExit { key } => Exit::KeyExit { key: clean(&key) },
            Exit::Failed { what } => Exit::Failed { what: clean(&what) },
            exit => exit,
        };
        self.follow(at, Event::CallLeft { call, exit })
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
            (_, SwitchCommand::Originate { call, .. }) => {
                self.refused(&command, why);
                self.not_placed(*call, why);
            }
            // Whether the call is there still does not matter to these.
            (CommandRefused::NoCall(_), SwitchCommand::Release { .. } | SwitchCommand::Note { .. }) => {}
            (CommandRefused::NoCall(call), _) => {
                // As with every hang-up, there is a way from each phase.
                let _ = self.hung_up(self.now, *call, Ender::Caller);
            }
            // All agents are told of anew when the link is up again.
            (CommandRefused::Away, SwitchCommand::Serve { .. }) => {}
            _ => {
                self.refused(&command, why);
                self.serve_refused(&command, reason(why));
            }
        }
    }

    /// Puts on record, for the screen of whoever asked, that the switch did not do it.
    fn refused(&mut self, command: &SwitchCommand, why: &CommandRefused) {
        let call = command.call();
        let of_call = || self.call(call?).ok()?.agent.clone();
        let agent = command.agent().cloned().or_else(of_call);
        self.decide(Event::SwitchRefused { call, agent, request: command.request(), why: reason(why) });
    }
}

/// A refusal as it is kept.
fn reason(why: &CommandRefused) -> RequestRefused {
    match why {
        CommandRefused::NoCall(_) => RequestRefused::NoCall,
        CommandRefused::NotAble => RequestRefused::NotAble,
        CommandRefused::Away => RequestRefused::Away,
        CommandRefused::Refused(says) => RequestRefused::Refused { says: clean(says) },
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

//! What is true of a call, an agent or the switch beside where they are: priority, who calls, a consultation, recording, monitoring, the phone, the
//! link to the switch, differences.

use chrono::{DateTime, Utc};

use super::{moves::Moved, *};

impl Floor {
    pub(super) fn prioritise(&mut self, id: CallId, priority: u8, head_start_s: u32) -> Moved {
        let call = self.call(id)?;
        let Some(queue) = call.queue.clone().filter(|_| matches!(call.phase, Phase::Queued | Phase::Ringing))
        else {
            return Err(Illegal::CallPhase { call: id, phase: call.phase, what: "another priority" });
        };
        self.unqueue(id);
        let call = self.call_mut(id)?;
        (call.priority, call.head_start_s) = (priority, head_start_s);
        let goes_by = call.place();
        self.line_up(id, &queue, None, goes_by);
        Ok(())
    }

    pub(super) fn identify(&mut self, event: &Event) -> Moved {
        let Event::CallerIdentified { call, contact, tier, repeats, .. } = event else { return Ok(()) };
        let call = self.call_mut(*call)?;
        (call.contact, call.tier, call.repeats) = (*contact, *tier, *repeats);
        Ok(())
    }

    /// The caller is on hold for as long as somebody else is asked.
    pub(super) fn consult(
        &mut self,
        at: DateTime<Utc>,
        id: CallId,
        agent: &AgentId,
        to: &TransferTarget,
    ) -> Moved {
        self.talking(id, agent, "a consultation")?;
        if self.call(id)?.phase == Phase::Talking {
            self.hold(at, id, Phase::Talking, Phase::Held)?;
        }
        self.call_mut(id)?.consulting = Some(to.clone());
        Ok(())
    }

    pub(super) fn end_consult(&mut self, at: DateTime<Utc>, id: CallId, agent: &AgentId) -> Moved {
        self.talking(id, agent, "the end of a consultation")?;
        if self.call(id)?.consulting.is_none() {
            let phase = self.call(id)?.phase;
            return Err(Illegal::CallPhase { call: id, phase, what: "the end of a consultation" });
        }
        if self.call(id)?.phase == Phase::Held {
            self.hold(at, id, Phase::Held, Phase::Talking)?;
        }
        self.call_mut(id)?.consulting = None;
        Ok(())
    }

    pub(super) fn record(&mut self, id: CallId, state: RecordingState) -> Moved {
        self.call_mut(id)?.recording = Some(state);
        Ok(())
    }

    pub(super) fn monitor(&mut self, id: CallId, by: &AgentId, how: Monitor) -> Moved {
        let monitored = &mut self.call_mut(id)?.monitored;
        monitored.retain(|monitoring| monitoring.by != *by);
        monitored.push(Monitoring { by: by.clone(), how });
        Ok(())
    }

    pub(super) fn end_monitor(&mut self, id: CallId, by: &AgentId) -> Moved {
        self.call_mut(id)?.monitored.retain(|monitoring| monitoring.by != *by);
        Ok(())
    }

    pub(super) fn set_phone(&mut self, id: &AgentId, phone: Phone) -> Moved {
        self.agent_mut(id)?.phone = phone;
        Ok(())
    }

    pub(super) fn lose_switch(&mut self, since: Option<DateTime<Utc>>) -> Moved {
        self.switch_lost = since;
        Ok(())
    }

    pub(super) fn open_difference(&mut self, difference: &Difference) -> Moved {
        self.close_difference(&difference.about)?;
        self.differences.push(difference.clone());
        Ok(())
    }

    pub(super) fn close_difference(&mut self, about: &About) -> Moved {
        self.differences.retain(|difference| difference.about != *about);
        Ok(())
    }
}

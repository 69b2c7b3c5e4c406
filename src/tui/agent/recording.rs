//! Whether the talk is recorded, and what the agent does about it: a caller's card number is not for a recording.

use chrono::{DateTime, Utc};

use super::AgentScreen;
use crate::{
    api::CallAction,
    domain::{AgentState, RecordingState},
    tui::{
        able,
        desk::{Say, Weight},
        effect::Effect,
        keymap::Action,
    },
};

impl AgentScreen {
    /// Whether the talk in hand is recorded; none where the switch has said nothing of it, or nobody speaks.
    pub(super) fn recording(&self) -> Option<RecordingState> {
        let state = &self.desk.my_agent()?.state;
        let speaks = matches!(state, AgentState::Talking { .. } | AgentState::Holding { .. });
        self.desk.my_call().filter(|_| speaks)?.recording
    }

    /// Whether there is a recording that can be muted, or let go on.
    pub fn may_mute(&self) -> bool {
        let goes_on = matches!(self.recording(), Some(RecordingState::Running | RecordingState::Muted));
        goes_on && able::can(self.desk.abilities, Action::CallRecordMute)
    }

    /// Mutes the recording or lets it go on; begins or stops it.
    pub(super) fn record(&mut self, action: Action, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        use RecordingState::*;
        let state = self.desk.my_agent().map(|agent| &agent.state);
        if !matches!(state, Some(AgentState::Talking { .. } | AgentState::Holding { .. })) {
            return self.refuse_now(now);
        }
        let want = match (action, self.recording()) {
            (Action::CallRecordMute, Some(Running)) => Muted,
            (Action::CallRecordMute, Some(Muted)) => Running,
            (Action::CallRecordMute, None | Some(Stopped)) => {
                return self.say(Weight::Note, Say::plain("agent.toast.not-recorded"), now);
            }
            (_, Some(Running | Muted)) => Stopped,
            (_, None | Some(Stopped)) => Running,
        };
        self.call_action(CallAction::Record { want }, now, out);
    }
}

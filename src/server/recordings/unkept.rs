//! Recordings that the switch has made and that are not here: a fold of the log. Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{CallId, Event, RecordingState};

/// Recordings that the switch has made and that are not here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unkept(BTreeMap<CallId, OfCall>);

/// A recording that can be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Of which call.
    pub call: CallId,
    /// Which of its recordings, from 1.
    pub nth: u32,
    /// The switch's name for it.
    pub name: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct OfCall {
    names: Vec<String>,
    is_over: bool,
    kept: BTreeSet<u32>,
}

impl Unkept {
    /// Folds an event; gives what can be fetched now.
    pub fn apply(&mut self, event: &Event) -> Vec<Due> {
        match event {
            Event::CallRecording { call, state: RecordingState::Running, name: Some(name) } => {
                let of_call = self.0.entry(*call).or_default();
                if !of_call.names.contains(name) {
                    of_call.names.push(name.clone());
                }
                Vec::new()
            }
            // Until then a recording that was stopped may go on in the same file.
            Event::CallEnded { call, .. } | Event::CallLeft { call, .. } => self.finish(*call),
            Event::RecordingKept { call, recording } => {
                self.keep(*call, recording.nth);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// All that can be fetched.
    pub fn due(&self) -> Vec<Due> {
        self.0.iter().flat_map(|(call, of_call)| of_call.due(*call)).collect()
    }

    fn finish(&mut self, call: CallId) -> Vec<Due> {
        let Some(of_call) = self.0.get_mut(&call) else { return Vec::new() };
        if std::mem::replace(&mut of_call.is_over, true) {
            return Vec::new();
        }
        of_call.due(call)
    }

    fn keep(&mut self, call: CallId, nth: u32) {
        let Some(of_call) = self.0.get_mut(&call) else { return };
        of_call.kept.insert(nth);
        if of_call.kept.len() == of_call.names.len() {
            self.0.remove(&call);
        }
    }
}

impl OfCall {
    /// What is not kept, once the call is over.
    fn due(&self, call: CallId) -> Vec<Due> {
        let due = (1..).zip(&self.names).filter(|(nth, _)| self.is_over && !self.kept.contains(nth));
        due.map(|(nth, name)| Due { call, nth, name: name.clone() }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Ender, Recording};

    #[test]
    fn each_recording_is_due_once_the_call_is_over_and_until_it_is_kept() {
        let call = CallId(uuid::Uuid::nil());
        let recording =
            |state, name: Option<&str>| Event::CallRecording { call, state, name: name.map(Into::into) };
        let kept = |nth| Event::RecordingKept {
            call,
            recording: Recording { nth, name: String::new(), sha256: String::new(), bytes: 1 },
        };
        let due = |nth, name: &str| vec![Due { call, nth, name: name.into() }];
        let mut unkept = Unkept::default();
        let mut check = |event, now: Vec<Due>, all: Vec<Due>| {
            assert_eq!((unkept.apply(&event), unkept.due()), (now, all), "{event:?}");
        };
        check(recording(RecordingState::Running, Some("a")), vec![], vec![]);
        check(recording(RecordingState::Muted, None), vec![], vec![]);
        check(recording(RecordingState::Running, Some("a")), vec![], vec![]);
        check(recording(RecordingState::Stopped, None), vec![], vec![]);
        check(recording(RecordingState::Running, Some("b")), vec![], vec![]);
        let ended = Event::CallEnded { call, agent: "8001".into(), by: Ender::Caller };
        let both = [due(1, "a"), due(2, "b")].concat();
        check(ended.clone(), both.clone(), both);
        check(kept(2), vec![], due(1, "a"));
        check(ended, vec![], due(1, "a"));
        check(kept(1), vec![], vec![]);
    }
}

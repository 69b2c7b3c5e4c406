//! Recordings that the switch has made and that are not here: a fold of the log. Pure.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::domain::{CallId, Event, RecordingState};

/// Most calls remembered; of more, as where nobody fetches, the oldest are let go.
const MOST: usize = 4_096;

/// Recordings that the switch has made and that are not here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unkept {
    calls: BTreeMap<CallId, OfCall>,
    /// In the order in which they began.
    order: VecDeque<CallId>,
}

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
    settled: BTreeSet<u32>,
}

impl Unkept {
    /// Folds an event; gives what can be fetched now.
    pub fn apply(&mut self, event: &Event) -> Vec<Due> {
        match event {
            Event::CallRecording { call, state: RecordingState::Running, name: Some(name) } => {
                self.begin(*call, name);
                Vec::new()
            }
            // Until then a recording that was stopped may go on in the same file.
            Event::CallEnded { call, .. } | Event::CallLeft { call, .. } => self.finish(*call),
            Event::RecordingKept { call, recording } => {
                self.settle(*call, recording.nth);
                Vec::new()
            }
            Event::RecordingMissing { call, nth, .. } => {
                self.settle(*call, *nth);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// All that can be fetched.
    pub fn due(&self) -> Vec<Due> {
        self.calls.iter().flat_map(|(call, of_call)| of_call.due(*call)).collect()
    }

    fn begin(&mut self, call: CallId, name: &str) {
        if !self.calls.contains_key(&call) {
            self.order.push_back(call);
        }
        let names = &mut self.calls.entry(call).or_default().names;
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
        while self.order.len() > MOST {
            self.order.pop_front().map(|oldest| self.calls.remove(&oldest));
        }
    }

    fn finish(&mut self, call: CallId) -> Vec<Due> {
        let Some(of_call) = self.calls.get_mut(&call) else { return Vec::new() };
        if std::mem::replace(&mut of_call.is_over, true) {
            return Vec::new();
        }
        of_call.due(call)
    }

    /// It is here, or will never be.
    fn settle(&mut self, call: CallId, nth: u32) {
        let Some(of_call) = self.calls.get_mut(&call) else { return };
        of_call.settled.insert(nth);
        if of_call.settled.len() == of_call.names.len() {
            self.calls.remove(&call);
            self.order.retain(|known| *known != call);
        }
    }
}

impl OfCall {
    /// What is not settled, once the call is over.
    fn due(&self, call: CallId) -> Vec<Due> {
        let due = (1..).zip(&self.names).filter(|(nth, _)| self.is_over && !self.settled.contains(nth));
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
        check(Event::RecordingMissing { call, nth: 1, why: String::new() }, vec![], vec![]);
    }

    #[test]
    fn where_nobody_fetches_the_oldest_are_let_go() {
        let mut unkept = Unkept::default();
        let call = |n: usize| CallId(uuid::Uuid::from_u128(n as u128));
        for n in 0..MOST + 3 {
            let (state, name) = (RecordingState::Running, Some(n.to_string()));
            unkept.apply(&Event::CallRecording { call: call(n), state, name });
            unkept.apply(&Event::CallEnded { call: call(n), agent: "8001".into(), by: Ender::Caller });
        }
        assert_eq!((unkept.due().len(), unkept.due()[0].call), (MOST, call(3)));
    }
}

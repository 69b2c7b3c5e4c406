//! What goes on beside a talk: its recording, and phones that were brought into it.

use chrono::{DateTime, Utc};

use super::{
    Mapper, event,
    line::{Line, Spy, Stage},
};
use crate::{
    domain::{AgentId, Monitor, RecordingState},
    switch::{
        Happened,
        asterisk::event::{Channel, Uniqueid},
    },
};

impl Mapper {
    /// The dialplan says what it will record a channel into.
    pub(super) fn recording_named(&mut self, channel: Channel, file: String) {
        match self.line_at(&channel.uniqueid) {
            Some(line) => line.recording_name = Some(file),
            None => drop(self.recorded.insert(channel.uniqueid, Some(file))),
        }
    }

    /// A recording may begin before its caller comes to a queue; it is told then.
    pub(super) fn recording_started(&mut self, at: DateTime<Utc>, channel: Channel) {
        match self.line_at(&channel.uniqueid) {
            Some(line) => {
                let name = line.recording_name.take();
                self.tell_recording(at, &channel.uniqueid, RecordingState::Running, name);
            }
            None => drop(self.recorded.entry(channel.uniqueid).or_default()),
        }
    }

    /// Of a caller who is with us from now on.
    pub(super) fn tell_earlier_recording(&mut self, at: DateTime<Utc>, channel: &Uniqueid) {
        if let Some(name) = self.recorded.remove(channel) {
            self.tell_recording(at, channel, RecordingState::Running, name);
        }
    }

    pub(super) fn recording_stopped(&mut self, at: DateTime<Utc>, channel: &Uniqueid) {
        self.recorded.remove(channel);
        self.tell_recording(at, channel, RecordingState::Stopped, None);
    }

    pub(super) fn recording_muted(&mut self, at: DateTime<Utc>, channel: &Uniqueid, is_muted: bool) {
        let state = if is_muted { RecordingState::Muted } else { RecordingState::Running };
        // It runs already: none begins that was to be called so.
        self.line_at(channel).into_iter().for_each(|line| line.recording_name = None);
        self.tell_recording(at, channel, state, None);
    }

    /// Of a call that is still with us.
    pub(super) fn tell_recording(
        &mut self,
        at: DateTime<Utc>,
        channel: &Uniqueid,
        state: RecordingState,
        name: Option<String>,
    ) {
        let Some(line) = self.line_at(channel).filter(|line| line.stage != Stage::Gone) else { return };
        line.is_recorded = Some(state != RecordingState::Stopped);
        let told = event(at, Happened::Recording { call: line.call, state, name });
        self.out.push(told);
    }

    /// How a phone takes part is known of those that we bring in ourselves; others listen, as far as we know.
    pub(super) fn spy_started(&mut self, at: DateTime<Utc>, spy: Channel, spied: &Uniqueid) {
        let by = self.names.agent_of_channel(&spy.name);
        let Some(line) = self.line_at(spied).filter(|line| line.stage != Stage::Gone) else { return };
        let how = line.spies_asked.remove(&by).map_or(Monitor::Listen, |asked| asked.how);
        line.spies.push(Spy { by: by.clone(), uniqueid: spy.uniqueid, channel: spy.name });
        let call = line.call;
        self.out.push(event(at, Happened::MonitorBegan { call, by, how }));
    }

    /// A phone was in the talk of this channel before we looked. How it takes part is not known, nor told: keys may have changed it.
    pub(super) fn spy_found(&mut self, spy: &Channel, spied: &str) {
        let by = self.names.agent_of_channel(&spy.name);
        let is_theirs =
            |line: &&mut Line| matches!(&line.stage, Stage::Talking(talk) if talk.leg.channel == spied);
        if let Some(line) = self.lines.values_mut().find(is_theirs) {
            line.spies.push(Spy { by, uniqueid: spy.uniqueid.clone(), channel: spy.name.clone() });
        }
    }

    /// The line is found by the spy: the channel that was listened to may be gone.
    pub(super) fn spy_stopped(&mut self, at: DateTime<Utc>, spy: &Uniqueid) {
        let told = self.lines.values_mut().find_map(|line| {
            let by = line.spy_gone(spy)?;
            let what = Happened::MonitorEnded { call: line.call, by };
            (line.stage != Stage::Gone).then(|| event(at, what))
        });
        self.out.extend(told);
    }
}

impl Line {
    fn spy_gone(&mut self, spy: &Uniqueid) -> Option<AgentId> {
        let place = self.spies.iter().position(|known| known.uniqueid == *spy)?;
        Some(self.spies.remove(place).by)
    }
}

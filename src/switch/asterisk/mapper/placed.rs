//! Calls that we begin: the agent's phone is rung by an action, and dials the number once it is lifted. From the answer on it is a talk like
//! any other, of whoever was called as the caller.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Mapper, event,
    line::{Leg, Line, Stage, Talk},
};
use crate::{
    domain::{AgentId, CallId, Ender, NotReached, QueueId},
    switch::{
        Happened, SwitchEvent,
        asterisk::event::{Channel, DialEnd, Linkedid, Originated, Uniqueid},
    },
};

/// What our ids of channels begin with.
const OURS: &str = "hotdesk-";

/// A call on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    agent: AgentId,
    /// The agent's phone was lifted.
    is_lifted: bool,
    /// What came of the number, as far as it is known.
    why: Option<NotReached>,
}

/// What the agent's channel of a call is called that we begin.
pub fn placed_channel(call: CallId) -> String {
    format!("{OURS}{call}")
}

/// The call whose agent's channel this is; none if it is none that we began.
pub fn placed_call(channel: &str) -> Option<CallId> {
    Uuid::parse_str(channel.strip_prefix(OURS)?).ok().map(CallId)
}

impl Mapper {
    /// We are about to begin this call.
    pub fn will_place(&mut self, call: CallId, agent: &AgentId) {
        let id = placed_channel(call);
        let (uniqueid, linkedid) = (Uniqueid(id.clone()), Linkedid(id.clone()));
        let channel = Channel {
            uniqueid: uniqueid.clone(),
            linkedid: linkedid.clone(),
            // Actions take the id too, as long as the name is not known.
            name: id,
            extension: String::new(),
            number: String::new(),
        };
        let placed = Placed { agent: agent.clone(), is_lifted: false, why: None };
        let line = Line::waiting(call, 0, &channel, QueueId::from(""));
        self.channels.insert(uniqueid, linkedid.clone());
        self.lines.insert(linkedid, Line { queue: None, stage: Stage::Placed(placed), ..line });
    }

    /// Asterisk has refused to.
    pub fn did_not_place(&mut self, call: CallId) {
        self.forget(&Linkedid(placed_channel(call)));
    }

    pub(super) fn originated(&mut self, at: DateTime<Utc>, phone: Option<Channel>, how: Originated) {
        let Some(phone) = phone else { return };
        let Some(line) = self.line_at(&phone.uniqueid) else { return };
        let Stage::Placed(placed) = &mut line.stage else { return };
        if how != Originated::Answered {
            let told = line.not_reached(at);
            self.out.extend(told);
            return self.forget(&phone.linkedid);
        }
        placed.is_lifted = true;
        let (call, switch_ref) = (line.call, line.uniqueid.0.clone());
        self.out.push(event(at, Happened::Dialling { call, switch_ref }));
    }

    /// The action's own dial tells the name of the agent's channel.
    pub(super) fn placed_dial_begins(&mut self, caller: Option<&Channel>, phone: &Channel) {
        let line = self.line_at(&phone.uniqueid).filter(|line| matches!(line.stage, Stage::Placed(_)));
        if let (None, Some(line)) = (caller, line) {
            line.channel = phone.name.clone();
        }
    }

    /// Whether this dial was of a call that we began; what came of it is known now.
    pub(super) fn placed_dial_ends(
        &mut self,
        at: DateTime<Utc>,
        caller: Option<&Channel>,
        phone: &Channel,
        how: DialEnd,
    ) -> bool {
        let Some(line) = caller.and_then(|caller| self.line_at(&caller.uniqueid)) else { return false };
        let (Stage::Placed(placed), Some(caller)) = (&mut line.stage, caller) else { return false };
        placed.why = match how {
            DialEnd::Answered => None,
            DialEnd::Busy => Some(NotReached::Busy),
            DialEnd::NoAnswer => Some(NotReached::NoAnswer),
            DialEnd::Cancelled => Some(NotReached::GaveUp),
            DialEnd::Failed => Some(NotReached::Failed { what: "the number cannot be reached".into() }),
        };
        if how == DialEnd::Answered {
            // The word that the agent has lifted may come later.
            let (call, switch_ref) = (line.call, line.uniqueid.0.clone());
            let dialling = (!placed.is_lifted).then(|| event(at, Happened::Dialling { call, switch_ref }));
            line.connected(caller, phone);
            self.out.extend(dialling);
            let switch_ref = phone.uniqueid.0.clone();
            self.out.push(event(at, Happened::Connected { call, switch_ref }));
            let linkedid = Linkedid(placed_channel(call));
            self.channels.insert(phone.uniqueid.clone(), linkedid);
        }
        true
    }
}

impl Line {
    /// The agent on this channel speaks with whoever was called, who is the caller from now on.
    pub fn connected(&mut self, agent: &Channel, called: &Channel) {
        let Stage::Placed(placed) = &self.stage else { return };
        let leg = Leg {
            uniqueid: agent.uniqueid.clone(),
            channel: agent.name.clone(),
            agent: placed.agent.clone(),
        };
        self.stage = Stage::Talking(Talk { leg, held: Some(false) });
        (self.uniqueid, self.channel) = (called.uniqueid.clone(), called.name.clone());
        (self.asked, self.ours) = (None, None);
    }

    /// The agent's phone of a call that we began was lifted before we looked.
    pub fn lifted(&mut self) {
        if let Stage::Placed(placed) = &mut self.stage {
            placed.is_lifted = true;
        }
    }

    /// The end of a call that we began, if nobody was reached.
    pub fn not_reached(&mut self, at: DateTime<Utc>) -> Option<SwitchEvent> {
        let Stage::Placed(placed) = &self.stage else { return None };
        let why = match (placed.is_lifted, placed.why.clone(), self.ender()) {
            (_, None, Some(Ender::Agent)) => NotReached::GaveUp,
            (false, ..) => NotReached::NotLifted,
            (true, Some(why), _) => why,
            (true, None, _) => NotReached::Failed { what: "the dialplan called nobody".into() },
        };
        self.stage = Stage::Gone;
        Some(event(at, Happened::NotReached { call: self.call, why }))
    }
}

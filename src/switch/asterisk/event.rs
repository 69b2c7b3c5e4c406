//! What Asterisk tells, as far as it is used: blocks made into typed events. All other blocks stay as they are. It must not know what an
//! event means for a call.

use super::block::Block;

mod parts;

pub use parts::{Channel, Linkedid, Member, Uniqueid};

/// The channel variable by which the dialplan says that a caller hears the greeting: it holds Asterisk's name of the queue that comes after it.
pub const GREETING: &str = "HOTDESK_GREETING";

/// Something that happened on the switch.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are named and typed so that they need no second telling")]
pub enum Event {
    /// A caller hears the greeting before this queue; without one, that is over and no queue comes after it.
    Greeted { caller: Channel, queue: Option<String> },
    /// A caller came to a queue.
    Joined { caller: Channel, queue: String, position: Option<u32> },
    /// A caller is out of a queue, for whatever reason.
    Left { caller: Channel },
    /// A caller is out of a queue without an answer, for whatever reason.
    Abandoned { caller: Channel },
    /// A queue rings a phone.
    Called { caller: Channel, phone: Channel, interface: String },
    /// A phone was rung for as long as the queue says, or rejected the call.
    Missed { phone: Channel },
    /// A caller speaks with the member of a queue.
    Connected { caller: Channel, phone: Channel, interface: String },
    /// A talk that a queue began is over. The phone is left out if it was gone before.
    Completed { phone: Option<Channel>, why: Completion },
    /// A phone put the other side on hold.
    Held { channel: Channel },
    /// A phone took the other side off hold.
    Resumed { channel: Channel },
    /// The dialplan, or a queue, dials a phone. Without a caller it is an action that dials.
    DialBegan { caller: Option<Channel>, phone: Channel },
    /// That has ended.
    DialEnded { caller: Option<Channel>, phone: Channel, how: DialEnd },
    /// A call was handed on at once.
    BlindTransfer { from: Channel, extension: String },
    /// A call was handed on to somebody who was asked before. Which channels there are differs from time to time.
    AttendedTransfer { first: Option<Channel>, second: Option<Channel> },
    /// Somebody asks that a channel ends.
    HangupRequest { channel: Channel },
    /// A channel is gone, for this cause (Q.850).
    Hangup { channel: Channel, cause: u32 },
    /// How a caller got out of a queue, or was not let in.
    QueueStatus { caller: Channel, status: String },
    /// The dialplan goes on with a channel at its extension, into a queue if one is named.
    Step { caller: Channel, queue: Option<String> },
    /// A channel begins that leads somebody who speaks to an extension of the dialplan; this half of it is there.
    LedOn { by: Channel },
    /// What a member of a queue does, after a change.
    Member(Member),
    /// It is a member no longer.
    MemberGone(Member),
    /// The file that a recording of this channel will be written into.
    RecordingNamed { channel: Channel, file: String },
    /// It began.
    RecordingStarted { channel: Channel },
    /// It ended.
    RecordingStopped { channel: Channel },
    /// It is silent from now on, or not any more.
    RecordingMuted { channel: Channel, is_muted: bool },
    /// Somebody listens to a channel.
    SpyStarted { spy: Channel, spied: Channel },
    /// No more.
    SpyStopped { spy: Channel },
    /// What came of a phone that an action rang. A channel that was given an id by the action has it in any case.
    Originated { phone: Option<Channel>, how: Originated },
}

/// How a talk that a queue began ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completion {
    /// The caller hung up, or an action did.
    Caller,
    /// The agent hung up.
    Agent,
    /// It was handed on.
    Transfer,
}

/// How a dial ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DialEnd {
    /// With an answer.
    Answered,
    /// Whoever dialled gave up.
    Cancelled,
    /// The other side is engaged, or has rejected it.
    Busy,
    /// Nobody answered in time.
    NoAnswer,
    /// Otherwise.
    Failed,
}

/// What came of a call that an action asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Originated {
    /// Somebody answered.
    Answered,
    /// Nobody answered in time.
    NoAnswer,
    /// The phone was busy, rejected it, or cannot be reached.
    Failed,
}

/// An event of a kind that is used lacks a field that its kind has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an event {kind} without {lacks}; is this an Asterisk of 16 to 22?")]
pub struct Untyped {
    /// The kind.
    pub kind: String,
    /// The field, or the channel that its fields tell of.
    pub lacks: &'static str,
}

impl Event {
    /// Of these kinds only some are used.
    const IN_PART: [&'static str; 2] = ["VarSet", "Newexten"];
    /// The variables that are used.
    const VARIABLES: [&'static str; 3] = ["QUEUESTATUS", "MIXMONITOR_FILENAME", GREETING];
    /// The kinds of events that are used; `VarSet` and `Newexten` only about greetings, queues, recordings and extensions that are keys. A site
    /// may hold back all others.
    pub const KINDS: [&'static str; 29] = [
        "QueueCallerJoin",
        "QueueCallerLeave",
        "QueueCallerAbandon",
        "AgentCalled",
        "AgentRingNoAnswer",
        "AgentConnect",
        "AgentComplete",
        "Hold",
        "Unhold",
        "DialBegin",
        "DialEnd",
        "LocalBridge",
        "BlindTransfer",
        "AttendedTransfer",
        "HangupRequest",
        "Hangup",
        "VarSet",
        "Newexten",
        "QueueMemberAdded",
        "QueueMemberPause",
        "QueueMemberRemoved",
        "QueueMemberStatus",
        "MixMonitorStart",
        "MixMonitorStop",
        "MixMonitorMute",
        "ChanSpyStart",
        "ChanSpyStop",
        "OriginateResponse",
        "FullyBooted",
    ];

    /// What `eventfilter` of `manager.conf` has to let through, in the form that Asterisk 16 to 22 know: expressions over the whole of an
    /// event. All else is noise here; what a dialplan does is more than half of what there is.
    pub fn filters() -> [String; 4] {
        let whole = Self::KINDS.into_iter().filter(|kind| !Self::IN_PART.contains(kind));
        let whole: Vec<_> = whole.collect();
        [
            format!("^Event: ({})[^A-Za-z]", whole.join("|")),
            format!("^Event: VarSet.*[^A-Za-z_]Variable: ({})[^A-Za-z_]", Self::VARIABLES.join("|")),
            "^Event: Newexten.*[^A-Za-z]Application: Queue[^A-Za-z]".to_owned(),
            // The extensions that callers in a queue press; those of phones are longer.
            "^Event: Newexten.*[^A-Za-z]Extension: [0-9*#][0-9*#]?[^0-9A-Za-z*#]".to_owned(),
        ]
    }

    /// The event in a block; none if it is of no kind that is used, or tells of something that did not succeed.
    ///
    /// # Errors
    /// When its kind is used and a field is missing without which it says nothing.
    pub fn read(block: &Block) -> Result<Option<Self>, Untyped> {
        let Some(kind) = block.event() else { return Ok(None) };
        Fields { kind, block }.read()
    }
}

/// The fields of one event.
struct Fields<'a> {
    kind: &'a str,
    block: &'a Block,
}

impl Fields<'_> {
    fn read(&self) -> Result<Option<Event>, Untyped> {
        Ok(Some(match self.kind {
            "QueueCallerJoin" => Event::Joined {
                caller: self.channel("")?,
                queue: self.text("Queue")?,
                position: self.block.number("Position"),
            },
            "QueueCallerLeave" => Event::Left { caller: self.channel("")? },
            "QueueCallerAbandon" => Event::Abandoned { caller: self.channel("")? },
            "AgentCalled" => {
                let (caller, phone, interface) = self.ring()?;
                Event::Called { caller, phone, interface }
            }
            "AgentConnect" => {
                let (caller, phone, interface) = self.ring()?;
                Event::Connected { caller, phone, interface }
            }
            "AgentRingNoAnswer" => Event::Missed { phone: self.channel("Dest")? },
            "AgentComplete" => Event::Completed { phone: self.channel("Dest").ok(), why: self.completion() },
            "Hold" => Event::Held { channel: self.channel("")? },
            "Unhold" => Event::Resumed { channel: self.channel("")? },
            "DialBegin" => Event::DialBegan { caller: self.channel("").ok(), phone: self.channel("Dest")? },
            "DialEnd" => Event::DialEnded {
                caller: self.channel("").ok(),
                phone: self.channel("Dest")?,
                how: self.dialled(),
            },
            "BlindTransfer" | "AttendedTransfer" if self.block.get("Result") != Some("Success") => {
                return Ok(None);
            }
            "BlindTransfer" => {
                Event::BlindTransfer { from: self.channel("Transferer")?, extension: self.text("Extension")? }
            }
            "AttendedTransfer" => Event::AttendedTransfer {
                first: self.channel("OrigTransferer").ok(),
                second: self.channel("SecondTransferer").ok(),
            },
            "HangupRequest" => Event::HangupRequest { channel: self.channel("")? },
            "Hangup" => {
                Event::Hangup { channel: self.channel("")?, cause: self.block.number("Cause").unwrap_or(0) }
            }
            _ => return self.read_rarer(),
        }))
    }

    fn read_rarer(&self) -> Result<Option<Event>, Untyped> {
        Ok(Some(match self.kind {
            "VarSet" => return self.variable(),
            "Newexten" => Event::Step { caller: self.channel("")?, queue: self.queue()? },
            "LocalBridge" => Event::LedOn { by: self.channel("LocalTwo")? },
            "QueueMemberAdded" | "QueueMemberPause" | "QueueMemberStatus" => Event::Member(self.member()?),
            "QueueMemberRemoved" => Event::MemberGone(self.member()?),
            "MixMonitorStart" => Event::RecordingStarted { channel: self.channel("")? },
            "MixMonitorStop" => Event::RecordingStopped { channel: self.channel("")? },
            "MixMonitorMute" => {
                Event::RecordingMuted { channel: self.channel("")?, is_muted: self.text("State")? == "1" }
            }
            "ChanSpyStart" => {
                Event::SpyStarted { spy: self.channel("Spyer")?, spied: self.channel("Spyee")? }
            }
            "ChanSpyStop" => Event::SpyStopped { spy: self.channel("Spyer")? },
            "OriginateResponse" => Event::Originated { phone: self.channel("").ok(), how: self.originated() },
            _ => return Ok(None),
        }))
    }

    fn variable(&self) -> Result<Option<Event>, Untyped> {
        let value = self.block.get("Value").map(str::to_owned);
        Ok(match (self.text("Variable")?.as_str(), value) {
            (GREETING, queue) => Some(Event::Greeted { caller: self.channel("")?, queue }),
            // These say nothing when they are emptied.
            ("QUEUESTATUS", Some(status)) => Some(Event::QueueStatus { caller: self.channel("")?, status }),
            ("MIXMONITOR_FILENAME", Some(file)) => {
                Some(Event::RecordingNamed { channel: self.channel("")?, file })
            }
            _ => None,
        })
    }

    fn queue(&self) -> Result<Option<String>, Untyped> {
        let is_one = self.block.get("Application") == Some("Queue");
        is_one.then(|| self.text("AppData").map(|arguments| first(&arguments))).transpose()
    }

    fn ring(&self) -> Result<(Channel, Channel, String), Untyped> {
        Ok((self.channel("")?, self.channel("Dest")?, self.text("Interface")?))
    }

    fn completion(&self) -> Completion {
        match self.block.get("Reason") {
            Some("caller") => Completion::Caller,
            Some("agent") => Completion::Agent,
            _ => Completion::Transfer,
        }
    }

    fn dialled(&self) -> DialEnd {
        match self.block.get("DialStatus") {
            Some("ANSWER") => DialEnd::Answered,
            Some("CANCEL") => DialEnd::Cancelled,
            Some("BUSY") => DialEnd::Busy,
            Some("NOANSWER") => DialEnd::NoAnswer,
            _ => DialEnd::Failed,
        }
    }

    fn originated(&self) -> Originated {
        match (self.block.raw("Response"), self.block.number::<u8>("Reason")) {
            (Some("Success"), _) => Originated::Answered,
            (_, Some(3)) => Originated::NoAnswer,
            _ => Originated::Failed,
        }
    }

    fn member(&self) -> Result<Member, Untyped> {
        Member::read(self.block).ok_or_else(|| self.lacks("Queue or Interface"))
    }

    fn channel(&self, prefix: &'static str) -> Result<Channel, Untyped> {
        let lacks = if prefix.is_empty() { "Uniqueid" } else { prefix };
        Channel::read(self.block, prefix).ok_or_else(|| self.lacks(lacks))
    }

    fn text(&self, key: &'static str) -> Result<String, Untyped> {
        self.block.get(key).map(str::to_owned).ok_or_else(|| self.lacks(key))
    }

    fn lacks(&self, lacks: &'static str) -> Untyped {
        Untyped { kind: self.kind.to_owned(), lacks }
    }
}

/// The first of an application's arguments.
fn first(arguments: &str) -> String {
    arguments.split(',').next().unwrap_or_default().to_owned()
}

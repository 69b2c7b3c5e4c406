//! The `queue_log` of Asterisk 11 to 22: one line an event of a queue. It must not know where the text comes from, nor what we make of it.
//!
//! ```text
//! 1795317435|hotlinetest-1795317432.0|hotline|Anna|CONNECT|1|hotlinetest-1795317434.3|0
//! time      |call                    |queue  |agent|event |what belongs to the event
//! ```
//!
//! Times are whole seconds since 1970; copies out of a database may have a fraction. `NONE` stands for "there is none", and `MANAGER` or
//! `REALTIME` in the place of a call says who changed a member. Agents stand there by member name, or by interface where they have no name;
//! `PENALTY` and `RINGINUSE` always carry the interface. What belongs to an event is told at [`What`].
//! Source: <https://docs.asterisk.org/Operation/Logging/Queue-Logs/>, and the lines that versions 16 and 22 wrote.

use chrono::{DateTime, Utc};

mod calls;
mod entries;
mod line;

pub(super) use calls::Calls;
pub use entries::{BadLine, Entries};
pub use line::Trouble;

/// One line. It borrows from the text, so that a large file is read without an allocation for each field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'line> {
    /// When it was written.
    pub at: DateTime<Utc>,
    /// The caller's channel, by its `Uniqueid`.
    pub call: Option<&'line str>,
    /// The queue.
    pub queue: Option<&'line str>,
    /// The member, by name or by interface.
    pub agent: Option<&'line str>,
    /// What happened.
    pub what: What<'line>,
}

impl<'line> Entry<'line> {
    /// Reads one line, with or without its end.
    ///
    /// # Errors
    /// When columns are missing or cannot be read: which, and what should stand there.
    pub fn parse(line: &'line str) -> Result<Self, Trouble> {
        line::parse(line)
    }
}

/// What happened, in Asterisk's own words. Times of waiting and talking are in seconds, those of ringing in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are named and typed so that they need no second telling")]
pub enum What<'line> {
    /// `ENTERQUEUE`: a caller came to the queue. The name is there with `log-caller-id-name = yes`.
    EnterQueue { url: &'line str, number: &'line str, position: Option<u32>, name: &'line str },
    /// `CONNECT`: an agent speaks with the caller, on this channel.
    Connect { wait_s: u32, channel: &'line str, ring_s: Option<u32> },
    /// `COMPLETECALLER`: the caller hung up, or so Asterisk thinks: it says the same of an agent's leg that was hung up by command.
    CompleteCaller(Talk),
    /// `COMPLETEAGENT`: the agent hung up.
    CompleteAgent(Talk),
    /// `BLINDTRANSFER`, and `TRANSFER` before version 12: the agent sent the caller there.
    BlindTransfer { extension: &'line str, context: &'line str, talk: Talk },
    /// `ATTENDEDTRANSFER`: the agent left the caller with somebody.
    AttendedTransfer { to: Attended<'line>, talk: Talk },

    /// `ABANDON`: the caller hung up while waiting. Also written of a caller whom somebody took out of the queue.
    Abandon(Wait),
    /// `EXITWITHTIMEOUT`: the longest wait was reached.
    ExitWithTimeout(Wait),
    /// `EXITEMPTY`: nobody was left who serves the queue.
    ExitEmpty(Wait),
    /// `EXITWITHKEY`: the caller pressed a key.
    ExitWithKey { key: &'line str, wait: Wait },
    /// `WITHDRAW`: somebody sent the caller on in the dialplan.
    Withdraw { wait: Wait, info: &'line str },
    /// `AGENTDUMP`: the agent hung up during the announcement, and the caller was let go.
    AgentDump,
    /// `SYSCOMPAT`: the two channels cannot be connected, and the caller was let go.
    SysCompat,

    /// `RINGNOANSWER`: an agent's phone rang so long, and was not answered or rejected.
    RingNoAnswer { ring_ms: u32 },
    /// `RINGCANCELED`: an agent's phone rang so long, and the caller was gone or out of the queue.
    RingCanceled { ring_ms: u32 },

    /// `PAUSE`: in one queue.
    Pause { reason: &'line str },
    /// `UNPAUSE`: in one queue.
    Unpause { reason: &'line str },
    /// `PAUSEALL`: in all queues; a `PAUSE` for each follows.
    PauseAll { reason: &'line str },
    /// `UNPAUSEALL`: in all queues; an `UNPAUSE` for each follows.
    UnpauseAll { reason: &'line str },
    /// `ADDMEMBER`: an agent serves the queue; `paused` is `PAUSED` or empty.
    AddMember { paused: &'line str },
    /// `REMOVEMEMBER`: an agent does not any more.
    RemoveMember,
    /// `AGENTLOGIN`: an agent logged in from there.
    AgentLogin { channel: &'line str },
    /// `AGENTCALLBACKLOGIN`: an agent logged in to be called there (extension and context).
    AgentCallbackLogin { place: &'line str },
    /// `AGENTLOGOFF`: an agent logged off after so long.
    AgentLogoff { channel: &'line str, login_s: Option<u32> },
    /// `AGENTCALLBACKLOGOFF`: the same, and why.
    AgentCallbackLogoff { place: &'line str, login_s: Option<u32>, reason: &'line str },
    /// `PENALTY`: a member's penalty was changed.
    Penalty { penalty: u32 },
    /// `RINGINUSE`: whether a member is rung while in a call was changed.
    RingInUse { yes: u32 },

    /// `QUEUESTART`: Asterisk began. Whoever was in a queue before is gone without a line.
    QueueStart,
    /// `CONFIGRELOAD`: the log was opened anew.
    ConfigReload,
    /// `DID`: the number that the caller dialled, as some dialplans write it.
    Did { number: &'line str },
    /// `INFO`: a remark of a dialplan's.
    Info { text: &'line str },
    /// Anything else, such as our own notes.
    Other { event: &'line str, data: &'line str },
}

/// A talk that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Talk {
    /// Time in the queue, s.
    pub wait_s: u32,
    /// Time with the agent, s.
    pub talk_s: u32,
    /// Position at which the caller had come to the queue, where it is told.
    pub first_position: Option<u32>,
}

/// A wait that ended without an answer. Old versions tell less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Position at the end.
    pub position: u32,
    /// Position at which the caller had come to the queue.
    pub first_position: Option<u32>,
    /// Time in the queue, s.
    pub wait_s: Option<u32>,
}

/// With whom an agent left a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attended<'line> {
    /// `BRIDGE`: in this bridge.
    Bridge(&'line str),
    /// `APP`: with an application of the dialplan.
    App(&'line str),
    /// `LINK`: two bridges were linked by these two channels.
    Link(&'line str, &'line str),
}

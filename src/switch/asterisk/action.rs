//! What Asterisk is asked: typed actions, made into blocks. It must not know why they are asked.

use super::block::Block;

/// An action of the Manager Interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    Challenge,
    /// By the hash of challenge and secret, for these classes of events.
    Login {
        user: String,
        key: String,
        classes: &'static str,
    },
    Ping,
    QueueStatus,
    /// All channels, with the values of these variables, which have commas between them.
    Status {
        variables: &'static str,
    },
    SetVariable {
        channel: String,
        variable: &'static str,
        value: String,
    },
    /// For this cause (Q.850).
    Hangup {
        channel: String,
        cause: &'static str,
    },
    BlindTransfer {
        channel: String,
        context: String,
        extension: String,
    },
    QueueAdd {
        member: MemberOf,
        name: String,
        pause: Option<String>,
    },
    QueueRemove(MemberOf),
    QueuePause {
        member: MemberOf,
        pause: Option<String>,
    },
    /// A waiting caller's; more is more urgent, and counts at once.
    QueuePriority {
        queue: String,
        channel: String,
        priority: u8,
    },
    /// Sends a waiting caller on in the dialplan, which is told this extension.
    QueueWithdraw {
        queue: String,
        channel: String,
        extension: String,
    },
    /// Writes a line into the `queue_log`.
    QueueLog {
        queue: String,
        uniqueid: String,
        interface: String,
        message: String,
    },
    /// Asks a phone, by SIP, to do this with its call.
    Notify {
        channel: String,
        event: &'static str,
    },
    Atxfer {
        channel: String,
        context: String,
        extension: String,
    },
    CancelAtxfer {
        channel: String,
    },
    /// Records a channel, at the end of this file.
    MixMonitor {
        channel: String,
        file: String,
    },
    MixMonitorMute {
        channel: String,
        is_muted: bool,
    },
    StopMixMonitor {
        channel: String,
    },
    /// As if this key were pressed at a phone.
    PressKey {
        channel: String,
        key: char,
    },
    /// Rings a phone for so long; what comes of it is an event of its own.
    Originate {
        channel: String,
        then: Then,
        ring_ms: u32,
        /// What Asterisk calls the channel; none if that is its own affair.
        id: Option<String>,
    },
}

/// What a phone is brought into that an action has rung.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    Application { name: &'static str, data: String },
    Dialplan { context: String, extension: String },
}

/// A line in a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberOf {
    pub queue: String,
    pub interface: String,
}

impl From<Action> for Block {
    fn from(action: Action) -> Self {
        let (name, fields) = action.fields();
        let named = [("Action", name.to_owned())].into_iter();
        named.chain(fields).collect()
    }
}

type Fields = Vec<(&'static str, String)>;

impl Action {
    /// Its name and its fields: a table, one entry an action.
    fn fields(self) -> (&'static str, Fields) {
        match self {
            Self::Challenge => ("Challenge", vec![("AuthType", "MD5".into())]),
            Self::Login { user, key, classes } => ("Login", login(user, key, classes)),
            Self::Ping => ("Ping", vec![]),
            Self::QueueStatus => ("QueueStatus", vec![]),
            Self::Status { variables } => ("Status", vec![("Variables", variables.into())]),
            Self::SetVariable { channel, variable, value } => {
                ("Setvar", vec![("Channel", channel), ("Variable", variable.into()), ("Value", value)])
            }
            Self::Hangup { channel, cause } => {
                ("Hangup", vec![("Channel", channel), ("Cause", cause.into())])
            }
            Self::BlindTransfer { channel, context, extension } => {
                ("BlindTransfer", vec![("Channel", channel), ("Context", context), ("Exten", extension)])
            }
            Self::QueueAdd { member, name, pause } => {
                let phone = ("StateInterface", member.interface.clone());
                ("QueueAdd", [member.fields(), vec![("MemberName", name), phone], paused(pause)].concat())
            }
            Self::QueueRemove(member) => ("QueueRemove", member.fields()),
            Self::QueuePause { member, pause } => ("QueuePause", [member.fields(), paused(pause)].concat()),
            Self::QueuePriority { queue, channel, priority } => {
                let priority = vec![("Priority", priority.to_string()), ("Immediate", "yes".into())];
                ("QueueChangePriorityCaller", [in_queue(queue, channel), priority].concat())
            }
            Self::QueueWithdraw { queue, channel, extension } => (
                "QueueWithdrawCaller",
                [in_queue(queue, channel), vec![("WithdrawInfo", extension)]].concat(),
            ),
            Self::QueueLog { queue, uniqueid, interface, message } => {
                ("QueueLog", note(queue, uniqueid, interface, message))
            }
            Self::Notify { channel, event } => {
                ("PJSIPNotify", vec![("Channel", channel), ("Variable", format!("Event={event}"))])
            }
            Self::Atxfer { channel, context, extension } => {
                ("Atxfer", vec![("Channel", channel), ("Context", context), ("Exten", extension)])
            }
            Self::CancelAtxfer { channel } => ("CancelAtxfer", vec![("Channel", channel)]),
            Self::MixMonitor { channel, file } => (
                "MixMonitor",
                // b: only while somebody speaks; a: behind what is there.
                vec![("Channel", channel), ("File", file), ("Options", "ba".into())],
            ),
            Self::MixMonitorMute { channel, is_muted } => ("MixMonitorMute", mute(channel, is_muted)),
            Self::StopMixMonitor { channel } => ("StopMixMonitor", vec![("Channel", channel)]),
            Self::PressKey { channel, key } => {
                ("PlayDTMF", vec![("Channel", channel), ("Digit", key.into()), ("Receive", "yes".into())])
            }
            Self::Originate { channel, then, ring_ms, id } => {
                ("Originate", [originate(channel, ring_ms, id), then.fields()].concat())
            }
        }
    }
}

impl Then {
    fn fields(self) -> Fields {
        match self {
            Self::Application { name, data } => vec![("Application", name.into()), ("Data", data)],
            Self::Dialplan { context, extension } => {
                vec![("Context", context), ("Exten", extension), ("Priority", "1".into())]
            }
        }
    }
}

fn login(user: String, key: String, classes: &str) -> Fields {
    vec![("AuthType", "MD5".into()), ("Username", user), ("Key", key), ("Events", classes.into())]
}

fn note(queue: String, uniqueid: String, interface: String, message: String) -> Fields {
    let about = vec![("Queue", queue), ("Event", "NOTE".into()), ("Uniqueid", uniqueid)];
    [about, vec![("Interface", interface), ("Message", message)]].concat()
}

fn mute(channel: String, is_muted: bool) -> Fields {
    let state = if is_muted { "1" } else { "0" };
    vec![("Channel", channel), ("Direction", "both".into()), ("State", state.into())]
}

fn in_queue(queue: String, channel: String) -> Fields {
    vec![("Queue", queue), ("Caller", channel)]
}

fn originate(channel: String, ring_ms: u32, id: Option<String>) -> Fields {
    let fields = vec![("Channel", channel), ("Timeout", ring_ms.to_string()), ("Async", "true".into())];
    fields.into_iter().chain(id.map(|id| ("ChannelId", id))).collect()
}

impl MemberOf {
    fn fields(self) -> Fields {
        vec![("Queue", self.queue), ("Interface", self.interface)]
    }
}

fn paused(pause: Option<String>) -> Fields {
    let is_paused = if pause.is_some() { "true" } else { "false" };
    vec![("Paused", is_paused.into()), ("Reason", pause.unwrap_or_default())]
}

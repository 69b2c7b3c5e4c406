//! The actions that are used, what each is for, and what has to be granted and loaded for it. Only data.

/// An action of the Manager Interface that is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// Its name.
    pub action: &'static str,
    /// The class that `write` has to name for it; empty where every user may.
    pub class: &'static str,
    /// The module that has it; empty where Asterisk itself does.
    pub module: &'static str,
    /// What does not go without it.
    pub serves: Serves,
}

/// What does not go without an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Serves {
    /// Nothing goes.
    Everything,
    /// Only this does not go.
    Only(&'static str),
}

impl Need {
    /// Whether nothing goes without it.
    pub fn is_needed(&self) -> bool {
        self.serves == Serves::Everything
    }

    /// The one thing that does not go without it, where it is one.
    pub fn wish(&self) -> Option<&'static str> {
        match self.serves {
            Serves::Everything => None,
            Serves::Only(wish) => Some(wish),
        }
    }
}

const fn need(action: &'static str, class: &'static str, module: &'static str, serves: Serves) -> Need {
    Need { action, class, module, serves }
}

const RECORDING: Serves = Serves::Only("recording, muting and ending a recording");

/// All of them. The classes are those that an Asterisk 22 tells with `ListCommands`.
pub const NEEDS: [Need; 18] = [
    need("QueueStatus", "", "app_queue", Serves::Everything),
    need("Status", "reporting", "", Serves::Everything),
    need("Setvar", "call", "", Serves::Everything),
    need("QueueAdd", "agent", "app_queue", Serves::Everything),
    need("QueueRemove", "agent", "app_queue", Serves::Everything),
    need("QueuePause", "agent", "app_queue", Serves::Everything),
    need("Hangup", "call", "", Serves::Everything),
    need("BlindTransfer", "call", "", Serves::Everything),
    need("Atxfer", "call", "", Serves::Only("attended transfers from the screen")),
    need("QueueLog", "agent", "app_queue", Serves::Only("notes in the queue_log")),
    need("QueueChangePriorityCaller", "", "app_queue", Serves::Only("changing a waiting caller's priority")),
    need("QueueWithdrawCaller", "", "app_queue", Serves::Only("taking a waiting call")),
    need("Originate", "originate", "", Serves::Only("callbacks and listening in")),
    need(
        "PlayDTMF",
        "call",
        "app_senddtmf",
        Serves::Only("whispering or joining in without a new ring of one's phone"),
    ),
    need("MixMonitor", "system", "app_mixmonitor", RECORDING),
    need("MixMonitorMute", "call", "app_mixmonitor", RECORDING),
    need("StopMixMonitor", "call", "app_mixmonitor", RECORDING),
    need(
        "PJSIPNotify",
        "system",
        "res_pjsip_notify",
        Serves::Only("answering and holding from the screen, with phones that can"),
    ),
];

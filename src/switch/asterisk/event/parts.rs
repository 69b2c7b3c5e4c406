//! What events tell of: channels and members of queues. One event may tell of several channels, each with a word before its keys; any of
//! them may be left out.

use crate::{domain::Phone, switch::asterisk::block::Block};

/// What Asterisk calls a channel for as long as it runs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Uniqueid(pub String);

/// What Asterisk calls all that belongs to one conversation: the [`Uniqueid`] of its first channel.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Linkedid(pub String);

/// A channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Which.
    pub uniqueid: Uniqueid,
    /// Which conversation it belongs to.
    pub linkedid: Linkedid,
    /// Its name, by which actions know it: `PJSIP/8001-0000002a`.
    pub name: String,
    /// The extension of the dialplan where it is.
    pub extension: String,
    /// Who is at its end, as a number; empty if none is told.
    pub number: String,
}

/// A member of a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Of this queue.
    pub queue: String,
    /// The line that is rung: `PJSIP/8001`.
    pub interface: String,
    /// What it is called; the interface where it has no name.
    pub name: String,
    /// The reason of a pause, as far as one is given; none if there is no pause.
    pub pause: Option<String>,
    /// What its line does, in Asterisk's numbers; 0 if that is not told.
    pub status: u8,
}

impl Channel {
    /// The channel whose keys have this word before them; none if it is left out.
    pub fn read(block: &Block, prefix: &str) -> Option<Self> {
        let text = |key| block.get_of(prefix, key).unwrap_or_default().to_owned();
        let uniqueid = block.get_of(prefix, "Uniqueid")?.to_owned();
        let linkedid = block.get_of(prefix, "Linkedid").unwrap_or(&uniqueid).to_owned();
        Some(Self {
            uniqueid: Uniqueid(uniqueid),
            linkedid: Linkedid(linkedid),
            name: text("Channel"),
            extension: text("Exten"),
            number: text("CallerIDNum"),
        })
    }

    /// Whether it only leads from one place of the dialplan to another.
    pub fn is_local(&self) -> bool {
        self.name.starts_with("Local/")
    }

    /// The name of the other half of a channel that only leads from one place to another.
    pub fn twin(&self) -> Option<String> {
        let (name, half) = self.name.rsplit_once(';')?;
        Some(format!("{name};{}", if half == "1" { "2" } else { "1" }))
    }
}

impl Member {
    /// Events say `Interface` and `MemberName`, the rows of `QueueStatus` say `Location` and `Name` for the same.
    pub fn read(block: &Block) -> Option<Self> {
        let reason = block.get("PausedReason").or_else(|| block.get("Reason")).unwrap_or_default();
        let interface = block.get("Interface").or_else(|| block.get("Location"))?.to_owned();
        Some(Self {
            queue: block.get("Queue")?.to_owned(),
            name: block.get("MemberName").or_else(|| block.get("Name")).unwrap_or(&interface).to_owned(),
            interface,
            pause: (block.get("Paused") == Some("1")).then(|| reason.to_owned()),
            status: block.number("Status").unwrap_or(0),
        })
    }

    /// Whether its phone can be rung: it is neither invalid (4) nor unavailable (5).
    pub fn phone(&self) -> Phone {
        if matches!(self.status, 4 | 5) { Phone::Unreachable } else { Phone::Reachable }
    }
}

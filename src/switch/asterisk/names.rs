//! What Asterisk calls agents and queues, and what we call them. Pure.

use std::collections::BTreeMap;

use crate::domain::{AgentId, QueueId, TransferTarget};

/// How a site names things on its Asterisk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// An agent's line as a queue member, with `{agent}` for the number: `PJSIP/{agent}`.
    pub members: Pattern,
    /// Our queues by Asterisk's name of them.
    pub queues: BTreeMap<String, QueueId>,
    /// The dialplan context that calls are handed on into.
    pub context: String,
    /// What is dialled there for an agent: `{agent}`.
    pub agent_extension: Pattern,
    /// What is dialled there for a queue, with `{queue}` for Asterisk's name of it.
    pub queue_extension: Pattern,
}

/// A text with one blank in braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    before: String,
    after: String,
}

impl Pattern {
    /// The pattern with this blank; none if the blank is not in it exactly once.
    pub fn parse(text: &str, blank: &str) -> Option<Self> {
        let (before, after) = text.split_once(&format!("{{{blank}}}"))?;
        let once = !after.contains(['{', '}']) && !before.contains(['{', '}']);
        once.then(|| Self { before: before.to_owned(), after: after.to_owned() })
    }

    /// The text with this in the blank.
    pub fn fill(&self, word: &str) -> String {
        format!("{}{word}{}", self.before, self.after)
    }

    /// What stands in the blank of a text; none if the text is not of this pattern.
    pub fn find<'text>(&self, text: &'text str) -> Option<&'text str> {
        let word = text.strip_prefix(self.before.as_str())?.strip_suffix(self.after.as_str())?;
        Some(word).filter(|word| !word.is_empty())
    }
}

impl Names {
    /// The agent behind a queue member. A line that is not of the pattern is an agent of its own name, so that nobody is overlooked.
    pub fn agent(&self, interface: &str) -> AgentId {
        self.members.find(interface).unwrap_or(interface).into()
    }

    /// The agent behind a channel: `PJSIP/8001-0000002a` is one of `PJSIP/8001`.
    pub fn agent_of_channel(&self, channel: &str) -> AgentId {
        self.agent(channel.rsplit_once('-').map_or(channel, |(interface, _)| interface))
    }

    /// The agent's line as a queue member.
    pub fn interface(&self, agent: &AgentId) -> String {
        self.members.fill(agent.as_str())
    }

    /// Asterisk's name of a queue.
    pub fn queue(&self, ours: &QueueId) -> Option<&str> {
        self.queues.iter().find(|(_, queue)| *queue == ours).map(|(name, _)| name.as_str())
    }

    /// What is dialled to hand a call on; none for a queue that Asterisk does not have.
    pub fn extension(&self, to: &TransferTarget) -> Option<String> {
        match to {
            TransferTarget::Queue { queue } => Some(self.queue_extension.fill(self.queue(queue)?)),
            TransferTarget::Agent { agent } => Some(self.agent_extension.fill(agent.as_str())),
        }
    }

    /// Where a call goes that is sent to this extension; none if it leaves what we see. Queues go first: their names are a closed list.
    pub fn target(&self, extension: &str) -> Option<TransferTarget> {
        let queue = self.queue_extension.find(extension).and_then(|name| self.queues.get(name));
        let queue = queue.map(|queue| TransferTarget::Queue { queue: queue.clone() });
        let agent = || self.agent_extension.find(extension).map(AgentId::from);
        queue.or_else(|| agent().map(|agent| TransferTarget::Agent { agent }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_have_one_blank() {
        let members = Pattern::parse("PJSIP/{agent}", "agent").expect("one blank");
        assert_eq!(members.fill("8001"), "PJSIP/8001");
        assert_eq!(members.find("PJSIP/8001"), Some("8001"));
        assert_eq!(members.find("Local/8001"), None);
        assert_eq!(members.find("PJSIP/"), None);
        for wrong in ["PJSIP/", "{agent}{agent}", "{queue}", "{agent"] {
            assert_eq!(Pattern::parse(wrong, "agent"), None, "{wrong}");
        }
    }
}

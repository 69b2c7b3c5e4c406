//! Which classes of events reach us: what `read` names, and `eventfilter` lets through. Asterisk tells that to nobody but those who may run
//! commands, so it is tried: what the user may do is done in a way that moves no call, and its events come or do not.

use std::{collections::BTreeSet, time::Duration};

use tokio::time::timeout;

use super::Look;
use crate::switch::asterisk::{
    block::Block,
    session::{CLASSES, LinkError},
};

/// Longest time until the events of what was done are there.
const COMES: Duration = Duration::from_secs(2);
/// A phone in a context that no dialplan has: as a member it is paused, and nothing comes of calling it.
const NOBODY: &str = "Local/check@hotdesk-check";

/// What is known of the classes of events that are used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// Those that are sent.
    pub sent: BTreeSet<String>,
    /// Those that are not, though there was something to send.
    pub held_back: BTreeSet<String>,
}

impl Reads {
    /// Those of which neither is known.
    pub fn unproven(&self) -> Vec<&'static str> {
        let is_known = |class: &str| self.sent.contains(class) || self.held_back.contains(class);
        CLASSES.split(',').filter(|class| !is_known(class)).collect()
    }

    /// From what `manager show user` says.
    fn told(answer: &Block) -> Option<Self> {
        let line = answer.all("Output").find_map(|line| line.trim().strip_prefix("read perm:"))?;
        let named: BTreeSet<_> = line.split(',').map(str::trim).collect();
        let (sent, held_back) = CLASSES
            .split(',')
            .map(str::to_owned)
            .partition(|class| named.contains("all") || named.contains(class.as_str()));
        Some(Self { sent, held_back })
    }
}

impl Look {
    /// Asks for it, or tries it in this queue. Whoever is let in has been told that Asterisk is booted, which is of the class `system`.
    pub async fn reads(&mut self, user: &str, queue: Option<&String>) -> Result<Reads, LinkError> {
        let command = format!("manager show user {user}");
        if let Some(told) = Reads::told(&self.ask("Command", &[("Command", &command)]).await?) {
            return Ok(told);
        }
        let tried = self.provoke(queue).await?;
        let comes = timeout(COMES, async {
            while !tried.is_subset(&self.seen) {
                self.frame().await?;
            }
            Ok::<_, LinkError>(())
        });
        // What has not come by then does not.
        comes.await.unwrap_or(Ok(()))?;
        let sent: BTreeSet<String> = self.seen.iter().cloned().chain(["system".to_owned()]).collect();
        Ok(Reads { held_back: tried.difference(&sent).cloned().collect(), sent })
    }

    /// A member that is paused comes and goes, a variable of nobody's is emptied, and a phone is called that is nobody's. Gives the classes of
    /// what was done.
    async fn provoke(&mut self, queue: Option<&String>) -> Result<BTreeSet<String>, LinkError> {
        let mut tried = BTreeSet::new();
        if let Some(queue) = queue {
            let member = [("Queue", queue.as_str()), ("Interface", NOBODY)];
            let paused = [&member[..], &[("Paused", "1")]].concat();
            if self.does("QueueAdd", &paused).await? {
                tried.insert("agent".to_owned());
                self.does("QueueRemove", &member).await?;
            }
        }
        if self.does("Setvar", &[("Variable", "QUEUESTATUS"), ("Value", "")]).await? {
            tried.insert("dialplan".to_owned());
        }
        let calls = [("Channel", NOBODY), ("Application", "NoOp"), ("Async", "true")];
        if self.does("Originate", &calls).await? {
            tried.insert("call".to_owned());
        }
        Ok(tried)
    }

    async fn does(&mut self, action: &'static str, fields: &[(&str, &str)]) -> Result<bool, LinkError> {
        Ok(self.ask(action, fields).await?.response() == Some("Success"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_asterisk_tells_of_a_user_is_read() {
        let told = |line: &str| {
            let lines = ["", "          username: x", line, "         write perm: call"];
            Reads::told(&lines.iter().map(|line| ("Output", *line)).collect())
        };
        let some = told("          read perm: system,agent,reporting").expect("it is told");
        let names = |names: [&str; 2]| names.map(str::to_owned).into();
        assert_eq!(some, Reads { sent: names(["agent", "system"]), held_back: names(["call", "dialplan"]) });
        assert!(told("          read perm: all").expect("it is told").held_back.is_empty());
        assert_eq!(told("no such user"), None);
        assert_eq!(Reads::default().unproven(), ["system", "call", "agent", "dialplan"]);
        assert!(some.unproven().is_empty());
    }
}

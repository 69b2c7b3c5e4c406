//! Which classes of events reach us: what `read` names, and `eventfilter` lets through. Asterisk tells that to nobody but those who may run
//! commands. For the others it can be tried: what the user may do is done in a way that moves no call, and its events come or do not.

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
pub const NOBODY: &str = "Local/check@hotdesk-check";

/// What is known of the classes of events that are used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// Those that are sent.
    pub sent: BTreeSet<String>,
    /// Those that are not, though there was something to send.
    pub held_back: BTreeSet<String>,
    /// The queue in which [`NOBODY`] stays that was put there to try it, where it could not be taken away.
    pub left_in: Option<String>,
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
        Some(Self { sent, held_back, left_in: None })
    }
}

impl Look {
    /// Asks for it; else what has come so far is sent. Whoever is let in has been told that Asterisk is booted, which is of the class `system`.
    pub async fn reads(&mut self, user: &str) -> Result<Reads, LinkError> {
        let command = format!("manager show user {user}");
        if let Some(told) = Reads::told(&self.ask("Command", &[("Command", &command)]).await?) {
            return Ok(told);
        }
        Ok(Reads { sent: self.sent(), ..Reads::default() })
    }

    fn sent(&self) -> BTreeSet<String> {
        let of_ours = CLASSES.split(',').filter(|class| *class == "system" || self.seen.contains(*class));
        of_ours.map(str::to_owned).collect()
    }

    /// Tries it, in this queue and elsewhere.
    pub async fn try_reads(&mut self, queue: Option<&String>, reads: &mut Reads) -> Result<(), LinkError> {
        let mut tried = BTreeSet::new();
        if let Some(queue) = queue
            && self.member_comes_and_goes(queue, &mut reads.left_in).await?
        {
            tried.insert("agent".to_owned());
        }
        tried.extend(self.provoke().await?);
        let comes = timeout(COMES, async {
            while !tried.is_subset(&self.seen) {
                self.frame().await?;
            }
            Ok::<_, LinkError>(())
        });
        // What has not come by then does not.
        comes.await.unwrap_or(Ok(()))?;
        reads.sent = self.sent();
        reads.held_back = tried.difference(&reads.sent).cloned().collect();
        Ok(())
    }

    /// A member that is paused comes and goes; whether it came.
    async fn member_comes_and_goes(
        &mut self,
        queue: &str,
        left_in: &mut Option<String>,
    ) -> Result<bool, LinkError> {
        let member = [("Queue", queue), ("Interface", NOBODY)];
        let paused = [&member[..], &[("Paused", "1")]].concat();
        // One that could not be taken away the last time is in the way.
        let came = self.does("QueueAdd", &paused).await?
            || (self.does("QueueRemove", &member).await? && self.does("QueueAdd", &paused).await?);
        if came {
            *left_in = Some(queue.to_owned());
            if self.does("QueueRemove", &member).await? {
                *left_in = None;
            }
        }
        Ok(came)
    }

    /// A variable of nobody's is emptied, and a phone is called that is nobody's. Gives the classes of what was done.
    async fn provoke(&mut self) -> Result<BTreeSet<String>, LinkError> {
        let mut tried = BTreeSet::new();
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
        assert_eq!(
            some,
            Reads { sent: names(["agent", "system"]), held_back: names(["call", "dialplan"]), left_in: None }
        );
        assert!(told("          read perm: all").expect("it is told").held_back.is_empty());
        assert_eq!(told("no such user"), None);
        assert_eq!(Reads::default().unproven(), ["system", "call", "agent", "dialplan"]);
        assert!(some.unproven().is_empty());
    }
}

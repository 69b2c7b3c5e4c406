//! One look at an Asterisk: whether it lets us in, what we may do there, what is loaded, which queues, members and phones it has, how its
//! dialplan leads to the queues, which events reach us, and what its clock shows. It changes nothing unless it is told to try, and judges nothing.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use futures_util::SinkExt;

use super::{
    Access, Names,
    block::Block,
    codec::Frame,
    session::{self, LinkError, STEP, Wire},
};
use crate::domain::{AgentId, TransferTarget};

mod dialplan;
mod needs;
mod reads;

pub use dialplan::Dialplan;
pub use needs::{NEEDS, Need, Serves};
pub use reads::{NOBODY, Reads};

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Probed {
    /// The version of the interface.
    pub interface: String,
    /// The version of Asterisk itself; none where the user may not ask.
    pub asterisk: Option<String>,
    /// Actions that cannot be used.
    pub missing: Vec<Missing>,
    /// Its queues.
    pub queues: BTreeSet<String>,
    /// The members of its queues: queue and interface.
    pub members: BTreeSet<(String, String)>,
    /// Those of our agents whose phone it does not know; none where that could not be looked at.
    pub phoneless: Option<Vec<AgentId>>,
    /// Its dialplan; none where that could not be looked at.
    pub dialplan: Option<Dialplan>,
    /// Extensions that calls would be handed on to and that are not in the dialplan; none where that could not be looked at.
    pub no_extension: Option<Vec<String>>,
    /// Which events reach us.
    pub reads: Reads,
    /// What its clock shows.
    pub clock: Option<DateTime<Utc>>,
}

/// An action that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Which, and what for.
    pub need: &'static Need,
    /// Why not.
    pub why: Why,
}

/// Why an action cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The user may not.
    NotAllowed,
    /// No module that is loaded has it, or this Asterisk is older than it.
    NotLoaded,
}

/// Looks around, also for the phones of these agents. It changes nothing.
pub async fn probe(access: &Access, agents: &[AgentId]) -> Result<Probed, LinkError> {
    look_around(access, agents).await.map(|(_, probed)| probed)
}

/// Looks around, and tries which events reach us where Asterisk does not tell.
pub async fn try_out(access: &Access, agents: &[AgentId]) -> Result<Probed, LinkError> {
    let (mut look, mut probed) = look_around(access, agents).await?;
    if probed.reads.unproven().is_empty() {
        return Ok(probed);
    }
    let known = access.names.queues.keys().find(|queue| probed.queues.contains(*queue));
    match look.try_reads(known, &mut probed.reads).await {
        // What stays there has to be told in any case.
        Err(error) if probed.reads.left_in.is_none() => Err(error),
        _ => Ok(probed),
    }
}

async fn look_around(access: &Access, agents: &[AgentId]) -> Result<(Look, Probed), LinkError> {
    let (wire, interface) = session::open(access).await?;
    let mut look = Look { wire, seen: BTreeSet::new() };
    let mut probed = Probed { interface, missing: look.missing().await?, ..Probed::default() };
    let no_queues = probed.missing.iter().any(|missing| missing.need.action == "QueueStatus");
    if !no_queues {
        look.queues(&mut probed).await?;
    }
    probed.asterisk = look.ask("CoreSettings", &[]).await?.get("AsteriskVersion").map(str::to_owned);
    probed.phoneless = look.phoneless(&access.names, agents).await?;
    probed.dialplan = look.dialplan().await?;
    probed.no_extension = look.no_extension(&access.names, agents).await?;
    probed.reads = look.reads(&access.user).await?;
    probed.clock = look.ask("Ping", &[]).await?.time();
    Ok((look, probed))
}

/// A connection that is used for asking, one thing after the other.
struct Look {
    wire: Wire,
    /// The classes of the events that have come.
    seen: BTreeSet<String>,
}

impl Look {
    /// What comes next. An event says of which classes it is.
    async fn frame(&mut self) -> Result<Block, LinkError> {
        loop {
            if let Frame::Block(block) = session::next(&mut self.wire).await? {
                let classes = block.get("Privilege").into_iter().flat_map(|classes| classes.split(','));
                self.seen.extend(classes.map(str::to_owned));
                return Ok(block);
            }
        }
    }

    /// The answer to an action.
    async fn ask(&mut self, action: &'static str, fields: &[(&str, &str)]) -> Result<Block, LinkError> {
        let lines = [("Action", action)].into_iter().chain(fields.iter().copied());
        self.wire.send(lines.collect()).await?;
        session::within(STEP, action, async {
            loop {
                let block = self.frame().await?;
                if block.response().is_some() {
                    return Ok(block);
                }
            }
        })
        .await
    }

    /// The events of a list, up to the one that ends it.
    async fn list(&mut self, what: &'static str, end: &'static str) -> Result<Vec<Block>, LinkError> {
        session::within(STEP, what, async {
            let mut rows = Vec::new();
            loop {
                match self.frame().await? {
                    row if row.event() == Some(end) => return Ok(rows),
                    row => rows.push(row),
                }
            }
        })
        .await
    }

    /// Asked without any fields, an action says whether it is not there or not ours, and does nothing.
    async fn missing(&mut self) -> Result<Vec<Missing>, LinkError> {
        let commands = self.ask("ListCommands", &[]).await?;
        let mut missing = Vec::new();
        for need in NEEDS.iter().filter(|need| commands.get(need.action).is_none()) {
            let answer = self.ask(need.action, &[]).await?;
            let is_unknown = answer.get("Message").is_some_and(|says| says.contains("unknown command"));
            missing.push(Missing { need, why: if is_unknown { Why::NotLoaded } else { Why::NotAllowed } });
        }
        Ok(missing)
    }

    async fn queues(&mut self, probed: &mut Probed) -> Result<(), LinkError> {
        let answer = self.ask("QueueStatus", &[]).await?;
        session::allowed("QueueStatus", &answer)?;
        for row in self.list("QueueStatus", "QueueStatusComplete").await? {
            let queue = row.get("Queue").map(str::to_owned);
            match (row.event(), queue, row.get("Location")) {
                (Some("QueueParams"), Some(queue), _) => drop(probed.queues.insert(queue)),
                (Some("QueueMember"), Some(queue), Some(interface)) => {
                    probed.members.insert((queue, interface.to_owned()));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// A function of the dialplan; none where we may not ask, or its module is not loaded: no function that is used here is ever empty.
    async fn function(&mut self, function: &str) -> Result<Option<String>, LinkError> {
        let answer = self.ask("Getvar", &[("Variable", function)]).await?;
        Ok(answer.get("Value").map(str::to_owned))
    }

    async fn phoneless(
        &mut self,
        names: &Names,
        agents: &[AgentId],
    ) -> Result<Option<Vec<AgentId>>, LinkError> {
        let mut phoneless = Vec::new();
        for agent in agents {
            match self.function(&format!("DEVICE_STATE({})", names.interface(agent))).await?.as_deref() {
                None => return Ok(None),
                Some("INVALID") => phoneless.push(agent.clone()),
                Some(_) => {}
            }
        }
        Ok(Some(phoneless))
    }

    async fn dialplan(&mut self) -> Result<Option<Dialplan>, LinkError> {
        let answer = self.ask("ShowDialPlan", &[]).await?;
        if session::allowed("ShowDialPlan", &answer).is_err() {
            return Ok(None);
        }
        let rows = self.list("ShowDialPlan", "ShowDialPlanComplete").await?;
        Ok(Some(Dialplan::of(&rows)))
    }

    async fn no_extension(
        &mut self,
        names: &Names,
        agents: &[AgentId],
    ) -> Result<Option<Vec<String>>, LinkError> {
        let queues = names.queues.values().map(|queue| TransferTarget::Queue { queue: queue.clone() });
        let agents = agents.iter().map(|agent| TransferTarget::Agent { agent: agent.clone() });
        let mut missing = Vec::new();
        for extension in queues.chain(agents).filter_map(|target| names.extension(&target)) {
            let exists = format!("DIALPLAN_EXISTS({},{extension},1)", names.context);
            match self.function(&exists).await?.as_deref() {
                None => return Ok(None),
                Some("0") => missing.push(extension),
                Some(_) => {}
            }
        }
        Ok(Some(missing))
    }
}

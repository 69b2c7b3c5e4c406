//! One look at an Asterisk: whether it lets us in, what we may do there, which queues it has, and what its clock shows.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use futures_util::SinkExt;

use super::{
    Access,
    block::Block,
    codec::Frame,
    session::{self, LinkError, STEP, Wire},
};

/// The actions that are used.
const USED: [&str; 7] =
    ["QueueStatus", "CoreShowChannels", "QueueAdd", "QueueRemove", "QueuePause", "Hangup", "BlindTransfer"];

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probed {
    /// The version of the interface.
    pub version: String,
    /// Actions that we use and may not, or that are in no module that is loaded.
    pub missing: Vec<&'static str>,
    /// Its queues.
    pub queues: BTreeSet<String>,
    /// What its clock shows.
    pub clock: Option<DateTime<Utc>>,
}

pub async fn probe(access: &Access) -> Result<Probed, LinkError> {
    let (mut wire, version) = session::open(access).await?;
    let commands = ask(&mut wire, "ListCommands").await?;
    let missing: Vec<_> = USED.into_iter().filter(|action| commands.get(action).is_none()).collect();
    let queues = match missing.contains(&"QueueStatus") {
        true => BTreeSet::new(),
        false => queues(&mut wire).await?,
    };
    let clock = ask(&mut wire, "Ping").await?.time();
    Ok(Probed { version, missing, queues, clock })
}

async fn ask(wire: &mut Wire, action: &'static str) -> Result<Block, LinkError> {
    wire.send(Block::from_iter([("Action", action)])).await?;
    session::within(STEP, action, session::answer(wire)).await
}

async fn queues(wire: &mut Wire) -> Result<BTreeSet<String>, LinkError> {
    let answer = ask(wire, "QueueStatus").await?;
    session::allowed("QueueStatus", &answer)?;
    session::within(STEP, "QueueStatus", rows(wire)).await
}

async fn rows(wire: &mut Wire) -> Result<BTreeSet<String>, LinkError> {
    let mut queues = BTreeSet::new();
    loop {
        let Frame::Block(row) = session::next(wire).await? else { continue };
        match row.event() {
            Some("QueueParams") => queues.extend(row.get("Queue").map(str::to_owned)),
            Some("QueueStatusComplete") => return Ok(queues),
            _ => {}
        }
    }
}

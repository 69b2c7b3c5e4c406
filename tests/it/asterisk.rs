//! Asterisk: recorded sessions of its Manager Interface, and what they mean.

use bytes::BytesMut;
use chrono::{DateTime, Utc};
use hotdesk::{
    domain::{CallId, Ender, QueueId, RingEnd, TransferTarget},
    switch::{
        Happened, SwitchEvent,
        asterisk::{Block, Codec, Frame, Mapper, Names, Pattern},
    },
};
use tokio_util::codec::Decoder;

use crate::shared;

mod agreement;
mod captures;
mod config;
mod desk;
pub mod exchange;
mod greeting;
mod line;
mod live;
mod manager;
mod outbound;
mod phone;
mod record;
mod recording;
mod recovery;
mod sound;
mod stays;
pub mod stub;
mod troubles;

/// The names on the Asterisk that was recorded.
pub fn names() -> Names {
    let pattern = |text, blank| Pattern::parse(text, blank).expect("one blank");
    let queues = ["hotline", "overflow", "emptyq"];
    Names {
        members: pattern("PJSIP/agent{agent}", "agent"),
        queues: queues.map(|queue| (queue.to_owned(), QueueId::from(queue))).into(),
        context: "from-agents".into(),
        agent_extension: pattern("100{agent}", "agent"),
        queue_extension: pattern("{queue}", "queue"),
    }
}

/// The blocks of a recorded session, which may begin after the greeting.
pub fn blocks(bytes: &[u8]) -> Vec<Block> {
    let mut codec = Codec::default();
    let mut all = BytesMut::from(bytes);
    if !bytes.starts_with(b"Asterisk Call Manager/") {
        all = BytesMut::from(&[b"Asterisk Call Manager/11.0.0\r\n", bytes].concat()[..]);
    }
    all.extend_from_slice(b"\r\n\r\n");
    let frames = std::iter::from_fn(|| codec.decode(&mut all).expect("a recorded session can be read"));
    frames.filter_map(|frame| if let Frame::Block(block) = frame { Some(block) } else { None }).collect()
}

/// What the events among them mean.
pub fn fold(blocks: &[Block]) -> Vec<SwitchEvent> {
    let mut mapper = Mapper::new(names());
    let now = DateTime::<Utc>::MIN_UTC;
    let mut told: Vec<_> = blocks
        .iter()
        .flat_map(|block| mapper.take(now, block).expect("every recorded event is typed"))
        .collect();
    told.extend(mapper.tick(DateTime::<Utc>::MAX_UTC));
    told
}

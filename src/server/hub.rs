//! What was just written, for everybody who follows live. A reader who does not keep up loses its place here and resumes from the log.

use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use tokio::sync::{OnceCell, broadcast};

use super::{live::Concerns, masking::Sight};
use crate::{
    api::LiveMessage,
    domain::Recorded,
    storage::{Store, StoreError},
};

/// Batches that a reader may be behind before it is cut.
const BEHIND: usize = 1_024;

/// Events that were written in one transaction, encoded once for all readers of the same sight.
pub struct LiveBatch {
    events: Vec<Recorded>,
    floor: OnceLock<Bytes>,
    review: OnceLock<Bytes>,
    concerns: OnceCell<Concerns>,
}

impl LiveBatch {
    /// Events in order; never empty.
    pub fn new(events: Vec<Recorded>) -> Self {
        Self { events, floor: OnceLock::new(), review: OnceLock::new(), concerns: OnceCell::new() }
    }

    /// The events, in order.
    pub fn events(&self) -> &[Recorded] {
        &self.events
    }

    /// Which units its events concern: found out once, for the first of them that follows.
    pub async fn concerns(&self, store: &Store) -> Result<&Concerns, StoreError> {
        self.concerns.get_or_try_init(|| Concerns::of(&self.events, store)).await
    }

    /// The last event of it.
    pub fn last_seq(&self) -> u64 {
        self.events.last().map_or(0, |last| last.seq)
    }

    /// The frames of all events after `seq`.
    pub fn frames_after(&self, seq: u64, sight: Sight) -> Bytes {
        let whole = self.events.first().is_none_or(|first| first.seq > seq);
        if !whole {
            return frames(self.events.iter().filter(|recorded| recorded.seq > seq), sight);
        }
        let encoded = match sight {
            Sight::Floor => &self.floor,
            Sight::Review => &self.review,
        };
        encoded.get_or_init(|| frames(&self.events, sight)).clone()
    }
}

/// Who writes tells, who follows listens.
#[derive(Clone)]
pub struct Hub(broadcast::Sender<Arc<LiveBatch>>);

impl Hub {
    pub fn new() -> Self {
        Self(broadcast::Sender::new(BEHIND))
    }

    pub fn publish(&self, events: Vec<Recorded>) {
        // Nobody listening is no error.
        let _ = self.0.send(Arc::new(LiveBatch::new(events)));
    }

    pub fn follow(&self) -> broadcast::Receiver<Arc<LiveBatch>> {
        self.0.subscribe()
    }
}

/// Events as server-sent events, masked.
pub fn frames<'a>(events: impl IntoIterator<Item = &'a Recorded>, sight: Sight) -> Bytes {
    let mut out = String::new();
    for recorded in events {
        out.push_str(&format!("id: {}\n", recorded.seq));
        push(&mut out, "event", &LiveMessage::Event { recorded: sight.event(recorded) });
    }
    out.into()
}

/// Word that the events after `after` up to `to` are none of the reader's; whoever resumes goes on behind them.
pub fn passed(after: u64, to: u64) -> Bytes {
    let mut out = format!("id: {to}\n");
    push(&mut out, "passed", &LiveMessage::Passed { after, to });
    out.into()
}

/// A message that is no event of the log, and so has no id.
pub fn frame(message: &LiveMessage) -> Bytes {
    let tag = match message {
        LiveMessage::Event { .. } => "event",
        LiveMessage::Passed { .. } => "passed",
        LiveMessage::Clock { .. } => "clock",
        LiveMessage::Resync => "resync",
        LiveMessage::Stopping => "stopping",
    };
    let mut out = String::new();
    push(&mut out, tag, message);
    out.into()
}

fn push(out: &mut String, tag: &str, message: &LiveMessage) {
    // JSON of one line: line breaks inside of texts are escaped. Our types have text keys only, so encoding them cannot fail.
    let data = serde_json::to_string(message).unwrap_or_default();
    out.push_str(&format!("event: {tag}\ndata: {data}\n\n"));
}

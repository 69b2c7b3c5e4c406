//! Which answer belongs to what was asked, and until when it may come. Pure.

use std::collections::HashMap;

use tokio::time::Instant;

use super::block::Block;

/// What was asked and is not answered.
#[derive(Debug)]
pub struct Asks<T> {
    /// What our ids begin with: others ask too, and events carry their ids. Each connection has its own.
    ours: String,
    last: u64,
    open: HashMap<u64, (Instant, T)>,
}

impl<T> Asks<T> {
    /// Nothing is asked on this connection yet.
    pub fn new(connection: &str) -> Self {
        Self { ours: format!("hotdesk-{connection}-"), last: 0, open: HashMap::new() }
    }

    /// The action with an id of its own; its answer may come until then.
    pub fn ask(&mut self, mut action: Block, until: Instant, what: T) -> Block {
        self.last += 1;
        action.push("ActionID", format!("{}{}", self.ours, self.last));
        self.open.insert(self.last, (until, what));
        action
    }

    /// What this answers; none if it is not ours, or came too late.
    pub fn answered(&mut self, answer: &Block) -> Option<T> {
        self.open.remove(&self.id_of(answer)?).map(|(_, what)| what)
    }

    /// This was only the first part of an answer; the rest may come until then.
    pub fn goes_on(&mut self, answer: &Block, until: Instant, what: T) {
        if let Some(id) = self.id_of(answer) {
            self.open.insert(id, (until, what));
        }
    }

    /// When the first one is late.
    pub fn first_late(&self) -> Option<Instant> {
        self.open.values().map(|(until, _)| *until).min()
    }

    /// Those that were not answered in time; they are not waited for any more.
    pub fn late(&mut self, now: Instant) -> Vec<T> {
        self.open.extract_if(|_, (until, _)| *until <= now).map(|(_, (_, what))| what).collect()
    }

    /// All that is open, when there is nobody left to answer.
    pub fn drain(&mut self) -> Vec<T> {
        self.open.drain().map(|(_, (_, what))| what).collect()
    }

    /// Whether a block belongs to something that we asked.
    pub fn is_ours(&self, block: &Block) -> bool {
        self.id_of(block).is_some()
    }

    fn id_of(&self, block: &Block) -> Option<u64> {
        block.get("ActionID")?.strip_prefix(self.ours.as_str())?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn answers_find_their_ask_once_and_in_time() {
        let mut asks = Asks::new("a");
        let now = Instant::now();
        let action = || Block::from_iter([("Action", "Ping")]);
        let first = asks.ask(action(), now + Duration::from_secs(1), 'a');
        let second = asks.ask(action(), now + Duration::from_secs(2), 'b');
        assert_eq!(asks.first_late(), Some(now + Duration::from_secs(1)));
        assert_eq!(asks.late(now + Duration::from_secs(1)), ['a']);
        assert_eq!(asks.answered(&first), None);
        assert_eq!(asks.answered(&second), Some('b'));
        assert_eq!(asks.answered(&second), None);
        for others in ["2", "hotdesk-2", "hotdesk-b-2"] {
            assert_eq!(asks.answered(&Block::from_iter([("ActionID", others)])), None, "{others}");
        }
    }
}

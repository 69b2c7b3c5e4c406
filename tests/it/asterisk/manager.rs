//! The Manager Interface as anybody may use it: actions that hotdesk does not send, and what Asterisk itself says of them.

use futures_util::{SinkExt, StreamExt};
use hotdesk::switch::asterisk::{Block, Codec, Frame};
use tokio::{net::TcpStream, time::timeout};
use tokio_util::codec::Framed;

use super::exchange::{Exchange, PATIENCE};

/// A session with all permissions.
pub struct Manager {
    wire: Framed<TcpStream, Codec>,
    /// Events that came while an answer was waited for.
    events: Vec<Block>,
    /// All that has come, in short.
    heard: Vec<String>,
}

impl Manager {
    /// Logs in at an Asterisk that is up.
    pub async fn log_in(exchange: &Exchange) -> Self {
        let socket = TcpStream::connect(("127.0.0.1", exchange.port())).await.expect("Asterisk listens");
        let mut manager =
            Self { wire: Framed::new(socket, Codec::default()), events: Vec::new(), heard: Vec::new() };
        manager.done("Login", &[("Username", "tester"), ("Secret", "test-only")]).await;
        manager
    }

    /// An action that must succeed; gives the answer.
    pub async fn done(&mut self, action: &str, fields: &[(&str, &str)]) -> Block {
        let named = [("Action", action), ("ActionID", "tester")];
        let action: Block = named.into_iter().chain(fields.iter().copied()).collect();
        self.wire.send(action).await.expect("Asterisk listens");
        loop {
            let block = self.next().await;
            match block.response() {
                Some("Success") => return block,
                Some(_) => panic!("{block:?}"),
                None => self.events.push(block),
            }
        }
    }

    /// Waits for an event of this kind that is like this; gives it. Those before it are dropped.
    pub async fn until(&mut self, event: &str, wanted: impl Fn(&Block) -> bool) -> Block {
        loop {
            let block = match self.events.is_empty() {
                true => self.next().await,
                false => self.events.remove(0),
            };
            if block.event() == Some(event) && wanted(&block) {
                return block;
            }
        }
    }

    async fn next(&mut self) -> Block {
        loop {
            let frame = timeout(PATIENCE, self.wire.next()).await;
            let frame = frame.unwrap_or_else(|_| panic!("it does not come; heard was {:#?}", self.heard));
            if let Frame::Block(block) = frame.expect("Asterisk lives").expect("it can be read") {
                self.heard.push(
                    ["Event", "Channel", "DestChannel"].map(|key| block.get(key).unwrap_or("")).join(" "),
                );
                return block;
            }
        }
    }
}

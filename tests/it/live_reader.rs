//! A reader of a live stream over a real listener.

use futures_util::StreamExt;
use hotdesk::{
    api::{LiveMessage, ROOT},
    domain::{Event, Recorded},
};

use super::server::TestServer;

/// A reader of a live stream.
pub struct Reader {
    bytes: std::pin::Pin<Box<dyn futures_util::Stream<Item = reqwest::Result<axum::body::Bytes>> + Send>>,
    text: String,
}

/// What one frame said.
#[derive(Debug, PartialEq)]
pub enum Heard {
    Message(Box<LiveMessage>),
    Heartbeat,
}

impl Reader {
    pub async fn open(server: &TestServer, token: &str, from: u64) -> Self {
        let response = Self::ask(server, token, from).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { bytes: response.bytes_stream().boxed(), text: String::new() }
    }

    pub async fn ask(server: &TestServer, token: &str, from: u64) -> reqwest::Response {
        // The client library wants one even where nothing is encrypted; a second installation is refused and does no harm.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let url = format!("http://{}{ROOT}/live", server.server.addr);
        let request = reqwest::Client::new().get(url).bearer_auth(token).header("last-event-id", from);
        request.send().await.expect("the server answers")
    }

    /// The next frame; none at the end of the stream.
    pub async fn next(&mut self) -> Option<Heard> {
        loop {
            if let Some((frame, rest)) = self.text.split_once("\n\n") {
                let (frame, rest) = (frame.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(heard(&frame));
            }
            let bytes = self.bytes.next().await?.ok()?;
            self.text += std::str::from_utf8(&bytes).expect("frames are text");
        }
    }

    pub async fn message(&mut self) -> LiveMessage {
        loop {
            match self.next().await.expect("the stream goes on") {
                Heard::Message(message) => return *message,
                Heard::Heartbeat => {}
            }
        }
    }

    /// Hears events until this one.
    pub async fn until(&mut self, event: &Event) {
        while self.event().await.event != *event {}
    }

    /// Sequence and event of the next event.
    pub async fn event(&mut self) -> Recorded {
        loop {
            if let LiveMessage::Event { recorded } = self.message().await {
                return recorded;
            }
        }
    }
}

fn heard(frame: &str) -> Heard {
    let field = |name: &str| frame.lines().find_map(|line| line.strip_prefix(name));
    let Some(data) = field("data: ") else { return Heard::Heartbeat };
    let message: LiveMessage = serde_json::from_str(data).expect("a live message");
    if let LiveMessage::Event { recorded } = &message {
        assert_eq!(field("id: "), Some(recorded.seq.to_string().as_str()));
        assert_eq!(field("event: "), Some("event"));
    }
    Heard::Message(Box::new(message))
}

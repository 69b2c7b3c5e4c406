//! A server that follows a script: one answer a connection, faults among them, and a record of what it was asked.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use hotdesk::{
    api::{Code, LiveMessage, Problem},
    client::{Backoff, Client, Jitter, Pace},
};
use serde::Serialize;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use std::time::Duration;

/// What the server does with a request.
pub enum Act {
    /// Answers and closes.
    Say(Vec<u8>),
    /// Says this and then nothing more, without closing.
    Stall(Vec<u8>),
}

/// A request as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Method and path.
    pub line: String,
    /// Header lines in lower case.
    pub headers: Vec<String>,
    pub body: String,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

pub struct Scripted {
    pub address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    left: Arc<Mutex<VecDeque<Act>>>,
}

impl Scripted {
    pub async fn start(script: impl IntoIterator<Item = Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let left = Arc::new(Mutex::new(script.into_iter().collect()));
        let scripted = Self { address, asked: Arc::default(), left };
        tokio::spawn(serve(listener, scripted.asked.clone(), scripted.left.clone()));
        scripted
    }

    pub fn client(&self) -> Client {
        Client::new(&self.address, quick()).expect("a client")
    }

    /// Lengthens the script.
    pub fn then(&self, act: Act) {
        self.left.lock().expect("script").push_back(act);
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("record").clone()
    }
}

/// A pace at which failures are soon over.
pub fn quick() -> Pace {
    let millis = Duration::from_millis;
    Pace {
        connect: millis(1_000),
        answer: millis(300),
        heartbeat: millis(300),
        backoff: Backoff { first: millis(2), most: millis(4) },
    }
}

/// No chance at all.
pub fn even() -> Jitter {
    Box::new(|| 0.5)
}

pub fn json(status: u16, body: &impl Serialize) -> Vec<u8> {
    let body = serde_json::to_string(body).expect("a body");
    text(status, "application/json", &body)
}

pub fn problem(code: Code) -> Vec<u8> {
    let problem = Problem {
        status: code.status(),
        code,
        title: code.title().into(),
        detail: "as the script says".into(),
        fields: Vec::new(),
        retry_after_s: None,
    };
    json(problem.status, &problem)
}

pub fn text(status: u16, kind: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} x\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
        .into_bytes()
}

/// The beginning of an answer whose end never comes.
pub fn torn(mut answer: Vec<u8>) -> Vec<u8> {
    answer.truncate(answer.len() - 3);
    answer
}

/// A live stream with these messages, and no end of its own.
pub fn stream(messages: &[LiveMessage]) -> Vec<u8> {
    let mut out =
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n".to_owned();
    for message in messages {
        if let LiveMessage::Event { recorded } = message {
            out += &format!("id: {}\n", recorded.seq);
        }
        out += &format!("event: x\ndata: {}\n\n:\n\n", serde_json::to_string(message).expect("a message"));
    }
    out.into_bytes()
}

async fn serve(listener: TcpListener, asked: Arc<Mutex<Vec<Asked>>>, left: Arc<Mutex<VecDeque<Act>>>) {
    let mut stalled = Vec::new();
    while let Ok((mut socket, _)) = listener.accept().await {
        let Some(request) = read(&mut socket).await else { continue };
        asked.lock().expect("record").push(request);
        let act = left.lock().expect("script").pop_front();
        match act {
            Some(Act::Say(bytes)) => drop(socket.write_all(&bytes).await),
            Some(Act::Stall(bytes)) => {
                drop(socket.write_all(&bytes).await);
                stalled.push(socket);
            }
            None => stalled.push(socket),
        }
    }
}

async fn read(socket: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if socket.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).to_string();
    let mut lines = text.lines();
    let line = lines.next()?.trim_end_matches(" HTTP/1.1").to_owned();
    let headers = lines.map(|line| {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        format!("{}:{value}", name.to_lowercase())
    });
    let mut asked = Asked { line, headers: headers.collect(), body: String::new() };
    let length = asked.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = bytes.split_off(head + 4);
    while body.len() < length {
        if socket.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    asked.body = String::from_utf8_lossy(&body).to_string();
    Some(asked)
}

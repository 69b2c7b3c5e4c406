//! A server of the bench's own, and a client that costs as little as a client can: the cores are for the server.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
};

use hotdesk::{
    api::{ROOT, Role},
    config::{self, Site},
    domain::Redacted,
    server::{
        Attachments, Clock, Limits, RunningServer, Server, ServerParts, desk::DeskSettings, hash_password,
    },
    storage::{Options, Store, StoredUser},
};

const PASSWORD: &str = "a bench needs no secret";

/// A server with one user, an agent who may lead, on a database of its own.
pub async fn start(path: &Path, limits: Limits) -> RunningServer {
    let site = Site::load(&config::DeskSettings::default()).expect("the built-in site");
    let store = Store::open(&Options::file(path)).await.expect("a database");
    let user = StoredUser {
        name: "bench".into(),
        display: "bench".into(),
        password: hash_password(&Redacted(PASSWORD.into())).expect("a hash"),
        agent: Some("1001".into()),
        roles: vec![Role::Agent, Role::Lead],
        queues: Vec::new(),
        unit: None,
        disabled: false,
    };
    store.save_user(&user).await.expect("a user");
    let parts = ServerParts {
        store,
        desk: DeskSettings::new(site.catalogue),
        queues: site.queues,
        clock: Clock::real(chrono_tz::Tz::Asia__Shanghai),
        switch: None,
        listen: ([127, 0, 0, 1], 0).into(),
        limits,
        recordings: None,
        attachments: Attachments::new(
            path.with_extension("attachments"),
            config::AttachmentSettings::default(),
        ),
        hooks: Vec::new(),
    };
    Server::start(parts).await.expect("the server starts")
}

/// One connection.
pub struct Client {
    out: TcpStream,
    answers: BufReader<TcpStream>,
    /// Of the last answer.
    pub body: Vec<u8>,
}

impl Client {
    pub fn connect(addr: SocketAddr) -> Self {
        let out = TcpStream::connect(addr).expect("a connection");
        out.set_nodelay(true).expect("no delay");
        let answers = BufReader::new(out.try_clone().expect("a second handle"));
        Self { out, answers, body: Vec::new() }
    }

    /// Sends a request; gives the status line, and leaves the body behind.
    pub fn post(&mut self, path: &str, headers: &str, body: &str) -> String {
        let length = body.len();
        let head =
            format!("POST {ROOT}{path} HTTP/1.1\r\nhost: bench\r\ncontent-length: {length}\r\n{headers}\r\n");
        self.out.write_all((head + body).as_bytes()).expect("sent");
        let (mut status, mut length) = (String::new(), 0);
        self.answers.read_line(&mut status).expect("a status");
        loop {
            let mut line = String::new();
            self.answers.read_line(&mut line).expect("a header");
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length");
            }
        }
        self.body.resize(length, 0);
        self.answers.read_exact(&mut self.body).expect("a body");
        status
    }
}

/// A session's token.
pub fn sign_in(addr: SocketAddr) -> String {
    let mut client = Client::connect(addr);
    let status = client.post("/sessions", "", &format!("{{\"user\":\"bench\",\"password\":\"{PASSWORD}\"}}"));
    assert!(status.contains("201"), "{status}");
    let session: serde_json::Value = serde_json::from_slice(&client.body).expect("a session");
    session["token"].as_str().expect("a token").to_owned()
}

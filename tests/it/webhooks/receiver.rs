//! Another system in the test's hands: it keeps what it receives and answers as it is told.

use std::{
    collections::HashMap,
    future::pending,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, Response, Uri, header::LOCATION},
};
use serde_json::Value;
use socket2::{Domain, Socket, Type};
use tokio::{net::TcpListener, sync::Notify};

/// Another system.
pub struct Receiver {
    addr: SocketAddr,
    inner: Arc<Inner>,
    /// Bound, and not listened on yet.
    socket: Mutex<Option<Socket>>,
}

struct Inner {
    seen: Mutex<Vec<Received>>,
    attempts: Mutex<HashMap<String, u32>>,
    answer: Mutex<Answer>,
    came: Notify,
}

type Answer = Arc<dyn Fn(&Received) -> Reply + Send + Sync>;

/// A request.
#[derive(Clone, Debug)]
pub struct Received {
    pub method: Method,
    pub uri: Uri,
    headers: HeaderMap,
    pub body: String,
    /// The how-maniest with its identity, from 1.
    pub attempt: u32,
}

/// What is answered.
pub enum Reply {
    Status(u16),
    Json(u16, Value),
    Redirect(String),
    /// The connection stays open, and nothing is said.
    Never,
}

impl Receiver {
    /// One that takes everything.
    pub async fn start() -> Self {
        let receiver = Self::refusing();
        receiver.begin().await;
        receiver
    }

    /// One whose port is its own, and that refuses connections until it begins.
    pub fn refusing() -> Self {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        socket.bind(&any.into()).expect("a port");
        let addr = socket.local_addr().expect("an address").as_socket().expect("of the internet");
        let answer: Answer = Arc::new(|_| Reply::Status(200));
        let inner = Arc::new(Inner {
            seen: Mutex::default(),
            attempts: Mutex::default(),
            answer: Mutex::new(answer),
            came: Notify::new(),
        });
        Self { addr, inner, socket: Mutex::new(Some(socket)) }
    }

    /// Takes connections from now on.
    pub async fn begin(&self) {
        let socket = self.socket.lock().expect("whole").take().expect("not begun yet");
        socket.listen(64).expect("it listens");
        socket.set_nonblocking(true).expect("it does not block");
        let listener = TcpListener::from_std(socket.into()).expect("a listener");
        let router = Router::new().fallback(take).with_state(self.inner.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
    }

    /// Answers so from now on.
    pub fn answer(&self, answer: impl Fn(&Received) -> Reply + Send + Sync + 'static) {
        *self.inner.answer.lock().expect("whole") = Arc::new(answer);
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Its address, with a part that may be secret.
    pub fn url(&self) -> String {
        format!("http://{}/in?key=hidden", self.addr)
    }

    /// All that has come.
    pub fn seen(&self) -> Vec<Received> {
        self.inner.seen.lock().expect("whole").clone()
    }

    /// All that has come, once it is so many.
    pub async fn received(&self, count: usize) -> Vec<Received> {
        let waiting = async {
            loop {
                let came = self.inner.came.notified();
                if self.seen().len() >= count {
                    return;
                }
                came.await;
            }
        };
        let patience = std::time::Duration::from_secs(60);
        tokio::time::timeout(patience, waiting).await.expect("the deliveries come");
        self.seen()
    }
}

impl Received {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn id(&self) -> &str {
        self.header("webhook-id")
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// The ticket that it tells of.
    pub fn ticket(&self) -> String {
        let data = &self.json()["data"]["ticket"];
        data["id"].as_str().or(data.as_str()).unwrap_or_default().to_owned()
    }
}

async fn take(
    State(inner): State<Arc<Inner>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let mut received = Received {
        method,
        uri,
        headers,
        body: String::from_utf8(body.to_vec()).expect("texts are UTF-8"),
        attempt: 1,
    };
    let id = received.id().to_owned();
    received.attempt = *inner.attempts.lock().expect("whole").entry(id).and_modify(|n| *n += 1).or_insert(1);
    let answer = inner.answer.lock().expect("whole").clone();
    let reply = answer(&received);
    inner.seen.lock().expect("whole").push(received);
    inner.came.notify_waiters();
    let response = Response::builder();
    let response = match reply {
        Reply::Status(status) => response.status(status).body(Body::empty()),
        Reply::Json(status, body) => response.status(status).body(Body::from(body.to_string())),
        Reply::Redirect(to) => response.status(307).header(LOCATION, to).body(Body::empty()),
        Reply::Never => pending().await,
    };
    response.expect("an answer")
}

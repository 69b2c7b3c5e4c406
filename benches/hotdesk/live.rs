//! How soon an event is on a thousand screens, beside the same bytes written straight to a thousand sockets.

use std::{
    io::Write,
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc::{Sender, channel},
    thread,
    time::{Duration, Instant},
};

use hotdesk::{
    api::{IDEMPOTENCY_KEY, ROOT},
    server::Limits,
};
use tokio::io::AsyncReadExt;
use uuid::Uuid;

use crate::{
    http::{Client, sign_in, start},
    measure::{at, ratio, row, show_spread},
};

const SCREENS: usize = 1_000;
const EVENTS: usize = 100;

/// Prints the row.
pub fn run() {
    // Both ends of every stream are in this process.
    rlimit::increase_nofile_limit(rlimit::INFINITY).expect("as many open files as this machine allows");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let limits = Limits { streams: SCREENS, streams_per_user: SCREENS, ..Limits::default() };
    let server = runtime.block_on(start(&folder.path().join("hotdesk.db"), limits));
    let (mut ours, mut bare) = (through_server(server.addr), straight());
    runtime.block_on(server.shutdown());
    let share = ratio(at(&mut ours, 0.5), at(&mut bare, 0.5));
    row(
        &format!("event to {SCREENS} screens, from asking to reading, durable"),
        &show_spread(&mut ours),
        &format!("the same bytes to as many bare sockets: {}", show_spread(&mut bare)),
        share,
    );
}

/// From the request that makes an event until each screen has read it.
fn through_server(addr: SocketAddr) -> Vec<Duration> {
    let token = sign_in(addr);
    let screens = (0..SCREENS).map(|_| screen(addr, &token)).collect();
    let mut lead = Client::connect(addr);
    latencies(screens, |event| {
        let headers = format!("authorization: Bearer {token}\r\n{IDEMPOTENCY_KEY}: {}\r\n", Uuid::now_v7());
        let status = lead.post("/broadcasts", &headers, &format!("{{\"text\":\"{}\"}}", mark(event)));
        assert!(status.contains("200"), "{status}");
    })
}

fn screen(addr: SocketAddr, token: &str) -> TcpStream {
    let mut screen = TcpStream::connect(addr).expect("a connection");
    let head =
        format!("GET {ROOT}/live?from=0 HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\n\r\n");
    screen.write_all(head.as_bytes()).expect("sent");
    screen
}

/// What an event costs that is only written: about as many bytes as the server's frame of it.
fn straight() -> Vec<Duration> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let addr = listener.local_addr().expect("an address");
    let (screens, mut sockets): (Vec<_>, Vec<_>) = (0..SCREENS)
        .map(|_| (TcpStream::connect(addr).expect("a connection"), listener.accept().expect("a screen").0))
        .unzip();
    sockets.iter().for_each(|socket| socket.set_nodelay(true).expect("no delay"));
    latencies(screens, |event| {
        let frame = format!("{}{}\n", ".".repeat(300), mark(event));
        for socket in &mut sockets {
            socket.write_all(frame.as_bytes()).expect("written");
        }
    })
}

/// A text that names an event, and is no part of another's.
fn mark(event: usize) -> String {
    format!("event {event:03}")
}

/// Makes event after event; each waits until all screens have the one before.
fn latencies(screens: Vec<TcpStream>, mut make: impl FnMut(usize)) -> Vec<Duration> {
    let (read_one, seen) = channel();
    let readers = thread::spawn(move || read_all(screens, &read_one));
    let mut made = Vec::new();
    for event in 0..EVENTS {
        made.push(Instant::now());
        make(event);
        (0..SCREENS).for_each(|_| seen.recv().expect("the readers live"));
    }
    let read = readers.join().expect("the readers end");
    // The first finds screens that are still being connected.
    let after_first = |read: &Vec<Instant>| {
        read.iter().zip(&made).skip(1).map(|(read, made)| *read - *made).collect::<Vec<_>>()
    };
    read.iter().flat_map(after_first).collect()
}

/// When each screen read each event.
fn read_all(screens: Vec<TcpStream>, seen: &Sender<()>) -> Vec<Vec<Instant>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().expect("a runtime");
    runtime.block_on(async {
        let reading: Vec<_> = screens
            .into_iter()
            .map(|screen| {
                screen.set_nonblocking(true).expect("a setting");
                let screen = tokio::net::TcpStream::from_std(screen).expect("a socket");
                tokio::spawn(read(screen, seen.clone()))
            })
            .collect();
        let mut times = Vec::new();
        for reader in reading {
            times.push(reader.await.expect("a reader"));
        }
        times
    })
}

async fn read(mut screen: tokio::net::TcpStream, seen: Sender<()>) -> Vec<Instant> {
    let (mut text, mut times) = (Vec::new(), Vec::new());
    while times.len() < EVENTS {
        let got = screen.read_buf(&mut text).await.expect("the stream lives");
        assert!(got > 0, "the stream has ended");
        let wanted = mark(times.len());
        if let Some(found) = text.windows(wanted.len()).position(|piece| piece == wanted.as_bytes()) {
            times.push(Instant::now());
            seen.send(()).expect("somebody counts");
            text.drain(..found);
        }
    }
    times
}

//! The other end of a Manager Interface: lets everybody in, says yes to everything, has no calls, and tells what it is given.

use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc::{Receiver, channel},
    thread,
};

/// The first line.
pub const GREETING: &str = "Asterisk Call Manager/11.0.0\r\n";

/// The last of what is asked by whoever looks around.
const LAST_LOOKED_AT: &str = "Status";

/// A Manager Interface.
pub struct Stub {
    pub addr: SocketAddr,
    surveyed: Receiver<TcpStream>,
}

impl Stub {
    /// Offers itself on a free port.
    pub fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let addr = listener.local_addr().expect("an address");
        let (sender, surveyed) = channel();
        thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                let sender = sender.clone();
                thread::spawn(move || {
                    // Whoever has seen enough hangs up.
                    let _ =
                        serve(&socket, || sender.send(socket.try_clone().expect("a second handle")).is_ok());
                });
            }
        });
        Self { addr, surveyed }
    }

    /// The way to tell events, once somebody has looked around.
    pub fn teller(&self) -> TcpStream {
        self.surveyed.recv().expect("somebody comes")
    }
}

/// Answers until the other side hangs up; `looked` is called after each look around.
fn serve(socket: &TcpStream, looked: impl Fn() -> bool) -> std::io::Result<()> {
    let mut out = socket.try_clone()?;
    out.set_nodelay(true)?;
    out.write_all(GREETING.as_bytes())?;
    let (mut action, mut id) = (String::new(), String::new());
    for line in BufReader::new(socket).lines() {
        let line = line?;
        match line.split_once(": ") {
            Some(("Action", name)) => action = name.to_owned(),
            Some(("ActionID", given)) => id = format!("ActionID: {given}\r\n"),
            _ if line.is_empty() => {
                out.write_all(answer(&action, &id).as_bytes())?;
                if action == LAST_LOOKED_AT && !looked() {
                    return Ok(());
                }
                id.clear();
            }
            _ => {}
        }
    }
    Ok(())
}

/// Every list is empty. To an action without a list the end of one is an event that nobody knows.
fn answer(action: &str, id: &str) -> String {
    match action {
        "Login" => format!("Response: Success\r\n{id}\r\nEvent: FullyBooted\r\n\r\n"),
        _ => format!("Response: Success\r\n{id}Challenge: 1\r\n\r\nEvent: {action}Complete\r\n{id}\r\n"),
    }
}

/// The `nth` caller comes to the queue.
pub fn joins(nth: usize) -> String {
    event("QueueCallerJoin", nth, "Queue: private\r\nPosition: 1\r\nCount: 1\r\n")
}

/// The `nth` caller gives up.
pub fn gives_up(nth: usize) -> String {
    let left = "Queue: private\r\nPosition: 1\r\nOriginalPosition: 1\r\nHoldTime: 1\r\n";
    event("QueueCallerAbandon", nth, left)
        + &event("QueueCallerLeave", nth, "Queue: private\r\nPosition: 1\r\nCount: 0\r\n")
        + &event("Hangup", nth, "Cause: 0\r\nCause-txt: Unknown\r\n")
}

/// An event of the caller's channel, with the fields that Asterisk 22 writes.
fn event(name: &str, nth: usize, rest: &str) -> String {
    let id = format!("1795317432.{nth}");
    format!(
        "Event: {name}\r\nPrivilege: agent,all\r\nChannel: PJSIP/public-{nth:08x}\r\nChannelState: 6\r\nChannelStateDesc: Up\r\n\
         CallerIDNum: {}\r\nCallerIDName: <unknown>\r\nConnectedLineNum: <unknown>\r\nConnectedLineName: <unknown>\r\n\
         Language: en\r\nAccountCode: \r\nContext: public\r\nExten: hotline\r\nPriority: 2\r\nUniqueid: {id}\r\nLinkedid: {id}\r\n{rest}\r\n",
        number(nth),
    )
}

/// The `nth` caller's number; its last digits are on the screen.
pub fn number(nth: usize) -> String {
    format!("077009{:05}", nth % 100_000)
}

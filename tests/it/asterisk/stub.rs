//! Something that speaks like an Asterisk: it lets everybody in and has an empty survey; all else it answers as it is told.

use std::sync::Arc;

use hotdesk::switch::asterisk::Block;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::{broadcast, watch},
};

/// One that runs.
pub struct Stub {
    /// Where.
    pub address: String,
    /// What was asked, the last.
    pub asked: watch::Receiver<Block>,
    /// How often somebody has come.
    pub visits: watch::Receiver<usize>,
    says: broadcast::Sender<Arc<[u8]>>,
}

/// What an action is answered with, without its id; none: with a plain yes.
type Answers = fn(&Block) -> Option<&'static str>;

impl Stub {
    /// Starts one.
    pub async fn start(answers: Answers) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("bound").to_string();
        let (ask, asked) = watch::channel(Block::default());
        let (visit, visits) = watch::channel(0);
        let (says, _) = broadcast::channel(16);
        let heard = says.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (ask, says) = (ask.clone(), heard.subscribe());
                visit.send_modify(|visits| *visits += 1);
                // Whoever has had enough hangs up.
                tokio::spawn(async move { drop(talk(socket, answers, &ask, says).await) });
            }
        });
        Self { address, asked, visits, says }
    }

    /// Says this to all who are there.
    pub fn say(&self, bytes: impl Into<Vec<u8>>) {
        self.says.send(bytes.into().into()).expect("somebody is there");
    }
}

async fn talk(
    mut socket: TcpStream,
    answers: Answers,
    ask: &watch::Sender<Block>,
    mut says: broadcast::Receiver<Arc<[u8]>>,
) -> std::io::Result<()> {
    let (read, mut write) = socket.split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"Asterisk Call Manager/11.0.0\r\n").await?;
    let mut action = Block::default();
    loop {
        tokio::select! {
            said = says.recv() => if let Ok(said) = said { write.write_all(&said).await? },
            line = lines.next_line() => match line?.as_deref() {
                None => return Ok(()),
                Some("") => {
                    let whole = std::mem::take(&mut action);
                    write.write_all(answer(&whole, answers).as_bytes()).await?;
                    ask.send_replace(whole);
                }
                Some(line) => {
                    let (key, value) = line.split_once(": ").unwrap_or((line, ""));
                    action.push(key, value);
                }
            },
        }
    }
}

fn answer(action: &Block, answers: Answers) -> String {
    let id = action.get("ActionID").map(|id| format!("ActionID: {id}\r\n")).unwrap_or_default();
    let ends = |event: &str| format!("Response: Success\r\n{id}\r\nEvent: {event}\r\n{id}\r\n");
    if let Some(answer) = answers(action) {
        return format!("{answer}\r\n{id}\r\n");
    }
    match action.get("Action") {
        Some("Challenge") => "Response: Success\r\nChallenge: 1\r\n\r\n".to_owned(),
        Some("Login") => "Response: Success\r\n\r\nEvent: FullyBooted\r\n\r\n".to_owned(),
        Some("QueueStatus") => ends("QueueStatusComplete"),
        Some("Status") => ends("StatusComplete"),
        _ => format!("Response: Success\r\n{id}\r\n"),
    }
}

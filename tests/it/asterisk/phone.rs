//! An agent's phone that registers with a password and does what it is told (baresip): it answers, holds, hands on and hangs up.
//!
//! `HOTDESK_BARESIP` names a folder that `tests/asterisk/fetch.sh` has filled; without it these tests are skipped with a message.

use std::{
    collections::VecDeque,
    env, fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    time::timeout,
};

use super::exchange::{
    Exchange, PATIENCE,
    program::{Running, free_port, unpacked},
};
use crate::until::until;

/// A phone under way.
pub struct Phone {
    program: Running,
    prefix: PathBuf,
    folder: PathBuf,
    control: u16,
    account: String,
    said: BufReader<OwnedReadHalf>,
    told: OwnedWriteHalf,
    /// What it has said and nobody has asked for.
    unheard: VecDeque<Value>,
}

impl Phone {
    /// The phone of agent 8004 or 8005, registered; none, with a message, where there is none to start.
    pub async fn register(exchange: &Exchange, agent: &str) -> Option<Self> {
        let Some(prefix) = env::var_os("HOTDESK_BARESIP").filter(|prefix| !prefix.is_empty()) else {
            println!("skipped: HOTDESK_BARESIP names no phone (see tests/asterisk/fetch.sh)");
            return None;
        };
        let (prefix, folder) = (PathBuf::from(prefix), exchange.home().join(agent));
        let control = free_port();
        prepare(&folder, &prefix, control);
        let (program, said, told) = start(&prefix, &folder, control).await;
        let account =
            format!("<sip:{agent}@127.0.0.1:{}>;auth_pass=test-only;audio_codecs=PCMA", exchange.sip_port());
        let unheard = VecDeque::new();
        let mut phone = Self { program, prefix, folder, control, account, said, told, unheard };
        phone.registers().await;
        Some(phone)
    }

    /// Its plug is pulled.
    pub fn lost(&mut self) {
        self.program.kill();
    }

    /// It is plugged in again, and registers.
    pub async fn back(&mut self) {
        (self.program, self.said, self.told) = start(&self.prefix, &self.folder, self.control).await;
        self.unheard.clear();
        self.registers().await;
    }

    async fn registers(&mut self) {
        let account = self.account.clone();
        self.does("uanew", &account).await;
        self.hears("REGISTER_OK").await;
    }

    /// Waits for a call, and answers it.
    pub async fn answers(&mut self) {
        self.hears("CALL_INCOMING").await;
        self.does("accept", "").await;
        self.hears("CALL_ESTABLISHED").await;
    }

    /// Presses this key of the phone's.
    pub async fn does(&mut self, command: &str, what: &str) {
        let text = json!({ "command": command, "params": what, "token": "tester" }).to_string();
        let text = format!("{}:{text},", text.len());
        self.told.write_all(text.as_bytes()).await.expect("the phone listens");
        loop {
            let said = self.next().await;
            if said["response"] == true {
                return;
            }
            self.unheard.push_back(said);
        }
    }

    /// Waits until it says this.
    pub async fn hears(&mut self, event: &str) {
        loop {
            let said = match self.unheard.pop_front() {
                Some(said) => said,
                None => self.next().await,
            };
            if said["type"] == event {
                return;
            }
        }
    }

    /// The next that it says: `length:JSON,`.
    async fn next(&mut self) -> Value {
        let said = async {
            let mut length = Vec::new();
            self.said.read_until(b':', &mut length).await?;
            let length = String::from_utf8_lossy(&length).trim_end_matches(':').parse().unwrap_or(0);
            let mut text = vec![0; length + 1];
            self.said.read_exact(&mut text).await?;
            text.pop();
            std::io::Result::Ok(text)
        };
        let said = timeout(PATIENCE, said).await;
        let console = || fs::read_to_string(self.folder.join("console.log")).unwrap_or_default();
        let said = said.unwrap_or_else(|_| panic!("the phone says no more; on its console:\n{}", console()));
        serde_json::from_slice(&said.expect("the phone lives")).expect("the phone speaks JSON")
    }
}

async fn start(
    prefix: &Path,
    folder: &Path,
    control: u16,
) -> (Running, BufReader<OwnedReadHalf>, OwnedWriteHalf) {
    let mut baresip = unpacked(prefix, "usr/bin/baresip");
    baresip.args(["-4", "-f"]).arg(folder);
    let program = Running::start(baresip, folder, "console.log");
    let mut socket = None;
    until("the phone", async || {
        socket = TcpStream::connect(("127.0.0.1", control)).await.ok();
        socket.is_some()
    })
    .await;
    let (said, told) = socket.expect("it was waited for").into_split();
    (program, BufReader::new(said), told)
}

fn prepare(folder: &Path, prefix: &Path, control: u16) {
    fs::create_dir_all(folder).expect("a folder");
    let (sip, modules) = (free_port(), prefix.join("usr/lib/baresip/modules"));
    let silence = folder.join("silence.wav");
    fs::write(&silence, wav(&[0; 160_000])).expect("what it says is written");
    let config = format!(
        "sip_listen 127.0.0.1:{sip}\nnet_interface 127.0.0.1\nctrl_tcp_listen 127.0.0.1:{control}\n\
         audio_player aufile,/dev/null\naudio_alert aufile,/dev/null\naudio_source aufile,{}\n\
         ausrc_srate 8000\nausrc_channels 1\nmodule_path {}\nmodule g711.so\nmodule aufile.so\n\
         module_app account.so\nmodule_app menu.so\nmodule_app ctrl_tcp.so\n",
        silence.display(),
        modules.display()
    );
    fs::write(folder.join("config"), config).expect("its configuration is written");
    for file in ["accounts", "contacts"] {
        fs::write(folder.join(file), "").expect("an empty list is written");
    }
}

/// Sound in a file: one channel, 8,000 samples a second of two bytes.
fn wav(samples: &[u8]) -> Vec<u8> {
    let number = |number: usize| u32::try_from(number).expect("a short sound").to_le_bytes();
    let format = [&[1, 0, 1, 0][..], &number(8_000), &number(16_000), &[2, 0, 16, 0]].concat();
    let head = [b"RIFF", &number(36 + samples.len())[..], b"WAVEfmt ", &number(16), &format].concat();
    [&head[..], b"data", &number(samples.len()), samples].concat()
}

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

use super::{
    exchange::{
        Exchange, PATIENCE,
        program::{Running, free_port, unpacked},
    },
    sound::{Heard, Voice, tone},
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
    /// The phone of agent 8004 or 8005, registered and silent; none, with a message, where there is none to start.
    pub async fn register(exchange: &Exchange, agent: &str) -> Option<Self> {
        Self::register_speaking(exchange, agent, 0).await
    }

    /// The same with a voice, at which nothing is put on hold.
    pub async fn register_speaking(exchange: &Exchange, agent: &str, voice: Voice) -> Option<Self> {
        let mut phone = Self::plug_in(exchange, agent, ";auth_pass=test-only", voice).await?;
        phone.registers().await;
        Some(phone)
    }

    /// The phone of a caller with a voice, who is not known to the switch.
    pub async fn of_caller(exchange: &Exchange, number: &str, voice: Voice) -> Option<Self> {
        let mut phone = Self::plug_in(exchange, number, ";regint=0", voice).await?;
        let account = phone.account.clone();
        phone.does("uanew", &account).await;
        Some(phone)
    }

    async fn plug_in(exchange: &Exchange, name: &str, how: &str, voice: Voice) -> Option<Self> {
        let Some(prefix) = env::var_os("HOTDESK_BARESIP").filter(|prefix| !prefix.is_empty()) else {
            println!("skipped: HOTDESK_BARESIP names no phone (see tests/asterisk/fetch.sh)");
            return None;
        };
        let (prefix, folder) = (PathBuf::from(prefix), exchange.home().join(name));
        let control = free_port();
        prepare(&folder, &prefix, control, voice);
        let (program, said, told) = start(&prefix, &folder, control).await;
        let account = format!("<sip:{name}@127.0.0.1:{}>{how};audio_codecs=PCMA", exchange.sip_port());
        let unheard = VecDeque::new();
        Some(Self { program, prefix, folder, control, account, said, told, unheard })
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

    /// Calls this extension of the exchange's.
    pub async fn dials(&mut self, exchange: &Exchange, extension: &str) {
        self.does("dial", &format!("sip:{extension}@127.0.0.1:{}", exchange.sip_port())).await;
    }

    /// Waits for a call, and answers it.
    pub async fn answers(&mut self) {
        self.hears("CALL_INCOMING").await;
        self.does("accept", "").await;
        self.hears("CALL_ESTABLISHED").await;
    }

    /// What was heard so far at one with a voice.
    pub fn heard(&self) -> Heard {
        Heard::read(&self.folder.join("heard.wav"))
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

fn prepare(folder: &Path, prefix: &Path, control: u16, voice: Voice) {
    fs::create_dir_all(folder).expect("a folder");
    let (sip, modules) = (free_port(), prefix.join("usr/lib/baresip/modules"));
    let says = folder.join("says.wav");
    // Those of this kind that keep what they hear do not survive a hold.
    let hears = if voice == 0 { "/dev/null".into() } else { folder.join("heard.wav") };
    fs::write(&says, tone(voice)).expect("what it says is written");
    let config = format!(
        "sip_listen 127.0.0.1:{sip}\nnet_interface 127.0.0.1\nctrl_tcp_listen 127.0.0.1:{control}\n\
         audio_player aufile,{}\naudio_alert aufile,/dev/null\naudio_source aufile,{}\n\
         ausrc_srate 8000\nausrc_channels 1\nauplay_srate 8000\nauplay_channels 1\nmodule_path {}\nmodule g711.so\nmodule aufile.so\n\
         module_app account.so\nmodule_app menu.so\nmodule_app ctrl_tcp.so\n",
        hears.display(),
        says.display(),
        modules.display()
    );
    fs::write(folder.join("config"), config).expect("its configuration is written");
    for file in ["accounts", "contacts"] {
        fs::write(folder.join(file), "").expect("an empty list is written");
    }
}

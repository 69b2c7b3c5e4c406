//! A real Asterisk for a test, with callers and phones by SIPp; all of it ends with the test, also with one that is killed.
//!
//! `HOTDESK_ASTERISK` and `HOTDESK_ASTERISK_16` name folders that `tests/asterisk/fetch.sh` has filled; tests that need one that is not
//! named are skipped with a message.

use std::{
    collections::HashMap,
    env, fs,
    net::UdpSocket,
    path::{Path, PathBuf},
    time::Duration,
};

use hotdesk::{
    domain::{CallId, Ender, QueueId, Redacted},
    switch::{
        Asterisk, Found, Happened, Switch, SwitchCommand, SwitchLink,
        asterisk::{Access, Event, Names, Pattern},
    },
};

use tokio::{sync::oneshot, time::timeout};

use super::agreement;

pub mod program;

use program::{Running, free_port, modules, mortal, unpacked};

/// Longer than anything that is waited for here takes.
pub const PATIENCE: Duration = Duration::from_secs(90);
/// How long callers and phones stay when nobody else hangs up: longer than any test, ms.
const STAY_MS: u32 = 300_000;
/// Phones by SIPp at a port that Asterisk knows: 8001 and the next two.
const FIRST_PHONE: usize = 8001;

/// An Asterisk on free ports of this machine.
pub struct Exchange {
    asterisk: Running,
    parties: Vec<Running>,
    /// Where callers are told to hang up, by their numbers.
    callers: HashMap<String, u16>,
    ami: u16,
    sip: u16,
    phones: [u16; 3],
    prefix: PathBuf,
    home: tempfile::TempDir,
}

/// Which Asterisk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// The newest that is supported, 22.
    Newest,
    /// The oldest that is supported, 16.
    Oldest,
}

impl Release {
    /// The folder that it was unpacked into; none, with a message, where there is none.
    fn folder(self) -> Option<PathBuf> {
        let name = match self {
            Self::Newest => "HOTDESK_ASTERISK",
            Self::Oldest => "HOTDESK_ASTERISK_16",
        };
        let folder = env::var_os(name).filter(|folder| !folder.is_empty()).map(PathBuf::from);
        if folder.is_none() {
            println!("skipped: {name} names no Asterisk (see tests/asterisk/fetch.sh)");
        }
        folder
    }
}

impl Exchange {
    /// Starts one; none, with a message, where there is no Asterisk to start.
    pub fn start() -> Option<Self> {
        Self::start_of(Release::Newest)
    }

    /// Starts one of this release.
    pub fn start_of(release: Release) -> Option<Self> {
        Self::start_with(release, &[])
    }

    /// The same with these files of configuration instead of its own.
    pub fn start_with(release: Release, files: &[(&str, String)]) -> Option<Self> {
        let prefix = release.folder()?;
        let home = tempfile::tempdir().expect("a folder");
        let (ami, sip, phones) = (free_port(), free_port(), [(); 3].map(|()| free_port()));
        prepare(home.path(), &prefix, ami, sip, phones, files);
        let asterisk = spawn(home.path(), &prefix);
        let (parties, callers) = (Vec::new(), HashMap::new());
        Some(Self { asterisk, parties, callers, ami, sip, phones, prefix, home })
    }

    /// How hotdesk reaches it.
    pub fn access(&self) -> Access {
        let pattern = |text, blank| Pattern::parse(text, blank).expect("one blank");
        let queues = [
            ("hotline", "private"),
            ("keys", "english"),
            ("fixed", "stocks"),
            ("hasty", "hasty"),
            ("small", "small"),
            ("lonely", "lonely"),
        ];
        Access {
            address: format!("127.0.0.1:{}", self.ami),
            user: "hotdesk".into(),
            secret: Redacted("test-only".into()),
            names: Names {
                members: pattern("PJSIP/{agent}", "agent"),
                queues: queues.map(|(theirs, ours)| (theirs.to_owned(), QueueId::from(ours))).into(),
                context: "internal".into(),
                agent_extension: pattern("{agent}", "agent"),
                queue_extension: pattern("{queue}", "queue"),
            },
            tls: None,
            phone_control: false,
        }
    }

    /// The port of its Manager Interface.
    pub fn port(&self) -> u16 {
        self.ami
    }

    /// The port where it speaks SIP.
    pub fn sip_port(&self) -> u16 {
        self.sip
    }

    /// The folder of all that it writes.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Waits until it lets us in.
    pub async fn answers(&self) {
        self.survey().await;
    }

    /// Hangs up the phones of all who speak, by a link of its own.
    pub async fn end_talks(&self) {
        let (link, calls) = self.survey().await;
        for Found { call, .. } in calls.into_iter().filter(|found| found.agent.is_some()) {
            let (answer, answered) = oneshot::channel();
            let hang_up = SwitchCommand::HangUp { call, by: Ender::Agent };
            link.commands.send((hang_up, answer)).await.expect("the link lives");
            assert_eq!(answered.await, Ok(Ok(())));
        }
    }

    async fn survey(&self) -> (SwitchLink, Vec<Found>) {
        let mut link = Box::new(Asterisk::new(self.access())).start();
        let surveyed = async {
            loop {
                let event = link.events.recv().await.expect("the link lives");
                if let Happened::Surveyed { calls, .. } = event.what {
                    return calls;
                }
            }
        };
        let calls = timeout(PATIENCE, surveyed).await;
        let calls =
            calls.unwrap_or_else(|_| panic!("Asterisk does not answer; it says:\n{}", self.console()));
        (link, calls)
    }

    /// What Asterisk has said on its console.
    fn console(&self) -> String {
        fs::read_to_string(self.home.path().join("console.log")).unwrap_or_default()
    }

    /// A caller dials, and stays until [`Self::hang_up`] or until the other side hangs up.
    pub fn call(&mut self, number: &str, dials: &str) {
        self.calls("caller", number, dials, STAY_MS, 1, 1);
    }

    /// A caller who presses 1 again and again.
    pub fn call_and_press_1(&mut self, number: &str, dials: &str) {
        self.calls("caller_presses_1", number, dials, STAY_MS, 1, 1);
    }

    /// So many callers alike, so many of them a second, who stay so long once let in, ms.
    pub fn crowd(&mut self, callers: u32, per_second: u32, stay_ms: u32) {
        self.calls("caller", "%u", "hotline", stay_ms, callers, per_second);
    }

    fn calls(&mut self, scenario: &str, number: &str, dials: &str, stay_ms: u32, callers: u32, rate: u32) {
        let fill =
            [("NUMBER", number.to_owned()), ("DIALS", dials.to_owned()), ("TALK_MS", stay_ms.to_string())];
        let (target, port) = (format!("127.0.0.1:{}", self.sip), free_port());
        let [callers, rate] = [callers, rate].map(|number| number.to_string());
        let how = ["-m", &callers, "-l", &callers, "-r", &rate, "-cid_str", &call_id(number, port), &target];
        self.sipp(scenario, number, &fill, port, &how);
        self.callers.insert(number.to_owned(), port);
    }

    /// The caller hangs up: SIPp finds the call by its `Call-ID`.
    pub fn hang_up(&self, number: &str) {
        let port = self.callers[number];
        let socket = UdpSocket::bind(("127.0.0.1", 0)).expect("a port");
        let message = format!(
            "MESSAGE sip:{number} SIP/2.0\r\nVia: SIP/2.0/UDP test;branch=z9hG4bK-1\r\nFrom: <sip:test>;tag=1\r\n\
             To: <sip:{number}>;tag=2\r\nCall-ID: {}\r\nCSeq: 9 MESSAGE\r\nContent-Length: 0\r\n\r\n",
            call_id(number, port)
        );
        let sent = socket.send_to(message.as_bytes(), ("127.0.0.1", port));
        sent.expect("the caller listens");
    }

    /// The phone of agent 8001, 8002 or 8003, by this scenario: answered after `ring_ms`, hung up by whom it speaks with.
    pub fn phone(&mut self, agent: usize, scenario: &str, ring_ms: u32) {
        self.phone_that_hangs_up(agent, scenario, ring_ms, STAY_MS);
    }

    /// A phone at which the agent hangs up after `talk_ms`.
    pub fn phone_that_hangs_up(&mut self, agent: usize, scenario: &str, ring_ms: u32, talk_ms: u32) {
        let fill = [("RING_MS", ring_ms.to_string()), ("TALK_MS", talk_ms.to_string())];
        let port = self.phones[agent - FIRST_PHONE];
        self.sipp(scenario, &agent.to_string(), &fill, port, &[]);
    }

    /// A phone that nobody answers.
    pub fn phone_that_rings(&mut self, agent: usize) {
        self.phone(agent, "phone", STAY_MS);
    }

    fn sipp(&mut self, scenario: &str, name: &str, fill: &[(&str, String)], port: u16, rest: &[&str]) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/asterisk/sipp");
        let text = fs::read_to_string(folder.join(format!("{scenario}.xml"))).expect("the scenario");
        let file = self.home.path().join(format!("{name}.xml"));
        fs::write(&file, filled(&text, fill)).expect("the scenario is written");
        let media = free_port().to_string();
        let mut sipp = mortal("sipp");
        sipp.arg("-sf").arg(&file).args(["-i", "127.0.0.1", "-nostdin", "-p", &port.to_string()]);
        sipp.args(["-mp", &media]).args(rest);
        self.parties.push(Running::start(sipp, self.home.path(), &format!("{name}.log")));
    }

    /// Kills Asterisk and starts another one on the same ports.
    pub fn restart(&mut self) {
        self.asterisk.kill();
        self.asterisk = spawn(self.home.path(), &self.prefix);
    }

    /// The `queue_log` comes to have so many lines of these events.
    pub async fn check_log(&self, wanted: &[(&str, usize)]) {
        agreement::check_log(self, wanted).await;
    }

    /// Where its `queue_log` is.
    pub fn queue_log_file(&self) -> PathBuf {
        self.home.path().join("log/queue_log")
    }

    /// The folder of its recordings.
    pub fn recordings(&self) -> PathBuf {
        self.home.path().join("spool/monitor")
    }

    /// What it has recorded of a call because we asked for it.
    pub fn recording(&self, call: CallId) -> PathBuf {
        self.recordings().join(format!("hotdesk-{call}.wav"))
    }

    /// The lines of its `queue_log`, columns apart.
    pub fn queue_log(&self) -> Vec<Vec<String>> {
        agreement::whole_lines(&self.queue_log_file(), '|')
    }

    /// The rows of its CDR.
    pub fn cdr(&self) -> Vec<Vec<String>> {
        agreement::whole_lines(&self.home.path().join("log/cdr-csv/Master.csv"), ',')
    }
}

fn prepare(home: &Path, prefix: &Path, ami: u16, sip: u16, phones: [u16; 3], files: &[(&str, String)]) {
    for folder in ["etc", "lib", "spool", "run", "log/cdr-csv", "moh"] {
        fs::create_dir_all(home.join(folder)).expect("a folder");
    }
    // Ten seconds of silence in A-law.
    fs::write(home.join("moh/silence.alaw"), vec![0xd5; 80_000]).expect("music on hold");
    let path = |path: &Path| path.display().to_string();
    let fill = [
        ("HOME", path(home)),
        ("PREFIX", path(prefix)),
        ("MODULES", path(&modules(prefix))),
        ("AMI", ami.to_string()),
        ("FILTERS", Event::filters().map(|filter| format!("eventfilter = {filter}")).join("\n")),
        ("SIP", sip.to_string()),
        ("PHONE1", phones[0].to_string()),
        ("PHONE2", phones[1].to_string()),
        ("PHONE3", phones[2].to_string()),
    ];
    let write = |name: &str, text: &str| {
        fs::write(home.join("etc").join(name), filled(text, &fill)).expect("the configuration is written");
    };
    for file in fs::read_dir(config()).expect("the configuration") {
        let name = file.expect("the configuration").file_name();
        let text = fs::read_to_string(config().join(&name)).expect("the configuration");
        write(name.to_str().expect("a plain name"), &text);
    }
    files.iter().for_each(|(name, text)| write(name, text));
}

/// The folder of the configuration that these tests use.
pub fn config() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/asterisk/config")
}

/// One for each call: the same caller may call again.
fn call_id(number: &str, port: u16) -> String {
    format!("{number}-{port}")
}

fn filled(text: &str, fill: &[(&str, String)]) -> String {
    fill.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("@{name}@"), value))
}

fn spawn(home: &Path, prefix: &Path) -> Running {
    let mut asterisk = unpacked(prefix, "usr/sbin/asterisk");
    asterisk.arg("-f").arg("-C").arg(home.join("etc/asterisk.conf"));
    Running::start(asterisk, home, "console.log")
}

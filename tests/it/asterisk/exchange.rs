//! A real Asterisk for a test, with callers and phones by SIPp; all of it ends with the test.
//!
//! `HOTDESK_ASTERISK` names the folder that `tests/asterisk/fetch.sh` has filled; without it these tests are skipped with a message.

use std::{
    env, fs,
    net::{TcpListener, UdpSocket},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{self, Child, Command, Stdio},
    sync::atomic::{AtomicU16, Ordering},
    thread,
    time::{Duration, Instant},
};

use hotdesk::{
    domain::{Ender, QueueId, Redacted},
    switch::{
        Asterisk, Found, Happened, Switch, SwitchCommand, SwitchLink,
        asterisk::{Access, Names, Pattern},
    },
};

use tokio::{sync::oneshot, time::timeout};

/// Longer than anything that is waited for here takes.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// Ports for these tests: below those that systems give out by themselves, and below those of Asterisk's media. Four apart, as SIPp takes
/// some beside the one that it is told.
const FIRST_PORT: u16 = 10_000;
const PORTS: u16 = 2_500;
/// How many were given out in this process.
static PORTS_GIVEN: AtomicU16 = AtomicU16::new(0);

/// An Asterisk on free ports of this machine.
pub struct Exchange {
    asterisk: Child,
    /// Callers and phones.
    parties: Vec<Child>,
    ami: u16,
    sip: u16,
    phones: [u16; 3],
    prefix: PathBuf,
    home: tempfile::TempDir,
}

/// Who calls, what is dialled, and how long the caller stays once let in, ms.
pub struct Caller {
    pub number: &'static str,
    pub dials: &'static str,
    pub talk_ms: u32,
}

impl Exchange {
    /// Starts one; none, with a message, where there is no Asterisk to start.
    pub fn start() -> Option<Self> {
        Self::start_with(&[])
    }

    /// The same with these files of configuration instead of its own.
    pub fn start_with(files: &[(&str, String)]) -> Option<Self> {
        let Some(prefix) = env::var_os("HOTDESK_ASTERISK").map(PathBuf::from) else {
            println!("skipped: HOTDESK_ASTERISK names no Asterisk (see tests/asterisk/fetch.sh)");
            return None;
        };
        let home = tempfile::tempdir().expect("a folder");
        let (ami, sip, phones) = (free_port(), free_port(), [(); 3].map(|()| free_port()));
        prepare(home.path(), &prefix, ami, sip, phones, files);
        let asterisk = spawn(home.path(), &prefix);
        Some(Self { asterisk, parties: Vec::new(), ami, sip, phones, prefix, home })
    }

    /// How hotdesk reaches it.
    pub fn access(&self) -> Access {
        let pattern = |text, blank| Pattern::parse(text, blank).expect("one blank");
        let queues = [("hotline", "private"), ("keys", "english"), ("fixed", "stocks")];
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

    /// A caller.
    pub fn call(&mut self, caller: &Caller) {
        self.call_by("caller", caller);
    }

    /// So many callers alike, so many of them a second.
    pub fn crowd(&mut self, callers: u32, per_second: u32, caller: &Caller) {
        let (callers, per_second) = (callers.to_string(), per_second.to_string());
        self.calls("caller", caller, &["-m", &callers, "-l", &callers, "-r", &per_second]);
    }

    /// A caller by another scenario.
    pub fn call_by(&mut self, scenario: &str, caller: &Caller) {
        self.calls(scenario, caller, &["-m", "1"]);
    }

    fn calls(&mut self, scenario: &str, caller: &Caller, how_many: &[&str]) {
        let fill = [
            ("NUMBER", caller.number.to_owned()),
            ("DIALS", caller.dials.to_owned()),
            ("TALK_MS", caller.talk_ms.to_string()),
        ];
        let name = format!("{scenario}-{}", caller.number);
        let port = free_port();
        let target = format!("127.0.0.1:{}", self.sip);
        self.sipp(scenario, &name, &fill, port, &[how_many, &[&target]].concat());
    }

    /// The phone of agent 8001, 8002 or 8003, by this scenario: answered after `ring_ms`, hung up after `talk_ms`.
    pub fn phone(&mut self, agent: usize, scenario: &str, ring_ms: u32, talk_ms: u32) {
        let fill = [("RING_MS", ring_ms.to_string()), ("TALK_MS", talk_ms.to_string())];
        let port = self.phones[agent - 8001];
        self.sipp(scenario, &format!("{agent}"), &fill, port, &[]);
    }

    fn sipp(&mut self, scenario: &str, name: &str, fill: &[(&str, String)], port: u16, rest: &[&str]) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/asterisk/sipp");
        let text = fs::read_to_string(folder.join(format!("{scenario}.xml"))).expect("the scenario");
        let file = self.home.path().join(format!("{name}.xml"));
        fs::write(&file, filled(&text, fill)).expect("the scenario is written");
        let media = free_port();
        let mut sipp = Command::new("sipp");
        sipp.current_dir(self.home.path()).arg("-sf").arg(&file).args(["-i", "127.0.0.1", "-nostdin"]);
        sipp.args(["-p", &port.to_string(), "-mp", &media.to_string()]).args(rest);
        let log = fs::File::create(self.home.path().join(format!("{name}.log"))).expect("a log");
        let started = sipp.stdin(Stdio::null()).stdout(log.try_clone().expect("a log")).stderr(log).spawn();
        self.parties.push(started.expect("sipp starts; install the package sip-tester"));
    }

    /// Kills Asterisk and starts another one on the same ports.
    pub fn restart(&mut self) {
        self.asterisk.kill().expect("it runs");
        self.asterisk.wait().expect("it ends");
        self.asterisk = spawn(self.home.path(), &self.prefix);
    }

    /// The `queue_log` comes to have so many lines of these events; it is written a moment after they are told.
    #[track_caller]
    #[expect(clippy::disallowed_methods, reason = "a file tells nobody that it has grown")]
    pub fn check_log(&self, wanted: &[(&str, usize)]) {
        let end = Instant::now() + PATIENCE;
        loop {
            let log = self.queue_log();
            let count = |event: &str| log.iter().filter(|line| line[4] == event).count();
            let found: Vec<_> = wanted.iter().map(|(event, _)| (*event, count(event))).collect();
            if found == wanted || Instant::now() > end {
                assert_eq!(found, wanted);
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Where its `queue_log` is.
    pub fn queue_log_file(&self) -> PathBuf {
        self.home.path().join("log/queue_log")
    }

    /// The lines of its `queue_log`, columns apart.
    pub fn queue_log(&self) -> Vec<Vec<String>> {
        let text = fs::read_to_string(self.queue_log_file()).expect("a queue_log");
        // A line that is being written is left for the next look.
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        whole.lines().map(|line| line.split('|').map(str::to_owned).collect()).collect()
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        for child in self.parties.iter_mut().chain([&mut self.asterisk]) {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
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
        ("MODULES", path(&libraries(prefix).join("asterisk/modules"))),
        ("AMI", ami.to_string()),
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

fn filled(text: &str, fill: &[(&str, String)]) -> String {
    fill.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("@{name}@"), value))
}

/// Its programs find their libraries by the loader that was unpacked with them.
fn spawn(home: &Path, prefix: &Path) -> Child {
    let libraries = libraries(prefix);
    let mut loaders = fs::read_dir(&libraries).expect("libraries").flatten().map(|entry| entry.path());
    let is_loader =
        |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("ld-linux"));
    let log = fs::File::create(home.join("console.log")).expect("a log");
    let mut asterisk = Command::new(loaders.find(is_loader).expect("a loader"));
    asterisk.arg("--library-path").arg(&libraries).arg(prefix.join("usr/sbin/asterisk"));
    asterisk.arg("-f").arg("-C").arg(home.join("etc/asterisk.conf")).stdin(Stdio::null());
    // A group of its own: a signal to the tests is not one to it.
    asterisk.process_group(0).stdout(log.try_clone().expect("a log")).stderr(log);
    asterisk.spawn().expect("Asterisk starts")
}

/// The folder of libraries, named after the machine's architecture.
fn libraries(prefix: &Path) -> PathBuf {
    let mut folders = fs::read_dir(prefix.join("usr/lib")).expect("libraries").flatten();
    let found = folders.find(|folder| folder.path().join("asterisk/modules").is_dir());
    found.expect("HOTDESK_ASTERISK is a folder that tests/asterisk/fetch.sh has filled").path()
}

/// A port that nobody has, and that no other test of this process is given.
fn free_port() -> u16 {
    let first = (process::id() % u32::from(PORTS)) as u16;
    let next = || FIRST_PORT + 4 * ((first + PORTS_GIVEN.fetch_add(1, Ordering::Relaxed)) % PORTS);
    let is_free = |port: &u16| {
        UdpSocket::bind(("127.0.0.1", *port)).is_ok() && TcpListener::bind(("127.0.0.1", *port)).is_ok()
    };
    (0..PORTS).map(|_| next()).find(is_free).expect("a free port")
}

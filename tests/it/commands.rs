//! The program's commands without a screen: the doctor, manual pages, completions, and how each complains.

use std::{
    io::Write,
    os::{fd::OwnedFd, unix::net::UnixDatagram},
    path::Path,
    process::{Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use crate::{asterisk::stub::Stub, crash::Process};

/// Every subcommand that is shown to users.
const COMMANDS: [&str; 19] = [
    "demo",
    "agent",
    "lead",
    "qa",
    "server",
    "user",
    "webhook",
    "asterisk",
    "due",
    "calendar",
    "report",
    "metric",
    "import",
    "staff",
    "check",
    "doctor",
    "verify",
    "completions",
    "man",
];

/// What a command said, and how it ended.
pub struct Said {
    pub out: String,
    pub complaint: String,
    pub good: bool,
}

/// The door: a command with a home of its own and this on its standard input.
pub fn hotdesk(home: &Path, args: &[&str], input: &str) -> Said {
    let mut child = program(home, args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A command that reads nothing may have ended already.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    let ended = child.wait_with_output().expect("the program ends");
    let text = |bytes| String::from_utf8(bytes).expect("it speaks UTF-8");
    Said { out: text(ended.stdout), complaint: text(ended.stderr), good: ended.status.success() }
}

pub fn program(home: &Path, args: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_hotdesk"));
    program.args(args).env_clear().env("HOME", home).env("LANG", "C.UTF-8");
    program
}

/// A command that must do what it is asked.
pub fn done(home: &Path, args: &[&str], input: &str) -> String {
    let said = hotdesk(home, args, input);
    assert!(said.good, "{args:?}: {}", said.complaint);
    said.out
}

/// A command that must refuse, in one sentence with these parts.
pub fn refused(home: &Path, args: &[&str], parts: &[&str]) {
    let said = hotdesk(home, args, "");
    assert!(!said.good, "{args:?}: {}", said.out);
    for part in parts {
        assert!(said.complaint.contains(part), "{args:?}: {part} is not in {}", said.complaint);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_switch_out_of_reach_and_back_is_a_line_each() {
    // The first two who knock are turned away.
    let stub = Stub::start(|action| {
        static KNOCKED: AtomicUsize = AtomicUsize::new(0);
        let turned_away = "Response: Error\r\nMessage: not yet";
        let knocks = action.get("Action") == Some("Challenge");
        (knocks && KNOCKED.fetch_add(1, Ordering::SeqCst) < 2).then_some(turned_away)
    });
    let address = stub.await.address;
    let home = tempfile::tempdir().expect("a folder");
    let secret = home.path().join("secret");
    std::fs::write(&secret, "s").expect("a file");
    let mut server = program(home.path(), &["server", "--listen", "127.0.0.1:0"]);
    server.env("HOTDESK_SWITCH_ASTERISK_ADDRESS", address).env("HOTDESK_SWITCH_ASTERISK_SECRET_FILE", secret);
    let mut server = Process::complaining(server);
    let line = server.line().expect("it complains");
    assert!(line.contains("the phone switch is out of reach") && line.contains("(not yet)"), "{line}");
    assert_eq!(server.line().expect("it goes on"), "hotdesk: the phone switch is in reach again");
    server.kill();
    assert_eq!(server.line(), None);
}

#[test]
fn a_server_that_waits_for_its_folder_says_so_at_once() {
    let home = tempfile::tempdir().expect("a folder");
    let server = || program(home.path(), &["server", "--listen", "127.0.0.1:0"]);
    let mut first = Process::start(server());
    first.line().expect("it listens");
    let line = Process::complaining(server()).line().expect("it complains");
    assert!(line.contains("another server works in") && line.contains("waiting"), "{line}");
}

#[test]
fn the_doctor_finds_the_switch_settings_that_a_server_refuses() {
    let home = tempfile::tempdir().expect("a folder");
    let secret = home.path().join("secret");
    std::fs::write(&secret, "s").expect("a file");
    let asterisk = format!("[switch.asterisk]\nsecret_file = {secret:?}\naddress =");
    let simulation = "[switch.simulation]\ncalls_per_hour =";
    let file = home.path().join("mine.toml");
    let named = file.to_str().expect("a plain path");
    let check = |settings: &str, said: &str| {
        std::fs::write(&file, settings).expect("a file");
        refused(home.path(), &["server", "--listen", "127.0.0.1:0", "--config", named], &[said]);
        let doctor = hotdesk(home.path(), &["doctor", "--config", named], "");
        assert!(!doctor.good && doctor.out.contains(said), "{said} is not in {}", doctor.out);
    };
    check(&format!("{simulation} {{ nowhere = 1 }}"), "nowhere is not in queues.toml");
    let both = format!("{asterisk} \"127.0.0.1:1\"\n{simulation} {{ stocks = 1 }}");
    check(&both, "both [switch.asterisk] and [switch.simulation] are set");
    check(&format!("{asterisk} \"127.0.0.1\""), "has no port; write 127.0.0.1:5038");
    check(&format!("{asterisk} \"http://pbx:5038\""), "leave out `http://`");
    check("[switch.asterisk]\naddress = \"pbx:5038\"", "secret_file: cannot read");
}

#[test]
fn an_asterisk_is_looked_at_and_told_what_it_needs() {
    let home = tempfile::tempdir().expect("a folder");
    refused(home.path(), &["asterisk", "check"], &["no phone switch is named", "[switch.asterisk]"]);
    let lines = done(home.path(), &["asterisk", "config"], "");
    let expected = [
        "[hotdesk]\n",
        "read = system,call,agent,dialplan\neventfilter = ^Event: (QueueCallerJoin|",
        "write = call,agent,reporting\n; add originate for callbacks and listening in\n",
        "[from-internal]\nexten => 8001,1,Dial(PJSIP/8001,20,t)\n",
        "exten => stocks,1,Answer()\n; Before a greeting, if there is one: whoever hangs up in it is counted. Set it to nothing where callers go on to no queue.\n same => n,Set(HOTDESK_GREETING=stocks)\n same => n(wait),Queue(stocks,t)\n",
        "[stocks](hotdesk)\ntimeout = 15\n",
        "load => app_queue.so\n",
    ];
    for expected in expected {
        assert!(lines.contains(expected), "{expected} is not in {lines}");
    }
    let file = home.path().join("hotdesk.toml");
    let file = file.to_str().expect("a plain path");
    let check = |settings: &str, said: &str| {
        std::fs::write(file, format!("[switch.asterisk]\n{settings}")).expect("a file");
        let found = hotdesk(home.path(), &["asterisk", "--config", file, "check"], "");
        assert!(!found.good && found.out.contains(said), "{}", found.out);
    };
    std::fs::write(file, "[switch.asterisk]\naddress = \"pbx:5039\"\ntls = true\n").expect("a file");
    let lines = done(home.path(), &["asterisk", "--config", file, "config"], "");
    assert!(lines.contains("bindaddr = 127.0.0.1\ntlsenable = yes\ntlsbindaddr = pbx:5039\n"), "{lines}");
    check("address = \"127.0.0.1:1\"", "secret_file: cannot read \"\"; name a file");
    check("address = \"x:1\"\nmembers = \"PJSIP\"", "members: write {agent} in it, once");
    check("address = \"x:1\"\nqueues = { a = \"b\" }", "a is said to be b, which is not in queues.toml");
    let secret = home.path().join("secret");
    let with_secret = format!("address = \"127.0.0.1:1\"\nsecret_file = {secret:?}");
    std::fs::write(&secret, "\n").expect("a file");
    check(&with_secret, "is empty; write the secret into it");
    std::fs::write(&secret, "s").expect("a file");
    check(&with_secret, "cannot connect to 127.0.0.1:1");
}

#[test]
fn the_settings_file_may_be_named_before_and_after_each_command() {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("mine.toml");
    std::fs::write(&file, "[switch.asterisk]\nuser = \"somebody\"\n").expect("a file");
    let named = ["--config", file.to_str().expect("a plain path")];
    for at in 0..=2 {
        let (before, after) = ["asterisk", "config"].split_at(at);
        let lines = done(home.path(), &[before, &named, after].concat(), "");
        assert!(lines.contains("[somebody]\n"), "{at}: {lines}");
    }
    let folder = home.path().to_str().expect("a plain path");
    refused(home.path(), &["user", "list", "--data-dir", folder], &["there is no database at", folder]);
}

#[test]
fn completions_know_every_command() {
    let home = tempfile::tempdir().expect("a folder");
    for shell in ["bash", "zsh", "fish"] {
        let script = done(home.path(), &["completions", shell], "");
        for command in COMMANDS {
            assert!(script.contains(command), "{shell} does not know {command}");
        }
    }
    refused(home.path(), &["completions", "klingon"], &["bash", "zsh", "fish"]);
    refused(home.path(), &["completions"], &["which shell?"]);
}

#[test]
fn manual_pages_know_every_command() {
    let home = tempfile::tempdir().expect("a folder");
    let page = done(home.path(), &["man"], "");
    let pages = home.path().join("man");
    done(home.path(), &["man", "--dir", pages.to_str().expect("a plain path")], "");
    for command in COMMANDS {
        assert!(page.contains(&format!("hotdesk\\-{command}(1)")), "the page does not list {command}");
        let own = std::fs::read_to_string(pages.join(format!("hotdesk-{command}.1")));
        assert!(own.expect(command).contains(command));
    }
}

#[test]
fn the_doctor_fails_where_a_server_that_was_named_does_not_answer() {
    let home = tempfile::tempdir().expect("a folder");
    // The port of a service that nobody offers any more.
    let server = "http://127.0.0.1:1".to_owned();
    let said = hotdesk(home.path(), &["doctor", "--server", &server], "");
    assert!(!said.good, "{}", said.out);
    let line = said
        .out
        .lines()
        .find(|line| line.split_whitespace().nth(1) == Some("server"))
        .expect("a line about it");
    assert!(line.starts_with("wrong") && line.contains(&server) && line.contains("check that"), "{line}");
    assert!(said.out.contains("to mend: 1"), "{}", said.out);

    std::fs::create_dir_all(home.path().join(".config/hotdesk")).expect("a folder");
    let settings = home.path().join(".config/hotdesk/hotdesk.toml");
    std::fs::write(settings, format!("[client]\nserver = \"{server}\"\n")).expect("a file");
    assert!(!hotdesk(home.path(), &["doctor"], "").good, "the settings name it too");
}

#[test]
fn own_keys_and_colours_with_a_fault_are_told_with_file_line_and_remedy() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join(".config/hotdesk");
    std::fs::create_dir_all(&folder).expect("a folder");
    let check = |name: &str, text: &str, parts: &[&str]| {
        let file = folder.join(name);
        std::fs::write(&file, text).expect("a file");
        let said = hotdesk(home.path(), &["doctor"], "");
        std::fs::remove_file(&file).expect("it is there");
        let line = said.out.lines().find(|line| line.starts_with("wrong")).expect("something is wrong");
        for part in parts {
            assert!(line.contains(part), "{part} is not in {line}");
        }
        assert!(!said.good);
    };
    check(
        "keymap.toml",
        "\ndesk = [ { on = [\"f3\"], run = \"agent.ready\" } ]",
        &["keymap.toml:2:", "give one of them"],
    );
    check(
        "keymap.toml",
        "desk = [ { on = [\"f2\"], run = \"agent.redy\" } ]",
        &["keymap.toml:1:", "agent.ready"],
    );
    check("theme.toml", "gray = 1", &["theme.toml:1:", "`dark`"]);
    // What is right is taken.
    std::fs::write(folder.join("keymap.toml"), "desk = [ { on = [\"f12\"], run = \"agent.ready\" } ]")
        .expect("a file");
    assert!(hotdesk(home.path(), &["doctor"], "").good);
}

#[test]
fn each_complaint_names_what_and_a_remedy() {
    let home = tempfile::tempdir().expect("a folder");
    let check = |args: &[&str], parts: &[&str]| refused(home.path(), args, parts);
    check(&["demo", "--locale", "de"], &["--locale", "`de`", "zh-CN, en"]);
    check(&["demo"], &["no terminal", "--headless"]);
    check(&["agent", "--user", "li", "--password-stdin"], &["no terminal"]);
    check(&["agent"], &["name yourself with --user"]);
    check(&["agent", "--play", "/nowhere"], &["session file /nowhere", "check the path"]);
    check(&["demo", "--config", "/nowhere"], &["/nowhere", "check the path"]);
    check(&["server", "--listen", "here"], &["127.0.0.1:8470"]);
    check(&["verify"], &["there is no database at", "--data-dir"]);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    check(&["server", "--listen", &address], &["cannot listen on", &address, "choose another address"]);
    let file = home.path().join("file");
    std::fs::write(&file, "").expect("a file");
    let below = file.join("day");
    let below = below.to_str().expect("a plain path");
    check(&["demo", "--headless", "--data-dir", below], &[below, "name another one with --data-dir"]);
}

#[test]
fn a_newcomer_is_told_where_to_begin() {
    let home = tempfile::tempdir().expect("a folder");
    assert!(done(home.path(), &["--help"], "").contains("hotdesk demo"));
    refused(home.path(), &[], &["hotdesk demo"]);
}

/// Each write to this socket is a message of its own.
#[test]
fn a_complaint_comes_in_one_write() {
    let home = tempfile::tempdir().expect("a folder");
    let (ours, theirs) = UnixDatagram::pair().expect("a pair");
    ours.set_read_timeout(Some(Duration::from_secs(60))).expect("a limit");
    let mut command = program(home.path(), &["verify"]);
    let status = command.stderr(OwnedFd::from(theirs)).status().expect("the program ends");
    assert!(!status.success());
    let mut message = [0; 4096];
    let length = ours.recv(&mut message).expect("it complains");
    let said = String::from_utf8_lossy(&message[..length]);
    assert!(said.starts_with("hotdesk: ") && said.ends_with('\n'), "{said:?}");
}

/// What the disk refuses is told as that, also while a day is prepared.
#[test]
fn a_full_disk_is_told_as_one() {
    let home = tempfile::tempdir().expect("a folder");
    // No file may grow beyond 1,000 blocks, and the signal that would say so is ignored: writes fail as on a full disk.
    let script = r#"trap "" XFSZ; ulimit -f 1000; exec "$0" demo --headless"#;
    let mut shell = Command::new("sh");
    shell.args(["-c", script, env!("CARGO_BIN_EXE_hotdesk")]).env_clear().env("HOME", home.path());
    let ended = shell.stdin(Stdio::null()).output().expect("a shell");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(!ended.status.success());
    assert!(said.contains("disk") && !said.contains("rollback"), "{said}");
}

#[test]
fn webhooks_are_tried_and_listed_and_dead_letters_asked_for() {
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join(name).display().to_string();
    std::fs::write(at("secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("a secret");
    let settings = format!(
        "[[webhook]]\nid = \"crm\"\nurl = \"http://127.0.0.1:9/in\"\nsecret_file = \"{}\"\n",
        at("secret")
    );
    std::fs::write(at("hotdesk.toml"), settings).expect("settings");
    let config = at("hotdesk.toml");
    let with = |more: &[&'static str]| [&["--config", config.as_str(), "webhook"][..], more].concat();
    refused(
        home.path(),
        &with(&["test", "crm"]),
        &["webhook crm at http://127.0.0.1:9", "set allow_private"],
    );
    refused(home.path(), &with(&["test", "erp"]), &["the settings name no webhook erp"]);
    refused(home.path(), &with(&["list"]), &["there is no database"]);
    done(home.path(), &["user", "add", "li", "--password-stdin"], "correct horse\n");
    assert!(done(home.path(), &with(&["list"]), "").starts_with("webhook "));
    refused(home.path(), &with(&["dead", "crm"]), &["no server has told a webhook crm yet"]);
    refused(home.path(), &with(&["replay", "crm"]), &["no server has told a webhook crm yet"]);
}

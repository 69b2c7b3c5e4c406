//! Made-up callers behind `hotdesk server`: they ring at a desk, which answers, holds and ends their calls by its own keys.

use std::{collections::BTreeMap, path::Path};

use crate::{
    commands::{done, hotdesk, program},
    crash::Process,
    pty::Terminal,
};

const F2: &str = "\x1bOQ";
const F5: &str = "\x1b[15~";
const F6: &str = "\x1b[17~";
const F8: &str = "\x1b[19~";

/// A server with a caller about every second, who talks as long as anybody wants; and its address.
fn start(home: &Path, wishes: &[(&str, &str)]) -> (Process, String) {
    let user = ["user", "add", "li", "--agent", "8001", "--password-stdin"];
    done(home, &user, "first words\n");
    let usual = [
        ("CALLS_PER_HOUR", "{ private = 3600 }"),
        ("GREETING_S", "{ fixed = 0 }"),
        ("TALK_S", "{ fixed = 900 }"),
    ];
    let mut server = program(home, &["server", "--listen", "127.0.0.1:0"]);
    for (name, value) in BTreeMap::from_iter(usual.into_iter().chain(wishes.iter().copied())) {
        server.env(format!("HOTDESK_SWITCH_SIMULATION_{name}"), value);
    }
    let mut server = Process::start(server);
    let line = server.line().expect("it listens");
    let address = line.rsplit(' ').next().expect("an address").to_owned();
    (server, address)
}

fn agent(home: &Path, address: &str) -> Terminal {
    let folder = home.to_str().expect("a plain path");
    let args = ["agent", "--server", address, "--user", "li", "--locale", "en"];
    let mut desk = Terminal::run((120, 40), &args, &[("HOME", folder)]);
    desk.wait_for_text("password of li");
    desk.type_keys("first words\r");
    desk.wait_for_text("F2 Ready");
    desk
}

#[test]
fn a_made_up_call_is_answered_held_and_ended_from_the_screen() {
    let home = tempfile::tempdir().expect("a folder");
    let (mut server, address) = start(home.path(), &[]);
    let mut desk = agent(home.path(), &address);
    desk.type_keys(F2);
    desk.wait_for_text("F5 Answer");
    desk.type_keys(F5);
    desk.wait_for_text("Talking");
    desk.type_keys(F6);
    desk.wait_for_text("On hold");
    desk.type_keys(F6);
    desk.wait_for_text("Talking");
    desk.type_keys(F8);
    desk.wait_for_text("Wrap-up");
    server.kill();
}

#[test]
fn agents_of_its_own_answer_what_would_wait() {
    let home = tempfile::tempdir().expect("a folder");
    let (mut server, address) = start(home.path(), &[("AGENTS", "3"), ("TALK_S", "{ fixed = 1 }")]);
    let desk = agent(home.path(), &address);
    // Nobody at a screen takes calls, and yet some are answered.
    desk.wait_for("calls that others answer", |screen| {
        let line = screen.lines().find(|line| line.contains("Queues: answered"));
        line.is_some_and(|line| {
            line.split('│').any(|pane| pane.trim_end().ends_with('%') && !pane.contains(" 0%"))
        })
    });
    server.kill();
}

#[test]
fn a_simulation_that_cannot_be_is_refused_with_a_remedy() {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("hotdesk.toml");
    let settings = file.to_str().expect("a plain path");
    let check = |text: &str, parts: &[&str]| {
        std::fs::write(&file, text).expect("a file");
        let said = hotdesk(home.path(), &["server", "--config", settings, "--listen", "127.0.0.1:0"], "");
        assert!(!said.good);
        for part in parts {
            assert!(said.complaint.contains(part), "{part} is not in {}", said.complaint);
        }
    };
    let simulation = "[switch.simulation]\ncalls_per_hour = ";
    check(&format!("{simulation}{{ nowhere = 3 }}"), &["calls_per_hour: nowhere is not in queues.toml"]);
    check(&format!("{simulation}{{ private = 0 }}"), &["hotdesk.toml:2", "private"]);
    let secret = home.path().join("secret");
    std::fs::write(&secret, "s").expect("a file");
    let both = format!(
        "{simulation}{{ private = 3 }}\n[switch.asterisk]\naddress = \"x:1\"\nsecret_file = {secret:?}"
    );
    check(&both, &["both [switch.asterisk] and [switch.simulation] are set"]);
}

//! The lines that `hotdesk asterisk config` prints, in a real Asterisk: `hotdesk asterisk check` finds nothing to mend, and calls go by them.

use std::{fs, path::Path};

use hotdesk::{
    domain::{AgentId, QueueId},
    switch::{
        Asterisk, Happened, Service, Switch, SwitchCommand,
        asterisk::{Access, Names, Pattern},
    },
};
use tokio::{sync::oneshot, time::timeout};

use super::exchange::{Exchange, PATIENCE, Release, config};
use crate::commands::{Said, done, hotdesk};

/// What stands in for the secret in the lines.
const SECRET: &str = "secret = a-long-random-one";
/// Where the harness's callers come in; a site's trunk has such a context of its own.
const TRUNK: &str = "[public]\nexten => private,1,Goto(from-internal,private,1)\n";

/// The settings of a site with the users' numbers, in a file.
fn settings(home: &Path, port: &str) -> String {
    let (file, secret) = (home.join("hotdesk.toml"), home.join("secret"));
    fs::write(&secret, "test-only\n").expect("the secret is written");
    let text = format!("[switch.asterisk]\naddress = \"127.0.0.1:{port}\"\nsecret_file = {secret:?}\n");
    fs::write(&file, text).expect("the settings are written");
    file.to_str().expect("a plain path").to_owned()
}

/// The printed lines by the file that they are for.
fn files(home: &Path) -> Vec<(&'static str, String)> {
    let settings = settings(home, "@AMI@");
    let lines = done(home, &["asterisk", "--config", &settings, "config"], "");
    let part = |name: &str| {
        let (_, rest) = lines.split_once(&format!("; ===== {name} =====")).expect("it is printed");
        format!(";{}", rest.split("; =====").next().unwrap_or_default())
    };
    let modules = fs::read_to_string(config().join("modules.conf")).expect("the configuration");
    vec![
        ("manager.conf", part("manager.conf").replace(SECRET, "secret = test-only")),
        ("queues.conf", part("queues.conf")),
        ("extensions.conf", part("extensions.conf") + TRUNK),
        ("features.conf", part("features.conf")),
        ("pjsip_notify.conf", part("pjsip_notify.conf")),
        ("modules.conf", modules + &part("modules.conf")),
    ]
}

fn check(home: &Path, exchange: &Exchange) -> Said {
    let settings = settings(home, &exchange.port().to_string());
    hotdesk(home, &["asterisk", "--config", &settings, "check"], "")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_config_prints_is_all_that_check_wants() {
    let home = tempfile::tempdir().expect("a folder");
    done(home.path(), &["user", "add", "li", "--agent", "8001", "--password-stdin"], "first words\n");
    let Some(mut exchange) = Exchange::start_with(Release::Newest, &files(home.path())) else { return };
    exchange.answers().await;
    let said = check(home.path(), &exchange);
    assert!(
        said.good && said.out.contains("all that hotdesk needs is there"),
        "{}{}",
        said.out,
        said.complaint
    );
    let expected = [
        "(Asterisk 22.",
        "ok     rights ",
        // The printed lines do not grant `originate`.
        "note   events     not proven that those of the class call are sent",
        "note   rights     not without more of them: answering and holding from the screen, with phones that can (system); ",
        "ok     queues ",
        "ok     phones     1 of 1 agents",
        "ok     dialplan   callers can come to every queue",
        "ok     handing on all extensions are in [from-internal]",
        "ok     clock ",
    ];
    for expected in expected {
        assert!(said.out.contains(expected), "{expected} is not in\n{}", said.out);
    }
    let notes: Vec<_> = said.out.lines().filter(|line| line.starts_with("note")).collect();
    let about: Vec<_> = notes.iter().filter_map(|note| note.split_whitespace().nth(1)).collect();
    assert_eq!(about, ["rights", "events", "queue_log"], "{notes:?}");
    a_call_goes_by_these_lines(&mut exchange).await;
}

/// A caller waits, is taken by an agent who is not rung by the queue, and is heard of all the way, by these lines alone.
async fn a_call_goes_by_these_lines(exchange: &mut Exchange) {
    let names = Names {
        queues: [("private".to_owned(), QueueId::from("private"))].into(),
        context: "from-internal".into(),
        ..exchange.access().names
    };
    let mut link = Box::new(Asterisk::new(Access { names, ..exchange.access() })).start();
    exchange.phone_that_hangs_up(8001, "phone", 100, 500);
    let mut told = Vec::new();
    while !matches!(told.last(), Some(Happened::HungUp { .. })) {
        let next = timeout(PATIENCE, link.events.recv()).await;
        let event = next.unwrap_or_else(|_| panic!("it does not come; told was {told:#?}"));
        told.push(event.expect("the link lives").what);
        match told.last() {
            Some(Happened::Surveyed { .. }) => exchange.call("07700900001", "private"),
            Some(Happened::Queued { call, .. }) => {
                let (answer, _) = oneshot::channel();
                let take = SwitchCommand::Take { call: *call, agent: "8001".into() };
                link.commands.send((take, answer)).await.expect("the link lives");
            }
            _ => {}
        }
    }
    let answered = |happened: &Happened| matches!(happened, Happened::Answered { agent, .. } if agent.as_str() == "8001");
    assert!(told.iter().any(answered), "{told:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_told_with_the_line_to_put_there() {
    let modules = fs::read_to_string(config().join("modules.conf")).expect("the configuration");
    let is_missing = |line: &&str| line.contains("app_mixmonitor") || line.contains("res_pjsip_notify");
    let fewer: Vec<_> = modules.lines().filter(|line| !is_missing(line)).collect();
    let files = [("modules.conf", fewer.join("\n"))];
    let Some(exchange) = Exchange::start_with(Release::Newest, &files) else { return };
    exchange.answers().await;
    let home = tempfile::tempdir().expect("a folder");
    let said = check(home.path(), &exchange);
    assert!(!said.good, "{}", said.out);
    let expected = [
        "wrong  queues     none; not there: callback, english",
        "only there and not followed: fixed, hasty, hotline, keys, lonely, small",
        "note   phones     no user has an agent number yet",
        "note   modules    not there: MixMonitor, MixMonitorMute, StopMixMonitor, PJSIPNotify",
        "put into modules.conf: load => app_mixmonitor.so and load => res_pjsip_notify.so",
        "to mend: 1",
    ];
    for expected in expected {
        assert!(said.out.contains(expected), "{expected} is not in\n{}", said.out);
    }
}

/// Nothing but the first call would show it, which then is not heard of.
#[tokio::test(flavor = "multi_thread")]
async fn events_that_do_not_come_are_told_before_the_first_call() {
    let home = tempfile::tempdir().expect("a folder");
    let rights = |read: &str, write: &str| {
        let mut files = files(home.path());
        let manager = &mut files[0].1;
        *manager = manager.replace("read = system,call,agent,dialplan", &format!("read = {read}"));
        *manager =
            manager.replace("write = call,agent,reporting", &format!("write = call,agent,reporting,{write}"));
        files
    };
    let expected = [
        (
            "system,call,agent,dialplan",
            "originate",
            "ok     events     those of calls, agents and the dialplan are sent",
        ),
        ("system,call,dialplan", "originate", "wrong  events     those of the class agent are not sent"),
        ("system,agent", "command", "wrong  events     those of the class call, dialplan are not sent"),
    ];
    for (read, write, expected) in expected {
        let Some(exchange) = Exchange::start_with(Release::Newest, &rights(read, write)) else { return };
        exchange.answers().await;
        let said = check(home.path(), &exchange);
        assert!(said.out.contains(expected), "{read}, {write}: {}", said.out);
    }
}

/// The members that FreePBX makes: a channel of the dialplan's own stands between queue and phone, and hides that the phone holds.
#[tokio::test(flavor = "multi_thread")]
async fn a_member_may_be_a_local_channel() {
    let dialplan = fs::read_to_string(config().join("extensions.conf")).expect("the configuration");
    let dialplan = dialplan + "\n[from-queue]\nexten => _8XXX,1,Dial(PJSIP/${EXTEN},20)\n";
    let Some(mut exchange) = Exchange::start_with(Release::Newest, &[("extensions.conf", dialplan)]) else {
        return;
    };
    let members = Pattern::parse("Local/{agent}@from-queue/n", "agent").expect("one blank");
    let access = exchange.access();
    let access = Access { names: Names { members, ..access.names.clone() }, ..access };
    let mut link = Box::new(Asterisk::new(access)).start();
    exchange.phone(8001, "phone_holds", 200);
    let mut told = Vec::new();
    while !matches!(told.last(), Some(Happened::HungUp { .. })) {
        let next = timeout(PATIENCE, link.events.recv()).await;
        let event = next.unwrap_or_else(|_| panic!("it does not come; told was {told:#?}"));
        told.push(event.expect("the link lives").what);
        if matches!(told.last(), Some(Happened::Surveyed { .. })) {
            let (name, queues) = ("Anna".to_owned(), vec!["private".into()]);
            let serve = SwitchCommand::Serve { agent: "8001".into(), name, queues, how: Service::Open };
            let (answer, answered) = oneshot::channel();
            link.commands.send((serve, answer)).await.expect("the link lives");
            assert_eq!(timeout(PATIENCE, answered).await.expect("it answers in time"), Ok(Ok(())));
            // One caller, who stays for longer than the phone takes to hold.
            exchange.crowd(1, 1, 8_000);
        }
    }
    let is_of_8001 = |agent: &AgentId| agent.as_str() == "8001";
    assert!(
        told.iter().any(|it| matches!(it, Happened::Ringing { agent, .. } if is_of_8001(agent))),
        "{told:#?}"
    );
    assert!(
        told.iter().any(|it| matches!(it, Happened::Answered { agent, .. } if is_of_8001(agent))),
        "{told:#?}"
    );
    assert!(!told.iter().any(|it| matches!(it, Happened::Held { .. })), "{told:#?}");
}

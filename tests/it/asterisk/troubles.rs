//! What is not Asterisk, or does not want us: said at once, with what to do, and no reason to end.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use hotdesk::{
    domain::{Ender, Redacted, TransferTarget},
    switch::{
        Asterisk, CommandRefused, Happened, Service, Switch, SwitchCommand, SwitchLink,
        asterisk::{Access, Block, LinkError, Probed, Trust, Why},
    },
};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    sync::oneshot,
};
use tokio_rustls::TlsAcceptor;

use super::{exchange::Exchange, names, stub::Stub};

fn access(address: String) -> Access {
    Access {
        address,
        user: "hotdesk".into(),
        secret: Redacted("test-only".into()),
        names: names(),
        tls: None,
        phone_control: false,
    }
}

/// Something that says this to whoever connects, and hears all that comes back.
async fn stranger(says: Vec<u8>) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let address = listener.local_addr().expect("bound").to_string();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            // Whoever hears enough hangs up.
            let _ = socket.write_all(&says).await;
            let _ = socket.read_to_end(&mut Vec::new()).await;
        }
    });
    address
}

#[track_caller]
fn check(found: Result<Probed, LinkError>, said: &str) {
    let error = found.expect_err("this is no Asterisk for us").to_string();
    assert!(error.contains(said), "{error}");
}

#[tokio::test]
async fn what_is_no_asterisk_is_said_to_be_none() {
    let probe = async |says: &[u8]| Asterisk::new(access(stranger(says.to_vec()).await)).probe(&[]).await;
    check(probe(b"HTTP/1.1 400 Bad Request\r\n\r\n").await, "no Manager Interface");
    check(probe(&vec![b'x'; 1 << 20]).await, "a line is longer than 65536 bytes");
    let mut flood = b"Asterisk Call Manager/5.0.4\r\nEvent: ".to_vec();
    flood.resize(10 << 20, b'x');
    check(probe(&flood).await, "a line is longer than 65536 bytes");
    let address = "127.0.0.1:1".to_owned();
    check(Asterisk::new(access(address)).probe(&[]).await, "cannot connect to 127.0.0.1:1");
    // No name has so long a part.
    let address = format!("{}:5038", "x".repeat(64));
    check(Asterisk::new(access(address)).probe(&[]).await, "no machine is known by the name in xxx");
}

#[tokio::test]
async fn a_link_to_nobody_says_so_once_and_goes_on_trying() {
    let mut link = Box::new(Asterisk::new(access(stranger(b"SSH-2.0\r\n".to_vec()).await))).start();
    let told = link.events.recv().await.expect("it lives").what;
    assert_eq!(told, Happened::LinkLost);
    drop(link.commands);
    assert_eq!(link.events.recv().await, None, "it ends with the one who commands");
}

#[tokio::test]
async fn who_lets_us_in_and_refuses_a_survey_is_out_of_reach_once() {
    let refuses = |action: &Block| match action.get("Action") {
        Some("QueueStatus") => Some("Response: Error\r\nMessage: Permission denied"),
        _ => None,
    };
    let mut stub = Stub::start(refuses).await;
    let mut link = Box::new(Asterisk::new(access(stub.address.clone()))).start();
    stub.visits.wait_for(|visits| *visits == 3).await.expect("it lives");
    drop(link.commands);
    let told = link.events.recv().await.expect("it is told").what;
    assert_eq!(told, Happened::LinkLost);
    assert_eq!(link.events.recv().await, None, "once");
}

/// A link to a stub, once its survey is through.
async fn up(answers: fn(&Block) -> Option<&'static str>) -> (Stub, SwitchLink) {
    let stub = Stub::start(answers).await;
    let mut link = Box::new(Asterisk::new(access(stub.address.clone()))).start();
    let told = link.events.recv().await.expect("it lives").what;
    assert_eq!(told, Happened::Surveyed { calls: vec![], members: vec![] });
    (stub, link)
}

async fn command(link: &SwitchLink, command: SwitchCommand) -> Result<(), CommandRefused> {
    let (answer, answered) = oneshot::channel();
    link.commands.send((command, answer)).await.expect("the link lives");
    answered.await.expect("it answers")
}

/// A caller comes to the queue.
fn join(caller: usize, name: &str) -> String {
    format!(
        "Event: QueueCallerJoin\r\nUniqueid: {caller}.1\r\nLinkedid: {caller}.1\r\nChannel: PJSIP/public-{caller}\r\n\
         CallerIDNum: 0770090{caller:04}\r\nCallerIDName: {name}\r\nQueue: hotline\r\n\r\n"
    )
}

#[tokio::test]
async fn in_a_storm_of_events_none_is_lost_and_commands_are_answered() {
    let (stub, mut link) = up(|_| None).await;
    let noise = "Event: Newexten\r\nUniqueid: 9.9\r\nApplication: NoOp\r\n\r\n\
                 Event: DeviceStateChange\r\nDevice: PJSIP/agent1\r\nState: INUSE\r\n\r\n"
        .repeat(100);
    let storm: String = (0..500).map(|caller| format!("{noise}{}", join(caller, "Anna"))).collect();
    stub.say(storm);
    let mut entered = Vec::new();
    while entered.len() < 500 {
        if let Happened::Entered { call, .. } = link.events.recv().await.expect("it lives").what {
            entered.push(call);
        }
    }
    let calls: BTreeSet<_> = entered.iter().collect();
    assert_eq!(calls.len(), 500);
    let hang_up = SwitchCommand::HangUp { call: entered[499], by: Ender::System };
    assert_eq!(command(&link, hang_up).await, Ok(()));
}

#[tokio::test]
async fn a_channel_that_is_gone_before_the_command_comes_is_a_call_that_is_over() {
    let gone = |action: &Block| match action.get("Action") {
        Some("Hangup") => Some("Response: Error\r\nMessage: No such channel"),
        Some("QueueChangePriorityCaller") => {
            Some("Response: Error\r\nMessage: Unable to change priority caller on queue: No such caller")
        }
        _ => None,
    };
    let (stub, mut link) = up(gone).await;
    stub.say(join(1, "Anna"));
    let Happened::Entered { call, .. } = link.events.recv().await.expect("it lives").what else {
        panic!("a caller came")
    };
    let hang_up = SwitchCommand::HangUp { call, by: Ender::System };
    assert_eq!(command(&link, hang_up.clone()).await, Err(CommandRefused::NoCall(call)));
    // Who is in the queue no more may speak with somebody by now.
    let refused = command(&link, SwitchCommand::Prioritise { call, priority: 1 }).await;
    assert!(
        matches!(&refused, Err(CommandRefused::Refused(says)) if says.contains("No such caller")),
        "{refused:?}"
    );
    let transfer = TransferTarget::Queue { queue: "hotline".into() };
    let transfer = SwitchCommand::Transfer { call, agent: "1".into(), to: transfer };
    assert!(matches!(command(&link, transfer).await, Err(CommandRefused::Refused(_))), "nobody speaks");
    stub.say("Event: Hangup\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\nCause: 16\r\n\r\n");
    while !matches!(link.events.recv().await.expect("it lives").what, Happened::HungUp { .. }) {}
    assert_eq!(command(&link, hang_up).await, Err(CommandRefused::NoCall(call)));
}

#[tokio::test]
async fn names_with_control_characters_break_nothing() {
    let (mut stub, mut link) = up(|_| None).await;
    let strange = [
        &b"Event: QueueCallerJoin\r\nUniqueid: 1.1\r\nCallerIDName: \x1b[2J\x07\0\xff\xfe\r\n"[..],
        b"CallerIDNum: \x1b]0;x\x07077\r\nQueue: hotline\r\n\r\n",
    ]
    .concat();
    stub.say(strange);
    let told = link.events.recv().await.expect("it lives").what;
    assert!(matches!(told, Happened::Entered { .. }), "{told:?}");
    stub.say(join(2, "\u{202e}Event: Hangup"));
    while !matches!(&link.events.recv().await.expect("it lives").what, Happened::Entered { .. }) {}
    // And none of ours begins a line of its own over there.
    let serve = SwitchCommand::Serve {
        agent: "1\r\nAction: Command".into(),
        name: "Anna\r\nCommand: core stop now".into(),
        queues: vec!["hotline".into()],
        how: Service::Paused("lunch\r\n\r\nAction: Hangup".into()),
    };
    assert_eq!(command(&link, serve).await, Ok(()));
    let asked =
        stub.asked.wait_for(|asked| asked.get("Action") == Some("QueuePause")).await.expect("it lives");
    assert_eq!(asked.get("Reason"), Some("lunch    Action: Hangup"));
    assert_eq!(asked.all("Action").count(), 1);
}

#[tokio::test]
async fn a_wrong_secret_and_a_missing_permission_are_named() {
    let Some(exchange) = Exchange::start() else { return };
    let right = exchange.access();
    exchange.answers().await;
    let probed = Asterisk::new(right.clone()).probe(&[]).await.expect("all is right");
    // Which version it is depends on the Asterisk that was fetched; that there is one does not.
    assert!(probed.interface.contains('.'), "{probed:?}");
    assert_eq!(probed.missing, [], "all that is used is there");
    assert!(probed.queues.contains("hotline") && probed.clock.is_some(), "{probed:?}");
    let wrong = Access { secret: Redacted("guessed".into()), ..right.clone() };
    check(Asterisk::new(wrong).probe(&[]).await, "does not let user hotdesk in (Authentication failed)");
    let narrow = Access { user: "narrow".into(), ..right };
    let probed = Asterisk::new(narrow).probe(&[]).await.expect("it is let in");
    let missing = probed.missing.iter().map(|missing| (missing.need.action, missing.why));
    let not_allowed =
        ["QueueAdd", "QueueRemove", "QueuePause", "QueueLog", "Originate", "MixMonitor", "PJSIPNotify"];
    assert!(missing.eq(not_allowed.map(|action| (action, Why::NotAllowed))), "{:?}", probed.missing);
}

/// An authority, and a server certificate that it has signed for this name; both as PEM, with the server's key.
fn certificates(name: &str) -> (String, Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
    let key = KeyPair::generate().expect("a key");
    let mut authority = CertificateParams::new(vec![]).expect("no names");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_pem = authority.self_signed(&key).expect("a certificate").pem();
    let issuer = Issuer::new(authority, key);
    let server_key = KeyPair::generate().expect("a key");
    let server = CertificateParams::new(vec![name.to_owned()]).expect("a name");
    let server = server.signed_by(&server_key, &issuer).expect("a certificate");
    (authority_pem, vec![server.der().clone()], PrivateKeyDer::Pkcs8(server_key.serialize_der().into()))
}

/// A Manager Interface behind TLS whose certificate is for this name; the port, and the authority's file.
async fn safe(home: &Path, name: &str) -> (u16, PathBuf) {
    let (authority, certificate, key) = certificates(name);
    let file = home.join("ca.crt");
    std::fs::write(&file, authority).expect("it is written");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.expect("versions").with_no_client_auth().with_single_cert(certificate, key);
    let acceptor = TlsAcceptor::from(Arc::new(config.expect("a certificate and its key")));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            // Whoever does not like the certificate hangs up.
            let Ok(mut socket) = acceptor.accept(socket).await else { continue };
            let _ = socket
                .write_all(b"Asterisk Call Manager/5.0.4\r\nResponse: Error\r\nMessage: told safely\r\n\r\n")
                .await;
            let _ = socket.read_to_end(&mut Vec::new()).await;
        }
    });
    (port, file)
}

#[tokio::test]
async fn an_encrypted_way_is_taken_if_the_other_side_is_who_it_should_be() {
    let home = tempfile::tempdir().expect("a folder");
    let probe = async |address: &str, trust: Trust| {
        let access = Access { tls: Some(trust), ..access(address.to_owned()) };
        Asterisk::new(access).probe(&[]).await
    };
    let (port, file) = safe(home.path(), "127.0.0.1").await;
    let trust = || Trust::Authority(file.clone());
    check(probe(&format!("127.0.0.1:{port}"), trust()).await, "(told safely)");
    check(
        probe(&format!("localhost:{port}"), trust()).await,
        "is for another name; set [switch.asterisk] address",
    );
    check(probe(&format!("127.0.0.1:{port}"), Trust::System).await, "[switch.asterisk] ca_file");
    let elsewhere = tempfile::tempdir().expect("a folder");
    let (other, _) = safe(elsewhere.path(), "127.0.0.1").await;
    check(probe(&format!("127.0.0.1:{other}"), trust()).await, "nobody who is trusted here has signed");
    let missing = Trust::Authority(home.path().join("none.crt"));
    check(probe(&format!("127.0.0.1:{port}"), missing).await, "name a PEM file");
    let plain = stranger(b"Asterisk Call Manager/5.0.4\r\n".to_vec()).await;
    check(probe(&plain, trust()).await, "check `tlsenable`");
}

/// An Asterisk with one queue of ours and a user who may not run commands; of what is done the events come.
fn unproven(action: &Block) -> Option<&'static str> {
    Some(match action.get("Action")? {
        "ListCommands" => {
            "Response: Success\r\nQueueStatus: .\r\nQueueAdd: .\r\nQueueRemove: .\r\nSetvar: .\r\nOriginate: ."
        }
        "Command" | "ShowDialPlan" => "Response: Error\r\nMessage: Permission denied",
        "QueueStatus" => {
            "Response: Success\r\n\r\nEvent: QueueParams\r\nQueue: hotline\r\n\r\nEvent: QueueStatusComplete"
        }
        "QueueAdd" => "Response: Success\r\n\r\nEvent: QueueMemberAdded\r\nPrivilege: agent,all",
        "Setvar" => "Response: Success\r\n\r\nEvent: VarSet\r\nPrivilege: dialplan,all",
        "Originate" => "Response: Success\r\n\r\nEvent: Newchannel\r\nPrivilege: call,all",
        _ => return None,
    })
}

#[tokio::test]
async fn a_look_changes_nothing_and_what_a_trial_leaves_behind_is_told() {
    let refuses = |action: &Block| match action.get("Action") {
        Some("QueueRemove") => Some("Response: Error\r\nMessage: Permission denied"),
        _ => unproven(action),
    };
    let asterisk = Asterisk::new(access(Stub::start(refuses).await.address));
    let reads = asterisk.probe(&[]).await.expect("it lets us in").reads;
    assert_eq!((reads.unproven(), reads.left_in), (vec!["call", "agent", "dialplan"], None));
    let reads = asterisk.try_out(&[]).await.expect("it lets us in").reads;
    assert_eq!((reads.unproven(), reads.left_in), (vec![], Some("hotline".to_owned())));
}

#[tokio::test]
async fn a_member_that_was_left_behind_is_not_in_the_way_of_the_next_trial() {
    static IS_LEFT: AtomicBool = AtomicBool::new(true);
    let keeps = |action: &Block| match action.get("Action") {
        Some("QueueAdd") if IS_LEFT.load(Ordering::SeqCst) => {
            Some("Response: Error\r\nMessage: Unable to add interface: Already there")
        }
        Some("QueueRemove") => {
            IS_LEFT.store(false, Ordering::SeqCst);
            None
        }
        _ => unproven(action),
    };
    let asterisk = Asterisk::new(access(Stub::start(keeps).await.address));
    let reads = asterisk.try_out(&[]).await.expect("it lets us in").reads;
    assert_eq!((reads.unproven(), reads.left_in), (vec![], None));
}

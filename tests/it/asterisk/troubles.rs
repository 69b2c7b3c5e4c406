//! What is not Asterisk, or does not want us: said at once, with what to do, and no reason to end.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use hotdesk::{
    domain::Redacted,
    switch::{
        Asterisk, Happened, Switch,
        asterisk::{Access, LinkError, Probed, Trust, Why},
    },
};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    sync::watch,
};
use tokio_rustls::TlsAcceptor;

use super::{exchange::Exchange, names};

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
    visited(says).await.0
}

/// The same, and how often somebody has come.
async fn visited(says: Vec<u8>) -> (String, watch::Receiver<usize>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let address = listener.local_addr().expect("bound").to_string();
    let (visit, visits) = watch::channel(0);
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            visit.send_modify(|visits| *visits += 1);
            // Whoever hears enough hangs up.
            let _ = socket.write_all(&says).await;
            let _ = socket.read_to_end(&mut Vec::new()).await;
        }
    });
    (address, visits)
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
    let yes = "Response: Success\r\nChallenge: 1\r\n\r\n".repeat(2);
    let booted = "Event: FullyBooted\r\n\r\n";
    let no = "Response: Error\r\nActionID: hotdesk-1\r\nMessage: Permission denied\r\n\r\n";
    let says = format!("Asterisk Call Manager/11.0.0\r\n{yes}{booted}{no}");
    let (address, mut visits) = visited(says.into_bytes()).await;
    let mut link = Box::new(Asterisk::new(access(address))).start();
    visits.wait_for(|visits| *visits == 3).await.expect("it lives");
    drop(link.commands);
    let told = link.events.recv().await.expect("it is told").what;
    assert_eq!(told, Happened::LinkLost);
    assert_eq!(link.events.recv().await, None, "once");
}

#[tokio::test]
async fn a_wrong_secret_and_a_missing_permission_are_named() {
    let Some(exchange) = Exchange::start() else { return };
    let right = exchange.access();
    exchange.answers().await;
    let probed = Asterisk::new(right.clone()).probe(&[]).await.expect("all is right");
    assert_eq!(probed.interface, "11.0.0");
    let missing = |probed: &Probed, why: Why| -> Vec<_> {
        let missing = probed.missing.iter().filter(|missing| missing.why == why);
        missing.map(|missing| missing.need.action).collect()
    };
    assert_eq!(missing(&probed, Why::NotAllowed), ["Originate"]);
    assert_eq!(
        missing(&probed, Why::NotLoaded),
        ["MixMonitor", "MixMonitorMute", "StopMixMonitor", "PJSIPNotify"]
    );
    assert!(probed.queues.contains("hotline") && probed.clock.is_some(), "{probed:?}");
    let wrong = Access { secret: Redacted("guessed".into()), ..right.clone() };
    check(Asterisk::new(wrong).probe(&[]).await, "does not let user hotdesk in (Authentication failed)");
    let narrow = Access { user: "narrow".into(), ..right };
    let probed = Asterisk::new(narrow).probe(&[]).await.expect("it is let in");
    let not_allowed = ["QueueAdd", "QueueRemove", "QueuePause", "QueueLog", "Originate"];
    assert_eq!(missing(&probed, Why::NotAllowed), not_allowed);
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

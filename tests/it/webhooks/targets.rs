//! Addresses that a webhook may not have, and settings that are none.

use chrono::Utc;
use hotdesk::{
    config::Settings,
    server::{Hook, test_hook},
};

use super::{hooks, receiver::Receiver};
use crate::server::TestServer;

/// What is said to a webhook at this address, of a server that listens there.
async fn said(url: &str, more: &str, own: std::net::SocketAddr) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = format!("[[webhook]]\nid = \"crm\"\nurl = \"{url}\"\nSECRET\n{more}");
    let hook = hooks(folder.path(), &settings).remove(0);
    match test_hook(hook, own, Utc::now()).await {
        Ok(()) => String::new(),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn a_webhook_in_this_network_is_refused_by_address_and_by_name_unless_it_is_meant() {
    let receiver = Receiver::start().await;
    let port = receiver.origin().rsplit_once(':').expect("a port").1.to_owned();
    let elsewhere = ([127, 0, 0, 1], 1).into();
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"] {
        let why = said(&format!("http://{host}:{port}/"), "", elsewhere).await;
        assert!(why.starts_with("the address is refused: "), "{host}: {why}");
        assert!(why.ends_with("name a public one, or set allow_private if it is meant"), "{host}: {why}");
    }
    assert_eq!(receiver.seen().len(), 0, "nothing was sent");
    let url = format!("http://localhost:{port}/");
    assert_eq!(said(&url, "allow_private = true", elsewhere).await, "");
    assert_eq!(receiver.seen().len(), 1);
}

#[tokio::test]
async fn a_webhook_that_leads_to_the_server_itself_is_refused_even_where_this_network_is_meant() {
    let server = TestServer::start().await;
    let (own, port) = (server.server.addr, server.server.addr.port());
    for host in ["127.0.0.1", "localhost", "0.0.0.0"] {
        let why = said(&format!("http://{host}:{port}/api/v1/tickets"), "allow_private = true", own).await;
        assert!(why.contains("is this server itself; name the address of the other system"), "{host}: {why}");
    }
}

#[test]
fn settings_that_are_wrong_are_told_with_the_webhook_and_the_remedy() {
    let folder = tempfile::tempdir().expect("a folder");
    let secret = folder.path().join("secret");
    let check = |settings: &str, written: &str, part: &str| {
        std::fs::write(&secret, written).expect("a secret");
        let settings = settings.replace("SECRET", &format!("secret_file = {secret:?}"));
        let settings: Settings = toml::from_str(&settings).expect("settings");
        let said = Hook::all(&settings.webhook).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(said.starts_with("[[webhook]] ") && said.contains(part), "{said}");
    };
    let good = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let hook = |id: &str, url: &str, more: &str| {
        format!("[[webhook]]\nid = \"{id}\"\nurl = \"{url}\"\nSECRET\n{more}\n")
    };
    let at = "https://crm.example/in";
    check(&hook("a b", at, ""), good, "id: write letters");
    check(&(hook("crm", at, "") + &hook("crm", at, "")), good, "crm: id: another webhook has it");
    for url in ["crm.example", "ftp://crm.example/", "https://me:pw@crm.example/", "https://crm.example/#x"] {
        check(&hook("crm", url, ""), good, "url: write one that begins with https://");
    }
    check(&hook("crm", at, ""), "secret", "openssl rand -base64 32");
    check(
        "[[webhook]]\nid = \"crm\"\nurl = \"https://x/\"\nsecret_file = \"/nowhere\"",
        "",
        "cannot read /nowhere",
    );
    let tracker = "form = \"request-tracker\"\n";
    let mapped = "[webhook.tickets]\nqueue = \"General\"\nrequestor = \"hotline@example.org\"";
    check(&hook("rt", at, &format!("{tracker}{mapped}")), "", "is empty, or no token");
    check(&hook("rt", at, tracker), "1-14-token", "tickets: write queue");
    let events = "events = [\"callback_done\"]\n";
    check(
        &hook("rt", at, &format!("{tracker}{events}{mapped}")),
        "1-14-token",
        "no words for callback_done; leave it out",
    );
}

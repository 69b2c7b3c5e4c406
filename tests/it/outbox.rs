//! The outbox against a server that follows a script: everything arrives once and in order, nothing is dropped.

use std::path::Path;

use hotdesk::{
    api::{Code, SubmitTicket},
    client::{Acknowledged, DiskError, Drawer, DrawerNews, OpenDrawer, Parcel, Sending},
    domain::{Ticket, TicketForm, TicketId, lifecycle::Work},
};
use tempfile::TempDir;
use tokio::sync::mpsc::UnboundedReceiver;
use uuid::Uuid;

use crate::{
    client::scripted::{Act, Scripted, even, json, problem, torn},
    drafts::{draft, open, save_now},
    make,
};

fn submit(number: u128, subject: &str) -> SubmitTicket {
    let form = TicketForm { subject: subject.into(), ..TicketForm::default() };
    let priority = form.priority();
    SubmitTicket {
        draft: draft(number, "").id,
        call: None,
        contact: None,
        script: None,
        form,
        priority,
        then: None,
    }
}

fn ticket(number: u128) -> Ticket {
    let submit = submit(number, "");
    Ticket {
        id: TicketId(submit.draft.0),
        number: format!("19990104-{number:04}"),
        version: 1,
        call: None,
        contact: None,
        agent: make::agent("7001"),
        at: make::at(0),
        form: submit.form,
        priority: submit.priority,
        deadline: None,
        work: Work::without_lifecycle(false, make::at(0)),
    }
}

fn taken(number: u128) -> Act {
    Act::Say(json(201, &ticket(number)))
}

/// What is told of parcels, in few words: `+1` sent, `?1` waits, `-1` refused; reports about drafts are left out.
async fn heard(news: &mut UnboundedReceiver<DrawerNews>, reports: usize) -> String {
    let mut words = Vec::new();
    while words.len() < reports {
        words.push(match news.recv().await.expect("the drawer is open") {
            DrawerNews::Sent(Acknowledged::Ticket(ticket)) => format!("+{}", ticket.id.0.as_u128()),
            DrawerNews::Sent(Acknowledged::Callback(callback)) => format!("+{}", callback.id.0.as_u128()),
            DrawerNews::Waiting { key, .. } => format!("?{}", key.as_u128()),
            DrawerNews::Refused(refused) => format!("-{}", refused.parcel.key.as_u128()),
            DrawerNews::SavedHere { .. } | DrawerNews::NotSaved { .. } => continue,
        });
    }
    words.join(" ")
}

/// A drawer with forms 1 to `forms` put in, all saved as drafts before.
async fn with_forms(root: &Path, forms: u128) -> OpenDrawer {
    let opened = open(root);
    for number in 1..=forms {
        save_now(&opened.drawer, &draft(number, "typed"), 1);
        opened.drawer.submit(&submit(number, "typed")).await.expect("put in");
    }
    opened
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

struct Sent {
    server: Scripted,
    drawer: Drawer,
    news: UnboundedReceiver<DrawerNews>,
    _sending: Sending,
}

impl Sent {
    /// The keys of the requests that came, as numbers.
    fn keys(&self) -> Vec<u128> {
        let key = |asked: &crate::client::scripted::Asked| {
            asked.header("idempotency-key")?.parse().ok().map(|key: Uuid| key.as_u128())
        };
        self.server.asked().iter().filter_map(key).collect()
    }

    fn waiting(&self) -> Vec<u128> {
        self.drawer.waiting().iter().map(|parcel| parcel.key.as_u128()).collect()
    }
}

/// Sends some forms to a script, and compares what is told and which keys the server saw.
async fn check(root: &Path, forms: u128, script: Vec<Act>, told: &str, keys: &[u128]) -> Sent {
    let OpenDrawer { drawer, news, .. } = with_forms(root, forms).await;
    let server = Scripted::start(script).await;
    let sending = drawer.send(server.client(), even());
    let mut sent = Sent { server, drawer, news, _sending: sending };
    assert_eq!(heard(&mut sent.news, told.split(' ').count()).await, told);
    assert_eq!(sent.keys(), keys);
    sent
}

#[tokio::test]
async fn forms_go_in_order_and_their_drafts_with_them() {
    let root = folder();
    let sent = check(root.path(), 3, vec![taken(1), taken(2), taken(3)], "+1 +2 +3", &[1, 2, 3]).await;
    assert_eq!(sent.waiting(), []);
    drop(sent);
    // The sender's task may still hold the drawer for a moment; a second look is another screen's, and finds as little.
    assert_eq!(open(root.path()).drafts, []);
}

#[tokio::test]
async fn whatever_breaks_the_same_bytes_go_again_under_the_same_key() {
    let root = folder();
    let script = vec![
        Act::Say(Vec::new()),
        Act::Say(torn(json(201, &ticket(1)))),
        Act::Say(problem(Code::Stopping)),
        Act::Stall(Vec::new()),
        taken(1),
        taken(2),
    ];
    let sent = check(root.path(), 2, script, "?1 ?1 ?1 ?1 +1 +2", &[1, 1, 1, 1, 1, 2]).await;
    let bodies: Vec<String> = sent.server.asked().into_iter().map(|asked| asked.body).collect();
    assert!(bodies[..5].iter().all(|body| *body == bodies[0]));
}

#[tokio::test]
async fn a_fault_of_one_form_does_not_keep_the_others() {
    let root = folder();
    let script = vec![Act::Say(problem(Code::Internal)), taken(2), taken(1)];
    check(root.path(), 2, script, "+2 ?1 +1", &[1, 2, 1]).await;
}

#[tokio::test]
async fn a_refused_form_is_set_apart_and_is_a_draft_again() {
    let root = folder();
    let script = vec![Act::Say(problem(Code::InvalidForm)), taken(2)];
    let sent = check(root.path(), 2, script, "-1 +2", &[1, 2]).await;
    let refused = sent.drawer.refused().expect("read");
    assert_eq!((refused.len(), refused[0].problem.code), (1, Code::InvalidForm));
    assert_eq!(refused[0].parcel, Parcel::ticket(&submit(1, "typed")).expect("encoded"));
    sent.drawer.submit(&submit(1, "mended")).await.expect("put in again");
    assert_eq!(sent.drawer.refused().expect("read"), []);
}

#[tokio::test]
async fn what_waits_is_there_after_a_restart_and_its_draft_is_not_offered() {
    let root = folder();
    let opened = with_forms(root.path(), 2).await;
    save_now(&opened.drawer, &draft(3, "still typing"), 1);
    drop(opened);
    let OpenDrawer { drawer, mut news, drafts } = open(root.path());
    assert_eq!(drafts, [draft(3, "still typing")]);
    let server = Scripted::start([taken(1), taken(2)]).await;
    let _sending = drawer.send(server.client(), even());
    assert_eq!(heard(&mut news, 2).await, "+1 +2");
}

#[tokio::test]
async fn what_a_screen_that_is_gone_has_left_is_sent_by_another() {
    let root = folder();
    let living = open(root.path());
    let gone = with_forms(root.path(), 2).await;
    drop(gone);
    assert_eq!(living.drawer.adopt().expect("taken over"), [], "their drafts are on their way");
    let server = Scripted::start([taken(1), taken(2)]).await;
    let _sending = living.drawer.send(server.client(), even());
    let mut news = living.news;
    assert_eq!(heard(&mut news, 2).await, "+1 +2");
}

#[tokio::test]
async fn a_form_submitted_twice_in_a_hurry_is_put_in_once() {
    let root = folder();
    let opened = with_forms(root.path(), 1).await;
    let again = opened.drawer.submit(&submit(1, "typed on")).await;
    assert!(matches!(again, Err(DiskError::Underway(_))));
    assert_eq!(opened.drawer.waiting().len(), 1);
}

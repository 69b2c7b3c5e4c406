//! The screens of tickets with their real runner against a real server: dispatched by keys, signed for by keys.

use std::time::Duration;

use axum::http::Method;
use chrono::Utc;
use hotdesk::{
    api::SignIn,
    client::{Client, Drawer, Pace},
    domain::{Locale, Redacted, Ticket},
    tui::{
        desk::Msg,
        runner::DeskRunner,
        runtime::{Input, Look, Post, Posts, Runner, Screen, Sender, channel, press},
        tickets::{TicketScreen, TicketSeat, ticket_screen},
    },
};
use tempfile::TempDir;
use uuid::Uuid;

use crate::server::{PASSWORD, TestServer, form, submission};

/// Longer than anything takes; only a test that hangs reaches it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A screen at work, without a terminal.
struct Desk {
    screen: TicketScreen,
    runner: DeskRunner,
    sender: Sender<Msg>,
    posts: Posts<Msg>,
    look: Look,
    _drawers: TempDir,
}

impl Desk {
    async fn sign_in(server: &TestServer, seat: TicketSeat, user: &str) -> Self {
        let drawers = tempfile::tempdir().expect("a folder");
        let look = Look::built_in(Locale::En).expect("the built-in look");
        let client =
            Client::new(&format!("http://{}", server.server.addr), Pace::default()).expect("a client");
        let sign_in = SignIn { user: user.into(), password: Redacted(PASSWORD.into()), roles: Vec::new() };
        client.sign_in(&sign_in).await.expect("a session");
        let (sender, posts) = channel();
        let open = Drawer::open(drawers.path()).expect("a drawer");
        let words = look.words.clone();
        let runner =
            DeskRunner::start(client, user.into(), words.clone(), chrono_tz::UTC, Some(open), &sender);
        Self { screen: ticket_screen(seat, words), runner, sender, posts, look, _drawers: drawers }
    }

    /// Lets the screen work until something is seen; it ticks once a second, as in the loop.
    async fn until(&mut self, seen: impl Fn(&TicketScreen) -> bool) {
        let work = async {
            let mut seconds = tokio::time::interval(Duration::from_secs(1));
            while !seen(&self.screen) {
                let input = tokio::select! {
                    post = self.posts.recv() => match post {
                        Some(Post::App(msg)) => Input::App(msg),
                        _ => continue,
                    },
                    _ = seconds.tick() => Input::Tick,
                };
                for effect in self.screen.update(input, Utc::now()) {
                    self.runner.run(effect, &self.sender);
                }
            }
        };
        tokio::time::timeout(PATIENCE, work).await.expect("it is seen in time");
    }

    fn press(&mut self, keys: &[&str]) {
        for effect in press(&mut self.screen, keys, Utc::now(), &self.look.keymap) {
            self.runner.run(effect, &self.sender);
        }
    }

    fn ticket(screen: &TicketScreen) -> Option<&Ticket> {
        screen.pane().open()?.ticket.as_deref()
    }
}

fn is_in(state: &'static str) -> impl Fn(&TicketScreen) -> bool {
    move |screen| Desk::ticket(screen).is_some_and(|ticket| ticket.state().as_str() == state)
}

fn has_selected(screen: &TicketScreen) -> bool {
    screen.selected().is_some()
}

#[tokio::test]
async fn a_ticket_is_dispatched_and_signed_for_by_keys() {
    let server = TestServer::start().await;
    let agent = server.sign_in("li").await;
    let draft = Uuid::now_v7();
    server.write_as(Method::POST, &agent, "/tickets", submission(draft, &form()), draft).await.done();

    let mut clerk = Desk::sign_in(&server, TicketSeat::Clerk, "pan").await;
    clerk.until(has_selected).await;
    clerk.press(&["enter"]);
    clerk.until(is_in("submitted")).await;
    clerk.press(&["space", "d", "enter", "water", "enter", "ctrl-s"]);
    clerk.until(is_in("dispatched")).await;

    let mut unit = Desk::sign_in(&server, TicketSeat::Unit, "shui").await;
    unit.until(has_selected).await;
    unit.press(&["enter"]);
    unit.until(is_in("dispatched")).await;
    unit.press(&["space", "s"]);
    unit.until(is_in("in_progress")).await;
    // The clerk sees it without asking.
    clerk.until(is_in("in_progress")).await;
    clerk.runner.finish().await;
    unit.runner.finish().await;
}

#[tokio::test]
async fn an_answer_is_proved_by_a_file_that_is_saved_again_beside_what_is_there() {
    let server = TestServer::start().await;
    let (agent, folder) = (server.sign_in("li").await, tempfile::tempdir().expect("a folder"));
    let draft = Uuid::now_v7();
    server.write_as(Method::POST, &agent, "/tickets", submission(draft, &form()), draft).await.done();
    let photo = folder.path().join("after the repair.jpg");
    std::fs::write(&photo, [0xff, 0xd8, 0xff, 0xe0, 0, 16, b'J', b'F', b'I', b'F', 0, 1]).expect("a photo");

    let mut clerk = Desk::sign_in(&server, TicketSeat::Clerk, "pan").await;
    clerk.until(has_selected).await;
    clerk.press(&["enter"]);
    clerk.until(is_in("submitted")).await;
    clerk.press(&["space", "1", &format!("{}/aft", folder.path().display()), "tab"]);
    clerk.until(|screen| screen.pane().deed().is_some_and(|deed| deed.path().ends_with(".jpg"))).await;
    clerk.press(&["enter"]);
    clerk.until(|screen| screen.pane().deed().is_some_and(|deed| deed.proofs.len() == 1)).await;
    clerk.press(&["ctrl-s"]);
    clerk.until(|screen| screen.pane().open().is_some_and(|open| open.files.len() == 1)).await;
    clerk.press(&["o", "enter", "ctrl-u", &folder.path().display().to_string(), "ctrl-s"]);
    clerk.until(|screen| screen.pane().deed().is_none()).await;
    let saved = folder.path().join("after the repair (1).jpg");
    assert_eq!(std::fs::read(saved).expect("it is saved"), std::fs::read(photo).expect("it is as it was"));
    assert_eq!(
        std::fs::read_dir(folder.path()).expect("the folder").count(),
        2,
        "nothing else is left there"
    );
    clerk.runner.finish().await;
}

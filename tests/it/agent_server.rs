//! The agent's screen with its real runner against a real server: from signing in to the ticket, and what is left on disk.

use std::{path::Path, time::Duration};

use chrono::Utc;
use hotdesk::{
    api::SignIn,
    client::{Client, Drawer, OpenDrawer, Pace},
    domain::{AgentId, AgentState, Locale, Redacted},
    switch::{Happened, SwitchCommand},
    tui::{
        agent::{AgentScreen, agent_screen},
        desk::{Link, Msg},
        runner::DeskRunner,
        runtime::{Input, Look, Post, Posts, Runner, Screen, Sender, channel, press},
    },
};

use crate::server::{PASSWORD, TestServer};

/// Longer than anything takes; only a test that hangs reaches it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A screen at work, without a terminal.
struct Desk {
    screen: AgentScreen,
    runner: DeskRunner,
    sender: Sender<Msg>,
    posts: Posts<Msg>,
    look: Look,
}

impl Desk {
    async fn sign_in(server: &TestServer, drawers: &Path) -> Self {
        let look = Look::built_in(Locale::En).expect("the built-in look");
        let client =
            Client::new(&format!("http://{}", server.server.addr), Pace::default()).expect("a client");
        let sign_in = SignIn { user: "li".into(), password: Redacted(PASSWORD.into()), roles: Vec::new() };
        client.sign_in(&sign_in).await.expect("a session");
        let (sender, posts) = channel();
        let open = Drawer::open(drawers).expect("a drawer");
        let runner =
            DeskRunner::start(client, "li".into(), look.words.clone(), chrono_tz::UTC, Some(open), &sender);
        Self { screen: agent_screen(look.words.clone()), runner, sender, posts, look }
    }

    /// Lets the screen work until something is seen.
    async fn until(&mut self, seen: impl Fn(&AgentScreen) -> bool) {
        let work = async {
            while !seen(&self.screen) {
                let Some(Post::App(msg)) = self.posts.recv().await else { continue };
                for effect in self.screen.update(Input::App(msg), Utc::now()) {
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
}

fn state(screen: &AgentScreen) -> Option<&AgentState> {
    screen.desk.my_agent().map(|agent| &agent.state)
}

#[tokio::test]
async fn a_call_becomes_a_ticket_and_what_is_typed_stays_on_disk() {
    let drawers = tempfile::tempdir().expect("a folder");
    let mut server = TestServer::start().await;
    let mut desk = Desk::sign_in(&server, drawers.path()).await;
    desk.until(|screen| screen.desk.link == Link::Up && screen.desk.catalogue.is_some()).await;
    desk.press(&["f2"]);
    desk.until(|screen| state(screen) == Some(&AgentState::Ready)).await;

    let (call, agent) = server.ringing_call().await;
    desk.until(|screen| state(screen) == Some(&AgentState::Ringing { call })).await;
    desk.press(&["f5"]);
    let answer = SwitchCommand::Answer { call, agent: agent.clone() };
    assert_eq!(server.commanded().await, answer);
    server.happens(Happened::Answered { call, agent }).await;
    desk.until(|screen| screen.case().is_some_and(|case| case.marks().is_some())).await;

    desk.press(&["space", "alt-4", "card swallowed", "alt-c", "enter", "ctrl-s"]);
    desk.until(|screen| screen.case().is_some_and(|case| case.ticket().is_some())).await;
    let ticket = desk.screen.case().and_then(|case| case.ticket()).expect("a ticket").clone();
    assert_eq!((ticket.call, ticket.form.subject.as_str()), (Some(call), "card swallowed"));

    desk.press(&["alt-e", " in Haifa", "ctrl-s"]);
    let version = |screen: &AgentScreen| Some(screen.case()?.ticket()?.version);
    desk.until(|screen| version(screen) == Some(2)).await;
    let amended = desk.screen.case().and_then(|case| case.ticket()).expect("a ticket");
    assert_eq!((amended.id, amended.form.subject.as_str()), (ticket.id, "card swallowed in Haifa"));

    desk.press(&["ctrl-n", "a second matter"]);
    desk.runner.finish().await;
    drop(desk);
    assert_eq!(left_behind(drawers.path()).await, ["a second matter"]);
}

#[tokio::test]
async fn who_leaves_is_signed_out() {
    let drawers = tempfile::tempdir().expect("a folder");
    let server = TestServer::start().await;
    let mut desk = Desk::sign_in(&server, drawers.path()).await;
    desk.until(|screen| screen.desk.link == Link::Up && screen.desk.catalogue.is_some()).await;
    desk.press(&["f2"]);
    desk.until(|screen| state(screen) == Some(&AgentState::Ready)).await;
    desk.press(&["ctrl-q"]);
    desk.runner.finish().await;
    let lead = server.sign_in("ban").await;
    let floor = server.floor(&lead).await;
    assert_eq!(floor.agents[&AgentId::from("1001")].state, AgentState::Offline);
}

/// Subjects of the drafts that a screen has left; its tasks give the folder free a moment after it is gone.
async fn left_behind(drawers: &Path) -> Vec<String> {
    let OpenDrawer { drawer, mut drafts, .. } = Drawer::open(drawers).expect("a drawer");
    let wait = async {
        while drafts.is_empty() {
            tokio::task::yield_now().await;
            drafts = drawer.adopt().expect("drafts");
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.expect("drafts are left");
    drafts.into_iter().map(|draft| draft.form.subject).collect()
}

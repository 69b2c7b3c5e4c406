//! The lead's and the reviewer's screens against a real server: what keys do there, and what comes back.

use std::time::Duration;

use chrono::Utc;
use hotdesk::{
    api::SignIn,
    client::{Client, Pace},
    domain::{AgentState, Ender, Locale, Redacted},
    switch::Happened,
    tui::{
        desk::Msg,
        effect::Effect,
        lead::lead_screen,
        qa::qa_screen,
        runner::DeskRunner,
        runtime::{Input, Look, Post, Posts, Runner, Screen, Sender, channel, paint, press},
    },
};

use crate::{
    pty::Terminal,
    server::{PASSWORD, TestServer},
};

/// Far longer than a server on this machine needs; reached only when it will never answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A screen with its runner, signed in to a server.
struct Seat<S> {
    screen: S,
    runner: DeskRunner,
    sender: Sender<Msg>,
    posts: Posts<Msg>,
    look: Look,
}

impl<S: Screen<Msg = Msg, Effect = Effect>> Seat<S> {
    async fn new(server: &TestServer, user: &str, screen: S, look: Look) -> Self {
        let address = format!("http://{}", server.server.addr);
        let client = Client::new(&address, Pace::default()).expect("a client");
        let sign_in = SignIn { user: user.into(), password: Redacted(PASSWORD.into()), roles: Vec::new() };
        client.sign_in(&sign_in).await.expect("a session");
        let (sender, posts) = channel();
        let runner =
            DeskRunner::start(client, user.into(), look.words.clone(), chrono_tz::UTC, None, &sender);
        Self { screen, runner, sender, posts, look }
    }

    fn press(&mut self, keys: &[&str]) {
        let effects = press(&mut self.screen, keys, Utc::now(), &self.look.keymap);
        self.perform(effects);
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            self.runner.run(effect, &self.sender);
        }
    }

    /// Takes what the server says until these words are on the screen.
    async fn sees(&mut self, words: &str) -> String {
        loop {
            let text = paint(&self.screen, (120, 40), Utc::now(), &self.look).plain();
            if text.contains(words) {
                return text;
            }
            let post = tokio::time::timeout(PATIENCE, self.posts.recv()).await;
            let Ok(Some(post)) = post else { panic!("\"{words}\" never came:\n{text}") };
            if let Post::App(msg) = post {
                let effects = self.screen.update(Input::App(msg), Utc::now());
                self.perform(effects);
            }
        }
    }
}

fn look() -> Look {
    Look::built_in(Locale::En).expect("the built-in look loads")
}

#[tokio::test]
async fn a_lead_forces_a_pause_and_says_a_line_to_everybody() {
    let server = TestServer::start().await;
    let agent = server.ready("li").await;
    let mut lead = Seat::new(&server, "ban", lead_screen(look().words), look()).await;
    lead.sees("1 ready").await;
    lead.sees("1001").await;
    lead.press(&["f", "lunch", "enter"]);
    lead.sees("Meal").await;
    let floor = server.floor(&agent).await;
    assert!(matches!(floor.agents["1001"].state, AgentState::Paused { .. }), "{:?}", floor.agents);
    lead.press(&["b", "fire drill at noon", "enter"]);
    lead.sees("fire drill at noon").await;
    let shown = server.floor(&agent).await.broadcast.map(|broadcast| broadcast.text);
    assert_eq!(shown.as_deref(), Some("fire drill at noon"));
    server.stop().await;
}

#[tokio::test]
async fn a_reviewer_opens_a_call_and_walks_through_it() {
    let mut server = TestServer::start().await;
    let agent = server.ready("li").await;
    let call = server.talking_call().await;
    server.happens(Happened::HungUp { call, by: Ender::Caller }).await;
    let ended = async {
        while !matches!(server.floor(&agent).await.agents["1001"].state, AgentState::WrapUp { .. }) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, ended).await.expect("the call ends");
    let mut qa = Seat::new(&server, "qin", qa_screen(look().words, None), look()).await;
    qa.sees("answered").await;
    qa.press(&["enter"]);
    qa.sees("What happened").await;
    qa.press(&["end"]);
    let text = qa.sees("Wrap-up").await;
    for words in ["Rang at 1001", "1001 LI answered", "Caller hung up"] {
        assert!(text.contains(words), "{words} is missing:\n{text}");
    }
    qa.press(&["esc", "t", "1998-12-31 23:59", "enter"]);
    qa.sees("No calls pass the filter").await;
    server.stop().await;
}

/// What a program says that is not let in, and that it does not end well.
fn turned_away(seat: &'static str, address: String, said: &'static str) {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().to_str().expect("a plain path");
    let args = [seat, "--server", &address, "--user", "li", "--password-stdin"];
    let mut terminal = Terminal::run((100, 24), &args, &[("HOME", folder)]);
    terminal.type_keys(&format!("{PASSWORD}\r"));
    terminal.wait_for("the role that is needed", |screen| screen.replace('\n', "").contains(said));
    let (status, _) = terminal.wait_for_end();
    assert!(!status.success(), "{seat}: {status:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_in_is_spoken_to_in_the_language_of_the_screen() {
    let server = TestServer::start().await;
    let address = format!("http://{}", server.server.addr);
    let signs_in = move || {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().to_str().expect("a plain path");
        let args = ["agent", "--server", &address, "--user", "li", "--locale", "zh-CN"];
        let mut terminal = Terminal::run((100, 24), &args, &[("HOME", folder)]);
        terminal.wait_for_text("li 的密码：");
        terminal.type_keys("guessed\r");
        terminal.wait_for_text("用户名或密码");
        assert!(!terminal.wait_for_end().0.success());
    };
    tokio::task::spawn_blocking(signs_in).await.expect("it is told");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_is_told_which_role_a_screen_needs_and_does_not_come_on_the_floor() {
    let server = TestServer::start().await;
    let address = format!("http://{}", server.server.addr);
    for (seat, said) in
        [("lead", "needs the role lead, and li has agent"), ("qa", "needs the role qa or lead")]
    {
        let address = address.clone();
        tokio::task::spawn_blocking(move || turned_away(seat, address, said)).await.expect("turned away");
    }
    let lead = server.sign_in("ban").await;
    assert!(server.floor(&lead).await.agents.is_empty());
    server.stop().await;
}

//! Sessions written by the real loop and played again: the same frames, and a clear word about files that cannot be played.

use std::{cell::RefCell, fs, path::Path, rc::Rc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use crossterm::event::{Event, KeyCode};
use hotdesk::{
    domain::Locale,
    tui::{
        keymap::{Action, Layer},
        layers::{Layers, Outcome, Overlay},
        record::{Header, Player, Recorder, Recording},
        runtime::{
            Canvas, ConsoleEvent, Focus, Input, Look, Pace, Runner, Screen, Sender, Stage, Typing, Zone,
            channel, paint, run,
        },
        widgets::{HasFocus, Help, Notes, Pane, Timer},
    },
};
use ratatui::layout::Rect;
use serde::{Deserialize, Serialize};
use tokio::{sync::mpsc, time::Instant};

use crate::tui_support::{Scripted, ctrl, key, settle};

/// A page to write on, with a timer, news and help.
struct Page {
    notes: Notes,
    news: Vec<String>,
    began: Option<DateTime<Utc>>,
    layers: Layers<()>,
    quit: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct News(String);

impl Page {
    fn new() -> Self {
        Self {
            notes: Notes::default(),
            news: Vec::new(),
            began: None,
            layers: Layers::default(),
            quit: false,
        }
    }
}

impl Screen for Page {
    type Msg = News;
    type Effect = News;

    fn update(&mut self, input: Input<News>, now: DateTime<Utc>) -> Vec<News> {
        self.began.get_or_insert(now);
        if self.layers.input(&input) != Outcome::Passed {
            return Vec::new();
        }
        match input {
            Input::Key(key) => drop(self.notes.key(key)),
            Input::Paste(text) => drop(self.notes.paste(&text)),
            Input::Resize { columns, .. } => self.notes.set_columns(columns - 2),
            Input::App(News(line)) => self.news.push(line),
            Input::Act(Action::Help) => self.layers.open((), Overlay::Help(Help::new(&[Layer::Global]))),
            Input::Act(Action::TicketSubmit) => return vec![News(format!("{} kept", self.notes.value()))],
            Input::Act(Action::Quit) => self.quit = true,
            _ => (),
        }
        Vec::new()
    }

    fn view(&self, canvas: &mut Canvas<'_>, now: DateTime<Utc>, look: &Look) {
        let area = canvas.area();
        let running = now - self.began.unwrap_or(now);
        let note = Timer::plain(running).text(look);
        let pane = Pane { title: "Page", note: &note, focus: HasFocus::Yes, zone: Zone(1) };
        let inner = pane.draw(canvas, area, look);
        let half = Rect { height: inner.height / 2, ..inner };
        self.notes.draw(canvas, half, look, "write", HasFocus::Yes);
        for (y, line) in (half.bottom()..inner.bottom()).zip(&self.news) {
            canvas.print(inner.x, y, line, inner.width, look.theme.accent);
        }
        self.layers.draw(canvas, look);
    }

    fn focus(&self) -> Focus {
        let page = Focus { layers: vec![Layer::Desk, Layer::Global], typing: Typing::Lines };
        self.layers.focus().unwrap_or(page)
    }

    fn pace(&self) -> Pace {
        Pace::EverySecond
    }

    fn finished(&self) -> bool {
        self.quit
    }
}

struct Echo;

impl Runner for Echo {
    type Effect = News;
    type Msg = News;

    fn run(&mut self, effect: News, sender: &Sender<News>) {
        sender.send(effect);
    }

    async fn finish(&mut self) {}
}

/// Plays a session through the loop into a file and returns the frames that were seen.
async fn session(path: &Path) -> Vec<String> {
    let (sender, posts) = channel();
    let (keys, events) = mpsc::unbounded_channel();
    let frames = Rc::new(RefCell::new(Vec::new()));
    let mut console = Scripted::new((70, 18), events, Rc::clone(&frames));
    let (began, start) = (Instant::now(), "2026-11-22T08:00:00Z".parse::<DateTime<Utc>>().unwrap());
    let header = Header::new("page", Locale::En, serde_json::Value::Null);
    let stage = Stage {
        console: &mut console,
        look: Look::built_in(Locale::En).unwrap(),
        wall: Box::new(move || start + TimeDelta::from_std(began.elapsed()).unwrap()),
        recorder: Some(Recorder::create(path, &header).unwrap()),
    };
    let (mut page, mut echo) = (Page::new(), Echo);
    let story = async {
        settle().await;
        let typed = "来电人反映夜间施工噪声扰民".chars().map(|letter| key(KeyCode::Char(letter)));
        let moves = [key(KeyCode::Up), key(KeyCode::Enter), ctrl('s'), key(KeyCode::F(1)), key(KeyCode::Esc)];
        let paste = ConsoleEvent::Terminal(Event::Paste("pasted\nlines 👨‍👩‍👧".into()));
        let rest = [paste, key(KeyCode::Backspace), ctrl('s'), ctrl('q')];
        for event in typed.chain(moves).chain(rest) {
            keys.send(event).unwrap();
            tokio::time::sleep(Duration::from_millis(370)).await;
        }
    };
    let (result, ()) = tokio::join!(run(&mut page, &mut echo, (sender, posts), stage), story);
    result.unwrap();
    frames.borrow().clone()
}

async fn recorded() -> (tempfile::TempDir, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let frames = session(&folder.path().join("a.session")).await;
    (folder, frames)
}

fn read(path: &Path) -> Result<Recording<News>, String> {
    Recording::read(path, "page").map_err(|error| error.to_string().replace(path.to_str().unwrap(), "FILE"))
}

fn frame<F: Fn() -> Page>(player: &Player<Page, F>) -> String {
    paint(player.screen(), player.size(), player.drawn_at(), &Look::built_in(Locale::En).unwrap()).plain()
}

/// A demo begins by the wall's clock and goes on by that of the recorded day.
#[tokio::test(start_paused = true)]
async fn a_clock_set_back_in_a_session_does_not_turn_its_timeline_back() {
    let (folder, _) = recorded().await;
    let path = folder.path().join("a.session");
    let text = std::fs::read_to_string(&path).unwrap();
    let first = text.lines().nth(1).unwrap();
    let at = first.split('"').nth(3).unwrap();
    std::fs::write(&path, text.replacen(at, "2926-11-22T06:42:23Z", 1)).unwrap();
    let mut player = Player::new(read(&path).unwrap(), Page::new);
    let (begins, ends) = player.bounds();
    assert!(begins <= ends, "{begins} {ends}");
    player.seek(ends);
    assert!(!player.step(), "everything was taken");
    player.seek(begins);
    assert_eq!(player.position(), begins);
}

#[tokio::test(start_paused = true)]
async fn a_session_played_again_shows_the_same_frames() {
    let (folder, frames) = recorded().await;
    let recording = read(&folder.path().join("a.session")).unwrap();
    assert!(!recording.truncated);
    let mut player = Player::new(recording, Page::new);
    let mut seen = vec![frame(&player)];
    while player.step() {
        seen.push(frame(&player));
    }
    let mut rest = seen.iter();
    for (number, frame) in frames.iter().enumerate() {
        assert!(rest.any(|seen| seen == frame), "frame {number} of the session was not seen again:\n{frame}");
    }
    assert_eq!(frames.last(), seen.last());
    assert!(frames.len() > 25, "{}", frames.len());
}

#[tokio::test(start_paused = true)]
async fn jumping_back_and_forth_gives_the_same_as_playing_through() {
    let (folder, _) = recorded().await;
    let mut player = Player::new(read(&folder.path().join("a.session")).unwrap(), Page::new);
    let (first, last) = player.bounds();
    let mut through = Vec::new();
    for second in 0..=(last - first).num_seconds() {
        player.seek(first + TimeDelta::seconds(second));
        through.push(frame(&player));
    }
    for second in [3usize, 1, 7, 0, 5, 2] {
        player.seek(first + TimeDelta::seconds(second as i64));
        assert_eq!(frame(&player), through[second], "second {second}");
    }
    player.seek(last + TimeDelta::hours(1));
    assert_eq!(player.position(), last);
}

#[tokio::test(start_paused = true)]
async fn files_that_cannot_be_played_are_named_with_the_reason() {
    let (folder, _) = recorded().await;
    let good = fs::read_to_string(folder.path().join("a.session")).unwrap();
    let path = folder.path().join("b.session");
    let check = |text: &str, expected: &str| {
        fs::write(&path, text).unwrap();
        let error = read(&path).expect_err("must be refused");
        assert!(error.starts_with(expected), "{error}");
    };
    check("", "FILE is no session file");
    check("{\"some\": \"json\"}\n", "FILE is no session file");
    check(&good.replacen("hotdesk-session", "other", 1), "FILE is no session file");
    check(
        &good.replacen("\"version\":1", "\"version\":9", 1),
        "session file FILE has format 9, this program reads up to 1",
    );
    check(
        &good.replacen("\"page\"", "\"agent\"", 1),
        "session file FILE is of the agent screen, not of the page screen",
    );
    check(&good.replacen("\"act\"", "\"akt\"", 1), "FILE:");
    let missing = read(&folder.path().join("none")).unwrap_err();
    assert!(missing.starts_with("session file"), "{missing}");
}

#[tokio::test(start_paused = true)]
async fn a_file_cut_off_by_a_crash_is_played_to_its_last_whole_line() {
    let (folder, _) = recorded().await;
    let path = folder.path().join("a.session");
    let whole = read(&path).unwrap();
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() - 9]).unwrap();
    let cut = read(&path).unwrap();
    assert!(cut.truncated);
    assert_eq!(cut.entries.len(), whole.entries.len() - 1);
}

#[test]
fn a_session_file_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.session");
    let header = Header::new("page", Locale::ZhCn, serde_json::Value::Null);
    drop(Recorder::create(&path, &header).unwrap());
    let begun = fs::read(&path).unwrap();
    assert!(Recorder::create(&path, &header).is_err());
    assert_eq!(fs::read(&path).unwrap(), begun);
}

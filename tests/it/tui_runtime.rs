//! The loop, with a scripted console and a paused clock: what wakes it, what it draws, what it lets end.

use std::{cell::RefCell, future::Future, rc::Rc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind};
use hotdesk::{
    domain::Locale,
    tui::{
        keymap::{Action, Layer},
        runtime::{
            Canvas, ConsoleEvent, Focus, Input, Look, Notice, Pace, Runner, Screen, Sender, Spot, Stage,
            Typing, Zone, channel, run,
        },
    },
};
use ratatui::layout::Rect;
use serde::{Deserialize, Serialize};
use tokio::{sync::mpsc, time::Instant};

use crate::tui_support::{Scripted, ctrl, key, mouse, settle};

const LIST: Zone = Zone(7);

/// Everything that happened to it, as lines; it quits on Ctrl-Q.
#[derive(Default)]
struct Diary {
    lines: Vec<String>,
    pace: Option<Pace>,
    typing: Option<Typing>,
    quit: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum News {
    Line(String),
}

enum Wish {
    Echo(String),
    Ring,
}

impl Screen for Diary {
    type Msg = News;
    type Effect = Wish;

    fn update(&mut self, input: Input<News>, now: DateTime<Utc>) -> Vec<Wish> {
        let line = match &input {
            Input::Key(key) => format!("key {}", key.code),
            Input::App(News::Line(line)) => line.clone(),
            other => format!("{other:?}"),
        };
        self.lines.push(format!("{} {line}", now.format("%H:%M:%S%.3f")));
        match input {
            Input::Act(Action::Quit) => self.quit = true,
            Input::Act(Action::CallAnswer) => return vec![Wish::Echo("answered".into()), Wish::Ring],
            _ => (),
        }
        Vec::new()
    }

    fn view(&self, canvas: &mut Canvas<'_>, _: DateTime<Utc>, look: &Look) {
        let area = canvas.area();
        for (y, line) in (area.y..area.bottom()).zip(&self.lines) {
            canvas.print(area.x, y, line, area.width, look.theme.text);
        }
        canvas.spot(Rect::new(0, 0, 10, 1), Spot::Run(Action::CallAnswer));
        canvas.spot(Rect::new(0, 1, 10, 1), Spot::Row(LIST, 41));
    }

    fn focus(&self) -> Focus {
        let typing = self.typing.unwrap_or(Typing::Nothing);
        Focus { layers: vec![Layer::Desk, Layer::Global], typing }
    }

    fn pace(&self) -> Pace {
        self.pace.unwrap_or(Pace::Idle)
    }

    fn finished(&self) -> bool {
        self.quit
    }
}

/// Answers an echo through the sender and remembers that it was finished.
#[derive(Default)]
struct Echo {
    finished: bool,
}

impl Runner for Echo {
    type Effect = Wish;
    type Msg = News;

    fn run(&mut self, effect: Wish, sender: &Sender<News>) {
        match effect {
            Wish::Echo(line) => sender.send(News::Line(line)),
            Wish::Ring => sender.notify(Notice { title: "call".into(), body: "ringing".into() }),
        }
    }

    async fn finish(&mut self) {
        self.finished = true;
    }
}

/// What is left after a session.
struct After {
    diary: Diary,
    frames: Vec<String>,
    console: Scripted,
    echo: Echo,
}

/// Runs a diary while `story` plays beside it with the console's events, the sender, and the number of frames so far.
async fn check<F: Future<Output = ()>>(
    mut diary: Diary,
    size: (u16, u16),
    story: impl FnOnce(mpsc::UnboundedSender<ConsoleEvent>, Sender<News>, Rc<RefCell<Vec<String>>>) -> F,
) -> After {
    let (sender, posts) = channel();
    let (keys, events) = mpsc::unbounded_channel();
    let frames = Rc::new(RefCell::new(Vec::new()));
    let mut console = Scripted::new(size, events, Rc::clone(&frames));
    let mut echo = Echo::default();
    let (began, start) = (Instant::now(), "2026-11-22T08:00:00.300Z".parse::<DateTime<Utc>>().unwrap());
    let wall = move || start + TimeDelta::from_std(began.elapsed()).unwrap();
    let stage = Stage {
        console: &mut console,
        look: Look::built_in(Locale::En).unwrap(),
        wall: Box::new(wall),
        recorder: None,
    };
    let story = story(keys, sender.clone(), Rc::clone(&frames));
    let (result, ()) = tokio::join!(run(&mut diary, &mut echo, (sender, posts), stage), story);
    result.unwrap();
    let frames = frames.borrow().clone();
    After { diary, frames, console, echo }
}

#[tokio::test(start_paused = true)]
async fn all_that_waits_is_taken_before_one_frame_is_drawn() {
    let after = check(Diary::default(), (80, 24), |keys, sender, _| async move {
        settle().await;
        for number in 0..50 {
            sender.send(News::Line(format!("news {number}")));
        }
        keys.send(key(KeyCode::F(5))).unwrap();
        settle().await;
        keys.send(ctrl('q')).unwrap();
    })
    .await;
    assert_eq!(after.frames.len(), 3, "first frame, one for the flood, one for the last key");
    assert!(after.frames[1].contains("news 20"), "{}", after.frames[1]);
    assert!(after.diary.lines.iter().any(|line| line.ends_with("answered")), "the effect's answer came back");
    assert_eq!(after.console.notices.len(), 1);
    assert!(after.echo.finished);
}

#[tokio::test(start_paused = true)]
async fn an_idle_screen_is_never_drawn_again() {
    let after = check(Diary::default(), (80, 24), |keys, _, frames| async move {
        settle().await;
        tokio::time::sleep(Duration::from_secs(3600)).await;
        assert_eq!(frames.borrow().len(), 1);
        keys.send(ctrl('q')).unwrap();
    })
    .await;
    assert_eq!(after.diary.lines.len(), 2, "the size, then the key: {:?}", after.diary.lines);
}

#[tokio::test(start_paused = true)]
async fn a_counting_screen_ticks_at_the_start_of_each_second() {
    let diary = Diary { pace: Some(Pace::EverySecond), ..Diary::default() };
    let after = check(diary, (80, 24), |keys, _, _| async move {
        tokio::time::sleep(Duration::from_millis(2800)).await;
        keys.send(ctrl('q')).unwrap();
    })
    .await;
    let ticks = after.diary.lines.iter().filter(|line| line.ends_with("Tick")).collect::<Vec<_>>();
    assert_eq!(ticks, ["08:00:01.000 Tick", "08:00:02.000 Tick", "08:00:03.000 Tick"]);
}

#[tokio::test(start_paused = true)]
async fn a_recorded_day_has_its_own_faster_clock() {
    let diary = Diary { pace: Some(Pace::EverySecond), ..Diary::default() };
    let after = check(diary, (80, 24), |keys, sender, _| async move {
        settle().await;
        sender.rebase("1999-01-21T10:00:00Z".parse().unwrap(), 4.0);
        tokio::time::sleep(Duration::from_millis(1100)).await;
        keys.send(ctrl('q')).unwrap();
    })
    .await;
    let ticks = after.diary.lines.iter().filter(|line| line.ends_with("Tick")).collect::<Vec<_>>();
    assert_eq!(ticks.len(), 5, "one at the change, then four in the first second: {ticks:?}");
    assert!(ticks[4].starts_with("10:00:04"), "{ticks:?}");
}

#[tokio::test(start_paused = true)]
async fn a_click_is_the_key_of_what_was_drawn_there() {
    let after = check(Diary::default(), (80, 24), |keys, _, _| async move {
        settle().await;
        let down = MouseEventKind::Down(MouseButton::Left);
        for event in [
            mouse(down, 3, 0),
            mouse(down, 3, 1),
            mouse(down, 30, 20),
            mouse(MouseEventKind::ScrollDown, 3, 1),
            mouse(MouseEventKind::Moved, 3, 1),
            ctrl('q'),
        ] {
            keys.send(event).unwrap();
        }
    })
    .await;
    let said = after.diary.lines.iter().map(|line| line.split_once(' ').unwrap().1).collect::<Vec<_>>();
    let expected = [
        "Resize { columns: 80, rows: 24 }",
        "Act(CallAnswer)",
        "answered",
        "Click(Row(Zone(7), 41))",
        "Scroll { over: Some(Row(Zone(7), 41)), lines: 3 }",
        "Act(Quit)",
    ];
    assert_eq!(said, expected);
}

#[tokio::test(start_paused = true)]
async fn a_text_field_takes_letters_first_and_releases_are_dropped() {
    let diary = Diary { typing: Some(Typing::Line), ..Diary::default() };
    let after = check(diary, (80, 24), |keys, _, _| async move {
        let mut release = KeyEvent::new(KeyCode::Char('x'), KeyModifiers::NONE);
        release.kind = KeyEventKind::Release;
        let pasted = ConsoleEvent::Terminal(Event::Paste("a\u{1b}[31m\r\nb".into()));
        let released = ConsoleEvent::Terminal(Event::Key(release));
        for event in [key(KeyCode::Char('?')), key(KeyCode::F(1)), released, pasted, ctrl('q')] {
            keys.send(event).unwrap();
        }
    })
    .await;
    let said =
        after.diary.lines.iter().skip(1).map(|line| line.split_once(' ').unwrap().1).collect::<Vec<_>>();
    assert_eq!(said, ["key ?", "Act(Help)", "Paste(\"a\\nb\")", "Act(Quit)"]);
}

#[tokio::test(start_paused = true)]
async fn a_signal_ends_the_screen_after_its_last_effects() {
    let after = check(Diary::default(), (80, 24), |keys, _, _| async move {
        keys.send(ConsoleEvent::Suspend).unwrap();
        keys.send(ConsoleEvent::Stop).unwrap();
        keys.send(key(KeyCode::F(5))).unwrap();
    })
    .await;
    assert!(after.diary.lines.last().unwrap().ends_with("Stop"), "{:?}", after.diary.lines);
    assert!(after.echo.finished);
    assert_eq!(after.console.suspended, 1);
}

#[tokio::test(start_paused = true)]
async fn a_terminal_too_small_gets_a_sentence() {
    let after = check(Diary::default(), (50, 10), |keys, _, _| async move {
        keys.send(ctrl('q')).unwrap();
    })
    .await;
    let expected = "The window is 50×10; hotdesk needs at least 60×16.\nPlease enlarge it.\n";
    assert!(after.frames[0].starts_with(expected), "{}", after.frames[0]);
}

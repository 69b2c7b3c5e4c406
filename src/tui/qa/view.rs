//! Draws the reviewer's screen.
//!
//! ```text
//!  Review   agent 7001 · queue General · before 01-21 12:00
//! ┏ Calls ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓      the list, or what is under review:
//! ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
//!
//!  Review   01-21 11:59:00   General   7001   answered
//! ┏ What happened ━━━━━━━━━━━┓╭ The call at +1:23 ──────╮      of a call: what the agent's call pane could show
//! ┃ +0:00 > entered          ┃│ On a call 1:11          │      of a session: the agent's screen as it was; with
//! ┃ +0:12 + 7001 answered    ┃│ …                       │      `z` it fills the terminal
//! ┗━━━━━━━━━━━━━━━━━━━━━━━━━━┛╰─────────────────────────╯
//!  ▶ 2×  +1:23 / 5:48  ···~~████████==████─────────
//!  Space Play / pause  ] Next mark  …
//! ```

mod bar;
mod describe;
mod frame;
mod list;
mod situation;
mod timeline;

use ratatui::layout::{Constraint, Layout, Rect};

use super::{
    Frame, QaScreen, Shown,
    review::{Review, Source},
};
use crate::tui::{
    calls,
    desk::Desk,
    keymap::Action,
    runtime::{Canvas, Look, Screen},
    shell, widgets,
};

/// From this width on the timeline and the call stand side by side; in less, its sentences would be cut.
const WIDE: u16 = 100;

/// Footer hints over the list, the most important first.
const LIST_HINTS: &[Action] = &[
    Action::ListOpen,
    Action::QaFilterAgent,
    Action::QaFilterQueue,
    Action::QaFilterTime,
    Action::QaRefresh,
    Action::QaSession,
    Action::Help,
    Action::Palette,
    Action::Quit,
];
/// Footer hints while something is played, the most important first.
const PLAY_HINTS: &[Action] = &[
    Action::PlayPause,
    Action::QaOpenCall,
    Action::QaSaveRecording,
    Action::QaFullScreen,
    Action::PlayNextMark,
    Action::PlayPreviousMark,
    Action::QaRefresh,
    Action::PlayFaster,
    Action::PlaySlower,
    Action::Help,
    Action::Quit,
    Action::PlayForward,
    Action::PlayBackward,
];

/// What every part of the view is drawn from.
#[derive(Clone, Copy)]
struct Scene<'a> {
    screen: &'a QaScreen,
    look: &'a Look,
}

impl<'a> Scene<'a> {
    /// The floor and the catalogue that give things their names: a session brings its own.
    fn desk(self) -> &'a Desk {
        match self.screen.review() {
            Some(Review { source: Source::Session(session), .. }) => session.desk(),
            _ => &self.screen.desk,
        }
    }
}

pub(super) fn draw(screen: &QaScreen, canvas: &mut Canvas<'_>, look: &Look) {
    let scene = Scene { screen, look };
    match (screen.review(), screen.frame) {
        (Some(review @ Review { source: Source::Session(session), .. }), Frame::Full) => {
            frame::full(canvas, scene, review, session);
        }
        (review, _) => draw_panes(canvas, scene, review),
    }
    screen.layers.draw(canvas, look);
    let edge = lower_edge(canvas.area(), screen);
    shell::toasts(canvas, edge, &screen.desk, look, screen.panes());
}

/// The row above the keys and, where something is played, above its bar.
fn lower_edge(whole: Rect, screen: &QaScreen) -> Rect {
    let rows = 2 + u16::from(screen.review().is_some());
    Rect { y: whole.bottom().saturating_sub(rows), height: 1, ..whole }
}

fn draw_panes(canvas: &mut Canvas<'_>, scene: Scene<'_>, review: Option<&Review>) {
    let banner = banner(scene);
    let rows = [
        Constraint::Length(1),
        Constraint::Length(u16::from(banner.is_some())),
        Constraint::Min(0),
        Constraint::Length(u16::from(review.is_some())),
        Constraint::Length(1),
    ];
    let [title, banner_row, body, bar, footer] = canvas.area().layout(&Layout::vertical(rows));
    draw_title(canvas, title, scene, review);
    if let Some(sentence) = banner {
        widgets::banner(canvas, banner_row, scene.look, &sentence);
    }
    match review {
        None => list::draw(canvas, body, scene),
        Some(review) => {
            draw_review(canvas, body, scene, review);
            bar::draw(canvas, bar, scene, review);
        }
    }
    draw_keys(canvas, footer, scene, review);
}

/// The keys that matter now.
fn draw_keys(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, review: Option<&Review>) {
    let Scene { screen, look } = scene;
    let actions = match (&screen.entry, screen.layers.hints(), review) {
        (Some(_), ..) => vec![Action::Choose, Action::Close],
        (None, Some(hints), _) => hints.to_vec(),
        (None, None, Some(_)) => useful(PLAY_HINTS, screen),
        (None, None, None) => useful(LIST_HINTS, screen),
    };
    shell::keys(canvas, area, look, &screen.focus().layers, &actions);
}

/// The open call was not over when it was last looked at.
fn is_under_way(screen: &QaScreen) -> bool {
    let source = screen.review().map(|review| &review.source);
    matches!(source, Some(Source::Call { summary, .. }) if summary.record.under_way)
}

/// The hints without those for a session where there is none.
fn useful(hints: &[Action], screen: &QaScreen) -> Vec<Action> {
    let is_useful = |action: &Action| match action {
        Action::QaSession => screen.session.is_some(),
        Action::QaFullScreen => screen.shown == Shown::Session,
        Action::QaSaveRecording => screen.review().is_some_and(|review| review.recordings().next().is_some()),
        Action::QaOpenCall => !screen.is_alone(),
        Action::QaRefresh => screen.shown == Shown::Calls || is_under_way(screen),
        _ => true,
    };
    hints.iter().copied().filter(is_useful).collect()
}

fn draw_review(canvas: &mut Canvas<'_>, body: Rect, scene: Scene<'_>, review: &Review) {
    match &review.source {
        Source::Call { summary, events, .. } => {
            let [first, second] = match body.width < WIDE {
                true => body.layout(&Layout::vertical([Constraint::Fill(3), Constraint::Fill(2)])),
                false => body.layout(&Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)])),
            };
            timeline::draw(canvas, first, scene, review);
            situation::draw(canvas, second, scene, (summary, events), review.position());
        }
        Source::Session(session) => frame::beside_timeline(canvas, body, scene, review, session),
    }
}

fn draw_title(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, review: Option<&Review>) {
    let Scene { screen, look } = scene;
    let x = canvas.print(area.x + 1, area.y, look.words.text("qa.title"), area.width, look.theme.title) + 2;
    let about = match (screen.shown, review) {
        (Shown::Call, Some(Review { source: Source::Call { summary, .. }, .. })) => {
            let record = &summary.record;
            let at = screen.desk.local(record.entered_at).format("%Y-%m-%d %H:%M:%S").to_string();
            let queue = record.queue.as_ref().map(|queue| describe::queue(queue, scene).to_string());
            let agent = record.agent.as_ref().map(|agent| describe::agent(agent, scene));
            let outcome = look.words.text(calls::outcome_key(record)).to_string();
            [Some(at), queue, agent, Some(outcome)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
        }
        (Shown::Session, Some(review @ Review { source: Source::Session(session), .. })) => {
            let start = session.desk().local(session.timeline().start);
            let start = start.format("%Y-%m-%d %H:%M:%S").to_string();
            let about = look.words.fill("qa.session", &[("at", &start)]);
            // Where there is no room for the timeline, this alone says what was done.
            let marks = &session.timeline().marks;
            let current = session.timeline().current(review.position()).and_then(|at| marks.get(at));
            let current = current.map(|mark| describe::mark(mark, scene));
            [Some(about), current].into_iter().flatten().collect::<Vec<_>>().join(" · ")
        }
        _ => list::filter(scene),
    };
    canvas.print(x, area.y, &about, area.right().saturating_sub(x), look.theme.text);
}

/// A reviewer who only plays a file needs no server.
fn banner(scene: Scene<'_>) -> Option<String> {
    let Scene { screen, look } = scene;
    if screen.is_alone() { None } else { shell::banner(&screen.desk, &look.words, "role.qa") }
}

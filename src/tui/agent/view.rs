//! Draws the agent's screen; where what is, see [`super::layout`]. A view reads the model and writes cells, nothing else.

mod call;
mod candidates;
mod head;
mod kin;
pub mod me;
mod notice;
mod queue;
mod script;
mod ticket;
pub mod wording;

use chrono::{DateTime, Utc};
use ratatui::layout::Rect;

pub use me::NUMBERS;

use super::{
    AgentScreen, Pane,
    layout::{PANES, Plan},
};
use crate::{
    domain::Locale,
    tui::{
        keymap::Layer,
        runtime::{Canvas, Look},
        widgets::{self, HasFocus},
        words::Words,
    },
};

/// What every part of the view needs.
#[derive(Clone, Copy)]
struct Scene<'a> {
    screen: &'a AgentScreen,
    look: &'a Look,
    now: DateTime<Utc>,
    plan: Plan,
}

impl<'a> Scene<'a> {
    fn words(&self) -> &'a Words {
        &self.look.words
    }

    fn text(&self, key: &'a str) -> &'a str {
        self.look.words.text(key)
    }

    fn locale(&self) -> Locale {
        self.look.words.locale
    }

    fn focus(&self, pane: Pane) -> HasFocus {
        HasFocus::on(self.screen.pane, pane)
    }

    /// The moment that the floor is shown of.
    fn floor_at(&self) -> DateTime<Utc> {
        self.screen.desk.as_of(self.now)
    }

    /// Draws a pane's frame and returns the area inside. The title begins with the key that leads there; where there are tabs, they
    /// name it.
    fn frame(&self, canvas: &mut Canvas<'_>, area: Rect, pane: Pane, note: &str) -> Rect {
        let (place, (_, action, name)) =
            (1..).zip(PANES).find(|(_, (known, ..))| *known == pane).unwrap_or((1, PANES[0]));
        let key = self.look.keymap.hint(Layer::Desk, action).filter(|_| self.plan.shows_all());
        let key = key.map_or_else(|| place.to_string(), ToOwned::to_owned);
        let title = format!("{key} {}", self.text(name));
        let frame = widgets::Pane { title: &title, note, focus: self.focus(pane), zone: pane.zone() };
        frame.draw(canvas, area, self.look)
    }
}

/// Draws everything.
pub fn draw(screen: &AgentScreen, canvas: &mut Canvas<'_>, now: DateTime<Utc>, look: &Look) {
    let scene = Scene { screen, look, now, plan: Plan::at(canvas.area()) };
    head::draw(canvas, scene);
    notice::draw(canvas, scene);
    if screen.is_browsing {
        screen.browser.draw(canvas, scene.plan.body(), &screen.desk, scene.floor_at(), look);
        screen.browser.draw_over(canvas, &screen.desk, scene.floor_at(), look);
    }
    for pane in Pane::ALL {
        let area = scene.plan.pane(pane, screen.pane).filter(|_| !screen.is_browsing);
        let Some(area) = area else { continue };
        match pane {
            Pane::Queue => queue::draw(canvas, area, scene),
            Pane::Call => call::draw(canvas, area, scene),
            Pane::Script => script::draw(canvas, area, scene),
            Pane::Ticket => ticket::draw(canvas, area, scene),
            Pane::Me => me::draw(canvas, area, scene),
        }
    }
    if !screen.is_browsing {
        kin::draw(canvas, scene);
    }
    screen.layers.draw(canvas, look);
    notice::draw_foot(canvas, scene);
}

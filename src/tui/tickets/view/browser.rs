//! The names of the lists, the list that is shown, and the ticket that is looked at: beside it where there is room, else over it.

use chrono::{DateTime, Utc};
use ratatui::layout::{Constraint, Layout, Rect};

use super::{list, search};
use crate::tui::{
    desk::Desk,
    runtime::{Canvas, Look, Spot},
    text,
    tickets::{Browser, TABS},
};

/// From this width on list and ticket stand side by side.
const WIDE: u16 = 160;

/// What every part of the view is drawn from.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub browser: &'a Browser,
    pub desk: &'a Desk,
    pub now: DateTime<Utc>,
    pub look: &'a Look,
}

impl Browser {
    /// Draws lists and ticket; what lies over them is drawn by the pane, later.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, desk: &Desk, now: DateTime<Utc>, look: &Look) {
        let scene = Scene { browser: self, desk, now, look };
        let [tabs, body] = area.layout(&Layout::vertical([Constraint::Length(1), Constraint::Min(0)]));
        match &self.search {
            Some(search) => search::draw(canvas, tabs, scene, search),
            None => draw_tabs(canvas, tabs, scene),
        }
        if self.pane.open().is_none() {
            return list::draw(canvas, body, scene);
        }
        if body.width < WIDE {
            return self.pane.draw(canvas, body, desk, now, look);
        }
        let [left, right] = body.layout(&Layout::horizontal([Constraint::Fill(5), Constraint::Fill(4)]));
        list::draw(canvas, left, scene);
        self.pane.draw(canvas, right, desk, now, look);
    }

    /// Columns and rows of a ticket that is looked at, in a place of this size.
    pub fn room(columns: u16, rows: u16) -> (u16, u16) {
        let columns = if columns < WIDE { columns } else { columns * 4 / 9 };
        (columns, rows.saturating_sub(1))
    }
}

/// The lists by name, each with its key and how many it holds.
fn draw_tabs(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) {
    let Scene { browser, look, .. } = scene;
    let mut x = area.x + 1;
    for (place, (tab, list)) in browser.lists.iter().enumerate() {
        let count = if list.has_come { list.count() } else { "…".to_owned() };
        let label = format!(" {} {} {count} ", place + 1, look.words.text(tab.words_key()));
        let style = if place == browser.at { look.theme.selected } else { look.theme.dim };
        let width = text::width(&label) as u16;
        canvas.spot(Rect { x, width, ..area }, Spot::Row(TABS, place));
        x = canvas.print(x, area.y, &label, area.right().saturating_sub(x), style) + 1;
    }
}

//! The screen of tickets, for clerks and handling units: what is due first, one ticket looked at closely, and one key for what can be done.
//!
//! ```text
//!  lists (read in pages, read again after news) ─▶ view: the first to be due first
//!  a ticket ─▶ TicketPane: its lines, its verbs, what is said with them ─▶ effects
//! ```
//!
//! One model for both seats: what a seat may do comes from the lifecycle and its duties. `pane` and `sheet` show a ticket on any
//! screen; `deed` asks what a verb needs. Pure: it must not know the clock, the network, or the other screens' models.

mod browser;
mod deed;
mod hints;
mod listing;
mod names;
mod news;
mod open_ticket;
mod pane;
mod renewal;
mod search;
mod seat;
mod sheet;
mod update;
mod view;

use chrono::{DateTime, Utc};

pub use self::{
    browser::Browser,
    deed::{Deed, Field},
    names::{Names, leaf},
    open_ticket::OpenTicket,
    pane::{Around, Heard, Reach, TICKET_ZONE, TicketPane, duties, possible},
    seat::{Tab, TicketSeat},
    sheet::{clock_reasons, countdown},
};

use crate::{
    api::TicketSummary,
    tui::{
        desk::{Desk, Msg},
        effect::Effect,
        keymap::Layer,
        layers::Layers,
        runtime::{Canvas, Focus, Input, Look, Pace, Screen, Zone},
        shell::Course,
        words::Words,
    },
};

const LIST: Zone = Zone(60_012);
const TABS: Zone = Zone(60_013);
/// The line of words.
const WORDS: Zone = Zone(60_014);

/// The screen of tickets of this seat, with the words in which it asks.
pub fn ticket_screen(seat: TicketSeat, words: Words) -> TicketScreen {
    TicketScreen {
        words,
        desk: Desk::default(),
        browser: Browser::new(seat),
        layers: Layers::default(),
        course: Course::Open,
    }
}

/// The model of the screen of tickets.
#[derive(Debug, Clone)]
pub struct TicketScreen {
    words: Words,
    desk: Desk,
    browser: Browser,
    layers: Layers<Over>,
    course: Course,
}

/// What an overlay was opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    Help,
    Palette,
}

impl Screen for TicketScreen {
    type Msg = Msg;
    type Effect = Effect;

    fn update(&mut self, input: Input<Msg>, now: DateTime<Utc>) -> Vec<Effect> {
        let mut out = Vec::new();
        self.desk.toasts.expire(now);
        self.take(input, now, &mut out);
        self.settle(now, &mut out);
        out
    }

    fn view(&self, canvas: &mut Canvas<'_>, now: DateTime<Utc>, look: &Look) {
        view::draw(self, canvas, now, look);
    }

    fn focus(&self) -> Focus {
        self.layers.focus().unwrap_or_else(|| {
            let mut focus = self.browser.focus();
            if !self.browser.is_busy() {
                focus.layers.push(Layer::Global);
            }
            focus
        })
    }

    fn pace(&self) -> Pace {
        if self.desk.is_started() { Pace::EverySecond } else { Pace::Idle }
    }

    fn finished(&self) -> bool {
        self.course == Course::Done
    }
}

impl TicketScreen {
    /// What every screen knows.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// The ticket that is looked at, and what is said.
    pub fn pane(&self) -> &TicketPane {
        self.browser.pane()
    }

    /// The ticket that is selected in the list that is shown.
    pub fn selected(&self) -> Option<&TicketSummary> {
        self.browser.selected()
    }

    /// What is looked for, if anything is.
    pub fn browser_search(&self) -> Option<&search::Search> {
        self.browser.search()
    }

    /// Whose keys count on the list, topmost first.
    fn own_layers(&self) -> Vec<Layer> {
        self.browser.layers().into_iter().chain([Layer::Global]).collect()
    }
}

//! The screen of tickets, for clerks and handling units: what is due first, one ticket looked at closely, and one key for what can be done.
//!
//! ```text
//!  lists (read in pages, read again after news) ─▶ view: the first to be due first
//!  a ticket ─▶ TicketPane: its lines, its verbs, what is said with them ─▶ effects
//! ```
//!
//! One model for both seats: what a seat may do comes from the lifecycle and its duties. `pane` and `sheet` show a ticket on any
//! screen; `deed` asks what a verb needs. Pure: it must not know the clock, the network, or the other screens' models.

mod deed;
mod listing;
mod names;
mod news;
mod open_ticket;
mod pane;
mod renewal;
mod seat;
mod sheet;
mod update;
mod view;

use chrono::{DateTime, Utc};

pub use self::{
    deed::{Deed, Field},
    names::Names,
    open_ticket::OpenTicket,
    pane::{Around, Heard, Reach, TICKET_ZONE, TicketPane, duties, possible},
    seat::{Tab, TicketSeat},
    sheet::{clock_reasons, countdown},
};

use self::{
    listing::{Listing, Reading},
    renewal::Renewal,
};
use crate::{
    api::TicketSummary,
    tui::{
        desk::{Awaited, Desk, Msg},
        effect::Effect,
        keymap::{Action, Layer},
        layers::Layers,
        runtime::{Canvas, Focus, Input, Look, Pace, Screen, Typing, Zone},
        shell::Course,
        words::Words,
    },
};

const LIST: Zone = Zone(1);
const TABS: Zone = Zone(2);

/// The screen of tickets of this seat, with the words in which it asks.
pub fn ticket_screen(seat: TicketSeat, words: Words) -> TicketScreen {
    TicketScreen {
        seat,
        words,
        desk: Desk::default(),
        lists: seat.tabs().iter().map(|tab| (*tab, Listing::wanted())).collect(),
        at: 0,
        pane: TicketPane::default(),
        renewed: Renewal::wanted(),
        asked: Awaited::default(),
        layers: Layers::default(),
        course: Course::Open,
    }
}

/// The model of the screen of tickets.
#[derive(Debug, Clone)]
pub struct TicketScreen {
    seat: TicketSeat,
    words: Words,
    desk: Desk,
    /// The lists, each with its tickets.
    lists: Vec<(Tab, Listing)>,
    /// Which list is shown.
    at: usize,
    pane: TicketPane,
    /// When a list was last read again.
    renewed: Renewal,
    /// Pages whose answers are awaited: of which list, and which.
    asked: Awaited<(Tab, Reading)>,
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
        let panes = || Focus { layers: self.own_layers().to_vec(), typing: Typing::Nothing };
        self.layers.focus().or_else(|| self.pane.focus()).unwrap_or_else(panes)
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
        &self.pane
    }

    /// The ticket that is selected in the list that is shown.
    pub fn selected(&self) -> Option<&TicketSummary> {
        self.list().selected()
    }

    /// Whose keys count on the list, topmost first.
    fn own_layers(&self) -> [Layer; 4] {
        [self.seat.layer(), Layer::Work, Layer::List, Layer::Global]
    }

    /// What the palette offers.
    const ACTIONS: &'static [Action] = &[
        Action::WorkAct,
        Action::WorkApprove,
        Action::WorkRefuse,
        Action::TicketWhy,
        Action::WorkFamily,
        Action::TicketDrafts,
        Action::ListOpen,
        Action::PaneOne,
        Action::PaneTwo,
        Action::PaneThree,
        Action::Help,
        Action::Redraw,
        Action::Quit,
    ];

    /// How many of the tickets that are here are late.
    fn late(&self, now: DateTime<Utc>) -> usize {
        let open = self.lists.iter().find(|(tab, _)| *tab == Tab::Open);
        let items = open.iter().flat_map(|(_, list)| &list.items);
        items.filter(|ticket| ticket.due.as_ref().is_some_and(|due| due.at <= now)).count()
    }

    fn list(&self) -> &Listing {
        &self.lists[self.at].1
    }

    fn list_mut(&mut self) -> &mut Listing {
        &mut self.lists[self.at].1
    }
}

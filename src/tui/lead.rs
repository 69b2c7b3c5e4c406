//! The lead's screen: a live board of queues, agents and waiting callers; what goes wrong now stands out, and one key acts.
//!
//! ```text
//!  desk news ─▶ Desk (mirror of the floor) ─▶ boards: which rows, in which order ─▶ view: only the rows that are seen
//!  keys ─▶ sort, filter, open · force a state · broadcast ─▶ effects
//! ```
//!
//! `trouble` says what is wrong, `queues`, `agents` and `waiting` what a row holds, `board` how rows are ordered and
//! selected; `act` and `steer` what a lead does about it, `differences` where the phone switch goes its own way. Pure: it must not know the clock, the network, or the other screens.

mod act;
mod agents;
mod board;
mod detail;
mod differences;
mod queues;
mod steer;
mod tickets;
mod trouble;
mod update;
mod view;
mod waiting;
mod wording;

use chrono::{DateTime, Utc};

use self::{
    act::Wish,
    agents::{AgentColumn, AgentRow, StateFilter},
    board::Board,
    detail::Detail,
    differences::DifferenceColumn,
    queues::{QueueColumn, QueueRow},
    steer::Offered,
    waiting::{WaitingColumn, WaitingRow},
};
use crate::{
    api::Steer,
    domain::{About, AgentId, CallId, QueueId},
    tui::{
        desk::{Awaited, Desk, Msg},
        effect::Effect,
        fuzzy::Index,
        keymap::{Action, Layer},
        layers::Layers,
        runtime::{Canvas, Focus, Input, Look, Pace, Screen, Typing, Zone},
        shell::Course,
        tickets::{Browser, TicketSeat},
        widgets::TextField,
        words::Words,
    },
};

const QUEUES: Zone = Zone(1);
const AGENTS: Zone = Zone(2);
const WAITING: Zone = Zone(3);
const DETAIL: Zone = Zone(4);
const DIFFERENCES: Zone = Zone(5);
const QUEUE_HEADS: Zone = Zone(11);
const AGENT_HEADS: Zone = Zone(12);
const WAITING_HEADS: Zone = Zone(13);
const DIFFERENCE_HEADS: Zone = Zone(14);

/// The lead's screen, with the words in which it asks.
pub fn lead_screen(words: Words) -> LeadScreen {
    LeadScreen {
        words,
        desk: Desk::default(),
        pane: Pane::Agents,
        queues: Board::by(QueueColumn::Mark),
        agents: Board::by(AgentColumn::Mark),
        waiting: Board::by(WaitingColumn::Mark),
        differences: Board::by(DifferenceColumn::Since),
        filter: TextField::default(),
        states: StateFilter::default(),
        entry: None,
        wish: None,
        crew: Vec::new(),
        offered: None,
        steered: None,
        detail: None,
        asked: Awaited::default(),
        layers: Layers::default(),
        browser: Browser::new(TicketSeat::Lead),
        is_browsing: false,
        course: Course::Open,
    }
}

/// The model of the lead's screen.
#[derive(Debug, Clone)]
pub struct LeadScreen {
    words: Words,
    desk: Desk,
    pane: Pane,
    queues: Board<QueueId, QueueColumn>,
    agents: Board<AgentId, AgentColumn>,
    waiting: Board<CallId, WaitingColumn>,
    differences: Board<About, DifferenceColumn>,
    /// What agents must match to be listed.
    filter: TextField,
    states: StateFilter,
    /// The line being typed, if one is.
    entry: Option<Entry>,
    /// The state being chosen for an agent.
    wish: Option<Wish>,
    /// The agents of the open list.
    crew: Vec<AgentId>,
    /// What the open list offers to do with a call.
    offered: Option<Offered>,
    /// The call that something was asked about last.
    steered: Option<CallId>,
    detail: Option<Detail>,
    /// Requests whose answers are awaited, and what for.
    asked: Awaited<Asked>,
    layers: Layers<Over>,
    /// Tickets, which lie over the boards while the lead looks at them.
    browser: Browser,
    is_browsing: bool,
    course: Course,
}

/// Where keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pane {
    Queues,
    Agents,
    Waiting,
    Differences,
}

/// A line that takes letters.
#[derive(Debug, Clone)]
enum Entry {
    /// The filter of the agents.
    Filter,
    /// A line to everybody.
    Broadcast(TextField),
}

/// What an answer is for.
#[derive(Debug, Clone, PartialEq)]
enum Asked {
    State(Wish),
    Broadcast,
    Calls,
    Steer(Steer),
    Settle(About),
}

/// What an overlay was opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    Help,
    Palette,
    Crew,
    State,
    ConfirmState,
    Steer,
}

impl Screen for LeadScreen {
    type Msg = Msg;
    type Effect = Effect;

    fn update(&mut self, input: Input<Msg>, now: DateTime<Utc>) -> Vec<Effect> {
        let mut effects = self.take(input, now);
        effects.extend(self.renew_when_due(now));
        self.with_browser(&mut effects, |browser, around| browser.settle(around, now));
        self.arrange(self.desk.as_of(now));
        effects
    }

    fn view(&self, canvas: &mut Canvas<'_>, now: DateTime<Utc>, look: &Look) {
        view::draw(self, canvas, now, look);
    }

    fn focus(&self) -> Focus {
        match &self.entry {
            Some(_) => Focus { layers: vec![Layer::Picker], typing: Typing::Line },
            None => {
                let panes = Focus { layers: Self::LAYERS.to_vec(), typing: Typing::Nothing };
                self.layers.focus().or_else(|| self.ticket_focus()).unwrap_or(panes)
            }
        }
    }

    fn pace(&self) -> Pace {
        if self.desk.is_started() { Pace::EverySecond } else { Pace::Idle }
    }

    fn finished(&self) -> bool {
        self.course == Course::Done
    }
}

impl LeadScreen {
    /// Whose keys count on the boards, topmost first.
    const LAYERS: &'static [Layer] = &[Layer::Lead, Layer::List, Layer::Global];

    /// What the palette offers.
    const ACTIONS: &'static [Action] = &[
        Action::LeadForceState,
        Action::LeadBroadcast,
        Action::LeadFilterState,
        Action::LeadMonitor,
        Action::LeadPrioritise,
        Action::LeadGive,
        Action::LeadSettle,
        Action::WorkDecide,
        Action::WorkWatch,
        Action::ListOpen,
        Action::ListFilter,
        Action::ListSort,
        Action::ListSortReverse,
        Action::PaneOne,
        Action::PaneTwo,
        Action::PaneThree,
        Action::PaneFour,
        Action::Help,
        Action::Redraw,
        Action::Quit,
    ];

    /// Puts every board in order again: rows come and go, and times pass.
    fn arrange(&mut self, now: DateTime<Utc>) {
        let Self { desk, words, queues, agents, waiting, differences, .. } = self;
        queues.arrange(desk.floor.queues.keys().cloned().collect(), |id, column| {
            QueueRow::of(desk, id, now).map_or(board::SortKey::Nothing, |row| column.key(&row))
        });
        let listed = listed(desk, self.states, self.filter.value(), now);
        agents.arrange(listed, |id, column| {
            AgentRow::of(desk, id, now).map_or(board::SortKey::Nothing, |row| column.key(&row))
        });
        waiting.arrange(desk.floor.waiting().map(|call| call.id).collect(), |id, column| {
            WaitingRow::of(desk, id, now).map_or(board::SortKey::Nothing, |row| column.key(&row))
        });
        let open = desk.floor.differences.iter().map(|difference| difference.about.clone());
        differences.arrange(open.collect(), |about, column| {
            differences::of(desk, about).map_or(board::SortKey::Nothing, |open| column.key(open, desk, words))
        });
        if differences.order.is_empty() && self.pane == Pane::Differences {
            self.pane = Pane::Agents;
        }
    }
}

/// The agents that pass both filters, in order of their numbers.
fn listed(desk: &Desk, states: StateFilter, text: &str, now: DateTime<Utc>) -> Vec<AgentId> {
    let rows = desk.floor.agents.values().map(|agent| AgentRow::new(desk, agent, now));
    let rows: Vec<AgentRow<'_>> = rows.filter(|row| states.lists(row)).collect();
    if text.trim().is_empty() {
        return rows.iter().map(|row| row.agent.id.clone()).collect();
    }
    let index = Index::new(rows.iter().map(|row| (row.agent.name.as_str(), row.agent.id.as_str())));
    let mut found: Vec<usize> = index.search(text).iter().map(|found| found.item).collect();
    found.sort_unstable();
    found.into_iter().map(|item| rows[item].agent.id.clone()).collect()
}

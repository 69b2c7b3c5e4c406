//! What happens to the lead's model on each input.

use chrono::{DateTime, Utc};

use super::{
    AGENT_HEADS, AGENTS, Asked, DIFFERENCE_HEADS, DIFFERENCES, Entry, LeadScreen, Over, Pane, QUEUE_HEADS,
    QUEUES, WAITING, WAITING_HEADS,
};
use crate::tui::{
    able,
    desk::{Answer, Failure, Msg, RequestId, Say, Weight},
    effect::Effect,
    keymap::Action,
    layers::{Outcome, Overlay},
    runtime::{Input, Spot},
    tickets::Tab,
    widgets::{self, Help, Palette},
};

impl LeadScreen {
    /// Gives an input to what lies on top, else to the panes.
    pub(super) fn take(&mut self, input: Input<Msg>, now: DateTime<Utc>) -> Vec<Effect> {
        match self.layers.input(&input) {
            Outcome::Passed => self.browsed(input, now),
            Outcome::Taken | Outcome::Sought(_) => Vec::new(),
            Outcome::Run(action) => self.browsed(Input::Act(action), now),
            Outcome::Chosen(Over::State, choice) => self.choose_state(choice, now),
            Outcome::Chosen(Over::Crew, choice) => {
                self.choose_agent(choice);
                Vec::new()
            }
            Outcome::Chosen(Over::Steer, choice) => self.choose_steer(choice, now),
            Outcome::Answered(Over::ConfirmState, widgets::Answer::Yes) => self.confirm_state(now),
            Outcome::Chosen(..) | Outcome::Answered(..) | Outcome::Closed(_) => {
                self.wish = None;
                Vec::new()
            }
        }
    }

    pub(super) fn pass(&mut self, input: Input<Msg>, now: DateTime<Utc>) -> Vec<Effect> {
        match (input, self.entry.is_some()) {
            (Input::App(msg), _) => self.hear(msg, now),
            (Input::Tick, _) => {
                self.desk.toasts.expire(now);
                Vec::new()
            }
            (Input::Interrupt, _) => {
                self.desk.interrupted(now);
                Vec::new()
            }
            (Input::Stop, _) => self.course.leave(),
            (input @ (Input::Key(_) | Input::Paste(_) | Input::Act(_)), true) => self.type_in(input, now),
            (Input::Act(action), false) => self.act(action, now),
            (input @ (Input::Click(_) | Input::Scroll { .. }), _) => self.point(&input),
            _ => Vec::new(),
        }
    }

    fn hear(&mut self, msg: Msg, now: DateTime<Utc>) -> Vec<Effect> {
        match msg {
            Msg::Desk(news) => {
                self.say_refusals(&news, now);
                self.note_news(&news);
                let mut effects = self.tell_of_tickets(&news, now);
                effects.extend(self.desk.take(news, now));
                effects
            }
            Msg::Answer { request, answer } => self.hear_answer(request, answer, now),
            Msg::Drafts(report) => self.take_drafts(report, now),
            // The outbox is the agent's.
            Msg::Outbox(_) => Vec::new(),
        }
    }

    pub(super) fn answered(
        &mut self,
        request: RequestId,
        answer: Result<Answer, Failure>,
        now: DateTime<Utc>,
    ) {
        let Some(asked) = self.asked.take(request) else { return };
        match (asked, answer) {
            (Asked::State(wish), Ok(Answer::State(answer))) => self.state_answered(&wish, answer, now),
            (Asked::Calls, Ok(Answer::Calls(page))) => self.take_calls(Ok(page.items), now),
            (Asked::Calls, Err(failure)) => self.take_calls(Err(failure), now),
            (_, Err(failure)) => self.failed(&failure, now),
            (Asked::Steer(steer), Ok(_)) => self.steered(&steer, now),
            (Asked::Settle(about), Ok(_)) => self.settled(&about, now),
            // The broadcast itself comes with the floor; an answer of another kind tells nothing.
            (Asked::State(_) | Asked::Calls | Asked::Broadcast, Ok(_)) => (),
        }
    }

    fn act(&mut self, action: Action, now: DateTime<Utc>) -> Vec<Effect> {
        match action {
            action if !able::can(self.desk.abilities, action) => {
                self.desk.toast(Weight::Note, Say::plain("refusal.unable"), now);
            }
            Action::WorkDecide => self.browse(Tab::Approve),
            Action::WorkWatch => self.browse(Tab::Open),
            Action::LeadMonitor => self.open_monitor(now),
            Action::LeadPrioritise => self.open_priorities(now),
            Action::LeadGive => self.open_takers(now),
            Action::LeadSettle => return self.settle(now),
            Action::LeadForceState => self.open_states(now),
            Action::LeadBroadcast => self.open_broadcast(),
            Action::LeadFilterState => self.states = self.states.next(),
            Action::ListFilter => self.open_filter(),
            Action::ListSort => self.sort(SortKeys::Next),
            Action::ListSortReverse => self.sort(SortKeys::Reverse),
            Action::ListOpen => return self.open_detail(now),
            Action::Close => self.close(),
            Action::PaneOne => self.pane = Pane::Queues,
            Action::PaneTwo => self.pane = Pane::Agents,
            Action::PaneThree => self.pane = Pane::Waiting,
            Action::PaneFour => self.show_differences(now),
            Action::PaneNext => self.step_pane(1),
            Action::PanePrevious => self.step_pane(-1),
            Action::Help => self.open_help(),
            Action::Palette => self.open_palette(now),
            Action::Quit => return self.course.leave(),
            action => self.move_in_list(&Input::Act(action)),
        }
        Vec::new()
    }

    /// The next pane, round and round; that of the differences where there are any.
    fn step_pane(&mut self, steps: isize) {
        let mut panes = vec![Pane::Queues, Pane::Agents, Pane::Waiting];
        panes.extend((!self.desk.floor.differences.is_empty()).then_some(Pane::Differences));
        let at = panes.iter().position(|pane| *pane == self.pane).unwrap_or_default() as isize;
        self.pane = panes[(at + steps).rem_euclid(panes.len() as isize) as usize];
    }

    fn open_help(&mut self) {
        let mut hidden = able::beyond(self.desk.abilities);
        if self.desk.floor.differences.is_empty() {
            hidden.extend([Action::LeadSettle, Action::PaneFour]);
        }
        let help = Help::new(&self.help_layers()).without(hidden);
        self.layers.open(Over::Help, Overlay::Help(help));
    }

    fn open_palette(&mut self, now: DateTime<Utc>) {
        let fitting: Vec<_> =
            Self::ACTIONS.iter().copied().filter(|action| self.fits(*action, now)).collect();
        let commands = if self.is_browsing { self.browser.commands() } else { fitting };
        let palette = Palette::new(&self.words, &commands, &self.help_layers());
        self.layers.open(Over::Palette, Overlay::Palette(palette));
    }

    /// Moves in the list that has the focus.
    fn move_in_list(&mut self, input: &Input<Msg>) {
        if let Some(detail) = &mut self.detail {
            detail.input(input);
            return;
        }
        match self.pane {
            Pane::Queues => self.queues.input(input, QUEUES, QUEUE_HEADS),
            Pane::Agents => self.agents.input(input, AGENTS, AGENT_HEADS),
            Pane::Waiting => self.waiting.input(input, WAITING, WAITING_HEADS),
            Pane::Differences => self.differences.input(input, DIFFERENCES, DIFFERENCE_HEADS),
        };
    }

    /// The mouse works in whatever list lies under it, and brings the focus there.
    fn point(&mut self, input: &Input<Msg>) -> Vec<Effect> {
        if let Some(detail) = &mut self.detail {
            detail.input(input);
        }
        self.queues.input(input, QUEUES, QUEUE_HEADS);
        self.agents.input(input, AGENTS, AGENT_HEADS);
        self.waiting.input(input, WAITING, WAITING_HEADS);
        self.differences.input(input, DIFFERENCES, DIFFERENCE_HEADS);
        if let Input::Click(Spot::Zone(zone) | Spot::Row(zone, _)) = input {
            self.pane = match *zone {
                QUEUES | QUEUE_HEADS => Pane::Queues,
                AGENTS | AGENT_HEADS => Pane::Agents,
                WAITING | WAITING_HEADS => Pane::Waiting,
                DIFFERENCES | DIFFERENCE_HEADS => Pane::Differences,
                _ => self.pane,
            };
        }
        Vec::new()
    }

    fn sort(&mut self, keys: SortKeys) {
        match (self.pane, keys) {
            (Pane::Queues, SortKeys::Next) => self.queues.sort_by_next(),
            (Pane::Queues, SortKeys::Reverse) => self.queues.reverse(),
            (Pane::Agents, SortKeys::Next) => self.agents.sort_by_next(),
            (Pane::Agents, SortKeys::Reverse) => self.agents.reverse(),
            (Pane::Waiting, SortKeys::Next) => self.waiting.sort_by_next(),
            (Pane::Waiting, SortKeys::Reverse) => self.waiting.reverse(),
            (Pane::Differences, SortKeys::Next) => self.differences.sort_by_next(),
            (Pane::Differences, SortKeys::Reverse) => self.differences.reverse(),
        }
    }

    /// The filter is of the agents, so they are shown while it is typed.
    fn open_filter(&mut self) {
        self.detail = None;
        self.pane = Pane::Agents;
        self.entry = Some(Entry::Filter);
    }

    fn type_in(&mut self, input: Input<Msg>, now: DateTime<Utc>) -> Vec<Effect> {
        let Some(entry) = &mut self.entry else { return Vec::new() };
        let field = match entry {
            Entry::Filter => &mut self.filter,
            Entry::Broadcast(field) => field,
        };
        match input {
            Input::Key(key) => drop(field.key(key)),
            Input::Paste(text) => drop(field.paste(&text)),
            Input::Act(Action::Choose) => return self.finish_entry(now),
            Input::Act(Action::Close) => self.abandon_entry(),
            Input::Act(action) => self.move_in_list(&Input::Act(action)),
            _ => (),
        }
        Vec::new()
    }

    fn finish_entry(&mut self, now: DateTime<Utc>) -> Vec<Effect> {
        match self.entry.take() {
            Some(Entry::Broadcast(field)) => self.send_broadcast(field.value(), now),
            Some(Entry::Filter) | None => Vec::new(),
        }
    }

    fn abandon_entry(&mut self) {
        if let Some(Entry::Filter) = self.entry.take() {
            self.filter.set("");
        }
    }

    /// Goes one step back: from the detail, then from the filters.
    fn close(&mut self) {
        if self.detail.take().is_none() {
            self.filter.set("");
            self.states = Default::default();
        }
    }
}

/// What a key does to the order of a board.
#[derive(Clone, Copy)]
enum SortKeys {
    Next,
    Reverse,
}

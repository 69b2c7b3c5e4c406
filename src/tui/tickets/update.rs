//! What happens to the model of the screen of tickets on each input.

use chrono::{DateTime, Utc};

use super::{Around, Heard, LIST, Over, Reach, Reading, TABS, Tab, TicketScreen};
use crate::tui::{
    desk::{Answer, Failure, Msg, RequestId},
    effect::{Effect, Request},
    keymap::Action,
    layers::{Outcome, Overlay},
    runtime::{Input, Spot},
    widgets::{Help, Palette},
};

impl TicketScreen {
    /// Gives an input to what lies on top, then to the ticket, else to the list.
    pub(super) fn take(&mut self, input: Input<Msg>, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        if let Input::Resize { columns, rows } = input {
            let (columns, rows) = super::view::room(columns, rows);
            self.pane.set_room(columns, rows);
        }
        match self.layers.input(&input) {
            Outcome::Passed => {}
            Outcome::Run(action) => return self.act(action, now, out),
            _ => return,
        }
        let Self { pane, desk, words, .. } = self;
        let reach = pane.input(input, &mut Around { desk, words, out }, now);
        if let Reach::Passed(input) = reach {
            self.pass(input, now, out);
        }
    }

    fn pass(&mut self, input: Input<Msg>, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        match input {
            Input::App(msg) => self.hear(msg, now, out),
            Input::Interrupt => self.desk.interrupted(now),
            Input::Stop => out.extend(self.course.leave()),
            Input::Act(action) => self.act(action, now, out),
            Input::Click(Spot::Row(TABS, tab)) => self.go_to(tab),
            Input::Click(Spot::Row(LIST, _)) => {
                self.list_mut().input(&input, LIST);
                self.open_selected(None);
            }
            input => drop(self.list_mut().input(&input, LIST)),
        }
    }

    fn hear(&mut self, msg: Msg, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        match msg {
            Msg::Desk(news) => {
                self.tell_news(&news, now, out);
                self.note_news(&news);
                self.pane.note(&news);
                out.extend(self.desk.take(news, now));
            }
            Msg::Answer { request, answer } => self.answered(request, answer, now, out),
            Msg::Drafts(report) => {
                let Self { pane, desk, words, .. } = self;
                pane.drafts(report, &mut Around { desk, words, out }, now);
            }
            // The outbox is the agent's.
            Msg::Outbox(_) => {}
        }
    }

    fn answered(
        &mut self,
        request: RequestId,
        answer: Result<Answer, Failure>,
        now: DateTime<Utc>,
        out: &mut Vec<Effect>,
    ) {
        let Self { pane, desk, words, .. } = self;
        match pane.answered(request, &answer, &mut Around { desk, words, out }, now) {
            Heard::Changed(_) => return self.lists.iter_mut().for_each(|(_, list)| list.stale()),
            Heard::Taken => return,
            Heard::Passed => {}
        }
        let Some((tab, reading)) = self.asked.take(request) else { return };
        let Some((_, list)) = self.lists.iter_mut().find(|(known, _)| *known == tab) else { return };
        match answer {
            Ok(Answer::Tickets(page)) => {
                if let Some(next) = list.take(&reading, page) {
                    self.read(tab, next, now, out);
                }
            }
            Ok(_) => {}
            Err(failure) => list.fail(failure),
        }
    }

    fn act(&mut self, action: Action, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        match action {
            Action::WorkAct
            | Action::WorkApprove
            | Action::WorkRefuse
            | Action::TicketWhy
            | Action::WorkFamily
                if self.pane.open().is_none() =>
            {
                // Nobody decides on what was not seen.
                let then = Some(action).filter(|action| *action != Action::WorkApprove);
                self.open_selected(then);
            }
            action if super::TicketPane::ACTIONS.contains(&action) => {
                let Self { pane, desk, words, .. } = self;
                pane.act(action, &mut Around { desk, words, out }, now);
            }
            Action::ListOpen => self.open_selected(None),
            Action::Close => self.desk.toasts.clear(),
            Action::PaneOne => self.go_to(0),
            Action::PaneTwo => self.go_to(1),
            Action::PaneThree => self.go_to(2),
            Action::PaneNext => self.go_to((self.at + 1) % self.lists.len()),
            Action::PanePrevious => self.go_to((self.at + self.lists.len() - 1) % self.lists.len()),
            Action::Help => {
                let help = Help::new(&self.own_layers()).without(vec![Action::ListFilter]);
                self.layers.open(Over::Help, Overlay::Help(help));
            }
            Action::Palette => {
                let palette = Palette::new(&self.words, Self::ACTIONS, &self.own_layers());
                self.layers.open(Over::Palette, Overlay::Palette(palette));
            }
            Action::Quit => out.extend(self.course.leave()),
            action => drop(self.list_mut().input(&Input::Act(action), LIST)),
        }
    }

    /// Shows another list.
    fn go_to(&mut self, tab: usize) {
        if tab < self.lists.len() {
            self.at = tab;
            self.pane.close();
        }
    }

    /// Looks at the selected ticket; `then` is done as soon as it is here.
    fn open_selected(&mut self, then: Option<Action>) {
        if let Some(id) = self.list().selected().map(|ticket| ticket.id) {
            self.pane.show(id, then);
        }
    }

    /// What follows from any input: what is stale is read again, the list that is shown first, one a time.
    pub(super) fn settle(&mut self, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let Self { pane, desk, words, .. } = self;
        pane.settle(&mut Around { desk, words, out }, now);
        if !self.desk.is_started() || !self.desk.is_current() || self.asked.any(|_| true) {
            return;
        }
        let speed = self.desk.speed();
        let has_rested = self.renewed.has_rested(now, speed);
        let order = (0..self.lists.len()).map(|step| (self.at + step) % self.lists.len());
        let is_due = |place: &usize| {
            let list = &self.lists[*place].1;
            list.is_due(now, speed) && (has_rested || !list.has_come)
        };
        if let Some(place) = order.into_iter().find(is_due) {
            let (tab, list) = &mut self.lists[place];
            let (tab, reading) = (*tab, list.begin(now));
            self.renewed.asked(now);
            return self.read(tab, reading, now, out);
        }
        if let Some(reading) = self.list().more() {
            let tab = self.lists[self.at].0;
            self.read(tab, reading, now, out);
        }
    }

    fn read(&mut self, tab: Tab, reading: Reading, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let Some(catalogue) = &self.desk.catalogue else { return };
        let which = reading.which(tab.which(self.seat, catalogue));
        let request = Request::Tickets(Box::new(which));
        out.push(self.asked.ask(&mut self.desk, (tab, reading), request, now));
    }
}

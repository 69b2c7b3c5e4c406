//! What happens to the model of the screen of tickets on each input.

use chrono::{DateTime, Utc};

use super::{Around, Over, Reach, TicketScreen};
use crate::tui::{
    desk::Msg,
    effect::Effect,
    keymap::Action,
    layers::{Outcome, Overlay},
    runtime::Input,
    widgets::{Help, Palette},
};

impl TicketScreen {
    /// Gives an input to what lies on top, then to the ticket and the lists.
    pub(super) fn take(&mut self, input: Input<Msg>, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        if let Input::Resize { columns, rows } = input {
            let (columns, rows) = super::view::room(columns, rows);
            self.browser.pane.set_room(columns, rows);
        }
        match self.layers.input(&input) {
            Outcome::Passed => {}
            Outcome::Run(action) => return self.act(action, now, out),
            _ => return,
        }
        let Self { browser, desk, words, .. } = self;
        let reach = browser.input(input, &mut Around { desk, words, out }, now);
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
            _ => {}
        }
    }

    fn hear(&mut self, msg: Msg, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let Self { browser, desk, words, .. } = self;
        match msg {
            Msg::Desk(news) => {
                browser.tell_news(&news, &mut Around { desk, words, out }, now);
                browser.note(&news);
                out.extend(desk.take(news, now));
            }
            Msg::Answer { request, answer } => {
                browser.answered(request, &answer, &mut Around { desk, words, out }, now);
            }
            Msg::Drafts(report) => browser.pane.drafts(report, &mut Around { desk, words, out }, now),
            // The outbox is the agent's.
            Msg::Outbox(_) => {}
        }
    }

    fn act(&mut self, action: Action, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        match action {
            Action::Close => self.desk.toasts.clear(),
            Action::Help => {
                let help = Help::new(&self.own_layers()).without(vec![Action::ListFilter]);
                self.layers.open(Over::Help, Overlay::Help(help));
            }
            Action::Palette => {
                let palette = Palette::new(&self.words, &self.browser.commands(), &self.own_layers());
                self.layers.open(Over::Palette, Overlay::Palette(palette));
            }
            Action::Quit => out.extend(self.course.leave()),
            action => {
                let Self { browser, desk, words, .. } = self;
                browser.act(action, &mut Around { desk, words, out }, now);
            }
        }
    }

    /// What follows from any input.
    pub(super) fn settle(&mut self, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let Self { browser, desk, words, .. } = self;
        browser.settle(&mut Around { desk, words, out }, now);
    }
}

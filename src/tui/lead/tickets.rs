//! Tickets over the boards: what waits for the lead's approval, and all that is open, the late ones first. What waits is told at once.

use chrono::{DateTime, Utc};

use super::LeadScreen;
use crate::tui::{
    desk::{Answer, DraftReport, Failure, Msg, News, RequestId},
    effect::Effect,
    keymap::{Action, Layer},
    runtime::{Focus, Input},
    tickets::{Around, Browser, Heard, Reach, Tab},
};

impl LeadScreen {
    /// Opens a list of tickets.
    pub(super) fn browse(&mut self, tab: Tab) {
        self.is_browsing = true;
        self.browser.show(tab);
    }

    /// Whether tickets lie over the boards.
    pub fn is_browsing(&self) -> bool {
        self.is_browsing
    }

    /// Gives the tickets an input before the boards, while they lie over them.
    pub(super) fn browsed(&mut self, input: Input<Msg>, now: DateTime<Utc>) -> Vec<Effect> {
        let mut effects = Vec::new();
        if let Input::Resize { columns, rows } = input {
            let (width, height) = super::view::ticket_room(columns, rows);
            self.browser.pane_mut().set_room(width, height);
            self.with_browser(&mut effects, |browser, around| browser.input(input.clone(), around, now));
        }
        let is_for_all = matches!(
            input,
            Input::App(_) | Input::Act(Action::Help | Action::Palette | Action::Quit | Action::Redraw)
        );
        if !self.is_browsing || is_for_all {
            return self.pass(input, now);
        }
        match self.with_browser(&mut effects, |browser, around| browser.input(input, around, now)) {
            Reach::Passed(Input::Act(Action::Close)) => self.is_browsing = false,
            Reach::Passed(Input::Act(action @ (Action::WorkDecide | Action::WorkWatch))) => {
                effects.extend(self.pass(Input::Act(action), now));
            }
            Reach::Passed(input @ (Input::Tick | Input::Interrupt | Input::Stop)) => {
                effects.extend(self.pass(input, now));
            }
            Reach::Passed(_) | Reach::Taken => {}
        }
        effects
    }

    /// Does something with the tickets, which say and ask through the screen.
    pub(super) fn with_browser<T>(
        &mut self,
        out: &mut Vec<Effect>,
        what: impl FnOnce(&mut Browser, &mut Around<'_>) -> T,
    ) -> T {
        let Self { browser, desk, words, .. } = self;
        what(browser, &mut Around { desk, words, out })
    }

    /// Tells what news say of tickets; before the desk takes them in.
    pub(super) fn tell_of_tickets(&mut self, news: &News, now: DateTime<Utc>) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.with_browser(&mut effects, |browser, around| browser.tell_news(news, around, now));
        self.browser.note(news);
        effects
    }

    pub(super) fn hear_answer(
        &mut self,
        request: RequestId,
        answer: Result<Answer, Failure>,
        now: DateTime<Utc>,
    ) -> Vec<Effect> {
        let mut effects = Vec::new();
        let heard = self
            .with_browser(&mut effects, |browser, around| browser.answered(request, &answer, around, now));
        if heard == Heard::Passed {
            self.answered(request, answer, now);
        }
        effects
    }

    /// What the lead said of tickets before, and is not done.
    pub(super) fn take_drafts(&mut self, report: DraftReport, now: DateTime<Utc>) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.with_browser(&mut effects, |browser, around| browser.pane_mut().drafts(report, around, now));
        effects
    }

    /// The keys that count on the tickets, while they lie over the boards.
    pub(super) fn ticket_focus(&self) -> Option<Focus> {
        let mut focus = self.is_browsing.then(|| self.browser.focus())?;
        focus.layers.push(Layer::Global);
        Some(focus)
    }

    /// The keys that help and palette tell of now.
    pub(super) fn help_layers(&self) -> Vec<Layer> {
        if !self.is_browsing {
            return Self::LAYERS.to_vec();
        }
        self.browser.layers().into_iter().chain([Layer::Global]).collect()
    }

    /// How many tickets are late and how many wait for the lead, as far as is known.
    pub(super) fn ticket_counts(&self, now: DateTime<Utc>) -> (usize, usize) {
        (self.browser.late(now), self.browser.count(Tab::Approve).unwrap_or_default())
    }
}

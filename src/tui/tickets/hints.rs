//! The keys that matter now on lists of tickets and on the one that is looked at. Pure.

use super::{Browser, TicketPane, seat::TicketSeat};
use crate::{
    domain::lifecycle::Duty,
    tui::{desk::Desk, keymap::Action},
};

/// On a ticket that is looked at.
const OPEN: &[Action] = &[
    Action::WorkAct,
    Action::WorkApprove,
    Action::WorkRefuse,
    Action::TicketWhy,
    Action::WorkFamily,
    Action::WorkFiles,
    Action::Close,
];
/// On a callback that was promised.
const PROMISE: &[Action] =
    &[Action::WorkAct, Action::ListOpen, Action::Close, Action::WorkSearch, Action::PaneNext];
/// On what was found.
const FOUND: &[Action] = &[
    Action::WorkAct,
    Action::WorkApprove,
    Action::WorkRefuse,
    Action::ListOpen,
    Action::WorkSearch,
    Action::WorkFilter,
    Action::WorkViews,
    Action::Close,
];
/// On the lists.
const LISTS: &[Action] = &[
    Action::WorkAct,
    Action::WorkApprove,
    Action::WorkRefuse,
    Action::ListOpen,
    Action::Close,
    Action::WorkSearch,
    Action::PaneNext,
    Action::WorkFilter,
    Action::WorkViews,
];

/// One for each list.
const TABS: [Action; 4] = [Action::PaneOne, Action::PaneTwo, Action::PaneThree, Action::PaneFour];

impl Browser {
    /// What the palette offers.
    pub fn commands(&self) -> Vec<Action> {
        let looks = [Action::ListOpen, Action::WorkSearch, Action::WorkFilter, Action::WorkViews];
        let tabs = TABS.into_iter().take(self.lists.len());
        let rest = [Action::Help, Action::Redraw, Action::Quit];
        TicketPane::ACTIONS.iter().copied().chain(looks).chain(tabs).chain(rest).collect()
    }

    /// Actions that matter now, the most important first.
    pub fn hints(&self, desk: &Desk) -> Vec<Action> {
        if let Some(hints) = self.own_hints().or_else(|| self.pane.hints()) {
            return hints;
        }
        let open = self.pane.open();
        let waits = self.decides(desk);
        // A screen of its own has nothing beneath it to go back to.
        let lies_over = matches!(self.seat, TicketSeat::Agent | TicketSeat::Lead);
        let closes = open.is_some() || self.search.is_some() || lies_over;
        let has_files = open.is_some_and(|open| !open.files.is_empty());
        let has_one = open.is_some() || self.list().selected().is_some();
        let has_family = open.is_some_and(|open| open.mother.is_some() || !open.followers.is_empty());
        let own = match open {
            Some(_) => OPEN,
            None if self.promise().is_some() => PROMISE,
            None if self.search.is_some() => FOUND,
            None => LISTS,
        };
        let fits = |action: &Action| match action {
            Action::WorkAct | Action::ListOpen => has_one,
            Action::WorkApprove | Action::WorkRefuse => waits,
            Action::Close => closes,
            Action::WorkFamily => has_family,
            Action::WorkFiles => has_files,
            _ => true,
        };
        let rest = [Action::TicketDrafts, Action::Palette, Action::Quit, Action::Help];
        own.iter().copied().filter(fits).chain(rest).collect()
    }

    /// Whether who is signed in decides on what waits: nobody does on what they asked for themselves.
    fn decides(&self, desk: &Desk) -> bool {
        let waits: Option<(Duty, &str)> = match self.pane.open().and_then(|open| open.ticket.as_deref()) {
            Some(ticket) => ticket.work.pending.as_ref().map(|pending| (pending.approver, &*pending.by)),
            None => {
                let pending = self.selected().and_then(|ticket| ticket.pending.as_ref());
                pending.map(|pending| (pending.approver, &*pending.by))
            }
        };
        waits.is_some_and(|(approver, by)| {
            approver == self.seat.duty() && desk.me.as_ref().is_none_or(|me| me.user != by)
        })
    }
}

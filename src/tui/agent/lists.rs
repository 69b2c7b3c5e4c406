//! Moving about: between panes, in lists, between fields.

use chrono::{DateTime, Utc};

use super::{
    AgentScreen, Pane,
    keys::{CALL, ME, QUEUE},
    view,
};
use crate::{
    api::HistoryItem,
    tui::{effect::Effect, keymap::Action, runtime::Zone},
};

/// Rows that a page key moves, whatever the height of the list, so that a replay moves the same.
const PAGE: isize = 10;

impl AgentScreen {
    pub(super) fn move_action(&mut self, action: Action, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        match action {
            Action::PaneOne => self.pane = Pane::Queue,
            Action::PaneTwo => self.pane = Pane::Call,
            Action::PaneThree => self.pane = Pane::Script,
            Action::PaneFour => self.go_to_ticket(now),
            Action::PaneFive => self.pane = Pane::Me,
            Action::PaneNext => self.step_pane(1),
            Action::PanePrevious => self.step_pane(-1),
            Action::FieldNext => self.step_cursor(true),
            Action::FieldPrevious => self.step_cursor(false),
            Action::ListOpen => self.open_row(now, out),
            Action::Close => self.close(),
            _ => {
                if let Some(rows) = rows_of(action) {
                    self.move_list(self.pane.zone(), rows, now, out);
                }
            }
        }
    }

    /// The pane of the form; without a form a new one is begun, because that is what one goes there for.
    fn go_to_ticket(&mut self, now: DateTime<Utc>) {
        match self.at {
            Some(_) => self.pane = Pane::Ticket,
            None => self.new_case(now),
        }
    }

    fn step_pane(&mut self, steps: isize) {
        let at = Pane::ALL.iter().position(|pane| *pane == self.pane).unwrap_or_default() as isize;
        self.pane = Pane::ALL[(at + steps).rem_euclid(Pane::ALL.len() as isize) as usize];
    }

    /// Tab: through the fields of the form; through the blanks of a step, and then on to the form.
    fn step_cursor(&mut self, forward: bool) {
        match self.pane {
            Pane::Ticket if self.at.is_none() => self.step_pane(if forward { 1 } else { -1 }),
            Pane::Ticket => self.step_field(if forward { 1 } else { -1 }),
            Pane::Script => {
                let was_in_blank = self.case().is_some_and(|case| case.blank.is_some());
                if !self.step_blank(forward) && (forward || !was_in_blank) {
                    self.step_pane(if forward { 1 } else { -1 });
                }
            }
            _ => self.step_pane(if forward { 1 } else { -1 }),
        }
    }

    /// Esc: out of a blank, else out of the form, else to the pane where the work is.
    fn close(&mut self) {
        if let Some(case) = self.case_mut().filter(|case| case.blank.is_some()) {
            case.blank = None;
            return;
        }
        self.desk.toasts.clear();
        let has_script = self.case().is_some_and(|case| self.script_of(case).is_some());
        self.pane = if has_script { Pane::Script } else { Pane::Queue };
    }

    /// Moves the selection of a list by rows.
    pub(super) fn move_list(&mut self, zone: Zone, rows: isize, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        match zone {
            QUEUE => {
                let at = self.queue.selected_row().unwrap_or_default();
                let row = moved(at, rows, self.queue.rows.len());
                self.queue.selected = self.queue.rows.get(row).cloned();
            }
            CALL => self.move_history(rows, now, out),
            ME => self.number = moved(self.number, rows, view::NUMBERS.len()),
            _ => {}
        }
    }

    fn move_history(&mut self, rows: isize, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let Some(place) = self.call_case_place() else { return };
        let history = &mut self.cases[place].caller.history;
        history.selected = moved(history.selected, rows, history.items.len());
        if history.selected + 1 == history.items.len() {
            self.fetch_history(place, now, out);
        }
    }

    /// A click selects a line of the history; a click on the selected one opens it.
    pub(super) fn click_history(&mut self, row: usize, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let Some(place) = self.call_case_place() else { return };
        let history = &mut self.cases[place].caller.history;
        if std::mem::replace(&mut history.selected, row) == row {
            self.open_row(now, out);
        }
    }

    pub(super) fn call_case_place(&self) -> Option<usize> {
        let id = self.call_case()?.id();
        self.cases.iter().position(|case| case.id() == id)
    }

    /// Enter on a row: who calls is chosen where it is not known, a callback still due is called or ended, anything else is read.
    fn open_row(&mut self, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        match self.pane {
            Pane::Call if self.call_case().is_some_and(|case| case.caller.is_one_of_some()) => {
                self.identify_caller(now, out);
            }
            Pane::Call => match self.call_case().and_then(|case| case.caller.history.selected_item()) {
                Some(HistoryItem::Callback { callback, .. }) if callback.outcome.is_none() => {
                    let id = callback.id;
                    self.offer_callback(id);
                }
                Some(HistoryItem::Identity { change, .. }) if !change.undone => {
                    let id = change.id;
                    self.offer_undo(id);
                }
                Some(_) => self.read_history(now),
                None => {}
            },
            Pane::Me => self.read_number(now),
            _ => {}
        }
    }
}

fn rows_of(action: Action) -> Option<isize> {
    Some(match action {
        Action::ListUp => -1,
        Action::ListDown => 1,
        Action::ListPageUp => -PAGE,
        Action::ListPageDown => PAGE,
        Action::ListFirst => isize::MIN / 2,
        Action::ListLast => isize::MAX / 2,
        _ => return None,
    })
}

fn moved(at: usize, by: isize, rows: usize) -> usize {
    at.saturating_add_signed(by).min(rows.saturating_sub(1))
}

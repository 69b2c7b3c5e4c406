//! Keys that are text, pasted text, and the mouse: where they go.

use chrono::{DateTime, Utc};
use crossterm::event::{KeyCode, KeyEvent};

use super::{AgentScreen, Pane, asking::is_asking, fields, fields::FieldKind};
use crate::{
    domain::{BlankKind, FormField},
    tui::{
        desk::{Msg, Say, Weight},
        effect::Effect,
        keymap::Layer,
        runtime::{Focus, Input, Spot, Typing, Zone},
        widgets::Edit,
    },
};

/// Rows of the queue; the pane itself too.
pub const QUEUE: Zone = Zone(1);
/// Lines of the history; the call pane itself too.
pub const CALL: Zone = Zone(2);
/// Blanks of the script; the script pane itself too.
pub const SCRIPT: Zone = Zone(3);
/// Fields of the form, by their place in [`fields::ORDER`]; the ticket pane itself too.
pub const TICKET: Zone = Zone(4);
/// Numbers of the pane Me; the pane itself too.
pub const ME: Zone = Zone(5);
/// Ways on from a step of the script.
pub const BRANCHES: Zone = Zone(6);
const VALUES: u16 = 100;

/// The values of a field that is chosen.
pub fn values_of(field: FormField) -> Zone {
    Zone(VALUES + field as u16)
}

impl Pane {
    /// The zone of the pane.
    pub fn zone(self) -> Zone {
        match self {
            Self::Queue => QUEUE,
            Self::Call => CALL,
            Self::Script => SCRIPT,
            Self::Ticket => TICKET,
            Self::Me => ME,
        }
    }
}

impl AgentScreen {
    /// The keys that count in the pane that has the focus.
    pub(super) fn pane_focus(&self) -> Focus {
        let (own, typing): (&[Layer], _) = match self.pane {
            Pane::Queue => (&[Layer::Queue, Layer::List], Typing::Nothing),
            Pane::Call => (&[Layer::Call, Layer::List], Typing::Nothing),
            Pane::Me => (&[Layer::Me, Layer::List], Typing::Nothing),
            Pane::Script if self.has_blank() => (&[Layer::Ticket], self.blank_typing()),
            Pane::Script => (&[Layer::Script], Typing::Nothing),
            Pane::Ticket => (&[Layer::Ticket], self.case().map_or(Typing::Line, |case| case.typing())),
        };
        let layers = own.iter().copied().chain(self.desk_layers()).collect();
        Focus { layers, typing }
    }

    /// The keys that count wherever the focus is.
    pub(super) fn desk_layers(&self) -> impl Iterator<Item = Layer> + use<> {
        let consult = is_asking(&self.desk).then_some(Layer::Consult);
        consult.into_iter().chain([Layer::Desk, Layer::Global])
    }

    fn has_blank(&self) -> bool {
        self.case().is_some_and(|case| case.blank.is_some())
    }

    fn blank_typing(&self) -> Typing {
        let blank = self.case().and_then(|case| self.present_blank(case));
        match blank.map(|blank| &blank.kind) {
            Some(BlankKind::Choice(_)) | None => Typing::Nothing,
            Some(_) => Typing::Line,
        }
    }

    /// Takes a key that no layer knows: text, or a digit that chooses.
    pub(super) fn key(&mut self, key: KeyEvent, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        match self.pane {
            Pane::Ticket => self.ticket_key(key, now, out),
            Pane::Script if self.has_blank() => self.blank_key(key, now, out),
            Pane::Script => {
                if let Some(place) = digit(key) {
                    self.take_branch(place, now, out);
                }
            }
            _ => {}
        }
    }

    fn ticket_key(&mut self, key: KeyEvent, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        if self.case().is_none() && matches!(key.code, KeyCode::Char(_)) {
            // What is typed where no form is begins one, and is its first letter.
            self.new_case(now);
        }
        let Some(case) = self.case_mut().filter(|case| case.is_open()) else { return };
        let field = case.field;
        match (fields::kind_of(field), digit(key)) {
            (FieldKind::Choice, Some(place)) => self.set_value(field, place, out),
            (FieldKind::Category, _) if matches!(key.code, KeyCode::Char(_)) => {
                // The letter that opens the list is the first of the search.
                self.offer_categories(now);
                self.layers.input(&Input::<Msg>::Key(key));
            }
            (FieldKind::Line | FieldKind::Lines, _) => {
                let edited = case.key(key);
                self.after_edit(edited, now, out);
            }
            _ => {}
        }
    }

    pub(super) fn paste(&mut self, text: &str, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        match self.pane {
            Pane::Ticket => {
                if self.case().is_none() {
                    self.new_case(now);
                }
                let edited = self.case_mut().map_or(Edit::Ignored, |case| case.paste(text));
                self.after_edit(edited, now, out);
            }
            Pane::Script if self.has_blank() => self.blank_paste(text, now, out),
            _ => {}
        }
    }

    fn after_edit(&mut self, edited: Edit, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        match edited {
            Edit::Changed => self.form_changed(out),
            Edit::Full => self.say(Weight::Bad, Say::plain("agent.toast.full"), now),
            Edit::Moved | Edit::Ignored => {}
        }
    }

    /// A click puts the focus there; a click on a row, a field or a value chooses it. The wheel turns lists.
    pub(super) fn pointer(&mut self, input: &Input<Msg>, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        match *input {
            Input::Click(Spot::Zone(zone)) => self.focus_zone(zone),
            Input::Click(Spot::Row(zone, row)) => self.click_row(zone, row, now, out),
            Input::Click(Spot::Run(action)) => self.act(action, now, out),
            Input::Scroll { over: Some(Spot::Row(zone, _) | Spot::Zone(zone)), lines } => {
                self.move_list(zone, isize::from(lines), now, out);
            }
            _ => {}
        }
    }

    fn focus_zone(&mut self, zone: Zone) {
        if let Some(pane) = Pane::ALL.into_iter().find(|pane| pane.zone() == zone) {
            self.pane = pane;
        }
    }

    fn click_row(&mut self, zone: Zone, row: usize, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        self.focus_zone(zone);
        match zone {
            QUEUE => self.queue.selected = self.queue.rows.get(row).cloned(),
            CALL => self.click_history(row, now, out),
            ME if self.number == row => self.read_number(now),
            ME => self.number = row,
            TICKET => self.click_field(row, now, out),
            SCRIPT => self.click_blank(row),
            BRANCHES => self.take_branch(row, now, out),
            Zone(values) => {
                let field = fields::ORDER.into_iter().find(|field| values_of(*field) == Zone(values));
                if let Some(field) = field {
                    self.pane = Pane::Ticket;
                    self.go_to_field(field);
                    self.set_value(field, row, out);
                }
            }
        }
    }

    fn click_field(&mut self, row: usize, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let Some(field) = fields::ORDER.get(row).copied() else { return };
        self.go_to_field(field);
        match fields::kind_of(field) {
            FieldKind::Flag => self.turn_value(1, now, out),
            FieldKind::Category => self.offer_categories(now),
            _ => {}
        }
    }

    fn click_blank(&mut self, row: usize) {
        if let Some(case) = self.case_mut() {
            case.blank = None;
        }
        for _ in 0..=row {
            self.step_blank(true);
        }
    }

    fn go_to_field(&mut self, field: FormField) {
        if let Some(case) = self.case_mut() {
            case.go_to(field);
        }
    }
}

/// The place that a digit names: 1 is the first.
fn digit(key: KeyEvent) -> Option<usize> {
    let KeyCode::Char(letter) = key.code else { return None };
    let digit = letter.to_digit(10)? as usize;
    digit.checked_sub(1)
}

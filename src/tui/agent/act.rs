//! What the actions do: one function a room of the desk.

use chrono::{DateTime, Utc};

use super::{AgentScreen, Over, Pane, asking::is_asking, fields, fields::FieldKind};
use crate::{
    domain::{CategoryCode, FieldTrouble, FormField, NextState},
    script::render_template,
    tui::{
        able,
        desk::{Say, Weight},
        effect::Effect,
        keymap::{Action, Layer},
        layers::Overlay,
        widgets::{Help, Palette},
    },
};

/// The layers of help and palette, as an agent meets them.
pub const LAYERS: [Layer; 9] = [
    Layer::Consult,
    Layer::Desk,
    Layer::Ticket,
    Layer::Script,
    Layer::Call,
    Layer::Queue,
    Layer::Me,
    Layer::List,
    Layer::Global,
];

impl AgentScreen {
    /// Does what a key, a click or a command means.
    pub(super) fn act(&mut self, action: Action, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        match action {
            action if !able::can(self.desk.abilities, action) => {
                self.say(Weight::Note, Say::plain("refusal.unable"), now);
            }
            Action::CallTransfer if is_asking(&self.desk) => {
                self.end_asking(Action::CallConsultDone, now, out);
            }
            Action::CallHold if is_asking(&self.desk) => {
                self.end_asking(Action::CallConsultBack, now, out);
            }
            Action::AgentReady => self.want(NextState::Ready, now, out),
            Action::AgentPause => self.offer_pauses(),
            Action::CallAnswer
            | Action::CallReject
            | Action::CallHold
            | Action::CallHangUp
            | Action::CallWrapUpDone => self.simple_call_action(action, now, out),
            Action::CallTransfer => self.transfer(now),
            Action::CallConsult => self.ask_first(now, out),
            Action::CallConsultDone | Action::CallConsultBack => self.end_asking(action, now, out),
            Action::CallRecord | Action::CallRecordMute => self.record(action, now, out),
            Action::CallTake => self.take_waiting(now, out),
            Action::CallerReveal => self.offer_reveals(now),
            Action::CallbackPromise => self.offer_callback_times(now),
            Action::CallerFind => self.find_caller(now),
            Action::CallerIdentify => self.identify_caller(now, out),
            Action::CallerMark => self.offer_marks(now),
            Action::ScriptNext => self.script_next(now, out),
            Action::ScriptBack => self.script_back(now, out),
            Action::ScriptSaid => self.script_said(now, out),
            Action::ScriptBranch => self.choose_in_script(now, out),
            Action::WorkMine => self.browse(),
            Action::WorkUrge => self.urge_kin(now, out),
            Action::WorkOfCaller => self.open_kin(now),
            Action::WorkAttach => self.attach_to_kin(now, out),
            Action::WorkLater => self.answer_later(now, out),
            Action::Help => self.open_help(),
            Action::Palette => self.open_palette(),
            Action::Quit => self.quit(out),
            _ if self.ticket_action(action, now, out) => {}
            _ => self.move_action(action, now, out),
        }
    }

    fn ticket_action(&mut self, action: Action, now: DateTime<Utc>, out: &mut Vec<Effect>) -> bool {
        match action {
            Action::TicketSubmit => self.submit(now, out),
            Action::TicketNew => self.new_case(now),
            Action::TicketCategory => self.with_form(now, |screen| screen.offer_categories(now)),
            Action::TicketTemplate => self.with_form(now, |screen| screen.offer_templates(now)),
            Action::TicketDrafts => self.offer_cases(),
            Action::TicketDiscard => self.offer_discard(out),
            Action::TicketAmend => self.amend(now, out),
            Action::TicketWhy => self.read_deadline(now),
            Action::FieldChoose => self.choose_field(now),
            Action::ValueNext => self.turn_value(1, now, out),
            Action::ValuePrevious => self.turn_value(-1, now, out),
            _ => return false,
        }
        true
    }

    /// Opens a list for the shown form, or for a new one.
    fn with_form(&mut self, now: DateTime<Utc>, open: impl FnOnce(&mut Self)) {
        if self.case().is_none_or(|case| !case.is_open()) {
            self.new_case(now);
        }
        open(self);
    }

    /// Enter on a field: the list of its values, the other of yes and no, or on to the next field.
    fn choose_field(&mut self, now: DateTime<Utc>) {
        let Some(case) = self.case() else { return self.new_case(now) };
        let field = case.field;
        match fields::kind_of(field) {
            _ if !case.is_open() => {}
            FieldKind::Category => self.offer_categories(now),
            FieldKind::Choice => self.offer_values(field),
            FieldKind::Flag | FieldKind::Line | FieldKind::Lines => self.step_field(1),
        }
    }

    /// Moves the cursor to another field.
    pub(super) fn step_field(&mut self, steps: isize) {
        if let Some(case) = self.case_mut() {
            case.go_to(fields::neighbour(case.field, steps));
        }
    }

    /// Chooses the next value of the field or blank that has the cursor.
    pub(super) fn turn_value(&mut self, steps: isize, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        if self.pane == Pane::Script {
            return self.turn_blank(steps, now, out);
        }
        let Some(case) = self.case_mut().filter(|case| case.is_open()) else { return };
        let field = case.field;
        let form = &mut case.draft.form;
        match fields::kind_of(field) {
            FieldKind::Choice => {
                let last = fields::choices(field) as isize - 1;
                let place = (fields::chosen(form, field) as isize + steps).clamp(0, last);
                fields::choose(form, field, place as usize);
            }
            FieldKind::Flag => fields::flip(form, field),
            _ => return,
        }
        self.form_changed(out);
    }

    /// Sets a field that is chosen to one of its values.
    pub(super) fn set_value(&mut self, field: FormField, place: usize, out: &mut Vec<Effect>) {
        let Some(case) = self.case_mut().filter(|case| case.is_open()) else { return };
        fields::choose(&mut case.draft.form, field, place);
        self.form_changed(out);
    }

    pub(super) fn set_category(&mut self, code: CategoryCode, out: &mut Vec<Effect>) {
        let Some(case) = self.case_mut().filter(|case| case.is_open()) else { return };
        case.draft.form.category = Some(code);
        self.form_changed(out);
        self.pane = Pane::Ticket;
        self.go_to_empty();
    }

    /// Puts the cursor into the first field that must be filled and is empty, so that one can type on.
    fn go_to_empty(&mut self) {
        let Some((case, catalogue)) = self.case().zip(self.desk.catalogue.as_deref()) else { return };
        let mut troubles = case.draft.form.troubles(catalogue).into_iter();
        let empty = troubles.find(|trouble| trouble.trouble == FieldTrouble::Empty);
        let otherwise = (case.field == FormField::Category).then_some(FormField::Subject);
        let next = empty.map(|trouble| trouble.field).or(otherwise);
        if let Some((case, field)) = self.case_mut().zip(next) {
            case.go_to(field);
        }
    }

    /// Fills the form from a template. What was chosen and typed is kept: a chosen category and a subject stay, longer texts are added to.
    pub(super) fn fill_template(&mut self, place: usize, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let template = self.desk.catalogue.as_ref().and_then(|catalogue| catalogue.templates.get(place));
        let Some((template, case)) = template.zip(self.case().filter(|case| case.is_open())) else { return };
        let context = self.script_context(case, now);
        let texts = context.map(|context| render_template(template, &context, self.desk.locale));
        let Some(Ok(texts)) = texts else {
            return self.say(Weight::Bad, Say::plain("agent.toast.template-broken"), now);
        };
        let (kind, category) = (template.kind, template.category.clone());
        if let Some(case) = self.case_mut() {
            case.refill(|form| {
                if form.category.is_none() {
                    (form.kind, form.category) = (kind, category);
                }
                if form.subject.trim().is_empty() {
                    form.subject = texts.subject;
                }
                add(&mut form.description, &texts.description, "\n");
                add(&mut form.wish, texts.wish.as_deref().unwrap_or_default(), "\n");
            });
        }
        self.form_changed(out);
    }

    /// Enter in the script: the ways on where there are several, else the next step.
    fn choose_in_script(&mut self, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let in_blank = self.case().is_some_and(|case| case.blank.is_some());
        if in_blank {
            self.step_blank(true);
        } else {
            self.script_next(now, out);
        }
    }

    fn open_help(&mut self) {
        let help = Help::new(&self.help_layers()).without(able::beyond(self.desk.abilities));
        self.layers.open(Over::Reading, Overlay::Help(help));
    }

    fn open_palette(&mut self) {
        let layers = self.help_layers();
        let known = |action: &Action| layers.iter().any(|layer| is_in(*layer, *action));
        let all = Action::ALL.iter().copied().filter(known);
        let actions: Vec<_> = all.filter(|action| self.is_command(*action)).collect();
        let palette = Palette::new(&self.words, &actions, &layers);
        self.layers.open(Over::Reading, Overlay::Palette(palette));
    }

    /// Whether an action is worth a command now: what the switch can do, and of asking first what has begun.
    fn is_command(&self, action: Action) -> bool {
        match action {
            // The list of where to hand the call on to offers it.
            Action::CallConsult => false,
            Action::CallConsultDone | Action::CallConsultBack => is_asking(&self.desk),
            action => able::can(self.desk.abilities, action),
        }
    }
}

/// The actions of a layer that are worth a command: moving about in lists and fields is not.
fn is_in(layer: Layer, action: Action) -> bool {
    let name = action.name();
    match layer {
        Layer::Desk => {
            ["agent.", "call", "ticket.", "script.", "work."].iter().any(|room| name.starts_with(room))
        }
        Layer::Global => {
            name.starts_with("pane.") || matches!(action, Action::Help | Action::Redraw | Action::Quit)
        }
        Layer::AgentTickets | Layer::Work => name.starts_with("work."),
        _ => false,
    }
}

fn add(text: &mut String, more: &str, between: &str) {
    if !text.is_empty() && !more.is_empty() {
        text.push_str(between);
    }
    text.push_str(more);
}

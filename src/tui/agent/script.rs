//! Where the agent stands in the script. The moves are [`crate::script::Progress`]'s; what was marked goes to the server and onto the draft.

use chrono::{DateTime, Utc};
use crossterm::event::KeyEvent;

use super::{AgentScreen, Case, Standing, Waiting};
use crate::{
    api::ScriptMark,
    domain::{Blank, BlankKind, FieldTrouble, FormField, FormTrouble, Script, ScriptStep, TicketForm},
    script::{NoWay, Progress},
    tui::{
        desk::{Say, Weight},
        effect::{Effect, Request},
        widgets::{Edit, TextField},
    },
};

impl AgentScreen {
    /// The script that a case reads from; none if it was changed since.
    pub fn script_of(&self, case: &Case) -> Option<&Script> {
        let marks = case.marks()?;
        let script = self.desk.catalogue.as_ref()?.script(&marks.script)?;
        Some(script).filter(|script| script.version == marks.version)
    }

    /// The step on screen.
    pub fn script_step(&self, case: &Case) -> Option<&ScriptStep> {
        let (_, step) = self.script_of(case)?.step(&case.marks()?.at)?;
        Some(step)
    }

    /// Whether the script goes on after the present step.
    pub fn has_step_after(&self, case: &Case) -> bool {
        let (Some(script), Some(marks)) = (self.script_of(case), case.marks()) else { return false };
        script.step(&marks.at).is_some_and(|(place, step)| {
            !step.branches.is_empty() || (!step.ends && place + 1 < script.steps.len())
        })
    }

    /// Begins the script of the case's call, unless it was begun before.
    pub(super) fn begin_script(&mut self, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let Some(case) = self.case().filter(|case| self.script_of(case).is_none()) else { return };
        let call = case.draft.call.and_then(|call| self.desk.floor.calls.get(&call));
        let Some((call, catalogue)) = call.zip(self.desk.catalogue.as_deref()) else { return };
        let Some(script) = catalogue.script_for(&call.service) else { return };
        let Some(marks) = Progress::start(script) else { return };
        let started = ScriptMark::Started { script: script.id.clone(), version: script.version };
        let entered = ScriptMark::Entered { step: marks.at.clone() };
        if let Some(case) = self.case_mut() {
            case.draft.marks = Some(marks);
        }
        self.mark(started, now, out);
        self.mark(entered, now, out);
    }

    /// Goes on; where there are several ways, the agent is asked.
    pub(super) fn script_next(&mut self, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        match self.moved(|way| way.forward().map(drop), now, out) {
            Some(Err(NoWay::ChooseBranch)) => self.offer_branches(),
            Some(Err(NoWay::LastStep)) => self.say(Weight::Note, Say::plain("agent.toast.last-step"), now),
            _ => {}
        }
    }

    /// Goes back the way that led here.
    pub(super) fn script_back(&mut self, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        self.moved(|way| way.back().map(drop), now, out);
    }

    /// Takes a branch, and the kind of matter that it gives.
    pub(super) fn take_branch(&mut self, place: usize, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let branch = self.case().and_then(|case| self.script_step(case)?.branches.get(place));
        let kind = branch.and_then(|branch| branch.kind);
        let taken = self.moved(|way| way.branch(place).map(drop), now, out);
        if let (Some(Ok(())), Some(kind)) = (taken, kind)
            && let Some(case) = self.case_mut().filter(|case| case.is_open())
        {
            case.draft.form.kind = kind;
            self.form_changed(out);
        }
    }

    /// Marks the present step as said.
    pub(super) fn script_said(&mut self, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let was_said = self.case().is_none_or(|case| case.is_said());
        if was_said {
            return;
        }
        if let Some(Ok(step)) = self.on_the_way(|way| Ok(way.say(now).clone())) {
            self.mark(ScriptMark::Said { step }, now, out);
            self.form_changed(out);
        }
    }

    /// Makes a move, reports the step that it led to and keeps the place.
    fn moved(
        &mut self,
        go: impl FnOnce(&mut Progress<'_>) -> Result<(), NoWay>,
        now: DateTime<Utc>,
        out: &mut Vec<Effect>,
    ) -> Option<Result<(), NoWay>> {
        let moved = self.on_the_way(go)?;
        if moved.is_ok()
            && let Some(case) = self.case_mut()
        {
            case.blank = None;
            if let Some(step) = case.marks().map(|marks| marks.at.clone()) {
                self.mark(ScriptMark::Entered { step }, now, out);
            }
            self.form_changed(out);
        }
        Some(moved)
    }

    /// Does something on the way of the shown case; none if it has no script.
    fn on_the_way<T>(
        &mut self,
        act: impl FnOnce(&mut Progress<'_>) -> Result<T, NoWay>,
    ) -> Option<Result<T, NoWay>> {
        let place = self.at?;
        let marks = self.cases[place].draft.marks.as_mut()?;
        let script = self.desk.catalogue.as_ref()?.script(&marks.script)?;
        Some(Progress::of(script, marks).and_then(|mut way| act(&mut way)))
    }

    /// Only the agent who has the call in hand marks what is said in it.
    fn mark(&mut self, mark: ScriptMark, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let call = self.case().and_then(|case| case.draft.call);
        let in_hand = self.desk.my_call().map(|call| call.id);
        if let Some(call) = call.filter(|call| in_hand == Some(*call)) {
            self.ask(Waiting::Mark(call, mark.clone()), Request::Mark { call, mark }, now, out);
        }
    }

    /// Puts the cursor into the next blank of the step (or the one before); returns whether there is one.
    pub(super) fn step_blank(&mut self, forward: bool) -> bool {
        let Some(case) = self.case().filter(|case| case.standing != Standing::Sending) else { return false };
        let blanks = self.script_step(case).map(|step| step.blanks.as_slice()).unwrap_or_default();
        let at = case.blank.as_ref().and_then(|(id, _)| blanks.iter().position(|blank| blank.id == *id));
        let next = match (at, forward) {
            (None, true) => blanks.first(),
            (None, false) => None,
            (Some(at), true) => blanks.get(at + 1),
            (Some(at), false) => at.checked_sub(1).and_then(|at| blanks.get(at)),
        };
        let editor = next.map(|blank| (blank.id.clone(), editor_of(blank, case)));
        let found = editor.is_some();
        if let Some(case) = self.case_mut() {
            case.blank = editor;
        }
        found
    }

    /// The blank that has the cursor.
    pub fn present_blank<'a>(&'a self, case: &Case) -> Option<&'a Blank> {
        let (id, _) = case.blank.as_ref()?;
        self.script_step(case)?.blanks.iter().find(|blank| blank.id == *id)
    }

    /// Takes a key into the blank that has the cursor. A letter that the blank does not take is as if not typed.
    pub(super) fn blank_key(&mut self, key: KeyEvent, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        self.edit_blank(|editor| editor.key(key), now, out);
    }

    /// Takes pasted text into the blank that has the cursor.
    pub(super) fn blank_paste(&mut self, text: &str, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        self.edit_blank(|editor| editor.paste(text), now, out);
    }

    fn edit_blank(
        &mut self,
        edit: impl FnOnce(&mut TextField) -> Edit,
        now: DateTime<Utc>,
        out: &mut Vec<Effect>,
    ) {
        let Some((id, mut editor)) = self.case().and_then(|case| case.blank.clone()) else { return };
        let edited = edit(&mut editor);
        let value = editor.value().to_owned();
        let takes = edited != Edit::Changed || self.fill_blank(id.as_str(), &value, now, out);
        if let Some(case) = self.case_mut().filter(|_| takes) {
            case.blank = Some((id, editor));
        }
    }

    /// Chooses another value of a blank that is chosen and not typed.
    pub(super) fn turn_blank(&mut self, steps: isize, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let locale = self.desk.locale;
        let Some(blank) = self.case().and_then(|case| self.present_blank(case)) else { return };
        let BlankKind::Choice(values) = &blank.kind else { return };
        let present = self.case().and_then(|case| case.marks()?.blanks.get(&blank.id));
        let at = present.and_then(|present| values.iter().position(|value| value.text(locale) == present));
        let next = at.map_or(0, |at| (at as isize + steps).rem_euclid(values.len().max(1) as isize));
        let Some(value) = values.get(next as usize).map(|value| value.text(locale).to_owned()) else {
            return;
        };
        let id = blank.id.clone();
        self.fill_blank(id.as_str(), &value, now, out);
    }

    /// Writes a value into a blank; returns whether the blank takes it. A ticket already submitted is amended by that.
    fn fill_blank(&mut self, id: &str, value: &str, now: DateTime<Utc>, out: &mut Vec<Effect>) -> bool {
        match self.case().map(|case| &case.standing) {
            None | Some(Standing::Sending) => return false,
            Some(Standing::Taken(_)) => self.amend_taken(now, out),
            Some(Standing::Typing) => {}
        }
        if !matches!(self.on_the_way(|way| way.fill(id, value)), Some(Ok(()))) {
            return false;
        }
        if let Some(case) = self.case_mut() {
            let before = case.draft.form.blanks.get(id).cloned().unwrap_or_default();
            case.draft.form.blanks = case.blanks();
            case.follow_blank(id, &before, value);
            case.troubles.retain(|trouble| trouble.field != FormField::Blanks);
        }
        self.form_changed(out);
        true
    }

    /// Required blanks of the steps gone through that are still empty, as a trouble of the form.
    pub(super) fn missing_blanks(&self, case: &Case) -> Option<FormTrouble> {
        let script = self.script_of(case)?;
        let marks = case.marks()?;
        script.missing(&marks.entered, &marks.blanks).next()?;
        Some(FormTrouble { field: FormField::Blanks, trouble: FieldTrouble::Empty })
    }

    /// Shows the step of the first missing blank, with the cursor in it.
    pub(super) fn go_to_missing_blank(&mut self, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let Some(case) = self.case() else { return };
        let (Some(script), Some(marks)) = (self.script_of(case), case.marks()) else { return };
        let Some((step, blank)) = script.missing(&marks.entered, &marks.blanks).next() else { return };
        let (step, cursor) = (step.id.clone(), (blank.id.clone(), editor_of(blank, case)));
        let Some(case) = self.case_mut() else { return };
        case.blank = Some(cursor);
        if let Some(marks) = &mut case.draft.marks
            && marks.at != step
        {
            marks.path.push(std::mem::replace(&mut marks.at, step.clone()));
            self.mark(ScriptMark::Entered { step }, now, out);
            self.form_changed(out);
        }
    }
}

fn editor_of(blank: &Blank, case: &Case) -> TextField {
    let mut editor = TextField::with_limit(TicketForm::LINE_MAX);
    if let Some(value) = case.marks().and_then(|marks| marks.blanks.get(&blank.id)) {
        editor.set(value);
    }
    editor
}

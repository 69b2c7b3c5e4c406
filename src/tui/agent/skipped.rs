//! What an agent walked past in a script: steps that must be said and were not, blanks that must be filled and are not.

use chrono::{DateTime, Utc};

use super::{AgentScreen, Case};
use crate::{
    domain::{AgentState, Blank, CallId, ScriptStep},
    tui::desk::{Say, Weight},
};

impl AgentScreen {
    /// Steps entered that must be said and are not marked as said. The step on screen is not one of them while the agent speaks.
    pub fn unsaid<'a>(&'a self, case: &'a Case) -> impl Iterator<Item = &'a ScriptStep> {
        let present = self.is_in_talk().then(|| case.marks().map(|marks| &marks.at)).flatten();
        let marks = self.script_of(case).zip(case.marks());
        marks.into_iter().flat_map(move |(script, marks)| {
            script.steps.iter().filter(move |step| {
                let is_past = marks.entered.contains(&step.id) && Some(&step.id) != present;
                step.must_say && is_past && !marks.said.contains_key(&step.id)
            })
        })
    }

    /// Required blanks of the steps gone through that are empty.
    pub fn unfilled<'a>(&'a self, case: &'a Case) -> impl Iterator<Item = &'a Blank> {
        let marks = self.script_of(case).zip(case.marks());
        marks
            .into_iter()
            .flat_map(|(script, marks)| script.missing(&marks.entered, &marks.blanks).map(|(_, blank)| blank))
    }

    /// The talk is over: what was walked past in it is named, while it can still be mended.
    pub(super) fn say_skipped(&mut self, call: CallId, now: DateTime<Utc>) {
        let Some(case) = self.cases.iter().rev().find(|case| case.draft.call == Some(call)) else { return };
        let (unsaid, unfilled) = (self.unsaid_names(case), self.unfilled_names(case));
        if !unfilled.is_empty() {
            // A refused form has named them already.
            self.desk.toasts.retract(&["agent.toast.missing"]);
            self.say(Weight::Bad, Say::plain("agent.toast.unfilled").with("blanks", unfilled), now);
        }
        if !unsaid.is_empty() {
            self.say(Weight::Bad, Say::plain("agent.toast.unsaid").with("steps", unsaid), now);
        }
    }

    /// The titles of what is unsaid, in a line.
    pub(super) fn unsaid_names(&self, case: &Case) -> String {
        let titles = self.unsaid(case).map(|step| step.title.text(self.desk.locale));
        titles.collect::<Vec<_>>().join(self.words.text("unit.comma"))
    }

    /// The labels of what is unfilled, in a line.
    pub(super) fn unfilled_names(&self, case: &Case) -> String {
        let labels = self.unfilled(case).map(|blank| blank.label.text(self.desk.locale));
        labels.collect::<Vec<_>>().join(self.words.text("unit.comma"))
    }

    pub(super) fn is_in_talk(&self) -> bool {
        let state = self.desk.my_agent().map(|agent| &agent.state);
        matches!(state, Some(AgentState::Talking { .. } | AgentState::Holding { .. }))
    }
}

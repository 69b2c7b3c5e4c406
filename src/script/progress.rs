//! An agent's way through a script: the only moves that change its marks.

use chrono::{DateTime, Utc};

use crate::domain::{Blank, BlankKind, Branch, Locale, Script, ScriptMarks, ScriptStep, StepId};

/// A script, and how far an agent is in it.
#[derive(Debug)]
pub struct Progress<'a> {
    script: &'a Script,
    marks: &'a mut ScriptMarks,
}

/// Why a move is not possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoWay {
    /// Nothing follows this step.
    #[error("this is the last step")]
    LastStep,
    /// Nothing precedes this step.
    #[error("this is the first step")]
    FirstStep,
    /// The step has several ways on.
    #[error("several ways lead on from here: choose one")]
    ChooseBranch,
    /// The step has no such way.
    #[error("this step has no such way on")]
    NoSuchBranch,
    /// The marks belong to another version of the script.
    #[error("the script was changed meanwhile: start it again")]
    OtherScript,
    /// The script has no such blank.
    #[error("this script has no such blank")]
    NoSuchBlank,
    /// The blank takes something else.
    #[error("this blank takes digits, or one of its choices")]
    WrongValue,
}

impl<'a> Progress<'a> {
    /// The marks of a script just begun; none for a script without steps.
    pub fn start(script: &Script) -> Option<ScriptMarks> {
        let first = script.steps.first()?.id.clone();
        Some(ScriptMarks {
            script: script.id.clone(),
            version: script.version,
            entered: [first.clone()].into(),
            at: first,
            path: Vec::new(),
            said: Default::default(),
            blanks: Default::default(),
        })
    }

    /// The way of these marks through this script.
    pub fn of(script: &'a Script, marks: &'a mut ScriptMarks) -> Result<Self, NoWay> {
        let same =
            marks.script == script.id && marks.version == script.version && script.step(&marks.at).is_some();
        if same { Ok(Self { script, marks }) } else { Err(NoWay::OtherScript) }
    }

    /// To the next step: along the only way on, or in the order of the script.
    pub fn forward(&mut self) -> Result<&'a ScriptStep, NoWay> {
        let (index, step) = self.here()?;
        let next = match step.branches.as_slice() {
            [] if step.ends => return Err(NoWay::LastStep),
            [] => self.script.steps.get(index + 1).ok_or(NoWay::LastStep)?,
            [only] => self.target(only)?,
            _ => return Err(NoWay::ChooseBranch),
        };
        Ok(self.enter(next))
    }

    /// Back to the step that this one was reached from. What was said and filled in stays.
    pub fn back(&mut self) -> Result<&'a ScriptStep, NoWay> {
        let before = self.marks.path.pop().ok_or(NoWay::FirstStep)?;
        self.marks.at = before;
        self.here().map(|(_, step)| step)
    }

    /// Along one of the ways on, by its position.
    pub fn branch(&mut self, way: usize) -> Result<(&'a Branch, &'a ScriptStep), NoWay> {
        let (_, step) = self.here()?;
        let branch = step.branches.get(way).ok_or(NoWay::NoSuchBranch)?;
        let next = self.target(branch)?;
        Ok((branch, self.enter(next)))
    }

    /// Marks the present step as said at this time; the first time counts.
    pub fn say(&mut self, now: DateTime<Utc>) -> &StepId {
        self.marks.said.entry(self.marks.at.clone()).or_insert(now);
        &self.marks.at
    }

    /// Fills a blank; an empty value empties it.
    pub fn fill(&mut self, blank: &str, value: &str) -> Result<(), NoWay> {
        let mut blanks = self.script.steps.iter().flat_map(|step| &step.blanks);
        let blank = blanks.find(|known| known.id.as_str() == blank).ok_or(NoWay::NoSuchBlank)?;
        let value = value.trim();
        if value.is_empty() {
            self.marks.blanks.remove(&blank.id);
            return Ok(());
        }
        if !takes(blank, value) {
            return Err(NoWay::WrongValue);
        }
        self.marks.blanks.insert(blank.id.clone(), value.to_owned());
        Ok(())
    }

    fn here(&self) -> Result<(usize, &'a ScriptStep), NoWay> {
        self.script.step(&self.marks.at).ok_or(NoWay::OtherScript)
    }

    fn target(&self, branch: &Branch) -> Result<&'a ScriptStep, NoWay> {
        self.script.step(&branch.to).map(|(_, step)| step).ok_or(NoWay::NoSuchBranch)
    }

    /// Enters a step. A step entered for the first time forgets what was entered on ways not taken after all,
    /// so that their required blanks are not asked for.
    fn enter(&mut self, step: &'a ScriptStep) -> &'a ScriptStep {
        let marks = &mut *self.marks;
        marks.path.push(std::mem::replace(&mut marks.at, step.id.clone()));
        if !marks.entered.contains(&step.id) {
            marks.entered = marks.path.iter().cloned().chain([step.id.clone()]).collect();
        }
        step
    }
}

fn takes(blank: &Blank, value: &str) -> bool {
    match &blank.kind {
        BlankKind::Text => true,
        BlankKind::Number => value.chars().all(|c| c.is_ascii_digit()),
        BlankKind::Choice(choices) => choices
            .iter()
            .any(|words| [Locale::ZhCn, Locale::En].iter().any(|&locale| words.text(locale) == value)),
    }
}

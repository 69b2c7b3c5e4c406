//! Scripts (话术) as data, and what an agent has said of one.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{BlankId, ScriptId, ServiceType, StepId, TicketKind, Words};

/// What the agent says, step by step. The first step is where a call begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// Short name.
    pub id: ScriptId,
    /// Counts up with every change of the text.
    pub version: u32,
    /// Name on screens.
    pub label: Words,
    /// Service types that start with this script; an empty list is the script for all others.
    #[serde(default)]
    pub services: Vec<ServiceType>,
    /// Steps, in the usual order.
    pub steps: Vec<ScriptStep>,
}

impl Script {
    /// The step of this id with its position.
    pub fn step(&self, id: &StepId) -> Option<(usize, &ScriptStep)> {
        self.steps.iter().enumerate().find(|(_, step)| step.id == *id)
    }

    /// Whether it serves all service types that have no script of their own.
    pub fn is_for_all_others(&self) -> bool {
        self.services.is_empty()
    }

    /// Required blanks of the steps that the agent went through, which are still empty.
    pub fn missing<'a>(
        &'a self,
        entered: &'a BTreeSet<StepId>,
        blanks: &'a BTreeMap<BlankId, String>,
    ) -> impl Iterator<Item = (&'a ScriptStep, &'a Blank)> {
        let visited = self.steps.iter().filter(|step| entered.contains(&step.id));
        let empty = |blank: &Blank| blanks.get(&blank.id).is_none_or(|value| value.trim().is_empty());
        visited
            .flat_map(|step| step.blanks.iter().map(move |blank| (step, blank)))
            .filter(move |(_, blank)| blank.required && empty(blank))
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScriptStep {
    /// Short name inside the script.
    pub id: StepId,
    /// Title on screens.
    pub title: Words,
    /// What to say: a template.
    pub text: Words,
    /// Must be said, and its saying is on record.
    #[serde(default)]
    pub must_say: bool,
    /// What to write down here.
    #[serde(default)]
    pub blanks: Vec<Blank>,
    /// Ways on; without any, the next step in order.
    #[serde(default)]
    pub branches: Vec<Branch>,
    /// Nothing follows, though other steps stand below.
    #[serde(default)]
    pub ends: bool,
}

/// A typed blank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Blank {
    /// Name, as templates use it.
    pub id: BlankId,
    /// Name on screens.
    pub label: Words,
    /// What may be written.
    #[serde(default)]
    pub kind: BlankKind,
    /// An empty one refuses submission.
    #[serde(default)]
    pub required: bool,
}

/// What may be written into a blank.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BlankKind {
    /// Any line.
    #[default]
    Text,
    /// Digits.
    Number,
    /// One of these.
    Choice(Vec<Words>),
}

/// A way on from a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// Name on screens.
    pub label: Words,
    /// The step it leads to.
    pub to: StepId,
    /// The kind it gives to the ticket.
    #[serde(default)]
    pub kind: Option<TicketKind>,
}

/// Where an agent stands in a script, and what was said when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScriptMarks {
    /// Which script.
    pub script: ScriptId,
    /// Its version.
    pub version: u32,
    /// The step on screen.
    pub at: StepId,
    /// The steps that led here, in order.
    #[serde(default)]
    pub path: Vec<StepId>,
    /// Steps entered so far; those of a way not taken after all are forgotten.
    pub entered: BTreeSet<StepId>,
    /// Steps said, with the time.
    pub said: BTreeMap<StepId, DateTime<Utc>>,
    /// Blanks filled.
    pub blanks: BTreeMap<BlankId, String>,
}

impl ScriptMarks {
    /// The way that the agent took.
    pub fn way(&self) -> ScriptWay {
        ScriptWay { script: self.script.clone(), version: self.version, entered: self.entered.clone() }
    }
}

/// The way that an agent took through a script: it decides which blanks are required.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScriptWay {
    /// Which script.
    pub script: ScriptId,
    /// Its version.
    pub version: u32,
    /// Steps entered, without those of a way not taken after all.
    pub entered: BTreeSet<StepId>,
}

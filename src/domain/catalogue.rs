//! What a site has written down for its agents: categories, ticket templates, scripts, reasons.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    AttachmentRules, CategoryCode, LifecycleId, PauseReason, Priority, Script, ScriptId, ServiceType,
    StateId, TicketForm, TicketKind, UnitId, Units,
    clock::{Allowance, Calendar},
    lifecycle::{Lifecycle, Tells, Work},
};

/// Everything of a site that an agent's screen needs beside the floor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Catalogue {
    /// Name of the hotline, as said in the greeting.
    pub hotline: Words,
    /// The category tree, parents before children.
    pub categories: Vec<Category>,
    /// Texts that fill a form.
    pub templates: Vec<TicketTemplate>,
    /// What the agent says.
    pub scripts: Vec<Script>,
    /// Why an agent may be away.
    pub pauses: Vec<PauseReason>,
    /// Who handles what cannot be answered at once.
    #[serde(default)]
    pub units: Units,
    /// The ways that tickets go; the first for all whose category names none.
    #[serde(default)]
    pub lifecycles: Vec<Lifecycle>,
    /// Time limit of a ticket by its priority, where its category names none.
    #[schema(value_type = BTreeMap<Priority, String>)]
    pub allowances: BTreeMap<Priority, Allowance>,
    /// The calendar that deadlines are counted on.
    pub calendar: Calendar,
    /// A promised callback is due after this time, s.
    pub callback_s: u32,
    /// Which files are taken, where that is known.
    #[serde(default)]
    pub attachments: Option<AttachmentRules>,
}

impl Catalogue {
    /// The category of this code.
    pub fn category(&self, code: &CategoryCode) -> Option<&Category> {
        self.categories.iter().find(|category| category.code == *code)
    }

    /// The script for calls of this service type: its own, else the one for all others.
    pub fn script_for(&self, service: &ServiceType) -> Option<&Script> {
        let own = self.scripts.iter().find(|script| script.services.contains(service));
        own.or_else(|| self.scripts.iter().find(|script| script.is_for_all_others()))
    }

    /// The script of this id.
    pub fn script(&self, id: &ScriptId) -> Option<&Script> {
        self.scripts.iter().find(|script| script.id == *id)
    }

    /// The time limit of a ticket: its category's own, else its priority's.
    pub fn allowance(&self, category: Option<&CategoryCode>, priority: Priority) -> Option<Allowance> {
        let own = category.and_then(|code| self.category(code)).and_then(|category| category.allowance);
        own.or_else(|| self.allowances.get(&priority).copied())
    }

    /// The lifecycle of this id.
    pub fn lifecycle(&self, id: &LifecycleId) -> Option<&Lifecycle> {
        self.lifecycles.iter().find(|lifecycle| lifecycle.id == *id)
    }

    /// The lifecycle of a ticket of this category: its own, else that of the nearest category above it that names one, else the site's
    /// first; none only where the site has none at all.
    pub fn lifecycle_of(&self, category: Option<&CategoryCode>) -> Option<&Lifecycle> {
        let named = self.upwards(category).find_map(|category| category.lifecycle.as_ref());
        named.and_then(|id| self.lifecycle(id)).or(self.lifecycles.first())
    }

    /// The states of tickets in which the caller is to be called, and told the answer.
    pub fn states_to_call(&self) -> BTreeSet<StateId> {
        let verbs = self.lifecycles.iter().flat_map(|lifecycle| &lifecycle.verbs);
        let calls = verbs.filter(|verb| verb.tells == Some(Tells::Contact));
        calls.flat_map(|verb| verb.from.iter().cloned()).collect()
    }

    /// The lifecycle that a ticket follows: the one that it began with, or the site's first where it began with none. None if the site
    /// has it no more.
    pub fn lifecycle_for(&self, work: &Work) -> Option<&Lifecycle> {
        if work.has_no_lifecycle() { self.lifecycles.first() } else { self.lifecycle(&work.lifecycle) }
    }

    /// The unit that should handle a ticket of this form: the nearest category upwards that knows one decides, by the first of its places
    /// that occurs in the form's, else by its unit for everywhere.
    pub fn propose(&self, form: &TicketForm) -> Option<Proposal> {
        self.upwards(form.category.as_ref()).find_map(|category| category.propose(&form.place))
    }

    /// The category and those above it, nearest first.
    fn upwards(&self, category: Option<&CategoryCode>) -> impl Iterator<Item = &Category> {
        let above = |category: &&Category| category.parent.as_ref().and_then(|code| self.category(code));
        let first = category.and_then(|code| self.category(code));
        // A circle, which no site that was checked has, must not be walked for ever.
        std::iter::successors(first, above).take(self.categories.len())
    }
}

/// One node of the category tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Code, unique in the tree.
    pub code: CategoryCode,
    /// The node above; none at the top.
    #[serde(default)]
    pub parent: Option<CategoryCode>,
    /// Name on screens.
    pub label: Words,
    /// What else people call it: found by these words, never shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub also: Option<Words>,
    /// Own time limit, instead of the priority's.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub allowance: Option<Allowance>,
    /// The way that its tickets go, instead of that of the category above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifecycle: Option<LifecycleId>,
    /// Who handles its tickets, wherever it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// Who handles them at some places: the first that fits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<PlaceUnit>,
}

impl Category {
    fn propose(&self, place: &str) -> Option<Proposal> {
        let code = || self.code.clone();
        let place = place.to_lowercase();
        let here = self.places.iter().find(|one| place.contains(&one.place.to_lowercase()));
        let by_place = here.map(|one| Proposal {
            unit: one.unit.clone(),
            why: ProposedBy::Place { category: code(), place: one.place.clone() },
        });
        let everywhere =
            |unit: &UnitId| Proposal { unit: unit.clone(), why: ProposedBy::Category { category: code() } };
        by_place.or_else(|| self.unit.as_ref().map(everywhere))
    }
}

/// Who handles the tickets of a category at some place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceUnit {
    /// What occurs in the name of the place: a street's or a district's name. Upper and lower case do not matter.
    pub place: String,
    /// Who.
    pub unit: UnitId,
}

/// A unit proposed for a ticket, and why it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Proposal {
    /// The unit.
    pub unit: UnitId,
    /// Why.
    pub why: ProposedBy,
}

/// What a unit is proposed by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum ProposedBy {
    /// It handles this category at this place.
    Place {
        /// The category that says so.
        category: CategoryCode,
        /// The words of the place.
        place: String,
    },
    /// It handles this category everywhere.
    Category {
        /// The category that says so.
        category: CategoryCode,
    },
}

/// Text that fills a form at one stroke. Texts are templates like a script's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TicketTemplate {
    /// Short name.
    pub id: String,
    /// Name on screens.
    pub label: Words,
    /// Kind it sets.
    pub kind: TicketKind,
    /// Category it sets.
    #[serde(default)]
    pub category: Option<CategoryCode>,
    /// Subject.
    pub subject: Words,
    /// Description.
    pub description: Words,
    /// What the caller wants.
    #[serde(default)]
    pub wish: Option<Words>,
}

/// A text in the languages of the screens.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Words {
    /// The text in this locale.
    pub fn text(&self, locale: Locale) -> &str {
        match locale {
            Locale::ZhCn => &self.zh,
            Locale::En => &self.en,
        }
    }
}

/// A language of the screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub enum Locale {
    /// Simplified Chinese.
    #[default]
    #[serde(rename = "zh-CN")]
    ZhCn,
    /// English.
    #[serde(rename = "en")]
    En,
}

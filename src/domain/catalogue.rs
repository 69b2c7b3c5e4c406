//! What a site has written down for its agents: categories, ticket templates, scripts, reasons.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    CategoryCode, PauseReason, Priority, Script, ScriptId, ServiceType, TicketKind,
    clock::{Allowance, Calendar},
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
    /// Time limit of a ticket by its priority, where its category names none.
    #[schema(value_type = BTreeMap<Priority, String>)]
    pub allowances: BTreeMap<Priority, Allowance>,
    /// The calendar that deadlines are counted on.
    pub calendar: Calendar,
    /// A promised callback is due after this time, s.
    pub callback_s: u32,
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

//! Why the desk does not do what is asked.

use crate::{
    api::Code,
    domain::{FormTrouble, IdentityTrouble, Illegal},
};

/// Why the desk does not do what is asked; nothing was changed then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Refusal {
    /// Stable code.
    pub code: Code,
    /// What object, and what to do about it.
    pub detail: String,
    /// What is wrong with which field of a form.
    pub fields: Vec<FormTrouble>,
}

impl Refusal {
    /// A refusal that is not about a form.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), fields: Vec::new() }
    }
}

impl From<Illegal> for Refusal {
    fn from(illegal: Illegal) -> Self {
        let code = match illegal {
            Illegal::NoCall(_)
            | Illegal::NoAgent(_)
            | Illegal::NoQueue(_)
            | Illegal::Identity(IdentityTrouble::NoContact(_) | IdentityTrouble::NoChange(_)) => {
                Code::NotFound
            }
            Illegal::CallPhase { .. }
            | Illegal::AgentState { .. }
            | Illegal::Twice(_)
            | Illegal::Identity(_) => Code::IllegalMove,
        };
        Self::new(code, illegal.to_string())
    }
}

//! Who calls. A person may have several numbers, and a number several persons.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{AgentId, CallId, CallbackId, ContactId, NotReached, TicketId, Tier};

/// A person or office that calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Contact {
    /// Identity.
    pub id: ContactId,
    /// Name; masked for those who may not see it.
    pub name: String,
    /// Known numbers, the most used first.
    pub numbers: Vec<PhoneNumber>,
    /// Tier (重点, 普通).
    pub tier: Tier,
    /// Free tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// What an agent must know before speaking.
    #[serde(default)]
    pub flags: Vec<Flag>,
    /// Name and numbers are invented because the record has none.
    #[serde(default)]
    pub fictitious: bool,
}

impl Contact {
    /// The contact as it is shown to those who may not see secrets: the name's first character, numbers masked.
    pub fn masked(&self) -> Self {
        Self {
            name: mask_name(&self.name),
            numbers: self.numbers.iter().map(PhoneNumber::masked).collect(),
            ..self.clone()
        }
    }

    /// The contact as it is shown together with another that is the same person.
    pub(super) fn joined(mut self, other: &Self) -> Self {
        if self.name.trim().is_empty() {
            self.name.clone_from(&other.name);
        }
        add_new(&mut self.numbers, &other.numbers);
        add_new(&mut self.tags, &other.tags);
        add_new(&mut self.flags, &other.flags);
        if other.tier == Tier::Key {
            self.tier = Tier::Key;
        }
        self.fictitious &= other.fictitious;
        self
    }
}

fn add_new<T: Clone + PartialEq>(items: &mut Vec<T>, more: &[T]) {
    for item in more {
        if !items.contains(item) {
            items.push(item.clone());
        }
    }
}

/// A name's first character; the rest is hidden.
pub(super) fn mask_name(name: &str) -> String {
    let initial: String = name.chars().take(1).collect();
    if initial.is_empty() { initial } else { initial + "**" }
}

/// What an agent must know of a contact before speaking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// The caller was abusive.
    Abusive,
    /// The caller asked that who they are stays secret.
    Secrecy,
    /// Several persons use this number.
    SharedPhone,
}

/// A telephone number: E.164 where it could be told, else as it was seen. Its `Debug` is masked.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// A number as it was seen.
    pub fn new(seen: impl Into<String>) -> Self {
        Self(seen.into())
    }

    /// The whole number: a secret.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether it is a number at all, and not withheld or a switch's word for that.
    pub fn is_known(&self) -> bool {
        self.0.chars().any(|c| c.is_ascii_digit() || c == '*')
    }

    /// The number with all but its first three and last two digits hidden. Masking a masked number changes nothing.
    pub fn masked(&self) -> Self {
        let digits = self.0.chars().filter(|c| c.is_ascii_digit() || *c == '*').count();
        let mut seen = 0;
        let hide = |c: char| {
            let digit = c.is_ascii_digit() || c == '*';
            seen += usize::from(digit);
            if digit && seen > 3 && seen + 2 <= digits { '*' } else { c }
        };
        Self(self.0.chars().map(hide).collect())
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.masked().reveal())
    }
}

/// A field of a contact that is shown masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SecretField {
    /// The contact's name.
    Name,
    /// The contact's numbers.
    Numbers,
}

/// A promise to call somebody back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Callback {
    /// Identity.
    pub id: CallbackId,
    /// Whom to call.
    pub contact: ContactId,
    /// The call in which it was promised.
    pub call: Option<CallId>,
    /// The ticket it belongs to.
    pub ticket: Option<TicketId>,
    /// Who promised.
    pub agent: AgentId,
    /// When the caller must have been called.
    pub due: DateTime<Utc>,
    /// What about.
    pub note: String,
    /// How it ended; none while it is due.
    #[serde(default)]
    pub outcome: Option<CallbackOutcome>,
    /// Calls from here that reached nobody, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Attempt>,
}

/// A call that reached nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Attempt {
    /// When it was given up.
    pub at: DateTime<Utc>,
    /// Who called.
    pub agent: AgentId,
    /// Why nobody was reached.
    pub why: NotReached,
}

/// How a callback ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallbackOutcome {
    /// The caller was reached.
    Reached,
    /// The caller could not be reached; the attempts are on record.
    NotReached,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masking_keeps_the_ends_and_is_idempotent() {
        let masked = PhoneNumber::new("+972-54-555-0123").masked();
        assert_eq!(masked.reveal(), "+972-**-***-**23");
        assert_eq!(masked.masked(), masked);
        assert_eq!(format!("{:?}", PhoneNumber::new("13800138000")), "138******00");
    }
}

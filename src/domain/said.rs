//! What switch or desk says where they disagree: facts, for screens to word in their own language.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{PauseCode, QueueId, RequestRefused};

/// What one side says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Said {
    /// A fact.
    Fact(Fact),
    /// Plain words, as logs of before hold them; empty where they are masked.
    Words(String),
}

/// A fact about an agent or a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum Fact {
    /// The agent serves no queue.
    SignedOut,
    /// The agent serves, and may be rung.
    TakesCalls,
    /// The agent serves, and is not rung.
    Paused {
        /// Why.
        reason: PauseCode,
    },
    /// The agent may be rung by these queues.
    Serves {
        /// Which.
        queues: Vec<QueueId>,
    },
    /// The switch did not do what was asked.
    Refused {
        /// Why.
        refusal: RequestRefused,
    },
    /// A queue's callers, counted.
    Counted {
        /// How many of what.
        counted: Box<Counted>,
    },
}

/// A queue's callers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Counted {
    /// Came.
    pub entered: u64,
    /// Spoke with an agent.
    pub answered: u64,
    /// Left without an answer.
    pub left: u64,
    /// Wait now.
    pub waiting: u64,
    /// Talks that are over.
    pub talks_over: u64,
    /// Talks that go on.
    pub talking: u64,
    /// Some of those who make the difference, by the switch's names of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub callers: Vec<String>,
    /// How many more there are.
    #[serde(default)]
    pub more: usize,
}

impl Said {
    /// The same with all that a switch has supplied made fit to be kept.
    pub fn cleaned(mut self, clean: impl Fn(&str) -> String) -> Self {
        match &mut self {
            Self::Words(words) => *words = clean(words),
            Self::Fact(Fact::Counted { counted }) => {
                counted.callers.iter_mut().for_each(|caller| *caller = clean(caller));
            }
            Self::Fact(Fact::Refused { refusal: RequestRefused::Refused { says } }) => *says = clean(says),
            Self::Fact(_) => {}
        }
        self
    }
}

impl From<Fact> for Said {
    fn from(fact: Fact) -> Self {
        Self::Fact(fact)
    }
}

impl From<Counted> for Said {
    fn from(counted: Counted) -> Self {
        Self::Fact(Fact::Counted { counted: Box::new(counted) })
    }
}

impl From<String> for Said {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

/// For logs and tests; people read it in words of their own.
impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fact(fact) => fact.fmt(f),
            Self::Words(words) => f.write_str(words),
        }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignedOut => f.write_str("signed out"),
            Self::TakesCalls => f.write_str("takes calls"),
            Self::Paused { reason } => write!(f, "paused ({reason})"),
            Self::Serves { queues } => {
                let queues: Vec<_> = queues.iter().map(QueueId::as_str).collect();
                write!(f, "serves {}", queues.join(", "))
            }
            Self::Refused { refusal } => refusal.fmt(f),
            Self::Counted { counted } => counted.fmt(f),
        }
    }
}

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { entered, answered, left, waiting, talks_over, talking, callers, more } = self;
        write!(f, "{entered} entered, {answered} answered, {left} left, {waiting} wait; ")?;
        write!(f, "{talks_over} talks over, {talking} going on")?;
        match (callers.join(", "), more) {
            (callers, _) if callers.is_empty() => Ok(()),
            (callers, 0) => write!(f, " (not told so: {callers})"),
            (callers, more) => write!(f, " (not told so: {callers} and {more} more)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_old_logs_and_facts_are_read_alike() {
        let check = |said: Said, json: &str| {
            assert_eq!(serde_json::to_string(&said).expect("it can be written"), json);
            assert_eq!(serde_json::from_str::<Said>(json).expect("it can be read"), said);
        };
        check(Said::Words("paused".into()), "\"paused\"");
        check(Fact::SignedOut.into(), r#"{"fact":"signed_out"}"#);
        let refusal = RequestRefused::Refused { says: "no".into() };
        check(
            Fact::Refused { refusal }.into(),
            r#"{"fact":"refused","refusal":{"why":"refused","says":"no"}}"#,
        );
    }
}

//! Sentences that a model says without knowing the language: a key of the words, and what fills it.

use chrono::{DateTime, TimeDelta, Utc};

use super::{DiskTrouble, Failure};
use crate::{
    api::Code,
    tui::{keymap::Action, words::Words},
};

/// A sentence: the key of its words, and the values of its placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Say {
    /// Key in `config/locales`.
    pub key: &'static str,
    /// Placeholders and what replaces them.
    pub values: Vec<(&'static str, Value)>,
}

/// What replaces a placeholder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// This text.
    Text(String),
    /// The key of an action; its name where it has no key.
    Key(Action),
    /// Actions, each with its key and its name.
    Actions(Vec<Action>),
}

impl Say {
    /// A sentence without placeholders.
    pub fn plain(key: &'static str) -> Self {
        Self { key, values: Vec::new() }
    }

    /// The sentence with one more placeholder filled.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.values.push((name, Value::Text(value.into())));
        self
    }

    /// The sentence with one more placeholder filled by the key of an action.
    pub fn with_key(mut self, name: &'static str, action: Action) -> Self {
        self.values.push((name, Value::Key(action)));
        self
    }

    /// The sentence with one more placeholder filled by what can be done, with the keys for it.
    pub fn with_actions(mut self, name: &'static str, actions: &[Action]) -> Self {
        self.values.push((name, Value::Actions(actions.to_vec())));
        self
    }

    /// The sentence in a language; where it names keys, by what they do.
    pub fn in_words(&self, words: &Words) -> String {
        self.with_hints(words, |_| None)
    }

    /// The sentence in a language. `hint` gives the key of an action, if it has one.
    pub fn with_hints<'a>(&self, words: &'a Words, hint: impl Fn(Action) -> Option<&'a str>) -> String {
        let key = |action: &Action| hint(*action).unwrap_or(words.text(action.words_key())).to_owned();
        let named = |action: &Action| {
            let name = words.text(action.words_key());
            hint(*action).map_or_else(|| name.to_owned(), |key| format!("{key} {name}"))
        };
        let filled = self.values.iter().map(|(name, value)| match value {
            Value::Text(text) => (*name, text.clone()),
            Value::Key(action) => (*name, key(action)),
            Value::Actions(actions) => {
                (*name, actions.iter().map(named).collect::<Vec<_>>().join(words.text("unit.comma")))
            }
        });
        words.fill(self.key, &filled.collect::<Vec<_>>())
    }

    /// What a failed request means for the user.
    pub fn failure(failure: &Failure) -> Self {
        Self::plain(match failure {
            Failure::Away => "problem.away",
            Failure::Refused(problem) => code_key(problem.code),
            Failure::Disk => "problem.disk",
        })
    }

    /// What a disk's refusal means for the user.
    pub fn disk(trouble: DiskTrouble) -> Self {
        Self::plain(match trouble {
            DiskTrouble::Full => "problem.disk-full",
            DiskTrouble::Other => "problem.disk",
        })
    }
}

/// The words of a server's refusal.
pub fn code_key(code: Code) -> &'static str {
    match code {
        Code::BadRequest => "problem.bad-request",
        Code::InvalidForm => "problem.invalid-form",
        Code::IdempotencyKeyMissing => "problem.idempotency-key-missing",
        Code::IdempotencyConflict => "problem.idempotency-conflict",
        Code::WrongPassword => "problem.wrong-password",
        Code::LockedOut => "problem.locked-out",
        Code::SessionExpired => "problem.session-expired",
        Code::UserDisabled => "problem.user-disabled",
        Code::Forbidden => "problem.forbidden",
        Code::NotFound => "problem.not-found",
        Code::IllegalMove => "problem.illegal-move",
        Code::StaleVersion => "problem.stale-version",
        Code::UnfitFile => "problem.unfit-file",
        Code::TooLarge => "problem.too-large",
        Code::TooMany => "problem.too-many",
        Code::OtherVersion => "problem.other-version",
        Code::StorageFull => "problem.storage-full",
        Code::TimedOut => "problem.timed-out",
        Code::Stopping => "problem.stopping",
        Code::Internal => "problem.internal",
    }
}

/// How much a toast matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Something was done.
    Good,
    /// Something to know.
    Note,
    /// Something was refused or failed.
    Bad,
}

/// A sentence that goes away by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// What it says.
    pub say: Say,
    /// How much it matters.
    pub weight: Weight,
    /// When it goes away.
    pub until: DateTime<Utc>,
}

/// The toasts on screen, the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Toasts(Vec<Toast>);

impl Toasts {
    /// More would cover the work.
    const MOST: usize = 3;
    /// Real seconds that a toast stays.
    const SECONDS: i64 = 6;
    /// Real seconds that bad news stays.
    const BAD_SECONDS: i64 = 12;

    /// Shows a sentence; the same one again only stays longer. `speed` is that of the scene's clock.
    pub fn show(&mut self, weight: Weight, say: Say, now: DateTime<Utc>, speed: f64) {
        let seconds = if weight == Weight::Bad { Self::BAD_SECONDS } else { Self::SECONDS };
        let until = now + TimeDelta::milliseconds((seconds as f64 * 1000.0 * speed.max(0.1)) as i64);
        self.0.retain(|toast| toast.say != say);
        self.0.push(Toast { say, weight, until });
        let extra = self.0.len().saturating_sub(Self::MOST);
        self.0.drain(..extra);
    }

    /// Takes away what has been seen long enough.
    pub fn expire(&mut self, now: DateTime<Utc>) {
        self.0.retain(|toast| toast.until > now);
    }

    /// Takes sentences away that are not true any more, by the keys of their words.
    pub fn retract(&mut self, keys: &[&str]) {
        self.0.retain(|toast| !keys.contains(&toast.say.key));
    }

    /// Takes all away.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// What is on screen, the newest last.
    pub fn shown(&self) -> &[Toast] {
        &self.0
    }
}

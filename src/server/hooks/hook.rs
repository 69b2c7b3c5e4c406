//! A webhook as the settings name it, looked at: what this takes, the server takes.

use std::{collections::BTreeSet, fs, path::Path, time::Duration};

use reqwest::Url;

use super::{
    backoff::Backoff,
    reach::Private,
    signature::{NoSecret, SigningKey},
};
use crate::{
    config::{MappingSettings, WebhookForm, WebhookSettings},
    domain::{Redacted, Topic, WebhookId},
};

/// Most characters of a webhook's short name.
const ID_MAX: usize = 40;

/// A webhook that can be told.
#[derive(Clone)]
pub struct Hook {
    /// Short name.
    pub id: WebhookId,
    pub(super) url: Url,
    pub(super) form: Form,
    pub(super) topics: BTreeSet<Topic>,
    pub(super) sight: Sight,
    pub(super) private: Private,
    pub(super) answer: Duration,
    pub(super) backoff: Backoff,
}

/// The words that it takes, and what it takes to say them.
#[derive(Clone)]
pub(super) enum Form {
    Hotdesk(SigningKey),
    RequestTracker(Account),
    Zammad(Account),
}

/// Our account on another ticket system.
#[derive(Clone)]
pub(super) struct Account {
    pub token: Redacted<String>,
    pub mapping: MappingSettings,
}

/// How much it sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sight {
    Masked,
    Whole,
}

/// What is wrong with the settings of a webhook.
#[derive(Debug, thiserror::Error)]
#[error("[[webhook]] {id}: {what}")]
pub struct HookError {
    id: String,
    what: What,
}

#[derive(Debug, thiserror::Error)]
enum What {
    #[error("id: write letters, digits and -_ only, {ID_MAX} at most")]
    Id,
    #[error("id: another webhook has it; choose another one")]
    Twice,
    #[error("url: write one that begins with https:// or http://, without user and fragment")]
    Url,
    #[error("secret_file: cannot read {path}: {why}; name a file that holds the secret")]
    Unreadable { path: String, why: std::io::Error },
    #[error("secret_file: {path}: {why}")]
    NoSecret { path: String, why: NoSecret },
    #[error("secret_file: {0} is empty, or no token; write the token of the API into it")]
    NoToken(String),
    #[error("events: a ticket system has no words for {0}; leave it out")]
    Topic(&'static str),
    #[error("tickets: write {0}; without it the other system takes no ticket")]
    Missing(&'static str),
}

impl Hook {
    /// The webhooks of these settings.
    ///
    /// # Errors
    /// When something in them is wrong; the first is told.
    pub fn all(settings: &[WebhookSettings]) -> Result<Vec<Self>, HookError> {
        let mut seen = BTreeSet::new();
        let one = |settings: &WebhookSettings| {
            let id = &settings.id;
            let hook = if seen.insert(id.clone()) { Self::of(settings) } else { Err(What::Twice) };
            hook.map_err(|what| HookError { id: id.to_string(), what })
        };
        settings.iter().map(one).collect()
    }

    /// Where it is, without what may be secret in its address.
    pub fn place(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// The name of its form, as the settings write it.
    pub fn form(&self) -> &'static str {
        match self.form {
            Form::Hotdesk(_) => "hotdesk",
            Form::RequestTracker(_) => "request-tracker",
            Form::Zammad(_) => "zammad",
        }
    }

    fn of(settings: &WebhookSettings) -> Result<Self, What> {
        let id = settings.id.as_str();
        let plain = id.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
        if id.is_empty() || id.len() > ID_MAX || !plain {
            return Err(What::Id);
        }
        let seconds = |count: std::num::NonZeroU32| Duration::from_secs(count.get().into());
        Ok(Self {
            id: settings.id.clone(),
            url: url(&settings.url)?,
            form: form(settings)?,
            topics: topics(settings)?,
            sight: if settings.secrets { Sight::Whole } else { Sight::Masked },
            private: if settings.allow_private { Private::Allowed } else { Private::Refused },
            answer: seconds(settings.answer_s),
            backoff: Backoff {
                first: seconds(settings.retry_first_s),
                most: seconds(settings.retry_max_s),
                attempts: settings.attempts.get(),
            },
        })
    }
}

fn url(text: &str) -> Result<Url, What> {
    let url: Url = text.parse().map_err(|_| What::Url)?;
    let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let is_http = matches!(url.scheme(), "http" | "https") && url.host().is_some();
    if is_http && is_plain { Ok(url) } else { Err(What::Url) }
}

fn form(settings: &WebhookSettings) -> Result<Form, What> {
    let path = &settings.secret_file;
    let secret = read(path)?;
    if settings.form == WebhookForm::Hotdesk {
        let no_secret = |why| What::NoSecret { path: path.display().to_string(), why };
        return SigningKey::read(&secret).map(Form::Hotdesk).map_err(no_secret);
    }
    if secret.is_empty() || !secret.chars().all(|c| c.is_ascii_graphic()) {
        return Err(What::NoToken(path.display().to_string()));
    }
    let mapping = settings.tickets.clone();
    for (value, name) in [(&mapping.queue, "queue"), (&mapping.requestor, "requestor")] {
        if value.trim().is_empty() {
            return Err(What::Missing(name));
        }
    }
    let account = Account { token: Redacted(secret), mapping };
    Ok(match settings.form {
        WebhookForm::Zammad => Form::Zammad(account),
        _ => Form::RequestTracker(account),
    })
}

fn read(path: &Path) -> Result<String, What> {
    let text = fs::read_to_string(path);
    let unreadable = |why| What::Unreadable { path: path.display().to_string(), why };
    text.map(|text| text.trim().to_owned()).map_err(unreadable)
}

/// What it is told of: what the settings say, or all that its form can say.
fn topics(settings: &WebhookSettings) -> Result<BTreeSet<Topic>, What> {
    let can_say = |topic: &Topic| settings.form == WebhookForm::Hotdesk || topic.is_for_ticket_systems();
    if let Some(topic) = settings.events.iter().find(|topic| !can_say(topic)) {
        return Err(What::Topic(topic.name()));
    }
    let named = if settings.events.is_empty() { &Topic::ALL[..] } else { &settings.events };
    Ok(named.iter().copied().filter(can_say).collect())
}

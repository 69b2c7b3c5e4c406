//! Carries one delivery to its webhook, in the words that it takes.

use std::net::SocketAddr;

use chrono::{DateTime, Utc};
use reqwest::{
    Method,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use serde::Serialize;
use serde_json::json;

use super::{
    hook::{Form, Hook, Sight},
    mapping::{self, MappingError, RequestTracker, Zammad},
    reach::Reach,
    signature::SigningKey,
    wire::{Request, Wire, WireError},
};
use crate::{
    api::Notice,
    domain::{Hash, Recorded, Topic},
    server::attachments::Attachments,
    storage::{Store, StoreError},
};

/// Carries deliveries to one webhook.
pub struct Courier {
    pub hook: Hook,
    wire: Wire,
}

/// Why a delivery did not arrive, as far as can be known.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each says what it is")]
pub enum DeliveryError {
    #[error(transparent)]
    Wire(#[from] WireError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Mapping(#[from] MappingError),
    #[error("the event cannot be encoded: {0}")]
    Encoding(#[from] serde_json::Error),
    #[error("event {0} is not in the log; run `hotdesk verify`")]
    NoEvent(u64),
    #[error("a fault of ours; the server's log says where")]
    Fault,
}

impl Courier {
    /// A courier to this webhook, of a server that listens there.
    ///
    /// # Errors
    /// When the system's certificates cannot be read.
    pub fn new(hook: Hook, own: SocketAddr) -> Result<Self, WireError> {
        let port = hook.url.port_or_known_default().unwrap_or_default();
        let reach = Reach { own, private: hook.private, port };
        let wire = Wire::new(hook.url.clone(), reach, hook.answer)?;
        Ok(Self { hook, wire })
    }

    /// Tells the webhook of an event.
    ///
    /// # Errors
    /// When it has not arrived, or it cannot be known that it has.
    pub async fn deliver(
        &self,
        store: &Store,
        files: &Attachments,
        seq: u64,
        now: DateTime<Utc>,
    ) -> Result<(), DeliveryError> {
        let mut found = store.read_after(seq - 1, 1).await?.into_iter();
        let recorded = found.next().filter(|recorded| recorded.seq == seq);
        let recorded = recorded.ok_or(DeliveryError::NoEvent(seq))?;
        let (id, recorded) = (self.identity(&recorded), self.seen(recorded));
        match &self.hook.form {
            Form::Hotdesk(key) => {
                let Some((topic, _)) = Topic::of(&recorded.event) else { return Ok(()) };
                let Recorded { seq, at, actor, event, .. } = recorded;
                let notice =
                    Notice { topic: topic.name().to_owned(), timestamp: at, seq, actor, data: event };
                self.post(key, &id, now, &notice).await
            }
            Form::RequestTracker(account) => {
                let system = RequestTracker::new(&self.wire, account);
                Ok(mapping::tell(&system, &self.hook, &account.mapping, store, files, &recorded).await?)
            }
            Form::Zammad(account) => {
                let system = Zammad::new(&self.wire, account);
                Ok(mapping::tell(&system, &self.hook, &account.mapping, store, files, &recorded).await?)
            }
        }
    }

    /// Says something that is about nothing, to see whether it arrives: a delivery of type `test`, or a question to a ticket system.
    ///
    /// # Errors
    /// When it has not arrived.
    pub async fn test(&self, now: DateTime<Utc>) -> Result<(), DeliveryError> {
        match &self.hook.form {
            Form::Hotdesk(key) => {
                let id = format!("{}-test-{}", self.hook.id, now.timestamp_micros());
                self.post(key, &id, now, &json!({ "type": "test", "timestamp": now, "data": {} })).await
            }
            Form::RequestTracker(account) => Ok(RequestTracker::new(&self.wire, account).greet().await?),
            Form::Zammad(account) => Ok(Zammad::new(&self.wire, account).greet().await?),
        }
    }

    async fn post(
        &self,
        key: &SigningKey,
        id: &str,
        now: DateTime<Utc>,
        body: &impl Serialize,
    ) -> Result<(), DeliveryError> {
        let body = serde_json::to_string(body)?;
        let signed = key.headers(id, now, &body).into_iter();
        let headers: HeaderMap = signed.filter_map(|(name, value)| header(name, &value)).collect();
        let request = Request { method: Method::POST, path: &[], query: &[], headers, body: Some(body) };
        self.wire.send(request).await?;
        Ok(())
    }

    /// The same for every attempt; with the time, as another log may come to the same number. Nothing of the event's hash: from that, what
    /// is masked could be found out by trying.
    fn identity(&self, recorded: &Recorded) -> String {
        format!("{}-{}-{:x}", self.hook.id, recorded.seq, recorded.at.timestamp_micros())
    }

    /// The event as this webhook sees it.
    fn seen(&self, recorded: Recorded) -> Recorded {
        let event = match self.hook.sight {
            Sight::Masked => recorded.event.masked(),
            Sight::Whole => recorded.event,
        };
        Recorded { event, hash: Hash::default(), ..recorded }
    }
}

fn header(name: &'static str, value: &str) -> Option<(HeaderName, HeaderValue)> {
    Some((HeaderName::from_static(name), HeaderValue::from_str(value).ok()?))
}

//! Keys of programs that bring matters in: made once, shown once, good until they are revoked. A key is good for the role intake alone,
//! whatever else its user may do.

use std::sync::Arc;

use chrono::{TimeDelta, Utc};

use super::{Token, disabled, me_of};
use crate::{
    api::{Code, Me, Role},
    domain::{IntakeKeyId, Redacted},
    server::problem::ApiError,
    storage::{Store, StoredKey, TokenHash},
};

/// How keys begin; no session's token does.
const BEGINNING: &str = "hdk_";
/// When it was last seen is written down so often and no oftener.
const SEEN: TimeDelta = TimeDelta::hours(1);

/// A key that has just been made.
pub struct NewKey {
    /// The key itself: shown once and kept nowhere.
    pub secret: Redacted<String>,
    /// As it is stored.
    pub stored: StoredKey,
    /// What it is known by.
    pub hash: TokenHash,
}

impl NewKey {
    /// Makes one for a user: `hdk_`, the part that is no secret, and 256 random bits.
    pub fn make(user: &str) -> Self {
        let id = hex::encode(rand::random::<[u8; 4]>());
        let secret = format!("{BEGINNING}{id}_{}", hex::encode(rand::random::<[u8; 32]>()));
        let hash = Token::sent(&secret).hash();
        let stored =
            StoredKey { id: IntakeKeyId::from(id), user: user.to_owned(), made: Utc::now(), used: None };
        Self { secret: Redacted(secret), stored, hash }
    }
}

/// Whether a text is meant to be such a key.
pub fn is_key(sent: &str) -> bool {
    sent.starts_with(BEGINNING)
}

/// Who brings matters in with this key.
pub async fn who(store: &Store, hash: &TokenHash) -> Result<Arc<Me>, ApiError> {
    let (key, user) = store.user_of_key(hash).await?.ok_or_else(unknown)?;
    if user.disabled {
        return Err(disabled(&user.name));
    }
    if !user.roles.contains(&Role::Intake) {
        return Err(ApiError::new(
            Code::Forbidden,
            format!("user {} has no longer the role intake, and a key is good for nothing else", user.name),
        ));
    }
    let now = Utc::now();
    if key.used.is_none_or(|used| now - used >= SEEN)
        && let Err(error) = store.note_key_use(&key.id, now).await
    {
        // No reason to refuse a matter.
        tracing::warn!(%error, "when a key was seen could not be written down");
    }
    Ok(Arc::new(me_of(user, &[Role::Intake])))
}

fn unknown() -> ApiError {
    ApiError::new(
        Code::SessionExpired,
        "this key is not known or was revoked; `hotdesk user key` makes another one",
    )
}

/// Why a key is not ended as a session is.
pub fn stays() -> ApiError {
    ApiError::new(Code::Forbidden, "a key does not end with a session; `hotdesk user revoke` ends it")
}

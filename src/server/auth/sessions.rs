//! Sessions: kept in the database, remembered here for a few seconds so that a request costs no query.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::{disabled, keys, me_of};
use crate::{
    api::{Code, Me, Role},
    server::{limits::Limits, problem::ApiError},
    storage::{Store, StoredSession, TokenHash},
};

/// Sessions remembered at most.
const REMEMBERED: usize = 10_000;
/// A session is written down again when it would last longer by this share of its length: not with every request.
const SLIDE: i32 = 20;
/// Longer than any session.
const CENTURY: TimeDelta = TimeDelta::days(36_525);

/// An opaque random token: of a session, or a program's key.
pub struct Token(String);

impl Token {
    /// 256 random bits.
    fn new() -> Self {
        Self(hex::encode(rand::random::<[u8; 32]>()))
    }

    /// What a client sent.
    pub fn sent(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The token itself: a secret.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// It is a program's key, and no session's.
    pub fn is_key(&self) -> bool {
        keys::is_key(&self.0)
    }

    pub(super) fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0.as_bytes()).into())
    }
}

/// All sessions.
pub struct Sessions {
    store: Arc<Store>,
    length: TimeDelta,
    longest: TimeDelta,
    recheck: Duration,
    remembered: Mutex<HashMap<TokenHash, Remembered>>,
}

#[derive(Clone)]
struct Remembered {
    me: Arc<Me>,
    expires: DateTime<Utc>,
    checked: Instant,
}

impl Sessions {
    pub fn new(store: Arc<Store>, limits: &Limits) -> Self {
        let delta = |duration| TimeDelta::from_std(duration).unwrap_or(CENTURY).min(CENTURY);
        let (length, longest) = (delta(limits.session), delta(limits.session_longest));
        Self { store, length, longest, recheck: limits.session_recheck, remembered: Mutex::default() }
    }

    /// A session for these roles; none named: for all that the user has.
    pub async fn begin(&self, me: &Arc<Me>, roles: &[Role]) -> Result<(Token, DateTime<Utc>), ApiError> {
        let (token, begun) = (Token::new(), Utc::now());
        let expires = begun + self.length.min(self.longest);
        self.store.begin_session(&token.hash(), &me.user, roles, begun, expires).await?;
        self.remember(token.hash(), me.clone(), expires);
        Ok((token, expires))
    }

    pub async fn who(&self, token: &Token) -> Result<Arc<Me>, ApiError> {
        let hash = token.hash();
        match self.recall(&hash) {
            Some(session) if session.expires > Utc::now() => Ok(session.me),
            Some(_) => Err(expired()),
            None if token.is_key() => {
                let me = keys::who(&self.store, &hash).await?;
                self.remember(hash, me.clone(), DateTime::<Utc>::MAX_UTC);
                Ok(me)
            }
            None => self.look_up(hash).await,
        }
    }

    pub async fn end(&self, token: &Token) -> Result<(), ApiError> {
        let hash = token.hash();
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner).remove(&hash);
        Ok(self.store.end_session(&hash).await?)
    }

    fn recall(&self, hash: &TokenHash) -> Option<Remembered> {
        let all = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(hash).filter(|session| session.checked.elapsed() < self.recheck).cloned()
    }

    /// Whether it has not ended; it lasts no longer by this.
    pub async fn still(&self, token: &Token) -> Result<(), ApiError> {
        self.stored(&token.hash(), Utc::now()).await.map(drop)
    }

    async fn look_up(&self, hash: TokenHash) -> Result<Arc<Me>, ApiError> {
        let now = Utc::now();
        let session = self.stored(&hash, now).await?;
        let me = Arc::new(me_of(session.user, &session.roles));
        let slid = (now + self.length).min(session.begun + self.longest);
        if slid - session.expires > self.length / SLIDE
            && let Err(error) = self.store.prolong_session(&hash, slid).await
        {
            // It goes on as long as it would have: no reason to refuse what was asked.
            tracing::warn!(%error, "a session could not be prolonged");
        }
        self.remember(hash, me.clone(), slid);
        Ok(me)
    }

    async fn stored(&self, hash: &TokenHash, now: DateTime<Utc>) -> Result<StoredSession, ApiError> {
        let session = self.store.session(hash).await?.ok_or_else(expired)?;
        if session.expires <= now {
            return Err(expired());
        }
        if session.user.disabled {
            return Err(disabled(&session.user.name));
        }
        Ok(session)
    }

    fn remember(&self, hash: TokenHash, me: Arc<Me>, expires: DateTime<Utc>) {
        let mut all = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED {
            all.retain(|_, session| session.checked.elapsed() < self.recheck);
        }
        all.insert(hash, Remembered { me, expires, checked: Instant::now() });
    }
}

fn expired() -> ApiError {
    ApiError::new(Code::SessionExpired, "the session has ended; sign in again, drafts are kept")
}

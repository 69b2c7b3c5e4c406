//! Signing in: argon2id, opaque tokens hashed at rest, growing delays after wrong passwords, sessions that slide; keys of programs.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{limits::Limits, problem::ApiError};
use crate::{
    api::{Code, Me, Role, SignIn},
    domain::{Redacted, Units},
    storage::{Store, StoredUser},
};

mod keys;
mod lockout;
mod password;
mod sessions;

pub use keys::NewKey;
use lockout::Lockout;
use password::Passwords;
pub use password::{PasswordError, hash_password};
use sessions::Sessions;
pub use sessions::Token;

/// Longest user name, characters: a longer one is nobody's, and is not remembered.
pub const USER_NAME_MAX: usize = 64;

/// Who may come in.
pub struct Auth {
    store: Arc<Store>,
    units: Units,
    passwords: Passwords,
    lockout: Lockout,
    sessions: Sessions,
}

/// A session that has just begun.
pub struct Begun {
    pub token: Token,
    pub expires: DateTime<Utc>,
    pub me: Arc<Me>,
}

impl Auth {
    pub fn new(store: Arc<Store>, units: Units, limits: &Limits) -> Self {
        Self {
            units,
            passwords: Passwords::new(),
            lockout: Lockout::new(limits),
            sessions: Sessions::new(store.clone(), limits),
            store,
        }
    }

    /// Checks the password and begins a session.
    pub async fn sign_in(&self, sign_in: SignIn) -> Result<Begun, ApiError> {
        if sign_in.user.chars().count() > USER_NAME_MAX {
            return Err(wrong());
        }
        self.lockout.try_once(&sign_in.user).map_err(locked_out)?;
        let user = self.check(&sign_in.user, sign_in.password).await?;
        self.lockout.forgive(&sign_in.user);
        if user.disabled {
            return Err(disabled(&user.name));
        }
        if !sign_in.roles.is_empty() && !user.roles.iter().any(|role| sign_in.roles.contains(role)) {
            return Err(other_role(&user, &sign_in.roles));
        }
        let me = Arc::new(me_of(user, &sign_in.roles));
        self.check_unit(&me)?;
        let (token, expires) = self.sessions.begin(&me, &sign_in.roles).await?;
        Ok(Begun { token, expires, me })
    }

    async fn check(&self, name: &str, password: Redacted<String>) -> Result<StoredUser, ApiError> {
        let user = self.store.user(name).await?;
        let hash = user.as_ref().map(|user| user.password.clone());
        // An unknown user costs as much time as a known one, so that names cannot be found out.
        let right = self.passwords.verify(password, hash).await;
        user.filter(|_| right).ok_or_else(wrong)
    }

    /// Whoever comes in to work for a unit needs one that is there.
    fn check_unit(&self, me: &Me) -> Result<(), ApiError> {
        match &me.unit {
            Some(unit) if self.units.get(unit).is_none() => Err(ApiError::new(
                Code::Forbidden,
                format!(
                    "user {} works for unit {unit}, which this site does not have; ask an administrator",
                    me.user
                ),
            )),
            None if me.roles.contains(&Role::Unit) => Err(ApiError::new(
                Code::Forbidden,
                format!("user {} has the role unit and works for none; ask an administrator", me.user),
            )),
            _ => Ok(()),
        }
    }

    /// Who holds this token.
    pub async fn who(&self, token: &Token) -> Result<Arc<Me>, ApiError> {
        self.sessions.who(token).await
    }

    /// Whether the session has not ended and its user may still be here; looking at it is no use of it.
    pub async fn still(&self, token: &Token) -> Result<(), ApiError> {
        self.sessions.still(token).await
    }

    /// Ends a session.
    pub async fn end(&self, token: &Token) -> Result<(), ApiError> {
        if token.is_key() {
            return Err(keys::stays());
        }
        self.sessions.end(token).await
    }
}

fn wrong() -> ApiError {
    ApiError::new(Code::WrongPassword, "user name or password is wrong; type both again")
}

fn locked_out(seconds: u32) -> ApiError {
    ApiError::wait(
        Code::LockedOut,
        seconds,
        format!("too many wrong passwords for this user; try again in {seconds} s"),
    )
}

fn disabled(user: &str) -> ApiError {
    ApiError::new(Code::UserDisabled, format!("user {user} is switched off; ask an administrator"))
}

fn other_role(user: &StoredUser, needed: &[Role]) -> ApiError {
    let either = |roles: &[Role], or: &str| roles.iter().map(Role::to_string).collect::<Vec<_>>().join(or);
    let (needed, held) = (either(needed, " or "), either(&user.roles, " and "));
    ApiError::new(
        Code::Forbidden,
        format!(
            "this needs the role {needed}, and {} has {held}; sign in as another user, or ask an administrator for the role",
            user.name
        ),
    )
}

/// The user as far as a session for these roles goes; none named: for all. Who sits at a lead's screen is no agent there.
fn me_of(user: StoredUser, seat: &[Role]) -> Me {
    let roles: Vec<Role> =
        user.roles.into_iter().filter(|role| seat.is_empty() || seat.contains(role)).collect();
    let line = user.agent;
    let agent = line.clone().filter(|_| roles.contains(&Role::Agent));
    let unit = user.unit.filter(|_| roles.contains(&Role::Unit));
    Me { user: user.name, name: user.display, agent, line, roles, queues: user.queues, unit }
}

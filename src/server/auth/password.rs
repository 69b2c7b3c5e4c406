//! Passwords: argon2id with the recommended costs, a few at a time, off the threads that serve.

use std::sync::Arc;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use crate::domain::Redacted;

/// Verified at once: each takes 19 MiB and a core.
const AT_ONCE: usize = 2;
/// Shortest password, characters.
const SHORTEST: usize = 8;
/// Longest, bytes: argon2 takes more, patience does not.
const LONGEST: usize = 1_024;

/// Verifies passwords.
pub struct Passwords {
    turns: Arc<Semaphore>,
    /// Verified for users who are not there.
    nobody: Arc<str>,
}

/// Why a password is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too short.
    #[error("a password has {SHORTEST} characters at least; choose a longer one")]
    Short,
    /// Too long.
    #[error("a password has {LONGEST} bytes at most; choose a shorter one")]
    Long,
    /// The system has no randomness or memory for it.
    #[error("the password cannot be hashed: {0}")]
    Hashing(String),
}

/// Hashes a password with a fresh salt, in PHC form.
///
/// # Errors
/// When it is too short, too long, or the system has no randomness.
pub fn hash_password(password: &Redacted<String>) -> Result<Redacted<String>, PasswordError> {
    if password.0.chars().count() < SHORTEST {
        return Err(PasswordError::Short);
    }
    if password.0.len() > LONGEST {
        return Err(PasswordError::Long);
    }
    let hash = Argon2::default().hash_password(password.0.as_bytes());
    hash.map(|hash| Redacted(hash.to_string())).map_err(|error| PasswordError::Hashing(error.to_string()))
}

impl Passwords {
    pub fn new() -> Self {
        let nobody = Redacted("nobody has this password".to_owned());
        // Without a hash an unknown user is refused sooner: a smaller evil than not starting.
        let nobody = hash_password(&nobody).map(|hash| hash.0).unwrap_or_default();
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)), nobody: nobody.into() }
    }

    /// Whether the password belongs to the hash; never for a user who is not there.
    pub async fn verify(&self, password: Redacted<String>, hash: Option<Redacted<String>>) -> bool {
        if password.0.len() > LONGEST {
            return false;
        }
        // The semaphore is never closed.
        let Ok(turn) = self.turns.clone().acquire_owned().await else { return false };
        let (known, hash) = match hash {
            Some(hash) => (true, hash.0.into()),
            None => (false, self.nobody.clone()),
        };
        let right = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            verify(&password, &hash)
        });
        right.await.unwrap_or(false) && known
    }
}

fn verify(password: &Redacted<String>, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.0.as_bytes(), &hash).is_ok())
}

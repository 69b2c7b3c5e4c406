//! How many live streams are open, in all and for each user.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::problem::ApiError;
use crate::api::Code;

/// All open streams, by user.
#[derive(Clone, Default)]
pub struct Streams(Arc<Mutex<HashMap<String, usize>>>);

/// A stream that is counted until it is dropped.
pub struct Counted {
    streams: Streams,
    user: String,
}

impl Streams {
    /// How many are open.
    pub fn open(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().sum()
    }

    /// Counts one more.
    ///
    /// # Errors
    /// When the user or the server has as many as allowed.
    pub fn count(&self, user: &str, most: usize, most_per_user: usize) -> Result<Counted, ApiError> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = open.values().sum();
        let mine = open.get(user).copied().unwrap_or(0);
        if all >= most || mine >= most_per_user {
            return Err(ApiError::wait(
                Code::TooMany,
                5,
                "too many open streams; close a screen of this user",
            ));
        }
        open.insert(user.to_owned(), mine + 1);
        Ok(Counted { streams: self.clone(), user: user.to_owned() })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = self.streams.0.lock().unwrap_or_else(PoisonError::into_inner);
        match open.get_mut(&self.user) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(open.remove(&self.user)),
        }
    }
}

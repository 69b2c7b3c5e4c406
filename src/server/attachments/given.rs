//! Who was given which file lately: a reader that opens one again and again does not fill the log. Forgotten by a new start.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::AttachmentId;

/// For so long it is on record once.
const LATELY: TimeDelta = TimeDelta::hours(1);

/// Who was given which file, and when that went on record.
#[derive(Clone, Debug, Default)]
pub struct Given(Arc<Mutex<Noted>>);

type Noted = HashMap<(String, AttachmentId), DateTime<Utc>>;

impl Given {
    pub fn lately(&self, user: &str, id: AttachmentId, now: DateTime<Utc>) -> bool {
        let key = (user.to_owned(), id);
        self.noted().get(&key).is_some_and(|at| is_lately(*at, now))
    }

    pub fn note(&self, user: &str, id: AttachmentId, now: DateTime<Utc>) {
        let mut noted = self.noted();
        noted.retain(|_, at| is_lately(*at, now));
        noted.insert((user.to_owned(), id), now);
    }

    /// A thread that failed while it held it left nothing half done.
    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A time that lies ahead is of a clock that was set back.
fn is_lately(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    (TimeDelta::zero()..LATELY).contains(&(now - at))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_file_counts_as_given_to_one_user_for_an_hour() {
        let (given, at) = (Given::default(), DateTime::UNIX_EPOCH);
        let (one, other) = (AttachmentId(Uuid::from_u128(1)), AttachmentId(Uuid::from_u128(2)));
        given.note("li", one, at);
        let check = |user: &str, id, minutes, expected| {
            let lately = given.lately(user, id, at + TimeDelta::minutes(minutes));
            assert_eq!(lately, expected, "{user} {id} {minutes}");
        };
        check("li", one, 59, true);
        check("li", one, 60, false);
        check("li", one, -1, false);
        check("li", other, 0, false);
        check("pan", one, 0, false);
        given.note("pan", other, at + TimeDelta::hours(2));
        assert_eq!(given.noted().len(), 1, "what is long ago is forgotten");
    }
}

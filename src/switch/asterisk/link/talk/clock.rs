//! Asterisk's clock beside ours. Where they are too far apart, all its times are told by ours: waits and talks would be wrong by as much.

use super::*;

/// Clocks that are no further apart than this are the same.
const SAME: TimeDelta = TimeDelta::seconds(2);

impl Talk {
    /// Asks whether the other side lives, to which it says what time it has.
    pub(super) async fn ask_the_time(&mut self) -> Result<(), Ended> {
        self.pinged = Utc::now();
        self.ask(Action::Ping, Ask::Ping).await
    }

    pub(super) fn told_the_time(&mut self, answer: &Block) {
        let Some(shows) = answer.time() else { return };
        let ahead = ahead(self.pinged, shows, Utc::now());
        // Once corrected for, it is not for every change of some milliseconds.
        if (ahead - self.ahead).abs() > SAME {
            match ahead.num_seconds() {
                0 => tracing::info!("the clock of Asterisk agrees with ours again"),
                seconds => {
                    tracing::warn!(seconds, "the clock of Asterisk differs from ours, and is corrected for")
                }
            }
            self.ahead = ahead;
            self.mapper.clock_is_ahead(ahead);
        }
    }
}

/// How far a clock is ahead that shows this, between when it was asked and when the answer was heard; nothing for the same clock.
fn ahead(asked: DateTime<Utc>, shows: DateTime<Utc>, heard: DateTime<Utc>) -> TimeDelta {
    let apart = (shows - heard).max(TimeDelta::zero()) + (shows - asked).min(TimeDelta::zero());
    if apart.abs() > SAME { apart } else { TimeDelta::zero() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_shows_a_time_between_asking_and_hearing_is_the_same() {
        let at = |second: i64| DateTime::UNIX_EPOCH + TimeDelta::seconds(second);
        let check =
            |shows, seconds| assert_eq!(ahead(at(100), at(shows), at(107)), TimeDelta::seconds(seconds));
        // We were slow to ask or to hear.
        [98, 100, 103, 107, 109].into_iter().for_each(|shows| check(shows, 0));
        check(110, 3);
        check(97, -3);
        check(40, -60);
    }
}

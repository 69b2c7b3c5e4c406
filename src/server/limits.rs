//! What the server allows at most.

use std::time::Duration;

use crate::config::Settings;

/// What the server allows at most; every field may be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest body of a request, bytes.
    pub body_bytes: usize,
    /// Most items of a page.
    pub page: u32,
    /// Longest a request may take until its answer begins.
    pub request: Duration,
    /// Longest that a file may take to arrive.
    pub upload: Duration,
    /// Requests at once, without those that sign in.
    pub requests: usize,
    /// Sign-ins at once: checking passwords is dear, and must not keep out who is in already.
    pub sign_ins: usize,
    /// Reports at once: each goes through the whole log.
    pub reports: usize,
    /// Longest that a report may take.
    pub report: Duration,
    /// Live streams at once, in all.
    pub streams: usize,
    /// Live streams at once of one user.
    pub streams_per_user: usize,
    /// Events that a live stream is brought up to date with; who is further behind takes a new snapshot.
    pub catch_up: u64,
    /// Silence on a live stream after which a heartbeat is sent.
    pub heartbeat: Duration,
    /// An agent without a live stream for this time is lost.
    pub grace: Duration,
    /// A ticket may be of one event with others of this age.
    pub same_event: Duration,
    /// A caller may speak of a ticket of this age.
    pub same_caller: Duration,
    /// A session ends after this time without use.
    pub session: Duration,
    /// A session ends at this age at the latest.
    pub session_longest: Duration,
    /// A session is looked up again after this time: a disabled user is out by then.
    pub session_recheck: Duration,
    /// Wrong passwords in a row before the user has to wait.
    pub free_tries: u32,
    /// The first wait; it doubles with every further wrong password.
    pub first_wait: Duration,
    /// The longest wait.
    pub longest_wait: Duration,
    /// Answers are kept this long for writes that are sent again.
    pub answers: Duration,
    /// Longest that a stop waits for open requests and streams.
    pub stop: Duration,
}

impl Limits {
    /// What a site has set; the rest as built in.
    pub fn of(settings: &Settings) -> Self {
        let seconds = |count: std::num::NonZeroU32| Duration::from_secs(count.get().into());
        let server = &settings.server;
        Self {
            body_bytes: server.body_max_bytes.get() as usize,
            page: server.page_max.get(),
            request: seconds(server.request_s),
            streams: server.streams_max.get() as usize,
            grace: seconds(settings.desk.grace_s),
            same_event: seconds(settings.desk.same_event_s),
            same_caller: seconds(settings.desk.same_caller_s),
            session: seconds(server.session_idle_s),
            session_longest: seconds(server.session_max_s),
            free_tries: server.lockout_after.get(),
            first_wait: seconds(server.lockout_s),
            longest_wait: seconds(server.lockout_max_s),
            upload: Duration::from_secs(300),
            requests: 512,
            sign_ins: 64,
            reports: 2,
            report: Duration::from_secs(300),
            streams_per_user: 8,
            catch_up: 20_000,
            heartbeat: Duration::from_secs(10),
            session_recheck: Duration::from_secs(5),
            answers: Duration::from_secs(7 * 24 * 3600),
            stop: Duration::from_secs(5),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::of(&Settings::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_of_the_default_file_are_the_default_limits() {
        let settings = toml::from_str(include_str!("../../config/default.toml")).expect("settings");
        assert_eq!(Limits::of(&settings), Limits::default());
        assert_eq!(Limits::default().grace, Duration::from_secs(20));
    }
}

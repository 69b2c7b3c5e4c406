//! The server, and the time on both sides.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::Finding;
use crate::{
    api::{API_VERSION, Health},
    client::{Client, Pace, clock_skew},
};

/// Clocks further apart than this confuse waiting times on screens, s.
const SKEW_NOTED_S: i64 = 2;
/// Clocks further apart than this confuse deadlines, s.
const SKEW_WRONG_S: i64 = 60;
/// How long the doctor waits for a server.
const PATIENCE: Duration = Duration::from_secs(3);

/// Who named the server.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// It is the built-in address; a machine that is a server itself may have none running yet.
    ByNobody,
    /// A flag or the settings: one is expected there.
    ByUser,
}

/// Whether a server answers at this address, speaks our version, and has our time.
pub(super) async fn examine(address: &str, named: Named) -> Vec<Finding> {
    let pace = Pace { connect: PATIENCE, answer: PATIENCE, ..Pace::default() };
    let asked = Utc::now();
    let health = match Client::new(address, pace) {
        Ok(client) => client.health().await,
        Err(error) => Err(error),
    };
    match health {
        Ok(health) => judge(address, &health, asked, Utc::now()),
        Err(error) if named == Named::ByUser => vec![Finding::wrong("server", format!("{address}: {error}"))],
        Err(error) => vec![Finding::note("server", format!("{address}: {error}"))],
    }
}

/// The server's answer, asked for and given at these times of our own clock.
fn judge(address: &str, health: &Health, asked: DateTime<Utc>, answered: DateTime<Utc>) -> Vec<Finding> {
    let version = &health.version;
    let server = if health.api != API_VERSION {
        let what = "it speaks another version of the wire: use a program of the same version on both sides";
        Finding::wrong("server", format!("{address}, hotdesk {version}: {what}"))
    } else if health.status != "ok" {
        Finding::wrong("server", format!("{address}, hotdesk {version}: {}", health.status))
    } else {
        let streams = health.streams;
        Finding::good(
            "server",
            format!("{address}, hotdesk {version}, {} events, {streams} screens", health.seq),
        )
    };
    vec![server, time(health.now, asked, answered)]
}

fn time(server: DateTime<Utc>, asked: DateTime<Utc>, answered: DateTime<Utc>) -> Finding {
    let skew = clock_skew(server, asked, answered);
    let seconds = skew.num_milliseconds() as f64 / 1000.0;
    let remedy = "set both machines' clocks by NTP (timedatectl set-ntp true)";
    match skew.num_seconds().abs() {
        0..SKEW_NOTED_S => Finding::good("time", format!("{seconds:+.1} s from the server's")),
        SKEW_NOTED_S..SKEW_WRONG_S => {
            Finding::note("time", format!("{seconds:+.1} s from the server's: {remedy}"))
        }
        _ => Finding::wrong("time", format!("{seconds:+.1} s from the server's: {remedy}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_judged_by_version_state_and_time() {
        let at = |s: i64| DateTime::from_timestamp(1_000_000 + s, 0).expect("a time");
        let check = |status: &str, api, now, server: &str, time: &str| {
            let health =
                Health { status: status.into(), version: "1".into(), api, seq: 7, streams: 2, now: at(now) };
            let found: Vec<String> =
                judge("x", &health, at(0), at(1)).iter().map(Finding::to_string).collect();
            assert!(found[0].starts_with(server) && found[1].starts_with(time), "{found:#?}");
        };
        check(
            "ok",
            API_VERSION,
            1,
            "ok     server     x, hotdesk 1, 7 events, 2 screens",
            "ok     time       +0.0 s",
        );
        check("ok", API_VERSION + 1, 0, "wrong  server", "ok     time");
        check("the disk is full", API_VERSION, -5, "wrong  server", "note   time       -5.0 s");
        check("ok", API_VERSION, 3601, "ok     server", "wrong  time       +3600.0 s");
    }

    #[tokio::test]
    async fn a_server_out_of_reach_is_a_note() {
        let said = examine("http://127.0.0.1:1", Named::ByNobody).await;
        assert!(said.len() == 1 && !said[0].is_wrong(), "{said:?}");
        assert!(examine("http://127.0.0.1:1", Named::ByUser).await[0].is_wrong());
        assert!(examine("nonsense", Named::ByNobody).await[0].to_string().contains("nonsense"));
    }
}

//! The phone switch, where the settings name one.

use chrono::{DateTime, Utc};

use super::Finding;
use crate::{
    cli::phones,
    config::{Settings, Site},
    switch::{
        Asterisk,
        asterisk::{Access, Probed},
    },
};

/// Clocks further apart than this confuse waiting times, s.
const SKEW_NOTED_S: i64 = 2;

/// Whether the switch can be reached, lets us in, lets us do what we do, and has our queues; nothing if the settings name none.
pub(super) async fn examine(settings: &Settings) -> Vec<Finding> {
    // A catalogue with a fault in it is found elsewhere.
    let queues = Site::load(&settings.desk).map(|site| site.queues).unwrap_or_default();
    let access = match phones::access(&settings.switch.asterisk, &queues) {
        Ok(None) => return Vec::new(),
        Ok(Some(access)) => access,
        Err(error) => return vec![Finding::wrong("asterisk", format!("{error:#}"))],
    };
    match Asterisk::new(access.clone()).probe().await {
        Ok(probed) => judge(&access, &probed, Utc::now()),
        Err(error) => vec![Finding::wrong("asterisk", error.to_string())],
    }
}

fn judge(access: &Access, probed: &Probed, now: DateTime<Utc>) -> Vec<Finding> {
    let reached = format!("{} (Manager Interface {})", access.address, probed.version);
    let mut findings =
        vec![Finding::good("asterisk", reached), rights(access, probed), queues(access, probed)];
    findings.extend(probed.clock.map(|clock| time(clock, now)));
    findings
}

fn rights(access: &Access, probed: &Probed) -> Finding {
    match probed.missing.join(", ") {
        missing if missing.is_empty() => Finding::good(
            "rights",
            format!(
                "user {} may use every action that is used; which events it is sent (read = system,call,agent) shows only with a call",
                access.user
            ),
        ),
        missing => Finding::wrong(
            "rights",
            format!(
                "user {} may not use {missing}: give it write = call,agent,reporting in manager.conf, and see that app_queue is loaded",
                access.user
            ),
        ),
    }
}

/// A site may have queues that its switch does not: only if it has none of them, nothing can be served.
fn queues(access: &Access, probed: &Probed) -> Finding {
    let (there, missing): (Vec<_>, Vec<_>) =
        access.names.queues.keys().map(String::as_str).partition(|name| probed.queues.contains(*name));
    let remedy = "`hotdesk asterisk config` prints what to put into queues.conf";
    match (there.join(", "), missing.join(", ")) {
        (there, missing) if there.is_empty() => {
            Finding::wrong("queues", format!("none of {missing}: {remedy}"))
        }
        (there, missing) if missing.is_empty() => Finding::good("queues", there),
        (there, missing) => Finding::note("queues", format!("{there}; not there: {missing}: {remedy}")),
    }
}

fn time(clock: DateTime<Utc>, now: DateTime<Utc>) -> Finding {
    let seconds = (clock - now).num_milliseconds() as f64 / 1000.0;
    match (clock - now).num_seconds().abs() {
        0..SKEW_NOTED_S => Finding::good("clock", format!("{seconds:+.1} s on the switch")),
        _ => Finding::note(
            "clock",
            format!(
                "{seconds:+.1} s on the switch: set both machines' clocks by NTP (timedatectl set-ntp true)"
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config::AsteriskSettings,
        domain::{QueueId, Redacted},
    };

    #[test]
    fn what_is_missing_is_named_with_a_remedy() {
        let queues = ["hotline", "trade"].map(|queue| (queue.to_owned(), QueueId::from(queue)));
        let names = phones::names(&AsteriskSettings::default(), &[]).expect("the built-in settings");
        let access = Access {
            address: "x:5038".into(),
            user: "hotdesk".into(),
            secret: Redacted(String::new()),
            names: crate::switch::asterisk::Names { queues: queues.into(), ..names },
        };
        let at = |s: i64| DateTime::from_timestamp(1_000_000 + s, 0).expect("a time");
        let check = |missing: &[&'static str], queues: &[&str], clock, expected: [&str; 4]| {
            let queues = queues.iter().map(|queue| (*queue).to_owned()).collect();
            let probed = Probed {
                version: "11.0.0".into(),
                missing: missing.to_vec(),
                queues,
                clock: Some(at(clock)),
            };
            let found: Vec<String> = judge(&access, &probed, at(0)).iter().map(Finding::to_string).collect();
            assert_eq!(found.len(), expected.len());
            for (found, expected) in found.iter().zip(expected) {
                assert!(found.starts_with(expected), "{found}");
            }
        };
        let reached = "ok     asterisk   x:5038 (Manager Interface 11.0.0)";
        check(
            &[],
            &["hotline", "trade", "other"],
            0,
            [reached, "ok     rights", "ok     queues     hotline, trade", "ok     clock"],
        );
        check(
            &["QueuePause"],
            &["hotline"],
            -60,
            [
                reached,
                "wrong  rights     user hotdesk may not use QueuePause",
                "note   queues     hotline; not there: trade",
                "note   clock      -60.0 s",
            ],
        );
        check(&[], &[], 0, [reached, "ok", "wrong  queues     none of hotline, trade", "ok"]);
    }
}

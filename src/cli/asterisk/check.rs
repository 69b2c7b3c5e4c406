//! What `hotdesk asterisk check` and the doctor find out about the phone switch, where the settings name one.

use chrono::{DateTime, Utc};

use crate::{
    cli::{
        database,
        finding::Finding,
        phones::{self, Named},
    },
    config::{Settings, Site},
    domain::AgentId,
    switch::{
        Asterisk,
        asterisk::{Access, Probed},
    },
};

mod calls;
mod files;
mod rights;

/// Clocks further apart than this confuse waiting times, s.
const SKEW_NOTED_S: i64 = 2;
/// The oldest Asterisk that the recordings behind this are of.
const OLDEST: u32 = 16;

/// How close the look is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closeness {
    /// Nothing is changed.
    Looks,
    /// What Asterisk does not tell is tried, too.
    Tries,
}

/// Whether the switch can be reached, lets us in, lets us do what we do, and has our queues and phones; nothing if the settings name none.
pub async fn examine(settings: &Settings, closeness: Closeness) -> Vec<Finding> {
    // A catalogue with a fault in it is found elsewhere.
    let queues = Site::load(&settings.desk).map(|site| site.queues).unwrap_or_default();
    let access = match phones::named(&settings.switch, &queues) {
        Ok(Named::Asterisk(access)) => access,
        Ok(Named::Nothing | Named::Simulation(_)) => return Vec::new(),
        Err(error) => return vec![Finding::wrong("switch", format!("{error:#}"))],
    };
    let agents = agents(settings).await.unwrap_or_default();
    let asterisk = Asterisk::new(access.clone());
    let probed = match closeness {
        Closeness::Looks => asterisk.probe(&agents).await,
        Closeness::Tries => asterisk.try_out(&agents).await,
    };
    match probed {
        Ok(probed) => {
            let judged = judge(&access, &agents, &probed, Utc::now());
            judged.into_iter().chain(files::examine(&settings.switch.asterisk)).collect()
        }
        Err(error) => vec![Finding::wrong("asterisk", error.to_string())],
    }
}

/// Those of our users who take calls. A database with a fault in it is found elsewhere.
pub async fn agents(settings: &Settings) -> anyhow::Result<Vec<AgentId>> {
    let store = database::open(settings).await?;
    let users = store.users().await?;
    store.close().await;
    Ok(users.into_iter().filter(|user| !user.disabled).filter_map(|user| user.agent).collect())
}

fn judge(access: &Access, agents: &[AgentId], probed: &Probed, now: DateTime<Utc>) -> Vec<Finding> {
    let mut findings = vec![version(access, probed)];
    findings.extend(rights::examine(&access.user, &probed.missing));
    findings.push(rights::events(&access.user, &probed.reads));
    findings.extend(rights::left_behind(&probed.reads));
    findings.extend(phone_control(access, probed));
    findings.extend(calls::examine(&access.names, agents, probed));
    findings.extend(probed.clock.map(|clock| time(clock, now)));
    findings
}

fn version(access: &Access, probed: &Probed) -> Finding {
    let Some(version) = &probed.asterisk else {
        let says = format!("{} (Manager Interface {})", access.address, probed.interface);
        return Finding::good("asterisk", says);
    };
    let says = format!("{} (Asterisk {version}, Manager Interface {})", access.address, probed.interface);
    match version.split('.').next().and_then(|major| major.parse().ok()) {
        Some(major @ ..OLDEST) => Finding::note(
            "asterisk",
            format!("{says}: {major} was never tried; {OLDEST} is the oldest that was"),
        ),
        _ => Finding::good("asterisk", says),
    }
}

/// A setting that promises what cannot be done puts keys on the screens that do nothing.
fn phone_control(access: &Access, probed: &Probed) -> Option<Finding> {
    let missing = probed.missing.iter().any(|missing| missing.need.action == "PJSIPNotify");
    (access.phone_control && missing).then(|| {
        Finding::wrong(
            "phone keys",
            "phone_control in [switch.asterisk] is true, and PJSIPNotify cannot be used; see above, or set it to false",
        )
    })
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
    use crate::domain::Redacted;

    fn check(probed: Probed, skew_ms: i64, expected: &[&str]) {
        let names = phones::names(&Default::default(), &[]).expect("the built-in settings");
        let access = Access {
            address: "x:5038".into(),
            user: "hotdesk".into(),
            secret: Redacted(String::new()),
            names,
            tls: None,
            phone_control: false,
        };
        let now = DateTime::from_timestamp(1_000_000, 0).expect("a time");
        let clock = Some(now + chrono::TimeDelta::milliseconds(skew_ms));
        let found: Vec<String> =
            judge(&access, &[], &Probed { clock, ..probed }, now).iter().map(Finding::to_string).collect();
        for expected in expected {
            assert!(found.iter().any(|found| found == expected), "{expected} is not in {found:#?}");
        }
    }

    #[test]
    fn the_version_and_the_clock_are_told() {
        let probed = |asterisk: Option<&str>| Probed {
            interface: "11.0.0".into(),
            asterisk: asterisk.map(str::to_owned),
            ..Probed::default()
        };
        let reached = "ok     asterisk   x:5038 (Manager Interface 11.0.0)";
        check(probed(None), 100, &[reached, "ok     clock      +0.1 s on the switch"]);
        let told = "ok     asterisk   x:5038 (Asterisk 22.10.1, Manager Interface 11.0.0)";
        let mend = "set both machines' clocks by NTP (timedatectl set-ntp true)";
        let late = format!("note   clock      -60.0 s on the switch: {mend}");
        check(probed(Some("22.10.1")), -60_000, &[told, &late]);
        let old = "note   asterisk   x:5038 (Asterisk 13.1, Manager Interface 11.0.0): 13 was never tried; 16 is the oldest that was";
        check(probed(Some("13.1")), 0, &[old]);
    }
}

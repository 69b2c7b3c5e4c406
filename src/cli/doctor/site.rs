//! The site's files and its database.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Finding, database};
use crate::{
    config::{DeskSettings, Settings, Site},
    domain::clock::Calendar,
    storage::{Options, Store},
};

/// The catalogue and its calendar.
pub(super) fn examine(settings: &DeskSettings, now: DateTime<Utc>) -> Vec<Finding> {
    let site = match Site::load(settings) {
        Ok(site) => site,
        Err(troubles) => return vec![Finding::wrong("catalogue", troubles.to_string())],
    };
    let counts = [
        (site.queues.len(), "queues"),
        (site.catalogue.categories.len(), "categories"),
        (site.catalogue.templates.len(), "templates"),
        (site.catalogue.scripts.len(), "scripts"),
        (site.catalogue.pauses.len(), "pauses"),
        (site.catalogue.units.len(), "units"),
        (site.catalogue.lifecycles.len(), "lifecycles"),
    ];
    let counts: Vec<String> = counts.iter().map(|(count, what)| format!("{count} {what}")).collect();
    let catalogue = Finding::good("catalogue", counts.join(", "));
    vec![catalogue, calendar(&settings.calendar, &site.catalogue.calendar, now)]
}

/// Whether the calendar opens, and still knows days off.
fn calendar(name: &str, calendar: &Calendar, now: DateTime<Utc>) -> Finding {
    let Some(opening) = calendar.next_opening(now) else {
        return Finding::wrong(
            "calendar",
            format!("{name} never opens: give it hours, or choose another one"),
        );
    };
    let ahead = now + TimeDelta::days(45);
    match calendar.holidays.last() {
        Some(last) if *last < ahead.with_timezone(&calendar.zone).date_naive() => Finding::note(
            "calendar",
            format!(
                "{name} names no day off after {last}: add those of the next year once they are announced"
            ),
        ),
        _ if opening == now => Finding::good("calendar", format!("{name}: open now")),
        _ => {
            let local = opening.with_timezone(&calendar.zone).format("%Y-%m-%d %H:%M");
            Finding::good("calendar", format!("{name}: opens {local}"))
        }
    }
}

/// The database, looked at without changing it.
pub(super) async fn database(settings: &Settings) -> Finding {
    if settings.server.data_dir.as_os_str().is_empty() {
        return Finding::note("database", "not looked at: the settings do not say where it is");
    }
    let path = database::file(settings);
    let shown = path.display();
    if !path.exists() {
        return Finding::good("database", format!("none yet; `hotdesk server` makes it at {shown}"));
    }
    match Store::look(&Options::file(&path)).await {
        Ok(events) => Finding::good("database", format!("{shown}, {events} events")),
        Err(error) => Finding::wrong("database", error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calendar_that_runs_out_is_said_to() {
        let mut always = Calendar::always(chrono_tz::UTC);
        let now = "2026-11-22T10:00:00Z".parse().expect("a time");
        assert_eq!(calendar("x", &always, now), Finding::good("calendar", "x: open now"));
        always.holidays.insert("2026-10-07".parse().expect("a date"));
        let said = calendar("x", &always, now).to_string();
        assert!(said.starts_with("note   calendar   x names no day off after 2026-10-07"), "{said}");
        always.hours = Default::default();
        assert!(calendar("x", &always, now).is_wrong());
    }

    #[tokio::test]
    async fn databases_are_looked_at_and_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut settings = Settings::default();
        let check = async |settings: &Settings, said: &str| {
            let found = database(settings).await.to_string();
            assert!(found.starts_with(said), "{found}");
        };
        check(&settings, "note   database   not looked at").await;
        settings.server.data_dir = folder.path().to_owned();
        let path = database::file(&settings);
        check(&settings, "ok     database   none yet").await;
        assert!(!path.exists(), "looking made a file");
        Store::open(&Options::file(&path)).await.expect("a database").close().await;
        check(&settings, &format!("ok     database   {}, 0 events", path.display())).await;
        std::fs::write(&path, "no database at all, and long enough to be taken for one".repeat(9))
            .expect("a file");
        check(&settings, "wrong  database").await;
    }
}

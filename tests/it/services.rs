//! Services against their promises.

use std::{collections::BTreeMap, sync::LazyLock};

use hotdesk::{
    config::{DeskSettings, Measures},
    domain::{
        CalendarId, Event, Locale, Priority,
        clock::Calendar,
        services::{Interruption, Service},
    },
    metrics::{Cell, Interval, Services, Sheet, SwitchOutages},
};
use proptest::prelude::*;

use crate::{catalogue::built_in, ticket_numbers::tell::at};

const MARCH: (&str, &str) = ("2026-02-28T16:00:00Z", "2026-03-31T16:00:00Z");

/// The shipped catalogue, read once.
fn measures() -> &'static Measures {
    static READ: LazyLock<Measures> = LazyLock::new(|| {
        let site = built_in();
        Measures::load(&DeskSettings::default(), &site.catalogue)
            .unwrap_or_else(|troubles| panic!("{troubles}"))
    });
    &READ
}

fn interruption(service: &str, from: &str, to: Option<&str>, priority: Priority) -> Interruption {
    let what = "a test".to_owned();
    Interruption { service: service.to_owned(), from: at(from), to: to.map(at), priority, what }
}

struct Site {
    services: Vec<Service>,
    calendars: BTreeMap<CalendarId, Calendar>,
    interruptions: Vec<Interruption>,
}

impl Site {
    fn shipped(interruptions: Vec<Interruption>) -> Self {
        let Measures { services, calendars, .. } = measures().clone();
        Self { services, calendars, interruptions }
    }

    fn all(&self) -> Services<'_> {
        let Self { services, calendars, interruptions } = self;
        Services { services, calendars, interruptions }
    }

    fn sheet(&self, period: (&str, &str)) -> Sheet {
        let period = Interval { from: at(period.0), to: at(period.1) };
        self.all().sheet(period, at("2027-01-01T00:00:00Z"), Locale::En)
    }
}

#[track_caller]
fn check(sheet: &Sheet, row: usize, expected: &[(&str, Option<f64>)]) {
    for (key, number) in expected {
        let cell = sheet.cell(row, key).unwrap_or_else(|| panic!("no cell {key} in row {row}"));
        assert_eq!((*key, cell.value()), (*key, *number), "row {row}");
    }
}

#[test]
fn availability_is_of_the_agreed_time() {
    let site = Site::shipped(vec![
        // 20 minutes, of which 10 in the night; the second overlaps the first: together 30.
        interruption("hotline", "2026-03-03T15:50:00Z", Some("2026-03-03T16:10:00Z"), Priority::P1),
        interruption("hotline", "2026-03-03T16:00:00Z", Some("2026-03-03T16:20:00Z"), Priority::P2),
        // From 17:50 to 09:20 next day: open 10 and 20 minutes of it.
        interruption("tickets", "2026-03-04T09:50:00Z", Some("2026-03-05T01:20:00Z"), Priority::P2),
        // A weekend: nothing was agreed.
        interruption("tickets", "2026-03-07T02:00:00Z", Some("2026-03-07T08:00:00Z"), Priority::P3),
    ]);
    let sheet = site.sheet(MARCH);
    let month = 31.0 * 86_400.0;
    check(
        &sheet,
        0,
        &[
            ("agreed_s", Some(month)),
            ("interrupted_s", Some(1_800.0)),
            ("availability", Some((month - 1_800.0) / month)),
            ("interruptions", Some(1.0)),
            ("longest_restoration_s", Some(1_200.0)),
            ("restored_late", Some(0.0)),
            // Of availability, restoration and number the first was missed.
            ("kept_share", Some(2.0 / 3.0)),
        ],
    );
    // 22 working days of 7.5 hours.
    let agreed = 22.0 * 27_000.0;
    check(
        &sheet,
        1,
        &[
            ("agreed_s", Some(agreed)),
            ("interrupted_s", Some(1_800.0)),
            ("availability", Some((agreed - 1_800.0) / agreed)),
            ("interruptions", Some(2.0)),
            // 15.5 hours on the clock, but half an hour of the four that were promised.
            ("longest_restoration_s", Some(55_800.0)),
            ("restored_late", Some(0.0)),
        ],
    );
}

#[test]
fn what_missed_its_promise_is_listed_the_worst_first() {
    let site = Site::shipped(vec![
        interruption("hotline", "2026-03-03T01:00:00Z", Some("2026-03-03T02:00:00Z"), Priority::P1),
        interruption("tickets", "2026-03-04T01:00:00Z", None, Priority::P1),
    ]);
    let period = Interval { from: at(MARCH.0), to: at(MARCH.1) };
    let sheet = site.all().improvements(period, at("2026-03-04T04:00:00Z"), Locale::En);
    let row = |row: usize| ["service", "promise"].map(|key| sheet.cell(row, key).cloned());
    let text = |text: &str| Some(Cell::Text(text.to_owned()));
    // An hour instead of half of one is twice as long; three hours instead of two, half as much again.
    assert_eq!(row(0), [text("hotline"), text("restoration")]);
    check(&sheet, 0, &[("promised", Some(1_800.0)), ("actual", Some(3_600.0)), ("missed_by", Some(1.0))]);
    assert_eq!(row(1), [text("tickets"), text("restoration")]);
    check(&sheet, 1, &[("missed_by", Some(0.5))]);
    let told: Vec<_> = (2..sheet.rows.len()).map(row).collect();
    assert_eq!(told, [[text("tickets"), text("availability")], [text("hotline"), text("availability")]]);
}

#[test]
fn the_edges_of_a_period_cut_what_lies_across() {
    let open = interruption("hotline", "2026-02-28T15:59:00Z", None, Priority::P1);
    let site = Site::shipped(vec![open]);
    check(
        &site.sheet(MARCH),
        0,
        &[("availability", Some(0.0)), ("unrestored", Some(1.0)), ("restored_late", Some(1.0))],
    );
    let before = interruption("hotline", "2026-02-28T15:00:00Z", Some("2026-02-28T16:00:00Z"), Priority::P1);
    check(
        &Site::shipped(vec![before]).sheet(MARCH),
        0,
        &[("availability", Some(1.0)), ("interruptions", Some(0.0))],
    );
    let second = interruption("hotline", "2026-02-28T15:00:00Z", Some("2026-02-28T16:00:01Z"), Priority::P4);
    check(
        &Site::shipped(vec![second]).sheet(MARCH),
        0,
        &[("interrupted_s", Some(1.0)), ("interruptions", Some(1.0))],
    );
    let nothing = Site::shipped(Vec::new()).sheet((MARCH.0, MARCH.0));
    check(&nothing, 0, &[("agreed_s", Some(0.0)), ("availability", None), ("longest_restoration_s", None)]);
}

#[test]
fn interruptions_are_counted_in_any_year() {
    let days = ["2025-03-10", "2025-09-01", "2026-03-09", "2026-03-10"];
    let on = |day: &&str| {
        interruption("hotline", &format!("{day}T01:00:00Z"), Some(&format!("{day}T01:00:01Z")), Priority::P4)
    };
    let sheet =
        Site::shipped(days.iter().map(on).collect()).sheet(("2025-01-01T00:00:00Z", "2026-12-31T00:00:00Z"));
    // 365 days after the first the year is over.
    check(&sheet, 0, &[("interruptions", Some(4.0)), ("interruptions_in_a_year", Some(3.0))]);
}

#[test]
fn a_lost_switch_interrupts_the_services_that_need_it() {
    let mut outages = SwitchOutages::default();
    for (when, event) in [
        ("2026-03-03T01:00:00Z", Event::SwitchLost),
        ("2026-03-03T01:05:00Z", Event::SwitchLost),
        ("2026-03-03T01:10:00Z", Event::SwitchFound),
        ("2026-03-03T01:11:00Z", Event::SwitchFound),
        ("2026-03-31T15:59:00Z", Event::SwitchLost),
    ] {
        outages.apply(at(when), &event);
    }
    let site = Site::shipped(outages.interruptions(&measures().services));
    let sheet = site.sheet(MARCH);
    check(
        &sheet,
        0,
        &[("interrupted_s", Some(660.0)), ("interruptions", Some(2.0)), ("unrestored", Some(1.0))],
    );
    check(&sheet, 1, &[("interruptions", Some(0.0)), ("availability", Some(1.0))]);
}

proptest! {
    #[test]
    fn more_interruptions_never_make_it_better(
        minutes in prop::collection::vec((0_i64..44_640, 0_i64..5_000), 0..12),
    ) {
        let from = at(MARCH.0);
        let of = |(start, length): &(i64, i64)| {
            let from = from + chrono::TimeDelta::minutes(*start);
            let to = Some(from + chrono::TimeDelta::minutes(*length));
            Interruption { service: "tickets".into(), from, to, priority: Priority::P3, what: String::new() }
        };
        let all: Vec<_> = minutes.iter().map(of).collect();
        let mut site = Site::shipped(Vec::new());
        let mut last = 1.0;
        for some in 0..=all.len() {
            site.interruptions = all[..some].to_vec();
            let sheet = site.sheet(MARCH);
            let share = sheet.cell(1, "availability").and_then(Cell::value).expect("something was agreed");
            prop_assert!((0.0..=last).contains(&share));
            last = share;
        }
        let whole = site.sheet(MARCH);
        site.interruptions.reverse();
        prop_assert_eq!(whole, site.sheet(MARCH));
    }
}

//! Deadlines: rules as tables, laws as properties, and the answers of other systems.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use hotdesk::domain::clock::{Allowance, Calendar, Opening, Openings};
use proptest::prelude::*;
use serde_json::Value;

use crate::shared;

/// Working hours of an office: Monday to Friday, with a lunch break.
const OFFICE: &str = "mon-fri 09:00-12:00,13:30-18:00";

#[test]
fn the_day_of_receipt_is_day_zero() {
    let office = calendar("Asia/Shanghai", OFFICE);
    let check = |received, allowance, due| check_due(&office, received, allowance, due);
    check("2026-03-04 10:00", "1wd", "2026-03-05 18:00");
    check("2026-03-04 07:00", "1wd", "2026-03-05 18:00"); // before opening: still that day
    check("2026-03-04 12:30", "1wd", "2026-03-05 18:00"); // at lunch: received in the afternoon
    check("2026-03-04 18:00", "1wd", "2026-03-06 18:00"); // a closing instant is not open
    check("2026-03-07 10:00", "1wd", "2026-03-10 18:00"); // Saturday counts as Monday 9 March
    check("2026-03-04 10:00", "0wd", "2026-03-04 18:00");
    check("2026-03-04 19:00", "0wd", "2026-03-05 18:00");
    check("2026-03-04 10:00", "7wd", "2026-03-13 18:00");
}

#[test]
fn working_time_is_open_time() {
    let office = calendar("Asia/Shanghai", OFFICE);
    let check = |received, allowance, due| check_due(&office, received, allowance, due);
    check("2026-03-04 10:00", "2wh", "2026-03-04 12:00");
    check("2026-03-04 10:00", "121wm", "2026-03-04 13:31");
    check("2026-03-06 17:30", "90wm", "2026-03-09 10:00");
    check("2026-03-04 12:00", "0wm", "2026-03-04 13:30");
    check("2026-03-06 17:30", "24h", "2026-03-07 17:30");
    check("2026-03-06 17:30", "90m", "2026-03-06 19:00");
}

#[test]
fn exceptions_outrank_the_week() {
    let mut office = calendar("Asia/Shanghai", OFFICE);
    office.holidays.extend(dates(&["2026-03-05", "2026-03-06"]));
    office.workdays.extend(dates(&["2026-03-06", "2026-03-07"]));
    office.special.insert("2026-03-08".parse().expect("well-formed test data"), openings("10:00-11:00"));
    check_due(&office, "2026-03-04 10:00", "1wd", "2026-03-06 18:00"); // a make-up day is a working day
    check_due(&office, "2026-03-04 10:00", "3wd", "2026-03-08 11:00");
}

#[test]
fn a_deadline_says_what_was_counted() {
    let office = calendar("Asia/Shanghai", OFFICE);
    let deadline = office
        .deadline(local(&office, "2026-03-06 17:30"), Allowance::WorkingDays(1))
        .expect("well-formed test data");
    let counted: Vec<_> = deadline.why.iter().map(|span| (span.from, span.to)).collect();
    let at = |text| local(&office, text);
    assert_eq!(
        counted,
        [(at("2026-03-09 09:00"), at("2026-03-09 12:00")), (at("2026-03-09 13:30"), at("2026-03-09 18:00"))]
    );
}

#[test]
fn clocks_that_change_do_not_change_the_rules() {
    let night = calendar("Europe/Berlin", "mon-sun 00:00-24:00");
    check_due(&night, "2026-03-28 12:00", "24wh", "2026-03-29 13:00"); // 23 hours long
    check_due(&night, "2026-10-24 12:00", "24wh", "2026-10-25 11:00"); // 25 hours long
    check_due(&night, "2026-03-28 12:00", "1wd", "2026-03-30 00:00");
    let in_the_gap = calendar("Europe/Berlin", "sun 02:15-02:45,04:00-05:00");
    check_due(&in_the_gap, "2026-03-29 00:00", "0wm", "2026-03-29 04:00");
    let across_the_gap = calendar("Europe/Berlin", "sun 01:30-03:30");
    check_due(&across_the_gap, "2026-03-29 00:00", "1wh", "2026-03-29 03:30");
}

#[test]
fn a_day_that_a_zone_skipped_is_no_working_day() {
    let apia = calendar("Pacific/Apia", "mon-sun 09:00-17:00"); // it went from 29 to 31 December 2011
    check_due(&apia, "2011-12-29 10:00", "1wd", "2011-12-31 17:00");
}

#[test]
fn a_calendar_without_openings_has_no_deadline() {
    let mut closed = calendar("UTC", "");
    let start = local(&closed, "2026-03-04 10:00");
    let none = |closed: &Calendar| {
        assert_eq!(closed.deadline(start, Allowance::WorkingDays(1)), None);
        assert_eq!(closed.deadline(start, Allowance::WorkingMinutes(120)), None);
        assert_eq!(closed.next_opening(start), None);
    };
    none(&closed);
    closed.workdays.extend(dates(&["2026-03-05"]));
    none(&closed);
    check_due(&closed, "2026-03-04 10:00", "90m", "2026-03-04 11:30");
    closed.special.insert("2026-03-09".parse().expect("well-formed test data"), openings("09:00-10:00"));
    check_due(&closed, "2026-03-04 10:00", "30wm", "2026-03-09 09:30");
    assert_eq!(closed.deadline(start, Allowance::WorkingMinutes(120)), None);
    assert_eq!(closed.deadline(start, Allowance::WorkingDays(1)), None);
}

#[test]
fn working_time_agrees_with_other_systems() {
    let Some(vectors) = shared::json("vectors/working_time.json") else { return };
    let checked = vectors["cases"]
        .as_array()
        .expect("well-formed test data")
        .iter()
        .filter(|case| agrees(case))
        .count();
    assert!(checked >= 70, "only {checked} vectors could be used");
}

#[test]
fn working_minutes_agree_with_a_help_desk() {
    let Some(vectors) = shared::json("vectors/zammad_sla_deadlines.json") else { return };
    let plain = |case: &&Value| case["states"].is_null() && case["events"].is_null();
    for case in vectors["cases"].as_array().expect("well-formed test data").iter().filter(plain) {
        let hours = format!("{} {}", text(&case["calendar"]["open_days"]), text(&case["calendar"]["open"]));
        let mut calendar = calendar(text(&case["calendar"]["timezone"]), &hours);
        calendar.holidays.extend(texts(&case["calendar"]["public_holidays"]).map(date));
        for (limit, due) in [
            ("first_response_min", "first_response_due"),
            ("update_min", "update_due"),
            ("solution_min", "solution_due"),
        ] {
            let minutes =
                Allowance::WorkingMinutes(case["sla"][limit].as_u64().expect("well-formed test data") as u32);
            let found =
                calendar.deadline(instant(&case["created"]), minutes).expect("well-formed test data").due;
            assert_eq!(found, instant(&case["expect"][due]), "{} of {}", due, case["id"]);
        }
    }
}

proptest! {
    #[test]
    fn later_receipt_is_never_due_earlier(
        calendar in calendars(), a in instants(), later in 0i64..2_000_000, allowance in allowances()
    ) {
        let due = |at| calendar.deadline(at, allowance).map(|deadline| deadline.due);
        if let (Some(first), Some(second)) = (due(a), due(a + TimeDelta::seconds(later))) {
            prop_assert!(first <= second);
        }
    }

    #[test]
    fn more_time_is_never_due_earlier(calendar in calendars(), at in instants(), a in 0u32..60, more in 0u32..60) {
        for unit in [Allowance::WorkingDays, Allowance::WorkingMinutes, Allowance::ClockMinutes] {
            let due = |count| calendar.deadline(at, unit(count)).map(|deadline| deadline.due);
            prop_assert!(due(a + more).is_none() || due(a) <= due(a + more));
        }
    }

    #[test]
    fn what_was_counted_is_the_allowance(calendar in calendars(), at in instants(), allowance in allowances()) {
        let Some(deadline) = calendar.deadline(at, allowance) else { return Ok(()) };
        let total: TimeDelta = deadline.why.iter().map(|span| span.to - span.from).sum();
        match allowance {
            Allowance::ClockMinutes(minutes) => prop_assert_eq!(total, TimeDelta::minutes(minutes.into())),
            Allowance::WorkingMinutes(minutes) => {
                prop_assert_eq!(total, TimeDelta::minutes(minutes.into()));
                prop_assert_eq!(calendar.open_seconds_between(at, deadline.due), u64::from(minutes) * 60);
            }
            Allowance::WorkingDays(days) => {
                let mut dates: Vec<_> =
                    deadline.why.iter().map(|span| span.from.with_timezone(&calendar.zone).date_naive()).collect();
                dates.dedup();
                prop_assert_eq!(dates.len(), days.max(1) as usize);
            }
        }
    }

    #[test]
    fn what_was_counted_is_open_and_in_order(calendar in calendars(), at in instants(), allowance in allowances()) {
        let Some(deadline) = calendar.deadline(at, allowance) else { return Ok(()) };
        prop_assert!(deadline.why.is_sorted_by(|one, next| one.to <= next.from));
        prop_assert!(deadline.why.iter().all(|span| at <= span.from && span.from <= span.to));
        prop_assert_eq!(deadline.why.last().map(|span| span.to), Some(deadline.due));
        if matches!(allowance, Allowance::ClockMinutes(_)) {
            return Ok(());
        }
        for span in &deadline.why {
            prop_assert!(calendar.is_open(span.from));
            prop_assert_eq!(
                calendar.open_seconds_between(span.from, span.to) as i64, (span.to - span.from).num_seconds()
            );
        }
    }

    #[test]
    fn working_days_end_at_a_closing(calendar in calendars(), at in instants(), days in 0u32..30) {
        let Some(deadline) = calendar.deadline(at, Allowance::WorkingDays(days)) else { return Ok(()) };
        let before = deadline.due - TimeDelta::nanoseconds(1);
        prop_assert!(calendar.is_open(before));
        let opens_again_that_day = calendar.next_opening(deadline.due).is_some_and(|next| {
            let day = |at: DateTime<Utc>| at.with_timezone(&calendar.zone).date_naive();
            day(next) == day(before)
        });
        prop_assert!(!opens_again_that_day);
    }

    #[test]
    fn open_time_adds_up(calendar in calendars(), at in instants(), a in 0i64..900_000, b in 0i64..900_000) {
        let (middle, end) = (at + TimeDelta::seconds(a), at + TimeDelta::seconds(a + b));
        let open = |from, to| calendar.open_seconds_between(from, to);
        prop_assert_eq!(open(at, middle) + open(middle, end), open(at, end));
        prop_assert_eq!(open(end, at), 0);
    }

    #[test]
    fn an_opening_is_open(calendar in calendars(), at in instants()) {
        let next = calendar.next_opening(at);
        prop_assert!(next.is_none_or(|next| next >= at && calendar.is_open(next)));
        prop_assert_eq!(calendar.is_open(at), next == Some(at));
    }

    #[test]
    fn limits_are_read_back_as_printed(allowance in allowances()) {
        prop_assert_eq!(allowance.to_string().parse(), Ok(allowance));
    }

    #[test]
    fn calendars_survive_the_wire(calendar in calendars()) {
        let json = serde_json::to_string(&calendar).expect("well-formed test data");
        prop_assert_eq!(serde_json::from_str::<Calendar>(&json).expect("well-formed test data"), calendar);
    }
}

/// The door: received at this local time with this limit, it is due then.
fn check_due(calendar: &Calendar, received: &str, allowance: &str, due: &str) {
    let deadline =
        calendar.deadline(local(calendar, received), allowance.parse().expect("well-formed test data"));
    let found = deadline.map(|deadline| deadline.due);
    assert_eq!(found, Some(local(calendar, due)), "{allowance} from {received}");
}

fn agrees(case: &Value) -> bool {
    let mut calendar = calendar(text(&case["tz"]), text(&case["hours"]));
    calendar.holidays.extend(texts(&case["holidays"]).map(date));
    for (day, spans) in case["special_hours"].as_object().expect("well-formed test data") {
        calendar.special.insert(date(day), openings(&texts(spans).collect::<Vec<_>>().join(",")));
    }
    let (expect, count) =
        (&case["expect"], |name: &str| u32::try_from(case[name].as_i64().unwrap_or(-1)).ok());
    let due = |from, allowance| calendar.deadline(from, allowance).expect("well-formed test data").due;
    match text(&case["op"]) {
        "is_open" => {
            assert_eq!(
                calendar.is_open(instant(&case["from"])),
                expect.as_bool().expect("well-formed test data"),
                "{case}"
            )
        }
        "next_open_moment" => {
            assert_eq!(calendar.next_opening(instant(&case["from"])), Some(instant(expect)), "{case}");
        }
        // Its calendars have one opening a day there, so the next closing is the end of working day 0.
        "next_closing" => {
            assert_eq!(due(instant(&case["from"]), Allowance::WorkingDays(0)), instant(expect), "{case}");
        }
        "seconds_between" => {
            let open = calendar.open_seconds_between(instant(&case["from"]), instant(&case["to"]));
            assert_eq!(open as i64, expect.as_i64().expect("well-formed test data").max(0), "{case}");
        }
        "add_seconds" => {
            let Some(seconds) = count("seconds") else { return false };
            assert_eq!(seconds % 60, 0, "allowances are whole minutes");
            assert_eq!(
                due(instant(&case["from"]), Allowance::WorkingMinutes(seconds / 60)),
                instant(expect),
                "{case}"
            );
        }
        "add_days" if text(&case["from"]).len() == 10 => {
            // Adding no day to a day off is that day elsewhere; for us receipt moves to the next opening.
            let Some(days) = count("days").filter(|days| *days > 0) else { return false };
            let noon =
                date(text(&case["from"])).and_hms_opt(12, 0, 0).expect("well-formed test data").and_utc();
            assert_eq!(due(noon, Allowance::WorkingDays(days)).date_naive(), date(text(expect)), "{case}");
        }
        _ => return false,
    }
    true
}

fn calendars() -> impl Strategy<Value = Calendar> {
    let zones = [
        Tz::Asia__Shanghai,
        Tz::Asia__Jerusalem,
        Tz::Europe__Berlin,
        Tz::America__Sao_Paulo,
        Tz::Pacific__Apia,
    ];
    let week = prop::collection::vec(days(), 7);
    let dated = || prop::collection::btree_set(dates_near(), 0..12);
    let special = prop::collection::btree_map(dates_near(), days(), 0..5);
    (prop::sample::select(zones.to_vec()), week, dated(), dated(), special).prop_map(
        |(zone, week, holidays, workdays, special)| {
            let hours = week.try_into().expect("seven days");
            Calendar { zone, hours, holidays, workdays, special }
        },
    )
}

fn days() -> impl Strategy<Value = Openings> {
    prop::sample::select(
        &["", "09:00-17:00", "08:00-12:00,13:30-18:00", "00:00-24:00", "01:30-02:30,23:00-24:00"][..],
    )
    .prop_map(openings)
}

fn dates_near() -> impl Strategy<Value = NaiveDate> {
    (0u64..700).prop_map(|day| date("2010-12-01") + Days::new(day))
}

fn instants() -> impl Strategy<Value = DateTime<Utc>> {
    (0i64..60_000_000)
        .prop_map(|s| date("2010-12-01").and_time(Default::default()).and_utc() + TimeDelta::seconds(s))
}

fn allowances() -> impl Strategy<Value = Allowance> {
    prop_oneof![
        (0u32..40).prop_map(Allowance::WorkingDays),
        (0u32..6_000).prop_map(Allowance::WorkingMinutes),
        (0u32..6_000).prop_map(Allowance::ClockMinutes),
    ]
}

/// A calendar from hours like `mon-fri 09:00-12:00,13:30-18:00; sat 09:00-12:00`.
fn calendar(zone: &str, hours: &str) -> Calendar {
    let mut week: BTreeMap<usize, Openings> = BTreeMap::new();
    for part in hours.split("; ").filter(|part| !part.is_empty()) {
        let (days, spans) = part.split_once(' ').expect("well-formed test data");
        let (first, last) = days.split_once('-').unwrap_or((days, days));
        let index = |day: &str| {
            day.parse::<Weekday>().expect("well-formed test data").num_days_from_monday() as usize
        };
        week.extend((index(first)..=index(last)).map(|day| (day, openings(spans))));
    }
    let hours = std::array::from_fn(|day| week.remove(&day).unwrap_or_default());
    Calendar { hours, ..Calendar::always(zone.parse().expect("well-formed test data")) }
}

fn openings(spans: &str) -> Openings {
    let parts = spans.split(',').filter(|span| !span.is_empty());
    parts
        .map(|span| span.parse().expect("well-formed test data"))
        .collect::<Vec<Opening>>()
        .try_into()
        .expect("well-formed test data")
}

fn local(calendar: &Calendar, text: &str) -> DateTime<Utc> {
    let naive = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("well-formed test data");
    calendar.zone.from_local_datetime(&naive).single().expect("well-formed test data").to_utc()
}

fn instant(value: &Value) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text(value)).expect("well-formed test data").to_utc()
}

fn date(text: &str) -> NaiveDate {
    text.parse().expect("well-formed test data")
}

fn dates<'a>(texts: &'a [&str]) -> impl Iterator<Item = NaiveDate> + 'a {
    texts.iter().map(|text| date(text))
}

fn text(value: &Value) -> &str {
    value.as_str().expect("well-formed test data")
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().expect("well-formed test data").iter().map(text)
}

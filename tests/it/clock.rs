//! Deadlines: rules as tables, laws as properties, and the answers of other systems.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeZone, Utc, Weekday};
use hotdesk::domain::clock::{Allowance, Calendar, Clock, Opening, Openings, Pause};
use serde_json::Value;

mod commands;
mod laws;
mod vectors;

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
fn a_pause_costs_time_and_the_days_whose_closings_it_covers() {
    let office = calendar("Asia/Shanghai", OFFICE);
    let check = |allowance, pauses: &[(&str, &str)], due| {
        let clock = Clock::new(local(&office, "2026-03-04 10:00"), parsed(allowance));
        let pauses = pauses
            .iter()
            .map(|(from, to)| Pause { from: local(&office, from), to: Some(local(&office, to)) });
        let found = clock.with_pauses(pauses).deadline(&office).map(|deadline| deadline.due);
        assert_eq!(found, Some(local(&office, due)), "{allowance}");
    };
    check("24h", &[("2026-03-04 12:00", "2026-03-04 15:00")], "2026-03-05 13:00");
    check("24h", &[("2026-03-04 08:00", "2026-03-04 15:00")], "2026-03-05 15:00");
    check("4wh", &[("2026-03-04 11:00", "2026-03-04 14:00")], "2026-03-04 17:00");
    check(
        "4wh",
        &[("2026-03-04 11:00", "2026-03-04 14:00"), ("2026-03-04 16:00", "2026-03-09 09:30")],
        "2026-03-09 10:30",
    );
    check("2wd", &[("2026-03-05 10:00", "2026-03-05 11:00")], "2026-03-06 18:00"); // it runs at the closing of each day
    check("2wd", &[("2026-03-05 10:00", "2026-03-05 18:00")], "2026-03-09 18:00"); // it does not at Thursday's
    check("2wd", &[("2026-03-05 10:00", "2026-03-09 15:00")], "2026-03-10 18:00"); // nor at Friday's
    check("2wd", &[("2026-03-04 11:00", "2026-03-04 20:00")], "2026-03-06 18:00"); // day 0 is not counted anyway
    check("0wd", &[("2026-03-04 11:00", "2026-03-05 08:00")], "2026-03-05 18:00");
}

#[test]
fn pauses_that_overlap_are_one_and_one_that_goes_on_has_no_deadline() {
    let start = instant("2026-03-04T02:00:00Z");
    let pause = |from: &str, to: Option<&str>| Pause { from: instant(from), to: to.map(instant) };
    let clock = |pauses: Vec<Pause>| Clock::new(start, Allowance::ClockMinutes(60)).with_pauses(pauses);
    let one = clock(vec![
        pause("2026-03-04T02:40:00Z", Some("2026-03-04T03:00:00Z")),
        pause("2026-03-04T02:30:00Z", Some("2026-03-04T02:40:00Z")),
        pause("2026-03-04T02:35:00Z", Some("2026-03-04T02:50:00Z")),
    ]);
    assert_eq!(one.pauses, [pause("2026-03-04T02:30:00Z", Some("2026-03-04T03:00:00Z"))]);
    let office = calendar("Asia/Shanghai", OFFICE);
    for allowance in ["60m", "6wh", "3wd"] {
        let goes_on =
            Clock { allowance: parsed(allowance), ..clock(vec![pause("2026-03-04T02:30:00Z", None)]) };
        assert_eq!(goes_on.deadline(&office), None, "{allowance}");
        assert!(goes_on.spent(&office, instant("2026-03-05T02:30:00Z")).is_some());
        let later = Clock { pauses: vec![pause("2026-03-20T00:00:00Z", None)], ..goes_on };
        assert!(later.deadline(&office).is_some(), "{allowance} ends before the pause");
    }
}

#[test]
fn an_extension_counts_on_from_the_deadline_that_it_moves() {
    let office = calendar("Asia/Shanghai", OFFICE);
    let check = |allowance, extensions: &[&str], due| {
        let extensions = extensions.iter().map(|more| parsed(more)).collect();
        let clock = Clock { extensions, ..Clock::new(local(&office, "2026-03-04 10:00"), parsed(allowance)) };
        let found = clock.deadline(&office).map(|deadline| deadline.due);
        assert_eq!(found, Some(local(&office, due)), "{allowance}");
    };
    check("3wd", &["2wd"], "2026-03-11 18:00");
    check("3wd", &["1wd", "1wd"], "2026-03-11 18:00");
    check("3wd", &["0wd"], "2026-03-09 18:00");
    check("3wd", &["2wh"], "2026-03-10 11:00");
    check("24h", &["1wd"], "2026-03-06 18:00");
    check("24h", &["12h"], "2026-03-05 22:00");
    let night = calendar("UTC", "mon-sun 00:00-24:00");
    let clock = Clock {
        extensions: vec![parsed("1wd")],
        ..Clock::new(local(&night, "2026-03-04 10:00"), parsed("1wd"))
    };
    assert_eq!(clock.deadline(&night).map(|deadline| deadline.due), Some(local(&night, "2026-03-07 00:00")));
}

#[test]
fn used_and_left_time_add_up_and_late_is_negative() {
    let office = calendar("Asia/Shanghai", OFFICE);
    let clock = Clock::new(local(&office, "2026-03-04 10:00"), parsed("4wh"));
    let check = |clock: &Clock, at, used, left| {
        let spent = clock.spent(&office, local(&office, at)).expect("there is a deadline");
        assert_eq!((spent.used.num_minutes(), spent.left.num_minutes()), (used, left), "at {at}");
    };
    check(&clock, "2026-03-04 09:00", 0, 240);
    check(&clock, "2026-03-04 11:00", 60, 180);
    check(&clock, "2026-03-04 12:30", 120, 120);
    check(&clock, "2026-03-04 17:00", 330, -90);
    check(&clock, "2026-03-05 09:30", 420, -180);
    let stopped = Clock { stopped: Some(local(&office, "2026-03-04 11:00")), ..clock.clone() };
    check(&stopped, "2026-03-05 09:30", 60, 180);
    let paused = clock.with_pauses([Pause { from: local(&office, "2026-03-04 11:00"), to: None }]);
    check(&paused, "2026-03-05 09:30", 60, 180);
    let days = Clock::new(local(&office, "2026-03-04 10:00"), parsed("1wd"));
    check(&days, "2026-03-04 17:00", 0, 450); // day 0 is not counted
    check(&days, "2026-03-05 12:00", 180, 270);
    check(&days, "2026-03-06 10:00", 510, -60);
}

#[test]
fn a_year_whose_days_off_are_not_announced_is_known() {
    let mut office = calendar("Asia/Shanghai", OFFICE);
    let year = |office: &Calendar, to: &str| {
        office.unknown_year(local(office, "2026-12-28 10:00"), local(office, to))
    };
    assert_eq!(year(&office, "2027-01-05 10:00"), None);
    office.years.extend([2025, 2026, 2028]);
    assert_eq!(year(&office, "2026-12-31 10:00"), None);
    assert_eq!(year(&office, "2028-01-05 10:00"), Some(2027));
}

fn parsed(allowance: &str) -> Allowance {
    allowance.parse().expect("well-formed test data")
}

/// The door: received at this local time with this limit, it is due then.
fn check_due(calendar: &Calendar, received: &str, allowance: &str, due: &str) {
    let deadline =
        calendar.deadline(local(calendar, received), allowance.parse().expect("well-formed test data"));
    let found = deadline.map(|deadline| deadline.due);
    assert_eq!(found, Some(local(calendar, due)), "{allowance} from {received}");
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

fn instant(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("well-formed test data").to_utc()
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

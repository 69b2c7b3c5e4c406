//! The answers of other systems: all of them, but where the rule of one is stated to be another.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use hotdesk::domain::clock::{Allowance, Calendar, Clock, Pause};
use serde_json::Value;

use super::{calendar, date, instant, openings, text, texts};
use crate::shared;

#[test]
fn working_time_agrees_with_other_systems() {
    let Some(vectors) = shared::json("vectors/working_time.json") else { return };
    let cases = vectors["cases"].as_array().expect("well-formed test data");
    cases.iter().for_each(check);
    assert!(cases.len() >= 100, "only {} vectors", cases.len());
}

/// A question of the vectors has the answer of the vectors.
fn check(case: &Value) {
    let calendar = calendar_of(case);
    let (from, seconds) =
        (text(&case["from"]), |name: &str| case[name].as_i64().expect("well-formed test data"));
    let found = match text(&case["op"]) {
        "is_open" => Value::Bool(calendar.is_open(instant(from))),
        "next_open_moment" => at(calendar.next_opening(instant(from))),
        "previous_open_moment" => at(calendar.previous_opening(instant(from))),
        "next_closing" => at(calendar.next_closing(instant(from))),
        "add_seconds" => at(calendar.add_open_time(instant(from), TimeDelta::seconds(seconds("seconds")))),
        "seconds_between" => seconds_between(&calendar, instant(from), instant(text(&case["to"]))).into(),
        "working_days_between" => calendar.working_days_between(date(from), date(text(&case["to"]))).into(),
        "add_days" => add_days(&calendar, from, seconds("days") as i32),
        other => panic!("no such question: {other}"),
    };
    let expect = match &case["expect"] {
        Value::String(text) if text.len() > 10 => at(Some(instant(text))),
        other => other.clone(),
    };
    assert_eq!(found, expect, "{case}");
}

fn calendar_of(case: &Value) -> Calendar {
    let mut calendar = calendar(text(&case["tz"]), text(&case["hours"]));
    calendar.holidays.extend(texts(&case["holidays"]).map(date));
    for (day, spans) in case["special_hours"].as_object().expect("well-formed test data") {
        calendar.special.insert(date(day), openings(&texts(spans).collect::<Vec<_>>().join(",")));
    }
    calendar
}

fn seconds_between(calendar: &Calendar, from: DateTime<Utc>, to: DateTime<Utc>) -> i64 {
    match calendar.open_seconds_between(from, to) {
        0 => -(calendar.open_seconds_between(to, from) as i64),
        open => open as i64,
    }
}

/// A date stays a date; a time of day stays with its date.
fn add_days(calendar: &Calendar, from: &str, days: i32) -> Value {
    let date: NaiveDate = match from.parse() {
        Ok(date) => return calendar.add_working_days(date, days).map(|date| date.to_string()).into(),
        Err(_) => instant(from).with_timezone(&calendar.zone).date_naive(),
    };
    let time = instant(from).with_timezone(&calendar.zone).time();
    at(calendar.add_working_days(date, days).and_then(|date| calendar.instant(date.and_time(time))))
}

fn at(instant: Option<DateTime<Utc>>) -> Value {
    instant.map(|instant| instant.to_rfc3339()).into()
}

#[test]
fn deadlines_agree_with_a_help_desk() {
    let Some(vectors) = shared::json("vectors/zammad_sla_deadlines.json") else { return };
    for case in vectors["cases"].as_array().expect("well-formed test data") {
        let calendar = help_desk(case);
        let due = |limit: &str, ended: Option<&str>| {
            let clock = clock(case, limit, ended);
            clock.deadline(&calendar).map(|deadline| at(Some(deadline.due)))
        };
        for (limit, expected, ended) in [
            ("first_response_min", "first_response_due", "first_response_at"),
            ("update_min", "update_due", ""),
            ("solution_min", "solution_due", "close_at"),
        ] {
            let Some(expected) = case["expect"][expected].as_str() else { continue };
            let ended = case["attributes"][ended].as_str();
            assert_eq!(due(limit, ended), Some(at(Some(instant(expected)))), "{limit} of {}", case["id"]);
        }
        for (limit, ended, used, left) in [
            ("first_response_min", "first_response_at", "first_response_in_min", "first_response_diff_min"),
            ("solution_min", "close_at", "close_in_min", "close_diff_min"),
        ] {
            let Some(used) = case["expect"][used].as_i64() else { continue };
            let answered = case["events"][0][0].as_str();
            let ended = case["attributes"][ended].as_str().or(answered).expect("it ended");
            let spent = clock(case, limit, Some(ended)).spent(&calendar, instant(ended)).expect("it is open");
            assert_eq!(spent.used.num_minutes(), used, "{limit} of {}", case["id"]);
            // It counts whole minutes: three seconds are none.
            let whole = clock(case, limit, None).allowance;
            let Allowance::WorkingMinutes(whole) = whole else { panic!("working minutes") };
            assert_eq!(i64::from(whole) - used, case["expect"][left].as_i64().expect("beside it"));
            assert_eq!((spent.used + spent.left).num_minutes(), i64::from(whole));
        }
    }
}

fn help_desk(case: &Value) -> Calendar {
    let hours = format!("{} {}", text(&case["calendar"]["open_days"]), text(&case["calendar"]["open"]));
    let mut calendar = calendar(text(&case["calendar"]["timezone"]), &hours);
    calendar.holidays.extend(texts(&case["calendar"]["public_holidays"]).map(date));
    calendar
}

/// A clock that pauses while the ticket is pending, or closed; what happens after it has ended is of no matter to it.
fn clock(case: &Value, limit: &str, ended: Option<&str>) -> Clock {
    let minutes = case["sla"][limit].as_u64().expect("well-formed test data") as u32;
    let states = case["states"].as_array().cloned().unwrap_or_default();
    let ended = ended.map(instant);
    let moments = states.iter().map(|state| (instant(text(&state[0])), text(&state[1])));
    let moments: Vec<_> = moments.filter(|(moment, _)| ended.is_none_or(|ended| *moment < ended)).collect();
    let next = moments.iter().skip(1).map(|(moment, _)| Some(*moment)).chain([None]);
    let pauses = moments.iter().zip(next).filter(|((_, state), _)| *state == "pending");
    let pauses = pauses.map(|((from, _), to)| Pause { from: *from, to });
    // The time for an update counts from the latest contact.
    let contact = case["attributes"]["last_contact_agent_at"].as_str().filter(|_| limit == "update_min");
    let start = contact.unwrap_or_else(|| text(&case["created"]));
    let clock = Clock::new(instant(start), Allowance::WorkingMinutes(minutes));
    Clock { stopped: ended, ..clock.with_pauses(pauses) }
}

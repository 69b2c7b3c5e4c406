//! Numbers of tickets and callbacks, against what a reader counts by hand.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use hotdesk::{
    domain::{
        AgentId, CallId, Callback, CallbackId, CallbackOutcome, CategoryCode, ContactId, Event, NotReached,
        TicketForm, TicketKind, clock::Allowance, lifecycle::Asked,
    },
    metrics::{Callbacks, Cell, Every, Group, Interval, Sheet, Tickets, backlog},
};
use proptest::prelude::*;
use uuid::Uuid;

pub mod tell;

use tell::{Tale, at, meanings, nobody, reached};

const ALL_TIME: Interval = Interval::ALL;

pub fn form(kind: TicketKind, category: &str) -> TicketForm {
    TicketForm { kind, category: Some(CategoryCode::from(category)), ..TicketForm::default() }
}

fn fold(tale: &Tale, zone: Tz, every: Every, by: Group) -> Tickets {
    let mut tickets = Tickets::new(zone, every, by, meanings());
    tale.log.iter().for_each(|(at, event)| tickets.apply(*at, event));
    tickets
}

fn sheet(tale: &Tale, every: Every, by: Group, now: &str) -> Sheet {
    fold(tale, chrono_tz::UTC, every, by).sheet(ALL_TIME, at(now))
}

/// The door: these cells of a row are these numbers; `None` is nothing.
#[track_caller]
fn check(sheet: &Sheet, row: usize, expected: &[(&str, Option<f64>)]) {
    for (key, number) in expected {
        let cell = sheet.cell(row, key).unwrap_or_else(|| panic!("no cell {key} in row {row}"));
        assert_eq!((*key, cell.value()), (*key, *number), "row {row}");
    }
}

/// Two days of four tickets.
fn two_days() -> Tale {
    let mut tale = Tale::of("government");
    tale.submit(1, "2026-03-04T01:00:00Z", form(TicketKind::Help, "C101"));
    tale.submit(2, "2026-03-04T01:00:00Z", form(TicketKind::Complaint, "C103"));
    tale.submit(3, "2026-03-04T01:00:00Z", TicketForm { answer: "在二楼".into(), ..TicketForm::default() });
    tale.submit(4, "2026-03-04T01:05:00Z", form(TicketKind::Help, "C101"));
    tale.merge(4, "2026-03-04T01:06:00Z", 1);
    tale.answered(1, "2026-03-04", "water", "2026-03-04T03:00:00Z");
    tale.verb(1, "2026-03-04T03:00:01Z", "urge");
    tale.call(1, "2026-03-04T04:00:00Z", nobody());
    tale.call(1, "2026-03-04T05:00:00Z", reached(true, Some(true)));
    tale.verb(1, "2026-03-04T05:00:01Z", "close");
    // Given back twice on one day; the second unit signs too late: four open hours after it was dispatched.
    tale.dispatch(2, "2026-03-04T01:10:00Z", "power");
    tale.verb(2, "2026-03-04T01:20:00Z", "return");
    tale.dispatch(2, "2026-03-04T01:30:00Z", "power");
    tale.verb(2, "2026-03-04T01:40:00Z", "return");
    tale.dispatch(2, "2026-03-04T01:50:00Z", "water");
    tale.verb(2, "2026-03-05T05:50:01Z", "sign");
    let more = Asked { more: Some(Allowance::WorkingDays(2)), ..Asked::plain("extend".into()) };
    tale.asks(2, "2026-03-05T06:00:00Z", more);
    tale.verb(2, "2026-03-05T07:00:00Z", "reply");
    tale.call(2, "2026-03-05T08:00:00Z", reached(false, None));
    tale.verb(2, "2026-03-05T09:00:00Z", "redo");
    tale
}

#[test]
fn each_deed_counts_once_a_ticket_and_day() {
    let sheet = sheet(&two_days(), Every::Day, Group::All, "2026-03-06T00:00:00Z");
    assert_eq!(sheet.rows.len(), 2);
    let some = |number: f64| Some(number);
    check(
        &sheet,
        0,
        &[
            ("submitted", some(4.0)),
            ("answered_directly", some(1.0)),
            ("dispatched", some(2.0)),
            ("signed_for", some(1.0)),
            ("returned", some(1.0)),
            ("urged", some(1.0)),
            ("merged", some(1.0)),
            ("replied", some(1.0)),
            ("called_back", some(1.0)),
            ("closed", some(2.0)),
            ("open", some(2.0)),
            ("return_rate", some(0.5)),
            ("urge_rate", some(0.5)),
            ("redo_rate", some(0.0)),
            ("direct_answer_rate", some(0.25)),
            ("caller_calls", some(2.0)),
            ("callers_reached", some(1.0)),
            ("csat", some(1.0)),
        ],
    );
    check(
        &sheet,
        1,
        &[
            ("submitted", some(0.0)),
            ("dispatched", some(0.0)),
            ("signed_for", some(1.0)),
            ("extended", some(1.0)),
            ("replied", some(1.0)),
            ("redone", some(1.0)),
            ("open", some(2.0)),
            // Nothing was dispatched, nobody replied to the question, nobody said solved.
            ("return_rate", None),
            ("redo_rate", None),
            ("csat", None),
            ("silent", some(1.0)),
            ("solved_rate", some(0.0)),
        ],
    );
}

#[test]
fn promises_count_when_they_are_due() {
    let tale = two_days();
    let of = |now: &str| sheet(&tale, Every::Day, Group::All, now);
    // The first ticket was signed for at 01:40 and due at 05:10; the second was due at 05:50 and was not.
    let noon = of("2026-03-04T12:00:00Z");
    check(
        &noon,
        0,
        &[("sign_due", Some(2.0)), ("signed_in_time", Some(1.0)), ("sign_on_time_rate", Some(0.5))],
    );
    // A callback promised for tomorrow night is not due yet, though it was made.
    check(&noon, 0, &[("callback_due", Some(0.0)), ("callback_on_time_rate", None)]);
    // Who was promised an answer within a day: ticket 1 was closed by then, 2 and 4 were not.
    let later = of("2026-03-06T12:00:00Z");
    check(&later, 1, &[("close_due", Some(3.0)), ("closed_in_time", Some(1.0))]);
    check(&later, 1, &[("callback_due", Some(1.0)), ("called_back_in_time", Some(1.0))]);
    // The answers of both were due a week later, and one of them two days after that.
    let answers = of("2026-03-20T00:00:00Z");
    let due: Vec<_> = (0..answers.rows.len())
        .filter(|row| answers.cell(*row, "reply_due").and_then(Cell::value) > Some(0.0))
        .map(|row| {
            (answers.cell(row, "interval_start").cloned(), answers.cell(row, "replied_in_time").cloned())
        })
        .collect();
    let day = |text: &str| Some(Cell::Time(at(text).with_timezone(&chrono_tz::UTC).fixed_offset()));
    let one = Some(Cell::Count(1));
    // A working day ends at midnight: what is due then is a matter of that day, and not of the next.
    assert_eq!(due, [(day("2026-03-11T00:00:00Z"), one.clone()), (day("2026-03-14T00:00:00Z"), one)]);
}

#[test]
fn a_unit_answers_for_what_it_did() {
    let sheet = sheet(&two_days(), Every::All, Group::Unit, "2026-03-06T00:00:00Z");
    let row = |unit: &str| {
        let is = |row: &usize| sheet.cell(*row, "unit") == Some(&Cell::Text(unit.to_owned()));
        (0..sheet.rows.len()).find(is).unwrap_or_else(|| panic!("no {unit} in {sheet:?}"))
    };
    check(
        &sheet,
        row("power"),
        &[("dispatched", Some(1.0)), ("returned", Some(1.0)), ("return_rate", Some(1.0))],
    );
    check(
        &sheet,
        row("water"),
        &[
            ("dispatched", Some(2.0)),
            ("returned", Some(0.0)),
            ("signed_for", Some(2.0)),
            ("sign_due", Some(2.0)),
            ("signed_in_time", Some(1.0)),
            ("redone", Some(1.0)),
            ("open", Some(1.0)),
        ],
    );
    assert_eq!(sheet.cell(0, "unit"), Some(&Cell::Nothing), "before anybody has them");
    check(&sheet, 0, &[("submitted", Some(4.0)), ("answered_directly", Some(1.0))]);
}

#[test]
fn categories_and_kinds_have_their_own_rows() {
    let tale = two_days();
    let by_kind = sheet(&tale, Every::All, Group::Kind, "2026-03-06T00:00:00Z");
    let kinds: Vec<_> =
        (0..by_kind.rows.len()).filter_map(|row| by_kind.cell(row, "kind").cloned()).collect();
    assert_eq!(kinds, ["complaint", "help", "inquiry"].map(|kind| Cell::Text(kind.to_owned())));
    let by_category = sheet(&tale, Every::All, Group::Category, "2026-03-06T00:00:00Z");
    check(&by_category, 1, &[("submitted", Some(2.0)), ("merged", Some(1.0))]);
}

#[test]
fn the_other_lifecycles_say_what_their_verbs_mean_too() {
    let mut tale = Tale::of("service-desk");
    tale.submit(1, "2026-03-04T01:00:00Z", form(TicketKind::Fault, "B503"));
    tale.dispatch(1, "2026-03-04T01:10:00Z", "e-banking");
    tale.verb(1, "2026-03-04T01:20:00Z", "begin");
    let until = Asked { until: Some(at("2026-03-04T05:00:00Z")), ..Asked::plain("ask".into()) };
    tale.asks(1, "2026-03-04T02:00:00Z", until);
    tale.verb(1, "2026-03-04T03:00:00Z", "reply");
    tale.call(1, "2026-03-04T04:00:00Z", reached(true, Some(false)));
    let of_desk = sheet(&tale, Every::All, Group::All, "2026-03-20T00:00:00Z");
    let one = Some(1.0);
    check(
        &of_desk,
        0,
        &[
            ("dispatched", one),
            ("signed_for", one),
            ("suspended", one),
            ("replied", one),
            ("called_back", one),
            ("sign_due", one),
            ("signed_in_time", one),
            ("reply_due", one),
            ("replied_in_time", one),
            ("csat", Some(0.0)),
        ],
    );
    let mut tale = Tale::of("power");
    tale.submit(1, "2026-03-04T01:00:00Z", form(TicketKind::Fault, "C103"));
    tale.dispatch(1, "2026-03-04T01:01:00Z", "power");
    tale.verb(1, "2026-03-04T01:02:00Z", "accept");
    tale.verb(1, "2026-03-05T01:03:00Z", "set_out");
    let of_crew = sheet(&tale, Every::Day, Group::All, "2026-03-06T00:00:00Z");
    check(&of_crew, 0, &[("signed_for", one), ("signed_in_time", one)]);
    assert_eq!(of_crew.rows.len(), 2, "the promise to the caller was due on the second day");
    check(&of_crew, 1, &[("signed_for", Some(0.0)), ("close_due", one), ("closed_in_time", Some(0.0))]);
}

#[test]
fn a_second_before_midnight_is_another_day() {
    let check = |zone: Tz, submitted: [&str; 2], days: [&str; 2]| {
        let mut tale = Tale::of("government");
        tale.submit(1, submitted[0], form(TicketKind::Help, "C101"));
        tale.submit(2, submitted[1], form(TicketKind::Help, "C101"));
        let sheet = fold(&tale, zone, Every::Day, Group::All).sheet(ALL_TIME, at(submitted[1]));
        let starts = (0..sheet.rows.len()).map(|row| match sheet.cell(row, "interval_start") {
            Some(Cell::Time(at)) => at.to_rfc3339(),
            other => panic!("{other:?}"),
        });
        assert_eq!(starts.collect::<Vec<_>>(), days);
    };
    check(
        chrono_tz::Asia::Shanghai,
        ["2026-03-04T15:59:59Z", "2026-03-04T16:00:00Z"],
        ["2026-03-04T00:00:00+08:00", "2026-03-05T00:00:00+08:00"],
    );
    check(
        chrono_tz::Europe::Berlin,
        ["2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z"],
        ["2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00"],
    );
}

#[test]
fn the_backlog_is_told_by_age() {
    let tale = two_days();
    let tickets = fold(&tale, chrono_tz::UTC, Every::All, Group::All);
    let stuck = TimeDelta::days(2);
    let sheet = backlog(tickets.book(), Group::Unit, stuck, at("2026-03-07T09:00:00Z"));
    let two = [("open", Some(2.0)), ("age_3d_7d", Some(2.0)), ("age_1d_3d", Some(0.0)), ("stuck", Some(1.0))];
    check(&sheet, 0, &two);
    check(&sheet, 0, &[("oldest_s", Some((3 * 86_400 + 8 * 3_600) as f64))]);
    assert_eq!(sheet.rows.len(), 3, "all, those without a unit, and the waterworks");
    let empty = Tickets::new(chrono_tz::UTC, Every::All, Group::All, meanings());
    let sheet = backlog(empty.book(), Group::All, stuck, at("2026-03-07T09:00:00Z"));
    check(&sheet, 0, &[("open", Some(0.0)), ("oldest_s", None)]);
    assert!(empty.sheet(ALL_TIME, at("2026-03-07T09:00:00Z")).rows.is_empty());
}

fn promised(nth: u128, due: &str) -> Event {
    Event::CallbackPromised {
        callback: Box::new(Callback {
            id: CallbackId(Uuid::from_u128(nth)),
            contact: ContactId(Uuid::from_u128(1)),
            call: None,
            ticket: None,
            agent: AgentId::from("7001"),
            due: at(due),
            note: String::new(),
            outcome: None,
            attempts: Vec::new(),
        }),
    }
}

fn attempted(nth: u128, why: NotReached) -> Event {
    let (callback, contact) = (CallbackId(Uuid::from_u128(nth)), ContactId(Uuid::from_u128(1)));
    Event::CallbackAttempted {
        callback,
        contact,
        call: CallId(Uuid::from_u128(9)),
        agent: "7001".into(),
        why,
    }
}

fn done(nth: u128, outcome: CallbackOutcome) -> Event {
    let (callback, contact) = (CallbackId(Uuid::from_u128(nth)), ContactId(Uuid::from_u128(1)));
    Event::CallbackDone { callback, contact, outcome }
}

#[test]
fn callbacks_are_counted_where_they_were_promised() {
    let mut callbacks = Callbacks::new(chrono_tz::Asia::Shanghai, Every::Day);
    for (when, event) in [
        ("2026-03-04T15:59:59Z", promised(1, "2026-03-04T16:30:00Z")),
        ("2026-03-04T16:00:00Z", promised(2, "2026-03-04T16:30:00Z")),
        ("2026-03-04T16:00:00Z", promised(3, "2026-03-04T16:30:00Z")),
        ("2026-03-04T16:00:00Z", promised(4, "2026-03-04T23:00:00Z")),
        ("2026-03-04T16:10:00Z", done(1, CallbackOutcome::Reached)),
        ("2026-03-04T16:20:00Z", attempted(2, NotReached::Busy)),
        ("2026-03-04T16:30:01Z", done(2, CallbackOutcome::Reached)),
        ("2026-03-04T16:31:00Z", attempted(3, NotReached::NoAnswer)),
        ("2026-03-04T16:40:00Z", done(3, CallbackOutcome::NotReached)),
    ] {
        callbacks.apply(at(when), &event);
    }
    let sheet = callbacks.sheet(ALL_TIME, at("2026-03-04T17:00:00Z"));
    check(
        &sheet,
        0,
        &[("promised", Some(1.0)), ("within_limit_rate", Some(1.0)), ("median_delay_s", Some(601.0))],
    );
    check(
        &sheet,
        1,
        &[
            ("promised", Some(3.0)),
            ("done", Some(2.0)),
            ("reached", Some(1.0)),
            ("given_up", Some(1.0)),
            ("pending", Some(1.0)),
            ("due", Some(2.0)),
            ("within_limit", Some(0.0)),
            ("within_limit_rate", Some(0.0)),
            ("tried_within_limit", Some(1.0)),
            ("attempts", Some(3.0)),
            ("reached_rate", Some(1.0 / 3.0)),
            ("not_reached_busy", Some(1.0)),
            ("not_reached_no_answer", Some(1.0)),
            ("median_delay_s", Some(1_801.0)),
        ],
    );
    let early = callbacks.sheet(ALL_TIME, at("2026-03-04T16:05:00Z"));
    check(&early, 1, &[("due", Some(0.0)), ("within_limit_rate", None)]);
}

/// Any order of events that keeps the order within each ticket.
fn shuffled(log: &[(DateTime<Utc>, Event)], picks: &[usize]) -> Vec<(DateTime<Utc>, Event)> {
    let mut by_ticket: std::collections::BTreeMap<_, Vec<_>> = Default::default();
    for (at, event) in log.iter().rev() {
        by_ticket.entry(event.ticket()).or_default().push((*at, event.clone()));
    }
    let mut mixed = Vec::new();
    for pick in picks.iter().cycle() {
        by_ticket.retain(|_, rest| !rest.is_empty());
        let left = by_ticket.len();
        let Some(rest) = by_ticket.values_mut().nth(pick % left.max(1)) else { break };
        mixed.extend(rest.pop());
    }
    mixed
}

proptest! {
    #[test]
    fn the_order_of_unrelated_events_does_not_matter(picks in prop::collection::vec(0_usize..4, 1..40)) {
        let tale = two_days();
        let whole = fold(&tale, chrono_tz::UTC, Every::Day, Group::Unit);
        let mut mixed = two_days();
        mixed.log = shuffled(&tale.log, &picks);
        let now = at("2026-03-30T00:00:00Z");
        let mixed = fold(&mixed, chrono_tz::UTC, Every::Day, Group::Unit);
        prop_assert_eq!(whole.sheet(ALL_TIME, now), mixed.sheet(ALL_TIME, now));
    }

    #[test]
    fn two_halves_of_the_tickets_are_the_whole(mask in 0_u128..16, hour in 0_i64..400) {
        let tale = two_days();
        let is_left = |event: &Event| event.ticket().is_some_and(|id| mask & (1 << (id.0.as_u128() - 1)) != 0);
        let half = |left: bool| {
            let mut half = Tickets::new(chrono_tz::UTC, Every::Day, Group::Unit, Arc::clone(&meanings()));
            for (at, event) in tale.log.iter().filter(|(_, event)| is_left(event) == left) {
                half.apply(*at, event);
            }
            half
        };
        let mut merged = half(true);
        merged.merge(half(false));
        let now = at("2026-03-05T10:00:00Z") + TimeDelta::hours(hour);
        let whole = fold(&tale, chrono_tz::UTC, Every::Day, Group::Unit);
        prop_assert_eq!(whole.sheet(ALL_TIME, now), merged.sheet(ALL_TIME, now));
    }
}

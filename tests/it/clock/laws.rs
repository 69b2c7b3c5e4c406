//! What holds for any calendar, limit and pauses.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use hotdesk::domain::clock::{Allowance, Calendar, Clock, Counted, Openings, Pause};
use proptest::prelude::*;

use super::{date, openings};

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
    fn pauses_and_extensions_never_bring_a_deadline_forward(
        calendar in calendars(), at in instants(), allowance in allowances(), more in allowances(),
        pauses in prop::collection::vec((instants(), 0i64..900_000), 0..4)
    ) {
        let plain = Clock::new(at, allowance);
        let pauses = pauses.into_iter().map(|(from, s)| Pause { from, to: Some(from + TimeDelta::seconds(s)) });
        let paused = plain.clone().with_pauses(pauses);
        let extended = Clock { extensions: vec![more], ..paused.clone() };
        let due = |clock: &Clock| clock.deadline(&calendar).map(|deadline| deadline.due);
        prop_assert!(due(&paused).is_none() || due(&plain) <= due(&paused));
        prop_assert!(due(&extended).is_none() || due(&paused) <= due(&extended));
        if let Some(deadline) = extended.deadline(&calendar) {
            let stands = |span: &Counted| paused.pauses.iter().any(|pause| span.from.max(pause.from) < span.to.min(pause.to.unwrap_or(span.to)));
            prop_assert!(!deadline.why.iter().any(stands), "what is paused is not counted");
            prop_assert!(deadline.why.is_sorted_by(|one, next| one.to <= next.from));
            prop_assert_eq!(deadline.why.last().map(|span| span.to), Some(deadline.due));
        }
    }

    #[test]
    fn used_and_left_time_never_go_backwards(
        calendar in calendars(), at in instants(), allowance in allowances(), a in 0i64..3_000_000, b in 0i64..900_000,
        pauses in prop::collection::vec((instants(), 0i64..900_000), 0..4)
    ) {
        let pauses = pauses.into_iter().map(|(from, s)| Pause { from, to: Some(from + TimeDelta::seconds(s)) });
        let clock = Clock::new(at, allowance).with_pauses(pauses);
        let spent = |after| clock.spent(&calendar, at + TimeDelta::seconds(after));
        let (Some(first), Some(second)) = (spent(a), spent(a + b)) else { return Ok(()) };
        prop_assert!(first.used <= second.used);
        prop_assert_eq!(first.used + first.left, second.used + second.left);
    }

    #[test]
    fn open_time_is_added_and_taken_away(calendar in calendars(), at in instants(), seconds in 0i64..900_000) {
        let time = TimeDelta::seconds(seconds);
        let Some(later) = calendar.add_open_time(at, time) else { return Ok(()) };
        prop_assert_eq!(calendar.open_seconds_between(at, later) as i64, seconds);
        if seconds > 0 {
            let back = calendar.add_open_time(later, -time).expect("it was open since");
            prop_assert!(back >= at && calendar.open_seconds_between(at, back) == 0);
        }
    }

    #[test]
    fn shares_of_a_limit_lie_where_so_much_is_used(
        calendar in calendars(), at in instants(), allowance in allowances(), percent in 1u8..=250,
    ) {
        let clock = Clock::new(at, allowance);
        let Some(deadline) = clock.deadline(&calendar) else { return Ok(()) };
        prop_assert_eq!(clock.at_share(&deadline, 100, &calendar), Some(deadline.due));
        let Some(mark) = clock.at_share(&deadline, percent, &calendar) else { return Ok(()) };
        prop_assert_eq!(mark <= deadline.due, percent <= 100 || mark == deadline.due);
        let total: TimeDelta = deadline.why.iter().copied().map(Counted::length).sum();
        prop_assume!(!total.is_zero());
        let used = clock.spent(&calendar, mark).expect("it has a deadline").used;
        prop_assert_eq!(used, total * i32::from(percent) / 100);
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
            Calendar { hours, holidays, workdays, special, ..Calendar::always(zone) }
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

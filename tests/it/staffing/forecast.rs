//! Forecasts of arrivals: what is expected of known pasts, what is never looked at, and two months of the bank.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};
use hotdesk::{
    config::{SiteFiles, calendar},
    domain::clock::Calendar,
    import::bank,
    metrics::staffing::{Arrivals, BackTest, Intervals, Level, Method, Morning, Season, StaffingError},
};
use proptest::prelude::*;

use crate::shared;

/// A Monday.
fn monday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).expect("a date")
}

fn day(number: u64) -> NaiveDate {
    monday() + Days::new(number)
}

fn hours() -> Intervals {
    Intervals::of(3_600.0).expect("intervals")
}

/// So many calls at ten o'clock of each day, from a Monday on; a day of none is not known.
fn arrivals(calls: impl IntoIterator<Item = u32>) -> Arrivals {
    let mut arrivals = Arrivals::new(hours());
    let ten = NaiveTime::from_hms_opt(10, 20, 0).expect("a time");
    for (number, calls) in (0..).zip(calls) {
        (0..calls).for_each(|_| arrivals.add(day(number).and_time(ten)));
    }
    arrivals
}

/// What is expected of ten o'clock of this day on the morning of that one.
fn expected(
    arrivals: &Arrivals,
    calendar: Option<&Calendar>,
    method: Method,
    on: NaiveDate,
    of: NaiveDate,
) -> f64 {
    let days = Morning::of(on, arrivals, calendar).expect(method, &[of]).expect("something is known");
    assert_eq!(days[0].iter().sum::<f64>(), days[0][10], "nobody calls at other hours");
    days[0][10]
}

fn steady(season: Season) -> Method {
    Method { season, level: Level::Steady }
}

#[test]
fn a_weekday_is_like_those_before_it() {
    // Four weeks: Mondays 10, 20, 30, 80, all other days 5.
    let calls = (0..28).map(|number| if number % 7 == 0 { [10, 20, 30, 80][number / 7] } else { 5 });
    let arrivals = arrivals(calls);
    let next = |season| expected(&arrivals, None, steady(season), day(28), day(28));
    assert_eq!(next(Season::Last), 80.0);
    assert_eq!(next(Season::Mean), 35.0);
    assert_eq!(next(Season::Median), 25.0);
    let weights = [1.0, 0.7, 0.49, 0.343];
    let recent = (80.0 + 0.7 * 30.0 + 0.49 * 20.0 + 0.343 * 10.0) / weights.iter().sum::<f64>();
    assert!((next(Season::Recent) - recent).abs() < 1e-12);
    assert_eq!(expected(&arrivals, None, steady(Season::Mean), day(28), day(30)), 5.0);
}

#[test]
fn the_last_week_raises_or_lowers_what_is_expected() {
    // Twice as many in the last of four weeks as in those before it.
    let arrivals = arrivals((0..28).map(|number| if number < 21 { 40 } else { 80 }));
    let moving = Method { season: Season::Median, level: Level::Moving };
    assert_eq!(expected(&arrivals, None, moving, day(28), day(28)), 80.0);
    assert_eq!(expected(&arrivals, None, steady(Season::Median), day(28), day(28)), 40.0);
}

#[test]
fn days_of_which_nothing_is_known_are_no_quiet_days() {
    let arrivals = arrivals((0..28).map(|number| if number == 21 { 0 } else { 30 }));
    for method in Method::ALL {
        assert!((expected(&arrivals, None, method, day(28), day(28)) - 30.0).abs() < 1e-9, "{method:?}");
    }
}

#[test]
fn a_weekday_never_seen_is_like_all_days_and_nothing_is_made_of_nothing() {
    let arrivals = arrivals([10, 20, 30]);
    assert_eq!(expected(&arrivals, None, steady(Season::Mean), day(3), day(4)), 20.0);
    let morning = Morning::of(day(0), &arrivals, None);
    assert_eq!(morning.expect(Method::NAIVE, &[day(0)]), None);
    let nothing = BackTest::of(&arrivals, None, day(3), 7);
    assert_eq!((nothing.mornings, nothing.chosen.wape(), nothing.best), (0, None, Method::NAIVE));
}

#[test]
fn days_off_are_a_kind_of_their_own_and_make_up_days_are_mondays() {
    let always = calendar(&SiteFiles::default(), "always").expect("it is built in");
    let calendar = Calendar { holidays: [day(8), day(29)].into(), workdays: [day(33)].into(), ..always };
    let weekday = |number: u64| day(number).weekday();
    let calls = (0..28).map(|number| match (number, weekday(number)) {
        (8, _) => 4,
        (_, Weekday::Mon) => 50,
        (_, Weekday::Sat) => 10,
        _ => 30,
    });
    let arrivals = arrivals(calls);
    let of = |calendar, number| expected(&arrivals, calendar, steady(Season::Mean), day(28), day(number));
    assert_eq!((of(Some(&calendar), 29), of(Some(&calendar), 33)), (4.0, 50.0));
    assert_eq!((of(None, 29), of(None, 33)), ((30.0 * 3.0 + 4.0) / 4.0, 10.0));
    // The Tuesdays have lost the day off; the first day off that comes is taken for its weekday.
    assert_eq!(of(Some(&calendar), 36), 30.0);
    assert_eq!(expected(&arrivals, Some(&calendar), steady(Season::Mean), day(8), day(8)), 30.0);
}

#[test]
fn a_week_that_repeats_is_forecast_without_an_error() {
    let arrivals = arrivals((0..42).map(|number| 10 + 7 * (number % 7)));
    let tried = BackTest::of(&arrivals, None, day(42), 7);
    assert_eq!((tried.mornings, tried.best), (28, Method::NAIVE));
    assert!(tried.methods.iter().all(|miss| miss.off < 1e-6), "{tried:?}");
    // 22 mornings forecast seven days each, the last six the days that are left.
    assert_eq!(tried.chosen.intervals, (22 * 7 + 6 + 5 + 4 + 3 + 2 + 1) * 24);
}

#[test]
fn intervals_must_divide_a_day_by_minutes() {
    for (seconds, a_day) in [(60.0, 1440), (900.0, 96), (1800.0, 48), (3600.0, 24), (86_400.0, 1)] {
        assert_eq!(Intervals::of(seconds).map(Intervals::a_day), Ok(a_day));
    }
    for interval_s in [0.0, 30.0, 420.0, 5_000.0, 90.5, 172_800.0, f64::NAN] {
        assert!(matches!(Intervals::of(interval_s), Err(StaffingError::Uneven { .. })), "{interval_s}");
    }
}

#[test]
fn on_two_months_of_the_bank_the_forecast_is_a_sixth_nearer_than_the_naive_one() {
    let mut arrivals = Arrivals::new(Intervals::of(1_800.0).expect("intervals"));
    for month in ["01", "02"] {
        let Some(record) = shared::text(&format!("data/bank1999/1999-{month}.tsv.gz")) else { return };
        let calls = bank::read(record.as_bytes()).calls;
        let offered = calls.iter().filter_map(|call| call.offered_at());
        offered.for_each(|at| arrivals.add(at.with_timezone(&bank::ZONE).naive_local()));
    }
    let (_, last) = arrivals.span().expect("calls");
    let tried = BackTest::of(&arrivals, None, last + Days::new(1), 7);
    let percent = |share: Option<f64>| (share.expect("it was tried") * 1_000.0).round() / 10.0;
    assert_eq!((percent(tried.chosen.wape()), percent(tried.naive().wape())), (26.7, 31.9));
    assert_eq!(tried.best, Method { season: Season::Median, level: Level::Moving });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn the_future_is_never_looked_at(past in proptest::collection::vec(1..40_u32, 21..50), future in proptest::collection::vec(1..40_u32, 14)) {
        let morning = day(past.len() as u64);
        let dates: Vec<_> = morning.iter_days().take(7).collect();
        let short = arrivals(past.iter().copied());
        let long = arrivals(past.iter().chain(&future).copied());
        for method in Method::ALL {
            let of = |arrivals| Morning::of(morning, arrivals, None).expect(method, &dates);
            prop_assert_eq!(of(&short), of(&long));
        }
        prop_assert_eq!(BackTest::of(&short, None, morning, 7), BackTest::of(&long, None, morning, 7));
    }
}

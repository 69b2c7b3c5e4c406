//! The three rates by rules: who counts, who is left out, what weighs how much, and what the open tickets will make of it.

use std::{collections::BTreeMap, sync::LazyLock};

use chrono::NaiveDate;
use hotdesk::{
    config::{DeskSettings, Measures, Site, Troubles},
    domain::{Locale, TicketKind, rates::RateRule},
    metrics::{Book, Cell, Interval, Rules, Sheet, forecast, rates},
};

use crate::{
    catalogue::built_in,
    ticket_numbers::{
        form,
        tell::{Tale, at, meanings, nobody, reached},
    },
};

const MARCH: (&str, &str) = ("2026-02-28T16:00:00Z", "2026-03-31T16:00:00Z");

/// The shipped rule, read once.
fn shipped() -> RateRule {
    static READ: LazyLock<RateRule> = LazyLock::new(|| {
        let measures = Measures::load(&DeskSettings::default(), &site().catalogue);
        measures.unwrap_or_else(|troubles| panic!("{troubles}")).rates.remove(0)
    });
    READ.clone()
}

fn site() -> &'static Site {
    static READ: LazyLock<Site> = LazyLock::new(built_in);
    &READ
}

fn span((from, to): (&str, &str)) -> Interval {
    Interval { from: at(from), to: at(to) }
}

fn book(tale: &Tale) -> Book {
    let mut book = Book::new(meanings());
    tale.log.iter().for_each(|(at, event)| book.apply(*at, event));
    book
}

fn measured(tale: &Tale, rules: &[RateRule], period: (&str, &str), now: &str) -> Sheet {
    let units = &site().catalogue.units;
    let rules = Rules { rules, units, zone: chrono_tz::Asia::Shanghai };
    rates(&book(tale), rules, span(period), at(now), Locale::En)
}

/// Numerator, denominator, excluded and weighted value by unit and rate.
type Numbers = BTreeMap<(String, String), (f64, f64, f64, Option<f64>)>;

fn numbers(sheet: &Sheet) -> Numbers {
    let text = |row: usize, key: &str| match sheet.cell(row, key) {
        Some(Cell::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let number = |row: usize, key: &str| sheet.cell(row, key).and_then(Cell::value);
    let whole = |row, key| number(row, key).unwrap_or_else(|| panic!("no {key}"));
    let row = |row: usize| {
        let key = (text(row, "unit"), text(row, "rate"));
        let counts = (whole(row, "numerator"), whole(row, "denominator"), whole(row, "excluded"));
        (key, (counts.0, counts.1, counts.2, number(row, "weighted")))
    };
    (0..sheet.rows.len()).map(row).collect()
}

#[track_caller]
fn check(numbers: &Numbers, unit: &str, rate: &str, expected: (f64, f64, f64, Option<f64>)) {
    assert_eq!(numbers[&(unit.to_owned(), rate.to_owned())], expected, "{rate} of {unit:?}");
}

/// Five tickets of two units in March: all dispatched and signed for on the fourth, and to be answered by the eleventh.
fn march() -> Tale {
    let mut tale = Tale::of("government");
    for (nth, kind, category) in [
        (1, TicketKind::Help, "C101"),
        (2, TicketKind::Complaint, "C101"),
        (3, TicketKind::Praise, "C101"),
        (4, TicketKind::Help, "C201"),
        (5, TicketKind::Help, "C201"),
        (6, TicketKind::Help, "C201"),
    ] {
        tale.submit(nth, "2026-03-04T01:00:00Z", form(kind, category));
    }
    // Solved and satisfied; not solved; praise.
    for (nth, contacted) in
        [(1, reached(true, Some(true))), (2, reached(false, Some(false))), (3, reached(true, None))]
    {
        tale.answered(nth, "2026-03-04", "water", "2026-03-06T03:00:00Z");
        tale.call(nth, "2026-03-07T03:00:00Z", contacted);
    }
    // Answered a second too late, and nobody was reached. Not answered at all. A child of the first.
    tale.answered(4, "2026-03-04", "wanghu", "2026-03-12T00:00:01Z");
    tale.call(4, "2026-03-12T03:00:00Z", nobody());
    tale.dispatch(5, "2026-03-04T01:10:00Z", "wanghu");
    tale.verb(5, "2026-03-04T01:40:00Z", "sign");
    tale.merge(6, "2026-03-04T01:40:00Z", 1);
    tale
}

#[test]
fn the_shipped_rule_counts_what_it_says() {
    let sheet = measured(&march(), &[shipped()], MARCH, "2026-03-20T00:00:00Z");
    let found = numbers(&sheet);
    check(&found, "", "response", (3.0, 5.0, 0.0, Some(0.6)));
    check(&found, "", "solved", (1.0, 2.0, 1.0, Some(0.5)));
    check(&found, "", "satisfied", (1.0, 2.0, 0.0, Some(0.5)));
    check(&found, "water", "response", (3.0, 3.0, 0.0, Some(1.0)));
    check(&found, "wanghu", "response", (0.0, 2.0, 0.0, Some(0.0)));
    check(&found, "wanghu", "solved", (0.0, 0.0, 0.0, None));
    assert_eq!(sheet.cell(1, "goal"), Some(&Cell::Number(0.85)));
    // One more that is solved: 2 of 3 instead of 1 of 2.
    let one_more = sheet.cell(1, "one_more").and_then(Cell::value).expect("a number");
    assert!((one_more - (2.0 / 3.0 - 0.5)).abs() < 1e-12, "{one_more}");
}

#[test]
fn what_is_not_due_yet_does_not_count() {
    let early = numbers(&measured(&march(), &[shipped()], MARCH, "2026-03-06T12:00:00Z"));
    check(&early, "", "response", (0.0, 0.0, 0.0, None));
    let april = ("2026-03-31T16:00:00Z", "2026-04-30T16:00:00Z");
    let after = numbers(&measured(&march(), &[shipped()], april, "2026-04-10T00:00:00Z"));
    check(&after, "", "response", (0.0, 0.0, 0.0, None));
    check(&after, "", "solved", (0.0, 0.0, 0.0, None));
}

#[test]
fn weights_of_category_and_district_are_multiplied() {
    let mut rule = shipped();
    let weight = |text: &str| toml::from_str(text).expect("a weight");
    rule.weights = vec![
        weight("category = \"C\"\nweight = 2"),
        weight("category = \"C2\"\nweight = 3"),
        weight("unit = \"wanghu\"\nweight = 0.5"),
    ];
    let found = numbers(&measured(&march(), &[rule], MARCH, "2026-03-20T00:00:00Z"));
    // Three of weight 2 were answered, two of weight 3 × 0.5 were not.
    check(&found, "", "response", (3.0, 5.0, 0.0, Some(6.0 / 9.0)));
}

#[test]
fn a_ticket_is_judged_by_the_rule_of_the_day_on_which_it_was_submitted() {
    let old = shipped();
    let mut new = old.clone();
    new.rates[0].without.push(toml::from_str("category = [\"C1\"]").expect("a condition"));
    // The tickets are of 09:00 on the fourth in Shanghai.
    for (from, expected) in
        [("2026-03-04", (0.0, 2.0, 3.0, Some(0.0))), ("2026-03-05", (3.0, 5.0, 0.0, Some(0.6)))]
    {
        new.from = from.parse::<NaiveDate>().expect("a day");
        let rules = [old.clone(), new.clone()];
        let found = numbers(&measured(&march(), &rules, MARCH, "2026-03-20T00:00:00Z"));
        check(&found, "", "response", expected);
    }
    new.from = "2030-01-01".parse().expect("a day");
    let found = numbers(&measured(&march(), &[new], MARCH, "2026-03-20T00:00:00Z"));
    check(&found, "", "response", (0.0, 0.0, 0.0, None));
}

#[test]
fn the_forecast_names_the_tickets_that_decide_tonight() {
    let units = &site().catalogue.units;
    let rule = [shipped()];
    let rules = Rules { rules: &rule, units, zone: chrono_tz::Asia::Shanghai };
    let mut tale = march();
    tale.log.retain(|(when, _)| *when < at("2026-03-11T10:00:00Z"));
    let now = at("2026-03-11T10:00:00Z");
    let period = span(("2026-02-28T16:00:00Z", "2026-03-12T16:00:00Z"));
    let sheet = forecast(&book(&tale), rules, None, period, now, Locale::En);
    let rows: Vec<_> = (0..sheet.rows.len())
        .map(|row| {
            let text = |key| match sheet.cell(row, key) {
                Some(Cell::Text(text)) => text.clone(),
                other => panic!("{key}: {other:?}"),
            };
            let number = |key| sheet.cell(row, key).and_then(Cell::value);
            (text("ticket"), text("rate"), number("value"), number("if_solved"), number("if_not"))
        })
        .collect();
    let row = |ticket: &str, rate: &str, value, solved, not| {
        (format!("20260304-{ticket}"), rate.to_owned(), value, Some(solved), Some(not))
    };
    // 4 and 5 are with the district and not answered: of none due yet, each decides the response rate alone.
    assert!(rows.contains(&row("0004", "response", None, 1.0, 0.0)), "{rows:?}");
    assert!(rows.contains(&row("0005", "solved", Some(0.5), 2.0 / 3.0, 0.5)), "{rows:?}");
    // 2 was told and is not solved; told again, it would be.
    assert!(rows.contains(&row("0002", "solved", Some(0.5), 1.0, 0.5)), "{rows:?}");
    assert!(rows.windows(2).all(|pair| {
        let worth = |row: &(String, String, Option<f64>, Option<f64>, Option<f64>)| {
            row.3.unwrap_or(0.0) - row.4.unwrap_or(0.0)
        };
        worth(&pair[0]) >= worth(&pair[1])
    }));
    let of_water = forecast(&book(&tale), rules, Some(&"water".into()), period, now, Locale::En);
    assert!(
        of_water.rows.iter().all(|row| row[1] == Cell::Text("water".to_owned())) && !of_water.rows.is_empty()
    );
}

fn load(rule: &str) -> Result<Measures, Troubles> {
    let site = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir(site.path().join("rates")).expect("a folder");
    std::fs::write(site.path().join("rates/own.toml"), rule).expect("it can be written");
    Measures::load(
        &DeskSettings { site: site.path().to_owned(), ..DeskSettings::default() },
        &built_in().catalogue,
    )
}

#[test]
fn wrong_rules_are_told_with_file_line_and_remedy() {
    let whole = include_str!("../../config/rates/government.toml");
    assert!(load(whole).is_ok());
    let check = |from: &str, to: &str, line: &str, part: &str| {
        assert!(whole.contains(from), "{from}");
        let told = load(&whole.replacen(from, to, 1)).expect_err("it is wrong").to_string();
        assert!(told.contains(&format!("rates/own.toml{line}")) && told.contains(part), "{told}");
    };
    check("\"replied_in_time\"]", "\"replyed_in_time\"]", ":30", "did you mean `replied_in_time`");
    check("counted = \"reply_due\"", "counted = \"someday\"", ":27", "someday");
    check("kind = [\"praise\"]", "colour = [\"red\"]", ":39", "colour");
    check("kind = [\"praise\"]", "category = [\"X9\"]", ":34", "no category begins with X9");
    check("kind = [\"praise\"]", "unit = [\"nobody\"]", ":34", "there is no unit nobody");
    check("{ kind = [\"praise\"] }", "{}", ":34", "a condition says nothing");
    check("goal = 0.95", "goal = 95", ":24", "`goal` is a share");
    check("key = \"solved\"", "key = \"response\"", ":34", "another rate has the key response");
    let weight = "\n[[weight]]\nweight = 2\n";
    let told = load(&format!("{whole}{weight}")).expect_err("it is of nothing").to_string();
    assert!(told.contains("a weight is of a `category` or of a `unit`"), "{told}");
}

#[test]
fn conditions_hold_if_all_that_is_written_in_them_does() {
    let mut rule = shipped();
    rule.rates.truncate(1);
    let cases = [
        ("is = [\"dispatched\"]\nnot = [\"replied\"]", 1.0),
        ("kind = [\"praise\", \"complaint\"]", 2.0),
        ("category = [\"C1\"]\nkind = [\"help\"]", 1.0),
        ("unit = [\"centre\"]\nis = [\"dispatched\"]", 5.0),
        ("state = [\"merged\"]", 1.0),
        ("channel = [\"web\"]", 0.0),
        ("is = [\"called\"]\nnot = [\"contacted\"]", 1.0),
    ];
    for (condition, expected) in cases {
        let rate = &mut rule.rates[0];
        rate.counted = hotdesk::domain::rates::Moment::Submitted;
        (rate.of, rate.without) = (Vec::new(), Vec::new());
        rate.counts = vec![toml::from_str(condition).expect("a condition")];
        let found = numbers(&measured(&march(), &[rule.clone()], MARCH, "2026-03-20T00:00:00Z"));
        let (done, all, ..) = found[&(String::new(), "response".to_owned())];
        assert_eq!((done, all), (expected, 6.0), "{condition}");
    }
}

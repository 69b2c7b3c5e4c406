//! Scorecards, computed by hand.

use std::{collections::BTreeSet, sync::LazyLock};

use hotdesk::{
    config::{DeskSettings, Measures, Troubles},
    domain::{
        Locale,
        scorecards::{Marks, Scorecard},
    },
    metrics::{Cell, Interval, Published, Scored, score, scorecard_on, scorecard_sheet},
};
use proptest::prelude::*;

use crate::{catalogue::built_in, ticket_numbers::tell::at};

/// The shipped scorecard of agents, read once.
fn agents() -> Scorecard {
    static READ: LazyLock<Scorecard> = LazyLock::new(|| {
        let measures = Measures::load(&DeskSettings::default(), &built_in().catalogue);
        let cards = measures.unwrap_or_else(|troubles| panic!("{troubles}")).scorecards;
        let day = "2026-03-01".parse().expect("a day");
        scorecard_on(&cards, "agents", day).expect("it is shipped").clone()
    });
    READ.clone()
}

fn subjects(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn marks(values: &[(&str, &str, f64)], points: &[(&str, &str, &str, f64)]) -> Marks {
    let value =
        |(subject, metric, value): &(&str, &str, f64)| ((subject.to_string(), metric.to_string()), *value);
    let point = |(subject, item, rater, points): &(&str, &str, &str, f64)| {
        ((subject.to_string(), item.to_string(), rater.to_string()), *points)
    };
    Marks { values: values.iter().map(value).collect(), points: points.iter().map(point).collect() }
}

fn points(scored: &Scored, item: &str) -> Option<f64> {
    scored.items.iter().find(|one| one.item == item).unwrap_or_else(|| panic!("no {item}")).points
}

/// Agent 7001 with a value for everything.
fn full() -> Marks {
    marks(
        &[
            ("7001", "qa_score", 92.0),
            ("7001", "csat", 0.9),
            ("7001", "utilisation", 0.5),
            ("7001", "aht_s", 300.0),
            ("7001", "rna_rate", 0.02),
            ("7001", "praised", 3.0),
            ("7001", "complaints_upheld", 1.0),
            ("7001", "leaks", 0.0),
        ],
        &[
            ("7001", "manner", "lead", 90.0),
            ("7001", "manner", "qa", 80.0),
            ("7001", "manner", "peers", 100.0),
        ],
    )
}

#[test]
fn a_total_is_what_a_reader_computes() {
    let scored = &score(&agents(), &subjects(&["7001"]), &full())[0];
    // (92-60)/40 = 80; at least 0.90: 90; together (30×80 + 20×90) / 50 = 84.
    assert_eq!(
        [points(scored, "qa"), points(scored, "satisfaction"), points(scored, "quality")],
        [Some(80.0), Some(90.0), Some(84.0)]
    );
    // (0.5-0.3)/0.4 = 50; at most 300: 80; (0.1-0.02)/0.1 = 80; together (15×50 + 10×80 + 10×80) / 35 = 67.142…
    assert_eq!(
        [points(scored, "utilisation"), points(scored, "handling"), points(scored, "unanswered")],
        [Some(50.0), Some(80.0), Some(80.0)]
    );
    assert_eq!(points(scored, "work"), Some(67.14));
    // (60×90 + 30×80 + 10×100) / 100 = 88.
    assert_eq!(points(scored, "manner"), Some(88.0));
    // (50×84 + 35×67.142… + 15×88) / 100 = 78.7, plus 3×2, minus 5.
    assert_eq!(scored.extras.iter().map(|extra| extra.points).collect::<Vec<_>>(), [6.0, -5.0]);
    assert_eq!((scored.total, scored.grade.as_deref(), scored.rank), (Some(79.7), Some("pass"), Some(1)));
}

#[test]
fn what_has_no_value_is_left_out_with_its_weight() {
    let given = marks(
        &[("7001", "csat", 0.96), ("7002", "qa_score", f64::NAN)],
        &[("7001", "manner", "peers", 60.0)],
    );
    let scored = score(&agents(), &subjects(&["7001", "7002"]), &given);
    // Of quality only the satisfaction is known: 100; of the raters only one: 60.
    assert_eq!(scored[0].total, Some(((50.0 * 100.0 + 15.0 * 60.0) / 65.0 * 100.0_f64).round() / 100.0));
    assert_eq!(points(&scored[0], "work"), None);
    assert_eq!((scored[1].total, scored[1].grade.clone(), scored[1].rank), (None, None, None));
}

#[test]
fn fatal_items_and_caps_hold() {
    let mut given = full();
    given.values.insert(("7001".into(), "leaks".into()), 1.0);
    let fatal = &score(&agents(), &subjects(&["7001"]), &given)[0];
    assert_eq!(
        (fatal.total, fatal.grade.as_deref(), fatal.fatal.as_slice()),
        (Some(59.0), Some("fail"), &["leak".to_owned()][..])
    );
    let mut given = full();
    given.values.insert(("7001".into(), "praised".into()), 100.0);
    given.values.insert(("7001".into(), "complaints_upheld".into()), 100.0);
    let capped = &score(&agents(), &subjects(&["7001"]), &given)[0];
    assert_eq!(capped.extras.iter().map(|extra| extra.points).collect::<Vec<_>>(), [10.0, -20.0]);
    let worst = marks(&[("7001", "csat", 0.1), ("7001", "complaints_upheld", 9.0)], &[]);
    assert_eq!(score(&agents(), &subjects(&["7001"]), &worst)[0].total, Some(0.0), "never below nothing");
}

#[test]
fn grades_begin_at_their_limit_and_ranks_are_shared() {
    let mut card = agents();
    card.items.retain(|item| item.id == "quality" || item.id == "qa");
    card.items[1].scale = Some(hotdesk::domain::scorecards::Scale { none: 0.0, all: 100.0 });
    let given = [("a", 90.0), ("b", 89.99), ("c", 80.0), ("d", 80.0), ("e", 60.0), ("f", 59.99)];
    let given: Vec<_> = given.iter().map(|(subject, value)| (*subject, "qa_score", *value)).collect();
    let scored = score(&card, &subjects(&["f", "e", "d", "c", "b", "a"]), &marks(&given, &[]));
    let told: Vec<_> =
        scored.iter().map(|one| (one.subject.as_str(), one.grade.as_deref(), one.rank)).collect();
    let expected = [
        ("a", Some("excellent"), Some(1)),
        ("b", Some("good"), Some(2)),
        ("c", Some("good"), Some(3)),
        ("d", Some("good"), Some(3)),
        ("e", Some("pass"), Some(5)),
        ("f", Some("fail"), Some(6)),
    ];
    assert_eq!(told, expected);
}

#[test]
fn the_report_has_goal_beside_actual() {
    let (card, subjects) = (agents(), subjects(&["7001"]));
    let sheet = scorecard_sheet(&card, &score(&card, &subjects, &full()), Locale::En);
    assert_eq!(sheet.rows.len(), 1 + card.items.len() + card.extras.len());
    assert_eq!(sheet.cell(0, "total").and_then(Cell::value), Some(79.7));
    assert_eq!(sheet.cell(0, "grade_label"), Some(&Cell::Text("pass".to_owned())));
    let row = |item: &str| {
        let is = |row: &usize| sheet.cell(*row, "item") == Some(&Cell::Text(item.to_owned()));
        (0..sheet.rows.len()).find(is).unwrap_or_else(|| panic!("no {item}"))
    };
    let numbers = ["weight", "goal", "actual", "points"];
    let numbers = numbers.map(|key| sheet.cell(row("satisfaction"), key).and_then(Cell::value));
    assert_eq!(numbers, [Some(20.0), Some(0.85), Some(0.9), Some(90.0)]);
    assert!(sheet.rows.iter().all(|cells| cells.len() == sheet.columns.len()));
}

#[test]
fn what_was_published_is_never_computed_again() {
    let card = agents();
    let scored = score(&card, &subjects(&["7001", "7002"]), &full());
    let period = Interval { from: at("2026-02-28T16:00:00Z"), to: at("2026-03-31T16:00:00Z") };
    let published = Published { card, period, at: at("2026-04-02T01:00:00Z"), by: "ban".to_owned(), scored };
    let record = published.write().expect("it can be written");
    let again = Published::read(&record).expect("it is whole");
    assert_eq!(again, published);
    assert_eq!(again.sheet(Locale::ZhCn), published.sheet(Locale::ZhCn));
    let changed = record.replacen("79.7", "97.7", 1);
    assert_ne!(changed, record);
    let why = Published::read(&changed).expect_err("somebody changed it").to_string();
    assert!(why.contains("was changed after it was published"), "{why}");
    assert!(Published::read("nothing").is_err() && Published::read("no hash\n{}").is_err());
}

fn load(card: &str) -> Result<Measures, Troubles> {
    let site = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir(site.path().join("scorecards")).expect("a folder");
    std::fs::write(site.path().join("scorecards/own.toml"), card).expect("it can be written");
    Measures::load(
        &DeskSettings { site: site.path().to_owned(), ..DeskSettings::default() },
        &built_in().catalogue,
    )
}

#[test]
fn wrong_scorecards_are_told_with_file_line_and_remedy() {
    let whole = include_str!("../../config/scorecards/agents.toml");
    assert!(load(whole).is_ok());
    let check = |from: &str, to: &str, part: &str| {
        assert!(whole.contains(from), "{from}");
        let told = load(&whole.replacen(from, to, 1)).expect_err("it is wrong").to_string();
        assert!(told.contains("scorecards/own.toml") && told.contains(part), "{told}");
    };
    check(
        "parent = \"quality\"",
        "parent = \"nobody\"",
        ":22: item qa: there is no item of the name of its `parent`",
    );
    check("rated = true", "", "an item has one of `steps`, `scale` and `rated`");
    check("metric = \"qa_score\"\n", "", "item qa: `steps` and `scale` need a `metric`");
    check("{ none = 60, all = 100 }", "{ none = 60, all = 60 }", "must differ");
    check("points = 100", "points = 101", "points are 0 to 100");
    check("weight = 50", "weight = 0", "`weight` must be more than 0");
    check("id = \"satisfaction\"", "id = \"qa\"", "the name qa is there twice");
    check("at_least = 0.95,", "at_leest = 0.95,", "did you mean `at_least`");
}

proptest! {
    #[test]
    fn totals_stay_in_bounds_and_ranks_follow_them(
        values in prop::collection::vec((0_usize..5, 0_usize..8, -10.0_f64..500.0), 0..40),
    ) {
        const METRICS: [&str; 8] =
            ["qa_score", "csat", "utilisation", "aht_s", "rna_rate", "praised", "complaints_upheld", "leaks"];
        let names = ["a", "b", "c", "d", "e"];
        let values: Vec<_> = values.iter().map(|(who, what, value)| (names[*who], METRICS[*what], *value)).collect();
        let scored = score(&agents(), &subjects(&names), &marks(&values, &[]));
        prop_assert_eq!(scored.len(), names.len());
        for pair in scored.windows(2) {
            prop_assert!(pair[0].total >= pair[1].total);
            if pair[1].total.is_some() {
                prop_assert_eq!(pair[0].total == pair[1].total, pair[0].rank == pair[1].rank);
            }
        }
        for total in scored.iter().filter_map(|one| one.total) {
            prop_assert!((0.0..=110.0).contains(&total), "{}", total);
        }
    }
}

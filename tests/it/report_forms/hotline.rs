//! The reports that hotlines hand in, read as a terminal would show their parts.

use hotdesk::{
    domain::Locale,
    metrics::{Cell, Measure, Sheet},
    report::{Material, Page, Sheets, Wording, daily, html, monthly, supervision, table},
};

use super::{
    html::{exits, hours, well_formed},
    queues, terminal, worded,
};

fn by_queue(rows: &[(&str, [u64; 4], f64)]) -> Sheet {
    let columns = [
        ("queue", Measure::Text),
        ("offered", Measure::Count),
        ("answered", Measure::Count),
        ("answered_within", Measure::Count),
        ("abandoned", Measure::Count),
        ("service_level", Measure::Share),
        ("answer_rate", Measure::Share),
        ("abandon_rate", Measure::Share),
        ("asa_s", Measure::Seconds),
    ];
    let mut sheet = Sheet::new("queues", &columns);
    let row = |(queue, counts, asa): &(&str, [u64; 4], f64)| {
        let [offered, answered, within, abandoned] = *counts;
        let of_offered = |part: u64| Cell::number(Some(part as f64 / offered as f64));
        let name = Cell::Text((*queue).to_owned());
        let rates = [within, answered, abandoned].map(of_offered);
        [name].into_iter().chain(counts.map(Cell::Count)).chain(rates).chain([Cell::Number(*asa)]).collect()
    };
    sheet.rows = rows.iter().map(row).collect();
    sheet
}

fn agents() -> Sheet {
    let columns = [
        ("agent", Measure::Text),
        ("answered", Measure::Count),
        ("aht_s", Measure::Seconds),
        ("occupancy", Measure::Share),
    ];
    let mut sheet = Sheet::new("agents", &columns);
    sheet.rows = (0..12_u32)
        .map(|n| {
            let aht = if n == 7 { 900.0 } else { f64::from(180 + n * 3) };
            let occupancy = Cell::number(Some(0.6 + f64::from(n) / 100.0));
            vec![
                Cell::Text(format!("70{n:02}")),
                Cell::Count(u64::from(80 - n * 5)),
                Cell::Number(aht),
                occupancy,
            ]
        })
        .collect();
    sheet
}

fn material() -> Material {
    let now = Sheets {
        queues: Some(by_queue(&[
            ("市民热线", [520, 470, 400, 40], 12.0),
            ("企业服务", [40, 30, 20, 10], 33.5),
        ])),
        intervals: Some(queues()),
        hours: Some(hours()),
        exits: Some(exits()),
        agents: Some(agents()),
        ..Sheets::default()
    };
    let queues_before =
        by_queue(&[("市民热线", [500, 480, 450, 20], 9.0), ("企业服务", [50, 45, 44, 5], 8.0)]);
    let queues_last_year = by_queue(&[("市民热线", [600, 480, 450, 20], 9.0)]);
    Material {
        site: "12345".to_owned(),
        period: "1999-01-04".to_owned(),
        zone: "Asia/Jerusalem".to_owned(),
        now,
        before: Sheets { queues: Some(queues_before), ..Sheets::default() },
        year_before: Sheets { queues: Some(queues_last_year), ..Sheets::default() },
        goals: vec![("service_level".to_owned(), 0.8), ("answer_rate".to_owned(), 0.9)],
        ..Material::default()
    }
}

/// All that stands on the page, but for the drawings.
fn read(page: &Page, wording: &Wording<'_>) -> String {
    let mut text = format!("{}\n{}\n", page.title, page.subtitle);
    for section in &page.sections {
        text += &format!("\n== {}\n", section.title);
        text.extend(section.remarks.iter().map(|remark| format!("- {remark}\n")));
        text.extend(section.chart.iter().map(|chart| format!("[{}]\n", chart.title())));
        if !section.sheet.columns.is_empty() {
            text += &table(&section.sheet, wording, terminal(120));
        }
    }
    text
}

fn check(name: &str, build: fn(&Material, &Wording<'_>) -> Page) {
    for (locale, tag) in [(Locale::En, "en"), (Locale::ZhCn, "zh")] {
        worded(locale, |wording| {
            let page = build(&material(), wording);
            well_formed(&html(&page, wording));
            insta::assert_snapshot!(format!("hotline_{name}_{tag}"), read(&page, wording));
        });
    }
}

#[test]
fn a_day_is_told_beside_the_day_before() {
    check("daily", daily);
}

#[test]
fn a_month_shows_the_week_as_well() {
    check("monthly", monthly);
}

#[test]
fn supervision_names_what_is_short_of_its_goal_and_who_is_far_from_the_others() {
    check("supervision", supervision);
}

#[test]
fn what_is_not_known_is_left_out() {
    worded(Locale::En, |wording| {
        for build in [daily, monthly, supervision] {
            assert_eq!(build(&Material::default(), wording).sections, []);
        }
        let reached = Material { goals: vec![("answer_rate".to_owned(), 0.1)], ..material() };
        let page = supervision(&reached, wording);
        assert_eq!(page.sections[0].remarks, ["Every queue reaches its goals"]);
        assert_eq!(page.sections[0].sheet.rows, Vec::<Vec<Cell>>::new());
    });
}

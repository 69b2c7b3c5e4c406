//! The files of a site: what is built in is whole, and what is wrong in a site's own files is told with file and line.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeZone, Utc, Weekday};
use hotdesk::{
    config::{DeskSettings, Site, SiteFiles, Troubles, calendar},
    domain::{Priority, TicketKind, Words, clock::Allowance},
};

use crate::shared;

#[test]
fn the_built_in_catalogue_is_whole() {
    let site = built_in();
    let catalogue = &site.catalogue;
    let ids: Vec<&str> = site.queues.iter().map(|queue| queue.id.as_str()).collect();
    assert_eq!(ids, ["private", "english", "internet", "stocks", "prospect", "callback"]);
    assert!((80..=150).contains(&catalogue.categories.len()));
    assert!(catalogue.templates.len() >= 10);
    assert_eq!(catalogue.callback_s, 1800);
    assert!(catalogue.script_for(&"private".into()).is_some_and(|script| script.id.as_str() == "general"));
    assert!(catalogue.script_for(&"stocks".into()).is_some_and(|script| script.id.as_str() == "stocks"));
}

#[test]
fn categories_have_three_levels_and_their_codes_tell_the_branch() {
    let site = built_in();
    let mut depth = BTreeMap::new();
    for category in &site.catalogue.categories {
        let above = category.parent.as_ref().map_or(0, |parent| depth[parent]);
        depth.insert(&category.code, above + 1);
        let parent = category.parent.as_ref().map_or("", |parent| parent.as_str());
        assert!(category.code.as_str().starts_with(parent), "{} is not below {parent}", category.code);
    }
    assert_eq!(depth.values().collect::<BTreeSet<_>>(), BTreeSet::from([&1, &2, &3]));
}

#[test]
fn time_limits_are_the_categorys_or_the_priority_s() {
    let catalogue = built_in().catalogue;
    let limit = |code: &str, priority| catalogue.allowance(Some(&code.into()), priority);
    assert_eq!(limit("B201", Priority::P4), Some(Allowance::ClockMinutes(120)));
    assert_eq!(limit("C201", Priority::P3), Some(Allowance::WorkingDays(7)));
    assert_eq!(catalogue.allowance(None, Priority::P1), Some(Allowance::ClockMinutes(120)));
}

#[test]
fn the_general_script_leads_to_every_kind_of_ticket() {
    let catalogue = built_in().catalogue;
    let general = catalogue.script(&"general".into()).expect("it is built in");
    let kinds: Vec<_> =
        general.steps.iter().flat_map(|step| &step.branches).filter_map(|way| way.kind).collect();
    assert_eq!(kinds, TicketKind::ALL);
}

#[test]
fn every_script_step_can_be_reached() {
    for script in built_in().catalogue.scripts {
        let mut reached = BTreeSet::from([0]);
        let mut waiting = vec![0];
        while let Some(index) = waiting.pop() {
            let step = &script.steps[index];
            let ways = step.branches.iter().filter_map(|way| script.step(&way.to)).map(|(index, _)| index);
            let next = (step.branches.is_empty() && !step.ends).then_some(index + 1);
            waiting.extend(ways.chain(next).filter(|&to| to < script.steps.len() && reached.insert(to)));
        }
        assert_eq!(reached.len(), script.steps.len(), "script {}", script.id);
    }
}

#[test]
fn scripts_say_please_you_and_goodbye() {
    for script in built_in().catalogue.scripts {
        let said: String = script.steps.iter().map(|step| step.text.zh.as_str()).collect();
        for must in ["请", "您", "再见", "agent.number", "hotline.name"] {
            assert!(said.contains(must), "script {} never says {must}", script.id);
        }
    }
}

#[test]
fn chinese_working_days_are_the_announced_ones() {
    let Some(totals) = shared::text("data/cn_workdays/year_totals.csv") else { return };
    let calendar = calendar(&SiteFiles::default(), "government").expect("it is built in");
    for line in totals.lines().skip(1) {
        let columns: Vec<&str> = line.split(',').collect();
        let first = NaiveDate::from_ymd_opt(columns[0].parse().expect("well-formed test data"), 1, 1)
            .expect("well-formed test data");
        let days = first.iter_days().take_while(|day| day.year() == first.year());
        let working = days.filter(|day| !calendar.openings_on(*day).is_empty()).count();
        assert_eq!(working.to_string(), columns[2], "{}", first.year());
    }
}

#[test]
fn a_long_holiday_is_counted_over() {
    let calendar = calendar(&SiteFiles::default(), "government").expect("it is built in");
    let at = |text: &str| -> DateTime<Utc> {
        let local =
            chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("well-formed test data");
        calendar.zone.from_local_datetime(&local).single().expect("well-formed test data").to_utc()
    };
    // National Day 2024: 1 to 7 October off, Sunday 29 September and Saturday 12 October worked.
    let due = calendar
        .deadline(at("2024-09-29 10:00"), Allowance::WorkingDays(6))
        .expect("well-formed test data")
        .due;
    assert_eq!(due, at("2024-10-12 18:00"));
    let always = hotdesk::config::calendar(&SiteFiles::default(), "always").expect("well-formed test data");
    assert!(always.is_open(at("2024-10-01 03:00")));
}

#[test]
fn the_recorded_banks_week_begins_on_sunday() {
    let calendar = calendar(&SiteFiles::default(), "bank-1999").expect("it is built in");
    let sunday = NaiveDate::from_ymd_opt(1999, 1, 3).expect("well-formed test data");
    let open: Vec<Weekday> = (0..7)
        .map(|day| sunday + Days::new(day))
        .filter(|day| !calendar.openings_on(*day).is_empty())
        .map(|day| day.weekday())
        .collect();
    assert_eq!(open, [Weekday::Sun, Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri]);
}

#[test]
fn a_sites_own_calendar_outranks_what_it_includes() {
    let site = site_with(&[(
        "calendars/ours.toml",
        "zone = \"Asia/Shanghai\"\ninclude = [\"cn-workdays\"]\nholidays = [\"2024-09-29\"]\nworkdays = [\"2024-10-01\"]\n\
         [hours]\nmon = [\"09:00-17:00\"]\n[special]\n2024-10-02 = [\"10:00-11:00\"]",
    )]);
    let calendar = calendar(&SiteFiles::new(site.path()), "ours").expect("it is right");
    let open = |day: &str| !calendar.openings_on(day.parse().expect("well-formed test data")).is_empty();
    assert!(!open("2024-09-29") && open("2024-10-01") && open("2024-10-02") && !open("2024-10-03"));
}

#[test]
fn a_sites_files_replace_the_built_in_ones() {
    let site = site_with(&[("pauses.toml", &["signed_in", "missed", "tea"].map(pause).concat())]);
    let settings = DeskSettings { site: site.path().to_owned(), ..DeskSettings::default() };
    let site = Site::load(&settings).expect("it is right");
    assert_eq!(site.catalogue.pauses.len(), 3);
    assert_eq!(site.queues, built_in().queues);
}

#[test]
fn wrong_files_are_told_with_line_and_remedy() {
    let check = |name: &str, text: &str, said: &[&str]| {
        let found = load(&[("templates.toml", ""), (name, text)]).expect_err(text);
        let found: Vec<String> = found.0.iter().map(|trouble| trouble.to_string()).collect();
        let ends = |(found, said): (&String, &&str)| found.contains(name) && found.ends_with(*said);
        assert!(found.len() == said.len() && found.iter().zip(said).all(ends), "{found:#?}");
    };
    check(
        "categories.toml",
        "category = [\n{ code = \"A\", label = { zh = \"甲\", en = \"a\" } },\n{ code = \"B\", parent = \"X\", label = { zh = \"乙\", en = \"b\" } },\n\
         { code = \"A\", label = { zh = \"丙\", en = \"\" } },\n]\n[allowances]\nP1 = \"1h\"\nP2 = \"1wd\"\nP3 = \"1wd\"",
        &[
            ":4: another category has the name `A` too: rename one",
            ":3: category B: its parent X does not stand above it: add or move it",
            ":4: category A: a text is empty in `en`: write it",
            ": [allowances] has no time limit for P4: add P4 = \"7wd\" or the like",
        ],
    );
    check(
        "categories.toml",
        "category = [\n{ code = \"A\", label = { zh = \"甲\", en = \"a\" }, unit = \"cooks\", lifecycle = \"soup\" },\n\
         { code = \"B\", label = { zh = \"乙\", en = \"b\" }, places = [\n{ place = \" \", unit = \"water\" }, { place = \"湖\", unit = \"x\" }] },\n]\n\
         [allowances]\nP1 = \"1h\"\nP2 = \"1wd\"\nP3 = \"1wd\"\nP4 = \"1wd\"",
        &[
            ":2: category A: there is no lifecycle soup: correct `lifecycle`, or add lifecycles/soup.toml",
            ":2: category A: there is no unit cooks: correct it, or add it to built-in units.toml",
            ":3: category B: one of its places is empty, and would be everywhere: write what occurs in it",
            ":3: category B: there is no unit x: correct it, or add it to built-in units.toml",
        ],
    );
    check(
        "categories.toml",
        "[allowances]\nP1 = \"1 hour\"",
        &[
            ":2: `allowances`: cannot read the time limit \"1 hour\": write 3wd, 4wh, 90wm, 24h or 90m, ten years at most",
        ],
    );
    check(
        "queues.toml",
        "[[queue]]\nid = \"a\"\nlable = 1",
        &[":3: `queue[0].lable`: unknown word `lable`: did you mean `label`?"],
    );
    check(
        "pauses.toml",
        &[pause("signed_in"), pause("tea")].concat(),
        &[": the desk needs a pause of code `missed`: add it"],
    );
    check(
        "templates.toml",
        "[[template]]\nid = \"t\"\nlabel = { zh = \"甲\", en = \"a\" }\nkind = \"inquiry\"\ncategory = \"none\"\n\
         subject = { zh = \"{{ caller.nam }}\", en = \"a\" }\ndescription = { zh = \"甲\", en = \"{{ blanks.x }}\" }",
        &[
            ":1: template t: there is no category none: correct it",
            ":1: template t, subject (zh), line 1: unknown name `caller.nam`: did you mean `caller.name`?",
            ":1: template t, description (en), line 1: unknown name `blanks.x`: a script knows hotline, call, caller, agent, ticket, clock and its own blanks",
        ],
    );
}

#[test]
fn wrong_scripts_are_told_with_their_steps() {
    let script = "id = \"s\"\nversion = 1\nlabel = { zh = \"甲\", en = \"a\" }\n\n[[steps]]\nid = \"one\"\ntitle = { zh = \"甲\", en = \"a\" }\n\
        text = { zh = \"\"\"\n好\n{% if caller.name %}{{ blanks.gone }}{% endif %}\"\"\", en = \"{% if %}\" }\n\n\
        [[steps]]\nid = \"two\"\ntitle = { zh = \"乙\", en = \"b\" }\ntext = { zh = \"乙\", en = \"b\" }\nbranches = [{ label = { zh = \"去\", en = \"go\" }, to = \"three\" }]";
    let found = load(&[("scripts/s.toml", script)]).expect_err("it is wrong").to_string();
    let said: Vec<&str> =
        found.lines().map(|line| line.split_once("s.toml").expect("it names the file").1).collect();
    assert_eq!(said.len(), 3, "{found}");
    assert_eq!(
        said[0],
        ":12: step two: a branch leads to `three`, which is no step of this script: correct it"
    );
    assert!(
        said[1].starts_with(":5: script s, step one (zh), line 2: unknown name `blanks.gone`"),
        "{found}"
    );
    assert!(said[2].starts_with(":5: script s, step one (en), line 1: it cannot be read"), "{found}");
}

#[test]
fn scripts_that_contend_are_refused() {
    let script = |id: &str, services: &str| {
        format!(
            "id = \"{id}\"\nversion = 1\nlabel = {{ zh = \"甲\", en = \"a\" }}\nservices = [{services}]\n[[steps]]\nid = \"one\"\n\
             title = {{ zh = \"甲\", en = \"a\" }}\ntext = {{ zh = \"甲\", en = \"a\" }}"
        )
    };
    let check = |first: String, second: String, said: &str| {
        let found =
            load(&[("scripts/a.toml", &first), ("scripts/b.toml", &second)]).expect_err(said).to_string();
        assert!(found.ends_with(said), "{found}");
    };
    check(
        script("a", ""),
        script("b", ""),
        "scripts a and b both serve all other calls: name `services` in one",
    );
    check(
        script("a", "\"x\""),
        script("b", "\"y\""),
        "one script must serve all other calls: leave out its `services`",
    );
    check(script("a", ""), script("a", "\"x\""), "another script has the id a too: rename one");
    check(
        script("a", ""),
        script("b", "\"x\", \"x\""),
        "another script serves `x` too: take it away from one",
    );
}

#[test]
fn a_calendar_or_folder_that_is_not_there_is_said_to_be() {
    let settings = DeskSettings { calendar: "mars".to_owned(), ..DeskSettings::default() };
    let error = Site::load(&settings).expect_err("there is none").to_string();
    assert!(error.starts_with("calendars/mars.toml: there is no such calendar"), "{error}");
    let settings = DeskSettings { site: "/nowhere".into(), ..DeskSettings::default() };
    let error = Site::load(&settings).expect_err("there is none").to_string();
    assert!(error.starts_with("/nowhere: there is no such folder"), "{error}");
}

#[test]
fn a_queue_names_the_calendar_of_its_hours() {
    let queue = |hours: &str| {
        format!(
            "[[queue]]\nid = \"a\"\nlabel = {{ zh = \"甲\", en = \"a\" }}\ntarget_s = 20\nshort_abandon_s = 5\nmax_wait_s = 300\n\
             ring_s = 20\nwrap_up_s = 60\nmisses_before_pause = 2\nkeep_place_s = 60\ncapacity = 3\nhead_start_s = [0]\nhours = \"{hours}\"\n"
        )
    };
    let site = load(&[("queues.toml", &queue("government"))]).expect("it is built in");
    let hours = site.queues[0].hours.as_ref().expect("it is named");
    assert!(!site.calendars[hours].is_open("2024-01-01T01:00:00Z".parse().expect("a time")), "New Year");
    let error = load(&[("queues.toml", &queue("mars"))]).expect_err("there is none").to_string();
    let said =
        "queues.toml:1: queue a: there is no calendar `mars`: correct `hours`, or add calendars/mars.toml";
    assert!(error.ends_with(said), "{error}");
}

#[test]
fn every_text_is_in_both_languages() {
    let catalogue = built_in().catalogue;
    let han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let check = |words: &Words| {
        assert!(han(&words.zh), "not Chinese: {}", words.zh);
        assert!(!han(&words.en), "not English: {}", words.en);
    };
    catalogue.categories.iter().for_each(|category| check(&category.label));
    catalogue.pauses.iter().for_each(|pause| check(&pause.label));
    catalogue.units.iter().for_each(|unit| check(&unit.label));
    for template in &catalogue.templates {
        [&template.label, &template.subject, &template.description]
            .into_iter()
            .chain(&template.wish)
            .for_each(check);
    }
    for step in catalogue.scripts.iter().flat_map(|script| &script.steps) {
        check(&step.title);
        assert!(han(&step.text.zh), "{}", step.id);
        step.blanks.iter().for_each(|blank| check(&blank.label));
        step.branches.iter().for_each(|branch| check(&branch.label));
    }
}

pub fn built_in() -> Site {
    Site::load(&DeskSettings::default()).unwrap_or_else(|troubles| panic!("{troubles}"))
}

/// The door: these files in a site's folder.
pub fn load(files: &[(&str, &str)]) -> Result<Site, Troubles> {
    let site = site_with(files);
    Site::load(&DeskSettings { site: site.path().to_owned(), ..DeskSettings::default() })
}

fn site_with(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).expect("a folder in it");
        fs::write(path, text).expect("it can be written");
    }
    folder
}

fn pause(code: &str) -> String {
    format!("[[pause]]\ncode = \"{code}\"\nlabel = {{ zh = \"休\", en = \"pause\" }}\npaid = true\n")
}

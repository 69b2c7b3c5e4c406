//! Handling units: which one is proposed for a ticket, which way tickets go, and what is said about units that do not fit together.

use hotdesk::domain::{Catalogue, ProposedBy, TicketForm};

use crate::catalogue::{built_in, load};

#[test]
fn the_unit_is_proposed_by_category_and_place() {
    let catalogue = built_in().catalogue;
    let check = |category: &str, place: &str, unit: &str, why: ProposedBy| {
        let form =
            TicketForm { category: Some(category.into()), place: place.to_owned(), ..TicketForm::default() };
        let proposal = catalogue.propose(&form).expect("somebody handles it");
        assert_eq!((proposal.unit.as_str(), proposal.why), (unit, why), "{category} at {place}");
    };
    let of = |category: &str| ProposedBy::Category { category: category.into() };
    let at =
        |category: &str, place: &str| ProposedBy::Place { category: category.into(), place: place.into() };
    check("C101", "望湖区柳堤街 3 号", "water", of("C101"));
    // Its own category names nobody: the one above does, for this street, then for this district, then for everywhere.
    check("C301", "望湖区柳堤街 3 号", "liudi", at("C3", "柳堤"));
    check("C301", "3 LIUDI street", "liudi", at("C3", "Liudi"));
    check("C301", "望湖区", "wanghu", at("C3", "望湖"));
    check("C301", "", "city-works", of("C3"));
    check("C505", "", "social-security", of("C5"));
    check("B806", "", "bank", of("B"));
    assert_eq!(catalogue.propose(&TicketForm::default()), None);
    let unknown = TicketForm { category: Some("X".into()), ..TicketForm::default() };
    assert_eq!(catalogue.propose(&unknown), None);
}

#[test]
fn tickets_go_the_way_of_their_category_or_of_those_above_it() {
    let mut catalogue = built_in().catalogue;
    let of = |catalogue: &Catalogue, code: &str| {
        let lifecycle = catalogue.lifecycle_of(Some(&code.into())).expect("there is one");
        lifecycle.id.to_string()
    };
    assert_eq!(of(&catalogue, "C103"), "power");
    assert_eq!(of(&catalogue, "C101"), "government");
    assert_eq!(of(&catalogue, "X"), "government");
    assert_eq!(catalogue.lifecycle_of(None).expect("there is one").id.as_str(), "government");
    let above = catalogue.categories.iter_mut().find(|category| category.code.as_str() == "C");
    above.expect("it is built in").lifecycle = Some("service-desk".into());
    assert_eq!((of(&catalogue, "C101"), of(&catalogue, "C103")), ("service-desk".into(), "power".into()));
}

#[test]
fn units_that_do_not_fit_together_are_told_with_their_lines() {
    let categories = "category = []\n[allowances]\nP1 = \"1h\"\nP2 = \"1wd\"\nP3 = \"1wd\"\nP4 = \"1wd\"";
    let unit =
        |id: &str, rest: &str| format!("{{ id = \"{id}\", label = {{ zh = \"甲\", en = \"a\" }}{rest} }},\n");
    let check = |units: &[String], said: &[&str]| {
        let units = format!("unit = [\n{}]", units.concat());
        let files = [("templates.toml", ""), ("categories.toml", categories), ("units.toml", &units)];
        let told = load(&files).map(drop).map_err(|found| found.to_string()).err().unwrap_or_default();
        let told: Vec<_> = told.lines().filter_map(|line| line.split_once("units.toml")).collect();
        assert_eq!(told.iter().map(|(_, what)| *what).collect::<Vec<_>>(), said);
    };
    check(&[unit("a", ""), unit("b", ", parent = \"a\", backup = \"a\"")], &[]);
    check(
        &[unit("a", ", parent = \"b\""), unit("b", ", parent = \"a\", backup = \"b\""), unit("a", "")],
        &[
            ":2: unit a stands above itself: correct `parent`",
            ":3: unit b stands above itself: correct `parent`",
            ":3: unit b cannot stand in for itself: name another `backup`",
            ":4: another unit has the id a too: rename one",
            ":4: unit a stands above itself: correct `parent`",
        ],
    );
    check(
        &[
            unit("a", ", parent = \"x\", backup = \"y\""),
            "{ id = \"b\", label = { zh = \"\", en = \"b\" } },".into(),
        ],
        &[
            ":3: unit b: a text is empty in `zh`: write it",
            ":2: unit a: there is no unit x above it: correct `parent`",
            ":2: unit a: there is no unit y to stand in for it: correct `backup`",
        ],
    );
}

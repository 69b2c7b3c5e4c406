//! Saved views and the line of words on the screen of tickets: nothing that is typed goes astray, and late answers change no other search.

use hotdesk::{
    domain::Locale,
    tui::{
        desk::RequestId,
        effect::Request,
        runtime::{Input, Screen, Spot, paint},
        tickets::TicketSeat::{Clerk, Lead},
    },
};

use crate::{ticket_floor::Office, ticket_morning::morning};

const SMALL: (u16, u16) = (80, 24);

/// A lead before what a view shows, whose name is `water`.
fn with_view() -> Office {
    let mut office = Office::open(Lead, Locale::En, morning());
    office.press(&["/", "水", "enter", "s", "k", "water", "enter"]);
    assert_eq!(office.views.len(), 1);
    office
}

fn last(office: &Office) -> (RequestId, Request) {
    office.asked().pop().expect("something was asked for")
}

/// What stands in the line of words.
fn line(office: &Office) -> String {
    let frame = office.frame(SMALL);
    let line = frame.lines().find_map(|line| line.split_once("Search "));
    line.map(|(_, rest)| {
        rest.split("  ").map(str::trim).find(|word| !word.is_empty()).unwrap_or_default().to_owned()
    })
    .unwrap_or_default()
}

#[test]
fn a_menu_that_comes_late_takes_no_letter_that_is_typed() {
    let mut office = with_view();
    office.is_slow = true;
    office.press(&["s"]);
    let (id, views) = last(&office);
    assert_eq!(views, Request::Views);
    office.press(&["/", "ctrl-u", "fir"]);
    office.answer(id, views);
    office.press(&["e"]);
    assert_eq!(line(&office), "fire");
}

#[test]
fn a_view_is_shared_or_changed_only_after_a_yes() {
    let mut office = with_view();
    office.press(&["s", "e"]);
    assert!(office.frame(SMALL).contains("Share “water”?"), "{}", office.frame(SMALL));
    office.press(&["n"]);
    assert!(!office.views[0].shared);
    office.press(&["s", "e", "y"]);
    assert!(office.views[0].shared);
    office.press(&["f", "p", "P3", "enter", "s", "c", "n"]);
    assert_eq!(office.views[0].filter.priority, None);
    office.press(&["s", "c", "y"]);
    assert!(office.views[0].filter.priority.is_some());
}

#[test]
fn a_view_that_is_saved_late_is_not_that_of_the_next_search() {
    let mut office = Office::open(Clerk, Locale::En, morning());
    office.press(&["/", "水", "enter", "s", "k", "water"]);
    office.is_slow = true;
    office.press(&["enter"]);
    let (id, save) = last(&office);
    assert!(matches!(save, Request::SaveView { .. }), "{save:?}");
    office.is_slow = false;
    office.press(&["esc", "esc", "/", "停水", "enter", "s", "k", "outages"]);
    office.answer(id, save);
    assert!(office.frame(SMALL).contains("outages"), "still typed: {}", office.frame(SMALL));
    office.press(&["esc", "s"]);
    assert!(!office.frame(SMALL).contains("Rename"), "none is in use: {}", office.frame(SMALL));
}

#[test]
fn the_view_that_was_named_is_deleted_and_no_other() {
    let mut office = with_view();
    office.press(&["f", "p", "P3", "enter", "s", "k", "third", "enter", "s", "1", "s", "d"]);
    office.is_slow = true;
    office.press(&["y"]);
    let (id, forget) = last(&office);
    assert_eq!(forget, Request::ForgetView("water".into()));
    office.is_slow = false;
    office.press(&["s", "2"]);
    office.answer(id, forget);
    office.press(&["s"]);
    assert!(office.frame(SMALL).contains("Rename “third”"), "it is in use yet: {}", office.frame(SMALL));
}

#[test]
fn keys_go_to_a_ticket_that_is_opened_while_words_are_typed() {
    let mut office = Office::open(Clerk, Locale::En, morning());
    office.press(&["/", "水"]);
    let painted = paint(&office.screen, SMALL, office.now, &office.look);
    let row = painted.spot_at(10, 5).expect("a ticket");
    assert!(matches!(row, Spot::Row(..)), "{row:?}");
    let effects = office.screen.update(Input::Click(row), office.now);
    office.perform(effects);
    office.press(&["space"]);
    assert_eq!(line(&office), "水", "the space was for the ticket");
    office.press(&["esc", "esc", "x"]);
    assert_eq!(line(&office), "水x", "the words go on where they were");
}

#[test]
fn down_and_tab_lose_nothing_that_was_looked_for() {
    let mut office = Office::open(Clerk, Locale::En, morning());
    office.press(&["/", "水", "enter", "/", "x", "down"]);
    assert_eq!(line(&office), "水x");
    office.press(&["tab", "esc"]);
    assert_eq!(line(&office), "水x", "{}", office.frame(SMALL));
}

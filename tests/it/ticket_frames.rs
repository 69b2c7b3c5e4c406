//! What clerks and units see of their tickets, at three sizes in both languages.

use hotdesk::{
    api::{Code, Looker},
    domain::{
        Locale,
        lifecycle::{Asked, Duty},
    },
    tui::tickets::TicketSeat::{self, Clerk, Unit},
};

use crate::{
    ticket_floor::{Book, Office, asked},
    ticket_morning::morning,
};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

fn check(name: &str, seat: TicketSeat, situation: impl Fn(&mut Office)) {
    check_of(&morning(), name, seat, situation);
}

fn check_of(book: &Book, name: &str, seat: TicketSeat, situation: impl Fn(&mut Office)) {
    for (tag, locale) in [("en", Locale::En), ("zh", Locale::ZhCn)] {
        for size in SIZES {
            let mut office = Office::open(seat, locale, book.clone());
            office.resize(size);
            situation(&mut office);
            insta::assert_snapshot!(format!("{name}_{}_{tag}", size.0), office.frame(size));
        }
    }
}

#[test]
fn what_a_clerk_has_to_dispatch() {
    check("dispatch", Clerk, |_| {});
}

#[test]
fn all_that_is_open() {
    check("open", Clerk, |office| office.press(&["3", "down", "down"]));
}

#[test]
fn a_ticket_that_waits_for_approval() {
    check("approve", Clerk, |office| office.press(&["2", "enter"]));
}

#[test]
fn somebody_else_looks_at_it_too() {
    check("lookers", Clerk, |office| {
        office.lookers = vec![Looker { user: "shui".into(), name: "沈毅".into() }];
        office.press(&["2", "enter"]);
    });
}

#[test]
fn the_end_of_a_long_ticket() {
    check("timeline", Clerk, |office| office.press(&["2", "enter", "end"]));
}

#[test]
fn why_its_clocks_run_out_then() {
    check("why", Clerk, |office| office.press(&["2", "enter", "w"]));
}

#[test]
fn what_can_be_done() {
    check("menu", Clerk, |office| office.press(&["space"]));
}

#[test]
fn a_dispatch_with_the_unit_that_the_catalogue_proposes() {
    check("dispatching", Clerk, |office| office.press(&["space", "d"]));
}

#[test]
fn the_units_to_choose_from() {
    check("units", Clerk, |office| office.press(&["space", "d", "enter"]));
}

#[test]
fn a_void_without_a_reason() {
    check("missing", Clerk, |office| office.press(&["space", "v", "ctrl-s"]));
}

#[test]
fn the_ticket_to_follow() {
    check("mothers", Clerk, |office| office.press(&["space", "m", "enter"]));
    check("mothers_sought", Clerk, |office| office.press(&["space", "m", "enter", "水", "enter"]));
}

#[test]
fn an_approval_that_is_refused() {
    check("unsaid", Clerk, |office| office.press(&["2", "enter", "n", "ctrl-s"]));
    check("refuse", Clerk, |office| office.press(&["2", "enter", "n", "ask again with a plan"]));
}

#[test]
fn a_server_that_refuses() {
    check("refused", Clerk, |office| {
        office.refuses = Some(Code::StaleVersion);
        office.press(&["space", "d", "tab", "tab", "soon please", "ctrl-s"]);
    });
}

#[test]
fn what_a_unit_has_to_sign_for() {
    check("sign", Unit, |_| {});
}

#[test]
fn what_a_unit_has_in_hand() {
    check("hand", Unit, |office| office.press(&["2", "enter"]));
}

#[test]
fn what_a_unit_helps_with() {
    let mut book = morning();
    let to_both = Asked { unit: Some("power".into()), joint: vec!["water".into()], ..asked("dispatch") };
    book.does("10:29:00", 5, ("pan", Duty::Clerk), &to_both);
    check_of(&book, "helped", Unit, |office| office.press(&["4"]));
}

#[test]
fn more_time_that_a_unit_asks_for() {
    check("extend", Unit, |office| {
        office.press(&["1", "space", "s", "2", "space", "x", "right", "tab", "3wd", "tab", "dig"]);
    });
}

#[test]
fn a_wait_until_a_day() {
    check("suspend", Unit, |office| {
        office.press(&["1", "space", "s", "2", "space", "u", "right", "tab", "03-20"]);
    });
}

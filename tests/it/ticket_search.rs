//! Looking for tickets on the screen: words, filters, saved views, the ticket to follow; and what comes late.

use hotdesk::{
    api::{SavedView, TicketSummary, ViewFilter, WhichTickets},
    domain::{
        Locale, Priority,
        lifecycle::{Asked, Contacted, Duty},
    },
    tui::{
        desk::RequestId,
        effect::{Effect, Request},
        tickets::TicketSeat::{self, Agent, Clerk, Lead, Unit},
    },
};

use crate::{
    ticket_floor::{Office, asked},
    ticket_morning::morning,
};

const SMALL: (u16, u16) = (80, 24);

fn clerk() -> Office {
    Office::open(Clerk, Locale::En, morning())
}

/// What was looked for, in order.
fn sought(office: &Office) -> Vec<(RequestId, WhichTickets)> {
    let asked = office.effects.iter().filter_map(|effect| match effect {
        Effect::Ask { id, request: Request::Tickets(which) } => Some((*id, (**which).clone())),
        _ => None,
    });
    asked.collect()
}

fn last(office: &Office) -> WhichTickets {
    sought(office).pop().expect("something was looked for").1
}

fn selected(office: &Office) -> Option<&str> {
    office.screen.selected().map(|ticket: &TicketSummary| ticket.number.as_str())
}

#[test]
fn words_find_tickets_in_any_state_and_stay_in_sight() {
    let mut office = clerk();
    office.press(&["/", "晨光里 停水", "enter"]);
    let which = last(&office);
    assert_eq!((which.q.as_deref(), which.over), (Some("晨光里 停水"), true));
    let frame = office.frame(SMALL);
    assert!(frame.contains("晨光里 停水") && frame.contains("20260304-0007"), "{frame}");
    assert!(!frame.contains("20260304-0004"), "{frame}");
}

#[test]
fn escape_brings_the_list_back_as_it_was() {
    let mut office = clerk();
    office.press(&["3", "down", "down"]);
    let (before, was) = (office.frame(SMALL), selected(&office).map(str::to_owned));
    office.press(&["/", "水费", "enter", "down", "esc"]);
    assert_eq!(selected(&office).map(str::to_owned), was);
    assert_eq!(office.frame(SMALL), before);
    office.press(&["/", "unfinished", "esc"]);
    assert_eq!(office.frame(SMALL), before, "also before anything was looked for");
}

#[test]
fn escape_in_the_line_goes_back_to_what_was_found_first() {
    let mut office = clerk();
    office.press(&["/", "水费", "enter", "/", "xx", "esc"]);
    assert!(!office.frame(SMALL).contains("水费xx"), "{}", office.frame(SMALL));
    assert_eq!(office.screen.selected().map(|ticket| ticket.id), Some(crate::ticket_floor::ticket(3)));
    office.press(&["esc"]);
    assert_eq!(selected(&office), Some("20260304-0004"), "the list to dispatch");
}

#[test]
fn a_late_answer_to_older_words_changes_nothing() {
    let mut office = clerk();
    office.is_slow = true;
    office.press(&["/", "水费", "enter"]);
    let (older, which) = sought(&office).pop().expect("it was looked for");
    office.press(&["/", "ctrl-u", "停水", "enter"]);
    let (newer, which_now) = sought(&office).pop().expect("it was looked for");
    assert_ne!(older, newer);
    office.answer(newer, Request::Tickets(Box::new(which_now)));
    let frame = office.frame(SMALL);
    office.answer(older, Request::Tickets(Box::new(which)));
    assert_eq!(office.frame(SMALL), frame);
    assert!(frame.contains("20260304-0001") && !frame.contains("20260304-0003"), "{frame}");
}

#[test]
fn what_is_found_nowhere_says_how_to_look_further() {
    let mut office = clerk();
    office.press(&["/", "彩虹", "enter"]);
    assert!(office.frame(SMALL).contains("/ changes the words"), "{}", office.frame(SMALL));
    office.press(&["f", "o"]);
    assert!(office.frame(SMALL).contains("f takes them away"), "{}", office.frame(SMALL));
}

#[test]
fn an_empty_line_looks_for_nothing() {
    let mut office = clerk();
    let before = office.frame(SMALL);
    office.press(&["/", "水费", "enter", "/", "ctrl-u", "enter"]);
    assert_eq!(office.frame(SMALL), before);
}

#[test]
fn words_that_are_none_are_not_sent() {
    let mut office = clerk();
    let before = sought(&office).len();
    office.press(&["/", "***", "enter"]);
    assert_eq!(sought(&office).len(), before);
    assert!(office.frame(SMALL).contains("Type letters or digits"), "{}", office.frame(SMALL));
}

#[test]
fn a_filter_narrows_what_is_open_and_can_be_taken_away() {
    let mut office = clerk();
    office.press(&["f", "p", "P3", "enter"]);
    let which = last(&office);
    assert_eq!((which.priority, which.over, which.q), (Some(Priority::P3), false, None));
    office.press(&["f", "u", "enter"]);
    office.press(&["f", "u", "water", "enter"]);
    assert_eq!(last(&office).unit, Some("water".into()));
    office.press(&["f", "x"]);
    assert!(office.screen.browser_search().is_none(), "nothing is left of it");
}

#[test]
fn a_view_is_saved_used_renamed_and_deleted() {
    let mut office = clerk();
    office.press(&["/", "水", "enter", "s", "k", "water", "enter"]);
    let filter = ViewFilter { q: Some("水".into()), over: true, ..ViewFilter::default() };
    let saved = |name: &str| SavedView {
        name: name.into(),
        owner: "pan".into(),
        shared: false,
        filter: filter.clone(),
    };
    assert_eq!(office.views, [saved("water")]);
    office.press(&["esc", "s", "1"]);
    assert_eq!(last(&office).q.as_deref(), Some("水"));
    assert!(office.frame(SMALL).contains("water"), "{}", office.frame(SMALL));
    office.press(&["s", "r", "s", "enter"]);
    assert_eq!(office.views, [saved("waters")]);
    office.press(&["s", "d", "n"]);
    assert_eq!(office.views.len(), 1, "it was only asked");
    office.press(&["s", "d", "y"]);
    assert_eq!(office.views, []);
}

#[test]
fn a_new_view_takes_no_other_s_name_and_its_name_stays_while_the_server_is_away() {
    let mut office = clerk();
    office.press(&["/", "水", "enter", "s", "k", "water", "enter"]);
    office.press(&["f", "p", "P3", "enter", "s", "k", "water", "enter"]);
    assert_eq!(office.views[0].filter.priority, None, "the first is as it was");
    office.is_away = true;
    office.press(&["2", "enter"]);
    assert!(office.frame(SMALL).contains("water2"), "{}", office.frame(SMALL));
    office.is_away = false;
    office.press(&["enter"]);
    assert_eq!(office.views.len(), 2);
}

#[test]
fn only_a_lead_shares_a_view() {
    for (seat, shares) in [(Clerk, false), (Lead, true)] {
        let mut office = Office::open(seat, Locale::En, morning());
        office.press(&["/", "水", "enter", "s", "k", "water", "enter", "s"]);
        assert_eq!(office.frame(SMALL).contains("Share"), shares, "{}", office.frame(SMALL));
    }
}

#[test]
fn a_verb_on_what_was_found_reads_it_again() {
    let mut office = clerk();
    office.press(&["/", "消防栓", "enter", "space", "d", "ctrl-s", "esc"]);
    office.waits(6);
    assert_eq!(last(&office).q.as_deref(), Some("消防栓"));
    assert!(office.frame(SMALL).contains("to be signed for"), "{}", office.frame(SMALL));
}

#[test]
fn the_ticket_to_follow_is_found_among_all_by_words() {
    let mut office = clerk();
    office.press(&["space", "m", "enter", "水箱", "enter"]);
    assert_eq!(last(&office).q.as_deref(), Some("水箱"));
    office.press(&["enter", "ctrl-s"]);
    assert_eq!(office.book.ticket(4).work.mother, Some(crate::ticket_floor::ticket(6)));
}

/// An agent before a ticket whose answer the caller is to be told.
fn calling() -> Office {
    let mut office = Office::open(Agent, Locale::En, morning());
    office.press(&["2", "enter"]);
    office
}

fn not_solved() -> Contacted {
    Contacted { reached: true, solved: Some(false), satisfied: Some(false) }
}

#[test]
fn who_says_that_it_is_not_solved_gets_it_begun_anew_by_one_key() {
    let mut office = calling();
    office.press(&["space", "c", "y", "n", "n", "still yellow", "ctrl-s"]);
    let deed = office.screen.pane().deed().expect("it is offered");
    let redo = Asked { reason: Some("not_solved".into()), text: "still yellow".into(), ..asked("redo") };
    assert_eq!(deed.said(), redo);
    office.press(&["ctrl-s"]);
    assert_eq!(office.book.ticket(6).state().as_str(), "submitted");
}

#[test]
fn what_is_offered_can_be_left() {
    let mut office = calling();
    office.press(&["space", "c", "y", "n", "n", "ctrl-s", "esc"]);
    assert!(office.screen.pane().deed().is_none());
    assert_eq!(office.book.ticket(6).state().as_str(), "called_back");
    office.press(&["ctrl-d"]);
    assert!(office.frame(SMALL).contains("Nothing waits to be sent"), "nobody typed it");
}

#[test]
fn who_may_not_begin_anew_is_offered_nothing() {
    let mut book = morning();
    let said = Asked { contacted: Some(not_solved()), ..asked("callback") };
    for at in ["09:40:00", "09:50:00", "10:00:00"] {
        book.does(at, 6, ("li", Duty::Agent), &said);
        let again = Asked { reason: Some("not_solved".into()), ..asked("redo") };
        book.does(at, 6, ("li", Duty::Agent), &again);
        let to = Asked { unit: Some("water".into()), ..asked("dispatch") };
        book.does(at, 6, ("pan", Duty::Clerk), &to).does(at, 6, ("shui", Duty::Unit), &asked("sign"));
        book.does(at, 6, ("shui", Duty::Unit), &Asked { text: "已清洗".into(), ..asked("reply") });
    }
    let mut office = Office::open(Agent, Locale::En, book);
    office.press(&["2", "enter", "space", "c", "y", "n", "n", "ctrl-s"]);
    assert!(office.screen.pane().deed().is_none(), "three times are enough");
}

fn check(name: &str, seat: TicketSeat, situation: impl Fn(&mut Office)) {
    for (tag, locale) in [("en", Locale::En), ("zh", Locale::ZhCn)] {
        for size in [(80, 24), (120, 40)] {
            let mut office = Office::open(seat, locale, morning());
            office.resize(size);
            situation(&mut office);
            insta::assert_snapshot!(format!("{name}_{}_{tag}", size.0), office.frame(size));
        }
    }
}

#[test]
fn frames_of_a_search() {
    check("typing", Clerk, |office| office.press(&["/", "晨光里"]));
    check("found", Clerk, |office| office.press(&["/", "晨光里", "enter"]));
    check("nothing", Unit, |office| office.press(&["/", "彩虹", "enter", "f", "o"]));
    check("filters", Clerk, |office| office.press(&["f", "p", "P3", "enter", "f"]));
    check("units", Clerk, |office| office.press(&["f", "u"]));
}

#[test]
fn frames_of_views() {
    check("views", Lead, |office| {
        office.press(&["f", "p", "P3", "enter", "s", "k", "third", "enter", "f", "u", "water", "enter", "s"]);
    });
    check("naming", Clerk, |office| office.press(&["/", "水", "enter", "s", "k", "water"]));
    check("forgetting", Clerk, |office| {
        office.press(&["/", "水", "enter", "s", "k", "water", "enter", "s", "d"]);
    });
}

#[test]
fn frames_of_what_is_not_solved() {
    check("redo", Agent, |office| {
        office.press(&["2", "enter", "space", "c", "y", "n", "n", "still yellow", "ctrl-s"]);
    });
}

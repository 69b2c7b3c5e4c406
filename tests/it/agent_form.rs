//! The ticket's form under the agent's hands, beyond a single call.

use hotdesk::{
    config::{DeskSettings, Site},
    domain::{Locale, TicketKind},
    tui::desk::News,
};

use crate::agent_floor::Seat;

#[test]
fn a_template_fills_what_is_empty_and_replaces_nothing() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["alt-c", "balance", "enter", "how much is left", "ctrl-t", "lost", "enter"]);
    let form = &seat.screen.case().expect("a case").draft.form;
    assert_eq!(form.category.as_ref().map(|code| code.as_str()), Some("0201"));
    assert_eq!((form.kind, form.subject.as_str()), (TicketKind::Inquiry, "how much is left"));
    assert!(form.description.contains("lost a card"), "{}", form.description);

    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["alt-4", "ctrl-t", "lost", "enter"]);
    let form = &seat.screen.case().expect("a case").draft.form;
    assert_eq!(form.category.as_ref().map(|code| code.as_str()), Some("0101"));
    assert_eq!((form.kind, form.subject.as_str()), (TicketKind::Help, "Lost card"));
}

/// The category that is chosen from the built-in tree by what is typed.
fn category(locale: Locale, typed: &str) -> String {
    let site = Site::load(&DeskSettings::default()).unwrap_or_else(|troubles| panic!("{troubles}"));
    let mut seat = Seat::new(locale);
    seat.talks().hears(News::Catalogue(Box::new(site.catalogue))).press(&["alt-c", typed, "enter"]);
    let form = &seat.screen.case().expect("a case").draft.form;
    form.category.as_ref().map(|code| code.as_str().to_owned()).unwrap_or_default()
}

#[test]
fn a_category_is_found_by_what_people_call_it() {
    for typed in ["tousu", "投诉", "complaint"] {
        assert_eq!(category(Locale::ZhCn, typed), "B801", "{typed}");
    }
    for typed in ["tousu", "complaint"] {
        assert_eq!(category(Locale::En, typed), "B801", "{typed}");
    }
    assert_eq!(category(Locale::ZhCn, "guashi"), "B201", "its own name goes first");
    assert_eq!(category(Locale::ZhCn, "ts"), "C101", "its own name goes first");
}

//! The ticket's form under the agent's hands, beyond a single call.

use hotdesk::domain::{Locale, TicketKind};

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

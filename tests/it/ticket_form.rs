//! A clerk changes a ticket's form on the screen; and a unit that stands in for another sees whose tickets they are.

use hotdesk::{
    api::{AmendTicket, Code},
    domain::{
        Actor, Draft, Event, Locale, TicketForm,
        lifecycle::{Asked, Duty},
    },
    tui::{
        desk::{DraftReport, LinkNews, Msg, News},
        effect::{Effect, Request},
        tickets::TicketSeat::{self, Clerk, Unit},
    },
};

use crate::{
    ticket_floor::{Office, asked, ticket},
    ticket_morning::morning,
};

const SMALL: (u16, u16) = (80, 24);

/// A clerk before the form of the ticket that is due first.
fn amending(locale: Locale) -> Office {
    let mut office = Office::open(Clerk, locale, morning());
    office.press(&["enter", "space", "2"]);
    office
}

fn amendment(office: &Office) -> AmendTicket {
    match office.written().pop() {
        Some((_, Request::Amend { amend, .. })) => *amend,
        other => panic!("no form was sent: {other:?}"),
    }
}

/// Somebody else changes the form of the same ticket.
fn others_change(office: &mut Office, change: impl Fn(&mut TicketForm)) {
    let known = office.book.ticket(4).clone();
    let mut form = Box::new(known.form);
    change(&mut form);
    let event = Event::TicketAmended { ticket: ticket(4), version: known.version + 1, form, work: None };
    office.happens(Actor::User { name: "li".into() }, event);
}

#[test]
fn what_is_changed_is_sent_with_what_it_was_made_from() {
    let mut office = amending(Locale::En);
    let before = office.book.ticket(4).form.clone();
    office.press(&[
        "tab",
        "ctrl-u",
        "望湖区渡口街 8 号",
        "tab",
        "enter",
        "C102",
        "enter",
        "right",
        "tab",
        "right",
        "ctrl-s",
    ]);
    let sent = amendment(&office);
    assert_eq!(sent.base.as_deref(), Some(&before));
    assert_eq!(sent.form.place, "望湖区渡口街 8 号");
    assert_eq!(sent.form.category, Some("C102".into()));
    assert_ne!((sent.form.kind, sent.form.urgency), (before.kind, before.urgency));
    assert_eq!(
        TicketForm {
            place: before.place.clone(),
            category: before.category.clone(),
            kind: before.kind,
            urgency: before.urgency,
            ..sent.form
        },
        before
    );
    assert_eq!(office.book.ticket(4).form.place, "望湖区渡口街 8 号");
    assert!(office.screen.pane().deed().is_none(), "it is done");
}

#[test]
fn what_only_others_changed_is_taken_over_and_both_texts_are_shown_where_both_did() {
    let mut office = amending(Locale::En);
    office.press(&["ctrl-u", "渡口街消防栓爆裂"]);
    others_change(&mut office, |form| {
        form.subject = "消防栓倒地漏水".into();
        form.wish = "今天处理".into();
    });
    office.refuses = Some(Code::StaleVersion);
    office.press(&["ctrl-s"]);
    office.refuses = None;
    let frame = office.frame((120, 40));
    assert!(frame.contains("now: 消防栓倒地漏水") && frame.contains("渡口街消防栓爆裂"), "{frame}");
    assert!(frame.contains("今天处理"), "{frame}");
    office.press(&["esc", "ctrl-s"]);
    let sent = amendment(&office);
    assert_eq!((sent.form.subject.as_str(), sent.form.wish.as_str()), ("渡口街消防栓爆裂", "今天处理"));
    assert_eq!(sent.base.map(|base| base.subject), Some("消防栓倒地漏水".into()), "made from what was shown");
}

#[test]
fn who_changed_the_same_is_named_also_where_that_was_not_heard_of_yet() {
    let mut office = Office::open(Clerk, Locale::En, morning());
    office.press(&["enter"]);
    let amend = |office: &mut Office, wish: &str, who: &str| {
        let known = office.book.ticket(4).clone();
        let form = Box::new(TicketForm { wish: wish.into(), ..known.form });
        let event = Event::TicketAmended { ticket: ticket(4), version: known.version + 1, form, work: None };
        office.book.log_at(office.now, Actor::User { name: who.into() }, event);
    };
    amend(&mut office, "尽快", "zhou");
    office.hear(Msg::Desk(News::Link(LinkNews::Up)));
    office.waits(3);
    office.press(&["space", "2", "ctrl-u", "渡口街消防栓爆裂"]);
    amend(&mut office, "今天处理", "sun");
    office.refuses = Some(Code::StaleVersion);
    office.press(&["ctrl-s"]);
    let frame = office.frame((120, 40));
    assert!(frame.contains("今天处理") && frame.contains("By sun, now version"), "{frame}");
}

#[test]
fn nothing_changed_is_not_sent() {
    let mut office = amending(Locale::En);
    office.press(&["ctrl-s"]);
    assert_eq!(office.written(), []);
    assert!(office.frame(SMALL).contains("Nothing was changed"), "{}", office.frame(SMALL));
}

#[test]
fn a_form_that_was_typed_survives_a_crash_and_a_lost_server() {
    let mut office = amending(Locale::En);
    office.is_away = true;
    office.press(&["ctrl-u", "消防栓倒了", "tab", "tab", "tab", "tab", "tab", "tab", "很急", "ctrl-s"]);
    assert!(office.frame(SMALL).contains("the server is away"), "{}", office.frame(SMALL));
    let kept = office.effects.iter().rev().find_map(|effect| match effect {
        Effect::SaveDraft { draft, .. } => Some((**draft).clone()),
        _ => None,
    });
    let kept: Draft = kept.expect("it is on disk");
    let mut later = Office::open(Clerk, Locale::En, morning());
    later.hear(Msg::Drafts(DraftReport::Found(vec![kept])));
    later.press(&["ctrl-d", "enter", "ctrl-s"]);
    let sent = amendment(&later);
    assert_eq!(sent.form.subject, "消防栓倒了");
    assert!(sent.form.description.contains("很急"), "{}", sent.form.description);
}

#[test]
fn only_clerks_change_forms_here() {
    let mut office = Office::open(Unit, Locale::En, morning());
    office.press(&["space"]);
    assert!(!office.frame(SMALL).contains("Change the form"), "{}", office.frame(SMALL));
}

#[test]
fn tickets_of_a_unit_that_is_stood_in_for_say_whose_they_are() {
    let check = |locale, mark: &str, whose: &str| {
        let mut book = morning();
        let power = book.catalogue.units.0.iter_mut().find(|unit| unit.id.as_str() == "power");
        power.expect("it is there").backup = Some("water".into());
        let to_power = Asked { unit: Some("power".into()), ..asked("dispatch") };
        book.does("10:29:00", 5, ("pan", Duty::Clerk), &to_power);
        let mut office = Office::open(Unit, locale, book);
        office.press(&["down"]);
        let frame = office.frame(SMALL);
        assert!(frame.contains(mark) && frame.contains(whose), "{frame}");
    };
    check(Locale::En, " P4 S ", "you stand in for Power company");
    check(Locale::ZhCn, " P4 代 ", "代 市供电公司 办理");
}

#[test]
fn frames_of_a_form() {
    for (tag, locale) in [("en", Locale::En), ("zh", Locale::ZhCn)] {
        for size in [(80, 24), (120, 40)] {
            let frame = |name: &str, office: &Office| {
                insta::assert_snapshot!(format!("{name}_{}_{tag}", size.0), office.frame(size));
            };
            let mut office = Office::open(TicketSeat::Clerk, locale, morning());
            office.resize(size);
            office.press(&["enter", "space"]);
            frame("menu", &office);
            office.press(&["2", "tab", "ctrl-u", "望湖区渡口街 8 号"]);
            frame("form", &office);
            others_change(&mut office, |form| form.place = "南津区渡口街 6 号".into());
            office.refuses = Some(Code::StaleVersion);
            office.press(&["ctrl-s"]);
            frame("conflict", &office);
        }
    }
}

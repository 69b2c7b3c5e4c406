//! Answers that come late: what was said is put aside by then, or something else is being said.

use hotdesk::{
    api::{Code, Page},
    domain::{
        Locale,
        lifecycle::{Asked, Duty},
    },
    tui::{
        desk::{Answer, Failure, LinkNews, Msg, News, RequestId},
        effect::{Effect, Request},
        runtime::{Input, Screen},
        tickets::{
            Deed,
            TicketSeat::{Clerk, Unit},
        },
    },
};

use crate::{
    ticket_floor::{Office, asked},
    ticket_morning::morning,
};

/// A clerk who has sent a dispatch with a remark, and does not wait for what becomes of it.
fn sent_and_left() -> (Office, (RequestId, Request)) {
    let mut office = Office::open(Clerk, Locale::En, morning());
    office.press(&["space", "d", "tab", "tab", "urgent"]);
    office.is_slow = true;
    office.press(&["ctrl-s", "esc"]);
    office.is_slow = false;
    let sent = office.written().pop().expect("it was sent");
    (office, sent)
}

fn deed(office: &Office) -> Deed {
    office.screen.pane().deed().expect("something is said").clone()
}

fn paste(office: &mut Office, text: &str) {
    let effects = office.screen.update(Input::Paste(text.into()), office.now);
    office.perform(effects);
}

#[test]
fn what_was_put_aside_on_its_way_is_told_and_not_kept_once_it_is_done() {
    let (mut office, (id, request)) = sent_and_left();
    office.answer(id, request);
    let frame = office.frame((80, 24));
    assert!(frame.contains("Dispatch: 20260304-0004"), "{frame}");
    let is_dropped = |effect: &Effect| matches!(effect, Effect::DropDraft(draft) if draft.0 == id.0);
    assert!(office.effects.iter().any(is_dropped), "what is done is not kept on disk");
    office.press(&["ctrl-d"]);
    assert!(office.frame((80, 24)).contains("Nothing waits to be sent"), "{}", office.frame((80, 24)));
}

#[test]
fn what_is_typed_on_after_it_was_sent_is_something_new() {
    let (mut office, (id, request)) = sent_and_left();
    office.press(&["ctrl-d", "enter", "tab", "tab", ", now"]);
    office.answer(id, request);
    let deed = deed(&office);
    assert_eq!(deed.said().text, "urgent, now");
    assert_ne!(deed.id.0, id.0, "under its own key");
}

#[test]
fn a_refusal_of_what_was_put_aside_troubles_nothing_else_that_is_said() {
    let (mut office, (id, request)) = sent_and_left();
    office.press(&["esc", "3", "down", "space", "d"]);
    assert_ne!(deed(&office).number, "20260304-0004");
    office.refuses = Some(Code::StaleVersion);
    office.answer(id, request);
    assert_eq!(deed(&office).trouble, None);
    office.press(&["esc", "ctrl-d"]);
    assert!(office.frame((80, 24)).contains("urgent"), "it can be sent again: {}", office.frame((80, 24)));
}

#[test]
fn a_file_that_is_saved_late_leaves_the_next_one_s_folder_typed() {
    let mut office = Office::open(Clerk, Locale::En, morning());
    office.disk = vec![("/home/pan/plan.pdf", 40_000, "application/pdf")];
    office.press(&["enter", "space", "1"]);
    paste(&mut office, "/home/pan/plan.pdf");
    office.press(&["ctrl-s"]);
    office.waits(3);
    office.press(&["o", "enter", "ctrl-u", "/tmp/"]);
    office.is_slow = true;
    office.press(&["ctrl-s"]);
    let (id, look) = office.asked().pop().expect("the folder is looked at");
    office.answer(id, look);
    let (id, save) = office.asked().pop().expect("the file is saved");
    assert!(matches!(save, Request::SaveAttachment { .. }), "{save:?}");
    office.press(&["esc", "o", "enter", "ctrl-u", "/srv/pho"]);
    office.answer(id, save);
    assert_eq!(deed(&office).path(), "/srv/pho");
    assert!(office.frame((80, 24)).contains("Saved as /tmp/plan.pdf"), "{}", office.frame((80, 24)));
}

#[test]
fn what_cannot_be_done_any_more_after_its_file_was_sent_can_be_changed_again() {
    let mut office = Office::open(Unit, Locale::En, morning());
    office.disk = vec![("/home/shui/plan.pdf", 40_000, "application/pdf")];
    office.press(&["1", "space", "s", "esc", "2"]);
    office.waits(3);
    office.press(&["down", "space", "l", "mended", "tab"]);
    paste(&mut office, "/home/shui/plan.pdf");
    office.is_slow = true;
    office.press(&["ctrl-s"]);
    let (id, attach) = office.written().pop().expect("the file is sent");
    office.is_slow = false;
    let reply = Asked { text: "someone else's".into(), ..asked("reply") };
    office.book.does("10:30:30", 2, ("zhao", Duty::Unit), &reply);
    office.hear(Msg::Desk(News::Link(LinkNews::Up)));
    office.waits(3);
    office.answer(id, attach);
    let deed = deed(&office);
    assert!(deed.trouble.is_some() && !deed.is_sending, "{deed:?}");
}

#[test]
fn a_page_that_cannot_be_had_is_asked_for_again_only_after_a_rest() {
    let mut office = Office::open(Clerk, Locale::En, morning());
    office.is_slow = true;
    office.press(&["/", "水", "enter"]);
    let (request, sought) = office.asked().pop().expect("it is looked for");
    let Request::Tickets(which) = sought else { panic!("{sought:?}") };
    let page = Page { next: Some("further".into()), ..office.book.list(&which, Clerk) };
    office.hear(Msg::Answer { request, answer: Ok(Answer::Tickets(page)) });
    let further = |office: &Office| {
        let is_it = |request: &Request| matches!(request, Request::Tickets(which) if which.after.is_some());
        let asked = office.asked().into_iter().filter(|(_, request)| is_it(request));
        asked.map(|(id, _)| id).collect::<Vec<_>>()
    };
    let [request] = further(&office)[..] else {
        panic!("the next page is asked for: {:?}", further(&office))
    };
    office.hear(Msg::Answer { request, answer: Err(Failure::Away) });
    office.waits(2);
    assert_eq!(further(&office).len(), 1, "not at once");
    office.waits(4);
    assert_eq!(further(&office).len(), 2);
}

#[test]
fn what_was_said_and_is_not_done_is_told_by_what_it_is() {
    let mut office = Office::open(Clerk, Locale::En, morning());
    office.disk = vec![("/home/pan/plan.pdf", 40_000, "application/pdf")];
    office.press(&["2", "enter", "n", "no plan is attached", "esc", "esc"]);
    office.press(&["3", "enter", "space", "1"]);
    paste(&mut office, "/home/pan/plan.pdf");
    office.press(&["esc", "space", "2", "ctrl-u", "new", "esc", "ctrl-d"]);
    let frame = office.frame((120, 40));
    for said in ["Extend of 20260304-0001 is not approved", "Add files plan.pdf", "Change the form"] {
        assert!(frame.contains(said), "{said}\n{frame}");
    }
}

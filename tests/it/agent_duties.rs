//! What an agent owes the caller and the record, and how the screen helps not to forget it: steps to be said, blanks to be filled, forms to be
//! sent, callbacks promised once; and sentences that say why something is not done.

use hotdesk::{
    domain::{Call, Ender, Event, Locale, PhoneNumber, TransferTarget, WrapUpEnd},
    tui::{
        agent::Pane,
        desk::{LinkNews, Msg, News, OutboxReport, Say, Weight},
        effect::{Effect, Request},
        keymap::Action,
        runtime::Screen,
    },
};

use crate::agent_floor::{ME, Seat, call, contact, time};

const WIDE: (u16, u16) = (120, 40);

fn toast(seat: &Seat) -> &Say {
    &seat.screen.desk.toasts.shown().last().expect("a toast").say
}

/// What the last toast says, keys and all.
fn said(seat: &Seat) -> String {
    let layers = seat.screen.focus().layers;
    toast(seat).with_hints(&seat.look.words, |action| seat.look.keymap.hint_in(&layers, action))
}

fn says(seat: &Seat, key: &str) -> bool {
    seat.screen.desk.toasts.shown().iter().any(|toast| toast.say.key == key)
}

fn line<'a>(frame: &'a str, word: &str) -> &'a str {
    frame.lines().find(|line| line.contains(word)).unwrap_or_else(|| panic!("{word} is not seen in\n{frame}"))
}

/// The agent hangs up.
fn hangs_up(seat: &mut Seat) -> &mut Seat {
    seat.tell(Event::CallEnded { call: call(1), agent: ME.into(), by: Ender::Agent })
}

fn finishes(seat: &Seat) -> bool {
    seat.asked().iter().any(|(_, request)| {
        matches!(request, Request::Act { action: hotdesk::api::CallAction::FinishWrapUp, .. })
    })
}

fn promise(seat: &Seat) -> Option<(chrono::DateTime<chrono::Utc>, hotdesk::domain::CallbackId)> {
    seat.effects.iter().rev().find_map(|effect| match effect {
        Effect::Promise { callback, promise } => Some((promise.due, *callback)),
        _ => None,
    })
}

#[test]
fn a_form_refused_names_what_is_missing_and_goes_there() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["n", "n", "alt-4", "card swallowed", "ctrl-s"]);
    assert_eq!(said(&seat), "Still missing: Category, Name (script)");
    seat.press(&["alt-c", "complaint", "enter", "ctrl-s"]);
    assert_eq!((said(&seat).as_str(), seat.screen.pane), ("Still missing: Name (script)", Pane::Script));
    seat.press(&["Dana", "ctrl-s"]);
    assert!(
        seat.effects.iter().any(|effect| matches!(effect, Effect::Submit(_))),
        "it was typed into the blank"
    );
}

#[test]
fn what_must_be_said_and_was_not_is_seen_in_the_script_and_said_at_the_end() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["n"]);
    let frame = seat.frame(WIDE);
    assert!(line(&frame, "Alt-3 Script").contains("1 unsaid 2/5"), "{frame}");
    assert!(frame.contains("! not said: Greeting"), "{frame}");
    hangs_up(&mut seat);
    let said_at_the_end: Vec<_> = seat.screen.desk.toasts.shown().iter().map(|toast| toast.say.key).collect();
    assert_eq!(said_at_the_end, ["agent.toast.unfilled", "agent.toast.unsaid"]);
    assert_eq!(said(&seat), "Not marked as said: Greeting");
    seat.press(&["b", "space"]);
    assert!(!seat.frame(WIDE).contains("unsaid"), "it can still be marked in wrap-up");
}

#[test]
fn what_was_said_is_not_spoken_of() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["space", "n", "tab", "Dana", "esc"]);
    hangs_up(&mut seat);
    assert!(seat.screen.desk.toasts.shown().is_empty());
}

#[test]
fn a_ticket_submitted_with_steps_unsaid_names_them() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&[
        "n",
        "tab",
        "Dana",
        "alt-4",
        "card swallowed",
        "alt-c",
        "complaint",
        "enter",
        "ctrl-s",
    ]);
    seat.ticket_is_taken();
    assert_eq!(said(&seat), "Ticket 19990121-0042 submitted; not said: Greeting");
}

#[test]
fn a_wrap_up_with_an_unsent_form_is_ended_by_the_second_key() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["space", "alt-4", "card swallowed"]);
    hangs_up(&mut seat).press(&["f9"]);
    assert_eq!(said(&seat), "Not sent: Ctrl-S sends the ticket, F9 again leaves it as a draft");
    assert!(!finishes(&seat));
    seat.press(&["f9"]);
    assert!(finishes(&seat));
    seat.tell(Event::WrapUpEnded { call: call(1), agent: ME.into(), why: WrapUpEnd::Done });
    assert_eq!(seat.screen.cases().len(), 1, "it is a draft");
    assert!(!says(&seat, "agent.toast.unsent"), "the wrap-up is over");
}

#[test]
fn what_a_call_left_undone_is_not_said_in_the_next() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["n", "alt-4", "card swallowed", "ctrl-s"]);
    hangs_up(&mut seat);
    assert!(says(&seat, "agent.toast.unfilled"));
    assert!(!says(&seat, "agent.toast.missing"), "the same is not said twice");
    seat.tell(Event::WrapUpEnded { call: call(1), agent: ME.into(), why: WrapUpEnd::Done });
    seat.queues(2, "retail", None).tell(Event::CallRinging { call: call(2), agent: ME.into() });
    seat.tell(Event::CallAnswered { call: call(2), agent: ME.into() });
    assert!(!says(&seat, "agent.toast.unfilled") && !says(&seat, "agent.toast.unsaid"));
}

#[test]
fn the_next_step_is_to_say_what_must_be_said_and_to_submit_what_is_complete() {
    let mut seat = Seat::new(Locale::En);
    let next = |seat: &Seat| seat.screen.next_step().action;
    seat.talks().press(&["alt-4", "card swallowed"]);
    assert_eq!(next(&seat), Some(Action::ScriptSaid), "the caller waits for it");
    seat.press(&["alt-s"]);
    assert_eq!(next(&seat), Some(Action::ScriptNext), "the category is missing");
    seat.press(&["alt-c", "complaint", "enter"]);
    assert_eq!(next(&seat), Some(Action::TicketSubmit));
    seat.press(&["alt-n"]);
    assert_eq!(next(&seat), Some(Action::ScriptNext), "a blank is missing");
}

#[test]
fn an_interrupt_says_which_key_leaves() {
    let mut seat = Seat::new(Locale::En);
    seat.press(&["ctrl-c"]);
    assert_eq!(said(&seat), "Ctrl-Q quits; Ctrl-C does nothing here");
    seat.talks().press(&["alt-4", "ctrl-c", "ctrl-p", "ctrl-c"]);
    assert_eq!(toast(&seat).key, "shell.interrupt", "also where something is typed");
    assert!(!seat.screen.finished());
}

#[test]
fn a_wrap_up_with_nothing_unsent_ends_at_once() {
    let mut seat = Seat::new(Locale::En);
    hangs_up(seat.talks()).press(&["f9"]);
    assert!(finishes(&seat));
}

#[test]
fn a_callback_is_promised_for_a_chosen_time_and_once() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["alt-k"]);
    let frame = seat.frame(WIDE);
    for choice in ["in 30 minutes", "in 1 h", "today 15:00", "tomorrow 09:00", "tomorrow 15:00"] {
        assert!(frame.contains(choice), "{choice}: {frame}");
    }
    seat.press(&["tomorrow", "enter"]);
    let (due, id) = promise(&seat).expect("a promise");
    assert_eq!(due, time("09:00:00") + chrono::TimeDelta::days(1));
    seat.effects.clear();
    seat.press(&["alt-k"]);
    let expected = "A callback by 01-22 09:00 is promised already; end it in the history first";
    assert_eq!((said(&seat).as_str(), promise(&seat)), (expected, None));
    let made = hotdesk::domain::Callback {
        id,
        contact: contact(crate::agent_floor::DANA),
        call: Some(call(1)),
        ticket: None,
        agent: ME.into(),
        due,
        note: String::new(),
        outcome: None,
        attempts: Vec::new(),
    };
    seat.tell(Event::CallbackPromised { callback: Box::new(made.clone()) });
    seat.takes(Msg::Outbox(OutboxReport::Promised { callback: Box::new(made) }));
    seat.press(&["alt-k"]);
    assert_eq!((said(&seat).as_str(), promise(&seat)), (expected, None), "the history knows it by now");
}

#[test]
fn a_call_is_handed_on_to_another_queue_and_it_is_said_which() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["f7"]);
    let frame = seat.frame((80, 24));
    assert!(frame.contains("Stocks") && frame.contains("1022 Avi"), "{frame}");
    assert!(!frame.lines().any(|line| line.contains("Retail") && line.contains("waiting")), "{frame}");
    seat.press(&["enter"]);
    let to = TransferTarget::Queue { queue: "stocks".into() };
    seat.tell(Event::CallTransferred { call: call(1), agent: ME.into(), to });
    assert!(
        seat.screen
            .desk
            .toasts
            .shown()
            .iter()
            .any(|toast| { toast.say == Say::plain("agent.toast.transferred").with("target", "Stocks") })
    );
}

#[test]
fn what_is_not_possible_says_why_and_what_is() {
    let mut seat = Seat::new(Locale::En);
    seat.press(&["f8"]);
    assert_eq!(said(&seat), "Not while Paused; possible: F2 Ready for calls, F3 Pause");
    seat.talks().press(&["f5"]);
    assert_eq!(said(&seat), "Not while Talking; possible: F6 Hold/resume, F7 Transfer, F8 Hang up");
}

#[test]
fn what_is_done_at_the_phone_is_not_offered() {
    let mut seat = Seat::new(Locale::En);
    seat.abilities.phone_control = false;
    let snapshot = seat.snapshot();
    seat.hears(News::Snapshot(Box::new(snapshot))).rings();
    let frame = seat.frame(WIDE);
    assert!(frame.contains("answer at the phone") && frame.contains("F4 Reject"), "{frame}");
    assert!(!frame.contains("F5"), "{frame}");
    seat.press(&["f5"]);
    assert_eq!(said(&seat), "This is done at the phone; the screen follows");
    seat.tell(Event::CallAnswered { call: call(1), agent: ME.into() });
    let frame = seat.frame(WIDE);
    assert!(frame.contains("F7 Transfer") && !frame.contains("F6"), "{frame}");
    seat.tell(Event::CallHeld { call: call(1) });
    let frame = seat.frame(WIDE);
    assert!(frame.contains("off hold at the phone"), "{frame}");
}

#[test]
fn a_talk_is_timed_from_the_answer_and_a_hold_beside_it() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().waits(51).tell(Event::CallHeld { call: call(1) }).waits(30);
    let frame = seat.frame(WIDE);
    assert!(frame.contains("On hold 0:30 · 1:30"), "{frame}");
    assert!(frame.contains("0:30 · talk 1:30"), "{frame}");
    seat.tell(Event::CallResumed { call: call(1) }).waits(5);
    assert!(seat.frame(WIDE).contains("Talking 1:35"));
}

#[test]
fn drafts_are_told_apart_by_time_number_category_and_words() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["space", "alt-c", "balance", "enter", "esc"]);
    hangs_up(&mut seat).tell(Event::WrapUpEnded { call: call(1), agent: ME.into(), why: WrapUpEnd::Done });
    seat.waits(120).press(&["ctrl-n", "tab", "lost his umbrella", "ctrl-d"]);
    let frame = seat.frame(WIDE);
    assert!(frame.contains("10:01  +972-**-***-**01  Balance"), "{frame}");
    assert!(frame.contains("without a call  lost his umbrella"), "{frame}");
}

#[test]
fn a_new_ticket_is_called_so_until_something_is_typed() {
    let mut seat = Seat::new(Locale::En);
    seat.press(&["ctrl-n"]);
    assert!(line(&seat.frame(WIDE), "Alt-4 Ticket").contains("new ticket"));
    seat.press(&["x"]);
    assert!(line(&seat.frame(WIDE), "Alt-4 Ticket").contains("draft"));
}

#[test]
fn a_withheld_number_is_said_to_be_withheld() {
    let mut seat = Seat::new(Locale::En);
    seat.tell(Event::AgentReady { agent: ME.into() });
    seat.queues(5, "retail", None);
    let mut snapshot = seat.snapshot();
    let withheld = |call: &mut Call| call.number = PhoneNumber::new("anonymous");
    snapshot.floor.calls.values_mut().for_each(withheld);
    seat.hears(News::Snapshot(Box::new(snapshot)));
    seat.tell(Event::CallRinging { call: call(5), agent: ME.into() });
    let frame = seat.frame((200, 60));
    let seen = frame.matches("number withheld").count();
    assert!(seen >= 3, "in head, queue and call: {frame}");
}

#[test]
fn waits_stand_still_while_the_server_is_away_and_it_is_said_of_when_they_are() {
    let mut seat = Seat::new(Locale::En);
    seat.queues(2, "retail", None).waits(70).hears(News::Link(LinkNews::Away { silent_s: 0 }));
    let before = seat.frame(WIDE);
    assert!(line(&before, "Alt-1 Queue").contains("as of 10:01:10"), "{before}");
    assert!(line(&before, "Retail").contains("1 · 1:10"), "{before}");
    let later = seat.waits(300).frame(WIDE);
    assert!(line(&later, "Retail").contains("1 · 1:10"), "{later}");
    let back = seat.hears(News::Link(LinkNews::Up)).frame(WIDE);
    assert!(line(&back, "Retail").contains("1 · 6:10"), "{back}");
}

#[test]
fn a_loss_noticed_late_shows_the_floor_of_the_last_word() {
    let mut seat = Seat::new(Locale::En);
    seat.queues(2, "retail", None).waits(70).hears(News::Link(LinkNews::Away { silent_s: 20 }));
    let frame = seat.frame(WIDE);
    assert!(line(&frame, "Alt-1 Queue").contains("as of 10:00:50"), "{frame}");
    assert!(line(&frame, "Retail").contains("1 · 0:50"), "{frame}");
    assert!(line(&frame, "Server away").contains("0:20"), "{frame}");
    seat.hears(News::Link(LinkNews::Away { silent_s: 25 }));
    assert!(line(&seat.frame(WIDE), "Alt-1 Queue").contains("as of 10:00:50"), "tried again");
}

#[test]
fn before_the_server_speaks_times_are_read_in_the_zone_of_the_site() {
    let look = hotdesk::tui::runtime::Look::built_in(Locale::En).expect("the built-in look");
    let mut screen = hotdesk::tui::agent::agent_screen(look.words.clone());
    let (seed, locale, user) = (uuid::Uuid::nil(), Locale::En, "noa".into());
    let started = News::Started { seed, locale, user, zone: chrono_tz::Asia::Jerusalem };
    screen.update(hotdesk::tui::runtime::Input::App(Msg::Desk(started)), time("10:00:00"));
    assert_eq!(screen.desk.local(time("10:00:00")).format("%H:%M").to_string(), "10:00");
    hotdesk::tui::runtime::press(&mut screen, &["ctrl-n", "alt-c"], time("10:00:00"), &look.keymap);
    let said = screen.desk.toasts.shown().last().map(|toast| toast.say.key);
    assert_eq!(said, Some("agent.toast.no-catalogue"), "there is nothing to choose from yet");
}

#[test]
fn help_and_palette_call_panes_by_their_names() {
    let mut seat = Seat::new(Locale::En);
    for (key, close) in [("f1", "esc"), ("ctrl-p", "esc")] {
        let frame = seat.press(&[key]).frame((200, 60));
        assert!(!frame.contains("Pane 4"), "{frame}");
        seat.press(&[close]);
    }
    seat.press(&["ctrl-p", "pane.4", "enter"]);
    assert_eq!(seat.screen.pane, Pane::Ticket);
}

/// Three sentences at once: what is not seen is counted, what is seen is not.
#[test]
fn what_is_said_and_not_seen_is_counted() {
    for columns in 80..=220 {
        let mut seat = Seat::new(Locale::En);
        for key in ["agent.toast.after-call", "agent.toast.last-step", "agent.toast.amend-what"] {
            let now = seat.now;
            seat.screen.desk.toast(Weight::Note, Say::plain(key), now);
        }
        let frame = seat.frame((columns, 40));
        let line = line(&frame, "•");
        let hidden = (1..3).find(|n| line.contains(&format!("(+{n})"))).unwrap_or_default();
        assert_eq!(line.matches('•').count() + hidden, 3, "{columns}: {line}");
    }
}

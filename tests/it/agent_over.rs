//! What concerns the call counts whatever lies over the panes.

use hotdesk::{
    api::CallAction,
    domain::{Ender, Event, Locale, TransferTarget},
    tui::{
        effect::{Effect, Request},
        keymap::Action,
        runtime::{Spot, paint},
    },
};

use crate::agent_floor::{ME, Seat, call};

/// The actions of the call that keys asked for.
fn actions(seat: &mut Seat, keys: &[&str]) -> Vec<CallAction> {
    seat.effects.clear();
    seat.press(keys);
    let asked = seat.asked().into_iter().filter_map(|(_, request)| match request {
        Request::Act { action, .. } => Some(action),
        _ => None,
    });
    asked.collect()
}

/// Keys that put something over the panes, and a word that is seen only there.
const OVER: [(&[&str], &str); 7] = [
    (&["alt-c"], "Accounts / Balance"),
    (&["ctrl-t"], "Template"),
    (&["ctrl-p"], "Commands"),
    (&["f1"], "Keys"),
    (&["alt-4", "x", "alt-x"], "Discard this draft?"),
    (&["alt-2", "down", "enter"], "Ben Yehuda"),
    (&["f7"], "Hand the call on to"),
];

#[test]
fn a_caller_is_held_and_the_call_ended_under_whatever_is_open() {
    for (open, seen) in OVER {
        let mut seat = Seat::new(Locale::En);
        seat.talks().press(open);
        assert!(seat.frame((120, 40)).contains(seen), "{seen}");
        assert_eq!(actions(&mut seat, &["f6"]), [CallAction::Hold], "under {seen}");
        seat.tell(Event::CallHeld { call: call(1) });
        assert!(seat.frame((120, 40)).contains(seen), "{seen} stays open");
        assert_eq!(actions(&mut seat, &["f6"]), [CallAction::Resume], "under {seen}");
        assert_eq!(actions(&mut seat, &["f8"]), [CallAction::HangUp], "under {seen}");
        seat.tell(Event::CallEnded { call: call(1), agent: ME.into(), by: Ender::Agent });
        assert!(seat.frame((120, 40)).contains(seen), "{seen} stays open");
    }
}

#[test]
fn a_ring_is_answered_or_rejected_under_an_open_list() {
    for (key, action) in [("f5", CallAction::Answer), ("f4", CallAction::Reject)] {
        let mut seat = Seat::new(Locale::En);
        seat.press(&["ctrl-n", "half", "alt-c", "bal"]);
        seat.rings();
        assert_eq!(actions(&mut seat, &[key]), [action]);
    }
}

/// A list about one form must not write into another.
#[test]
fn a_list_closes_when_another_call_comes_up() {
    let mut seat = Seat::new(Locale::En);
    seat.press(&["ctrl-n", "half", "alt-c"]);
    seat.rings().tell(Event::CallAnswered { call: call(1), agent: ME.into() });
    seat.press(&["enter"]);
    assert!(seat.screen.cases().iter().all(|case| case.draft.form.category.is_none()));
    assert!(!seat.frame((120, 40)).contains("Accounts / Balance"));
}

#[test]
fn a_transfer_takes_the_place_of_the_open_list() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["alt-c", "bal", "f7"]);
    let target = TransferTarget::Queue { queue: "stocks".into() };
    assert_eq!(actions(&mut seat, &["stocks", "enter"]), [CallAction::Transfer { target }]);
    assert!(!seat.frame((120, 40)).contains("Accounts / Balance"), "no list is left under it");
}

#[test]
fn the_footer_names_what_works_under_a_list_and_can_be_clicked() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["alt-4", "alt-c"]).resize((80, 24));
    let frame = seat.frame((80, 24));
    let foot = frame.lines().last().expect("a footer").to_owned();
    for hint in ["F6 Hold", "F7 Transfer", "F8 Hang up", "Enter Choose", "Esc Close"] {
        assert!(foot.contains(hint), "{hint}: {foot}");
    }
    assert!(!foot.contains("Ctrl-S"), "{foot}");
    let painted = paint(&seat.screen, (80, 24), seat.now, &seat.look);
    assert!(painted.spots.iter().any(|(_, spot)| *spot == Spot::Run(Action::CallHangUp)));
}

#[test]
fn leaving_is_asked_once_also_over_a_list() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["alt-c", "ctrl-q", "ctrl-q", "n"]);
    assert!(seat.frame((120, 40)).contains("Accounts / Balance"), "the list is there again");
    seat.effects.clear();
    seat.press(&["ctrl-q", "y"]);
    assert_eq!(seat.effects, [Effect::SignOut]);
}

#[test]
fn the_caller_in_the_head_does_not_move_when_a_list_is_opened() {
    let mut seat = Seat::new(Locale::En);
    let head = |seat: &mut Seat| seat.frame((80, 24)).lines().next().unwrap_or_default().to_owned();
    let before = head(seat.talks());
    let under = head(seat.press(&["alt-c"]));
    assert!(before.contains("Alt-S Mark said") && under.contains("Mark said") && !under.contains("Alt-S"));
    assert_eq!(before.find("+972"), under.find("+972"), "{before}\n{under}");
}

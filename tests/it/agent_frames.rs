//! What the agent sees in the main situations, at three sizes in both languages.

use hotdesk::{
    api::{Code, Problem},
    domain::{Ender, Event, FieldTrouble, FormField, FormTrouble, Locale, WrapUpEnd},
    tui::desk::{LinkNews, Msg, News, OutboxReport},
};

use crate::agent_floor::{ME, Seat, call};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// Brings a seat into a situation and looks at it.
fn check(name: &str, situation: impl Fn(&mut Seat)) {
    for size in SIZES {
        check_at(name, size, &situation);
    }
}

fn check_at(name: &str, size: (u16, u16), situation: impl Fn(&mut Seat)) {
    for (tag, locale) in [("en", Locale::En), ("zh", Locale::ZhCn)] {
        let mut seat = Seat::new(locale);
        seat.resize(size);
        situation(&mut seat);
        let frame = seat.frame(size);
        insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("agent_{name}_{}_{tag}", size.0), frame);
        });
    }
}

fn crowd(seat: &mut Seat) {
    for n in 2..9 {
        seat.queues(n, if n % 3 == 0 { "stocks" } else { "retail" }, None).waits(11);
    }
}

fn half_typed(seat: &mut Seat) {
    seat.talks().press(&[
        "alt-4",
        "card swallowed",
        "tab",
        "On Sunday the machine kept the card. ",
        "no receipt",
    ]);
}

#[test]
fn idle() {
    check("idle", |seat| {
        seat.tell(Event::AgentReady { agent: ME.into() });
        crowd(seat);
    });
}

#[test]
fn ringing() {
    check("ringing", |seat| {
        seat.rings().answer_all();
        crowd(seat);
    });
}

#[test]
fn talking_with_history() {
    check("talking", |seat| {
        seat.talks();
    });
}

#[test]
fn history_of_the_caller() {
    check("history", |seat| {
        seat.talks().press(&["alt-2", "down"]);
    });
}

#[test]
fn ticket_half_typed() {
    check("typing", half_typed);
}

/// The pictures of the README: what stands there is what the program draws.
#[test]
fn pictures() {
    for (name, locale) in [("desk-en.svg", Locale::En), ("desk-zh.svg", Locale::ZhCn)] {
        let mut seat = Seat::new(locale);
        seat.resize(SIZES[1]);
        crowd(&mut seat);
        half_typed(&mut seat);
        let picture = seat.picture(SIZES[1]);
        insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
            insta::assert_binary_snapshot!(name, picture.into_bytes());
        });
    }
}

#[test]
fn submission_refused_here() {
    check("missing", |seat| {
        seat.talks().press(&["alt-4", "ctrl-s"]);
    });
}

#[test]
fn submission_refused_there() {
    check("refused", |seat| {
        half_typed(seat);
        seat.press(&["alt-c", "lost", "enter", "ctrl-s"]);
        let draft = seat.screen.case().expect("a case").id();
        let problem = Problem {
            status: 422,
            code: Code::InvalidForm,
            title: "the form has troubles".into(),
            detail: "category 0101 is closed".into(),
            fields: vec![FormTrouble { field: FormField::Category, trouble: FieldTrouble::Unknown }],
            retry_after_s: None,
        };
        seat.takes(Msg::Outbox(OutboxReport::Refused { draft, problem }));
    });
}

#[test]
fn wrap_up_with_the_ticket_taken() {
    check("wrap_up", |seat| {
        half_typed(seat);
        seat.press(&["alt-c", "lost", "enter", "ctrl-s"]);
        seat.ticket_is_taken();
        seat.tell(Event::CallEnded { call: call(1), agent: ME.into(), by: Ender::Caller }).waits(17);
    });
}

#[test]
fn paused_beyond_the_limit() {
    check("paused", |seat| {
        seat.tell(Event::AgentReady { agent: ME.into() });
        seat.tell(Event::AgentPaused { agent: ME.into(), reason: "rest".into() }).waits(700);
        seat.press(&["alt-5"]);
    });
}

#[test]
fn server_away() {
    check("away", |seat| {
        half_typed(seat);
        seat.hears(News::Link(LinkNews::Away { silent_s: 0 })).waits(65);
    });
}

#[test]
fn categories_by_pinyin() {
    check("category", |seat| {
        seat.talks().press(&["alt-c", "tsjb"]);
    });
}

/// The list stays open while the caller is held; the last line names what works under it.
#[test]
fn a_list_over_a_held_call() {
    check_at("held", (80, 24), |seat| {
        seat.talks().press(&["alt-c"]).waits(600);
        seat.tell(Event::CallHeld { call: call(1) }).waits(75);
    });
}

#[test]
fn times_for_a_callback() {
    check_at("callback", (80, 24), |seat| {
        seat.talks().press(&["alt-k"]);
    });
}

#[test]
fn what_was_walked_past_is_said_at_the_end() {
    check_at("skipped", (80, 24), |seat| {
        seat.talks().press(&["n", "n"]);
        seat.tell(Event::CallEnded { call: call(1), agent: ME.into(), by: Ender::Agent }).waits(2);
    });
}

#[test]
fn a_matter_of_the_past_in_full() {
    check_at("detail", (80, 24), |seat| {
        seat.talks().press(&["alt-2", "down", "enter"]);
    });
}

#[test]
fn why_a_deadline_is_then() {
    check_at("why", (80, 24), |seat| {
        half_typed(seat);
        seat.press(&["alt-w"]);
    });
}

#[test]
fn how_a_number_is_made() {
    check_at("number", (80, 24), |seat| {
        seat.talks().tell(Event::CallEnded { call: call(1), agent: ME.into(), by: Ender::Caller });
        seat.waits(21).tell(Event::WrapUpEnded { call: call(1), agent: ME.into(), why: WrapUpEnd::Done });
        seat.press(&["alt-5", "down", "down", "enter"]);
    });
}

#[test]
fn the_keys() {
    check_at("help", (120, 40), |seat| {
        seat.press(&["f1"]);
    });
}

#[test]
fn blanks_and_ways_of_a_script() {
    check_at("blanks", (80, 24), |seat| {
        seat.talks().press(&["space", "n", "tab", "Levi", "tab", "right"]);
    });
    check_at("ways", (80, 24), |seat| {
        seat.talks().press(&["space", "n", "tab", "Levi", "esc", "n"]);
    });
}

#[test]
fn the_window_is_too_small() {
    check_at("too_small", (40, 6), half_typed);
}

#[test]
fn a_narrow_window_shows_one_pane() {
    check_at("narrow", (60, 16), half_typed);
}

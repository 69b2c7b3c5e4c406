//! What the agent's screen takes in a second: live events, beside a bare floor; keys, beside a bare text field.

use std::{hint::black_box, time::Duration};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use hotdesk::{
    api::LiveMessage,
    domain::{Actor, EVENT_VERSION, Ender, Event, Floor, Hash, PhoneNumber, Recorded, Tier, WrapUpEnd},
    tui::{
        desk::{Msg, News},
        runtime::{Input, Screen, resolve},
    },
};
use tui_input::InputRequest;

use crate::{
    agent_floor::{Seat, call},
    crowd,
    measure::{median, ratio, row, show_rate, time},
};

const SIZE: (u16, u16) = (200, 60);
const CALLS: u128 = 1_000;
const RUNS: usize = 5;
const KEYS: usize = 10_000;

/// Prints the rows.
pub fn run() {
    for callers in [50, 1_000] {
        let events = events(&crowd::seat(SIZE, callers), callers);
        let bare = median(RUNS, || bare(&crowd::seat(SIZE, callers), &events));
        for (how, together) in [("one by one", 1), ("64 at a time", 64)] {
            let screen = median(RUNS, || screen(&mut crowd::seat(SIZE, callers), &events, together));
            row(
                &format!("live events through the agent's screen, {how}, {callers} waiting"),
                &show_rate(events.len(), screen),
                &format!("bare floor: {}", show_rate(events.len(), bare)),
                ratio(bare, screen),
            );
        }
    }
    let (screen, bare) = (median(RUNS, keys), median(RUNS, bare_keys));
    row(
        "letters typed into the form, 50 waiting",
        &show_rate(KEYS, screen),
        &format!("bare `tui-input` field: {}", show_rate(KEYS, bare)),
        ratio(bare, screen),
    );
}

/// A busy floor goes on: for each caller who comes, the one who waited longest is served by a colleague.
fn events(seat: &Seat, callers: u128) -> Vec<Recorded> {
    let begin = seat.snapshot().seq;
    let events = (crowd::FIRST..crowd::FIRST + CALLS).flat_map(|served| one_call(served, served + callers));
    let recorded = |(seq, event)| Recorded {
        seq,
        at: seat.now,
        actor: Actor::Switch,
        version: EVENT_VERSION,
        event,
        hash: Hash([0; 32]),
    };
    (begin + 1..).zip(events).map(recorded).collect()
}

fn one_call(served: u128, comes: u128) -> [Event; 6] {
    let entered = Event::CallEntered {
        call: call(comes),
        switch_ref: format!("sw-{comes}"),
        number: PhoneNumber::new("+972-**-***-**23"),
        contact: None,
        tier: Tier::Ordinary,
        service: "PS".into(),
        priority: 0,
        repeats: 0,
    };
    let (colleague, served) = ("1022", call(served));
    [
        entered,
        Event::CallQueued {
            call: call(comes),
            queue: "retail".into(),
            head_start_s: 0,
            kept_from: None,
            position: None,
        },
        Event::CallRinging { call: served, agent: colleague.into() },
        Event::CallAnswered { call: served, agent: colleague.into() },
        Event::CallEnded { call: served, agent: colleague.into(), by: Ender::Caller },
        Event::WrapUpEnded { call: served, agent: colleague.into(), why: WrapUpEnd::Done },
    ]
}

fn bare(seat: &Seat, events: &[Recorded]) -> Duration {
    let mut floor: Floor = seat.snapshot().floor;
    time(|| events.iter().for_each(|event| floor.apply(event.at, &event.event).expect("a legal log")))
}

fn screen(seat: &mut Seat, events: &[Recorded], together: usize) -> Duration {
    let live = |recorded: &Recorded| LiveMessage::Event { recorded: recorded.clone() };
    let message = |events: &[Recorded]| Msg::Desk(News::Live(events.iter().map(live).collect()));
    let messages: Vec<Msg> = events.chunks(together).map(message).collect();
    let taken = time(|| {
        for message in messages {
            black_box(seat.screen.update(Input::App(message), seat.now));
        }
    });
    assert_eq!(seat.screen.desk.floor, followed(seat, events), "the screen followed all of it");
    taken
}

fn followed(seat: &Seat, events: &[Recorded]) -> Floor {
    let mut floor = seat.snapshot().floor.masked();
    events.iter().for_each(|event| floor.apply(event.at, &event.event).expect("a legal log"));
    floor
}

fn letters() -> impl Iterator<Item = KeyCode> {
    [KeyCode::Char('x'), KeyCode::Backspace].into_iter().cycle().take(KEYS)
}

fn keys() -> Duration {
    let mut seat = crowd::seat(SIZE, 50);
    seat.press(&["alt-4"]);
    time(|| {
        for code in letters() {
            let key = KeyEvent::new(code, KeyModifiers::NONE);
            let input = resolve(key, &seat.screen.focus(), &seat.look.keymap);
            black_box(seat.screen.update(input, seat.now));
        }
    })
}

fn bare_keys() -> Duration {
    let mut field = tui_input::Input::new("card swallowed".into());
    time(|| {
        for code in letters() {
            let request = match code {
                KeyCode::Char(letter) => InputRequest::InsertChar(letter),
                _ => InputRequest::DeletePrevChar,
            };
            black_box(field.handle(request));
        }
    })
}

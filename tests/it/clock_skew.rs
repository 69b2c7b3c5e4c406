//! A clock that differs from the server's: every screen says so, and goes on showing the server's time.

use hotdesk::{
    api::Role,
    domain::Locale,
    tui::{
        desk::{Msg, News},
        lead::lead_screen,
        qa::qa_screen,
        runtime::{Input, Look, Screen, paint},
    },
};

use crate::{
    agent_floor::Seat,
    lead_floor::{Story, noon, now},
};

/// An hour and two seconds.
const HOUR: i64 = 3602;
const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// What a screen shows before, with and after a difference.
fn check(mut show: impl FnMut(Option<i64>, (u16, u16)) -> String, slow: &str, fast: &str) {
    for size in SIZES {
        let before = show(None, size);
        let line = show(Some(HOUR), size);
        assert!(line.contains(slow) && !before.contains(slow), "{line}");
        let line = show(Some(-HOUR), size);
        assert!(line.contains(fast), "{line}");
        assert_eq!(show(Some(0), size), before);
    }
}

fn said(locale: Locale) -> (&'static str, &'static str) {
    match locale {
        Locale::En => ("Clock here 1:00:02 slow", "Clock here 1:00:02 fast"),
        Locale::ZhCn => ("本机时钟慢 1:00:02", "本机时钟快 1:00:02"),
    }
}

fn show<S: Screen<Msg = Msg>>(screen: &mut S, look: &Look, seconds: Option<i64>, size: (u16, u16)) -> String {
    if let Some(seconds) = seconds {
        screen.update(Input::App(Msg::Desk(News::ClockSkew { seconds })), now());
    }
    paint(screen, size, now(), look).plain()
}

fn started<S: Screen<Msg = Msg>>(mut screen: S, story: &Story, locale: Locale, role: Role) -> S {
    for msg in story.messages(locale, role) {
        screen.update(Input::App(msg), now());
    }
    screen
}

#[test]
fn the_agent_is_told() {
    for locale in [Locale::En, Locale::ZhCn] {
        let (slow, fast) = said(locale);
        let mut seat = Seat::new(locale);
        let show = |seconds: Option<i64>, size| {
            if let Some(seconds) = seconds {
                seat.hears(News::ClockSkew { seconds });
            }
            seat.resize(size).frame(size)
        };
        check(show, slow, fast);
    }
}

#[test]
fn lead_and_reviewer_are_told() {
    for locale in [Locale::En, Locale::ZhCn] {
        let (slow, fast) = said(locale);
        let look = Look::built_in(locale).expect("the built-in look loads");
        let mut lead = started(lead_screen(look.words.clone()), &noon(), locale, Role::Lead);
        check(|seconds, size| show(&mut lead, &look, seconds, size), slow, fast);
        let mut qa = started(qa_screen(look.words.clone(), None), &Story::new(), locale, Role::Qa);
        check(|seconds, size| show(&mut qa, &look, seconds, size), slow, fast);
    }
}

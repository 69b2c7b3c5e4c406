//! Widgets as they are seen, in both languages, and what their keys do.

use std::cell::Cell;

use chrono::TimeDelta;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use hotdesk::{
    domain::Locale,
    tui::{
        keymap::{Action, Layer},
        layers::{Layers, Outcome, Overlay},
        picture,
        runtime::{Canvas, Input, Look, Spot, Zone},
        widgets::{
            Answer, Choice, Column, Dialog, Footer, HasFocus, Help, Notes, Palette, Pane, Picker, Selection,
            Table, TextField, Timer, Tone, Width, banner, gauge, toasts,
        },
    },
};
use proptest::prelude::*;
use ratatui::{buffer::Buffer, layout::Rect};

mod fields;

type Key = Input<()>;

fn look(locale: Locale) -> Look {
    Look::built_in(locale).unwrap()
}

/// What is seen when something is drawn on so many columns and rows.
fn seen(columns: u16, rows: u16, draw: impl FnOnce(&mut Canvas<'_>)) -> String {
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
    let mut canvas = Canvas::new(&mut buffer);
    draw(&mut canvas);
    let cursor = canvas.finish().0.map(|at| format!("cursor {},{}\n", at.x, at.y)).unwrap_or_default();
    picture::plain(&buffer) + &cursor
}

fn key(code: KeyCode) -> KeyEvent {
    KeyEvent::new(code, KeyModifiers::NONE)
}

fn typed(text: &str) -> Vec<Key> {
    text.chars().map(|letter| Input::Key(key(KeyCode::Char(letter)))).collect()
}

fn categories() -> Picker {
    let choices = [("投诉举报 / 占道经营", "0103"), ("投诉举报 / 噪声", "0107"), ("咨询 / 银行业务", "0201")];
    let choice = |(label, code): (&str, &str)| Choice {
        label: label.to_string(),
        detail: code.to_string(),
        also: code.to_string(),
    };
    Picker::new("类别", choices.map(choice).to_vec())
}

#[test]
fn panes_show_their_focus_without_colour() {
    let look = look(Locale::ZhCn);
    let picture = seen(44, 6, |canvas| {
        for (x, title, focus) in [(0, "队列", HasFocus::Yes), (22, "一个很长很长很长的标题", HasFocus::No)]
        {
            let pane = Pane { title, note: "12 人", focus, zone: Zone(1) };
            let inner = pane.draw(canvas, Rect::new(x, 0, 22, 6), &look);
            canvas.print(inner.x, inner.y, "👨‍👩‍👧 ｶﾞ e\u{301} 投诉举报投诉举报", inner.width, look.theme.text);
        }
    });
    insta::assert_snapshot!(picture);
}

#[test]
fn tables_ask_only_for_the_rows_they_show() {
    let look = look(Locale::En);
    let asked = Cell::new(0);
    let columns = [
        Column { title: "Caller", width: Width::Share(2) },
        Column { title: "Queue", width: Width::Share(1) },
        Column { title: "Wait", width: Width::Cells(6) },
    ];
    let table = Table {
        columns: &columns,
        rows: 100_000,
        selected: Some(50_000),
        focus: HasFocus::Yes,
        zone: Zone(3),
    };
    let mut buffer = Buffer::empty(Rect::new(0, 0, 40, 8));
    let mut canvas = Canvas::new(&mut buffer);
    table.draw(&mut canvas, Rect::new(0, 0, 40, 8), &look, |row, column, cell| {
        asked.set(asked.get() + 1);
        match column {
            0 => cell.put(&format!("caller {row} 投诉举报人"), look.theme.text),
            1 => cell.put("银行", look.theme.dim),
            _ => cell.put_right(&format!("{}:00", row % 60), look.theme.warn),
        }
    });
    let (_, spots) = canvas.finish();
    assert_eq!((spots.len(), spots[3].1), (7, Spot::Row(Zone(3), 50_000)));
    assert_eq!(asked.get(), 7 * 3);
    insta::assert_snapshot!(picture::plain(&buffer));
}

#[test]
fn a_table_too_narrow_leaves_columns_out_and_survives_any_size() {
    let look = look(Locale::En);
    let columns = [
        Column { title: "one", width: Width::Cells(10) },
        Column { title: "two", width: Width::Cells(10) },
        Column { title: "rest", width: Width::Share(1) },
    ];
    let table = Table { columns: &columns, rows: 3, selected: None, focus: HasFocus::No, zone: Zone(3) };
    for (width, height) in [(0, 0), (1, 1), (5, 2), (11, 3), (15, 3), (30, 1), (30, 9)] {
        seen(width, height, |canvas| {
            table.draw(canvas, canvas.area(), &look, |_, _, cell| cell.put("投诉举报", look.theme.text));
        });
    }
}

#[test]
fn footers_show_what_fits_and_has_a_key() {
    let actions =
        [Action::CallAnswer, Action::CallReject, Action::LeadBroadcast, Action::CallTransfer, Action::Help];
    let footer = Footer { layers: &[Layer::Desk, Layer::Global], actions: &actions };
    let pictures = [Locale::En, Locale::ZhCn].map(|locale| {
        let look = look(locale);
        seen(44, 1, |canvas| footer.draw(canvas, canvas.area(), &look))
    });
    insta::assert_snapshot!(pictures.concat(), @r"
    F5 Answer  F4 Reject  F7 Transfer  F1 Help
    F5 接听  F4 拒接  F7 转接  F1 帮助
    ");
}

/// A footer at the right edge is drawn on as many columns as it says that it takes.
#[test]
fn a_footer_measures_the_words_that_it_draws() {
    let look = look(Locale::En);
    let layers = [Layer::Desk, Layer::Global];
    for action in [Action::PaneOne, Action::PaneFive, Action::Help] {
        let footer = Footer { layers: &layers, actions: &[action] };
        let whole = seen(44, 1, |canvas| footer.draw(canvas, canvas.area(), &look));
        assert_eq!(whole.trim().len(), usize::from(footer.width(&look)), "{action}");
    }
}

#[test]
fn a_picker_finds_by_initials_and_takes_the_first() {
    let mut layers = Layers::default();
    layers.open("category", Overlay::Picker(categories()));
    for input in typed("zs") {
        assert_eq!(layers.input(&input), Outcome::Taken);
    }
    let look = look(Locale::ZhCn);
    insta::assert_snapshot!(seen(60, 18, |canvas| layers.draw(canvas, &look)));
    assert_eq!(layers.input(&Key::Act(Action::Choose)), Outcome::Chosen("category", 1));
    assert_eq!(layers.top(), None);
}

#[test]
fn a_picker_says_when_nothing_is_found_and_chooses_nothing() {
    let mut layers = Layers::default();
    layers.open((), Overlay::Picker(categories()));
    for input in typed("qq") {
        layers.input(&input);
    }
    assert!(seen(60, 18, |canvas| layers.draw(canvas, &look(Locale::En))).contains("nothing found"));
    assert_eq!(layers.input(&Key::Act(Action::Choose)), Outcome::Taken);
    assert_eq!(layers.input(&Key::Act(Action::Close)), Outcome::Closed(()));
}

#[test]
fn a_click_on_a_row_chooses_it() {
    let mut layers = Layers::default();
    layers.open((), Overlay::Picker(categories()));
    let look = look(Locale::En);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 60, 18));
    let mut canvas = Canvas::new(&mut buffer);
    layers.draw(&mut canvas, &look);
    let mut rows = canvas.finish().1.into_iter().filter_map(|(_, spot)| match spot {
        Spot::Row(..) => Some(spot),
        _ => None,
    });
    let third = rows.next_back().unwrap();
    assert_eq!(layers.input(&Key::Click(third)), Outcome::Chosen((), 2));
}

#[test]
fn the_palette_shows_keys_and_runs_actions() {
    let look = look(Locale::ZhCn);
    let actions = [Action::CallAnswer, Action::TicketSubmit, Action::Quit];
    let palette = Palette::new(&look.words, &actions, &[Layer::Desk, Layer::Global]);
    let mut layers = Layers::default();
    layers.open((), Overlay::Palette(palette));
    for input in typed("tijiao") {
        layers.input(&input);
    }
    insta::assert_snapshot!(seen(60, 16, |canvas| layers.draw(canvas, &look)));
    assert_eq!(layers.input(&Key::Act(Action::Choose)), Outcome::Run(Action::TicketSubmit));
}

#[test]
fn help_is_made_from_the_keymap_in_both_languages() {
    for locale in [Locale::En, Locale::ZhCn] {
        let look = look(locale);
        let mut layers = Layers::default();
        layers.open((), Overlay::Help(Help::new(&[Layer::Desk, Layer::Global])));
        let picture = seen(80, 34, |canvas| layers.draw(canvas, &look));
        insta::assert_snapshot!(format!("help-{}", if locale == Locale::En { "en" } else { "zh" }), picture);
        assert_eq!(layers.input(&Key::Act(Action::CallAnswer)), Outcome::Run(Action::CallAnswer));
    }
}

/// On the smallest window a layer's keys stand in one column with their head, and the keys of lists move at once, however far they went.
#[test]
fn help_keeps_layers_whole_and_moves_as_lists_do() {
    let look = look(Locale::En);
    let all =
        [Layer::Desk, Layer::Call, Layer::Script, Layer::Ticket, Layer::Queue, Layer::Lead, Layer::Global];
    let mut layers = Layers::default();
    layers.input(&Input::<()>::Resize { columns: 80, rows: 24 });
    layers.open((), Overlay::Help(Help::new(&all)));
    let picture = |layers: &Layers<()>| seen(80, 24, |canvas| layers.draw(canvas, &look));
    let first = picture(&layers);
    insta::assert_snapshot!("help-whole", first);
    let step = |layers: &mut Layers<()>, action| {
        assert_eq!(layers.input(&Key::Act(action)), Outcome::Taken);
        picture(layers)
    };
    let last = step(&mut layers, Action::ListLast);
    assert_ne!(last, first);
    insta::assert_snapshot!("help-end", last);
    assert_eq!(step(&mut layers, Action::ListPageDown), last, "it is the end");
    assert_ne!(step(&mut layers, Action::ListUp), last);
    assert_eq!(step(&mut layers, Action::ListDown), last);
    assert_eq!(step(&mut layers, Action::ListFirst), first);
}

#[test]
fn a_question_is_answered_no_unless_somebody_says_yes() {
    let look = look(Locale::En);
    let ask = || {
        let mut layers = Layers::default();
        let body =
            "Three fields are filled in. They cannot be brought back afterwards, not even by the lead.";
        layers.open("discard", Overlay::Dialog(Dialog::new("Discard the draft?", body)));
        layers
    };
    insta::assert_snapshot!(seen(60, 16, |canvas| ask().draw(canvas, &look)));
    for (keys, answer) in [
        (vec![Action::Choose], Answer::No),
        (vec![Action::ListDown, Action::Choose], Answer::Yes),
        (vec![Action::Yes], Answer::Yes),
        (vec![Action::Close], Answer::No),
    ] {
        let mut layers = ask();
        let outcomes = keys.iter().map(|action| layers.input(&Key::Act(*action))).collect::<Vec<_>>();
        assert_eq!(outcomes.last(), Some(&Outcome::Answered("discard", answer)), "{keys:?}");
    }
}

#[test]
fn overlays_take_keys_from_the_panes_but_not_the_news() {
    let mut layers = Layers::default();
    assert_eq!(layers.input(&Key::Act(Action::Help)), Outcome::Passed);
    layers.open((), Overlay::Dialog(Dialog::new("?", "")));
    assert_eq!(layers.input(&Key::Act(Action::CallAnswer)), Outcome::Taken);
    assert_eq!(layers.input(&Key::Tick), Outcome::Passed);
    assert_eq!(layers.input(&Key::App(())), Outcome::Passed);
    assert_eq!(layers.focus().unwrap().layers, [Layer::Dialog]);
}

#[test]
fn small_things_are_drawn() {
    let look = look(Locale::En);
    let picture = seen(40, 7, |canvas| {
        let line = Rect::new(0, 0, 40, 1);
        banner(canvas, line, &look, "offline since 10:42; what you write is kept here");
        gauge(canvas, Rect::new(0, 1, 20, 1), &look, 0.25, look.theme.good);
        gauge(canvas, Rect::new(20, 1, 20, 1), &look, f64::NAN, look.theme.good);
        let timer = Timer { late_at: Some(TimeDelta::seconds(60)), ..Timer::plain(TimeDelta::seconds(61)) };
        canvas.print(0, 2, &timer.text(&look), 8, timer.style(&look));
        assert_eq!(timer.style(&look), look.theme.bad);
        let news = |tone, text: &str| (tone, text.to_string());
        let long = [news(Tone::Good, "saved"), news(Tone::Bad, "投诉工单没有提交，请检查必填项目")];
        toasts(canvas, Rect::new(0, 4, 40, 1), &look, &long);
        let several = [news(Tone::Bad, "old"), news(Tone::Plain, "newer"), news(Tone::Good, "done")];
        toasts(canvas, Rect::new(0, 5, 40, 1), &look, &several);
    });
    insta::assert_snapshot!(picture);
}

proptest! {
    /// No size breaks a widget.
    #[test]
    fn widgets_survive_any_size(columns in 0u16..70, rows in 0u16..20) {
        let look = look(Locale::ZhCn);
        let mut layers = Layers::default();
        layers.open((), Overlay::Help(Help::new(&[Layer::Desk])));
        layers.open((), Overlay::Picker(categories()));
        layers.open((), Overlay::Dialog(Dialog::new("放弃草稿？", "三项内容将不能恢复。")));
        seen(columns, rows, |canvas| {
            layers.draw(canvas, &look);
            let whole = canvas.area();
            toasts(canvas, whole, &look, &[(Tone::Plain, "投诉举报".repeat(20))]);
            let mut notes = Notes::default();
            notes.set("投诉举报\n\n第三行");
            notes.draw(canvas, whole, &look, "", HasFocus::Yes);
            TextField::default().draw(canvas, whole, &look, "空", HasFocus::Yes);
            Footer { layers: &[Layer::Desk], actions: Action::ALL }.draw(canvas, whole, &look);
            gauge(canvas, whole, &look, 2.0, look.theme.good);
            banner(canvas, whole, &look, "离线");
        });
    }
}

#[test]
fn a_selection_follows_a_list_that_shrinks() {
    let mut selection = Selection::default();
    selection.select(9);
    assert_eq!((selection.row(10), selection.row(4), selection.row(0)), (Some(9), Some(3), None));
}

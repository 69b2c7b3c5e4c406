//! Fields and notes that are typed in.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use hotdesk::{
    domain::Locale,
    tui::widgets::{Edit, HasFocus, Notes, TextField},
};
use proptest::prelude::*;

use super::{key, look, seen};

#[test]
fn a_field_edits_by_graphemes_and_keeps_its_limit() {
    let mut field = TextField::with_limit(6);
    assert_eq!(field.paste("e\u{301}投👍\n"), Edit::Changed);
    assert_eq!(field.value(), "e\u{301}投👍 ");
    assert_eq!(field.key(key(KeyCode::Char('x'))), Edit::Changed);
    assert_eq!(field.key(key(KeyCode::Char('y'))), Edit::Full);
    assert_eq!(field.paste("zz"), Edit::Full);
    field.key(key(KeyCode::Backspace));
    field.key(key(KeyCode::Backspace));
    field.key(key(KeyCode::Backspace));
    assert_eq!(field.value(), "e\u{301}投");
    field.key(key(KeyCode::Left));
    field.key(key(KeyCode::Backspace));
    assert_eq!(field.value(), "投");
    assert_eq!(field.key(key(KeyCode::F(5))), Edit::Ignored);
    assert_eq!(field.key(key(KeyCode::Home)), Edit::Moved);
}

#[test]
fn a_long_field_scrolls_with_its_cursor() {
    let look = look(Locale::En);
    let mut field = TextField::default();
    field.set("投诉举报占道经营噪声扰民");
    let at_end = seen(12, 1, |canvas| field.draw(canvas, canvas.area(), &look, "", HasFocus::Yes));
    insta::assert_snapshot!(at_end, @r"
    营噪声扰民
    cursor 10,0
    ");
    field.key(key(KeyCode::Home));
    let at_home = seen(12, 1, |canvas| field.draw(canvas, canvas.area(), &look, "", HasFocus::Yes));
    insta::assert_snapshot!(at_home, @r"
    投诉举报占…
    cursor 0,0
    ");
    let empty =
        seen(24, 1, |canvas| TextField::default().draw(canvas, canvas.area(), &look, "name", HasFocus::No));
    assert_eq!(empty, "name\n");
}

#[test]
fn notes_wrap_and_move_as_they_are_seen() {
    let look = look(Locale::ZhCn);
    let mut notes = Notes::default();
    notes.set_columns(10);
    notes.set("来电人反映夜间施工噪声扰民\n第二行");
    let picture = seen(10, 4, |canvas| notes.draw(canvas, canvas.area(), &look, "", HasFocus::Yes));
    insta::assert_snapshot!(picture, @r"
    来电人反映
    夜间施工噪
    声扰民
    第二行
    cursor 6,3
    ");
    notes.key(key(KeyCode::Up));
    notes.key(key(KeyCode::Up));
    notes.key(key(KeyCode::Char('X')));
    assert_eq!(notes.value(), "来电人反映夜间施X工噪声扰民\n第二行");
}

#[test]
fn notes_undo_paste_and_whole_graphemes() {
    let mut notes = Notes::with_limit(20);
    assert_eq!(notes.paste("一\r\n二👨‍👩‍👧"), Edit::Changed);
    assert_eq!(notes.value(), "一\n二👨‍👩‍👧");
    notes.key(key(KeyCode::Backspace));
    assert_eq!(notes.value(), "一\n二");
    assert_eq!(notes.paste("很长很长很长很长很长很长很长很长很长很长"), Edit::Full);
    notes.key(KeyEvent::new(KeyCode::Char('z'), KeyModifiers::CONTROL));
    assert_ne!(notes.value(), "一\n二");
    notes.set("");
    assert!(notes.is_empty());
}

proptest! {
    /// Drawing must not change what keys do, whatever is typed: a replay draws other frames than the session did.
    #[test]
    fn notes_do_not_depend_on_being_drawn(keys in prop::collection::vec(0usize..12, 0..60), columns in 2u16..14) {
        let codes = [
            KeyCode::Char('a'), KeyCode::Char('投'), KeyCode::Char('，'), KeyCode::Char(' '), KeyCode::Enter, KeyCode::Up,
            KeyCode::Down, KeyCode::Left, KeyCode::Backspace, KeyCode::PageUp, KeyCode::End, KeyCode::Char('👍'),
        ];
        let look = look(Locale::En);
        let (mut drawn, mut blind) = (Notes::default(), Notes::default());
        for notes in [&mut drawn, &mut blind] {
            notes.set_columns(columns);
        }
        for at in keys {
            drawn.key(key(codes[at]));
            blind.key(key(codes[at]));
            let frame = seen(columns, 3, |canvas| drawn.draw(canvas, canvas.area(), &look, "", HasFocus::Yes));
            prop_assert!(frame.contains("cursor"));
        }
        prop_assert_eq!(drawn.value(), blind.value());
    }
}

//! A frame as text and as a picture: what is wide stays wide, what is coloured keeps its colour, markup is escaped.

use hotdesk::{
    domain::Locale,
    tui::{
        picture,
        runtime::{Canvas, Look},
    },
};
use ratatui::{buffer::Buffer, layout::Rect};

fn drawn() -> Buffer {
    let look = Look::built_in(Locale::ZhCn).unwrap();
    let mut buffer = Buffer::empty(Rect::new(0, 0, 24, 3));
    let mut canvas = Canvas::new(&mut buffer);
    canvas.print(0, 0, "投诉 <b> & ｶﾞ", 24, look.theme.text);
    canvas.print(2, 1, "late 👨‍👩‍👧", 24, look.theme.bad);
    canvas.buffer.set_style(Rect::new(0, 2, 24, 1), look.theme.selected);
    canvas.print(0, 2, "chosen", 24, look.theme.selected);
    buffer
}

#[test]
fn plain_text_has_each_character_once() {
    assert_eq!(picture::plain(&drawn()), "投诉 <b> & ｶﾞ\n  late 👨‍👩‍👧\nchosen\n");
}

#[test]
fn a_picture_places_every_run_on_its_cells() {
    insta::assert_snapshot!(picture::svg(&drawn()));
}

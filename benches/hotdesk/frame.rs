//! A full frame of the agent's screen, beside ratatui's own table; and what a second changes of it.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::tui::{
    runtime::{Canvas, Screen},
    terminal::FrameBackend,
};
use ratatui::{
    Terminal, TerminalOptions, Viewport,
    backend::{Backend, TestBackend},
    layout::{Constraint, Rect},
    widgets::{Row, Table},
};

use crate::{
    agent_floor::Seat,
    crowd,
    measure::{median, ratio, row, show, time},
};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];
const CROWDS: [u128; 2] = [50, 1_000];
const FRAMES: u32 = 50;
const RUNS: usize = 21;
const SECONDS: usize = 20;
/// Columns of a cell of the table, with the space behind it.
const CELL: u16 = 10;

/// Prints the rows.
pub fn run() {
    for size in SIZES {
        let table = table(size);
        for callers in CROWDS {
            let frame = frame(size, &crowd::seat(size, callers));
            row(
                &format!("frame of the agent's screen, {}×{}, {callers} waiting", size.0, size.1),
                &show(frame),
                &format!("ratatui's `Table`: {}", show(table)),
                ratio(frame, table),
            );
        }
    }
    for callers in CROWDS {
        let (whole, second) = bytes((200, 60), &crowd::seat((200, 60), callers));
        row(
            &format!("bytes to the terminal as waits count on, 200×60, {callers} waiting"),
            &format!("{second} B/s"),
            &format!("the whole frame: {whole} B"),
            Some(second as f64 / whole as f64),
        );
    }
}

/// One frame, a second after the one before.
fn frame(size: (u16, u16), seat: &Seat) -> Duration {
    let mut terminal = in_memory(size);
    let mut now = seat.now;
    let frames = || {
        for _ in 0..FRAMES {
            now += TimeDelta::seconds(1);
            draw(&mut terminal, seat, now);
        }
    };
    per_frame(frames)
}

/// As the loop draws.
fn draw<B: Backend>(terminal: &mut Terminal<B>, seat: &Seat, now: DateTime<Utc>) {
    let drawn = terminal.draw(|frame| {
        let mut canvas = Canvas::new(frame.buffer_mut());
        canvas.buffer.set_style(canvas.area(), seat.look.theme.text);
        seat.screen.view(&mut canvas, now, &seat.look);
        if let (Some(cursor), _) = canvas.finish() {
            frame.set_cursor_position(cursor);
        }
    });
    drawn.expect("memory takes any frame");
}

/// A frame of ratatui's table that fills the terminal; the first column changes from frame to frame.
fn table(size: (u16, u16)) -> Duration {
    let mut terminal = in_memory(size);
    let columns = usize::from(size.0 / CELL);
    let text = |turn: usize| {
        let cell = move |y: u16, x: usize| format!("{:09}", if x == 0 { turn + 7 } else { usize::from(y) });
        let line = |y| (0..columns).map(|x| cell(y, x)).collect::<Vec<_>>();
        (0..size.1).map(line).collect::<Vec<_>>()
    };
    let texts = [text(0), text(1)];
    let frames = || {
        for turn in 0..FRAMES as usize {
            let rows = texts[turn % 2].iter().map(|line| Row::new(line.iter().map(String::as_str)));
            let table = Table::new(rows, vec![Constraint::Length(CELL - 1); columns]);
            let drawn = terminal.draw(|frame| frame.render_widget(table, frame.area()));
            drawn.expect("memory takes any frame");
        }
    };
    per_frame(frames)
}

fn per_frame(mut frames: impl FnMut()) -> Duration {
    median(RUNS, || time(&mut frames)) / FRAMES
}

fn in_memory((columns, rows): (u16, u16)) -> Terminal<TestBackend> {
    Terminal::new(TestBackend::new(columns, rows)).expect("a terminal in memory")
}

/// Bytes of the first frame, and of each second after it.
fn bytes((columns, rows): (u16, u16), seat: &Seat) -> (usize, usize) {
    let options = TerminalOptions { viewport: Viewport::Fixed(Rect::new(0, 0, columns, rows)) };
    let backend = FrameBackend::new(Vec::new());
    let mut terminal = Terminal::with_options(backend, options).expect("a terminal in memory");
    let mut written = |second| {
        draw(&mut terminal, seat, seat.now + TimeDelta::seconds(second));
        terminal.backend_mut().present().expect("memory takes any frame");
        terminal.backend_mut().take().len()
    };
    let whole = written(0);
    (whole, (1..).take(SECONDS).map(written).sum::<usize>() / SECONDS)
}

//! Draws the report browser.
//!
//! ```text
//!  Reports  Queues · 1999-01-04 Mon · every 30 min · Asia/Jerusalem
//! ┏━ Queues ━━━━━━━━━━━━━━━━━━━━━━━━━ 3 of 12 columns ┓      the table, the calls behind a number of it, or a chart
//! ┃                 Offered  Answered  Service level  ┃
//! ┃ hotline  09:00       12        10         83.3%   ┃
//! ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
//!  Enter Calls behind it  ? Formula  c Charts  …
//! ```

mod lines;
mod table;
mod waits;
mod week;

use ratatui::layout::{Constraint, Layout, Rect};

use super::{
    Answer, PANES, ROWS, ReportScreen,
    asked::interval_text,
    chart::{ChartKind, Drawn, HeatOf},
    update::title_key,
};
use crate::tui::{
    keymap::Action,
    runtime::{Canvas, Look},
    shell, text,
    widgets::{HasFocus, Pane},
};

/// Footer hints over the table, the most important first.
const TABLE_HINTS: &[Action] = &[
    Action::ListOpen,
    Action::ReportFormula,
    Action::ReportChart,
    Action::ReportChoose,
    Action::ReportInterval,
    Action::ReportDay,
    Action::ReportWeek,
    Action::ReportMonth,
    Action::ReportAll,
    Action::ReportEarlier,
    Action::ReportLater,
    Action::Help,
    Action::Quit,
];
/// Footer hints over the calls behind a number.
const CALLS_HINTS: &[Action] =
    &[Action::Close, Action::ReportFormula, Action::ReportRight, Action::Help, Action::Quit];
/// Footer hints over a chart.
const CHART_HINTS: &[Action] = &[
    Action::ReportChart,
    Action::Close,
    Action::ReportHeat,
    Action::ReportFormula,
    Action::ReportEarlier,
    Action::ReportLater,
    Action::ReportDay,
    Action::ReportWeek,
    Action::ReportMonth,
    Action::ReportInterval,
    Action::Help,
    Action::Quit,
];

pub(super) fn draw(screen: &ReportScreen, canvas: &mut Canvas<'_>, look: &Look) {
    let rows = [Constraint::Length(1), Constraint::Min(0), Constraint::Length(1)];
    let [title, body, footer] = canvas.area().layout(&Layout::vertical(rows));
    draw_title(screen, canvas, title, look);
    match (&screen.behind, &screen.drawn) {
        (Some(behind), _) => {
            let shown = &behind.shown;
            let title = look.words.fill("report.screen.behind", &[("number", &behind.title)]);
            let note = shown.answer.here().map_or(String::new(), |board| board.rows().to_string());
            let inner = frame(canvas, body, look, &title, &note);
            say(canvas, inner, look, &shown.answer, |canvas, board| {
                table::draw(canvas, inner, look, shown, board);
            });
        }
        (None, Some((kind, shown))) => {
            let inner = frame(canvas, body, look, &chart_title(screen, *kind, look), "");
            say(canvas, inner, look, &shown.answer, |canvas, drawn| {
                draw_chart(screen, canvas, inner, look, drawn);
            });
        }
        (None, None) => {
            let shown = &screen.numbers;
            let note = shown.answer.here().map_or(String::new(), |board| {
                let shown = board.numbers.len().to_string();
                let all = (board.numbers.len() + board.left_out).to_string();
                match board.left_out {
                    0 => String::new(),
                    _ => look.words.fill("report.screen.columns", &[("shown", &shown), ("all", &all)]),
                }
            });
            let inner = frame(canvas, body, look, look.words.text(title_key(screen.asked.report)), &note);
            say(canvas, inner, look, &shown.answer, |canvas, board| {
                table::draw(canvas, inner, look, shown, board);
            });
        }
    }
    draw_keys(screen, canvas, footer, look);
    screen.layers.draw(canvas, look);
}

fn frame(canvas: &mut Canvas<'_>, area: Rect, look: &Look, title: &str, note: &str) -> Rect {
    Pane { title, note, focus: HasFocus::Yes, zone: ROWS }.draw(canvas, area, look)
}

/// What is there, or a sentence that says why nothing is.
fn say<T>(
    canvas: &mut Canvas<'_>,
    area: Rect,
    look: &Look,
    answer: &Answer<T>,
    draw: impl FnOnce(&mut Canvas<'_>, &T),
) {
    match answer {
        Answer::Here(here) => draw(canvas, here),
        Answer::Unasked | Answer::Asked(_) => {
            sentence(canvas, area, look, look.words.text("report.screen.asked"))
        }
        Answer::Failed(why) => {
            let lines = text::wrap(why, usize::from(area.width.saturating_sub(2)));
            for (y, line) in (area.y + 1..area.bottom()).zip(lines) {
                canvas.print(area.x + 1, y, line, area.width.saturating_sub(2), look.theme.bad);
            }
        }
    }
}

fn sentence(canvas: &mut Canvas<'_>, area: Rect, look: &Look, sentence: &str) {
    canvas.print(area.x + 1, area.y + 1, sentence, area.width.saturating_sub(2), look.theme.dim);
}

fn draw_title(screen: &ReportScreen, canvas: &mut Canvas<'_>, area: Rect, look: &Look) {
    let words = &look.words;
    let name = words.text("report.screen.title");
    let x = canvas.print(area.x + 1, area.y, name, area.width, look.theme.title) + 2;
    let about = [
        words.text(title_key(screen.asked.report)).to_owned(),
        screen.asked.span_text(words),
        interval_text(screen.asked.every, words),
        screen.zone().name().to_owned(),
    ];
    canvas.print(x, area.y, &about.join(" · "), area.right().saturating_sub(x), look.theme.text);
}

fn draw_keys(screen: &ReportScreen, canvas: &mut Canvas<'_>, area: Rect, look: &Look) {
    let is_week = matches!(screen.drawn, Some((ChartKind::Week, _)));
    let hints = match (screen.layers.hints(), &screen.behind, &screen.drawn) {
        (Some(hints), ..) => hints,
        (None, Some(_), _) => CALLS_HINTS,
        (None, None, Some(_)) => CHART_HINTS,
        (None, None, None) => TABLE_HINTS,
    };
    let useful = hints.iter().copied().filter(|action| *action != Action::ReportHeat || is_week);
    let layers = screen.layers.focus().map_or(PANES.to_vec(), |focus| focus.layers);
    shell::keys(canvas, area, look, &layers, &useful.collect::<Vec<_>>());
}

fn chart_title(screen: &ReportScreen, kind: ChartKind, look: &Look) -> String {
    let words = &look.words;
    match (kind, screen.heat_of) {
        (ChartKind::Lines, _) => words.text("report.screen.lines").to_owned(),
        (ChartKind::Week, HeatOf::Offered) => words.text("report.screen.week-offered").to_owned(),
        (ChartKind::Week, HeatOf::ServiceLevel) => words.text("report.screen.week-level").to_owned(),
        (ChartKind::Waits, _) => {
            let shown = &screen.numbers;
            let board = shown.answer.here();
            let row = board.and_then(|board| Some(board.name(shown.row.row(board.rows())?)));
            words.fill("report.screen.waits", &[("row", row.unwrap_or_default())])
        }
    }
}

fn draw_chart(screen: &ReportScreen, canvas: &mut Canvas<'_>, area: Rect, look: &Look, drawn: &Drawn) {
    if drawn.is_empty() {
        return sentence(canvas, area, look, look.words.text("report.screen.nothing-to-draw"));
    }
    match drawn {
        Drawn::Lines(Some(chart)) => lines::draw(canvas, area, look, chart),
        Drawn::Lines(None) => {}
        Drawn::Week(week) => week::draw(canvas, area, look, week, screen.heat_of),
        Drawn::Waits(waits) => waits::draw(canvas, area, look, waits, screen.asked.target_s()),
    }
}

//! The list of tickets, and what is to be known of the selected one below it.

use ratatui::layout::Rect;

use super::{browser::Scene, promise, row, search};
use crate::tui::{
    desk::Say,
    runtime::Canvas,
    text,
    tickets::{LIST, Tab, listing::Listed},
    widgets::{Column, HasFocus, Pane, Table, Width},
};

/// Lines for the selected ticket.
const NOTE: u16 = 3;
/// From this many rows on there is room for them.
const ROOM: u16 = 10;

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) {
    let Scene { browser, look, .. } = scene;
    let words = &look.words;
    let list = browser.list();
    let is_elsewhere = browser.pane.open().is_some() || browser.own_focus().is_some();
    let focus = if is_elsewhere { HasFocus::No } else { HasFocus::Yes };
    let tab = browser.found().map_or(browser.lists[browser.at].0, |_| Tab::Open);
    let title = search::title(scene);
    let inner = Pane { title: &title, note: &list.count(), focus, zone: LIST }.draw(canvas, area, look);
    if list.items.is_empty() {
        let failure = list.failure.as_ref().map(|failure| Say::failure(failure).in_words(words));
        let nothing = if list.has_come { "tickets.none" } else { "lead.detail.coming" };
        let sentence = failure.unwrap_or_else(|| words.text(nothing).to_owned());
        let sentence = search::nothing(scene).unwrap_or(sentence);
        for (y, line) in (inner.y..inner.bottom()).zip(text::wrap(&sentence, inner.width.into())) {
            canvas.print(inner.x, y, line, inner.width, look.theme.dim);
        }
        return;
    }
    let note = if inner.height >= ROOM { NOTE } else { 0 };
    let rows = Rect { height: inner.height - note, ..inner };
    let shown = row::columns(inner.width, tab);
    let titles: Vec<&str> = shown.iter().map(|column| words.text(column.title())).collect();
    let width = |column: &row::RowColumn, title: &str| match column.width() {
        Width::Cells(cells) => Width::Cells(cells.max(text::width(title) as u16)),
        Width::Numbers(cells) => Width::Numbers(cells.max(text::width(title) as u16)),
        share => share,
    };
    let columns: Vec<Column<'_>> = shown
        .iter()
        .zip(&titles)
        .map(|(column, title)| Column { title, width: width(column, title) })
        .collect();
    let table = Table { columns: &columns, rows: list.items.len(), selected: list.row(), focus, zone: LIST };
    table.draw(canvas, rows, look, |at, column, cell| match &list.items[at] {
        Listed::Ticket(ticket) => row::put(cell, ticket, shown[column], scene),
        Listed::Promise(promise) => promise::put(cell, promise, shown[column], scene),
    });
    if let Some(selected) = list.selected().filter(|_| note > 0) {
        let below = Rect { y: rows.bottom(), height: note, ..inner };
        let notes = match selected {
            Listed::Ticket(ticket) => row::notes(ticket, scene),
            Listed::Promise(promise) => promise::notes(promise, scene),
        };
        for (y, (line, style)) in (below.y..below.bottom()).zip(notes) {
            canvas.print(below.x, y, &line, below.width, style);
        }
    }
}

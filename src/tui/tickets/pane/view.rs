//! Draws a ticket that is looked at, and what lies over it.

use chrono::{DateTime, Utc};
use ratatui::{layout::Rect, style::Style};

use super::{TICKET_ZONE, TicketPane};
use crate::tui::{
    desk::{Desk, Say},
    runtime::{Canvas, Look},
    text,
    tickets::{
        deed,
        sheet::{self, Line, Tone},
    },
    widgets::{HasFocus, Pane},
};

/// Cells for the names before the lines: as wide as the widest, but no wider than this.
const NAMES: usize = 16;

impl TicketPane {
    /// Draws the ticket into its place.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, desk: &Desk, now: DateTime<Utc>, look: &Look) {
        let Some(open) = &self.open else { return };
        let words = &look.words;
        let focus = if self.is_over_panes() { HasFocus::No } else { HasFocus::Yes };
        let title = open.ticket.as_ref();
        let title = title.map(|ticket| format!("{} {}", ticket.number, ticket.form.subject));
        let title = title.unwrap_or_default();
        let others: Vec<&str> = open.lookers.iter().map(|looker| looker.name.as_str()).collect();
        let who = others.join(words.text("unit.comma"));
        let note = match others.is_empty() {
            true => words.text("lead.detail.close").to_owned(),
            false => words.fill("tickets.lookers", &[("who", &who)]),
        };
        let pane = Pane { title: &title, note: &note, focus, zone: TICKET_ZONE };
        let inner = pane.draw(canvas, area, look);
        let Some(ticket) = &open.ticket else {
            let waits = words.text("lead.detail.coming").to_owned();
            let failure = open.failure.as_ref().map(|failure| Say::failure(failure).in_words(words));
            canvas.print(inner.x, inner.y, &failure.unwrap_or(waits), inner.width, look.theme.dim);
            return;
        };
        let lines = sheet::lines(open, ticket, desk, words, now);
        draw_lines(canvas, inner, &lines, open.top, look);
    }

    /// Draws what lies over the panes.
    pub fn draw_over(&self, canvas: &mut Canvas<'_>, desk: &Desk, now: DateTime<Utc>, look: &Look) {
        if let (Some(deed), Some(ticket)) = (&self.deed, self.ticket()) {
            deed.draw(canvas, deed::Scene { desk, look, now }, ticket);
        }
        self.layers.draw(canvas, look);
    }
}

/// A row as it is seen: its line, the name before it, and a part of its text.
pub(super) type Row<'a> = (&'a Line, &'a str, &'a str);

/// Columns of the names, and the lines wrapped at this width.
pub(super) fn rows(lines: &[Line], width: u16) -> (u16, Vec<Row<'_>>) {
    let named = lines.iter().map(|line| text::width(&line.name)).max().unwrap_or_default();
    let names = named.min(NAMES) as u16 + 2;
    let room = usize::from(width.saturating_sub(names).max(1));
    let rows = lines.iter().flat_map(|line| {
        let parts = text::wrap(&line.text, room).into_iter().enumerate();
        parts.map(move |(place, part)| (line, if place == 0 { line.name.as_str() } else { "" }, part))
    });
    (names, rows.collect())
}

/// Draws lines from `top` on, wrapped, as many as there is room for; the last ones stay in sight.
fn draw_lines(canvas: &mut Canvas<'_>, area: Rect, lines: &[Line], top: usize, look: &Look) {
    let (names, rows) = rows(lines, area.width);
    let top = top.min(rows.len().saturating_sub(usize::from(area.height)));
    for (y, (line, name, part)) in (area.y..area.bottom()).zip(rows.into_iter().skip(top)) {
        if line.tone == Tone::Head {
            canvas.print(area.x, y, &format!("── {part} ──"), area.width, look.theme.title);
            continue;
        }
        canvas.print(area.x, y, name, names - 1, look.theme.dim);
        canvas.print(area.x + names, y, part, area.width.saturating_sub(names), style(line.tone, look));
    }
}

fn style(tone: Tone, look: &Look) -> Style {
    match tone {
        Tone::Head => look.theme.title,
        Tone::Plain => look.theme.text,
        Tone::Dim => look.theme.dim,
        Tone::Good => look.theme.good,
        Tone::Warn => look.theme.warn,
        Tone::Bad => look.theme.bad,
    }
}

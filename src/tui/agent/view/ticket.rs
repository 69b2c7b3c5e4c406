//! The form: fields in fixed places, what is missing marked, priority and deadline at the bottom before anything is sent.
//!
//! ```text
//!  ┌ 4 Ticket ───────────────────────── draft ┐
//!  │ Kind       Inquiry  Help  Complaint …    │
//!  │ Category*  Cards / Lost card             │
//!  │ Subject*   ____________________          │
//!  │ …                                        │
//!  │ P3 · due 01-22 17:00                     │
//!  │ saved here                 Ctrl-S Submit │
//!  └──────────────────────────────────────────┘
//! ```

mod field;
mod rows;

use ratatui::layout::Rect;

use super::{Scene, wording};
use crate::{
    domain::FormField,
    tui::{
        agent::{Case, Pane, Standing},
        desk::Say,
        keymap::{Action, Layer},
        runtime::Canvas,
        widgets::Footer,
    },
};

/// Rows at the bottom that say what the form comes to.
const STATUS: u16 = 2;

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) {
    let case = scene.screen.case();
    let inner = scene.frame(canvas, area, Pane::Ticket, &note(scene, case));
    let Some(case) = case else { return draw_nothing(canvas, inner, scene) };
    let [fields, status] = [
        Rect { height: inner.height.saturating_sub(STATUS), ..inner },
        Rect { y: inner.bottom().saturating_sub(STATUS), height: STATUS.min(inner.height), ..inner },
    ];
    let rows = rows::of(fields.height);
    let top = rows::top(&rows, case.field, fields.height);
    for row in &rows {
        let Some(place) = row.place(fields, top) else { continue };
        field::draw_row(canvas, place, scene, case, row);
    }
    draw_status(canvas, status, scene, case);
}

fn note(scene: Scene<'_>, case: Option<&Case>) -> String {
    let standing = case.map(|case| scene.text(wording::standing(case)));
    let others = scene.screen.cases().iter().filter(|other| other.is_worth_keeping());
    let others = others.filter(|other| case.is_none_or(|case| case.id() != other.id())).count();
    let more =
        (others > 0).then(|| scene.words().fill("agent.ticket.others", &[("count", &others.to_string())]));
    let parts: Vec<&str> = standing.into_iter().chain(more.as_deref()).collect();
    parts.join(" · ")
}

fn draw_nothing(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) {
    canvas.print(area.x, area.y, scene.text("agent.ticket.none"), area.width, scene.look.theme.dim);
    let layers = [Layer::Desk, Layer::Global];
    let actions = [Action::TicketNew, Action::TicketDrafts];
    let row = Rect { y: area.y + 1, height: area.height.min(1), ..area };
    Footer { layers: &layers, actions: &actions }.draw(canvas, row, scene.look);
}

fn draw_status(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, case: &Case) {
    let theme = &scene.look.theme;
    let style = if case.ticket().is_some() { theme.good } else { theme.accent };
    canvas.print(area.x, area.y, &promise(scene, case), area.width, style);
    let (sentence, style) = match case.trouble(case.field).filter(|_| case.is_open()) {
        Some(trouble) => (about(scene, case.field, trouble.trouble), theme.bad),
        None => kept(scene, case),
    };
    let y = area.y + 1;
    let x = canvas.print(area.x, y, &sentence, area.width, style) + 2;
    let rest = Rect { x, y, width: area.right().saturating_sub(x), height: 1 };
    let layers = [Layer::Desk, Layer::Global];
    let actions: &[Action] = match case.standing {
        Standing::Typing => &[Action::TicketSubmit, Action::TicketWhy],
        Standing::Sending => &[Action::TicketNew],
        Standing::Taken(_) => &[Action::TicketAmend, Action::TicketNew],
    };
    Footer { layers: &layers, actions }.draw(canvas, rest, scene.look);
}

fn about(scene: Scene<'_>, field: FormField, trouble: crate::domain::FieldTrouble) -> String {
    let words = scene.words();
    format!("{}: {}", words.text(wording::field(field)), wording::trouble(words, trouble))
}

/// Number once there is one; priority and deadline always.
fn promise(scene: Scene<'_>, case: &Case) -> String {
    let words = scene.words();
    if let Some(amended) = &case.draft.amends {
        let priority = wording::priority(case.draft.form.priority());
        return words
            .fill("agent.ticket.amends", &[("number", amended.number.as_str()), ("priority", priority)]);
    }
    let (priority, deadline) = match case.ticket() {
        Some(ticket) => (ticket.priority, ticket.deadline.as_ref()),
        None => (case.draft.form.priority(), case.deadline.as_ref()),
    };
    let due = deadline.map(|deadline| wording::moment(words, &scene.screen.desk, deadline.due, scene.now));
    let due = due.map(|due| words.fill("agent.ticket.due", &[("due", &due)]));
    let due = due.unwrap_or_else(|| words.text("agent.ticket.no-limit").to_owned());
    let number = case.ticket().map(|ticket| format!("✓ {}  ", ticket.number)).unwrap_or_default();
    let follows = case.draft.follows.as_ref().filter(|_| case.ticket().is_none());
    let follows = follows.map(|followed| words.fill("agent.ticket.follows", &[("number", &followed.number)]));
    let follows = follows.map(|follows| format!("  {follows}")).unwrap_or_default();
    format!("{number}{}  {due}{follows}", wording::priority(priority))
}

/// Where the form is safe.
fn kept(scene: Scene<'_>, case: &Case) -> (String, ratatui::style::Style) {
    let theme = &scene.look.theme;
    if let (Some(trouble), Standing::Typing) = (case.kept.trouble, &case.standing) {
        return (wording::said(scene.look, &Say::disk(trouble)), theme.bad);
    }
    let (key, style) = match case.standing {
        Standing::Taken(_) => ("agent.kept.there", theme.good),
        Standing::Sending if case.kept.saved < case.kept.changes => ("agent.kept.sending", theme.warn),
        Standing::Sending => ("agent.kept.outbox", theme.warn),
        Standing::Typing if case.kept.changes == 0 && case.amends().is_some() => {
            ("agent.kept.unchanged", theme.dim)
        }
        Standing::Typing if case.kept.changes == 0 => ("agent.kept.empty", theme.dim),
        Standing::Typing if case.kept.saved < case.kept.changes => ("agent.kept.saving", theme.dim),
        Standing::Typing => ("agent.kept.here", theme.good),
    };
    (scene.text(key).to_owned(), style)
}

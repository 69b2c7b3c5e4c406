//! A ticket in a line: when it is due, its number, marks, subject, and where there is room state, unit and place.

use ratatui::style::Style;

use super::{browser::Scene, search};
use crate::{
    api::TicketSummary,
    domain::UnitId,
    tui::{
        agent::wording,
        deadlines::moment,
        text,
        tickets::{
            Tab,
            names::{self, Names},
            sheet::countdown,
        },
        widgets::{RowCell, Width},
    },
};

/// A column of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowColumn {
    Due,
    Number,
    Priority,
    Marks,
    Subject,
    Place,
    State,
    Unit,
}

/// Columns of a list, by its width. Where all stand in one state, the place is said instead.
pub(super) fn columns(width: u16, tab: Tab) -> &'static [RowColumn] {
    use RowColumn::*;
    match width {
        0..=99 if matches!(tab, Tab::Dispatch | Tab::Sign) => &[Due, Number, Priority, Marks, Subject, Place],
        0..=99 => &[Due, Number, Priority, Marks, Subject, State],
        100..=129 => &[Due, Number, Priority, Marks, Subject, State, Unit],
        _ => &[Due, Number, Priority, Marks, Subject, Place, State, Unit],
    }
}

impl RowColumn {
    /// Key of its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Due => "tickets.head.due",
            Self::Number => "tickets.head.number",
            Self::Priority => "tickets.head.priority",
            Self::Marks => "tickets.head.marks",
            Self::Subject => "tickets.head.subject",
            Self::Place => "tickets.head.place",
            Self::State => "tickets.head.state",
            Self::Unit => "tickets.head.unit",
        }
    }

    /// Cells that it needs.
    pub fn width(self) -> Width {
        match self {
            Self::Due => Width::Numbers(8),
            Self::Number => Width::Cells(13),
            Self::Priority => Width::Cells(2),
            Self::Marks => Width::Cells(6),
            Self::Subject => Width::Share(3),
            Self::Place => Width::Share(2),
            Self::State => Width::Cells(18),
            Self::Unit => Width::Cells(22),
        }
    }
}

/// Writes a cell of a ticket's line.
pub(super) fn put(cell: &mut RowCell<'_, '_>, ticket: &TicketSummary, column: RowColumn, scene: Scene<'_>) {
    let Scene { desk, now, look, .. } = scene;
    let theme = &look.theme;
    let names = Names::of_lifecycle(desk, &ticket.lifecycle);
    match column {
        RowColumn::Due => match &ticket.due {
            Some(due) => cell.put_right(&countdown(&look.words, due.at, now), nearness(ticket, scene)),
            None => cell.put_right("–", theme.dim),
        },
        RowColumn::Number => put_found(cell, &ticket.number, theme.text, scene),
        RowColumn::Priority => cell.put(wording::priority(ticket.priority), theme.accent),
        RowColumn::Marks => cell.put(&marks(ticket, scene).join(" "), theme.warn),
        RowColumn::Subject => put_found(cell, &ticket.subject, theme.text, scene),
        RowColumn::Place => put_found(cell, &ticket.place, theme.dim, scene),
        RowColumn::State => cell.put(names.state(&ticket.state), theme.text),
        RowColumn::Unit => {
            cell.put(ticket.unit.as_ref().map_or("", |unit| names.unit(unit)), theme.dim);
        }
    }
}

/// Writes a text in which the words that were looked for are seen.
fn put_found(cell: &mut RowCell<'_, '_>, content: &str, style: Style, scene: Scene<'_>) {
    let sought = scene.browser.search().and_then(|search| search.filter.q.as_deref()).unwrap_or_default();
    let content = text::fit(content, cell.room());
    for (piece, is_found) in search::pieces(&content, sought) {
        cell.put(piece, if is_found { scene.look.theme.found } else { style });
    }
}

/// The unit whose ticket it is, where who looks at it only stands in for that unit.
fn stood_in_for<'t>(ticket: &'t TicketSummary, scene: Scene<'_>) -> Option<&'t UnitId> {
    let own = scene.desk.me.as_ref()?.unit.as_ref()?;
    let units = &scene.desk.catalogue.as_deref()?.units;
    let unit = ticket.unit.as_ref()?;
    (!units.is_within(unit, own) && units.stands_for(own, unit)).then_some(unit)
}

/// How near the end of its time it is: late, warned of, or neither.
fn nearness(ticket: &TicketSummary, scene: Scene<'_>) -> Style {
    let theme = &scene.look.theme;
    match &ticket.due {
        Some(due) if due.at <= scene.now => theme.bad,
        Some(due) if due.told > 0 => theme.warn,
        Some(_) => theme.good,
        None => theme.dim,
    }
}

/// What is special about it, each in a sign.
fn marks(ticket: &TicketSummary, scene: Scene<'_>) -> Vec<String> {
    let words = &scene.look.words;
    let times = |key, times: u32| (times > 0).then(|| words.fill(key, &[("n", &times.to_string())]));
    let plain = |key, is_it: bool| is_it.then(|| words.text(key).to_owned());
    let marks = [
        plain("tickets.mark.stand-in", stood_in_for(ticket, scene).is_some()),
        plain("tickets.mark.pending", ticket.pending.is_some()),
        times("tickets.mark.urged", ticket.urged),
        times("tickets.mark.redone", ticket.redone),
        times("tickets.mark.tried", ticket.tried),
        plain("tickets.mark.owes", ticket.owed),
        plain("tickets.mark.follows", ticket.mother.is_some()),
    ];
    marks.into_iter().flatten().collect()
}

/// What is to be known of the selected ticket, in three lines: what and where; where it stands; what is special about it.
pub(super) fn notes(ticket: &TicketSummary, scene: Scene<'_>) -> [(String, Style); 3] {
    let Scene { desk, now, look, .. } = scene;
    let (words, theme) = (&look.words, &look.theme);
    let names = Names::of_lifecycle(desk, &ticket.lifecycle);
    let at = |at| moment(words, desk, at, now);
    let join = |parts: Vec<String>| {
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    };
    let kind = words.text(wording::kind(ticket.kind)).to_owned();
    let category = names::leaf(desk, ticket.category.as_ref());
    let what = join(vec![ticket.subject.clone(), ticket.place.clone(), kind, category]);
    let since = words.fill("tickets.since", &[("at", &at(ticket.since))]);
    let due = ticket.due.as_ref().map(|due| {
        let due_at = words.fill("tickets.clock.due", &[("at", &at(due.at))]);
        format!("{} {due_at}", names.clock(&due.clock))
    });
    let until = ticket.until.map(|until| words.fill("tickets.said.until", &[("at", &at(until))]));
    let unit = ticket.unit.as_ref().map(|unit| names.unit(unit).to_owned());
    let state = vec![
        names.state(&ticket.state).to_owned(),
        since,
        unit.unwrap_or_default(),
        due.unwrap_or_default(),
        until.unwrap_or_default(),
    ];
    let special = special(ticket, names, scene);
    [(what, theme.text), (join(state), theme.dim), (join(special), theme.warn)]
}

/// The marks of a ticket in words.
fn special(ticket: &TicketSummary, names: Names<'_>, scene: Scene<'_>) -> Vec<String> {
    let words = &scene.look.words;
    let times = |key, times: u32| (times > 0).then(|| words.fill(key, &[("n", &times.to_string())]));
    let plain = |key, is_it: bool| is_it.then(|| words.text(key).to_owned());
    let pending = ticket.pending.as_ref().map(|pending| {
        let who = words.text(names::duty(pending.approver));
        let values = [("verb", names.verb(&pending.verb)), ("who", who), ("by", pending.by.as_str())];
        words.fill("tickets.pending.waits-by", &values)
    });
    let stands_in = stood_in_for(ticket, scene)
        .map(|unit| words.fill("tickets.mark.stands-in", &[("unit", names.unit(unit))]));
    let all = [
        stands_in,
        pending,
        times("tickets.note-urged", ticket.urged),
        times("tickets.note-redone", ticket.redone),
        times("tickets.note-attempts", ticket.tried),
        plain("tickets.mark.owed", ticket.owed),
        plain("tickets.mark.is-following", ticket.mother.is_some()),
    ];
    all.into_iter().flatten().collect()
}

//! A promised callback in a line, among the tickets whose callers are to be called: when it is due, whom to call, what about.

use chrono::{DateTime, Utc};
use ratatui::style::Style;

use super::{browser::Scene, row::RowColumn};
use crate::{
    api::Promise,
    tui::{
        agent::wording, calls::not_reached_key, deadlines::moment, text, tickets::sheet::countdown,
        widgets::RowCell,
    },
};

/// Writes a cell of a promise's line.
pub(super) fn put(cell: &mut RowCell<'_, '_>, promise: &Promise, column: RowColumn, scene: Scene<'_>) {
    let (words, theme) = (&scene.look.words, &scene.look.theme);
    let due = promise.callback.due;
    match column {
        RowColumn::Due => {
            let style = if due <= scene.now { theme.bad } else { theme.good };
            cell.put_right(&countdown(words, due, scene.now), style);
        }
        RowColumn::Number => cell.put(promise.ticket.as_deref().unwrap_or("–"), theme.text),
        RowColumn::Marks => cell.put(&tried(promise, scene, "tickets.promise.tried"), theme.warn),
        RowColumn::Subject => cell.put(&join([whom(promise, scene), about(promise)]), theme.text),
        RowColumn::State => cell.put(words.text("tickets.promise.state"), theme.text),
        // Who promised is an agent: the notes say it.
        RowColumn::Priority | RowColumn::Place | RowColumn::Unit => {}
    }
}

/// What is to be known of the selected promise: whom to call and what about; who promised what; what came of calls so far.
pub(super) fn notes(promise: &Promise, scene: Scene<'_>) -> [(String, Style); 3] {
    let Scene { desk, now, look, .. } = scene;
    let (words, theme) = (&look.words, &look.theme);
    let at = |at: DateTime<Utc>| moment(words, desk, at, now);
    let number = promise.contact.numbers.first().map(|number| words.number(number));
    let number = number.filter(|number| *number != whom(promise, scene));
    let what = join([whom(promise, scene), number.unwrap_or_default(), about(promise)]);
    let by = words.fill("tickets.promise.by", &[("who", who(promise, scene).as_str())]);
    let due = words.fill("tickets.clock.due", &[("at", &at(promise.callback.due))]);
    let promised = join([by, due, promise.ticket.clone().unwrap_or_default()]);
    let last = promise.callback.attempts.last();
    let last = last.map(|last| format!("{} {}", at(last.at), words.text(not_reached_key(&last.why))));
    let tried = join([tried(promise, scene, "tickets.promise.note-attempts"), last.unwrap_or_default()]);
    [(what, theme.text), (promised, theme.dim), (tried, theme.warn)]
}

fn whom(promise: &Promise, scene: Scene<'_>) -> String {
    wording::named(&scene.look.words, &promise.contact)
}

fn about(promise: &Promise) -> String {
    text::clean(&promise.callback.note).into_owned()
}

/// Who promised, by agent number, with the name where that is known.
fn who(promise: &Promise, scene: Scene<'_>) -> String {
    let agent = &promise.callback.agent;
    let name = scene.desk.floor.agents.get(agent).map_or("", |agent| agent.name.as_str());
    format!("{agent} {name}").trim_end().to_owned()
}

/// How many calls have reached nobody; empty for none.
fn tried(promise: &Promise, scene: Scene<'_>, key: &str) -> String {
    match promise.callback.attempts.len() {
        0 => String::new(),
        n => scene.look.words.fill(key, &[("n", &n.to_string())]),
    }
}

fn join<const N: usize>(parts: [String; N]) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

//! The call in hand: who it is, what can be done, and what was before, the newest first.
//!
//! ```text
//!  ┌ 2 Call ──────────────────────────────── Retail ┐
//!  │ +972-**-***-**23                KEY  3rd call  │
//!  │ D**  · pension, regular                        │
//!  │ ! abusive before                               │
//!  │ F6 Hold / resume  F7 Transfer  F8 Hang up      │
//!  │ History 12 ─────────────────────────────────── │
//!  │ 01-19 10:02  Ticket  19990119-0003  Complaint  │
//! ```

use ratatui::layout::Rect;

use super::{Scene, candidates, wording};
use crate::{
    api::HistoryItem,
    domain::{AgentState, Call, Tier},
    tui::{
        agent::{Case, Pane, calling::possible, history::Caller},
        calls::{exit_key, outcome_key},
        keymap::{Action, Layer},
        runtime::{Canvas, Spot},
        text,
        widgets::{Footer, HasFocus, first_visible},
    },
};

/// Columns of a line's moment and kind.
const MOMENT: usize = 12;
const KIND: usize = 9;

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) {
    let desk = &scene.screen.desk;
    let call = desk.my_call();
    let queue = call.and_then(|call| call.queue.as_ref());
    let queue = queue.map(|queue| desk.queue_label(queue, scene.locale()).to_owned());
    let recording = scene.screen.recording().map(wording::recording);
    let recording = recording.map(|(sign, words)| format!("{sign} {}", scene.text(words)));
    let note = recording.into_iter().chain(queue).collect::<Vec<_>>().join(" · ");
    let inner = scene.frame(canvas, area, Pane::Call, &note);
    let case = scene.screen.call_case();
    let (Some(case), true) = (case, call.is_some() || case.is_some_and(|case| case.contact().is_some()))
    else {
        return draw_nobody(canvas, inner, scene);
    };
    let y = draw_card(canvas, inner, scene, case, call);
    let rest = Rect { y, height: inner.bottom().saturating_sub(y), ..inner };
    match &case.caller.candidates {
        Some(candidates) if case.caller.is_one_of_some() && rest.height > 1 => {
            candidates::draw(canvas, rest, scene, candidates);
        }
        _ => draw_history(canvas, rest, scene, &case.caller),
    }
}

/// Nobody is on the line; the ticket may be for somebody all the same.
fn draw_nobody(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) {
    canvas.print(area.x, area.y, scene.text("agent.call.none"), area.width, scene.look.theme.dim);
    if scene.screen.case().is_some_and(Case::lacks_caller) {
        let row = Rect { y: area.y + 1, height: area.height.min(1), ..area };
        Footer { layers: &[Layer::Desk], actions: &[Action::CallerFind] }.draw(canvas, row, scene.look);
    }
}

/// The card has the same number of rows for every caller, so that the history does not jump.
fn draw_card(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, case: &Case, call: Option<&Call>) -> u16 {
    let theme = &scene.look.theme;
    let row = |line: u16| Rect { y: area.y + line, height: 1, ..area };
    draw_number(canvas, row(0), scene, case, call);
    canvas.print(area.x, row(1).y, &who(scene, &case.caller), area.width, theme.text);
    canvas.print(area.x, row(2).y, &warnings(scene, &case.caller), area.width, theme.bad);
    let layers = [Layer::Consult, Layer::Desk, Layer::Global];
    Footer { layers: &layers, actions: &buttons(scene) }.draw(canvas, row(3), scene.look);
    area.y + 4
}

fn draw_number(canvas: &mut Canvas<'_>, row: Rect, scene: Scene<'_>, case: &Case, call: Option<&Call>) {
    let theme = &scene.look.theme;
    let masked = case.draft.caller.as_ref().map(|number| scene.words().number(number));
    let number = case.caller.numbers.as_ref().map(|numbers| numbers.join("  ")).or(masked);
    let number = number.unwrap_or_else(|| scene.text("agent.call.unknown").to_owned());
    let x = canvas.print(row.x, row.y, &number, row.width, theme.accent);
    let contact = case.caller.contact.as_ref();
    let tier = call.map(|call| call.tier).or(contact.map(|contact| contact.tier)).unwrap_or_default();
    let mut marks = Vec::new();
    if tier == Tier::Key {
        marks.push(scene.text("agent.tier.key").to_owned());
    }
    if let Some(call) = call.filter(|call| call.repeats > 0) {
        let count = (call.repeats + 1).to_string();
        marks.push(scene.words().fill("agent.call.repeat", &[("count", &count)]));
    }
    let marks = marks.join("  ");
    let width = text::width(&marks) as u16;
    if x + 2 + width <= row.right() {
        canvas.print(row.right() - width, row.y, &marks, width, theme.warn);
    }
}

/// Name, revealed or masked, and tags.
fn who(scene: Scene<'_>, caller: &Caller) -> String {
    let Some(contact) = &caller.contact else {
        let key = match (caller.id, caller.is_one_of_some()) {
            (Some(_), _) => "agent.call.fetching",
            (None, true) => "agent.call.one-of-some",
            (None, false) => "agent.call.stranger",
        };
        return scene.text(key).to_owned();
    };
    let revealed = caller.names.as_ref().map(|names| names.join("  "));
    let name = revealed.unwrap_or_else(|| contact.name.clone());
    let fictitious = contact.fictitious.then(|| scene.text("agent.call.fictitious").to_owned());
    let parts = [Some(name).filter(|name| !name.is_empty()), Some(contact.tags.join(", ")), fictitious];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    text::clean(&parts.join(" · ")).into_owned()
}

fn warnings(scene: Scene<'_>, caller: &Caller) -> String {
    let flags = caller.contact.as_ref().map_or(&[][..], |contact| &contact.flags);
    wording::warnings(scene.words(), flags)
}

/// What can be done with the call now.
fn buttons(scene: Scene<'_>) -> Vec<Action> {
    use Action::*;
    let desk = &scene.screen.desk;
    let of_call = possible(desk).iter().copied();
    match desk.my_agent().map(|agent| &agent.state) {
        Some(AgentState::Ringing { .. }) => of_call.collect(),
        Some(AgentState::Talking { .. } | AgentState::Holding { .. }) => {
            let mute = scene.screen.may_mute().then_some(CallRecordMute);
            of_call.chain([CallerReveal, CallbackPromise]).chain(mute).collect()
        }
        Some(AgentState::WrapUp { .. }) => vec![CallWrapUpDone, CallerReveal, CallbackPromise],
        _ => Vec::new(),
    }
}

fn draw_history(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, caller: &Caller) {
    if area.height < 2 {
        return;
    }
    let theme = &scene.look.theme;
    let history = &caller.history;
    let more = if history.next.is_some() { "+" } else { "" };
    let title = match (caller.id, history.begun) {
        (None, _) => String::new(),
        (_, false) => scene.text("agent.history.fetching").to_owned(),
        (_, true) if history.items.is_empty() => scene.text("agent.history.first").to_owned(),
        _ => format!("{} {}{more}", scene.text("agent.history.title"), history.items.len()),
    };
    canvas.print(area.x, area.y, &title, area.width, theme.head);
    let list = Rect { y: area.y + 1, height: area.height - 1, ..area };
    let first = first_visible(history.selected, usize::from(list.height), history.items.len());
    for (y, place) in (list.y..list.bottom()).zip(first..history.items.len()) {
        let line = Rect { y, height: 1, ..list };
        canvas.spot(line, Spot::Row(Pane::Call.zone(), place));
        if place == history.selected && scene.focus(Pane::Call) == HasFocus::Yes {
            canvas.buffer.set_style(line, theme.selected);
        }
        draw_item(canvas, line, scene, &history.items[place]);
    }
}

fn draw_item(canvas: &mut Canvas<'_>, line: Rect, scene: Scene<'_>, item: &HistoryItem) {
    let theme = &scene.look.theme;
    let words = scene.words();
    let moment = wording::moment(words, &scene.screen.desk, item.at(), scene.now);
    let (kind, style) = match item {
        HistoryItem::Call { record } => (wording::call_kind(record), theme.dim),
        HistoryItem::Ticket { .. } => ("agent.history.ticket", theme.accent),
        HistoryItem::Callback { .. } => ("agent.history.callback", theme.warn),
        HistoryItem::Identity { .. } => ("agent.history.identity", theme.dim),
    };
    let room = |x: u16| line.right().saturating_sub(x);
    let x = canvas.print(line.x, line.y, &text::pad(&moment, MOMENT), line.width, theme.dim);
    let x = canvas.print(x, line.y, &text::pad(words.text(kind), KIND), room(x), style);
    canvas.print(x, line.y, &text::clean(&summary(scene, item)), room(x), theme.text);
}

/// A matter of the past in a line.
fn summary(scene: Scene<'_>, item: &HistoryItem) -> String {
    let words = scene.words();
    match item {
        HistoryItem::Call { record } => {
            let how = match &record.exit {
                Some(exit) => words.text(exit_key(exit)).to_owned(),
                None if record.under_way => words.text(outcome_key(record)).to_owned(),
                None => words.timer(chrono::TimeDelta::seconds(record.talk_s.into())),
            };
            let agent = record.agent.as_ref().map(|agent| agent.as_str()).unwrap_or_default();
            let service = scene.screen.desk.service_label(&record.service, words.locale);
            format!("{how}  {service}  {agent}").trim_end().to_owned()
        }
        HistoryItem::Ticket { ticket } => {
            let kind = words.text(wording::kind(ticket.form.kind));
            let priority = wording::priority(ticket.priority);
            format!("{} {priority} {kind} {}", ticket.number, ticket.form.subject).trim_end().to_owned()
        }
        HistoryItem::Identity { change, .. } => {
            format!("{}  {}", words.text(wording::change(change)), change.reason)
        }
        HistoryItem::Callback { callback, .. } => match callback.outcome {
            Some(outcome) => words.text(wording::outcome(outcome)).to_owned(),
            None => {
                let due = wording::moment(words, &scene.screen.desk, callback.due, scene.now);
                match callback.attempts.len() {
                    0 => words.fill("agent.history.due", &[("due", &due), ("note", &callback.note)]),
                    count => {
                        let values =
                            [("due", &*due), ("count", &*count.to_string()), ("note", &*callback.note)];
                        words.fill("agent.history.tried", &values)
                    }
                }
            }
        },
    }
}

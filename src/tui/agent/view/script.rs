//! What to say: the steps, the text of the present one, its blanks, the ways on.
//!
//! ```text
//!  ┌ 3 Script ───────────────────── General 2/7 ┐
//!  │ ✓Greet › [Identify] › Listen › …           │
//!  │ must be said                  said 10:02:11│
//!  │ Good morning, this is …                    │
//!  │                                            │
//!  │ Name*     [                    ]           │
//!  │ 1 Complaint  2 Inquiry                     │
//! ```

use ratatui::layout::Rect;

use super::Scene;
use crate::{
    domain::{Blank, BlankKind, Branch, FormField, Script, ScriptMarks, ScriptStep},
    script,
    tui::{
        agent::{Case, Pane, keys::BRANCHES, layout::LABEL},
        runtime::{Canvas, Spot},
        text,
        widgets::HasFocus,
    },
};

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) {
    let case = scene.screen.case();
    let present = case.and_then(|case| Some((case, scene.screen.script_of(case)?, case.marks()?)));
    let note = present.map(|(case, script, marks)| note(scene, case, script, marks));
    let inner = scene.frame(canvas, area, Pane::Script, note.as_deref().unwrap_or_default());
    let step = case.and_then(|case| scene.screen.script_step(case));
    let (Some((case, script, marks)), Some(step)) = (present, step) else {
        return draw_coming(canvas, inner, scene);
    };
    draw_trail(canvas, inner, scene, (case, script, marks));
    draw_mark(canvas, Rect { y: inner.y + 1, height: 1, ..inner }, scene, (case, step, marks));
    // Blanks and ways on stand at the bottom, where they are whatever the length of the text.
    let ways = places_of_ways(scene, step, inner.width);
    let ways_rows = ways.last().map_or(1, |(_, place)| place.y + 1);
    let below = step.blanks.len() as u16 + ways_rows;
    let text_rows = inner.height.saturating_sub(2 + below);
    draw_text(canvas, Rect { y: inner.y + 2, height: text_rows, ..inner }, scene, (case, script, step));
    let rest =
        Rect { y: inner.y + 2 + text_rows, height: inner.height.saturating_sub(2 + text_rows), ..inner };
    draw_blanks(canvas, rest, scene, case, step);
    let blanks = (step.blanks.len() as u16).min(rest.height);
    let rest = Rect { y: rest.y + blanks, height: rest.height - blanks, ..rest };
    match ways.is_empty() {
        true => draw_next(canvas, rest, scene, script, step),
        false => draw_ways(canvas, rest, scene, step, &ways),
    }
}

/// How much was walked past unsaid, where the agent stands, in which script: the most important first.
fn note(scene: Scene<'_>, case: &Case, script: &Script, marks: &ScriptMarks) -> String {
    let place = script.step(&marks.at).map_or(0, |(place, _)| place + 1);
    let unsaid = scene.screen.unsaid(case).count();
    let unsaid = match unsaid {
        0 => String::new(),
        count => scene.words().fill("agent.script.unsaid", &[("count", &count.to_string())]) + " ",
    };
    format!("{unsaid}{place}/{} {}", script.steps.len(), script.label.text(scene.locale()))
}

/// While a call rings, what to say first once it is answered.
fn draw_coming(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) {
    let desk = &scene.screen.desk;
    let script = desk.my_call().zip(desk.catalogue.as_deref());
    let script = script.and_then(|(call, catalogue)| catalogue.script_for(&call.service));
    match (scene.screen.call_case(), script.and_then(|script| Some((script, script.steps.first()?)))) {
        (Some(case), Some((script, step))) => {
            canvas.print(area.x, area.y, step.title.text(scene.locale()), area.width, scene.look.theme.title);
            let text = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
            draw_text(canvas, text, scene, (case, script, step));
        }
        _ => {
            canvas.print(area.x, area.y, scene.text("agent.script.none"), area.width, scene.look.theme.dim);
        }
    }
}

/// The steps around the present one; a tick says what was said, a stroke what should have been.
fn draw_trail(
    canvas: &mut Canvas<'_>,
    area: Rect,
    scene: Scene<'_>,
    (case, script, marks): (&Case, &Script, &ScriptMarks),
) {
    let theme = &scene.look.theme;
    let at = script.step(&marks.at).map_or(0, |(place, _)| place);
    let mut x = area.x;
    for (place, step) in script.steps.iter().enumerate().skip(at.saturating_sub(1)) {
        let room = area.right().saturating_sub(x);
        if room < 4 {
            break;
        }
        let is_unsaid = scene.screen.unsaid(case).any(|unsaid| unsaid.id == step.id);
        let tick = match marks.said.contains_key(&step.id) {
            true => "✓",
            false if is_unsaid => "!",
            false => "",
        };
        let between = if x > area.x { " › " } else { "" };
        let style = match is_unsaid {
            _ if place == at => theme.focus_title,
            true => theme.warn,
            false => theme.dim,
        };
        x = canvas.print(x, area.y, between, room, theme.dim);
        let room = area.right().saturating_sub(x);
        let title = step.title.text(scene.locale());
        let title = if place == at { format!("[{tick}{title}]") } else { format!("{tick}{title}") };
        x = canvas.print(x, area.y, &title, room, style);
    }
}

/// Whether the step must be said and when it was; at the right, what was walked past unsaid.
fn draw_mark(
    canvas: &mut Canvas<'_>,
    row: Rect,
    scene: Scene<'_>,
    (case, step, marks): (&Case, &ScriptStep, &ScriptMarks),
) {
    let theme = &scene.look.theme;
    let (sentence, style) = match marks.said.get(&step.id) {
        Some(at) => {
            let time = scene.screen.desk.local(*at).format("%H:%M:%S").to_string();
            (scene.words().fill("agent.script.said", &[("time", &time)]), theme.good)
        }
        None if step.must_say => (scene.text("agent.script.must-say").to_owned(), theme.warn),
        None => (String::new(), theme.text),
    };
    let x = canvas.print(row.x, row.y, &sentence, row.width, style) + 2;
    let past = scene.screen.unsaid(case).filter(|unsaid| unsaid.id != step.id);
    let past: Vec<&str> = past.map(|unsaid| unsaid.title.text(scene.locale())).collect();
    let room = row.right().saturating_sub(x);
    if !past.is_empty() {
        let steps = past.join(scene.text("unit.comma"));
        let skipped = scene.words().fill("agent.script.skipped", &[("steps", &steps)]);
        let width = (text::width(&skipped) as u16).min(room);
        canvas.print(row.right() - width, row.y, &skipped, width, theme.bad);
    }
}

/// The text with its blanks filled; a text that cannot be filled says why.
fn draw_text(
    canvas: &mut Canvas<'_>,
    area: Rect,
    scene: Scene<'_>,
    (case, script, step): (&Case, &Script, &ScriptStep),
) {
    let theme = &scene.look.theme;
    let context = scene.screen.script_context(case, scene.now);
    let rendered = context.map(|context| script::render(script, step, &context, scene.locale()));
    let (said, style) = match rendered {
        Some(Ok(said)) => (said, theme.text),
        Some(Err(error)) => (error.to_string(), theme.bad),
        None => (String::new(), theme.text),
    };
    let lines = text::wrap(&said, usize::from(area.width));
    for (y, line) in (area.y..area.bottom()).zip(&lines) {
        canvas.print(area.x, y, line, area.width, style);
    }
    if lines.len() > usize::from(area.height) && area.height > 0 {
        canvas.print(area.right() - 2, area.bottom() - 1, " …", 2, theme.warn);
    }
}

fn draw_blanks(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, case: &Case, step: &ScriptStep) {
    let widest = step.blanks.iter().map(|blank| text::width(blank.label.text(scene.locale())) + 2).max();
    let label = widest.map_or(LABEL, |widest| (widest as u16).clamp(LABEL, LABEL.max(area.width / 2)));
    for (place, (y, blank)) in (area.y..area.bottom()).zip(&step.blanks).enumerate() {
        let row = Rect { y, height: 1, ..area };
        canvas.spot(row, Spot::Row(Pane::Script.zone(), place));
        draw_blank(canvas, row, scene, (case, blank, label));
    }
}

/// One blank; `columns` are those of the labels.
fn draw_blank(
    canvas: &mut Canvas<'_>,
    row: Rect,
    scene: Scene<'_>,
    (case, blank, columns): (&Case, &Blank, u16),
) {
    let theme = &scene.look.theme;
    let value = case.marks().and_then(|marks| marks.blanks.get(&blank.id)).map_or("", String::as_str);
    let missing = case.trouble(FormField::Blanks).is_some() && blank.required && value.trim().is_empty();
    let star = if blank.required { "*" } else { "" };
    let label = format!("{}{star}", blank.label.text(scene.locale()));
    let style = if missing { theme.bad } else { theme.dim };
    canvas.print(row.x, row.y, &label, columns.saturating_sub(1), style);
    let field = Rect { x: row.x + columns, width: row.width.saturating_sub(columns), ..row };
    let editor = case.blank.as_ref().filter(|(id, _)| *id == blank.id).map(|(_, editor)| editor);
    let focus = editor.is_some() && scene.focus(Pane::Script) == HasFocus::Yes;
    match (&blank.kind, editor) {
        (BlankKind::Choice(values), _) => {
            // The blank before a value stands in the gap, so that values begin where texts do.
            let mut x = field.x - 1;
            for choice in values.iter().map(|value| value.text(scene.locale())) {
                let style = match (choice == value, focus) {
                    (true, true) => theme.selected,
                    (true, false) => theme.selected_dim,
                    (false, true) => theme.text,
                    (false, false) => theme.dim,
                };
                let label = format!(" {choice} ");
                x = canvas.print(x, row.y, &label, field.right().saturating_sub(x), style);
            }
        }
        (_, Some(editor)) if focus => editor.draw(canvas, field, scene.look, "", HasFocus::Yes),
        _ => {
            canvas.buffer.set_style(field, theme.input);
            canvas.print(field.x, row.y, value, field.width, theme.input);
        }
    }
}

/// Where the ways on stand, by their place, relative to their first row; none for a step with only one.
fn places_of_ways(scene: Scene<'_>, step: &ScriptStep, width: u16) -> Vec<(usize, Rect)> {
    let (mut x, mut y) = (0, 0);
    let place = |(place, branch): (usize, &Branch)| {
        let wide = (text::width(branch.label.text(scene.locale())) + 2) as u16;
        if x > 0 && x + wide > width {
            (x, y) = (0, y + 1);
        }
        x += wide + 2;
        (place, Rect::new(x - wide - 2, y, wide, 1))
    };
    step.branches.iter().enumerate().map(place).collect()
}

/// The ways on with their digits.
fn draw_ways(
    canvas: &mut Canvas<'_>,
    area: Rect,
    scene: Scene<'_>,
    step: &ScriptStep,
    ways: &[(usize, Rect)],
) {
    let theme = &scene.look.theme;
    for (branch, (place, at)) in step.branches.iter().zip(ways) {
        if at.y >= area.height {
            break;
        }
        let at = Rect { x: area.x + at.x, y: area.y + at.y, ..*at }.intersection(area);
        canvas.spot(at, Spot::Row(BRANCHES, *place));
        let digit = (place + 1).to_string();
        let x = canvas.print(at.x, at.y, &digit, at.width, theme.key) + 1;
        canvas.print(x, at.y, branch.label.text(scene.locale()), at.right().saturating_sub(x), theme.text);
    }
}

/// What comes after a step with one way on.
fn draw_next(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, script: &Script, step: &ScriptStep) {
    if area.height == 0 {
        return;
    }
    let next =
        script.step(&step.id).and_then(|(place, _)| script.steps.get(place + 1)).filter(|_| !step.ends);
    let sentence = next.map_or_else(
        || scene.text("agent.script.end").to_owned(),
        |next| scene.words().fill("agent.script.next", &[("step", next.title.text(scene.locale()))]),
    );
    canvas.print(area.x, area.y, &sentence, area.width, scene.look.theme.dim);
}

//! One row of the form: labels and values, the one with the cursor open for typing.

use ratatui::{layout::Rect, style::Style};

use super::rows::Row;
use crate::{
    domain::FormField,
    tui::{
        agent::{
            Case, Pane, fields,
            fields::FieldKind,
            keys::values_of,
            layout::LABEL,
            view::{Scene, wording},
        },
        runtime::{Canvas, Spot},
        text,
        widgets::HasFocus,
    },
};

pub(super) fn draw_row(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, case: &Case, row: &Row) {
    let share = area.width / row.fields.len().max(1) as u16;
    for (place, field) in (0..).zip(row.fields) {
        let area = Rect { x: area.x + place * share, width: share, ..area };
        let number = fields::ORDER.iter().position(|known| known == field).unwrap_or_default();
        canvas.spot(area, Spot::Row(Pane::Ticket.zone(), number));
        match fields::kind_of(*field) {
            FieldKind::Flag => draw_flag(canvas, area, scene, case, *field),
            _ => draw_labelled(canvas, area, scene, case, *field),
        }
    }
}

fn has_cursor(scene: Scene<'_>, case: &Case, field: FormField) -> bool {
    case.field == field && case.is_open() && scene.focus(Pane::Ticket) == HasFocus::Yes
}

fn is_required(case: &Case, field: FormField) -> bool {
    match field {
        FormField::Category | FormField::Subject => true,
        FormField::ContactNumber => case.draft.form.reply_wanted,
        _ => false,
    }
}

fn label_style(scene: Scene<'_>, case: &Case, field: FormField) -> Style {
    let theme = &scene.look.theme;
    if case.trouble(field).is_some() {
        theme.bad
    } else if has_cursor(scene, case, field) {
        theme.focus_title
    } else {
        theme.dim
    }
}

fn draw_labelled(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, case: &Case, field: FormField) {
    let mark = match (case.trouble(field).is_some(), is_required(case, field)) {
        (true, _) => "!",
        (false, true) => "*",
        (false, false) => "",
    };
    let label = format!("{}{mark}", scene.text(wording::field(field)));
    canvas.print(area.x, area.y, &label, LABEL.saturating_sub(1), label_style(scene, case, field));
    let value = Rect { x: area.x + LABEL, width: area.width.saturating_sub(LABEL), ..area };
    match fields::kind_of(field) {
        FieldKind::Category => draw_category(canvas, value, scene, case),
        FieldKind::Choice => draw_choice(canvas, value, scene, case, field),
        _ => draw_text(canvas, value, scene, case, field),
    }
}

fn draw_flag(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, case: &Case, field: FormField) {
    let form = &case.draft.form;
    let set = if field == FormField::Secrecy { form.secrecy } else { form.reply_wanted };
    let mark = if set { "[x]" } else { "[ ]" };
    let label = format!("{mark} {}", scene.text(wording::field(field)));
    let style = match has_cursor(scene, case, field) {
        true => scene.look.theme.selected,
        false if set => scene.look.theme.text,
        false => scene.look.theme.dim,
    };
    canvas.print(area.x, area.y, &label, area.width.saturating_sub(1), style);
}

fn draw_category(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, case: &Case) {
    let theme = &scene.look.theme;
    let catalogue = scene.screen.desk.catalogue.as_deref();
    let code = case.draft.form.category.as_ref();
    let category = catalogue.zip(code).and_then(|(catalogue, code)| {
        let category = catalogue.category(code)?;
        Some(wording::category_path(catalogue, category, scene.locale()))
    });
    let focus = has_cursor(scene, case, FormField::Category);
    let base = if focus { theme.focus_input } else { theme.input };
    canvas.buffer.set_style(Rect { height: 1, ..area }, base);
    match category {
        // The end of the path says what it is about; where not all of it fits, the beginning goes.
        Some(path) => {
            let path = text::fit_end(&path, usize::from(area.width));
            canvas.print(area.x, area.y, &path, area.width, base)
        }
        None => {
            let hint = scene.text("agent.ticket.choose-category");
            canvas.print(area.x, area.y, hint, area.width, base.patch(theme.placeholder))
        }
    };
}

/// All values side by side where they fit, else the chosen one with its place among them.
fn draw_choice(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, case: &Case, field: FormField) {
    let theme = &scene.look.theme;
    let focus = has_cursor(scene, case, field);
    let chosen = fields::chosen(&case.draft.form, field);
    let values = wording::values(field);
    let width: usize = values.iter().map(|key| text::width(scene.text(key)) + 2).sum();
    let style = |place: usize| match (place == chosen, focus) {
        (true, true) => theme.selected,
        (true, false) => theme.selected_dim,
        (false, _) => theme.dim,
    };
    if width > usize::from(area.width) {
        let value = values.get(chosen).map_or("", |key| scene.text(key));
        let line = format!(" ‹ {value} › {}/{} ", chosen + 1, values.len());
        canvas.print(area.x - 1, area.y, &line, area.width + 1, style(chosen));
        return;
    }
    // The blank before a value stands in the gap, so that values begin where texts do.
    let mut x = area.x - 1;
    for (place, key) in values.iter().enumerate() {
        let label = format!(" {} ", scene.text(key));
        let width = text::width(&label) as u16;
        canvas.spot(Rect::new(x, area.y, width, 1), Spot::Row(values_of(field), place));
        x = canvas.print(x, area.y, &label, width, style(place));
    }
}

fn draw_text(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, case: &Case, field: FormField) {
    let theme = &scene.look.theme;
    if has_cursor(scene, case, field) {
        return case.editor.draw(canvas, area, scene.look);
    }
    let value = fields::text(&case.draft.form, field).unwrap_or_default();
    let base = if case.is_open() { theme.input } else { theme.text };
    canvas.buffer.set_style(Rect { height: 1, ..area }, base);
    if value.is_empty()
        && let Some(trouble) = case.trouble(field)
    {
        let sentence = wording::trouble(scene.words(), trouble.trouble);
        canvas.print(area.x, area.y, &sentence, area.width, base.patch(theme.bad));
        return;
    }
    for (y, line) in (area.y..area.bottom()).zip(text::wrap(value, usize::from(area.width))) {
        canvas.print(area.x, y, line, area.width, base);
    }
}

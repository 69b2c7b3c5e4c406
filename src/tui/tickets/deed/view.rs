//! Draws what is asked for a verb.
//!
//! ```text
//! ┏ Dispatch 20261122-0003 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
//! ┃ Unit        Waterworks                                ┃
//! ┃             proposed: handles water supply            ┃
//! ┃ Helped by   nobody                                    ┃
//! ┃ Remark      …                                         ┃
//! ┃ needs a reason: add it                                ┃
//! ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
//! ```

use chrono::{DateTime, Utc};
use ratatui::layout::{Constraint, Rect};

use super::{Deed, Field, What, evidence, prompt};
use crate::{
    domain::{FormField, Ticket},
    tui::{
        agent::wording,
        deadlines,
        desk::Desk,
        runtime::{Canvas, Look, Spot, Typing, Zone},
        text,
        tickets::names::{self, Names},
        widgets::{HasFocus, Pane},
        words::Words,
    },
};

/// A click on the third field is row 2 of this zone.
pub const DEED_ZONE: Zone = Zone(60_010);
/// Cells for a field's name.
const NAME: u16 = 14;
/// Lines of the text.
const TEXT: u16 = 5;
/// So many files that were dropped and are not added are named.
const UNFIT: usize = 4;
/// So many files that were chosen are named, each in a line.
const CHOSEN: usize = 4;
/// Widest, columns.
const WIDTH: u16 = 76;

/// What a deed is drawn from.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    pub desk: &'a Desk,
    pub look: &'a Look,
    pub now: DateTime<Utc>,
}

impl Deed {
    /// Columns of its text, on a screen of this width.
    pub fn set_columns(&mut self, width: u16) {
        self.text.set_columns(width.saturating_sub(4).min(WIDTH).saturating_sub(2 + NAME));
    }

    /// Draws it in the middle of the screen.
    pub fn draw(&self, canvas: &mut Canvas<'_>, scene: Scene<'_>, ticket: &Ticket) {
        let (look, whole) = (scene.look, canvas.area());
        let names = Names::of(scene.desk, &ticket.work);
        let width = whole.width.saturating_sub(4).min(WIDTH);
        let notes = self.notes(scene, names);
        let room = usize::from(width.saturating_sub(2));
        let prompt = self.prompt(ticket, scene.desk, scene.now, room);
        let prompted = if prompt.is_some() { prompt::LINES + 1 } else { 0 };
        let height = (self.rows(&notes, room) + prompted).min(whole.height.saturating_sub(2));
        let area = whole.centered(Constraint::Length(width), Constraint::Length(height));
        canvas.cover();
        canvas.clear(area);
        canvas.buffer.set_style(area, look.theme.text);
        let title = self.title(names, &look.words);
        let note = self.progress(&look.words);
        let pane = Pane { title: &title, note: &note, focus: HasFocus::Yes, zone: DEED_ZONE };
        let mut rest = pane.draw(canvas, area, look);
        for (y, line) in (rest.y..rest.bottom()).zip(prompt.iter().flatten()) {
            canvas.print(rest.x, y, line, rest.width, look.theme.accent);
        }
        rest = below(rest, prompted);
        for (place, field) in self.fields.iter().enumerate() {
            rest = self.draw_field(canvas, rest, scene, names, place, *field);
        }
        for (line, is_bad) in &notes {
            let style = if *is_bad { look.theme.bad } else { look.theme.dim };
            for line in text::wrap(line, room) {
                canvas.print(rest.x, rest.y, line, rest.width, style);
                rest = below(rest, 1);
            }
        }
    }

    fn rows(&self, notes: &[(String, bool)], room: usize) -> u16 {
        let fields: u16 = self.fields.iter().map(|field| self.lines(*field)).sum();
        let notes = notes.iter().map(|(note, _)| text::wrap(note, room).len()).sum::<usize>() as u16;
        fields + notes + 2
    }

    /// What is to be known beside the fields: why a unit is proposed, who decides, what is wrong.
    fn notes(&self, scene: Scene<'_>, names: Names<'_>) -> Vec<(String, bool)> {
        let words = &scene.look.words;
        let proposed = self.proposal.as_ref().filter(|_| self.fields.contains(&Field::Unit));
        let proposed = proposed.map(|proposal| {
            let why = names::proposed(scene.desk, &proposal.why, words);
            let values = [("unit", names.unit(&proposal.unit)), ("why", why.as_str())];
            words.fill("tickets.deed.proposed", &values)
        });
        let approver = match &self.what {
            What::Verb(_, Some(approver)) => {
                let who = words.text(names::duty(*approver));
                Some(words.fill("tickets.deed.approved-by", &[("who", who)]))
            }
            _ => None,
        };
        let notes = [self.why.clone(), proposed, approver].into_iter().flatten().map(|note| (note, false));
        let trouble = self.trouble.as_ref();
        let unfit = self.unfit.iter().filter(|why| Some(*why) != trouble);
        let more = unfit.clone().count().saturating_sub(UNFIT);
        let more = (more > 0).then(|| format!("+{more}"));
        let unfit = unfit.take(UNFIT).chain(trouble).cloned().chain(more);
        notes.chain(unfit.map(|why| (why, true))).collect()
    }

    fn title(&self, names: Names<'_>, words: &Words) -> String {
        let verb = names.verb(&self.asked.verb);
        match &self.what {
            What::Verb(..) => format!("{verb} {}", self.number),
            What::Refusal => {
                words.fill("tickets.deed.refusal", &[("verb", verb), ("number", self.number.as_str())])
            }
            What::Amend(_) => words.fill("tickets.deed.amend", &[("number", self.number.as_str())]),
            What::Files => words.fill("tickets.deed.files", &[("number", self.number.as_str())]),
            What::Save(file) => words.fill("tickets.deed.save", &[("file", file.name.as_str())]),
        }
    }

    fn draw_field(
        &self,
        canvas: &mut Canvas<'_>,
        area: Rect,
        scene: Scene<'_>,
        names: Names<'_>,
        place: usize,
        field: Field,
    ) -> Rect {
        let look = scene.look;
        let height = self.lines(field);
        let line = Rect { height: height.min(area.height), ..area };
        if line.height == 0 {
            return area;
        }
        canvas.spot(line, Spot::Row(DEED_ZONE, place));
        let focus = HasFocus::on(self.at, place);
        let style = if focus == HasFocus::Yes { look.theme.focus_title } else { look.theme.dim };
        canvas.print(line.x, line.y, look.words.text(field.words_key()), NAME - 1, style);
        let room = Rect { x: line.x + NAME, width: line.width.saturating_sub(NAME), ..line };
        let placeholder = look.words.text(field.placeholder());
        match field {
            Field::Text => self.text.draw(canvas, room, look, placeholder, focus),
            Field::Until | Field::More => self.draw_time(canvas, room, scene, field, focus),
            Field::Evidence | Field::Folder => self.draw_path(canvas, room, scene, field, focus),
            Field::Form(part) if Self::typing_of(part) != Typing::Nothing => {
                self.draw_form(canvas, room, scene, part, focus);
            }
            _ => {
                let value = match field {
                    Field::Form(part) => wording::value(&look.words, scene.desk, &self.form, part),
                    field => self.value(field, names, &look.words),
                };
                let (shown, style) = match (value.as_str(), focus) {
                    ("", _) => (placeholder, look.theme.placeholder),
                    (value, HasFocus::Yes) => (value, look.theme.focus_input),
                    (value, HasFocus::No) => (value, look.theme.text),
                };
                if focus == HasFocus::Yes {
                    canvas.buffer.set_style(Rect { height: 1, ..room }, look.theme.focus_input);
                    canvas.set_cursor(room.x, room.y);
                }
                canvas.print(room.x, room.y, shown, room.width, style);
            }
        }
        below(area, height)
    }

    /// A time as it is typed, and beside it what that is.
    fn draw_time(
        &self,
        canvas: &mut Canvas<'_>,
        room: Rect,
        scene: Scene<'_>,
        field: Field,
        focus: HasFocus,
    ) {
        let (look, now) = (scene.look, scene.now);
        let words = &look.words;
        let typed = if field == Field::Until { &self.until } else { &self.more };
        let width = if typed.value().is_empty() { room.width } else { room.width.min(20) };
        typed.draw(canvas, Rect { width, ..room }, look, words.text(field.placeholder()), focus);
        let calendar = scene.desk.catalogue.as_deref().map(|catalogue| &catalogue.calendar);
        let meant = match field {
            Field::Until => calendar
                .and_then(|calendar| self.until_at(calendar, now))
                .map(|at| deadlines::moment(words, scene.desk, at, now)),
            _ => self.more_time().map(|more| deadlines::allowance(words, more)),
        };
        if let Some(meant) = meant {
            let x = room.x + width + 1;
            canvas.print(x, room.y, &format!("= {meant}"), room.right().saturating_sub(x), look.theme.dim);
        }
    }

    /// A path as it is typed; below it how it may go on or what is taken, and the files that were chosen.
    fn draw_path(
        &self,
        canvas: &mut Canvas<'_>,
        room: Rect,
        scene: Scene<'_>,
        field: Field,
        focus: HasFocus,
    ) {
        let look = scene.look;
        let words = &look.words;
        let line = |y: u16| Rect { y: room.y + y, height: 1, ..room };
        self.path.draw(canvas, line(0), look, words.text(field.placeholder()), focus);
        let rules = scene.desk.catalogue.as_deref().and_then(|catalogue| catalogue.attachments.as_ref());
        let taken = rules.filter(|_| field == Field::Evidence).map(|rules| {
            let values = [("size", evidence::size(rules.max_bytes)), ("kinds", evidence::kinds(rules))];
            words.fill("tickets.file.taken", &values)
        });
        let hint = if self.among.is_empty() { taken.unwrap_or_default() } else { self.among.join("  ") };
        if room.height > 1 {
            let hint = text::fit(&hint, room.width.into());
            canvas.print(room.x, line(1).y, &hint, room.width, look.theme.dim);
        }
        self.draw_chosen(canvas, below(room, 2), look);
    }

    /// The files that were chosen, the last ones in sight.
    fn draw_chosen(&self, canvas: &mut Canvas<'_>, room: Rect, look: &Look) {
        let beyond = self.proofs.len().saturating_sub(CHOSEN);
        for (y, proof) in (room.y..room.bottom()).zip(&self.proofs[beyond..]) {
            let sent = if proof.is_sent { "✓ " } else { "" };
            let size = evidence::size(proof.bytes);
            let name = text::fit(
                evidence::base(&proof.path),
                usize::from(room.width).saturating_sub(size.len() + 3),
            );
            canvas.print(room.x, y, &format!("{sent}{name} {size}"), room.width, look.theme.accent);
        }
        let is_room = usize::from(room.height) > CHOSEN;
        if beyond > 0 && is_room {
            canvas.print(room.x, room.y + CHOSEN as u16, &format!("+{beyond}"), room.width, look.theme.dim);
        }
    }

    /// Lines of a field.
    fn lines(&self, field: Field) -> u16 {
        match field {
            Field::Text => TEXT,
            // A place for the first one is there from the beginning; the last line counts those that are not named.
            Field::Evidence => 2 + self.proofs.len().clamp(1, CHOSEN + 1) as u16,
            Field::Form(FormField::Description) => 4,
            Field::Folder | Field::Form(FormField::Wish) => 2,
            _ => 1,
        }
    }

    /// A text of the form: open for typing where the cursor is.
    fn draw_form(
        &self,
        canvas: &mut Canvas<'_>,
        room: Rect,
        scene: Scene<'_>,
        part: FormField,
        focus: HasFocus,
    ) {
        let look = scene.look;
        match (focus, Self::typing_of(part)) {
            (HasFocus::Yes, Typing::Lines) => self.text.draw(canvas, room, look, "", focus),
            (HasFocus::Yes, _) => self.line.draw(canvas, room, look, "", focus),
            (HasFocus::No, _) => {
                let value = wording::value(&look.words, scene.desk, &self.form, part);
                let lines = value.lines().flat_map(|line| text::wrap(line, room.width.into()));
                for (y, line) in (room.y..room.bottom()).zip(lines) {
                    canvas.print(room.x, y, line, room.width, look.theme.text);
                }
            }
        }
    }

    /// What is on its way, while something is.
    fn progress(&self, words: &Words) -> String {
        match self.next_file() {
            _ if !self.is_sending => String::new(),
            Some((proof, nth, of)) => {
                let values =
                    [("file", evidence::base(&proof.path)), ("n", &nth.to_string()), ("of", &of.to_string())];
                words.fill("tickets.deed.sending-file", &values)
            }
            None => words.text("tickets.deed.sending").to_owned(),
        }
    }

    fn value(&self, field: Field, names: Names<'_>, words: &Words) -> String {
        let asked = &self.asked;
        let yes_no = |said: bool| words.text(if said { "shell.confirm-yes" } else { "shell.confirm-no" });
        let contacted = asked.contacted.as_ref();
        let said = match field {
            Field::Unit => asked.unit.as_ref().map(|unit| names.unit(unit).to_owned()),
            Field::Joint => {
                let joint: Vec<&str> = asked.joint.iter().map(|unit| names.unit(unit)).collect();
                Some(joint.join(words.text("unit.comma")))
            }
            Field::Reason => {
                let reason = asked.reason.as_ref();
                reason.map(|reason| names.reason(&asked.verb, reason).to_owned())
            }
            Field::Mother => Some(self.mother.clone()),
            Field::Reached => contacted.map(|contacted| yes_no(contacted.reached).to_owned()),
            Field::Solved => contacted.and_then(|said| said.solved).map(|said| yes_no(said).to_owned()),
            Field::Satisfied => contacted.and_then(|said| said.satisfied).map(|said| yes_no(said).to_owned()),
            Field::Until | Field::More | Field::Text | Field::Evidence | Field::Folder | Field::Form(_) => {
                None
            }
        };
        said.unwrap_or_default()
    }
}

/// What is left of an area below so many lines.
fn below(area: Rect, lines: u16) -> Rect {
    let lines = lines.min(area.height);
    Rect { y: area.y + lines, height: area.height - lines, ..area }
}

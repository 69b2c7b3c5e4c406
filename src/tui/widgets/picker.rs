//! A list to choose from, with a search line: fuzzy, pinyin, initials. A tree is a list of paths (`城管 / 市容 / 占道`).
//!
//! ```text
//! ╭ Category ────────────── 3 ╮
//! │ tsjb                      │
//! │ 投诉举报 / 占道经营   0103 │
//! │ 投诉举报 / 噪声       0107 │
//! ╰───────────────────────────╯
//! ```

use std::sync::Arc;

use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;

use super::{Column, HasFocus, Pane, RowCell, Selection, Table, TextField, Width, text_field::Edit};
use crate::tui::{
    fuzzy::{Found, Index},
    keymap::Action,
    runtime::{Canvas, Input, Look, Zone},
    text,
};

/// The zone of the rows of an open picker.
pub(in crate::tui) const PICKER_ZONE: Zone = Zone(60_001);

/// Rows of choices shown at most.
const MOST_ROWS: u16 = 17;

/// One thing that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// What is shown and searched.
    pub label: String,
    /// Shown dim at the right: a code, a limit. May be empty.
    pub detail: String,
    /// Another name it is found by: a code, the other language. May be empty.
    pub also: String,
}

/// An open list with its search line.
#[derive(Debug, Clone)]
pub struct Picker {
    title: String,
    /// Stands in the empty search line; none for that of all lists.
    placeholder: Option<String>,
    choices: Arc<[Choice]>,
    index: Arc<Index>,
    query: TextField,
    found: Vec<Found>,
    selection: Selection,
    source: Source,
    kept: Kept,
}

/// What is left of a label that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// Its beginning.
    Beginning,
    /// Its end: that of a path says what it is.
    End,
}

/// Where the choices come from.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Source {
    /// All are here; each letter searches them.
    Here,
    /// Somebody else looks them up when Enter is pressed.
    Elsewhere(Search),
}

/// How far a search elsewhere has come.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Search {
    /// Nothing is asked, or the last search failed.
    None,
    /// This text is being looked up.
    Asked(String),
    /// The choices are those of this text.
    Came(String, Extent),
}

/// How much of what there is was brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    All,
    /// Its beginning; there is more.
    Beginning,
}

/// Rows of a list whose choices come from elsewhere.
const ELSEWHERE_ROWS: u16 = 10;

/// What an input did to a picker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) enum Picked {
    /// The index of the choice.
    Chosen(usize),
    /// It is to be closed.
    Closed,
    /// It stays open.
    Open,
    /// It stays open; what stands in the search line is to be looked up.
    Sought,
}

impl Picker {
    /// A list under a title. The search index is made here; keep a picker and clone it where a list is opened often.
    pub fn new(title: impl Into<String>, choices: impl Into<Arc<[Choice]>>) -> Self {
        let choices = choices.into();
        let index = Index::new(choices.iter().map(|choice| (choice.label.as_str(), choice.also.as_str())));
        let found = index.search("");
        Self {
            title: title.into(),
            placeholder: None,
            choices,
            index: Arc::new(index),
            query: TextField::default(),
            found,
            selection: Selection::default(),
            source: Source::Here,
            kept: Kept::Beginning,
        }
    }

    /// The same of paths: where one does not fit, its beginning goes and not its end.
    pub fn of_paths(self) -> Self {
        Self { kept: Kept::End, ..self }
    }

    /// Puts the cursor on another choice than the first.
    pub fn select(&mut self, place: usize) {
        self.selection.select(place);
    }

    /// A list under a title whose choices are looked up elsewhere, when Enter is pressed after typing; `placeholder` says what to type.
    pub fn elsewhere(title: impl Into<String>, placeholder: impl Into<String>) -> Self {
        Self {
            source: Source::Elsewhere(Search::None),
            placeholder: Some(placeholder.into()),
            ..Self::new(title, Vec::new())
        }
    }

    /// The same with choices to begin with: Enter takes one as long as nothing is typed.
    pub fn beginning_with(mut self, choices: impl Into<Arc<[Choice]>>, extent: Extent) -> Self {
        self.source = Source::Elsewhere(Search::Came(String::new(), extent));
        self.set_choices(choices);
        self
    }

    /// The text that is being looked up, if its answer has not come.
    pub fn sought(&self) -> Option<&str> {
        match &self.source {
            Source::Elsewhere(Search::Asked(sought)) => Some(sought),
            _ => None,
        }
    }

    /// Takes what was looked up for [`Picker::sought`]. Nothing of it is filtered: whoever looked it up has done that.
    pub fn take(&mut self, choices: impl Into<Arc<[Choice]>>, extent: Extent) {
        if let Some(sought) = self.sought().map(str::to_owned) {
            self.source = Source::Elsewhere(Search::Came(sought, extent));
            self.set_choices(choices);
        }
    }

    /// Nothing came for [`Picker::sought`], because it could not be looked up: Enter tries again.
    pub fn fail(&mut self) {
        if self.sought().is_some() {
            self.source = Source::Elsewhere(Search::None);
        }
    }

    fn set_choices(&mut self, choices: impl Into<Arc<[Choice]>>) {
        self.choices = choices.into();
        self.index = Arc::new(Index::new(self.choices.iter().map(|choice| (choice.label.as_str(), ""))));
        self.found = self.index.search("");
        self.selection.select(0);
    }

    /// The choice that Enter would take.
    pub fn current(&self) -> Option<usize> {
        self.selection.row(self.found.len()).map(|row| self.found[row].item)
    }

    /// Rows for all choices, up to a limit; it does not change while something is typed, so that nothing jumps.
    pub(in crate::tui) fn height(&self) -> u16 {
        match self.source {
            Source::Here => u16::try_from(self.choices.len()).unwrap_or(u16::MAX).clamp(1, MOST_ROWS) + 3,
            Source::Elsewhere(_) => ELSEWHERE_ROWS + 3,
        }
    }

    pub(in crate::tui) fn input<M>(&mut self, input: &Input<M>) -> Picked {
        let clicked = matches!(input, Input::Click(_));
        if self.selection.input(input, PICKER_ZONE, self.found.len()) {
            return match (clicked, self.current()) {
                (true, Some(choice)) => Picked::Chosen(choice),
                _ => Picked::Open,
            };
        }
        match input {
            Input::Act(Action::Choose) => self.choose(),
            Input::Act(Action::Close) => Picked::Closed,
            Input::Key(key) => self.edited(|query| query.key(*key)),
            Input::Paste(text) => self.edited(|query| query.paste(text)),
            _ => Picked::Open,
        }
    }

    fn edited(&mut self, edit: impl FnOnce(&mut TextField) -> Edit) -> Picked {
        if edit(&mut self.query) == Edit::Changed && self.source == Source::Here {
            self.found = self.index.search(self.query.value());
            self.selection.select(0);
        }
        Picked::Open
    }

    /// Enter: takes the selected choice. Where choices come from elsewhere, only those of what is typed now can be taken; any other
    /// text is looked up first.
    fn choose(&mut self) -> Picked {
        let query = self.query.value().trim();
        match &self.source {
            Source::Elsewhere(Search::Asked(sought)) if sought == query => Picked::Open,
            Source::Elsewhere(Search::Came(sought, _)) if sought == query => self.chosen(),
            Source::Elsewhere(_) if query.is_empty() => Picked::Open,
            Source::Elsewhere(_) => {
                self.source = Source::Elsewhere(Search::Asked(query.to_owned()));
                self.set_choices(Vec::new());
                Picked::Sought
            }
            Source::Here => self.chosen(),
        }
    }

    fn chosen(&self) -> Picked {
        self.current().map_or(Picked::Open, Picked::Chosen)
    }

    /// Draws the list in the middle of the area; `note` gives a text to show at the right of a choice instead of its detail.
    pub(in crate::tui) fn draw(
        &self,
        canvas: &mut Canvas<'_>,
        area: Rect,
        look: &Look,
        placeholder: &str,
        note: impl Fn(usize) -> Option<String>,
    ) {
        let count = self.found.len().to_string();
        let pane = Pane { title: &self.title, note: &count, focus: HasFocus::Yes, zone: PICKER_ZONE };
        let inner = pane.draw(canvas, area, look);
        let placeholder = self.placeholder.as_deref().unwrap_or(placeholder);
        self.query.draw(canvas, Rect { height: 1, ..inner }, look, placeholder, HasFocus::Yes);
        let mut rows = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
        if self.has_looked() && self.found.is_empty() {
            let nothing = look.words.text("shell.nothing-found");
            canvas.print(rows.x, rows.y, nothing, rows.width, look.theme.dim);
        }
        if matches!(self.source, Source::Elsewhere(Search::Came(_, Extent::Beginning))) && rows.height > 1 {
            rows.height -= 1;
            let more = look.words.fill("shell.more-found", &[("count", &count)]);
            canvas.print(rows.x, rows.bottom(), &more, rows.width, look.theme.dim);
        }
        self.draw_rows(canvas, rows, look, note);
    }

    /// Whether an empty list means that there is nothing.
    fn has_looked(&self) -> bool {
        matches!(self.source, Source::Here | Source::Elsewhere(Search::Came(..)))
    }

    fn draw_rows(
        &self,
        canvas: &mut Canvas<'_>,
        area: Rect,
        look: &Look,
        note: impl Fn(usize) -> Option<String>,
    ) {
        let table = Table {
            columns: &[Column { title: "", width: Width::Share(1) }],
            rows: self.found.len(),
            selected: self.selection.row(self.found.len()),
            focus: HasFocus::Yes,
            zone: PICKER_ZONE,
        };
        table.draw_rows(canvas, area, look, |row, _, cell| {
            let found = &self.found[row];
            let choice = &self.choices[found.item];
            let detail = note(found.item).unwrap_or_else(|| choice.detail.clone());
            put_choice(cell, look, (found, choice, self.kept), &detail);
        });
    }
}

fn put_choice(
    cell: &mut RowCell<'_, '_>,
    look: &Look,
    (found, choice, kept): (&Found, &Choice, Kept),
    detail: &str,
) {
    let beside = if detail.is_empty() { 0 } else { text::width(detail) + 2 };
    let room = cell.room().saturating_sub(beside);
    let cut = if kept == Kept::End { cut(&choice.label, room) } else { 0 };
    if cut > 0 {
        cell.put("…", look.theme.dim);
    }
    for (at, grapheme) in choice.label.graphemes(true).enumerate().skip(cut) {
        let hit = found.positions.binary_search(&at).is_ok();
        cell.put(grapheme, if hit { look.theme.found } else { look.theme.text });
    }
    if !detail.is_empty() && cell.room() > 2 {
        cell.put(" ", look.theme.dim);
        cell.put_right(detail, look.theme.dim);
    }
}

/// How many graphemes at the beginning must go for the rest to fit, with an ellipsis before it.
fn cut(label: &str, columns: usize) -> usize {
    let count = |label: &str| label.graphemes(true).count();
    match text::fit_end(label, columns) {
        shown if shown == label => 0,
        shown => 1 + count(label) - count(&shown),
    }
}

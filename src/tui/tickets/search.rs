//! Looking for tickets: a line of words, filters beside it, and what was found in the place of the lists. Pure.
//!
//! ```text
//! / ─▶ words ── Enter ─▶ asked for ─▶ found        f ─▶ a filter ─▶ asked for        s ─▶ a saved view ─▶ asked for
//!      Esc ─▶ the list as it was                    what was asked for before and comes late is not waited for any more
//! ```

mod filters;
mod finding;
mod views;

use chrono::TimeDelta;

pub(super) use self::{
    filters::{Offer, category_choices, chips},
    finding::Over,
    views::ViewsAsked,
};
use crate::{
    api::{SavedView, ViewFilter, WhichTickets},
    domain::Sought,
    tui::{
        runtime::Typing,
        tickets::listing::Listing,
        widgets::{Edit, TextField},
    },
};

/// What was found is not looked for again oftener than this, in real time, whatever happens to tickets.
const BETWEEN: TimeDelta = TimeDelta::seconds(5);

/// What is looked for, and what was found.
#[derive(Clone, Debug)]
pub struct Search {
    pub(super) line: TextField,
    pub(super) cursor: Cursor,
    /// What is asked for; its words are those that were looked for last, not those that are being typed.
    pub(super) filter: ViewFilter,
    /// The view that it began with.
    pub(super) view: Option<SavedView>,
    /// What was found; none before anything was looked for.
    pub(super) found: Option<Listing>,
}

/// Where keys go.
#[derive(Clone, Debug)]
pub(super) enum Cursor {
    /// To the words.
    Words,
    /// To what was found.
    Found,
    /// To the name of a view that is about to be saved.
    Name(TextField, Naming),
}

/// What gets the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// What is looked for now, as a new view.
    New,
    /// The view that is in use.
    InUse,
}

impl Search {
    /// Nothing is looked for yet. `filter` holds from the beginning.
    pub fn new(filter: ViewFilter) -> Self {
        Self {
            line: TextField::with_limit(Sought::LONGEST),
            cursor: Cursor::Words,
            filter,
            view: None,
            found: None,
        }
    }

    /// The search that a view stands for.
    pub fn of_view(view: SavedView) -> Self {
        let mut search = Self::new(view.filter.clone());
        search.line.set(view.filter.q.as_deref().unwrap_or_default());
        search.view = Some(view);
        search.look();
        search
    }

    /// What stands in the line is looked for, with the filters.
    pub fn look(&mut self) {
        let words = self.line.value().trim();
        self.filter.q = Some(words.to_owned()).filter(|words| !words.is_empty());
        self.found = Some(Listing::rested(BETWEEN));
        self.cursor = Cursor::Found;
    }

    /// Whether anything is said that narrows what is found.
    pub fn is_said(&self) -> bool {
        let (q, over) = (self.filter.q.clone(), self.filter.over);
        let words_only = ViewFilter { q, over, ..ViewFilter::default() };
        self.filter != words_only || !self.line.value().trim().is_empty()
    }

    /// Leaves the field that is typed in; whether there was one to leave.
    pub fn leave_field(&mut self) -> bool {
        let was_found = matches!(self.cursor, Cursor::Found) || self.found.is_none();
        if !was_found {
            self.line.set(self.filter.q.as_deref().unwrap_or_default());
            self.cursor = Cursor::Found;
        }
        !was_found
    }

    /// Goes from the words to what was found before; what is typed stays in the line.
    pub fn go_down(&mut self) {
        if matches!(self.cursor, Cursor::Words) && self.found.is_some() {
            self.cursor = Cursor::Found;
        }
    }

    /// What the field that has the cursor takes.
    pub fn typing(&self) -> Typing {
        match self.cursor {
            Cursor::Words | Cursor::Name(..) => Typing::Line,
            Cursor::Found => Typing::Nothing,
        }
    }

    /// Changes the field that has the cursor.
    pub fn edit(&mut self, edit: impl FnOnce(&mut TextField) -> Edit) {
        match &mut self.cursor {
            Cursor::Words => edit(&mut self.line),
            Cursor::Name(name, _) => edit(name),
            Cursor::Found => Edit::Ignored,
        };
    }

    /// What the server is asked for.
    pub fn which(&self) -> WhichTickets {
        let ViewFilter { q, mine, agent, unit, state, category, priority, from, to, approver, mother, over } =
            self.filter.clone();
        let state = state.into_iter().collect();
        WhichTickets {
            q,
            mine,
            agent,
            unit,
            state,
            category,
            priority,
            from,
            to,
            approver,
            mother,
            over,
            ..WhichTickets::default()
        }
    }
}

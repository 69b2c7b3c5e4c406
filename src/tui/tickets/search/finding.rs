//! The keys of a search: words are typed and looked for, and what was found is a list like the others.

use chrono::{DateTime, Utc};

use super::{Cursor, Search, filters::Offer};
use crate::{
    api::ViewFilter,
    domain::{NotSought, Sought},
    tui::{
        desk::{Desk, Msg, Say, Weight},
        keymap::{Action, Layer},
        layers::Outcome,
        runtime::{Canvas, Focus, Input, Look, Typing},
        tickets::{
            browser::{Browser, Sheet},
            listing::Listing,
            pane::{Around, Reach},
        },
        widgets::Answer,
    },
};

/// What lies over the lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Filters, their values, or views; what its choices stand for is in `offers`.
    List,
    /// Whether something is to be done with a view; what, is in `offers`.
    Sure,
}

impl Browser {
    /// What is looked for, if anything is.
    pub fn search(&self) -> Option<&Search> {
        self.search.as_ref()
    }

    /// Whether keys go to something that lies over the lists, or to a field.
    pub fn is_busy(&self) -> bool {
        self.own_focus().is_some() || self.pane.is_over_panes()
    }

    /// The keys of what lies over the lists, and of the line of words.
    pub(in crate::tui::tickets) fn own_focus(&self) -> Option<Focus> {
        self.layers.focus().or_else(|| {
            let search = self.typed_in()?;
            let layer = match search.cursor {
                Cursor::Name(..) => Layer::ViewName,
                Cursor::Words | Cursor::Found => Layer::Search,
            };
            Some(Focus { layers: vec![layer], typing: search.typing() })
        })
    }

    /// The search in whose field keys are typed: not while a ticket is looked at.
    pub(in crate::tui::tickets) fn typed_in(&self) -> Option<&Search> {
        let is_typed_in = |search: &&Search| search.typing() != Typing::Nothing && self.pane.open().is_none();
        self.search.as_ref().filter(is_typed_in)
    }

    /// What the keys of what lies over the lists do, and those of the line of words.
    pub(in crate::tui::tickets) fn own_hints(&self) -> Option<Vec<Action>> {
        let of_layers = self.layers.hints().map(<[Action]>::to_vec);
        of_layers.or_else(|| match self.typed_in()?.cursor {
            Cursor::Words => {
                Some(vec![Action::SearchRun, Action::WorkFilter, Action::WorkViews, Action::Close])
            }
            Cursor::Name(..) => Some(vec![Action::ViewSave, Action::Close]),
            Cursor::Found => None,
        })
    }

    /// Draws what lies over the lists and the ticket.
    pub fn draw_over(&self, canvas: &mut Canvas<'_>, desk: &Desk, now: DateTime<Utc>, look: &Look) {
        self.pane.draw_over(canvas, desk, now, look);
        self.layers.draw(canvas, look);
    }

    /// Gives an input to what lies over the lists, and to the line of words.
    pub(in crate::tui::tickets) fn input_over(
        &mut self,
        input: Input<Msg>,
        around: &mut Around<'_>,
        now: DateTime<Utc>,
    ) -> Reach {
        match self.layers.input(&input) {
            Outcome::Passed => {}
            Outcome::Chosen(_, place) => {
                self.take_offer(place, around, now);
                return Reach::Taken;
            }
            Outcome::Answered(_, Answer::Yes) => {
                self.take_offer(0, around, now);
                return Reach::Taken;
            }
            _ => return Reach::Taken,
        }
        let is_typed_in = self.typed_in().is_some();
        let Some(search) = self.search.as_mut().filter(|_| is_typed_in) else {
            return Reach::Passed(input);
        };
        match input {
            Input::Key(key) => search.edit(|field| field.key(key)),
            Input::Paste(text) => search.edit(|field| field.paste(&text)),
            Input::Act(Action::SearchRun) => self.look(around, now),
            Input::Act(Action::ViewSave) => self.save_view(around, now),
            Input::Act(Action::ListDown) => search.go_down(),
            Input::Act(Action::Close) => self.close_search(),
            Input::Act(action @ (Action::WorkFilter | Action::WorkViews)) => {
                self.act(action, around, now);
            }
            input => return Reach::Passed(input),
        }
        Reach::Taken
    }

    /// Opens the line of words: that of what is looked for now, or an empty one that looks everywhere.
    pub(in crate::tui::tickets) fn begin_search(&mut self) {
        self.pane.close();
        let everywhere = ViewFilter { over: true, ..ViewFilter::default() };
        let search = self.search.get_or_insert_with(|| Search::new(everywhere));
        search.cursor = Cursor::Words;
    }

    /// Leaves the field that is typed in; where there is none, the lists are there again as they were.
    pub(in crate::tui::tickets) fn close_search(&mut self) {
        if self.search.as_mut().is_some_and(Search::leave_field) {
            return;
        }
        self.end_search();
    }

    /// Nothing is looked for any more: the lists are there again as they were.
    pub(in crate::tui::tickets) fn end_search(&mut self) {
        self.search = None;
        self.searches += 1;
        self.asked.forget(|(sheet, _)| *sheet == Sheet::Found);
    }

    /// Looks for what is typed; what was looked for before is not waited for any more.
    pub(super) fn look(&mut self, around: &mut Around<'_>, now: DateTime<Utc>) {
        let Some(search) = &mut self.search else { return };
        let words = search.line.value().trim();
        if !search.is_said() {
            return self.end_search();
        }
        let unreadable = Sought::parse(words).err().filter(|_| !words.is_empty());
        if let Some(why) = unreadable {
            return around.say(Weight::Bad, Say::plain(not_sought(why)), now);
        }
        search.look();
        self.asked.forget(|(sheet, _)| *sheet == Sheet::Found);
    }

    /// What a choice of the open list stands for is done.
    fn take_offer(&mut self, place: usize, around: &mut Around<'_>, now: DateTime<Utc>) {
        let Some(offer) = std::mem::take(&mut self.offers).into_iter().nth(place) else { return };
        match offer {
            Offer::Facet(facet) => self.offer_values(facet, around, now),
            Offer::Set(change) => self.set_filter(change, around, now),
            Offer::View(deed) => self.do_with_view(deed, around),
            Offer::Save(view) => self.save(*view, None, around, now),
            Offer::Forget(name) => self.forget_view(name, around, now),
        }
    }

    /// The list of what was found, once something was looked for.
    pub(in crate::tui::tickets) fn found(&self) -> Option<&Listing> {
        self.search.as_ref()?.found.as_ref()
    }

    pub(in crate::tui::tickets) fn found_mut(&mut self) -> Option<&mut Listing> {
        self.search.as_mut()?.found.as_mut()
    }
}

/// Why words cannot be looked for.
fn not_sought(why: NotSought) -> &'static str {
    match why {
        NotSought::TooLong => "tickets.search.too-long",
        NotSought::NoWord => "tickets.search.no-word",
    }
}

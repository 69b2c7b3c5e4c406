//! Saved views: a search under a name, picked by its number, and what can be done with the one in use.

use chrono::{DateTime, Utc};

use super::{Cursor, Naming, Search, filters::Offer, finding::Over};
use crate::{
    api::{Role, SaveView, SavedView},
    tui::{
        desk::{Say, Weight},
        effect::Request,
        layers::Overlay,
        tickets::{
            browser::{Browser, Sheet},
            pane::Around,
        },
        widgets::{Dialog, MenuItem, TextField},
    },
};

/// What is asked before a view is another, and what comes of it.
const REPLACE: [&str; 2] = ["tickets.view.replace-title", "tickets.view.replace-body"];
const SHARE: [&str; 2] = ["tickets.view.share-title", "tickets.view.share-body"];
const UNSHARE: [&str; 2] = ["tickets.view.unshare-title", "tickets.view.unshare-body"];
const FORGET: [&str; 2] = ["tickets.view.forget-title", "tickets.view.forget-body"];

/// What is done with a view.
#[derive(Clone, Debug)]
pub(in crate::tui::tickets) enum ViewDeed {
    /// It is used.
    Use(Box<SavedView>),
    /// What is looked for now becomes one.
    Keep,
    /// The one in use asks from now on for what is looked for now.
    Replace,
    /// The one in use gets another name.
    Rename,
    /// Everybody may use the one in use, or nobody else any more.
    Share,
    /// The one in use is deleted.
    Forget,
}

/// What the views were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::tui::tickets) enum ViewsAsked {
    /// To be offered.
    Offer,
    /// One was saved under this name, while this search was made.
    Saved(String, u64),
    /// One was deleted.
    Forgotten(String),
}

impl Browser {
    /// Asks which views there are, to offer them.
    pub(in crate::tui::tickets) fn ask_views(&mut self, around: &mut Around<'_>, now: DateTime<Utc>) {
        self.views_asked.forget(|asked| *asked == ViewsAsked::Offer);
        let effect = self.views_asked.ask(around.desk, ViewsAsked::Offer, Request::Views, now);
        around.out.push(effect);
    }

    /// The views have come, for whatever they were asked for.
    pub(in crate::tui::tickets) fn take_views(
        &mut self,
        asked: ViewsAsked,
        views: Vec<SavedView>,
        around: &mut Around<'_>,
        now: DateTime<Utc>,
    ) {
        match asked {
            ViewsAsked::Offer if self.is_over() => {}
            ViewsAsked::Offer => self.offer_views(views, around, now),
            ViewsAsked::Saved(name, of) => {
                around.say(Weight::Good, Say::plain("tickets.view.saved").with("name", name.as_str()), now);
                let me = around.desk.me.as_ref().map(|me| me.user.as_str());
                let is_it = |view: &SavedView| view.name == name && Some(view.owner.as_str()) == me;
                if let Some(search) = self.search.as_mut().filter(|_| of == self.searches) {
                    search.view = views.into_iter().find(is_it);
                    let is_named = |field: &TextField| field.value().trim() == name;
                    if matches!(&search.cursor, Cursor::Name(field, _) if is_named(field)) {
                        search.cursor = Cursor::Found;
                    }
                }
            }
            ViewsAsked::Forgotten(name) => {
                let me = around.desk.me.as_ref().map(|me| me.user.as_str());
                let is_it = |view: &mut SavedView| view.name == name && Some(view.owner.as_str()) == me;
                if let Some(search) = &mut self.search {
                    search.view.take_if(is_it);
                }
                around.say(Weight::Good, Say::plain("tickets.view.forgotten").with("name", name), now);
            }
        }
    }

    fn is_over(&self) -> bool {
        self.layers.top().is_some() || self.pane.is_over_panes()
    }

    /// Opens the menu of views: each by a digit, and what can be done with the one in use.
    fn offer_views(&mut self, views: Vec<SavedView>, around: &mut Around<'_>, now: DateTime<Utc>) {
        let words = around.words;
        let digits = ('1'..='9').chain(std::iter::repeat(' '));
        let me = around.desk.me.as_ref();
        let is_own = |view: &SavedView| me.is_some_and(|me| me.user == view.owner);
        let picked = views.iter().zip(digits).map(|(view, letter)| {
            let detail = match (view.shared, is_own(view)) {
                (true, true) => words.text("tickets.view.shared").to_owned(),
                (_, false) => words.fill("tickets.view.by", &[("who", view.owner.as_str())]),
                (false, true) => String::new(),
            };
            let item = MenuItem { letter, label: view.name.clone(), about: String::new(), detail };
            (item, Offer::View(ViewDeed::Use(Box::new(view.clone()))))
        });
        let in_use = self.search.as_ref().and_then(|search| search.view.as_ref()).filter(|view| is_own(view));
        let leads = me.is_some_and(|me| me.roles.contains(&Role::Lead));
        let own = deeds(self.search.as_ref(), in_use, leads).into_iter().map(|(letter, key, deed)| {
            let name = in_use.map_or("", |view| view.name.as_str());
            let label = words.fill(key, &[("name", name)]);
            let item = MenuItem { letter, label, about: String::new(), detail: String::new() };
            (item, Offer::View(deed))
        });
        let (items, offers): (Vec<MenuItem>, Vec<Offer>) = picked.chain(own).unzip();
        if items.is_empty() {
            return around.say(Weight::Note, Say::plain("tickets.view.none"), now);
        }
        self.views = views;
        self.open_menu("tickets.view.title", items, offers, words);
    }

    /// Does something with a view.
    pub(super) fn do_with_view(&mut self, deed: ViewDeed, around: &mut Around<'_>) {
        if let ViewDeed::Use(view) = deed {
            self.pane.close();
            self.asked.forget(|(sheet, _)| *sheet == Sheet::Found);
            self.searches += 1;
            self.search = Some(Search::of_view(*view));
            return;
        }
        let Some(search) = &mut self.search else { return };
        let in_use = search.view.clone();
        match (deed, in_use) {
            (ViewDeed::Keep, _) => {
                search.cursor = Cursor::Name(TextField::with_limit(SavedView::NAME_MAX), Naming::New);
            }
            (ViewDeed::Rename, Some(view)) => {
                let mut name = TextField::with_limit(SavedView::NAME_MAX);
                name.set(&view.name);
                search.cursor = Cursor::Name(name, Naming::InUse);
            }
            (ViewDeed::Replace, Some(view)) => {
                let filter = search.filter.clone();
                let changed = Offer::Save(Box::new(SavedView { filter, ..view.clone() }));
                self.ask_sure(REPLACE, &view.name, changed, around);
            }
            (ViewDeed::Share, Some(view)) => {
                let key = if view.shared { UNSHARE } else { SHARE };
                let changed = Offer::Save(Box::new(SavedView { shared: !view.shared, ..view.clone() }));
                self.ask_sure(key, &view.name, changed, around);
            }
            (ViewDeed::Forget, Some(view)) => {
                self.ask_sure(FORGET, &view.name, Offer::Forget(view.name.clone()), around);
            }
            _ => {}
        }
    }

    /// Asks whether something is to be done with the view of this name.
    fn ask_sure(&mut self, [title, body]: [&str; 2], name: &str, what: Offer, around: &Around<'_>) {
        let title = around.words.fill(title, &[("name", name)]);
        let body = around.words.text(body);
        self.offers = vec![what];
        self.layers.open(Over::Sure, Overlay::Dialog(Dialog::new(title, body)));
    }

    /// Saves what is looked for under the name that was typed, or gives that name to the view in use.
    pub(super) fn save_view(&mut self, around: &mut Around<'_>, now: DateTime<Utc>) {
        let Some(search) = &self.search else { return };
        let Cursor::Name(field, naming) = &search.cursor else { return };
        let name = field.value().trim().to_owned();
        if name.is_empty() {
            return around.say(Weight::Bad, Say::plain("tickets.view.no-name"), now);
        }
        let in_use = search.view.clone().filter(|_| *naming == Naming::InUse);
        let is_other = |view: &SavedView| {
            let is_own = around.desk.me.as_ref().is_some_and(|me| me.user == view.owner);
            is_own && view.name == name && in_use.as_ref().is_none_or(|known| known.name != name)
        };
        if self.views.iter().any(is_other) {
            return around.say(Weight::Bad, Say::plain("tickets.view.taken").with("name", name), now);
        }
        let new = SavedView {
            name: name.clone(),
            owner: around.desk.user.clone(),
            shared: false,
            filter: search.filter.clone(),
        };
        match in_use {
            Some(view) => {
                let old = view.name.clone();
                self.save(SavedView { name, ..view }, Some(old), around, now);
            }
            None => self.save(new, None, around, now),
        }
    }

    /// Saves a view, in the place of another one of this user's where that is named.
    pub(super) fn save(
        &mut self,
        view: SavedView,
        instead_of: Option<String>,
        around: &mut Around<'_>,
        now: DateTime<Utc>,
    ) {
        let SavedView { name, shared, filter, .. } = view;
        let asked = ViewsAsked::Saved(name.clone(), self.searches);
        if self.views_asked.any(|known| *known == asked) {
            return;
        }
        let request = Request::SaveView { name, view: Box::new(SaveView { shared, filter }), instead_of };
        let effect = self.views_asked.ask(around.desk, asked, request, now);
        around.out.push(effect);
    }

    /// Deletes a view.
    pub(super) fn forget_view(&mut self, name: String, around: &mut Around<'_>, now: DateTime<Utc>) {
        let request = Request::ForgetView(name.clone());
        let effect = self.views_asked.ask(around.desk, ViewsAsked::Forgotten(name), request, now);
        around.out.push(effect);
    }
}

/// What can be done now, each with its letter: a view in use that still asks for the same cannot be changed to it.
fn deeds(
    search: Option<&Search>,
    in_use: Option<&SavedView>,
    leads: bool,
) -> Vec<(char, &'static str, ViewDeed)> {
    let Some(search) = search.filter(|search| search.found.is_some()) else { return Vec::new() };
    let is_new = search.view.as_ref().is_none_or(|view| view.filter != search.filter);
    let mut deeds = Vec::new();
    if is_new {
        deeds.push(('k', "tickets.view.keep", ViewDeed::Keep));
    }
    if let Some(view) = in_use {
        if is_new {
            deeds.push(('c', "tickets.view.replace", ViewDeed::Replace));
        }
        deeds.push(('r', "tickets.view.rename", ViewDeed::Rename));
        if leads {
            let key = if view.shared { "tickets.view.unshare" } else { "tickets.view.share" };
            deeds.push(('e', key, ViewDeed::Share));
        }
        deeds.push(('d', "tickets.view.forget", ViewDeed::Forget));
    }
    deeds
}

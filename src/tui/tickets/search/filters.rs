//! Filters beside the words: the menu of them, the values of each, and how they are said.

use chrono::{DateTime, Days, NaiveTime, TimeZone, Utc};

use super::{Search, finding::Over, views::ViewDeed};
use crate::{
    api::{SavedView, ViewFilter},
    domain::{Category, CategoryCode, Priority, StateId, UnitId, lifecycle::Duty},
    tui::{
        agent::wording,
        deadlines::moment,
        desk::{Desk, Say, Weight},
        layers::Overlay,
        tickets::{
            browser::Browser,
            names::{self, Names},
            pane::Around,
            seat::TicketSeat,
        },
        widgets::{Choice, Menu, MenuItem, Picker},
        words::Words,
    },
};

/// What a choice of an open list stands for.
#[derive(Clone, Debug)]
pub(in crate::tui::tickets) enum Offer {
    /// The values of a filter are offered.
    Facet(Facet),
    /// A filter gets a value.
    Set(Change),
    /// Something is done with a view.
    View(ViewDeed),
    /// A view is saved as it is here.
    Save(Box<SavedView>),
    /// The view of this name is deleted.
    Forget(String),
}

/// Something that tickets differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tui::tickets) enum Facet {
    State,
    Unit,
    Category,
    Priority,
    Since,
    Waits,
}

/// Times that are offered, and how many days ago each began.
const SINCE: [(&str, u64); 4] = [
    ("tickets.filter.today", 0),
    ("tickets.filter.yesterday", 1),
    ("tickets.filter.week", 6),
    ("tickets.filter.month", 29),
];

/// What becomes of a filter.
#[derive(Clone, Debug)]
pub(in crate::tui::tickets) enum Change {
    State(Option<StateId>),
    Unit(Option<UnitId>),
    Category(Option<CategoryCode>),
    Priority(Option<Priority>),
    Since(Option<DateTime<Utc>>),
    Waits(Option<Duty>),
    /// Those that are over are looked into too, or no more.
    Over,
    /// All filters are taken away; the words stay.
    Clear,
}

impl Facet {
    const ALL: [Self; 6] =
        [Self::Unit, Self::State, Self::Category, Self::Priority, Self::Since, Self::Waits];

    /// The letter in the menu.
    fn letter(self) -> char {
        match self {
            Self::State => 's',
            Self::Unit => 'u',
            Self::Category => 'c',
            Self::Priority => 'p',
            Self::Since => 'd',
            Self::Waits => 'w',
        }
    }

    fn words_key(self) -> &'static str {
        match self {
            Self::State => "tickets.filter.state",
            Self::Unit => "tickets.filter.unit",
            Self::Category => "tickets.filter.category",
            Self::Priority => "tickets.filter.priority",
            Self::Since => "tickets.filter.since",
            Self::Waits => "tickets.filter.waits",
        }
    }
}

impl Browser {
    /// Opens the menu of filters; without a search, of one that looks only into what is open.
    pub(in crate::tui::tickets) fn offer_filters(&mut self, around: &mut Around<'_>, now: DateTime<Utc>) {
        let (words, desk) = (around.words, &*around.desk);
        let nothing = ViewFilter::default();
        let filter = self.search.as_ref().map_or(&nothing, |search| &search.filter);
        let item = |letter, key: &str, about: String| MenuItem {
            letter,
            label: words.text(key).to_owned(),
            about,
            detail: String::new(),
        };
        let facets = Facet::ALL.iter().map(|facet| {
            let value = said(filter, *facet, desk, words, now).unwrap_or_default();
            (item(facet.letter(), facet.words_key(), value), Offer::Facet(*facet))
        });
        let over = if filter.over { "tickets.filter.over-too" } else { "tickets.filter.open-only" };
        let over = item('o', "tickets.filter.over", words.text(over).to_owned());
        let clear = item('x', "tickets.filter.clear", String::new());
        let rest = [(over, Offer::Set(Change::Over)), (clear, Offer::Set(Change::Clear))];
        let (items, offers) = facets.chain(rest).unzip();
        self.open_menu("tickets.filter.title", items, offers, words);
    }

    /// Opens a menu over the lists.
    pub(super) fn open_menu(&mut self, title: &str, items: Vec<MenuItem>, offers: Vec<Offer>, words: &Words) {
        self.offers = offers;
        self.layers.open(Over::List, Overlay::Menu(Menu::new(words.text(title), items)));
    }

    /// Opens the list of the values of a filter; the first takes it away.
    pub(super) fn offer_values(&mut self, facet: Facet, around: &mut Around<'_>, now: DateTime<Utc>) {
        let values = values(facet, self.seat, around.desk, around.words, now);
        let any = around.words.text("tickets.filter.any").to_owned();
        let any = (Choice { label: any, ..Choice::default() }, nothing(facet));
        let (choices, offers): (Vec<Choice>, Vec<Offer>) =
            [any].into_iter().chain(values).map(|(choice, change)| (choice, Offer::Set(change))).unzip();
        self.offers = offers;
        let picker = Picker::new(around.words.text(facet.words_key()), choices);
        let picker =
            if facet == Facet::Category || facet == Facet::Unit { picker.of_paths() } else { picker };
        self.layers.open(Over::List, Overlay::Picker(picker));
    }

    /// Changes a filter, and looks for what it lets through.
    pub(super) fn set_filter(&mut self, change: Change, around: &mut Around<'_>, now: DateTime<Utc>) {
        self.pane.close();
        let search = self.search.get_or_insert_with(|| Search::new(ViewFilter::default()));
        search.set(change);
        if search.is_said() {
            return self.look(around, now);
        }
        self.end_search();
        around.say(Weight::Note, Say::plain("tickets.search.no-filter"), now);
    }
}

impl Search {
    fn set(&mut self, change: Change) {
        let filter = &mut self.filter;
        match change {
            Change::State(state) => filter.state = state,
            Change::Unit(unit) => filter.unit = unit,
            Change::Category(category) => filter.category = category,
            Change::Priority(priority) => filter.priority = priority,
            Change::Since(from) => (filter.from, filter.to) = (from, None),
            Change::Waits(approver) => filter.approver = approver,
            Change::Over => filter.over = !filter.over,
            Change::Clear => {
                let (q, over) = (filter.q.take(), filter.over);
                *filter = ViewFilter { q, over, ..ViewFilter::default() };
                self.view = None;
            }
        }
    }
}

/// The change that takes a filter away.
fn nothing(facet: Facet) -> Change {
    match facet {
        Facet::State => Change::State(None),
        Facet::Unit => Change::Unit(None),
        Facet::Category => Change::Category(None),
        Facet::Priority => Change::Priority(None),
        Facet::Since => Change::Since(None),
        Facet::Waits => Change::Waits(None),
    }
}

/// The values that a filter can have.
fn values(
    facet: Facet,
    seat: TicketSeat,
    desk: &Desk,
    words: &Words,
    now: DateTime<Utc>,
) -> Vec<(Choice, Change)> {
    let plain = |label: &str, change| (Choice { label: label.to_owned(), ..Choice::default() }, change);
    match facet {
        Facet::State => states(desk),
        Facet::Unit => units(seat, desk),
        Facet::Category => category_choices(desk)
            .into_iter()
            .map(|(choice, code)| (choice, Change::Category(Some(code))))
            .collect(),
        Facet::Priority => [Priority::P1, Priority::P2, Priority::P3, Priority::P4]
            .map(|priority| plain(wording::priority(priority), Change::Priority(Some(priority))))
            .into(),
        Facet::Since => {
            SINCE.map(|(key, days)| plain(words.text(key), Change::Since(days_ago(desk, now, days)))).into()
        }
        Facet::Waits => [Duty::Clerk, Duty::Lead]
            .map(|duty| plain(words.text(names::duty(duty)), Change::Waits(Some(duty))))
            .into(),
    }
}

/// The states of all lifecycles, each once.
fn states(desk: &Desk) -> Vec<(Choice, Change)> {
    let lifecycles = desk.catalogue.as_deref().map_or(&[][..], |catalogue| &catalogue.lifecycles);
    let mut known: Vec<&StateId> = Vec::new();
    let mut all = Vec::new();
    for state in lifecycles.iter().flat_map(|lifecycle| &lifecycle.states) {
        if !known.contains(&&state.id) {
            known.push(&state.id);
            let label = state.label.text(desk.locale).to_owned();
            let choice = Choice { label, detail: String::new(), also: state.id.to_string() };
            all.push((choice, Change::State(Some(state.id.clone()))));
        }
    }
    all
}

/// The units whose tickets are seen: all of them, but for a unit, which sees its own, those below it, and those that it stands in for.
fn units(seat: TicketSeat, desk: &Desk) -> Vec<(Choice, Change)> {
    let Some(units) = desk.catalogue.as_deref().map(|catalogue| &catalogue.units) else { return Vec::new() };
    let own = desk.me.as_ref().and_then(|me| me.unit.as_ref()).filter(|_| seat == TicketSeat::Unit);
    let is_seen =
        |unit: &UnitId| own.is_none_or(|own| units.is_within(unit, own) || units.stands_for(own, unit));
    let seen = units.iter().filter(|unit| is_seen(&unit.id));
    seen.map(|unit| {
        let path: Vec<&str> = units.path(&unit.id).iter().map(|unit| unit.label.text(desk.locale)).collect();
        let choice = Choice { label: path.join(" / "), detail: String::new(), also: unit.id.to_string() };
        (choice, Change::Unit(Some(unit.id.clone())))
    })
    .collect()
}

/// All categories, each by its path.
pub(in crate::tui::tickets) fn category_choices(desk: &Desk) -> Vec<(Choice, CategoryCode)> {
    let Some(catalogue) = desk.catalogue.as_deref() else { return Vec::new() };
    let choice = |category: &Category| {
        let label = wording::category_path(catalogue, category, desk.locale);
        let choice = Choice { label, detail: category.code.to_string(), also: category.code.to_string() };
        (choice, category.code.clone())
    };
    catalogue.categories.iter().map(choice).collect()
}

/// When the day began that was so many days ago.
fn days_ago(desk: &Desk, now: DateTime<Utc>, days: u64) -> Option<DateTime<Utc>> {
    let today = desk.local(now);
    let day = today.date_naive().checked_sub_days(Days::new(days))?;
    let begins = today.timezone().from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest()?;
    Some(begins.to_utc())
}

/// A filter in words; none where it lets everything through.
fn said(filter: &ViewFilter, facet: Facet, desk: &Desk, words: &Words, now: DateTime<Utc>) -> Option<String> {
    match facet {
        Facet::State => {
            let state = filter.state.as_ref()?;
            Some(Names::with_state(desk, state).state(state).to_owned())
        }
        Facet::Unit => filter.unit.as_ref().map(|unit| names::unit(desk, unit).to_owned()),
        Facet::Category => filter.category.as_ref().map(|code| names::leaf(desk, Some(code))),
        Facet::Priority => filter.priority.map(|priority| wording::priority(priority).to_owned()),
        Facet::Since => {
            let from = filter.from?;
            Some(words.fill("tickets.since", &[("at", &moment(words, desk, from, now))]))
        }
        Facet::Waits => {
            let who = words.text(names::duty(filter.approver?));
            Some(words.fill("tickets.filter.waits-for", &[("who", who)]))
        }
    }
}

/// All that narrows what is found, each in a few words.
pub(in crate::tui::tickets) fn chips(
    filter: &ViewFilter,
    desk: &Desk,
    words: &Words,
    now: DateTime<Utc>,
) -> Vec<String> {
    let plain = |key: &str, is_it: bool| is_it.then(|| words.text(key).to_owned());
    let rest = [
        filter.to.map(|to| words.fill("tickets.filter.before", &[("at", &moment(words, desk, to, now))])),
        filter.agent.as_ref().map(ToString::to_string),
        plain("tickets.tab.mine", filter.mine),
        plain("tickets.mark.is-following", filter.mother.is_some()),
        plain("tickets.filter.open-only", !filter.over),
    ];
    let facets = Facet::ALL.iter().filter_map(|facet| said(filter, *facet, desk, words, now));
    facets.chain(rest.into_iter().flatten()).collect()
}

//! Lists of tickets, and the one that is looked at closely: the screen of clerks and units is made of it, and on those of agents and leads it
//! lies over the panes. Pure.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    LIST, TABS, WORDS,
    listing::{Listed, Listing, Reading},
    news::is_listed,
    pane::{Around, Heard, Reach, TicketPane},
    renewal::Renewal,
    search::{self, Search},
    seat::{Tab, TicketSeat},
};
use crate::{
    api::{LiveMessage, Page, Promise, SavedView, TicketSummary},
    domain::{Ticket, TicketId},
    tui::{
        desk::{Answer, Awaited, Failure, LinkNews, Msg, News, RequestId, Say, Weight},
        keymap::{Action, Layer},
        layers::Layers,
        runtime::{Focus, Input, Spot, Typing},
    },
};

/// While no list is shown, what is counted of them is read no oftener than this, in real time.
const BESIDE: TimeDelta = TimeDelta::minutes(1);

/// Lists of tickets, and the one that is looked at closely.
#[derive(Clone, Debug)]
pub struct Browser {
    pub(super) seat: TicketSeat,
    /// The lists, each with its tickets.
    pub(super) lists: Vec<(Tab, Listing)>,
    /// Which list is shown.
    pub(super) at: usize,
    pub(super) pane: TicketPane,
    /// When a list was last read again.
    renewed: Renewal,
    /// Pages whose answers are awaited: of which list, and which.
    pub(super) asked: Awaited<(Sheet, Reading)>,
    /// What is looked for, in the place of the lists.
    pub(super) search: Option<Search>,
    /// How many searches were over: what is asked for one is nothing to the next.
    pub(super) searches: u64,
    /// The saved views, as they were offered last.
    pub(super) views: Vec<SavedView>,
    /// What the views were asked for.
    pub(super) views_asked: Awaited<search::ViewsAsked>,
    /// What the choices of the open list stand for.
    pub(super) offers: Vec<search::Offer>,
    /// What lies over the lists.
    pub(super) layers: Layers<search::Over>,
    /// Whom to call is read from time to time also while no list is shown.
    watches_callbacks: bool,
}

/// A list of tickets that pages are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sheet {
    /// One of the seat's.
    Tab(Tab),
    /// What was looked for.
    Found,
}

impl Browser {
    /// The lists of a seat, to be read as soon as possible.
    pub fn new(seat: TicketSeat) -> Self {
        Self {
            seat,
            lists: seat.tabs().iter().map(|tab| (*tab, Listing::wanted())).collect(),
            at: 0,
            pane: TicketPane::default(),
            renewed: Renewal::wanted(),
            asked: Awaited::default(),
            search: None,
            searches: 0,
            views: Vec::new(),
            views_asked: Awaited::default(),
            offers: Vec::new(),
            layers: Layers::default(),
            watches_callbacks: false,
        }
    }

    /// The ticket that is looked at, and what is said.
    pub fn pane(&self) -> &TicketPane {
        &self.pane
    }

    /// The ticket that is looked at, for what a screen has to say of its own.
    pub fn pane_mut(&mut self) -> &mut TicketPane {
        &mut self.pane
    }

    /// The ticket that is looked at, once it is here.
    pub fn shown(&self) -> Option<&Ticket> {
        self.pane.open()?.ticket.as_deref()
    }

    /// The ticket that is selected in the list that is shown.
    pub fn selected(&self) -> Option<&TicketSummary> {
        self.list().selected()?.ticket()
    }

    /// The promise that is selected in the list that is shown, while no ticket is looked at.
    pub fn promise(&self) -> Option<&Promise> {
        self.list().selected().filter(|_| self.pane.open().is_none())?.promise()
    }

    /// How many lines a list holds; none before it came.
    pub fn count(&self, tab: Tab) -> Option<usize> {
        let (_, list) = self.lists.iter().find(|(known, list)| *known == tab && list.has_come)?;
        Some(list.items.len())
    }

    /// Whose keys count on it, topmost first; a screen adds its own.
    pub fn layers(&self) -> [Layer; 3] {
        [self.seat.layer(), Layer::Work, Layer::List]
    }

    /// The keys that count on it.
    pub fn focus(&self) -> Focus {
        let lists = || Focus { layers: self.layers().to_vec(), typing: Typing::Nothing };
        self.own_focus().or_else(|| self.pane.focus()).unwrap_or_else(lists)
    }

    /// Shows another list.
    pub fn go_to(&mut self, tab: usize) {
        if tab < self.lists.len() {
            self.at = tab;
            self.pane.close();
            self.end_search();
        }
    }

    /// Shows this list, if there is one.
    pub fn show(&mut self, tab: Tab) {
        if let Some(place) = self.lists.iter().position(|(known, _)| *known == tab) {
            self.go_to(place);
        }
    }

    /// How many of the tickets in the lists are late.
    pub fn late(&self, now: DateTime<Utc>) -> usize {
        let open = self.lists.iter().find(|(tab, _)| *tab == Tab::Open);
        let tickets = open.into_iter().flat_map(|(_, list)| list.tickets());
        tickets.filter(|ticket| ticket.due.as_ref().is_some_and(|due| due.at <= now)).count()
    }

    /// How many of those who are to be called are due until then, callbacks that were promised and tickets alike.
    pub fn to_call_by(&self, until: DateTime<Utc>) -> usize {
        let list = self.lists.iter().find(|(tab, _)| *tab == Tab::Callbacks);
        let items = list.into_iter().flat_map(|(_, list)| &list.items);
        items.filter(|item| item.due().is_some_and(|due| due <= until)).count()
    }

    /// Gives it an input; what is not for it comes back.
    pub fn input(&mut self, input: Input<Msg>, around: &mut Around<'_>, now: DateTime<Utc>) -> Reach {
        if matches!(input, Input::Act(_) | Input::Key(_) | Input::Paste(_) | Input::Click(_)) {
            // A menu that opens after the next key would take the one after that.
            self.views_asked.forget(|asked| *asked == search::ViewsAsked::Offer);
        }
        let input = match self.input_over(input, around, now) {
            Reach::Passed(input) => input,
            Reach::Taken => return Reach::Taken,
        };
        let input = match self.pane.input(input, around, now) {
            Reach::Passed(input) => input,
            Reach::Taken => return Reach::Taken,
        };
        match input {
            Input::Act(Action::Close) if self.search.is_some() => self.close_search(),
            Input::Act(action) if self.act(action, around, now) => {}
            Input::Click(Spot::Zone(WORDS)) => self.begin_search(),
            Input::Click(Spot::Row(TABS, tab)) => self.go_to(tab),
            Input::Click(Spot::Row(LIST, _)) => {
                self.list_mut().input(&input, LIST);
                self.open_selected(None);
            }
            input if self.list_mut().input(&input, LIST) => {}
            input => return Reach::Passed(input),
        }
        Reach::Taken
    }

    /// Does what a key or a command means; whether it means anything here.
    pub fn act(&mut self, action: Action, around: &mut Around<'_>, now: DateTime<Utc>) -> bool {
        match action {
            // What is done about a promise is the screen's own.
            Action::WorkAct | Action::ListOpen if self.promise().is_some() => return false,
            Action::WorkAct
            | Action::WorkApprove
            | Action::WorkRefuse
            | Action::TicketWhy
            | Action::WorkFamily
            | Action::WorkFiles
                if self.pane.open().is_none() =>
            {
                // Nobody decides on what was not seen.
                let then = Some(action).filter(|action| *action != Action::WorkApprove);
                self.open_selected(then);
            }
            action if TicketPane::ACTIONS.contains(&action) => self.pane.act(action, around, now),
            Action::ListOpen => self.open_selected(None),
            Action::WorkSearch => self.begin_search(),
            Action::WorkFilter => self.offer_filters(around, now),
            Action::WorkViews => self.ask_views(around, now),
            Action::PaneOne => self.go_to(0),
            Action::PaneTwo => self.go_to(1),
            Action::PaneThree => self.go_to(2),
            Action::PaneFour => self.go_to(3),
            // As in the line of words; what was looked for is left by Esc.
            Action::PaneNext if self.search.is_some() => self.offer_filters(around, now),
            Action::PanePrevious if self.search.is_some() => {}
            Action::PaneNext => self.go_to((self.at + 1) % self.lists.len()),
            Action::PanePrevious => self.go_to((self.at + self.lists.len() - 1) % self.lists.len()),
            action => return self.list_mut().input(&Input::Act(action), LIST),
        }
        true
    }

    /// Looks at the selected ticket; `then` is done as soon as it is here.
    fn open_selected(&mut self, then: Option<Action>) {
        if let Some(id) = self.selected().map(|ticket| ticket.id) {
            self.pane.show(id, then);
        }
    }

    /// Notes what is not shown yet: lists are read again after anything that happened to tickets.
    pub fn note(&mut self, news: &News) {
        let is_about_tickets = |message: &LiveMessage| match message {
            LiveMessage::Event { recorded } => is_listed(&recorded.event),
            LiveMessage::Passed { .. }
            | LiveMessage::Clock { .. }
            | LiveMessage::Resync
            | LiveMessage::Stopping => false,
        };
        let is_stale = match news {
            // Nobody knows what happened before it.
            News::Snapshot(_) | News::Link(LinkNews::Up) => true,
            News::Live(messages) => messages.iter().any(is_about_tickets),
            _ => false,
        };
        if is_stale {
            self.stale();
        }
        self.pane.note(news);
    }

    /// Takes an answer; whether it was one to this.
    pub fn answered(
        &mut self,
        request: RequestId,
        answer: &Result<Answer, Failure>,
        around: &mut Around<'_>,
        now: DateTime<Utc>,
    ) -> Heard {
        match self.pane.answered(request, answer, around, now) {
            Heard::Changed(ticket) => {
                self.stale();
                return Heard::Changed(ticket);
            }
            Heard::Taken => return Heard::Taken,
            Heard::Passed => {}
        }
        if let Some(asked) = self.views_asked.take(request) {
            match answer {
                Ok(Answer::Views(views)) => self.take_views(asked, views.clone(), around, now),
                Ok(_) => {}
                Err(failure) => around.desk.toast(Weight::Bad, Say::failure(failure), now),
            }
            return Heard::Taken;
        }
        let Some((sheet, reading)) = self.asked.take(request) else { return Heard::Passed };
        let Some(list) = self.sheet_mut(sheet) else { return Heard::Taken };
        let page = match answer.clone() {
            Ok(Answer::Tickets(page)) => lines(page),
            Ok(Answer::Callbacks(page)) => lines(page),
            Ok(_) => return Heard::Taken,
            Err(failure) => {
                list.fail(failure, now);
                return Heard::Taken;
            }
        };
        if let Some(next) = list.take(&reading, page) {
            self.read(sheet, next, around, now);
        }
        Heard::Taken
    }

    /// What follows from any input: what is stale is read again, the list that is shown first, one a time.
    pub fn settle(&mut self, around: &mut Around<'_>, now: DateTime<Utc>) {
        self.pane.settle(around, now);
        if !around.desk.is_started() || !around.desk.is_current() || self.asked.any(|_| true) {
            return;
        }
        let speed = around.desk.speed();
        if let Some(reading) = self.found_mut().and_then(|found| found.wants(now, speed)) {
            return self.read(Sheet::Found, reading, around, now);
        }
        let has_rested = self.renewed.has_rested(now, speed);
        let order = (0..self.lists.len()).map(|step| (self.at + step) % self.lists.len());
        let is_due = |place: &usize| {
            let list = &self.lists[*place].1;
            list.is_due(now, speed) && (has_rested || !list.has_come)
        };
        if let Some(place) = order.into_iter().find(is_due) {
            let (tab, list) = &mut self.lists[place];
            let (tab, reading) = (*tab, list.begin(now));
            self.renewed.asked(now);
            return self.read(Sheet::Tab(tab), reading, around, now);
        }
        let (tab, list) = &self.lists[self.at];
        if let Some(reading) = list.more(now, speed) {
            self.read(Sheet::Tab(*tab), reading, around, now);
        }
    }

    /// Who promised a callback is told when callbacks are due, like those who have looked at whom to call.
    pub fn watch_callbacks(&mut self) {
        self.watches_callbacks = true;
    }

    /// The same while nothing of it is shown: only whom to call is read, for those who are told how many of them are due.
    pub fn settle_beside(&mut self, around: &mut Around<'_>, now: DateTime<Utc>) {
        if !around.desk.is_started() || !around.desk.is_current() || self.asked.any(|_| true) {
            return;
        }
        let is_watched = self.watches_callbacks;
        let speed = around.desk.speed();
        let is_due = |(tab, list): &&mut (Tab, Listing)| {
            *tab == Tab::Callbacks && (is_watched || list.has_come) && list.is_due_beside(BESIDE, now, speed)
        };
        if let Some((tab, list)) = self.lists.iter_mut().find(is_due) {
            let (tab, reading) = (*tab, list.begin(now));
            self.read(Sheet::Tab(tab), reading, around, now);
        }
    }

    fn read(&mut self, sheet: Sheet, reading: Reading, around: &mut Around<'_>, now: DateTime<Utc>) {
        let Some(catalogue) = &around.desk.catalogue else { return };
        let asked = match sheet {
            Sheet::Tab(tab) => tab.which(self.seat, catalogue),
            Sheet::Found => self.search.as_ref().map(Search::which),
        };
        let request = reading.request(asked);
        let effect = self.asked.ask(around.desk, (sheet, reading), request, now);
        around.out.push(effect);
    }

    fn sheet_mut(&mut self, sheet: Sheet) -> Option<&mut Listing> {
        match sheet {
            Sheet::Tab(tab) => self.lists.iter_mut().find(|(known, _)| *known == tab).map(|(_, list)| list),
            Sheet::Found => self.found_mut(),
        }
    }

    /// Something happened to tickets.
    fn stale(&mut self) {
        self.lists.iter_mut().for_each(|(_, list)| list.stale());
        if let Some(found) = self.found_mut() {
            found.stale();
        }
    }

    /// A ticket that stands in one of the lists.
    pub(super) fn known(&self, id: TicketId) -> Option<&TicketSummary> {
        let open = self.lists.iter().filter(|(tab, _)| *tab == Tab::Open);
        let lists = open.chain(&self.lists);
        lists.flat_map(|(_, list)| list.tickets()).find(|ticket| ticket.id == id)
    }

    /// The list that is shown: what was found, else the seat's.
    pub(super) fn list(&self) -> &Listing {
        self.found().unwrap_or(&self.lists[self.at].1)
    }

    pub(super) fn list_mut(&mut self) -> &mut Listing {
        match &mut self.search {
            Some(Search { found: Some(found), .. }) => found,
            _ => &mut self.lists[self.at].1,
        }
    }
}

fn lines<T: Into<Listed>>(page: Page<T>) -> Page<Listed> {
    Page { items: page.items.into_iter().map(Into::into).collect(), next: page.next }
}

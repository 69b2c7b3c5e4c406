//! Who a ticket without a known caller is for: looked for by name or number, and attached.

use chrono::{DateTime, Utc};

use super::{AgentScreen, Over, Pane, Waiting, case::Case, history::Caller, offers::Offer};
use crate::{
    api::{IdentifyCaller, Page},
    domain::{Contact, DraftId, PhoneNumber, Tier},
    tui::{
        desk::{Say, Weight},
        effect::{Effect, Request},
        keymap::Action,
        layers::Overlay,
        text,
        widgets::{Choice, Extent, Picker},
    },
};

/// Contacts that a search brings.
const MOST: u32 = 50;
/// Digits of a number without which the server looks for none, for too many would be found.
const FEWEST_DIGITS: usize = 4;

impl AgentScreen {
    /// Opens the search, for the shown form or for a new one. Who calls is known from the call and is not changed by hand.
    pub(super) fn find_caller(&mut self, now: DateTime<Utc>) {
        if self.is_caller_known() {
            return self.say(Weight::Note, Say::plain("agent.toast.caller-known"), now);
        }
        self.open_search(now);
    }

    /// Opens the search, whoever it was taken for.
    pub(super) fn open_search(&mut self, now: DateTime<Utc>) {
        if self.case().is_none_or(|case| !case.is_open()) {
            self.new_case(now);
        }
        let Some(case) = self.case() else { return };
        let over = Over::Find(case.id());
        self.offers.clear();
        self.layers.close_all();
        let title = self.words.text(Action::CallerFind.words_key());
        let picker = Picker::elsewhere(title, self.words.text("agent.find.placeholder"));
        self.layers.open(over, Overlay::Picker(picker));
    }

    /// Whether it is settled who the shown form is for, or who a new one would be for.
    fn is_caller_known(&self) -> bool {
        match self.case().filter(|case| case.is_open()) {
            Some(case) => case.amends().is_some() || self.is_known_by_call(case),
            None => self
                .desk
                .my_call()
                .is_some_and(|call| self.call_case().map_or(call.contact, |case| case.contact()).is_some()),
        }
    }

    /// Whether the call itself says who it is. Whom somebody has attached by hand may be another after all.
    fn is_known_by_call(&self, case: &Case) -> bool {
        let Some(call) = case.draft.call else { return false };
        let on_floor = self.desk.floor.calls.get(&call).map(|call| call.contact);
        on_floor.unwrap_or_else(|| case.contact()).is_some()
    }

    /// Asks the server for what stands in the search line.
    pub(super) fn seek_caller(&mut self, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let sought = self.layers.picker_mut().and_then(|picker| picker.sought());
        let Some(search) = sought.map(str::to_owned) else { return };
        if is_too_short(&search) {
            self.not_found(&search);
            return self.say(Weight::Note, Say::plain("agent.toast.few-digits"), now);
        }
        let request = Request::Contacts { search: search.clone(), limit: MOST };
        self.ask(Waiting::Find(search), request, now, out);
    }

    /// Shows who was found, unless something else is looked for by now.
    pub(super) fn found(&mut self, sought: &str, page: Page<Contact>) {
        let Some(Over::Find(id)) = self.layers.top() else { return };
        let choices: Vec<Choice> = page.items.iter().map(|contact| self.found_choice(contact)).collect();
        let extent = if page.next.is_some() { Extent::Beginning } else { Extent::All };
        let Some(picker) = self.search_for(sought) else { return };
        picker.take(choices, extent);
        self.offers = page.items.into_iter().map(|contact| Offer::Contact(id, Box::new(contact))).collect();
    }

    /// It could not be looked up; the same text can be looked up again.
    pub(super) fn not_found(&mut self, sought: &str) {
        if let Some(picker) = self.search_for(sought) {
            picker.fail();
        }
    }

    /// The open search, if it waits for this text.
    fn search_for(&mut self, sought: &str) -> Option<&mut Picker> {
        self.layers.picker_mut().filter(|picker| picker.sought() == Some(sought))
    }

    fn found_choice(&self, contact: &Contact) -> Choice {
        let numbers = contact.numbers.iter().map(|number| self.words.number(number));
        let parts = [contact.name.clone()].into_iter().chain(numbers);
        let label = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ");
        let tier = if contact.tier == Tier::Key { self.words.text("agent.tier.key") } else { "" };
        Choice { label: text::clean(&label).into_owned(), detail: tier.to_owned(), also: String::new() }
    }

    /// The form is for this contact, whose history comes beside it.
    pub(super) fn attach(
        &mut self,
        id: DraftId,
        contact: Contact,
        now: DateTime<Utc>,
        out: &mut Vec<Effect>,
    ) {
        let Some(place) = self.cases.iter().position(|case| case.id() == id && case.is_open()) else {
            return;
        };
        let case = &mut self.cases[place];
        case.draft.contact = Some(contact.id);
        if case.draft.call.is_none() {
            case.draft.caller = contact.numbers.first().map(PhoneNumber::masked);
        }
        case.caller = Caller { contact: Some(contact.clone()), ..Caller::new(Some(contact.id)) };
        case.changed(self.desk.catalogue.as_deref(), out);
        let call = case.draft.call;
        self.pane = Pane::Ticket;
        self.fetch_caller(place, now, out);
        if let Some(call) = self.desk.my_call().map(|call| call.id).filter(|own| call == Some(*own)) {
            self.identify(call, IdentifyCaller::Contact { contact: contact.id }, now, out);
        }
        let name = self.found_choice(&contact).label;
        self.say(Weight::Good, Say::plain("agent.toast.attached").with("name", name), now);
    }
}

/// A number of which too little is given.
fn is_too_short(search: &str) -> bool {
    let digits = search.chars().filter(char::is_ascii_digit).count();
    !search.chars().any(char::is_alphabetic) && digits < FEWEST_DIGITS
}

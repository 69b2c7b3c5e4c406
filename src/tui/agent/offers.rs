//! Lists to choose from: what each choice stands for, and what follows from it.

use chrono::{DateTime, TimeDelta, Utc};

use super::{AgentScreen, Over, Pane, Waiting, split::Division, view::wording};
use crate::{
    api::{CallAction, FinishCallback, IdentifyCaller, MarkContact, Reveal},
    domain::{
        Agent, AgentState, CallId, CallbackId, CallbackOutcome, Category, CategoryCode, ChangeId, Contact,
        ContactId, DraftId, FormField, Locale, NextState, SecretField, TicketId, TransferTarget, Words,
    },
    tui::{
        desk::{Say, Weight},
        effect::{Effect, Request},
        layers::Overlay,
        widgets::{Answer, Choice, Dialog, Picker},
    },
};

/// What a choice stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Offer {
    /// A state of the agent.
    Want(NextState),
    /// Where the call is handed on to.
    Transfer(TransferTarget),
    /// A category of the form.
    Category(CategoryCode),
    /// A template, by its place in the catalogue.
    Template(usize),
    /// A matter in hand.
    Case(DraftId),
    /// A way on in the script, by its place.
    Branch(usize),
    /// A secret field, with the reason to see it.
    Reveal(SecretField, String),
    /// A call to whom a callback was promised.
    CallBack(CallbackId),
    /// The end of a callback.
    Callback(CallbackId, CallbackOutcome),
    /// A value of a field that is chosen, by its place.
    Value(FormField, usize),
    /// A callback to a contact by then.
    Promise(ContactId, DateTime<Utc>),
    /// A caller for whom a new form is begun.
    Caller(Box<Contact>),
    /// A contact that was found, for this case.
    Contact(DraftId, Box<Contact>),
    /// Who calls.
    Identify(CallId, IdentifyCaller),
    /// A ticket is urged.
    Urge(TicketId),
    /// A ticket is looked at.
    Show(TicketId),
    /// Somebody known is looked for.
    Find,
    /// Two contacts are one: who stands for both, and the other.
    Merge(ContactId, ContactId),
    /// Tier and flags of a contact.
    Mark(ContactId, MarkContact),
    /// What goes to the other one of two persons who were taken for one, as far as it is chosen; and where the cursor stands.
    Divide(Box<Division>, usize),
    /// All of that is chosen.
    DivideWhy(Box<Division>),
    /// A contact is two persons, with the reason.
    Split(Box<Division>, String),
    /// A merge or a split is taken back, with the reason.
    Undo(ChangeId, String),
}

impl AgentScreen {
    /// What the list was opened for happens.
    pub(super) fn chosen(&mut self, place: usize, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let Some(offer) = self.offers.get(place).cloned() else { return };
        match offer {
            Offer::Want(want) => self.want(want, now, out),
            Offer::Transfer(target) => self.call_action(CallAction::Transfer { target }, now, out),
            Offer::Category(code) => self.set_category(code, out),
            Offer::Template(place) => self.fill_template(place, now, out),
            Offer::Case(id) => self.open_case(id, now, out),
            Offer::Branch(place) => self.take_branch(place, now, out),
            Offer::Reveal(field, reason) => self.ask_reveal(field, reason, now, out),
            Offer::CallBack(callback) => self.call_back(callback, now, out),
            Offer::Callback(callback, outcome) => {
                let request = Request::Finish { callback, finish: FinishCallback { outcome } };
                self.ask(Waiting::Finish(callback), request, now, out);
            }
            Offer::Value(field, place) => self.set_value(field, place, out),
            Offer::Promise(contact, due) => self.promise_callback(contact, due, now, out),
            Offer::Caller(contact) => self.open_caller(*contact, now, out),
            Offer::Contact(id, contact) => self.attach(id, *contact, now, out),
            Offer::Identify(call, who) => self.identify(call, who, now, out),
            Offer::Urge(ticket) => self.urge_one(ticket, now, out),
            Offer::Show(ticket) => self.look_at_ticket(ticket),
            Offer::Find => self.open_search(now),
            Offer::Merge(kept, gone) => self.merge(kept, gone, now, out),
            Offer::Mark(contact, mark) => self.mark_contact(contact, mark, now, out),
            Offer::Divide(division, at) => self.offer_division(&division, at),
            Offer::DivideWhy(division) => self.offer_split_reasons(&division),
            Offer::Split(division, reason) => self.split(&division, reason, now, out),
            Offer::Undo(change, reason) => self.undo_change(change, reason, now, out),
        }
    }

    /// A question was answered.
    pub(super) fn answered(&mut self, over: Over, answer: Answer, out: &mut Vec<Effect>) {
        match (over, answer) {
            (Over::Discard(id), Answer::Yes) => self.discard(id, out),
            (Over::Leave, Answer::Yes) => self.leave(out),
            _ => {}
        }
    }

    /// Opens a list, in the place of whatever was open: its choices are the only ones.
    pub(super) fn offer(&mut self, title: &'static str, offers: Vec<(Offer, Choice)>) {
        self.open_list(Over::List, title, offers);
    }

    /// The same with the cursor on another choice than the first.
    pub(super) fn offer_at(&mut self, title: &'static str, offers: Vec<(Offer, Choice)>, at: usize) {
        self.offer(title, offers);
        if let Some(picker) = self.layers.picker_mut() {
            picker.select(at);
        }
    }

    /// Opens a list about the shown case.
    fn offer_for_case(&mut self, title: &'static str, offers: Vec<(Offer, Choice)>) {
        let over = self.case().map_or(Over::List, |case| Over::CaseList(case.id()));
        self.open_list(over, title, offers);
    }

    fn open_list(&mut self, over: Over, title: &'static str, offers: Vec<(Offer, Choice)>) {
        let (offers, choices): (Vec<_>, Vec<_>) = offers.into_iter().unzip();
        let are_paths = offers.iter().any(|offer| matches!(offer, Offer::Category(_)));
        self.offers = offers;
        let picker = Picker::new(self.words.text(title), choices);
        let picker = if are_paths { picker.of_paths() } else { picker };
        self.layers.close_all();
        self.layers.open(over, Overlay::Picker(picker));
    }

    /// Why to be away, each with its limit; at the end, to sign out.
    pub(super) fn offer_pauses(&mut self) {
        let words = &self.words;
        let pauses = self.desk.catalogue.iter().flat_map(|catalogue| &catalogue.pauses);
        let mut offers: Vec<_> = pauses
            .filter(|pause| !pause.lead_only)
            .map(|pause| {
                let limit = pause.limit_s.map(|limit| words.span(TimeDelta::seconds(limit.into())));
                let choice = self.choice(&pause.label, limit.unwrap_or_default(), pause.code.as_str());
                (Offer::Want(NextState::Paused { reason: pause.code.clone() }), choice)
            })
            .collect();
        let leave = Choice { label: words.text("agent.pause.offline").to_owned(), ..Choice::default() };
        offers.push((Offer::Want(NextState::Offline), leave));
        self.offer("agent.pause.title", offers);
    }

    /// Queues but the one that the call came through, then agents who are ready.
    pub(super) fn offer_transfer(&mut self) {
        let words = &self.words;
        let own = self.desk.my_call().and_then(|call| call.queue.as_ref());
        let others = self.desk.floor.queues.values().filter(|queue| Some(&queue.settings.id) != own);
        let queues = others.map(|queue| {
            let waiting =
                words.fill("agent.transfer.waiting", &[("count", &queue.waiting.len().to_string())]);
            let id = queue.settings.id.clone();
            let choice = self.choice(&queue.settings.label, waiting, id.as_str());
            (Offer::Transfer(TransferTarget::Queue { queue: id }), choice)
        });
        let ready = |agent: &&Agent| agent.state == AgentState::Ready && agent.is_in_reach();
        let agents = self.desk.floor.agents.values().filter(ready).map(|agent| {
            let label = format!("{} {}", agent.id, agent.name);
            let detail = words.text("agent.transfer.ready").to_owned();
            let target = TransferTarget::Agent { agent: agent.id.clone() };
            (Offer::Transfer(target), Choice { label, detail, also: String::new() })
        });
        let offers = queues.chain(agents).collect();
        self.open_list(Over::Transfer, "agent.transfer.title", offers);
    }

    /// The category tree as paths, found by words, pinyin and codes.
    pub(super) fn offer_categories(&mut self, now: DateTime<Utc>) {
        let Some(catalogue) = self.desk.catalogue.as_deref() else { return self.say_no_catalogue(now) };
        let parents = |category: &Category| {
            catalogue.categories.iter().any(|other| other.parent.as_ref() == Some(&category.code))
        };
        let leaves = catalogue.categories.iter().filter(|category| !parents(category));
        let offers = leaves
            .map(|category| {
                let path = wording::category_path(catalogue, category, self.desk.locale);
                let other = wording::category_path(catalogue, category, self.other_locale());
                let more = category.also.as_ref().map(|also| format!(" {} {}", also.zh, also.en));
                let also = format!("{} {other}{}", category.code, more.unwrap_or_default());
                let choice = Choice { label: path, detail: category.code.to_string(), also };
                (Offer::Category(category.code.clone()), choice)
            })
            .collect();
        self.offer_for_case("agent.category.title", offers);
    }

    /// Texts that fill the form.
    pub(super) fn offer_templates(&mut self, now: DateTime<Utc>) {
        let Some(catalogue) = self.desk.catalogue.as_deref() else { return self.say_no_catalogue(now) };
        let templates = catalogue.templates.iter().enumerate();
        let offers = templates
            .map(|(place, template)| {
                let kind = self.words.text(wording::kind(template.kind)).to_owned();
                (Offer::Template(place), self.choice(&template.label, kind, &template.id))
            })
            .collect();
        self.offer_for_case("agent.template.title", offers);
    }

    /// Before the server was heard there is nothing to choose from; it is said, so that nobody presses the key again and again.
    pub(super) fn say_no_catalogue(&mut self, now: DateTime<Utc>) {
        self.say(Weight::Bad, Say::plain("agent.toast.no-catalogue"), now);
    }

    /// All matters in hand.
    pub(super) fn offer_cases(&mut self) {
        let words = &self.words;
        let offers: Vec<_> = self
            .cases
            .iter()
            .rev()
            .map(|case| {
                let label = wording::case_name(words, &self.desk, case);
                let detail = words.text(wording::standing(case)).to_owned();
                (Offer::Case(case.id()), Choice { label, detail, also: String::new() })
            })
            .collect();
        self.offer("agent.drafts.title", offers);
    }

    /// The ways on from the present step of the script.
    pub(super) fn offer_branches(&mut self) {
        let branches =
            self.case().and_then(|case| self.script_step(case)).map(|step| step.branches.as_slice());
        let offers = branches
            .unwrap_or_default()
            .iter()
            .enumerate()
            .map(|(place, branch)| {
                let detail = format!("{}", place + 1);
                (Offer::Branch(place), self.choice(&branch.label, detail, ""))
            })
            .collect();
        self.offer_for_case("agent.branch.title", offers);
    }

    /// Secret fields, each with the reasons that an agent has.
    pub(super) fn offer_reveals(&mut self, now: DateTime<Utc>) {
        if self.call_case().and_then(|case| case.contact()).is_none() {
            return self.say(Weight::Note, Say::plain("agent.toast.no-contact"), now);
        }
        let words = &self.words;
        let mut offers = Vec::new();
        for (field, name) in
            [(SecretField::Numbers, "agent.reveal.numbers"), (SecretField::Name, "agent.reveal.name")]
        {
            for reason in ["agent.reveal.reply", "agent.reveal.verify", "agent.reveal.emergency"] {
                let reason = words.text(reason).to_owned();
                let label =
                    words.fill("agent.reveal.choice", &[("field", words.text(name)), ("reason", &reason)]);
                offers.push((Offer::Reveal(field, reason), Choice { label, ..Choice::default() }));
            }
        }
        self.offer("agent.reveal.title", offers);
    }

    /// What can be done about a callback: the call, where it can be made from here, and how it ended.
    pub(super) fn offer_callback(&mut self, callback: CallbackId) {
        let title = if self.may_call() { "agent.callback.what" } else { "agent.callback.title" };
        self.offer(title, self.callback_offers(callback));
    }

    /// The same of one in a list, whose caller can be opened too: number and history are there. In a call a form would be for who speaks.
    pub(super) fn offer_promise(&mut self, callback: CallbackId, contact: Contact) {
        let mut offers = self.callback_offers(callback);
        if self.desk.my_call().is_none() {
            let label = self.words.text("agent.callback.caller").to_owned();
            offers.push((Offer::Caller(Box::new(contact)), Choice { label, ..Choice::default() }));
        }
        self.offer("agent.callback.what", offers);
    }

    fn callback_offers(&self, callback: CallbackId) -> Vec<(Offer, Choice)> {
        let choice = |key| Choice { label: self.words.text(key).to_owned(), ..Choice::default() };
        let call = self.may_call().then(|| (Offer::CallBack(callback), choice("agent.callback.call")));
        let ends = [CallbackOutcome::Reached, CallbackOutcome::NotReached];
        let ends =
            ends.map(|outcome| (Offer::Callback(callback, outcome), choice(wording::outcome(outcome))));
        call.into_iter().chain(ends).collect()
    }

    /// The values of a field that is chosen.
    pub(super) fn offer_values(&mut self, field: FormField) {
        let words = &self.words;
        let offers = wording::values(field)
            .iter()
            .enumerate()
            .map(|(place, key)| {
                let choice = Choice {
                    label: words.text(key).to_owned(),
                    detail: (place + 1).to_string(),
                    also: String::new(),
                };
                (Offer::Value(field, place), choice)
            })
            .collect();
        self.offer_for_case(wording::field(field), offers);
    }

    /// Asks whether a draft may be thrown away; what holds nothing needs no question.
    pub(super) fn offer_discard(&mut self, out: &mut Vec<Effect>) {
        let Some(case) = self.case().filter(|case| case.is_open()) else { return };
        let id = case.id();
        if !case.is_worth_keeping() {
            return self.discard(id, out);
        }
        let words = &self.words;
        let dialog = Dialog::new(words.text("agent.discard.title"), words.text("agent.discard.body"));
        self.layers.open(Over::Discard(id), Overlay::Dialog(dialog));
    }

    fn ask_reveal(&mut self, field: SecretField, reason: String, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let Some((id, contact)) = self.call_case().and_then(|case| Some((case.id(), case.contact()?))) else {
            return self.say(Weight::Bad, Say::plain("agent.toast.no-contact"), now);
        };
        let request = Request::Reveal { contact, reveal: Reveal { field, reason } };
        self.ask(Waiting::Reveal(id, field), request, now, out);
    }

    fn open_case(&mut self, id: DraftId, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let Some(place) = self.cases.iter().position(|case| case.id() == id) else { return };
        self.show_case(place);
        self.pane = Pane::Ticket;
        if let Some(place) = self.at {
            self.fetch_caller(place, now, out);
        }
    }

    fn choice(&self, label: &Words, detail: String, code: &str) -> Choice {
        let also = format!("{code} {}", self.other_words(label));
        Choice { label: label.text(self.desk.locale).to_owned(), detail, also }
    }

    /// The words of the other language, by which a choice is found too.
    fn other_words<'a>(&self, words: &'a Words) -> &'a str {
        words.text(self.other_locale())
    }

    fn other_locale(&self) -> Locale {
        match self.desk.locale {
            Locale::ZhCn => Locale::En,
            Locale::En => Locale::ZhCn,
        }
    }
}

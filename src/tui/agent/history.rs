//! What is known of a caller: the contact as the server shows it, fields revealed on record, and the history page by page.

use crate::{
    api::{Candidate, HistoryItem, Page, Revealed},
    domain::{
        Attempt, Callback, CallbackId, Contact, ContactId, Event, Recorded, SecretField, Ticket, TicketId,
    },
};

/// Lines of history that a request brings.
pub const PAGE: u32 = 20;

/// A caller as far as this screen knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Caller {
    /// Who; none for an unknown number or a ticket without a call.
    pub id: Option<ContactId>,
    /// The contact, masked.
    pub contact: Option<Contact>,
    /// Names seen with a reason.
    pub names: Option<Vec<String>>,
    /// Numbers seen with a reason.
    pub numbers: Option<Vec<String>>,
    /// Who it may be; none before that was asked.
    pub candidates: Option<Vec<Candidate>>,
    /// The history.
    pub history: History,
}

/// A history, the newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// What has been fetched.
    pub items: Vec<HistoryItem>,
    /// Where the next page begins; none if all is here.
    pub next: Option<String>,
    /// At least one page has come.
    pub begun: bool,
    /// The selected line.
    pub selected: usize,
}

impl Caller {
    /// A caller of whom only the identity is known.
    pub fn new(id: Option<ContactId>) -> Self {
        Self { id, ..Self::default() }
    }

    /// Whether it is not known who it is, and there are some who it may be.
    pub fn is_one_of_some(&self) -> bool {
        self.id.is_none() && self.candidates.as_ref().is_some_and(|candidates| !candidates.is_empty())
    }

    /// Takes a secret field in.
    pub fn reveal(&mut self, field: SecretField, revealed: Revealed) {
        let values = Some(revealed.values.0);
        match field {
            SecretField::Name => self.names = values,
            SecretField::Numbers => self.numbers = values,
        }
    }

    /// Follows what happens to this caller's matters on the floor.
    pub fn follow(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::ContactRecorded { contact } if Some(contact.id) == self.id => {
                self.contact = Some((**contact).clone());
            }
            Event::TicketSubmitted { ticket } if self.is(ticket.contact) => {
                self.history.add_ticket(ticket, Known::Masked)
            }
            Event::CallbackPromised { callback } if self.is(Some(callback.contact)) => {
                self.history.add_callback(callback, recorded);
            }
            Event::CallbackAttempted { callback, agent, why, .. } => {
                let attempt = Attempt { at: recorded.at, agent: agent.clone(), why: why.clone() };
                self.history.change_callback(*callback, |callback| callback.attempts.push(attempt));
            }
            Event::CallbackDone { callback, outcome, .. } => {
                self.history.change_callback(*callback, |callback| callback.outcome = Some(*outcome));
            }
            _ => {}
        }
    }

    /// Whether it was found out who is who, so that this caller is to be fetched anew.
    pub fn is_changed_by(&mut self, event: &Event) -> bool {
        let [one, other] = match event {
            Event::ContactsMerged { kept, gone, .. } => [*kept, *gone],
            Event::ContactSplit { from, new, .. } => [*from, new.id],
            Event::IdentityUndone { contacts, .. } => *contacts,
            Event::ContactMarked { contact, .. } => [*contact; 2],
            _ => return false,
        };
        let shown = self.contact.as_ref().map(|contact| contact.id);
        let concerns =
            [Some(one), Some(other)].iter().any(|id| *id == self.id || (*id == shown && id.is_some()));
        if concerns {
            self.contact = None;
            self.history = History::default();
        }
        concerns
    }

    fn is(&self, contact: Option<ContactId>) -> bool {
        contact.is_some() && contact == self.id
    }
}

/// How much of a ticket is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// All of it: the server's answer to whoever wrote it.
    Whole,
    /// What colleagues may see of it on the floor.
    Masked,
}

impl History {
    /// Appends a page.
    pub fn add_page(&mut self, page: Page<HistoryItem>) {
        for item in page.items {
            if !self.items.iter().any(|known| is_same(known, &item)) {
                self.items.push(item);
            }
        }
        self.next = page.next;
        self.begun = true;
    }

    /// Puts a ticket on top; one that is there already is only replaced by one of which more is known.
    pub fn add_ticket(&mut self, ticket: &Ticket, known: Known) {
        let item = HistoryItem::Ticket { ticket: Box::new(ticket.clone()) };
        match self.items.iter().position(|old| is_same(old, &item)) {
            Some(at) if known == Known::Whole => self.items[at] = item,
            Some(_) => {}
            None => self.insert(item),
        }
    }

    fn add_callback(&mut self, callback: &Callback, recorded: &Recorded) {
        let item = HistoryItem::Callback { callback: callback.clone(), at: recorded.at };
        if !self.items.iter().any(|old| is_same(old, &item)) {
            self.insert(item);
        }
    }

    fn change_callback(&mut self, id: CallbackId, change: impl FnOnce(&mut Callback)) {
        let known = self.items.iter_mut().find_map(|item| match item {
            HistoryItem::Callback { callback, .. } if callback.id == id => Some(callback),
            _ => None,
        });
        if let Some(callback) = known {
            change(callback);
        }
    }

    /// The selected line stays selected when another is put before it.
    fn insert(&mut self, item: HistoryItem) {
        let at = self.items.partition_point(|old| old.at() > item.at());
        self.items.insert(at, item);
        if self.selected > 0 && at <= self.selected {
            self.selected += 1;
        }
    }

    /// The line of a ticket.
    pub fn ticket(&self, id: TicketId) -> Option<&HistoryItem> {
        self.items.iter().find(|item| matches!(item, HistoryItem::Ticket { ticket } if ticket.id == id))
    }

    /// The selected line.
    pub fn selected_item(&self) -> Option<&HistoryItem> {
        self.items.get(self.selected)
    }
}

fn is_same(a: &HistoryItem, b: &HistoryItem) -> bool {
    match (a, b) {
        (HistoryItem::Call { record: a }, HistoryItem::Call { record: b }) => a.call == b.call,
        (HistoryItem::Ticket { ticket: a }, HistoryItem::Ticket { ticket: b }) => a.id == b.id,
        (HistoryItem::Callback { callback: a, .. }, HistoryItem::Callback { callback: b, .. }) => {
            a.id == b.id
        }
        (HistoryItem::Identity { change: a, .. }, HistoryItem::Identity { change: b, .. }) => a.id == b.id,
        _ => false,
    }
}

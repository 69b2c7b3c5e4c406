//! A ticket is changed: its form comes back as a draft that names the version it was made from.
//!
//! ```text
//!  Alt-E ─▶ Request::Ticket ─▶ the form as it stands ─▶ typing ─▶ Request::Amend ─▶ version + 1
//!                                    ▲                                 │ stale
//!                                    └── what others changed, named ◀──┘  what was typed stays
//! ```
//!
//! Only who wrote a ticket may change it: others do not see all of it.

use chrono::{DateTime, Utc};

use super::{AgentScreen, Case, Over, Pane, Standing, Waiting, fields, history::Known, view::wording};
use crate::{
    api::{AmendTicket, Code, HistoryItem},
    domain::{Actor, Amended, Draft, DraftId, Event, FormField, Recorded, Ticket, TicketId},
    tui::{
        desk::{Failure, Say, Weight, code_key},
        effect::{Effect, Request},
        keymap::Action,
    },
};

/// What an agent is busy with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Whereabouts {
    /// The pane that has the focus.
    pub pane: Pane,
    /// The case in the ticket pane.
    pub case: Option<DraftId>,
}

impl AgentScreen {
    /// Begins to change the ticket that is shown: the one that is read, the selected one of the history, or the one just submitted.
    pub(super) fn amend(&mut self, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let is_past = self.pane == Pane::Call || matches!(self.layers.top(), Some(Over::Ticket(_)));
        if !is_past && self.case().is_some_and(|case| case.ticket().is_some()) {
            return self.amend_taken(now, out);
        }
        let Some(ticket) = self.past_ticket().filter(|_| is_past) else {
            return self.say(Weight::Note, Say::plain("agent.toast.amend-what"), now);
        };
        if Some(&ticket.agent) != self.desk.my_id() {
            let say = Say::plain("agent.toast.amend-other").with("agent", ticket.agent.as_str());
            return self.say(Weight::Bad, say, now);
        }
        let id = ticket.id;
        self.layers.close_all();
        match self.amendment_of(id) {
            Some(place) => self.show_amendment(place, now, out),
            // What the history holds of it may be a part; the form is made of all of it.
            None => self.reread(id, now, out),
        }
    }

    /// Whether the ticket that is read, else the selected one of the history, is one that the agent may change.
    pub fn may_amend(&self) -> bool {
        self.past_ticket().is_some_and(|ticket| Some(&ticket.agent) == self.desk.my_id())
    }

    /// The ticket that is read, else the selected one of the history. The selection may move under what is read.
    fn past_ticket(&self) -> Option<&Ticket> {
        let item = match self.layers.top() {
            Some(Over::Ticket(id)) => self.cases.iter().find_map(|case| case.caller.history.ticket(id)),
            _ => self.call_case()?.caller.history.selected_item(),
        };
        match item? {
            HistoryItem::Ticket { ticket } => Some(ticket),
            _ => None,
        }
    }

    /// The case in which a ticket is being amended.
    fn amendment_of(&self, ticket: TicketId) -> Option<usize> {
        self.cases.iter().position(|case| case.amends() == Some(ticket))
    }

    /// Asks for the ticket as it stands, once.
    fn reread(&mut self, id: TicketId, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        if !self.waiting.any(|waiting| matches!(waiting, Waiting::Reread(ticket, _) if *ticket == id)) {
            self.ask(Waiting::Reread(id, self.whereabouts()), Request::Ticket(id), now, out);
        }
    }

    fn whereabouts(&self) -> Whereabouts {
        Whereabouts { pane: self.pane, case: self.case().map(Case::id) }
    }

    /// The ticket that was asked for opens as a form; where the agent is busy with something else by now, it waits to be looked at.
    pub(super) fn take_reread(
        &mut self,
        ticket: Ticket,
        asked_at: Whereabouts,
        now: DateTime<Utc>,
        out: &mut Vec<Effect>,
    ) {
        let place = self.amendment_of(ticket.id).unwrap_or_else(|| {
            let id = DraftId(self.desk.ids.uuid(now));
            self.cases.push(Case::amending(id, now, &ticket));
            self.cases.len() - 1
        });
        if self.layers.top().is_none() && self.whereabouts() == asked_at {
            return self.show_amendment(place, now, out);
        }
        let say = Say::plain("agent.toast.amend-ready").with("number", ticket.number);
        self.say(Weight::Note, say.with_key("open", Action::TicketDrafts), now);
    }

    fn show_amendment(&mut self, place: usize, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        self.show_case(place);
        self.pane = Pane::Ticket;
        if let Some(place) = self.at {
            self.fetch_caller(place, now, out);
        }
    }

    /// The ticket just submitted is a form again, with the script that it was written beside.
    pub(super) fn amend_taken(&mut self, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let id = DraftId(self.desk.ids.uuid(now));
        let Some(case) = self.case_mut() else { return };
        let Standing::Taken(ticket) = &case.standing else { return };
        let (old, ticket) = (case.id(), (**ticket).clone());
        case.reopen(id, &ticket);
        self.waiting.iter_mut().for_each(|waiting| waiting.rename(old, id));
        if self.pane != Pane::Script {
            self.pane = Pane::Ticket;
        }
        let say = Say::plain("agent.toast.amending").with("number", ticket.number);
        self.say(Weight::Note, say.with_key("send", Action::TicketSubmit), now);
        self.fetch_caller(self.at.unwrap_or_default(), now, out);
    }

    /// Sends the changed form of a ticket.
    pub(super) fn submit_amendment(&mut self, amended: Amended, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let Some(case) = self.case() else { return };
        let (id, form) = (case.id(), case.draft.form.clone().cleaned());
        if form == amended.form {
            return self.say(Weight::Note, Say::plain("agent.toast.nothing-changed"), now);
        }
        if let Some(case) = self.case_mut() {
            case.standing = Standing::Sending;
            case.troubles.clear();
            case.blank = None;
        }
        let base = Some(Box::new(amended.form.clone()));
        let amend = Box::new(AmendTicket { version: amended.version, form, base });
        self.ask(Waiting::Amend(id), Request::Amend { ticket: amended.ticket, amend }, now, out);
    }

    /// The server has taken the changed form.
    pub(super) fn amended(&mut self, id: DraftId, ticket: Ticket, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let say = Say::plain("agent.toast.amended").with("number", ticket.number.as_str());
        self.say(Weight::Good, say.with("version", ticket.version.to_string()), now);
        for case in
            self.cases.iter_mut().filter(|case| ticket.contact.is_some() && case.contact() == ticket.contact)
        {
            case.caller.history.add_ticket(&ticket, Known::Whole);
        }
        if let Some(case) = self.case_of(id) {
            case.draft.amends = None;
            case.reopened = None;
            case.standing = Standing::Taken(Box::new(ticket));
            out.push(Effect::DropDraft(id));
        }
        let shown = self.case().map(Case::id);
        self.tidy(shown);
    }

    /// The server did not take it: it is a draft again. Where somebody was quicker, what they changed is fetched.
    pub(super) fn not_amended(
        &mut self,
        id: DraftId,
        failure: &Failure,
        now: DateTime<Utc>,
        out: &mut Vec<Effect>,
    ) {
        let Some(case) = self.case_of(id) else { return };
        case.standing = Standing::Typing;
        let ticket = case.amends();
        match failure {
            Failure::Refused(problem) if problem.code == Code::StaleVersion => {
                if let Some(ticket) = ticket {
                    self.ask(Waiting::Conflict(id), Request::Ticket(ticket), now, out);
                }
            }
            Failure::Refused(problem) => {
                case.troubles.clone_from(&problem.fields);
                self.say(Weight::Bad, Say::plain(code_key(problem.code)), now);
            }
            Failure::Away | Failure::Disk => {
                let say = Say::plain("agent.toast.amend-away").with_key("send", Action::TicketSubmit);
                self.say(Weight::Bad, say, now);
            }
        }
    }

    /// What others changed comes into the form where the agent changed nothing; where both did, the agent's stays. All of it is named.
    pub(super) fn take_conflict(&mut self, id: DraftId, ticket: Ticket, out: &mut Vec<Effect>) {
        let shown = self.case().map(Case::id);
        let Some(place) = self.cases.iter().position(|case| case.id() == id) else { return };
        let Some(amended) = self.cases[place].draft.amends.clone() else { return };
        let (base, theirs) = (&amended.form, &ticket.form);
        let changed: Vec<FormField> =
            fields::ALL.into_iter().filter(|field| !fields::is_same(base, theirs, *field)).collect();
        let who = self.cases[place].amended_by.clone().unwrap_or_else(|| ticket.agent.to_string());
        let version = ticket.version.to_string();
        let head = self.words.fill("agent.conflict.by", &[("who", &who), ("version", &version)]);
        let mut lines = vec![(String::new(), head)];
        for field in changed {
            let case = &mut self.cases[place];
            let mine_stays = !fields::is_same(base, &case.draft.form, field);
            if !mine_stays {
                case.refill(|form| fields::copy(form, theirs, field));
            }
            let value = wording::value(&self.words, &self.desk, theirs, field);
            let key = if mine_stays { "agent.conflict.yours-stays" } else { "agent.conflict.taken-over" };
            let line = self.words.fill(key, &[("value", &value)]);
            lines.push((self.words.text(wording::field(field)).to_owned(), line));
        }
        let case = &mut self.cases[place];
        case.draft.amends = Some(Amended { version: ticket.version, form: ticket.form.clone(), ..amended });
        case.changed(self.desk.catalogue.as_deref(), out);
        if shown == Some(id) {
            let title = self.words.fill("agent.conflict.title", &[("number", &ticket.number)]);
            self.read(Over::Reading, title, lines);
        }
    }

    /// Remembers who changes a ticket that is being amended here.
    pub(super) fn follow_amendment(&mut self, recorded: &Recorded) {
        let (Event::TicketAmended { ticket, .. }, Actor::User { name }) = (&recorded.event, &recorded.actor)
        else {
            return;
        };
        for case in self.cases.iter_mut().filter(|case| case.amends() == Some(*ticket)) {
            case.amended_by = Some(name.clone());
        }
    }
}

impl Case {
    /// The form of a ticket, to be changed; nobody has looked at it yet.
    fn amending(id: DraftId, begun: DateTime<Utc>, ticket: &Ticket) -> Self {
        let draft = Draft {
            id,
            begun,
            call: None,
            contact: ticket.contact,
            caller: None,
            form: ticket.form.clone(),
            marks: None,
            amends: Some(version_of(ticket)),
            follows: None,
            deed: None,
        };
        Self { is_unseen: true, ..Self::of(draft) }
    }

    /// A submitted form is typed again, under an id of its own.
    fn reopen(&mut self, id: DraftId, ticket: &Ticket) {
        self.draft.id = id;
        self.draft.amends = Some(version_of(ticket));
        self.draft.form.clone_from(&ticket.form);
        self.reopened = Some(Box::new(ticket.clone()));
        self.standing = Standing::Typing;
        self.kept = Default::default();
        self.go_to(self.field);
    }

    /// The ticket is left as it was submitted; returns whether there is one to go back to.
    pub fn close_again(&mut self) -> bool {
        let Some(ticket) = self.reopened.take() else { return false };
        self.draft.amends = None;
        self.draft.form.clone_from(&ticket.form);
        self.standing = Standing::Taken(ticket);
        self.go_to(self.field);
        true
    }

    /// The ticket that it changes.
    pub fn amends(&self) -> Option<TicketId> {
        self.draft.amends.as_ref().map(|amended| amended.ticket)
    }
}

fn version_of(ticket: &Ticket) -> Amended {
    let (number, form) = (ticket.number.clone(), ticket.form.clone());
    Amended { ticket: ticket.id, number, version: ticket.version, form }
}

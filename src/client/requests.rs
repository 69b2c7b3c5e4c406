//! The requests, one method a line of the table in [`crate::api`], with the same bodies and answers. Forms and promises go by the outbox
//! ([`super::Drawer::submit`], [`super::Drawer::promise`]) instead; an agent's own numbers are in the snapshot.

use std::{path::Path, time::Duration};

use reqwest::{Method, Url};

use super::{
    Client, WriteKey,
    error::ClientError,
    http::{answered, sent},
    recording,
};
use crate::{
    api::{
        AmendTicket, CallAction, CallBack, CallSummary, Candidate, DecideApproval, Done, FinishCallback,
        Health, HistoryItem, IdentifyCaller, ImportCalls, ImportPlace, Imported, Looker, MarkContact,
        MergeContact, MoveTicket, Page, Reveal, Revealed, SaveView, SavedView, ScriptMark, SendBroadcast,
        Session, Settle, SignIn, SimilarTickets, Snapshot, SplitContact, StateAnswer, Steer, TakeIn,
        TicketSummary, ToCall, UndoChange, WantState, WhichNumber, WhichReport, WhichTickets,
    },
    domain::{
        AgentId, CallId, CallbackId, Catalogue, CategoryCode, ChangeId, Contact, ContactId, Matter, QueueId,
        Recorded, StateId, Ticket, TicketId, UnitId, lifecycle::Duty,
    },
    metrics::{Report, Sheet},
};

/// Which calls to list, newest first.
#[derive(Clone, Debug, Default)]
pub struct CallQuery {
    /// `next` of the page before.
    pub before: Option<String>,
    /// Most items; the server's own number if none.
    pub limit: Option<u32>,
    /// Only this agent's.
    pub agent: Option<AgentId>,
    /// Only this queue's.
    pub queue: Option<QueueId>,
}

/// Longest that a report is waited for.
const REPORT: Duration = Duration::from_secs(300);

type Answer<T> = Result<T, ClientError>;

#[expect(
    missing_docs,
    reason = "the table in `crate::api` says for each what it takes and gives, and who may"
)]
impl Client {
    /// Begins a session, and goes on in it.
    pub async fn sign_in(&self, sign_in: &SignIn) -> Answer<Session> {
        let session: Session =
            self.answer(self.request(Method::POST, self.at(&["sessions"])).json(sign_in)).await?;
        self.use_token(Some(session.token.clone()));
        Ok(session)
    }

    /// Ends the session.
    pub async fn sign_out(&self) -> Answer<()> {
        let request = self.request(Method::DELETE, self.at(&["sessions", "current"]));
        sent(request.timeout(self.pace().answer)).await?;
        self.use_token(None);
        Ok(())
    }

    pub async fn import_calls(&self, key: WriteKey, calls: &ImportCalls) -> Answer<Imported> {
        self.write(Method::POST, self.at(&["imports"]), key, calls).await
    }

    pub async fn import_place(&self, source: &str) -> Answer<ImportPlace> {
        let mut url = self.at(&["imports"]);
        url.query_pairs_mut().append_pair("source", source);
        self.get(url).await
    }

    pub async fn floor(&self) -> Answer<Snapshot> {
        self.get(self.at(&["floor"])).await
    }

    pub async fn catalogue(&self) -> Answer<Catalogue> {
        self.get(self.at(&["catalogue"])).await
    }

    pub async fn set_my_state(&self, key: WriteKey, want: &WantState) -> Answer<StateAnswer> {
        self.write(Method::PUT, self.at(&["agents", "me", "state"]), key, want).await
    }

    pub async fn set_state(&self, key: WriteKey, agent: &AgentId, want: &WantState) -> Answer<StateAnswer> {
        self.write(Method::PUT, self.at(&["agents", agent.as_str(), "state"]), key, want).await
    }

    pub async fn act(&self, key: WriteKey, call: CallId, action: &CallAction) -> Answer<Done> {
        self.write(Method::POST, self.at(&["calls", &call.to_string(), "actions"]), key, action).await
    }

    pub async fn steer(&self, key: WriteKey, call: CallId, steer: &Steer) -> Answer<Done> {
        self.write(Method::POST, self.at(&["calls", &call.to_string(), "steer"]), key, steer).await
    }

    pub async fn settle(&self, key: WriteKey, settle: &Settle) -> Answer<Done> {
        self.write(Method::POST, self.at(&["differences", "settle"]), key, settle).await
    }

    pub async fn mark(&self, key: WriteKey, call: CallId, mark: &ScriptMark) -> Answer<Done> {
        self.write(Method::POST, self.at(&["calls", &call.to_string(), "script"]), key, mark).await
    }

    pub async fn calls(&self, query: &CallQuery) -> Answer<Page<CallSummary>> {
        let mut url = self.page(&["calls"], query.before.as_deref(), query.limit);
        ask(&mut url, "agent", query.agent.as_ref().map(AgentId::as_str));
        ask(&mut url, "queue", query.queue.as_ref().map(QueueId::as_str));
        self.get(url).await
    }

    pub async fn call_events(&self, call: CallId) -> Answer<Vec<Recorded>> {
        self.get(self.at(&["calls", &call.to_string(), "events"])).await
    }

    /// Saves a recording as this file, whole or not at all; gives the SHA-256 of what came, in hexadecimal digits.
    ///
    /// # Errors
    /// When the server does not give it, or the file cannot be written.
    pub async fn save_recording(&self, call: CallId, nth: u32, file: &Path) -> Answer<String> {
        let url = self.at(&["calls", &call.to_string(), "recordings", &nth.to_string()]);
        let response = sent(self.request(Method::GET, url)).await?;
        recording::save(response, file, self.pace().answer).await
    }

    pub async fn contacts(&self, search: &str, limit: Option<u32>) -> Answer<Page<Contact>> {
        let mut url = self.page(&["contacts"], None, limit);
        ask(&mut url, "q", Some(search));
        self.get(url).await
    }

    pub async fn contact(&self, contact: ContactId) -> Answer<Contact> {
        self.get(self.at(&["contacts", &contact.to_string()])).await
    }

    pub async fn reveal(&self, key: WriteKey, contact: ContactId, reveal: &Reveal) -> Answer<Revealed> {
        self.write(Method::POST, self.at(&["contacts", &contact.to_string(), "reveal"]), key, reveal).await
    }

    pub async fn similar(&self, matter: &Matter) -> Answer<SimilarTickets> {
        let mut url = self.at(&["tickets", "similar"]);
        let contact = matter.contact.map(|contact| contact.to_string());
        ask(&mut url, "contact", contact.as_deref());
        ask(&mut url, "category", matter.category.as_ref().map(CategoryCode::as_str));
        ask(&mut url, "place", Some(matter.place.as_str()).filter(|place| !place.is_empty()));
        self.get(url).await
    }

    pub async fn candidates(&self, call: CallId, name: &str, place: &str) -> Answer<Vec<Candidate>> {
        let mut url = self.at(&["calls", &call.to_string(), "candidates"]);
        ask(&mut url, "name", Some(name).filter(|name| !name.is_empty()));
        ask(&mut url, "place", Some(place).filter(|place| !place.is_empty()));
        self.get(url).await
    }

    pub async fn identify(&self, key: WriteKey, call: CallId, who: &IdentifyCaller) -> Answer<Done> {
        self.write(Method::PUT, self.at(&["calls", &call.to_string(), "caller"]), key, who).await
    }

    pub async fn mark_contact(&self, key: WriteKey, contact: ContactId, mark: &MarkContact) -> Answer<Done> {
        self.write(Method::PUT, self.at(&["contacts", &contact.to_string(), "marks"]), key, mark).await
    }

    pub async fn merge(&self, key: WriteKey, kept: ContactId, merge: &MergeContact) -> Answer<Done> {
        self.write(Method::POST, self.at(&["contacts", &kept.to_string(), "merge"]), key, merge).await
    }

    pub async fn split(&self, key: WriteKey, from: ContactId, split: &SplitContact) -> Answer<Done> {
        self.write(Method::POST, self.at(&["contacts", &from.to_string(), "split"]), key, split).await
    }

    pub async fn undo_change(&self, key: WriteKey, change: ChangeId, undo: &UndoChange) -> Answer<Done> {
        self.write(Method::POST, self.at(&["changes", &change.to_string(), "undo"]), key, undo).await
    }

    pub async fn history(
        &self,
        contact: ContactId,
        before: Option<&str>,
        limit: Option<u32>,
    ) -> Answer<Page<HistoryItem>> {
        self.get(self.page(&["contacts", &contact.to_string(), "history"], before, limit)).await
    }

    pub async fn ticket(&self, ticket: TicketId) -> Answer<Ticket> {
        self.get(self.at(&["tickets", &ticket.to_string()])).await
    }

    pub async fn tickets(&self, which: &WhichTickets) -> Answer<Page<TicketSummary>> {
        self.get(tickets_url(self.at(&["tickets"]), which)).await
    }

    pub async fn views(&self) -> Answer<Vec<SavedView>> {
        self.get(self.at(&["views"])).await
    }

    /// A view is the same however often it is saved: its write needs no memory of keys.
    pub async fn save_view(&self, key: WriteKey, name: &str, view: &SaveView) -> Answer<SavedView> {
        self.write(Method::PUT, self.at(&["views", name]), key, view).await
    }

    pub async fn forget_view(&self, name: &str) -> Answer<()> {
        let request = self.request(Method::DELETE, self.at(&["views", name]));
        sent(request.timeout(self.pace().answer)).await.map(drop)
    }

    pub async fn take_in(&self, key: WriteKey, matter: &TakeIn) -> Answer<Ticket> {
        self.write(Method::POST, self.at(&["tickets", "intake"]), key, matter).await
    }

    pub async fn ticket_events(&self, ticket: TicketId) -> Answer<Vec<Recorded>> {
        self.get(self.at(&["tickets", &ticket.to_string(), "events"])).await
    }

    pub async fn look(&self, ticket: TicketId) -> Answer<Vec<Looker>> {
        self.answer(self.request(Method::POST, self.at(&["tickets", &ticket.to_string(), "looks"]))).await
    }

    pub async fn move_ticket(&self, key: WriteKey, ticket: TicketId, wanted: &MoveTicket) -> Answer<Ticket> {
        self.write(Method::POST, self.at(&["tickets", &ticket.to_string(), "moves"]), key, wanted).await
    }

    pub async fn decide(&self, key: WriteKey, ticket: TicketId, decided: &DecideApproval) -> Answer<Ticket> {
        self.write(Method::POST, self.at(&["tickets", &ticket.to_string(), "approval"]), key, decided).await
    }

    pub async fn amend(&self, key: WriteKey, ticket: TicketId, amend: &AmendTicket) -> Answer<Ticket> {
        self.write(Method::PUT, self.at(&["tickets", &ticket.to_string()]), key, amend).await
    }

    pub async fn callbacks(&self, after: Option<&str>, limit: Option<u32>) -> Answer<Page<ToCall>> {
        let mut url = self.at(&["callbacks"]);
        ask(&mut url, "after", after);
        ask(&mut url, "limit", limit.map(|limit| limit.to_string()).as_deref());
        self.get(url).await
    }

    pub async fn call_back(&self, key: WriteKey, callback: CallbackId, call: &CallBack) -> Answer<Done> {
        self.write(Method::POST, self.at(&["callbacks", &callback.to_string(), "call"]), key, call).await
    }

    pub async fn finish(&self, key: WriteKey, callback: CallbackId, finish: &FinishCallback) -> Answer<Done> {
        self.write(Method::POST, self.at(&["callbacks", &callback.to_string(), "done"]), key, finish).await
    }

    /// A report goes through the whole log: it may take as long as the server lets it.
    pub async fn report(&self, report: Report, which: &WhichReport) -> Answer<Sheet> {
        let url = report_url(self.at(&["reports", report.name()]), which);
        answered(self.request(Method::GET, url).timeout(REPORT)).await
    }

    pub async fn report_calls(
        &self,
        report: Report,
        which: &WhichReport,
        number: &WhichNumber,
    ) -> Answer<Sheet> {
        let mut url = report_url(self.at(&["reports", report.name(), "calls"]), which);
        ask(&mut url, "row", Some(number.row.as_str()).filter(|row| !row.is_empty()));
        ask(&mut url, "start", number.start.map(|start| start.to_rfc3339()).as_deref());
        ask(&mut url, "column", Some(&number.column));
        answered(self.request(Method::GET, url).timeout(REPORT)).await
    }

    pub async fn broadcast(&self, key: WriteKey, line: &SendBroadcast) -> Answer<Done> {
        self.write(Method::POST, self.at(&["broadcasts"]), key, line).await
    }

    pub async fn health(&self) -> Answer<Health> {
        self.get(self.at(&["health"])).await
    }

    fn page(&self, parts: &[&str], before: Option<&str>, limit: Option<u32>) -> Url {
        let mut url = self.at(parts);
        ask(&mut url, "before", before);
        ask(&mut url, "limit", limit.map(|limit| limit.to_string()).as_deref());
        url
    }
}

/// The address of a list of tickets, as [`WhichTickets`] is read.
fn tickets_url(mut url: Url, which: &WhichTickets) -> Url {
    let WhichTickets { q, mine, agent, unit, helped, state, category, priority, .. } = which;
    let WhichTickets { from, to, approver, mother, over, after, limit, .. } = which;
    ask(&mut url, "q", q.as_deref());
    ask(&mut url, "agent", agent.as_ref().map(AgentId::as_str));
    ask(&mut url, "category", category.as_ref().map(CategoryCode::as_str));
    ask(&mut url, "priority", priority.map(|priority| format!("{priority:?}")).as_deref());
    ask(&mut url, "from", from.map(|from| from.to_rfc3339()).as_deref());
    ask(&mut url, "to", to.map(|to| to.to_rfc3339()).as_deref());
    let states = state.iter().map(StateId::as_str).collect::<Vec<_>>().join(",");
    ask(&mut url, "mine", mine.then_some("true"));
    ask(&mut url, "unit", unit.as_ref().map(UnitId::as_str));
    ask(&mut url, "helped", helped.map(|helped| helped.to_string()).as_deref());
    ask(&mut url, "state", Some(states.as_str()).filter(|states| !states.is_empty()));
    ask(&mut url, "approver", approver.map(Duty::name));
    ask(&mut url, "mother", mother.map(|mother| mother.to_string()).as_deref());
    ask(&mut url, "over", over.then_some("true"));
    ask(&mut url, "after", after.as_deref());
    ask(&mut url, "limit", limit.map(|limit| limit.to_string()).as_deref());
    url
}

/// The address of a report, as [`WhichReport`] is read.
fn report_url(mut url: Url, which: &WhichReport) -> Url {
    let WhichReport { from, to, interval, tz, target_s, short_abandon_s } = which;
    ask(&mut url, "from", from.map(|from| from.to_rfc3339()).as_deref());
    ask(&mut url, "to", to.map(|to| to.to_rfc3339()).as_deref());
    ask(&mut url, "interval", Some(&interval.to_string()));
    ask(&mut url, "tz", tz.map(|tz| tz.name()));
    ask(&mut url, "target_s", target_s.map(|seconds| seconds.to_string()).as_deref());
    ask(&mut url, "short_abandon_s", short_abandon_s.map(|seconds| seconds.to_string()).as_deref());
    url
}

fn ask(url: &mut Url, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        url.query_pairs_mut().append_pair(name, value);
    }
}

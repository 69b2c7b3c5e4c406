//! The words on the wire between server and client, under `/api/v1`. It must not know storage, server or screens.
//!
//! Every body is JSON. Every write carries an `Idempotency-Key` header (a UUID made by the client): the same key gives the same answer,
//! another body under the same key is refused with `idempotency_conflict`. `before` is `next` of the page before, or a time. Errors are `application/problem+json` ([`Problem`]).
//!
//! | request | body → answer | who |
//! |---|---|---|
//! | `POST /sessions` | [`SignIn`] → [`Session`] | anybody |
//! | `DELETE /sessions/current` | → nothing | signed in |
//! | `GET /floor` | → [`Snapshot`]; units are told of no calls and agents | agent, clerk, unit, lead, qa |
//! | `GET /live?from=SEQ` or `Last-Event-ID` | → SSE, see [`LiveMessage`]; units hear of their tickets alone | agent, clerk, unit, lead, qa |
//! | `GET /catalogue` | → [`Catalogue`](crate::domain::Catalogue) | signed in |
//! | `PUT /agents/me/state` | [`WantState`] → [`StateAnswer`] | agent |
//! | `PUT /agents/{agent}/state` | [`WantState`] → [`StateAnswer`] | lead |
//! | `POST /calls/{call}/actions` | [`CallAction`] → [`Done`] | the call's agent |
//! | `POST /calls/{call}/script` | [`ScriptMark`] → [`Done`] | the call's agent |
//! | `POST /calls/{call}/steer` | [`Steer`] → [`Done`] | lead |
//! | `GET /calls/{call}/candidates?name=&place=` | → `Vec<`[`Candidate`]`>` (masked), the last caller first; whose name was given whole is on record | the call's agent |
//! | `PUT /calls/{call}/caller` | [`IdentifyCaller`] → [`Done`] | the call's agent |
//! | `GET /calls?before=&limit=&agent=&queue=` | → [`Page`] of [`CallSummary`] | qa, lead |
//! | `GET /calls/{call}/events` | → `Vec<Recorded>` | qa, lead |
//! | `GET /calls/{call}/recordings/{nth}` | → the file; who took it is on record | qa, lead |
//! | `GET /contacts?q=&limit=` | → [`Page`] of contacts (masked); whose secret the search has touched is on record | agent, clerk, lead, qa |
//! | `POST /contacts` | [`WriteContact`] → [`Done`]; the key becomes the contact's id | agent |
//! | `GET /contacts/{contact}` | → Contact (masked) | agent, clerk, lead, qa |
//! | `POST /contacts/{contact}/reveal` | [`Reveal`] → [`Revealed`] | agent, lead |
//! | `GET /contacts/{contact}/history?before=&limit=` | → [`Page`] of [`HistoryItem`], newest first | agent, clerk, lead, qa |
//! | `PUT /contacts/{contact}/marks` | [`MarkContact`] → [`Done`] | agent, lead |
//! | `POST /contacts/{contact}/merge` | [`MergeContact`] → [`Done`]; the key becomes the change's id | agent, lead |
//! | `POST /contacts/{contact}/split` | [`SplitContact`] → [`Done`]; the key becomes the change's id and the new contact's | agent, lead |
//! | `POST /changes/{change}/undo` | [`UndoChange`] → [`Done`] | agent, lead |
//! | `POST /tickets` | [`SubmitTicket`] → [`Ticket`](crate::domain::Ticket) | agent |
//! | `POST /tickets/intake` | [`TakeIn`] → Ticket; the sender's reference makes it one, whatever the key | intake |
//! | `GET /tickets/{ticket}` | → Ticket | agent, clerk, lead, qa |
//! | `PUT /tickets/{ticket}` | [`AmendTicket`] → Ticket; `stale_version` if others have changed the same | who wrote it, clerk |
//! | `GET /tickets?q=&mine=&agent=&unit=&state=&category=&priority=&from=&to=&approver=&mother=&over=&after=&limit=` | → [`Page`] of [`TicketSummary`], the first to be due first; with `q` the newest first | agent, clerk, unit, lead, qa |
//! | `GET /views` | → `Vec` of [`SavedView`]: the own ones and those that leads share | agent, clerk, unit, lead, qa |
//! | `PUT /views/{name}` | [`SaveView`] → [`SavedView`] | agent, clerk, unit, lead, qa; shared ones a lead |
//! | `DELETE /views/{name}` | ends a view of the asker's own | agent, clerk, unit, lead, qa |
//! | `GET /tickets/similar?contact=&category=&place=&ticket=` | → [`SimilarTickets`]: what a new ticket may be one event with, and why | agent, clerk, unit, lead, qa |
//! | `GET /tickets/{ticket}/events` | → `Vec<Recorded>`: all that happened to it | agent, clerk, unit, lead, qa |
//! | `POST /tickets/{ticket}/looks` | → `Vec` of [`Looker`]: who else looks at it; no key; said again every 5 s | agent, clerk, unit, lead, qa |
//! | `POST /tickets/{ticket}/moves` | [`MoveTicket`] → Ticket; asked for instead of done where a second person has to approve it | agent, clerk, unit, lead |
//! | `POST /tickets/{ticket}/approval` | [`DecideApproval`] → Ticket | whom the lifecycle names, but not the asker |
//! | `POST /tickets/{ticket}/attachments?name=` | the file → [`Attachment`](crate::domain::Attachment) | who may see the ticket |
//! | `GET /tickets/{ticket}/attachments` | → `Vec<Attachment>` | who may see the ticket |
//! | `GET /attachments/{attachment}` | → the file; who was given it is on record | who may see the ticket |
//! | `GET /callbacks?after=&limit=` | → [`Page`] of [`ToCall`]: callbacks promised and tickets whose answer is to be told, the first due first | agent, clerk, lead, qa |
//! | `POST /callbacks` | [`PromiseCallback`] → Callback | agent |
//! | `POST /callbacks/{callback}/call` | [`CallBack`] → [`Done`]; the agent's own phone rings first | agent |
//! | `POST /callbacks/{callback}/done` | [`FinishCallback`] → [`Done`] | agent |
//! | `GET /metrics/me` | → [`Tally`](crate::metrics::Tally) of the agent signed in | agent |
//! | `GET /reports/{report}?`[`WhichReport`] | → [`Sheet`](crate::metrics::Sheet) of a [`Report`](crate::metrics::Report) | lead, qa; an agent its own rows |
//! | `GET /reports/{report}/calls?`[`WhichReport`]`&`[`WhichNumber`] | → [`Sheet`](crate::metrics::Sheet): the calls behind a number, nothing of the callers | lead, qa; an agent its own rows |
//! | `POST /broadcasts` | [`SendBroadcast`] → [`Done`] | lead |
//! | `POST /differences/settle` | [`Settle`] → [`Done`] | lead |
//! | `POST /imports` | [`ImportCalls`] → [`Imported`]; a call that is known is not written again | lead |
//! | `GET /imports?source=` | → [`ImportPlace`]: how far a record was imported | lead |
//! | `GET /webhooks` | → `Vec<`[`Webhook`]`>` | lead |
//! | `GET /webhooks/{webhook}/dead?before=&limit=` | → [`Page`] of [`DeadLetter`], the latest event first | lead |
//! | `POST /webhooks/{webhook}/replay` | [`Replay`] → [`Replayed`] | lead |
//! | `POST /webhooks/{webhook}/test` | → [`Tested`] | lead |
//! | `GET /health` | → [`Health`] | anybody |
//! | `GET /openapi.json` | → OpenAPI document | anybody |

mod duties;
mod imports;
mod live;
mod people;
mod problem;
mod reports;
mod requests;
mod similar;
mod tickets;
mod views;
mod webhooks;

pub use imports::{ImportCall, ImportCalls, ImportPlace, Imported};
pub use live::{ClockReading, LiveMessage, Snapshot};
pub use people::{
    Candidate, IdentifyCaller, IdentityChange, MarkContact, MergeContact, SplitContact, UndoChange,
};
pub use problem::{Code, Problem};
pub use reports::{WhichNumber, WhichReport};
pub use requests::{
    AmendTicket, CallAction, CallBack, CallSummary, Done, FinishCallback, Health, HistoryItem, Me, Page,
    Promise, PromiseCallback, Reveal, Revealed, Role, ScriptMark, SendBroadcast, Session, Settle, SignIn,
    StateAnswer, Steer, SubmitTicket, ToCall, WantState, WriteContact,
};
pub use similar::{MergeHint, SimilarTicket, SimilarTickets};
pub use tickets::{
    DecideApproval, Due, Looker, MoveTicket, PendingSummary, TakeIn, TicketSummary, WhichTickets,
};
pub use views::{SaveView, SavedView, ViewFilter};
pub use webhooks::{DeadLetter, Notice, Replay, Replayed, Tested, Webhook};

/// Where all routes begin.
pub const ROOT: &str = "/api/v1";
/// Version of the words on the wire; 2: live streams say what they pass over; 3: today's tallies apart from what is under way. A client and a server of different versions refuse each other with a clear sentence.
pub const API_VERSION: u32 = 3;
/// Header that carries a write's key.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Header by which a client names the API version that it speaks.
pub const API_VERSION_HEADER: &str = "hotdesk-api";

//! What a screen wants done in the world: plain data, performed by [`crate::tui::runner`] alone.

use super::{ids::RequestId, say::Say};
use crate::{
    api::{
        AmendTicket, CallAction, CallBack, DecideApproval, FinishCallback, IdentifyCaller, MarkContact,
        MergeContact, MoveTicket, PromiseCallback, Reveal, SaveView, ScriptMark, Settle, SplitContact, Steer,
        SubmitTicket, UndoChange, WantState, WhichTickets,
    },
    domain::{
        AgentId, Attachment, CallId, CallbackId, ChangeId, ContactId, Draft, DraftId, Matter, QueueId,
        TicketId,
    },
};

/// Something to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the server; [`super::Msg::Answer`] brings the answer. The id of a write is its idempotency key.
    Ask {
        /// Names the answer.
        id: RequestId,
        /// What.
        request: Request,
    },
    /// The floor here and the server's disagree: fetch a new snapshot.
    Resync,
    /// Keep a draft on disk.
    SaveDraft {
        /// All of it.
        draft: Box<Draft>,
        /// Counts the changes of this draft, so that a late report is not taken for the newest.
        change: u64,
    },
    /// Forget a draft on disk.
    DropDraft(DraftId),
    /// Put a form into the outbox, which sends it until the server has answered.
    Submit(Box<SubmitTicket>),
    /// Put a promise into the outbox, which sends it until the server has answered.
    Promise {
        /// The callback's id, and the key of the write.
        callback: CallbackId,
        /// What is promised.
        promise: Box<PromiseCallback>,
    },
    /// End the session when the screen ends.
    SignOut,
    /// Ring the bell and show a notification. It may leave the terminal: no names, no numbers of callers.
    Notify {
        /// A few words.
        title: Say,
        /// One sentence.
        body: Say,
    },
}

/// A request to the server, see the table in [`crate::api`].
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each is a line of the table in `api`, with its body")]
pub enum Request {
    /// `agent`: none for the one signed in.
    SetState {
        agent: Option<AgentId>,
        want: WantState,
    },
    Act {
        call: CallId,
        action: CallAction,
    },
    Steer {
        call: CallId,
        steer: Steer,
    },
    Settle(Settle),
    Mark {
        call: CallId,
        mark: ScriptMark,
    },
    Contact(ContactId),
    /// Contacts whose name holds this text, or whose number holds these digits (four at least).
    Contacts {
        search: String,
        limit: u32,
    },
    History {
        contact: ContactId,
        before: Option<String>,
        limit: u32,
    },
    /// Who may be calling, with what the caller has said so far.
    Candidates {
        call: CallId,
        name: String,
        place: String,
    },
    Identify {
        call: CallId,
        who: IdentifyCaller,
    },
    MarkContact {
        contact: ContactId,
        mark: MarkContact,
    },
    Merge {
        kept: ContactId,
        merge: MergeContact,
    },
    Split {
        from: ContactId,
        split: SplitContact,
    },
    UndoChange {
        change: ChangeId,
        undo: UndoChange,
    },
    Reveal {
        contact: ContactId,
        reveal: Reveal,
    },
    Calls {
        before: Option<String>,
        limit: u32,
        agent: Option<AgentId>,
        queue: Option<QueueId>,
    },
    CallEvents(CallId),
    /// Saves a recording of a call as a file of this machine.
    SaveRecording {
        call: CallId,
        nth: u32,
        /// Of the recording as it was kept: what comes must have it too.
        sha256: String,
        /// The file's name without its folder.
        file: String,
    },
    Ticket(TicketId),
    /// Open tickets that are like a matter.
    Similar(Matter),
    /// Tickets, the first to be due first.
    Tickets(Box<WhichTickets>),
    /// Whom to call, the first due first; `after` is `next` of the page before.
    Callbacks {
        after: Option<String>,
        limit: u32,
    },
    TicketEvents(TicketId),
    /// What a typed path stands for on this machine.
    Path(String),
    /// The files of a ticket.
    Attachments(TicketId),
    /// Adds a file of this machine to a ticket; the id of the request becomes the file's.
    Attach {
        ticket: TicketId,
        path: String,
    },
    /// Saves a file of a ticket into a folder of this machine; nothing is written over there.
    SaveAttachment {
        file: Box<Attachment>,
        folder: String,
    },
    /// The views that one may use.
    Views,
    /// Saves a view; it takes the place of another where it is called otherwise now. All views are the answer.
    SaveView {
        name: String,
        view: Box<SaveView>,
        instead_of: Option<String>,
    },
    /// Deletes a view. All that are left are the answer.
    ForgetView(String),
    /// Says that a ticket is on the screen.
    Look(TicketId),
    Move {
        ticket: TicketId,
        wanted: Box<MoveTicket>,
    },
    Decide {
        ticket: TicketId,
        decided: DecideApproval,
    },
    Amend {
        ticket: TicketId,
        amend: Box<AmendTicket>,
    },
    CallBack {
        callback: CallbackId,
        call: CallBack,
    },
    Finish {
        callback: CallbackId,
        finish: FinishCallback,
    },
    Broadcast {
        text: String,
    },
}

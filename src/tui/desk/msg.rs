//! What a runner tells a screen. All of it can be written to a recording and read back.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::RequestId;
use crate::{
    api::{
        CallSummary, Candidate, Code, Done, HistoryItem, LiveMessage, Looker, Page, Problem, Revealed,
        SavedView, SimilarTickets, Snapshot, StateAnswer, TicketSummary, ToCall,
    },
    domain::{
        Attachment, Callback, CallbackId, Catalogue, Contact, Draft, DraftId, Locale, Recorded, Ticket,
    },
};

/// A message to a screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Msg {
    /// Something that all screens hold in their [`super::Desk`].
    Desk(News),
    /// The answer to a request. A screen that no longer waits for this id drops it.
    Answer {
        /// The request.
        request: RequestId,
        /// What came of it.
        answer: Result<Answer, Failure>,
    },
    /// Something about drafts on this machine.
    Drafts(DraftReport),
    /// Something about forms and promises on their way to the server.
    Outbox(OutboxReport),
}

/// What all screens hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// The program begins.
    Started {
        /// Seed of all ids that the screen makes.
        seed: Uuid,
        /// Language in which templates fill forms.
        locale: Locale,
        /// Who is at the screen, as far as the command line knows.
        user: String,
        /// Zone in which times are read before the server has said its own.
        #[serde(default)]
        zone: Tz,
    },
    /// The connection changed.
    Link(LinkNews),
    /// How far the server's clock is ahead of this machine's (negative: behind), s; 0 where that is not worth a word.
    ClockSkew {
        /// The difference, s.
        seconds: i64,
    },
    /// The site's catalogue.
    Catalogue(Box<Catalogue>),
    /// A whole floor to start from.
    Snapshot(Box<Snapshot>),
    /// What happened since, in order; as many as had come when the runner looked.
    Live(Vec<LiveMessage>),
}

/// What happened to the connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkNews {
    /// The live stream flows.
    Up,
    /// The server cannot be reached; the client tries again by itself.
    Away {
        /// For how long nothing had come of it, wall s: a connection that says nothing is not known at once to be lost.
        silent_s: u32,
    },
    /// The server will not have us: session ended, role missing, other version. Only a new start helps.
    Ended(Problem),
    /// The server died and cannot be started again. Only a new start helps.
    Hopeless,
}

/// The answer to a [`super::Request`], by its kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what its type says")]
pub enum Answer {
    State(StateAnswer),
    Done(Done),
    Contact(Box<Contact>),
    Contacts(Page<Contact>),
    Candidates(Vec<Candidate>),
    History(Page<HistoryItem>),
    Revealed(Revealed),
    Calls(Page<CallSummary>),
    Events(Vec<Recorded>),
    /// Where a recording is saved.
    Recording {
        file: String,
        /// It is what was recorded, bit by bit.
        as_recorded: bool,
    },
    Ticket(Box<Ticket>),
    Similar(SimilarTickets),
    Tickets(Page<TicketSummary>),
    Callbacks(Page<ToCall>),
    Lookers(Vec<Looker>),
    Views(Vec<SavedView>),
    Path(PathSeen),
    Attachments(Vec<Attachment>),
    Attached(Box<Attachment>),
    /// Where a file of a ticket is saved.
    Saved {
        file: String,
        /// It is what was added, bit by bit.
        as_added: bool,
    },
}

/// What a typed path stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathSeen {
    /// As it was typed.
    pub typed: String,
    /// The same, on as far as it is clear.
    pub completed: String,
    /// What its last part may be, in order; the first of many.
    pub among: Vec<String>,
    /// What is there.
    pub is: PathIs,
}

/// What is at a path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PathIs {
    /// Nothing.
    Nothing,
    /// A folder.
    Folder,
    /// A file that can be read.
    File {
        /// How long it is.
        bytes: u64,
        /// The media type, where its first bytes say one.
        kind: Option<String>,
    },
    /// Something that cannot be read.
    Closed,
}

/// Why a request has no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The server could not be reached, or did not answer in time.
    Away,
    /// The server refused.
    Refused(Problem),
    /// This machine's disk did.
    Disk,
}

impl Failure {
    /// The server's code, if it spoke.
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Away | Self::Disk => None,
            Self::Refused(problem) => Some(problem.code),
        }
    }
}

/// About drafts on this machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftReport {
    /// Drafts left from before, found at the start.
    Found(Vec<Draft>),
    /// The draft is on disk, as it was after this many changes.
    Saved {
        /// Which.
        draft: DraftId,
        /// [`super::Effect::SaveDraft::change`] of what is saved.
        change: u64,
    },
    /// The draft could not be written; the screen keeps it in memory.
    Failed {
        /// Which.
        draft: DraftId,
        /// Why.
        why: DiskTrouble,
    },
}

/// Why a disk did not take something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DiskTrouble {
    /// No room is left.
    Full,
    /// Anything else; the log file has the chain.
    Other,
}

/// About forms and promises on their way to the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutboxReport {
    /// On disk here, and on its way.
    Waiting {
        /// Which.
        draft: DraftId,
    },
    /// The server has it, and numbered it.
    Taken {
        /// The ticket; its id is the draft's.
        ticket: Box<Ticket>,
    },
    /// The server will not take it as it is; it is a draft again.
    Refused {
        /// Which.
        draft: DraftId,
        /// Why, and which fields.
        problem: Problem,
    },
    /// It could not be put on disk, so it was not sent: nothing that could be lost is called submitted.
    Failed {
        /// Which.
        draft: DraftId,
        /// Why.
        why: DiskTrouble,
    },
    /// A promise is on disk here, and on its way.
    PromiseWaiting {
        /// Which.
        callback: CallbackId,
    },
    /// The server has a promise.
    Promised {
        /// The callback.
        callback: Box<Callback>,
    },
    /// The server will not take a promise.
    PromiseRefused {
        /// Which.
        callback: CallbackId,
        /// Why.
        problem: Problem,
    },
    /// A promise could not be put on disk, so it was not sent.
    PromiseFailed {
        /// Which.
        callback: CallbackId,
        /// Why.
        why: DiskTrouble,
    },
}

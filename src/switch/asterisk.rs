//! Asterisk (16 to 22) by its Manager Interface (AMI). Its own `Queue()` rings the phones, so callers are served while we are down; we
//! watch, and command what an agent asks for. It must not know server or screens.
//!
//! ```text
//! TCP ─▶ codec ─▶ block ─▶ event ─▶ mapper ─▶ SwitchEvent (codec: bytes to blocks; event: what is used, typed; mapper: a pure fold)
//!  ▲ (tls)                                                link: keeps the connection, takes a survey after each login
//!  └─ codec ◀─ block ◀─ action ◀─ orders ◀─ SwitchCommand (orders: pure; asks: which answer is whose, and until when)
//! ```
//!
//! | command | what does it | done when |
//! |---|---|---|
//! | answer, hold, resume | `PJSIPNotify`, to phones that obey (`phone_control`) | the phone's own event; refused if it does not come within 5 s |
//! | consult, complete, cancel | `Atxfer`, the end of the agent's channel, `CancelAtxfer`; needs `atxfer` in `features.conf`, `t` at `Queue()`, and Asterisk's prompts | `ConsultBegan`, `Transferred`, `ConsultEnded`; the first and the last are refused if they do not come within 10 s |
//! | record | `MixMonitor` on the caller's channel into `hotdesk-<call>.wav`, `MixMonitorMute`, `StopMixMonitor` | `Recording` |
//! | monitor | `Originate` of `ChanSpy`; refused if the phone is not lifted within 30 s. Another way later: `PlayDTMF`, whose answer counts | `MonitorBegan` |
//! | prioritise | `QueueChangePriorityCaller`, for which Asterisk has no event | its answer |
//! | take | `QueueWithdrawCaller`; the dialplan sends whoever was withdrawn to `QUEUE_WITHDRAW_INFO` | `Ringing` |
//! | originate | `Originate` with an id of the call's own, into the context of the settings | `Dialling`, then `Connected` or `NotReached` |
//! | note | `QueueLog`, as `NOTE` | its answer |
//!
//! After each login the link asks what is there and tells it with [`Happened::Surveyed`](super::Happened::Surveyed) at its end. What
//! happened while it was away is recovered from the `queue_log` where that can be read ([`Record`]); else the log shows calls that ended
//! meanwhile as ended by the system. So it is with callers in a greeting, of whom the `queue_log` knows nothing: who was in one when the link
//! was lost, and is not on the switch any more, has hung up there if the `queue_log` shows that no queue was reached.

use tokio::sync::{mpsc, watch};

use super::{Abilities, Begin, Ringer, Switch, SwitchLink};
use crate::domain::{AgentId, Redacted};

mod action;
mod asks;
mod block;
mod codec;
mod event;
mod link;
mod mapper;
mod names;
mod orders;
mod probe;
mod record;
mod session;
mod tls;

pub use block::Block;
pub use codec::{Codec, CodecError, Frame, LINE_MAX, LINES_MAX};
pub use event::{
    Channel, Completion, DialEnd, Event, GREETING, Linkedid, Member, Originated, Uniqueid, Untyped,
};
use link::Link;
pub use link::Reach;
pub use mapper::{Mapper, Survey};
pub use names::{Names, Pattern};
pub use probe::{Dialplan, Missing, NEEDS, NOBODY, Need, Probed, Reads, Serves, Why};
pub use record::{Audit, Counts, Ledger, Record, Recovery, Told, Way};
use record::{Keeper, ROOM, Ways};
pub use session::LinkError;
pub use tls::{TlsError, Trust};

/// An Asterisk.
pub struct Asterisk {
    access: Access,
    record: Option<Record>,
    reach: watch::Sender<Reach>,
}

/// Where an Asterisk is, and who we are there.
#[derive(Clone, Debug)]
pub struct Access {
    /// Host and port of its Manager Interface, `127.0.0.1:5038`.
    pub address: String,
    /// Name of the section in its `manager.conf`.
    pub user: String,
    /// The `secret` there. It never travels: only a hash of it with Asterisk's challenge does.
    pub secret: Redacted<String>,
    /// Who vouches for it on an encrypted way; none for a way that is not.
    pub tls: Option<Trust>,
    /// What agents and queues are called there.
    pub names: Names,
    /// Whether the phones there answer, hold and go on when they are told so.
    pub phone_control: bool,
}

impl Asterisk {
    /// What an Asterisk with queues of its own can do. What a site has not granted or loaded is refused with what Asterisk says of it.
    fn abilities(&self) -> Abilities {
        Abilities {
            ringer: Ringer::Switch,
            phone_control: self.access.phone_control,
            consult: true,
            record: true,
            monitor: true,
            prioritise: true,
            take: true,
            originate: true,
            note: true,
        }
    }

    /// An Asterisk that is reached this way.
    pub fn new(access: Access) -> Self {
        Self { access, record: None, reach: watch::Sender::default() }
    }

    /// The same one, with its own record of its queues beside what it tells, where there is one to read.
    pub fn recording(self, record: Option<Record>) -> Self {
        Self { record, ..self }
    }

    /// Whether it is in reach, from its start on.
    pub fn reach(&self) -> watch::Receiver<Reach> {
        self.reach.subscribe()
    }

    /// Logs in once and looks around, also for the phones of these agents. Nothing is changed there.
    ///
    /// # Errors
    /// When it cannot be reached, does not let us in, or does not answer: what it is, and what to do.
    pub async fn probe(&self, agents: &[AgentId]) -> Result<Probed, LinkError> {
        probe::probe(&self.access, agents).await
    }

    /// Looks around like [`Self::probe`]; where Asterisk does not tell which events reach us, a paused member comes to one of our queues and
    /// goes, and a call is made to nobody.
    ///
    /// # Errors
    /// As with [`Self::probe`].
    pub async fn try_out(&self, agents: &[AgentId]) -> Result<Probed, LinkError> {
        probe::try_out(&self.access, agents).await
    }
}

impl Switch for Asterisk {
    fn start(self: Box<Self>) -> SwitchLink {
        let abilities = self.abilities();
        let (to_desk, events) = mpsc::channel(ROOM);
        let (commands, from_desk) = mpsc::channel(ROOM);
        match self.record {
            None => drop(tokio::spawn(Link::new(self.access, to_desk, from_desk, self.reach).run())),
            Some(record) => {
                let ((told, from_link), (to_link, asked)) = (mpsc::channel(ROOM), mpsc::channel(ROOM));
                let (asks, questions) = mpsc::channel(1);
                let ways = Ways { from_link, to_desk, from_desk, to_link, questions };
                tokio::spawn(Keeper::new(self.access.names.clone(), record, ways).run());
                tokio::spawn(Link::new(self.access, told, asked, self.reach).beside(asks).run());
            }
        }
        SwitchLink { begin: Begin::GoesOn, abilities, commands, events }
    }
}

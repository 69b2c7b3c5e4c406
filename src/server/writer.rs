//! The writer: the task that owns the desk. It takes all that waits, lets the desk decide, writes everything in one transaction,
//! and only then answers, commands the switch and tells the live streams. What was not written was not promised.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use tokio::sync::{mpsc, oneshot};

use super::{
    clock::Clock,
    desk::{Ask, Desk, DeskSettings, Input},
    hub::Hub,
    problem::ApiError,
    recordings::Unkept,
};
use crate::{
    api::Me,
    domain::{AgentId, AgentKind, AgentState, Chain, Floor, QueueSettings, Ticket, TicketId},
    metrics::Today,
    storage::{GivenAnswer, Store, StoreError},
    switch::{Begin, SwitchCommand, SwitchEvent},
};

mod batch;
mod decide;
mod door;
mod evidence;
mod trouble;
mod wake;

use batch::{Batch, Record};
pub use door::{Key, Refusing, WriterDoor};
pub use trouble::FoldError;
use trouble::{Again, fold};

/// Most inputs of one transaction: enough for one sync to serve everybody who waits, few enough to stay quick.
const MOST: usize = 256;
/// Most answers remembered to what was only asked of the switch: sending again takes seconds, so few are enough.
const PASSING: usize = 1_024;
/// How long to wait before the database is tried again that refused a write.
const AGAIN: Duration = Duration::from_secs(1);

/// What reaches the writer.
pub enum Job {
    /// Somebody asks.
    Ask(Request),
    /// Something else for the desk.
    Tell(Input),
    /// These tickets are to be told to the desk, each as it stands then.
    TellOf { tickets: Vec<TicketId>, input: fn(Box<Ticket>) -> Input, done: oneshot::Sender<()> },
    /// Somebody wants to see the floor as it is written.
    Look(oneshot::Sender<Arc<View>>),
    /// The server stops: what came before is still done.
    Stop,
}

/// Somebody asks.
pub struct Request {
    pub me: Arc<Me>,
    pub ask: Ask,
    /// Sessions are begun and ended without one.
    pub key: Option<Key>,
    pub reply: oneshot::Sender<Reply>,
}

/// What is answered: JSON.
pub type Reply = Result<String, ApiError>;

/// The floor as it is written, masked, with its place in the log.
pub struct View {
    /// The last event that is in it.
    pub seq: u64,
    /// The floor.
    pub floor: Floor,
    /// Today's numbers.
    pub today: Today,
}

/// The one writer.
pub struct Writer {
    parts: WriterParts,
    /// As decided: ahead of the disk by the open batch.
    desk: Desk,
    /// The end of the log on the disk.
    chain: Chain,
    /// Decided, and not yet written.
    open: Batch,
    view: Option<Arc<View>>,
    /// The latest time that the desk was given: a clock set back does not turn its time back.
    latest: DateTime<Utc>,
    /// Why the last transaction failed, until the database takes a write.
    refusing: Option<StoreError>,
    /// The last answers to what was only asked of the switch.
    passing: VecDeque<GivenAnswer>,
    /// Answers written since the database was last asked for some.
    settled: Vec<GivenAnswer>,
    again: Again,
    stopping: bool,
}

/// All that a writer needs.
pub struct WriterParts {
    pub settings: DeskSettings,
    pub store: Arc<Store>,
    pub clock: Clock,
    pub hub: Hub,
    pub jobs: mpsc::UnboundedReceiver<Job>,
    /// Told to everybody else.
    pub refusing: Refusing,
    pub switch: Option<mpsc::Receiver<SwitchEvent>>,
    pub commands: Option<mpsc::UnboundedSender<SwitchCommand>>,
}

impl Writer {
    /// Folds the stored log, then takes note of the queues as configured and of a switch that knows no call of before.
    pub async fn open(
        parts: WriterParts,
        queues: Vec<QueueSettings>,
        begin: Begin,
    ) -> Result<Self, FoldError> {
        let (desk, chain) = fold(&parts.settings, &parts.store).await?;
        let mut writer = Self {
            parts,
            desk,
            chain,
            open: Batch::after(chain),
            view: None,
            latest: DateTime::<Utc>::MIN_UTC,
            refusing: None,
            passing: VecDeque::new(),
            settled: Vec::new(),
            again: Again::default(),
            stopping: false,
        };
        let mut opening = vec![Job::Tell(Input::Configure(queues))];
        if begin == Begin::Anew {
            opening.insert(0, Job::Tell(Input::SwitchRestarted));
        }
        writer.turn(opening).await;
        writer.flush().await;
        match writer.refusing.take() {
            Some(error) => Err(error.into()),
            None => Ok(writer),
        }
    }

    /// Agents whose screens should be open now, as the log says.
    pub fn expected(&self) -> Vec<AgentId> {
        let agents = self.desk.floor().agents.values();
        let here =
            agents.filter(|agent| agent.kind == AgentKind::Person && agent.state != AgentState::Offline);
        here.filter(|agent| !agent.lost).map(|agent| agent.id.clone()).collect()
    }

    /// The last event that is on the disk.
    pub fn seq(&self) -> u64 {
        self.chain.seq
    }

    /// Recordings that are to be fetched from the switch, as the log says.
    pub fn unkept(&self) -> Unkept {
        self.desk.unkept().clone()
    }

    /// Works until the server stops.
    pub async fn run(mut self) {
        while !self.stopping {
            match self.next().await {
                Some(job) => self.turn_with(vec![job]).await,
                None => self.try_again().await,
            }
            self.flush().await;
        }
        self.finish().await;
    }

    /// Writes all that was decided, and waits until it is on the disk, or refused.
    async fn flush(&mut self) {
        let next = Batch::after(self.open.chain);
        let batch = std::mem::replace(&mut self.open, next);
        let Record { entries, answers } = &batch.record;
        let written = match batch.record.is_empty() {
            true => Ok(()),
            false => self.parts.store.append(entries, answers).await,
        };
        match written {
            Ok(()) => self.keep(batch),
            Err(error) => self.undo(batch, error).await,
        }
    }

    /// Everything is on the disk: promises may be made.
    fn keep(&mut self, batch: Batch) {
        self.chain = batch.chain;
        self.settled.extend(batch.record.answers);
        self.passing.extend(batch.passing);
        self.passing.drain(..self.passing.len().saturating_sub(PASSING));
        for (reply, answer) in batch.replies {
            let _ = reply.send(Ok(answer));
        }
        if let Some(switch) = &self.parts.commands {
            // A switch that is gone is told of by its link.
            batch.commands.into_iter().for_each(|command| drop(switch.send(command)));
        }
        if !batch.record.entries.is_empty() {
            let entries = batch.record.entries.into_iter();
            self.parts.hub.publish(entries.map(|entry| entry.recorded).collect());
        }
        for done in batch.done {
            let _ = done.send(());
        }
        self.show(batch.looks);
    }

    fn show(&mut self, looks: Vec<oneshot::Sender<Arc<View>>>) {
        for look in looks {
            let _ = look.send(self.view());
        }
    }

    fn now(&mut self) -> DateTime<Utc> {
        self.latest = self.latest.max(self.parts.clock.now());
        self.latest
    }

    /// The floor as it is on the disk: nothing is open.
    fn view(&mut self) -> Arc<View> {
        let seq = self.chain.seq;
        match &self.view {
            Some(view) if view.seq == seq => view.clone(),
            _ => {
                let (floor, today) = (self.desk.floor().masked(), self.desk.today().clone());
                self.view.insert(Arc::new(View { seq, floor, today })).clone()
            }
        }
    }
}

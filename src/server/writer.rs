//! The writer: the task that owns the desk. It takes all that waits, lets the desk decide, writes everything in one transaction,
//! and only then answers, commands the switch and tells the live streams. What was not written was not promised.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use chrono::{DateTime, Utc};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use super::{
    clock::Clock,
    desk::{Answer, Ask, Desk, DeskSettings, Input},
    hub::Hub,
    problem::ApiError,
};
use crate::{
    api::{Done, Me},
    domain::{AgentId, AgentKind, AgentState, Chain, Floor, QueueSettings, Ticket, TicketId},
    metrics::Today,
    storage::{GivenAnswer, Store, StoreError},
    switch::{Begin, SwitchCommand, SwitchEvent},
};

mod batch;
mod door;
mod trouble;

use batch::{Batch, Lasting};
pub use door::{Key, Refusing, WriterDoor};
pub use trouble::FoldError;
use trouble::fold;

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
    desk: Desk,
    chain: Chain,
    view: Option<Arc<View>>,
    /// The latest time that the desk was given: a clock set back does not turn its time back.
    latest: DateTime<Utc>,
    /// Why the last transaction failed, until one succeeds.
    refusing: Option<StoreError>,
    /// The last answers to what was only asked of the switch.
    passing: VecDeque<GivenAnswer>,
    /// What was told and could not be written: told again.
    again: Vec<Input>,
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
            view: None,
            latest: DateTime::<Utc>::MIN_UTC,
            refusing: None,
            passing: VecDeque::new(),
            again: Vec::new(),
            stopping: false,
        };
        let mut opening = vec![Job::Tell(Input::Configure(queues))];
        if begin == Begin::Anew {
            opening.insert(0, Job::Tell(Input::SwitchRestarted));
        }
        writer.turn(opening).await;
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

    /// Works until the server stops.
    pub async fn run(mut self) {
        while !self.stopping {
            let mut waiting = self.first().await;
            while waiting.len() < MOST
                && let Some(job) = self.waiting()
            {
                waiting.push(job);
            }
            let now = self.now();
            if self.refusing.is_none() && self.desk.next_timer().is_some_and(|timer| timer <= now) {
                // However much is asked, what is due is done.
                waiting.push(Job::Tell(Input::Timer));
            }
            self.turn(waiting).await;
        }
        self.finish().await;
    }

    async fn first(&mut self) -> Vec<Job> {
        if self.again.is_empty() {
            return vec![self.next().await];
        }
        tokio::time::sleep(AGAIN).await;
        self.again.drain(..).map(Job::Tell).collect()
    }

    async fn next(&mut self) -> Job {
        let (timer, refusing) = (self.desk.next_timer(), self.refusing.is_some());
        let clock = self.parts.clock;
        tokio::select! {
            // What happened on the switch goes before what is asked because of it.
            biased;
            Some(event) = next_of(&mut self.parts.switch) => Job::Tell(Input::Switch(event)),
            job = self.parts.jobs.recv() => job.unwrap_or(Job::Stop),
            () = due(clock, timer, refusing) => Job::Tell(Input::Timer),
        }
    }

    /// What waits already.
    fn waiting(&mut self) -> Option<Job> {
        let event = self.parts.switch.as_mut().and_then(|switch| switch.try_recv().ok());
        let told = event.map(|event| Job::Tell(Input::Switch(event)));
        told.or_else(|| self.parts.jobs.try_recv().ok())
    }

    async fn turn(&mut self, jobs: Vec<Job>) {
        let given = match self.given(&jobs).await {
            Ok(given) => given,
            Err(error) => return self.refuse(jobs, error),
        };
        let mut batch = Batch::new(self.chain, given);
        for job in jobs {
            self.take(job, &mut batch).await;
        }
        self.commit(batch).await;
    }

    /// The answers given before under these keys. A database that refused the last write is tried first: folding the desk anew is dear.
    async fn given(&self, jobs: &[Job]) -> Result<HashMap<Uuid, GivenAnswer>, StoreError> {
        if self.refusing.is_some() {
            self.parts.store.set_meta("tried", &self.parts.clock.now().to_rfc3339()).await?;
        }
        let keys: Vec<Uuid> = jobs.iter().filter_map(key_of).collect();
        let given = if keys.is_empty() { Vec::new() } else { self.parts.store.answers(&keys).await? };
        let passing = self.passing.iter().filter(|given| keys.contains(&given.key)).cloned();
        Ok(given.into_iter().chain(passing).map(|given| (given.key, given)).collect())
    }

    async fn take(&mut self, job: Job, batch: &mut Batch) {
        match job {
            Job::Stop => self.stopping = true,
            Job::Look(reply) => batch.looks.push(reply),
            Job::Tell(input) => self.tell(input, batch),
            Job::Ask(request) => match request.key.as_ref().and_then(|key| batch.given(key)) {
                Some(before) => batch.repeat(request, &before),
                None => self.ask(request, batch).await,
            },
        }
    }

    fn tell(&mut self, input: Input, batch: &mut Batch) {
        // A timer comes again by itself.
        let told = (!matches!(input, Input::Timer)).then(|| input.clone());
        let now = self.now();
        let outcome = self.desk.handle(now, input);
        if let Err(refusal) = &outcome.answer {
            tracing::warn!(code = ?refusal.code, "the desk did not take what it was told");
        }
        batch.told.extend(told);
        batch.add(outcome.events, outcome.commands);
    }

    async fn ask(&mut self, request: Request, batch: &mut Batch) {
        let Request { me, mut ask, key, reply } = request;
        if let Ask::Amend { current, .. } = &mut ask {
            match self.written_ticket(current.id, batch).await {
                Ok(ticket) => **current = ticket,
                Err(error) => return drop(reply.send(Err(error))),
            }
        }
        let now = self.now();
        let outcome = self.desk.handle(now, Input::Ask { me: (*me).clone(), ask });
        let lasting = match outcome.events.is_empty() && !outcome.commands.is_empty() {
            true => Lasting::Passing,
            false => Lasting::Written,
        };
        batch.add(outcome.events, outcome.commands);
        let answer = match outcome.answer {
            Ok(answer) => self.encode(answer, batch).await,
            Err(refusal) => Err(refusal.into()),
        };
        match answer {
            Ok(answer) => batch.answer(me.user.clone(), key, now, answer, reply, lasting),
            Err(error) => drop(reply.send(Err(error))),
        }
    }

    /// The answer as it travels.
    async fn encode(&mut self, answer: Answer, batch: &mut Batch) -> Reply {
        let json = match answer {
            Answer::Done => serde_json::to_string(&Done { seq: batch.seq() }),
            Answer::State(state) => serde_json::to_string(&state),
            Answer::Ticket(ticket) => serde_json::to_string(&ticket),
            Answer::Callback(callback) => serde_json::to_string(&callback),
            Answer::SubmittedBefore(id) => serde_json::to_string(&self.written_ticket(id, batch).await?),
        };
        json.map_err(|error| ApiError::internal(&error))
    }

    /// The ticket as it stands, with all that this batch has done to it: so the batch is written first.
    async fn written_ticket(&mut self, id: TicketId, batch: &mut Batch) -> Result<Ticket, ApiError> {
        let mut given = std::mem::take(&mut batch.given);
        let answers: Vec<_> = batch.answers.iter().chain(&batch.passing).cloned().collect();
        let ready = std::mem::replace(batch, Batch::new(self.chain, HashMap::new()));
        if self.commit(ready).await == Written::Yes {
            given.extend(answers.into_iter().map(|given| (given.key, given)));
        }
        *batch = Batch::new(self.chain, given);
        self.parts.store.ticket(id).await?.ok_or_else(|| ApiError::not_found("ticket", id))
    }

    async fn commit(&mut self, batch: Batch) -> Written {
        let written = match batch.has_writes() {
            true => self.parts.store.append(&batch.entries, &batch.answers).await,
            false => Ok(()),
        };
        match written {
            Ok(()) => self.keep(batch),
            Err(error) => self.undo(batch, error).await,
        }
    }

    /// Everything is on the disk: promises may be made.
    fn keep(&mut self, batch: Batch) -> Written {
        self.chain = batch.chain;
        if self.refusing.take().is_some() {
            self.parts.refusing.set(false);
            tracing::info!("the database takes writes again");
        }
        self.passing.extend(batch.passing);
        self.passing.drain(..self.passing.len().saturating_sub(PASSING));
        for (reply, answer) in batch.replies {
            let _ = reply.send(Ok(answer));
        }
        if let Some(switch) = &self.parts.commands {
            // A switch that is gone is told of by its link.
            batch.commands.into_iter().for_each(|command| drop(switch.send(command)));
        }
        if !batch.entries.is_empty() {
            self.view = None;
            self.parts.hub.publish(batch.entries.into_iter().map(|entry| entry.recorded).collect());
        }
        self.show(batch.looks);
        Written::Yes
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

    fn view(&mut self) -> Arc<View> {
        let (desk, seq) = (&self.desk, self.chain.seq);
        let view = || Arc::new(View { seq, floor: desk.floor().masked(), today: desk.today().clone() });
        self.view.get_or_insert_with(view).clone()
    }
}

/// Whether a batch is on the disk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    Yes,
    No,
}

fn key_of(job: &Job) -> Option<Uuid> {
    match job {
        Job::Ask(request) => request.key.as_ref().map(|key| key.id),
        _ => None,
    }
}

async fn next_of(events: &mut Option<mpsc::Receiver<SwitchEvent>>) -> Option<SwitchEvent> {
    match events {
        Some(events) => events.recv().await,
        None => std::future::pending().await,
    }
}

/// Waits for the timer. While the database refuses, what is due cannot be written: it is tried now and then.
async fn due(clock: Clock, at: Option<DateTime<Utc>>, refusing: bool) {
    if refusing {
        tokio::time::sleep(AGAIN).await;
    }
    match at {
        Some(at) => clock.sleep_until(at).await,
        None => std::future::pending().await,
    }
}

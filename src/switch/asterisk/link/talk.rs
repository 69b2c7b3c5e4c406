//! One connection while it lasts: the survey, events in, commands out, a ping now and then.

use std::{convert::Infallible, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::SinkExt;
use tokio::{
    sync::mpsc,
    time::{Instant, Interval, MissedTickBehavior, interval_at, sleep_until},
};
use uuid::Uuid;

use super::{
    Asked,
    jobs::Jobs,
    wishes::{Answer, Wish, Wishes},
};
use crate::{
    domain::AgentId,
    switch::{
        CommandRefused, SwitchCommand, SwitchEvent,
        asterisk::{
            Access,
            action::Action,
            asks::Asks,
            block::Block,
            codec::Frame,
            event::Event,
            mapper::Mapper,
            orders::{Order, Outcome, orders},
            record::Question,
            session::{self, LinkError, Wire},
        },
    },
};

mod clock;
mod surveying;

use surveying::{SURVEY, Surveying};

/// Longest time for an answer.
const ANSWER: Duration = Duration::from_secs(5);
/// Longest time for a phone that we ring for a command, until its answer; Asterisk gives up a little before.
const RING: Duration = Duration::from_secs(35);
/// How often it is looked at what has stood for a while.
const TICK: Duration = Duration::from_millis(500);
/// How often the other side is asked whether it lives.
const PING: Duration = Duration::from_secs(10);

/// One connection.
pub struct Talk {
    wire: Wire,
    access: Access,
    events: mpsc::Sender<SwitchEvent>,
    asks: Asks<Ask>,
    /// Commands whose actions are not all through.
    jobs: Jobs,
    wishes: Wishes,
    ping: Interval,
    /// When the other side was asked last whether it lives.
    pinged: DateTime<Utc>,
    tick: Interval,
    /// How far its clock is ahead of ours, where that is too far.
    ahead: TimeDelta,
    /// Whoever knows the record of the switch, if anybody.
    record: Option<mpsc::Sender<Question>>,
    mapper: Mapper,
    /// None once it is through.
    surveying: Option<Surveying>,
    /// What it found.
    found: Vec<SwitchEvent>,
}

/// How a connection ended.
pub enum Ended {
    /// Nobody is left to tell, or to take commands from.
    Nobody,
    /// It broke.
    Broken(LinkError),
}

/// What was asked.
enum Ask {
    Ping,
    List(&'static str),
    /// Something of our own that nobody waits for.
    Aside,
    Order {
        job: u64,
        order: Box<Order>,
    },
}

impl From<LinkError> for Ended {
    fn from(error: LinkError) -> Self {
        Self::Broken(error)
    }
}

impl Talk {
    pub fn new(
        wire: Wire,
        access: Access,
        events: mpsc::Sender<SwitchEvent>,
        record: Option<mpsc::Sender<Question>>,
        wishes: Wishes,
    ) -> Self {
        let connection = Uuid::now_v7().simple().to_string();
        Self {
            wire,
            mapper: Mapper::new(access.names.clone()),
            access,
            events,
            asks: Asks::new(&connection),
            jobs: Jobs::default(),
            wishes,
            ping: every(PING),
            pinged: Utc::now(),
            tick: every(TICK),
            ahead: TimeDelta::zero(),
            record,
            found: Vec::new(),
            surveying: Some(Surveying::begun()),
        }
    }

    /// Tells what the survey found, and goes on until the connection breaks.
    pub async fn go_on(
        &mut self,
        commands: &mut mpsc::Receiver<Asked>,
        found: Vec<SwitchEvent>,
    ) -> Result<Infallible, Ended> {
        self.tell(found).await?;
        loop {
            while let Some((agent, Wish { command, answer })) = self.wishes.first() {
                self.begin(command, answer, Some(agent)).await?;
            }
            self.step(commands).await?;
        }
    }

    /// Nobody answers any more. Gives what is still wished for.
    pub fn close(mut self) -> Wishes {
        self.wishes.broken();
        for ask in self.asks.drain() {
            self.give_up(ask, CommandRefused::Away);
        }
        self.wishes
    }

    /// Waits for one thing, and does what it asks for.
    async fn step(&mut self, commands: &mut mpsc::Receiver<Asked>) -> Result<(), Ended> {
        let survey_late = self.surveying.as_ref().map(Surveying::until);
        let late = self.asks.first_late().into_iter().chain(self.jobs.first_late()).chain(survey_late).min();
        tokio::select! {
            frame = session::next(&mut self.wire) => match frame? {
                Frame::Block(block) => self.heard(block).await,
                Frame::Greeting(_) => Ok(()),
            },
            asked = commands.recv() => {
                let (command, answer) = asked.ok_or(Ended::Nobody)?;
                self.command(command, Some(answer)).await
            }
            _ = self.ping.tick() => self.ask_the_time().await,
            _ = self.tick.tick(), if self.surveying.is_none() => {
                let told = self.mapper.tick(Utc::now());
                self.tell(told).await
            }
            stays = Surveying::known(&mut self.surveying) => {
                self.survey_ended(stays);
                Ok(())
            }
            () = until(late) => self.late(),
        }
    }

    async fn ask(&mut self, action: Action, what: Ask) -> Result<(), Ended> {
        let action = self.asks.ask(action.into(), Instant::now() + ANSWER, what);
        self.wire.send(action).await.map_err(|error| Ended::Broken(error.into()))
    }

    async fn heard(&mut self, block: Block) -> Result<(), Ended> {
        if block.response().is_some() {
            return match self.asks.answered(&block) {
                Some(ask) => self.answered(ask, &block).await,
                None => Ok(()),
            };
        }
        match &mut self.surveying {
            Some(surveying) if self.asks.is_ours(&block) => {
                surveying.add(&block);
                self.lists_ended();
                Ok(())
            }
            Some(surveying) => {
                surveying.wait(Utc::now(), block);
                Ok(())
            }
            None => {
                self.rang(&block);
                let told = take(&mut self.mapper, Utc::now(), &block);
                self.tell(told).await?;
                self.come();
                Ok(())
            }
        }
    }

    /// What came of a phone that we rang for a command.
    fn rang(&mut self, block: &Block) {
        if let Ok(Some(Event::Originated { how, .. })) = Event::read(block)
            && let Some(Ask::Order { job, order }) = self.asks.answered(block)
        {
            match Order::rang(how) {
                Ok(()) => {
                    order.expects.iter().for_each(|expects| expects.lifted(&mut self.mapper));
                    self.job_goes_on(job, None);
                }
                Err(why) => self.give_up(Ask::Order { job, order }, why),
            }
        }
    }

    /// What commands have waited for may have come.
    fn come(&mut self) {
        for (job, outcome) in self.jobs.come(&self.mapper) {
            self.job_goes_on(job, outcome.err());
        }
    }

    async fn tell(&mut self, told: Vec<SwitchEvent>) -> Result<(), Ended> {
        for mark in self.mapper.marks(&told) {
            self.ask(mark, Ask::Aside).await?;
        }
        for event in told {
            self.events.send(event).await.map_err(|_| Ended::Nobody)?;
        }
        Ok(())
    }

    async fn answered(&mut self, ask: Ask, answer: &Block) -> Result<(), Ended> {
        match ask {
            Ask::Ping => {
                self.told_the_time(answer);
                Ok(())
            }
            // That a channel is gone on which something was to be written is no loss.
            Ask::Aside => Ok(()),
            Ask::List(what) => session::allowed(what, answer).map_err(Ended::Broken),
            Ask::Order { job, order } => match order.clone().outcome(answer) {
                Outcome::Done => self.done(job, *order).await,
                Outcome::Rings => {
                    self.asks.goes_on(answer, Instant::now() + RING, Ask::Order { job, order });
                    Ok(())
                }
                Outcome::Refused(why) => {
                    self.give_up(Ask::Order { job, order }, why);
                    Ok(())
                }
                Outcome::Again(order) => self.order(job, *order).await,
            },
        }
    }

    async fn done(&mut self, job: u64, order: Order) -> Result<(), Ended> {
        match order.awaits {
            Some(awaited) => {
                self.jobs.awaits(job, awaited, Instant::now());
                self.come();
            }
            None => self.job_goes_on(job, None),
        }
        self.tell(order.tells.map(|what| SwitchEvent::new(Utc::now(), what)).into_iter().collect()).await
    }

    async fn command(&mut self, command: SwitchCommand, answer: Answer) -> Result<(), Ended> {
        match &command {
            SwitchCommand::Serve { agent, .. } => {
                self.wishes.keep(agent.clone(), Wish { command, answer });
                Ok(())
            }
            _ => self.begin(command, answer, None).await,
        }
    }

    /// Begins a command; `serves` is the agent whose wish it is.
    async fn begin(
        &mut self,
        command: SwitchCommand,
        answer: Answer,
        serves: Option<AgentId>,
    ) -> Result<(), Ended> {
        // Before the survey is through it is not known which calls there are.
        let orders = match self.surveying.is_some() {
            true => Err(CommandRefused::Away),
            false if !self.access.phone_control && is_phones(&command) => Err(CommandRefused::NotAble),
            false => orders(&mut self.mapper, &self.access.names, command),
        };
        let (orders, refused) = orders.map_or_else(|why| (Vec::new(), Some(why)), |orders| (orders, None));
        let job = self.jobs.begin(orders.len() + 1, answer, serves);
        for order in orders {
            self.order(job, order).await?;
        }
        self.job_goes_on(job, refused);
        Ok(())
    }

    async fn order(&mut self, job: u64, order: Order) -> Result<(), Ended> {
        self.ask(order.action.clone(), Ask::Order { job, order: Box::new(order) }).await
    }

    /// One step of a command is through.
    fn job_goes_on(&mut self, number: u64, refused: Option<CommandRefused>) {
        if let Some(agent) = self.jobs.goes_on(number, refused) {
            self.wishes.done(&agent);
            self.mapper.has_served(&agent);
        }
    }

    /// What was not answered in time: a command is refused; without a sign of life, or the end of a survey, the connection is given up.
    fn late(&mut self) -> Result<(), Ended> {
        for ask in self.asks.late(Instant::now()) {
            let what = match ask {
                Ask::Ping => "Ping",
                Ask::List(what) => what,
                Ask::Aside => continue,
                Ask::Order { .. } => {
                    let says = "no answer in time".to_owned();
                    self.give_up(ask, CommandRefused::Refused(says));
                    continue;
                }
            };
            return Err(Ended::Broken(LinkError::Silent { what, limit: ANSWER }));
        }
        for (job, why) in self.jobs.late(Instant::now()) {
            self.job_goes_on(job, Some(why));
        }
        match &self.surveying {
            Some(surveying) if surveying.until() <= Instant::now() => {
                Err(Ended::Broken(LinkError::Silent { what: "the end of a survey", limit: SURVEY }))
            }
            _ => Ok(()),
        }
    }

    /// Nothing comes of it: neither what was asked for, nor what was expected because of it.
    fn give_up(&mut self, ask: Ask, why: CommandRefused) {
        if let Ask::Order { job, order } = ask {
            order.expects.iter().for_each(|expects| expects.undo(&mut self.mapper));
            self.job_goes_on(job, Some(why));
        }
    }
}

/// Whether it is the phone that has to do it.
fn is_phones(command: &SwitchCommand) -> bool {
    matches!(
        command,
        SwitchCommand::Answer { .. } | SwitchCommand::Hold { .. } | SwitchCommand::Resume { .. }
    )
}

/// An event that is not as its kind is changes nothing, and is told to whoever reads the log.
fn take(mapper: &mut Mapper, now: DateTime<Utc>, block: &Block) -> Vec<SwitchEvent> {
    mapper.take(now, block).unwrap_or_else(|untyped| {
        tracing::warn!(%untyped, "an event of Asterisk is left out");
        Vec::new()
    })
}

fn every(pause: Duration) -> Interval {
    let mut interval = interval_at(Instant::now() + pause, pause);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

async fn until(late: Option<Instant>) {
    match late {
        Some(late) => sleep_until(late).await,
        None => std::future::pending().await,
    }
}

//! One connection while it lasts: the survey, events in, commands out, a ping now and then.

use std::{collections::BTreeMap, time::Duration};

use chrono::{DateTime, Utc};
use futures_util::SinkExt;
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, MissedTickBehavior, interval_at, sleep_until},
};

use super::Asked;
use crate::{
    domain::AgentId,
    switch::{
        CommandRefused, SwitchCommand, SwitchEvent,
        asterisk::{
            asks::{self, Asks},
            block::Block,
            codec::Frame,
            mapper::{Mapper, Survey},
            names::Names,
            orders::{Order, Outcome, orders},
            session::{self, LISTS, LinkError, Wire},
        },
    },
};

/// Longest time for an answer.
const ANSWER: Duration = Duration::from_secs(5);
/// Longest time for all answers of a survey: with thousands of channels, a second or two.
const SURVEY: Duration = Duration::from_secs(30);
/// How often the other side is asked whether it lives.
const PING: Duration = Duration::from_secs(10);

/// One connection.
pub struct Talk {
    wire: Wire,
    names: Names,
    events: mpsc::Sender<SwitchEvent>,
    asks: Asks<Ask>,
    /// Commands whose actions are not all answered, by number.
    jobs: BTreeMap<u64, Job>,
    last_job: u64,
    mapper: Mapper,
    /// None once it is through.
    surveying: Option<Surveying>,
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
    Order { job: u64, order: Box<Order> },
}

/// A command under way.
struct Job {
    left: usize,
    answer: Option<oneshot::Sender<Result<(), CommandRefused>>>,
    refused: Option<CommandRefused>,
}

/// A survey under way: what happens meanwhile is folded after it.
struct Surveying {
    until: Instant,
    survey: Survey,
    ended: usize,
    meanwhile: Vec<(DateTime<Utc>, Block)>,
}

impl From<LinkError> for Ended {
    fn from(error: LinkError) -> Self {
        Self::Broken(error)
    }
}

impl Talk {
    pub fn new(wire: Wire, names: Names, events: mpsc::Sender<SwitchEvent>) -> Self {
        Self {
            wire,
            mapper: Mapper::new(names.clone()),
            names,
            events,
            asks: Asks::default(),
            jobs: BTreeMap::new(),
            last_job: 0,
            surveying: Some(Surveying {
                until: Instant::now() + SURVEY,
                survey: Survey::default(),
                ended: 0,
                meanwhile: Vec::new(),
            }),
        }
    }

    /// Talks until the connection breaks. `unsaid` is how agents serve, as asked for before it was up.
    pub async fn run(
        mut self,
        commands: &mut mpsc::Receiver<Asked>,
        unsaid: BTreeMap<AgentId, SwitchCommand>,
    ) -> Ended {
        let Err(ended) = self.talk(commands, unsaid).await;
        for ask in self.asks.drain() {
            self.give_up(ask, CommandRefused::Away);
        }
        ended
    }

    async fn talk(
        &mut self,
        commands: &mut mpsc::Receiver<Asked>,
        unsaid: BTreeMap<AgentId, SwitchCommand>,
    ) -> Result<std::convert::Infallible, Ended> {
        for (list, _) in LISTS {
            self.ask(Block::from_iter([("Action", list)]), Ask::List(list)).await?;
        }
        for command in unsaid.into_values() {
            self.command(command, None).await?;
        }
        let mut ping = interval_at(Instant::now() + PING, PING);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let survey_late = self.surveying.as_ref().map(|surveying| surveying.until);
            let late = self.asks.first_late().into_iter().chain(survey_late).min();
            tokio::select! {
                frame = session::next(&mut self.wire) => {
                    if let Frame::Block(block) = frame? {
                        self.heard(block).await?;
                    }
                }
                asked = commands.recv() => {
                    let (command, answer) = asked.ok_or(Ended::Nobody)?;
                    self.command(command, Some(answer)).await?;
                }
                _ = ping.tick() => self.ask(Block::from_iter([("Action", "Ping")]), Ask::Ping).await?,
                () = until(late) => self.late()?,
            }
        }
    }

    async fn ask(&mut self, action: Block, what: Ask) -> Result<(), Ended> {
        let action = self.asks.ask(action, Instant::now() + ANSWER, what);
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
            Some(surveying) if asks::is_ours(&block) => {
                surveying.ended += usize::from(LISTS.iter().any(|(_, end)| block.event() == Some(*end)));
                surveying.survey.add(block);
                self.survey_ended().await
            }
            Some(surveying) => {
                surveying.meanwhile.push((Utc::now(), block));
                Ok(())
            }
            None => {
                let told = self.mapper.take(Utc::now(), &block);
                self.tell(told).await
            }
        }
    }

    async fn survey_ended(&mut self) -> Result<(), Ended> {
        let Some(through) = self.surveying.take_if(|surveying| surveying.ended == LISTS.len()) else {
            return Ok(());
        };
        let (mapper, mut told) = Mapper::begin(self.names.clone(), Utc::now(), &through.survey);
        self.mapper = mapper;
        told.extend(through.meanwhile.iter().flat_map(|(at, block)| self.mapper.take(*at, block)));
        self.tell(told).await
    }

    async fn tell(&mut self, told: Vec<SwitchEvent>) -> Result<(), Ended> {
        for event in told {
            self.events.send(event).await.map_err(|_| Ended::Nobody)?;
        }
        Ok(())
    }

    async fn answered(&mut self, ask: Ask, answer: &Block) -> Result<(), Ended> {
        match ask {
            Ask::Ping => Ok(()),
            Ask::List(what) => session::allowed(what, answer).map_err(Ended::Broken),
            Ask::Order { job, order } => match order.clone().outcome(answer) {
                Outcome::Done => {
                    self.job_goes_on(job, None);
                    Ok(())
                }
                Outcome::Refused(why) => {
                    order
                        .call
                        .filter(|_| order.ends)
                        .into_iter()
                        .for_each(|call| self.mapper.did_not_hang_up(call));
                    self.job_goes_on(job, Some(why));
                    Ok(())
                }
                Outcome::Again(order) => self.order(job, order).await,
            },
        }
    }

    async fn command(
        &mut self,
        command: SwitchCommand,
        answer: Option<oneshot::Sender<Result<(), CommandRefused>>>,
    ) -> Result<(), Ended> {
        // Before the survey is through it is not known which calls there are.
        let early = self.surveying.is_some() && !matches!(command, SwitchCommand::Serve { .. });
        let orders = match early {
            true => Err(CommandRefused::Away),
            false => orders(&mut self.mapper, &self.names, command),
        };
        let (orders, refused) = orders.map_or_else(|why| (Vec::new(), Some(why)), |orders| (orders, None));
        self.last_job += 1;
        let job = self.last_job;
        self.jobs.insert(job, Job { left: orders.len() + 1, answer, refused: None });
        for order in orders {
            self.order(job, order).await?;
        }
        self.job_goes_on(job, refused);
        Ok(())
    }

    async fn order(&mut self, job: u64, order: Order) -> Result<(), Ended> {
        self.ask(order.action.clone(), Ask::Order { job, order: Box::new(order) }).await
    }

    /// One step of a command is through; the last one answers it, with the first refusal there was.
    fn job_goes_on(&mut self, number: u64, refused: Option<CommandRefused>) {
        let Some(job) = self.jobs.get_mut(&number) else { return };
        job.refused = job.refused.take().or(refused);
        job.left -= 1;
        if job.left > 0 {
            return;
        }
        if let Some(Job { answer: Some(answer), refused, .. }) = self.jobs.remove(&number) {
            // Whoever asked may have gone without waiting for the answer.
            let _ = answer.send(refused.map_or(Ok(()), Err));
        }
    }

    /// What was not answered in time: a command is refused; without a sign of life, or the end of a survey, the connection is given up.
    fn late(&mut self) -> Result<(), Ended> {
        for ask in self.asks.late(Instant::now()) {
            let what = match ask {
                Ask::Ping => "Ping",
                Ask::List(what) => what,
                Ask::Order { .. } => {
                    let says = format!("no answer within {} s", ANSWER.as_secs());
                    self.give_up(ask, CommandRefused::Refused(says));
                    continue;
                }
            };
            return Err(Ended::Broken(LinkError::Silent { what, limit: ANSWER }));
        }
        match &self.surveying {
            Some(surveying) if surveying.until <= Instant::now() => {
                Err(Ended::Broken(LinkError::Silent { what: "the end of a survey", limit: SURVEY }))
            }
            _ => Ok(()),
        }
    }

    fn give_up(&mut self, ask: Ask, why: CommandRefused) {
        if let Ask::Order { job, .. } = ask {
            self.job_goes_on(job, Some(why));
        }
    }
}

async fn until(late: Option<Instant>) {
    match late {
        Some(late) => sleep_until(late).await,
        None => std::future::pending().await,
    }
}

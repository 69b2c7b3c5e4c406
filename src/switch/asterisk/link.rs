//! Keeps the connection: connects again with growing pauses, refuses commands while there is none, and tells both.

use std::{convert::Infallible, future::Future, time::Duration};

use chrono::Utc;
use tokio::{
    sync::{mpsc, oneshot, watch},
    time::sleep,
};

use super::{
    Access,
    record::Question,
    session::{self, Wire},
};
use crate::switch::{CommandRefused, Happened, SwitchCommand, SwitchEvent};

mod jobs;
mod talk;
mod wishes;

use talk::{Ended, Talk};
use wishes::{Wish, Wishes};

/// Wait before the first new attempt; it doubles with every further one.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// Longest wait between two attempts.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// A command with the way back for its answer.
pub type Asked = (SwitchCommand, oneshot::Sender<Result<(), CommandRefused>>);

/// The way to one Asterisk.
pub struct Link {
    access: Access,
    events: mpsc::Sender<SwitchEvent>,
    commands: mpsc::Receiver<Asked>,
    /// How agents serve, as asked for while no survey was through: the last word of each is said when one is.
    wishes: Wishes,
    reach: watch::Sender<Reach>,
    /// Whoever knows the record of the switch, if anybody.
    record: Option<mpsc::Sender<Question>>,
}

/// Whether an Asterisk is in reach.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// It was not tried to the end yet.
    #[default]
    Unknown,
    /// It is not, and why.
    Away(String),
    /// It is: it has let us look around.
    Up,
}

impl Link {
    pub fn new(
        access: Access,
        events: mpsc::Sender<SwitchEvent>,
        commands: mpsc::Receiver<Asked>,
        reach: watch::Sender<Reach>,
    ) -> Self {
        Self { access, events, commands, wishes: Wishes::default(), reach, record: None }
    }

    /// The same, with somebody who knows the record of the switch.
    pub fn beside(self, record: mpsc::Sender<Question>) -> Self {
        Self { record: Some(record), ..self }
    }

    /// Runs until the other side has dropped one of its ends; none says that it has.
    pub async fn run(mut self) -> Option<()> {
        let mut wait = FIRST_WAIT;
        loop {
            let access = self.access.clone();
            let error = match self.meanwhile(async move { session::open(&access).await }).await? {
                Ok((wire, _)) => match self.talk(wire, &mut wait).await {
                    Ended::Nobody => return None,
                    Ended::Broken(error) => error,
                },
                Err(error) => error,
            };
            tracing::warn!(%error, "Asterisk is out of reach");
            self.note(Reach::Away(error.to_string())).await?;
            self.meanwhile(sleep(wait)).await?;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    /// Talks until the connection breaks.
    async fn talk(&mut self, wire: Wire, wait: &mut Duration) -> Ended {
        let wishes = std::mem::take(&mut self.wishes);
        let (access, record) = (self.access.clone(), self.record.clone());
        let mut talk = Talk::new(wire, access, self.events.clone(), record, wishes);
        let Err(ended) = self.survey_and_talk(&mut talk, wait).await;
        self.wishes = talk.close();
        ended
    }

    /// It is in reach once it has let us look around: one that lets us in and refuses that is not.
    async fn survey_and_talk(&mut self, talk: &mut Talk, wait: &mut Duration) -> Result<Infallible, Ended> {
        let found = talk.survey(&mut self.commands).await?;
        *wait = FIRST_WAIT;
        self.note(Reach::Up).await.ok_or(Ended::Nobody)?;
        talk.go_on(&mut self.commands, found).await
    }

    /// Tells a change. That it was in reach at the start is nothing new.
    async fn note(&mut self, reach: Reach) -> Option<()> {
        let what = match (self.reach.send_replace(reach.clone()), reach) {
            (Reach::Unknown | Reach::Up, Reach::Away(_)) => Happened::LinkLost,
            (Reach::Away(_), Reach::Up) => Happened::LinkBack,
            _ => return Some(()),
        };
        self.events.send(SwitchEvent::new(Utc::now(), what)).await.ok()
    }

    /// Refuses commands until this is done; none if nobody is left who commands.
    async fn meanwhile<T>(&mut self, done: impl Future<Output = T>) -> Option<T> {
        tokio::pin!(done);
        loop {
            tokio::select! {
                done = &mut done => return Some(done),
                asked = self.commands.recv() => {
                    let (command, answer) = asked?;
                    // Whoever asked may have gone without waiting for the answer.
                    let _ = answer.send(self.keep(command));
                }
            }
        }
    }

    fn keep(&mut self, command: SwitchCommand) -> Result<(), CommandRefused> {
        match &command {
            SwitchCommand::Serve { agent, .. } => {
                self.wishes.keep(agent.clone(), Wish { command, answer: None });
                Ok(())
            }
            _ => Err(CommandRefused::Away),
        }
    }
}

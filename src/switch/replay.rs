//! A switch that plays a recorded day. The desk routes; callers, greeting and the recorded agents come from the record.
//! [`Day`] decides what happens; here it is only waited for.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::{
    sync::{mpsc, oneshot},
    time::sleep,
};

use super::{Abilities, Begin, CommandRefused, Switch, SwitchCommand, SwitchEvent, SwitchLink};

mod day;
mod people;

pub use day::{Day, Past};

/// Events and commands that may wait for the other side.
const ROOM: usize = 1024;

/// A recorded day on a clock.
pub struct Replay {
    day: Day,
    clock: Clock,
    speed: f64,
    begin: Begin,
}

type Clock = Box<dyn Fn() -> DateTime<Utc> + Send>;
type Asked = (SwitchCommand, oneshot::Sender<Result<(), CommandRefused>>);

impl Replay {
    /// What a replay can do.
    pub const ABILITIES: Abilities = Abilities::BASIC;

    /// Plays this day by a clock that shows the day's time and runs `speed` times as fast as the world's; `speed` is positive.
    pub fn new(
        day: Day,
        clock: impl Fn() -> DateTime<Utc> + Send + 'static,
        speed: f64,
        begin: Begin,
    ) -> Self {
        Self { day, clock: Box::new(clock), speed, begin }
    }

    /// Runs until the other side has dropped one of its ends; none says that it has.
    async fn run(
        mut self,
        events: mpsc::Sender<SwitchEvent>,
        mut commands: mpsc::Receiver<Asked>,
    ) -> Option<()> {
        loop {
            let happened = self.day.advance((self.clock)());
            tell(&events, happened).await?;
            let quiet = self.quiet();
            tokio::select! {
                asked = commands.recv() => {
                    let (command, answer) = asked?;
                    let done = self.day.command((self.clock)(), command);
                    // Whoever asked may have gone without waiting for the answer.
                    let _ = answer.send(done.as_ref().map(drop).map_err(Clone::clone));
                    tell(&events, done.unwrap_or_default()).await?;
                }
                () = pause(quiet) => {}
            }
        }
    }

    /// How long the world waits until the day has something to tell; none if it never will by itself.
    fn quiet(&self) -> Option<Duration> {
        let left = self.day.next_at()? - (self.clock)();
        let seconds = left.to_std().unwrap_or_default().as_secs_f64() / self.speed;
        Duration::try_from_secs_f64(seconds).ok()
    }
}

async fn tell(events: &mpsc::Sender<SwitchEvent>, happened: Vec<SwitchEvent>) -> Option<()> {
    for event in happened {
        events.send(event).await.ok()?;
    }
    Some(())
}

async fn pause(quiet: Option<Duration>) {
    match quiet {
        Some(quiet) => sleep(quiet).await,
        None => std::future::pending().await,
    }
}

impl Switch for Replay {
    fn start(self: Box<Self>) -> SwitchLink {
        let (event_sender, events) = mpsc::channel(ROOM);
        let (commands, command_receiver) = mpsc::channel(ROOM);
        let begin = self.begin;
        tokio::spawn(self.run(event_sender, command_receiver));
        SwitchLink { begin, abilities: Self::ABILITIES, commands, events }
    }
}

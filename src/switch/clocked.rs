//! A switch that is not there: a pure [`Engine`] decides what happens, here it is only waited for.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::{
    sync::{mpsc, oneshot},
    time::sleep,
};

use super::{Abilities, Begin, CommandRefused, Switch, SwitchCommand, SwitchEvent, SwitchLink};

/// Events and commands that may wait for the other side.
const ROOM: usize = 1024;

/// Decides what happens on a switch that is not there. The same commands at the same times give the same events.
pub trait Engine: Send + 'static {
    /// What such a switch can do.
    const ABILITIES: Abilities;

    /// When [`Engine::advance`] has something to tell; none if it never will by itself.
    fn next_at(&self) -> Option<DateTime<Utc>>;

    /// What has happened up to `now`, each at its own time, in order.
    fn advance(&mut self, now: DateTime<Utc>) -> Vec<SwitchEvent>;

    /// Does what is asked at `now`, and tells what has happened up to then and because of it.
    ///
    /// # Errors
    /// When the call is over, or is not where this can be done. What happened before is then told by the next [`Engine::advance`].
    fn command(
        &mut self,
        now: DateTime<Utc>,
        command: SwitchCommand,
    ) -> Result<Vec<SwitchEvent>, CommandRefused>;
}

/// An engine on a clock.
pub struct Clocked<E> {
    engine: E,
    clock: Clock,
    speed: f64,
    begin: Begin,
}

type Clock = Box<dyn Fn() -> DateTime<Utc> + Send>;
type Asked = (SwitchCommand, oneshot::Sender<Result<(), CommandRefused>>);

impl<E: Engine> Clocked<E> {
    /// Plays by a clock that shows the engine's time and runs `speed` times as fast as the world's; `speed` is positive.
    pub fn new(
        engine: E,
        clock: impl Fn() -> DateTime<Utc> + Send + 'static,
        speed: f64,
        begin: Begin,
    ) -> Self {
        Self { engine, clock: Box::new(clock), speed, begin }
    }

    /// Runs until the other side has dropped one of its ends; none says that it has.
    async fn run(
        mut self,
        events: mpsc::Sender<SwitchEvent>,
        mut commands: mpsc::Receiver<Asked>,
    ) -> Option<()> {
        loop {
            let happened = self.engine.advance((self.clock)());
            tell(&events, happened).await?;
            let quiet = self.quiet();
            tokio::select! {
                asked = commands.recv() => {
                    let (command, answer) = asked?;
                    let done = self.engine.command((self.clock)(), command);
                    // Whoever asked may have gone without waiting for the answer.
                    let _ = answer.send(done.as_ref().map(drop).map_err(Clone::clone));
                    tell(&events, done.unwrap_or_default()).await?;
                }
                () = pause(quiet) => {}
            }
        }
    }

    /// How long the world waits until the engine has something to tell; none if it never will by itself.
    fn quiet(&self) -> Option<Duration> {
        let left = self.engine.next_at()? - (self.clock)();
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

impl<E: Engine> Switch for Clocked<E> {
    fn start(self: Box<Self>) -> SwitchLink {
        let (event_sender, events) = mpsc::channel(ROOM);
        let (commands, command_receiver) = mpsc::channel(ROOM);
        let begin = self.begin;
        tokio::spawn(self.run(event_sender, command_receiver));
        SwitchLink { begin, abilities: E::ABILITIES, commands, events }
    }
}

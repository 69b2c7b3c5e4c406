//! One turn of the desk: an input becomes events and commands.

use chrono::{DateTime, Utc};

use super::{Answer, Desk, Input, Outcome, Refusal};
use crate::{
    api::Code,
    domain::{Actor, Event, Illegal, QueueSettings},
};

/// One turn: what it has decided so far.
pub(super) struct Turn<'desk> {
    desk: &'desk mut Desk,
    now: DateTime<Utc>,
    out: Outcome,
}

impl<'desk> Turn<'desk> {
    pub fn new(desk: &'desk mut Desk, now: DateTime<Utc>) -> Self {
        let out = Outcome { events: Vec::new(), commands: Vec::new(), answer: Ok(Answer::Done) };
        Self { desk, now, out }
    }

    pub fn take(mut self, input: Input) -> Outcome {
        match input {
            Input::Configure(queues) => self.configure(queues),
            _ => self.out.answer = Err(Refusal::new(Code::Internal, "the desk does not take this yet")),
        }
        self.out
    }

    fn configure(&mut self, queues: Vec<QueueSettings>) {
        for queue in queues {
            let known = self.desk.book.floor.queues.get(&queue.id);
            if known.is_none_or(|known| known.settings != queue) {
                let _ = self.record(self.now, Actor::Desk, Event::QueueConfigured { queue });
            }
        }
    }

    fn record(&mut self, at: DateTime<Utc>, actor: Actor, event: Event) -> Result<(), Illegal> {
        self.desk.book.apply(at, &event)?;
        self.out.events.push((at, actor, event));
        Ok(())
    }
}

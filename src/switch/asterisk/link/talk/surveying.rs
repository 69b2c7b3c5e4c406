//! A connection's survey: what there is, asked for after the login and told before anything else.

use std::{collections::HashMap, future::pending};

use futures_util::future::{BoxFuture, FutureExt};
use tokio::{sync::oneshot, time::timeout};

use super::*;
use crate::switch::asterisk::{mapper::Survey, session::LISTS};

/// Longest time for all answers of a survey: with thousands of channels, a second or two.
pub const SURVEY: Duration = Duration::from_secs(30);

/// Which stay in our queues callers are in, by their `Uniqueid`.
type Stays = HashMap<String, u32>;

/// A survey under way: what happens meanwhile is folded after it.
pub struct Surveying {
    until: Instant,
    survey: Survey,
    ended: usize,
    meanwhile: Vec<(DateTime<Utc>, Block)>,
    /// What the record knows is asked for, once all lists are there.
    stays: Option<BoxFuture<'static, Stays>>,
}

impl Surveying {
    /// One of which nothing is known yet.
    pub fn begun() -> Self {
        Self {
            until: Instant::now() + SURVEY,
            survey: Survey::default(),
            ended: 0,
            meanwhile: Vec::new(),
            stays: None,
        }
    }

    /// When it has to be through.
    pub fn until(&self) -> Instant {
        self.until
    }

    /// Takes a row of it, or the end of a list.
    pub fn add(&mut self, row: &Block) {
        self.ended += usize::from(LISTS.iter().any(|(_, _, end)| row.event() == Some(*end)));
        self.survey.add(row);
    }

    /// Keeps an event until it is through.
    pub fn wait(&mut self, now: DateTime<Utc>, event: Block) {
        self.meanwhile.push((now, event));
    }

    /// Comes with the answer of the record, never before it is asked.
    pub async fn known(surveying: &mut Option<Self>) -> Stays {
        match surveying.as_mut().and_then(|surveying| surveying.stays.as_mut()) {
            Some(stays) => stays.await,
            None => pending().await,
        }
    }
}

impl Talk {
    /// Looks around. Commands that come meanwhile are refused, but for wishes, which wait.
    pub async fn survey(&mut self, commands: &mut mpsc::Receiver<Asked>) -> Result<Vec<SwitchEvent>, Ended> {
        self.ask_the_time().await?;
        for (list, action, _) in LISTS {
            self.ask(action, Ask::List(list)).await?;
        }
        while self.surveying.is_some() {
            self.step(commands).await?;
        }
        Ok(std::mem::take(&mut self.found))
    }

    /// Once all lists are there, the record is asked of those who are in them; the talk goes on until it answers.
    pub(super) fn lists_ended(&mut self) {
        let through = self.surveying.as_mut().filter(|surveying| surveying.ended == LISTS.len());
        if let Some(through) = through.filter(|surveying| surveying.stays.is_none()) {
            through.until += ANSWER;
            through.stays = Some(stays(self.record.clone(), self.ahead).boxed());
        }
    }

    /// What the lists show is told with what the record knows.
    pub(super) fn survey_ended(&mut self, stays: Stays) {
        let Some(mut through) = self.surveying.take() else { return };
        through.survey.know(stays);
        let (mapper, mut told) = Mapper::begin(self.access.names.clone(), Utc::now(), &through.survey);
        self.mapper = mapper;
        self.mapper.clock_is_ahead(self.ahead);
        told.extend(through.meanwhile.iter().flat_map(|(at, block)| take(&mut self.mapper, *at, block)));
        self.found = told;
    }
}

/// Which stay in our queues callers are in by the record; where there is none, or it does not answer, their marks alone tell.
async fn stays(record: Option<mpsc::Sender<Question>>, ahead: TimeDelta) -> Stays {
    let Some(record) = record else { return HashMap::new() };
    let (answer, answered) = oneshot::channel();
    let asked = async {
        record.send(Question { ahead, answer }).await.ok()?;
        answered.await.ok()
    };
    timeout(ANSWER, asked).await.ok().flatten().unwrap_or_else(|| {
        tracing::warn!("the queue_log was not read in time, so callers are known by their marks alone");
        HashMap::new()
    })
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream};
    use tokio_util::codec::Framed;

    use super::*;
    use crate::{
        domain::{CallId, Ender, Redacted},
        switch::{
            Happened,
            asterisk::{codec::Codec, mapper::tests::names},
        },
    };

    /// Lets us look around, at nothing.
    async fn shows_nothing(far: &mut BufReader<DuplexStream>) {
        far.write_all(b"Asterisk Call Manager/11.0.0\r\n").await.expect("it listens");
        let (mut action, mut ended) = (String::new(), 0);
        while ended < LISTS.len() {
            let mut line = String::new();
            far.read_line(&mut line).await.expect("it lives");
            match line.trim().split_once(": ") {
                Some(("Action", name)) => action = name.to_owned(),
                Some(("ActionID", id)) => {
                    let end = LISTS.iter().find(|(name, ..)| *name == action).map(|(.., end)| *end);
                    let end = end.map(|end| format!("Event: {end}\r\nActionID: {id}\r\n\r\n"));
                    ended += usize::from(end.is_some());
                    let yes =
                        format!("Response: Success\r\nActionID: {id}\r\n\r\n{}", end.unwrap_or_default());
                    far.write_all(yes.as_bytes()).await.expect("it listens");
                }
                _ => {}
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn commands_are_answered_while_the_record_is_read() {
        let (near, far) = tokio::io::duplex(1 << 16);
        let (events, _told) = mpsc::channel(1);
        let (record, mut questions) = mpsc::channel(1);
        let (asks, mut commands) = mpsc::channel(1);
        let access = Access {
            address: String::new(),
            user: String::new(),
            secret: Redacted(String::new()),
            names: names(),
            tls: None,
            phone_control: false,
        };
        let wire: Wire = Framed::new(Box::new(near), Codec::default());
        let mut talk = Talk::new(wire, access, events, Some(record), Wishes::default());
        let meanwhile = async {
            let mut far = BufReader::new(far);
            shows_nothing(&mut far).await;
            let question = questions.recv().await.expect("the record is asked");
            let (answer, answered) = oneshot::channel();
            let hang_up = SwitchCommand::HangUp { call: CallId(Uuid::nil()), by: Ender::Agent };
            asks.send((hang_up, answer)).await.expect("it listens");
            let refused = timeout(ANSWER / 2, answered).await.expect("before the record has answered");
            assert_eq!(refused.expect("it answers"), Err(CommandRefused::Away));
            question.answer.send(HashMap::new()).expect("it is waited for");
            far
        };
        let (found, _far) = tokio::join!(talk.survey(&mut commands), meanwhile);
        assert!(found.is_ok_and(|found| matches!(found[0].what, Happened::Surveyed { .. })));
    }
}

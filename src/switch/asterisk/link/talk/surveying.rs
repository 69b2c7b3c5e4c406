//! A connection's survey: what there is, asked for after the login and told before anything else.

use std::collections::HashMap;

use tokio::{sync::oneshot, time::timeout};

use super::*;
use crate::switch::asterisk::{mapper::Survey, session::LISTS};

/// Longest time for all answers of a survey: with thousands of channels, a second or two.
pub const SURVEY: Duration = Duration::from_secs(30);

/// A survey under way: what happens meanwhile is folded after it.
pub struct Surveying {
    until: Instant,
    survey: Survey,
    ended: usize,
    meanwhile: Vec<(DateTime<Utc>, Block)>,
}

impl Surveying {
    /// One of which nothing is known yet.
    pub fn begun() -> Self {
        Self { until: Instant::now() + SURVEY, survey: Survey::default(), ended: 0, meanwhile: Vec::new() }
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

    /// Once all lists are there, what they show is told with what the record knows of those who are in them.
    pub(super) async fn survey_ended(&mut self) {
        let Some(mut through) = self.surveying.take_if(|surveying| surveying.ended == LISTS.len()) else {
            return;
        };
        through.survey.know(stays(self.record.clone(), self.ahead).await);
        let (mapper, mut told) = Mapper::begin(self.access.names.clone(), Utc::now(), &through.survey);
        self.mapper = mapper;
        self.mapper.clock_is_ahead(self.ahead);
        told.extend(through.meanwhile.iter().flat_map(|(at, block)| take(&mut self.mapper, *at, block)));
        self.found = told;
    }
}

/// Which stay in our queues callers are in by the record; where there is none, or it does not answer, their marks alone tell.
async fn stays(record: Option<mpsc::Sender<Question>>, ahead: TimeDelta) -> HashMap<String, u32> {
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

//! One agent or queue looked at closely: the formula behind each number, and the calls behind the formulas. Pure.

use chrono::{DateTime, Utc};

use super::{Asked, DETAIL, LeadScreen, Pane, WaitingRow};
use crate::{
    api::CallSummary,
    domain::{About, AgentId, QueueId},
    metrics::Metric,
    tui::{
        calls::Freshness,
        desk::{Failure, Msg, News},
        effect::{Effect, Request},
        runtime::Input,
        widgets::Selection,
    },
};

/// So many of the latest calls are asked for.
const CALLS: u32 = 100;

/// What is looked at.
#[derive(Debug, Clone)]
pub(super) struct Detail {
    pub subject: Subject,
    pub calls: Calls,
    freshness: Freshness,
    pub selection: Selection,
}

/// Whose detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    Agent(AgentId),
    Queue(QueueId),
}

/// The subject's latest calls.
#[derive(Debug, Clone)]
pub(super) enum Calls {
    /// Asked for.
    Coming,
    /// Newest first.
    Here(Vec<CallSummary>),
    /// They could not be had.
    Failed(Failure),
}

impl Subject {
    /// The numbers that are said of it.
    pub fn metrics(&self) -> &'static [Metric] {
        match self {
            Self::Agent(_) => &[
                Metric::Aht,
                Metric::Occupancy,
                Metric::Utilisation,
                Metric::PauseShare,
                Metric::RnaRate,
                Metric::TransferRate,
            ],
            Self::Queue(_) => &[
                Metric::ServiceLevel,
                Metric::ServiceLevelOfAnswered,
                Metric::ServiceLevelAbandonsOut,
                Metric::AnswerRate,
                Metric::AbandonRate,
                Metric::AbandonRateWithoutShort,
                Metric::Asa,
                Metric::Patience,
            ],
        }
    }
}

impl Detail {
    fn selected(&self) -> Option<&CallSummary> {
        match &self.calls {
            Calls::Here(calls) => calls.get(self.selection.row(calls.len())?),
            Calls::Coming | Calls::Failed(_) => None,
        }
    }

    /// Moves along the calls; returns whether the input was for it.
    pub fn input(&mut self, input: &Input<Msg>) -> bool {
        let rows = match &self.calls {
            Calls::Here(calls) => calls.len(),
            Calls::Coming | Calls::Failed(_) => 0,
        };
        self.selection.input(input, DETAIL, rows)
    }
}

impl LeadScreen {
    /// Opens the detail of what is selected in the pane that has the focus.
    pub(super) fn open_detail(&mut self, now: DateTime<Utc>) -> Vec<Effect> {
        let Some(subject) = self.selected(now) else { return Vec::new() };
        let (calls, freshness, selection) = (Calls::Coming, Freshness::default(), Selection::default());
        self.detail = Some(Detail { subject, calls, freshness, selection });
        self.ask_calls(now)
    }

    /// Asks for the calls of the open detail.
    fn ask_calls(&mut self, now: DateTime<Utc>) -> Vec<Effect> {
        let Some(detail) = &mut self.detail else { return Vec::new() };
        detail.freshness.asked();
        let (agent, queue) = match &detail.subject {
            Subject::Agent(agent) => (Some(agent.clone()), None),
            Subject::Queue(queue) => (None, Some(queue.clone())),
        };
        self.asked.forget(|asked| *asked == Asked::Calls);
        self.ask(Asked::Calls, Request::Calls { before: None, limit: CALLS, agent, queue }, now)
    }

    /// Notes what the open detail does not show yet.
    pub(super) fn note_news(&mut self, news: &News) {
        if let Some(detail) = &mut self.detail {
            detail.freshness.note(news);
        }
    }

    /// Renews the calls of the open detail after some have ended, now and then.
    pub(super) fn renew_when_due(&mut self, now: DateTime<Utc>) -> Vec<Effect> {
        let Some(Detail { freshness, .. }) = &self.detail else { return Vec::new() };
        // To ask again would be to wait no more for what a slow server is about to say.
        let is_coming = self.asked.any(|asked| *asked == Asked::Calls);
        let rested = freshness.is_stale() && freshness.has_rested(now, self.desk.speed());
        if !is_coming && rested && self.desk.is_current() { self.ask_calls(now) } else { Vec::new() }
    }

    fn selected(&self, now: DateTime<Utc>) -> Option<Subject> {
        match self.pane {
            Pane::Queues => self.queues.selected().cloned().map(Subject::Queue),
            Pane::Agents => self.agents.selected().cloned().map(Subject::Agent),
            Pane::Differences => match self.differences.selected()? {
                About::Agent { agent } => Some(Subject::Agent(agent.clone())),
                About::Queue { queue } => Some(Subject::Queue(queue.clone())),
                About::Call { .. } => None,
            },
            Pane::Waiting => {
                let row = WaitingRow::of(&self.desk, self.waiting.selected()?, now)?;
                row.call.queue.clone().map(Subject::Queue)
            }
        }
    }

    /// What keys act on: what is looked at closely, else what is selected; of a waiting caller the queue.
    pub(super) fn subject(&self, now: DateTime<Utc>) -> Option<Subject> {
        match &self.detail {
            Some(detail) => Some(detail.subject.clone()),
            None => self.selected(now),
        }
    }

    /// Takes the calls that were asked for; the selection stays with its call. Where none come, what is listed is still true.
    pub(super) fn take_calls(&mut self, calls: Result<Vec<CallSummary>, Failure>, now: DateTime<Utc>) {
        let Some(detail) = &mut self.detail else { return };
        match calls {
            Ok(calls) => {
                let selected = detail.selected().map(|call| call.record.call);
                let row = calls.iter().position(|call| Some(call.record.call) == selected);
                detail.selection.select(row.unwrap_or_default());
                detail.freshness.listed_at = Some(now);
                detail.calls = Calls::Here(calls);
            }
            Err(_) if matches!(detail.calls, Calls::Here(_)) => {}
            Err(failure) => detail.calls = Calls::Failed(failure),
        }
    }
}

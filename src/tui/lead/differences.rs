//! Where switch and desk disagree: what a row holds, what its columns are, how they order; and that a lead decides. Pure.

use chrono::{DateTime, Utc};

use super::{
    Asked, LeadScreen, Pane,
    act::name,
    board::{Direction, SortColumn, SortKey},
    wording,
};
use crate::{
    api::Settle,
    domain::{About, Difference},
    tui::{
        desk::{Desk, Say, Weight},
        effect::{Effect, Request},
        words::Words,
    },
};

/// The columns, from the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DifferenceColumn {
    Since,
    About,
    Switch,
    Desk,
}

impl SortColumn for DifferenceColumn {
    const ALL: &'static [Self] = &[Self::Since, Self::About, Self::Switch, Self::Desk];

    fn natural(self) -> Direction {
        Direction::Ascending
    }
}

impl DifferenceColumn {
    /// What a row is ordered by in this column.
    pub fn key(self, difference: &Difference, desk: &Desk, words: &Words) -> SortKey {
        match self {
            Self::Since => SortKey::Number(difference.since.timestamp_millis() as f64),
            Self::About => SortKey::Text(difference.about.to_string()),
            Self::Switch => SortKey::Text(wording::said(&difference.switch_says, desk, words)),
            Self::Desk => SortKey::Text(wording::said(&difference.desk_says, desk, words)),
        }
    }
}

/// The open difference about something; none when they agree again.
pub(super) fn of<'a>(desk: &'a Desk, about: &About) -> Option<&'a Difference> {
    desk.floor.differences.iter().find(|difference| difference.about == *about)
}

/// Whom or what a difference is about, as leads say it.
pub(super) fn whom(about: &About, desk: &Desk, words: &Words) -> String {
    match about {
        About::Agent { agent } => desk.floor.agents.get(agent).map_or_else(|| agent.to_string(), name),
        About::Queue { queue } => desk.queue_label(queue, words.locale).to_owned(),
        About::Call { call } => {
            let number = desk.floor.calls.get(call).map(|call| words.number(&call.number));
            words.fill("lead.differences.call", &[("caller", &number.unwrap_or_default())])
        }
    }
}

impl LeadScreen {
    /// Shows what switch and desk disagree about, if they do.
    pub(super) fn show_differences(&mut self, now: DateTime<Utc>) {
        if self.desk.floor.differences.is_empty() {
            return self.desk.toast(
                Weight::Note,
                Say::plain(match self.desk.floor.switch_lost {
                    Some(_) => "lead.differences.unknown",
                    None => "lead.differences.none",
                }),
                now,
            );
        }
        (self.pane, self.detail) = (Pane::Differences, None);
    }

    /// Lets the desk's word hold in the selected matter.
    pub(super) fn settle(&mut self, now: DateTime<Utc>) -> Vec<Effect> {
        let selected = self.differences.selected().filter(|_| self.pane == Pane::Differences);
        let Some(about) = selected.cloned() else {
            self.show_differences(now);
            return Vec::new();
        };
        if self.asked.any(|asked| *asked == Asked::Settle(about.clone())) {
            return Vec::new();
        }
        self.ask(Asked::Settle(about.clone()), Request::Settle(Settle { about }), now)
    }

    /// The desk's word holds.
    pub(super) fn settled(&mut self, about: &About, now: DateTime<Utc>) {
        let say = Say::plain("lead.differences.settled").with("who", whom(about, &self.desk, &self.words));
        self.desk.toast(Weight::Good, say, now);
    }
}

//! What reports count the use of a verb and the end of a clock as, where nothing else of the lifecycle says it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Lifecycle;

/// What the use of a verb counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VerbCount {
    /// 派单: a unit has to handle it from now on.
    Dispatch,
    /// 签收: the unit takes it on.
    Sign,
    /// 退单: the unit gives it back.
    Return,
    /// 督办: a lead presses the unit.
    Supervise,
}

/// What was promised by a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockCount {
    /// 签收: that the unit takes it on.
    Sign,
    /// 反馈: that there is an answer.
    Reply,
    /// 回访: that the caller is told the answer.
    Callback,
    /// 办结: that it is closed. Where no clock says so, it is what the caller was promised when the ticket was submitted.
    Close,
}

impl Lifecycle {
    /// What reports miss in it: the counts that every lifecycle can say and this one does not. Empty if they miss nothing.
    pub fn uncounted(&self) -> Vec<String> {
        let verb = |count| self.verbs.iter().any(|verb| verb.counts == Some(count));
        let clock = |count| self.clocks.iter().any(|clock| clock.counts == Some(count));
        let missing = [
            (verb(VerbCount::Dispatch), "verb `counts` as dispatch"),
            (verb(VerbCount::Sign), "verb `counts` as sign"),
            (clock(ClockCount::Sign), "clock `counts` as sign"),
            (clock(ClockCount::Reply), "clock `counts` as reply"),
        ];
        let said = missing.into_iter().filter(|(is_there, _)| !is_there);
        said.map(|(_, what)| format!("{}: no {what}: reports leave that column empty", self.id)).collect()
    }
}

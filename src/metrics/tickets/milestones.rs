//! Small sets that a ticket's story is told in: what was done to it, and what is true of it.

use crate::domain::rates::Truth;

/// What was done to a ticket, as reports count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Milestone {
    /// The form became a ticket.
    Submitted,
    /// It was answered during the call.
    AnsweredDirectly,
    /// 派单: it was given to a unit.
    Dispatched,
    /// 签收: the unit took it on.
    SignedFor,
    /// 退单: the unit gave it back.
    Returned,
    /// 延期: a clock got more time.
    Extended,
    /// 催办: the caller urged.
    Urged,
    /// 督办: a lead pressed the unit.
    Supervised,
    /// 挂账: a clock stands still.
    Suspended,
    /// 重办: the answer did not hold, before it was closed.
    Redone,
    /// 合并: it follows another.
    Merged,
    /// 作废: it was none.
    Voided,
    /// 反馈: there is an answer.
    Replied,
    /// 回访: the caller was reached.
    CalledBack,
    /// 办结: it is closed; an answer during the call closes it too.
    Closed,
    /// It was begun anew after its end.
    Reopened,
}

impl Milestone {
    /// All, in the order of columns.
    pub const ALL: [Self; 16] = [
        Self::Submitted,
        Self::AnsweredDirectly,
        Self::Dispatched,
        Self::SignedFor,
        Self::Returned,
        Self::Extended,
        Self::Urged,
        Self::Supervised,
        Self::Suspended,
        Self::Redone,
        Self::Merged,
        Self::Voided,
        Self::Replied,
        Self::CalledBack,
        Self::Closed,
        Self::Reopened,
    ];

    /// Its column.
    pub fn key(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::AnsweredDirectly => "answered_directly",
            Self::Dispatched => "dispatched",
            Self::SignedFor => "signed_for",
            Self::Returned => "returned",
            Self::Extended => "extended",
            Self::Urged => "urged",
            Self::Supervised => "supervised",
            Self::Suspended => "suspended",
            Self::Redone => "redone",
            Self::Merged => "merged",
            Self::Voided => "voided",
            Self::Replied => "replied",
            Self::CalledBack => "called_back",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
        }
    }
}

/// A set of milestones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Milestones(u32);

impl Milestones {
    pub fn add(&mut self, milestone: Milestone) {
        self.0 |= 1 << milestone as u32;
    }

    pub fn has(self, milestone: Milestone) -> bool {
        self.0 & (1 << milestone as u32) != 0
    }

    pub fn iter(self) -> impl Iterator<Item = Milestone> {
        Milestone::ALL.into_iter().filter(move |milestone| self.has(*milestone))
    }

    /// What is here and not there; there it is from now on too.
    pub fn new_to(self, known: &mut Self) -> Self {
        let new = Self(self.0 & !known.0);
        known.0 |= self.0;
        new
    }
}

/// A set of truths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Truths(u32);

impl Truths {
    pub fn has(self, truth: Truth) -> bool {
        self.0 & (1 << truth as u32) != 0
    }

    pub fn set(&mut self, truth: Truth, is_so: bool) {
        let bit = 1 << truth as u32;
        self.0 = if is_so { self.0 | bit } else { self.0 & !bit };
    }
}

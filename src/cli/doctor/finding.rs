//! What the doctor found out about one thing.

use std::fmt;

/// What was found out about one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    about: &'static str,
    verdict: Verdict,
    says: String,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Good,
    /// It works, but could be better.
    Note,
    /// Something does not work.
    Wrong,
}

impl Finding {
    pub fn good(about: &'static str, says: impl Into<String>) -> Self {
        Self { about, verdict: Verdict::Good, says: says.into() }
    }

    pub fn note(about: &'static str, says: impl Into<String>) -> Self {
        Self { about, verdict: Verdict::Note, says: says.into() }
    }

    pub fn wrong(about: &'static str, says: impl Into<String>) -> Self {
        Self { about, verdict: Verdict::Wrong, says: says.into() }
    }

    pub fn is_wrong(&self) -> bool {
        self.verdict == Verdict::Wrong
    }
}

/// `ok     terminal   120 × 40`; more lines are set in.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.verdict {
            Verdict::Good => "ok",
            Verdict::Note => "note",
            Verdict::Wrong => "wrong",
        };
        let says = self.says.replace('\n', &format!("\n{:18}", ""));
        write!(f, "{verdict:<6} {:<10} {says}", self.about)
    }
}

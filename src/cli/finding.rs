//! What was found out about one thing, by the doctor or another look around, and how all of it is told.

use std::{fmt, process::ExitCode};

use super::output;
use crate::domain::clean_text;

/// What was found out about one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
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

/// Prints one finding a line; fails if hotdesk could not work as it is.
///
/// # Errors
/// When standard output cannot be written.
pub fn report(findings: &[Finding]) -> anyhow::Result<ExitCode> {
    let wrong = findings.iter().filter(|finding| finding.is_wrong()).count();
    let lines: String = findings.iter().map(|finding| format!("{finding}\n")).collect();
    // Some of it is what a server says, which this terminal need not trust.
    let lines = clean_text(&lines);
    let summary = match wrong {
        0 => "all that hotdesk needs is there".to_owned(),
        _ => format!("to mend: {wrong}"),
    };
    output::print(format!("{lines}\n{summary}\n").as_bytes())?;
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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

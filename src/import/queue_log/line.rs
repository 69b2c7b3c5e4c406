//! One line, column by column.

use std::io;

use chrono::{DateTime, Utc};
use memchr::memchr;

use super::{Attended, Entry, Talk, Wait, What};
use crate::domain::clean_text;

/// Columns that each line has.
const FIXED: usize = 5;
/// Most characters of a line's text that an error shows.
const SHOWN: usize = 40;

/// What is wrong with a line.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The file could not be read on.
    #[error("the queue_log cannot be read on ({0}); check the file")]
    Read(io::Error),
    /// Too few columns.
    #[error("{0} columns, not {FIXED} or more; check that this is a queue_log, with | between its columns")]
    Columns(usize),
    /// A column that cannot be read.
    #[error("{column} {text:?} cannot be read; {wanted} should stand there")]
    Column {
        /// Its name.
        column: &'static str,
        /// What stands there, cut.
        text: String,
        /// What should.
        wanted: &'static str,
    },
}

pub fn parse(line: &str) -> Result<Entry<'_>, Trouble> {
    let line = line.trim_end_matches(['\n', '\r']);
    let mut columns = Columns(Some(line));
    let mut next = || columns.next();
    let (Some(at), Some(call), Some(queue), Some(agent), Some(event)) =
        (next(), next(), next(), next(), next())
    else {
        return Err(Trouble::Columns(line.split('|').count()));
    };
    let data = Data(columns);
    let at = time(at).ok_or_else(|| trouble("time", at, "seconds since 1970"))?;
    let what = what(event, data)?;
    let call = some(call).filter(|call| !matches!(*call, "MANAGER" | "REALTIME"));
    Ok(Entry { at, call, queue: some(queue), agent: some(agent), what })
}

fn what<'line>(event: &'line str, mut data: Data<'line>) -> Result<What<'line>, Trouble> {
    Ok(match event {
        "ENTERQUEUE" => What::EnterQueue {
            url: data.text(),
            number: data.text(),
            position: data.maybe("position")?,
            name: data.rest(),
        },
        "CONNECT" => What::Connect {
            wait_s: data.number("holdtime")?,
            channel: data.text(),
            ring_s: data.maybe("ringtime")?,
        },
        "COMPLETECALLER" => What::CompleteCaller(data.talk()?),
        "COMPLETEAGENT" => What::CompleteAgent(data.talk()?),
        "BLINDTRANSFER" | "TRANSFER" => {
            What::BlindTransfer { extension: data.text(), context: data.text(), talk: data.talk()? }
        }
        "ATTENDEDTRANSFER" => What::AttendedTransfer { to: data.attended()?, talk: data.talk()? },
        "ABANDON" => What::Abandon(data.wait()?),
        "EXITWITHTIMEOUT" => What::ExitWithTimeout(data.wait()?),
        "EXITEMPTY" => What::ExitEmpty(data.wait()?),
        "EXITWITHKEY" => What::ExitWithKey { key: data.text(), wait: data.wait()? },
        "WITHDRAW" => What::Withdraw { wait: data.wait()?, info: data.rest() },
        "AGENTDUMP" => What::AgentDump,
        "SYSCOMPAT" => What::SysCompat,
        "RINGNOANSWER" => What::RingNoAnswer { ring_ms: data.number("ringtime")? },
        "RINGCANCELED" => What::RingCanceled { ring_ms: data.number("ringtime")? },
        _ => return of_agents(event, data),
    })
}

/// Events of agents, of Asterisk itself, and all others.
fn of_agents<'line>(event: &'line str, mut data: Data<'line>) -> Result<What<'line>, Trouble> {
    Ok(match event {
        "PAUSE" => What::Pause { reason: data.rest() },
        "UNPAUSE" => What::Unpause { reason: data.rest() },
        "PAUSEALL" => What::PauseAll { reason: data.rest() },
        "UNPAUSEALL" => What::UnpauseAll { reason: data.rest() },
        "ADDMEMBER" => What::AddMember { paused: data.rest() },
        "REMOVEMEMBER" => What::RemoveMember,
        "AGENTLOGIN" => What::AgentLogin { channel: data.rest() },
        "AGENTCALLBACKLOGIN" => What::AgentCallbackLogin { place: data.text() },
        // What a dialplan writes about its agents has columns of its own making: a time is one only if it is a number.
        "AGENTLOGOFF" => What::AgentLogoff { channel: data.text(), login_s: number(data.text()) },
        "AGENTCALLBACKLOGOFF" => What::AgentCallbackLogoff {
            place: data.text(),
            login_s: number(data.text()),
            reason: data.rest(),
        },
        "PENALTY" => What::Penalty { penalty: data.number("penalty")? },
        "RINGINUSE" => What::RingInUse { yes: data.number("ringinuse")? },
        "QUEUESTART" => What::QueueStart,
        "CONFIGRELOAD" => What::ConfigReload,
        "DID" => What::Did { number: data.text() },
        "INFO" => What::Info { text: data.rest() },
        _ => What::Other { event, data: data.rest() },
    })
}

/// What is left of a line; nothing behind its last column.
struct Columns<'line>(Option<&'line str>);

impl<'line> Columns<'line> {
    /// The next column. Copies that went through a spreadsheet have blanks around the separators.
    fn next(&mut self) -> Option<&'line str> {
        let all = self.0.take()?;
        let Some(bar) = memchr(b'|', all.as_bytes()) else { return Some(all.trim_ascii()) };
        self.0 = Some(&all[bar + 1..]);
        Some(all[..bar].trim_ascii())
    }
}

/// The columns that belong to an event; empty once they are used up.
struct Data<'line>(Columns<'line>);

impl<'line> Data<'line> {
    /// The next column.
    fn text(&mut self) -> &'line str {
        self.0.next().unwrap_or_default()
    }

    /// All that is left. Copies out of a database end in columns with nothing in them.
    fn rest(&mut self) -> &'line str {
        let rest = self.0.0.take().unwrap_or_default();
        rest.trim_ascii().trim_end_matches(['|', ' '])
    }

    fn number(&mut self, column: &'static str) -> Result<u32, Trouble> {
        let text = self.text();
        number(text).ok_or_else(|| trouble(column, text, "a number"))
    }

    /// A number that old versions leave out.
    fn maybe(&mut self, column: &'static str) -> Result<Option<u32>, Trouble> {
        match self.text() {
            "" => Ok(None),
            text => number(text).map(Some).ok_or_else(|| trouble(column, text, "a number")),
        }
    }

    fn talk(&mut self) -> Result<Talk, Trouble> {
        Ok(Talk {
            wait_s: self.number("holdtime")?,
            talk_s: self.number("calltime")?,
            first_position: self.maybe("origposition")?,
        })
    }

    fn wait(&mut self) -> Result<Wait, Trouble> {
        Ok(Wait {
            position: self.number("position")?,
            first_position: self.maybe("origposition")?,
            wait_s: self.maybe("waittime")?,
        })
    }

    fn attended(&mut self) -> Result<Attended<'line>, Trouble> {
        match self.text() {
            "BRIDGE" => Ok(Attended::Bridge(self.text())),
            "APP" => Ok(Attended::App(self.text())),
            "LINK" => Ok(Attended::Link(self.text(), self.text())),
            other => Err(trouble("method", other, "BRIDGE, APP or LINK")),
        }
    }
}

/// What stands in a column; none where Asterisk says so.
fn some(text: &str) -> Option<&str> {
    (!matches!(text, "" | "NONE")).then_some(text)
}

/// A whole number. A clock that was set back makes times negative: they are nothing then.
fn number(text: &str) -> Option<u32> {
    text.parse().ok().or_else(|| text.parse::<i64>().ok().filter(|number| *number < 0).map(|_| 0))
}

/// Seconds since 1970, with a fraction or without.
fn time(text: &str) -> Option<DateTime<Utc>> {
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain(text) {
        return DateTime::from_timestamp(text.parse().ok()?, 0);
    }
    let (seconds, fraction) = text.split_once('.')?;
    if !is_plain(seconds) || !is_plain(fraction) {
        return None;
    }
    let digits = fraction.bytes().chain(std::iter::repeat(b'0')).take(9);
    let nanoseconds = digits.fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    DateTime::from_timestamp(seconds.parse().ok()?, nanoseconds)
}

fn trouble(column: &'static str, text: &str, wanted: &'static str) -> Trouble {
    let text = clean_text(text).chars().take(SHOWN).collect();
    Trouble::Column { column, text, wanted }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, want: What<'_>) {
        let line = format!("1795317427|1.1|hotline|PJSIP/8001|{line}");
        assert_eq!(parse(&line).map(|entry| entry.what).map_err(|trouble| trouble.to_string()), Ok(want));
    }

    #[track_caller]
    fn check_trouble(line: &str, want: &str) {
        assert_eq!(parse(line).expect_err("it is wrong").to_string(), want);
    }

    const TALK: Talk = Talk { wait_s: 4, talk_s: 65, first_position: Some(2) };
    const WAIT: Wait = Wait { position: 1, first_position: Some(2), wait_s: Some(9) };

    #[test]
    fn fixed_columns_may_say_that_there_is_none() {
        let entry = parse("1795317427.25|NONE|NONE|NONE|QUEUESTART|\r\n").expect("a line");
        let at = DateTime::from_timestamp(1_795_317_427, 250_000_000).expect("a time");
        assert_eq!(entry, Entry { at, call: None, queue: None, agent: None, what: What::QueueStart });
        let entry = parse("1795317427|MANAGER|hotline|Anna|ADDMEMBER|PAUSED").expect("a line");
        assert_eq!((entry.call, entry.queue, entry.agent), (None, Some("hotline"), Some("Anna")));
        assert_eq!(entry.what, What::AddMember { paused: "PAUSED" });
    }

    #[test]
    fn blanks_around_separators_are_no_part_of_a_column() {
        let entry = parse("1266833934 | 1266833925.10 | 9000 | NONE | ABANDON | 2 | 2 | 13").expect("a line");
        let wait = Wait { position: 2, first_position: Some(2), wait_s: Some(13) };
        assert_eq!((entry.call, entry.queue, entry.agent), (Some("1266833925.10"), Some("9000"), None));
        assert_eq!((entry.at.timestamp(), entry.what), (1_266_833_934, What::Abandon(wait)));
    }

    #[test]
    fn columns_of_today() {
        let entered = What::EnterQueue { url: "", number: "0770", position: Some(3), name: "A|B" };
        check("ENTERQUEUE||0770|3|A|B", entered);
        check("CONNECT|1|test-2.3|0", What::Connect { wait_s: 1, channel: "test-2.3", ring_s: Some(0) });
        check("COMPLETEAGENT|4|65|2", What::CompleteAgent(TALK));
        check(
            "BLINDTRANSFER|2000|from-agents|4|65|2",
            What::BlindTransfer { extension: "2000", context: "from-agents", talk: TALK },
        );
        let link = Attended::Link("PJSIP/1-1", "PJSIP/2-1");
        check(
            "ATTENDEDTRANSFER|LINK|PJSIP/1-1|PJSIP/2-1|4|65|2",
            What::AttendedTransfer { to: link, talk: TALK },
        );
        check("EXITWITHKEY|1|1|2|9", What::ExitWithKey { key: "1", wait: WAIT });
        check("WITHDRAW|1|2|9|taken by lead", What::Withdraw { wait: WAIT, info: "taken by lead" });
        check("RINGCANCELED|481", What::RingCanceled { ring_ms: 481 });
        check(
            "DISPOSITION|loneliness|anonymous",
            What::Other { event: "DISPOSITION", data: "loneliness|anonymous" },
        );
    }

    #[test]
    fn columns_of_before() {
        check("ENTERQUEUE|", What::EnterQueue { url: "", number: "", position: None, name: "" });
        check("CONNECT|1", What::Connect { wait_s: 1, channel: "", ring_s: None });
        let left = Wait { position: 3, first_position: None, wait_s: None };
        check("EXITWITHTIMEOUT|3", What::ExitWithTimeout(left));
        check("EXITWITHKEY|5|3", What::ExitWithKey { key: "5", wait: left });
        check(
            "TRANSFER|8500|default|4|65",
            What::BlindTransfer {
                extension: "8500",
                context: "default",
                talk: Talk { first_position: None, ..TALK },
            },
        );
        check(
            "AGENTCALLBACKLOGOFF|1002@desk|43|Autologoff",
            What::AgentCallbackLogoff { place: "1002@desk", login_s: Some(43), reason: "Autologoff" },
        );
        check("AGENTLOGOFF|hotline-app|seat-1", What::AgentLogoff { channel: "hotline-app", login_s: None });
    }

    #[test]
    fn blanks_around_separators_and_empty_columns_say_nothing() {
        let entry = parse(" 1795317427 | 1.1 | hotline | NONE | ABANDON | 1 | 2 | 9 ").expect("a line");
        assert_eq!((entry.call, entry.queue, entry.agent), (Some("1.1"), Some("hotline"), None));
        assert_eq!(entry.what, What::Abandon(WAIT));
        check("PAUSEALL|fire drill||||", What::PauseAll { reason: "fire drill" });
        check("UNPAUSE|||||", What::Unpause { reason: "" });
    }

    #[test]
    fn a_clock_that_was_set_back_makes_no_negative_times() {
        check("COMPLETEAGENT|-4|65|2", What::CompleteAgent(Talk { wait_s: 0, ..TALK }));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        check_trouble(
            "nonsense",
            "1 columns, not 5 or more; check that this is a queue_log, with | between its columns",
        );
        let wanted = "cannot be read; seconds since 1970 should stand there";
        check_trouble(
            "2026-11-22 10:00:00|1|q|a|CONNECT|",
            &format!(r#"time "2026-11-22 10:00:00" {wanted}"#),
        );
        check_trouble(
            &format!("{}|1|q|a|CONNECT|", "9".repeat(60)),
            &format!(r#"time "{}" {wanted}"#, "9".repeat(40)),
        );
        check_trouble(
            "1|1|q|a|COMPLETEAGENT|1|\u{1b}[2J|1",
            r#"calltime "[2J" cannot be read; a number should stand there"#,
        );
        check_trouble(
            "1|1|q|a|ATTENDEDTRANSFER|PARK|1|2|3",
            r#"method "PARK" cannot be read; BRIDGE, APP or LINK should stand there"#,
        );
    }
}

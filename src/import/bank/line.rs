//! One line of a record, with all its quirks.

use std::{io, str::Split};

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};

use super::{BankCall, Customer, Outcome, Service, Span, ZONE};
use crate::domain::{AgentId, clean_text};

/// Columns of a row.
const COLUMNS: usize = 17;

/// What is wrong with a line.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The file could not be read on.
    #[error("the record cannot be read on ({0}); check the file")]
    Read(io::Error),
    /// Not UTF-8.
    #[error("this is not text; check that the file is the unpacked record")]
    NotText,
    /// Too few or too many columns.
    #[error("{0} columns, not {COLUMNS}; check that they are separated by tabs")]
    Columns(usize),
    /// A column that cannot be read.
    #[error("{column} {text:?} cannot be read; write {wanted}")]
    Column {
        /// Its name.
        column: &'static str,
        /// What stands there.
        text: String,
        /// What should.
        wanted: &'static str,
    },
}

/// Reads one row.
pub fn parse(text: &str) -> Result<BankCall, Trouble> {
    let columns = text.split('\t').count();
    if columns != COLUMNS {
        return Err(Trouble::Columns(columns));
    }
    let mut row = Columns(text.split('\t'));
    let line = row.take("vru+line", "the machine and its line", |text| {
        (!text.is_empty() && clean_text(text) == text).then(|| text.to_owned())
    })?;
    let number = row.number("call_id")?;
    let customer = row.take("customer_id", "0 or C and digits", customer)?;
    let priority =
        row.take("priority", "a digit", |text| text.parse().ok().filter(|&digit: &u8| digit < 10))?;
    let service = row.take("type", "PS, PE, IN, NE, NW, TT or AA", service)?;
    let date = row.take("date", "yymmdd", date)?;
    let entry = row.time("vru_entry")?;
    let day = Day { date, entry };
    let greeting = Span { from: day.at(entry), to: day.at(row.time("vru_exit")?) };
    let greeting_s = row.take("vru_time", "seconds", |text| text.parse().ok())?;
    let queue = day.span(row.time("q_start")?, row.time("q_exit")?);
    let wait_s = row.number("q_time")?;
    let outcome = row.take("outcome", "AGENT, HANG or PHANTOM", outcome)?;
    let served = day.span(row.time("ser_start")?, row.time("ser_exit")?);
    let served_s = row.number("ser_time")?;
    let agent = row.take("server", "AG and a number, or NO_SERVER", agent)?;
    Ok(BankCall {
        line,
        number,
        date,
        customer,
        priority,
        service,
        greeting,
        greeting_s,
        queue,
        wait_s,
        outcome,
        served,
        served_s,
        agent,
    })
}

struct Columns<'a>(Split<'a, char>);

impl Columns<'_> {
    fn take<T>(
        &mut self,
        column: &'static str,
        wanted: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Trouble> {
        let text = self.0.next().unwrap_or_default().trim_matches([' ', '"']);
        read(text).ok_or_else(|| Trouble::Column { column, text: clean_text(text).into_owned(), wanted })
    }

    fn number(&mut self, column: &'static str) -> Result<u32, Trouble> {
        self.take(column, "a number", |text| text.parse().ok())
    }

    fn time(&mut self, column: &'static str) -> Result<NaiveTime, Trouble> {
        self.take(column, "h:mm:ss", time)
    }
}

/// The day of a row, and when the call came in on it: times long before that are of the next day, times long after it of the day before.
struct Day {
    date: NaiveDate,
    entry: NaiveTime,
}

impl Day {
    /// A stretch of time; none where it was written as starting at `0:00:00`.
    fn span(&self, from: NaiveTime, to: NaiveTime) -> Option<Span> {
        (from != NaiveTime::MIN).then(|| Span { from: self.at(from), to: self.at(to) })
    }

    fn at(&self, time: NaiveTime) -> DateTime<Utc> {
        let after = time - self.entry;
        let half_a_day = TimeDelta::hours(12);
        let date = if after < -half_a_day {
            self.date + Days::new(1)
        } else if after > half_a_day {
            self.date - Days::new(1)
        } else {
            self.date
        };
        utc(date.and_time(time))
    }
}

/// Local time as UTC: the first of two readings when clocks were put back; the hour that was left out is read as if it had not been.
fn utc(local: NaiveDateTime) -> DateTime<Utc> {
    let standard = || DateTime::from_naive_utc_and_offset(local - TimeDelta::hours(2), Utc);
    ZONE.from_local_datetime(&local).earliest().map_or_else(standard, |at| at.to_utc())
}

fn time(text: &str) -> Option<NaiveTime> {
    let mut parts = text.split(':').map(digits);
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() {
        return None;
    }
    NaiveTime::from_hms_opt(hour, minute, second)
}

/// Up to six digits, and nothing else.
fn digits(text: &str) -> Option<u32> {
    let plain = (1..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn date(text: &str) -> Option<NaiveDate> {
    let number = digits(text).filter(|_| text.len() == 6)?;
    NaiveDate::from_ymd_opt(1900 + i32::try_from(number / 10_000).ok()?, number / 100 % 100, number % 100)
}

fn customer(text: &str) -> Option<Option<Customer>> {
    match text {
        "0" => Some(None),
        _ => digits(text.strip_prefix('C')?).map(|number| Some(Customer(number))),
    }
}

fn service(text: &str) -> Option<Service> {
    Some(match text {
        "PS" => Service::Private,
        "PE" => Service::English,
        "IN" => Service::Internet,
        "NE" => Service::Stocks,
        "NW" => Service::Prospect,
        "TT" => Service::Callback,
        "AA" => Service::Other,
        _ => return None,
    })
}

fn outcome(text: &str) -> Option<Outcome> {
    Some(match text {
        "AGENT" => Outcome::Agent,
        "HANG" => Outcome::Hang,
        "PHANTOM" => Outcome::Phantom,
        _ => return None,
    })
}

fn agent(text: &str) -> Option<Option<AgentId>> {
    match text {
        "NO_SERVER" => Some(None),
        _ => {
            let name = text.strip_prefix("NO_SERVER~").unwrap_or(text);
            digits(name.strip_prefix("AG")?).map(|_| Some(AgentId::from(name)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row with these columns changed reads as what `show` makes of it, or as this error.
    fn check<T: PartialEq + std::fmt::Debug>(
        changes: &[(usize, &str)],
        show: impl Fn(&BankCall) -> T,
        want: Result<T, &str>,
    ) {
        const ROW: &str = "AA0101\t33118\tC007410\t2\tPS\t990101\t6:55:20\t6:55:26\t6\t6:55:26\t6:55:43\t17\tAGENT\t6:55:43\t6:56:37\t54\tAG43";
        let mut columns: Vec<&str> = ROW.split('\t').collect();
        for &(column, text) in changes {
            columns[column] = text;
        }
        let got = parse(&columns.join("\t")).map(|call| show(&call)).map_err(|trouble| trouble.to_string());
        assert_eq!(got, want.map_err(str::to_owned));
    }

    fn utc_text(at: DateTime<Utc>) -> String {
        at.format("%m-%d %H:%M:%S").to_string()
    }

    #[test]
    fn times_are_local_and_go_on_over_midnight() {
        check(&[], |call| utc_text(call.greeting.from), Ok("01-01 04:55:20".into()));
        check(
            &[(6, "23:59:58"), (7, "0:00:03")],
            |call| utc_text(call.greeting.to),
            Ok("01-01 22:00:03".into()),
        );
        check(
            &[(6, "0:00:03"), (7, "23:59:58")],
            |call| utc_text(call.greeting.to),
            Ok("12-31 21:59:58".into()),
        );
        check(
            &[(5, "990402"), (6, "2:30:00")],
            |call| utc_text(call.greeting.from),
            Ok("04-02 00:30:00".into()),
        );
    }

    #[test]
    fn the_quirks_of_the_record_are_understood() {
        check(&[(8, "-139")], |call| call.greeting_s, Ok(-139));
        check(&[(9, "0:00:00")], |call| call.queue, Ok(None));
        check(&[(2, "0")], |call| call.customer, Ok(None));
        check(&[(16, "NO_SERVER")], |call| call.agent.clone(), Ok(None));
        check(&[(16, "NO_SERVER~AG07")], |call| call.agent.clone(), Ok(Some("AG07".into())));
        check(&[(12, "PHANTOM")], BankCall::record, Ok(None));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let want = r#"q_start "24:00:00" cannot be read; write h:mm:ss"#;
        check(&[(9, "24:00:00")], BankCall::record, Err(want));
        let want = r#"date "990230" cannot be read; write yymmdd"#;
        check(&[(5, "990230")], BankCall::record, Err(want));
        let want = r#"server "[2J" cannot be read; write AG and a number, or NO_SERVER"#;
        check(&[(16, "\u{1b}[2J")], BankCall::record, Err(want));
        check(
            &[(16, "AG01\tAG02")],
            BankCall::record,
            Err("18 columns, not 17; check that they are separated by tabs"),
        );
    }
}

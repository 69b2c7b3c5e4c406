//! What was said for a verb, read; and why it cannot be done, in words, before the server has to say so.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};

use super::{Deed, Field, Tells};
use crate::{
    domain::{
        Ticket,
        clock::{Allowance, Calendar},
        lifecycle::{Asked, Forbidden, Need},
    },
    tui::{deadlines::moment, desk::Desk, tickets::names::Names, words::Words},
};

/// A field that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsaid {
    /// Which.
    pub field: Field,
    /// Key of what to write instead.
    pub key: &'static str,
}

impl Deed {
    /// What was said, without what cannot be read.
    pub fn said(&self) -> Asked {
        let contacted = self.asked.contacted.filter(|_| self.tells() == Some(Tells::Contact));
        let evidence = self.proofs.iter().map(|proof| proof.id).collect();
        Asked { text: self.text.value(), contacted, until: None, more: None, evidence, ..self.asked.clone() }
    }

    /// What is sent.
    ///
    /// # Errors
    /// When a time was typed that is none.
    pub fn read(&self, calendar: &Calendar, now: DateTime<Utc>) -> Result<Asked, Unsaid> {
        let mut asked = self.said();
        if self.fields.contains(&Field::Until) && !self.until.value().trim().is_empty() {
            let unsaid = Unsaid { field: Field::Until, key: "tickets.trouble.until" };
            asked.until = Some(self.until_at(calendar, now).ok_or(unsaid)?);
        }
        if self.fields.contains(&Field::More) && !self.more.value().trim().is_empty() {
            let unsaid = Unsaid { field: Field::More, key: "tickets.trouble.more" };
            asked.more = Some(self.more_time().ok_or(unsaid)?);
        }
        Ok(asked)
    }

    /// The instant that was typed; none where it is none.
    pub fn until_at(&self, calendar: &Calendar, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        instant(self.until.value().trim(), calendar, now)
    }

    /// The time that was typed; none where it is none.
    pub fn more_time(&self) -> Option<Allowance> {
        self.more.value().trim().parse().ok()
    }

    /// Puts the cursor to the field that something is wrong with.
    pub fn go_to(&mut self, field: Field) {
        self.go(self.fields.iter().position(|known| *known == field).unwrap_or(self.at));
    }
}

/// An instant as people type it: `11-25`, `11-25 14:00`, `2026-11-25 14:00`, `14:00`, or a time from now such as `3wd`. A date alone is
/// when the place opens that day, or after it.
fn instant(typed: &str, calendar: &Calendar, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if let Ok(allowance) = typed.parse::<Allowance>() {
        return calendar.deadline(now, allowance).map(|deadline| deadline.due);
    }
    let today = now.with_timezone(&calendar.zone).date_naive();
    let (date, time) = match typed.split_once(' ') {
        Some((date, time)) => (read_date(date, today), Some(read_time(time.trim())?)),
        None => match read_time(typed) {
            Some(time) => (Some(today), Some(time)),
            None => (read_date(typed, today), None),
        },
    };
    let local = |time| calendar.zone.from_local_datetime(&NaiveDateTime::new(date?, time)).earliest();
    match time {
        Some(time) => Some(local(time)?.to_utc()),
        None => calendar.next_opening(local(NaiveTime::MIN)?.to_utc()),
    }
}

fn read_time(typed: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(typed, "%H:%M").ok()
}

/// A date; one without a year is the next of that name.
fn read_date(typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    if let Ok(date) = NaiveDate::parse_from_str(typed, "%Y-%m-%d") {
        return Some(date);
    }
    let of_year = |year: i32| NaiveDate::parse_from_str(&format!("{year}-{typed}"), "%Y-%m-%d").ok();
    of_year(today.year()).filter(|date| *date >= today).or_else(|| of_year(today.year() + 1))
}

/// Why the lifecycle does not let it be done, and the field to be mended, if it is one.
pub fn forbidden(
    why: &Forbidden,
    ticket: &Ticket,
    desk: &Desk,
    words: &Words,
    now: DateTime<Utc>,
) -> (String, Option<Field>) {
    let names = Names::of(desk, &ticket.work);
    let at = |at| moment(words, desk, at, now);
    let say = |key: &str, values: &[(&str, &str)]| words.fill(key, values);
    let sentence = match why {
        Forbidden::Needs { need, .. } => {
            let field = field_of(*need);
            return (say("tickets.trouble.needs", &[("what", words.text(field.words_key()))]), Some(field));
        }
        Forbidden::NoVerb { verb, .. } => say("tickets.trouble.no-verb", &[("verb", names.verb(verb))]),
        Forbidden::NotNow { verb, state, .. } => {
            say("tickets.trouble.not-now", &[("verb", names.verb(verb)), ("state", names.state(state))])
        }
        Forbidden::NotYours { verb, .. } => say("tickets.trouble.not-yours", &[("verb", names.verb(verb))]),
        Forbidden::TooOften { verb, limit } => {
            say("tickets.trouble.too-often", &[("verb", names.verb(verb)), ("n", &limit.to_string())])
        }
        Forbidden::NoReason { .. } => {
            return (words.text("tickets.trouble.no-reason").to_owned(), Some(Field::Reason));
        }
        Forbidden::RunOut { verb, clock, due } => {
            let values = [("verb", names.verb(verb)), ("clock", names.clock(clock)), ("at", &at(*due))];
            say("tickets.trouble.run-out", &values)
        }
        Forbidden::TooLate { verb, until } => {
            say("tickets.trouble.too-late", &[("verb", names.verb(verb)), ("at", &at(*until))])
        }
        Forbidden::Past { .. } => return (words.text("tickets.trouble.past").to_owned(), Some(Field::Until)),
        Forbidden::NotReached { attempts } => {
            say("tickets.trouble.not-reached", &[("n", &attempts.to_string())])
        }
        Forbidden::OwnMother => {
            return (words.text("tickets.trouble.own-mother").to_owned(), Some(Field::Mother));
        }
        Forbidden::Waits { verb } => say("tickets.trouble.waits", &[("verb", names.verb(verb))]),
    };
    (sentence, None)
}

fn field_of(need: Need) -> Field {
    match need {
        Need::Reason => Field::Reason,
        Need::Text => Field::Text,
        Need::Unit => Field::Unit,
        Need::Until => Field::Until,
        Need::More => Field::More,
        Need::Mother => Field::Mother,
        Need::Contact => Field::Reached,
        Need::Evidence => Field::Evidence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_as_people_type_them() {
        let calendar = Calendar::always(chrono_tz::Asia::Shanghai);
        let now: DateTime<Utc> = "2026-11-22T04:00:00Z".parse().unwrap();
        let check = |typed: &str, expected: Option<&str>| {
            let expected = expected.map(|text| text.parse::<DateTime<Utc>>().unwrap());
            assert_eq!(instant(typed, &calendar, now), expected, "{typed}");
        };
        check("11-25 14:00", Some("2026-11-25T06:00:00Z"));
        check("11-25", Some("2026-11-24T16:00:00Z"));
        check("2027-01-02 09:30", Some("2027-01-02T01:30:00Z"));
        check("01-02 09:30", Some("2027-01-02T01:30:00Z"));
        check("18:00", Some("2026-11-22T10:00:00Z"));
        check("24h", Some("2026-11-23T04:00:00Z"));
        check("soon", None);
        check("11-31", None);
    }
}

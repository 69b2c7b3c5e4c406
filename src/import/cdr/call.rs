//! What the rows of a call come down to.

use super::{
    Phones,
    row::{Disposition, Row},
};
use crate::{
    domain::{Exit, PhoneNumber},
    import::{
        past::{Course, Leg, LegEnd, PastCall, PastTalk},
        times::between_ms,
    },
};

/// Rows that stand beside those of the caller: the agents' legs, and who listens.
const BESIDE: [&str; 4] = ["AppQueue", "AppDial", "AppDial2", "ChanSpy"];
/// Channels that Asterisk makes to connect others.
const BETWEEN: &str = "Local/";

/// The call; none if it did not come in.
pub fn call(mut rows: Vec<Row>, agents: &Phones) -> Option<PastCall> {
    rows.sort_by_key(|row| row.start);
    let course = if rows.iter().any(Row::is_of_queue) {
        Course::Offered(legs(&rows))
    } else {
        rows.retain(|row| !BESIDE.contains(&row.app.as_str()) && !row.phone.starts_with(BETWEEN));
        without_queue(rows.first().filter(|row| !agents.know(&row.phone))?)
    };
    let first = rows.iter().find(|row| row.is_of_queue()).or(rows.first())?;
    Some(PastCall {
        name: first.name.clone(),
        number: PhoneNumber::new(first.src.as_str()),
        customer: None,
        service: None,
        entered_at: rows.first()?.start,
        course,
    })
}

/// The ways through queues: a row that nobody answered goes on in the next one.
fn legs(rows: &[Row]) -> Vec<Leg> {
    let mut legs = Vec::new();
    let mut waiting: Option<&Row> = None;
    let mut last: Option<&Row> = None;
    let queued = rows.iter().filter(|row| row.is_of_queue() && !row.answered_by.starts_with(BETWEEN));
    for row in queued {
        let begun = waiting.filter(|begun| begun.queue == row.queue);
        if let (None, Some(left), Some(end)) = (begun, waiting, last) {
            legs.push(leg(left, between_ms(left.start, end.end()), LegEnd::Left(Exit::Abandoned)));
        }
        let begun = begun.unwrap_or(row);
        last = Some(row);
        waiting = None;
        if row.is_answered() {
            let end = LegEnd::Answered(talk(row, rows));
            legs.push(leg(begun, between_ms(begun.start, row.answered_at()), end));
        } else if row.disposition == Disposition::Failed {
            let end = LegEnd::Left(Exit::Failed { what: "not connected".into() });
            legs.push(leg(begun, between_ms(begun.start, row.end()), end));
        } else {
            waiting = Some(begun);
        }
    }
    if let (Some(left), Some(end)) = (waiting, last) {
        legs.push(leg(left, between_ms(left.start, end.end()), LegEnd::Left(Exit::Abandoned)));
    }
    legs
}

fn leg(begun: &Row, wait_ms: u64, end: LegEnd) -> Leg {
    Leg { queue: Some(begun.queue.clone()), offered_at: begun.start, wait_ms, end }
}

/// An answered row that the caller's own phone goes on after, with somebody or something else, was handed on.
fn talk(row: &Row, rows: &[Row]) -> PastTalk {
    let goes_on = |next: &Row| next.phone == row.phone && next.start >= row.end() && next.answered_s > 0;
    PastTalk {
        agent: Some(row.answered_by.clone()),
        talk_ms: u64::from(row.answered_s) * 1_000,
        handed_on: rows.iter().any(goes_on),
        ..PastTalk::default()
    }
}

fn without_queue(row: &Row) -> Course {
    let unoffered = |exit| Course::Unoffered { exit, queue: None };
    if row.is_answered() && row.app.eq_ignore_ascii_case("Dial") {
        let wait_ms = between_ms(row.start, row.answered_at());
        let end = LegEnd::Answered(talk(row, &[]));
        return Course::Offered(vec![Leg { queue: None, offered_at: row.start, wait_ms, end }]);
    }
    match row.disposition {
        Disposition::Failed => unoffered(Exit::Failed { what: "not connected".into() }),
        Disposition::Answered | Disposition::NoAnswer => unoffered(Exit::AbandonedInGreeting),
    }
}

//! Tickets: their rows, and when something happens to them by itself.

use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, Row, SqliteConnection, query_builder::Separated, sqlite::Sqlite as Db};
use uuid::Uuid;

use super::{
    Sqlite,
    append::ROWS,
    identity::insert_ticket_callers,
    rows::{json, micros, read_json, time},
    ticket_units,
    words::{self, TicketWords},
};
use crate::{
    domain::{Event, Ticket, TicketId},
    storage::StoreError,
};

/// The due time of a ticket on which no clock runs.
pub const NEVER: i64 = i64::MAX;

const COLUMNS: &str = "agent, state, category, open, due, wake, approver, mother, priority, body";

pub async fn insert(db: &mut SqliteConnection, tickets: &[(&Ticket, u64)]) -> Result<(), StoreError> {
    for rows in tickets.chunks(ROWS) {
        let mut query = QueryBuilder::<Db>::new(format!(
            "INSERT INTO tickets (id, seq, number, call, contact, at, {COLUMNS}) "
        ));
        query.push_values(rows, |mut row, (ticket, seq)| {
            row.push_bind(ticket.id.0);
            row.push_bind(seq.cast_signed());
            row.push_bind(ticket.number.as_str());
            row.push_bind(ticket.call.map(|call| call.0));
            row.push_bind(ticket.contact.map(|contact| contact.0));
            row.push_bind(micros(ticket.at));
            push_columns(&mut row, ticket);
        });
        query.build().execute(&mut *db).await?;
    }
    ticket_units::insert(&mut *db, tickets.iter().map(|(ticket, _)| *ticket)).await?;
    let words: Vec<_> = tickets.iter().map(|(ticket, seq)| (TicketWords::of(ticket), *seq)).collect();
    words::write(db, &words).await
}

/// What lists are sorted by.
pub fn due(ticket: &Ticket) -> i64 {
    ticket.work.next_due().map_or(NEVER, |(_, due)| micros(due))
}

/// The values of [`COLUMNS`].
fn push_columns(row: &mut Separated<'_, Db, &'static str>, ticket: &Ticket) {
    let work = &ticket.work;
    row.push_bind(ticket.agent.as_str().to_owned());
    row.push_bind(work.state.as_str().to_owned());
    row.push_bind(ticket.form.category.as_ref().map(|category| category.as_str().to_owned()));
    row.push_bind(i64::from(!ticket.is_over()));
    row.push_bind(due(ticket));
    row.push_bind(work.next_wake().map(|wake| micros(wake.at())));
    row.push_bind(work.pending.as_ref().map(|pending| pending.approver.name()));
    row.push_bind(work.mother.map(|mother| mother.0));
    row.push_bind(ticket.priority as i64 + 1);
    row.push_bind(json(ticket));
}

pub async fn insert_events(db: &mut SqliteConnection, events: &[(TicketId, u64)]) -> Result<(), StoreError> {
    for rows in events.chunks(ROWS) {
        let mut query = QueryBuilder::<Db>::new("INSERT INTO ticket_events (ticket, seq) ");
        query.push_values(rows, |mut row, (ticket, seq)| {
            row.push_bind(ticket.0).push_bind(seq.cast_signed());
        });
        query.build().execute(&mut *db).await?;
    }
    Ok(())
}

/// Folds in what happened to a ticket.
pub async fn fold(
    db: &mut SqliteConnection,
    id: TicketId,
    at: DateTime<Utc>,
    event: &Event,
) -> Result<(), StoreError> {
    let found = sqlx::query("SELECT seq, body FROM tickets WHERE id = $1").bind(id.0);
    let Some(row) = found.fetch_optional(&mut *db).await? else { return Ok(()) };
    let mut ticket: Ticket = read_json("ticket", row.try_get("body")?)?;
    let (before, units_before) = (TicketWords::of(&ticket), ticket_units::rows(&ticket));
    ticket.apply(at, event);
    if ticket_units::rows(&ticket) != units_before {
        ticket_units::replace(&mut *db, &ticket).await?;
    }
    let words = TicketWords::of(&ticket);
    if words != before {
        words::write(&mut *db, &[(words, row.try_get::<i64, _>("seq")?.cast_unsigned())]).await?;
    }
    if let Event::TicketAmended { form, .. } = event {
        insert_ticket_callers(&mut *db, &[(id, form)]).await?;
    }
    let mut query = QueryBuilder::<Db>::new(format!("UPDATE tickets SET ({COLUMNS}) = ("));
    push_columns(&mut query.separated(", "), &ticket);
    query.push(") WHERE id = ").push_bind(id.0);
    query.build().execute(db).await?;
    Ok(())
}

impl Sqlite {
    pub async fn next_wake(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let first = "SELECT wake FROM tickets WHERE wake IS NOT NULL ORDER BY wake LIMIT 1";
        let wake: Option<i64> = sqlx::query_scalar(first).fetch_optional(&self.readers).await?;
        Ok(wake.map(time))
    }

    pub async fn woken(&self, now: DateTime<Utc>, limit: u32) -> Result<Vec<TicketId>, StoreError> {
        let due = sqlx::query_scalar("SELECT id FROM tickets WHERE wake <= $1 ORDER BY wake LIMIT $2");
        let ids: Vec<Uuid> = due.bind(micros(now)).bind(limit).fetch_all(&self.readers).await?;
        Ok(ids.into_iter().map(TicketId).collect())
    }
}

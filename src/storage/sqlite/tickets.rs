//! Tickets: their rows, and when something happens to them by itself.

use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, SqliteConnection, query_builder::Separated, sqlite::Sqlite as Db};
use uuid::Uuid;

use super::{
    Sqlite,
    identity::insert_ticket_callers,
    rows::{ROWS, json, micros, time},
    standing::{Changed, Standing},
    ticket_units,
    words::{self, TicketWords},
};
use crate::{
    domain::{Event, Ticket, TicketId},
    storage::StoreError,
};

/// The due time of a ticket on which no clock runs.
pub const NEVER: i64 = i64::MAX;

/// What lists ask of a ticket stands in columns of their own.
const COLUMNS: [&str; 9] =
    ["agent", "state", "category", "open", "due", "wake", "approver", "mother", "priority"];

/// What stands in one of them.
#[derive(PartialEq)]
enum Value<'a> {
    Text(Option<&'a str>),
    Whole(Option<i64>),
    Id(Option<Uuid>),
}

pub async fn insert(
    db: &mut SqliteConnection,
    tickets: &[(&Ticket, u64)],
    changed: &mut Changed<'_>,
) -> Result<(), StoreError> {
    let columns = COLUMNS.join(", ");
    for rows in tickets.chunks(ROWS) {
        let mut query = QueryBuilder::<Db>::new(format!(
            "INSERT INTO tickets (id, seq, number, call, contact, at, body, {columns}) "
        ));
        query.push_values(rows, |mut row, (ticket, seq)| {
            row.push_bind(ticket.id.0);
            row.push_bind(seq.cast_signed());
            row.push_bind(ticket.number.as_str());
            row.push_bind(ticket.call.map(|call| call.0));
            row.push_bind(ticket.contact.map(|contact| contact.0));
            row.push_bind(micros(ticket.at));
            row.push_bind(json(ticket));
            values(ticket).into_iter().for_each(|value| push(&mut row, value));
        });
        query.build().execute(&mut *db).await?;
    }
    ticket_units::insert(&mut *db, tickets.iter().map(|(ticket, _)| *ticket)).await?;
    let words: Vec<_> = tickets.iter().map(|(ticket, seq)| (TicketWords::of(ticket), *seq)).collect();
    words::write(db, &words).await?;
    for &(ticket, seq) in tickets {
        changed.put(Standing { seq, ticket: ticket.clone() });
    }
    Ok(())
}

/// What lists are sorted by.
pub fn due(ticket: &Ticket) -> i64 {
    ticket.work.next_due().map_or(NEVER, |(_, due)| micros(due))
}

/// The values of [`COLUMNS`].
fn values(ticket: &Ticket) -> [Value<'_>; COLUMNS.len()] {
    let work = &ticket.work;
    [
        Value::Text(Some(ticket.agent.as_str())),
        Value::Text(Some(work.state.as_str())),
        Value::Text(ticket.form.category.as_ref().map(|category| category.as_str())),
        Value::Whole(Some(i64::from(!ticket.is_over()))),
        Value::Whole(Some(due(ticket))),
        Value::Whole(work.next_wake().map(|wake| micros(wake.at()))),
        Value::Text(work.pending.as_ref().map(|pending| pending.approver.name())),
        Value::Id(work.mother.map(|mother| mother.0)),
        Value::Whole(Some(ticket.priority as i64 + 1)),
    ]
}

fn push(row: &mut Separated<'_, Db, &'static str>, value: Value<'_>) {
    match value {
        Value::Text(text) => row.push_bind(text.map(str::to_owned)),
        Value::Whole(whole) => row.push_bind(whole),
        Value::Id(id) => row.push_bind(id),
    };
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
    changed: &mut Changed<'_>,
    id: TicketId,
    at: DateTime<Utc>,
    event: &Event,
) -> Result<(), StoreError> {
    let Some(before) = changed.get(&mut *db, id).await? else { return Ok(()) };
    let Standing { seq, mut ticket } = (*before).clone();
    ticket.apply(at, event);
    if ticket_units::rows(&ticket) != ticket_units::rows(&before.ticket) {
        ticket_units::replace(&mut *db, &ticket).await?;
    }
    if !TicketWords::are_the_same(&before.ticket, &ticket) {
        words::write(&mut *db, &[(TicketWords::of(&ticket), seq)]).await?;
    }
    if let Event::TicketAmended { form, .. } = event {
        insert_ticket_callers(&mut *db, &[(id, form)]).await?;
    }
    update(db, &before.ticket, &ticket).await?;
    changed.put(Standing { seq, ticket });
    Ok(())
}

/// Writes only the columns that are others now: an index is written again for each column that is named.
async fn update(db: &mut SqliteConnection, before: &Ticket, after: &Ticket) -> Result<(), StoreError> {
    let mut query = QueryBuilder::<Db>::new("UPDATE tickets SET body = ");
    query.push_bind(json(after));
    let columns = COLUMNS.into_iter().zip(values(before).into_iter().zip(values(after)));
    for (column, (_, value)) in columns.filter(|(_, (before, after))| before != after) {
        query.push(", ").push(column).push(" = ");
        push(&mut query.separated(""), value);
    }
    query.push(" WHERE id = ").push_bind(after.id.0);
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

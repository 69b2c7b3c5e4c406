//! Tickets: their rows, and the lists that are cut from them.

use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, Row, SqliteConnection, query_builder::Separated, sqlite::Sqlite as Db};
use uuid::Uuid;

use super::{
    Sqlite,
    append::ROWS,
    identity::insert_ticket_callers,
    rows::{json, micros, read_json, time},
};
use crate::{
    api::Page,
    domain::{Event, StateId, Ticket, TicketId, UnitId},
    storage::{DuePlace, StoreError, TicketFilter},
};

/// The due time of a ticket on which no clock runs.
const NEVER: i64 = i64::MAX;

const COLUMNS: &str = "agent, state, unit, category, open, due, wake, approver, mother, body";

pub async fn insert(db: &mut SqliteConnection, tickets: &[&Ticket]) -> Result<(), StoreError> {
    for rows in tickets.chunks(ROWS) {
        let mut query = QueryBuilder::<Db>::new(format!(
            "INSERT INTO tickets (id, number, call, contact, at, {COLUMNS}) "
        ));
        query.push_values(rows, |mut row, ticket| {
            row.push_bind(ticket.id.0);
            row.push_bind(ticket.number.as_str());
            row.push_bind(ticket.call.map(|call| call.0));
            row.push_bind(ticket.contact.map(|contact| contact.0));
            row.push_bind(micros(ticket.at));
            push_columns(&mut row, ticket);
        });
        query.build().execute(&mut *db).await?;
    }
    Ok(())
}

/// The values of [`COLUMNS`].
fn push_columns(row: &mut Separated<'_, Db, &'static str>, ticket: &Ticket) {
    let work = &ticket.work;
    row.push_bind(ticket.agent.as_str().to_owned());
    row.push_bind(work.state.as_str().to_owned());
    row.push_bind(work.involved.lead.as_ref().map(|unit| unit.as_str().to_owned()));
    row.push_bind(ticket.form.category.as_ref().map(|category| category.as_str().to_owned()));
    row.push_bind(i64::from(!ticket.is_over()));
    row.push_bind(work.next_due().map_or(NEVER, |(_, due)| micros(due)));
    row.push_bind(work.next_wake().map(|wake| micros(wake.at())));
    row.push_bind(work.pending.as_ref().map(|pending| pending.approver.name()));
    row.push_bind(work.mother.map(|mother| mother.0));
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
    let found = sqlx::query_scalar("SELECT body FROM tickets WHERE id = $1").bind(id.0);
    let Some(body) = found.fetch_optional(&mut *db).await? else { return Ok(()) };
    let mut ticket: Ticket = read_json("ticket", body)?;
    ticket.apply(at, event);
    if let Event::TicketAmended { form, .. } = event {
        insert_ticket_callers(&mut *db, &[(id, form)]).await?;
    }
    let mut query = QueryBuilder::<Db>::new(format!("UPDATE tickets SET ({COLUMNS}) = ("));
    push_columns(&mut query.separated(", "), &ticket);
    query.push(") WHERE id = ").push_bind(id.0);
    query.build().execute(db).await?;
    Ok(())
}

/// One of these, or anything if there are none.
fn push_any<'a>(query: &mut QueryBuilder<Db>, begin: &str, any: impl ExactSizeIterator<Item = &'a str>) {
    if any.len() == 0 {
        return;
    }
    let mut values = query.push(begin).separated(", ");
    for value in any {
        values.push_bind(value.to_owned());
    }
    query.push(")");
}

impl Sqlite {
    pub async fn tickets(
        &self,
        filter: &TicketFilter,
        after: Option<DuePlace>,
        limit: u32,
    ) -> Result<Page<Ticket>, StoreError> {
        let mut query = QueryBuilder::<Db>::new("SELECT due, body FROM tickets WHERE 1 = 1");
        if !filter.over {
            query.push(" AND open = 1");
        }
        if let Some(agent) = &filter.agent {
            query.push(" AND agent = ").push_bind(agent.as_str());
        }
        push_any(&mut query, " AND state IN (", filter.states.iter().map(StateId::as_str));
        if let Some(approver) = filter.approver {
            query.push(" AND approver = ").push_bind(approver.name());
        }
        if let Some(mother) = filter.mother {
            query.push(" AND mother = ").push_bind(mother.0);
        }
        push_any(&mut query, " AND unit IN (", filter.units.iter().map(UnitId::as_str));
        if let Some(DuePlace { due, id }) = after {
            query.push(" AND (due, id) > (").push_bind(due.map_or(NEVER, micros));
            query.push(", ").push_bind(id).push(")");
        }
        query.push(" ORDER BY due, id LIMIT ").push_bind(i64::from(limit) + 1);
        let rows = query.build().fetch_all(&self.readers).await?;
        let more = rows.len() > limit as usize;
        let mut items = Vec::with_capacity(rows.len());
        let mut last = None;
        for row in rows.into_iter().take(limit as usize) {
            let due: i64 = row.try_get("due")?;
            let ticket: Ticket = read_json("ticket", row.try_get("body")?)?;
            last = Some(DuePlace { due: (due != NEVER).then(|| time(due)), id: ticket.id.0 });
            items.push(ticket);
        }
        let next = last.filter(|_| more).map(|place| place.to_string());
        Ok(Page { items, next })
    }

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

//! Tickets: their rows, and the lists that are cut from them.

use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, Row, SqliteConnection, query_builder::Separated, sqlite::Sqlite as Db};
use uuid::Uuid;

use super::{
    Sqlite,
    append::ROWS,
    identity::insert_ticket_callers,
    rows::{json, micros, read_json, time},
    words::{self, TicketWords},
};
use crate::{
    api::Page,
    domain::{AgentId, CategoryCode, Event, StateId, Ticket, TicketId, UnitId},
    storage::{DuePlace, StoreError, TicketFilter},
};

/// The due time of a ticket on which no clock runs.
const NEVER: i64 = i64::MAX;

const COLUMNS: &str =
    "agent, state, unit, category, open, due, wake, approver, mother, priority, joint, body";

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
    let words: Vec<_> = tickets.iter().map(|(ticket, seq)| (TicketWords::of(ticket), *seq)).collect();
    words::write(db, &words).await
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
    row.push_bind(ticket.priority as i64 + 1);
    row.push_bind((!work.involved.joint.is_empty()).then(|| json(&work.involved.joint)));
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
    let before = TicketWords::of(&ticket);
    ticket.apply(at, event);
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

/// What a filter asks of tickets, but for their units.
pub fn push_conditions(query: &mut QueryBuilder<Db>, filter: &TicketFilter) {
    let TicketFilter { agent, units: _, states, category, priority, from, to, approver, mother, over } =
        filter;
    if !over {
        query.push(" AND open = 1");
    }
    let texts = [
        ("agent", agent.as_ref().map(AgentId::as_str)),
        ("category", category.as_ref().map(CategoryCode::as_str)),
    ];
    for (column, text) in texts {
        if let Some(text) = text {
            query.push(format!(" AND {column} = ")).push_bind(text.to_owned());
        }
    }
    if !states.is_empty() {
        push_one_of(query.push(" AND "), "state", states.iter().map(StateId::as_str));
    }
    if let Some(approver) = approver {
        query.push(" AND approver = ").push_bind(approver.name());
    }
    if let Some(mother) = mother {
        query.push(" AND mother = ").push_bind(mother.0);
    }
    let numbers = [
        (" AND priority = ", priority.map(|priority| priority as i64 + 1)),
        (" AND at >= ", from.map(micros)),
        (" AND at < ", to.map(micros)),
    ];
    for (condition, number) in numbers {
        if let Some(number) = number {
            query.push(condition).push_bind(number);
        }
    }
}

/// A column that is one of these.
pub fn push_one_of<'a>(query: &mut QueryBuilder<Db>, column: &str, any: impl Iterator<Item = &'a str>) {
    let mut list = query.push(format!("{column} IN (")).separated(", ");
    for one in any {
        list.push_bind(one.to_owned());
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
        push_conditions(&mut query, filter);
        if !filter.units.is_empty() {
            push_one_of(query.push(" AND "), "unit", filter.units.iter().map(UnitId::as_str));
        }
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

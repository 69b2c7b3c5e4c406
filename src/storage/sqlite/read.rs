//! Reading the projections: lists with a place to go on from, newest first.

use std::collections::HashSet;

use sqlx::{QueryBuilder, Row, sqlite::Sqlite as Db};
use uuid::Uuid;

use super::{
    Sqlite,
    contacts::same_person,
    rows::{self, hex_list, micros, read_json, time},
};
use crate::{
    api::{CallSummary, HistoryItem, IdentityChange, Page},
    domain::{CallId, Change, ContactId, Ticket, TicketId},
    storage::{CallFilter, Place, StoreError},
};

const CHANGED_AFTER: &str = "SELECT DISTINCT ticket FROM ticket_events \
    WHERE ticket IN (SELECT unhex(value) FROM json_each($1)) AND seq > $2";

impl Sqlite {
    pub async fn tickets_of(&self, ids: &[TicketId]) -> Result<Vec<Ticket>, StoreError> {
        let select = "SELECT body FROM tickets WHERE id IN (SELECT unhex(value) FROM json_each($1))";
        let query = sqlx::query_scalar(select).bind(hex_list(ids.iter().map(|id| id.0)));
        let bodies: Vec<String> = query.fetch_all(&self.readers).await?;
        bodies.into_iter().map(|body| read_json("ticket", body)).collect()
    }

    pub async fn changed_after(
        &self,
        tickets: &[TicketId],
        seq: u64,
    ) -> Result<HashSet<TicketId>, StoreError> {
        let query = sqlx::query_scalar(CHANGED_AFTER).bind(hex_list(tickets.iter().map(|id| id.0)));
        let ids: Vec<Uuid> = query.bind(seq.cast_signed()).fetch_all(&self.readers).await?;
        Ok(ids.into_iter().map(TicketId).collect())
    }

    pub async fn ticket(&self, id: TicketId) -> Result<Option<Ticket>, StoreError> {
        if let Some(known) = self.remembered.get(id) {
            return Ok(Some(known.ticket.clone()));
        }
        let body = sqlx::query_scalar("SELECT body FROM tickets WHERE id = $1").bind(id.0);
        body.fetch_optional(&self.readers).await?.map(|body| read_json("ticket", body)).transpose()
    }

    pub async fn call(&self, id: CallId) -> Result<Option<CallSummary>, StoreError> {
        let row = sqlx::query("SELECT * FROM calls WHERE id = $1").bind(id.0);
        let Some(row) = row.fetch_optional(&self.readers).await? else { return Ok(None) };
        let mut found = [rows::call(&row)?];
        self.add_tickets(&mut found).await?;
        let [call] = found;
        Ok(Some(call))
    }

    pub async fn calls(
        &self,
        filter: &CallFilter,
        before: Option<Place>,
        limit: u32,
    ) -> Result<Page<CallSummary>, StoreError> {
        let mut query = QueryBuilder::<Db>::new("SELECT * FROM calls WHERE 1 = 1");
        if let Some(agent) = &filter.agent {
            query.push(" AND agent = ").push_bind(agent.as_str());
        }
        if let Some(queue) = &filter.queue {
            query.push(" AND queue = ").push_bind(queue.as_str());
        }
        if let Some(Place { at, id }) = before {
            query.push(" AND (entered_at, id) < (").push_bind(micros(at));
            query.push(", ").push_bind(id).push(")");
        }
        query.push(" ORDER BY entered_at DESC, id DESC LIMIT ").push_bind(i64::from(limit) + 1);
        let found = query.build().fetch_all(&self.readers).await?;
        let calls = found.iter().map(rows::call).collect::<Result<Vec<_>, _>>()?;
        let mut page =
            page_of(calls, limit, |call| Place { at: call.record.entered_at, id: call.record.call.0 });
        self.add_tickets(&mut page.items).await?;
        Ok(page)
    }

    async fn add_tickets(&self, calls: &mut [CallSummary]) -> Result<(), StoreError> {
        if calls.is_empty() {
            return Ok(());
        }
        let mut query = QueryBuilder::<Db>::new("SELECT id, call FROM tickets WHERE call IN (");
        let mut ids = query.separated(", ");
        for call in calls.iter() {
            ids.push_bind(call.record.call.0);
        }
        query.push(") ORDER BY at, id");
        for row in query.build().fetch_all(&self.readers).await? {
            let (ticket, of): (Uuid, Uuid) = (row.try_get("id")?, row.try_get("call")?);
            for call in calls.iter_mut().filter(|call| call.record.call.0 == of) {
                call.tickets.push(TicketId(ticket));
            }
        }
        Ok(())
    }

    pub async fn history(
        &self,
        contact: ContactId,
        before: Option<Place>,
        limit: u32,
    ) -> Result<Page<HistoryItem>, StoreError> {
        let mut items = self.history_calls(contact, before, limit).await?;
        items.extend(self.history_bodies(HISTORY_TICKETS, contact, before, limit).await?);
        items.extend(self.history_bodies(HISTORY_CALLBACKS, contact, before, limit).await?);
        items.extend(self.history_changes(contact, before, limit).await?);
        items.sort_by_key(|item| std::cmp::Reverse(place(item)));
        items.truncate(limit as usize + 1);
        Ok(page_of(items, limit, place))
    }

    async fn history_calls(
        &self,
        contact: ContactId,
        before: Option<Place>,
        limit: u32,
    ) -> Result<Vec<HistoryItem>, StoreError> {
        let select = concat!(
            "SELECT * FROM calls WHERE contact IN (",
            same_person!(),
            ") AND (entered_at, id) < ($2, $3) ORDER BY entered_at DESC, id DESC LIMIT $4"
        );
        let (at, id) = bound(before);
        let query = sqlx::query(select).bind(contact.0).bind(at).bind(id).bind(i64::from(limit) + 1);
        let rows = query.fetch_all(&self.readers).await?;
        rows.iter().map(|row| Ok(HistoryItem::Call { record: rows::call(row)?.record })).collect()
    }

    async fn history_changes(
        &self,
        contact: ContactId,
        before: Option<Place>,
        limit: u32,
    ) -> Result<Vec<HistoryItem>, StoreError> {
        let (at, id) = bound(before);
        let query = sqlx::query(HISTORY_CHANGES).bind(contact.0).bind(at).bind(id);
        let rows = query.bind(i64::from(limit) + 1).fetch_all(&self.readers).await?;
        rows.iter().map(change).collect()
    }

    async fn history_bodies(
        &self,
        select: &'static str,
        contact: ContactId,
        before: Option<Place>,
        limit: u32,
    ) -> Result<Vec<HistoryItem>, StoreError> {
        let (at, id) = bound(before);
        let query = sqlx::query(select).bind(contact.0).bind(at).bind(id).bind(i64::from(limit) + 1);
        let rows = query.fetch_all(&self.readers).await?;
        let item = |row: &sqlx::sqlite::SqliteRow| -> Result<HistoryItem, StoreError> {
            let body: String = row.try_get("body")?;
            if select == HISTORY_TICKETS {
                return Ok(HistoryItem::Ticket { ticket: Box::new(read_json("ticket", body)?) });
            }
            Ok(HistoryItem::Callback { callback: read_json("callback", body)?, at: time(row.try_get("at")?) })
        };
        rows.iter().map(item).collect()
    }
}

const HISTORY_TICKETS: &str = concat!(
    "SELECT at, body FROM tickets WHERE contact IN (",
    same_person!(),
    ") AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4"
);
const HISTORY_CALLBACKS: &str = concat!(
    "SELECT at, body FROM callbacks WHERE contact IN (",
    same_person!(),
    ") AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4"
);
/// Also what was taken back: whoever it was about finds it.
const HISTORY_CHANGES: &str = concat!(
    "WITH same_as AS (",
    same_person!(),
    ") SELECT at, actor, reason, body FROM identity_changes \
     WHERE (one IN (SELECT id FROM same_as) OR other IN (SELECT id FROM same_as)) AND (at, id) < ($2, $3) \
     ORDER BY at DESC, id DESC LIMIT $4"
);

fn change(row: &sqlx::sqlite::SqliteRow) -> Result<HistoryItem, StoreError> {
    let Change { id, what, undone, .. } = read_json("change of contacts", row.try_get("body")?)?;
    let by = read_json("change of contacts", row.try_get("actor")?)?;
    let change = IdentityChange { id, what, by, reason: row.try_get("reason")?, undone };
    Ok(HistoryItem::Identity { change, at: time(row.try_get("at")?) })
}

fn bound(before: Option<Place>) -> (i64, Uuid) {
    before.map_or((i64::MAX, Uuid::max()), |place| (micros(place.at), place.id))
}

fn place(item: &HistoryItem) -> Place {
    let id = match item {
        HistoryItem::Call { record } => record.call.0,
        HistoryItem::Ticket { ticket } => ticket.id.0,
        HistoryItem::Callback { callback, .. } => callback.id.0,
        HistoryItem::Identity { change, .. } => change.id.0,
    };
    Place { at: item.at(), id }
}

/// Cuts the one row that was read beyond the page: it only says that there is more.
pub(super) fn page_of<T>(mut items: Vec<T>, limit: u32, place: impl Fn(&T) -> Place) -> Page<T> {
    let more = items.len() > limit as usize;
    items.truncate(limit as usize);
    let next = items.last().filter(|_| more).map(|last| place(last).to_string());
    Page { items, next }
}

//! Reading the log, and folding the projections again from it.

use sqlx::{
    QueryBuilder, Row, SqliteConnection,
    sqlite::{Sqlite as Db, SqliteRow},
};
use uuid::Uuid;

use super::{
    Sqlite,
    append::apply,
    rows::{micros, time},
    standing::{Changed, Remembered},
};
use crate::{
    domain::{CallId, Chain, Hash, Recorded, TicketId},
    storage::{
        Given, GivenAnswer, StoreError, StoredEvent,
        project::{Changes, PROJECTION},
    },
};

/// Events folded at once: memory stays flat however long the log is.
const PAGE: u32 = 2_048;
const PROJECTIONS: [&str; 13] = [
    "DELETE FROM identity_changes",
    "DELETE FROM ticket_callers",
    "DELETE FROM calls",
    "DELETE FROM call_events",
    "DELETE FROM tickets",
    "DELETE FROM ticket_units",
    "DELETE FROM ticket_words",
    "DELETE FROM ticket_events",
    "DELETE FROM attachments",
    "DELETE FROM numbers",
    "DELETE FROM contact_words",
    "DELETE FROM contacts",
    "DELETE FROM callbacks",
];

impl Sqlite {
    pub async fn head(&self) -> Result<Chain, StoreError> {
        let last = sqlx::query("SELECT seq, body, hash FROM log ORDER BY seq DESC LIMIT 1");
        let Some(row) = last.fetch_optional(&self.readers).await? else { return Ok(Chain::default()) };
        let StoredEvent { seq, hash, .. } = event(&row)?;
        Ok(Chain { seq, hash })
    }

    pub async fn stored_after(&self, seq: u64, limit: u32) -> Result<Vec<StoredEvent>, StoreError> {
        let mut reader = self.readers.acquire().await?;
        page(&mut reader, seq, limit).await
    }

    pub async fn call_events(&self, call: CallId, limit: u32) -> Result<Vec<Recorded>, StoreError> {
        let select = "SELECT log.seq, log.body, log.hash FROM call_events JOIN log ON log.seq = call_events.seq \
             WHERE call_events.call = $1 ORDER BY call_events.seq LIMIT $2";
        let rows = sqlx::query(select).bind(call.0).bind(limit).fetch_all(&self.readers).await?;
        rows.iter().map(|row| event(row)?.decode()).collect()
    }

    pub async fn ticket_events(&self, ticket: TicketId, limit: u32) -> Result<Vec<Recorded>, StoreError> {
        let select = "SELECT seq, body, hash FROM log WHERE seq IN ( \
             SELECT seq FROM tickets WHERE id = $1 UNION ALL SELECT seq FROM ticket_events WHERE ticket = $1 \
             ) ORDER BY seq LIMIT $2";
        let rows = sqlx::query(select).bind(ticket.0).bind(limit).fetch_all(&self.readers).await?;
        rows.iter().map(|row| event(row)?.decode()).collect()
    }

    pub async fn answers(&self, keys: &[Uuid]) -> Result<Vec<GivenAnswer>, StoreError> {
        let mut found = Vec::new();
        for keys in keys.chunks(KEYS) {
            let mut query = QueryBuilder::<Db>::new(
                "SELECT key, user, request, answer, ticket, at FROM answers WHERE key IN (",
            );
            let mut list = query.separated(", ");
            for key in keys {
                list.push_bind(key);
            }
            let rows = query.push(")").build().fetch_all(&self.readers).await?;
            found.extend(rows.iter().map(answer).collect::<Result<Vec<_>, _>>()?);
        }
        Ok(found)
    }

    pub async fn forget_answers(&self, before: chrono::DateTime<chrono::Utc>) -> Result<u64, StoreError> {
        let delete = sqlx::query("DELETE FROM answers WHERE at < $1").bind(micros(before));
        Ok(delete.execute(&mut *self.writer.lock().await).await?.rows_affected())
    }

    pub async fn rebuild(&self) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        let mut transaction = self.begin(&mut writer).await?;
        for delete in PROJECTIONS {
            sqlx::query(delete).execute(&mut *transaction).await?;
        }
        // What stands on the disk is remembered until the transaction is there.
        let (mut seq, remembered) = (0, Remembered::new());
        loop {
            let stored = page(&mut transaction, seq, PAGE).await?;
            let Some(last) = stored.last() else { break };
            seq = last.seq;
            let events = stored.iter().map(StoredEvent::decode).collect::<Result<Vec<_>, _>>()?;
            let mut tickets = Changed::after(&remembered);
            apply(&mut transaction, &Changes::of(&events), &mut tickets).await?;
            tickets.keep();
        }
        let set = "INSERT INTO meta (name, value) VALUES ('projection', $1) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        sqlx::query(set).bind(PROJECTION.to_string()).execute(&mut *transaction).await?;
        self.remembered.forget();
        transaction.commit().await?;
        Ok(())
    }
}

/// Keys of one statement.
const KEYS: usize = 64;

async fn page(db: &mut SqliteConnection, seq: u64, limit: u32) -> Result<Vec<StoredEvent>, StoreError> {
    let select = "SELECT seq, body, hash FROM log WHERE seq > $1 ORDER BY seq LIMIT $2";
    let rows = sqlx::query(select).bind(seq.cast_signed()).bind(limit).fetch_all(db).await?;
    rows.iter().map(event).collect()
}

fn event(row: &SqliteRow) -> Result<StoredEvent, StoreError> {
    let hash: Vec<u8> = row.try_get("hash")?;
    // A hash of another length verifies as changed, which is what it is.
    let hash = Hash(hash.try_into().unwrap_or_default());
    Ok(StoredEvent { seq: row.try_get::<i64, _>("seq")?.cast_unsigned(), body: row.try_get("body")?, hash })
}

fn answer(row: &SqliteRow) -> Result<GivenAnswer, StoreError> {
    let request: Vec<u8> = row.try_get("request")?;
    Ok(GivenAnswer {
        key: row.try_get("key")?,
        user: row.try_get("user")?,
        request: request.try_into().map_err(|_| StoreError::BrokenRow { what: "answer" })?,
        answer: match row.try_get("ticket")? {
            Some(ticket) => Given::Ticket(TicketId(ticket)),
            None => Given::Json(row.try_get("answer")?),
        },
        at: time(row.try_get("at")?),
    })
}

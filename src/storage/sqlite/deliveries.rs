//! What other systems are told, and how far they have been told.

use chrono::{DateTime, Utc};
use sqlx::{
    QueryBuilder, Row, SqliteConnection,
    sqlite::{Sqlite as Db, SqliteRow},
};
use uuid::Uuid;

use super::{
    Sqlite,
    rows::{ROWS, micros, time},
};
use crate::{
    api::DeadLetter,
    domain::{TicketId, Topic, WebhookId},
    storage::{Delivery, Fate, NewDelivery, StoreError, WebhookRow},
};

/// What is to be sent next: no delivery that another one blocks is even looked at.
const NEXT: &str = "SELECT seq, attempts, at FROM deliveries INDEXED BY deliveries_by_time \
     WHERE hook = $1 AND dead = 0 AND blocked = 0 ORDER BY at, seq LIMIT $2";

/// What an older delivery of the same ticket is in the way of, from an event on.
const BLOCK: &str = "UPDATE deliveries AS next SET blocked = 1 WHERE hook = $1 AND seq >= $2 AND dead = 0 AND blocked = 0 AND EXISTS \
     (SELECT 1 FROM deliveries AS older INDEXED BY deliveries_by_ticket WHERE older.hook = next.hook \
     AND older.about = next.about AND older.seq < next.seq AND older.dead = 0)";

/// The oldest delivery of a ticket waits for no other one.
const UNBLOCK: &str = "UPDATE deliveries SET blocked = 0 WHERE hook = $1 AND seq = \
     (SELECT min(seq) FROM deliveries INDEXED BY deliveries_by_ticket WHERE hook = $1 AND dead = 0 AND about = $2)";

impl Sqlite {
    pub async fn begin_webhook(&self, hook: &WebhookId, seq: u64) -> Result<u64, StoreError> {
        let insert = "INSERT INTO webhooks (id, seq) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING";
        let mut writer = self.writer.lock().await;
        sqlx::query(insert).bind(hook.as_str()).bind(seq.cast_signed()).execute(&mut *writer).await?;
        let select = sqlx::query_scalar("SELECT seq FROM webhooks WHERE id = $1").bind(hook.as_str());
        let seq: i64 = select.fetch_one(&mut *writer).await?;
        Ok(seq.cast_unsigned())
    }

    pub async fn webhooks(&self) -> Result<Vec<WebhookRow>, StoreError> {
        let select = "SELECT id, seq, delivered, at, \
             (SELECT count(*) FROM deliveries WHERE hook = id AND dead = 0) AS waiting, \
             (SELECT count(*) FROM deliveries WHERE hook = id AND dead = 1) AS dead, \
             coalesce((SELECT why FROM deliveries WHERE hook = id AND dead = 0 ORDER BY deliveries.seq LIMIT 1), '') AS why \
             FROM webhooks ORDER BY id";
        let rows = sqlx::query(select).fetch_all(&self.readers).await?;
        rows.iter().map(webhook).collect()
    }

    pub async fn queue_deliveries(
        &self,
        hook: &WebhookId,
        upto: u64,
        deliveries: &[NewDelivery],
    ) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        let mut transaction = self.begin(&mut writer).await?;
        for rows in deliveries.chunks(ROWS) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO deliveries (hook, seq, topic, about, attempts, at, why, dead) ",
            );
            query.push_values(rows, |mut row, new| {
                row.push_bind(hook.as_str()).push_bind(new.seq.cast_signed()).push_bind(new.topic.name());
                row.push_bind(new.about).push_bind(0).push_bind(micros(new.at)).push_bind("").push_bind(0);
            });
            query.build().execute(&mut *transaction).await?;
        }
        if let Some(first) = deliveries.iter().map(|new| new.seq).min() {
            block(&mut transaction, hook, first).await?;
        }
        let update = sqlx::query("UPDATE webhooks SET seq = $2 WHERE id = $1");
        update.bind(hook.as_str()).bind(upto.cast_signed()).execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }

    pub async fn next_deliveries(&self, hook: &WebhookId, limit: u32) -> Result<Vec<Delivery>, StoreError> {
        let select = sqlx::query(NEXT).bind(hook.as_str()).bind(limit);
        let rows = select.fetch_all(&self.readers).await?;
        rows.iter().map(delivery).collect()
    }

    pub async fn settle_deliveries(&self, hook: &WebhookId, fates: &[(u64, Fate)]) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        let mut transaction = self.begin(&mut writer).await?;
        for (seq, fate) in fates {
            settle(&mut transaction, hook, *seq, fate).await?;
        }
        Ok(transaction.commit().await?)
    }

    pub async fn dead_letters(
        &self,
        hook: &WebhookId,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<DeadLetter>, StoreError> {
        let select = "SELECT * FROM deliveries WHERE hook = $1 AND dead = 1 \
             AND ($2 IS NULL OR seq < $2) ORDER BY seq DESC LIMIT $3";
        let query = sqlx::query(select).bind(hook.as_str());
        let query = query.bind(before.map(u64::cast_signed)).bind(limit);
        query.fetch_all(&self.readers).await?.iter().map(dead_letter).collect()
    }

    pub async fn replay_dead(
        &self,
        hook: &WebhookId,
        seq: Option<u64>,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let update = "UPDATE deliveries SET dead = 0, blocked = 0, attempts = 0, at = $3 \
             WHERE hook = $1 AND dead = 1 AND ($2 IS NULL OR seq = $2)";
        let query = sqlx::query(update).bind(hook.as_str());
        let query = query.bind(seq.map(u64::cast_signed)).bind(micros(now));
        let mut writer = self.writer.lock().await;
        let mut transaction = self.begin(&mut writer).await?;
        let replayed = query.execute(&mut *transaction).await?.rows_affected();
        block(&mut transaction, hook, seq.unwrap_or(0)).await?;
        transaction.commit().await?;
        Ok(replayed)
    }

    pub async fn foreign_ticket(
        &self,
        hook: &WebhookId,
        ticket: TicketId,
    ) -> Result<Option<String>, StoreError> {
        let select = "SELECT name FROM foreign_tickets WHERE hook = $1 AND ticket = $2";
        let query = sqlx::query_scalar(select).bind(hook.as_str()).bind(ticket.0);
        Ok(query.fetch_optional(&self.readers).await?)
    }

    pub async fn keep_foreign_ticket(
        &self,
        hook: &WebhookId,
        ticket: TicketId,
        name: &str,
    ) -> Result<(), StoreError> {
        let insert = "INSERT INTO foreign_tickets (hook, ticket, name) VALUES ($1, $2, $3) \
             ON CONFLICT (hook, ticket) DO UPDATE SET name = $3";
        let query = sqlx::query(insert).bind(hook.as_str()).bind(ticket.0).bind(name);
        query.execute(&mut *self.writer.lock().await).await?;
        Ok(())
    }
}

/// Blocks, from an event on, what an older delivery of the same ticket is in the way of.
async fn block(db: &mut SqliteConnection, hook: &WebhookId, from: u64) -> Result<(), StoreError> {
    sqlx::query(BLOCK).bind(hook.as_str()).bind(from.cast_signed()).execute(db).await?;
    Ok(())
}

async fn settle(
    db: &mut SqliteConnection,
    hook: &WebhookId,
    seq: u64,
    fate: &Fate,
) -> Result<(), StoreError> {
    let (at, why, dead) = match fate {
        Fate::Arrived { at } => return arrived(db, hook, seq, *at).await,
        Fate::Failed { next, why } => (next, why, 0),
        Fate::Died { at, why } => (at, why, 1),
    };
    let update = "UPDATE deliveries SET attempts = attempts + 1, at = $3, why = $4, dead = $5 \
         WHERE hook = $1 AND seq = $2 RETURNING about";
    let query = sqlx::query_scalar(update).bind(hook.as_str()).bind(seq.cast_signed());
    let about = query.bind(micros(*at)).bind(why).bind(dead).fetch_optional(&mut *db).await?;
    unblock(db, hook, about.filter(|_| dead == 1)).await
}

async fn arrived(
    db: &mut SqliteConnection,
    hook: &WebhookId,
    seq: u64,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let delete = sqlx::query_scalar("DELETE FROM deliveries WHERE hook = $1 AND seq = $2 RETURNING about");
    let about = delete.bind(hook.as_str()).bind(seq.cast_signed()).fetch_optional(&mut *db).await?;
    let count = sqlx::query("UPDATE webhooks SET delivered = delivered + 1, at = $2 WHERE id = $1");
    count.bind(hook.as_str()).bind(micros(at)).execute(&mut *db).await?;
    unblock(db, hook, about).await
}

/// The next delivery of a ticket of which one waits no more may be sent.
async fn unblock(db: &mut SqliteConnection, hook: &WebhookId, about: Option<Uuid>) -> Result<(), StoreError> {
    if let Some(about) = about {
        sqlx::query(UNBLOCK).bind(hook.as_str()).bind(about).execute(db).await?;
    }
    Ok(())
}

fn webhook(row: &SqliteRow) -> Result<WebhookRow, StoreError> {
    let count = |column| -> Result<u64, StoreError> { Ok(row.try_get::<i64, _>(column)?.cast_unsigned()) };
    Ok(WebhookRow {
        id: row.try_get::<String, _>("id")?.into(),
        seq: count("seq")?,
        delivered: count("delivered")?,
        last: row.try_get::<Option<i64>, _>("at")?.map(time),
        waiting: count("waiting")?,
        dead: count("dead")?,
        why: row.try_get("why")?,
    })
}

fn delivery(row: &SqliteRow) -> Result<Delivery, StoreError> {
    Ok(Delivery {
        seq: row.try_get::<i64, _>("seq")?.cast_unsigned(),
        attempts: row.try_get("attempts")?,
        at: time(row.try_get("at")?),
    })
}

fn dead_letter(row: &SqliteRow) -> Result<DeadLetter, StoreError> {
    let Delivery { seq, attempts, at } = delivery(row)?;
    let topic: String = row.try_get("topic")?;
    let named = Topic::ALL.into_iter().find(|known| known.name() == topic);
    Ok(DeadLetter {
        seq,
        topic: named.ok_or(StoreError::BrokenRow { what: "delivery" })?,
        about: row.try_get("about")?,
        attempts,
        at,
        why: row.try_get("why")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::sqlite::plan::Plans;

    #[tokio::test]
    async fn what_waits_behind_another_delivery_is_not_gone_through() {
        let plans = Plans::open().await;
        let check = async |query: &str, steps: &[&str]| {
            let plan = plans.plan(query).await;
            let steps_taken =
                plan.iter().filter(|step| step.contains("deliveries_by") || step.contains("B-TREE"));
            let found: Vec<&str> = steps_taken.map(String::as_str).collect();
            assert_eq!(found, steps, "{query}");
        };
        check(NEXT, &["SEARCH deliveries USING INDEX deliveries_by_time (hook=?)"]).await;
        check(
            BLOCK,
            &["SEARCH older USING COVERING INDEX deliveries_by_ticket (hook=? AND about=? AND seq<?)"],
        )
        .await;
        check(UNBLOCK, &["SEARCH deliveries USING COVERING INDEX deliveries_by_ticket (hook=? AND about=?)"])
            .await;
    }
}

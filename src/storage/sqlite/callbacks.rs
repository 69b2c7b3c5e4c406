//! Callbacks: their rows, and the list of those that are promised and not done.

use sqlx::{QueryBuilder, SqliteConnection, sqlite::Sqlite as Db, types::Uuid};

use super::{
    Sqlite,
    rows::{ROWS, json, micros, read_json},
};
use crate::{
    api::Page,
    domain::{Callback, CallbackId},
    storage::{DuePlace, StoreError, project::Changes},
};

/// Read from its index in its order.
const PROMISES: &str = "SELECT body FROM callbacks INDEXED BY callbacks_by_due \
    WHERE open = 1 AND (due, id) > ($1, $2) ORDER BY due, id LIMIT $3";

pub async fn insert(db: &mut SqliteConnection, changes: &Changes<'_>) -> Result<(), StoreError> {
    for rows in changes.callbacks.chunks(ROWS) {
        let mut query =
            QueryBuilder::<Db>::new("INSERT INTO callbacks (id, contact, call, at, due, open, body) ");
        query.push_values(rows, |mut row, (callback, at)| {
            row.push_bind(callback.id.0);
            row.push_bind(callback.contact.0);
            row.push_bind(callback.call.map(|call| call.0));
            row.push_bind(micros(*at));
            row.push_bind(micros(callback.due));
            row.push_bind(i64::from(callback.outcome.is_none()));
            row.push_bind(json(callback));
        });
        query.build().execute(&mut *db).await?;
    }
    Ok(())
}

/// Changes a callback that is there.
pub async fn change(
    db: &mut SqliteConnection,
    id: CallbackId,
    change: impl FnOnce(&mut Callback),
) -> Result<(), StoreError> {
    let found = sqlx::query_scalar("SELECT body FROM callbacks WHERE id = $1").bind(id.0);
    let Some(body) = found.fetch_optional(&mut *db).await? else { return Ok(()) };
    let mut callback: Callback = read_json("callback", body)?;
    change(&mut callback);
    let set = sqlx::query("UPDATE callbacks SET open = $2, body = $3 WHERE id = $1").bind(id.0);
    set.bind(i64::from(callback.outcome.is_none())).bind(json(&callback)).execute(db).await?;
    Ok(())
}

impl Sqlite {
    pub async fn callback(&self, id: CallbackId) -> Result<Option<Callback>, StoreError> {
        let body = sqlx::query_scalar("SELECT body FROM callbacks WHERE id = $1").bind(id.0);
        body.fetch_optional(&self.readers).await?.map(|body| read_json("callback", body)).transpose()
    }

    pub async fn promises(&self, after: Option<DuePlace>, limit: u32) -> Result<Page<Callback>, StoreError> {
        let (due, id) = after.map_or((i64::MIN, Uuid::nil()), |place| place.order());
        let query = sqlx::query_scalar(PROMISES).bind(due).bind(id).bind(i64::from(limit) + 1);
        let bodies: Vec<String> = query.fetch_all(&self.readers).await?;
        let more = bodies.len() > limit as usize;
        let items = bodies.into_iter().take(limit as usize).map(|body| read_json("callback", body));
        let items: Vec<Callback> = items.collect::<Result<_, _>>()?;
        let next = items.last().filter(|_| more).map(|last| DuePlace::of_callback(last).to_string());
        Ok(Page { items, next })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::sqlite::plan;

    #[tokio::test]
    async fn promises_are_read_in_order_and_not_gone_through() {
        let plan = plan::Plans::open().await.plan(PROMISES).await;
        assert!(plan.len() == 1 && plan[0].contains("callbacks_by_due"), "{plan:?}");
    }
}

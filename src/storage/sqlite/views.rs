//! Filters of tickets that users have named.

use sqlx::{Row, sqlite::SqliteRow};

use super::{
    Sqlite,
    rows::{json, read_json},
};
use crate::{api::SavedView, storage::StoreError};

impl Sqlite {
    pub async fn views(&self, user: &str) -> Result<Vec<SavedView>, StoreError> {
        let select = "SELECT * FROM views WHERE owner = $1 OR shared = 1 ORDER BY owner <> $1, name, owner";
        let rows = sqlx::query(select).bind(user).fetch_all(&self.readers).await?;
        rows.iter().map(view).collect()
    }

    pub async fn save_view(&self, view: &SavedView) -> Result<(), StoreError> {
        let save = "INSERT INTO views (owner, name, shared, filter) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (owner, name) DO UPDATE SET shared = $3, filter = $4";
        let query = sqlx::query(save).bind(&view.owner).bind(&view.name);
        let query = query.bind(i64::from(view.shared)).bind(json(&view.filter));
        query.execute(&mut *self.writer.lock().await).await?;
        Ok(())
    }

    pub async fn forget_view(&self, owner: &str, name: &str) -> Result<bool, StoreError> {
        let delete = sqlx::query("DELETE FROM views WHERE owner = $1 AND name = $2").bind(owner).bind(name);
        Ok(delete.execute(&mut *self.writer.lock().await).await?.rows_affected() > 0)
    }
}

fn view(row: &SqliteRow) -> Result<SavedView, StoreError> {
    Ok(SavedView {
        name: row.try_get("name")?,
        owner: row.try_get("owner")?,
        shared: row.try_get::<i64, _>("shared")? == 1,
        filter: read_json("view", row.try_get("filter")?)?,
    })
}

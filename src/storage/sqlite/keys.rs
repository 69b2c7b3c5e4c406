//! Keys of programs that bring matters in.

use chrono::{DateTime, Utc};
use sqlx::{Row, sqlite::SqliteRow};

use super::{
    Sqlite,
    rows::{self, micros, time},
};
use crate::{
    domain::IntakeKeyId,
    storage::{StoreError, StoredKey, StoredUser, TokenHash},
};

impl Sqlite {
    pub async fn keys(&self) -> Result<Vec<StoredKey>, StoreError> {
        let select = sqlx::query("SELECT id, user, made, used FROM keys ORDER BY user, made, id");
        select.fetch_all(&self.readers).await?.iter().map(key).collect()
    }

    pub async fn save_key(&self, key: &StoredKey, token: &TokenHash) -> Result<(), StoreError> {
        let insert =
            sqlx::query("INSERT INTO keys (id, token, user, made, used) VALUES ($1, $2, $3, $4, $5)");
        let insert = insert.bind(key.id.as_str()).bind(token.0.to_vec()).bind(&key.user);
        let insert = insert.bind(micros(key.made)).bind(key.used.map(micros));
        insert.execute(&mut *self.writer.lock().await).await?;
        Ok(())
    }

    pub async fn user_of_key(
        &self,
        token: &TokenHash,
    ) -> Result<Option<(StoredKey, StoredUser)>, StoreError> {
        let select = "SELECT keys.id, keys.user, keys.made, keys.used, users.* FROM keys \
             JOIN users ON users.name = keys.user WHERE keys.token = $1";
        let row = sqlx::query(select).bind(token.0.to_vec()).fetch_optional(&self.readers).await?;
        row.map(|row| Ok((key(&row)?, rows::user(&row)?))).transpose()
    }

    pub async fn note_key_use(&self, key: &IntakeKeyId, at: DateTime<Utc>) -> Result<(), StoreError> {
        let update =
            sqlx::query("UPDATE keys SET used = $2 WHERE id = $1").bind(key.as_str()).bind(micros(at));
        update.execute(&mut *self.writer.lock().await).await?;
        Ok(())
    }

    pub async fn revoke_key(&self, key: &IntakeKeyId) -> Result<bool, StoreError> {
        let delete = sqlx::query("DELETE FROM keys WHERE id = $1").bind(key.as_str());
        Ok(delete.execute(&mut *self.writer.lock().await).await?.rows_affected() > 0)
    }
}

fn key(row: &SqliteRow) -> Result<StoredKey, StoreError> {
    Ok(StoredKey {
        id: row.try_get::<String, _>("id")?.into(),
        user: row.try_get("user")?,
        made: time(row.try_get("made")?),
        used: row.try_get::<Option<i64>, _>("used")?.map(time),
    })
}

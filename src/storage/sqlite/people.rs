//! Users and their sessions.

use chrono::{DateTime, Utc};
use sqlx::Row;

use super::{
    Sqlite,
    rows::{self, json, micros, time},
};
use crate::{
    api::Role,
    storage::{StoreError, StoredSession, StoredUser, TokenHash},
};

impl Sqlite {
    pub async fn user(&self, name: &str) -> Result<Option<StoredUser>, StoreError> {
        let select = sqlx::query("SELECT * FROM users WHERE name = $1").bind(name);
        select.fetch_optional(&self.readers).await?.as_ref().map(rows::user).transpose()
    }

    pub async fn users(&self) -> Result<Vec<StoredUser>, StoreError> {
        let found = sqlx::query("SELECT * FROM users ORDER BY name").fetch_all(&self.readers).await?;
        found.iter().map(rows::user).collect()
    }

    pub async fn save_user(&self, user: &StoredUser) -> Result<(), StoreError> {
        let save = "INSERT INTO users (name, display, password, agent, roles, queues, disabled, unit) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (name) DO UPDATE SET display = $2, password = $3, \
             agent = $4, roles = $5, queues = $6, disabled = $7, unit = $8";
        let mut writer = self.writer.lock().await;
        let mut transaction = self.begin(&mut writer).await?;
        let query = sqlx::query(save).bind(&user.name).bind(&user.display).bind(&user.password.0);
        let query = query.bind(user.agent.as_ref().map(|agent| agent.as_str()));
        let query = query.bind(json(&user.roles)).bind(json(&user.queues)).bind(i64::from(user.disabled));
        let query = query.bind(user.unit.as_ref().map(|unit| unit.as_str()));
        query.execute(&mut *transaction).await.map_err(|error| agent_taken(error, user))?;
        transaction.commit().await?;
        Ok(())
    }

    pub async fn session(&self, token: &TokenHash) -> Result<Option<StoredSession>, StoreError> {
        let select = "SELECT sessions.begun, sessions.expires, sessions.roles AS seat, users.* FROM sessions JOIN users ON users.name = sessions.user \
             WHERE sessions.token = $1";
        let row = sqlx::query(select).bind(token.0.to_vec()).fetch_optional(&self.readers).await?;
        let session = |row: sqlx::sqlite::SqliteRow| -> Result<_, StoreError> {
            let (begun, expires) = (time(row.try_get("begun")?), time(row.try_get("expires")?));
            let roles = rows::read_json("session", row.try_get("seat")?)?;
            Ok(StoredSession { user: rows::user(&row)?, roles, begun, expires })
        };
        row.map(session).transpose()
    }

    pub async fn begin_session(
        &self,
        token: &TokenHash,
        user: &str,
        roles: &[Role],
        begun: DateTime<Utc>,
        expires: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let insert = "INSERT INTO sessions (token, user, roles, begun, expires) VALUES ($1, $2, $3, $4, $5)";
        let query = sqlx::query(insert).bind(token.0.to_vec()).bind(user).bind(json(&roles));
        let query = query.bind(micros(begun)).bind(micros(expires));
        query.execute(&mut *self.writer.lock().await).await?;
        Ok(())
    }

    pub async fn prolong_session(&self, token: &TokenHash, expires: DateTime<Utc>) -> Result<(), StoreError> {
        let update = sqlx::query("UPDATE sessions SET expires = $2 WHERE token = $1");
        let update = update.bind(token.0.to_vec()).bind(micros(expires));
        update.execute(&mut *self.writer.lock().await).await?;
        Ok(())
    }

    pub async fn end_session(&self, token: &TokenHash) -> Result<(), StoreError> {
        let delete = sqlx::query("DELETE FROM sessions WHERE token = $1").bind(token.0.to_vec());
        delete.execute(&mut *self.writer.lock().await).await?;
        Ok(())
    }

    pub async fn end_sessions_of(&self, user: &str) -> Result<(), StoreError> {
        let delete = sqlx::query("DELETE FROM sessions WHERE user = $1").bind(user);
        delete.execute(&mut *self.writer.lock().await).await?;
        Ok(())
    }

    pub async fn forget_sessions(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let delete = sqlx::query("DELETE FROM sessions WHERE expires < $1").bind(micros(before));
        Ok(delete.execute(&mut *self.writer.lock().await).await?.rows_affected())
    }
}

fn agent_taken(error: sqlx::Error, user: &StoredUser) -> StoreError {
    let taken = error.as_database_error().is_some_and(|error| error.is_unique_violation());
    match &user.agent {
        Some(agent) if taken => StoreError::AgentTaken(agent.clone()),
        _ => error.into(),
    }
}

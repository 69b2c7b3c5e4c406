//! How values lie in columns.

use chrono::{DateTime, Utc};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{Row, sqlite::SqliteRow, types::Uuid};

use crate::{
    api::{CallSummary, Role},
    domain::{CallId, CallRecord, ContactId, Direction},
    storage::{StoreError, StoredUser},
};

/// Rows of one statement: enough to make the statement's own cost small, few enough for any engine's limit of values.
pub const ROWS: usize = 32;

/// A time as it is stored: microseconds since 1970 UTC.
pub fn micros(at: DateTime<Utc>) -> i64 {
    at.timestamp_micros()
}

/// The time that a column says; the first instant of 1970 for one that no calendar has.
pub fn time(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).unwrap_or_default()
}

/// A value as JSON. Our types have text keys only, so encoding them cannot fail; an empty text would be refused on reading.
pub fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Identities as one parameter: a JSON array of their hexadecimal digits, for `unhex(value) FROM json_each(...)`.
pub fn hex_list(ids: impl Iterator<Item = Uuid>) -> String {
    json(&ids.map(|id| id.simple().to_string()).collect::<Vec<_>>())
}

/// A value of a column of JSON.
pub fn read_json<T: DeserializeOwned>(what: &'static str, body: String) -> Result<T, StoreError> {
    serde_json::from_str(&body).map_err(|_| StoreError::BrokenRow { what })
}

/// A row of `calls`; its tickets are read apart.
pub fn call(row: &SqliteRow) -> Result<CallSummary, StoreError> {
    let seconds = |column| -> Result<u32, StoreError> {
        Ok(u32::try_from(row.try_get::<i64, _>(column)? / 1_000_000).unwrap_or(0))
    };
    let exit: Option<String> = row.try_get("exit")?;
    let record = CallRecord {
        call: CallId(row.try_get("id")?),
        switch_ref: row.try_get("switch_ref")?,
        contact: row.try_get::<Option<_>, _>("contact")?.map(ContactId),
        service: row.try_get::<String, _>("service")?.into(),
        queue: row.try_get::<Option<String>, _>("queue")?.map(Into::into),
        entered_at: time(row.try_get("entered_at")?),
        wait_s: seconds("wait")?,
        exit: exit.map(|exit| read_json("exit", exit)).transpose()?,
        agent: row.try_get::<Option<String>, _>("agent")?.map(Into::into),
        talk_s: seconds("talk")?,
        offered_at: None,
        hold_s: 0,
        wrap_up_s: 0,
        transferred: false,
        under_way: row.try_get::<i64, _>("over")? == 0,
        direction: read_direction(row.try_get("direction")?),
    };
    Ok(CallSummary { record, tickets: Vec::new(), replayable: row.try_get::<i64, _>("live")? == 1 })
}

/// Who began a call, as it is stored.
pub fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => "inbound",
        Direction::Outbound => "outbound",
    }
}

fn read_direction(stored: &str) -> Direction {
    if stored == "outbound" { Direction::Outbound } else { Direction::Inbound }
}

/// A row of `users`.
pub fn user(row: &SqliteRow) -> Result<StoredUser, StoreError> {
    let roles: Vec<Role> = read_json("user", row.try_get("roles")?)?;
    Ok(StoredUser {
        name: row.try_get("name")?,
        display: row.try_get("display")?,
        password: crate::domain::Redacted(row.try_get("password")?),
        agent: row.try_get::<Option<String>, _>("agent")?.map(Into::into),
        roles,
        queues: read_json("user", row.try_get("queues")?)?,
        unit: row.try_get::<Option<String>, _>("unit")?.map(Into::into),
        disabled: row.try_get::<i64, _>("disabled")? == 1,
    })
}

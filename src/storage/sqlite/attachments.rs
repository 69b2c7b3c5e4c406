//! Attachments of tickets.

use sqlx::{QueryBuilder, Row, SqliteConnection, sqlite::Sqlite as Db};

use super::{
    Sqlite,
    rows::{ROWS, json, micros, read_json},
};
use crate::{
    domain::{Attachment, AttachmentId, TicketId},
    storage::StoreError,
};

impl Sqlite {
    pub async fn attachment(&self, id: AttachmentId) -> Result<Option<(TicketId, Attachment)>, StoreError> {
        let select = sqlx::query("SELECT ticket, body FROM attachments WHERE id = $1").bind(id.0);
        let Some(row) = select.fetch_optional(&self.readers).await? else { return Ok(None) };
        Ok(Some((TicketId(row.try_get("ticket")?), read_json("attachment", row.try_get("body")?)?)))
    }

    pub async fn attachments(&self, ticket: TicketId) -> Result<Vec<Attachment>, StoreError> {
        let select = sqlx::query_scalar("SELECT body FROM attachments WHERE ticket = $1 ORDER BY at, id");
        let found: Vec<String> = select.bind(ticket.0).fetch_all(&self.readers).await?;
        found.into_iter().map(|body| read_json("attachment", body)).collect()
    }

    pub async fn is_attached(&self, sha256: &str) -> Result<bool, StoreError> {
        let select = sqlx::query("SELECT 1 FROM attachments WHERE sha256 = $1 LIMIT 1").bind(sha256);
        Ok(select.fetch_optional(&self.readers).await?.is_some())
    }
}

pub async fn insert(
    db: &mut SqliteConnection,
    attachments: &[(TicketId, &Attachment)],
) -> Result<(), StoreError> {
    for rows in attachments.chunks(ROWS) {
        let mut query = QueryBuilder::<Db>::new("INSERT INTO attachments (id, ticket, at, sha256, body) ");
        query.push_values(rows, |mut row, (ticket, attachment)| {
            row.push_bind(attachment.id.0);
            row.push_bind(ticket.0);
            row.push_bind(micros(attachment.at));
            row.push_bind(attachment.sha256.as_str());
            row.push_bind(json(attachment));
        });
        query.build().execute(&mut *db).await?;
    }
    Ok(())
}

//! Tickets that may be of one event.

use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, sqlite::Sqlite as Db};
use uuid::Uuid;

use super::{
    Sqlite,
    rows::{micros, read_json},
};
use crate::{
    domain::{Ticket, TicketId},
    storage::{OpenOf, StoreError},
};

impl Sqlite {
    pub async fn open_tickets(
        &self,
        of: &OpenOf,
        since: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Ticket>, StoreError> {
        let mut query = QueryBuilder::<Db>::new("SELECT body FROM tickets WHERE open = 1 AND ");
        match of {
            OpenOf::Category(category) => query.push("category = ").push_bind(category.as_str()),
            OpenOf::Contact(contact) => query.push("contact = ").push_bind(contact.0),
        };
        query.push(" AND at >= ").push_bind(micros(since));
        query.push(" ORDER BY at DESC LIMIT ").push_bind(limit);
        let bodies: Vec<String> = query.build_query_scalar().fetch_all(&self.readers).await?;
        bodies.into_iter().map(|body| read_json("ticket", body)).collect()
    }

    pub async fn most_followed(&self, among: &[TicketId]) -> Result<Option<TicketId>, StoreError> {
        let mut query = QueryBuilder::<Db>::new("SELECT mother FROM tickets WHERE mother IN (");
        let mut ids = query.separated(", ");
        for ticket in among {
            ids.push_bind(ticket.0);
        }
        query.push(") GROUP BY mother ORDER BY count(*) DESC, mother LIMIT 1");
        let mother: Option<Uuid> = query.build_query_scalar().fetch_optional(&self.readers).await?;
        Ok(mother.map(TicketId))
    }
}

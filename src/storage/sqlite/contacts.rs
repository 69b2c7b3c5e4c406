//! Reading contacts: as they are shown of all who are the same person, by whole number, and by what tickets say.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::{
    QueryBuilder, Row, SqliteConnection,
    sqlite::{Sqlite as Db, SqliteRow},
    types::Uuid,
};

use super::{
    Sqlite,
    rows::{hex_list, read_json, time},
};
use crate::{
    domain::{Belongings, CallId, Contact, ContactId, Event, People, Person, PhoneNumber, Ticket, TicketId},
    storage::{StoreError, StoredEvent},
};

/// The ids of all who are the same person as contact `$1`, or as those that are told in other words.
macro_rules! same_person {
    () => {
        same_person!("= $1")
    };
    ($which:literal) => {
        concat!(
            "WITH RECURSIVE up (id, whole) AS ( \
             SELECT id, merged_into FROM contacts WHERE id ",
            $which,
            " UNION SELECT c.id, c.merged_into FROM contacts AS c JOIN up ON c.id = up.whole), \
         same (id) AS ( \
             SELECT id FROM up WHERE whole IS NULL \
             UNION SELECT c.id FROM contacts AS c JOIN same ON c.merged_into = same.id) \
         SELECT id FROM same"
        )
    };
}
pub(super) use same_person;

/// Tickets that are looked at for whom they name.
const NAMING: i64 = 50;

/// All who are the same person as any of these contacts.
const PERSONS_OF: &str = concat!(
    "SELECT body, merged_into FROM contacts WHERE id IN (",
    same_person!("IN (SELECT unhex(value) FROM json_each($1))"),
    ")"
);

/// All who are the same person as this contact, as they were written down.
pub async fn persons_like(db: &mut SqliteConnection, contact: ContactId) -> Result<Vec<Person>, StoreError> {
    let select = concat!("SELECT body, merged_into FROM contacts WHERE id IN (", same_person!(), ")");
    let rows = sqlx::query(select).bind(contact.0).fetch_all(db).await?;
    rows.iter().map(person).collect()
}

fn person(row: &SqliteRow) -> Result<Person, StoreError> {
    let merged_into = row.try_get::<Option<Uuid>, _>("merged_into")?.map(ContactId);
    Ok(Person { own: read_json("contact", row.try_get("body")?)?, merged_into })
}

impl Sqlite {
    pub async fn contact(&self, id: ContactId) -> Result<Option<Contact>, StoreError> {
        let mut reader = self.readers.acquire().await?;
        let persons = persons_like(&mut reader, id).await?;
        Ok(People::of(persons, Vec::new()).shown(id))
    }

    pub async fn contacts_of(&self, ids: &[ContactId]) -> Result<HashMap<ContactId, Contact>, StoreError> {
        let rows = sqlx::query(PERSONS_OF).bind(hex_list(ids.iter().map(|id| id.0)));
        let rows = rows.fetch_all(&self.readers).await?;
        let persons = rows.iter().map(person).collect::<Result<Vec<_>, _>>()?;
        let people = People::of(persons, Vec::new());
        Ok(ids.iter().filter_map(|id| Some((*id, people.shown(*id)?))).collect())
    }

    pub async fn contacts_with(&self, forms: &[String]) -> Result<Vec<Contact>, StoreError> {
        if forms.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::<Db>::new("SELECT DISTINCT contact FROM numbers WHERE ");
        one_of(&mut query, "main", forms.iter().cloned());
        let ids: Vec<Uuid> =
            query.push(" ORDER BY contact").build_query_scalar().fetch_all(&self.readers).await?;
        self.shown(ids).await
    }

    pub async fn tickets_naming(
        &self,
        forms: &[String],
        name: &str,
        place: &str,
    ) -> Result<Vec<Ticket>, StoreError> {
        let mut query = QueryBuilder::<Db>::new(
            "SELECT tickets.body FROM ticket_callers JOIN tickets ON tickets.id = ticket_callers.ticket \
             WHERE tickets.contact IS NOT NULL AND ((reply <> '' AND ",
        );
        one_of(&mut query, "reply", forms.iter().cloned());
        query.push(") OR (name <> '' AND place <> '' AND name = ").push_bind(name.trim());
        query.push(" AND place = ").push_bind(place.trim());
        query.push(")) ORDER BY tickets.at DESC, tickets.id DESC LIMIT ").push_bind(NAMING);
        let bodies: Vec<String> = query.build_query_scalar().fetch_all(&self.readers).await?;
        bodies.into_iter().map(|body| read_json("ticket", body)).collect()
    }

    pub async fn last_call(
        &self,
        contact: ContactId,
        except: CallId,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let select = concat!(
            "SELECT max(entered_at) AS at FROM calls WHERE id <> $2 AND contact IN (",
            same_person!(),
            ")"
        );
        let row = sqlx::query(select).bind(contact.0).bind(except.0).fetch_one(&self.readers).await?;
        Ok(row.try_get::<Option<i64>, _>("at")?.map(time))
    }

    pub async fn belongings(&self, contact: ContactId) -> Result<Belongings, StoreError> {
        let mut reader = self.readers.acquire().await?;
        let select =
            concat!("SELECT id, call FROM tickets WHERE contact IN (", same_person!(), ") ORDER BY at, id");
        let tickets = sqlx::query(select).bind(contact.0).fetch_all(&mut *reader).await?;
        let select =
            concat!("SELECT body FROM callbacks WHERE contact IN (", same_person!(), ") ORDER BY at, id");
        let callbacks = sqlx::query_scalar(select).bind(contact.0);
        let callbacks: Vec<String> = callbacks.fetch_all(&mut *reader).await?;
        let ticket = |row: &SqliteRow| -> Result<_, StoreError> {
            Ok((TicketId(row.try_get("id")?), row.try_get::<Option<Uuid>, _>("call")?.map(CallId)))
        };
        Ok(Belongings {
            tickets: tickets.iter().map(ticket).collect::<Result<_, _>>()?,
            calls: calls_of(&mut reader, contact).await?,
            callbacks: callbacks
                .into_iter()
                .map(|body| read_json("callback", body))
                .collect::<Result<_, _>>()?,
        })
    }

    /// Who stands for these, each once, in the order in which they were named.
    pub(super) async fn shown(&self, ids: Vec<Uuid>) -> Result<Vec<Contact>, StoreError> {
        let ids: Vec<ContactId> = ids.into_iter().map(ContactId).collect();
        let mut found = self.contacts_of(&ids).await?;
        let mut contacts: Vec<Contact> = Vec::new();
        for contact in ids.iter().filter_map(|id| found.remove(id)) {
            if !contacts.iter().any(|known| known.id == contact.id) {
                contacts.push(contact);
            }
        }
        Ok(contacts)
    }
}

/// The calls of a contact, with the number that each began with.
async fn calls_of(
    db: &mut SqliteConnection,
    contact: ContactId,
) -> Result<Vec<(CallId, Option<PhoneNumber>)>, StoreError> {
    let select = concat!(
        "SELECT calls.id AS call, log.seq AS seq, log.body AS body FROM calls \
         LEFT JOIN log ON log.seq = (SELECT min(seq) FROM call_events WHERE call_events.call = calls.id) \
         WHERE contact IN (",
        same_person!(),
        ") ORDER BY entered_at, calls.id"
    );
    let rows = sqlx::query(select).bind(contact.0).fetch_all(db).await?;
    let call = |row: &SqliteRow| -> Result<_, StoreError> {
        let call = CallId(row.try_get("call")?);
        let Some(body) = row.try_get::<Option<Vec<u8>>, _>("body")? else { return Ok((call, None)) };
        let seq = row.try_get::<i64, _>("seq")?.cast_unsigned();
        let first = StoredEvent { seq, body, hash: Default::default() }.decode()?;
        Ok((call, number_of(first.event)))
    };
    rows.iter().map(call).collect()
}

fn number_of(event: Event) -> Option<PhoneNumber> {
    match event {
        Event::CallEntered { number, .. } | Event::CallPlaced { number, .. } => Some(number),
        _ => None,
    }
}

/// A column that is one of these.
pub(super) fn one_of<'q, T>(query: &mut QueryBuilder<Db>, column: &str, values: impl IntoIterator<Item = T>)
where
    T: sqlx::Encode<'q, Db> + sqlx::Type<Db> + 'q,
{
    query.push(column).push(" IN (");
    let mut list = query.separated(", ");
    for value in values {
        list.push_bind(value);
    }
    query.push(")");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::sqlite::plan;

    #[tokio::test]
    async fn contacts_are_looked_up_and_not_gone_through() {
        let plan = plan::Plans::open().await.plan(PERSONS_OF).await;
        assert!(!plan.iter().any(|step| step.starts_with("SCAN c")), "{plan:?}");
    }
}

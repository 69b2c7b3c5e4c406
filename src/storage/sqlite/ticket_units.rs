//! Which units have to do with which tickets: those that handle them, and those that help.

use sqlx::{QueryBuilder, SqliteConnection, sqlite::Sqlite as Db};
use uuid::Uuid;

use super::{lists::push_one_of, rows::ROWS, tickets::due};
use crate::{
    domain::{Ticket, UnitId},
    storage::{StoreError, TicketFilter},
};

/// A unit that has to do with a ticket; whether the ticket is open and when it is due stands here too, for lists are sorted by it.
#[derive(PartialEq, Eq)]
pub struct TicketUnit {
    unit: UnitId,
    joint: bool,
    open: bool,
    due: i64,
    ticket: Uuid,
}

/// The units that have to do with a ticket.
pub fn rows(ticket: &Ticket) -> Vec<TicketUnit> {
    let involved = &ticket.work.involved;
    let lead = involved.lead.iter().map(|unit| (unit, false));
    let joint = involved.joint.iter().map(|unit| (unit, true));
    let row = |(unit, joint): (&UnitId, bool)| TicketUnit {
        unit: unit.clone(),
        joint,
        open: !ticket.is_over(),
        due: due(ticket),
        ticket: ticket.id.0,
    };
    lead.chain(joint).map(row).collect()
}

/// Writes down the units of new tickets.
pub async fn insert<'a>(
    db: &mut SqliteConnection,
    tickets: impl Iterator<Item = &'a Ticket>,
) -> Result<(), StoreError> {
    let units: Vec<_> = tickets.flat_map(rows).collect();
    for rows in units.chunks(ROWS) {
        // A log of before may name a unit twice.
        let into = "INSERT OR IGNORE INTO ticket_units (unit, joint, open, due, ticket) ";
        let mut query = QueryBuilder::<Db>::new(into);
        query.push_values(rows, |mut row, of| {
            row.push_bind(of.unit.as_str()).push_bind(i64::from(of.joint)).push_bind(i64::from(of.open));
            row.push_bind(of.due).push_bind(of.ticket);
        });
        query.build().execute(&mut *db).await?;
    }
    Ok(())
}

/// Writes down the units of a ticket that has changed.
pub async fn replace(db: &mut SqliteConnection, ticket: &Ticket) -> Result<(), StoreError> {
    let delete = sqlx::query("DELETE FROM ticket_units WHERE ticket = $1").bind(ticket.id.0);
    delete.execute(&mut *db).await?;
    insert(db, std::iter::once(ticket)).await
}

/// What a filter asks of the units of tickets.
pub fn push_condition(query: &mut QueryBuilder<Db>, filter: &TicketFilter) {
    if filter.units.is_empty() {
        return;
    }
    query.push(" AND EXISTS (SELECT 1 FROM ticket_units INDEXED BY ticket_units_by_ticket");
    query.push(" WHERE ticket = tickets.id AND ");
    push_one_of(query, "unit", filter.units.iter().map(UnitId::as_str));
    if let Some(helped) = filter.helped {
        query.push(" AND joint = ").push_bind(i64::from(helped));
    }
    query.push(")");
}

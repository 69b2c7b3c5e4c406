//! Lists of tickets, the first to be due first. Each is read from indexes in its order, however many tickets there are: where several units
//! or states are asked for, their lists are merged.

use sqlx::{QueryBuilder, Row, sqlite::Sqlite as Db};

use super::{
    Sqlite,
    rows::{micros, read_json, time},
    ticket_units,
    tickets::NEVER,
};
use crate::{
    api::Page,
    domain::{AgentId, CategoryCode, StateId, Ticket, UnitId},
    storage::{DuePlace, StoreError, TicketFilter},
};

/// With more units than these nothing is merged: all tickets are gone through, most of which are theirs.
const MERGED: usize = 48;

impl Sqlite {
    pub async fn tickets(
        &self,
        filter: &TicketFilter,
        after: Option<DuePlace>,
        limit: u32,
    ) -> Result<Page<Ticket>, StoreError> {
        let rows = list(filter, after, limit).build().fetch_all(&self.readers).await?;
        let more = rows.len() > limit as usize;
        let mut items = Vec::with_capacity(rows.len());
        let mut last = None;
        for row in rows.into_iter().take(limit as usize) {
            let due: i64 = row.try_get("due")?;
            let ticket: Ticket = read_json("ticket", row.try_get("body")?)?;
            last = Some(DuePlace { due: (due != NEVER).then(|| time(due)), id: ticket.id.0 });
            items.push(ticket);
        }
        let next = last.filter(|_| more).map(|place| place.to_string());
        Ok(Page { items, next })
    }
}

/// The query for a page, and for one ticket more, which tells whether another page follows.
fn list(filter: &TicketFilter, after: Option<DuePlace>, limit: u32) -> QueryBuilder<Db> {
    let mut query = QueryBuilder::new("SELECT listed.due, body FROM (");
    for (place, part) in parts(filter).iter().enumerate() {
        query.push(if place > 0 { " UNION " } else { "" });
        part.push(&mut query, filter, after);
    }
    query.push(" ORDER BY due, id LIMIT ").push_bind(i64::from(limit) + 1);
    query.push(") AS listed CROSS JOIN tickets ON tickets.id = listed.id ORDER BY listed.due, listed.id");
    query
}

/// What lies in one stretch of an index, in the list's order.
struct Part<'a> {
    open: bool,
    from: From<'a>,
}

/// Which index.
#[derive(Clone, Copy)]
enum From<'a> {
    /// That of the units; whether the unit helps.
    Unit(&'a UnitId, bool),
    /// That of the states.
    State(&'a StateId),
    /// One whose other columns the filter fixes.
    Index(&'static str),
}

/// The parts of which a list is merged.
fn parts(filter: &TicketFilter) -> Vec<Part<'_>> {
    let open: &[bool] = if filter.over { &[true, false] } else { &[true] };
    let both = |from| open.iter().map(move |open| Part { open: *open, from });
    sources(filter).into_iter().flat_map(both).collect()
}

fn sources(filter: &TicketFilter) -> Vec<From<'_>> {
    let TicketFilter { agent, units, helped, states, approver, mother, .. } = filter;
    if !units.is_empty() && units.len() <= MERGED {
        let joint: &[bool] = match helped {
            Some(true) => &[true],
            Some(false) => &[false],
            None => &[false, true],
        };
        return units.iter().flat_map(|unit| joint.iter().map(|joint| From::Unit(unit, *joint))).collect();
    }
    let index = match (mother, approver, agent) {
        (Some(_), ..) => "tickets_by_mother",
        (None, Some(_), _) => "tickets_by_approver",
        (None, None, Some(_)) => "tickets_by_agent",
        (None, None, None) if states.is_empty() => "tickets_by_due",
        (None, None, None) => return states.iter().map(From::State).collect(),
    };
    vec![From::Index(index)]
}

impl Part<'_> {
    fn push(&self, query: &mut QueryBuilder<Db>, filter: &TicketFilter, after: Option<DuePlace>) {
        let open = i64::from(self.open);
        let place = match self.from {
            From::Unit(unit, joint) => {
                query.push(
                    "SELECT ticket_units.due AS due, ticket AS id FROM ticket_units \
                     CROSS JOIN tickets ON tickets.id = ticket WHERE unit = ",
                );
                query.push_bind(unit.as_str().to_owned());
                query.push(format!(" AND joint = {} AND ticket_units.open = {open}", i64::from(joint)));
                "ticket_units.due, ticket"
            }
            From::State(state) => {
                query.push("SELECT due, id FROM tickets INDEXED BY tickets_by_state WHERE state = ");
                query.push_bind(state.as_str().to_owned()).push(format!(" AND open = {open}"));
                "due, id"
            }
            From::Index(index) => {
                query.push(format!("SELECT due, id FROM tickets INDEXED BY {index} WHERE open = {open}"));
                "due, id"
            }
        };
        match self.from {
            From::Unit(..) => push_conditions(query, filter),
            From::State(_) => push_conditions(query, &TicketFilter { states: Vec::new(), ..filter.clone() }),
            From::Index(_) => {
                push_conditions(query, filter);
                ticket_units::push_condition(query, filter);
            }
        }
        if let Some(DuePlace { due, id }) = after {
            query.push(format!(" AND ({place}) > (")).push_bind(due.map_or(NEVER, micros));
            query.push(", ").push_bind(id).push(")");
        }
    }
}

/// What a filter asks of tickets, but for their units and whether they are over.
pub fn push_conditions(query: &mut QueryBuilder<Db>, filter: &TicketFilter) {
    let TicketFilter { agent, units: _, helped: _, states, category, .. } = filter;
    let TicketFilter { priority, from, to, approver, mother, over: _, .. } = filter;
    let texts = [
        ("agent", agent.as_ref().map(AgentId::as_str)),
        ("category", category.as_ref().map(CategoryCode::as_str)),
        ("approver", approver.map(|approver| approver.name())),
    ];
    for (column, text) in texts {
        if let Some(text) = text {
            query.push(format!(" AND {column} = ")).push_bind(text.to_owned());
        }
    }
    if !states.is_empty() {
        push_one_of(query.push(" AND "), "state", states.iter().map(StateId::as_str));
    }
    if let Some(mother) = mother {
        query.push(" AND mother = ").push_bind(mother.0);
    }
    let numbers = [
        (" AND priority = ", priority.map(|priority| priority as i64 + 1)),
        (" AND at >= ", from.map(micros)),
        (" AND at < ", to.map(micros)),
    ];
    for (condition, number) in numbers {
        if let Some(number) = number {
            query.push(condition).push_bind(number);
        }
    }
}

/// A column that is one of these.
pub fn push_one_of<'a>(query: &mut QueryBuilder<Db>, column: &str, any: impl Iterator<Item = &'a str>) {
    let mut list = query.push(format!("{column} IN (")).separated(", ");
    for one in any {
        list.push_bind(one.to_owned());
    }
    query.push(")");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{TicketId, lifecycle::Duty},
        storage::sqlite::plan,
    };

    #[tokio::test]
    async fn no_list_of_a_screen_goes_through_all_tickets_or_is_sorted() {
        let plan_of = plan::Plans::open().await;
        let agent = || Some("1001".into());
        let units = || vec!["water".into(), "power".into()];
        let states = || vec!["dispatched".into(), "in_hand".into()];
        let none = TicketFilter::default;
        let (by_agent, by_unit) = ("(agent=? AND open=?", "(unit=? AND joint=? AND open=?");
        let crowd = (0..=MERGED).map(|n| n.to_string().into()).collect();
        let in_hand = vec!["in_hand".into()];
        let lists = [
            (none(), "(open=?"),
            (TicketFilter { agent: agent(), ..none() }, by_agent),
            (TicketFilter { agent: agent(), states: states(), ..none() }, by_agent),
            (TicketFilter { units: units(), ..none() }, by_unit),
            (TicketFilter { units: units(), helped: Some(true), ..none() }, by_unit),
            (TicketFilter { units: units(), helped: Some(false), states: in_hand, ..none() }, by_unit),
            (TicketFilter { units: crowd, ..none() }, "(open=?"),
            (TicketFilter { states: states(), ..none() }, "(state=? AND open=?"),
            (TicketFilter { approver: Some(Duty::Lead), ..none() }, "(approver=?"),
            (TicketFilter { mother: Some(TicketId(uuid::Uuid::nil())), ..none() }, "(mother=?"),
        ];
        // Nobody's list in particular: what the index holds says which tickets are on it.
        let (category, priority) = (Some("C101".into()), Some(crate::domain::Priority::P1));
        let (from, to) = (Some(time(0)), Some(time(1)));
        let covered = "USING COVERING INDEX tickets_by_due (open=?";
        let lists = lists.into_iter().chain([
            (TicketFilter { category, ..none() }, covered),
            (TicketFilter { priority, ..none() }, covered),
            (TicketFilter { from, to, ..none() }, covered),
        ]);
        let place = DuePlace { due: Some(time(0)), id: uuid::Uuid::nil() };
        for over in [false, true] {
            for (filter, index) in lists.clone() {
                let filter = TicketFilter { over, ..filter };
                for after in [None, Some(place)] {
                    let plan = plan_of.plan(list(&filter, after, 50).sql().as_str()).await;
                    let is_bad = |step: &&String| {
                        step.contains("TEMP B-TREE") || step.starts_with("SCAN") && *step != "SCAN listed"
                    };
                    assert_eq!(plan.iter().find(is_bad), None, "{filter:?}: {plan:#?}");
                    assert!(plan.iter().any(|step| step.contains(index)), "{filter:?}: {plan:#?}");
                }
            }
        }
    }
}

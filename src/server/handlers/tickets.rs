//! Tickets, the first to be due first.

use axum::{Json, extract::State};

use super::Problems;
use crate::{
    api::{Code, Me, Page, TicketSummary, WhichTickets},
    domain::{Sought, UnitId},
    server::{
        app::App,
        extract::{Asked, TicketStaff},
        masking::is_for_a_unit,
        problem::ApiError,
    },
    storage::{NoPlace, TicketFilter},
};

/// Tickets, the first to be due first; those that are looked for by `q`, the last submitted first: what a caller asks about is mostly
/// recent, and such a list can be gone through page by page at any length. Units see those that they handle or help with.
#[utoipa::path(get, path = "/tickets", params(WhichTickets),
    responses((status = OK, body = Page<TicketSummary>), Problems))]
pub async fn tickets(
    State(app): State<App>,
    TicketStaff(me): TicketStaff,
    Asked(which): Asked<WhichTickets>,
) -> Result<Json<Page<TicketSummary>>, ApiError> {
    if which.mine && me.agent.is_none() {
        // Who takes no calls wrote none.
        return Ok(Json(Page { items: Vec::new(), next: None }));
    }
    let filter = TicketFilter {
        agent: me.agent.clone().filter(|_| which.mine).or(which.agent),
        units: units(&app, &me, which.unit)?,
        helped: which.helped,
        states: which.state,
        category: which.category,
        priority: which.priority,
        from: which.from,
        to: which.to,
        approver: which.approver,
        mother: which.mother,
        over: which.over,
    };
    if filter.helped.is_some() && filter.units.is_empty() {
        let detail = "nobody knows whose help is meant by `helped`; name a unit with `unit`";
        return Err(ApiError::new(Code::BadRequest, detail));
    }
    let limit = which.limit.unwrap_or(50).clamp(1, app.limits.page);
    let query = which.q.as_deref().map(str::trim).filter(|query| !query.is_empty());
    let Page { items, next } = match query {
        Some(query) => {
            let sought =
                Sought::parse(query).map_err(|why| ApiError::new(Code::BadRequest, why.to_string()))?;
            let before = which.after.map(|after| after.parse().map_err(|_| NoPlace)).transpose()?;
            app.store.search_tickets(&sought, me.agent.as_ref(), &filter, before, limit).await?
        }
        None => {
            let after = which.after.as_deref().map(str::parse).transpose()?;
            app.store.tickets(&filter, after, limit).await?
        }
    };
    Ok(Json(Page { items: items.iter().map(TicketSummary::of).collect(), next }))
}

/// The units whose tickets are listed: the one asked for; of somebody who is of a unit its own, those below it, and those that it stands
/// in for, and no other.
fn units(app: &App, me: &Me, wanted: Option<UnitId>) -> Result<Vec<UnitId>, ApiError> {
    let Some(own) = me.unit.as_ref().filter(|_| is_for_a_unit(me)) else {
        return Ok(wanted.into_iter().collect());
    };
    let units = &app.units;
    let is_theirs = |unit: &UnitId| units.is_within(unit, own) || units.stands_for(own, unit);
    match wanted {
        Some(unit) if is_theirs(&unit) => Ok(vec![unit]),
        Some(unit) => {
            let detail = format!("unit {unit} is none of yours: you are of {own}");
            Err(ApiError::new(Code::Forbidden, detail))
        }
        None => Ok(units.iter().map(|unit| &unit.id).filter(|unit| is_theirs(unit)).cloned().collect()),
    }
}

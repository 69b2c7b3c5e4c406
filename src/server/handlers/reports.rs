//! Reports of calls and agents, and the calls behind a number of one.

use axum::{Json, extract::State};
use tokio::sync::SemaphorePermit;

use super::Problems;
use crate::{
    api::{Code, Me, Role, WhichNumber, WhichReport},
    domain::AgentId,
    metrics::{Behind, Cell, Every, Ids, Interval, Periods, Report, Row, Sheet},
    server::{
        app::App,
        extract::{Asked, At, Seated},
        problem::ApiError,
        reports::{AsInLog, Counting, fold},
    },
};

/// The numbers of a time. Agents see their own rows of `agents` and `states`.
#[utoipa::path(get, path = "/reports/{report}", params(("report" = Report, Path), WhichReport),
    responses((status = OK, body = Sheet), Problems))]
pub async fn report(
    State(app): State<App>,
    Seated(me): Seated,
    At(report): At<Report>,
    Asked(which): Asked<WhichReport>,
) -> Result<Json<Sheet>, ApiError> {
    let own = own_rows(&me, report)?;
    let (_turn, range) = (turn(&app)?, range(&which)?);
    let now = app.clock.reading();
    let periods =
        Periods::<Ids>::new(which.interval, which.tz.unwrap_or(now.zone), range).only(report.whom());
    let periods = fold(&app.store, Counting::new(periods, &which)).await?.until(now.now);
    let mut sheet = report.sheet(&periods, &AsInLog, range);
    if let Some(own) = own {
        sheet.rows.retain(|row| row.first() == Some(&Cell::Text(own.to_string())));
    }
    Ok(Json(sheet))
}

/// The calls behind a number: which, when, and how much each adds. Nothing of the callers.
#[utoipa::path(get, path = "/reports/{report}/calls", params(("report" = Report, Path), WhichReport, WhichNumber),
    responses((status = OK, body = Sheet), Problems))]
pub async fn report_calls(
    State(app): State<App>,
    Seated(me): Seated,
    At(report): At<Report>,
    Asked(which): Asked<WhichReport>,
    Asked(number): Asked<WhichNumber>,
) -> Result<Json<Sheet>, ApiError> {
    if own_rows(&me, report)?.is_some_and(|own| own.as_str() != number.row) {
        return Err(ApiError::new(Code::Forbidden, "that row is another agent's; ask for your own"));
    }
    let field = report.field(&number.column).ok_or_else(|| {
        let (report, column) = (report.name(), &number.column);
        ApiError::new(
            Code::BadRequest,
            format!(
                "report {report} has no column {column:?} with calls behind it; ask for one of its numbers"
            ),
        )
    })?;
    let (_turn, now) = (turn(&app)?, app.clock.reading());
    let zone = which.tz.unwrap_or(now.zone);
    let interval = match number.start {
        Some(start) => which.interval.of(zone, start),
        None if which.interval == Every::All => Interval::ALL,
        None => {
            return Err(ApiError::new(
                Code::BadRequest,
                "there are several intervals; say with `start` which",
            ));
        }
    };
    let behind = Behind::<Ids>::new(row(report, &number.row), interval.within(range(&which)?));
    let behind = fold(&app.store, Counting::new(behind, &which)).await?.until(now.now);
    Ok(Json(behind.sheet(report, field, zone, |call| call.to_string())))
}

/// Whose rows alone somebody may see; none: all.
fn own_rows(me: &Me, report: Report) -> Result<Option<AgentId>, ApiError> {
    if me.roles.iter().any(|role| matches!(role, Role::Lead | Role::Qa)) {
        return Ok(None);
    }
    let is_of_agents = matches!(report, Report::Agents | Report::States);
    match &me.agent {
        Some(agent) if is_of_agents && me.roles.contains(&Role::Agent) => Ok(Some(agent.clone())),
        _ => {
            let who = "only a lead or a QA reviewer may see this; agents may ask for `agents` and `states`";
            Err(ApiError::new(Code::Forbidden, who))
        }
    }
}

fn turn(app: &App) -> Result<SemaphorePermit<'_>, ApiError> {
    app.reports.try_acquire().map_err(|_| {
        ApiError::wait(Code::TooMany, 5, "other reports are being made; ask again in a few seconds")
    })
}

fn range(which: &WhichReport) -> Result<Interval, ApiError> {
    let range = which.range();
    if range.to <= range.from {
        return Err(ApiError::new(
            Code::BadRequest,
            "the time ends before it begins; give `to` later than `from`",
        ));
    }
    Ok(range)
}

fn row(report: Report, name: &str) -> Row<Ids> {
    match report {
        Report::Queues | Report::Exits => Row::Queue(name.into()),
        Report::Services => Row::Service(name.into()),
        Report::Agents | Report::States => Row::Agent(name.into()),
        Report::Intervals => Row::Centre,
    }
}

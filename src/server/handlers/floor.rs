//! What a screen starts from.

use axum::{Json, extract::State};

use super::Problems;
use crate::{
    api::Snapshot,
    metrics::Today,
    server::{
        app::App,
        extract::Seated,
        masking::{floor_for, is_for_a_unit},
        problem::ApiError,
    },
};

/// The floor, today's numbers and the clock, up to a place in the log from which the live stream goes on. Handling units are told of no
/// calls and agents.
#[utoipa::path(get, path = "/floor", responses((status = OK, body = Snapshot), Problems))]
pub async fn floor(State(app): State<App>, Seated(me): Seated) -> Result<Json<Snapshot>, ApiError> {
    let view = app.writer.look().await?;
    let clock = app.clock.reading();
    let today = if is_for_a_unit(&me) { Today::new(clock.zone) } else { view.today.clone() };
    Ok(Json(Snapshot {
        seq: view.seq,
        clock,
        me: (*me).clone(),
        floor: floor_for(&me, &view.floor),
        today,
        abilities: app.abilities,
    }))
}

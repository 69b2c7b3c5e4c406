//! What a screen starts from.

use axum::{Json, extract::State};

use super::Problems;
use crate::{
    api::Snapshot,
    domain::Difference,
    server::{app::App, extract::Seated, masking::Sight, problem::ApiError},
};

/// The floor, today's numbers and the clock, up to a place in the log from which the live stream goes on.
#[utoipa::path(get, path = "/floor", responses((status = OK, body = Snapshot), Problems))]
pub async fn floor(State(app): State<App>, Seated(me): Seated) -> Result<Json<Snapshot>, ApiError> {
    let view = app.writer.look().await?;
    let mut floor = view.floor.clone();
    if Sight::of(&me) == Sight::Floor {
        // As in the events that follow.
        floor.differences = floor.differences.iter().map(Difference::masked).collect();
    }
    Ok(Json(Snapshot {
        seq: view.seq,
        clock: app.clock.reading(),
        me: (*me).clone(),
        floor,
        today: view.today.clone(),
        abilities: app.abilities,
    }))
}

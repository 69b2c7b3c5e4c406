//! What a screen starts from.

use axum::{Json, extract::State};

use super::Problems;
use crate::{
    api::Snapshot,
    server::{app::App, extract::SignedIn, problem::ApiError},
};

/// The floor, today's numbers and the clock, up to a place in the log from which the live stream goes on.
#[utoipa::path(get, path = "/floor", responses((status = OK, body = Snapshot), Problems))]
pub async fn floor(State(app): State<App>, SignedIn(me): SignedIn) -> Result<Json<Snapshot>, ApiError> {
    let view = app.writer.look().await?;
    Ok(Json(Snapshot {
        seq: view.seq,
        clock: app.clock.reading(),
        me: (*me).clone(),
        floor: view.floor.clone(),
        today: view.today.clone(),
        abilities: app.abilities,
    }))
}

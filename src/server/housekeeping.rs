//! What is done now and then: old answers and ended sessions are forgotten.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::app::App;

const EVERY: Duration = Duration::from_secs(3600);

/// Works until the server stops.
pub async fn keep_house(app: App) {
    let mut hourly = tokio::time::interval(EVERY);
    loop {
        tokio::select! {
            _ = hourly.tick() => forget(&app).await,
            () = app.stopping.cancelled() => return,
        }
    }
}

async fn forget(app: &App) {
    let kept = TimeDelta::from_std(app.limits.answers).unwrap_or(TimeDelta::MAX);
    // Answers carry the desk's time: on a recorded day that is the day's.
    let before = app.clock.now().checked_sub_signed(kept).unwrap_or(DateTime::<Utc>::MIN_UTC);
    if let Err(error) = app.store.forget_answers(before).await {
        tracing::warn!(%error, "old answers stay for now");
    }
    if let Err(error) = app.store.forget_sessions(Utc::now()).await {
        tracing::warn!(%error, "ended sessions stay for now");
    }
}

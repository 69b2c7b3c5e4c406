//! Waiting for what comes by itself, with an end.

use std::time::Duration;

/// Far longer than anything takes that comes at all.
const PATIENCE: Duration = Duration::from_secs(60);

/// Looks again and again until it holds; each look must await something.
///
/// # Panics
/// When it does not come.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let waiting = async { while !holds().await {} };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("{what} has not come"));
}

//! Many callers at once.

use hotdesk::switch::Happened;

use crate::asterisk::{exchange::Release, line::Line};

through_each_release!(three_hundred_callers_at_once_are_all_told_once);

async fn three_hundred_callers_at_once_are_all_told_once(release: Release) {
    let Some(mut line) = Line::up_to(release).await else { return };
    line.exchange.crowd(300, 50, 9_000);
    for _ in 0..300 {
        line.over().await;
    }
    let entered = line.told.iter().filter(|event| matches!(event.what, Happened::Entered { .. })).count();
    assert_eq!(entered, 300);
    line.exchange.check_log(&[("ENTERQUEUE", 300), ("ABANDON", 300), ("CONNECT", 0)]).await;
    line.records_agree().await;
}

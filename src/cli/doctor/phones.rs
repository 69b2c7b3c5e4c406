//! The phone switch, where the settings name one.

use super::Finding;
use crate::{
    cli::phones,
    config::{Settings, Site},
};

/// Whether the switch can be reached, lets us in and answers what is asked of it first.
pub(super) async fn examine(settings: &Settings) -> Option<Finding> {
    // A catalogue with a fault in it is found elsewhere.
    let queues = Site::load(&settings.desk).map(|site| site.queues).unwrap_or_default();
    let asterisk = &settings.switch.asterisk;
    match phones::switch(asterisk, &queues) {
        Ok(None) => None,
        Ok(Some(switch)) => Some(match switch.probe().await {
            Ok(version) => {
                Finding::good("asterisk", format!("{} (Manager Interface {version})", asterisk.address))
            }
            Err(error) => Finding::wrong("asterisk", error.to_string()),
        }),
        Err(error) => Some(Finding::wrong("asterisk", format!("{error:#}"))),
    }
}

//! What was sent of it, so that it is done once.

use super::Deed;
use crate::{
    domain::{TicketForm, lifecycle::Asked},
    tui::desk::RequestId,
};

/// What was sent.
#[derive(Clone, Debug)]
pub struct Sent {
    key: RequestId,
    version: u32,
    asked: Asked,
    form: TicketForm,
}

impl Deed {
    /// The key under which this is sent, and the version of the ticket that it is said of: what was sent once and did not come back is
    /// sent again as it was, so that it is done once.
    pub fn key_for(
        &mut self,
        asked: &Asked,
        version: u32,
        new: impl FnOnce() -> RequestId,
    ) -> (RequestId, u32) {
        let is_refused = std::mem::take(&mut self.is_refused);
        let is_same = |sent: &&Sent| sent.asked == *asked && sent.form == *self.form && !is_refused;
        let (key, version) = match self.sent.as_ref() {
            None => (RequestId(self.id.0), version),
            Some(sent) => {
                Some(sent).filter(is_same).map_or_else(|| (new(), version), |sent| (sent.key, sent.version))
            }
        };
        self.sent = Some(Sent { key, version, asked: asked.clone(), form: (*self.form).clone() });
        (key, version)
    }

    /// It was refused: said again, it is something new.
    pub fn refused(&mut self) {
        self.is_refused = true;
    }
}

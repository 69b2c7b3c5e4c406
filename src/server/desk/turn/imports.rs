//! Calls of other systems come into the log: each once, in its own time.

use std::collections::HashSet;

use super::{Answer, Refusal, Turn};
use crate::{
    api::Imported,
    domain::{Actor, CallId, CallRecord, Event},
};

impl Turn<'_> {
    pub fn import(
        &mut self,
        actor: &Actor,
        records: Vec<CallRecord>,
        mut known: HashSet<CallId>,
    ) -> Result<Answer, Refusal> {
        let mut imported = Imported::default();
        for record in records {
            if !known.insert(record.call) {
                imported.known += 1;
                continue;
            }
            imported.new += 1;
            let event = Event::CallImported { record: Box::new(record.clone()) };
            self.record(record.entered_at, actor.clone(), event)?;
        }
        Ok(Answer::Imported(imported))
    }
}

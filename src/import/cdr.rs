//! Asterisk's call detail records (CDR), `Master.csv` of `cdr_csv` or a copy out of a database. It must not know where the text comes from.
//!
//! ```text
//! accountcode,src,dst,dcontext,clid,channel,dstchannel,lastapp,lastdata,start,answer,end,duration,billsec,disposition,amaflags
//!   [,uniqueid][,userfield][,peeraccount,linkedid,sequence]                       or in the order that a first line with names tells
//! ```
//!
//! A row is one leg of a call; rows of one `linkedid` (else `uniqueid`, else channel and start) are one call. They are written when the
//! call is over, close together: rows more than [`OPEN`] calls apart are no longer put together.
//!
//! | rows of a call | what is made of them |
//! |---|---|
//! | `Queue`, answered by `dstchannel`, `billsec` over 0 | offered to the queue that `lastdata` begins with, and answered by the phone of that channel; wait = start + duration − billsec, less the start of the first row since the last answer |
//! | `Queue`, not answered, or answered without a `dstchannel` (by the greeting) | the wait goes on in the next such row; after the last one the caller hung up |
//! | `Queue`, `BUSY`, `FAILED`, `CONGESTION` | failed |
//! | only `Dial`, answered | answered by the phone called, without a queue |
//! | only others | hung up in the greeting |
//! | from a phone that has answered a queue's call before | an agent's own call: none that came in |
//!
//! What this record cannot know: when a caller came to a queue (where a greeting answers, the wait is in the talk and counts as none), how a
//! caller left it (key, longest wait, nobody there: the row says only what came next), times of holding, whose phone rang in vain, who was
//! signed in. `queue_log` and CEL know. Source: <https://docs.asterisk.org/Configuration/Reporting/Call-Detail-Records-CDR/>, and the
//! records that version 22 wrote.

use std::collections::{HashSet, VecDeque};

use chrono_tz::Tz;

mod call;
mod row;

use call::call;
pub use row::phone;
use row::{Form, Row};

use super::{
    columns::Cells,
    lines::Spot,
    open::OpenCalls,
    past::PastCall,
    past_calls::{Gather, Line, Trouble},
};

/// How many calls are kept open for a row that comes late.
const OPEN: usize = 256;
/// Most rows of one call: a loop of the dialplan must not fill the memory.
const ROWS: usize = 1_000;

/// Makes calls of rows.
pub struct Cdr {
    zone: Tz,
    cells: Cells,
    form: Option<Form>,
    open: OpenCalls<Vec<Row>>,
    agents: Phones,
}

/// Phones that have answered calls of queues.
#[derive(Default)]
pub struct Phones(HashSet<String>);

impl Phones {
    /// No centre has more.
    const MOST: usize = 100_000;

    /// A phone has answered.
    pub fn note(&mut self, phone: &str) {
        if self.0.len() < Self::MOST && !self.0.contains(phone) {
            self.0.insert(phone.to_owned());
        }
    }

    /// Whether it has answered before.
    pub fn know(&self, phone: &str) -> bool {
        self.0.contains(phone)
    }
}

impl Cdr {
    /// With times of this zone.
    pub fn new(zone: Tz) -> Self {
        let (cells, open) = (Cells::new(b','), OpenCalls::new(OPEN));
        Self { zone, cells, form: None, open, agents: Phones::default() }
    }
}

impl Gather for Cdr {
    fn line(&mut self, line: Line<'_>, ready: &mut VecDeque<PastCall>) -> Result<(), Trouble> {
        self.cells.split(line.text);
        let form = match &self.form {
            Some(form) => form,
            None => {
                let (form, is_header) = Form::of(&self.cells);
                let form = self.form.insert(form);
                if is_header {
                    return form.check(&self.cells).map_err(Trouble::Record);
                }
                form
            }
        };
        let (name, row) = form.row(&self.cells, self.zone).map_err(Trouble::Line)?;
        if row.is_of_queue() && row.is_answered() {
            self.agents.note(&row.answered_by);
        }
        let rows = self.open.of(&name, line.spot, Vec::new);
        if rows.len() < ROWS {
            rows.push(Row { name, ..row });
        }
        ready.extend(self.open.spill().and_then(|rows| call(rows, &self.agents)));
        Ok(())
    }

    fn finish(&mut self, ready: &mut VecDeque<PastCall>) {
        while let Some(rows) = self.open.close_first() {
            ready.extend(call(rows, &self.agents));
        }
    }

    fn since(&self) -> Option<Spot> {
        self.open.since()
    }
}

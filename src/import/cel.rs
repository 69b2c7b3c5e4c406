//! Asterisk's channel event log (CEL), `Master.csv` of `cel_custom`. It must not know where the text comes from.
//!
//! ```text
//! eventtype,eventtime,cidname,cidnum,cidani,cidrdnis,ciddnid,exten,context,channame,appname,appdata,amaflags,accountcode,
//!   uniqueid,linkedid,peer,userfield,userdeftype,eventextra                       or in the order that a first line with names tells
//! ```
//!
//! Events of one `linkedid` are one call, and the channel whose `uniqueid` that is belongs to the caller.
//!
//! | event | what is made of it |
//! |---|---|
//! | `CHAN_START` of the caller | the call came in |
//! | the caller's first event within `Queue` (`APP_START`, or the music that begins) | offered to the queue that `appdata` begins with |
//! | `BRIDGE_ENTER` of both | answered, by the phone of the other channel |
//! | music for the caller within the bridge, `HOLD`, `UNHOLD` | on hold, and not any more |
//! | `BLINDTRANSFER`, `ATTENDEDTRANSFER` | handed on: the talk is over |
//! | `BRIDGE_EXIT` of the caller | the talk is over |
//! | `BRIDGE_ENTER` of a caller who waited, and by then outside of `Queue` | taken out of the queue by a person, and answered |
//! | `HANGUP` of a caller who waits | hung up |
//! | the caller's next event outside of `Queue` | out by a key if one was pressed, else the longest wait |
//! | `LINKEDID_END`, or the end of a record that does not have it | the call is over |
//!
//! What this record cannot know: whether the longest wait was reached, or nobody was left who serves the queue, or a person sent the caller
//! on in the dialplan; who was signed in or paused. `queue_log` knows. A call that a phone begins which has answered a queue's call before is an
//! agent's own, and none that came in. Source: <https://docs.asterisk.org/Configuration/Reporting/Channel-Event-Logging-CEL/>, and the log
//! that version 22 wrote.

use std::collections::VecDeque;

use chrono_tz::Tz;

mod call;
mod event;

use call::CelCall;
use event::Form;

use super::{
    cdr::Phones,
    columns::Cells,
    lines::Spot,
    open::OpenCalls,
    past::PastCall,
    past_calls::{Gather, Line, Trouble},
};

/// Most calls that are under way at once.
const OPEN: usize = 65_536;

/// Makes calls of events.
pub struct Cel {
    zone: Tz,
    cells: Cells,
    form: Option<Form>,
    open: OpenCalls<CelCall>,
    agents: Phones,
}

impl Cel {
    /// With times of this zone; times since 1970 have none.
    pub fn new(zone: Tz) -> Self {
        let (cells, open) = (Cells::new(b','), OpenCalls::new(OPEN));
        Self { zone, cells, form: None, open, agents: Phones::default() }
    }

    fn over(&self, call: Option<CelCall>) -> Option<PastCall> {
        call.and_then(|call| call.over(&self.agents))
    }
}

impl Gather for Cel {
    fn line(&mut self, line: Line<'_>, ready: &mut VecDeque<PastCall>) -> Result<(), Trouble> {
        self.cells.split(line.text);
        let form = match &self.form {
            Some(form) => form,
            None => {
                let (form, is_header) = Form::of(&self.cells).map_err(Trouble::Record)?;
                let form = self.form.insert(form);
                if is_header {
                    return Ok(());
                }
                form
            }
        };
        let event = form.event(&self.cells, self.zone).map_err(Trouble::Line)?;
        if event.kind == "LINKEDID_END" {
            let call = self.open.close(event.call);
            ready.extend(call.and_then(|call| call.over(&self.agents)));
            return Ok(());
        }
        let call = match event.kind {
            // What comes after the end is of no call that is known.
            "CHAN_START" => Some(self.open.of(event.call, line.spot, || CelCall::new(&event))),
            _ => self.open.get(event.call),
        };
        if let Some(call) = call {
            call.step(&event);
            call.answered_by().into_iter().for_each(|phone| self.agents.note(phone));
        }
        let spilt = self.open.spill();
        ready.extend(self.over(spilt));
        Ok(())
    }

    /// Calls whose caller has not hung up are told when the record goes on.
    fn finish(&mut self, ready: &mut VecDeque<PastCall>) {
        while let Some(call) = self.open.close_first() {
            ready.extend(self.over(Some(call).filter(CelCall::is_left)));
        }
    }

    fn since(&self) -> Option<Spot> {
        self.open.since()
    }
}

//! Any table of calls, one row a call, as a mapping tells which column is what. It must not know where the text comes from.

use std::collections::VecDeque;

use chrono_tz::Tz;

mod call;
mod mapping;

use call::Places;
pub use mapping::{Mapping, MappingError};

use super::{
    columns::Cells,
    past::PastCall,
    past_calls::{Gather, Line, Trouble},
};

/// Makes calls of rows.
pub struct Table {
    mapping: Mapping,
    zone: Tz,
    cells: Cells,
    places: Option<Places>,
}

impl Table {
    /// As the mapping tells; times are of this zone where it tells none.
    pub fn new(mapping: Mapping, zone: Tz) -> Self {
        let zone = mapping.zone.unwrap_or(zone);
        Self { cells: Cells::new(mapping.separator()), zone, mapping, places: None }
    }
}

impl Gather for Table {
    fn line(&mut self, line: Line<'_>, ready: &mut VecDeque<PastCall>) -> Result<(), Trouble> {
        self.cells.split(line.text);
        let places = match &self.places {
            Some(places) => places,
            None => {
                let places = Places::find(&self.mapping, &self.cells).map_err(Trouble::Record)?;
                let places = self.places.insert(places);
                if self.mapping.header {
                    return Ok(());
                }
                places
            }
        };
        let call = places.call(&self.mapping, self.zone, &self.cells).map_err(Trouble::Line)?;
        ready.extend(call);
        Ok(())
    }
}

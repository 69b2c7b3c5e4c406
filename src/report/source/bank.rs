//! The bank's call records, which know each row for a call: nothing in them comes twice.

use std::io::BufRead;

use super::{BadLine, FileKeys, Reading, Strictness, whole};
use crate::{import::bank::Rows, metrics::Ledger};

/// Reads all rows.
pub fn read<K: FileKeys, L: Ledger<K>>(
    reading: &mut Reading<K, L>,
    reader: impl BufRead,
    strictness: Strictness,
) -> Result<(), BadLine> {
    for row in Rows::new(reader) {
        reading.so_far.lines += 1;
        match row {
            Ok(row) => row.past().iter().for_each(|call| whole::tell(reading, call)),
            Err(bad) => reading.bad(bad.line, bad.why, strictness)?,
        }
    }
    Ok(())
}

//! Reads records: unpacked where they are packed, with a bar on a terminal that tells how far it has come.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, IsTerminal, Read},
    path::Path,
};

use anyhow::Context;
use flate2::bufread::MultiGzDecoder;
use indicatif::{ProgressBar, ProgressStyle};

use super::given::{Asked, Progress};
use crate::{
    cli::output,
    metrics::{Ledger, Periods, Report, Sheet},
    report::{ByNumber, FileKeys, Names, Reading, SoFar, Strictness},
};

/// How much is read at once, bytes.
const BLOCK: usize = 256 * 1024;
/// What a file packed by gzip begins with.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The report, and how the reading went.
pub fn sheet(report: Report, asked: &Asked) -> anyhow::Result<(Sheet, SoFar)> {
    let periods = Periods::<ByNumber>::new(asked.every, asked.zone, asked.range).only(report.whom());
    let wants_waits = asked.percentiles && report == Report::Queues;
    let periods = if wants_waits { periods.with_waits() } else { periods };
    let reading = read::<ByNumber, _>(Names::default(), periods, asked)?;
    let sheet = if wants_waits {
        Report::queues_with_percentiles(&reading.ledger, &reading.names, asked.range)
    } else {
        report.sheet(&reading.ledger, &reading.names, asked.range)
    };
    Ok((sheet, reading.so_far))
}

/// Reads all records into a ledger.
pub fn read<K: FileKeys, L: Ledger<K>>(
    names: Names,
    ledger: L,
    asked: &Asked,
) -> anyhow::Result<Reading<K, L>> {
    let mut reading = Reading::new(names, ledger, asked.targets.everywhere.clone());
    if let Some(within) = asked.first_contact {
        reading = reading.with_first_contacts(&asked.format, within);
    }
    for (queue, from, promise) in &asked.targets.queues {
        reading.promise(queue, *from, *promise);
    }
    for log in &asked.logs {
        let name = log.display();
        let reader = open(log, asked.progress)
            .with_context(|| format!("cannot read {name}; check that it is there"))?;
        reading.read(&asked.format, reader, asked.strictness, asked.range).with_context(|| {
            match asked.strictness {
                Strictness::Strict => {
                    format!("{name} has lines that cannot be read, and --strict is given")
                }
                Strictness::Lenient => format!("{name} cannot be read"),
            }
        })?;
    }
    reading.end(asked.until);
    Ok(reading)
}

/// Tells of the lines that could not be read.
pub fn complain(so_far: &SoFar) {
    for (line, why) in &so_far.bad {
        output::complain(&format!("line {line}: {why}"));
    }
    if so_far.bad_lines > 0 {
        let (bad, all) = (so_far.bad_lines, so_far.lines);
        output::complain(&format!("{bad} of {all} lines could not be read and are not counted"));
    }
}

fn open(path: &Path, progress: Progress) -> io::Result<Box<dyn BufRead>> {
    let (input, length): (Box<dyn Read>, _) = if path == Path::new("-") {
        (Box::new(io::stdin()), None)
    } else {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        (Box::new(file), Some(length))
    };
    let mut packed = BufReader::with_capacity(BLOCK, bar(length, progress).wrap_read(input));
    if packed.fill_buf()?.starts_with(&GZIP) {
        return Ok(Box::new(BufReader::with_capacity(BLOCK, MultiGzDecoder::new(packed))));
    }
    Ok(Box::new(packed))
}

/// How far the reading has come, on a terminal only.
pub fn bar(length: Option<u64>, progress: Progress) -> ProgressBar {
    if progress == Progress::Hidden || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let line = match length {
        Some(_) => "{bar:30} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left",
        None => "{bytes}  {bytes_per_sec}",
    };
    let bar = length.map_or_else(ProgressBar::no_length, ProgressBar::new);
    let style = ProgressStyle::with_template(line).unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.with_style(style)
}

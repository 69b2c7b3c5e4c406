//! A record as a file: which one it is, and reading it from any spot on.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use anyhow::Context;
use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};

use crate::{
    api::ImportPlace,
    cli::report::{file, given::Progress},
    import::{PastCalls, RecordFormat, Spot},
};

/// How much of a file tells which one it is, bytes. A shorter one that has grown is another one, and read anew.
const HEAD: usize = 4 * 1024;
/// How much is read at once, bytes.
const BLOCK: usize = 256 * 1024;
/// What a file packed by gzip begins with.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A record.
pub struct Record {
    file: PathBuf,
    form: RecordFormat,
    name: String,
    head: Vec<u8>,
    source: String,
}

impl Record {
    /// The record in a file; what is read of standard input is not known before.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn find(file: &Path, form: &RecordFormat, system: &str) -> anyhow::Result<Self> {
        let name = file.display().to_string();
        let mut head = Vec::new();
        if !is_stdin(file) {
            let read = open(file, Progress::Hidden)
                .and_then(|opened| opened.take(HEAD as u64).read_to_end(&mut head));
            read.with_context(|| format!("cannot read {name}; check that it is there"))?;
        }
        let mut digest = Sha256::new();
        digest.update(system);
        digest.update(format!("{form:?}"));
        digest.update(&head);
        let hash = hex::encode(&digest.finalize()[..8]);
        let short = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let short: String = short.chars().filter(|c| !c.is_control()).take(100).collect();
        let (file, form) = (file.to_owned(), form.clone());
        Ok(Self { file, form, name, head, source: format!("{short} {hash}") })
    }

    /// As the user calls it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// As the server knows it; none if it cannot be read from a spot on.
    pub fn source(&self) -> Option<&str> {
        (!is_stdin(&self.file)).then_some(self.source.as_str())
    }

    /// The calls from this place on; from the start if the file is not so long any more.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(&self, place: ImportPlace) -> anyhow::Result<PastCalls<Box<dyn BufRead>>> {
        let trouble = || format!("cannot read {}; check that it is there", self.name);
        if is_stdin(&self.file) {
            return Ok(PastCalls::new(
                &self.form,
                unpacked(Box::new(file::bar(None, Progress::Shown).wrap_read(io::stdin())))?,
            ));
        }
        if place.byte == 0 {
            return Ok(PastCalls::new(&self.form, open(&self.file, Progress::Shown).with_context(trouble)?));
        }
        match open_at(&self.file, place.byte).with_context(trouble)? {
            None => self.read(ImportPlace::default()),
            Some(reader) => {
                let first = self.head.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default();
                let spot = Spot { line: place.line, byte: place.byte };
                Ok(PastCalls::after(&self.form, first, spot, reader))
            }
        }
    }
}

fn is_stdin(file: &Path) -> bool {
    file == Path::new("-")
}

fn open(path: &Path, progress: Progress) -> io::Result<Box<dyn BufRead>> {
    let opened = File::open(path)?;
    let length = opened.metadata()?.len();
    unpacked(Box::new(file::bar(Some(length), progress).wrap_read(opened)))
}

/// A reader that stands at this byte of what was packed; none if there is not so much.
fn open_at(path: &Path, byte: u64) -> io::Result<Option<Box<dyn BufRead>>> {
    let mut opened = File::open(path)?;
    let length = opened.metadata()?.len();
    let mut begin = [0; 2];
    let is_packed = opened.read(&mut begin)? == 2 && begin == GZIP;
    if is_packed {
        let mut reader = open(path, Progress::Shown)?;
        let skipped = io::copy(&mut reader.by_ref().take(byte), &mut io::sink())?;
        return Ok((skipped == byte).then_some(reader));
    }
    if byte > length {
        return Ok(None);
    }
    opened.seek(SeekFrom::Start(byte))?;
    let bar = file::bar(Some(length), Progress::Shown);
    bar.set_position(byte);
    bar.reset_eta();
    Ok(Some(Box::new(BufReader::with_capacity(BLOCK, bar.wrap_read(opened)))))
}

fn unpacked(input: Box<dyn Read>) -> io::Result<Box<dyn BufRead>> {
    let mut packed = BufReader::with_capacity(BLOCK, input);
    if packed.fill_buf()?.starts_with(&GZIP) {
        return Ok(Box::new(BufReader::with_capacity(BLOCK, MultiGzDecoder::new(packed))));
    }
    Ok(Box::new(packed))
}

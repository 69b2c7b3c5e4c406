//! How fast bytes of the Manager Interface become blocks, beside a bare line splitter on the same bytes.

use std::time::Duration;

use bytes::BytesMut;
use hotdesk::switch::asterisk::Codec;
use tokio_util::codec::Decoder;

use crate::{
    measure::{median, ratio, row, time},
    shared, stub,
};

/// A recorded session with every class of events, more than half of it channel variables.
const SESSION: &str = "asterisk/captures/ami/full-v22.raw.txt.gz";
/// What is read from a socket at once, bytes.
const PIECE: usize = 16 << 10;
const RUNS: usize = 21;

/// Prints the row.
pub fn run() {
    let (session, bytes) = match shared::text(SESSION) {
        Some(text) => ("a recorded session", text.into_bytes()),
        None => ("a generated session", generated()),
    };
    let blocks = blocks(&bytes);
    let ours = median(RUNS, || time(|| assert_eq!(self::blocks(&bytes), blocks)));
    let bare = median(RUNS, || time(|| lines(&bytes)));
    row(
        &format!("Manager Interface: {session} of {blocks} blocks, {} into blocks", megabytes(bytes.len())),
        &rate(bytes.len(), ours),
        &format!("bare line splitter: {}", rate(bytes.len(), bare)),
        ratio(ours, bare),
    );
}

/// Reads as from a socket, piece by piece; gives how many blocks came.
fn blocks(bytes: &[u8]) -> usize {
    let (mut codec, mut buffer, mut blocks) = (Codec::default(), BytesMut::new(), 0);
    for piece in bytes.chunks(PIECE) {
        buffer.extend_from_slice(piece);
        while let Some(frame) = codec.decode(&mut buffer).expect("a session can be read") {
            std::hint::black_box(frame);
            blocks += 1;
        }
    }
    blocks
}

/// Splits lines, and keys from values, and keeps nothing.
fn lines(bytes: &[u8]) -> usize {
    let lines = bytes.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let colon = |line: &[u8]| line.iter().position(|byte| *byte == b':');
    lines.filter_map(|line| std::hint::black_box(colon(line))).count()
}

/// About as many bytes: callers who come to a queue and give up.
fn generated() -> Vec<u8> {
    let mut bytes = stub::GREETING.as_bytes().to_vec();
    for nth in 0..5_000 {
        bytes.extend(stub::joins(nth).bytes().chain(stub::gives_up(nth).bytes()));
    }
    bytes
}

fn megabytes(bytes: usize) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

fn rate(bytes: usize, time: Duration) -> String {
    format!("{:.0} MB/s", bytes as f64 / 1e6 / time.as_secs_f64())
}

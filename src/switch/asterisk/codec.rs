//! Bytes of the Manager Interface into blocks, and actions into bytes. It must not know what is said, only where it begins and ends.

use std::io;

use bytes::{Buf, BytesMut};
use tokio_util::codec::{Decoder, Encoder};

use super::block::Block;

/// Longest line, bytes. Asterisk's own are shorter than 1 KiB, but for what callers and dialplans put in.
pub const LINE_MAX: usize = 64 << 10;
/// Most lines of a block.
pub const LINES_MAX: usize = 4 << 10;
/// What the first line begins with, before the version.
const GREETING: &str = "Asterisk Call Manager/";

/// Splits a stream into what Asterisk says.
#[derive(Debug, Default)]
pub struct Codec {
    greeted: bool,
    /// Bytes at the front that hold no line break.
    searched: usize,
    block: Block,
}

/// What Asterisk says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// The first line: the version of the interface.
    Greeting(String),
    /// An event or an answer.
    Block(Block),
}

/// Why a stream cannot be read on.
#[derive(Debug, thiserror::Error)]
pub enum CodecError {
    /// The connection broke.
    #[error("the connection broke: {0}")]
    Io(#[from] io::Error),
    /// The first line is not Asterisk's.
    #[error(
        "this is no Manager Interface (it begins with {0:?}); check host and port, 5038 is the usual one"
    )]
    Stranger(String),
    /// A line is longer than [`LINE_MAX`].
    #[error(
        "a line is longer than {LINE_MAX} bytes; find what writes so much (a channel variable, a caller's name)"
    )]
    LongLine,
    /// A block has more lines than [`LINES_MAX`].
    #[error("a block has more than {LINES_MAX} lines; find what writes so much")]
    LongBlock,
}

impl Codec {
    /// The next line without its end; bytes that are no UTF-8 become U+FFFD.
    fn line(&mut self, bytes: &mut BytesMut) -> Result<Option<String>, CodecError> {
        let Some(at) = bytes[self.searched..].iter().position(|byte| *byte == b'\n') else {
            self.searched = bytes.len();
            return if bytes.len() > LINE_MAX { Err(CodecError::LongLine) } else { Ok(None) };
        };
        let line = bytes.split_to(self.searched + at);
        bytes.advance(1);
        self.searched = 0;
        if line.len() > LINE_MAX {
            return Err(CodecError::LongLine);
        }
        let line = line.strip_suffix(b"\r").unwrap_or(&line);
        Ok(Some(String::from_utf8_lossy(line).into_owned()))
    }

    fn greeting(&mut self, line: &str) -> Result<Frame, CodecError> {
        self.greeted = true;
        match line.strip_prefix(GREETING) {
            Some(version) => Ok(Frame::Greeting(version.to_owned())),
            None => Err(CodecError::Stranger(line.chars().take(40).collect())),
        }
    }

    /// Adds a line to the block; gives the block if it was its end. Empty lines between blocks are none.
    fn take(&mut self, line: &str) -> Result<Option<Block>, CodecError> {
        if line.is_empty() {
            let block = std::mem::take(&mut self.block);
            return Ok(Some(block).filter(|block| !block.is_empty()));
        }
        if self.block.len() == LINES_MAX {
            return Err(CodecError::LongBlock);
        }
        // A line without a colon is the rest of a value that had a line break in it; no value that is used here has one.
        if let Some((key, value)) = line.split_once(':') {
            self.block.push(key.trim(), value.trim());
        }
        Ok(None)
    }
}

impl Decoder for Codec {
    type Item = Frame;
    type Error = CodecError;

    fn decode(&mut self, bytes: &mut BytesMut) -> Result<Option<Frame>, CodecError> {
        while let Some(line) = self.line(bytes)? {
            if !self.greeted {
                return self.greeting(&line).map(Some);
            }
            if let Some(block) = self.take(&line)? {
                return Ok(Some(Frame::Block(block)));
            }
        }
        Ok(None)
    }

    /// What is left when the connection ends is no block: its end never came.
    fn decode_eof(&mut self, bytes: &mut BytesMut) -> Result<Option<Frame>, CodecError> {
        let frame = self.decode(bytes)?;
        if frame.is_none() {
            bytes.clear();
        }
        Ok(frame)
    }
}

impl Encoder<Block> for Codec {
    type Error = CodecError;

    fn encode(&mut self, action: Block, bytes: &mut BytesMut) -> Result<(), CodecError> {
        bytes.extend_from_slice(action.encode().as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a stream says that comes in these pieces.
    fn read(pieces: &[&[u8]]) -> Result<Vec<Frame>, CodecError> {
        let (mut codec, mut bytes, mut frames) = (Codec::default(), BytesMut::new(), Vec::new());
        for piece in pieces {
            bytes.extend_from_slice(piece);
            while let Some(frame) = codec.decode(&mut bytes)? {
                frames.push(frame);
            }
        }
        while let Some(frame) = codec.decode_eof(&mut bytes)? {
            frames.push(frame);
        }
        Ok(frames)
    }

    fn check(stream: &str, blocks: &[&[(&str, &str)]]) {
        let frames = read(&[b"Asterisk Call Manager/11.0.0\r\n", stream.as_bytes()]).expect("it can be read");
        let blocks = blocks.iter().map(|lines| Frame::Block(lines.iter().copied().collect()));
        let expected: Vec<_> = [Frame::Greeting("11.0.0".into())].into_iter().chain(blocks).collect();
        assert_eq!(frames, expected);
    }

    #[test]
    fn blocks_end_at_an_empty_line() {
        check("", &[]);
        check("\r\n\r\nA: 1\r\n\r\n\r\n\r\nB:2\nC: a: b\n\n", &[&[("A", "1")], &[("B", "2"), ("C", "a: b")]]);
        check(
            "A: 1\r\nA: 2\r\nno value\r\nB:\r\n\r\nthe end never came: 1\r\n",
            &[&[("A", "1"), ("A", "2"), ("B", "")]],
        );
    }

    #[test]
    fn an_event_with_a_response_is_an_event() {
        let block = Block::from_iter([("Event", "OriginateResponse"), ("Response", "Failure")]);
        assert_eq!((block.event(), block.response()), (Some("OriginateResponse"), None));
    }

    #[test]
    fn strangers_and_floods_are_refused() {
        let said = |pieces: &[&[u8]]| read(pieces).expect_err("it is refused").to_string();
        assert!(said(&[b"SSH-2.0-OpenSSH_9\r\n"]).contains("no Manager Interface"));
        let flood = vec![b'x'; 10 << 20];
        assert!(said(&[b"Asterisk Call Manager/5.0.4\r\n", b"Event: ", &flood]).contains("a line is longer"));
        assert!(said(&[&flood]).contains("a line is longer"));
        let lines = "A: 1\n".repeat(LINES_MAX + 1);
        assert!(said(&[b"Asterisk Call Manager/5.0.4\r\n", lines.as_bytes()]).contains("more than"));
    }

    proptest! {
        #[test]
        fn however_a_stream_is_cut_it_says_the_same(
            blocks in proptest::collection::vec(proptest::collection::vec(("[A-Za-z-]{1,12}", "[^\\r\\n]{0,20}"), 1..6), 0..6),
            cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..12),
        ) {
            let blocks: Vec<Block> =
                blocks.into_iter().map(|lines| lines.into_iter().map(|(key, value)| (key, value.trim().to_owned())).collect()).collect();
            let sent = blocks.iter().fold(String::from("Asterisk Call Manager/11.0.0\r\n"), |text, block| text + &block.encode());
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(sent.len())).collect();
            cuts.extend([0, sent.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|cut| &sent.as_bytes()[cut[0]..cut[1]]).collect();
            let frames = read(&pieces).expect("it can be read");
            let expected: Vec<_> = blocks.into_iter().map(Frame::Block).collect();
            prop_assert_eq!(&frames[1..], &expected[..]);
        }

        #[test]
        fn no_bytes_break_it(pieces in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..200), 0..8)) {
            let mut all: Vec<&[u8]> = vec![b"Asterisk Call Manager/11.0.0\n"];
            all.extend(pieces.iter().map(Vec::as_slice));
            prop_assert!(read(&all).is_ok());
        }
    }
}

//! Server-sent events, read as they come: bytes in, events out, wherever the chunks are cut.
//!
//! Follows <https://html.spec.whatwg.org/multipage/server-sent-events.html> for `id`, `event` and `data`; `retry` and comments are passed over.

/// One event of a stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SseEvent {
    /// `id:` of this event; none if it has none of its own.
    pub id: Option<String>,
    /// `event:`; empty for a plain message.
    pub event: String,
    /// `data:` lines, joined by line breaks.
    pub data: String,
}

/// Why a stream cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SseError {
    /// Nobody sends such an event in good faith, and it must not fill the memory.
    #[error("an event is longer than {} bytes", SseParser::LONGEST)]
    TooLong,
}

/// Reads a stream piece by piece.
#[derive(Debug, Default)]
pub struct SseParser {
    /// The line under way.
    line: Vec<u8>,
    /// The event under way.
    event: SseEvent,
    /// `data` of it has begun.
    has_data: bool,
    /// The last byte was a carriage return, so a line feed belongs to it.
    after_return: bool,
    /// A line has been read, so a byte-order mark is past.
    begun: bool,
}

impl SseParser {
    /// Longest event, bytes. A ticket with all its fields full has a quarter of that.
    pub const LONGEST: usize = 1 << 20;

    /// Takes the next bytes, and gives every event that is now complete.
    ///
    /// # Errors
    /// When an event grows too long; the stream is then of no use any more.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<SseEvent>, SseError> {
        let mut events = Vec::new();
        for &byte in bytes {
            match byte {
                b'\n' if self.after_return => {}
                b'\n' | b'\r' => events.extend(self.end_line()),
                _ => self.line.push(byte),
            }
            self.after_return = byte == b'\r';
            if self.line.len() + self.event.data.len() > Self::LONGEST {
                return Err(SseError::TooLong);
            }
        }
        Ok(events)
    }

    /// An empty line ends the event, any other adds a field to it.
    fn end_line(&mut self) -> Option<SseEvent> {
        let line = std::mem::take(&mut self.line);
        let line = if self.begun { &line[..] } else { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line) };
        self.begun = true;
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            return std::mem::take(&mut self.has_data).then_some(event);
        }
        self.field(&String::from_utf8_lossy(line));
        None
    }

    fn field(&mut self, line: &str) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "data" => {
                if std::mem::replace(&mut self.has_data, true) {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
            }
            "event" => self.event.event = value.to_owned(),
            "id" if !value.contains('\0') => self.event.id = Some(value.to_owned()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn event(id: Option<&str>, event: &str, data: &str) -> SseEvent {
        SseEvent { id: id.map(str::to_owned), event: event.into(), data: data.into() }
    }

    fn read(chunks: &[&[u8]]) -> Result<Vec<SseEvent>, SseError> {
        let mut parser = SseParser::default();
        let read: Result<Vec<_>, _> = chunks.iter().map(|chunk| parser.push(chunk)).collect();
        Ok(read?.into_iter().flatten().collect())
    }

    fn check(text: &str, events: &[SseEvent]) {
        assert_eq!(read(&[text.as_bytes()]).as_deref(), Ok(events), "{text:?}");
    }

    #[test]
    fn events_are_read_as_the_standard_says() {
        check("id: 7\nevent: event\ndata: {}\n\n", &[event(Some("7"), "event", "{}")]);
        check("\u{feff}data:a\r\ndata: b\rdata\r\n\r\n", &[event(None, "", "a\nb\n")]);
        check(": heartbeat\n\nevent: lonely\n\ndata: x\n\n", &[event(None, "", "x")]);
        check("data: never ended\n", &[]);
        check("retry: 5\nid: a\0b\ncolour: red\ndata:  two spaces\n\n", &[event(None, "", " two spaces")]);
    }

    #[test]
    fn a_line_without_end_does_not_fill_the_memory() {
        let mut parser = SseParser::default();
        let chunk = [b'x'; 4096];
        let mut pushed = (0..2560).map(|_| parser.push(&chunk));
        assert!(pushed.any(|read| read == Err(SseError::TooLong)));
        assert!(parser.line.len() <= SseParser::LONGEST + chunk.len());
    }

    fn line() -> impl Strategy<Value = String> {
        let field =
            prop_oneof![Just("data: "), Just("data"), Just("id:"), Just("event: "), Just(": "), Just("")];
        (field, "[^\r\n]{0,12}", prop_oneof![Just("\n"), Just("\r"), Just("\r\n")])
            .prop_map(|(field, value, end)| format!("{field}{value}{end}"))
    }

    proptest! {
        #[test]
        fn it_does_not_matter_where_the_chunks_are_cut(
            lines in prop::collection::vec(line(), 0..30),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        ) {
            let text = lines.concat().into_bytes();
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            let chunks: Vec<&[u8]> = cuts.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect();
            prop_assert_eq!(read(&chunks), read(&[&text]));
        }

        #[test]
        fn garbage_is_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..4096)) {
            prop_assert!(read(&[&bytes]).is_ok());
        }
    }
}

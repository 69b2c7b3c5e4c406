//! Asterisk's queue_log as text: the recorded files, and bytes that are none.

use std::{collections::BTreeMap, io, io::BufReader};

use hotdesk::import::queue_log::{Entries, Entry, Trouble, What};
use proptest::prelude::*;

use crate::shared;

const RECORDED: [(&str, usize); 2] = [
    ("asterisk/captures/records/queue_log.v22", 78),
    ("asterisk/captures/records/queue_log.v22-ari-and-extra", 85),
];

/// What each line of a text is: an entry's debug words, or what is wrong with it.
fn read(text: &[u8]) -> Vec<Result<String, String>> {
    let mut entries = Entries::new(text);
    let mut all = Vec::new();
    while let Some(entry) = entries.next() {
        all.push(entry.map(|entry| format!("{entry:?}")).map_err(|bad| bad.to_string()));
    }
    all
}

#[test]
fn every_recorded_line_is_known_but_for_our_own_notes() {
    for (file, entered) in RECORDED {
        let Some(text) = shared::text(file) else { return };
        let mut entries = Entries::new(text.as_bytes());
        let (mut lines, mut joins, mut others) = (0, 0, Vec::new());
        while let Some(entry) = entries.next() {
            let entry = entry.unwrap_or_else(|bad| panic!("{file}: {bad}"));
            lines += 1;
            joins += usize::from(matches!(entry.what, What::EnterQueue { .. }));
            if let What::Other { event, .. } = entry.what {
                others.push(event.to_owned());
            }
        }
        assert_eq!((lines, joins), (text.lines().count(), entered), "{file}");
        assert_eq!(others, ["DISPOSITION"], "{file}");
    }
}

/// All that was written is in the entry: the words of each field are found in it again.
#[test]
fn nothing_that_is_written_is_lost() {
    for (file, _) in RECORDED {
        let Some(text) = shared::text(file) else { return };
        for line in text.lines() {
            let entry = format!("{:?}", Entry::parse(line).expect("a line"));
            let words = line.split('|').skip(1).enumerate().filter(|(column, _)| *column != 3);
            let told =
                |word: &str| matches!(word, "" | "NONE" | "MANAGER" | "BRIDGE") || entry.contains(word);
            let lost: Vec<_> = words.map(|(_, word)| word).filter(|word| !told(word)).collect();
            assert!(lost.is_empty(), "{line}: {lost:?} is not in {entry}");
        }
    }
}

#[test]
fn a_line_that_cannot_be_read_is_told_and_the_next_one_follows() {
    let long = "x".repeat(20_000);
    let text = format!(
        "nonsense\n\n1|1.1|q|NONE|ENTERQUEUE||07|1\r\n1|1|1\n{long}\n2|1.1|q|a|CONNECT|?\n3|NONE|NONE|NONE|CONFIGRELOAD|"
    );
    let lines = read(text.as_bytes());
    let bad: BTreeMap<_, _> = lines
        .iter()
        .enumerate()
        .filter_map(|(place, line)| Some((place, line.as_ref().err()?.as_str())))
        .collect();
    assert_eq!(lines.len(), 6);
    let columns = |line, number| {
        format!(
            "line {line}: {number} columns, not 5 or more; check that this is a queue_log, with | between its columns"
        )
    };
    let want = [
        (0, columns(1, 1)),
        (2, columns(4, 3)),
        (3, columns(5, 1)),
        (4, r#"line 6: holdtime "?" cannot be read; a number should stand there"#.to_owned()),
    ];
    assert_eq!(bad, want.iter().map(|(place, text)| (*place, text.as_str())).collect());
}

#[test]
fn a_name_in_another_encoding_costs_no_caller() {
    let lines = read(b"1|1.1|q|NONE|ENTERQUEUE||07|1|M\xfcller\n");
    assert!(lines[0].as_ref().is_ok_and(|entry| entry.contains("M\u{fffd}ller")), "{lines:?}");
}

#[test]
fn a_file_that_breaks_is_told_once() {
    struct Broken;
    impl io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("bad disk"))
        }
    }
    let mut entries = Entries::new(BufReader::new(Broken));
    assert!(matches!(entries.next(), Some(Err(bad)) if matches!(bad.why, Trouble::Read(_)) && bad.line == 1));
    assert!(entries.next().is_none());
}

proptest! {
    #[test]
    fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..3000)) {
        let lines = read(&bytes);
        prop_assert!(lines.len() <= bytes.split(|byte| *byte == b'\n').count());
    }

    #[test]
    fn no_columns_break_it(lines in proptest::collection::vec((
        "[0-9]{1,12}(\\.[0-9]{0,12})?",
        "ENTERQUEUE|CONNECT|COMPLETE(CALLER|AGENT)|(BLIND|ATTENDED)?TRANSFER|ABANDON|EXIT(EMPTY|WITHKEY|WITHTIMEOUT)|WITHDRAW|PENALTY|AGENTLOGOFF|X",
        "(\\|(-?[0-9]{0,22}|BRIDGE|LINK|[^|\r\n]{0,5})){0,7}",
    ), 1..20)) {
        let text: String = lines.iter().map(|(at, event, data)| format!("{at}|1.1|q|a|{event}{data}\n")).collect();
        prop_assert_eq!(read(text.as_bytes()).len(), lines.len());
    }
}

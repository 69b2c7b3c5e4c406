//! Records that are cut, out of order, told twice, endless, or no records at all.

use std::io::{self, BufRead, BufReader, Read};

use chrono_tz::Tz;
use hotdesk::import::{PastCalls, RecordFormat, Spot};
use proptest::prelude::*;

use super::{CDR, CEL, lines, read};
use crate::shared;

const HEAD: &str = "accountcode,src,dst,dcontext,clid,channel,dstchannel,lastapp,lastdata,start,answer,end,duration,billsec,disposition,amaflags,uniqueid";

/// A row of a CDR: its call, the phone that took it, when, how long, how long answered, how.
fn row(id: &str, phone: &str, start: &str, lengths: &str, how: &str) -> String {
    format!(
        ",0770,100,in,,PJSIP/trunk-0000000a,{phone},Queue,\"hotline,tT,,,60\",{start},,,{lengths},{how},3,{id}\n"
    )
}

#[test]
fn rows_of_one_call_are_one_call() {
    let text = [
        row("1", "PJSIP/7012-0000001a", "2026-03-02 09:00:00", "20,0", "NO ANSWER"),
        row("1", "PJSIP/7013-0000001b", "2026-03-02 09:00:21", "34,30", "ANSWERED"),
        row("2", "PJSIP/7012-0000001c", "2026-03-02 09:00:05", "100,80", "ANSWERED"),
        row("3", "", "2026-03-02 09:01:00", "7,0", "NO ANSWER"),
        row("4", "", "2026-03-02 09:02:00", "1,0", "CONGESTION"),
        row("5", "", "2026-03-02 09:03:00", "-5,-5", "NO ANSWER"),
    ];
    let want = [
        "1: hotline 25 PJSIP/7013 30+0",
        "2: hotline 20 PJSIP/7012 80+0",
        "3: hotline 7 Abandoned",
        "4: hotline 1 Failed { what: \"not connected\" }",
        "5: hotline 0 Abandoned",
    ];
    let (calls, bad) = read(&CDR, text.concat().as_bytes());
    assert!(bad.is_empty(), "{bad:?}");
    assert_eq!(lines(&calls), want);
    let named = format!("{HEAD}\r\n{}", text.concat().replace('\n', "\r\n"));
    assert_eq!(lines(&read(&CDR, named.as_bytes()).0), want, "the first line may name the columns");
    let turned: Vec<String> = text.iter().rev().cloned().collect();
    let mut again = lines(&read(&CDR, turned.concat().as_bytes()).0);
    again.sort();
    assert_eq!(again, want, "whatever their order");
}

#[test]
fn a_file_without_ids_has_calls_too() {
    let row = row("", "PJSIP/7012-0000001a", "2026-03-02 09:00:00", "20,10", "ANSWERED");
    let short = row.trim_end().trim_end_matches(',').to_owned();
    let (calls, bad) = read(&CDR, short.as_bytes());
    assert!(bad.is_empty(), "{bad:?}");
    let want = "PJSIP/trunk-0000000a 2026-03-02 09:00:00: hotline 10 PJSIP/7012 10+0";
    assert_eq!(lines(&calls), [want]);
}

#[test]
fn bad_lines_are_told_with_their_numbers_and_the_next_ones_follow() {
    let good = row("1", "", "2026-03-02 09:00:00", "7,0", "NO ANSWER");
    let long = "x".repeat(100_000);
    let how = row("2", "", "2026-03-02 09:00:00", "7,0", "PERHAPS");
    let when = row("3", "", "yesterday", "7,0", "NO ANSWER");
    let text = format!("{good}half a ro\n\n{long}\n{how}{when}{}", good.replace(",1\n", ",4\n"));
    let (calls, bad) = read(&CDR, text.as_bytes());
    assert_eq!(calls.len(), 2);
    let told: Vec<&str> = bad.iter().map(|bad| bad.split([';', '"']).next().unwrap_or_default()).collect();
    let want = [
        "line 2: 1 columns, not 16 or more",
        "line 4: it is longer than 65536 bytes",
        "line 5: disposition ",
        "line 6: start ",
    ];
    assert_eq!(told, want);
}

#[test]
fn what_is_told_twice_counts_once() {
    let text = row("1", "", "2026-03-02 09:00:00", "7,0", "NO ANSWER");
    let other: String =
        (2..400).map(|id| row(&id.to_string(), "", "2026-03-02 09:00:00", "7,0", "NO ANSWER")).collect();
    let text = [text.as_str(), &other, &text].concat();
    let mut calls = PastCalls::new(&CDR, text.as_bytes());
    assert_eq!(calls.by_ref().filter(Result::is_ok).count(), 399);
    assert_eq!((calls.lines(), calls.repeated()), (400, 1));
}

#[test]
fn local_times_are_defined_where_clocks_change() {
    let at = |start: &str| {
        let text = row("1", "", start, "7,0", "NO ANSWER");
        read(&RecordFormat::Cdr(Tz::Europe__Berlin), text.as_bytes()).0[0].entered_at.to_rfc3339()
    };
    assert_eq!(at("2026-03-29 02:30:00"), "2026-03-29T01:30:00+00:00", "the hour that there is not");
    assert_eq!(at("2026-10-25 02:30:00"), "2026-10-25T00:30:00+00:00", "the first of two");
}

#[test]
fn nothing_makes_no_calls() {
    for format in [RecordFormat::QueueLog, RecordFormat::Bank, CDR, CEL] {
        assert_eq!(read(&format, b""), (Vec::new(), Vec::new()), "{format:?}");
        assert_eq!(read(&format, b"\n\n  \n"), (Vec::new(), Vec::new()), "{format:?}");
    }
    assert_eq!(read(&CDR, format!("{HEAD}\n").as_bytes()), (Vec::new(), Vec::new()));
    let (_, bad) = read(&CEL, b"eventtype,uniqueid,linkedid\n");
    assert_eq!(bad, ["line 1: no column eventtime; there are eventtype, uniqueid, linkedid"]);
}

/// A record of one line without an end, and then a good one.
struct Endless {
    left: u64,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        buffer[..length].fill(b'x');
        self.left -= length as u64;
        Ok(length)
    }
}

#[test]
fn a_line_without_an_end_fills_no_memory() {
    let good = row("1", "", "2026-03-02 09:00:00", "7,0", "NO ANSWER");
    let text = BufReader::new(Endless { left: 256 << 20 }).chain(io::Cursor::new(format!("\n{good}")));
    let read: Vec<_> = PastCalls::new(&CDR, text).collect();
    assert!(matches!(&read[..], [Err(bad), Ok(_)] if bad.line == 1), "{read:?}");
}

/// Where a reading stopped, another one goes on: together they have all calls.
#[track_caller]
fn check_going_on(format: &RecordFormat, text: &str) {
    let whole: std::collections::BTreeSet<String> =
        lines(&read(format, text.as_bytes()).0).into_iter().collect();
    let first = text.split_inclusive('\n').next().unwrap_or_default().as_bytes();
    for stop in 0..whole.len() {
        let mut reading = PastCalls::new(format, text.as_bytes());
        let mut had: Vec<_> = reading.by_ref().take(stop).filter_map(Result::ok).collect();
        let spot = reading.safe();
        let rest = &text.as_bytes()[usize::try_from(spot.byte).expect("small")..];
        had.extend(PastCalls::after(format, first, spot, rest).filter_map(Result::ok));
        let names = |calls: &[_]| {
            let names = lines(calls).into_iter().map(|line| line.split(": ").next().map(str::to_owned));
            names.collect::<std::collections::BTreeSet<_>>()
        };
        let all = names(&read(format, text.as_bytes()).0);
        assert!(names(&had).is_superset(&all), "stopped after {stop} at {spot:?}");
    }
}

#[test]
fn a_reading_goes_on_where_another_stopped() {
    for (format, file) in
        [(RecordFormat::QueueLog, "queue_log.v22"), (CEL, "cel.v22.csv.gz"), (CDR, "cdr.v22.csv")]
    {
        let Some(text) = shared::text(&format!("asterisk/captures/records/{file}")) else { return };
        check_going_on(&format, &text);
    }
    let rows: String =
        (0..20).map(|id| row(&id.to_string(), "", "2026-03-02 09:00:00", "7,0", "NO ANSWER")).collect();
    check_going_on(&CDR, &format!("{HEAD}\n{rows}"));
}

#[test]
fn lines_keep_their_numbers_after_going_on() {
    let good = row("1", "", "2026-03-02 09:00:00", "7,0", "NO ANSWER");
    let text = format!("{good}nonsense\n");
    let spot = Spot { line: 1, byte: good.len() as u64 };
    let rest = &text.as_bytes()[good.len()..];
    let bad: Vec<_> = PastCalls::after(&CDR, good.as_bytes(), spot, rest).filter_map(Result::err).collect();
    assert_eq!(bad.iter().map(|bad| bad.line).collect::<Vec<_>>(), [2]);
}

/// A reader that breaks off.
struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the disk is gone"))
    }
}

#[test]
fn a_file_that_breaks_off_is_told() {
    let reader: Box<dyn BufRead> = Box::new(BufReader::new(Broken));
    let read: Vec<_> = PastCalls::new(&CDR, reader).collect();
    let [Err(bad)] = &read[..] else { panic!("{read:?}") };
    assert!(bad.is_fatal && bad.to_string().contains("the disk is gone"), "{bad}");
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        for format in [RecordFormat::QueueLog, RecordFormat::Bank, CDR, CEL] {
            read(&format, &bytes);
        }
    }

    #[test]
    fn no_cells_panic(rows in proptest::collection::vec("([A-Z0-9:\" -]{0,6},){16,21}\n", 0..20)) {
        for format in [CDR, CEL] {
            read(&format, rows.concat().as_bytes());
        }
    }
}

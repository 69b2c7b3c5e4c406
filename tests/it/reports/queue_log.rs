//! Logs of Asterisk: those of other programs' tests, and those that are not as they should be.

use super::*;

const KEYS: [&str; 12] = [
    "queue",
    "offered",
    "answered",
    "answered_within",
    "abandoned",
    "key_exit",
    "timed_out",
    "failed",
    "in_progress",
    "handled",
    "talk_s",
    "longest_wait_s",
];

#[track_caller]
fn check(log: &str, want: Value) {
    let reading = read(LogFormat::QueueLog, Cursor::new(log), None);
    assert_eq!(Value::Array(numbers(&sheet(Report::Queues, &reading), &KEYS)), want);
}

/// `agent`, times signed in, ready, ringing, speaking and away, then rings, answered, RNA.
#[track_caller]
fn check_agents(log: &str, want: Value) {
    let reading = read(LogFormat::QueueLog, Cursor::new(log), None);
    let keys =
        ["agent", "signed_in_s", "ready_s", "ringing_s", "talk_s", "paused_s", "rings", "answered", "rna"];
    assert_eq!(Value::Array(numbers(&sheet(Report::Agents, &reading), &keys)), want);
}

#[test]
fn one_answered_and_one_abandoned() {
    check(
        "1784160000|1.1|700|NONE|ENTERQUEUE||5550000111|1\n\
         1784160010|1.1|700|PJSIP/201|CONNECT|10|1.2|3\n\
         1784160130|1.1|700|PJSIP/201|COMPLETEAGENT|10|120|1\n\
         1784160200|1.2|700|NONE|ENTERQUEUE||5550000222|1\n\
         1784160290|1.2|700|NONE|ABANDON|1|1|90\n",
        json!([["700", 2.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 120.0, 90.0]]),
    );
}

#[test]
fn a_restart_ends_what_was_under_way() {
    check(
        "1596512941|1596512941.163|support|NONE|ENTERQUEUE||7000|1\n\
         1596513009|1596512941.163|support|NONE|ABANDON|1|1|68\n\
         1596513054|1596513054.164|sales|NONE|ENTERQUEUE||7000|1\n\
         1596513628|NONE|NONE|NONE|QUEUESTART|\n",
        json!([
            ["sales", 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 574.0],
            ["support", 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 68.0],
        ]),
    );
}

#[test]
fn a_log_whose_head_is_missing_offers_calls_when_they_began_to_wait() {
    check(
        "1784160010|1.1|700|PJSIP/201|CONNECT|10|1.2|3\n\
         1784160130|1.1|700|PJSIP/201|COMPLETEAGENT|10|120|1\n\
         1784160140|1.2|700|PJSIP/201|COMPLETECALLER|30|60|1\n\
         1784160150|1.3|700|NONE|EXITWITHTIMEOUT|1|1|45\n",
        json!([["700", 3.0, 2.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 2.0, 180.0, 45.0]]),
    );
}

#[test]
fn lines_that_come_twice_or_out_of_order_count_once() {
    let twice = "1784160000|1.1|700|NONE|ENTERQUEUE||5550000111|1\n\
         1784160000|1.1|700|NONE|ENTERQUEUE||5550000111|1\n\
         1784160010|1.1|700|PJSIP/201|CONNECT|10|1.2|3\n\
         1784160010|1.1|700|PJSIP/201|CONNECT|10|1.2|3\n\
         1784160130|1.1|700|PJSIP/201|COMPLETEAGENT|10|120|1\n\
         1784160130|1.1|700|PJSIP/201|COMPLETEAGENT|10|120|1\n";
    let once = json!([["700", 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 120.0, 10.0]]);
    check(twice, once.clone());
    check_agents(twice, json!([["PJSIP/201", 0.0, 0.0, 0.0, 120.0, 0.0, 1.0, 1.0, 0.0]]));
    check(
        "1784160001|1.1|700|PJSIP/201|CONNECT|1|1.2|1\n\
         1784160000|1.1|700|NONE|ENTERQUEUE||5550000111|1\n\
         1784160121|1.1|700|PJSIP/201|COMPLETEAGENT|1|120|1\n",
        json!([["700", 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 120.0, 1.0]]),
    );
}

#[test]
fn a_call_that_goes_on_in_another_queue_is_offered_there_too() {
    check(
        "1784160000|1.1|q1|NONE|ENTERQUEUE||555|1\n\
         1784160000|1.1|q1|NONE|EXITEMPTY|1|1|0\n\
         1784160000|1.1|q1|NONE|LEAVEEMPTY|\n\
         1784160000|1.1|q2|NONE|ENTERQUEUE||555|1\n\
         1784160030|1.1|q2|Agent/1|CONNECT|30|1.2|3\n\
         1784160090|1.1|q2|Agent/1|BLINDTRANSFER|2000|default|30|60|1\n",
        json!([
            ["q1", 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            ["q2", 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 60.0, 30.0],
        ]),
    );
}

/// Anna is away while she is paused in every queue of which she is a member: from the end of her talk until she is called back to one, and
/// again when only the other is left.
#[test]
fn members_are_signed_in_and_pauses_wait_for_the_end_of_a_talk() {
    check_agents(
        "1784160000|MANAGER|700|Anna|ADDMEMBER|\n\
         1784160000|MANAGER|701|Anna|ADDMEMBER|\n\
         1784160100|1.1|700|NONE|ENTERQUEUE||555|1\n\
         1784160105|1.1|700|Anna|RINGNOANSWER|5000\n\
         1784160110|1.1|700|Anna|CONNECT|10|1.2|4\n\
         1784160120|NONE|700|Anna|PAUSE|lunch\n\
         1784160130|NONE|701|Anna|PAUSE|lunch\n\
         1784160170|1.1|700|Anna|COMPLETECALLER|10|60|1\n\
         1784160270|NONE|700|Anna|UNPAUSE|\n\
         1784160400|MANAGER|700|Anna|REMOVEMEMBER|\n\
         1784160500|MANAGER|701|Anna|REMOVEMEMBER|\n",
        json!([["Anna", 500.0, 231.0, 9.0, 60.0, 200.0, 2.0, 1.0, 1.0]]),
    );
}

#[test]
fn who_logged_in_is_signed_in_until_the_end_of_the_log_and_who_logged_off_was_before() {
    check_agents(
        "1784160000|NONE|NONE|Agent/1|AGENTCALLBACKLOGIN|1001@default\n\
         1784160060|NONE|NONE|Agent/2|AGENTCALLBACKLOGOFF|1002@default|40|CommandLogoff\n\
         1784160100|1.1|700|NONE|ENTERQUEUE||555|1\n",
        json!([
            ["Agent/1", 100.0, 100.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            ["Agent/2", 40.0, 40.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        ]),
    );
}

#[test]
fn lines_that_cannot_be_read_are_told_and_the_next_one_follows() {
    let log = b"not a queue log line\nwhenever|1.1|700|NONE|ENTERQUEUE||\n1784160000|1.1|700|NONE|ENTERQUEUE||\xff\xfe|1\n";
    let reading = read(LogFormat::QueueLog, Cursor::new(log), None);
    let numbers: Vec<u64> = reading.so_far.bad.iter().map(|(line, _)| *line).collect();
    assert_eq!((reading.so_far.lines, reading.so_far.bad_lines, numbers), (3, 2, vec![1, 2]));
    assert_eq!(sheet(Report::Queues, &reading).cell(0, "offered"), Some(&Cell::Count(1)));
    let mut strict: Counted = Reading::new(
        Names::default(),
        Periods::new(Every::All, chrono_tz::UTC, Interval::ALL),
        Promise::default().into(),
    );
    let stopped = strict.read(&LogFormat::QueueLog, Cursor::new(log), Strictness::Strict, Interval::ALL);
    assert_eq!(stopped.map_err(|bad| bad.line), Err(1));
}

#[test]
fn nothing_at_all_is_no_row() {
    for log in ["", "\n\n", "1784160000|NONE|NONE|NONE|QUEUESTART|\n"] {
        check(log, json!([]));
    }
}

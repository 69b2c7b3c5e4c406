//! Asterisk's own record of its queues: what it counts, what it says beside the events of the same calls, and what it can tell alone.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    domain::{Actor, AgentId, Event, Exit, PhoneNumber, Recorded, RingEnd},
    import::queue_log::{Entries, Entry},
    switch::asterisk::{Audit, Counts, Recovery, Told, Way},
};

use super::*;

const RECORDED: &str = "asterisk/captures/records/queue_log.v22";

/// Sessions with calls through queues of which the record knows as much as the events.
const SESSIONS: [&str; 13] = [
    "02-complete-caller",
    "03-complete-agent",
    "04-abandon",
    "05-rna",
    "06-hold",
    "09-pause",
    "10-priority",
    "11-exits",
    "13-spy",
    "14-record",
    "16-logout",
    "17-bulk",
    "07-blind",
];

/// A session's events, as told, and the lines of its time.
struct Session {
    told: Vec<SwitchEvent>,
    lines: Vec<String>,
}

impl Session {
    fn recorded(name: &str) -> Option<Self> {
        let log = shared::text(RECORDED)?;
        let blocks = blocks(shared::text(&format!("asterisk/captures/ami/v22/{name}.txt"))?.as_bytes());
        let joins = blocks.iter().filter(|block| block.event() == Some("QueueCallerJoin"));
        let callers: BTreeSet<_> = joins.filter_map(|join| join.get("Uniqueid").map(str::to_owned)).collect();
        let about = |line: &&str| line.split('|').nth(1).is_some_and(|caller| callers.contains(caller));
        let lines = log.lines().filter(about).map(str::to_owned).collect();
        Some(Self { told: fold(&blocks), lines })
    }

    fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.lines.iter().map(|line| Entry::parse(line).expect("a line"))
    }

    fn begins(&self) -> DateTime<Utc> {
        self.told.iter().map(|event| event.at).min().expect("it has calls") - TimeDelta::seconds(5)
    }

    fn ends(&self) -> DateTime<Utc> {
        let logged = self.entries().map(|entry| entry.at).max().expect("it has lines");
        // What is told of agents at the end of all is no call's.
        let told = self.told.iter().filter(|event| event.what.call().is_some());
        told.map(|event| event.at).chain([logged]).max().expect("it has calls")
    }
}

fn surveyed(at: DateTime<Utc>) -> SwitchEvent {
    SwitchEvent::new(at, Happened::Surveyed { calls: Vec::new(), members: Vec::new() })
}

/// Both sides in the order of time, and what was found to differ in the end.
fn audited(session: &Session) -> (Audit, Vec<Happened>) {
    let mut audit = Audit::new(names());
    audit.told(session.begins(), &surveyed(session.begins()));
    let mut told = session.told.iter().peekable();
    let mut differences = Vec::new();
    for entry in session.entries() {
        while let Some(event) = told.next_if(|event| event.at <= entry.at) {
            audit.told(event.at, event);
        }
        audit.logged(entry.at, &entry);
        differences.extend(audit.differences(entry.at));
    }
    told.for_each(|event| audit.told(event.at, event));
    differences.extend(audit.differences(session.ends() + TimeDelta::minutes(1)));
    (audit, differences)
}

#[test]
fn the_sums_of_a_recorded_day_hold() {
    let Some(text) = shared::text(RECORDED) else { return };
    let mut audit = Audit::new(names());
    let mut entries = Entries::new(text.as_bytes());
    let begins = DateTime::from_timestamp(1_795_317_000, 0).expect("a time");
    audit.told(begins, &surveyed(begins));
    while let Some(entry) = entries.next() {
        let entry = entry.expect("a line");
        audit.logged(entry.at, &entry);
        assert!(audit.counted().values().all(|counts| counts.is_whole()), "{entry:?}: {:?}", audit.counted());
    }
    let sum = |of: fn(&Counts) -> u64| audit.counted().values().map(of).sum::<u64>();
    let totals = [
        sum(|counts| counts.entered),
        sum(|counts| counts.connected),
        sum(|counts| counts.completed),
        sum(|counts| counts.transferred),
        sum(Counts::all_out),
        sum(|counts| counts.out.get(&Way::Abandoned).copied().unwrap_or(0)),
        sum(|counts| counts.waiting + counts.talking),
    ];
    assert_eq!(totals, [78, 57, 50, 7, 21, 16, 0]);
    assert_eq!(audit.differences(begins), [], "each line follows from those before");
}

#[test]
fn a_recorded_session_and_its_record_do_not_differ() {
    for name in SESSIONS.into_iter().chain(["08-attended", "12-pickup"]) {
        let Some(session) = Session::recorded(name) else { return };
        let (_, differences) = audited(&session);
        assert_eq!(differences, [], "{name}");
    }
}

#[test]
fn a_caller_who_was_not_told_is_a_difference_until_told() {
    let Some(mut session) = Session::recorded("04-abandon") else { return };
    let call = session.told.iter().find_map(|event| event.what.call()).expect("it has calls");
    let late: Vec<_> = session.told.extract_if(.., |event| event.what.call() == Some(call)).collect();
    let (mut audit, differences) = audited(&session);
    let [Happened::Miscounted { queue, switch_says: Some(switch_says), desk_says }] = &differences[..] else {
        panic!("{differences:?}")
    };
    assert_eq!(queue.as_str(), "hotline");
    let caller = late.iter().find_map(|event| match &event.what {
        Happened::Entered { switch_ref, .. } => Some(switch_ref.as_str()),
        _ => None,
    });
    let caller = caller.expect("it entered");
    let want =
        format!("8 entered, 0 answered, 6 left, 2 wait; 0 talks over, 0 going on (not told so: {caller})");
    assert_eq!(switch_says.to_string(), want);
    assert_eq!(desk_says.to_string(), "7 entered, 0 answered, 4 left, 3 wait; 0 talks over, 0 going on");
    let end = session.ends() + TimeDelta::minutes(2);
    assert_eq!(audit.differences(end), [], "it is told once");
    late.iter().for_each(|event| audit.told(end, event));
    let [Happened::Miscounted { switch_says: None, .. }] = &audit.differences(end)[..] else {
        panic!("it is over")
    };
}

#[test]
fn a_step_out_of_turn_is_told_once() {
    let at = |second: i64| DateTime::from_timestamp(1_000 + second, 0).expect("a time");
    let mut audit = Audit::new(names());
    audit.told(at(0), &surveyed(at(0)));
    for line in
        ["NONE|ENTERQUEUE||0770|1", "Anna|CONNECT|1|1.1|1", "Ben|CONNECT|1|1.1|1", "NONE|ENTERQUEUE||0770|1"]
    {
        audit.logged(at(1), &Entry::parse(&format!("1001|1.0|hotline|{line}")).expect("a line"));
    }
    let says = "the queue_log does not add up: 2 entered, 2 answered, 0 left, 0 wait; 0 talks over, 1 going on \
                (out of turn: 1.0 was answered, 1.0 entered)";
    assert_eq!(
        audit.differences(at(1)),
        [Happened::Noted { about: "hotline".to_owned(), says: says.to_owned() }]
    );
    assert_eq!(audit.differences(at(2)), []);
    assert!(audit.counted().values().all(Counts::is_whole), "{:?}", audit.counted());
}

#[test]
fn a_call_that_we_began_and_hand_to_a_queue_is_counted_by_both() {
    let at = |second: i64| DateTime::from_timestamp(1_000 + second, 0).expect("a time");
    let call = CallId(uuid::Uuid::from_u128(1));
    let (queue, switch_ref) = (QueueId::from("hotline"), || "1.1".to_owned());
    let happened = [
        Happened::Dialling { call, switch_ref: format!("hotdesk-{call}") },
        Happened::Connected { call, switch_ref: switch_ref() },
        Happened::Transferred { call, agent: "1".into(), to: TransferTarget::Queue { queue: queue.clone() } },
        Happened::Queued { call, queue, position: Some(1) },
    ];
    let (mut audit, mut told) = (Audit::new(names()), Told::default());
    audit.told(at(0), &surveyed(at(0)));
    for what in happened {
        let event = SwitchEvent::new(at(1), what);
        audit.told(at(1), &event);
        // The link is lost before the transfer.
        if !matches!(event.what, Happened::Transferred { .. } | Happened::Queued { .. }) {
            told.told(&event);
        }
    }
    let lines = ["1001|1.1|hotline|NONE|ENTERQUEUE||0770|1", "1002|1.1|hotline|NONE|ABANDON|1|1|1"];
    let entries = lines.map(|line| Entry::parse(line).expect("a line"));
    audit.logged(at(1), &entries[0]);
    assert_eq!(audit.differences(at(60)), []);

    let names = names();
    for told in [told, told_by_our_log(at(1), call)] {
        let mut recovery = Recovery::new(&names, &told, &[]);
        entries.iter().for_each(|entry| recovery.take(entry));
        let recovered: Vec<_> = recovery.events(at(60)).into_iter().map(|event| event.what).collect();
        let queued = Happened::Queued { call, queue: "hotline".into(), position: Some(1) };
        assert_eq!(recovered, [queued, Happened::HungUp { call, by: Ender::Caller }]);
    }
}

/// What is known after a restart of ours of a call that we began and that 1.1 has answered.
fn told_by_our_log(at: DateTime<Utc>, call: CallId) -> Told {
    let mut told = Told::default();
    let event = Event::CallConnected { call, agent: "1".into(), switch_ref: "1.1".into() };
    let recorded = Recorded { seq: 1, at, actor: Actor::Switch, version: 2, event, hash: Default::default() };
    told.recorded(&recorded);
    told
}

#[test]
fn an_agent_who_asks_a_queue_for_the_caller_is_no_difference() {
    let at = |second: i64| DateTime::from_timestamp(1_000 + second, 0).expect("a time");
    let call = CallId(uuid::Uuid::from_u128(1));
    let (queue, agent) = (QueueId::from("hotline"), || "1".into());
    let (switch_ref, number) = ("1.0".into(), PhoneNumber::new("0770"));
    let happened = [
        Happened::Entered { call, switch_ref, number, service: "hotline".into(), priority: 0 },
        Happened::Queued { call, queue: queue.clone(), position: Some(1) },
        Happened::Answered { call, agent: agent() },
        Happened::Transferred { call, agent: agent(), to: TransferTarget::Queue { queue: queue.clone() } },
        Happened::Queued { call, queue, position: None },
        Happened::Answered { call, agent: "2".into() },
        Happened::HungUp { call, by: Ender::Caller },
    ];
    let lines = [
        "1.0|hotline|NONE|ENTERQUEUE||0770|1",
        "1.0|hotline|Anna|CONNECT|1|1.1|1",
        "1.5|hotline|NONE|ENTERQUEUE||1001|1",
        "1.5|hotline|Ben|CONNECT|1|1.6|1",
        "1.0|hotline|Anna|ATTENDEDTRANSFER|BRIDGE|b|1|9|1",
        "1.5|hotline|Ben|COMPLETECALLER|1|9|1",
    ];
    let mut audit = Audit::new(names());
    audit.told(at(0), &surveyed(at(0)));
    for line in lines {
        audit.logged(at(1), &Entry::parse(&format!("1001|{line}")).expect("a line"));
    }
    for happened in happened {
        audit.told(at(1), &SwitchEvent::new(at(1), happened));
    }
    assert_eq!(audit.differences(at(60)), []);
}

/// What the record can know of a call: when it came where, who answered, how it ended.
fn stories(events: &[SwitchEvent]) -> BTreeMap<CallId, Vec<(String, DateTime<Utc>)>> {
    let mut stories = BTreeMap::<_, Vec<_>>::new();
    for event in events {
        let word = match &event.what {
            Happened::Entered { number, .. } => format!("entered from {}", number.reveal()),
            Happened::Queued { queue, .. } => format!("queued in {queue}"),
            Happened::Answered { agent, .. } => format!("answered by {agent}"),
            Happened::Transferred { agent, to, .. } => format!("handed on by {agent} to {to:?}"),
            Happened::HungUp { by, .. } => format!("ended by {by:?}"),
            Happened::Left { exit: exit @ Exit::KeyExit { .. }, .. } => format!("left by {exit:?}"),
            // These sessions are without the word by which the events tell one rule from another.
            Happened::Left { .. } => "left by a rule".to_owned(),
            _ => continue,
        };
        stories.entry(event.what.call().expect("it is about a call")).or_default().push((word, event.at));
    }
    stories
}

/// Who is behind the names in the record.
fn told_members() -> Told {
    let mut told = Told::default();
    for (name, agent) in [("Anna", "1"), ("Ben", "2"), ("Chloe", "3"), ("Dana Agent", "4")] {
        told.member(name, &agent.into());
    }
    told
}

/// The first part of a session by its events, the rest by its record alone.
fn recovered(session: &Session, lost_at: DateTime<Utc>) -> Vec<SwitchEvent> {
    let mut told = told_members();
    let mut all: Vec<_> = session.told.iter().filter(|event| event.at <= lost_at).cloned().collect();
    all.iter().for_each(|event| told.told(event));
    let names = names();
    let mut recovery = Recovery::new(&names, &told, &[]);
    session
        .entries()
        .filter(|entry| entry.at >= lost_at - TimeDelta::minutes(1))
        .for_each(|entry| recovery.take(&entry));
    all.extend(recovery.events(session.ends()));
    all
}

fn check_recovered(name: &str, session: &Session, lost_at: DateTime<Utc>) {
    let (whole, pieced) = (stories(&session.told), stories(&recovered(session, lost_at)));
    // Of a caller who is redirected while speaking the record tells only when that caller hangs up much later.
    let redirected =
        |story: &[(String, DateTime<Utc>)]| story.iter().any(|(word, _)| word == "ended by System");
    for (call, story) in whole.iter().filter(|(_, story)| !redirected(story)) {
        let got = pieced.get(call).unwrap_or_else(|| panic!("{name}: {call} is lost: {story:?}"));
        let words = |story: &[(String, DateTime<Utc>)]| {
            story.iter().map(|(word, _)| word.clone()).collect::<Vec<_>>()
        };
        assert_eq!(words(got), words(story), "{name}, lost at {lost_at}");
        for ((word, got), (_, want)) in got.iter().zip(story) {
            assert!((*got - *want).abs() <= TimeDelta::seconds(1), "{name}: {word} at {got}, not {want}");
        }
    }
    assert_eq!(whole.len(), pieced.len(), "{name}: nobody is told who was not there");
}

/// The rings that nobody answered, by agent.
fn missed(events: &[SwitchEvent]) -> BTreeMap<AgentId, usize> {
    let mut missed = BTreeMap::new();
    for event in events {
        if let Happened::RingEnded { agent, why: RingEnd::NoAnswer | RingEnd::Rejected, .. } = &event.what {
            *missed.entry(agent.clone()).or_default() += 1;
        }
    }
    missed
}

#[test]
fn rings_that_nobody_answered_are_recovered_once() {
    let Some(session) = Session::recorded("05-rna") else { return };
    let whole = missed(&session.told);
    assert!(!whole.is_empty());
    let mut moments: Vec<_> = session.told.iter().map(|event| event.at).collect();
    moments.push(session.begins());
    for lost_at in moments {
        let pieced = recovered(&session, lost_at);
        assert_eq!(missed(&pieced), whole, "lost at {lost_at}");
        let recovered: Vec<_> = pieced.iter().filter(|event| event.recovered).collect();
        assert!(recovered.is_sorted_by_key(|event| event.at), "{recovered:?}");
    }
}

/// Lines have whole seconds, what was told before has not.
#[test]
fn what_is_recovered_of_one_second_keeps_its_order() {
    let at = |millisecond: i64| DateTime::from_timestamp_millis(1_000_000 + millisecond).expect("a time");
    let call = CallId(uuid::Uuid::from_u128(1));
    let (queue, number) = (QueueId::from("hotline"), PhoneNumber::new("0770"));
    let happened = [
        Happened::Entered { call, switch_ref: "1.0".into(), number, service: "hotline".into(), priority: 0 },
        Happened::Queued { call, queue, position: Some(1) },
    ];
    let mut told = told_members();
    happened.into_iter().for_each(|what| told.told(&SwitchEvent::new(at(700), what)));
    let names = names();
    let mut recovery = Recovery::new(&names, &told, &[]);
    for line in ["Anna|RINGNOANSWER|300", "Ben|CONNECT|0|1.1|0", "Ben|COMPLETECALLER|0|0|1"] {
        recovery.take(&Entry::parse(&format!("1000|1.0|hotline|{line}")).expect("a line"));
    }
    let recovered: Vec<_> =
        recovery.events(at(60_000)).into_iter().map(|event| (event.at, event.what)).collect();
    let (anna, ben) = (AgentId::from("1"), AgentId::from("2"));
    let in_order = [
        Happened::Ringing { call, agent: anna.clone() },
        Happened::RingEnded { call, agent: anna, why: RingEnd::NoAnswer },
        Happened::Answered { call, agent: ben },
        Happened::HungUp { call, by: Ender::Caller },
    ];
    assert_eq!(recovered, in_order.map(|what| (at(700), what)));
}

#[test]
fn with_whom_an_attended_transfer_left_the_caller_is_not_in_the_record() {
    let Some(session) = Session::recorded("08-attended") else { return };
    let pieced = stories(&recovered(&session, session.begins()));
    let words = |story: &Vec<(String, DateTime<Utc>)>| {
        story.iter().skip(1).map(|(word, _)| word.clone()).collect::<Vec<_>>()
    };
    let stories: Vec<_> = pieced.values().map(words).collect();
    let ended =
        |by: &str| vec!["queued in hotline".to_owned(), "answered by 1".to_owned(), format!("ended by {by}")];
    assert_eq!(stories.iter().filter(|story| **story == ended("Agent")).count(), 1, "{stories:?}");
    assert_eq!(stories.iter().filter(|story| **story == ended("Caller")).count(), 2, "{stories:?}");
}

#[test]
fn the_rest_of_a_session_is_recovered_wherever_the_link_is_lost() {
    for name in SESSIONS {
        let Some(session) = Session::recorded(name) else { return };
        let mut moments: Vec<_> = session.told.iter().map(|event| event.at).collect();
        moments.push(session.begins());
        moments.iter().for_each(|lost_at| check_recovered(name, &session, *lost_at));
    }
}

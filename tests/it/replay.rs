//! The recorded day: what is known before it, how it goes with eight agents, and that the same commands always give the same day.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::BufReader,
    sync::LazyLock,
};

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use flate2::bufread::GzDecoder;
use hotdesk::{
    cli::demo::Prepared,
    config::{DeskSettings as SiteSettings, Site},
    domain::{
        AgentId, AgentState, CallId, CallRecord, Contact, Ender, Event, Exit, Floor, RingEnd, TransferTarget,
    },
    import::{RecordedCaller, RecordedDay, bank},
    server::desk::DeskSettings,
    switch::{
        Begin, CommandRefused, Day, Engine, Happened, Past, Replay, Switch, SwitchCommand, SwitchEvent,
    },
};
use proptest::prelude::*;
use tokio::{sync::oneshot, time::Instant};
use uuid::Uuid;

static RECORDED: LazyLock<RecordedDay> = LazyLock::new(RecordedDay::shipped);
static MORNING: LazyLock<Prepared> = LazyLock::new(|| prepared(10));
static EVENING: LazyLock<Prepared> = LazyLock::new(|| prepared(25));

#[test]
fn the_days_before_are_the_callers_history() {
    let packed: &[u8] = include_bytes!("../../config/demo/bank-1999-01.tsv.gz");
    let january = bank::read(BufReader::new(GzDecoder::new(packed)));
    let midnight = hour(0);
    let earlier =
        january.calls.iter().filter_map(|call| call.record()).filter(|call| call.entered_at < midnight);
    let (contacts, records) = past(RECORDED.history());
    assert_eq!(records.len(), earlier.count());
    assert!(records.is_sorted_by_key(|record| record.entered_at));
    let numbers: BTreeSet<_> = contacts.iter().flat_map(|contact| &contact.numbers).collect();
    assert_eq!(numbers.len(), contacts.len(), "a number is one contact's");
    assert!(contacts.iter().all(|contact| contact.fictitious));
    let known: BTreeSet<_> = contacts.iter().map(|contact| contact.id).collect();
    assert!(records.iter().filter_map(|record| record.contact).all(|contact| known.contains(&contact)));
}

#[test]
fn a_morning_is_legal_complete_and_the_same_every_time() {
    assert_eq!(MORNING.log, prepared(10).log);
    assert_eq!(fold(&MORNING), *MORNING.desk.floor());
    let callers = RECORDED.callers();
    let until = hour(10);
    let by = |at: fn(&RecordedCaller) -> Option<DateTime<Utc>>| {
        callers.iter().filter_map(at).filter(|at| *at <= until).count()
    };
    assert_eq!(
        count(&MORNING, |event| matches!(event, Event::CallQueued { .. })),
        by(|caller| caller.queues_at)
    );
    assert_eq!(
        count(&MORNING, |event| matches!(event, Event::CallEntered { .. })),
        by(|caller| Some(caller.enters_at))
    );
    assert_eq!(count(&MORNING, |event| matches!(event, Event::DifferenceSeen { .. })), 0);
    let known = |event: &Event| matches!(event, Event::CallEntered { contact: Some(_), repeats: 1.., .. });
    assert!(count(&MORNING, known) > 50, "callers are known, and many have called before");
    assert!(MORNING.desk.floor().waiting().count() >= 3);
}

#[test]
fn a_day_cut_anywhere_goes_on_as_if_nothing_had_happened() {
    for minutes in [17, 171, 180, 242, 251] {
        let cut = hour(7) + TimeDelta::minutes(minutes);
        let mut whole = prepared_at(cut);
        let mut past = Past::default();
        whole.log.iter().for_each(|(at, _, event)| past.apply(*at, event).expect("the log is legal"));
        let known = whole.log.len();
        // What the switch knew is forgotten; the desk and the log remain.
        let day = Day::after(&past, RECORDED.callers(), RECORDED.agents(8), Uuid::nil());
        let mut again = Prepared { desk: whole.desk.clone(), day, log: Vec::new(), office: None };
        let until = cut + TimeDelta::minutes(45);
        whole.play(until);
        again.play(until);
        assert!(!again.log.is_empty());
        let differs = whole.log[known..].iter().zip(&again.log).find(|(whole, again)| whole != again);
        assert_eq!(differs, None, "cut {minutes} minutes after seven");
        assert_eq!(whole.log.len() - known, again.log.len());
    }
}

#[test]
fn eight_agents_carry_the_day_and_callers_wait_before_noon() {
    let floor = fold(&EVENING);
    assert!(floor.calls.is_empty());
    assert!(floor.agents.values().all(|agent| agent.state == AgentState::Offline));
    assert_eq!(floor.agents.len(), 8);
    let before_noon = waiting(hour(10), hour(12));
    assert!(before_noon.share > 0.6 && before_noon.most < 30, "{before_noon:?}");
    let after_noon = waiting(hour(12), hour(24));
    assert!(after_noon.share < 0.3 && after_noon.most < 15, "{after_noon:?}");
    let left = |exit: fn(&Exit) -> bool| {
        count(&EVENING, |event| matches!(event, Event::CallLeft { exit: how, .. } if exit(how)))
    };
    let gave_up = left(|exit| *exit == Exit::Abandoned);
    let in_greeting = left(|exit| *exit == Exit::AbandonedInGreeting);
    assert!((50..193).contains(&gave_up), "{gave_up} gave up; in the record 193 did");
    let answered = count(&EVENING, |event| matches!(event, Event::CallAnswered { .. }));
    assert_eq!(answered + gave_up + in_greeting, RECORDED.callers().len());
}

#[test]
fn agents_serve_as_long_as_they_did_in_the_order_of_the_record() {
    let mut since = BTreeMap::new();
    let mut served = BTreeMap::<AgentId, Vec<i64>>::new();
    for (at, _, event) in &EVENING.log {
        match event {
            Event::CallAnswered { call, .. } => drop(since.insert(*call, *at)),
            Event::CallEnded { call, agent, .. } => {
                served.entry(agent.clone()).or_default().push((*at - since[call]).num_seconds());
            }
            _ => {}
        }
    }
    for agent in RECORDED.agents(8) {
        let again = agent.services_s.iter().cycle().map(|service_s| i64::from(*service_s));
        let served = &served[&agent.agent];
        assert_eq!(*served, again.take(served.len()).collect::<Vec<_>>(), "{}", agent.agent);
    }
}

#[test]
fn a_person_works_by_command_and_callers_have_their_limits() {
    let caller = RECORDED.callers().into_iter().find(|caller| caller.served_s > 200).expect("one such");
    let talk = TimeDelta::seconds(i64::from(caller.served_s) * 3);
    let start = caller.queues_at.expect("was served");
    let mut day = Day::new(vec![caller], Vec::new(), Uuid::nil());
    let [SwitchEvent { what: Happened::Entered { call, .. }, .. }, _] = day.advance(start)[..] else {
        panic!("the caller comes and queues")
    };
    let agent = AgentId::from("8001");
    let mut does = |at, command| day.command(at, command).map(|events| events[0].what.clone());
    let ring = SwitchCommand::Ring { call, agent: agent.clone() };
    assert_eq!(does(start, ring), Ok(Happened::Ringing { call, agent: agent.clone() }));
    assert_eq!(does(start, SwitchCommand::Hold { call }), Err(CommandRefused::NotAble));
    let answer = SwitchCommand::Answer { call, agent: agent.clone() };
    assert_eq!(does(start, answer), Ok(Happened::Answered { call, agent }));
    let minute = TimeDelta::minutes(1);
    assert_eq!(does(start + minute, SwitchCommand::Hold { call }), Ok(Happened::Held { call }));
    assert_eq!(does(start + minute * 2, SwitchCommand::Resume { call }), Ok(Happened::Resumed { call }));
    let mut patient = day.clone();
    let hung_up = |at| vec![SwitchEvent::new(at, Happened::HungUp { call, by: Ender::Caller })];
    assert_eq!(patient.advance(start + talk * 2), hung_up(start + talk));
    day.command(start + minute * 3, SwitchCommand::Hold { call }).expect("is talking");
    assert_eq!(day.advance(start + talk * 2), hung_up(start + minute * 6));
    assert_eq!(
        day.command(start + talk * 3, SwitchCommand::Hold { call }),
        Err(CommandRefused::NoCall(call))
    );
    assert_eq!(day.next_at(), None);
}

#[tokio::test(start_paused = true)]
async fn a_replay_tells_everything_in_its_time_and_does_what_it_is_asked() {
    let (start, world) = (hour(7), Instant::now());
    let speed = 4;
    let clock = move || start + TimeDelta::from_std(world.elapsed()).expect("short") * speed;
    let mut link = Box::new(Replay::new(day(), clock, f64::from(speed), Begin::Anew)).start();
    let want = day().advance(hour(7) + TimeDelta::minutes(10));
    assert!(want.len() > 20);
    for want in want {
        assert_eq!(link.events.recv().await, Some(want.clone()));
        let late = clock() - want.at.max(start);
        assert!(late >= TimeDelta::zero() && late < TimeDelta::milliseconds(10), "{late}");
    }
    let (answer, answered) = oneshot::channel();
    let call = CallId(Uuid::nil());
    link.commands.send((SwitchCommand::Release { call }, answer)).await.expect("it runs");
    assert_eq!(answered.await, Ok(Err(CommandRefused::NoCall(call))));
    drop(link.commands);
    while link.events.recv().await.is_some() {}
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_same_commands_give_the_same_day(steps in proptest::collection::vec((0..90i64, 0..10u8, any::<u8>(), 0..4u8), 0..300)) {
        let told = run(&steps);
        prop_assert_eq!(&told, &run(&steps));
        prop_assert!(told.is_sorted_by_key(|event| event.at));
        let mut entered = BTreeSet::new();
        let mut gone = BTreeSet::new();
        for event in &told {
            match &event.what {
                Happened::Entered { call, .. } => prop_assert!(entered.insert(*call)),
                Happened::HungUp { call, .. } => prop_assert!(entered.contains(call) && gone.insert(*call)),
                Happened::Queued { call, .. } | Happened::Ringing { call, .. } | Happened::Answered { call, .. }
                | Happened::Held { call } | Happened::Resumed { call } | Happened::Transferred { call, .. } => {
                    prop_assert!(entered.contains(call) && !gone.contains(call));
                }
                _ => {}
            }
        }
    }
}

/// Plays commands drawn at random, from 7:00 on: (seconds later, which, to whose call, which agent).
fn run(steps: &[(i64, u8, u8, u8)]) -> Vec<SwitchEvent> {
    let mut day = day();
    let mut now = hour(7);
    let mut told = day.advance(now);
    for &(later_s, which, whose, who) in steps {
        now += TimeDelta::seconds(later_s);
        told.extend(day.advance(now));
        let calls: Vec<CallId> = told.iter().rev().filter_map(entered).take(6).collect();
        let Some(call) = calls.get(usize::from(whose) % calls.len().max(1)).copied() else { continue };
        let agent = AgentId::from(["8001", "8002", "AG43", "AG42"][usize::from(who)]);
        let command = match which {
            0..=2 => SwitchCommand::Ring { call, agent },
            3 => SwitchCommand::StopRing { call, agent, why: RingEnd::NoAnswer },
            4 => SwitchCommand::Answer { call, agent },
            5 => SwitchCommand::Hold { call },
            6 => SwitchCommand::Resume { call },
            7 => SwitchCommand::HangUp { call, by: Ender::Agent },
            8 => SwitchCommand::Release { call },
            _ => SwitchCommand::Transfer { call, agent, to: TransferTarget::Agent { agent: "8002".into() } },
        };
        told.extend(day.command(now, command).unwrap_or_default());
    }
    told
}

fn entered(event: &SwitchEvent) -> Option<CallId> {
    match event.what {
        Happened::Entered { call, .. } => Some(call),
        _ => None,
    }
}

fn day() -> Day {
    Day::new(RECORDED.callers(), RECORDED.agents(8), Uuid::nil())
}

/// A full hour of the day, local time; the last agents go a little after 24.
fn hour(hour: u32) -> DateTime<Utc> {
    RECORDED.at(NaiveTime::MIN) + TimeDelta::hours(i64::from(hour))
}

fn prepared(at: u32) -> Prepared {
    prepared_at(hour(at))
}

fn prepared_at(at: DateTime<Utc>) -> Prepared {
    let site = Site::load(&SiteSettings::default()).expect("the built-in site");
    let settings = DeskSettings::new(site.catalogue);
    Prepared::at(at, &RECORDED, settings, site.queues, Uuid::nil(), None).expect("the past fits")
}

/// The floor that a log adds up to; every event of it must fit.
fn fold(prepared: &Prepared) -> Floor {
    let mut floor = Floor::default();
    for (at, _, event) in &prepared.log {
        floor.apply(*at, event).unwrap_or_else(|illegal| panic!("{at} {event:?}: {illegal}"));
    }
    floor
}

fn count(prepared: &Prepared, which: impl Fn(&Event) -> bool) -> usize {
    prepared.log.iter().filter(|(.., event)| which(event)).count()
}

fn past(history: Vec<(DateTime<Utc>, Event)>) -> (Vec<Contact>, Vec<CallRecord>) {
    let (mut contacts, mut records) = (Vec::new(), Vec::new());
    for (_, event) in history {
        match event {
            Event::ContactRecorded { contact } => contacts.push(*contact),
            Event::CallImported { record } => records.push(*record),
            other => panic!("{other:?} is no history"),
        }
    }
    (contacts, records)
}

#[derive(Debug)]
struct Waiting {
    /// Share of the time in which somebody waited.
    share: f64,
    /// Most who waited at once.
    most: usize,
}

/// How callers waited on the day between two times.
fn waiting(from: DateTime<Utc>, to: DateTime<Utc>) -> Waiting {
    let mut floor = Floor::default();
    let (mut last, mut some, mut most) = (from, TimeDelta::zero(), 0);
    for (at, _, event) in &EVENING.log {
        let now = (*at).clamp(from, to);
        let count = floor.waiting().count();
        if now > last && count > 0 {
            some += now - last;
            most = most.max(count);
        }
        last = now.max(last);
        floor.apply(*at, event).expect("legal");
    }
    Waiting { share: some.as_seconds_f64() / (to - from).as_seconds_f64(), most }
}

//! Lifecycles: those that come with hotdesk are proved, faults are found, and whatever is done to a ticket by the rules keeps the promises.

use std::{collections::BTreeMap, fs};

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    config::{SiteFiles, lifecycles},
    domain::{
        AttachmentId, ClockId, StateId, VerbId,
        clock::{Allowance, Calendar},
        lifecycle::{
            Asked, Contacted, Duty, End, Forbidden, Lifecycle, Need, Occasion, Pending, Reckoner, Tells,
            Verb, Work,
        },
    },
};
use proptest::prelude::*;
use uuid::Uuid;

use crate::commands::{done, hotdesk, program};

mod faults;

const DUTIES: [Duty; 6] = [Duty::Agent, Duty::Clerk, Duty::Unit, Duty::Joint, Duty::Lead, Duty::System];

fn shipped() -> Vec<Lifecycle> {
    lifecycles(&SiteFiles::default()).expect("they are proved")
}

fn government() -> Lifecycle {
    shipped().into_iter().find(|lifecycle| lifecycle.id.as_str() == "government").expect("it is shipped")
}

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-03-04T02:00:00Z").expect("well-formed").to_utc()
        + TimeDelta::minutes(minutes)
}

/// A ticket and the rules that it follows.
struct Desk {
    lifecycle: Lifecycle,
    calendar: Calendar,
    work: Work,
}

impl Desk {
    fn new(lifecycle: Lifecycle, calendar: Calendar) -> Self {
        let reckoner = Reckoner { calendar: &calendar, of_category: None };
        let work = lifecycle.begin(false, at(0), reckoner);
        Self { lifecycle, calendar, work }
    }

    fn government() -> Self {
        Self::new(government(), Calendar::always(chrono_tz::UTC))
    }

    fn does(&mut self, duty: Duty, asked: &Asked, now: DateTime<Utc>) -> Result<(), Forbidden> {
        let reckoner = Reckoner { calendar: &self.calendar, of_category: None };
        let moved = self.lifecycle.step(&self.work, asked, duty, now, reckoner)?;
        self.work.apply(now, &moved);
        Ok(())
    }

    /// What must be possible: at this minute somebody does this.
    #[track_caller]
    fn done(&mut self, minute: i64, duty: Duty, verb: &str) {
        let asked = said(&self.lifecycle, verb, at(minute));
        let done = self.does(duty, &asked, at(minute));
        assert_eq!(done, Ok(()), "{verb} at minute {minute}");
    }

    #[track_caller]
    fn refused(&mut self, minute: i64, duty: Duty, asked: &Asked, part: &str) {
        let before = self.work.clone();
        let why = self.does(duty, asked, at(minute)).expect_err("it is forbidden").to_string();
        assert!(why.contains(part), "{why}");
        assert_eq!(self.work, before, "nothing is half done");
    }

    fn due(&self, clock: &str) -> Option<DateTime<Utc>> {
        let clock = &self.work.clocks[&ClockId::from(clock)];
        clock.deadline.as_ref().filter(|_| clock.clock.stopped.is_none()).map(|deadline| deadline.due)
    }
}

/// All that a verb can be asked to say.
fn said(lifecycle: &Lifecycle, verb: &str, now: DateTime<Utc>) -> Asked {
    let list = lifecycle.verb(&verb.into()).and_then(|verb| lifecycle.reasons.get(verb.reasons.as_ref()?));
    Asked {
        verb: verb.into(),
        reason: list.and_then(|list| list.first()).map(|reason| reason.code.clone()),
        text: "words".into(),
        unit: Some("water".into()),
        joint: vec!["roads".into()],
        until: Some(now + TimeDelta::days(1)),
        more: Some(Allowance::WorkingDays(2)),
        mother: None,
        contacted: Some(Contacted { reached: true, solved: Some(true), satisfied: Some(true) }),
        evidence: vec![AttachmentId(Uuid::from_u128(1))],
    }
}

fn unreached(verb: &str) -> Asked {
    let contacted = Some(Contacted { reached: false, solved: None, satisfied: None });
    Asked { contacted, ..said(&government(), verb, at(0)) }
}

#[test]
fn those_that_come_with_hotdesk_are_proved() {
    let shipped: Vec<_> = shipped().into_iter().map(|lifecycle| lifecycle.id.to_string()).collect();
    assert_eq!(shipped, ["government", "power", "service-desk"]);
}

#[test]
fn a_ticket_goes_its_way_and_its_clocks_with_it() {
    let mut desk = Desk::government();
    assert_eq!(desk.due("dispatch"), Some(at(30)));
    desk.done(10, Duty::Clerk, "dispatch");
    assert_eq!((desk.due("dispatch"), desk.due("sign")), (None, Some(at(250))));
    desk.done(20, Duty::Unit, "sign");
    let due = desk.due("handle").expect("it runs");
    desk.done(30, Duty::Unit, "extend");
    assert_eq!(desk.due("handle"), Some(due + TimeDelta::days(2)), "two working days more");
    assert_eq!(desk.work.clocks[&ClockId::from("handle")].earlier, [due], "the deadline before is kept");
    desk.done(40, Duty::Unit, "suspend");
    assert_eq!(desk.due("handle"), None, "it stands still");
    desk.done(40 + 3 * 1440, Duty::System, "resume");
    // Three closings were in the pause; the first of them ended day 0, which is not counted anyway.
    assert_eq!(desk.due("handle"), Some(due + TimeDelta::days(4)));
    desk.done(5000, Duty::Agent, "urge");
    desk.done(5010, Duty::Lead, "supervise");
    assert_eq!(desk.work.next_due().map(|(clock, _)| clock.as_str()), Some("supervision"));
    desk.done(5020, Duty::Unit, "reply");
    assert_eq!((desk.due("handle"), desk.due("supervision")), (None, None));
    desk.refused(5030, Duty::Agent, &said(&government(), "close", at(5030)), "does not know the answer yet");
    desk.done(5040, Duty::Agent, "callback");
    desk.done(5050, Duty::Agent, "redo");
    assert_eq!((desk.work.redone, desk.work.reached), (1, false));
    for (minute, duty, verb) in [
        (5060, Duty::Clerk, "dispatch"),
        (5070, Duty::Unit, "sign"),
        (5080, Duty::Unit, "reply"),
        (5090, Duty::Agent, "callback"),
        (5100, Duty::Agent, "close"),
    ] {
        desk.done(minute, duty, verb);
    }
    assert_eq!(desk.work.next_due(), None, "no clock runs any more");
}

#[test]
fn nothing_closes_before_the_caller_knows_or_could_not_be_reached() {
    let mut desk = Desk::government();
    desk.done(10, Duty::Agent, "answer");
    let close = said(&government(), "close", at(20));
    for minute in 20..23 {
        desk.refused(minute, Duty::System, &close, "or 3 times without reaching anybody");
        desk.does(Duty::Agent, &unreached("callback"), at(minute)).expect("an attempt");
    }
    desk.done(30, Duty::System, "close");
}

#[test]
fn what_may_not_be_done_says_why() {
    let rules = government();
    let ask = |verb: &str| said(&rules, verb, at(20));
    let mut desk = Desk::government();
    desk.refused(
        20,
        Duty::Clerk,
        &ask("eat"),
        "there is no eat in lifecycle government; it has dispatch, answer",
    );
    desk.refused(20, Duty::Unit, &ask("reply"), "a ticket that is submitted cannot be reply; now possible: ");
    desk.refused(20, Duty::Agent, &ask("dispatch"), "dispatch is for clerk");
    desk.refused(20, Duty::Clerk, &Asked { unit: None, ..ask("dispatch") }, "dispatch needs Unit");
    desk.done(20, Duty::Clerk, "dispatch");
    let nothing_else = desk.work.involved.clone();
    desk.done(21, Duty::Agent, "urge");
    assert_eq!(desk.work.involved, nothing_else, "who urges moves it to nobody");
    let odd = Asked { reason: Some("whim".into()), ..ask("return") };
    desk.refused(21, Duty::Unit, &odd, "whim is no reason for return; write one of not_ours, wrong_place");
    desk.refused(20 + 3 * 1440, Duty::Unit, &ask("return"), "return is possible only until");
    desk.done(21, Duty::Unit, "sign");
    let past = Asked { until: Some(at(1)), ..ask("suspend") };
    desk.refused(22, Duty::Unit, &past, "is not later than now");
    desk.refused(
        22 + 30 * 1440,
        Duty::Unit,
        &ask("extend"),
        "extend is possible only before handle runs out",
    );
    desk.done(23, Duty::Unit, "extend");
    desk.done(24, Duty::Unit, "extend");
    desk.refused(25, Duty::Unit, &ask("extend"), "extend was used 2 times");
}

#[test]
fn the_second_return_takes_a_second_person() {
    let mut desk = Desk::government();
    let approver = |desk: &Desk| desk.lifecycle.approver(&desk.work, &VerbId::from("return"));
    desk.done(10, Duty::Clerk, "dispatch");
    assert_eq!(approver(&desk), None);
    desk.done(20, Duty::Unit, "return");
    desk.done(30, Duty::Clerk, "dispatch");
    assert_eq!(approver(&desk), Some(Duty::Lead));
}

#[test]
fn a_ticket_handed_on_is_anothers() {
    let mut desk = Desk::government();
    desk.done(10, Duty::Clerk, "dispatch");
    desk.work.pending = Some(Box::new(Pending {
        asked: said(&government(), "return", at(20)),
        by: "shui".into(),
        duty: Duty::Unit,
        unit: Some("water".into()),
        at: at(20),
        approver: Duty::Lead,
    }));
    let up = Asked { unit: Some("centre".into()), ..said(&government(), "escalate", at(3_000)) };
    assert_eq!(desk.does(Duty::Unit, &up, at(3_000)), Ok(()));
    assert_eq!(
        (desk.work.since, &desk.work.pending),
        (at(3_000), &None),
        "what the first unit wished is no more"
    );
    assert_eq!(desk.work.involved.first, Some("water".into()));
    desk.done(3_010, Duty::Unit, "return");
    assert_eq!(desk.work.involved.lead, None, "nobody has it until it is dispatched again");
    assert_eq!(desk.work.involved.first, Some("water".into()));
}

#[test]
fn a_clock_that_is_stopped_while_it_stands_still_knows_its_deadline() {
    let lifecycle = shipped().into_iter().find(|one| one.id.as_str() == "service-desk").expect("shipped");
    let mut desk = Desk::new(lifecycle, Calendar::always(chrono_tz::UTC));
    desk.done(1, Duty::Clerk, "assign");
    desk.done(2, Duty::Unit, "begin");
    desk.done(3, Duty::Unit, "ask");
    desk.done(63, Duty::Unit, "reply");
    let clock = &desk.work.clocks[&ClockId::from("resolve")];
    assert_eq!(clock.clock.stopped, Some(at(63)));
    assert!(clock.deadline.as_ref().is_some_and(|deadline| deadline.due > at(63)));
}

#[test]
fn a_clock_that_is_begun_where_it_runs_goes_on() {
    let lifecycle = shipped().into_iter().find(|one| one.id.as_str() == "power").expect("shipped");
    let mut desk = Desk::new(lifecycle, Calendar::always(chrono_tz::UTC));
    desk.done(1, Duty::Clerk, "dispatch");
    desk.done(2, Duty::Unit, "accept");
    let due = desk.due("handle");
    desk.done(500, Duty::Unit, "set_out");
    assert_eq!(desk.due("handle"), due);
}

/// Who does what, how many minutes later, saying how much, with the caller reached or not.
fn deeds() -> impl Strategy<Value = Vec<(usize, usize, i64, bool, bool)>> {
    prop::collection::vec((0..DUTIES.len(), 0..40_usize, 0..4_000_i64, any::<bool>(), any::<bool>()), 0..60)
}

proptest! {
    #[test]
    fn whatever_is_done_by_the_rules_keeps_the_promises(which in 0..3_usize, deeds in deeds()) {
        let lifecycle = shipped().swap_remove(which);
        let mut desk = Desk::new(lifecycle.clone(), Calendar::always(chrono_tz::UTC));
        let (mut now, mut spent) = (at(0), BTreeMap::<ClockId, (usize, TimeDelta)>::new());
        for (duty, verb, minutes, reaches, says) in deeds {
            now += TimeDelta::minutes(minutes);
            let verb = &lifecycle.verbs[verb % lifecycle.verbs.len()];
            let contacted = Some(Contacted { reached: reaches, solved: None, satisfied: None });
            let full = Asked { contacted, ..said(&lifecycle, verb.id.as_str(), now) };
            let asked = if says { full } else { Asked { reason: None, unit: None, text: String::new(), ..full } };
            let before = desk.work.clone();
            if desk.does(DUTIES[duty], &asked, now).is_err() {
                prop_assert_eq!(&desk.work, &before, "nothing is half done");
                continue;
            }
            keeps_promises(&lifecycle, &before, &desk.work, verb.tells)?;
            for (id, clock) in &desk.work.clocks {
                let used = clock.clock.spent(&desk.calendar, now).expect("it is always open").used;
                let begun = clock.earlier.len();
                let stood = before.clocks.get(id).is_none_or(|clock| clock.clock.stopped.is_some());
                let restarted = verb.starts.contains(id) || verb.begins.contains(id) && stood;
                if let Some((_, earlier)) = spent.insert(id.clone(), (begun, used)).filter(|_| !restarted) {
                    // A working day that closes while the clock stands still does not count: what was used of it is given back.
                    let given_back = match clock.clock.allowance {
                        Allowance::WorkingDays(_) => TimeDelta::days(1),
                        _ => TimeDelta::zero(),
                    };
                    prop_assert!(earlier <= used + given_back, "{} runs backwards", id);
                }
            }
        }
    }
}

fn keeps_promises(
    lifecycle: &Lifecycle,
    before: &Work,
    after: &Work,
    tells: Option<Tells>,
) -> Result<(), TestCaseError> {
    let end = |state: &StateId| lifecycle.state(state).expect("a ticket is never lost").end;
    if end(&after.state) == Some(End::Closed) && end(&before.state).is_none() {
        prop_assert!(before.reached || before.attempts >= lifecycle.attempts, "closed without the caller");
    }
    if end(&after.state).is_some() {
        prop_assert!(after.next_due().is_none(), "a clock runs on after the end");
    }
    prop_assert!(tells == Some(Tells::Redo) || before.redone == after.redone);
    let held = &lifecycle.state(&after.state).expect("it is there").pauses;
    for (id, clock) in after.clocks.iter().filter(|(_, clock)| clock.clock.stopped.is_none()) {
        prop_assert_eq!(clock.clock.paused_since().is_some(), held.contains(id));
    }
    prop_assert!(
        lifecycle.verbs.iter().all(|verb| verb.limit.is_none_or(|limit| after.times(&verb.id) <= limit))
    );
    Ok(())
}

#[test]
fn every_need_is_asked_for() {
    let mut desk = Desk::government();
    for need in [
        Need::Reason,
        Need::Text,
        Need::Unit,
        Need::Until,
        Need::More,
        Need::Mother,
        Need::Contact,
        Need::Evidence,
    ] {
        desk.lifecycle.verbs[0].needs = vec![need];
        let nothing = Asked { verb: "dispatch".into(), ..empty() };
        desk.refused(1, Duty::Clerk, &nothing, &format!("dispatch needs {need:?}"));
    }
}

fn empty() -> Asked {
    serde_json::from_str(r#"{ "verb": "dispatch" }"#).expect("the rest may be left out")
}

#[test]
fn hotdesk_check_names_file_and_fault() {
    let home = tempfile::tempdir().expect("a folder");
    let said = done(home.path(), &["check"], "");
    insta::assert_snapshot!(said, @r"
    ok     lifecycle  government: 10 states, 22 verbs, 5 clocks
    ok     lifecycle  power: 10 states, 17 verbs, 5 clocks
    ok     lifecycle  service-desk: 9 states, 14 verbs, 2 clocks
    ok     units      29 on 3 levels; categories that none of them handles: 0
    ok     rates      government from 2021-09-24: 3 rates
    ok     scorecard  agents from 2026-01-01: 8 items
    ok     scorecard  units from 2026-01-01: 10 items
    ok     services   2 in the catalogue
    ");
    let text = include_str!("../../config/lifecycles/service-desk.toml");
    let check = |from: &str, to: &str, part: &str| {
        assert!(text.contains(from));
        let file = home.path().join("own.toml");
        fs::write(&file, text.replacen(from, to, 1)).expect("a lifecycle");
        let said = hotdesk(home.path(), &["check", file.to_str().expect("a plain path")], "");
        assert!(!said.good && said.out.contains(part), "{}{}", said.out, said.complaint);
    };
    check("to = \"waiting\"", "to = \"gone\"", "own.toml: verb ask: there is no state gone");
    check("by = [\"unit\"]", "by = [\"cook\"]", "own.toml:");
    check("counts = \"reply\"\n", "counts = \"replied\"\n", "own.toml:");
    let silent = home.path().join("silent.toml");
    fs::write(&silent, text.replace("\ncounts = \"reply\"", "")).expect("a lifecycle");
    let said = done(home.path(), &["check", silent.to_str().expect("a plain path")], "");
    assert!(
        said.contains("service-desk: no clock `counts` as reply: reports leave that column empty"),
        "{said}"
    );
    check("attempts = 2", "attempts = 0", "own.toml: verb close: it would close without the caller");
    let site = home.path().join("lifecycles");
    fs::create_dir(&site).expect("a folder");
    for name in ["one.toml", "other.toml"] {
        fs::write(site.join(name), text).expect("a lifecycle");
    }
    let program = program(home.path(), &["check"]).env("HOTDESK_DESK_SITE", home.path()).output();
    let said = String::from_utf8(program.expect("it starts").stdout).expect("it speaks UTF-8");
    assert!(said.contains("other.toml: there is a lifecycle service-desk already"), "{said}");
}

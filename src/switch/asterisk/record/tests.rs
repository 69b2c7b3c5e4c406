//! A keeper between a link and a desk that are not there, and a file that the test writes.

use std::{fs, path::Path};

use tokio::sync::oneshot;

use super::*;
use crate::{
    domain::{Actor, Ender, Event, Phone, PhoneNumber, QueueId, Recorded},
    switch::{
        Service,
        asterisk::mapper::{call_id, tests::names},
    },
};

struct Kept {
    home: tempfile::TempDir,
    link: mpsc::Sender<SwitchEvent>,
    desk: mpsc::Receiver<SwitchEvent>,
    commands: mpsc::Sender<Asked>,
    asked: mpsc::Receiver<Asked>,
    questions: mpsc::Sender<Question>,
}

impl Kept {
    fn start(told: Told) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let ((link, from_link), (to_desk, desk)) = (mpsc::channel(8), mpsc::channel(8));
        let ((commands, from_desk), (to_link, asked)) = (mpsc::channel(8), mpsc::channel(8));
        let (asks, questions) = mpsc::channel(1);
        let record = Record { path: home.path().join("queue_log"), told };
        let ways = Ways { from_link, to_desk, from_desk, to_link, questions };
        tokio::spawn(Keeper::new(names(), record, ways).run());
        Self { home, link, desk, commands, asked, questions: asks }
    }

    /// Which stays callers are in, for a link whose switch has a clock that is so many seconds ahead.
    async fn stays(&self, ahead: i64) -> HashMap<String, u32> {
        let (answer, answered) = oneshot::channel();
        let question = Question { ahead: TimeDelta::seconds(ahead), answer };
        self.questions.send(question).await.expect("it listens");
        answered.await.expect("it answers")
    }

    fn log(&self) -> std::path::PathBuf {
        self.home.path().join("queue_log")
    }

    async fn tell(&self, what: Happened) {
        self.link.send(SwitchEvent::new(Utc::now(), what)).await.expect("it listens");
    }

    /// Asks for something, which is answered later.
    async fn ask(&self, command: SwitchCommand) -> oneshot::Receiver<Result<(), CommandRefused>> {
        let (answer, answered) = oneshot::channel();
        self.commands.send((command, answer)).await.expect("it listens");
        answered
    }

    async fn hears(&mut self) -> SwitchEvent {
        self.desk.recv().await.expect("it lives")
    }

    /// What is told next, but for this.
    async fn hears_what(&mut self) -> Happened {
        self.hears().await.what
    }
}

fn surveyed() -> Happened {
    Happened::Surveyed { calls: Vec::new(), members: Vec::new() }
}

fn entered(caller: &str) -> Happened {
    Happened::Entered {
        call: call_id(caller, 0),
        switch_ref: caller.to_owned(),
        number: PhoneNumber::new("07700900001"),
        service: "private".into(),
        priority: 0,
    }
}

fn queued(caller: &str) -> Happened {
    Happened::Queued { call: call_id(caller, 0), queue: "private".into(), position: None }
}

/// Lines of so many seconds ago.
fn write(log: &Path, ago: i64, lines: &[&str]) {
    let at = Utc::now().timestamp() - ago;
    let text: String = lines.iter().map(|line| format!("{at}|{line}\n")).collect();
    let before = fs::read_to_string(log).unwrap_or_default();
    fs::write(log, before + &text).expect("it is written");
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_not_there_is_told_once_and_so_is_its_coming() {
    let mut kept = Kept::start(Told::default());
    let Happened::Noted { about, says } = kept.hears_what().await else { panic!("it is told") };
    assert_eq!(about, "queue_log");
    assert!(says.contains("cannot be read") && says.contains("[switch.asterisk] queue_log"), "{says}");
    write(&kept.log(), 0, &["NONE|NONE|NONE|QUEUESTART|"]);
    let Happened::Noted { says, .. } = kept.hears_what().await else { panic!("it is told") };
    assert!(says.ends_with("is read again"), "{says}");
}

#[tokio::test(start_paused = true)]
async fn a_difference_is_told_when_it_has_lasted_and_when_it_is_over() {
    let mut kept = Kept::start(Told::default());
    write(&kept.log(), 0, &[]);
    kept.tell(surveyed()).await;
    assert_eq!(kept.hears_what().await, surveyed());
    // One caller is told as well, the other one is not.
    write(&kept.log(), 0, &["1.1|hotline|NONE|ENTERQUEUE||0770|1", "1.2|hotline|NONE|ENTERQUEUE||0770|2"]);
    for happened in [entered("1.1"), queued("1.1")] {
        kept.tell(happened.clone()).await;
        assert_eq!(kept.hears_what().await, happened);
    }
    let Happened::Miscounted { queue, switch_says: Some(says), desk_says } = kept.hears_what().await else {
        panic!("it is told")
    };
    assert_eq!(queue, QueueId::from("private"));
    assert_eq!((says.entered, &says.callers[..]), (2, &["1.2".to_owned()][..]), "{says}");
    assert_eq!(desk_says.entered, 1, "{desk_says}");
    for happened in [entered("1.2"), queued("1.2")] {
        kept.tell(happened.clone()).await;
        assert_eq!(kept.hears_what().await, happened);
    }
    assert!(matches!(kept.hears_what().await, Happened::Miscounted { switch_says: None, .. }));
}

#[tokio::test(start_paused = true)]
async fn what_was_missed_comes_between_the_link_and_its_survey() {
    let mut told = Told::default();
    told.told(&SwitchEvent::new(Utc::now() - TimeDelta::seconds(30), entered("1.1")));
    told.told(&SwitchEvent::new(Utc::now() - TimeDelta::seconds(30), queued("1.1")));
    let mut kept = Kept::start(told);
    write(&kept.log(), 40, &["1.0|hotline|NONE|ENTERQUEUE||0770|1", "1.0|hotline|NONE|ABANDON|1|1|0"]);
    write(&kept.log(), 20, &["1.1|hotline|NONE|ABANDON|1|1|10"]);
    write(&kept.log(), 10, &["1.2|hotline|NONE|ENTERQUEUE||0771|1"]);
    let fixed = ["NONE|ENTERQUEUE||0772|1", "Fixed|CONNECT|1|1.4|1", "Fixed|COMPLETECALLER|1|5|1"];
    write(&kept.log(), 5, &fixed.map(|line| format!("1.3|hotline|{line}")).each_ref().map(String::as_str));
    let found = Found {
        call: call_id("1.2", 0),
        queue: Some("private".into()),
        since: Utc::now(),
        agent: None,
        monitored_by: Vec::new(),
    };
    let member = Member {
        agent: "8003".into(),
        name: "Fixed".into(),
        queue: "private".into(),
        paused: None,
        phone: Phone::Reachable,
    };
    let survey = Happened::Surveyed { calls: vec![found], members: vec![member] };
    for happened in [Happened::LinkBack, entered("1.2"), survey.clone()] {
        kept.tell(happened).await;
    }
    let over = |caller| Happened::HungUp { call: call_id(caller, 0), by: Ender::Caller };
    let mut heard = Vec::new();
    while heard.last() != Some(&survey) {
        let event = kept.hears().await;
        assert_eq!(event.recovered, event.what.call().is_some(), "{event:?}");
        heard.push(event.what);
    }
    let calls: Vec<_> = heard.iter().filter_map(Happened::call).collect();
    let of = |callers: &[&str]| callers.iter().map(|caller| call_id(caller, 0)).collect::<Vec<_>>();
    assert_eq!(heard[0], Happened::LinkBack);
    assert_eq!(
        calls,
        of(&["1.0", "1.0", "1.0", "1.1", "1.2", "1.2", "1.3", "1.3", "1.3", "1.3"]),
        "the survey tells nobody again"
    );
    assert_eq!([&heard[3], &heard[4]], [&over("1.0"), &over("1.1")]);
    // The record calls members by their names, as the survey does.
    assert_eq!(heard[9], Happened::Answered { call: call_id("1.3", 0), agent: "8003".into() });
    // What the link has heard of them before is late.
    kept.link
        .send(SwitchEvent::new(Utc::now() - TimeDelta::seconds(40), queued("1.0")))
        .await
        .expect("it listens");
    kept.tell(Happened::LinkLost).await;
    assert_eq!(kept.hears_what().await, Happened::LinkLost);
}

/// What was told of 1.1 before: in the queue since so many seconds ago.
fn waits_since(ago: i64) -> Told {
    let mut told = Told::default();
    for what in [entered("1.1"), queued("1.1")] {
        told.told(&SwitchEvent::new(Utc::now() - TimeDelta::seconds(ago), what));
    }
    told
}

/// Left and rejoined the same queue while nobody watched, and waits there again.
const REJOINED: [&str; 2] =
    ["1.1|hotline|NONE|EXITWITHTIMEOUT|1|1|10", "1.1|hotline|NONE|ENTERQUEUE||0770|1"];

#[tokio::test(start_paused = true)]
async fn a_survey_and_what_is_recovered_before_it_mean_the_same_stay() {
    let mut kept = Kept::start(waits_since(30));
    write(&kept.log(), 20, &REJOINED[..1]);
    write(&kept.log(), 10, &REJOINED[1..]);
    assert_eq!(kept.stays(0).await, [("1.1".to_owned(), 1)].into());
    let call = call_id("1.1", 1);
    let found = Found {
        call,
        queue: Some("private".into()),
        since: Utc::now(),
        agent: None,
        monitored_by: Vec::new(),
    };
    let survey = Happened::Surveyed { calls: vec![found], members: Vec::new() };
    for happened in [Happened::LinkBack, entered("1.1"), survey.clone()] {
        let happened = match happened {
            Happened::Entered { switch_ref, number, service, priority, .. } => {
                Happened::Entered { call, switch_ref, number, service, priority }
            }
            other => other,
        };
        kept.tell(happened).await;
    }
    let mut heard = Vec::new();
    while heard.last() != Some(&survey) {
        heard.push(kept.hears_what().await);
    }
    let timed_out = Happened::Left { call: call_id("1.1", 0), exit: crate::domain::Exit::TimedOut };
    let queued = Happened::Queued { call, queue: "private".into(), position: Some(1) };
    assert_eq!(heard[..2], [Happened::LinkBack, timed_out]);
    assert!(matches!(heard[2], Happened::Entered { call: entered, .. } if entered == call), "{heard:?}");
    assert_eq!(heard[3..], [queued, survey]);
    // What was told since counts, though its lines are read again.
    assert_eq!(kept.stays(0).await, [("1.1".to_owned(), 1)].into());
}

#[tokio::test(start_paused = true)]
async fn a_file_that_was_away_meanwhile_does_not_shorten_what_is_recovered() {
    let mut told = waits_since(300);
    // A restart of ours with no switch in reach, and the link's coming: nothing was heard of the switch's calls.
    for event in [Event::SwitchLost, Event::SwitchFound] {
        let hash = Default::default();
        told.recorded(&Recorded { seq: 1, at: Utc::now(), actor: Actor::Switch, version: 2, event, hash });
    }
    let mut kept = Kept::start(told);
    let Happened::Noted { .. } = kept.hears_what().await else { panic!("it cannot be read") };
    write(&kept.log(), 200, &["1.1|hotline|NONE|ABANDON|1|1|10"]);
    let Happened::Noted { .. } = kept.hears_what().await else { panic!("it is read again") };
    kept.tell(surveyed()).await;
    let gone = Happened::HungUp { call: call_id("1.1", 0), by: Ender::Caller };
    assert_eq!(kept.hears_what().await, gone);
}

#[tokio::test(start_paused = true)]
async fn lines_of_a_clock_that_is_off_are_read_by_ours() {
    for ahead in [-3_600, 3_600] {
        let mut kept = Kept::start(waits_since(30));
        write(&kept.log(), 20 - ahead, &["1.1|hotline|NONE|ABANDON|1|1|10"]);
        assert_eq!(kept.stays(ahead).await, [("1.1".to_owned(), 0)].into());
        kept.tell(surveyed()).await;
        let gone = kept.hears().await;
        assert_eq!(gone.what, Happened::HungUp { call: call_id("1.1", 0), by: Ender::Caller });
        let ago = Utc::now() - gone.at;
        assert!((ago - TimeDelta::seconds(20)).abs() <= TimeDelta::seconds(2), "{ago}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_asked_before_a_survey_is_told_is_refused_but_for_how_agents_serve() {
    let mut told = Told::default();
    told.told(&SwitchEvent::new(Utc::now(), entered("1.1")));
    told.told(&SwitchEvent::new(Utc::now(), queued("1.1")));
    let mut kept = Kept::start(told);
    write(&kept.log(), 0, &[]);
    kept.tell(Happened::LinkBack).await;
    // How the caller went is looked for, and not found: that takes a while.
    kept.tell(surveyed()).await;
    assert_eq!(kept.hears_what().await, Happened::LinkBack);
    let call = call_id("1.1", 0);
    let early = kept.ask(SwitchCommand::HangUp { call, by: Ender::Agent }).await;
    let serve = SwitchCommand::Serve {
        agent: "8001".into(),
        name: "Anna".into(),
        queues: Vec::new(),
        how: Service::Open,
    };
    let _serves = kept.ask(serve.clone()).await;
    assert_eq!(kept.hears_what().await, surveyed());
    assert_eq!(early.await.expect("it is answered"), Err(CommandRefused::Away));
    let late = SwitchCommand::HangUp { call, by: Ender::System };
    let _late = kept.ask(late.clone()).await;
    for wanted in [serve, late] {
        assert_eq!(kept.asked.recv().await.expect("it is passed on").0, wanted);
    }
}

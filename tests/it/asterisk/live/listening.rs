//! A lead in the talk of others: who hears whom, and how it ends. Each party speaks in a tone of its own.

use hotdesk::{
    domain::{CallId, Ender, Monitor},
    switch::{Asterisk, CommandRefused, Happened, Service, Switch, SwitchCommand},
};

use crate::asterisk::{agreement::settle, exchange::Release, line::Line, phone::Phone, sound::Voice};

through_each_release!(
    a_lead_listens_whispers_and_joins_in_and_is_heard_by_whom_it_is_meant_for,
    a_listener_is_gone_with_the_talk,
    a_talk_goes_on_without_a_listener_who_hangs_up,
    a_new_link_finds_who_listens,
);

const AGENT: Voice = 440;
const CALLER: Voice = 1_000;
const LEAD: Voice = 1_700;

/// A caller who speaks with agent 8004, and the phone of a lead.
struct Talk {
    line: Line,
    call: CallId,
    agent: Phone,
    caller: Phone,
    lead: Phone,
}

impl Talk {
    async fn begin(release: Release) -> Option<Self> {
        let mut line = Line::up_to(release).await?;
        let mut agent = Phone::register_speaking(&line.exchange, "8004", AGENT).await?;
        let lead = Phone::register_speaking(&line.exchange, "8005", LEAD).await?;
        let mut caller = Phone::of_caller(&line.exchange, "07700900001", CALLER).await?;
        line.serve("8004", Service::Open).await;
        caller.dials(&line.exchange, "hotline").await;
        let call = line.enters().await;
        agent.answers().await;
        line.answered().await;
        Some(Self { line, call, agent, caller, lead })
    }

    fn takes_part(&self, how: Monitor) -> SwitchCommand {
        SwitchCommand::Monitor { call: self.call, by: "8005".into(), how }
    }

    /// Brings the lead's phone in.
    async fn lead_comes(&mut self, how: Monitor) {
        let (command, lead) = (self.takes_part(how), &mut self.lead);
        // The phone is answered while the order is under way.
        let (done, ()) = tokio::join!(self.line.command(command), lead.answers());
        assert_eq!(done, Ok(()));
        self.told_in(how).await;
    }

    async fn told_in(&mut self, how: Monitor) {
        let began = Happened::MonitorBegan { call: self.call, by: "8005".into(), how };
        self.line.until(|happened| *happened == began).await;
    }

    async fn told_out(&mut self) {
        let ended = Happened::MonitorEnded { call: self.call, by: "8005".into() };
        self.line.until(|happened| *happened == ended).await;
    }

    /// The talk ends at the caller's phone.
    async fn over(mut self) {
        self.caller.does("hangup", "").await;
        self.line.over().await;
        self.line.records_agree().await;
    }
}

/// Waits until this voice is heard at a phone, after so many tenths of a second.
async fn hears(phone: &Phone, voice: Voice, after: usize) {
    settle("phone", || {
        let heard = phone.heard().of(voice);
        (heard.iter().skip(after).any(|heard| *heard), format!("{voice} Hz is heard {heard:?}"))
    })
    .await;
}

/// This voice was never heard there, nor is it in the half of a second that comes.
async fn has_not_heard(phone: &Phone, voice: Voice) {
    let then = phone.heard().tenths() + 5;
    settle("phone", || {
        let now = phone.heard().tenths();
        (now >= then, format!("{now} tenths of a second"))
    })
    .await;
    let heard = phone.heard().of(voice);
    assert!(!heard.contains(&true), "{voice} Hz is heard {heard:?}");
}

async fn a_lead_listens_whispers_and_joins_in_and_is_heard_by_whom_it_is_meant_for(release: Release) {
    let Some(mut talk) = Talk::begin(release).await else { return };
    talk.lead_comes(Monitor::Listen).await;
    hears(&talk.lead, AGENT, 0).await;
    hears(&talk.lead, CALLER, 0).await;
    has_not_heard(&talk.agent, LEAD).await;

    assert_eq!(talk.line.command(talk.takes_part(Monitor::Whisper)).await, Ok(()));
    talk.told_in(Monitor::Whisper).await;
    hears(&talk.agent, LEAD, 0).await;
    has_not_heard(&talk.caller, LEAD).await;

    assert_eq!(talk.line.command(talk.takes_part(Monitor::Barge)).await, Ok(()));
    talk.told_in(Monitor::Barge).await;
    hears(&talk.caller, LEAD, 0).await;

    let stop = SwitchCommand::StopMonitor { call: talk.call, by: "8005".into() };
    assert_eq!(talk.line.command(stop.clone()).await, Ok(()));
    talk.told_out().await;
    talk.lead.hears("CALL_CLOSED").await;
    let gone = Err(CommandRefused::Refused("this phone is not in the talk".into()));
    assert_eq!(talk.line.command(stop).await, gone);
    talk.over().await;
}

async fn a_listener_is_gone_with_the_talk(release: Release) {
    let Some(mut talk) = Talk::begin(release).await else { return };
    talk.lead_comes(Monitor::Listen).await;
    let hang_up = SwitchCommand::HangUp { call: talk.call, by: Ender::Agent };
    assert_eq!(talk.line.command(hang_up).await, Ok(()));
    talk.line.over().await;
    talk.lead.hears("CALL_CLOSED").await;
    talk.line.records_agree().await;
}

async fn a_talk_goes_on_without_a_listener_who_hangs_up(release: Release) {
    let Some(mut talk) = Talk::begin(release).await else { return };
    talk.lead_comes(Monitor::Barge).await;
    hears(&talk.caller, LEAD, 0).await;
    talk.lead.does("hangup", "").await;
    talk.told_out().await;
    let so_far = talk.caller.heard().tenths();
    hears(&talk.caller, AGENT, so_far).await;
    talk.over().await;
}

async fn a_new_link_finds_who_listens(release: Release) {
    let Some(mut talk) = Talk::begin(release).await else { return };
    talk.lead_comes(Monitor::Listen).await;
    talk.line.link = Box::new(Asterisk::new(talk.line.exchange.access())).start();
    let found = talk.line.surveyed().await;
    assert_eq!((found.len(), &found[0].monitored_by[..]), (1, &["8005".into()][..]));
    assert_eq!(talk.line.command(talk.takes_part(Monitor::Whisper)).await, Ok(()));
    hears(&talk.agent, LEAD, 0).await;
    let stop = SwitchCommand::StopMonitor { call: talk.call, by: "8005".into() };
    assert_eq!(talk.line.command(stop).await, Ok(()));
    talk.told_out().await;
    talk.over().await;
}

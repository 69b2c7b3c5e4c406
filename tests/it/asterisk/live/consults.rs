//! Agents who ask somebody else first. Asterisk presses keys for it, which are lost on the way to a phone that makes no sound: all phones here
//! are real ones.

use hotdesk::{
    domain::{AgentId, CallId, TransferTarget},
    switch::{CommandRefused, Happened, Service, SwitchCommand, asterisk::Block},
};

use crate::asterisk::{exchange::Release, line::Line, manager::Manager, phone::Phone};

through_each_release!(who_was_asked_and_has_answered_gets_the_caller);

/// The agent who asks, and the one who is asked.
const ASKS: &str = "8004";
const ASKED: &str = "8005";
/// What is told of a call until somebody is asked.
const ASKING: [&str; 5] =
    ["entered", "queued private", "rings 8004", "answered 8004", "8004 asks agent 8005"];

/// A caller with an agent, and the phones of the agent and of another one.
struct Talk {
    line: Line,
    call: CallId,
    asks: Phone,
    asked: Phone,
    manager: Manager,
}

impl Talk {
    async fn begin(release: Release) -> Option<Self> {
        let mut line = Line::up_to(release).await?;
        let manager = line.manager().await;
        let (asks, asked) =
            (Phone::register(&line.exchange, ASKS).await, Phone::register(&line.exchange, ASKED).await);
        let (mut asks, asked) = (asks?, asked?);
        line.serve(ASKS, Service::Open).await;
        let call = line.call("07700900001", "hotline").await;
        asks.answers().await;
        line.answered().await;
        Some(Self { line, call, asks, asked, manager })
    }

    /// The same, and the agent asks: that one's phone rings, and the agent hears it.
    async fn asking(release: Release) -> Option<Self> {
        let mut talk = Self::begin(release).await?;
        assert_eq!(talk.line.command(talk.consult(ASKED)).await, Ok(()));
        talk.asked.hears("CALL_INCOMING").await;
        talk.manager.until("LocalBridge", |_| true).await;
        let is_asking = |block: &Block| block.get("Channel").is_some_and(|name| name.contains(ASKS));
        talk.manager.until("BridgeEnter", is_asking).await;
        Some(talk)
    }

    fn consult(&self, whom: &str) -> SwitchCommand {
        let to = TransferTarget::Agent { agent: whom.into() };
        SwitchCommand::Consult { call: self.call, agent: ASKS.into(), to }
    }

    async fn asked_answers(&mut self) {
        self.asked.does("accept", "").await;
        self.asked.hears("CALL_ESTABLISHED").await;
    }

    /// The agent is with the caller again. Which of the two is told first differs.
    async fn asks_no_more(&mut self) {
        let is_end = |happened: &Happened| {
            matches!(happened, Happened::ConsultEnded { .. } | Happened::Resumed { .. })
        };
        let first = self.line.until(is_end).await;
        self.line.until(|happened| is_end(happened) && *happened != first).await;
    }

    /// Asterisk has the agent's phone hold while somebody is asked, and says so before or after.
    async fn check(&self, after: &[&str], log: &[(&str, usize)]) {
        let mut story = self.line.story(self.call);
        story.retain(|word| !matches!(word.as_str(), "held" | "resumed"));
        assert_eq!(story, [&ASKING[..], after].concat());
        self.line.exchange.check_log(&[&[("ENTERQUEUE", 1), ("CONNECT", 1)], log].concat()).await;
        self.line.records_agree().await;
    }
}

fn agent(name: &str) -> AgentId {
    name.into()
}

async fn who_was_asked_and_has_answered_gets_the_caller(release: Release) {
    let Some(mut talk) = Talk::asking(release).await else { return };
    talk.asked_answers().await;
    let complete = SwitchCommand::CompleteConsult { call: talk.call, agent: agent(ASKS) };
    assert_eq!(talk.line.command(complete).await, Ok(()));
    talk.line.answered().await;
    talk.line.hangs_up("07700900001").await;
    let after = ["handed on from 8004 to agent 8005", "rings 8005", "answered 8005", "hung up Caller"];
    talk.check(&after, &[("ATTENDEDTRANSFER", 1)]).await;
}

#[tokio::test]
async fn an_agent_who_leaves_before_the_answer_has_handed_the_caller_on() {
    let Some(mut talk) = Talk::asking(Release::Newest).await else { return };
    talk.asks.does("hangup", "").await;
    talk.line.until(|happened| matches!(happened, Happened::Transferred { .. })).await;
    talk.asked_answers().await;
    talk.line.answered().await;
    talk.asked.does("hangup", "").await;
    talk.line.over().await;
    let after = ["handed on from 8004 to agent 8005", "rings 8005", "answered 8005", "hung up Agent"];
    talk.check(&after, &[("ATTENDEDTRANSFER", 1)]).await;
}

/// The two hang up and answer at once: whatever comes first, the caller is handed on.
#[tokio::test]
async fn an_agent_who_leaves_with_the_answer_has_handed_the_caller_on() {
    let Some(mut talk) = Talk::asking(Release::Newest).await else { return };
    tokio::join!(talk.asked.does("accept", ""), talk.asks.does("hangup", ""));
    talk.line.answered().await;
    talk.line.hangs_up("07700900001").await;
    let after = ["handed on from 8004 to agent 8005", "rings 8005", "answered 8005", "hung up Caller"];
    talk.check(&after, &[("ATTENDEDTRANSFER", 1)]).await;
}

#[tokio::test]
async fn who_asked_and_left_is_rung_again_if_nobody_answers() {
    let Some(mut talk) = Talk::asking(Release::Newest).await else { return };
    talk.asks.does("hangup", "").await;
    talk.asked.does("hangup", "").await;
    talk.asks.answers().await;
    talk.line.answered().await;
    talk.line.hangs_up("07700900001").await;
    let after = [
        "handed on from 8004 to agent 8005",
        "rings 8005",
        "ring ended 8005 Rejected",
        "rings 8004",
        "answered 8004",
        "hung up Caller",
    ];
    talk.check(&after, &[("ATTENDEDTRANSFER", 1)]).await;
}

#[tokio::test]
async fn an_agent_goes_back_to_the_caller() {
    let Some(mut talk) = Talk::asking(Release::Newest).await else { return };
    talk.asked_answers().await;
    let cancel = SwitchCommand::CancelConsult { call: talk.call, agent: agent(ASKS) };
    assert_eq!(talk.line.command(cancel).await, Ok(()));
    talk.asks_no_more().await;
    talk.asks.does("hangup", "").await;
    talk.line.over().await;
    talk.check(&["8004 asks no more", "hung up Agent"], &[("COMPLETEAGENT", 1)]).await;
}

#[tokio::test]
async fn an_agent_is_with_the_caller_again_if_nobody_answers() {
    let Some(mut talk) = Talk::asking(Release::Newest).await else { return };
    talk.asks_no_more().await;
    talk.line.hangs_up("07700900001").await;
    talk.check(&["8004 asks no more", "hung up Caller"], &[("COMPLETECALLER", 1)]).await;
}

#[tokio::test]
async fn an_agent_is_with_the_caller_again_if_it_is_rejected() {
    let Some(mut talk) = Talk::asking(Release::Newest).await else { return };
    talk.asked.does("hangup", "").await;
    talk.asks_no_more().await;
    talk.line.hangs_up("07700900001").await;
    talk.check(&["8004 asks no more", "hung up Caller"], &[("COMPLETECALLER", 1)]).await;
}

#[tokio::test]
async fn a_caller_gives_up_while_somebody_is_asked() {
    let Some(mut talk) = Talk::asking(Release::Newest).await else { return };
    talk.asked_answers().await;
    talk.line.hangs_up("07700900001").await;
    talk.check(&["hung up Caller"], &[("COMPLETECALLER", 1)]).await;
}

#[tokio::test]
async fn who_cannot_be_asked_is_told() {
    let Some(mut talk) = Talk::begin(Release::Newest).await else { return };
    let refused = "nobody could be asked; try again, or ask at the phone";
    let answer = talk.line.command(talk.consult("9999")).await;
    assert_eq!(answer, Err(CommandRefused::Refused(refused.into())));
    // Asterisk has told the agent so.
    talk.line.until(|happened| matches!(happened, Happened::Resumed { .. })).await;
    talk.line.hangs_up("07700900001").await;
    let story = [&ASKING[..4], &["held", "resumed", "hung up Caller"]].concat();
    assert_eq!(talk.line.story(talk.call), story);
    talk.line.records_agree().await;
}

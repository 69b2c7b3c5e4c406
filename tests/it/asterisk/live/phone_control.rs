//! Phones that are told what to do: one that obeys, and others that do not.

use hotdesk::switch::{CommandRefused, Service, SwitchCommand};

use crate::asterisk::{exchange::Release, line::Line, phone::Phone};

through_each_release!(a_phone_that_obeys_answers_holds_and_goes_on);

async fn a_phone_that_obeys_answers_holds_and_goes_on(release: Release) {
    let Some(mut line) = Line::up_with_phone_control(release).await else { return };
    line.exchange.phone(8001, "phone_obeys", 0);
    line.serve("8001", Service::Open).await;
    let call = line.call("07700900001", "hotline").await;
    line.rings().await;
    assert_eq!(line.at_the_phone(SwitchCommand::Answer { call, agent: "8001".into() }).await, Ok(()));
    line.answered().await;
    assert_eq!(line.command(SwitchCommand::Hold { call }).await, Ok(()));
    assert_eq!(line.command(SwitchCommand::Resume { call }).await, Ok(()));
    line.hangs_up("07700900001").await;
    let story =
        ["entered", "queued private", "rings 8001", "answered 8001", "held", "resumed", "hung up Caller"];
    assert_eq!(line.story(call), story);
    line.exchange.check_log(&[("CONNECT", 1), ("COMPLETECALLER", 1)]).await;
    line.records_agree().await;
}

#[tokio::test]
async fn of_a_phone_that_does_nothing_it_is_told() {
    let Some(mut line) = Line::up_with_phone_control(Release::Newest).await else { return };
    // Lifted by hand when that was told.
    line.exchange.phone(8001, "phone_ignores", 7_000);
    line.serve("8001", Service::Open).await;
    let call = line.call("07700900001", "hotline").await;
    line.rings().await;
    assert_eq!(line.at_the_phone(SwitchCommand::Answer { call, agent: "8001".into() }).await, refused());
    line.answered().await;
    assert_eq!(line.command(SwitchCommand::Hold { call }).await, refused());
    line.hangs_up("07700900001").await;
    assert_eq!(
        line.story(call),
        ["entered", "queued private", "rings 8001", "answered 8001", "hung up Caller"]
    );
    line.records_agree().await;
}

/// It says that it knows of no such thing, for which Asterisk ends the ring.
#[tokio::test]
async fn of_a_phone_that_takes_it_amiss_it_is_told() {
    let Some(mut line) = Line::up_with_phone_control(Release::Newest).await else { return };
    let Some(mut phone) = Phone::register(&line.exchange, "8004").await else { return };
    line.serve("8004", Service::Open).await;
    let call = line.call("07700900001", "hotline").await;
    line.rings().await;
    phone.hears("CALL_INCOMING").await;
    assert_eq!(line.at_the_phone(SwitchCommand::Answer { call, agent: "8004".into() }).await, refused());
    phone.answers().await;
    line.answered().await;
    line.hangs_up("07700900001").await;
    line.records_agree().await;
}

fn refused() -> Result<(), CommandRefused> {
    Err(CommandRefused::Refused("the phone has not obeyed; use its own keys".into()))
}

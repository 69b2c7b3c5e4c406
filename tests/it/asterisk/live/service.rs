//! How agents serve the queues: who is a member, who is paused, and why.

use hotdesk::switch::{Service, SwitchCommand};

use crate::asterisk::{exchange::Release, line::Line};

through_each_release!(agents_join_pause_and_leave_and_one_of_the_configuration_is_paused_for_good);

async fn agents_join_pause_and_leave_and_one_of_the_configuration_is_paused_for_good(release: Release) {
    let Some(line) = Line::up_to(release).await else { return };
    line.serve("8001", Service::Paused("signed_in".into())).await;
    line.serve("8001", Service::Open).await;
    line.serve("8001", Service::Paused("lunch".into())).await;
    line.serve("8001", Service::Paused("training".into())).await;
    line.serve("8001", Service::Out).await;
    let out = |agent: &str, queue: &str| SwitchCommand::Serve {
        agent: agent.into(),
        name: "Anna".into(),
        queues: vec![queue.into()],
        how: Service::Out,
    };
    assert_eq!(line.command(out("8003", "stocks")).await, Ok(()));
    assert_eq!(line.command(out("8001", "private")).await, Ok(()), "who is out already is out");
    line.exchange.check_log(&[("ADDMEMBER", 2), ("UNPAUSE", 2), ("PAUSE", 5), ("REMOVEMEMBER", 2)]).await;
    let log = line.exchange.queue_log();
    let reasons = |queue: &str| {
        let pauses = log.iter().filter(|entry| entry[2] == queue && entry[4] == "PAUSE");
        pauses.map(|entry| entry[5].clone()).collect::<Vec<_>>()
    };
    // With which reason somebody is added, Asterisk does not write down.
    assert_eq!(reasons("hotline"), ["lunch", "training"]);
    assert_eq!(reasons("fixed"), ["signed out"]);
}

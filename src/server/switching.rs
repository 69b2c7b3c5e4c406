//! The link to the phone switch: commands go out in order, refusals come back to the desk.

use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream::FuturesUnordered};
use tokio::sync::{mpsc, oneshot};

use super::{desk::Input, writer::WriterDoor};
use crate::switch::{CommandRefused, SwitchCommand};

/// Where a switch takes commands.
pub type Commands = mpsc::Sender<(SwitchCommand, oneshot::Sender<Result<(), CommandRefused>>)>;

type Refused = (SwitchCommand, CommandRefused);

/// Passes commands on until the writer ends. The writer never waits for the switch, which may be waiting for the writer.
pub async fn pass_on(
    mut orders: mpsc::UnboundedReceiver<SwitchCommand>,
    switch: Commands,
    writer: WriterDoor,
) {
    let mut answers: FuturesUnordered<BoxFuture<'static, Option<Refused>>> = FuturesUnordered::new();
    loop {
        tokio::select! {
            order = orders.recv() => match order {
                Some(command) => {
                    let answer = send(&switch, command).await;
                    answers.push(answer);
                }
                None => return,
            },
            Some(refused) = answers.next() => {
                if let Some((command, why)) = refused {
                    writer.tell(Input::CommandRefused { command, why });
                }
            }
        }
    }
}

/// Hands a command over, and gives what will come of it.
async fn send(switch: &Commands, command: SwitchCommand) -> BoxFuture<'static, Option<Refused>> {
    let (reply, answer) = oneshot::channel();
    let away = switch.send((command.clone(), reply)).await.is_err();
    async move {
        let answer =
            if away { Err(CommandRefused::Away) } else { answer.await.unwrap_or(Err(CommandRefused::Away)) };
        answer.err().map(|why| (command, why))
    }
    .boxed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::CallId, server::writer::Job};

    #[tokio::test(start_paused = true)]
    async fn what_is_refused_is_told_also_after_what_was_taken() {
        let (writer, mut jobs, _) = WriterDoor::new();
        let (order, orders) = mpsc::unbounded_channel();
        let (switch, mut asked) = mpsc::channel(2);
        let hold = |n| SwitchCommand::Hold { call: CallId(uuid::Uuid::from_u128(n)) };
        let passing = tokio::spawn(pass_on(orders, switch, writer));
        for n in 1..3 {
            order.send(hold(n)).expect("it passes on");
        }
        let (_, first) = asked.recv().await.expect("a command");
        let (_, second) = asked.recv().await.expect("another");
        first.send(Ok(())).expect("it waits");
        // Until the first answer is seen.
        tokio::task::yield_now().await;
        second.send(Err(CommandRefused::NotAble)).expect("it waits");
        let told = tokio::time::timeout(std::time::Duration::from_secs(60), jobs.recv()).await;
        let Ok(Some(Job::Tell(Input::CommandRefused { command, .. }))) = told else {
            panic!("it is not told")
        };
        assert_eq!(command, hold(2));
        drop(order);
        passing.await.expect("it ends with its orders");
    }
}

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
            Some(Some((command, why))) = answers.next() => writer.tell(Input::CommandRefused { command, why }),
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

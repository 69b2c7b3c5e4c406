//! Sends what waits in an outbox, in order, until nothing waits.

use std::time::Duration;

use tokio::{task::JoinHandle, time::sleep};

use super::{Acknowledged, Parcel, ParcelKind, Refused};
use crate::{
    api::Code,
    client::{Client, ClientError, Drawer, DrawerNews, Jitter, WriteKey, disk::aside, error::mends_itself},
};

/// A sender at work; dropping it stops it, and what waits goes on waiting.
pub struct Sending(pub(in crate::client) JoinHandle<()>);

impl Drop for Sending {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Sends everything that is put into a drawer, for ever.
pub(in crate::client) async fn send_all(drawer: Drawer, client: Client, mut jitter: Jitter) {
    let mut tries = 0;
    loop {
        let Some(left) = round(&drawer, &client).await else {
            tries = 0;
            drawer.woken().await;
            continue;
        };
        tries += 1;
        let asked = left.why.problem().and_then(|problem| problem.retry_after_s).unwrap_or(0);
        let next_in = client.pace().backoff.delay(tries, jitter()).max(Duration::from_secs(asked.into()));
        drawer.tell(DrawerNews::Waiting { key: left.key, tries, next_in, why: left.why });
        tokio::select! {
            () = sleep(next_in) => {}
            () = drawer.woken() => {}
        }
    }
}

/// The first parcel that must be tried again.
struct Left {
    key: uuid::Uuid,
    why: ClientError,
}

/// Tries every parcel once, until one fails in a way that the next would too.
async fn round(drawer: &Drawer, client: &Client) -> Option<Left> {
    let mut left = None;
    for (stamp, parcel) in on_disk(drawer, |drawer| drawer.outbox().all()).await {
        let key = parcel.key;
        let Err(why) = settle(drawer, client, stamp, parcel).await else { continue };
        let hopeless = !is_its_own(&why);
        left.get_or_insert(Left { key, why });
        if hopeless {
            break;
        }
    }
    left
}

/// Sends one parcel and does what follows from the answer.
///
/// # Errors
/// When it must be tried again.
async fn settle(drawer: &Drawer, client: &Client, stamp: u64, parcel: Parcel) -> Result<(), ClientError> {
    match deliver(client, &parcel).await {
        Ok(acknowledged) => {
            on_disk(drawer, move |drawer| drawer.acknowledge(stamp, &parcel)).await;
            drawer.tell(DrawerNews::Sent(acknowledged));
            Ok(())
        }
        Err(ClientError::Refused(problem)) if !mends_itself(problem.code) => {
            let refused = Refused { parcel, problem: *problem };
            let news = refused.clone();
            on_disk(drawer, move |drawer| drawer.refuse(stamp, &refused)).await;
            drawer.tell(DrawerNews::Refused(news));
            Ok(())
        }
        Err(why) => Err(why),
    }
}

async fn deliver(client: &Client, parcel: &Parcel) -> Result<Acknowledged, ClientError> {
    let (key, body) = (WriteKey(parcel.key), parcel.body.clone());
    match parcel.kind {
        ParcelKind::Ticket => {
            let ticket = client.write_encoded(client.at(&["tickets"]), key, body).await?;
            Ok(Acknowledged::Ticket(Box::new(ticket)))
        }
        ParcelKind::Callback => {
            let callback = client.write_encoded(client.at(&["callbacks"]), key, body).await?;
            Ok(Acknowledged::Callback(Box::new(callback)))
        }
    }
}

/// Whether the failure may be this parcel's alone, so that the others need not wait behind it.
fn is_its_own(why: &ClientError) -> bool {
    matches!(why, ClientError::Garbled { .. }) || matches!(why.code(), Some(Code::Internal | Code::TimedOut))
}

/// Does work on the drawer's files.
async fn on_disk<T: Send + 'static>(drawer: &Drawer, work: impl FnOnce(&Drawer) -> T + Send + 'static) -> T {
    let drawer = drawer.clone();
    aside(move || work(&drawer)).await
}

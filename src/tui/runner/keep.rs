//! Drafts and outbox: what is saved here, what is saved there.

use tokio::{sync::mpsc, task::JoinSet};

use crate::{
    api::{PromiseCallback, SubmitTicket},
    client::{Acknowledged, DiskError, Drawer, DrawerNews, ParcelKind},
    domain::{CallbackId, Draft, DraftId},
    tui::{
        desk::{DiskTrouble, DraftReport, Msg, OutboxReport},
        runtime::Sender,
    },
};

/// Keeps a draft; returns when it is on disk.
pub(super) fn save(drawer: &Drawer, draft: &Draft, change: u64, sender: &Sender<Msg>) {
    if let Err(error) = drawer.save(draft, change) {
        let why = trouble(&error);
        sender.send(Msg::Drafts(DraftReport::Failed { draft: draft.id, why }));
    }
}

/// Puts a form into the outbox.
pub(super) async fn submit(drawer: Drawer, submit: Box<SubmitTicket>, sender: Sender<Msg>) {
    let draft = submit.draft;
    let report = match drawer.submit(&submit).await {
        Ok(()) => OutboxReport::Waiting { draft },
        Err(error) => OutboxReport::Failed { draft, why: trouble(&error) },
    };
    sender.send(Msg::Outbox(report));
}

/// Puts a promise into the outbox.
pub(super) async fn promise(
    drawer: Drawer,
    callback: CallbackId,
    promise: Box<PromiseCallback>,
    sender: Sender<Msg>,
) {
    let report = match drawer.promise(callback.0, &promise).await {
        Ok(()) => OutboxReport::PromiseWaiting { callback },
        Err(error) => OutboxReport::PromiseFailed { callback, why: trouble(&error) },
    };
    sender.send(Msg::Outbox(report));
}

/// Passes on what the drawer tells.
pub(super) fn follow(
    tasks: &mut JoinSet<()>,
    drawer: Drawer,
    mut news: mpsc::UnboundedReceiver<DrawerNews>,
    sender: Sender<Msg>,
) {
    tasks.spawn(async move {
        while let Some(news) = news.recv().await {
            sender.send(message(&drawer, news));
        }
    });
}

fn message(drawer: &Drawer, news: DrawerNews) -> Msg {
    match news {
        DrawerNews::SavedHere { draft, change } => Msg::Drafts(DraftReport::Saved { draft, change }),
        DrawerNews::NotSaved { draft, why } => Msg::Drafts(DraftReport::Failed { draft, why: trouble(&why) }),
        DrawerNews::Sent(Acknowledged::Ticket(ticket)) => Msg::Outbox(OutboxReport::Taken { ticket }),
        DrawerNews::Sent(Acknowledged::Callback(callback)) => {
            Msg::Outbox(OutboxReport::Promised { callback })
        }
        // Of a promise no screen has a draft by this id, and nothing changes.
        DrawerNews::Waiting { key, why, .. } => {
            tracing::info!(error = %why, "a submission waits to be sent again");
            Msg::Outbox(OutboxReport::Waiting { draft: DraftId(key) })
        }
        DrawerNews::Refused(refused) => {
            // The draft itself is kept until the server has a ticket of it; the parcel says nothing more.
            if let Err(error) = drawer.forget_refused(refused.parcel.key) {
                tracing::warn!(%error, "a refused parcel stays in its folder");
            }
            let (key, problem) = (refused.parcel.key, refused.problem);
            Msg::Outbox(match refused.parcel.kind {
                ParcelKind::Ticket => OutboxReport::Refused { draft: DraftId(key), problem },
                ParcelKind::Callback => OutboxReport::PromiseRefused { callback: CallbackId(key), problem },
            })
        }
    }
}

fn trouble(error: &DiskError) -> DiskTrouble {
    tracing::warn!(%error, "the disk refuses");
    match error {
        DiskError::Full { .. } => DiskTrouble::Full,
        _ => DiskTrouble::Other,
    }
}

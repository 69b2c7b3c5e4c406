//! The demo's server: the recorded day behind it, one line of JSON before it.

use std::{env, io::Read, process::ExitCode};

use anyhow::{Context, ensure};

use super::{
    Args, OF_SCREEN, day,
    door::{Door, Wish},
    office::{Live, Office},
    users,
};
use crate::{
    cli::{database, look, output, stage::Seat},
    config::{Settings, Site},
    domain::{QueueId, Redacted},
    import::{RecordedDay, bank},
    server::{Attachments, Clock, Limits, Server, ServerParts, desk::DeskSettings},
    storage::Store,
    switch::{Begin, Engine, Replay, Switch},
};

/// Runs the server until it is ended.
pub fn run(args: &Args, settings: &Settings) -> anyhow::Result<ExitCode> {
    crate::cli::server::start_log(settings)?;
    let runtime = database::server_runtime()?;
    let owner = if env::var_os(OF_SCREEN).is_some() { Owner::Screen } else { Owner::Nobody };
    runtime.block_on(serve(args, settings, owner))
}

async fn serve(args: &Args, settings: &Settings, owner: Owner) -> anyhow::Result<ExitCode> {
    let wish = owner.wish()?;
    let _held = database::hold(settings).await?;
    let store = open(settings, args.fresh).await?;
    let site = Site::load(&day::desk_settings(settings))?;
    let recorded = RecordedDay::shipped();
    let office = Office::new(site.catalogue.clone(), look::locale(&settings.screen));
    let play = day::prepare(&store, &site, &recorded, recorded.at(args.from), &office).await?;
    let is_over = args.seat == Seat::Agent && play.day.next_at().is_none();
    ensure!(
        !is_over,
        "the recorded day is over; begin it again with --fresh, or look back on it with --as qa"
    );
    // The days before are in the log now; the day itself is in its callers and agents.
    drop(recorded);
    let queues: Vec<QueueId> = site.queues.iter().map(|queue| queue.id.clone()).collect();
    users::seat_everybody(&store, &queues, &site.catalogue.units, &wish.password).await?;

    let clock = Clock::recorded(bank::ZONE, play.begins_at, args.speed);
    let switch = Replay::new(play.day, move || clock.now(), args.speed, Begin::GoesOn);
    let parts = ServerParts {
        store,
        desk: DeskSettings::new(site.catalogue),
        queues: site.queues,
        clock,
        switch: Some(Box::new(switch).start()),
        listen: wish.listen,
        limits: Limits::of(settings),
        recordings: None,
        attachments: Attachments::of(settings),
        hooks: Vec::new(),
    };
    let server = Server::start(parts).await?;
    let door = Door {
        url: format!("http://{}", server.addr),
        user: args.seat.user().to_owned(),
        password: wish.password.0,
    };
    let at_work = Live {
        office,
        url: door.url.clone(),
        password: Redacted(door.password.clone()),
        clock,
        seat: args.seat,
        user_of: users::user_of,
    };
    let at_work = tokio::spawn(at_work.run());
    output::say(serde_json::to_string(&door)?)?;
    asked_to_end(owner).await?;
    at_work.abort();
    server.shutdown().await;
    Ok(ExitCode::SUCCESS)
}

/// Whose server it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// A screen's: it says on standard input what it needs, and the server ends with it.
    Screen,
    /// It runs for itself.
    Nobody,
}

impl Owner {
    /// What the screen needs; without one, a free port and a password of its own.
    fn wish(self) -> anyhow::Result<Wish> {
        if self == Self::Nobody {
            return Ok(Wish { listen: ([127, 0, 0, 1], 0).into(), password: users::password() });
        }
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).context("the screen of this server cannot be heard")?;
        serde_json::from_str(&line).context("the screen of this server did not say where to listen")
    }
}

/// Opens the day's database; an empty one if so wished.
async fn open(settings: &Settings, fresh: bool) -> anyhow::Result<Store> {
    let path = database::file(settings);
    for ending in ["", "-wal", "-shm"].iter().filter(|_| fresh) {
        let mut file = path.clone().into_os_string();
        file.push(ending);
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot remove {}", file.display()));
            }
            _ => {}
        }
    }
    database::open_or_make(settings).await
}

/// Waits for a signal, or for the end of the screen that this server belongs to.
/// A server of a screen leaves the terminal's signals to the screen, which ends it when it has done with it.
async fn asked_to_end(owner: Owner) -> anyhow::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let of_screen = owner == Owner::Screen;
    let _unheard = if of_screen { Some(signal(SignalKind::hangup())?) } else { None };
    let (told, parent_gone) = tokio::sync::oneshot::channel();
    if of_screen {
        // A thread of its own: nothing else may wait for a read that only ends with the parent.
        std::thread::spawn(move || {
            let ended = std::io::stdin().read_to_end(&mut Vec::new());
            told.send(ended.is_ok())
        });
    } else {
        // Never told: such a server ends by a signal.
        std::mem::forget(told);
    }
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv(), if !of_screen => {}
        _ = parent_gone => {}
    }
    Ok(())
}

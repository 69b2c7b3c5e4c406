//! The demo's screen: signed in at a server of its own, which is kept up until the user leaves.

use std::process::ExitCode;

use anyhow::anyhow;

use super::{Args, child::Keeper, users};
use crate::{
    api::SignIn,
    cli::{
        database, look, output,
        screen::{self, Visit},
        stage,
    },
    config::{Settings, Sources},
    domain::Redacted,
    import::RecordedDay,
};

/// Opens the screen on a server of its own.
pub fn run(args: &Args, settings: &Settings, sources: &Sources) -> anyhow::Result<ExitCode> {
    stage::need_terminal().map_err(|error| anyhow!("{error}, or use --headless for the server alone"))?;
    // A fault in keys or colours is told before anything is started.
    let look = look::load(settings, sources)?;
    stage::start_log(args.seat.name(), settings)?;
    database::runtime()?.block_on(async {
        // Whoever has to wait for the folder is told so here: nobody reads what the server's process says while it starts.
        drop(database::hold(settings).await?);
        let (keeper, door, hopeless) =
            Keeper::start(args, settings, sources.file.as_deref(), users::password()).await?;
        let visit = Visit {
            seat: args.seat,
            // The server has another address at each start; what was typed belongs to the day.
            drawers: settings.server.data_dir.join("drawers").join(&door.user),
            server: door.url,
            sign_in: SignIn { user: door.user, password: Redacted(door.password), roles: args.seat.roles() },
            record: args.record.clone(),
            hopeless: Some(hopeless),
        };
        let ended = screen::open(visit, settings, look).await;
        let kept = keeper.stop().await;
        let code = ended.and_then(|code| kept.map(|()| code))?;
        // The terminal may have been closed: then nobody is there to read it.
        let _ = output::say(RecordedDay::CREDIT);
        Ok(code)
    })
}

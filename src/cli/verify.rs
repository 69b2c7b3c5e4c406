//! `hotdesk verify`: walks the log, checks its hash chain and that its events make a floor, and says where it breaks.

use std::{path::PathBuf, process::ExitCode};

use super::{
    database::{self, Place},
    output,
};
use crate::{
    domain::{Floor, Illegal},
    storage::{Store, StoreError},
};

/// Check the log's hash chain.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// Fold calls, tickets and contacts again from the log, if the log is whole.
    #[arg(long)]
    rebuild: bool,
}

/// Why a log is not whole.
#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("event {seq} does not fit what came before: {why}")]
    Illegal { seq: u64, why: Illegal },
}

/// Runs the subcommand: success for a log that is whole, failure with the place for one that is not.
///
/// # Errors
/// When there is no database or it cannot be opened.
pub fn run(args: Args, config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let settings = args.place.settings(config, Vec::new())?;
    database::runtime()?.block_on(async {
        let store = database::open(&settings).await?;
        let code = verify(&store).await?;
        if args.rebuild && code == ExitCode::SUCCESS {
            store.rebuild().await?;
            output::say("calls, tickets and contacts were folded again from the log")?;
        }
        store.close().await;
        Ok(code)
    })
}

async fn verify(store: &Store) -> anyhow::Result<ExitCode> {
    let mut floor = Floor::default();
    let walked = store
        .walk(|recorded| {
            let fits = floor.apply(recorded.at, &recorded.event);
            fits.map_err(|why| Broken::Illegal { seq: recorded.seq, why })
        })
        .await;
    match walked {
        Ok(chain) => {
            output::say(format_args!("{} events, the chain is whole, last hash {}", chain.seq, chain.hash))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(broken) => {
            output::complain(&broken.to_string());
            Ok(ExitCode::FAILURE)
        }
    }
}

//! Asks a server for a report: its log says what every queue had promised at the time.

use std::{env, time::Duration};

use anyhow::Context;

use crate::{
    api::{Role, SignIn, WhichNumber},
    cli::{database, look, screen},
    client::{Backoff, Client, Pace},
    config::Settings,
    metrics::{Report, Sheet},
    tui::words::Words,
};

use super::given::Asked;

/// Which server, and as whom.
#[derive(Clone, Debug, clap::Args)]
pub struct Door {
    /// The server's address, instead of the one in the settings.
    #[arg(long, value_name = "URL", conflicts_with = "log")]
    pub server: Option<String>,
    /// User name; else the name that the system knows you by.
    #[arg(long, value_name = "NAME", conflicts_with = "log")]
    user: Option<String>,
    /// Read the password from the first line of standard input instead of asking for it.
    #[arg(long, conflicts_with = "log")]
    password_stdin: bool,
}

/// The report.
pub fn sheet(report: Report, asked: &Asked, door: &Door, settings: &Settings) -> anyhow::Result<Sheet> {
    let sign_in = door.sign_in(settings)?;
    database::runtime()?.block_on(async {
        let client = client(sign_in, settings).await?;
        let sheet = client.report(report, &asked.which).await;
        client.sign_out().await?;
        Ok(sheet?)
    })
}

/// The calls behind a number of it.
pub fn calls(
    report: Report,
    number: &WhichNumber,
    asked: &Asked,
    door: &Door,
    settings: &Settings,
) -> anyhow::Result<Sheet> {
    let sign_in = door.sign_in(settings)?;
    database::runtime()?.block_on(async {
        let client = client(sign_in, settings).await?;
        let sheet = client.report_calls(report, &asked.which, number).await;
        client.sign_out().await?;
        Ok(sheet?)
    })
}

impl Door {
    /// Asks for what is not given.
    pub fn sign_in(&self, settings: &Settings) -> anyhow::Result<SignIn> {
        let words = Words::load(look::locale(&settings.screen))?;
        let user = self.user.clone().or_else(|| env::var("USER").ok());
        let user = user.with_context(|| words.text("sign-in.who").to_owned())?;
        let password = screen::password(&user, self.password_stdin, &words)?;
        Ok(SignIn { user, password, roles: vec![Role::Lead, Role::Qa, Role::Agent] })
    }
}

/// A client that is signed in.
pub async fn client(sign_in: SignIn, settings: &Settings) -> anyhow::Result<Client> {
    let milliseconds = |count: std::num::NonZeroU32| Duration::from_millis(count.get().into());
    let backoff = Backoff {
        first: milliseconds(settings.client.retry_first_ms),
        most: milliseconds(settings.client.retry_max_ms),
    };
    let client = Client::new(&settings.client.server, Pace { backoff, ..Pace::default() })?;
    client.sign_in(&sign_in).await?;
    Ok(client)
}

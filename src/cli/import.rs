//! `hotdesk import`: calls of other systems come into the server's log as history. It goes on where it was cut off.

use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, bail};
use chrono_tz::Tz;

mod file;
mod found;
mod send;

use file::Record;
use found::Found;
use send::Sender;

use super::{database, look, output, record::RecordForm, screen};
use crate::{
    api::{Role, SignIn},
    client::{Client, Pace},
    config::{Flag, Settings, Sources},
    import::{BadRow, PastCall},
};

/// Bring calls of other systems into the log.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = AFTER)]
pub struct Args {
    /// Records of calls, read one after the other; - is standard input. May be packed by gzip.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    record: RecordForm,
    /// Zone of times that tell none; the settings' if left out, or that of the record where it has one.
    #[arg(long, value_name = "ZONE")]
    tz: Option<Tz>,
    /// Name of the system that wrote the records, where several name their calls alike.
    #[arg(long, value_name = "NAME", default_value = "")]
    system: String,
    /// Stop at the first line that cannot be read; what stands before it is imported.
    #[arg(long)]
    strict: bool,
    /// Read and tell what would be imported; no server is needed.
    #[arg(long)]
    dry_run: bool,
    /// Read from the start, also what was imported before: it stays once.
    #[arg(long)]
    from_start: bool,
    /// The server's address, instead of the one in the settings.
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// Name of a user with the role lead; else the name that the system knows you by.
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// Read the password from the first line of standard input instead of asking for it.
    #[arg(long)]
    password_stdin: bool,
}

const AFTER: &str = "\
A call is imported once, however often its record is read; one that was cut off goes on where it stopped.
  hotdesk import /var/log/asterisk/queue_log --dry-run
  hotdesk import Master.csv --log-format cdr --tz Asia/Shanghai --user ban
  hotdesk import calls.csv --log-format csv --mapping config/import/phonenow.toml --user ban";

/// Most bad lines that are listed.
const SHOWN: u64 = 100;

/// Runs the subcommand.
///
/// # Errors
/// When a record cannot be read, the server does not take it, or a line is bad and that is not allowed.
pub fn run(args: &Args, config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let server =
        args.server.clone().map(|text| Flag { name: "--server", section: "client", key: "server", text });
    let sources = Sources::of_process(config, server.into_iter().collect());
    let settings = Settings::load(&sources)?;
    let zone = args.record.zone(args.tz, &settings);
    let form = args.record.understood(zone)?;
    let records: Vec<Record> =
        args.files.iter().map(|file| Record::find(file, &form, &args.system)).collect::<Result<_, _>>()?;
    let mut found = Found::default();
    if args.dry_run {
        for record in records {
            let mut reading = record.read(Default::default())?;
            for call in reading.by_ref() {
                found.take(call, args.strict, record.name())?.iter().for_each(|call| found.note(call));
            }
            found.lines += reading.lines();
        }
        found.tell_what_would_be(zone)?;
    } else {
        let client = client(args, &settings, &sources)?;
        database::runtime()?.block_on(import(args, records, &client, &mut found))?;
        found.tell()?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn import(
    args: &Args,
    records: Vec<Record>,
    client: &(Client, SignIn),
    found: &mut Found,
) -> anyhow::Result<()> {
    let (client, sign_in) = client;
    client.sign_in(sign_in).await?;
    for record in records {
        let mut sender = Sender::new(client, record.source(), &args.system);
        let place = if args.from_start { Default::default() } else { sender.place().await? };
        let mut reading = record.read(place)?;
        while let Some(call) = reading.next() {
            let call = match found.take(call, args.strict, record.name()) {
                Ok(call) => call,
                Err(bad) => {
                    found.lines += reading.lines();
                    sender.send(reading.safe(), found).await?;
                    found.tell()?;
                    return Err(bad);
                }
            };
            if let Some(call) = call {
                found.note(&call);
                sender.take(&call, reading.safe(), found).await?;
            }
        }
        sender.send(reading.safe(), found).await?;
        found.lines += reading.lines();
    }
    Ok(())
}

fn client(args: &Args, settings: &Settings, sources: &Sources) -> anyhow::Result<(Client, SignIn)> {
    if args.password_stdin && args.files.iter().any(|file| file == Path::new("-")) {
        bail!("standard input cannot be the record and the password: give the record as a file");
    }
    let look = look::load(settings, sources)?;
    let user = args.user.clone().or_else(|| env::var("USER").ok());
    let user = user.context("nobody to sign in as: give --user")?;
    let password = screen::password(&user, args.password_stdin, &look.words)?;
    let client = Client::new(&settings.client.server, Pace::default())?;
    Ok((client, SignIn { user, password, roles: vec![Role::Lead] }))
}

impl Found {
    /// The call, if the line could be read; it is counted and listed if not.
    fn take(
        &mut self,
        call: Result<PastCall, BadRow>,
        strict: bool,
        name: &str,
    ) -> anyhow::Result<Option<PastCall>> {
        match call {
            Ok(call) => Ok(Some(call)),
            Err(bad) => {
                self.bad += 1;
                if strict || bad.is_fatal {
                    return Err(anyhow::Error::new(bad).context(format!("{name} cannot be read on")));
                }
                if self.bad <= SHOWN {
                    output::complain(&format!("{name}: {bad}"));
                }
                Ok(None)
            }
        }
    }
}

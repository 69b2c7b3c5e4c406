//! `hotdesk asterisk`: looks at the phone switch of the settings, and prints what it needs.

use std::{fmt::Write, process::ExitCode};

use clap::Subcommand;

use super::{database::Place, doctor, output, phones};
use crate::{
    config::{AsteriskSettings, Site},
    domain::{AgentId, QueueSettings, TransferTarget},
    switch::asterisk::Names,
};

/// Look at the Asterisk of the settings, or print the lines that it needs.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    what: What,
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum What {
    /// Log in and look: rights, queues, clock. Changes nothing.
    Check,
    /// Print lines for manager.conf, queues.conf and extensions.conf.
    Config,
}

/// Runs the subcommand.
///
/// # Errors
/// When the settings are wrong, or standard output cannot be written.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let settings = args.place.settings(Vec::new())?;
    match args.what {
        What::Check => doctor::examine_switch(&settings),
        What::Config => {
            let (asterisk, queues) = (&settings.switch.asterisk, Site::load(&settings.desk)?.queues);
            output::print(lines(asterisk, &phones::names(asterisk, &queues)?, &queues).as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// What Asterisk needs for these queues.
fn lines(settings: &AsteriskSettings, names: &Names, queues: &[QueueSettings]) -> String {
    let mut text = format!("{}\n{}", manager(&settings.user), dialplan(names));
    text += "\n; queues.conf\n";
    for (name, queue) in &names.queues {
        let ring_s = queues.iter().find(|settings| settings.id == *queue).map_or(15, |queue| queue.ring_s);
        // Writing to a text cannot fail.
        let _ = write!(
            text,
            "[{name}]\nstrategy = rrmemory\ntimeout = {ring_s}\nretry = 1\nwrapuptime = 3\nringinuse = no\nautopause = no\njoinempty = yes\n\n"
        );
    }
    text
}

fn manager(user: &str) -> String {
    format!(
        "; manager.conf, the same secret as in the file that secret_file names\n\
         [general]\nenabled = yes\nbindaddr = 127.0.0.1\ntimestampevents = yes\n\n\
         [{user}]\nsecret = a-long-random-one\ndeny = 0.0.0.0/0.0.0.0\npermit = 127.0.0.1/255.255.255.255\n\
         read = system,call,agent\nwrite = call,agent,reporting\n"
    )
}

/// How calls are handed on. The queues themselves are entered from here too: a trunk's own context may go to these lines.
fn dialplan(names: &Names) -> String {
    let mut text = format!("; extensions.conf, one line more for each agent\n[{}]\n", names.context);
    let agent = AgentId::from("8001");
    let extension = names.extension(&TransferTarget::Agent { agent: agent.clone() }).unwrap_or_default();
    let _ = writeln!(text, "exten => {extension},1,Dial({},20,tT)", names.interface(&agent));
    for (name, queue) in &names.queues {
        let extension = names.extension(&TransferTarget::Queue { queue: queue.clone() }).unwrap_or_default();
        let _ = writeln!(
            text,
            "exten => {extension},1,Answer()\n same => n,Queue({name},tT)\n same => n,Hangup()"
        );
    }
    text
}

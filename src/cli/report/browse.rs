//! `hotdesk report --tui`: the browser over a server's log or over a record; here is who answers what it asks.

use std::{process::ExitCode, sync::Arc, time::Duration};

use tokio::{task::JoinSet, time::timeout};

use super::{
    explain, file,
    given::{Asked, Progress},
    server::{self, Door},
};
use crate::{
    cli::{database, look, stage},
    client::Client,
    config::{Settings, Sources},
    metrics::{Report, Sheet},
    tui::{
        report::{Begin, Days, Effect, Msg, Question, report_screen},
        runtime::{Look, Runner, Sender, channel},
    },
};

/// Signing out takes no longer than this: a server that is away ends the session by itself.
const GOODBYE: Duration = Duration::from_secs(2);

/// Opens the browser and stays until its user leaves.
///
/// # Errors
/// When the server refuses the user, or the terminal cannot be used.
pub fn run(
    report: Report,
    asked: Asked,
    door: &Door,
    settings: &Settings,
    sources: &Sources,
) -> anyhow::Result<ExitCode> {
    let look = look::load(settings, sources)?;
    stage::need_terminal()?;
    let is_server = asked.logs.is_empty();
    let begin = Begin {
        report,
        which: asked.which.clone(),
        zone: asked.zone,
        target_s: (!is_server).then_some(asked.promise.target_s),
        days: if is_server { Days::Present } else { Days::Recorded },
    };
    let sign_in = is_server.then(|| door.sign_in(settings)).transpose()?;
    stage::start_log("report", settings)?;
    database::runtime()?.block_on(async {
        let records = match sign_in {
            Some(sign_in) => Records::Server(server::client(sign_in, settings).await?),
            None => Records::Files(Box::new(Asked { progress: Progress::Hidden, ..asked })),
        };
        show(begin, records, settings, look).await
    })
}

async fn show(begin: Begin, records: Records, settings: &Settings, look: Look) -> anyhow::Result<ExitCode> {
    let mut screen = report_screen(look.words.clone(), begin);
    let mut answering = Answering { records: Arc::new(records), tasks: JoinSet::new() };
    stage::show(&mut screen, &mut answering, channel(), settings, look, None).await
}

/// Who has the numbers.
enum Records {
    Server(Client),
    Files(Box<Asked>),
}

/// Answers the browser's questions one beside the other.
struct Answering {
    records: Arc<Records>,
    tasks: JoinSet<()>,
}

impl Runner for Answering {
    type Effect = Effect;
    type Msg = Msg;

    fn run(&mut self, effect: Effect, sender: &Sender<Msg>) {
        let Effect::Ask(number, question) = effect;
        let (records, sender) = (self.records.clone(), sender.clone());
        self.tasks.spawn(async move {
            let answer = records.answer(*question).await;
            sender.send(Msg::Told(number, answer.map_err(|error| format!("{error:#}"))));
        });
    }

    async fn finish(&mut self) {
        self.tasks.abort_all();
        if let Records::Server(client) = &*self.records {
            // Nobody waits for a server that is away.
            let _ = timeout(GOODBYE, client.sign_out()).await;
        }
    }
}

impl Records {
    async fn answer(&self, question: Question) -> anyhow::Result<Sheet> {
        match (self, question) {
            (Self::Server(client), Question::Report(report, which)) => {
                Ok(client.report(report, &which).await?)
            }
            (Self::Server(client), Question::Calls(report, which, number)) => {
                Ok(client.report_calls(report, &which, &number).await?)
            }
            (Self::Files(asked), question) => {
                let asked = asked.clone();
                tokio::task::spawn_blocking(move || of_files(&asked, question)).await?
            }
        }
    }
}

fn of_files(asked: &Asked, question: Question) -> anyhow::Result<Sheet> {
    match question {
        Question::Report(report, which) => Ok(file::sheet(report, &asked.over(which))?.0),
        Question::Calls(report, which, number) => {
            let asked = asked.over(which);
            explain::of_record(report, &explain::Meant::new(report, &number, &asked)?, &asked)
        }
    }
}

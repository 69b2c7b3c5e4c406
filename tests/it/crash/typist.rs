//! The typist: types into drafts and submits them, through the client's own drawer, and says each promise when it has it.

use std::{collections::VecDeque, io::Write, path::PathBuf, sync::Arc, time::Duration};

use hotdesk::{
    api::SubmitTicket,
    client::{Acknowledged, Backoff, Client, Drawer, DrawerNews, OpenDrawer, Pace},
    domain::{CategoryCode, Draft, DraftId, Redacted, TicketForm},
};
use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};
use serde::{Deserialize, Serialize};
use tokio::sync::{Semaphore, mpsc::UnboundedReceiver};

use crate::make;

/// The variable in which a typist is told what to do. Its name is none of the program's settings.
pub const SITE: &str = "CRASH_TYPIST_SITE";

/// What a typist is told.
#[derive(Serialize, Deserialize)]
pub struct Site {
    pub drawers: PathBuf,
    pub address: String,
    pub token: String,
    pub category: String,
    pub seed: u64,
    pub task: Task,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Task {
    /// Type and submit until killed.
    Type,
    /// Submit what is found, and end when the server has all of it.
    Finish,
}

/// Most forms that the server has not answered yet: a typist who never waits would only make the log long while the server is down.
const ON_THE_WAY: usize = 6;

/// The change that a form was typed up to.
pub fn change_of(form: &TicketForm) -> u64 {
    form.subject.rsplit(' ').next().and_then(|change| change.parse().ok()).expect("a subject of the typist")
}

#[test]
#[ignore = "a part of the crash test, which runs it as a process of its own"]
fn types() {
    let Ok(site) = std::env::var(SITE) else { return };
    let site = serde_json::from_str(&site).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(work(site));
}

/// One promise, one line. Standard output has a buffer of lines, so it is in the pipe when this returns.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

async fn work(site: Site) {
    let OpenDrawer { drawer, news, drafts } = Drawer::open(&site.drawers).unwrap();
    drafts.iter().for_each(|draft| say(&format!("found {} {}", draft.id, change_of(&draft.form))));
    drawer.waiting().iter().for_each(|parcel| say(&format!("waiting {}", parcel.key)));
    let left = match site.task {
        Task::Type => usize::MAX,
        Task::Finish => drafts.len() + drawer.waiting().len(),
    };
    say("ready");
    let backoff = Backoff { first: Duration::from_millis(10), most: Duration::from_millis(80) };
    let client = Client::new(&site.address, Pace { backoff, ..Pace::default() }).unwrap();
    client.use_token(Some(Redacted(site.token.clone())));
    let mut chance = StdRng::seed_from_u64(site.seed);
    let _sending = drawer.send(client, Box::new(rand::random));
    let on_the_way = Arc::new(Semaphore::new(ON_THE_WAY));
    let listening = tokio::spawn(listen(news, left, on_the_way.clone()));
    let category = site.category.as_str().into();
    let mut typist = Typist { drawer, chance: &mut chance, category, on_the_way };
    typist.go_on(drafts.into()).await;
    match site.task {
        Task::Type => loop {
            let draft = typist.begin();
            typist.go_on([draft].into()).await;
        },
        Task::Finish => listening.await.unwrap(),
    }
}

/// Says what the drawer tells, until the server has `left` parcels.
async fn listen(mut news: UnboundedReceiver<DrawerNews>, left: usize, on_the_way: Arc<Semaphore>) {
    let mut sent = 0;
    while sent < left {
        match news.recv().await.unwrap() {
            DrawerNews::Sent(Acknowledged::Ticket(ticket)) => {
                say(&format!("sent {} {}", ticket.id, ticket.number));
                on_the_way.add_permits(1);
                sent += 1;
            }
            DrawerNews::Refused(refused) => {
                say(&format!("refused {} {:?}", refused.parcel.key, refused.problem));
            }
            DrawerNews::Sent(_)
            | DrawerNews::Waiting { .. }
            | DrawerNews::SavedHere { .. }
            | DrawerNews::NotSaved { .. } => {}
        }
    }
}

struct Typist<'a, R> {
    drawer: Drawer,
    chance: &'a mut R,
    category: CategoryCode,
    on_the_way: Arc<Semaphore>,
}

impl<R: Rng> Typist<'_, R> {
    fn begin(&mut self) -> Draft {
        let form = TicketForm {
            category: Some(self.category.clone()),
            subject: "change 0".into(),
            ..TicketForm::default()
        };
        let id = DraftId(uuid::Builder::from_random_bytes(self.chance.random()).into_uuid());
        Draft {
            id,
            begun: make::at(0),
            call: None,
            contact: None,
            caller: None,
            form,
            marks: None,
            amends: None,
            follows: None,
            deed: None,
        }
    }

    /// Types a few changes more into each, and submits it.
    async fn go_on(&mut self, mut drafts: VecDeque<Draft>) {
        while let Some(mut draft) = drafts.pop_front() {
            for _ in 0..self.chance.random_range(1..6) {
                let change = change_of(&draft.form) + 1;
                draft.form.subject = format!("change {change}");
                draft.form.description += "话务员又写了一行。\n";
                self.drawer.save(&draft, change).unwrap();
                say(&format!("saved {} {change}", draft.id));
            }
            let priority = draft.form.priority();
            let submit = SubmitTicket {
                draft: draft.id,
                call: None,
                contact: None,
                script: None,
                form: draft.form,
                priority,
                then: None,
            };
            self.on_the_way.acquire().await.unwrap().forget();
            self.drawer.submit(&submit).await.unwrap();
            say(&format!("put {}", draft.id));
        }
    }
}

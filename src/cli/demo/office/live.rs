//! The office while the day runs: it signs in at the server like everybody else, looks at the open tickets now and then, and does what has
//! come. What the seat of the screen is for is left to whoever sits there.

use std::{collections::HashMap, time::Duration};

use super::{Deed, Office, Person, Ticket, TicketId, Uuid, What};
use crate::{
    api::{SignIn, WhichTickets},
    cli::{demo::users, stage::Seat},
    client::{Client, ClientError, Pace, WriteKey},
    domain::Redacted,
    server::Clock,
};

/// How often the open tickets are looked at.
const EVERY: Duration = Duration::from_secs(3);
/// Open tickets of one look; the first to be due come first.
const MOST: u32 = 200;

/// The office of a demo that runs.
pub struct Live {
    /// What it does.
    pub office: Office,
    /// Where.
    pub url: String,
    /// The password of everybody in the demo.
    pub password: Redacted<String>,
    /// The day's clock.
    pub clock: Clock,
    /// Whose screen is open.
    pub seat: Seat,
    /// The user name of somebody of a unit.
    pub user_of: fn(&Person) -> Option<String>,
}

/// Who is signed in, and the tickets as they were seen last.
#[derive(Default)]
struct Desk {
    people: HashMap<String, Client>,
    seen: HashMap<TicketId, Ticket>,
    /// The minute of the day up to which the web was looked at.
    minute: Option<i64>,
}

impl Live {
    /// Works until the server ends.
    pub async fn run(self) {
        let mut desk = Desk::default();
        let mut ticks = tokio::time::interval(EVERY);
        loop {
            ticks.tick().await;
            let done = match self.take_in(&mut desk).await {
                Ok(()) => self.look(&mut desk).await,
                Err(error) => Err(error),
            };
            if let Err(error) = done {
                tracing::info!(%error, "the office of the demo pauses");
            }
        }
    }

    /// What has come from the web since it was looked at last.
    async fn take_in(&self, desk: &mut Desk) -> Result<(), ClientError> {
        let now = self.clock.now().timestamp() / 60;
        for minute in desk.minute.map_or(now, |last| last + 1)..=now {
            if let Some(matter) = self.office.from_web(minute) {
                let web = self.client(desk, users::INTAKE).await?;
                web.take_in(WriteKey(Uuid::now_v7()), &matter).await?;
            }
            desk.minute = Some(minute);
        }
        Ok(())
    }

    async fn look(&self, desk: &mut Desk) -> Result<(), ClientError> {
        let clerk = self.client(desk, "clerk").await?;
        let which = WhichTickets { limit: Some(MOST), ..WhichTickets::default() };
        let open = clerk.tickets(&which).await?.items;
        desk.seen.retain(|id, _| open.iter().any(|ticket| ticket.id == *id));
        for line in open {
            let known = desk.seen.get(&line.id).filter(|ticket| ticket.version == line.version);
            let ticket = match known {
                Some(ticket) => ticket.clone(),
                None => clerk.ticket(line.id).await?,
            };
            desk.seen.insert(line.id, ticket.clone());
            let deed = self.office.next(&ticket).filter(|deed| deed.at <= self.clock.now());
            if let Some(deed) = deed {
                self.act(desk, &ticket, deed).await?;
            }
        }
        Ok(())
    }

    /// What is refused is done by somebody else meanwhile, or is for people.
    async fn act(&self, desk: &mut Desk, ticket: &Ticket, deed: Deed) -> Result<(), ClientError> {
        let Some(user) = (self.user_of)(&deed.by).filter(|user| user != self.seat.user()) else {
            return Ok(());
        };
        let (client, key) = (self.client(desk, &user).await?, WriteKey(Uuid::now_v7()));
        let done = match &deed.what {
            What::Move(wanted) => client.move_ticket(key, ticket.id, wanted).await,
            What::Approve(decided) => client.decide(key, ticket.id, decided).await,
        };
        if let Err(error) = done {
            tracing::debug!(%error, number = ticket.number, "the office of the demo was refused");
        }
        Ok(())
    }

    async fn client(&self, desk: &mut Desk, user: &str) -> Result<Client, ClientError> {
        if let Some(client) = desk.people.get(user) {
            return Ok(client.clone());
        }
        let client = Client::new(&self.url, Pace::default())?;
        let sign_in = SignIn { user: user.to_owned(), password: self.password.clone(), roles: Vec::new() };
        client.sign_in(&sign_in).await?;
        desk.people.insert(user.to_owned(), client.clone());
        Ok(client)
    }
}

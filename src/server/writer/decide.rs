//! What the writer does with its jobs: the desk decides, and what comes of it stands in the open batch.

use std::collections::HashMap;

use uuid::Uuid;

use super::{Job, Reply, Request, Writer, batch::Lasting};
use crate::{
    api::{Code, Done, Me},
    domain::{Belongings, CallId, ContactId, Ticket, TicketId, VerbId, lifecycle::Tells},
    server::{
        desk::{Answer, Ask, Family, Input},
        masking::ticket_for,
        problem::ApiError,
    },
    storage::{Given, GivenAnswer, StoreError},
};

impl Writer {
    /// Decides: what comes of it stands in the open batch.
    pub(super) async fn turn(&mut self, jobs: Vec<Job>) {
        let given = match self.given(&jobs).await {
            Ok(given) => given,
            Err(error) => return self.refuse(jobs, &error),
        };
        for job in jobs {
            self.take(job, &given).await;
        }
    }

    /// The answers given before under these keys.
    async fn given(&mut self, jobs: &[Job]) -> Result<HashMap<Uuid, GivenAnswer>, StoreError> {
        self.try_database().await?;
        self.settled.clear();
        let keys: Vec<Uuid> = jobs.iter().filter_map(key_of).collect();
        let given = if keys.is_empty() { Vec::new() } else { self.parts.store.answers(&keys).await? };
        Ok(given.into_iter().map(|given| (given.key, given)).collect())
    }

    /// The answer given before under this key: stored, or to be written.
    fn answered(&self, key: Uuid, stored: &HashMap<Uuid, GivenAnswer>) -> Option<GivenAnswer> {
        let lately = || self.settled.iter().chain(&self.passing).find(|given| given.key == key);
        stored.get(&key).or_else(lately).or_else(|| self.open.given(key)).cloned()
    }

    async fn take(&mut self, job: Job, given: &HashMap<Uuid, GivenAnswer>) {
        match job {
            Job::Stop => self.stopping = true,
            Job::Look(reply) => self.open.looks.push(reply),
            Job::Tell(input) => self.tell(input),
            Job::TellOf { tickets, input, done } => {
                if self.tell_of(tickets, input).await {
                    self.open.done.push(done);
                }
            }
            Job::Ask(request) => match request.key.as_ref().and_then(|key| self.answered(key.id, given)) {
                Some(before) => self.repeat(request, before).await,
                None => self.ask(request).await,
            },
        }
        self.open.jobs += 1;
    }

    pub(super) fn tell(&mut self, input: Input) {
        // What a time brings comes again by itself.
        let comes_again = matches!(input, Input::Timer | Input::TicketWoken(_) | Input::TicketReckoned(_));
        let told = (!comes_again).then(|| input.clone());
        let now = self.now();
        let outcome = self.desk.handle(now, input);
        if let Err(refusal) = &outcome.answer {
            tracing::warn!(code = ?refusal.code, "the desk did not take what it was told");
        }
        self.open.told.extend(told);
        self.open.add(outcome.events, outcome.commands);
    }

    async fn ask(&mut self, request: Request) {
        let Request { me, mut ask, key, reply } = request;
        if let Err(error) = self.prepare(&mut ask).await {
            return drop(reply.send(Err(error)));
        }
        let now = self.now();
        let outcome = self.desk.handle(now, Input::Ask { me: (*me).clone(), ask });
        let lasting = match outcome.events.is_empty() && !outcome.commands.is_empty() {
            true => Lasting::Passing,
            false => Lasting::Written,
        };
        self.open.add(outcome.events, outcome.commands);
        let ticket = match &outcome.answer {
            Ok(Answer::Ticket(ticket)) => Some(ticket.id),
            _ => None,
        };
        let answer = match outcome.answer {
            Ok(answer) => self.encode(&me, answer).await,
            Err(refusal) => Err(refusal.into()),
        };
        match answer {
            Ok(answer) => self.open.answer(me.user.clone(), key, now, (answer, ticket), reply, lasting),
            Err(error) => drop(reply.send(Err(error))),
        }
    }

    /// Answers as before, once that is written.
    async fn repeat(&mut self, request: Request, before: GivenAnswer) {
        let same =
            request.key.is_some_and(|key| key.request == before.request) && request.me.user == before.user;
        let answer = match before.answer {
            _ if !same => Err(ApiError::new(
                Code::IdempotencyConflict,
                "this key was used for another request; make a new key for a new request",
            )),
            Given::Json(answer) => Ok(answer),
            Given::Ticket(id) => match self.written_ticket(id).await {
                Ok(ticket) => self.encode(&request.me, Answer::Ticket(Box::new(ticket))).await,
                Err(error) => Err(error),
            },
        };
        match answer {
            Ok(answer) => self.open.replies.push((request.reply, answer)),
            Err(error) => drop(request.reply.send(Err(error))),
        }
    }

    /// What the desk does not remember is looked up in storage: a ticket as it stands, what hangs on a contact, and whether a new call's identity was one's before.
    async fn prepare(&mut self, ask: &mut Ask) -> Result<(), ApiError> {
        match ask {
            Ask::Amend { current, .. } => **current = self.written_ticket(current.id).await?,
            Ask::Move { family, wanted } => {
                self.gather(family, Some(&wanted.asked.verb)).await?;
                self.check_evidence(family.ticket.id, &wanted.asked.evidence).await?;
            }
            Ask::Decide { family, .. } => self.gather(family, None).await?,
            Ask::Attach { ticket, attachment, most } => {
                self.check_new(*ticket, attachment.id, *most).await?;
            }
            Ask::Import(records, known) => {
                self.flush().await;
                let calls: Vec<CallId> = records.iter().map(|record| record.call).collect();
                *known = self.parts.store.known_calls(&calls).await?;
            }
            Ask::Split { from, own, .. } => *own = self.belongings(*from).await?,
            Ask::CallBack { call, .. } if self.was_call(*call).await? => {
                let detail = format!("there was a call {call} before; make a new identity for this one");
                return Err(ApiError::new(Code::IllegalMove, detail));
            }
            _ => {}
        }
        Ok(())
    }

    /// A ticket and those that it has to do with, as they stand.
    /// Those that follow it are needed only where they are answered with it: by this verb, or by the one that waits for approval.
    async fn gather(&mut self, family: &mut Family, verb: Option<&VerbId>) -> Result<(), ApiError> {
        family.ticket = self.written_ticket(family.ticket.id).await?;
        if let Some(mother) = &mut family.mother {
            *mother = self.written_ticket(mother.id).await?;
        }
        family.children.clear();
        let work = &family.ticket.work;
        let verb = verb.or(work.pending.as_ref().map(|pending| &pending.asked.verb));
        let lifecycle = self.parts.settings.catalogue.lifecycle_for(work);
        let verb = lifecycle.and_then(|lifecycle| lifecycle.verb(verb?));
        if verb.is_none_or(|verb| verb.tells != Some(Tells::Answer)) {
            return Ok(());
        }
        for child in self.desk.followers(family.ticket.id) {
            family.children.push(self.written_ticket(child).await?);
        }
        Ok(())
    }

    /// Tells the desk of tickets, each as it stands; one that is not there any more is passed over.
    /// False if something that was told so could not be written: it comes again.
    async fn tell_of(&mut self, tickets: Vec<TicketId>, input: fn(Box<Ticket>) -> Input) -> bool {
        for id in tickets {
            match self.written_ticket(id).await {
                Ok(ticket) => self.tell(input(Box::new(ticket))),
                Err(error) => tracing::warn!(%id, ?error, "a ticket could not be looked at"),
            }
            if self.refusing.is_some() {
                return false;
            }
        }
        true
    }

    /// What hangs on a contact; the latest stands in the open batch, so that is written first.
    async fn belongings(&mut self, contact: ContactId) -> Result<Belongings, ApiError> {
        self.flush().await;
        Ok(self.parts.store.belongings(contact).await?)
    }

    /// Whether there is or was such a call; the latest stand in the open batch, so that is written first.
    async fn was_call(&mut self, id: CallId) -> Result<bool, ApiError> {
        self.flush().await;
        Ok(self.parts.store.call(id).await?.is_some())
    }

    /// The answer as it travels to this user.
    async fn encode(&mut self, me: &Me, answer: Answer) -> Reply {
        let json = match answer {
            Answer::Done => serde_json::to_string(&Done { seq: self.open.seq() }),
            Answer::State(state) => serde_json::to_string(&state),
            Answer::Ticket(ticket) => self.shown(me, *ticket),
            Answer::Attachment(attachment) => serde_json::to_string(&attachment),
            Answer::Callback(callback) => serde_json::to_string(&callback),
            Answer::Imported(imported) => serde_json::to_string(&imported),
            Answer::SubmittedBefore(id) => {
                let ticket = self.written_ticket(id).await?;
                self.shown(me, ticket)
            }
        };
        json.map_err(|error| ApiError::internal(&error))
    }

    /// A ticket as this user sees it.
    fn shown(&self, me: &Me, ticket: Ticket) -> serde_json::Result<String> {
        serde_json::to_string(&ticket_for(me, ticket, &self.parts.settings.catalogue.units))
    }

    /// The ticket as it stands, with all that was done to it so far: so that is written first.
    async fn written_ticket(&mut self, id: TicketId) -> Result<Ticket, ApiError> {
        if self.open.is_about(id) {
            self.flush().await;
            if let Some(error) = &self.refusing {
                return Err(error.into());
            }
        }
        self.parts.store.ticket(id).await?.ok_or_else(|| ApiError::not_found("ticket", id))
    }
}

fn key_of(job: &Job) -> Option<Uuid> {
    match job {
        Job::Ask(request) => request.key.as_ref().map(|key| key.id),
        _ => None,
    }
}

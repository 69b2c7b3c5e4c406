//! Writing: a batch of events, what they change in the projections, and the answers given, all in one transaction.

use std::sync::atomic::Ordering;

use sqlx::{QueryBuilder, SqliteConnection, sqlite::Sqlite as Db};

use super::{
    Sqlite, attachments, callbacks,
    identity::{change_people, identify, insert_contacts, insert_ticket_callers, names_somebody},
    rows::{ROWS, direction, json, micros},
    standing::Changed,
    tickets,
};
use crate::storage::{
    Entry, Given, GivenAnswer, StoreError,
    project::{CallSource, Changes, NewCall, Update},
};

impl Sqlite {
    pub async fn append(&self, entries: &[Entry], answers: &[GivenAnswer]) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        self.check_next(entries)?;
        let mut transaction = self.begin(&mut writer).await?;
        if let Err(error) = insert_log(&mut transaction, entries).await {
            // What was refused matters; on a full disk SQLite has rolled back already.
            let _ = transaction.rollback().await;
            return Err(self.taken_or(error, entries).await?);
        }
        let changes = Changes::of(entries.iter().map(|entry| &entry.recorded));
        let mut tickets = Changed::after(&self.remembered);
        apply(&mut transaction, &changes, &mut tickets).await?;
        insert_answers(&mut transaction, answers).await?;
        if let Err(error) = transaction.commit().await {
            self.remembered.forget();
            return Err(error.into());
        }
        tickets.keep();
        self.checkpoints.note(entries);
        if let Some(last) = entries.last() {
            self.last.store(last.recorded.seq, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Checked against what this process knows; what another one wrote behind our back has taken the place in the log already.
    fn check_next(&self, entries: &[Entry]) -> Result<(), StoreError> {
        let Some(first) = entries.first() else { return Ok(()) };
        let (head, given) = (self.last.load(Ordering::Relaxed), first.recorded.seq);
        if given == head + 1 { Ok(()) } else { Err(StoreError::NotNext { head, given }) }
    }

    /// Tells a place that another process has taken from other errors.
    async fn taken_or(&self, error: sqlx::Error, entries: &[Entry]) -> Result<StoreError, StoreError> {
        let taken = error.as_database_error().is_some_and(|error| error.is_unique_violation());
        let Some(first) = entries.first().filter(|_| taken) else { return Ok(error.into()) };
        self.remembered.forget();
        let head = self.head().await?.seq;
        self.last.store(head, Ordering::Relaxed);
        Ok(StoreError::NotNext { head, given: first.recorded.seq })
    }
}

async fn insert_log(db: &mut SqliteConnection, entries: &[Entry]) -> Result<(), sqlx::Error> {
    for rows in entries.chunks(ROWS) {
        let mut query = QueryBuilder::<Db>::new("INSERT INTO log (seq, body, hash) ");
        query.push_values(rows, |mut row, entry| {
            row.push_bind(entry.recorded.seq.cast_signed());
            row.push_bind(entry.body.as_slice());
            row.push_bind(entry.recorded.hash.0.to_vec());
        });
        query.build().execute(&mut *db).await?;
    }
    Ok(())
}

async fn insert_answers(db: &mut SqliteConnection, answers: &[GivenAnswer]) -> Result<(), StoreError> {
    for rows in answers.chunks(ROWS) {
        let mut query =
            QueryBuilder::<Db>::new("INSERT INTO answers (key, user, request, answer, ticket, at) ");
        query.push_values(rows, |mut row, given| {
            row.push_bind(given.key);
            row.push_bind(given.user.as_str());
            row.push_bind(given.request.to_vec());
            let (json, ticket) = match &given.answer {
                Given::Json(json) => (json.as_str(), None),
                Given::Ticket(ticket) => ("", Some(ticket.0)),
            };
            row.push_bind(json).push_bind(ticket);
            row.push_bind(micros(given.at));
        });
        query.build().execute(&mut *db).await?;
    }
    Ok(())
}

/// Writes what some events change.
pub async fn apply(
    db: &mut SqliteConnection,
    changes: &Changes<'_>,
    changed: &mut Changed<'_>,
) -> Result<(), StoreError> {
    insert_calls(db, &changes.calls).await?;
    insert_call_events(db, changes).await?;
    tickets::insert(db, &changes.tickets, changed).await?;
    tickets::insert_events(db, &changes.ticket_events).await?;
    attachments::insert(db, &changes.attachments).await?;
    let forms = changes.tickets.iter().map(|(ticket, _)| (ticket.id, &ticket.form));
    insert_ticket_callers(db, &forms.filter(|(_, form)| names_somebody(form)).collect::<Vec<_>>()).await?;
    insert_contacts(db, &changes.contacts).await?;
    callbacks::insert(db, changes).await?;
    for update in &changes.updates {
        apply_update(db, update, changed).await?;
    }
    Ok(())
}

async fn insert_calls(db: &mut SqliteConnection, calls: &[NewCall]) -> Result<(), StoreError> {
    for rows in calls.chunks(ROWS) {
        let mut query = QueryBuilder::<Db>::new(
            "INSERT INTO calls (id, switch_ref, contact, service, queue, agent, entered_at, wait, talk, exit, over, live, direction) ",
        );
        query.push_values(rows, |mut row, NewCall { record, source }| {
            row.push_bind(record.call.0);
            row.push_bind(record.switch_ref.as_str());
            row.push_bind(record.contact.map(|contact| contact.0));
            row.push_bind(record.service.as_str());
            row.push_bind(record.queue.as_ref().map(|queue| queue.as_str()));
            row.push_bind(record.agent.as_ref().map(|agent| agent.as_str()));
            row.push_bind(micros(record.entered_at));
            row.push_bind(i64::from(record.wait_s) * 1_000_000);
            row.push_bind(i64::from(record.talk_s) * 1_000_000);
            row.push_bind(record.exit.as_ref().map(json));
            row.push_bind(i64::from(!record.under_way));
            row.push_bind(i64::from(*source == CallSource::Live));
            row.push_bind(direction(record.direction));
        });
        query.push(" ON CONFLICT (id) DO NOTHING").build().execute(&mut *db).await?;
    }
    Ok(())
}

async fn insert_call_events(db: &mut SqliteConnection, changes: &Changes<'_>) -> Result<(), StoreError> {
    for rows in changes.call_events.chunks(ROWS) {
        let mut query = QueryBuilder::<Db>::new("INSERT INTO call_events (call, seq) ");
        query.push_values(rows, |mut row, (call, seq)| {
            row.push_bind(call.0).push_bind(seq.cast_signed());
        });
        query.build().execute(&mut *db).await?;
    }
    Ok(())
}

async fn apply_update(
    db: &mut SqliteConnection,
    update: &Update<'_>,
    changed: &mut Changed<'_>,
) -> Result<(), StoreError> {
    let query = match update {
        Update::CallQueued { call, queue, from } => {
            sqlx::query("UPDATE calls SET queue = $2, queued_at = $3 WHERE id = $1")
                .bind(call.0)
                .bind(queue.as_str())
                .bind(micros(*from))
        }
        Update::CallAnswered { call, agent, at } => sqlx::query(
            "UPDATE calls SET agent = $2, answered_at = $3, wait = wait + $3 - coalesce(queued_at, $3), queued_at = NULL WHERE id = $1",
        )
        .bind(call.0)
        .bind(agent.as_str())
        .bind(micros(*at)),
        Update::CallDialled { call, switch_ref } => {
            sqlx::query("UPDATE calls SET switch_ref = $2 WHERE id = $1").bind(call.0).bind(*switch_ref)
        }
        Update::CallNotReached { call, exit } => {
            sqlx::query("UPDATE calls SET exit = $2 WHERE id = $1").bind(call.0).bind(json(exit))
        }
        Update::TalkEnded { call, at } => sqlx::query(
            "UPDATE calls SET talk = talk + $2 - coalesce(answered_at, $2), answered_at = NULL WHERE id = $1",
        )
        .bind(call.0)
        .bind(micros(*at)),
        Update::CallLeft { call, exit, at } => sqlx::query(
            "UPDATE calls SET exit = $2, wait = wait + $3 - coalesce(queued_at, $3), queued_at = NULL WHERE id = $1",
        )
        .bind(call.0)
        .bind(json(exit))
        .bind(micros(*at)),
        Update::CallOver { call } => sqlx::query("UPDATE calls SET over = 1 WHERE id = $1").bind(call.0),
        Update::Ticket { ticket, at, event } => return tickets::fold(db, changed, *ticket, *at, event).await,
        Update::CallerIdentified { call, contact, before } => {
            return identify(db, changed, *call, *contact, *before).await;
        }
        Update::People(recorded) => return change_people(db, changed, recorded).await,
        Update::CallbackAttempted { callback, attempt } => {
            return callbacks::change(db, *callback, |callback| callback.attempts.push(attempt.clone())).await;
        }
        Update::CallbackDone { callback, outcome } => {
            return callbacks::change(db, *callback, |callback| callback.outcome = Some(*outcome)).await;
        }
    };
    query.execute(db).await?;
    Ok(())
}

//! Writing who is who: contacts, their numbers, merges and splits, and whom tickets name.

use sqlx::{QueryBuilder, Row, SqliteConnection, sqlite::Sqlite as Db, types::Uuid};

use super::{
    callbacks, contact_words,
    contacts::{one_of, persons_like},
    rows::{ROWS, json, micros, read_json},
    standing::{Changed, Standing},
};
use crate::{
    domain::{
        CallId, CallbackId, Change, ChangeId, Contact, ContactId, Event, People, PhoneNumber, Recorded,
        Share, TicketForm, TicketId,
    },
    storage::StoreError,
};

/// Contacts as they are written down, new or changed; who stands for whom stays as it is. What they are found by is written only where
/// it is another: most changes are about something else.
pub async fn insert_contacts(db: &mut SqliteConnection, contacts: &[&Contact]) -> Result<(), StoreError> {
    for rows in contacts.chunks(ROWS) {
        let known = known(db, rows).await?;
        let mut query = QueryBuilder::<Db>::new("INSERT INTO contacts (id, name, body, place) ");
        query.push_values(rows.iter().zip(1_i64..), |mut row, (contact, nth)| {
            row.push_bind(contact.id.0).push_bind(contact.name.as_str()).push_bind(json(contact));
            row.push("(SELECT coalesce(max(place), 0) FROM contacts) + ").push_bind_unseparated(nth);
        });
        query.push(" ON CONFLICT (id) DO UPDATE SET name = excluded.name, body = excluded.body");
        query.build().execute(&mut *db).await?;
        let is_found_otherwise = |contact: &&&Contact| {
            let before = known.iter().find(|before| before.id == contact.id);
            before.is_none_or(|before| (&before.name, &before.numbers) != (&contact.name, &contact.numbers))
        };
        let changed: Vec<&Contact> = rows.iter().filter(is_found_otherwise).copied().collect();
        if !changed.is_empty() {
            change_numbers(db, &changed).await?;
            contact_words::write(db, &changed).await?;
        }
    }
    Ok(())
}

/// These contacts as they were written down before.
async fn known(db: &mut SqliteConnection, contacts: &[&Contact]) -> Result<Vec<Contact>, StoreError> {
    let mut query = QueryBuilder::<Db>::new("SELECT body FROM contacts WHERE ");
    one_of(&mut query, "id", contacts.iter().map(|contact| contact.id.0));
    let bodies: Vec<String> = query.build_query_scalar().fetch_all(db).await?;
    bodies.into_iter().map(|body| read_json("contact", body)).collect()
}

async fn change_numbers(db: &mut SqliteConnection, contacts: &[&Contact]) -> Result<(), StoreError> {
    let mut query = QueryBuilder::<Db>::new("DELETE FROM numbers WHERE ");
    one_of(&mut query, "contact", contacts.iter().map(|contact| contact.id.0));
    query.build().execute(&mut *db).await?;
    insert_numbers(db, contacts).await
}

async fn insert_numbers(db: &mut SqliteConnection, contacts: &[&Contact]) -> Result<(), StoreError> {
    let all = |number: &PhoneNumber| number.reveal().chars().filter(char::is_ascii_digit).collect::<String>();
    let of = |contact: &&Contact| {
        let id = contact.id;
        let numbers = contact.numbers.iter().map(move |number| (all(number), number.main_digits(), id));
        numbers.collect::<Vec<_>>()
    };
    let numbers: Vec<_> = contacts.iter().flat_map(of).collect();
    for rows in numbers.chunks(ROWS) {
        let mut query = QueryBuilder::<Db>::new("INSERT INTO numbers (digits, main, contact) ");
        query.push_values(rows, |mut row, (digits, main, contact)| {
            row.push_bind(digits.as_str()).push_bind(main.as_str()).push_bind(contact.0);
        });
        query.push(" ON CONFLICT DO NOTHING").build().execute(&mut *db).await?;
    }
    Ok(())
}

/// Whether a form says anything by which its caller could be found.
pub fn names_somebody(form: &TicketForm) -> bool {
    [&form.contact_name, &form.place, &form.contact_number].iter().any(|said| !said.trim().is_empty())
}

/// Whom these forms name.
pub async fn insert_ticket_callers(
    db: &mut SqliteConnection,
    forms: &[(TicketId, &TicketForm)],
) -> Result<(), StoreError> {
    for rows in forms.chunks(ROWS) {
        let mut query = QueryBuilder::<Db>::new("INSERT INTO ticket_callers (ticket, name, place, reply) ");
        query.push_values(rows, |mut row, (ticket, form)| {
            row.push_bind(ticket.0);
            row.push_bind(form.contact_name.trim()).push_bind(form.place.trim());
            row.push_bind(PhoneNumber::new(form.contact_number.as_str()).main_digits());
        });
        query.push(
            " ON CONFLICT (ticket) DO UPDATE SET name = excluded.name, place = excluded.place, reply = excluded.reply",
        );
        query.build().execute(&mut *db).await?;
    }
    Ok(())
}

/// Somebody said who calls: what was made in the call goes along.
pub async fn identify(
    db: &mut SqliteConnection,
    changed: &mut Changed<'_>,
    call: CallId,
    contact: Option<ContactId>,
    before: Option<ContactId>,
) -> Result<(), StoreError> {
    let id = contact.map(|contact| contact.0);
    sqlx::query("UPDATE calls SET contact = $2 WHERE id = $1")
        .bind(call.0)
        .bind(id)
        .execute(&mut *db)
        .await?;
    let select = "SELECT id FROM tickets WHERE call = $1 AND contact IS $2";
    let tickets = sqlx::query_scalar(select).bind(call.0).bind(before.map(|before| before.0));
    let tickets: Vec<Uuid> = tickets.fetch_all(&mut *db).await?;
    for ticket in tickets {
        give_ticket(db, changed, TicketId(ticket), contact).await?;
    }
    let Some(contact) = contact else { return Ok(()) };
    // While nobody calls they stay with whom they were promised to last.
    let select = "SELECT id FROM callbacks WHERE call = $1 AND ($2 IS NULL OR contact = $2)";
    let callbacks = sqlx::query_scalar(select).bind(call.0).bind(before.map(|before| before.0));
    let callbacks: Vec<Uuid> = callbacks.fetch_all(&mut *db).await?;
    for callback in callbacks {
        give_callback(db, CallbackId(callback), contact).await?;
    }
    Ok(())
}

/// What an event about contacts changes of them, by the same fold as everywhere.
pub async fn change_people(
    db: &mut SqliteConnection,
    changed: &mut Changed<'_>,
    recorded: &Recorded,
) -> Result<(), StoreError> {
    let event = &recorded.event;
    let (contacts, change) = concerned(event);
    let mut persons = Vec::new();
    for contact in contacts {
        persons.extend(persons_like(&mut *db, contact).await?);
    }
    let known = match change {
        Some(change) => read_change(db, change).await?,
        None => None,
    };
    let mut people = People::of(persons, known.into_iter().collect());
    let Ok(touched) = people.apply(event) else { return Ok(()) };
    for person in touched.into_iter().filter_map(|id| people.person(id)) {
        insert_contacts(db, &[&person.own]).await?;
        let set = sqlx::query("UPDATE contacts SET merged_into = $2 WHERE id = $1").bind(person.own.id.0);
        set.bind(person.merged_into.map(|into| into.0)).execute(&mut *db).await?;
    }
    if let Event::ContactSplit { new, goes, .. } = event {
        give(db, changed, new.id, goes).await?;
    }
    match id_of(event).and_then(|id| people.change(id)) {
        Some(change) => save_change(db, recorded, change).await,
        None => Ok(()),
    }
}

/// Whom an event is about, and the change that it takes back.
fn concerned(event: &Event) -> (Vec<ContactId>, Option<ChangeId>) {
    match event {
        Event::ContactMarked { contact, .. } => (vec![*contact], None),
        Event::ContactsMerged { kept, gone, .. } => (vec![*kept, *gone], None),
        Event::ContactSplit { from, .. } => (vec![*from], None),
        Event::IdentityUndone { change, contacts, .. } => (contacts.to_vec(), Some(*change)),
        _ => (Vec::new(), None),
    }
}

fn id_of(event: &Event) -> Option<ChangeId> {
    match event {
        Event::ContactsMerged { change, .. }
        | Event::ContactSplit { change, .. }
        | Event::IdentityUndone { change, .. } => Some(*change),
        _ => None,
    }
}

async fn read_change(db: &mut SqliteConnection, id: ChangeId) -> Result<Option<Change>, StoreError> {
    let body = sqlx::query("SELECT body FROM identity_changes WHERE id = $1").bind(id.0);
    let Some(row) = body.fetch_optional(db).await? else { return Ok(None) };
    read_json("change of contacts", row.try_get("body")?).map(Some)
}

/// Who made it and why stays that of its beginning.
async fn save_change(
    db: &mut SqliteConnection,
    recorded: &Recorded,
    change: &Change,
) -> Result<(), StoreError> {
    let (Event::ContactsMerged { reason, .. }
    | Event::ContactSplit { reason, .. }
    | Event::IdentityUndone { reason, .. }) = &recorded.event
    else {
        return Ok(());
    };
    let [one, other] = change.what.contacts();
    let insert = "INSERT INTO identity_changes (id, at, one, other, actor, reason, body) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (id) DO UPDATE SET body = excluded.body";
    let query = sqlx::query(insert).bind(change.id.0).bind(micros(recorded.at)).bind(one.0).bind(other.0);
    query.bind(json(&recorded.actor)).bind(reason).bind(json(change)).execute(db).await?;
    Ok(())
}

async fn give(
    db: &mut SqliteConnection,
    changed: &mut Changed<'_>,
    to: ContactId,
    goes: &Share,
) -> Result<(), StoreError> {
    for ticket in &goes.tickets {
        give_ticket(db, changed, *ticket, Some(to)).await?;
    }
    for call in &goes.calls {
        let set = sqlx::query("UPDATE calls SET contact = $2 WHERE id = $1").bind(call.0).bind(to.0);
        set.execute(&mut *db).await?;
    }
    for callback in &goes.callbacks {
        give_callback(db, *callback, to).await?;
    }
    Ok(())
}

async fn give_ticket(
    db: &mut SqliteConnection,
    changed: &mut Changed<'_>,
    id: TicketId,
    to: Option<ContactId>,
) -> Result<(), StoreError> {
    let Some(standing) = changed.get(&mut *db, id).await? else { return Ok(()) };
    let Standing { seq, mut ticket } = (*standing).clone();
    ticket.contact = to;
    let set = sqlx::query("UPDATE tickets SET contact = $2, body = $3 WHERE id = $1").bind(id.0);
    set.bind(to.map(|to| to.0)).bind(json(&ticket)).execute(db).await?;
    changed.put(Standing { seq, ticket });
    Ok(())
}

async fn give_callback(db: &mut SqliteConnection, id: CallbackId, to: ContactId) -> Result<(), StoreError> {
    callbacks::change(&mut *db, id, |callback| callback.contact = to).await?;
    let set = sqlx::query("UPDATE callbacks SET contact = $2 WHERE id = $1").bind(id.0);
    set.bind(to.0).execute(db).await?;
    Ok(())
}

//! The words of tickets, and tickets found by them.

use sqlx::{QueryBuilder, Row, SqliteConnection, sqlite::Sqlite as Db};

use super::{
    Sqlite,
    lists::push_conditions,
    rows::{ROWS, read_json},
    ticket_units,
};
use crate::{
    api::Page,
    domain::{AgentId, Ending, Sought, Term, Ticket, number_parts, words_of},
    storage::{StoreError, TicketFilter},
};

/// Stands between texts: no phrase reaches from one into the next. No query holds it, for it is no letter.
const BETWEEN: &str = "\u{E000} ";

/// What a ticket is found by.
pub struct TicketWords {
    text: String,
    number: String,
    caller: String,
    phone: String,
    writer: String,
}

impl TicketWords {
    pub fn of(ticket: &Ticket) -> Self {
        let form = &ticket.form;
        let texts = [&form.subject, &form.description, &form.place, &form.occurred, &form.wish, &form.answer];
        let texts = texts.into_iter().chain(&ticket.work.answer).chain(form.blanks.values());
        Self {
            text: words(texts.map(String::as_str)),
            number: number_parts(&ticket.number).join(" "),
            caller: words([form.contact_name.as_str(), form.contact_number.as_str()]),
            phone: number_parts(&form.contact_number).join(" "),
            writer: word_of(&ticket.agent),
        }
    }

    /// Whether a ticket is found by the same words after a change.
    pub fn are_the_same(before: &Ticket, after: &Ticket) -> bool {
        before.form == after.form && before.work.answer == after.work.answer
    }
}

fn words<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let texts = texts.into_iter().filter(|text| !text.is_empty());
    texts.map(words_of).collect::<Vec<_>>().join(BETWEEN)
}

/// An agent's number as a word, whatever is in it.
fn word_of(agent: &AgentId) -> String {
    hex::encode(agent.as_str())
}

/// Writes down what tickets are found by, under their places in the log.
pub async fn write(db: &mut SqliteConnection, tickets: &[(TicketWords, u64)]) -> Result<(), StoreError> {
    for rows in tickets.chunks(ROWS) {
        let mut query = QueryBuilder::<Db>::new(
            "INSERT OR REPLACE INTO ticket_words (rowid, text, number, caller, phone, writer) ",
        );
        query.push_values(rows, |mut row, (words, seq)| {
            row.push_bind(seq.cast_signed());
            for column in [&words.text, &words.number, &words.caller, &words.phone, &words.writer] {
                row.push_bind(column.as_str());
            }
        });
        query.build().execute(&mut *db).await?;
    }
    Ok(())
}

impl Sqlite {
    pub async fn search_tickets(
        &self,
        sought: &Sought,
        own: Option<&AgentId>,
        filter: &TicketFilter,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Page<Ticket>, StoreError> {
        // From what is found to the tickets, never from all tickets to what is found.
        let mut query = QueryBuilder::<Db>::new(
            "SELECT seq, body FROM ticket_words CROSS JOIN tickets ON tickets.seq = ticket_words.rowid \
             WHERE ticket_words MATCH ",
        );
        query.push_bind(expression(sought, own));
        if let Some(before) = before {
            query.push(" AND ticket_words.rowid < ").push_bind(before.cast_signed());
        }
        query.push(if filter.over { "" } else { " AND open = 1" });
        push_conditions(&mut query, filter);
        ticket_units::push_condition(&mut query, filter);
        query.push(" ORDER BY ticket_words.rowid DESC LIMIT ").push_bind(i64::from(limit) + 1);
        let mut rows = query.build().fetch_all(&self.readers).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let last = rows.last().filter(|_| more).map(|row| row.try_get::<i64, _>("seq")).transpose()?;
        let ticket = |row: &sqlx::sqlite::SqliteRow| read_json("ticket", row.try_get("body")?);
        let items = rows.iter().map(ticket).collect::<Result<_, _>>()?;
        Ok(Page { items, next: last.map(|seq| seq.to_string()) })
    }
}

/// Where a term is looked for.
const PUBLIC: (&[&str], &[&str]) = (&["text"], &["number"]);
/// Where it is looked for in tickets of one's own.
const OWN: (&[&str], &[&str]) = (&["text", "caller"], &["number", "phone"]);

/// The query in the words of FTS5. Terms hold letters and digits only, so nothing of them can be taken for an operator.
fn expression(sought: &Sought, own: Option<&AgentId>) -> String {
    let all = |columns| {
        let terms = sought.terms().iter().map(|term| anywhere(term, columns));
        terms.collect::<Vec<_>>().join(" AND ")
    };
    match own {
        None => all(PUBLIC),
        Some(agent) => {
            format!("({}) OR (writer : {} AND {})", all(PUBLIC), phrase(&[word_of(agent)]), all(OWN))
        }
    }
}

fn anywhere(term: &Term, (texts, numbers): (&[&str], &[&str])) -> String {
    let begun = if term.ending == Ending::Begun { " *" } else { "" };
    let text = texts.iter().map(|column| format!("{column} : {}{begun}", phrase(&term.words)));
    let digits = term.digits.iter();
    let number =
        digits.flat_map(|digits| numbers.iter().map(|column| format!("{column} : {}", phrase(digits))));
    format!("({})", text.chain(number).collect::<Vec<_>>().join(" OR "))
}

fn phrase(words: &[String]) -> String {
    format!("\"{}\"", words.join(" "))
}

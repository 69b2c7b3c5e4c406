//! What contacts are found by, and contacts found by it: any part of a name, any part of a number of some digits.
//!
//! Names are kept as their characters and each two neighbours, numbers as each few neighbouring digits. What has all pieces of a search is
//! looked at whether it holds the search itself, so nothing else is found; the latest written down comes first.

use sqlx::{QueryBuilder, Row, SqliteConnection, sqlite::Sqlite as Db, types::Uuid};

use super::{Sqlite, contacts::one_of, read::page_of};
use crate::{
    api::Page,
    domain::{Contact, SecretField, number_parts},
    storage::{Place, StoreError, searched_field},
};

/// Writes down what these contacts are found by from now on, under their places.
pub async fn write(db: &mut SqliteConnection, contacts: &[&Contact]) -> Result<(), StoreError> {
    let mut query = QueryBuilder::<Db>::new("SELECT id, place FROM contacts WHERE ");
    one_of(&mut query, "id", contacts.iter().map(|contact| contact.id.0));
    let rows = query.build().fetch_all(&mut *db).await?;
    let mut found = Vec::new();
    for row in &rows {
        let (id, place): (Uuid, i64) = (row.try_get("id")?, row.try_get("place")?);
        found.extend(contacts.iter().find(|contact| contact.id.0 == id).map(|contact| (place, contact)));
    }
    let mut query = QueryBuilder::<Db>::new("INSERT OR REPLACE INTO contact_words (rowid, words) ");
    query.push_values(found, |mut row, (place, contact)| {
        row.push_bind(place).push_bind(words(contact));
    });
    query.build().execute(db).await?;
    Ok(())
}

fn words(contact: &Contact) -> String {
    let numbers = contact.numbers.iter().flat_map(|number| number_parts(&digits(number.reveal())));
    let mut words: Vec<String> = name_parts(&contact.name, Every::Piece).into_iter().chain(numbers).collect();
    words.sort_unstable();
    words.dedup();
    words.join(" ")
}

/// Which pieces of a name are wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Every {
    /// All, to be kept.
    Piece,
    /// The largest, to be looked for: they hold the others.
    Pair,
}

/// The pieces of a name: of each run of letters and digits its characters, and each two neighbours.
fn name_parts(name: &str, every: Every) -> Vec<String> {
    let mut parts = Vec::new();
    for run in name.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()) {
        let chars: Vec<char> = run.chars().collect();
        parts.extend(chars.windows(2).map(|two| two.iter().collect::<String>()));
        if every == Every::Piece || chars.len() == 1 {
            parts.extend(chars.iter().map(char::to_string));
        }
    }
    parts
}

impl Sqlite {
    pub async fn search_contacts(
        &self,
        search: &str,
        forms: &[String],
        before: Option<Place>,
        limit: u32,
    ) -> Result<Page<Contact>, StoreError> {
        let mut query = search_query(search, forms, before, limit);
        let ids: Vec<Uuid> = query.build_query_scalar().fetch_all(&self.readers).await?;
        let contacts = self.shown(ids).await?;
        Ok(page_of(contacts, limit, |contact| Place { at: Default::default(), id: contact.id.0 }))
    }
}

/// The ids of those who are found and are no part of another, one more than the limit.
fn search_query(search: &str, forms: &[String], before: Option<Place>, limit: u32) -> QueryBuilder<Db> {
    // Whoever is part of another is found as that one. They are few: all of them are looked at.
    let mut query = QueryBuilder::<Db>::new(
        "WITH RECURSIVE part (id, whole) AS ( \
             SELECT id, merged_into FROM contacts AS c INDEXED BY contacts_by_whole \
             WHERE merged_into IS NOT NULL AND ",
    );
    holds(&mut query, search, forms);
    query.push(
        " UNION SELECT c.id, c.merged_into FROM contacts AS c JOIN part ON c.id = part.whole), \
         own (place) AS (",
    );
    own(&mut query, search, forms, before, limit);
    query.push("), written (place) AS (SELECT c.place FROM numbers JOIN contacts AS c ON c.id = numbers.contact WHERE ");
    one_of(&mut query, "main", forms.to_vec());
    query.push(
        ") SELECT id FROM contacts WHERE merged_into IS NULL AND place IN (SELECT place FROM own \
         UNION SELECT place FROM written UNION SELECT c.place FROM part JOIN contacts AS c ON c.id = part.id) AND place < ",
    );
    push_before(&mut query, before);
    query.push(" ORDER BY place DESC LIMIT ").push_bind(i64::from(limit) + 1);
    query
}

/// The places of those who hold the search themselves, the latest first, no more than a page needs.
fn own(query: &mut QueryBuilder<Db>, search: &str, forms: &[String], before: Option<Place>, limit: u32) {
    let place = match pieces(search) {
        Some(pieces) => {
            // From what is found to the contacts, never the other way.
            query.push(
                "SELECT c.place FROM contact_words AS w CROSS JOIN contacts AS c ON c.place = w.rowid \
                 WHERE w.contact_words MATCH ",
            );
            query.push_bind(pieces).push(" AND ");
            "w.rowid"
        }
        // Nothing of it is kept: the latest are gone through until there are enough.
        None => {
            query.push("SELECT c.place FROM contacts AS c WHERE ");
            "c.place"
        }
    };
    query.push(place).push(" < ");
    push_before(query, before);
    query.push(" AND c.merged_into IS NULL AND ");
    holds(query, search, forms);
    query.push(" ORDER BY ").push(place).push(" DESC LIMIT ").push_bind(i64::from(limit) + 1);
}

/// The pieces that whoever holds the search must have, in the words of FTS5: letters and digits only, so nothing is an operator.
fn pieces(search: &str) -> Option<String> {
    let parts = match searched_field(search) {
        SecretField::Name => name_parts(search, Every::Pair),
        SecretField::Numbers => number_parts(&digits(search)),
    };
    let quoted: Vec<_> = parts.iter().map(|part| format!("\"{part}\"")).collect();
    (!quoted.is_empty()).then(|| quoted.join(" AND "))
}

fn push_before(query: &mut QueryBuilder<Db>, before: Option<Place>) {
    match before {
        Some(Place { id, .. }) => {
            query.push("(SELECT place FROM contacts WHERE id = ").push_bind(id).push(")");
        }
        None => {
            query.push_bind(i64::MAX);
        }
    }
}

/// A condition on contact `c`: its name or one of its numbers holds the text, or a number is one of these forms.
fn holds(query: &mut QueryBuilder<Db>, search: &str, forms: &[String]) {
    if searched_field(search) == SecretField::Name {
        query.push("instr(c.name, ").push_bind(search.trim().to_owned()).push(") > 0");
        return;
    }
    query
        .push("EXISTS (SELECT 1 FROM numbers WHERE contact = c.id AND (instr(digits, ")
        .push_bind(digits(search));
    query.push(") > 0 OR ");
    one_of(query, "main", forms.to_vec());
    query.push("))");
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::sqlite::plan;

    #[tokio::test]
    async fn no_search_goes_through_all_contacts_or_sorts_them() {
        let plan_of = plan::Plans::open().await;
        let place = Place { at: Default::default(), id: Uuid::nil() };
        for search in ["王", "王小", "Li-Na", "0571-8888", "13800138000"] {
            for before in [None, Some(place)] {
                let forms = ["13800138000".to_owned()];
                let plan = plan_of.plan(search_query(search, &forms, before, 50).sql().as_str()).await;
                let goes_through = |step: &&String| {
                    let small = ["SCAN own", "SCAN part", "SCAN written", "SCAN w VIRTUAL TABLE"];
                    step.starts_with("SCAN") && !small.iter().any(|small| step.starts_with(small))
                        || step.contains("ORDER BY")
                };
                assert_eq!(plan.iter().find(goes_through), None, "{search}: {plan:#?}");
                assert!(plan.iter().any(|step| step.contains("VIRTUAL TABLE INDEX")), "{plan:#?}");
            }
        }
    }

    #[test]
    fn names_are_cut_into_characters_and_neighbours() {
        let check = |name: &str, kept: &[&str], sought: &[&str]| {
            assert_eq!(name_parts(name, Every::Piece), kept);
            assert_eq!(name_parts(name, Every::Pair), sought);
        };
        check("王小明", &["王小", "小明", "王", "小", "明"], &["王小", "小明"]);
        check("O'Li 7", &["O", "Li", "L", "i", "7"], &["O", "Li", "7"]);
        check("' ()", &[], &[]);
    }
}

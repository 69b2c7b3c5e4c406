//! Looking for a caller.

use axum::{Json, extract::State};
use serde::Deserialize;

use super::Problems;
use crate::{
    api::{Code, Page},
    domain::{Contact, ContactId, PhoneNumber, SecretField},
    server::{
        app::App,
        desk::Ask,
        extract::{Asked, PageOf, Staff},
        problem::ApiError,
    },
    storage::searched_field,
};

/// What is looked for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Search {
    /// A part of a name, or four digits of a number at least; a whole number is found in whatever form it was written.
    q: Option<String>,
}

/// Longest text looked for, characters.
const LONGEST: usize = 100;
/// Fewest digits of a number: with fewer, whole lists could be gone through.
const FEWEST_DIGITS: usize = 4;

/// Contacts whose name or number holds the text, masked. Whoever finds a contact by what is masked has seen it: that is on record before
/// the answer, as a reveal is.
#[utoipa::path(get, path = "/contacts", params(PageOf, Search),
    responses((status = OK, body = Page<Contact>), Problems))]
pub async fn contacts(
    State(app): State<App>,
    Staff(me): Staff,
    Asked(page): Asked<PageOf>,
    Asked(search): Asked<Search>,
) -> Result<Json<Page<Contact>>, ApiError> {
    let search = search.q.unwrap_or_default();
    check(&search)?;
    let forms = match searched_field(&search) {
        SecretField::Numbers => app.numbers.written(&PhoneNumber::new(search.as_str())),
        SecretField::Name => Vec::new(),
    };
    let found = app.store.search_contacts(&search, &forms, page.place()?, page.limit(&app)).await?;
    let items: Vec<Contact> = found.items.iter().map(Contact::masked).collect();
    let contacts = found_by_secret(&items, &search);
    if !contacts.is_empty() {
        app.writer.ask(me, Ask::Found { contacts, field: searched_field(&search) }, None).await?;
    }
    Ok(Json(Page { items, next: found.next }))
}

fn check(search: &str) -> Result<(), ApiError> {
    let refused = |detail: String| Err(ApiError::new(Code::BadRequest, detail));
    if search.chars().count() > LONGEST {
        return refused(format!("`q` is longer than {LONGEST} characters; shorten it"));
    }
    let digits = search.chars().filter(char::is_ascii_digit).count();
    if searched_field(search) == SecretField::Numbers && digits < FEWEST_DIGITS {
        return refused(format!("`q` has {digits} digits of a number; give {FEWEST_DIGITS} at least"));
    }
    Ok(())
}

/// Those of the contacts, masked as they are shown, in which the text is not to be seen.
fn found_by_secret(shown: &[Contact], search: &str) -> Vec<ContactId> {
    let digits = digits(search);
    let shows = |contact: &&Contact| match searched_field(search) {
        SecretField::Name => contact.name.contains(search.trim()),
        SecretField::Numbers => {
            contact.numbers.iter().any(|number| self::digits(number.reveal()).contains(&digits))
        }
    };
    shown.iter().filter(|contact| !shows(contact)).map(|contact| contact.id).collect()
}

/// The digits of a text, and the stars that hide some.
fn digits(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_digit() || *c == '*').collect()
}

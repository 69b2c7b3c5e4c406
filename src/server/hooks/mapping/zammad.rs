//! Zammad by its REST API (<https://docs.zammad.org/en/latest/api/intro.html>).
//!
//! A ticket is found by our number, with which its title begins. Its account needs the permission ticket.agent, and the group.

use reqwest::Method;
use serde_json::{Value, json};

use super::{NewTicket, Note, NoteFile, TicketSystem, authorized, body, garbled, name_in};
use crate::server::hooks::{
    hook::Account,
    wire::{Request, Wire, WireError},
};

/// Where its interface begins.
const ROOT: [&str; 2] = ["api", "v1"];

/// A Zammad.
pub struct Zammad<'a> {
    wire: &'a Wire,
    account: &'a Account,
}

impl<'a> Zammad<'a> {
    pub fn new(wire: &'a Wire, account: &'a Account) -> Self {
        Self { wire, account }
    }

    /// Asks who we are there, to see whether it takes our token.
    pub async fn greet(&self) -> Result<(), WireError> {
        let said = self.ask(Method::GET, &["users", "me"], &[], None).await?;
        name_in(&said["id"]).map(drop).ok_or_else(|| garbled("id"))
    }

    async fn ask(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<String>,
    ) -> Result<Value, WireError> {
        let (path, token) = ([&ROOT, path].concat(), format!("Token token={}", self.account.token.0));
        let headers = authorized(&token);
        self.wire.json(Request { method, path: &path, query, headers, body }).await
    }
}

impl TicketSystem for Zammad<'_> {
    async fn find(&self, new: &NewTicket) -> Result<Option<String>, WireError> {
        // By a condition and without a query, which is answered by its database: its index of words lags behind what was just made.
        let query = [
            ("condition[ticket.title][operator]", "contains"),
            ("condition[ticket.title][value]", new.number.as_str()),
            ("limit", "10"),
        ];
        let found = self.ask(Method::GET, &["tickets", "search"], &query, None).await?;
        let known = &found["assets"]["Ticket"];
        let names = found["tickets"].as_array().ok_or_else(|| garbled("tickets"))?.iter().filter_map(name_in);
        // Only a title that begins so is ours.
        let is_ours =
            |name: &String| known[name]["title"].as_str().is_some_and(|title| begins(title, &new.number));
        Ok(names.filter(is_ours).min_by_key(|name| name.parse::<u64>().ok()))
    }

    async fn create(&self, new: &NewTicket) -> Result<String, WireError> {
        let mapping = &self.account.mapping;
        let article = json!({
            "subject": new.subject, "body": new.text, "content_type": "text/plain", "type": "note", "internal": false,
        });
        let body = body(&[
            ("title", Some(json!(new.subject))),
            ("group", Some(json!(mapping.queue))),
            ("customer_id", Some(json!(format!("guess:{}", mapping.requestor)))),
            ("priority", new.priority.as_ref().map(|priority| json!(priority))),
            ("article", Some(article)),
        ]);
        let made = self.ask(Method::POST, &["tickets"], &[], Some(body)).await?;
        name_in(&made["id"]).ok_or_else(|| garbled("id"))
    }

    async fn is_noted(&self, name: &str, mark: &str) -> Result<bool, WireError> {
        let found = self.ask(Method::GET, &["ticket_articles", "by_ticket", name], &[], None).await?;
        let articles = found.as_array().ok_or_else(|| garbled("list"))?;
        Ok(articles.iter().any(|article| article["subject"].as_str() == Some(mark)))
    }

    async fn note(&self, name: &str, Note { mark, text, file }: &Note) -> Result<(), WireError> {
        let ticket = name.parse::<u64>().map_err(|_| garbled("number of a ticket"))?;
        let file = file.as_ref().map(|NoteFile { name, kind, content }| {
            json!([{ "filename": name, "mime-type": kind, "data": content }])
        });
        let body = body(&[
            ("ticket_id", Some(json!(ticket))),
            ("subject", Some(json!(mark))),
            ("body", Some(json!(text))),
            ("content_type", Some(json!("text/plain"))),
            ("type", Some(json!("note"))),
            ("internal", Some(json!(true))),
            ("attachments", file),
        ]);
        self.ask(Method::POST, &["ticket_articles"], &[], Some(body)).await.map(drop)
    }

    async fn state(&self, name: &str) -> Result<String, WireError> {
        let ticket = self.ask(Method::GET, &["tickets", name], &[("expand", "true")], None).await?;
        ticket["state"].as_str().map(str::to_owned).ok_or_else(|| garbled("state"))
    }

    async fn set_state(&self, name: &str, state: &str) -> Result<(), WireError> {
        let body = json!({ "state": state }).to_string();
        self.ask(Method::PUT, &["tickets", name], &[], Some(body)).await.map(drop)
    }
}

/// Whether a title begins with this number, and not with a longer one.
fn begins(title: &str, number: &str) -> bool {
    title.strip_prefix(number).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
}

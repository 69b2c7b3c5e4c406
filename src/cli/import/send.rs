//! Calls on their way to the server: some at once, and with them how far the record was read.

use anyhow::Context;
use uuid::Uuid;

use super::found::Found;
use crate::{
    api::{ImportCall, ImportCalls, ImportPlace},
    client::{Client, WriteKey},
    import::{PastCall, Spot},
};

/// How a record is known that cannot be read from a spot on.
const PASSING: &str = "standard input";

/// Sends the calls of one record.
pub struct Sender<'s> {
    client: &'s Client,
    source: Option<&'s str>,
    system: &'s str,
    waiting: Vec<ImportCall>,
}

impl<'s> Sender<'s> {
    /// Nothing sent yet.
    pub fn new(client: &'s Client, source: Option<&'s str>, system: &'s str) -> Self {
        Self { client, source, system, waiting: Vec::with_capacity(ImportCalls::MOST) }
    }

    /// How far the server has this record.
    ///
    /// # Errors
    /// When the server does not say.
    pub async fn place(&self) -> anyhow::Result<ImportPlace> {
        match self.source {
            Some(source) => Ok(self.client.import_place(source).await?),
            None => Ok(ImportPlace::default()),
        }
    }

    /// Takes a call, and sends all that wait if they are enough; `safe` is where a reader goes on who has had them.
    ///
    /// # Errors
    /// When the server does not take them.
    pub async fn take(&mut self, call: &PastCall, safe: Spot, found: &mut Found) -> anyhow::Result<()> {
        self.waiting.push(ImportCall { record: call.record(self.system), number: call.number.clone() });
        if self.waiting.len() < ImportCalls::MOST {
            return Ok(());
        }
        self.send(safe, found).await
    }

    /// Sends all that wait, and tells how far the record was read.
    ///
    /// # Errors
    /// When the server does not take them.
    pub async fn send(&mut self, safe: Spot, found: &mut Found) -> anyhow::Result<()> {
        let place = match self.source {
            Some(_) => ImportPlace { line: safe.line, byte: safe.byte },
            None => ImportPlace::default(),
        };
        let source = self.source.unwrap_or(PASSING).to_owned();
        let calls = ImportCalls { source, place, calls: std::mem::take(&mut self.waiting) };
        let answer = self.client.import_calls(WriteKey(Uuid::now_v7()), &calls).await;
        let imported =
            answer.context("the server does not take the calls; run it again, and it goes on there")?;
        found.imported(imported);
        Ok(())
    }
}

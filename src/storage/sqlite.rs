//! The SQLite engine: one connection that writes, a pool that reads, write-ahead log, full durability.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use sqlx::{
    ConnectOptions, Connection, SqlStr, SqliteConnection, SqlitePool,
    migrate::{Migration, MigrationType, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::Mutex;

use checkpoint::Checkpoints;
use standing::Remembered;

use super::{Options, StoreError, project::PROJECTION};

mod append;
mod attachments;
mod callbacks;
mod checkpoint;
mod contact_words;
mod contacts;
mod deliveries;
mod identity;
mod imports;
mod keys;
mod lists;
mod log;
mod people;
#[cfg(test)]
mod plan;
mod read;
mod rows;
mod similar;
mod standing;
mod ticket_units;
mod tickets;
mod views;
mod words;

/// Marks a file as ours: "hdsk" in SQLite's header.
const APPLICATION_ID: i64 = 0x6864_736b;
const MIGRATIONS: [(i64, &str, &str); 16] = [
    (1, "first", include_str!("migrations/sqlite/0001_first.sql")),
    (2, "sessions for roles", include_str!("migrations/sqlite/0002_sessions_for_roles.sql")),
    (3, "direction of calls", include_str!("migrations/sqlite/0003_direction_of_calls.sql")),
    (4, "unit of users", include_str!("migrations/sqlite/0004_unit_of_users.sql")),
    (5, "who is who", include_str!("migrations/sqlite/0005_who_is_who.sql")),
    (6, "webhooks", include_str!("migrations/sqlite/0006_webhooks.sql")),
    (7, "tickets as work", include_str!("migrations/sqlite/0007_tickets_as_work.sql")),
    (8, "attachments", include_str!("migrations/sqlite/0008_attachments.sql")),
    (9, "similar tickets", include_str!("migrations/sqlite/0009_similar_tickets.sql")),
    (10, "finding tickets", include_str!("migrations/sqlite/0010_finding_tickets.sql")),
    (11, "lists in order", include_str!("migrations/sqlite/0011_lists_in_order.sql")),
    (12, "keys", include_str!("migrations/sqlite/0012_keys.sql")),
    (13, "finding contacts", include_str!("migrations/sqlite/0013_finding_contacts.sql")),
    (14, "callbacks due", include_str!("migrations/sqlite/0014_callbacks_due.sql")),
    (15, "tickets in order", include_str!("migrations/sqlite/0015_tickets_in_order.sql")),
    (16, "imports", include_str!("migrations/sqlite/0016_imports.sql")),
];
const READERS: u32 = 4;
const BUSY: Duration = Duration::from_secs(5);
const STATEMENTS: usize = 512;
/// Pages of the write-ahead log after which the writer itself carries them over into the file: where [`Checkpoints`] cannot keep up.
const MOST_PAGES: &str = "16000";
/// Memory for pages of the writer, and of each reader, as SQLite counts it: KiB below zero.
const WRITER_CACHE: &str = "-32000";
const READER_CACHE: &str = "-4000";

/// An open SQLite database.
pub struct Sqlite {
    path: PathBuf,
    /// How the writer's connection is made.
    options: SqliteConnectOptions,
    writer: Mutex<SqliteConnection>,
    readers: SqlitePool,
    /// The last event that this process knows of.
    last: AtomicU64,
    remembered: Remembered,
    checkpoints: Checkpoints,
}

impl Sqlite {
    pub async fn open(options: &Options) -> Result<Self, StoreError> {
        let shown = options.path.display().to_string();
        let unreadable =
            |error: sqlx::Error| StoreError::Unreadable { path: shown.clone(), why: plain(&error) };
        let base = connect_options(options);
        let writing = base.clone().create_if_missing(true).pragma("cache_size", WRITER_CACHE);
        let mut writer = writing.connect().await.map_err(unreadable)?;
        claim(&mut writer, &shown).await?;
        migrate(&mut writer, &shown, &MIGRATIONS).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .test_before_acquire(false)
            .connect_with(base.clone().read_only(true))
            .await
            .map_err(unreadable)?;
        let store = Self {
            path: options.path.clone(),
            checkpoints: Checkpoints::open(&base).await?,
            options: writing,
            writer: Mutex::new(writer),
            readers,
            last: AtomicU64::new(0),
            remembered: Remembered::new(),
        };
        store.last.store(store.head().await?.seq, Ordering::Relaxed);
        store.fold_again_if_older().await?;
        Ok(store)
    }

    /// Folds the write-ahead log into the file, once nobody reads any more.
    pub async fn close(&self) {
        self.readers.close().await;
        self.checkpoints.settle().await;
        let mut writer = self.writer.lock().await;
        if let Err(error) = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut *writer).await {
            tracing::warn!(%error, path = %self.path.display(), "the write-ahead log stays beside the database");
        }
    }

    async fn fold_again_if_older(&self) -> Result<(), StoreError> {
        let folded = self.meta("projection").await?;
        if folded.as_deref() != Some(PROJECTION.to_string().as_str()) {
            self.rebuild().await?;
        }
        self.set_meta("program", env!("CARGO_PKG_VERSION")).await
    }

    async fn begin<'a>(
        &self,
        writer: &'a mut SqliteConnection,
    ) -> Result<sqlx::Transaction<'a, sqlx::Sqlite>, StoreError> {
        if writer.is_in_transaction() {
            // One that was dropped may be about to be rolled back.
            writer.ping().await?;
        }
        if writer.is_in_transaction() {
            // SQLite itself rolls back when a disk is full, and the connection goes on counting a transaction that is no more.
            *writer = self.options.connect().await?;
        }
        // At once, not at the first write: two writers must meet at the door and not half-way.
        Ok(writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    pub async fn meta(&self, name: &str) -> Result<Option<String>, StoreError> {
        let value = sqlx::query_scalar("SELECT value FROM meta WHERE name = $1").bind(name);
        Ok(value.fetch_optional(&self.readers).await?)
    }

    pub async fn set_meta(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let set =
            "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2";
        sqlx::query(set).bind(name).bind(value).execute(&mut *self.writer.lock().await).await?;
        Ok(())
    }
}

fn connect_options(options: &Options) -> SqliteConnectOptions {
    let base = SqliteConnectOptions::new()
        .filename(&options.path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .statement_cache_capacity(STATEMENTS)
        .pragma("wal_autocheckpoint", MOST_PAGES)
        .pragma("cache_size", READER_CACHE)
        .pragma("temp_store", "memory")
        .disable_statement_logging();
    match options.max_pages {
        Some(pages) => base.pragma("max_page_count", pages.to_string()),
        None => base,
    }
}

/// Looks at a database that is there without changing it: how many events its log has.
pub async fn look(options: &Options) -> Result<u64, StoreError> {
    let shown = options.path.display().to_string();
    let unreadable = |error: sqlx::Error| StoreError::Unreadable { path: shown.clone(), why: plain(&error) };
    let mut reader = connect_options(options).read_only(true).connect().await.map_err(unreadable)?;
    if !is_ours(&mut reader, &shown).await? {
        return Ok(0);
    }
    refuse_newer(&mut reader, &shown).await?;
    let newest = "SELECT coalesce(max(seq), 0) FROM log";
    let seq: i64 = sqlx::query_scalar(newest).fetch_one(&mut reader).await?;
    reader.close().await?;
    Ok(seq.unsigned_abs())
}

/// Marks an empty database as ours.
async fn claim(writer: &mut SqliteConnection, path: &str) -> Result<(), StoreError> {
    if !is_ours(writer, path).await? {
        // A pragma takes no bound values; this is `APPLICATION_ID`.
        sqlx::query("PRAGMA application_id = 1751413611").execute(&mut *writer).await?;
    }
    Ok(())
}

/// Whether the database is ours, or empty still; somebody else's is refused.
async fn is_ours(connection: &mut SqliteConnection, path: &str) -> Result<bool, StoreError> {
    let unreadable = |error: sqlx::Error| StoreError::Unreadable { path: path.into(), why: plain(&error) };
    let id: i64 =
        sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut *connection).await.map_err(unreadable)?;
    if id == APPLICATION_ID {
        return Ok(true);
    }
    let count = "SELECT count(*) FROM sqlite_schema";
    let objects: i64 = sqlx::query_scalar(count).fetch_one(&mut *connection).await.map_err(unreadable)?;
    if id != 0 || objects > 0 {
        return Err(StoreError::Foreign(path.into()));
    }
    Ok(false)
}

async fn migrate(
    writer: &mut SqliteConnection,
    path: &str,
    migrations: &[(i64, &'static str, &'static str)],
) -> Result<(), StoreError> {
    refuse_newer(writer, path).await?;
    let migration = |&(version, name, sql): &(i64, &'static str, &'static str)| {
        let sql = SqlStr::from_static(sql);
        Migration::new(version, name.into(), MigrationType::Simple, sql, false)
    };
    let migrator = Migrator::with_migrations(migrations.iter().map(migration).collect());
    migrator.run(&mut *writer).await.map_err(|error| match error {
        sqlx::migrate::MigrateError::Execute(error)
        | sqlx::migrate::MigrateError::ExecuteMigration(error, _) => error.into(),
        other => StoreError::Unreadable { path: path.into(), why: other.to_string() },
    })
}

async fn refuse_newer(writer: &mut SqliteConnection, path: &str) -> Result<(), StoreError> {
    let table = "SELECT count(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'";
    if sqlx::query_scalar::<_, i64>(table).fetch_one(&mut *writer).await? == 0 {
        return Ok(());
    }
    let newest = "SELECT coalesce(max(version), 0) FROM _sqlx_migrations";
    let found: i64 = sqlx::query_scalar(newest).fetch_one(&mut *writer).await?;
    let known = MIGRATIONS.iter().map(|(version, ..)| *version).max().unwrap_or(0);
    if found > known {
        return Err(StoreError::Newer { path: path.into(), found, known });
    }
    Ok(())
}

/// The engine's own words, without the wrapping.
fn plain(error: &sqlx::Error) -> String {
    error.as_database_error().map_or_else(|| error.to_string(), |error| error.message().to_owned())
}

#[cfg(test)]
mod tests {
    use chrono::Utc;
    use uuid::Uuid;

    use super::*;
    use crate::{
        domain::{Actor, Broadcast, Chain, Event},
        storage::{Entry, Given, TicketFilter},
    };

    /// As a program of before left it: with the first eleven changes of the schema, a log of that time, and an answer.
    async fn leave_schema_11(options: &Options) -> usize {
        let mut writer = connect_options(options).create_if_missing(true).connect().await.expect("a file");
        claim(&mut writer, "desk.db").await.expect("ours");
        migrate(&mut writer, "desk.db", &MIGRATIONS[..11]).await.expect("made");
        let log = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/log-v3.txt");
        let log = std::fs::read_to_string(log).expect("the log of then");
        for (seq, line) in (1_i64..).zip(log.lines()) {
            let (hash, body) = line.split_once(' ').expect("hash and encoding");
            let insert = sqlx::query("INSERT INTO log (seq, body, hash) VALUES ($1, $2, $3)").bind(seq);
            let insert = insert.bind(body.as_bytes()).bind(hex::decode(hash).expect("a hash"));
            insert.execute(&mut writer).await.expect("written");
        }
        for sql in [
            "INSERT INTO meta (name, value) VALUES ('projection', '6')",
            "INSERT INTO tickets (id, number, at, body) VALUES (zeroblob(16), '1', 0, '{}')",
            "INSERT INTO answers (key, user, request, answer, at) VALUES (zeroblob(16), 'li', zeroblob(32), '{}', 0)",
        ] {
            sqlx::query(sql).execute(&mut writer).await.expect("written");
        }
        log.matches("ticket_submitted").count()
    }

    #[tokio::test]
    async fn a_database_of_before_is_brought_up_with_all_that_is_in_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let options = Options::file(folder.path().join("desk.db"));
        let submitted = leave_schema_11(&options).await;
        let store = Sqlite::open(&options).await.expect("brought up to date");
        let filter = TicketFilter { over: true, ..TicketFilter::default() };
        let tickets = store.tickets(&filter, None, 1_000).await.expect("listed").items;
        assert_eq!(tickets.len(), submitted);
        for ticket in tickets {
            let events = store.ticket_events(ticket.id, 1).await.expect("read");
            assert!(matches!(events[0].event, Event::TicketSubmitted { .. }), "{:?}", events[0]);
        }
        let answers = store.answers(&[Uuid::nil()]).await.expect("read");
        assert_eq!(answers[0].answer, Given::Json("{}".into()));
    }

    #[tokio::test]
    async fn what_was_written_is_carried_over_into_the_file_while_it_is_open() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.db");
        let store = Sqlite::open(&Options::file(&path)).await.expect("a database");
        let size = || std::fs::metadata(&path).expect("the file").len();
        let (before, mut chain) = (size(), Chain::default());
        let large = || Event::BroadcastSent {
            broadcast: Broadcast { text: "x".repeat(1 << 16), from: "li".into(), at: Utc::now() },
        };
        let mut entry = |_| Entry::chained(&mut chain, Utc::now(), Actor::Desk, large()).expect("an entry");
        let entries: Vec<_> = (0..32).map(&mut entry).collect();
        store.append(&entries, &[]).await.expect("written");
        store.checkpoints.settle().await;
        assert!(size() > before + (1 << 20), "{before} and {} bytes", size());
    }

    #[tokio::test]
    async fn a_transaction_that_sqlite_has_rolled_back_is_not_in_the_way_of_the_next() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Sqlite::open(&Options::file(folder.path().join("desk.db"))).await.expect("a database");
        let mut writer = store.writer.lock().await;
        for _ in 0..2 {
            let mut lost = store.begin(&mut writer).await.expect("a transaction");
            sqlx::query("ROLLBACK").execute(&mut *lost).await.expect("as SQLite does on a full disk");
            assert!(lost.rollback().await.is_err(), "there is nothing to roll back");
        }
        let next = store.begin(&mut writer).await.expect("a transaction");
        next.commit().await.expect("it can be committed");
    }
}

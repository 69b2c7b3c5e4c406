//! How SQLite means to answer a query, for tests: what is quick with ten rows may go through all of a million.

use sqlx::{AssertSqlSafe, Row};

use super::Sqlite;
use crate::storage::Options;

/// An empty database that is asked for its plans.
pub struct Plans {
    store: Sqlite,
    _folder: tempfile::TempDir,
}

impl Plans {
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Sqlite::open(&Options::file(folder.path().join("desk.db"))).await.expect("a database");
        Self { store, _folder: folder }
    }

    /// The steps of a query.
    pub async fn plan(&self, query: &str) -> Vec<String> {
        let explain = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {query}")));
        let rows = explain.fetch_all(&self.store.readers).await.expect("a plan");
        rows.iter().map(|row| row.get("detail")).collect()
    }
}

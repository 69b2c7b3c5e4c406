//! Databases that are not ours, not readable, or not for this program: a clear sentence each, and nothing touched.

use std::{fs, path::Path};

use hotdesk::{
    domain::{Chain, ChainError},
    storage::{Options, Store, StoreError, TokenHash},
};
use sqlx::{Connection, SqliteConnection};

use super::{chained, open, sample};

async fn sql(path: &Path, statement: &'static str) {
    let url = format!("sqlite://{}?mode=rwc", path.display());
    let mut connection = SqliteConnection::connect(&url).await.expect("a connection");
    sqlx::raw_sql(statement).execute(&mut connection).await.expect("a statement");
    connection.close().await.expect("closed");
}

async fn refused(path: &Path) -> StoreError {
    match Store::open(&Options::file(path)).await {
        Ok(_) => panic!("{} was opened", path.display()),
        Err(error) => error,
    }
}

#[tokio::test]
async fn somebody_elses_database_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("photos.db");
    sql(&path, "CREATE TABLE photos (id INTEGER)").await;
    let before = fs::read(&path).expect("a file");
    let error = refused(&path).await;
    assert!(matches!(error, StoreError::Foreign(_)), "{error}");
    assert!(error.to_string().contains("name another file"));
    drop(before);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    fs::write(&path, "this is a letter to my aunt and no database at all, however long it is".repeat(100))
        .expect("a file");
    let error = refused(&path).await;
    assert!(matches!(error, StoreError::Unreadable { .. }), "{error}");
    assert!(error.to_string().contains("restore it from a backup"));
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_told() {
    let error = refused(Path::new("/nowhere/at/all/desk.db")).await;
    assert!(matches!(error, StoreError::Unreadable { .. }), "{error}");
}

#[tokio::test]
async fn an_older_schema_is_brought_up_to_date() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    open(&path).await.close().await;
    sql(&path, "ALTER TABLE sessions DROP COLUMN roles").await;
    sql(&path, "ALTER TABLE users DROP COLUMN unit").await;
    sql(&path, "DELETE FROM _sqlx_migrations WHERE version IN (2, 4)").await;
    sql(&path, "INSERT INTO users VALUES ('li', 'Li', '', NULL, '[\"agent\"]', '[]', 0)").await;
    sql(&path, "INSERT INTO sessions (token, user, begun, expires) VALUES (zeroblob(32), 'li', 0, 1)").await;
    let session = open(&path).await.session(&TokenHash([0; 32])).await.expect("read").expect("there");
    assert_eq!((session.user.name.as_str(), session.roles.as_slice()), ("li", [].as_slice()));
    assert_eq!(session.user.unit, None);
}

#[tokio::test]
async fn a_newer_schema_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    open(&path).await.close().await;
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (99, 'later', 1, x'00', 0)";
    sql(&path, newer).await;
    let error = refused(&path).await;
    assert!(matches!(error, StoreError::Newer { found: 99, .. }), "{error}");
    assert!(error.to_string().contains("use the newer program"));
}

#[tokio::test]
async fn a_changed_event_and_a_missing_one_are_found_where_they_are() {
    let check = async |statement: &'static str, expected: ChainError| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.db");
        let store = open(&path).await;
        let entries = chained(&mut Chain::default(), sample::morning());
        store.append(&entries, &[]).await.expect("written");
        store.close().await;
        sql(&path, statement).await;
        let walked = open(&path).await.walk(|_| Ok::<_, StoreError>(())).await;
        assert!(matches!(&walked, Err(StoreError::Chain(error)) if *error == expected), "{walked:?}");
    };
    let changed =
        "UPDATE log SET body = CAST(replace(CAST(body AS TEXT), 'bills', 'pills') AS BLOB) WHERE seq = 1";
    check(changed, ChainError::Changed { seq: 1 }).await;
    check("DELETE FROM log WHERE seq = 50", ChainError::Gap { after: 49, found: 51 }).await;
}

#[tokio::test]
async fn an_event_of_a_newer_program_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    let store = open(&path).await;
    store.close().await;
    sql(&path, "INSERT INTO log VALUES (1, CAST('{\"version\": 9, \"event\": {\"type\": \"teleported\"}}' AS BLOB), x'00')").await;
    let error = open(&path).await.read_after(0, 10).await;
    assert!(matches!(error, Err(StoreError::NewerEvent { seq: 1, version: 9 })), "{error:?}");
}

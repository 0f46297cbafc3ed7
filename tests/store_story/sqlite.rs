//! SQLite, in memory and in a file.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use super::*;

fn url(path: &Path) -> String {
    format!("sqlite://{}", path.display())
}

struct Folder {
    _folder: tempfile::TempDir,
    file: PathBuf,
}

fn folder() -> Folder {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("story.db");
    Folder { _folder: folder, file }
}

/// A connection of another program, for what the port does not show. To be closed: the last one that closes
/// tidies the files up.
async fn stranger(file: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(file).connect().await.unwrap()
}

async fn run(file: &Path, statement: &'static str) {
    let mut connection = stranger(file).await;
    sqlx::query(statement).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

async fn failure(url: &str, lock: bool) -> StoreError {
    Database::open(url, lock).await.err().expect("it should not open")
}

#[tokio::test]
async fn the_story_in_memory() {
    story(Database::open("sqlite::memory:", true).await.unwrap(), async |store| store).await;
}

#[tokio::test]
async fn the_story_in_a_file() {
    let place = folder();
    let url = url(&place.file);
    let open = async || Database::open(&url, true).await.unwrap();
    story(open().await, async |store| {
        store.close().await;
        drop(store);
        open().await
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_read_in_a_file() {
    let place = folder();
    let store = Database::open(&url(&place.file), true).await.unwrap();
    what_cannot_be_read(&store, async |statement| run(&place.file, statement).await).await;
}

#[tokio::test]
async fn databases_in_memory_are_apart() {
    let one = Database::open("sqlite::memory:", true).await.unwrap();
    let other = Database::open("sqlite::memory:", true).await.unwrap();
    one.set_setting("bot_name", "one", false).await.unwrap();
    assert_eq!(other.setting("bot_name").await.unwrap(), None);
}

#[tokio::test]
async fn a_batch_may_be_larger_than_a_statement() {
    let store = Database::open("sqlite::memory:", true).await.unwrap();
    let bare = |id| OutboxRow { request: Request::Strip(MessageId(id)), ..row(id, id, Class::Reply) };
    let all: Vec<i64> = (1..=2600).collect();
    queue(&store, all.iter().copied().map(bare).collect()).await;
    assert_eq!(ids(&store.claim(at(0), 5000, 0, &[]).await.unwrap()), all);
}

#[tokio::test]
async fn erasing_leaves_nothing_in_any_table_nor_in_the_files() {
    let place = folder();
    let store = Database::open(&url(&place.file), true).await.unwrap();
    let chat = 987_654_321;
    write(&store, traces(chat, 1)).await;
    assert!(files_hold(&place, MARKER) && !scan(&place.file, &chat.to_string()).await.is_empty());

    write(&store, Changes { erased: vec![ChatId(chat)], ..Changes::default() }).await;
    assert_eq!(scan(&place.file, &chat.to_string()).await, [""; 0]);
    assert_eq!(scan(&place.file, MARKER).await, [""; 0]);
    assert!(!files_hold(&place, MARKER));
}

#[tokio::test]
async fn no_body_outlives_its_delivery() {
    let place = folder();
    let store = Database::open(&url(&place.file), true).await.unwrap();
    queue(&store, vec![row(1, 1, Class::Reply), edit(2, 1, 9, "card")]).await;
    assert_eq!(claim(&store, 0).await, [1, 2]);
    remove_all(&store, &[1, 2]).await;
    assert_eq!(scan(&place.file, MARKER).await, [""; 0]);
    store.close().await;
    assert!(!files_hold(&place, MARKER));
}

/// The tables that hold `needle` anywhere, in whatever column.
async fn scan(file: &Path, needle: &str) -> Vec<String> {
    let mut connection = stranger(file).await;
    let columns: Vec<(String, String)> = sqlx::query_as(
        "SELECT m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table'",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    assert!(columns.len() > 40, "the shape of the database should be seen");
    let mut found = Vec::new();
    for (table, column) in columns {
        let statement = format!("SELECT count(*) FROM \"{table}\" WHERE instr(\"{column}\", $1) > 0");
        let hits: i64 = sqlx::query_scalar(AssertSqlSafe(statement))
            .bind(needle)
            .fetch_one(&mut connection)
            .await
            .unwrap();
        if hits > 0 {
            found.push(format!("{table}.{column}"));
        }
    }
    connection.close().await.unwrap();
    found
}

/// Whether a file of the database, the journal included, holds these bytes.
fn files_hold(place: &Folder, needle: &str) -> bool {
    fs::read_dir(place.file.parent().unwrap()).unwrap().any(|entry| {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
    })
}

#[tokio::test]
async fn a_column_of_another_kind_tells_no_content() {
    let place = folder();
    let store = Database::open(&url(&place.file), true).await.unwrap();
    plan(&store, vec![(ChatId(1), check_in(1, "first", 0))]).await;
    run(&place.file, "UPDATE check_in SET due_at = 'xylophone-in-the-neck'").await;
    let error = store.check_ins(ChatId(1)).await.unwrap_err();
    assert!(!error.to_string().contains(MARKER), "{error}");
}

#[tokio::test]
async fn a_file_is_used_by_one_process_at_a_time() {
    let place = folder();
    let url = url(&place.file);
    let first = Database::open(&url, true).await.unwrap();
    let refusal = failure(&url, true).await;
    assert!(matches!(refusal, StoreError::Busy { .. }), "{refusal}");

    // A tool may look at the file meanwhile.
    let tool = Database::open(&url, false).await.unwrap();
    first.set_setting("bot_name", "aftercare_bot", false).await.unwrap();
    assert_eq!(tool.setting("bot_name").await.unwrap().as_deref(), Some("aftercare_bot"));

    first.close().await;
    drop(first);
    Database::open(&url, true).await.unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_to_the_file_meets_the_same_lock() {
    let place = folder();
    let link = place.file.with_file_name("link.db");
    let _first = Database::open(&url(&place.file), true).await.unwrap();
    std::os::unix::fs::symlink(&place.file, &link).unwrap();
    assert!(matches!(failure(&url(&link), true).await, StoreError::Busy { .. }));
}

#[cfg(unix)]
#[tokio::test]
async fn the_files_are_for_the_owner_only() {
    use std::os::unix::fs::PermissionsExt;

    let place = folder();
    let store = Database::open(&url(&place.file), true).await.unwrap();
    store.set_setting("bot_name", "aftercare_bot", false).await.unwrap();
    let mut names = Vec::new();
    for entry in fs::read_dir(place.file.parent().unwrap()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{entry:?}");
        names.push(entry.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(names, ["story.db", "story.db-shm", "story.db-wal", "story.db.lock"]);
}

#[tokio::test]
async fn a_database_of_an_earlier_version_keeps_its_rows() {
    static SHARED: Migrator = sqlx::migrate!("src/store/migrations");
    let place = folder();
    let mut connection =
        SqliteConnectOptions::new().filename(&place.file).create_if_missing(true).connect().await.unwrap();
    migrations_until(1, &[&SHARED]).run(&mut connection).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(earlier_rows())).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    earlier_rows_are_kept(&Database::open(&url(&place.file), true).await.unwrap()).await;
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let place = folder();
    Database::open(&url(&place.file), true).await.unwrap().close().await;
    run(&place.file, "INSERT INTO _sqlx_migrations SELECT 9999, 'x', 0, true, x'00', 0").await;
    let refusal = failure(&url(&place.file), true).await;
    assert!(matches!(refusal, StoreError::Newer { found: 9999, .. }), "{refusal}");
}

#[tokio::test]
async fn what_cannot_be_opened_is_told_in_one_sentence() {
    let place = folder();
    fs::write(&place.file, "this is a letter, not a database, and long enough to be looked at. ".repeat(20))
        .unwrap();
    let missing = place.file.with_file_name("missing").join("story.db");
    let folder = place.file.parent().unwrap().to_owned();
    for (url, cause) in [
        (url(&place.file), "file is not a database"),
        (url(&missing), "there is no folder"),
        (url(&folder), "directory"),
        ("sqlite://".to_owned(), "names no file"),
        ("mysql://me:secret@there/db".to_owned(), "does not begin with sqlite:"),
        (format!("{}?mode=memory", url(&missing)), "only ?mode=rwc is known"),
    ] {
        let refusal = failure(&url, false).await;
        assert!(matches!(refusal, StoreError::Open { .. }), "{refusal}");
        let text = refusal.to_string();
        assert!(text.contains(cause) && !text.contains("secret") && !text.contains('\n'), "{text}");
    }
    assert!(!missing.exists());
    let letter = fs::read_to_string(&place.file).unwrap();
    assert!(letter.starts_with("this is a letter"), "what is not ours is left as it is");
}

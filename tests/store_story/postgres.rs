//! PostgreSQL, in a schema of each test's own.

use aftercare::store::DatabaseTx;
use sqlx::{AssertSqlSafe, postgres::PgConnectOptions};

use super::{support::postgres::Schema, *};

async fn open(schema: &Schema) -> Database {
    Database::open(&schema.url(), true).await.unwrap()
}

async fn failure(url: &str) -> String {
    let refusal = Database::open(url, false).await.err().expect("it should not open");
    let text = refusal.to_string();
    assert!(!text.contains("secret") && !text.contains('\n'), "{text}");
    text
}

#[tokio::test]
async fn the_story_on_postgres() {
    let Some(schema) = Schema::new().await else { return };
    story(open(&schema).await, async |store| {
        store.close().await;
        open(&schema).await
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_read_on_postgres() {
    let Some(schema) = Schema::new().await else { return };
    what_cannot_be_read(&open(&schema).await, async |statement| schema.run(statement).await).await;
}

#[tokio::test]
async fn erasing_leaves_nothing_in_any_table() {
    let Some(schema) = Schema::new().await else { return };
    let store = open(&schema).await;
    let chat = 987_654_321;
    write(&store, traces(chat, 1)).await;
    assert!(!scan(&schema, &chat.to_string()).await.is_empty());
    write(&store, Changes { erased: vec![ChatId(chat)], ..Changes::default() }).await;
    assert_eq!(scan(&schema, &chat.to_string()).await, [""; 0]);
    assert_eq!(scan(&schema, MARKER).await, [""; 0]);
}

#[tokio::test]
async fn a_chat_that_stays_unknown_leaves_no_trace() {
    let Some(schema) = Schema::new().await else { return };
    let store = open(&schema).await;
    let mut tx = store.begin().await.unwrap();
    tx.load(&[ChatId(987_654_321)], &[]).await.unwrap();
    tx.write(&Changes::default(), at(0)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(scan(&schema, "987654321").await, [""; 0]);
}

/// The tables that hold `needle` anywhere, in whatever column.
async fn scan(schema: &Schema, needle: &str) -> Vec<String> {
    let mut connection = schema.stranger().await;
    let columns: Vec<(String, String)> = sqlx::query_as(
        "SELECT table_name::text, column_name::text FROM information_schema.columns
        WHERE table_schema = current_schema()",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    assert!(columns.len() > 40, "the shape of the database should be seen");
    let mut found = Vec::new();
    for (table, column) in columns {
        let statement =
            format!("SELECT count(*) FROM \"{table}\" WHERE strpos(CAST(\"{column}\" AS TEXT), $1) > 0");
        let hits: i64 = sqlx::query_scalar(AssertSqlSafe(statement))
            .bind(needle)
            .fetch_one(&mut connection)
            .await
            .unwrap();
        if hits > 0 {
            found.push(format!("{table}.{column}"));
        }
    }
    found
}

/// Whether this ends only after the other transaction.
async fn waits_for(tx: DatabaseTx, other: impl Future<Output = ()>) {
    let mut other = std::pin::pin!(other);
    // Long enough for a statement on this machine; if it is too short, the test only proves less.
    let early = tokio::time::timeout(std::time::Duration::from_millis(200), &mut other).await;
    assert!(early.is_err(), "it did not wait");
    tx.commit().await.unwrap();
    other.await;
}

#[tokio::test]
async fn batches_of_one_chat_follow_each_other() {
    let Some(schema) = Schema::new().await else { return };
    let (one, other) = (open(&schema).await, open(&schema).await);
    // A new chat first, then a known one.
    for _ in 0..2 {
        let mut tx = one.begin().await.unwrap();
        tx.load(&[ChatId(7)], &[]).await.unwrap();
        let first = tx.number_rows(at(9)).await.unwrap();
        let changes = Changes { conversations: vec![(conversation(7), false)], ..Changes::default() };
        tx.write(&changes, at(0)).await.unwrap();
        waits_for(tx, async {
            let mut tx = other.begin().await.unwrap();
            let loaded = tx.load(&[ChatId(6), ChatId(7)], &[]).await.unwrap();
            assert!(loaded[1].exists, "it sees what the other wrote");
            let second = tx.number_rows(at(0)).await.unwrap();
            assert!(second.0 >= first.0 + 65_536, "later rows have larger numbers");
        })
        .await;
    }
}

#[tokio::test]
async fn the_same_update_is_taken_by_one_of_two() {
    let Some(schema) = Schema::new().await else { return };
    let (one, other) = (open(&schema).await, open(&schema).await);
    let mut tx = one.begin().await.unwrap();
    assert_eq!(tx.register(&[UpdateId(1)], at(0)).await.unwrap(), [UpdateId(1)]);
    waits_for(tx, async {
        let mut tx = other.begin().await.unwrap();
        assert_eq!(tx.register(&[UpdateId(2), UpdateId(1)], at(0)).await.unwrap(), [UpdateId(2)]);
    })
    .await;
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let Some(schema) = Schema::new().await else { return };
    open(&schema).await.close().await;
    schema
        .run(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
            VALUES (9999, 'x', true, '', 0)",
        )
        .await;
    assert!(failure(&schema.url()).await.contains("it has migration 9999"));
}

#[tokio::test]
async fn a_database_of_an_earlier_version_keeps_its_rows() {
    static SHARED: Migrator = sqlx::migrate!("src/store/migrations");
    static OURS: Migrator = sqlx::migrate!("src/store/migrations/postgres");
    for version in [1, 2] {
        let Some(schema) = Schema::new().await else { return };
        migrations_until(version, &[&SHARED, &OURS]).run(&mut schema.stranger().await).await.unwrap();
        schema.run(AssertSqlSafe(earlier_rows())).await;
        let store = open(&schema).await;
        store.join("script", at(0)).await.unwrap();
        earlier_rows_are_kept(&store).await;
    }
}

#[tokio::test]
async fn the_tables_of_a_process_at_work_are_not_changed() {
    let Some(schema) = Schema::new().await else { return };
    let store = open(&schema).await;
    store.join("script", Timestamp::now()).await.unwrap();
    open(&schema).await.close().await;
    // As if this program knew one migration more.
    schema.run("DELETE FROM _sqlx_migrations WHERE version = 3").await;
    assert!(failure(&schema.url()).await.contains("another aftercare is using"));
}

#[tokio::test]
async fn why_it_cannot_be_used_is_told_in_one_sentence_without_the_password() {
    let Some(schema) = Schema::new().await else { return };
    let options: PgConnectOptions = schema.url().parse().unwrap();
    let server = format!("{}:{}", options.get_host(), options.get_port());
    let refused = failure(&format!("postgres://nobody_we_know:secret@{server}/test")).await;
    assert!(refused.contains("user name or the password"), "{refused}");
    let url = schema.url();
    let (place, _) = url.split('?').next().unwrap().rsplit_once('/').unwrap();
    let unknown = failure(&format!("{place}/none_like_this")).await;
    assert!(unknown.contains("no database of this name") && unknown.contains("/none_like_this"), "{unknown}");
    let nobody = failure("postgres://me:secret@127.0.0.1:1/test").await;
    assert!(nobody.contains("cannot be reached") && nobody.contains("127.0.0.1:1/test"), "{nobody}");
}

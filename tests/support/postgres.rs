//! A PostgreSQL schema of a test's own, gone with the value. Without a server the test is skipped, and says so;
//! where `AFTERCARE_TEST_POSTGRES` names one, not reaching it is a failure.

use std::{
    env,
    io::{Write as _, stderr},
    process,
    sync::atomic::{AtomicU32, Ordering},
    thread,
};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqlSafeStr};

/// Names the server whose schemas come and go.
const VARIABLE: &str = "AFTERCARE_TEST_POSTGRES";
const DEFAULT: &str = "postgres://root@127.0.0.1:5432/test";

/// An empty schema.
pub struct Schema {
    server: String,
    name: String,
}

impl Schema {
    /// A new one; `None` if there is no server and none was promised.
    pub async fn new() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let promised = env::var(VARIABLE).ok();
        let server = promised.clone().unwrap_or_else(|| DEFAULT.to_owned());
        let mut connection = match PgConnection::connect(&server).await {
            Ok(connection) => connection,
            Err(error) => {
                assert!(promised.is_none(), "{VARIABLE} is set, but PostgreSQL cannot be reached: {error}");
                let test = thread::current().name().unwrap_or("a test").to_owned();
                // Past the capture of the test's output: a skipped test must not look like a passed one.
                let _ = writeln!(
                    stderr(),
                    "skipped on PostgreSQL: {test} (no server at 127.0.0.1:5432: {error}; set {VARIABLE} to use another)"
                );
                return None;
            }
        };
        let name = format!("aftercare_test_{}_{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        for statement in [format!("DROP SCHEMA IF EXISTS {name} CASCADE"), format!("CREATE SCHEMA {name}")] {
            sqlx::query(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
        }
        Some(Self { server, name })
    }

    /// Its address, as `DATABASE_URL` has it.
    pub fn url(&self) -> String {
        let mark = if self.server.contains('?') { '&' } else { '?' };
        format!("{}{mark}options[search_path]={}", self.server, self.name)
    }

    /// A connection of another program, for what the port does not show.
    pub async fn stranger(&self) -> PgConnection {
        PgConnection::connect(&self.url()).await.unwrap()
    }

    /// Runs a statement past the store.
    pub async fn run(&self, statement: impl SqlSafeStr) {
        sqlx::raw_sql(statement).execute(&mut self.stranger().await).await.unwrap();
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        // A thread of its own: this one may be in the middle of something asynchronous, or of a panic.
        let dropped = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async {
                let mut connection = PgConnection::connect(&server).await?;
                let statement = AssertSqlSafe(format!("DROP SCHEMA {name} CASCADE"));
                sqlx::query(statement).execute(&mut connection).await
            })
        });
        if !matches!(dropped.join(), Ok(Ok(_))) {
            let _ = writeln!(stderr(), "the schema {} of a test could not be dropped", self.name);
        }
    }
}

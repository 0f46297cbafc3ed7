//! PostgreSQL: connects (address, version, shape), and says in one sentence why it cannot. The password is in
//! nothing that this file gives.

pub(super) mod lease;
mod news;

use std::{net::IpAddr, str::FromStr, time::Duration};

use jiff::Timestamp;
use sqlx::{
    ConnectOptions, Connection, PgConnection, PgPool,
    migrate::{Migrate, MigrateError, Migrator},
    postgres::{PgConnectOptions, PgPoolOptions, PgSslMode},
};

pub(super) use self::news::{CHANNEL, Ear, LEFT};
use super::{StoreError, connection::Pool, fault::cause, sql};

/// The oldest version that works: the PostgreSQL project mends none that is older (14 until November 2026),
/// and this one notices while it waits that a client is gone. As `server_version_num` has it.
const OLDEST: i32 = 140_000;
/// How long we wait for a connection, be it a new one or one that others have.
const PATIENCE: Duration = Duration::from_secs(10);
/// The door, the sender, the heartbeat, the listener, and some for questions meanwhile.
const CONNECTIONS: u32 = 8;

/// What each connection asks of the server, whatever its own settings are.
const SETTINGS: [(&str, &str); 6] = [
    // A power cut must not take updates that Telegram has already forgotten.
    ("synchronous_commit", "on"),
    ("default_transaction_isolation", "read committed"),
    // A process that hangs in the middle of a batch must not keep its chats from those that live (ms).
    ("idle_in_transaction_session_timeout", "5000"),
    ("client_min_messages", "warning"),
    // Every frequent statement finds its rows by an index. A plan that was made while a table was empty would walk
    // through all of it, and is kept for long after that.
    ("enable_seqscan", "off"),
    // Such plans would look dear enough to be compiled.
    ("jit", "off"),
];

/// Whether an address is PostgreSQL's.
pub(super) fn is_address(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// Connects and brings the shape up to date.
pub(super) async fn open(url: &str) -> Result<Pool, StoreError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| refused("postgres://…", "its address cannot be read; write postgres://USER:PASSWORD@HOST:PORT/NAME, with %XX for special characters in the password"))?
        .application_name("aftercare")
        .options(SETTINGS)
        // Statements are constants, but slow-statement logs are not ours to word.
        .disable_statement_logging();
    let what = shown(&options);
    let refused = |cause: &str| refused(&what, cause);
    // First a single one: a pool would try again and again, and tell only that it took too long.
    let (options, mut connection) = tokio::time::timeout(PATIENCE, connect(options))
        .await
        .map_err(|_| {
            refused("it does not answer; is the server running, and does a firewall let us through?")
        })?
        .map_err(|error| refused(&refusal(&error)))?;
    let version: String = sqlx::query_scalar("SHOW server_version_num")
        .fetch_one(&mut connection)
        .await
        .map_err(|error| refused(&cause(&error)))?;
    if let Some(fault) = too_old(version.parse().unwrap_or(0)) {
        return Err(refused(&fault));
    }
    // A process at work must not find its tables changed.
    if is_behind(&mut connection).await.map_err(|error| refused(&cause(&error)))? {
        return Err(StoreError::Busy { what });
    }
    migrate(&mut connection).await.map_err(|error| match error {
        MigrateError::VersionMissing(found) => StoreError::Newer { what: what.clone(), found },
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => refused(&cause(&error)),
        error => refused(&error.to_string()),
    })?;
    let _ = connection.close().await;
    Ok(Pool::Postgres(pool(options).await.map_err(|error| refused(&refusal(&error)))?))
}

/// The first connection, and how the others are to be made.
///
/// Encryption that is only preferred is left out where nothing leaves this machine, unless the server insists on it.
/// sqlx 0.9.0 forgets `TCP_NODELAY` (its issue 4335), so each statement that is written in several pieces, as encrypted
/// ones are, waits 40 ms for an acknowledgement.
async fn connect(options: PgConnectOptions) -> Result<(PgConnectOptions, PgConnection), sqlx::Error> {
    if matches!(options.get_ssl_mode(), PgSslMode::Prefer) && is_here(options.get_host()) {
        let plain = options.clone().ssl_mode(PgSslMode::Disable);
        // Servers, poolers and tunnels insist in different ways; what else is wrong shows again below.
        if let Ok(connection) = PgConnection::connect_with(&plain).await {
            return Ok((plain, connection));
        }
    }
    let connection = PgConnection::connect_with(&options).await?;
    Ok((options, connection))
}

/// Whether a host is this machine.
fn is_here(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

async fn pool(options: PgConnectOptions) -> Result<PgPool, sqlx::Error> {
    PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(PATIENCE)
        // A batch that meets a dead connection is handed in again.
        .test_before_acquire(false)
        .connect_with(options)
        .await
}

/// The shape that both databases share, and what only this one has. Numbers are given once over both folders.
fn migrations() -> Migrator {
    static SHARED: Migrator = sqlx::migrate!("src/store/migrations");
    static OURS: Migrator = sqlx::migrate!("src/store/migrations/postgres");
    Migrator::with_migrations(SHARED.iter().chain(OURS.iter()).cloned().collect())
}

/// All or nothing, and one process at a time.
async fn migrate(connection: &mut PgConnection) -> Result<(), MigrateError> {
    connection.lock().await?;
    let mut transaction = connection.begin().await?;
    let mut migrations = migrations();
    migrations.set_locking(false);
    migrations.run(&mut *transaction).await?;
    transaction.commit().await?;
    connection.unlock().await
}

/// Whether the shape is to be changed while others work on it.
async fn is_behind(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let known: Option<i64> = sqlx::query_scalar("SELECT CAST(to_regclass('lease') AS OID)::bigint")
        .fetch_one(&mut *connection)
        .await?;
    if known.is_none() {
        return Ok(false);
    }
    let living: i64 = sqlx::query_scalar(sql::LIVING.postgres)
        .bind(Timestamp::now().as_millisecond())
        .fetch_one(&mut *connection)
        .await?;
    let newest: Option<i64> =
        sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(&mut *connection).await?;
    Ok(living > 0 && newest < migrations().iter().map(|migration| migration.version).max())
}

fn too_old(version: i32) -> Option<String> {
    (version < OLDEST).then(|| {
        // Since version 10 the first part is the major version.
        format!(
            "it is PostgreSQL {}, and version {} or newer is needed; upgrade the server",
            version / 10_000,
            OLDEST / 10_000
        )
    })
}

/// Where it is, without a password.
fn shown(options: &PgConnectOptions) -> String {
    let name = options.get_database().unwrap_or_else(|| options.get_username());
    match options.get_socket() {
        Some(folder) => format!("postgres:{}/{name}", folder.display()),
        None => format!("postgres://{}:{}/{name}", options.get_host(), options.get_port()),
    }
}

/// Why a connection did not come about. Codes: postgresql.org/docs/current/errcodes-appendix.html.
fn refusal(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(database) => match database.code().as_deref() {
            Some("28P01") => "it refuses the user name or the password".to_owned(),
            Some("28000") => {
                "it refuses the user name or the password, or lets nobody in without encryption (?sslmode=require)"
                    .to_owned()
            }
            Some("3D000") => {
                "there is no database of this name on the server; make it with createdb".to_owned()
            }
            Some("53300") => {
                "it has no connection left for us; raise max_connections or stop another program".to_owned()
            }
            Some("57P03") => "it is just starting or stopping; try again in a moment".to_owned(),
            _ => cause(error),
        },
        sqlx::Error::Io(io) => format!("it cannot be reached ({}); is the server running?", io.kind()),
        error => cause(error),
    }
}

fn refused(what: &str, cause: &str) -> StoreError {
    StoreError::Refused { what: what.to_owned(), cause: cause.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_is_too_old_is_told_which_version_is_needed() {
        assert_eq!(too_old(OLDEST), None);
        let fault = too_old(130_023).unwrap();
        assert!(fault.contains("PostgreSQL 13,") && fault.contains("version 14 or newer"), "{fault}");
    }

    #[test]
    fn this_machine_is_known_by_name_and_by_address() {
        for host in ["localhost", "127.0.0.1", "127.8.0.1", "::1", "[::1]"] {
            assert!(is_here(host), "{host}");
        }
        for host in ["db.example.org", "10.0.0.1", "localhost.example.org", "::2"] {
            assert!(!is_here(host), "{host}");
        }
    }

    #[test]
    fn neither_user_nor_password_is_shown() {
        let options = |url| PgConnectOptions::from_str(url).unwrap();
        let address = "postgres://me:secret@db.example.org:5433/care?password=secret";
        assert_eq!(shown(&options(address)), "postgres://db.example.org:5433/care");
        assert!(shown(&options("postgres:///care?host=/run/postgresql")).ends_with("/run/postgresql/care"));
    }

    #[tokio::test]
    async fn an_address_that_cannot_be_read_is_not_shown() {
        let refusal = open("postgres://me:secret@host:port/care").await.err().unwrap().to_string();
        assert!(!refusal.contains("secret") && !refusal.contains('\n'), "{refusal}");
    }
}

//! SQLite: opens the file (its address, who may read it, the lock beside it, its shape), and keeps it tidy.

mod place;

use std::{
    ffi::OsString,
    fs::{File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{
    ConnectOptions, SqlitePool,
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

pub(super) use self::place::Place;
use super::{
    StoreError,
    connection::{BEGIN_SQLITE, Pool},
    fault::cause,
};

/// Read at compile time. cargo does not notice a new file in the folder by itself: touch this one with it.
static MIGRATIONS: Migrator = sqlx::migrate!("src/store/migrations");

/// How long we wait for another process (a report, a backup) that holds the file.
const PATIENCE: Duration = Duration::from_secs(5);

/// Opens the file, or a database in memory. Gives the file's place, if there is one, and with `lock` the lock to
/// hold.
pub(super) async fn open(url: &str, lock: bool) -> Result<(Pool, Option<Place>, Option<File>), StoreError> {
    let (options, what, lock, place) = match address(url)? {
        Address::Memory => (SqliteConnectOptions::new(), "in memory".to_owned(), None, None),
        Address::File(path) => {
            let what = path.display().to_string();
            let refusal = |refusal: Refusal| refusal.on(&what);
            let lock = prepare(&path, lock).map_err(refusal)?;
            let place = Place::of(&path).map_err(|error| refusal(error.into()))?;
            (SqliteConnectOptions::new().filename(&path), what, lock, Some(place))
        }
    };
    let pool = connect(options).await.map_err(|error| refused(&what, cause(&error)))?;
    migrate(&pool).await.map_err(|error| match error {
        MigrateError::VersionMissing(found) => StoreError::Newer { what: what.clone(), found },
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
            refused(&what, cause(&error))
        }
        error => refused(&what, error.to_string()),
    })?;
    Ok((Pool::Sqlite(pool), place, lock))
}

/// Moves what the journal holds into the file, where deleted content is overwritten, and cuts it to nothing.
/// If a reader is in the way, the journal is overwritten in the course of the next batches.
pub(super) async fn empty_the_journal(pool: &Pool) {
    let Pool::Sqlite(pool) = pool else { return };
    if let Err(error) = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(pool).await {
        log::warn!("the journal keeps erased data until it is overwritten: {}", cause(&error));
    }
}

enum Address {
    Memory,
    File(PathBuf),
}

fn address(url: &str) -> Result<Address, StoreError> {
    let rest = url
        .strip_prefix("sqlite://")
        .or_else(|| url.strip_prefix("sqlite:"))
        .ok_or_else(|| refused("", "its address does not begin with sqlite:".to_owned()))?;
    if rest == ":memory:" {
        return Ok(Address::Memory);
    }
    // sqlx knows more parameters; those that open for reading or in memory would lose data here.
    let path = match rest.split_once('?') {
        None | Some((_, "mode=rwc" | "mode=rw")) => rest.split('?').next().unwrap_or_default(),
        Some((path, _)) => return Err(refused(path, "of parameters only ?mode=rwc is known".to_owned())),
    };
    if path.is_empty() {
        return Err(refused("", "its address names no file".to_owned()));
    }
    Ok(Address::File(PathBuf::from(path)))
}

/// Why a file is not ours to open.
enum Refusal {
    InUse,
    Io(io::Error),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Refusal {
    fn on(self, what: &str) -> StoreError {
        match self {
            Self::InUse => StoreError::Busy { what: what.to_owned() },
            Self::Io(error) => refused(what, error.to_string()),
        }
    }
}

/// Makes the file if it is missing, and locks it if wished. SQLite gives `-wal` and `-shm` the rights of the
/// file, so it must have them before SQLite sees it.
fn prepare(path: &Path, lock: bool) -> Result<Option<File>, Refusal> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
        let text = format!("there is no folder {}", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, text).into());
    }
    private_file(path)?;
    if !lock {
        return Ok(None);
    }
    // Two names of one file (a link) must meet at one lock.
    let mut beside: OsString = path.canonicalize()?.into();
    beside.push(".lock");
    let file = private_file(Path::new(&beside))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(Refusal::InUse),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Opens a file for writing; a new one can be read by its owner only, one that is there keeps its rights.
fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// One connection: SQLite has one writer anyway, and the batches stand in line here, in order, rather than
/// at the file's lock. It is never recycled, because a database in memory lives in it.
async fn connect(options: SqliteConnectOptions) -> Result<SqlitePool, sqlx::Error> {
    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        // A power cut must not take updates that Telegram has already forgotten.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        // What is deleted is overwritten: erased means gone from the file too.
        .pragma("secure_delete", "ON")
        // What a statement may have to undo is small: no file is made and removed for it at each batch.
        .pragma("temp_store", "MEMORY")
        // Statements are constants, but slow-statement logs are not ours to word.
        .disable_statement_logging();
    SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(options)
        .await
}

/// All or nothing, and one process at a time.
async fn migrate(pool: &SqlitePool) -> Result<(), MigrateError> {
    let mut transaction = pool.begin_with(BEGIN_SQLITE).await?;
    MIGRATIONS.run(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(())
}

fn refused(what: &str, cause: String) -> StoreError {
    StoreError::Open { what: what.to_owned(), cause }
}

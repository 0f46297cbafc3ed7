//! What a driver said, in our words: which errors say nothing against what was to be written, and no text that
//! could quote a value.

use sqlx::error::DatabaseError;

use super::StoreError;

impl StoreError {
    /// The error of an attempt that a driver refused.
    pub(super) fn while_doing(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |error| {
            let cause = cause(&error);
            if is_passing(&error) { Self::Away { doing, cause } } else { Self::Failed { doing, cause } }
        }
    }
}

/// What the driver said. Its texts name tables and columns; where one could quote a value, ours stands
/// instead.
pub(super) fn cause(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        sqlx::Error::ColumnDecode { index, .. } => format!("the column {index} cannot be read"),
        sqlx::Error::Decode(_) | sqlx::Error::Encode(_) => "a value cannot be read or written".to_owned(),
        error => error.to_string(),
    }
}

/// Whether the same statement may succeed at another time: the database is away, full, busy or stopping.
fn is_passing(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| is_passing_code(&**error, &code)),
        _ => false,
    }
}

fn is_passing_code(error: &dyn DatabaseError, code: &str) -> bool {
    if error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some() {
        // Connection, conflict of transactions, resources, operator, system; a lock not given, an idle
        // transaction that was ended, a server that only reads.
        const CLASSES: [&str; 5] = ["08", "40", "53", "57", "58"];
        CLASSES.iter().any(|class| code.starts_with(class)) || ["55P03", "25P03", "25006"].contains(&code)
    } else {
        // The lowest byte of an SQLite code: busy, locked, read-only, I/O, full, cannot open.
        // Source: sqlite.org/rescode.html.
        code.parse::<u32>().is_ok_and(|code| [5, 6, 8, 10, 13, 14].contains(&(code & 0xff)))
    }
}

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

/// Whether the error says nothing against what was to be written. Only the database's own word about a value does
/// (a constraint, too large, of the wrong type): what goes wrong otherwise would go wrong with any event.
fn is_passing(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(error) => !error.code().is_some_and(|code| blames_content(&**error, &code)),
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::Encode(_) => false,
        _ => true,
    }
}

fn blames_content(error: &dyn DatabaseError, code: &str) -> bool {
    if error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some() {
        // Data, integrity, what a function refused, a limit of the server.
        // Source: postgresql.org, appendix A of the manual, the classes of SQLSTATE.
        const CLASSES: [&str; 4] = ["22", "23", "P0", "54"];
        CLASSES.iter().any(|class| code.starts_with(class))
    } else {
        // The lowest byte of an SQLite code: too large, a constraint, a mismatch. Source: sqlite.org/rescode.html.
        code.parse::<u32>().is_ok_and(|code| [18, 19, 20].contains(&(code & 0xff)))
    }
}

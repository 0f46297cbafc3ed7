//! The two drivers behind one small interface: run a statement with cells as parameters, get rows. What is
//! different between them, apart from the words of [`super::sql`], is decided here and in the files that open.

use sqlx::{
    AssertSqlSafe, FromRow, PgPool, Postgres, QueryBuilder, Sqlite, SqlitePool, postgres::PgRow,
    sqlite::SqliteRow,
};

use super::{record::Cell, sql::Sql};

/// A transaction that reads first and writes then must be a writer from its begin: otherwise SQLite refuses
/// it at once, whatever the patience, when somebody else wrote in between.
pub(super) const BEGIN_SQLITE: &str = "BEGIN IMMEDIATE";

/// The most parameters that SQLite takes in one statement.
const PARAMETERS: usize = 32_766;

/// What a row is read into.
pub(super) trait Record:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin> Record for R {}

/// A query with its parameters.
macro_rules! bound {
    ($query:expr, $parameters:expr) => {
        $parameters.into_iter().fold($query, |query, cell| match cell {
            Cell::Number(number) => query.bind(number),
            Cell::Text(text) => query.bind(text),
        })
    };
}

/// An open database: each statement is a transaction of its own.
#[derive(Clone, Debug)]
pub(super) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Pool {
    pub(super) async fn begin(&self) -> Result<Transaction, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(pool) => Transaction::Sqlite(pool.begin_with(BEGIN_SQLITE).await?),
            Self::Postgres(pool) => Transaction::Postgres(pool.begin().await?),
        })
    }

    /// The rows that a statement gives.
    pub(super) async fn rows<R: Record>(
        &self,
        statement: Sql,
        parameters: Vec<Cell>,
    ) -> Result<Vec<R>, sqlx::Error> {
        match self {
            Self::Sqlite(pool) => bound!(sqlx::query_as(statement.sqlite), parameters).fetch_all(pool).await,
            Self::Postgres(pool) => {
                bound!(sqlx::query_as(statement.postgres), parameters).fetch_all(pool).await
            }
        }
    }

    /// How many rows a statement changed.
    pub(super) async fn run(&self, statement: Sql, parameters: Vec<Cell>) -> Result<u64, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(pool) => {
                bound!(sqlx::query(statement.sqlite), parameters).execute(pool).await?.rows_affected()
            }
            Self::Postgres(pool) => {
                bound!(sqlx::query(statement.postgres), parameters).execute(pool).await?.rows_affected()
            }
        })
    }

    /// Ends one connection; the next one is new.
    pub(super) async fn hang_up(&self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(pool) => pool.acquire().await?.close().await,
            Self::Postgres(pool) => pool.acquire().await?.close().await,
        }
    }

    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// A transaction; dropped without `commit`, it undoes everything.
#[derive(Debug)]
pub(super) enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Transaction {
    /// The rows that a statement gives.
    pub(super) async fn rows<R: Record>(
        &mut self,
        statement: Sql,
        parameters: Vec<Cell>,
    ) -> Result<Vec<R>, sqlx::Error> {
        match self {
            Self::Sqlite(connection) => {
                bound!(sqlx::query_as(statement.sqlite), parameters).fetch_all(&mut **connection).await
            }
            Self::Postgres(connection) => {
                bound!(sqlx::query_as(statement.postgres), parameters).fetch_all(&mut **connection).await
            }
        }
    }

    /// How many rows a statement changed.
    pub(super) async fn run(&mut self, statement: Sql, parameters: Vec<Cell>) -> Result<u64, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(connection) => {
                let query = bound!(sqlx::query(statement.sqlite), parameters);
                query.execute(&mut **connection).await?.rows_affected()
            }
            Self::Postgres(connection) => {
                let query = bound!(sqlx::query(statement.postgres), parameters);
                query.execute(&mut **connection).await?.rows_affected()
            }
        })
    }

    /// Writes rows between a head and a tail: for SQLite as `VALUES`, for PostgreSQL as one array for each
    /// column, so that its statement is the same for any number of rows.
    pub(super) async fn insert<const COLUMNS: usize>(
        &mut self,
        (head, tail): (&'static str, &'static str),
        rows: Vec<[Cell; COLUMNS]>,
    ) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(connection) => {
                let mut rows = rows.into_iter().peekable();
                while rows.peek().is_some() {
                    let mut statement = QueryBuilder::<Sqlite>::new(head);
                    statement.push_values(rows.by_ref().take(PARAMETERS / COLUMNS), |mut tuple, row| {
                        for cell in row {
                            match cell {
                                Cell::Number(number) => tuple.push_bind(number),
                                Cell::Text(text) => tuple.push_bind(text),
                            };
                        }
                    });
                    statement.push(tail);
                    // Not worth keeping prepared: the next batch has another size.
                    statement.build().persistent(false).execute(&mut **connection).await?;
                }
            }
            Self::Postgres(connection) => {
                if rows.is_empty() {
                    return Ok(());
                }
                let places: Vec<String> = (1..=COLUMNS).map(|place| format!("${place}")).collect();
                // Of constants and numbers only.
                let statement =
                    AssertSqlSafe(format!("{head}SELECT * FROM unnest({}){tail}", places.join(", ")));
                let query =
                    columns(rows).into_iter().fold(sqlx::query(statement), |query, column| match column {
                        Column::Numbers(numbers) => query.bind(numbers),
                        Column::Texts(texts) => query.bind(texts),
                    });
                query.execute(&mut **connection).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await,
            Self::Postgres(transaction) => transaction.commit().await,
        }
    }
}

enum Column {
    Numbers(Vec<Option<i64>>),
    Texts(Vec<Option<String>>),
}

/// Rows as columns. The cells of a column are of one kind.
fn columns<const COLUMNS: usize>(rows: Vec<[Cell; COLUMNS]>) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::with_capacity(COLUMNS);
    for row in rows {
        for (place, cell) in row.into_iter().enumerate() {
            match (cell, columns.get_mut(place)) {
                (Cell::Number(number), None) => columns.push(Column::Numbers(vec![number])),
                (Cell::Text(text), None) => columns.push(Column::Texts(vec![text])),
                (Cell::Number(number), Some(Column::Numbers(numbers))) => numbers.push(number),
                (Cell::Text(text), Some(Column::Texts(texts))) => texts.push(text),
                (_, Some(_)) => unreachable!("a column is made by one line of `record`"),
            }
        }
    }
    columns
}

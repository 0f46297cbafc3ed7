//! The lease by which a process lives: taken, renewed, given back, and taken from those whose time is over. The
//! transactions of a process hold its lease (see [`FENCE`](sql::FENCE)), so none is ever buried in the middle of
//! one, and none commits anything afterwards.

use jiff::{SignedDuration, Timestamp};

use crate::store::{
    Standing, StoreError, Tx as _,
    connection::Pool,
    database::{Database, NOBODY},
    record::list,
    sql,
    tx::DatabaseTx,
};

/// How long a process counts as living after it last said so. Others look every two seconds, so its work goes
/// on elsewhere within ten.
const LEASE: SignedDuration = SignedDuration::from_secs(7);

/// Takes part: from now on the process lives, and may begin transactions.
pub(in crate::store) async fn join(
    database: &Database,
    script: &str,
    now: Timestamp,
) -> Result<Standing, StoreError> {
    const DOING: &str = "join the processes on it";
    let mut tx = DatabaseTx::begin_as(database, NOBODY).await?;
    tx.run(DOING, sql::JOIN_ALONE, Vec::new()).await?;
    // Whoever has no lease can have nothing on its way: rows of a database that was moved here.
    let freed = bury(&mut tx, now).await? + free(&mut tx, &[NOBODY]).await?;
    let others: Vec<(i64,)> = tx.rows(sql::OTHER_SCRIPTS, vec![script.into()], DOING).await?;
    if !others.is_empty() {
        return Err(StoreError::OtherScript);
    }
    let until = ends(now);
    let token: Vec<(i64,)> = tx.rows(sql::JOIN, vec![until.into(), script.into()], DOING).await?;
    tx.commit().await?;
    database.set_process(token.first().map_or(NOBODY, |(token,)| *token));
    Ok(Standing { keeper: false, until: Some(until), freed })
}

/// Says that the process lives, sees whether others do, and becomes the keeper if there is none.
pub(in crate::store) async fn beat(database: &Database, now: Timestamp) -> Result<Standing, StoreError> {
    const DOING: &str = "renew the lease";
    let (token, until) = (database.process(), ends(now));
    let mut tx = DatabaseTx::begin_as(database, NOBODY).await?;
    let mine: Vec<(i64,)> = tx.rows(sql::RENEW, vec![token.into(), until.into()], DOING).await?;
    let Some((keeper,)) = mine.first() else { return Err(StoreError::Evicted) };
    let freed = bury(&mut tx, now).await?;
    tx.commit().await?;
    let keeper = *keeper == 1 || become_keeper(database, token).await?;
    Ok(Standing { keeper, until: Some(until), freed })
}

/// Stops taking part: others need not wait until the lease is over.
pub(in crate::store) async fn leave(database: &Database) -> Result<(), StoreError> {
    let token = database.process();
    if token == NOBODY {
        return Ok(());
    }
    let mut tx = DatabaseTx::begin_as(database, NOBODY).await?;
    tx.run("give the lease back", sql::LEAVE, vec![token.into()]).await?;
    free(&mut tx, &[token]).await?;
    tx.commit().await?;
    database.set_process(NOBODY);
    Ok(())
}

/// Deletes the leases that are over, and frees the rows of their processes. Passes over those that are in the
/// middle of a transaction; the server ends it soon.
async fn bury(tx: &mut DatabaseTx, now: Timestamp) -> Result<u64, StoreError> {
    let dead: Vec<(i64,)> = tx.rows(sql::BURY, vec![now.into()], "look for dead processes").await?;
    free(tx, &dead.into_iter().map(|(token,)| token).collect::<Vec<_>>()).await
}

async fn free(tx: &mut DatabaseTx, processes: &[i64]) -> Result<u64, StoreError> {
    if processes.is_empty() {
        return Ok(0);
    }
    let tokens = list(processes.iter().map(|token| (token,)));
    let freed = tx.count_of("take over messages", sql::FREE, vec![tokens.into()]).await?;
    tx.tell(super::LEFT).await?;
    Ok(freed)
}

/// Two may try at once; the index lets one.
async fn become_keeper(database: &Database, token: i64) -> Result<bool, StoreError> {
    let Pool::Postgres(_) = database.pool else { return Ok(true) };
    match database.pool.run(sql::KEEP, vec![token.into()]).await {
        Ok(changed) => Ok(changed == 1),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Ok(false),
        Err(error) => Err(StoreError::while_doing("become the keeper")(error)),
    }
}

fn ends(now: Timestamp) -> Timestamp {
    now.saturating_add(LEASE).unwrap_or(now)
}

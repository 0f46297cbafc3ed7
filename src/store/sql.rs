//! The statements. Constants, so that nothing is ever pasted into SQL and each is prepared once.
//!
//! A list of numbers or small rows, of any length, is one parameter: a JSON array of rows, each an array of
//! columns (see [`super::record::list`]). So one statement does for a whole batch, whatever its size. Large
//! rows (the `INSERT`s without `SELECT`) are written between a head and a tail instead, see
//! [`super::connection::Transaction::insert`]: reading bodies out of JSON takes SQLite four times as long.
//!
//! SQLite and PostgreSQL read the same texts, but for what stands in braces: `{ list "$1" }` are the rows of a
//! list, `{ among "$1" }` asks whether a number is one of a list, and `{ sqlite "…" }` and `{ postgres "…" }` are for
//! one of them only. `WHERE true` keeps SQLite from taking `ON CONFLICT` for a join.

/// One statement, as each database reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sql {
    pub(super) sqlite: &'static str,
    pub(super) postgres: &'static str,
}

macro_rules! sql {
    ($($part:tt)+) => {
        Sql { sqlite: concat!($(in_sqlite!($part)),+), postgres: concat!($(in_postgres!($part)),+) }
    };
}

macro_rules! in_sqlite {
    ({ list $parameter:literal }) => {
        concat!("json_each(", $parameter, ")")
    };
    ({ among $parameter:literal }) => {
        concat!("IN (SELECT CAST(value->>0 AS BIGINT) FROM json_each(", $parameter, "))")
    };
    ({ sqlite $text:literal }) => {
        $text
    };
    ({ postgres $text:literal }) => {
        ""
    };
    ($text:literal) => {
        $text
    };
}

macro_rules! in_postgres {
    ({ list $parameter:literal }) => {
        concat!("json_array_elements(CAST(", $parameter, " AS json))")
    };
    // An array, for which an index is asked; a list could be joined the other way round, and is while the table is new.
    ({ among $parameter:literal }) => {
        concat!(
            "= ANY (ARRAY(SELECT CAST(value->>0 AS BIGINT) FROM json_array_elements(CAST(",
            $parameter,
            " AS json))))"
        )
    };
    ({ sqlite $text:literal }) => {
        ""
    };
    ({ postgres $text:literal }) => {
        $text
    };
    ($text:literal) => {
        $text
    };
}

// --- updates

pub(super) const REGISTER: Sql = sql!("
    INSERT INTO handled_update (update_id, handled_at)
    SELECT CAST(value->>0 AS BIGINT), $2 FROM " { list "$1" } " WHERE true
    ON CONFLICT (update_id) DO NOTHING
    RETURNING update_id");

pub(super) const FORGET_UPDATES: Sql = sql!("DELETE FROM handled_update WHERE handled_at < $1");

pub(super) const POISON: Sql = sql!("
    INSERT INTO poison (update_id, reason, failed_at)
    SELECT CAST(value->>0 AS BIGINT), value->>1, $2 FROM " { list "$1" } " WHERE true
    ON CONFLICT (update_id) DO UPDATE SET reason = excluded.reason, failed_at = excluded.failed_at");

// --- conversations

/// Locked in ascending order, so that two batches with the same chats cannot wait for each other.
pub(super) const CONVERSATIONS: Sql = sql!("
    SELECT chat_id, body FROM conversation
    WHERE chat_id " { among "$1" }
    { postgres " ORDER BY chat_id FOR UPDATE" });

/// PostgreSQL: a chat that is new has no row to lock, so it gets an empty one, for which another batch waits.
pub(super) const HOLD_PLACES: Sql = sql!("
    INSERT INTO conversation (chat_id, body, waiting)
    SELECT CAST(value->>0 AS BIGINT), '', 0 FROM " { list "$1" } " WHERE true
    ON CONFLICT (chat_id) DO NOTHING
    RETURNING chat_id");

/// Empty rows of which nothing came.
pub(super) const FREE_PLACES: Sql = sql!("
    DELETE FROM conversation
    WHERE body = '' AND chat_id " { among "$1" });

/// A head and a tail, for `VALUES` of [`super::record::conversation_row`].
pub(super) const SAVE_CONVERSATIONS: (&str, &str) = (
    "INSERT INTO conversation (chat_id, body, waiting, active_at) ",
    " ON CONFLICT (chat_id) DO UPDATE
    SET body = excluded.body, waiting = excluded.waiting, active_at = excluded.active_at",
);

pub(super) const INTERRUPTED: Sql = sql!(
    "
    SELECT chat_id FROM conversation
    WHERE waiting = 1 AND active_at >= $1 AND active_at <= $2
    ORDER BY chat_id"
);

/// Rows that a sender has go too: a body must not wait for an answer of the messenger, and a report on a row
/// that is gone changes nothing.
pub(super) const ERASE: [Sql; 3] = [
    sql!("DELETE FROM conversation WHERE chat_id " { among "$1" }),
    sql!("DELETE FROM check_in WHERE chat_id " { among "$1" }),
    sql!("DELETE FROM outbox WHERE chat_id " { among "$1" }),
];

// --- planned messages

/// SQLite: another number when another connection wrote.
pub(super) const DATA_VERSION: Sql = sql!("PRAGMA data_version");

pub(super) const OPEN_CHECK_INS: Sql = sql!("
    SELECT chat_id, generation, subject, purpose, reminder, due_at, latest_at, zone, moves, queued, ending,
        reason, ended_at
    FROM check_in
    WHERE ended_at IS NULL AND chat_id " { among "$1" } "
    ORDER BY chat_id, generation");

pub(super) const CHECK_INS: Sql = sql!(
    "
    SELECT chat_id, generation, subject, purpose, reminder, due_at, latest_at, zone, moves, queued, ending,
        reason, ended_at
    FROM check_in
    WHERE chat_id = $1
    ORDER BY generation"
);

/// Of these planned messages those that wait and were never tried. PostgreSQL: nobody takes one of them until the
/// transaction ends.
pub(super) const UNSENT: Sql = sql!("
    SELECT chat_id, mark_number FROM outbox
    WHERE in_flight = 0 AND unknown_tries = 0 AND mark = 'check_in'
        AND (chat_id, mark_number) IN (
            SELECT CAST(value->>0 AS BIGINT), CAST(value->>1 AS BIGINT) FROM " { list "$1" } ")
    ORDER BY chat_id, mark_number"
    { postgres " FOR UPDATE" });

/// A head and a tail, for `VALUES` of [`super::record::check_in_row`]. A row that ended stays as it is.
pub(super) const SAVE_CHECK_INS: (&str, &str) = (
    "INSERT INTO check_in (chat_id, generation, subject, purpose, reminder, due_at, latest_at, zone, moves,
        queued, ending, reason, ended_at) ",
    " ON CONFLICT (chat_id, generation) DO UPDATE
    SET subject = excluded.subject, purpose = excluded.purpose, reminder = excluded.reminder,
        due_at = excluded.due_at, latest_at = excluded.latest_at, zone = excluded.zone,
        moves = excluded.moves, queued = excluded.queued, ending = excluded.ending, reason = excluded.reason,
        ended_at = excluded.ended_at
    WHERE check_in.ended_at IS NULL",
);

/// Planned messages that cannot be read end, so that they are not due for ever. $2: now.
pub(super) const GIVE_UP: Sql = sql!("
    UPDATE check_in SET ending = 'skipped', reason = 'failed', ended_at = $2
    WHERE ended_at IS NULL
        AND (chat_id, generation) IN (
            SELECT CAST(value->>0 AS BIGINT), CAST(value->>1 AS BIGINT) FROM " { list "$1" } ")");

pub(super) const DUE: Sql = sql!(
    "
    SELECT chat_id, generation FROM check_in
    WHERE ended_at IS NULL AND queued = 0 AND due_at <= $1
    ORDER BY due_at, chat_id, generation
    LIMIT $2"
);

/// $1, $2, $3: the end, chat and number of the last one that is known. The youngest of its kind only: another one was
/// planned in the place of those before it.
pub(super) const EXPIRED_AFTER: Sql = sql!(
    "
    SELECT chat_id, generation, subject, purpose, reminder, due_at, latest_at, zone, moves, queued, ending,
        reason, ended_at
    FROM check_in
    WHERE ending = 'expired' AND (ended_at, chat_id, generation) > ($1, $2, $3)
        AND NOT EXISTS (
            SELECT 1 FROM check_in AS younger
            WHERE younger.chat_id = check_in.chat_id AND younger.generation > check_in.generation
                AND younger.subject = check_in.subject AND younger.purpose = check_in.purpose
                AND younger.reminder = check_in.reminder)
    ORDER BY ended_at, chat_id, generation
    LIMIT $4"
);

pub(super) const NEXT_DUE: Sql =
    sql!("SELECT min(due_at) FROM check_in WHERE ended_at IS NULL AND queued = 0");

// --- outbox

/// A head and a tail, for `VALUES` of [`super::record::outbox_row`].
pub(super) const QUEUE: (&str, &str) = (
    "INSERT INTO outbox (id, chat_id, class, target, message, mark, mark_number, not_before, latest, at_night,
        zone, unknown_tries, in_flight) ",
    "",
);

/// PostgreSQL: the first of 65,536 numbers for new rows, then the chats of which somebody else has rows or
/// that have some waiting. $1: the chats, $2: who asks. Class 3 is [`super::Class::Unasked`], which waits for
/// nobody and keeps nobody waiting.
pub(super) const QUEUED: Sql = sql!("
    SELECT nextval('outbox_number'), CAST(NULL AS BIGINT)
    UNION ALL
    SELECT CAST(NULL AS BIGINT), chat_id FROM outbox
    WHERE class < 3 AND in_flight <> $2
        AND chat_id " { among "$1" });

/// Of the changes that wait for one message, the newest edit and a strip after it stay. $1: the rows that are
/// new or wait again; looked for in their chats, so that all the others that wait are not walked through.
pub(super) const SUPERSEDE: Sql = sql!("
    DELETE FROM outbox
    WHERE in_flight = 0
        AND chat_id " { sqlite "IN (" } { postgres "= ANY (ARRAY(" } "
            SELECT chat_id FROM outbox WHERE id " { among "$1" } ")" { postgres ")" } "
        AND EXISTS (
            SELECT 1 FROM outbox AS newer
            WHERE newer.chat_id = outbox.chat_id AND newer.target = outbox.target AND newer.id > outbox.id
                AND (newer.message IS NOT NULL OR outbox.message IS NULL))");

/// `in_flight = 0`: what a sender has is no longer ours to drop. Class 3 is [`super::Class::Unasked`].
pub(super) const WITHDRAW: Sql = sql!("
    DELETE FROM outbox
    WHERE in_flight = 0 AND class = 3 AND mark = 'card'
        AND chat_id " { among "$1" });

/// What a sender has of them may come back untried; then it is too late for it, also by a clock that was set back.
pub(super) const WITHDRAW_LATER: Sql = sql!("
    UPDATE outbox SET latest = 0
    WHERE in_flight <> 0 AND class = 3 AND mark = 'card'
        AND chat_id " { among "$1" });

/// A row without a zone may go at night.
pub(super) const REZONE: Sql = sql!("
    UPDATE outbox SET zone = chats.zone
    FROM (SELECT CAST(value->>0 AS BIGINT) AS chat_id, value->>1 AS zone FROM " { list "$1" } ") AS chats
    WHERE outbox.chat_id = chats.chat_id AND outbox.in_flight = 0 AND outbox.class = 3 AND outbox.at_night = 0");

/// Planned messages that ended must not be sent.
pub(super) const DROP_ENDED: Sql = sql!("
    DELETE FROM outbox
    WHERE in_flight = 0 AND mark = 'check_in'
        AND (chat_id, mark_number) IN (
            SELECT CAST(value->>0 AS BIGINT), CAST(value->>1 AS BIGINT) FROM " { list "$1" } ")");

/// As [`WITHDRAW_LATER`].
pub(super) const DROP_ENDED_LATER: Sql = sql!("
    UPDATE outbox SET latest = 0
    WHERE in_flight <> 0 AND mark = 'check_in'
        AND (chat_id, mark_number) IN (
            SELECT CAST(value->>0 AS BIGINT), CAST(value->>1 AS BIGINT) FROM " { list "$1" } ")");

pub(super) const REMOVE: Sql = sql!("DELETE FROM outbox WHERE id " { among "$1" });

/// Rows wait again; those given back untried keep their instant and their tries.
pub(super) const WAIT_AGAIN: Sql = sql!("
    UPDATE outbox
    SET in_flight = 0,
        not_before = coalesce(again.not_before, outbox.not_before),
        unknown_tries = coalesce(again.unknown_tries, outbox.unknown_tries)
    FROM (SELECT CAST(value->>0 AS BIGINT) AS id, CAST(value->>1 AS BIGINT) AS not_before,
            CAST(value->>2 AS BIGINT) AS unknown_tries
        FROM " { list "$1" } ") AS again
    WHERE outbox.id = again.id");

/// $1: now, $2: at most so many, $3: of them unasked, $4: chats to leave out, $5: who takes them.
///
/// Rows that somebody asked for go in their order and ask no clock: one that was set back must not hold an answer
/// until its old hour has come again. Unasked rows wait for their instant, and hold each other up in nothing: one that
/// waits for the morning must not keep back one about an emergency; their half walks the index `outbox_turn` and stops
/// at its limit, so rows for later cost nothing. Where several processes send, a chat of which another one has rows is
/// left to it.
pub(super) const CLAIM: Sql = sql!("
    WITH free AS MATERIALIZED (
        SELECT id FROM (
            SELECT * FROM (
                SELECT id, class, not_before FROM outbox
                WHERE in_flight = 0 AND class IN (0, 1, 2)
                    AND chat_id NOT IN (SELECT CAST(value->>0 AS BIGINT) FROM " { list "$4" } ")
                " { postgres "AND NOT EXISTS (
                        SELECT 1 FROM outbox AS elsewhere
                        WHERE elsewhere.chat_id = outbox.chat_id AND elsewhere.class < 3
                            AND elsewhere.in_flight > 0 AND elsewhere.in_flight <> $5)" } "
                ORDER BY class, id
                LIMIT $2" { postgres " FOR UPDATE SKIP LOCKED" } ") AS asked
            UNION ALL
            SELECT * FROM (
                SELECT id, class, not_before FROM outbox
                WHERE in_flight = 0 AND class = 3 AND not_before <= $1
                    AND chat_id NOT IN (SELECT CAST(value->>0 AS BIGINT) FROM " { list "$4" } ")
                " { postgres "AND NOT EXISTS (
                        SELECT 1 FROM outbox AS elsewhere
                        WHERE elsewhere.chat_id = outbox.chat_id AND elsewhere.class < 3
                            AND elsewhere.in_flight > 0 AND elsewhere.in_flight <> $5)" } "
                ORDER BY not_before, id
                LIMIT $3" { postgres " FOR UPDATE SKIP LOCKED" } ") AS unasked
        ) AS free
        ORDER BY class, not_before, id
        LIMIT $2)
    UPDATE outbox SET in_flight = $5 WHERE id IN (SELECT id FROM free)
    RETURNING id, chat_id, class, target, message, mark, mark_number, not_before, latest, at_night, zone,
        unknown_tries");

/// PostgreSQL: until the transaction ends, nobody else claims. The number stands for nothing else.
pub(super) const CLAIM_ALONE: Sql = sql!("SELECT pg_advisory_xact_lock(7216000001)");

pub(super) const NEXT_CLAIM: Sql =
    sql!("SELECT min(not_before) FROM outbox WHERE in_flight = 0 AND class = 3 AND not_before > $1");

/// SQLite: what an earlier process had in flight. One try, however many processes died with the row: most rows in flight only waited for their turn.
pub(super) const ADOPT: Sql = sql!(
    "
    UPDATE outbox SET
        in_flight = 0,
        unknown_tries = CASE WHEN unknown_tries = 0 THEN 1 ELSE unknown_tries END
    WHERE in_flight > 0"
);

/// The same, of these processes.
pub(super) const FREE: Sql = sql!("
    UPDATE outbox SET
        in_flight = 0,
        unknown_tries = CASE WHEN unknown_tries = 0 THEN 1 ELSE unknown_tries END
    WHERE in_flight " { among "$1" });

pub(super) const LAST_ROW: Sql = sql!("SELECT coalesce(max(id), 0) FROM outbox");

// --- clinics

pub(super) const CLINICS: Sql = sql!("SELECT id, name, zone, phone, country FROM clinic ORDER BY id");

pub(super) const SOME_CLINICS: Sql = sql!("
    SELECT id, name, zone, phone, country FROM clinic
    WHERE id " { among "$1" } "
    ORDER BY id");

/// Numbers are never used again: a removed clinic's links are still about, and must not name another one.
pub(super) const LAST_CLINIC: Sql = sql!(
    "
    SELECT max(id) FROM (
        SELECT coalesce(max(id), 0) AS id FROM clinic
        UNION ALL
        SELECT CAST(value AS BIGINT) FROM setting WHERE key = 'last_clinic'
    ) AS used"
);

/// PostgreSQL: until the transaction ends, nobody else gives a number.
pub(super) const CLINIC_ALONE: Sql = sql!("LOCK TABLE clinic IN SHARE ROW EXCLUSIVE MODE");

pub(super) const SAVE_CLINIC: Sql = sql!(
    "
    INSERT INTO clinic (id, name, zone, phone, country) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (id) DO UPDATE
    SET name = excluded.name, zone = excluded.zone, phone = excluded.phone, country = excluded.country"
);

pub(super) const REMOVE_CLINIC: Sql = sql!("DELETE FROM clinic WHERE id = $1");

// --- leases, which only PostgreSQL has

/// Until the transaction ends, no other process joins, renews or leaves.
pub(super) const JOIN_ALONE: Sql = sql!("LOCK TABLE lease IN SHARE ROW EXCLUSIVE MODE");

pub(super) const OTHER_SCRIPTS: Sql = sql!("SELECT token FROM lease WHERE script <> $1 LIMIT 1");

pub(super) const JOIN: Sql = sql!(
    "
    INSERT INTO lease (token, until, script, keeper) VALUES (nextval('lease_token'), $1, $2, 0)
    RETURNING token"
);

/// Whoever buries the process waits until this transaction ends; a heartbeat need not.
pub(super) const FENCE: Sql = sql!("SELECT token FROM lease WHERE token = $1 FOR KEY SHARE");

pub(super) const RENEW: Sql = sql!("UPDATE lease SET until = $2 WHERE token = $1 RETURNING keeper");

pub(super) const BURY: Sql = sql!(
    "
    DELETE FROM lease WHERE token IN (
        SELECT token FROM lease WHERE until <= $1 ORDER BY token FOR UPDATE SKIP LOCKED)
    RETURNING token"
);

/// The index `lease_keeper` lets one of two that try at once.
pub(super) const KEEP: Sql = sql!(
    "
    UPDATE lease SET keeper = 1
    WHERE token = $1 AND NOT EXISTS (SELECT 1 FROM lease WHERE keeper = 1)"
);

pub(super) const LEAVE: Sql = sql!("DELETE FROM lease WHERE token = $1");

/// $1: when a process that lives says so at the latest.
pub(super) const LIVING: Sql = sql!("SELECT count(*) FROM lease WHERE until > $1");

/// Heard when the transaction commits.
pub(super) const TELL: Sql = sql!("SELECT pg_notify($1, $2)");

// --- settings and counters

pub(super) const SETTING: Sql = sql!("SELECT value FROM setting WHERE key = $1");

/// $3: 1 if an existing value stays.
pub(super) const SET_SETTING: Sql = sql!(
    "
    INSERT INTO setting (key, value) VALUES ($1, $2)
    ON CONFLICT (key) DO UPDATE
    SET value = CASE WHEN $3 = 1 THEN setting.value ELSE excluded.value END
    RETURNING value"
);

pub(super) const COUNT: Sql = sql!("
    INSERT INTO counter (name, value)
    SELECT value->>0, CAST(value->>1 AS BIGINT) FROM " { list "$1" } " WHERE true
    ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value");

pub(super) const COUNTS: Sql = sql!("SELECT name, value FROM counter ORDER BY name");

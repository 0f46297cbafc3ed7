//! The statements. Constants, so that nothing is ever pasted into SQL and each is prepared once.
//!
//! A list of numbers or small rows, of any length, is one parameter: a JSON array of rows, each an array of
//! columns (see [`super::record::list`]). So one statement does for a whole batch, whatever its size. Large
//! rows (the `INSERT`s without `SELECT`) are written as `VALUES` instead, between a head and a tail: reading
//! bodies out of JSON takes SQLite four times as long.
//!
//! PostgreSQL reads the same texts once `json_each($n)` is replaced by
//! `json_array_elements(CAST($n AS json))`; only [`CLAIM`] wants more there (`FOR UPDATE SKIP LOCKED`).
//! `WHERE true` keeps SQLite from taking `ON CONFLICT` for a join.

// --- updates

pub(super) const REGISTER: &str = "
    INSERT INTO handled_update (update_id, handled_at)
    SELECT CAST(value->>0 AS BIGINT), $2 FROM json_each($1) WHERE true
    ON CONFLICT (update_id) DO NOTHING
    RETURNING update_id";

pub(super) const FORGET_UPDATES: &str = "DELETE FROM handled_update WHERE handled_at < $1";

pub(super) const POISON: &str = "
    INSERT INTO poison (update_id, reason, failed_at)
    SELECT CAST(value->>0 AS BIGINT), value->>1, $2 FROM json_each($1) WHERE true
    ON CONFLICT (update_id) DO UPDATE SET reason = excluded.reason, failed_at = excluded.failed_at";

// --- conversations

pub(super) const CONVERSATIONS: &str = "
    SELECT chat_id, body FROM conversation
    WHERE chat_id IN (SELECT CAST(value->>0 AS BIGINT) FROM json_each($1))";

/// A head and a tail, for `VALUES` of [`super::record::conversation_row`].
pub(super) const SAVE_CONVERSATIONS: (&str, &str) = (
    "INSERT INTO conversation (chat_id, body, waiting, active_at) ",
    " ON CONFLICT (chat_id) DO UPDATE
    SET body = excluded.body, waiting = excluded.waiting, active_at = excluded.active_at",
);

pub(super) const INTERRUPTED: &str = "
    SELECT chat_id FROM conversation
    WHERE waiting = 1 AND active_at >= $1 AND active_at <= $2
    ORDER BY chat_id";

/// Rows that a sender has go too: a body must not wait for an answer of the messenger, and a report on a row
/// that is gone changes nothing.
pub(super) const ERASE: [&str; 3] = [
    "DELETE FROM conversation WHERE chat_id IN (SELECT CAST(value->>0 AS BIGINT) FROM json_each($1))",
    "DELETE FROM check_in WHERE chat_id IN (SELECT CAST(value->>0 AS BIGINT) FROM json_each($1))",
    "DELETE FROM outbox WHERE chat_id IN (SELECT CAST(value->>0 AS BIGINT) FROM json_each($1))",
];

// --- planned messages

pub(super) const OPEN_CHECK_INS: &str = "
    SELECT chat_id, generation, subject, purpose, reminder, due_at, latest_at, zone, moves, queued, ending,
        reason, ended_at
    FROM check_in
    WHERE ended_at IS NULL AND chat_id IN (SELECT CAST(value->>0 AS BIGINT) FROM json_each($1))
    ORDER BY chat_id, generation";

pub(super) const CHECK_INS: &str = "
    SELECT chat_id, generation, subject, purpose, reminder, due_at, latest_at, zone, moves, queued, ending,
        reason, ended_at
    FROM check_in
    WHERE chat_id = $1
    ORDER BY generation";

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
pub(super) const GIVE_UP: &str = "
    UPDATE check_in SET ending = 'skipped', reason = 'failed', ended_at = $2
    WHERE ended_at IS NULL
        AND (chat_id, generation) IN (
            SELECT CAST(value->>0 AS BIGINT), CAST(value->>1 AS BIGINT) FROM json_each($1))";

pub(super) const DUE: &str = "
    SELECT chat_id, generation FROM check_in
    WHERE ended_at IS NULL AND queued = 0 AND due_at <= $1
    ORDER BY due_at, chat_id, generation
    LIMIT $2";

pub(super) const NEXT_DUE: &str = "SELECT min(due_at) FROM check_in WHERE ended_at IS NULL AND queued = 0";

// --- outbox

/// A head and a tail, for `VALUES` of [`super::record::outbox_row`].
pub(super) const QUEUE: (&str, &str) = (
    "INSERT INTO outbox (id, chat_id, class, target, message, mark, mark_number, not_before, latest, at_night,
        zone, unknown_tries, in_flight) ",
    "",
);

/// Of the changes that wait for one message, the newest edit and a strip after it stay. $1: the rows that are
/// new or wait again. `CROSS JOIN` makes SQLite begin with them, not with all that wait.
pub(super) const SUPERSEDE: &str = "
    DELETE FROM outbox WHERE id IN (
        SELECT old.id
        FROM outbox AS touched CROSS JOIN outbox AS old CROSS JOIN outbox AS newer
        WHERE touched.id IN (SELECT CAST(value->>0 AS BIGINT) FROM json_each($1))
            AND old.chat_id = touched.chat_id AND old.target = touched.target
            AND newer.chat_id = old.chat_id AND newer.target = old.target
            AND old.in_flight = 0
            AND newer.id > old.id
            AND (newer.message IS NOT NULL OR old.message IS NULL))";

/// `in_flight = 0`: what a sender has is no longer ours to drop. Class 3 is [`super::Class::Unasked`].
pub(super) const WITHDRAW: &str = "
    DELETE FROM outbox
    WHERE in_flight = 0 AND class = 3 AND mark = 'card'
        AND chat_id IN (SELECT CAST(value->>0 AS BIGINT) FROM json_each($1))";

/// A row without a zone may go at night.
pub(super) const REZONE: &str = "
    UPDATE outbox SET zone = chats.zone
    FROM (SELECT CAST(value->>0 AS BIGINT) AS chat_id, value->>1 AS zone FROM json_each($1)) AS chats
    WHERE outbox.chat_id = chats.chat_id AND outbox.in_flight = 0 AND outbox.class = 3 AND outbox.at_night = 0";

/// Planned messages that ended must not be sent.
pub(super) const DROP_ENDED: &str = "
    DELETE FROM outbox
    WHERE in_flight = 0 AND mark = 'check_in'
        AND (chat_id, mark_number) IN (
            SELECT CAST(value->>0 AS BIGINT), CAST(value->>1 AS BIGINT) FROM json_each($1))";

pub(super) const REMOVE: &str =
    "DELETE FROM outbox WHERE id IN (SELECT CAST(value->>0 AS BIGINT) FROM json_each($1))";

/// Rows wait again; those given back untried keep their instant and their tries.
pub(super) const WAIT_AGAIN: &str = "
    UPDATE outbox
    SET in_flight = 0,
        not_before = coalesce(again.not_before, outbox.not_before),
        unknown_tries = coalesce(again.unknown_tries, outbox.unknown_tries)
    FROM (SELECT CAST(value->>0 AS BIGINT) AS id, CAST(value->>1 AS BIGINT) AS not_before,
            CAST(value->>2 AS BIGINT) AS unknown_tries
        FROM json_each($1)) AS again
    WHERE outbox.id = again.id";

/// $1: now, $2: at most so many, $3: of them unasked, $4: chats to leave out.
///
/// Both halves walk the index `outbox_turn` and stop at their limit, so neither rows for later nor a long
/// queue cost anything. A row stays behind when a row of its chat with a smaller number and no later class
/// would go after it or cannot go yet (it is tried again later). Unasked rows hold each other up in nothing:
/// one that waits for the morning must not keep back one about an emergency.
pub(super) const CLAIM: &str = "
    UPDATE outbox SET in_flight = 1 WHERE id IN (
        SELECT id FROM (
            SELECT * FROM (
                SELECT id, class, not_before FROM outbox
                WHERE in_flight = 0 AND class IN (0, 1, 2) AND not_before <= $1
                    AND chat_id NOT IN (SELECT CAST(value->>0 AS BIGINT) FROM json_each($4))
                    AND NOT EXISTS (
                        SELECT 1 FROM outbox AS earlier
                        WHERE earlier.chat_id = outbox.chat_id AND earlier.in_flight = 0
                            AND earlier.id < outbox.id
                            AND ((earlier.class = outbox.class AND earlier.not_before > outbox.not_before)
                                OR (earlier.class < outbox.class AND earlier.not_before > $1)))
                ORDER BY class, not_before, id
                LIMIT $2) AS asked
            UNION ALL
            SELECT * FROM (
                SELECT id, class, not_before FROM outbox
                WHERE in_flight = 0 AND class = 3 AND not_before <= $1
                    AND chat_id NOT IN (SELECT CAST(value->>0 AS BIGINT) FROM json_each($4))
                    AND NOT EXISTS (
                        SELECT 1 FROM outbox AS earlier
                        WHERE earlier.chat_id = outbox.chat_id AND earlier.in_flight = 0
                            AND earlier.id < outbox.id
                            AND earlier.class < outbox.class AND earlier.not_before > $1)
                ORDER BY not_before, id
                LIMIT $3) AS unasked
        ) AS free
        ORDER BY class, not_before, id
        LIMIT $2)
    RETURNING id, chat_id, class, target, message, mark, mark_number, not_before, latest, at_night, zone,
        unknown_tries";

pub(super) const NEXT_CLAIM: &str = "
    SELECT min(instant) FROM (
        SELECT min(not_before) AS instant FROM outbox WHERE in_flight = 0 AND class = 0 AND not_before > $1
        UNION ALL
        SELECT min(not_before) FROM outbox WHERE in_flight = 0 AND class = 1 AND not_before > $1
        UNION ALL
        SELECT min(not_before) FROM outbox WHERE in_flight = 0 AND class = 2 AND not_before > $1
        UNION ALL
        SELECT min(not_before) FROM outbox WHERE in_flight = 0 AND class = 3 AND not_before > $1
    ) AS classes";

/// One try, however many processes died with the row: most rows in flight only waited for their turn.
pub(super) const ADOPT: &str = "
    UPDATE outbox SET
        in_flight = 0,
        unknown_tries = CASE WHEN unknown_tries = 0 THEN 1 ELSE unknown_tries END
    WHERE in_flight = 1";

pub(super) const LAST_ROW: &str = "SELECT coalesce(max(id), 0) FROM outbox";

// --- clinics

pub(super) const CLINICS: &str = "SELECT id, name, zone, phone, country FROM clinic ORDER BY id";

pub(super) const SOME_CLINICS: &str = "
    SELECT id, name, zone, phone, country FROM clinic
    WHERE id IN (SELECT CAST(value->>0 AS BIGINT) FROM json_each($1))
    ORDER BY id";

/// Numbers are never used again: a removed clinic's links are still about, and must not name another one.
pub(super) const LAST_CLINIC: &str = "
    SELECT max(id) FROM (
        SELECT coalesce(max(id), 0) AS id FROM clinic
        UNION ALL
        SELECT CAST(value AS BIGINT) FROM setting WHERE key = 'last_clinic'
    ) AS used";

pub(super) const SAVE_CLINIC: &str = "
    INSERT INTO clinic (id, name, zone, phone, country) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (id) DO UPDATE
    SET name = excluded.name, zone = excluded.zone, phone = excluded.phone, country = excluded.country";

pub(super) const REMOVE_CLINIC: &str = "DELETE FROM clinic WHERE id = $1";

// --- settings and counters

pub(super) const SETTING: &str = "SELECT value FROM setting WHERE key = $1";

/// $3: 1 if an existing value stays.
pub(super) const SET_SETTING: &str = "
    INSERT INTO setting (key, value) VALUES ($1, $2)
    ON CONFLICT (key) DO UPDATE
    SET value = CASE WHEN $3 = 1 THEN setting.value ELSE excluded.value END
    RETURNING value";

pub(super) const COUNT: &str = "
    INSERT INTO counter (name, value)
    SELECT value->>0, CAST(value->>1 AS BIGINT) FROM json_each($1) WHERE true
    ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value";

pub(super) const COUNTS: &str = "SELECT name, value FROM counter ORDER BY name";

-- The first shape of the database. SQLite and PostgreSQL run this same file, hence:
-- BIGINT for every integer, yes/no (0, 1) and instant (milliseconds since 1970, UTC); TEXT for JSON; numbers
-- are given by the program. NOT NULL also on primary keys: SQLite would let NULL in otherwise.

-- What the program remembers about itself: bot_name, bot_id, link_key, polled_at, last_clinic.
CREATE TABLE setting (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE clinic (
    id BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    zone TEXT,
    phone TEXT,
    country TEXT
);

-- Where each chat stands. `waiting`: a question is pending.
CREATE TABLE conversation (
    chat_id BIGINT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL,
    waiting BIGINT NOT NULL,
    active_at BIGINT
);
CREATE INDEX conversation_waiting ON conversation (active_at) WHERE waiting = 1;

-- The planned messages. `queued`: it is in the outbox by now. Ended rows stay, for `why` and reports.
CREATE TABLE check_in (
    chat_id BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    subject TEXT NOT NULL,
    purpose TEXT NOT NULL,
    reminder BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    latest_at BIGINT NOT NULL,
    zone TEXT NOT NULL,
    moves TEXT NOT NULL,
    queued BIGINT NOT NULL,
    ending TEXT,
    reason TEXT,
    ended_at BIGINT,
    PRIMARY KEY (chat_id, generation),
    CHECK ((ending IS NULL) = (ended_at IS NULL))
);
-- One open row for one purpose; also finds the open rows of a chat.
CREATE UNIQUE INDEX check_in_open ON check_in (chat_id, subject, purpose, reminder) WHERE ended_at IS NULL;
-- What is due, and when the next one is.
CREATE INDEX check_in_due ON check_in (due_at, chat_id, generation) WHERE ended_at IS NULL AND queued = 0;

-- Messages on their way out. A new message has no target, a change has both, taking buttons off has no message.
CREATE TABLE outbox (
    id BIGINT NOT NULL PRIMARY KEY,
    chat_id BIGINT NOT NULL,
    class BIGINT NOT NULL,
    target BIGINT,
    message TEXT,
    mark TEXT NOT NULL,
    mark_number BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    latest BIGINT,
    at_night BIGINT NOT NULL,
    zone TEXT,
    unknown_tries BIGINT NOT NULL,
    in_flight BIGINT NOT NULL,
    CHECK (target IS NOT NULL OR message IS NOT NULL)
);
-- The order in which rows are taken; rows that wait for later are never looked at.
CREATE INDEX outbox_turn ON outbox (in_flight, class, not_before, id);
-- The rows of a chat, and which of them wait.
CREATE INDEX outbox_chat ON outbox (chat_id, in_flight, class, id);
-- The changes of one message.
CREATE INDEX outbox_change ON outbox (chat_id, target, id) WHERE target IS NOT NULL;

-- Updates that were handled, so that a redelivered one changes nothing.
CREATE TABLE handled_update (
    update_id BIGINT NOT NULL PRIMARY KEY,
    handled_at BIGINT NOT NULL
);
CREATE INDEX handled_update_age ON handled_update (handled_at);

-- Updates that could not be handled: number and reason, no content.
CREATE TABLE poison (
    update_id BIGINT NOT NULL PRIMARY KEY,
    reason TEXT NOT NULL,
    failed_at BIGINT NOT NULL
);

CREATE TABLE counter (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

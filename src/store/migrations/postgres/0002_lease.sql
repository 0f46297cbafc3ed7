-- What only several processes need, so only PostgreSQL has it.

-- The processes at work. Whoever finds one whose time is over deletes it and frees its rows; without its row
-- a process can commit nothing. `keeper`: the one that polls, looks for what is due and sends unasked messages.
CREATE TABLE lease (
    token BIGINT NOT NULL PRIMARY KEY,
    until BIGINT NOT NULL,
    script TEXT NOT NULL,
    keeper BIGINT NOT NULL
);
CREATE UNIQUE INDEX lease_keeper ON lease (keeper) WHERE keeper = 1;

-- A token is never given twice; 1 is whoever has no lease. It stands in `outbox.in_flight`.
CREATE SEQUENCE lease_token START WITH 2;

-- Numbers for outbox rows, 65,536 at a time. They begin above all that SQLite can have given (half of what a
-- BIGINT holds), so that rows that were moved here stay the older ones.
CREATE SEQUENCE outbox_number START WITH 4611686018427387904 INCREMENT BY 65536;

-- What other systems are told. None of it is a fold of the log: it says how far each of them has been told.

CREATE TABLE webhooks (
    id        TEXT NOT NULL PRIMARY KEY,
    -- The last event of the log that was looked at for it.
    seq       INTEGER NOT NULL,
    -- How many deliveries have arrived, and when the last did.
    delivered INTEGER NOT NULL DEFAULT 0,
    at        INTEGER
) STRICT, WITHOUT ROWID;

-- What has not arrived.
CREATE TABLE deliveries (
    hook     TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    -- The event.
    seq      INTEGER NOT NULL,
    topic    TEXT NOT NULL,
    -- The ticket or callback, whose deliveries keep their order.
    about    BLOB NOT NULL,
    attempts INTEGER NOT NULL,
    -- When it is tried next; of a dead letter, when it was tried last.
    at       INTEGER NOT NULL,
    -- Why the last attempt failed.
    why      TEXT NOT NULL,
    -- 1: given up.
    dead     INTEGER NOT NULL,
    PRIMARY KEY (hook, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_by_time ON deliveries (hook, at, seq) WHERE dead = 0;
CREATE INDEX deliveries_by_ticket ON deliveries (hook, about, seq) WHERE dead = 0;

CREATE TABLE foreign_tickets (
    hook   TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    ticket BLOB NOT NULL,
    -- What the other system calls it.
    name   TEXT NOT NULL,
    PRIMARY KEY (hook, ticket)
) STRICT, WITHOUT ROWID;

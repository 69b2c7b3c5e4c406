-- The log is the truth. Everything below `calls` up to `callbacks` is a fold of it and can be rebuilt at any time.
-- Times are microseconds since 1970 UTC; identities are uuids of 16 bytes.
-- Tables of long rows have row ids: they grow at their end, and only a narrow index is touched in its middle.

CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE log (
    seq  INTEGER NOT NULL PRIMARY KEY,
    -- JSON of version, time, actor and event: the very bytes that are hashed.
    body BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;

CREATE TABLE calls (
    id          BLOB NOT NULL PRIMARY KEY,
    switch_ref  TEXT NOT NULL,
    contact     BLOB,
    service     TEXT NOT NULL,
    queue       TEXT,
    agent       TEXT,
    entered_at  INTEGER NOT NULL,
    -- Set while it waits, and while it is talked.
    queued_at   INTEGER,
    answered_at INTEGER,
    wait        INTEGER NOT NULL,
    talk        INTEGER NOT NULL,
    exit        TEXT,
    over        INTEGER NOT NULL,
    -- 1: its events are in the log one by one; 0: known from another system's record.
    live        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX calls_by_time ON calls (entered_at, id);
CREATE INDEX calls_by_contact ON calls (contact, entered_at) WHERE contact IS NOT NULL;
CREATE INDEX calls_by_agent ON calls (agent, entered_at) WHERE agent IS NOT NULL;

CREATE TABLE call_events (
    call BLOB NOT NULL,
    seq  INTEGER NOT NULL,
    PRIMARY KEY (call, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE tickets (
    id      BLOB NOT NULL PRIMARY KEY,
    number  TEXT NOT NULL,
    call    BLOB,
    contact BLOB,
    at      INTEGER NOT NULL,
    -- JSON of the ticket as it stands.
    body    TEXT NOT NULL
) STRICT;
CREATE INDEX tickets_by_contact ON tickets (contact, at) WHERE contact IS NOT NULL;
CREATE INDEX tickets_by_call ON tickets (call) WHERE call IS NOT NULL;

CREATE TABLE contacts (
    id   BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- JSON of the contact as it stands.
    body TEXT NOT NULL
) STRICT;
CREATE INDEX contacts_by_name ON contacts (name);

CREATE TABLE numbers (
    -- Digits only.
    digits  TEXT NOT NULL,
    contact BLOB NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    PRIMARY KEY (digits, contact)
) STRICT, WITHOUT ROWID;
CREATE INDEX numbers_by_contact ON numbers (contact);

CREATE TABLE callbacks (
    id      BLOB NOT NULL PRIMARY KEY,
    contact BLOB NOT NULL,
    at      INTEGER NOT NULL,
    due     INTEGER NOT NULL,
    -- JSON of the callback as it stands.
    body    TEXT NOT NULL
) STRICT;
CREATE INDEX callbacks_by_contact ON callbacks (contact, at);

CREATE TABLE users (
    name     TEXT NOT NULL PRIMARY KEY,
    display  TEXT NOT NULL,
    -- An argon2id hash in PHC form.
    password TEXT NOT NULL,
    agent    TEXT UNIQUE,
    -- JSON lists.
    roles    TEXT NOT NULL,
    queues   TEXT NOT NULL,
    disabled INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    -- SHA-256 of the token.
    token   BLOB NOT NULL PRIMARY KEY,
    user    TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    begun   INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user);

CREATE TABLE answers (
    -- The idempotency key of a write.
    key     BLOB NOT NULL PRIMARY KEY,
    user    TEXT NOT NULL,
    -- SHA-256 of what was asked.
    request BLOB NOT NULL,
    -- JSON of what was answered.
    answer  TEXT NOT NULL,
    at      INTEGER NOT NULL
) STRICT;
CREATE INDEX answers_by_time ON answers (at);

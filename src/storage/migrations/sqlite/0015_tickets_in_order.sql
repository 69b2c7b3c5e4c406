-- Tickets lie in the order of the log, under the places of their submissions, by which they are found. They are folded anew from the log.
DROP TABLE tickets;
CREATE TABLE tickets (
    seq      INTEGER NOT NULL PRIMARY KEY,
    id       BLOB NOT NULL UNIQUE,
    number   TEXT NOT NULL,
    call     BLOB,
    contact  BLOB,
    at       INTEGER NOT NULL,
    agent    TEXT NOT NULL,
    state    TEXT NOT NULL,
    category TEXT,
    priority INTEGER NOT NULL,
    open     INTEGER NOT NULL,
    due      INTEGER NOT NULL,
    wake     INTEGER,
    approver TEXT,
    mother   BLOB,
    -- JSON of the ticket as it stands.
    body     TEXT NOT NULL
) STRICT;
CREATE INDEX tickets_by_contact ON tickets (contact, at) WHERE contact IS NOT NULL;
CREATE INDEX tickets_by_call ON tickets (call) WHERE call IS NOT NULL;
CREATE INDEX tickets_by_wake ON tickets (wake) WHERE wake IS NOT NULL;
CREATE INDEX tickets_by_approver ON tickets (approver, due, id) WHERE approver IS NOT NULL;
CREATE INDEX tickets_by_category ON tickets (category, at) WHERE open = 1;
CREATE INDEX tickets_by_mother ON tickets (mother, due, id) WHERE mother IS NOT NULL;
CREATE INDEX tickets_by_agent ON tickets (agent, open, due, id);
CREATE INDEX tickets_by_state ON tickets (state, open, due, id);
-- Lists by category, priority or time alone are gone through here, and nowhere else: without looking at a ticket that is not listed.
CREATE INDEX tickets_by_due ON tickets (open, due, id, category, priority, at);

-- Of an answer that was a ticket it is kept which one: who asks again is told how that stands now.
ALTER TABLE answers ADD COLUMN ticket BLOB;
-- Once an hour all of them are gone through; each write would pay for an index.
DROP INDEX answers_by_time;

-- The units that have to do with a ticket; whether it is open and when it is due stands here too, for lists of units are sorted by it.
CREATE TABLE ticket_units (
    unit   TEXT NOT NULL,
    -- 0: it handles the ticket; 1: it helps.
    joint  INTEGER NOT NULL,
    open   INTEGER NOT NULL,
    due    INTEGER NOT NULL,
    ticket BLOB NOT NULL,
    PRIMARY KEY (unit, joint, open, due, ticket)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_units_by_ticket ON ticket_units (ticket);
DROP INDEX tickets_by_unit;
ALTER TABLE tickets DROP COLUMN unit;
ALTER TABLE tickets DROP COLUMN joint;

-- Lists are read from these in their order, those with tickets that are over too.
DROP INDEX tickets_by_due;
DROP INDEX tickets_by_agent;
DROP INDEX tickets_by_state;
DROP INDEX tickets_by_mother;
CREATE INDEX tickets_by_due ON tickets (open, due, id);
CREATE INDEX tickets_by_agent ON tickets (agent, open, due, id);
CREATE INDEX tickets_by_state ON tickets (state, open, due, id);
CREATE INDEX tickets_by_mother ON tickets (mother, due, id) WHERE mother IS NOT NULL;

-- 1: an older delivery of the same ticket waits, and it with that one.
ALTER TABLE deliveries ADD COLUMN blocked INTEGER NOT NULL DEFAULT 0;
UPDATE deliveries AS next SET blocked = 1 WHERE dead = 0 AND EXISTS (
    SELECT 1 FROM deliveries AS older INDEXED BY deliveries_by_ticket
    WHERE older.hook = next.hook AND older.about = next.about AND older.seq < next.seq AND older.dead = 0
);
DROP INDEX deliveries_by_time;
CREATE INDEX deliveries_by_time ON deliveries (hook, at, seq) WHERE dead = 0 AND blocked = 0;

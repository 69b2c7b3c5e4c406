-- What lists of tickets are cut and sorted by. A deadline that is none lies after all others.
ALTER TABLE tickets ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE tickets ADD COLUMN state TEXT NOT NULL DEFAULT '';
ALTER TABLE tickets ADD COLUMN unit TEXT;
ALTER TABLE tickets ADD COLUMN category TEXT;
ALTER TABLE tickets ADD COLUMN open INTEGER NOT NULL DEFAULT 1;
ALTER TABLE tickets ADD COLUMN due INTEGER NOT NULL DEFAULT 9223372036854775807;
-- When something happens to it by itself.
ALTER TABLE tickets ADD COLUMN wake INTEGER;
-- Whose approval something waits for.
ALTER TABLE tickets ADD COLUMN approver TEXT;
-- The ticket that it follows.
ALTER TABLE tickets ADD COLUMN mother BLOB;
CREATE INDEX tickets_by_wake ON tickets (wake) WHERE wake IS NOT NULL;
CREATE INDEX tickets_by_due ON tickets (due, id) WHERE open = 1;
CREATE INDEX tickets_by_agent ON tickets (agent, due, id) WHERE open = 1;
CREATE INDEX tickets_by_unit ON tickets (unit, due, id) WHERE open = 1;
CREATE INDEX tickets_by_state ON tickets (state, due, id) WHERE open = 1;
CREATE INDEX tickets_by_approver ON tickets (approver, due, id) WHERE approver IS NOT NULL;
CREATE INDEX tickets_by_mother ON tickets (mother) WHERE mother IS NOT NULL;
CREATE INDEX tickets_by_number ON tickets (number);

CREATE TABLE ticket_events (
    ticket BLOB NOT NULL,
    seq    INTEGER NOT NULL,
    PRIMARY KEY (ticket, seq)
) STRICT, WITHOUT ROWID;

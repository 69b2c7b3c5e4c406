-- Who is who: a contact that is the same person as another names it here, and is shown as that one.
ALTER TABLE contacts ADD COLUMN merged_into BLOB;
CREATE INDEX contacts_by_whole ON contacts (merged_into) WHERE merged_into IS NOT NULL;

-- The digits before the extension: what numbers are looked up by.
ALTER TABLE numbers ADD COLUMN main TEXT NOT NULL DEFAULT '';
CREATE INDEX numbers_by_main ON numbers (main);

CREATE TABLE identity_changes (
    id     BLOB NOT NULL PRIMARY KEY,
    at     INTEGER NOT NULL,
    -- Both contacts that it is about.
    one    BLOB NOT NULL,
    other  BLOB NOT NULL,
    -- JSON of who did it.
    actor  TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- JSON of the change as it stands.
    body   TEXT NOT NULL
) STRICT;
CREATE INDEX identity_changes_by_one ON identity_changes (one, at);
CREATE INDEX identity_changes_by_other ON identity_changes (other, at);

-- Whom a ticket's form names; empty where it does not.
CREATE TABLE ticket_callers (
    ticket BLOB NOT NULL PRIMARY KEY,
    name   TEXT NOT NULL,
    place  TEXT NOT NULL,
    -- The digits of the number for replies, before the extension.
    reply  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_callers_by_name ON ticket_callers (name) WHERE name <> '';
CREATE INDEX ticket_callers_by_reply ON ticket_callers (reply) WHERE reply <> '';

-- Keys of programs that bring matters in. None of it is a fold of the log.
CREATE TABLE keys (
    -- The part of a key that is no secret.
    id    TEXT NOT NULL PRIMARY KEY,
    -- SHA-256 of the whole key.
    token BLOB NOT NULL UNIQUE,
    user  TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    made  INTEGER NOT NULL,
    -- When it was last seen, to the hour; none if never.
    used  INTEGER
) STRICT, WITHOUT ROWID;

-- What contacts are found by: neighbouring characters of their names and digits of their numbers, cut by us, under their places. A place is
-- given once, in the order in which contacts are written down, and stays.
ALTER TABLE contacts ADD COLUMN place INTEGER;
CREATE UNIQUE INDEX contacts_by_place ON contacts (place);
CREATE VIRTUAL TABLE contact_words USING fts5 (
    words, content = '', contentless_delete = 1, tokenize = 'ascii', detail = none
);

-- Lists by category, priority or time alone are gone through here, and nowhere else: without looking at a ticket that is not listed.
DROP INDEX tickets_by_due;
CREATE INDEX tickets_by_due ON tickets (open, due, id, category, priority, at);

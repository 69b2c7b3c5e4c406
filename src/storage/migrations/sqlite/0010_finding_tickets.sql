-- The place of a ticket's submission in the log: what it is found by, and the order of what is found.
ALTER TABLE tickets ADD COLUMN seq INTEGER;
-- 1 is the most urgent.
ALTER TABLE tickets ADD COLUMN priority INTEGER NOT NULL DEFAULT 4;
-- JSON of the units that help the one that handles it; none where there are none.
ALTER TABLE tickets ADD COLUMN joint TEXT;
CREATE UNIQUE INDEX tickets_by_seq ON tickets (seq);

-- The words of tickets under their `seq`, cut by us: the tokenizer only has to part them at spaces. What was written is not kept a second
-- time. `caller` and `phone` are looked into for who wrote the ticket alone.
CREATE VIRTUAL TABLE ticket_words USING fts5 (
    text, number, caller, phone, writer,
    content = '', contentless_delete = 1, tokenize = 'ascii'
);

-- Filters of tickets that users have named. None of it is a fold of the log.
CREATE TABLE views (
    owner  TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    name   TEXT NOT NULL,
    -- 1: for everybody.
    shared INTEGER NOT NULL,
    -- JSON of the filter.
    filter TEXT NOT NULL,
    PRIMARY KEY (owner, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX views_for_everybody ON views (name) WHERE shared = 1;

-- The place of a ticket's submission in the log: what it is found by, and the order of what is found.
ALTER TABLE tickets ADD COLUMN seq INTEGER;
-- 1 is the most urgent.
ALTER TABLE tickets ADD COLUMN priority INTEGER NOT NULL DEFAULT 4;
-- JSON of the units that help the one that handles it; none where there are none.
ALTER TABLE tickets ADD COLUMN joint TEXT;
CREATE UNIQUE INDEX tickets_by_seq ON tickets (seq);

-- The words of tickets under their `seq`, cut by us: the tokenizer only has to part them at spaces. What was written is not kept a second
-- time. `caller`, `phone` and `agent` are looked into for who wrote the ticket alone.
CREATE VIRTUAL TABLE ticket_words USING fts5 (
    text, number, caller, phone, agent,
    content = '', contentless_delete = 1, tokenize = 'ascii'
);

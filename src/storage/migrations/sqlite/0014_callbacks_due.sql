-- Callbacks that are promised and not done, the first to be due first.
ALTER TABLE callbacks ADD COLUMN open INTEGER NOT NULL DEFAULT 1;
UPDATE callbacks SET open = 0 WHERE json_extract(body, '$.outcome') IS NOT NULL;
CREATE INDEX callbacks_by_due ON callbacks (due, id) WHERE open = 1;

-- The call in which each was promised: it goes with who that turns out to be. Filled as all is folded anew.
ALTER TABLE callbacks ADD COLUMN call BLOB;
CREATE INDEX callbacks_by_call ON callbacks (call) WHERE call IS NOT NULL;

-- Open tickets of a category, the newest first: those that may be of one event.
CREATE INDEX tickets_by_category ON tickets (category, at) WHERE open = 1;

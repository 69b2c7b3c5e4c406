-- Who began a call: a caller (`inbound`) or we (`outbound`).
ALTER TABLE calls ADD COLUMN direction TEXT NOT NULL DEFAULT 'inbound';

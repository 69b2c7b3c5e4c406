-- Files that were added to tickets; what is in them lies beside the database, by its hash.
CREATE TABLE attachments (
    id     BLOB NOT NULL PRIMARY KEY,
    ticket BLOB NOT NULL,
    at     INTEGER NOT NULL,
    -- SHA-256 of the content, in hexadecimal digits.
    sha256 TEXT NOT NULL,
    -- JSON of the whole attachment.
    body   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attachments_by_ticket ON attachments (ticket, at);
CREATE INDEX attachments_by_content ON attachments (sha256);

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

-- How far records of other systems were imported, so that an import that was cut off goes on. None of it is a fold of the log.
CREATE TABLE imports (
    source TEXT NOT NULL PRIMARY KEY,
    line   INTEGER NOT NULL,
    byte   INTEGER NOT NULL,
    at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

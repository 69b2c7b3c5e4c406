-- A session is for some of its user's roles: a JSON list, empty for all of them.
ALTER TABLE sessions ADD COLUMN roles TEXT NOT NULL DEFAULT '[]';

-- The handling unit that a user works for; empty for all others.
ALTER TABLE users ADD COLUMN unit TEXT;

-- What contacts are found by: neighbouring characters of their names and digits of their numbers, cut by us, under their places. A place is
-- given once, in the order in which contacts are written down, and stays.
ALTER TABLE contacts ADD COLUMN place INTEGER;
CREATE UNIQUE INDEX contacts_by_place ON contacts (place);
CREATE VIRTUAL TABLE contact_words USING fts5 (
    words, content = '', contentless_delete = 1, tokenize = 'ascii', detail = none
);

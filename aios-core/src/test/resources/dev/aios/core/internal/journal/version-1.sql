-- A journal as version 1 of the schema had it, with data. Never to be changed.
CREATE TABLE record (
  position INTEGER PRIMARY KEY,
  time     INTEGER NOT NULL,
  kind     TEXT    NOT NULL,
  stream   INTEGER NOT NULL,
  body     TEXT    NOT NULL,
  hash     BLOB    NOT NULL
) STRICT;
CREATE INDEX record_of_stream ON record (stream);
CREATE TABLE stream (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE head (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  position INTEGER NOT NULL,
  time     INTEGER NOT NULL,
  hash     BLOB    NOT NULL
) STRICT;
INSERT INTO head VALUES (1, 0, -9223372036854775808, zeroblob(32));
CREATE TABLE row (
  id       INTEGER PRIMARY KEY,
  tab      TEXT    NOT NULL,
  key      TEXT    NOT NULL,
  version  INTEGER NOT NULL,
  grp      TEXT    NOT NULL,
  rank     INTEGER NOT NULL,
  body     TEXT    NOT NULL,
  position INTEGER NOT NULL,
  UNIQUE (tab, key)
) STRICT;
CREATE INDEX row_listed ON row (tab, grp, rank, key);
CREATE TABLE counter (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO stream VALUES (1, 'client/Zoë & Søn');
INSERT INTO stream VALUES (2, 'run/invoicing:2025-11');
INSERT INTO stream VALUES (3, 'client/other');
INSERT INTO record VALUES (1, 1764000000000000, 'note.added', 1, '{"text": "It''s due on Friday"}',
  x'674e25f797a01eeee4535af5bb52593cb2f0da0d53b222d89fd126a6d5ce3715');
INSERT INTO record VALUES (2, 1764000001500000, 'run.started', 2, '{"saga":"invoicing","version":1}',
  x'af7f65248303d344dae2e179467008e46f83d1405530ce7c1613ae954ff119b5');
INSERT INTO record VALUES (3, 1764000003000000, 'step.completed', 2, '{"node":"draft","value":1.50}',
  x'f6381e31881aba2e4fd1fa79e6cdfcf503d5d0f6d62bca4dfde9ab0c2a418632');
INSERT INTO record VALUES (4, 1764000004500000, 'note.added', 1, '{"text":"🚀"}',
  x'66425b3ebd6dfcb6c3a22f5e9f1375c2d5249a87d2f00501908648acef03de92');
INSERT INTO record VALUES (5, 1764000006000000, 'run.ended', 2, '{"state":"COMPLETED"}',
  x'44b9beed094ba6e08a09d924de92841a9d8fc4d7a0760a0cb06c1493db8771de');
INSERT INTO record VALUES (6, 1764000007500000, 'note.added', 3, 'null',
  x'a445b76d130ed7d41b8ed691964b845a57513b2a37ff3e0b500c10147e357a8e');
UPDATE head SET position = 6, time = 1764000007500000, hash = x'a445b76d130ed7d41b8ed691964b845a57513b2a37ff3e0b500c10147e357a8e';
INSERT INTO row VALUES (1, 'run', 'invoicing:2025-11', 3, 'COMPLETED', 0, '{"state":"COMPLETED"}', 5);
INSERT INTO row VALUES (2, 'note', 'z', 1, '', 7, '{"due":"Friday"}', 1);
INSERT INTO counter VALUES ('spent', 42);
PRAGMA application_id = 1095323475;
PRAGMA user_version = 1;

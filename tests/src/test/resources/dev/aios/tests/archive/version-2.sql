-- A journal as version 2 of the schema had it, with archived runs. Never to be changed.
PRAGMA application_id = 1095323475;
CREATE TABLE record (
  position INTEGER PRIMARY KEY,
  time     INTEGER NOT NULL,
  kind     TEXT    NOT NULL,
  stream   INTEGER NOT NULL,
  body     TEXT    NOT NULL,
  hash     BLOB    NOT NULL
) STRICT
;
CREATE INDEX record_of_stream ON record (stream);
CREATE TABLE stream (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT
;
CREATE TABLE head (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  position INTEGER NOT NULL,
  time     INTEGER NOT NULL,
  hash     BLOB    NOT NULL
) STRICT
;
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
) STRICT
;
CREATE INDEX row_listed ON row (tab, grp, rank, key);
CREATE TABLE counter (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID
;
CREATE TABLE archived (
  first INTEGER PRIMARY KEY,
  last  INTEGER NOT NULL,
  time  INTEGER NOT NULL,
  hash  BLOB    NOT NULL
) STRICT
;
INSERT INTO record (position, time, kind, stream, body, hash) VALUES
  (13, 1795995266228774, 'journal.archived', 4, '{"file":"00000001-8e81c0c2c852e124.jsonl.gz","sha256":"8e81c0c2c852e124d1ededaf96e868cede0258fac243d20ea1b9924b66c8cab7","records":12,"runs":3,"first":1,"last":12}', x'76c9a15e9199881167fa169ab5ad2ef2b3f2c0629118205b5949ed6d2706eb20');
INSERT INTO record (position, time, kind, stream, body, hash) VALUES
  (22, 1795995266903829, 'journal.archived', 4, '{"file":"00000002-8dc3e770bcbd0a16.jsonl.gz","sha256":"8dc3e770bcbd0a16c273240d90b0a88076190d846b3872f337fd8229c1ec3f74","records":8,"runs":2,"first":14,"last":21}', x'b005c54d303a9d4add43611b2ad44e4716e67e212454aa17e4fe0fae255931ff');
INSERT INTO record (position, time, kind, stream, body, hash) VALUES
  (23, 1795995266913786, 'run.started', 7, '{"saga":"count","version":1,"key":"live","input":{"type":"java.lang.String","version":1,"data":""},"dry":false,"begins":[{"node":"one","attempt":1}]}', x'f225bf412c0e17a0c1fc8b44c87a5248126f460fc33592cbf3fe3c83266f457b');
INSERT INTO record (position, time, kind, stream, body, hash) VALUES
  (24, 1795995266919234, 'step.completed', 7, '{"node":"one","value":{"type":"java.lang.String","version":1,"data":"1"},"cost":{"tokens":0,"nanos":21631},"begins":[{"node":"two","attempt":1}]}', x'f60e1254e89eefc69df420ebcfbeccf96648f3d8f4fefd819640ebb381fdc781');
INSERT INTO record (position, time, kind, stream, body, hash) VALUES
  (25, 1795995266924802, 'step.completed', 7, '{"node":"two","value":{"type":"java.lang.String","version":1,"data":"12"},"cost":{"tokens":0,"nanos":24607}}', x'db1583c53273bd9e80a528270ba60ac3b6c2e0211208fb7429567178ff09e328');
INSERT INTO record (position, time, kind, stream, body, hash) VALUES
  (26, 1795995266924802, 'run.ended', 7, '{"state":"COMPLETED","why":"done","result":{"type":"java.lang.String","version":1,"data":"12"}}', x'70c9948b9147cfc3e9ec5bd8a900e23bd7dc8a8426e72c6e52a13d370b414dd4');
INSERT INTO stream (id, name) VALUES
  (1, 'run/count/early-0');
INSERT INTO stream (id, name) VALUES
  (2, 'run/count/early-1');
INSERT INTO stream (id, name) VALUES
  (3, 'run/count/early-2');
INSERT INTO stream (id, name) VALUES
  (4, 'archive');
INSERT INTO stream (id, name) VALUES
  (5, 'run/count/later-0');
INSERT INTO stream (id, name) VALUES
  (6, 'run/count/later-1');
INSERT INTO stream (id, name) VALUES
  (7, 'run/count/live');
INSERT INTO head (id, position, time, hash) VALUES
  (1, 26, 1795995266924802, x'70c9948b9147cfc3e9ec5bd8a900e23bd7dc8a8426e72c6e52a13d370b414dd4');
INSERT INTO row (id, tab, key, version, grp, rank, body, position) VALUES
  (2, 'run', 'count/early-0', 4, 'COMPLETED', 1, '{"v":1,"state":"COMPLETED","why":"done","at":[],"tokens":0,"nanos":3284265,"started":1795995256456,"updated":1795995265001,"owner":"","epoch":1,"in":"VquS814El5mRIKu2nm2iQh","archive":"00000001-8e81c0c2c852e124.jsonl.gz"}', 13);
INSERT INTO row (id, tab, key, version, grp, rank, body, position) VALUES
  (3, 'run', 'count/early-1', 4, 'COMPLETED', 1, '{"v":1,"state":"COMPLETED","why":"done","at":[],"tokens":0,"nanos":99087,"started":1795995265187,"updated":1795995265260,"owner":"","epoch":1,"in":"VquS814El5mRIKu2nm2iQh","archive":"00000001-8e81c0c2c852e124.jsonl.gz"}', 13);
INSERT INTO row (id, tab, key, version, grp, rank, body, position) VALUES
  (4, 'run', 'count/early-2', 4, 'COMPLETED', 1, '{"v":1,"state":"COMPLETED","why":"done","at":[],"tokens":0,"nanos":48261,"started":1795995265388,"updated":1795995265462,"owner":"","epoch":1,"in":"VquS814El5mRIKu2nm2iQh","archive":"00000001-8e81c0c2c852e124.jsonl.gz"}', 13);
INSERT INTO row (id, tab, key, version, grp, rank, body, position) VALUES
  (5, 'archive', '00000001', 1, '', 1, '{"file":"00000001-8e81c0c2c852e124.jsonl.gz","sha256":"8e81c0c2c852e124d1ededaf96e868cede0258fac243d20ea1b9924b66c8cab7","records":12,"runs":3,"first":1,"last":12}', 13);
INSERT INTO row (id, tab, key, version, grp, rank, body, position) VALUES
  (6, 'run', 'count/later-0', 4, 'COMPLETED', 1, '{"v":1,"state":"COMPLETED","why":"done","at":[],"tokens":0,"nanos":59030,"started":1795995266350,"updated":1795995266464,"owner":"","epoch":1,"in":"VquS814El5mRIKu2nm2iQh","archive":"00000002-8dc3e770bcbd0a16.jsonl.gz"}', 22);
INSERT INTO row (id, tab, key, version, grp, rank, body, position) VALUES
  (7, 'run', 'count/later-1', 4, 'COMPLETED', 1, '{"v":1,"state":"COMPLETED","why":"done","at":[],"tokens":0,"nanos":84428,"started":1795995266618,"updated":1795995266774,"owner":"","epoch":1,"in":"VquS814El5mRIKu2nm2iQh","archive":"00000002-8dc3e770bcbd0a16.jsonl.gz"}', 22);
INSERT INTO row (id, tab, key, version, grp, rank, body, position) VALUES
  (8, 'archive', '00000002', 1, '', 2, '{"file":"00000002-8dc3e770bcbd0a16.jsonl.gz","sha256":"8dc3e770bcbd0a16c273240d90b0a88076190d846b3872f337fd8229c1ec3f74","records":8,"runs":2,"first":14,"last":21}', 22);
INSERT INTO row (id, tab, key, version, grp, rank, body, position) VALUES
  (9, 'run', 'count/live', 3, 'COMPLETED', 0, '{"v":1,"state":"COMPLETED","why":"done","at":[],"tokens":0,"nanos":46238,"started":1795995266912,"updated":1795995266924,"owner":"","epoch":1,"in":"VquS814El5mRIKu2nm2iQh"}', 26);
INSERT INTO archived (first, last, time, hash) VALUES
  (1, 12, 1795995265462473, x'3d12d7e8ba6d6c2385624b34551b1f941ce12eb9f79bd6a8e80b111c7c04fe53');
INSERT INTO archived (first, last, time, hash) VALUES
  (14, 21, 1795995266775153, x'5ade7485327c15ad288ddc76378d93cdbe005caa79bd8608e1113536a95765d0');
PRAGMA user_version = 2;

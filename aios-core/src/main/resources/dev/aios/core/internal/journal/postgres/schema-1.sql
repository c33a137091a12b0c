CREATE TABLE "SCHEMA".meta (
  id      int PRIMARY KEY CHECK (id = 1),
  version int NOT NULL,
  settled bigint NOT NULL
);
INSERT INTO "SCHEMA".meta VALUES (1, 1, 0);

CREATE TABLE "SCHEMA".chain (
  id    int PRIMARY KEY,
  turn  bigint NOT NULL,
  index bigint NOT NULL,
  time  bigint NOT NULL,
  hash  bytea  NOT NULL,
  writer bigint NOT NULL
) WITH (fillfactor = 20, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

CREATE TABLE "SCHEMA".stream (
  id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE
);

CREATE SEQUENCE "SCHEMA".position AS bigint;

CREATE TABLE "SCHEMA".record (
  position bigint PRIMARY KEY,
  chain    int    NOT NULL,
  index    bigint NOT NULL,
  tx       xid8   NOT NULL,
  time     bigint NOT NULL,
  stream   bigint NOT NULL,
  kind     text COLLATE "C" NOT NULL,
  body     text COLLATE "C" NOT NULL,
  hash     bytea  NOT NULL
);
CREATE INDEX record_of_stream ON "SCHEMA".record (stream, position);

CREATE TABLE "SCHEMA".row (
  tab      text COLLATE "C" NOT NULL,
  key      text COLLATE "C" NOT NULL,
  version  bigint NOT NULL,
  grp      text COLLATE "C" NOT NULL,
  rank     bigint NOT NULL,
  position bigint NOT NULL,
  body     text COLLATE "C" NOT NULL,
  PRIMARY KEY (tab, key)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX row_listed ON "SCHEMA".row (tab, grp, rank, key);

CREATE TABLE "SCHEMA".counter (
  name  text COLLATE "C" PRIMARY KEY,
  value bigint NOT NULL
) WITH (fillfactor = 50);

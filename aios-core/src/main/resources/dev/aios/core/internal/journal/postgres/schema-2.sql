CREATE TABLE "SCHEMA".archived (
  chain int    NOT NULL,
  first bigint NOT NULL,
  last  bigint NOT NULL,
  time  bigint NOT NULL,
  hash  bytea  NOT NULL,
  PRIMARY KEY (chain, first)
);

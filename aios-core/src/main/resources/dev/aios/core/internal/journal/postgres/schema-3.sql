ALTER TABLE "SCHEMA".meta ADD COLUMN ended bigint NOT NULL DEFAULT 0;

-- What writers of older versions call: they do not know that names of streams may be given up.
DROP FUNCTION IF EXISTS "SCHEMA".append_and_archive(
  int, int, bigint, bigint, bigint, boolean, bytea, text[], bigint[], text[], bytea[], bytea[],
  text[], text[], bigint[], bigint[], text[], bigint[], bigint[], bytea[],
  text[], text[], bigint[], text[], bigint[], bigint[], bigint[]);
DROP FUNCTION IF EXISTS "SCHEMA".archive(bigint[]);
DROP FUNCTION IF EXISTS "SCHEMA".append(
  int, int, bigint, bigint, bigint, boolean, bytea, text[], bigint[], text[], bytea[], bytea[],
  text[], text[], bigint[], bigint[], text[], bigint[], bigint[], bytea[],
  text[], text[], bigint[], text[], bigint[], bigint[]);

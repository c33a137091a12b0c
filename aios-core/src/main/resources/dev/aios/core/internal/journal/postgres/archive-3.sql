-- Takes records out that an archive holds, and keeps of each stretch of a chain where it is and how
-- it ends. Stretches that touch become one. Then gives up the names of streams that hold no record
-- any more.
CREATE OR REPLACE FUNCTION "SCHEMA".archive(p_positions bigint[], p_ended text[]) RETURNS void
LANGUAGE plpgsql AS $archive$
DECLARE
  gone   record;
  beside record;
  done   bigint := 0;
BEGIN
  IF cardinality(p_positions) > 0 THEN
    LOCK TABLE "SCHEMA".archived IN EXCLUSIVE MODE;
  END IF;
  FOR gone IN
    WITH removed AS (
      DELETE FROM "SCHEMA".record r WHERE r.position = ANY (p_positions)
      RETURNING r.chain, r.index, r.time, r.hash),
    placed AS (
      SELECT m.*, m.index - row_number() OVER (PARTITION BY m.chain ORDER BY m.index) AS stretch
      FROM removed m)
    SELECT p.chain, min(p.index) AS first, max(p.index) AS last, count(*) AS records,
           (array_agg(p.time ORDER BY p.index DESC))[1] AS time,
           (array_agg(p.hash ORDER BY p.index DESC))[1] AS hash
    FROM placed p GROUP BY p.chain, p.stretch ORDER BY p.chain, first
  LOOP
    done := done + gone.records;
    SELECT a.first, a.last INTO beside FROM "SCHEMA".archived a
    WHERE a.chain = gone.chain AND a.first < gone.first ORDER BY a.first DESC LIMIT 1;
    IF beside.last = gone.first - 1 THEN
      DELETE FROM "SCHEMA".archived a WHERE a.chain = gone.chain AND a.first = beside.first;
      gone.first := beside.first;
    END IF;
    SELECT a.last, a.time, a.hash INTO beside FROM "SCHEMA".archived a
    WHERE a.chain = gone.chain AND a.first = gone.last + 1;
    IF FOUND THEN
      DELETE FROM "SCHEMA".archived a WHERE a.chain = gone.chain AND a.first = gone.last + 1;
      gone.last := beside.last;
      gone.time := beside.time;
      gone.hash := beside.hash;
    END IF;
    INSERT INTO "SCHEMA".archived (chain, first, last, time, hash)
    VALUES (gone.chain, gone.first, gone.last, gone.time, gone.hash);
  END LOOP;
  IF done <> cardinality(p_positions) THEN
    RAISE EXCEPTION 'a record is not there any more' USING ERRCODE = 'AI003';
  END IF;
  DELETE FROM "SCHEMA".stream s WHERE s.name = ANY (p_ended)
  AND NOT EXISTS (SELECT FROM "SCHEMA".record r WHERE r.stream = s.id);
  IF FOUND THEN
    UPDATE "SCHEMA".meta SET ended = ended + 1;
  END IF;
END
$archive$;

-- Both in one statement, so that nobody waits for this transaction's client.
CREATE OR REPLACE FUNCTION "SCHEMA".append_and_archive(
  p_lock int, p_chain int, p_turn bigint, p_index bigint, p_time bigint, p_compare boolean,
  p_hash bytea,
  p_kinds text[], p_streams bigint[], p_names text[], p_bodies bytea[], p_hashes bytea[],
  p_tabs text[], p_keys text[], p_bases bigint[], p_versions bigint[],
  p_groups text[], p_ranks bigint[], p_offsets bigint[], p_row_bodies bytea[],
  p_gone_tabs text[], p_gone_keys text[], p_gone_bases bigint[],
  p_counters text[], p_deltas bigint[], p_limits bigint[],
  INOUT p_ended bigint, p_archived bigint[], p_streams_ended text[],
  OUT first_position bigint, OUT stream_ids bigint[],
  OUT bad_rows bigint[], OUT bad_versions bigint[],
  OUT bad_counters bigint[], OUT bad_values bigint[],
  OUT latest bigint)
LANGUAGE plpgsql AS $append$
BEGIN
  SELECT * INTO p_ended, first_position, stream_ids, bad_rows, bad_versions, bad_counters, bad_values, latest
  FROM "SCHEMA".append(
    p_lock, p_chain, p_turn, p_index, p_time, p_compare, p_hash, p_kinds, p_streams, p_names,
    p_bodies, p_hashes, p_tabs, p_keys, p_bases, p_versions, p_groups, p_ranks, p_offsets,
    p_row_bodies, p_gone_tabs, p_gone_keys, p_gone_bases, p_counters, p_deltas, p_limits, p_ended);
  IF first_position IS NOT NULL THEN
    PERFORM "SCHEMA".archive(p_archived, p_streams_ended);
  END IF;
END
$append$;

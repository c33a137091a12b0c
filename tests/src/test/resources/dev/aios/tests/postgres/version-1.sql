-- A journal as version 1 of the schema had it, with data. Never to be changed.
CREATE SCHEMA "SCHEMA";
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
INSERT INTO "SCHEMA".stream (name) VALUES ('client/Zoë & Søn');
INSERT INTO "SCHEMA".stream (name) VALUES ('run/invoicing:2025-11');
INSERT INTO "SCHEMA".stream (name) VALUES ('client/other');
INSERT INTO "SCHEMA".record (position, chain, index, tx, time, stream, kind, body, hash) VALUES
  (1, 1, 1, pg_current_xact_id(), 1764000000000000, 1, 'note.added', '{"text": "It''s due on Friday"}',
  '\x674e25f797a01eeee4535af5bb52593cb2f0da0d53b222d89fd126a6d5ce3715');
INSERT INTO "SCHEMA".record (position, chain, index, tx, time, stream, kind, body, hash) VALUES
  (2, 1, 2, pg_current_xact_id(), 1764000001500000, 2, 'run.started', '{"saga":"invoicing","version":1}',
  '\xaf7f65248303d344dae2e179467008e46f83d1405530ce7c1613ae954ff119b5');
INSERT INTO "SCHEMA".record (position, chain, index, tx, time, stream, kind, body, hash) VALUES
  (3, 2, 1, pg_current_xact_id(), 1764000006000000, 2, 'run.ended', '{"state":"COMPLETED"}',
  '\xf633f9385a8e91489680dc56323e6497ab81a88f4c0c0aaff19b39f88a635658');
INSERT INTO "SCHEMA".record (position, chain, index, tx, time, stream, kind, body, hash) VALUES
  (4, 1, 3, pg_current_xact_id(), 1764000003000000, 2, 'step.completed', '{"node":"draft","value":1.50}',
  '\xf6381e31881aba2e4fd1fa79e6cdfcf503d5d0f6d62bca4dfde9ab0c2a418632');
INSERT INTO "SCHEMA".record (position, chain, index, tx, time, stream, kind, body, hash) VALUES
  (5, 2, 2, pg_current_xact_id(), 1764000007500000, 3, 'note.added', 'null',
  '\xa66a561d409f5ff106903e64db2833ae1e6571f2d8e0bb340871bfdec2557005');
INSERT INTO "SCHEMA".record (position, chain, index, tx, time, stream, kind, body, hash) VALUES
  (6, 1, 4, pg_current_xact_id(), 1764000004500000, 1, 'note.added', '{"text":"🚀"}',
  '\x66425b3ebd6dfcb6c3a22f5e9f1375c2d5249a87d2f00501908648acef03de92');
SELECT setval('"SCHEMA".position', 6);
INSERT INTO "SCHEMA".chain VALUES (1, 4, 4, 1764000004500000, '\x66425b3ebd6dfcb6c3a22f5e9f1375c2d5249a87d2f00501908648acef03de92', 7);
INSERT INTO "SCHEMA".chain VALUES (2, 2, 2, 1764000007500000, '\xa66a561d409f5ff106903e64db2833ae1e6571f2d8e0bb340871bfdec2557005', 7);
INSERT INTO "SCHEMA".row (tab, key, version, grp, rank, position, body) VALUES
  ('run', 'invoicing:2025-11', 3, 'COMPLETED', 0, 5, '{"state":"COMPLETED"}');
INSERT INTO "SCHEMA".row (tab, key, version, grp, rank, position, body) VALUES
  ('note', 'z', 1, '', 7, 1, '{"due":"Friday"}');
INSERT INTO "SCHEMA".counter VALUES ('spent', 42);
CREATE OR REPLACE FUNCTION "SCHEMA".append(
  p_lock int, p_chain int, p_turn bigint, p_index bigint, p_time bigint, p_compare boolean,
  p_hash bytea,
  p_kinds text[], p_streams bigint[], p_names text[], p_bodies bytea[], p_hashes bytea[],
  p_tabs text[], p_keys text[], p_bases bigint[], p_versions bigint[],
  p_groups text[], p_ranks bigint[], p_offsets bigint[], p_row_bodies bytea[],
  p_gone_tabs text[], p_gone_keys text[], p_gone_bases bigint[],
  p_counters text[], p_deltas bigint[], p_limits bigint[],
  OUT first_position bigint, OUT stream_ids bigint[],
  OUT bad_rows bigint[], OUT bad_versions bigint[],
  OUT bad_counters bigint[], OUT bad_values bigint[],
  OUT latest bigint)
LANGUAGE plpgsql AS $append$
DECLARE
  records int := cardinality(p_kinds);
  puts    int := cardinality(p_tabs);
  gone    int := cardinality(p_gone_tabs);
  adds    int := cardinality(p_counters);
  inserts int := 0;
  upserts int := 0;
  actual  bigint;
  done    int;
  more    int;
  tx      xid8;
  ignored boolean;
  -- A few are cheaper one by one, many are cheaper as a set.
  few     CONSTANT int := 3;
BEGIN
  -- Conditions first, without locks: whoever is refused here has drawn no position.
  IF puts > few THEN
    SELECT array_agg(u.i), array_agg(coalesce(r.version, 0)) INTO bad_rows, bad_versions
    FROM unnest(p_tabs, p_keys, p_bases) WITH ORDINALITY u (tab, key, base, i)
    LEFT JOIN "SCHEMA".row r ON r.tab = u.tab AND r.key = u.key
    WHERE u.base >= 0 AND coalesce(r.version, 0) <> u.base;
    inserts := cardinality(array_positions(p_bases, 0));
    upserts := cardinality(array_positions(p_bases, -1));
  ELSE
    FOR i IN 1 .. puts LOOP
      CONTINUE WHEN p_bases[i] < 0;
      SELECT r.version INTO actual FROM "SCHEMA".row r
      WHERE r.tab = p_tabs[i] AND r.key = p_keys[i];
      IF coalesce(actual, 0) <> p_bases[i] THEN
        bad_rows := bad_rows || i::bigint;
        bad_versions := bad_versions || coalesce(actual, 0);
      END IF;
    END LOOP;
  END IF;
  IF gone > 0 THEN
    SELECT coalesce(bad_rows, '{}') || array_agg(puts + u.i),
           coalesce(bad_versions, '{}') || array_agg(coalesce(r.version, 0))
    INTO bad_rows, bad_versions
    FROM unnest(p_gone_tabs, p_gone_keys, p_gone_bases) WITH ORDINALITY u (tab, key, base, i)
    LEFT JOIN "SCHEMA".row r ON r.tab = u.tab AND r.key = u.key
    WHERE u.base >= 0 AND coalesce(r.version, 0) <> u.base;
  END IF;
  IF adds > 0 THEN
    SELECT array_agg(u.i), array_agg(coalesce(c.value, 0)) INTO bad_counters, bad_values
    FROM unnest(p_counters, p_limits) WITH ORDINALITY u (name, most, i)
    LEFT JOIN "SCHEMA".counter c ON c.name = u.name
    WHERE coalesce(c.value, 0) > u.most;
  END IF;
  IF cardinality(bad_rows) > 0 OR cardinality(bad_counters) > 0 THEN
    RETURN;
  END IF;

  IF records > 0 THEN
    IF p_compare THEN
      SELECT max(c.time) INTO latest FROM "SCHEMA".chain c;
      IF latest > p_time + 1000000 THEN
        RETURN;
      END IF;
    END IF;
    -- Transaction ids are given in the order of positions: readers rely on it.
    ignored := pg_advisory_lock(p_lock, 0) IS NULL;
    tx := pg_current_xact_id();
    first_position := nextval('"SCHEMA".position');
    IF records > 1 THEN
      ignored := setval('"SCHEMA".position', first_position + records - 1) IS NULL;
    END IF;
    ignored := pg_advisory_unlock(p_lock, 0);

    IF cardinality(p_names) > 0 THEN
      INSERT INTO "SCHEMA".stream (name) SELECT unnest(p_names) ON CONFLICT (name) DO NOTHING;
      SELECT array_agg(s.id ORDER BY u.i) INTO stream_ids
      FROM unnest(p_names) WITH ORDINALITY u (name, i) JOIN "SCHEMA".stream s ON s.name = u.name;
    END IF;
    IF records > few THEN
      INSERT INTO "SCHEMA".record (position, chain, index, tx, time, stream, kind, body, hash)
      SELECT first_position + u.i - 1, p_chain, p_index + u.i, tx, p_time,
             CASE WHEN u.stream > 0 THEN u.stream ELSE stream_ids[-u.stream] END,
             u.kind, convert_from(u.body, 'UTF8'), u.hash
      FROM unnest(p_kinds, p_streams, p_bodies, p_hashes)
           WITH ORDINALITY u (kind, stream, body, hash, i);
    ELSE
      FOR i IN 1 .. records LOOP
        INSERT INTO "SCHEMA".record (position, chain, index, tx, time, stream, kind, body, hash)
        VALUES (first_position + i - 1, p_chain, p_index + i, tx, p_time,
                CASE WHEN p_streams[i] > 0 THEN p_streams[i] ELSE stream_ids[-p_streams[i]] END,
                p_kinds[i], convert_from(p_bodies[i], 'UTF8'), p_hashes[i]);
      END LOOP;
    END IF;
  ELSE
    SELECT CASE WHEN is_called THEN last_value + 1 ELSE 1 END INTO first_position
    FROM "SCHEMA".position;
  END IF;

  UPDATE "SCHEMA".chain c
  SET turn = p_turn + 1, index = p_index + records, time = p_time, hash = p_hash
  WHERE c.id = p_chain AND c.turn = p_turn;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'another writer has continued the chain' USING ERRCODE = 'AI002';
  END IF;

  IF puts <= few THEN
    FOR i IN 1 .. puts LOOP
      IF p_bases[i] > 0 THEN
        UPDATE "SCHEMA".row r
        SET version = p_versions[i], grp = p_groups[i], rank = p_ranks[i],
            position = first_position - 1 + p_offsets[i],
            body = convert_from(p_row_bodies[i], 'UTF8')
        WHERE r.tab = p_tabs[i] AND r.key = p_keys[i] AND r.version = p_bases[i];
      ELSE
        INSERT INTO "SCHEMA".row AS r (tab, key, version, grp, rank, position, body)
        VALUES (p_tabs[i], p_keys[i], greatest(1, p_versions[i]), p_groups[i], p_ranks[i],
                first_position - 1 + p_offsets[i], convert_from(p_row_bodies[i], 'UTF8'))
        ON CONFLICT (tab, key) DO UPDATE
        SET version = r.version + 1, grp = excluded.grp, rank = excluded.rank,
            position = excluded.position, body = excluded.body
        WHERE p_bases[i] = -1;
      END IF;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'a row was changed meanwhile' USING ERRCODE = 'AI001';
      END IF;
    END LOOP;
    puts := 0;
  END IF;
  IF puts > inserts + upserts THEN
    UPDATE "SCHEMA".row r
    SET version = u.version, grp = u.grp, rank = u.rank,
        position = first_position - 1 + u.at, body = convert_from(u.body, 'UTF8')
    FROM unnest(p_tabs, p_keys, p_bases, p_versions, p_groups, p_ranks, p_offsets, p_row_bodies)
         u (tab, key, base, version, grp, rank, at, body)
    WHERE u.base > 0 AND r.tab = u.tab AND r.key = u.key AND r.version = u.base;
    GET DIAGNOSTICS done = ROW_COUNT;
    IF done <> puts - inserts - upserts THEN
      RAISE EXCEPTION 'a row was changed meanwhile' USING ERRCODE = 'AI001';
    END IF;
  END IF;
  IF inserts > 0 THEN
    INSERT INTO "SCHEMA".row AS r (tab, key, version, grp, rank, position, body)
    SELECT u.tab, u.key, u.version, u.grp, u.rank, first_position - 1 + u.at,
           convert_from(u.body, 'UTF8')
    FROM unnest(p_tabs, p_keys, p_bases, p_versions, p_groups, p_ranks, p_offsets, p_row_bodies)
         u (tab, key, base, version, grp, rank, at, body)
    WHERE u.base = 0
    ON CONFLICT (tab, key) DO NOTHING;
    GET DIAGNOSTICS done = ROW_COUNT;
    IF done <> inserts THEN
      RAISE EXCEPTION 'a row was added meanwhile' USING ERRCODE = 'AI001';
    END IF;
  END IF;
  IF upserts > 0 THEN
    INSERT INTO "SCHEMA".row AS r (tab, key, version, grp, rank, position, body)
    SELECT u.tab, u.key, 1, u.grp, u.rank, first_position - 1 + u.at,
           convert_from(u.body, 'UTF8')
    FROM unnest(p_tabs, p_keys, p_bases, p_groups, p_ranks, p_offsets, p_row_bodies)
         u (tab, key, base, grp, rank, at, body)
    WHERE u.base = -1
    ON CONFLICT (tab, key) DO UPDATE
    SET version = r.version + 1, grp = excluded.grp, rank = excluded.rank,
        position = excluded.position, body = excluded.body;
  END IF;
  IF gone > 0 THEN
    more := cardinality(array_positions(p_gone_bases, -1));
    IF more > 0 THEN
      DELETE FROM "SCHEMA".row r
      USING unnest(p_gone_tabs, p_gone_keys, p_gone_bases) u (tab, key, base)
      WHERE u.base = -1 AND r.tab = u.tab AND r.key = u.key;
    END IF;
    IF more < gone THEN
      DELETE FROM "SCHEMA".row r
      USING unnest(p_gone_tabs, p_gone_keys, p_gone_bases) u (tab, key, base)
      WHERE u.base > 0 AND r.tab = u.tab AND r.key = u.key AND r.version = u.base;
      GET DIAGNOSTICS done = ROW_COUNT;
      IF done <> gone - more THEN
        RAISE EXCEPTION 'a row was changed meanwhile' USING ERRCODE = 'AI001';
      END IF;
    END IF;
  END IF;
  IF adds > 0 THEN
    UPDATE "SCHEMA".counter c
    SET value = least(greatest(c.value::numeric + u.delta, -9223372036854775808),
                      9223372036854775807)::bigint
    FROM unnest(p_counters, p_deltas, p_limits) u (name, delta, most)
    WHERE c.name = u.name AND c.value <= u.most;
    GET DIAGNOSTICS done = ROW_COUNT;
    IF done < adds THEN
      INSERT INTO "SCHEMA".counter (name, value)
      SELECT u.name, u.delta FROM unnest(p_counters, p_deltas) u (name, delta)
      WHERE NOT EXISTS (SELECT FROM "SCHEMA".counter c WHERE c.name = u.name)
      ON CONFLICT (name) DO NOTHING;
      GET DIAGNOSTICS more = ROW_COUNT;
      IF done + more <> adds THEN
        RAISE EXCEPTION 'a counter was changed meanwhile' USING ERRCODE = 'AI001';
      END IF;
    END IF;
  END IF;
END
$append$;

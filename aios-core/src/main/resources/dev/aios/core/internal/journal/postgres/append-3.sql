CREATE OR REPLACE FUNCTION "SCHEMA".append(
  p_lock int, p_chain int, p_turn bigint, p_index bigint, p_time bigint, p_compare boolean,
  p_hash bytea,
  p_kinds text[], p_streams bigint[], p_names text[], p_bodies bytea[], p_hashes bytea[],
  p_tabs text[], p_keys text[], p_bases bigint[], p_versions bigint[],
  p_groups text[], p_ranks bigint[], p_offsets bigint[], p_row_bodies bytea[],
  p_gone_tabs text[], p_gone_keys text[], p_gone_bases bigint[],
  p_counters text[], p_deltas bigint[], p_limits bigint[],
  INOUT p_ended bigint,
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
  known   CONSTANT bigint := p_ended;
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
    -- After the conditions, because they are what keeps whoever ends a stream apart from whoever
    -- writes to it: a writer that remembers the number of a stream that was given up begins again.
    SELECT m.ended INTO p_ended FROM "SCHEMA".meta m;
    IF p_ended <> known THEN
      RETURN;
    END IF;
    IF p_compare THEN
      SELECT max(c.time) INTO latest FROM "SCHEMA".chain c;
      IF latest > p_time + 1000000 THEN
        RETURN;
      END IF;
    END IF;
    -- Transaction ids are given in the order of positions: readers rely on it. Nothing may be written
    -- before this, as the first change of a transaction gives it its id.
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

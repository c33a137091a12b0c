package dev.aios.core.internal.journal.postgres;

import dev.aios.api.journal.Draft;
import dev.aios.api.journal.RowChange;
import dev.aios.core.internal.journal.HashChain;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;

/** A plan as the parameters of the function {@code append}. Used once. */
final class Appending {
  private final GroupPlan plan;
  private final List<RowPlan> puts;
  private final List<RowPlan> gone;
  private final List<CounterPlan> counters;
  private final List<String> newStreams = new ArrayList<>();
  private final long time;
  private byte[] hash;

  Appending(GroupPlan plan, long time, byte[] hash) {
    this.plan = plan;
    this.puts = plan.puts();
    this.gone = plan.gone();
    this.counters = plan.counters();
    this.time = time;
    this.hash = hash;
  }

  List<RowPlan> puts() {
    return puts;
  }

  List<RowPlan> gone() {
    return gone;
  }

  List<CounterPlan> counters() {
    return counters;
  }

  /** Streams that this writer did not know yet, in the order in which their ids come back. */
  List<String> newStreams() {
    return newStreams;
  }

  /** The hash of the last record. */
  byte[] hash() {
    return hash;
  }

  /** Sets the parameters from the seventh on: all but where the chain stands. */
  void bind(
      PreparedStatement statement,
      PGConnection arrays,
      HashChain chain,
      long index,
      Map<String, Long> streams)
      throws SQLException {
    Parameters to = new Parameters(statement, arrays, 7);
    bindRecords(to, chain, index, streams);
    bindPuts(to);
    bindGone(to);
    String[] names = new String[counters.size()];
    long[] deltas = new long[names.length];
    long[] limits = new long[names.length];
    for (int i = 0; i < names.length; i++) {
      CounterPlan counter = counters.get(i);
      names[i] = counter.name;
      deltas[i] = counter.delta;
      limits[i] = counter.limit;
    }
    to.texts(names).numbers(deltas).numbers(limits);
  }

  private void bindRecords(Parameters to, HashChain chain, long index, Map<String, Long> streams)
      throws SQLException {
    List<Draft> records = plan.records();
    int count = records.size();
    String[] kinds = new String[count];
    long[] ids = new long[count];
    byte[][] bodies = new byte[count][];
    byte[][] hashes = new byte[count][];
    Map<String, Integer> fresh = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Draft draft = records.get(i);
      kinds[i] = draft.kind();
      bodies[i] = draft.body().utf8();
      Long known = streams.get(draft.stream());
      if (known != null) {
        ids[i] = known;
      } else {
        ids[i] =
            -fresh.computeIfAbsent(
                draft.stream(),
                name -> {
                  newStreams.add(name);
                  return newStreams.size();
                });
      }
      hash =
          chain.next(
              hash,
              index + i + 1,
              time,
              draft.kind().getBytes(StandardCharsets.UTF_8),
              draft.stream().getBytes(StandardCharsets.UTF_8),
              bodies[i]);
      hashes[i] = hash;
    }
    to.bytes(hash)
        .texts(kinds)
        .numbers(ids)
        .texts(newStreams.toArray(new String[0]))
        .blobs(bodies)
        .blobs(hashes);
  }

  private void bindPuts(Parameters to) throws SQLException {
    int count = puts.size();
    String[] tables = new String[count];
    String[] keys = new String[count];
    long[] bases = new long[count];
    long[] versions = new long[count];
    String[] groups = new String[count];
    long[] ranks = new long[count];
    long[] offsets = new long[count];
    byte[][] bodies = new byte[count][];
    for (int i = 0; i < count; i++) {
      RowPlan row = puts.get(i);
      RowChange.Put put = java.util.Objects.requireNonNull(row.put);
      tables[i] = put.table();
      keys[i] = put.key();
      bases[i] = row.base;
      versions[i] = row.version;
      groups[i] = put.group();
      ranks[i] = put.rank();
      offsets[i] = row.records;
      bodies[i] = put.body().utf8();
    }
    to.texts(tables).texts(keys).numbers(bases).numbers(versions);
    to.texts(groups).numbers(ranks).numbers(offsets).blobs(bodies);
  }

  private void bindGone(Parameters to) throws SQLException {
    String[] tables = new String[gone.size()];
    String[] keys = new String[tables.length];
    long[] bases = new long[tables.length];
    for (int i = 0; i < tables.length; i++) {
      RowPlan row = gone.get(i);
      tables[i] = row.id.table();
      keys[i] = row.id.key();
      bases[i] = row.base;
    }
    to.texts(tables).texts(keys).numbers(bases);
  }

  /** Sets parameters one after the other; arrays go in binary. */
  private static final class Parameters {
    private final PreparedStatement statement;
    private final PGConnection arrays;
    private int next;

    Parameters(PreparedStatement statement, PGConnection arrays, int first) {
      this.statement = statement;
      this.arrays = arrays;
      this.next = first;
    }

    Parameters texts(String[] values) throws SQLException {
      statement.setArray(next++, arrays.createArrayOf("text", values));
      return this;
    }

    Parameters numbers(long[] values) throws SQLException {
      statement.setArray(next++, arrays.createArrayOf("int8", values));
      return this;
    }

    Parameters blobs(byte[][] values) throws SQLException {
      statement.setArray(next++, arrays.createArrayOf("bytea", values));
      return this;
    }

    Parameters bytes(byte[] value) throws SQLException {
      statement.setBytes(next++, value);
      return this;
    }
  }
}

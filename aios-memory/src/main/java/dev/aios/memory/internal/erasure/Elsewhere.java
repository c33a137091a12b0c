package dev.aios.memory.internal.erasure;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import dev.aios.memory.internal.rows.ErasureRow;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which streams of other parts still named somebody when she was erased: rows in {@code
 * erasure.elsewhere}, which hold names of streams only. They cannot be erased by memory; but nobody
 * is to learn from them.
 */
public final class Elsewhere {
  private static final String TABLE = "erasure.elsewhere";
  private static final int AT_ONCE = 1_000;

  /** Escapes in JSON end in a letter, which is none of the word that follows. */
  private static final Pattern ESCAPE = Pattern.compile("\\\\[nrtbf]");

  private Elsewhere() {}

  /** Begins a write that keeps the streams which name an erased entity. */
  static Write.Builder put(String entity, List<String> streams, Codec codec) {
    Write.Builder write = Write.builder();
    for (int i = 0; i < streams.size(); i += AT_ONCE) {
      List<String> some = streams.subList(i, Math.min(i + AT_ONCE, streams.size()));
      Json body = codec.toJson(new ErasureRow.Elsewhere(some));
      write.row(new RowChange.Put(TABLE, entity + "#" + i / AT_ONCE, RowChange.ANY, "", 0, body));
    }
    return write;
  }

  static String plain(Json body) {
    return ESCAPE.matcher(body.toString()).replaceAll(" ");
  }

  /**
   * The streams that named somebody when she was erased.
   *
   * @param journal where that is kept
   * @param codec for rows
   * @return their names
   */
  public static Set<String> streams(Journal journal, Codec codec) {
    Set<String> streams = new HashSet<>();
    journal
        .rows(RowQuery.table(TABLE))
        .forEach(
            row ->
                streams.addAll(codec.fromJson(row.body(), ErasureRow.Elsewhere.class).streams()));
    return streams;
  }
}

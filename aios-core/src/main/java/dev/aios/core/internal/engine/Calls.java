package dev.aios.core.internal.engine;

import dev.aios.api.journal.Row;
import dev.aios.api.run.RunId;
import dev.aios.api.value.Payload;
import dev.aios.core.internal.codec.Envelopes;
import dev.aios.core.internal.queue.Entry;
import dev.aios.core.internal.seal.SealedBody;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one key that are put off; the names of the components are those in the row's JSON.
 *
 * @param run the key of the run that will begin
 * @param key that of the calls
 * @param saga its saga, as the last call had it
 * @param version its version
 * @param calls how many there were
 * @param first when the first came
 * @param last when the last came
 * @param input that of the last
 * @param project the project of the last
 * @param taint the untrusted sources of the last
 * @param about whom they are about, all of them
 * @param entry the place in a queue of the last
 */
record Calls(
    String run,
    String key,
    String saga,
    int version,
    long calls,
    Instant first,
    Instant last,
    Payload input,
    @Nullable String project,
    List<String> taint,
    List<String> about,
    @Nullable Entry entry) {
  @SuppressWarnings("NullAway") // Jackson passes null for what a record does not hold
  Calls {
    taint = taint == null ? List.of() : List.copyOf(taint);
    about = about == null ? List.of() : List.copyOf(about);
    last = last == null ? first : last;
  }

  /** Null if they are about somebody who has been erased. */
  static @Nullable Calls of(Row row) {
    return SealedBody.is(row.body()) ? null : Envelopes.CODEC.fromJson(row.body(), Calls.class);
  }

  RunId id() {
    return new RunId(saga, run);
  }

  /** The id of the key that they are sealed under: that of the run that will begin. */
  @Nullable String seal() {
    return about.isEmpty() ? null : Names.stream(id().toString());
  }
}

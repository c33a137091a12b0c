package dev.aios.core.internal.event;

import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.core.internal.codec.Envelopes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subscription's row as its owner last wrote it, and what is written with it. What becomes of a
 * subscription is on its stream, {@code subscription/NAME}. Not thread-safe.
 */
final class SubscriptionRow {
  /** The table of the rows, and what the streams begin with. */
  static final String TABLE = "subscription";

  /** The body of a record {@code event.failed}. */
  record FailedDelivery(long position, int attempt, String error, Instant retryAt) {}

  private final String name;
  private long version;

  SubscriptionRow(String name, long version) {
    this.name = name;
    this.version = version;
  }

  static String stream(String name) {
    return TABLE + "/" + name;
  }

  static SubscriptionState state(Row row) {
    return Envelopes.CODEC.fromJson(row.body(), SubscriptionState.class);
  }

  /** Makes the row, or gives it another owner; the state is as it was. */
  static Write put(String name, long expectedVersion, SubscriptionState state) {
    return new Write(
        List.of(),
        List.of(change(name, expectedVersion, state, Envelopes.CODEC.toJson(state))),
        List.of());
  }

  private static RowChange.Put change(
      String name, long expectedVersion, SubscriptionState state, Json body) {
    return new RowChange.Put(TABLE, name, expectedVersion, state.owner(), state.position(), body);
  }

  /** The part of a write that says that an attempt failed. */
  static Write failed(
      String name,
      long position,
      int attempt,
      String error,
      Instant retryAt,
      @Nullable String seal) {
    FailedDelivery record =
        new FailedDelivery(position, attempt, DeadLetters.shortened(error), retryAt);
    return Write.of(
        new Draft("event.failed", stream(name), Envelopes.CODEC.toJson(record).sealedUnder(seal)));
  }

  /** Moves the subscription on. */
  Write moved(Progress.Batch batch, String owner) {
    SubscriptionState state = batch.state().ownedBy(owner);
    Json body = Envelopes.CODEC.toJson(state);
    Write.Builder write =
        Write.builder()
            .record(new Draft("subscription.moved", stream(name), body))
            .row(change(name, version, state, body));
    batch.parts().forEach(write::all);
    return write.build();
  }

  /** Gives the subscription up where it stands. */
  Write released(SubscriptionState state) {
    return put(name, version, state.ownedBy(""));
  }

  /** A write of the row is durable. */
  void written() {
    version++;
  }

  /** Whether somebody else has written the row since. */
  boolean isOvertakenBy(Row row) {
    return row.version() > version;
  }
}

package dev.aios.core.internal.engine;

import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.run.RunId;
import dev.aios.api.value.Payload;
import dev.aios.api.value.Taint;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs are sent: rows that are kept until they take them. Thread-safe. */
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private final Engine engine;

  Signals(Engine engine) {
    this.engine = engine;
  }

  void cancel(RunId id, RunRow run, String reason) {
    if (!run.status().state().isFinal()) {
      String signal = Names.signal(id.toString(), Names.CANCEL, "");
      send(id, Names.CANCEL, reason, signal, Taint.NONE, run.seal());
    }
  }

  /**
   * Stores a signal under an id; a second one with this id changes nothing.
   *
   * @param seal the id of the key that it is sealed under: that of the run; null for none
   */
  void send(
      RunId id, String name, Object value, String signalId, Taint taint, @Nullable String seal) {
    Optional<Write> signal = signal(id, name, value, signalId, taint, seal);
    if (signal.isPresent()) {
      try {
        engine.journal().writeNow(signal.get());
      } catch (WriteRejectedException e) {
        LOG.atDebug().addKeyValue("signal", signalId).log("the signal was there already");
      }
    }
    engine.poke(id.toString());
  }

  /** What sends a signal, to be written; empty if it was sent before. */
  Optional<Write> signal(
      RunId id, String name, Object value, String signalId, Taint taint, @Nullable String seal) {
    String key = id.toString();
    if (engine.journal().row(Names.SIGNALS, signalId).isPresent()) {
      return Optional.empty();
    }
    Payload payload = engine.codec().encode(value);
    long at = engine.world().instant().toEpochMilli();
    RowChange signal = Signal.sent(key, name, signalId, at, payload, taint, seal);
    return Optional.of(Write.of(signal, engine.wake(key)));
  }
}

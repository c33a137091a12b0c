package dev.aios.examples.consultancy.input;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.james.mime4j.codec.DecodeMonitor;

/** Collects what Mime4j had to repair in one mail. */
final class Damage extends DecodeMonitor {
  /** Every mailbox file has these: its lines end with LF, those of a mail on the wire with CRLF. */
  private static final Set<String> HARMLESS =
      Set.of("Found LF without CR", "Found non-standard soft line break");

  private final Set<String> found = new LinkedHashSet<>();

  @Override
  public boolean warn(String error, String dropDesc) {
    if (!HARMLESS.contains(error)) {
      found.add(error);
    }
    return false;
  }

  @Override
  public boolean isListening() {
    return true;
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  @Override
  public String toString() {
    return String.join("; ", found);
  }
}

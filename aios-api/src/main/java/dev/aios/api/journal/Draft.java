package dev.aios.api.journal;

import dev.aios.api.InvalidInputException;
import dev.aios.api.value.Json;

/**
 * A record before it is appended.
 *
 * @param kind what happened, for example {@code run.started}; lower case, dots; not empty
 * @param stream what it happened to, for example {@code run/invoicing/2026-11}; records of one
 *     stream can be read back in order; not empty
 * @param body the particulars
 */
public record Draft(String kind, String stream, Json body) {
  /** Checks that kind and stream are named. */
  public Draft {
    if (kind.isEmpty() || stream.isEmpty()) {
      throw new InvalidInputException("journal record", "kind and stream must not be empty");
    }
  }
}

package dev.aios.memory.context;

import dev.aios.api.value.Taint;
import java.util.List;

/**
 * What the older turns of a session said, in short.
 *
 * @param text the summary
 * @param turns for how many turns it stands, counted from the first
 * @param records the positions of the records in the journal that it stands for
 * @param by who made it
 * @param taint the untrusted sources that went into it
 */
public record SessionSummary(String text, long turns, List<Long> records, String by, Taint taint) {
  /** Copies the list. */
  public SessionSummary {
    records = List.copyOf(records);
  }
}

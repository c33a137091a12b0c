package dev.aios.testkit.replay;

import dev.aios.api.run.RunId;
import java.util.List;

/**
 * A recorded run, answered anew.
 *
 * @param run the recorded run
 * @param differences in words, what the changed definition does differently; empty if nothing
 * @param history what the replayed run did, a line for each of its records
 */
public record Replayed(RunId run, List<String> differences, List<String> history) {
  /** Copies the lists. */
  public Replayed {
    differences = List.copyOf(differences);
    history = List.copyOf(history);
  }

  /**
   * Whether it was answered the same way.
   *
   * @return true if nothing differs
   */
  public boolean isSame() {
    return differences.isEmpty();
  }

  /**
   * Checks that it was answered the same way.
   *
   * @throws AssertionError names each difference and shows the replayed run's history
   */
  public void requireSame() {
    if (!isSame()) {
      throw new AssertionError(
          "Run "
              + run
              + " is answered differently than it was recorded:\n  "
              + String.join("\n  ", differences)
              + "\nThe replayed run:\n  "
              + String.join("\n  ", history));
    }
  }
}

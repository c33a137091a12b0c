package dev.aios.testkit.fault;

import dev.aios.api.InvalidInputException;
import java.util.Arrays;
import java.util.Random;

/** Which of the occurrences that fit a fault is hit. Counted from 1. Confined to a lock. */
@FunctionalInterface
interface Occurrence {
  boolean hits(int occurrence);

  static Occurrence nth(int... which) {
    if (which.length == 0 || Arrays.stream(which).anyMatch(n -> n < 1)) {
      throw new InvalidInputException(
          "fault", "occurrences are counted from 1, not " + Arrays.toString(which));
    }
    int[] sorted = which.clone();
    Arrays.sort(sorted);
    return occurrence -> Arrays.binarySearch(sorted, occurrence) >= 0;
  }

  static Occurrence every(int step) {
    if (step < 1) {
      throw new InvalidInputException("fault", "every " + step + "th is none: 1 or more");
    }
    return occurrence -> occurrence % step == 0;
  }

  static Occurrence first(int most) {
    return occurrence -> occurrence <= most;
  }

  static Occurrence randomly(double probability, Random random) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new InvalidInputException("fault", "probability " + probability + " is not 0 to 1");
    }
    return occurrence -> random.nextDouble() < probability;
  }
}

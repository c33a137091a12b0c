package dev.aios.api.run;

import dev.aios.api.InvalidInputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts a run off until its calls have paused: of many calls with one key in a short time, one run
 * begins, with the input of the last.
 *
 * <pre>{@code
 * Debounce calm = Debounce.quiet(Duration.ofSeconds(30)).atMost(Duration.ofMinutes(10));
 * aios.debounce(reindexing, folder, folder.id(), calm);
 * }</pre>
 *
 * @param quiet the run begins when this time has passed since the last call; more than zero
 * @param atMost it begins when this time has passed since the first call, though calls go on; not
 *     less than {@code quiet}; null for as long as calls go on
 * @param options how the run is started then; those of the last call count
 */
public record Debounce(Duration quiet, @Nullable Duration atMost, StartOptions options) {
  /** Checks the times. */
  public Debounce {
    List<String> faults = new ArrayList<>(0);
    if (quiet == null || quiet.isNegative() || quiet.isZero()) {
      faults.add("quiet " + quiet + " is not more than zero");
    } else if (atMost != null && atMost.compareTo(quiet) < 0) {
      faults.add("atMost " + atMost + " is less than quiet " + quiet);
    }
    if (options == null) {
      faults.add("the options are null: say StartOptions.NONE");
    }
    if (!faults.isEmpty()) {
      throw new InvalidInputException("debounce", faults);
    }
  }

  /**
   * Until no call has come for a time.
   *
   * @param time more than zero
   * @return a debounce without a limit
   */
  public static Debounce quiet(Duration time) {
    return new Debounce(time, null, StartOptions.NONE);
  }

  /**
   * The same, with a limit from the first call on.
   *
   * @param time not less than the quiet time
   * @return a copy
   */
  public Debounce atMost(Duration time) {
    return new Debounce(quiet, time, options);
  }

  /**
   * The same, with options for the run: a project, a queue, the taint of its input.
   *
   * @param start how it is started
   * @return a copy
   */
  public Debounce options(StartOptions start) {
    return new Debounce(quiet, atMost, start);
  }
}

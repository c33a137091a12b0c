package dev.aios.api.queue;

import dev.aios.api.InvalidInputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands in a queue.
 *
 * @param queue the queue's name
 * @param priority -100 to 100; higher goes first, always
 * @param lane of those with one priority, lanes take turns: for example the client's id. Runs of
 *     one lane go in the order in which they were started. At most 200 characters, no control
 *     characters; kept in clear, also of a run about somebody
 * @param delay how long it stays back before it counts, or null
 * @param window the part of the day for which it stays back, or null
 */
public record Place(
    String queue, int priority, String lane, @Nullable Duration delay, @Nullable Window window) {
  private static final int MOST_PRIORITY = 100;
  private static final int MOST_LANE = 200;

  /** Checks all of it. */
  public Place {
    List<String> faults = new ArrayList<>(0);
    if (queue == null || queue.isBlank()) {
      faults.add("the queue's name is blank");
    }
    if (priority < -MOST_PRIORITY || priority > MOST_PRIORITY) {
      faults.add("priority " + priority + " is not within -100 to 100");
    }
    if (lane == null || lane.length() > MOST_LANE) {
      faults.add("the lane (fairBy) has more than " + MOST_LANE + " characters, or is null");
    } else if (lane.codePoints().anyMatch(Place::isUnstorable)) {
      faults.add("the lane (fairBy) holds a control character or half of a surrogate pair");
    }
    if (delay != null && delay.isNegative()) {
      faults.add("delay " + delay + " is negative");
    }
    if (!faults.isEmpty()) {
      throw new InvalidInputException("place in queue '" + queue + "'", faults);
    }
  }

  private static boolean isUnstorable(int c) {
    return Character.isISOControl(c)
        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  /**
   * At the end of a queue.
   *
   * @param queue the queue's name
   * @return the place
   */
  public static Place in(String queue) {
    return new Place(queue, 0, "", null, null);
  }
}

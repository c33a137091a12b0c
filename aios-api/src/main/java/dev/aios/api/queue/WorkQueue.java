package dev.aios.api.queue;

import dev.aios.api.InvalidInputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of what goes through a queue may go on at once. Immutable; the methods give changed
 * copies.
 *
 * <pre>{@code
 * aios.queues().define(WorkQueue.named("mail").concurrency(4).rate(30, Duration.ofMinutes(1)));
 * }</pre>
 *
 * @param name 1 to 100 characters, no slash, no {@code #}, no control characters
 * @param concurrency the most runs at once, over all nodes; 1 or more
 * @param perNode the most runs at once that one node has begun; 1 or more
 * @param rate the most runs begun in {@code per}, over all nodes; 0 for no limit
 * @param per the time for the rate, at most 36,500 days, or null if there is none. The limit is a
 *     token bucket: it holds as many tokens as the rate says, and fills evenly; it is kept in the
 *     journal
 * @param deadLetters whether a run that ends FAILED or COMPENSATED becomes an item in the inbox, by
 *     which a person has it tried again or gives it up
 */
public record WorkQueue(
    String name,
    int concurrency,
    int perNode,
    int rate,
    @Nullable Duration per,
    boolean deadLetters) {
  private static final int MOST_NAME = 100;
  private static final int MOST_RATE = 1_000_000;
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /** Checks all of it. */
  public WorkQueue {
    List<String> faults = new ArrayList<>(0);
    if (name == null || name.isBlank()) {
      faults.add("its name is blank");
    } else if (name.length() > MOST_NAME
        || name.indexOf('/') >= 0
        || name.indexOf('#') >= 0
        || name.chars().anyMatch(Character::isISOControl)) {
      faults.add(
          "its name must have at most "
              + MOST_NAME
              + " characters, and no slash, '#' or control character");
    }
    if (concurrency < 1) {
      faults.add("concurrency " + concurrency + " is not 1 or more");
    }
    if (perNode < 1) {
      faults.add("perNode " + perNode + " is not 1 or more");
    }
    if (rate < 0 || rate > MOST_RATE) {
      faults.add("rate " + rate + " is not within 0 to " + MOST_RATE);
    }
    if (rate > 0 && (per == null || per.isNegative() || per.isZero())) {
      faults.add("the time of the rate, " + per + ", is not more than zero");
    }
    if (per != null && per.compareTo(LONGEST) > 0) {
      faults.add("the time of the rate, " + per + ", is more than " + LONGEST.toDays() + " days");
    }
    if (!faults.isEmpty()) {
      throw new InvalidInputException("queue '" + name + "'", faults);
    }
  }

  /**
   * A queue of one run at a time.
   *
   * @param name its name
   * @return the queue
   */
  public static WorkQueue named(String name) {
    return new WorkQueue(name, 1, Integer.MAX_VALUE, 0, null, false);
  }

  /**
   * The same with another number of runs at once.
   *
   * @param most over all nodes
   * @return a copy
   */
  public WorkQueue concurrency(int most) {
    return new WorkQueue(name, most, perNode, rate, per, deadLetters);
  }

  /**
   * The same with a limit for each node.
   *
   * @param most the most runs at once that one node has begun
   * @return a copy
   */
  public WorkQueue perNode(int most) {
    return new WorkQueue(name, concurrency, most, rate, per, deadLetters);
  }

  /**
   * The same with a limit of how often a run begins.
   *
   * @param runs how many
   * @param in in what time
   * @return a copy
   */
  public WorkQueue rate(int runs, Duration in) {
    return new WorkQueue(name, concurrency, perNode, runs, in, deadLetters);
  }

  /**
   * The same with failed runs brought before a person.
   *
   * @return a copy
   */
  public WorkQueue withDeadLetters() {
    return new WorkQueue(name, concurrency, perNode, rate, per, true);
  }
}

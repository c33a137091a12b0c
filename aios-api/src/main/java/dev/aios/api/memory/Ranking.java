package dev.aios.api.memory;

import dev.aios.api.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How hits are ranked. The default finds what answers a question best, whenever it was said; the
 * rest is for questions where time, weight or variety matter.
 *
 * <p>Scores are sums. One unit is one standard deviation of what chance finds by meaning, and one
 * natural unit of information by keywords; a good hit has 5 to 15.
 *
 * @param without stages that are switched off, to see what they are worth
 * @param recency what a passage of this moment is worth more than an old one, 0 or more; 0 is off
 * @param halfLife after how long half of that is left
 * @param importance what a passage of importance 1 is worth more than one of 0; 0 is off
 * @param diversity how much hits that resemble a better one step back: 0 not at all, 1 entirely
 *     (Carbonell and Goldstein, The use of MMR, 1998)
 * @param now what "yesterday" and recency are counted from, or null for the present
 */
public record Ranking(
    Set<Recall.Stage> without,
    double recency,
    Duration halfLife,
    double importance,
    double diversity,
    @Nullable Instant now) {
  /** Everything on that needs no setting; recency, importance and diversity off. */
  public static final Ranking DEFAULT = new Ranking(Set.of(), 0, Duration.ofDays(30), 0, 0, null);

  /** Checks the ranges and copies the set. */
  public Ranking {
    List<String> violations = new ArrayList<>();
    if (!(recency >= 0 && recency <= 1000)) {
      violations.add("recency is " + recency + ", must be 0 to 1000");
    }
    if (halfLife.isNegative() || halfLife.isZero()) {
      violations.add("halfLife is " + halfLife + ", must be positive");
    }
    if (!(importance >= 0 && importance <= 1000)) {
      violations.add("importance is " + importance + ", must be 0 to 1000");
    }
    if (!(diversity >= 0 && diversity <= 1)) {
      violations.add("diversity is " + diversity + ", must be 0 to 1");
    }
    if (!violations.isEmpty()) {
      throw new InvalidInputException("ranking", violations);
    }
    without = Set.copyOf(without);
  }

  /**
   * With a stage switched off.
   *
   * @param stage which
   * @return the ranking
   */
  public Ranking without(Recall.Stage stage) {
    EnumSet<Recall.Stage> off = EnumSet.of(stage);
    off.addAll(without);
    return new Ranking(off, recency, halfLife, importance, diversity, now);
  }

  /**
   * With newer passages ahead.
   *
   * @param weight what a passage of this moment is worth more than an old one
   * @param half after how long half of that is left
   * @return the ranking
   */
  public Ranking recency(double weight, Duration half) {
    return new Ranking(without, weight, half, importance, diversity, now);
  }

  /**
   * With important passages ahead.
   *
   * @param weight what a passage of importance 1 is worth more than one of 0
   * @return the ranking
   */
  public Ranking importance(double weight) {
    return new Ranking(without, recency, halfLife, weight, diversity, now);
  }

  /**
   * With less of the same.
   *
   * @param share from 0 to 1
   * @return the ranking
   */
  public Ranking diversity(double share) {
    return new Ranking(without, recency, halfLife, importance, share, now);
  }

  /**
   * As of another moment.
   *
   * @param moment what "yesterday" and recency are counted from
   * @return the ranking
   */
  public Ranking at(Instant moment) {
    return new Ranking(without, recency, halfLife, importance, diversity, moment);
  }
}

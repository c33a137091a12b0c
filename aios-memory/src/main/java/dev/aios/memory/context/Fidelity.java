package dev.aios.memory.context;

import dev.aios.api.InvalidInputException;
import dev.aios.api.model.Need;
import dev.aios.api.model.Tier;
import dev.aios.api.value.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The dial between cost and faithfulness: how much a model is given to know, how fresh that is, and
 * which tier is asked. What each costs for a request tells {@link Contexts#costs}. Immutable.
 *
 * @param name what it is called
 * @param window the most tokens of a context
 * @param passages the most passages recalled, 0 for none
 * @param refresh how old a warm context may be; zero means that it is assembled anew whenever
 *     anything was added that might belong in it
 * @param tier the tier of model for which it is meant
 * @param shares what each section may take; without {@code SYSTEM} and {@code QUESTION}, which are
 *     never cut
 */
public record Fidelity(
    String name,
    Tokens window,
    int passages,
    Duration refresh,
    Tier tier,
    Map<Section, Share> shares) {
  /** As cheap as it gets: 1,500 tokens, 3 passages, an hour old at most, the instant tier. */
  public static final Fidelity FRUGAL =
      new Fidelity("frugal", Tokens.of(1_500), 3, Duration.ofHours(1), Tier.INSTANT, usual());

  /** The everyday setting: 6,000 tokens, 8 passages, ten minutes, the standard tier. */
  public static final Fidelity BALANCED =
      new Fidelity("balanced", Tokens.of(6_000), 8, Duration.ofMinutes(10), Tier.STANDARD, usual());

  /** As faithful as it gets: 24,000 tokens, 20 passages, never stale, the heavy tier. */
  public static final Fidelity RICH =
      new Fidelity("rich", Tokens.of(24_000), 20, Duration.ZERO, Tier.HEAVY, usual());

  /** Checks the ranges and copies the shares. */
  public Fidelity {
    List<String> violations = new ArrayList<>();
    if (window.count() < 1) {
      violations.add("the window is empty");
    }
    if (passages < 0 || passages > 1000) {
      violations.add(passages + " passages, must be 0 to 1000");
    }
    if (refresh.isNegative()) {
      violations.add("refresh " + refresh + " is negative");
    }
    for (Section section : Section.values()) {
      boolean never = section == Section.SYSTEM || section == Section.QUESTION;
      if (shares.containsKey(section) == never) {
        violations.add(section.label() + (never ? " takes no share" : " has no share"));
      }
    }
    if (!violations.isEmpty()) {
      throw new InvalidInputException("fidelity " + name, violations);
    }
    shares = Map.copyOf(shares);
  }

  private static Map<Section, Share> usual() {
    Map<Section, Share> shares = new EnumMap<>(Section.class);
    shares.put(Section.PASSAGES, new Share(0.30, 150, 1));
    shares.put(Section.CARDS, new Share(0.10, 100, 2));
    shares.put(Section.SUMMARY, new Share(0.15, 100, 3));
    shares.put(Section.TURNS, new Share(0.35, 200, 4));
    shares.put(Section.PINNED, new Share(0.10, 100, 5));
    return shares;
  }

  /**
   * The three settings, cheapest first.
   *
   * @return frugal, balanced, rich
   */
  public static List<Fidelity> all() {
    return List.of(FRUGAL, BALANCED, RICH);
  }

  /**
   * The same with another window.
   *
   * @param tokens the most tokens
   * @return a copy
   */
  public Fidelity window(Tokens tokens) {
    return new Fidelity(name, tokens, passages, refresh, tier, shares);
  }

  /**
   * The same with another share of a section.
   *
   * @param section which
   * @param share what it may take
   * @return a copy
   */
  public Fidelity share(Section section, Share share) {
    Map<Section, Share> other = new EnumMap<>(shares);
    other.put(section, share);
    return new Fidelity(name, window, passages, refresh, tier, other);
  }

  /**
   * The same with another number of passages.
   *
   * @param most the most passages
   * @return a copy
   */
  public Fidelity passages(int most) {
    return new Fidelity(name, window, most, refresh, tier, shares);
  }

  /**
   * What is needed of a model.
   *
   * @return the cheapest of its tier or above
   */
  public Need need() {
    return Need.CHEAPEST.from(tier);
  }
}

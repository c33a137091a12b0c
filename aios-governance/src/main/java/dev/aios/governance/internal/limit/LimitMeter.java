package dev.aios.governance.internal.limit;

import dev.aios.api.budget.Budget.Period;
import dev.aios.api.effect.EffectRequest;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.policy.Decision;
import dev.aios.api.policy.Meter;
import dev.aios.api.value.Cost;
import dev.aios.governance.Limit;
import dev.aios.governance.internal.EffectName;
import dev.aios.governance.internal.Term;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/**
 * Counts attempts in counters of the journal, {@code limit/<name>/<term>}. What was tried stays
 * counted, so that settling changes nothing. Thread-safe.
 */
public final class LimitMeter implements Meter {
  /** How the names of its counters begin. */
  public static final String PREFIX = "limit/";

  private final List<Limit> limits;
  private final InstantSource clock;

  /**
   * A meter.
   *
   * @param limits the limits, each with another name
   * @param clock decides which term it is
   */
  public LimitMeter(List<Limit> limits, InstantSource clock) {
    this.limits = List.copyOf(limits);
    this.clock = clock;
  }

  @Override
  public List<CounterChange> reserve(EffectRequest request) {
    return limits.stream()
        .filter(limit -> limit.effects().test(request))
        .map(limit -> new CounterChange(counter(limit, now(limit)), 1, limit.most()))
        .toList();
  }

  @Override
  public List<CounterChange> settle(
      EffectRequest request, List<CounterChange> reserved, Cost actual) {
    return List.of();
  }

  @Override
  public Decision exhausted(EffectRequest request, String counter) {
    String name = counter.substring(PREFIX.length(), counter.lastIndexOf('/'));
    for (Limit limit : limits) {
      if (limit.name().equals(name)) {
        return exhausted(request, limit, counter);
      }
    }
    return new Decision.Deny(
        EffectName.of(request) + " would pass " + counter + ", which is not defined");
  }

  private Decision exhausted(EffectRequest request, Limit limit, String counter) {
    Term term = now(limit);
    if (!counter.equals(counter(limit, term))) {
      // The term turned between reserving and this question: the new one has not been tried.
      return new Decision.Defer(
          clock.instant(), "limit '" + limit.name() + "' has begun anew; it is tried again");
    }
    String why =
        EffectName.of(request)
            + " is beyond limit '"
            + limit.name()
            + "': no more than "
            + limit.most()
            + (limit.period() == Period.EVER
                ? " in all"
                : " a " + limit.period().name().toLowerCase(Locale.ROOT));
    String raise = ". Raise the limit, or do without the effect";
    return switch (limit.past()) {
      case DEFER ->
          term.end() == null || limit.most() == 0
              ? new Decision.Deny(why + ", and waiting would not help" + raise)
              : new Decision.Defer(
                  term.end(),
                  why + ". It waits until " + term.end() + ", when the limit begins anew");
      case ASK -> new Decision.RequireApproval("owner", why + ". Approve to pass it, or reject");
      case DENY, CHEAPER -> new Decision.Deny(why + raise);
    };
  }

  private Term now(Limit limit) {
    return Term.of(limit.period(), clock.instant());
  }

  private static String counter(Limit limit, Term term) {
    return PREFIX + limit.name() + "/" + term.id();
  }
}

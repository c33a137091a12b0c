package dev.aios.governance.internal;

import dev.aios.api.effect.EffectRequest;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.policy.Decision;
import dev.aios.api.policy.Meter;
import dev.aios.api.value.Cost;
import dev.aios.governance.internal.limit.LimitMeter;
import java.util.ArrayList;
import java.util.List;

/**
 * The one meter of a runtime: budgets and limits, told apart by the names of their counters.
 *
 * @param budgets the meter of money
 * @param limits the meter of attempts
 */
public record BothMeters(Meter budgets, Meter limits) implements Meter {
  @Override
  public List<CounterChange> reserve(EffectRequest request) {
    List<CounterChange> all = new ArrayList<>(limits.reserve(request));
    all.addAll(budgets.reserve(request));
    return all;
  }

  @Override
  public List<CounterChange> settle(
      EffectRequest request, List<CounterChange> reserved, Cost actual) {
    List<CounterChange> money =
        reserved.stream().filter(change -> !isOfLimits(change.counter())).toList();
    return budgets.settle(request, money, actual);
  }

  @Override
  public Decision exhausted(EffectRequest request, String counter) {
    return (isOfLimits(counter) ? limits : budgets).exhausted(request, counter);
  }

  private static boolean isOfLimits(String counter) {
    return counter.startsWith(LimitMeter.PREFIX);
  }
}

package dev.aios.governance.internal.budget;

import dev.aios.api.NotFoundException;
import dev.aios.api.budget.Budget;
import dev.aios.api.budget.Budgets;
import dev.aios.api.effect.EffectRequest.Origin;
import dev.aios.api.journal.Journal;
import dev.aios.api.value.Money;
import dev.aios.governance.internal.Term;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The budgets of a runtime and the counters in which they are kept: {@code budget/<name>/<term>},
 * in micros of the cap's currency. Thread-safe.
 */
public final class Ledger implements Budgets {
  private static final String PREFIX = "budget/";

  private final Map<String, Budget> budgets = new LinkedHashMap<>();
  private final List<Budget> list;
  private final Journal journal;
  private final InstantSource clock;

  /**
   * A ledger.
   *
   * @param budgets the budgets, each with another name
   * @param journal where the counters are
   * @param clock decides which term it is
   */
  public Ledger(List<Budget> budgets, Journal journal, InstantSource clock) {
    this.list = List.copyOf(budgets);
    this.journal = journal;
    this.clock = clock;
    budgets.forEach(budget -> this.budgets.put(budget.name(), budget));
  }

  @Override
  public List<Budget> list() {
    return list;
  }

  @Override
  public Money used(String budget) {
    Budget found = named(budget);
    return used(found, counter(found, now(found)));
  }

  @Override
  public Money left(String budget) {
    return named(budget).cap().minus(used(budget));
  }

  /** The budgets against which an effect from somewhere counts. */
  List<Budget> applyingTo(Origin origin) {
    return list.stream().filter(budget -> covers(budget.scope(), origin)).toList();
  }

  /** The present term of a budget. */
  Term now(Budget budget) {
    return Term.of(budget.period(), clock.instant());
  }

  Instant instant() {
    return clock.instant();
  }

  String counter(Budget budget, Term term) {
    return PREFIX + budget.name() + "/" + term.id();
  }

  /** The budget that a counter belongs to, or null if it is no longer defined. */
  @Nullable Budget owner(String counter) {
    return budgets.get(counter.substring(PREFIX.length(), counter.lastIndexOf('/')));
  }

  Money used(Budget budget, String counter) {
    return new Money(journal.counter(counter), budget.cap().currency());
  }

  private Budget named(String name) {
    Budget found = budgets.get(name);
    if (found == null) {
      throw new NotFoundException(
          "there is no budget named '" + name + "'; defined are " + budgets.keySet());
    }
    return found;
  }

  private static boolean covers(Budget.Scope scope, Origin origin) {
    return switch (scope.kind()) {
      case EVERYTHING -> true;
      case AGENT -> scope.name().equals(origin.agent());
      case SAGA -> scope.name().equals(origin.saga());
      case PROJECT -> scope.name().equals(origin.project());
    };
  }
}

package dev.aios.governance.internal.budget;

import dev.aios.api.DeniedException;
import dev.aios.api.budget.Budget;
import dev.aios.api.effect.EffectKind;
import dev.aios.api.effect.EffectRequest;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.policy.Decision;
import dev.aios.api.policy.Meter;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Money;
import dev.aios.governance.internal.EffectName;
import dev.aios.governance.internal.Term;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets an effect's estimate aside in every budget that covers it. Thread-safe. */
public final class BudgetMeter implements Meter {
  private static final Logger LOG = LoggerFactory.getLogger(BudgetMeter.class);

  private final Ledger ledger;

  /**
   * A meter.
   *
   * @param ledger the budgets
   */
  public BudgetMeter(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public List<CounterChange> reserve(EffectRequest request) {
    Money estimate = request.estimate().money();
    if (estimate == null || estimate.isZero()) {
      return List.of();
    }
    if (estimate.isNegative()) {
      throw new DeniedException(
          EffectName.of(request)
              + " was not performed: its estimate "
              + estimate
              + " is negative and would free money that others have set aside. Estimate the most"
              + " that it may cost");
    }
    List<CounterChange> changes = new ArrayList<>();
    for (Budget budget : ledger.applyingTo(request.origin())) {
      if (!budget.cap().currency().equals(estimate.currency())) {
        throw new DeniedException(
            EffectName.of(request)
                + " was not performed: its estimate is "
                + estimate
                + ", and "
                + Words.budget(budget)
                + ", which covers it, is kept in "
                + budget.cap().currency()
                + ". Give the estimate in that currency, or narrow the budget's scope");
      }
      changes.add(
          new CounterChange(
              ledger.counter(budget, ledger.now(budget)),
              estimate.micros(),
              budget.cap().micros()));
    }
    return changes;
  }

  @Override
  public List<CounterChange> settle(
      EffectRequest request, List<CounterChange> reserved, Cost actual) {
    Money spent = actual.money();
    if (reserved.isEmpty()) {
      return spent == null ? List.of() : countUnreserved(request, spent);
    }
    Money estimate = request.estimate().money();
    if (spent != null && estimate != null && !spent.currency().equals(estimate.currency())) {
      // There is no rate to convert by. The estimate was the most that it may cost, so it stands.
      LOG.warn(
          "{} cost {} and was estimated in {}: the budgets keep the estimate {} as its cost."
              + " Estimate in the currency that is charged",
          EffectName.of(request),
          spent,
          estimate.currency(),
          estimate);
      return List.of();
    }
    long micros = spent == null ? 0 : spent.micros();
    List<CounterChange> changes = new ArrayList<>(reserved.size());
    for (CounterChange reservation : reserved) {
      long delta = micros - reservation.delta();
      if (delta != 0) {
        // The counter of the reservation, even if another term has begun since.
        changes.add(CounterChange.add(reservation.counter(), delta));
      }
    }
    return changes;
  }

  /** An effect without an estimate: no cap could stop it, but what it spent counts. */
  private List<CounterChange> countUnreserved(EffectRequest request, Money spent) {
    List<CounterChange> changes = new ArrayList<>();
    for (Budget budget : ledger.applyingTo(request.origin())) {
      if (budget.cap().currency().equals(spent.currency())) {
        changes.add(CounterChange.add(ledger.counter(budget, ledger.now(budget)), spent.micros()));
      } else {
        LOG.warn(
            "{} cost {}, which does not count against {}, kept in {}: estimate it in that currency",
            EffectName.of(request),
            spent,
            Words.budget(budget),
            budget.cap().currency());
      }
    }
    return changes;
  }

  @Override
  public Decision exhausted(EffectRequest request, String counter) {
    Budget budget = ledger.owner(counter);
    Money estimate = request.estimate().money();
    if (budget == null || estimate == null) {
      return new Decision.Deny(
          EffectName.of(request) + " would pass the cap of " + counter + ", which is not defined");
    }
    Term term = ledger.now(budget);
    if (!counter.equals(ledger.counter(budget, term))) {
      // The term turned between reserving and this question: the new one has not been tried.
      return new Decision.Defer(
          ledger.instant(), Words.budget(budget) + " has begun anew; the effect is tried again");
    }
    String why = Words.exhausted(request, budget, ledger.used(budget, counter), term);
    boolean fits = !estimate.isAbove(budget.cap());
    return switch (budget.past()) {
      case DENY -> new Decision.Deny(why + Words.raise(budget));
      case DEFER ->
          term.end() == null || !fits
              ? new Decision.Deny(why + Words.neverFits(budget, fits))
              : new Decision.Defer(
                  term.end(),
                  why + ". It waits until " + term.end() + ", when the budget begins anew");
      case CHEAPER ->
          request.kind() == EffectKind.MODEL
              ? new Decision.Cheaper(why + ". A cheaper model is tried")
              : new Decision.Deny(
                  why
                      + ", and only a call of a model can fall to a cheaper tier"
                      + Words.raise(budget));
      case ASK ->
          new Decision.RequireApproval(
              "owner", why + ". Approve to spend it past the cap, or reject");
    };
  }
}

package dev.aios.governance.internal.budget;

import dev.aios.api.budget.Budget;
import dev.aios.api.effect.EffectRequest;
import dev.aios.api.value.Money;
import dev.aios.governance.internal.EffectName;
import dev.aios.governance.internal.Term;
import java.util.Locale;

/** What people are told of budgets. */
final class Words {
  private Words() {}

  /** For example {@code budget 'models' (EUR 50.00 a month)}. */
  static String budget(Budget budget) {
    Budget.Scope scope = budget.scope();
    String covered =
        scope.kind() == Budget.Scope.Kind.EVERYTHING
            ? ""
            : " for " + scope.kind().name().toLowerCase(Locale.ROOT) + " '" + scope.name() + "'";
    String period =
        budget.period() == Budget.Period.EVER
            ? " in all"
            : " a " + budget.period().name().toLowerCase(Locale.ROOT);
    return "budget '" + budget.name() + "' (" + budget.cap() + period + covered + ")";
  }

  static String exhausted(EffectRequest request, Budget budget, Money used, Term term) {
    return EffectName.of(request)
        + " may cost "
        + request.estimate().money()
        + ", and "
        + budget(budget)
        + " has "
        + used
        + " used"
        + (term.end() == null ? "" : " in " + term.id());
  }

  static String raise(Budget budget) {
    return ". Raise the cap of '" + budget.name() + "', or do without the effect";
  }

  static String neverFits(Budget budget, boolean fits) {
    return fits
        ? ", and it never begins anew" + raise(budget)
        : ": it is more than the whole cap, so waiting would not help" + raise(budget);
  }
}

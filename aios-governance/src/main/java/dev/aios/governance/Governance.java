package dev.aios.governance;

import dev.aios.api.Extension;
import dev.aios.api.InvalidInputException;
import dev.aios.api.budget.Budget;
import dev.aios.api.budget.Budgets;
import dev.aios.api.journal.Journal;
import dev.aios.api.policy.Policy;
import dev.aios.api.policy.Sanitiser;
import dev.aios.api.value.Codec;
import dev.aios.governance.internal.BothMeters;
import dev.aios.governance.internal.budget.BudgetMeter;
import dev.aios.governance.internal.budget.Definitions;
import dev.aios.governance.internal.budget.Ledger;
import dev.aios.governance.internal.limit.LimitMeter;
import dev.aios.governance.sanitise.ReaderSanitiser;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Budgets, limits, policies and the sanitising of untrusted content, as one extension.
 *
 * <pre>{@code
 * Governance governance = Governance.builder()
 *     .budget(new Budget("models", Budget.Scope.EVERYTHING, Period.MONTH,
 *         Money.of(50, "EUR"), Past.CHEAPER))
 *     .limit(new Limit("mails", effect -> effect.kind() == EffectKind.MAIL, 20, Period.DAY,
 *         Past.DEFER))
 *     .policy(Policies.approvalForTainted(EffectKind.MAIL))
 *     .policy(clock -> Policies.quietHours(clock, zone, from, to, EffectKind.MAIL))
 *     .build();
 * }</pre>
 *
 * <p>Registers the services {@link Budgets} and {@link Sanitiser}. Without any options it
 * sanitises, and neither caps nor forbids. An instance serves one runtime; it is immutable once
 * installed.
 */
public final class Governance implements Extension {
  private final List<Budget> budgets;
  private final List<Limit> limits;
  private final List<Function<InstantSource, Policy>> policies;
  private final Sanitiser sanitiser;
  private @Nullable Ledger ledger;

  /** Sanitising alone: what {@link java.util.ServiceLoader} finds. */
  public Governance() {
    this(builder());
  }

  private Governance(Builder builder) {
    this.budgets = List.copyOf(builder.budgets);
    this.limits = List.copyOf(builder.limits);
    this.policies = List.copyOf(builder.policies);
    this.sanitiser = builder.sanitiser;
  }

  /**
   * A builder.
   *
   * @return one without budgets or policies, with the default sanitiser
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String name() {
    return "governance";
  }

  @Override
  public void install(Installation on) {
    Ledger opened = new Ledger(budgets, on.journal(), on.world());
    ledger = opened;
    on.sanitiser(sanitiser);
    policies.forEach(policy -> on.policy(policy.apply(on.world())));
    if (!budgets.isEmpty() || !limits.isEmpty()) {
      on.meter(new BothMeters(new BudgetMeter(opened), new LimitMeter(limits, on.world())));
    }
    on.service(Budgets.class, opened);
    on.service(Sanitiser.class, sanitiser);
  }

  /**
   * Records in the journal how each budget is defined, if that has changed.
   *
   * @throws dev.aios.api.ConflictException if a budget has changed its currency while its present
   *     period is already used
   */
  @Override
  public void started(Services services) {
    if (ledger != null) {
      new Definitions(services.service(Journal.class), services.service(Codec.class))
          .record(ledger);
    }
  }

  /** Collects what governs a runtime. Not thread-safe. */
  public static final class Builder {
    private final List<Budget> budgets = new ArrayList<>();
    private final List<Limit> limits = new ArrayList<>();
    private final List<Function<InstantSource, Policy>> policies = new ArrayList<>();
    private Sanitiser sanitiser = ReaderSanitiser.create();

    private Builder() {}

    /**
     * Adds a budget. An effect counts against every budget whose scope covers it, and needs room in
     * each. Only effects with an estimate can be held back; what others spend is counted.
     *
     * @param budget the budget, with a name that no other has; in another runtime on the same
     *     journal the same name means the same money
     * @return this
     */
    public Builder budget(Budget budget) {
      budgets.add(budget);
      return this;
    }

    /**
     * Adds a limit on how often effects are tried. An effect needs room in each that it counts
     * against.
     *
     * @param limit the limit, with a name that no other has
     * @return this
     */
    public Builder limit(Limit limit) {
      limits.add(limit);
      return this;
    }

    /**
     * Adds a policy; policies are asked in the order in which they are added.
     *
     * @param policy the policy
     * @return this
     */
    public Builder policy(Policy policy) {
      policies.add(clock -> policy);
      return this;
    }

    /**
     * Adds a policy that needs to know the time.
     *
     * @param policy makes the policy, given the clock of the runtime
     * @return this
     */
    public Builder policy(Function<InstantSource, Policy> policy) {
      policies.add(policy);
      return this;
    }

    /**
     * Replaces the sanitiser.
     *
     * @param instead the sanitiser; {@link ReaderSanitiser} unless set
     * @return this
     */
    public Builder sanitiser(Sanitiser instead) {
      sanitiser = instead;
      return this;
    }

    /**
     * The extension.
     *
     * @return an extension to install in one runtime
     * @throws InvalidInputException if two budgets or two limits have one name
     */
    public Governance build() {
      List<String> faults = new ArrayList<>();
      addTwice("budgets", budgets.stream().map(Budget::name).toList(), faults);
      addTwice("limits", limits.stream().map(Limit::name).toList(), faults);
      if (!faults.isEmpty()) {
        throw new InvalidInputException("governance", faults);
      }
      return new Governance(this);
    }

    private static void addTwice(String what, List<String> names, List<String> faults) {
      Set<String> seen = new HashSet<>();
      names.stream()
          .filter(name -> !seen.add(name))
          .distinct()
          .forEach(name -> faults.add("two " + what + " are named '" + name + "'"));
    }
  }
}

package dev.aios.governance;

import dev.aios.api.InvalidInputException;
import dev.aios.api.agent.Proposal;
import dev.aios.api.value.Money;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Conditions for the gates of sagas: when a person is asked. All are pure and thread-safe.
 *
 * <pre>{@code
 * .approve("owner-approves",
 *     Gates.anyOf(Gates.confidenceBelow(0.9), Gates.moneyAbove(Invoice::total, limit)))
 * }</pre>
 */
public final class Gates {
  private Gates() {}

  /**
   * The agent is not sure enough.
   *
   * @param <T> the value at the gate
   * @param least the least confidence that needs no person, 0 to 1
   * @return true for a proposal less sure than that
   */
  public static <T> Predicate<Proposal<T>> confidenceBelow(double least) {
    if (!(least >= 0 && least <= 1)) {
      throw new InvalidInputException("gate", "confidence " + least + " is not within 0 to 1");
    }
    return proposal -> proposal.confidence() < least;
  }

  /**
   * The agent marked places that a person should look at.
   *
   * @param <T> the value at the gate
   * @return true for a proposal with uncertain spans
   */
  public static <T> Predicate<Proposal<T>> uncertain() {
    return proposal -> !proposal.uncertain().isEmpty();
  }

  /**
   * It is about much money.
   *
   * @param <T> the value at the gate
   * @param amount the amount that a value is about
   * @param limit the most that needs no person; an amount in another currency, which cannot be
   *     compared with it, needs one always
   * @return true for a proposal about more than that
   */
  public static <T> Predicate<Proposal<T>> moneyAbove(
      Function<? super T, Money> amount, Money limit) {
    return proposal -> {
      Money money = amount.apply(proposal.value());
      return !money.currency().equals(limit.currency()) || money.isAbove(limit);
    };
  }

  /**
   * Untrusted content went into it.
   *
   * @param <T> the value at the gate
   * @return true for a tainted proposal
   */
  public static <T> Predicate<Proposal<T>> tainted() {
    return proposal -> proposal.taint().isTainted();
  }

  /**
   * At least one condition holds.
   *
   * @param <T> the value at the gate
   * @param conditions the conditions
   * @return true if one holds; false if there are none
   */
  @SafeVarargs
  public static <T> Predicate<Proposal<T>> anyOf(Predicate<? super Proposal<T>>... conditions) {
    Predicate<Proposal<T>> any = proposal -> false;
    for (Predicate<? super Proposal<T>> condition : conditions) {
      any = any.or(condition);
    }
    return any;
  }

  /**
   * All conditions hold.
   *
   * @param <T> the value at the gate
   * @param conditions the conditions
   * @return true if all hold; true if there are none
   */
  @SafeVarargs
  public static <T> Predicate<Proposal<T>> allOf(Predicate<? super Proposal<T>>... conditions) {
    Predicate<Proposal<T>> all = proposal -> true;
    for (Predicate<? super Proposal<T>> condition : conditions) {
      all = all.and(condition);
    }
    return all;
  }
}

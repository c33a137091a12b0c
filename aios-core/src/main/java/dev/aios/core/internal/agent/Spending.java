package dev.aios.core.internal.agent;

import dev.aios.api.effect.PermanentException;
import dev.aios.api.model.ChatAnswer;
import dev.aios.api.model.Models;
import dev.aios.api.value.Money;
import org.jspecify.annotations.Nullable;

/** What one call of an agent has spent, against its own cap. Used on one thread. */
public final class Spending {
  private final String who;
  private final @Nullable Money cap;
  private @Nullable Money spent;

  /**
   * A new count.
   *
   * @param who the agent, for errors
   * @param cap the most, or null for any
   */
  public Spending(String who, @Nullable Money cap) {
    this.who = who;
    this.cap = cap;
    this.spent = cap == null ? null : Money.zero(cap.currency());
  }

  /**
   * Counts an answer by its usage and its model's price.
   *
   * @param models tells the price
   * @param answer the answer
   */
  public void add(Models models, ChatAnswer answer) {
    Offers.of(models, answer).ifPresent(offer -> add(offer.model().price().of(answer.usage())));
  }

  /**
   * Counts money.
   *
   * @param money what was spent, or null if nothing
   */
  public void add(@Nullable Money money) {
    if (cap == null || spent == null || money == null) {
      return;
    }
    if (!money.currency().equals(cap.currency())) {
      throw new PermanentException(
          "agent "
              + who
              + " has a cap in "
              + cap.currency()
              + ", but what it uses costs "
              + money.currency()
              + ": give the cap in that currency",
          null);
    }
    spent = spent.plus(money);
  }

  /** Throws if the cap is reached. */
  public void check() {
    if (cap != null && spent != null && spent.compareTo(cap) >= 0) {
      throw new PermanentException(
          "agent " + who + " stopped: it has spent " + spent + " of at most " + cap, null);
    }
  }
}

package dev.aios.governance;

import dev.aios.api.InvalidInputException;
import dev.aios.api.budget.Budget.Past;
import dev.aios.api.budget.Budget.Period;
import dev.aios.api.effect.EffectRequest;
import java.util.function.Predicate;

/**
 * A cap on how often something may be tried: no more than twenty mails a day, whatever an agent
 * thinks. Counted in the journal in the transaction of each intent, so that it holds across
 * crashes, threads and processes. Every attempt counts, also one that fails.
 *
 * <pre>{@code
 * new Limit("mails", effect -> effect.kind() == EffectKind.MAIL, 20, Period.DAY, Past.DEFER)
 * }</pre>
 *
 * @param name unique among the limits of the runtime
 * @param effects which effects count; pure and thread-safe; an exception denies the effect
 * @param most the most attempts in a period, zero or more
 * @param period how long it lasts before it begins anew, by the calendar in UTC
 * @param past what happens to an attempt beyond that; not {@link Past#CHEAPER}
 */
public record Limit(
    String name, Predicate<EffectRequest> effects, int most, Period period, Past past) {
  /** Checks the name, the number and what happens past it. */
  public Limit {
    if (name.isBlank()) {
      throw new InvalidInputException("limit", "its name is blank");
    }
    if (most < 0) {
      throw new InvalidInputException("limit " + name, "its number " + most + " is negative");
    }
    if (past == Past.CHEAPER) {
      throw new InvalidInputException(
          "limit " + name, "a cheaper model would not be less often: say DENY, DEFER or ASK");
    }
  }
}

package dev.aios.memory.context;

import dev.aios.api.value.Money;
import dev.aios.api.value.Tokens;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a context costs at one fidelity, as measured.
 *
 * @param fidelity the setting
 * @param tokens what the context takes
 * @param cut how many things that were considered are not in it
 * @param took how long it took to assemble
 * @param model the cheapest offered model of its tier or above, or null if none is offered
 * @param input what that model's price is for these tokens, or null if it is free or none is
 *     offered
 */
public record ContextCost(
    Fidelity fidelity,
    Tokens tokens,
    int cut,
    Duration took,
    @Nullable String model,
    @Nullable Money input) {
  /** One line for a terminal. */
  @Override
  public String toString() {
    return String.format(
        java.util.Locale.ROOT,
        "%-9s %6d tokens, %3d cut, %5d us, %s %s",
        fidelity.name(),
        tokens.count(),
        cut,
        took.toNanos() / 1000,
        model == null ? "no model" : model,
        input == null ? "free" : input);
  }
}

package dev.aios.memory.internal.context;

import dev.aios.api.memory.Context;
import dev.aios.api.model.ModelOffer;
import dev.aios.api.model.Usage;
import dev.aios.api.value.Money;
import dev.aios.memory.context.ContextCost;
import dev.aios.memory.context.Fidelity;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** Puts a price on a context. */
final class Costs {
  private Costs() {}

  static ContextCost of(
      Fidelity fidelity, Context context, Duration took, List<ModelOffer> offers) {
    ModelOffer offer =
        offers.stream()
            .filter(each -> each.tier().compareTo(fidelity.tier()) >= 0)
            .min(Comparator.comparing(ModelOffer::tier))
            .orElse(null);
    Money input =
        offer == null
            ? null
            : offer.model().price().of(new Usage(context.tokens(), dev.aios.api.value.Tokens.NONE));
    int cut =
        (int) context.entries().stream().filter(entry -> entry.fate() != Context.Fate.KEPT).count();
    return new ContextCost(
        fidelity, context.tokens(), cut, took, offer == null ? null : offer.model().name(), input);
  }
}

package dev.aios.core.internal.agent;

import dev.aios.api.model.ChatAnswer;
import dev.aios.api.model.ModelOffer;
import dev.aios.api.model.Models;
import dev.aios.api.model.Need;
import dev.aios.api.model.Tier;
import java.util.Comparator;
import java.util.Optional;

/** What agents ask of the offered models. */
public final class Offers {
  private Offers() {}

  /**
   * The offer behind an answer.
   *
   * @param models the router
   * @param answer the answer
   * @return the offer, or empty if its model is offered no more
   */
  public static Optional<ModelOffer> of(Models models, ChatAnswer answer) {
    return models.offers().stream()
        .filter(each -> each.model().name().equals(answer.model()))
        .findFirst();
  }

  /**
   * What to ask for after an answer that is not good enough: the next tier up that is offered, and
   * more accuracy than the model had, so that a spent budget does not lead back to it.
   *
   * @param models the router
   * @param asked what was asked for
   * @param answer who answered
   * @return the need, or empty if there is nothing above, or a budget had already led below what
   *     was asked for
   */
  public static Optional<Need> above(Models models, Need asked, ChatAnswer answer) {
    Optional<ModelOffer> from = of(models, answer);
    if (from.isEmpty() || from.get().tier().compareTo(asked.tier()) < 0) {
      return Optional.empty();
    }
    Tier tier = from.get().tier();
    double accuracy = Math.min(1, Math.nextUp(from.get().accuracy()));
    return models.offers().stream()
        .filter(each -> each.tier().compareTo(tier) > 0 && each.accuracy() >= accuracy)
        .min(Comparator.comparing(ModelOffer::tier))
        .map(
            next ->
                new Need(
                    next.tier(),
                    asked.maxLatency(),
                    Math.max(asked.minAccuracy(), accuracy),
                    asked.maxCost()));
  }
}

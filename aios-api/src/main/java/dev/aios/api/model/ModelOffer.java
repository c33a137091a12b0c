package dev.aios.api.model;

import dev.aios.api.InvalidInputException;
import java.time.Duration;

/**
 * A chat model as the host offers it to the router.
 *
 * @param model the model
 * @param tier its tier
 * @param latency how long an answer typically takes
 * @param accuracy how good it is at the host's tasks, 0 to 1, as the host rates it
 */
public record ModelOffer(ChatModel model, Tier tier, Duration latency, double accuracy) {
  /** Checks the accuracy. */
  public ModelOffer {
    if (!(accuracy >= 0 && accuracy <= 1)) {
      throw new InvalidInputException(
          "model offer " + model.name(), "accuracy " + accuracy + " is not within 0 to 1");
    }
  }

  /**
   * An offer with the tier's usual latency (0.5, 2, 10 seconds) and accuracy (0.6, 0.8, 0.95).
   *
   * @param tier the tier
   * @param model the model
   * @return the offer
   */
  public static ModelOffer of(Tier tier, ChatModel model) {
    return switch (tier) {
      case INSTANT -> new ModelOffer(model, tier, Duration.ofMillis(500), 0.6);
      case STANDARD -> new ModelOffer(model, tier, Duration.ofSeconds(2), 0.8);
      case HEAVY -> new ModelOffer(model, tier, Duration.ofSeconds(10), 0.95);
    };
  }
}

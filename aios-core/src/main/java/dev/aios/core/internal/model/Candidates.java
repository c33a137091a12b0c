package dev.aios.core.internal.model;

import dev.aios.api.NotFoundException;
import dev.aios.api.model.ModelOffer;
import dev.aios.api.model.Need;
import dev.aios.api.model.Tier;
import dev.aios.api.model.Usage;
import dev.aios.api.value.Money;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The offered models in the light of one request: what each would cost, and whether it fits. */
final class Candidates {
  /**
   * An offered model.
   *
   * @param offer the offer
   * @param cost the most that the request would cost, or null if free
   * @param order its place among the offers, so that equals are always chosen alike
   */
  record Candidate(ModelOffer offer, @Nullable Money cost, int order) {
    String name() {
      return offer.model().name();
    }
  }

  private final List<Candidate> all = new ArrayList<>();
  private final Need need;
  private final Comparator<Candidate> cheapest;

  Candidates(List<ModelOffer> offers, Need need, Usage most) {
    this.need = need;
    for (ModelOffer offer : offers) {
      all.add(new Candidate(offer, offer.model().price().of(most), all.size()));
    }
    Comparator<Candidate> byTier =
        Comparator.<Candidate, Tier>comparing(each -> each.offer().tier())
            .thenComparing(each -> -each.offer().accuracy())
            .thenComparing(each -> each.offer().latency())
            .thenComparing(Candidate::order);
    // Prices in several currencies cannot be compared; tiers go from cheap to dear.
    long currencies =
        all.stream()
            .map(Candidate::cost)
            .filter(Objects::nonNull)
            .map(Money::currency)
            .distinct()
            .count();
    this.cheapest =
        currencies > 1
            ? byTier
            : Comparator.comparing(
                    Candidate::cost, Comparator.nullsFirst(Comparator.<Money>naturalOrder()))
                .thenComparing(byTier);
  }

  /** The cheapest that fits. */
  Candidate first() {
    return all.stream()
        .filter(each -> unfit(each, true) == null)
        .min(cheapest)
        .orElseThrow(this::none);
  }

  /** Another of the same tier that fits and has not failed, or null. */
  @Nullable Candidate instead(Candidate of, Set<String> failed) {
    return all.stream()
        .filter(each -> each.offer().tier() == of.offer().tier())
        .filter(each -> unfit(each, of.offer().tier().compareTo(need.tier()) >= 0) == null)
        .filter(each -> !failed.contains(each.name()))
        .min(cheapest)
        .orElse(null);
  }

  /**
   * The dearest of those that are cheaper, of this tier or a lower one, or null: what a budget
   * leaves, be it below the tier wanted. Latency and accuracy are kept to.
   */
  @Nullable Candidate below(Candidate refused, Set<String> failed) {
    return all.stream()
        .filter(each -> each.offer().tier().compareTo(refused.offer().tier()) <= 0)
        .filter(each -> isCheaper(each, refused))
        .filter(each -> unfit(each, false) == null)
        .filter(each -> !failed.contains(each.name()))
        .max(cheapest)
        .orElse(null);
  }

  private static boolean isCheaper(Candidate one, Candidate other) {
    if (other.cost() == null) {
      return false;
    }
    if (one.cost() == null) {
      return true;
    }
    return one.cost().currency().equals(other.cost().currency())
        ? one.cost().compareTo(other.cost()) < 0
        : one.offer().tier().compareTo(other.offer().tier()) < 0;
  }

  /** Why a model does not fit, or null if it does. */
  private @Nullable String unfit(Candidate candidate, boolean tierCounts) {
    ModelOffer offer = candidate.offer();
    if (tierCounts && offer.tier().compareTo(need.tier()) < 0) {
      return "its tier is below " + need.tier();
    }
    if (need.maxLatency() != null && offer.latency().compareTo(need.maxLatency()) > 0) {
      return "it takes "
          + offer.latency().toMillis()
          + " ms, wanted are "
          + need.maxLatency().toMillis();
    }
    if (offer.accuracy() < need.minAccuracy()) {
      return "its accuracy is " + offer.accuracy() + ", wanted is " + need.minAccuracy();
    }
    Money limit = need.maxCost();
    if (limit != null && candidate.cost() != null) {
      if (!limit.currency().equals(candidate.cost().currency())) {
        return "its price is in "
            + candidate.cost().currency()
            + ", the limit in "
            + limit.currency();
      }
      if (candidate.cost().isAbove(limit)) {
        return "the call may cost " + candidate.cost() + ", at most " + limit + " is wanted";
      }
    }
    return null;
  }

  private NotFoundException none() {
    if (all.isEmpty()) {
      return new NotFoundException(
          "no model is offered: offer one when the runtime is built, or install a provider");
    }
    StringBuilder text = new StringBuilder("no offered model fits: ");
    String separator = "";
    for (Candidate each : all) {
      text.append(separator)
          .append(each.name())
          .append(" (")
          .append(each.offer().tier())
          .append("): ")
          .append(unfit(each, true));
      separator = "; ";
    }
    return new NotFoundException(text.append(". Offer another, or ask for less").toString());
  }
}

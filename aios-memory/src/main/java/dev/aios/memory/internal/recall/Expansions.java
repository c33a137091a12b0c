package dev.aios.memory.internal.recall;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.aios.api.AiosException;
import dev.aios.api.Extension.Services;
import dev.aios.api.effect.Effects;
import dev.aios.memory.recall.QueryExpansion;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Other words for questions, kept by the questions' hashes. Thread-safe. */
final class Expansions {
  private static final Logger LOG = LoggerFactory.getLogger(Expansions.class);

  private final QueryExpansion expansion;
  private final Supplier<Services> services;
  private final Cache<String, List<String>> known =
      Caffeine.newBuilder().maximumSize(1_000).build();

  Expansions(QueryExpansion expansion, Supplier<Services> services) {
    this.expansion = expansion;
    this.services = services;
  }

  /**
   * Other words for a question.
   *
   * @param question canonical
   * @return texts to search for as well; empty if they cannot be had now
   */
  Optional<List<String>> of(String question) {
    String key = TextKey.exactly(question);
    List<String> found = known.getIfPresent(key);
    if (found == null) {
      try {
        found = clean(question, expand(new QueryExpansion.Asked(key, question)));
      } catch (AiosException e) {
        // A model that cannot be had does not hold the search up; the next one asks again.
        LOG.atWarn().setCause(e).log("A question is searched for in its own words only");
        return Optional.empty();
      }
      known.put(key, found);
    }
    return Optional.of(found);
  }

  private List<String> expand(QueryExpansion.Asked asked) {
    Services all = services.get();
    return expansion.expand(
        asked, all.service(dev.aios.api.model.Models.class), all.service(Effects.class));
  }

  private static List<String> clean(String question, List<String> texts) {
    return texts.stream()
        .filter(text -> text.length() <= QueryExpansion.LONGEST)
        .map(Intake::question)
        .filter(Objects::nonNull)
        .filter(text -> !text.equals(question))
        .distinct()
        .limit(QueryExpansion.MOST)
        .toList();
  }
}

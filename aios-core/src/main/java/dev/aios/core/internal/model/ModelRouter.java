package dev.aios.core.internal.model;

import dev.aios.api.BudgetExceededException;
import dev.aios.api.EffectFailedException;
import dev.aios.api.World;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.EffectCall;
import dev.aios.api.effect.EffectKind;
import dev.aios.api.effect.Effects;
import dev.aios.api.memory.TokenCounter;
import dev.aios.api.model.ChatAnswer;
import dev.aios.api.model.ChatModel;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.ModelOffer;
import dev.aios.api.model.Models;
import dev.aios.api.model.Need;
import dev.aios.api.model.Usage;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Cost;
import dev.aios.core.internal.model.Candidates.Candidate;
import dev.aios.core.model.ModelOptions;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the cheapest offered model that fits, through the caller's door.
 *
 * <p>The effect is known by the name that the caller gave, whichever model is asked, so that a step
 * that is run again finds the answer even if the offers, their prices or the budgets have changed
 * since. Past a budget that says so, a cheaper model answers under the same name. If a model fails
 * for good, that is recorded under the name, and another of its tier is asked under the name with
 * the key {@code 2}, {@code 3}, and so on. Thread-safe.
 */
public final class ModelRouter implements Models {
  /** Rather too many than too few: three bytes a token, where English has about four. */
  public static final TokenCounter ROUGH =
      text -> (text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length + 2) / 3;

  private static final Logger LOG = LoggerFactory.getLogger(ModelRouter.class);

  private final List<ModelOffer> offers;
  private final ModelOptions options;
  private final RequestTokens tokens;
  private final @Nullable AnswerCache cache;

  /**
   * A router.
   *
   * @param offers the models, in any order
   * @param options retry, timeout, cache
   * @param world the clock of the cache
   * @param codec makes the cache's keys
   * @param counter counts the tokens of a request, for the estimate; {@link #ROUGH} if the host has
   *     none
   */
  public ModelRouter(
      List<ModelOffer> offers,
      ModelOptions options,
      World world,
      Codec codec,
      TokenCounter counter) {
    this.offers =
        offers.stream()
            .sorted(Comparator.comparing(ModelOffer::tier)) // stable: else as offered
            .toList();
    this.options = options;
    this.tokens = new RequestTokens(counter);
    this.cache =
        options.cacheEntries() == 0
            ? null
            : new AnswerCache(world, codec, options.cacheEntries(), options.cacheTtl());
  }

  @Override
  public List<ModelOffer> offers() {
    return offers;
  }

  /**
   * How often the cache had the answer.
   *
   * @return the hits since it was made; 0 without a cache
   */
  public long cacheHits() {
    return cache == null ? 0 : cache.hits();
  }

  /**
   * How often the cache was asked and had no answer.
   *
   * @return the misses since it was made; 0 without a cache
   */
  public long cacheMisses() {
    return cache == null ? 0 : cache.misses();
  }

  @Override
  public ChatAnswer chat(Effects through, String name, ChatRequest request, Need need) {
    return ask(through, name, request, need, null);
  }

  /**
   * {@inheritDoc}
   *
   * <p>If an attempt breaks off after some text was handed out, the next one's text is handed out
   * at its end: only what is new if it begins with the same words, else all of it after a line
   * break.
   */
  @Override
  public ChatAnswer stream(
      Effects through, String name, ChatRequest request, Need need, Consumer<String> onText) {
    Handout handout = new Handout(onText);
    ChatAnswer answer = ask(through, name, request, need, handout);
    handout.end(answer.text());
    return answer;
  }

  private ChatAnswer ask(
      Effects through, String name, ChatRequest request, Need need, @Nullable Handout handout) {
    Usage most = tokens.most(request);
    Candidates candidates = new Candidates(offers, need, most);
    Candidate asked = candidates.first();
    Set<String> failed = new HashSet<>();
    while (true) {
      try {
        return through.perform(effect(name, failed.size(), request, asked, most, handout));
      } catch (BudgetExceededException e) {
        Candidate cheaper = candidates.below(asked, failed);
        if (cheaper == null) {
          throw e;
        }
        log("a budget is spent, a cheaper model is asked", name, asked, cheaper, e);
        asked = cheaper;
      } catch (EffectFailedException e) {
        failed.add(asked.name());
        Candidate other = candidates.instead(asked, failed);
        if (other == null) {
          throw e;
        }
        log("a model failed for good, another of its tier is asked", name, asked, other, e);
        asked = other;
      }
    }
  }

  private static void log(String what, String name, Candidate from, Candidate to, Exception why) {
    LOG.atInfo()
        .addKeyValue("effect", name)
        .addKeyValue("model", from.name())
        .addKeyValue("instead", to.name())
        .addKeyValue("why", why.getMessage())
        .log(what);
  }

  private Effect<ChatRequest, ChatAnswer> effect(
      String name,
      int failures,
      ChatRequest request,
      Candidate asked,
      Usage most,
      @Nullable Handout handout) {
    ChatModel model = asked.offer().model();
    return Effect.named(name, request)
        .key(failures == 0 ? "" : String.valueOf(failures + 1))
        .kind(EffectKind.MODEL)
        .target(model.name())
        .idempotent()
        .retry(options.retry())
        .timeout(options.timeout())
        .estimate(new Cost(asked.cost(), most.total(), Duration.ZERO))
        .taint(request.taint())
        .by((clean, call) -> answer(model, clean, call, handout));
  }

  private ChatAnswer answer(
      ChatModel model, ChatRequest request, EffectCall call, @Nullable Handout handout)
      throws Exception {
    String key = cache == null ? null : cache.key(model.name(), request);
    ChatAnswer kept = cache == null || key == null ? null : cache.find(key);
    if (kept != null) {
      return kept;
    }
    ChatAnswer answer =
        handout == null ? model.chat(request) : model.stream(request, handout.begin());
    Usage usage = answer.usage();
    call.spent(new Cost(model.price().of(usage), usage.total(), Duration.ZERO));
    if (cache != null && key != null) {
      cache.keep(key, answer);
    }
    return answer;
  }
}

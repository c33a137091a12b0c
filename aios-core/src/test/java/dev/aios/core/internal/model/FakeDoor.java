package dev.aios.core.internal.model;

import dev.aios.api.DeniedException;
import dev.aios.api.EffectFailedException;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.EffectCall;
import dev.aios.api.effect.Effects;
import dev.aios.api.effect.PermanentException;
import dev.aios.api.policy.Sanitisable;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Payload;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.codec.JacksonCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the door does for an agent, without a runtime: remembers outcomes and failures by name and
 * key as JSON, makes untrusted text clean, retries at once, and asks a gatekeeper.
 */
public final class FakeDoor implements Effects {
  private final JacksonCodec codec = new JacksonCodec();
  private final Map<String, Payload> outcomes = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();
  private final List<Effect<?, ?>> performed = new ArrayList<>();
  private Consumer<Effect<?, ?>> gatekeeper = effect -> {};
  private Cost spent = Cost.NONE;

  /** Throws what the door should say no with. */
  public FakeDoor gatekeeper(Consumer<Effect<?, ?>> keeper) {
    gatekeeper = keeper;
    return this;
  }

  public synchronized Cost spent() {
    return spent;
  }

  /** Those that were really performed, each as often as it was tried. */
  public synchronized List<Effect<?, ?>> performed() {
    return List.copyOf(performed);
  }

  public synchronized List<String> recorded() {
    return List.copyOf(outcomes.keySet());
  }

  @Override
  @SuppressWarnings("unchecked")
  public <Q, T> T perform(Effect<Q, T> effect) {
    String name = effect.key().isEmpty() ? effect.name() : effect.name() + ":" + effect.key();
    synchronized (this) {
      if (outcomes.containsKey(name)) {
        return (T) codec.decode(outcomes.get(name));
      }
      if (failures.containsKey(name)) {
        throw new EffectFailedException(failures.get(name));
      }
    }
    gatekeeper.accept(effect);
    for (int attempt = 1; ; attempt++) {
      synchronized (this) {
        performed.add(effect);
      }
      try {
        T value = effect.code().perform((Q) clean(effect.request()), new Call(name, attempt));
        synchronized (this) {
          if (effect.recorded()) {
            outcomes.put(name, codec.encode(value));
          }
        }
        return value;
      } catch (Exception e) {
        boolean permanent = e instanceof PermanentException || e instanceof DeniedException;
        if (permanent || !effect.retry().allowsAfter(attempt)) {
          synchronized (this) {
            failures.put(name, String.valueOf(e.getMessage()));
          }
          throw new EffectFailedException(String.valueOf(e.getMessage()), e);
        }
      }
    }
  }

  private static Object clean(Object request) {
    if (!(request instanceof Sanitisable<?> holder) || holder.untrusted().isEmpty()) {
      return request;
    }
    Taint taint = Taint.NONE;
    List<String> texts = new ArrayList<>();
    for (Untrusted each : holder.untrusted()) {
      texts.add(each.text().replaceAll("<[^>]*>", ""));
      taint = taint.plus(Taint.of(each.source()));
    }
    return holder.sanitised(texts, taint);
  }

  private final class Call implements EffectCall {
    private final String name;
    private final int attempt;

    Call(String name, int attempt) {
      this.name = name;
      this.attempt = attempt;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String idempotencyKey() {
      return "run:" + name;
    }

    @Override
    public int attempt() {
      return attempt;
    }

    @Override
    public @Nullable Instant deadline() {
      return null;
    }

    @Override
    public void spent(Cost cost) {
      synchronized (FakeDoor.this) {
        spent = spent.plus(cost);
      }
    }
  }
}

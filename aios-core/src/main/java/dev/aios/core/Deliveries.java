package dev.aios.core;

import dev.aios.api.Extension;
import dev.aios.api.World;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.Effects;
import dev.aios.api.effect.Suspension;
import dev.aios.api.event.EventContext;
import dev.aios.api.model.Models;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.door.JournalEffects;
import dev.aios.core.internal.door.Round;
import dev.aios.core.internal.event.EventContextFactory;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Makes what handlers of events work with; their effects are remembered by subscription and event.
 */
final class Deliveries implements EventContextFactory {
  private final JournalEffects effects;
  private final Models models;
  private final Codec codec;
  private final World world;
  private final Extension.Services services;

  Deliveries(
      JournalEffects effects,
      Models models,
      Codec codec,
      World world,
      Extension.Services services) {
    this.effects = effects;
    this.models = models;
    this.codec = codec;
    this.world = world;
    this.services = services;
  }

  @Override
  public EventContext context(
      String subscription, long position, Instant published, String key, int attempt, int earlier) {
    return new Delivery(subscription, position, published, key, attempt, earlier);
  }

  @Override
  public boolean suspended(EventContext context) {
    return context instanceof Delivery delivery && delivery.suspended;
  }

  private final class Delivery implements EventContext, Effects {
    private final String subscription;
    private final long position;
    private final Instant published;
    private final String key;
    private final int attempt;
    private final Effects door;
    private volatile boolean suspended;

    Delivery(
        String subscription,
        long position,
        Instant published,
        String key,
        int attempt,
        int earlier) {
      this.subscription = subscription;
      this.position = position;
      this.published = published;
      this.key = key;
      this.attempt = attempt;
      this.door =
          effects.scoped(
              subscription + "/" + position, subscription, new Round(earlier + attempt, earlier));
    }

    @Override
    public <Q, T> T perform(Effect<Q, T> effect) {
      try {
        return door.perform(effect);
      } catch (Suspension e) {
        suspended = true;
        throw e;
      }
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public Instant published() {
      return published;
    }

    @Override
    public String key() {
      return key;
    }

    @Override
    public Taint taint() {
      return Taint.NONE;
    }

    @Override
    public @Nullable String run() {
      return null;
    }

    @Override
    public String step() {
      return subscription;
    }

    @Override
    public int attempt() {
      return attempt;
    }

    @Override
    public Effects effects() {
      return this;
    }

    @Override
    public Models models() {
      return models;
    }

    @Override
    public Codec codec() {
      return codec;
    }

    @Override
    public Instant now() {
      return world.instant();
    }

    @Override
    public <T> T service(Class<T> type) {
      return services.service(type);
    }
  }
}

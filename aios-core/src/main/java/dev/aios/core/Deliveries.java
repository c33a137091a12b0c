package dev.aios.core;

import dev.aios.api.Extension;
import dev.aios.api.World;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.Effects;
import dev.aios.api.effect.Suspension;
import dev.aios.api.event.EventContext;
import dev.aios.api.model.Models;
import dev.aios.api.policy.Sanitisable;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.Given;
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
  public EventContext context(Delivered delivered) {
    return new Delivery(delivered);
  }

  @Override
  public boolean suspended(EventContext context) {
    return context instanceof Delivery delivery && delivery.suspended;
  }

  private final class Delivery implements EventContext, Effects {
    private final Delivered of;
    private final Effects door;
    private Taint taint;
    private volatile boolean suspended;

    Delivery(Delivered of) {
      this.of = of;
      this.taint = of.taint();
      this.door =
          effects.delivering(
              of.subscription(),
              of.position(),
              of.subscription(),
              new Round(of.earlier() + of.attempt(), of.earlier()));
    }

    @Override
    public <Q, T> T perform(Effect<Q, T> effect) {
      try {
        return door.perform(labelled(effect));
      } catch (Suspension e) {
        suspended = true;
        throw e;
      }
    }

    @Override
    public long position() {
      return of.position();
    }

    @Override
    public Instant published() {
      return of.published();
    }

    @Override
    public String key() {
      return of.key();
    }

    /** The effect depends on all that came before, and what follows on the effect. */
    private synchronized <Q, T> Effect<Q, T> labelled(Effect<Q, T> effect) {
      Effect<Q, T> labelled = Given.notNull("effect", "it", effect).tainted(taint);
      taint = labelled.taint();
      if (effect.request() instanceof Sanitisable<?> holder) {
        for (Untrusted piece : holder.untrusted()) {
          taint = taint.plus(Taint.of(piece.source()));
        }
      }
      return labelled;
    }

    @Override
    public synchronized Taint taint() {
      return taint;
    }

    @Override
    public @Nullable String run() {
      return null;
    }

    @Override
    public String step() {
      return of.subscription();
    }

    @Override
    public int attempt() {
      return of.attempt();
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

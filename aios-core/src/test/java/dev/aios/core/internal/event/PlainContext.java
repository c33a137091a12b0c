package dev.aios.core.internal.event;

import dev.aios.api.NotFoundException;
import dev.aios.api.World;
import dev.aios.api.effect.Effects;
import dev.aios.api.event.EventContext;
import dev.aios.api.model.Models;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.codec.JacksonCodec;
import java.time.Instant;

/** A context without a door, for handlers that need none. */
record PlainContext(
    World world, String subscription, long position, Instant published, String key, int attempt)
    implements EventContext {
  static EventContextFactory in(World world) {
    return of ->
        new PlainContext(
            world, of.subscription(), of.position(), of.published(), of.key(), of.attempt());
  }

  @Override
  public String run() {
    return null;
  }

  @Override
  public String step() {
    return subscription;
  }

  @Override
  public Effects effects() {
    throw new UnsupportedOperationException("There is no door here");
  }

  @Override
  public Models models() {
    throw new UnsupportedOperationException("There are no models here");
  }

  @Override
  public Codec codec() {
    return new JacksonCodec();
  }

  @Override
  public Taint taint() {
    return Taint.NONE;
  }

  @Override
  public Instant now() {
    return world.instant();
  }

  @Override
  public <T> T service(Class<T> type) {
    throw new NotFoundException("There are no services here");
  }
}

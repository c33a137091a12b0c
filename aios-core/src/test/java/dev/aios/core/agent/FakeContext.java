package dev.aios.core.agent;

import dev.aios.api.NotFoundException;
import dev.aios.api.World;
import dev.aios.api.effect.Effects;
import dev.aios.api.event.EventContext;
import dev.aios.api.model.ModelOffer;
import dev.aios.api.model.Models;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.SteppedWorld;
import dev.aios.core.internal.codec.JacksonCodec;
import dev.aios.core.internal.model.FakeDoor;
import dev.aios.core.internal.model.ModelRouter;
import dev.aios.core.model.ModelOptions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a runtime gives an agent, with a real codec and router behind a fake door. */
final class FakeContext implements EventContext {
  final FakeDoor door = new FakeDoor();
  final SteppedWorld world = new SteppedWorld();
  private final JacksonCodec codec = new JacksonCodec();
  private final Models models;
  private final Map<Class<?>, Object> services = new HashMap<>();

  FakeContext(ModelOffer... offers) {
    models =
        new ModelRouter(List.of(offers), ModelOptions.DEFAULT, world, codec, ModelRouter.ROUGH);
    with(World.class, world);
  }

  <T> FakeContext with(Class<T> type, T service) {
    services.put(type, service);
    return this;
  }

  @Override
  public @Nullable String run() {
    return "run-1";
  }

  @Override
  public String step() {
    return "step";
  }

  @Override
  public int attempt() {
    return 1;
  }

  @Override
  public Effects effects() {
    return door;
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
  public Taint taint() {
    return Taint.NONE;
  }

  @Override
  public Instant now() {
    return world.instant();
  }

  @Override
  public <T> T service(Class<T> type) {
    Object service = services.get(type);
    if (service == null) {
      throw new NotFoundException("no service of " + type.getName());
    }
    return type.cast(service);
  }

  @Override
  public long position() {
    return 1;
  }

  @Override
  public Instant published() {
    return world.instant();
  }

  @Override
  public String key() {
    return "";
  }
}

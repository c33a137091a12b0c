package dev.aios.testkit.conformance;

import dev.aios.api.Extension;
import dev.aios.api.World;
import dev.aios.api.effect.EffectInterceptor;
import dev.aios.api.event.Subscription;
import dev.aios.api.journal.Journal;
import dev.aios.api.model.ModelOffer;
import dev.aios.api.policy.Meter;
import dev.aios.api.policy.Policy;
import dev.aios.api.policy.Sanitiser;
import dev.aios.api.run.RunHold;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Upcaster;
import java.util.LinkedHashMap;
import java.util.Map;

/** Takes what an extension registers, without a runtime. */
final class InstallationRecord implements Extension.Installation {
  private final Journal journal;
  private final Codec codec;
  private final World world;
  private final Map<Class<?>, Object> services = new LinkedHashMap<>();

  InstallationRecord(Journal journal, Codec codec, World world) {
    this.journal = journal;
    this.codec = codec;
    this.world = world;
  }

  /** The services registered, by type. */
  Map<Class<?>, Object> services() {
    return services;
  }

  @Override
  public Journal journal() {
    return journal;
  }

  @Override
  public Codec codec() {
    return codec;
  }

  @Override
  public World world() {
    return world;
  }

  @Override
  public void policy(Policy policy) {}

  @Override
  public void meter(Meter meter) {}

  @Override
  public void sanitiser(Sanitiser sanitiser) {}

  @Override
  public void interceptor(EffectInterceptor interceptor) {}

  @Override
  public void hold(RunHold hold) {}

  @Override
  public void model(ModelOffer offer) {}

  @Override
  public void upcaster(Upcaster upcaster) {}

  @Override
  public void subscription(Subscription<?> subscription) {}

  @Override
  public <T> void service(Class<T> type, T service) {
    services.put(type, service);
  }
}

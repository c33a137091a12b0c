package dev.aios.core;

import dev.aios.api.ConflictException;
import dev.aios.api.Extension;
import dev.aios.api.NotFoundException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the extensions brought, and the services by type. */
final class Installed implements Extension.Installation, Extension.Services {
  private final Journal journal;
  private final Codec codec;
  private final World world;
  private final List<Policy> policies;
  private final List<ModelOffer> models;
  private final List<Upcaster> upcasters;
  private final List<EffectInterceptor> interceptors = new ArrayList<>();
  private final List<RunHold> holds = new ArrayList<>();
  private final List<Subscription<?>> subscriptions = new ArrayList<>();
  private final Map<Class<?>, Object> services = new ConcurrentHashMap<>();
  private @Nullable Meter meter;
  private @Nullable Sanitiser sanitiser;
  private String installing = "";

  Installed(Journal journal, Codec codec, World world, RuntimeOptions options) {
    this.journal = journal;
    this.codec = codec;
    this.world = world;
    this.policies = new ArrayList<>(options.policies);
    this.models = new ArrayList<>(options.models);
    this.upcasters = new ArrayList<>(options.upcasters);
  }

  void install(Extension extension) {
    installing = extension.name();
    extension.install(this);
  }

  List<Policy> policies() {
    return policies;
  }

  List<ModelOffer> models() {
    return models;
  }

  List<Upcaster> upcasters() {
    return upcasters;
  }

  List<EffectInterceptor> interceptors() {
    return interceptors;
  }

  List<RunHold> holds() {
    return holds;
  }

  List<Subscription<?>> subscriptions() {
    return subscriptions;
  }

  @Nullable Meter meter() {
    return meter;
  }

  @Nullable Sanitiser sanitiser() {
    return sanitiser;
  }

  <T> void own(Class<T> type, T service) {
    services.put(type, service);
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
  public void policy(Policy policy) {
    policies.add(policy);
  }

  @Override
  public void meter(Meter value) {
    if (meter != null) {
      throw new ConflictException("extension " + installing + ": there is a meter already");
    }
    meter = value;
  }

  @Override
  public void sanitiser(Sanitiser value) {
    if (sanitiser != null) {
      throw new ConflictException("extension " + installing + ": there is a sanitiser already");
    }
    sanitiser = value;
  }

  @Override
  public void interceptor(EffectInterceptor interceptor) {
    interceptors.add(interceptor);
  }

  @Override
  public void hold(RunHold hold) {
    holds.add(hold);
  }

  @Override
  public void model(ModelOffer offer) {
    models.add(offer);
  }

  @Override
  public void upcaster(Upcaster upcaster) {
    upcasters.add(upcaster);
  }

  @Override
  public void subscription(Subscription<?> subscription) {
    subscriptions.add(subscription);
  }

  @Override
  public <T> void service(Class<T> type, T service) {
    if (services.putIfAbsent(type, service) != null) {
      throw new ConflictException(
          "extension " + installing + ": there is a service " + type.getName() + " already");
    }
  }

  @Override
  public <T> T service(Class<T> type) {
    Object found = services.get(type);
    if (found == null) {
      TreeSet<String> there = new TreeSet<>();
      services.keySet().forEach(known -> there.add(known.getSimpleName()));
      throw new NotFoundException(
          "no service "
              + type.getName()
              + ": install the extension that brings it; there are "
              + String.join(", ", there));
    }
    return type.cast(found);
  }
}

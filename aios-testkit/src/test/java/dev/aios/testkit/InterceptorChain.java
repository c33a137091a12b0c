package dev.aios.testkit;

import dev.aios.api.Extension;
import dev.aios.api.World;
import dev.aios.api.effect.EffectInterceptor;
import dev.aios.api.effect.EffectKind;
import dev.aios.api.effect.EffectRequest;
import dev.aios.api.effect.Sensitivity;
import dev.aios.api.event.Subscription;
import dev.aios.api.journal.Journal;
import dev.aios.api.model.ModelOffer;
import dev.aios.api.policy.Meter;
import dev.aios.api.policy.Policy;
import dev.aios.api.policy.Sanitiser;
import dev.aios.api.run.RunHold;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Taint;
import dev.aios.api.value.Upcaster;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** The interceptors of some extensions in the order in which the door calls them, and no more. */
public final class InterceptorChain implements Extension.Installation {
  private final World world;
  private final List<EffectInterceptor> interceptors = new ArrayList<>();

  public InterceptorChain(World world, Extension... extensions) {
    this.world = world;
    for (Extension extension : extensions) {
      extension.install(this);
    }
  }

  public static EffectRequest request(String name, String key) {
    return new EffectRequest(
        name,
        key,
        EffectKind.OTHER,
        name + "-target",
        "request",
        Sensitivity.NORMAL,
        Cost.NONE,
        Taint.NONE,
        1,
        EffectRequest.Origin.NONE);
  }

  public Object perform(EffectRequest request, Callable<Object> code) throws Exception {
    return proceed(request, code, 0);
  }

  private Object proceed(EffectRequest request, Callable<Object> code, int index) throws Exception {
    return index < interceptors.size()
        ? interceptors.get(index).intercept(request, () -> proceed(request, code, index + 1))
        : code.call();
  }

  @Override
  public World world() {
    return world;
  }

  @Override
  public void interceptor(EffectInterceptor interceptor) {
    interceptors.add(interceptor);
  }

  @Override
  public Journal journal() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Codec codec() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void policy(Policy policy) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void meter(Meter meter) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void sanitiser(Sanitiser sanitiser) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void hold(RunHold hold) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void model(ModelOffer offer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void upcaster(Upcaster upcaster) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void subscription(Subscription<?> subscription) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> void service(Class<T> type, T service) {
    throw new UnsupportedOperationException();
  }
}

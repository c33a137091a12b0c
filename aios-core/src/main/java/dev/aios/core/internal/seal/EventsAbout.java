package dev.aios.core.internal.seal;

import dev.aios.api.event.Events;
import dev.aios.api.event.Subscription;
import dev.aios.api.value.Taint;
import java.util.Collection;
import java.util.TreeSet;

/** Events that are about somebody, whoever publishes them. Thread-safe. */
record EventsAbout(Events events, Collection<String> about) implements Events {
  @Override
  public long publish(Object event) {
    return publish(event, "");
  }

  @Override
  public long publish(Object event, String key) {
    return publish(event, key, Taint.NONE);
  }

  @Override
  public long publish(Object event, String key, Taint taint) {
    return events.publish(event, key, taint, about);
  }

  @Override
  public long publish(Object event, String key, Taint taint, Collection<String> others) {
    return events.publish(event, key, taint, with(others));
  }

  @Override
  public long publishOnce(Object event, String key, String id) {
    return events.publishOnce(event, key, id, about);
  }

  @Override
  public long publishOnce(Object event, String key, String id, Collection<String> others) {
    return events.publishOnce(event, key, id, with(others));
  }

  private Collection<String> with(Collection<String> others) {
    TreeSet<String> all = new TreeSet<>(about);
    all.addAll(others);
    return all;
  }

  @Override
  public void subscribe(Subscription<?> subscription) {
    events.subscribe(subscription);
  }

  @Override
  public long position(String subscription) {
    return events.position(subscription);
  }
}

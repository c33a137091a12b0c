package dev.aios.tests.simulation;

import dev.aios.api.Extension;
import dev.aios.api.event.Subscription;

/** Brings a subscription with it. */
record Subscriber(Subscription<?> subscription) implements Extension {
  @Override
  public String name() {
    return "subscriber";
  }

  @Override
  public void install(Installation on) {
    on.subscription(subscription);
  }
}

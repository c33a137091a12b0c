package dev.aios.core.internal.seal;

import dev.aios.api.event.Events;
import dev.aios.api.run.Runs;
import java.util.Collection;

/**
 * What somebody who works for people starts and publishes is about them too: the services that do
 * so, as that work is given them.
 */
public final class Inherited {
  private Inherited() {}

  /**
   * A service as work about somebody is given it.
   *
   * @param <T> the service
   * @param about whom the work is about
   * @param type the type of the service
   * @param service the service
   * @return the same, or one that adds those whom the work is about
   */
  public static <T> T by(Collection<String> about, Class<T> type, T service) {
    if (about.isEmpty()) {
      return service;
    }
    if (type == Runs.class) {
      return type.cast(new RunsAbout((Runs) service, about));
    }
    if (type == Events.class) {
      return type.cast(new EventsAbout((Events) service, about));
    }
    return service;
  }
}

package dev.aios.testkit;

import dev.aios.core.AiosBuilder;

/** Implemented by a test class that sets up the runtime of its {@link AiosTest}s. */
public interface AiosSetup {
  /**
   * Adds sagas, extensions, models, policies. Called for each test on its own instance, before it
   * and at each restart within it.
   *
   * @param aios the builder, with the test kit in it already
   */
  void setUp(AiosBuilder aios);
}

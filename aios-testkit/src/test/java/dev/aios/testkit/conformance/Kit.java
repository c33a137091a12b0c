package dev.aios.testkit.conformance;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs a conformance kit and tells which of its tests failed. */
public final class Kit {
  private Kit() {}

  public static Set<String> failedTestsOf(Class<?> kit) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(kit))
        .execute()
        .testEvents()
        .failed()
        .stream()
        .map(Event::getTestDescriptor)
        .map(test -> test.getDisplayName().replaceAll("\\(.*", ""))
        .collect(Collectors.toSet());
  }
}

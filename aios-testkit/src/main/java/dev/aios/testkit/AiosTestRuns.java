package dev.aios.testkit;

import dev.aios.testkit.AiosTest.On;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Runs an {@link AiosTest} on each journal that it asks for. Registered by that annotation; there
 * is no other use for it.
 */
public final class AiosTestRuns implements TestTemplateInvocationContextProvider {
  /** Made by JUnit. */
  public AiosTestRuns() {}

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getRequiredTestMethod(), AiosTest.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    AiosTest test =
        AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), AiosTest.class)
            .orElseThrow();
    return Stream.of(On.MEMORY, On.SQLITE)
        .filter(on -> test.journal() == on || test.journal() == On.BOTH)
        .map(on -> new OnJournal(on, test));
  }

  private record OnJournal(On on, AiosTest test) implements TestTemplateInvocationContext {
    @Override
    public String getDisplayName(int index) {
      return on == On.MEMORY ? "in memory" : "on SQLite";
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      AiosExtension extension = on == On.MEMORY ? AiosExtension.memory() : AiosExtension.sqlite();
      extension.seed(test.seed());
      if (test.oneAtATime()) {
        extension.oneAtATime();
      }
      return List.of(extension);
    }
  }
}

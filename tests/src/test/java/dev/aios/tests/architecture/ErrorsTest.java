package dev.aios.tests.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import dev.aios.api.AiosException;
import org.junit.jupiter.api.Test;

/** One small hierarchy of errors. */
class ErrorsTest {
  private static final ArchRule ONE_HIERARCHY =
      classes()
          .that(
              DescribedPredicate.describe(
                  "are exceptions", (JavaClass type) -> type.isAssignableTo(Exception.class)))
          .should()
          .beAssignableTo(AiosException.class);

  @Test
  void every_exception_is_an_aios_exception() {
    ONE_HIERARCHY.check(Published.CLASSES);
  }

  @Test
  void another_exception_is_found() {
    assertThat(
            ONE_HIERARCHY
                .evaluate(
                    new com.tngtech.archunit.core.importer.ClassFileImporter()
                        .importPackages("dev.aios.tests.architecture.fixture"))
                .hasViolation())
        .isTrue();
  }

  /** Errors that pass through {@code catch (Exception e)} on purpose are few, and named here. */
  @Test
  void errors_that_are_no_exceptions_are_known() {
    assertThat(Published.CLASSES.stream())
        .filteredOn(
            type -> type.isAssignableTo(Throwable.class) && !type.isAssignableTo(Exception.class))
        .extracting(JavaClass::getName)
        .containsExactlyInAnyOrder(
            "dev.aios.api.effect.Suspension",
            "dev.aios.testkit.fault.SimulatedCrash",
            "dev.aios.testkit.simulation.SimulationFailure");
  }
}

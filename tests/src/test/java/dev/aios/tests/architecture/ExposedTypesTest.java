package dev.aios.tests.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.EvaluationResult;
import org.junit.jupiter.api.Test;

/**
 * No public type shows a third party's type, so that none of them can break a host when it changes:
 * only the JDK, SLF4J, Jakarta Validation and the null annotations. The test kit shows JUnit and
 * AssertJ besides, because assertions and extensions of JUnit are what it is for.
 */
class ExposedTypesTest {
  private static final String[] ALLOWED = {
    "java", "javax.sql", "dev.aios", "org.slf4j", "jakarta.validation", "org.jspecify"
  };
  private static final String[] ALLOWED_IN_TESTKIT = {
    "java",
    "javax.sql",
    "dev.aios",
    "org.slf4j",
    "jakarta.validation",
    "org.jspecify",
    "org.junit.jupiter.api",
    "org.assertj.core"
  };

  @Test
  void public_types_show_no_third_partys_types() {
    classes()
        .that(ofUsers().and(DescribedPredicate.not(Published.in("dev.aios.testkit.."))))
        .should(new ExposedTypes(ALLOWED))
        .check(Published.CLASSES);
  }

  @Test
  void the_test_kit_shows_junit_and_assertj_besides() {
    classes()
        .that(ofUsers().and(Published.in("dev.aios.testkit..")))
        .should(new ExposedTypes(ALLOWED_IN_TESTKIT))
        .check(Published.CLASSES);
  }

  @Test
  void types_that_show_what_they_should_not_are_found() {
    assertThat(violationsIn(Published.FIXTURE))
        .anyMatch(text -> text.contains("argument returns"))
        .anyMatch(text -> text.contains("bound is bounded by"))
        .anyMatch(text -> text.contains("inside takes dev.aios.core.internal"))
        .noneMatch(text -> text.contains("hidden"));
  }

  private static java.util.List<String> violationsIn(JavaClasses classes) {
    EvaluationResult result =
        classes().that(ofUsers()).should(new ExposedTypes(ALLOWED)).evaluate(classes);
    return result.getFailureReport().getDetails();
  }

  /** Public types in exported packages, and public types within them. */
  private static DescribedPredicate<JavaClass> ofUsers() {
    return DescribedPredicate.describe(
        "public types outside internal packages",
        type -> isVisible(type) && !type.getPackageName().contains(".internal"));
  }

  private static boolean isVisible(JavaClass type) {
    boolean visible =
        type.getModifiers().contains(JavaModifier.PUBLIC)
            || type.getModifiers().contains(JavaModifier.PROTECTED);
    return visible && type.getEnclosingClass().map(ExposedTypesTest::isVisible).orElse(true);
  }
}

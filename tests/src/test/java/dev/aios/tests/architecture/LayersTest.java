package dev.aios.tests.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dependencies point one way: api, core, then memory, governance and testkit, then adapters. */
class LayersTest {
  @ParameterizedTest
  @ValueSource(strings = {"api", "core", "memory", "governance", "testkit", "onnx"})
  void every_module_is_looked_at(String module) {
    assertThat(Published.CLASSES)
        .anyMatch(found -> found.getPackageName().startsWith("dev.aios." + module));
  }

  @Test
  void the_api_depends_on_the_jdk_and_annotations_only() {
    classes()
        .that()
        .resideInAPackage("dev.aios.api..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.aios.api..", "java..", "org.jspecify..")
        .check(Published.CLASSES);
  }

  @ParameterizedTest
  @CsvSource({
    "core, api core",
    "memory, api core memory",
    "governance, api core governance",
    "testkit, api core testkit",
  })
  void a_module_knows_only_those_below_it(String module, String known) {
    String[] allowed =
        Arrays.stream(known.split(" "))
            .map(name -> "dev.aios." + name + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage("dev.aios." + module + "..")
        .should()
        .dependOnClassesThat(
            Published.in("dev.aios..")
                .and(DescribedPredicate.not(Published.in(allowed)).as("of other modules")))
        .allowEmptyShould(true)
        .check(Published.CLASSES);
  }

  @Test
  void the_insides_of_a_module_are_its_own() {
    for (String module : new String[] {"core", "memory", "governance", "testkit"}) {
      noClasses()
          .that(
              Published.in("dev.aios..")
                  .and(DescribedPredicate.not(Published.in("dev.aios." + module + ".."))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.aios." + module + "..internal..")
          .allowEmptyShould(true)
          .check(Published.CLASSES);
    }
  }
}

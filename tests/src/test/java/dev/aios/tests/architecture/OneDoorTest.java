package dev.aios.tests.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import dev.aios.api.effect.EffectFunction;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** There is no second way out. */
class OneDoorTest {
  /**
   * What is itself the code of an effect may call the code that it wraps: a tool's, to charge its
   * price; a model's, to seal what it says. Such a call stands in a lambda that is given to {@code
   * Effect.by}.
   */
  private static final Set<String> WRAP =
      Set.of(
          "dev.aios.core.internal.agent.ToolCalls", "dev.aios.memory.internal.seal.SealedEffects");

  private static final DescribedPredicate<JavaAccess<?>> PERFORMS =
      DescribedPredicate.describe(
          "the code of an effect",
          access ->
              access.getTarget().getName().equals("perform")
                  && access.getTargetOwner().isAssignableTo(EffectFunction.class)
                  && !(WRAP.contains(access.getOriginOwner().getName())
                      && access.isDeclaredInLambda()));

  @Test
  void only_the_door_performs_effects() {
    noClasses()
        .that(DescribedPredicate.not(Published.in("dev.aios.core.internal.door")))
        .should()
        .accessTargetWhere(PERFORMS)
        .check(Published.CLASSES);
  }

  @Test
  void a_second_door_is_found() {
    assertThat(
            noClasses()
                .should()
                .accessTargetWhere(PERFORMS)
                .evaluate(Published.FIXTURE)
                .getFailureReport()
                .getDetails())
        .anyMatch(text -> text.contains("Leaky.perform("))
        .anyMatch(text -> text.contains("Leaky.performByReference("));
  }

  /** What reaches outside is the code of a host's or an adapter's effect, never of these jars. */
  @Test
  void the_five_jars_open_no_connections_and_start_no_processes() {
    noClasses()
        .that(Published.in(Published.FIVE_JARS))
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.net\\.http\\..*|java\\.net\\.(Server|Datagram)?Socket|java\\.net\\.URLConnection"
                + "|java\\.nio\\.channels\\..*Socket.*|java\\.lang\\.ProcessBuilder|java\\.lang\\.Process")
        .check(Published.CLASSES);
  }
}

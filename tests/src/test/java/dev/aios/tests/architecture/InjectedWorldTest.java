package dev.aios.tests.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** Time, ids, randomness and threads come from the world, so that a simulation owns them all. */
class InjectedWorldTest {
  /** What nobody calls but a world, by class; all methods where none is named. */
  private static final Map<String, Set<String>> FORBIDDEN =
      Map.ofEntries(
          Map.entry("java.lang.System", Set.of("currentTimeMillis", "nanoTime")),
          Map.entry("java.time.Instant", Set.of("now")),
          Map.entry("java.time.LocalDate", Set.of("now")),
          Map.entry("java.time.LocalTime", Set.of("now")),
          Map.entry("java.time.LocalDateTime", Set.of("now")),
          Map.entry("java.time.ZonedDateTime", Set.of("now")),
          Map.entry("java.time.OffsetDateTime", Set.of("now")),
          Map.entry("java.time.YearMonth", Set.of("now")),
          Map.entry("java.time.Year", Set.of("now")),
          Map.entry(
              "java.time.Clock",
              Set.of("systemUTC", "systemDefaultZone", "system", "tickMillis", "tickSeconds")),
          Map.entry("java.time.InstantSource", Set.of("system")),
          Map.entry("java.lang.Thread", Set.of("sleep")),
          Map.entry("java.util.concurrent.TimeUnit", Set.of("sleep")),
          Map.entry("java.util.UUID", Set.of("randomUUID")),
          Map.entry("java.lang.Math", Set.of("random")),
          Map.entry("java.util.concurrent.ThreadLocalRandom", Set.of()),
          Map.entry("java.security.SecureRandom", Set.of()));

  /** What nobody calls without a seed. */
  private static final Map<String, Set<String>> UNSEEDED =
      Map.of("java.util.Random", Set.of("<init>"), "java.util.SplittableRandom", Set.of("<init>"));

  /** What starts threads, or hands work to threads that are not the world's. */
  private static final Map<String, Set<String>> THREADS =
      Map.of(
          "java.lang.Thread", Set.of("<init>", "ofVirtual", "ofPlatform"),
          "java.util.concurrent.Executors", Set.of(),
          "java.util.concurrent.ForkJoinPool", Set.of(),
          "java.util.Timer", Set.of());

  /** What does so unless it is given an executor. */
  private static final Map<String, Set<String>> THREADS_UNGIVEN =
      Map.of(
          "java.util.concurrent.CompletableFuture",
          Set.of(
              "supplyAsync",
              "runAsync",
              "thenRunAsync",
              "thenApplyAsync",
              "thenAcceptAsync",
              "thenComposeAsync",
              "whenCompleteAsync",
              "handleAsync",
              "orTimeout",
              "completeOnTimeout"));

  /** The real world and what it is made of, the virtual one, and test code. */
  private static final String[] WORLDS = {
    "dev.aios.core.internal", "dev.aios.testkit.world", "dev.aios.testkit.conformance"
  };

  /** What nobody but a world may call. */
  private static final DescribedPredicate<JavaAccess<?>> TIME_AND_CHANCE =
      calling("a clock or randomness", FORBIDDEN, UNSEEDED, long.class);

  private static final DescribedPredicate<JavaAccess<?>> OWN_THREADS =
      calling("threads of its own", THREADS, THREADS_UNGIVEN, Executor.class);

  @Test
  void nobody_but_a_world_reads_a_clock_or_draws() {
    noClasses()
        .that(DescribedPredicate.not(Published.in(WORLDS)))
        .should()
        .accessTargetWhere(TIME_AND_CHANCE)
        .check(Published.CLASSES);
  }

  /** Adapters may use the threads of what they adapt. */
  @Test
  void nobody_but_a_world_has_threads() {
    noClasses()
        .that(
            Published.in(Published.FIVE_JARS)
                .and(DescribedPredicate.not(Published.in(WORLDS)).as("that are no worlds")))
        .should()
        .accessTargetWhere(OWN_THREADS)
        .check(Published.CLASSES);
  }

  @Test
  void each_way_around_the_world_is_found() {
    assertThat(violationsIn(Published.FIXTURE))
        .anyMatch(text -> text.contains("Thread.sleep"))
        .anyMatch(text -> text.contains("System.nanoTime"))
        .anyMatch(text -> text.contains("System.currentTimeMillis"))
        .anyMatch(text -> text.contains("UUID.randomUUID"))
        .anyMatch(text -> text.contains("java.util.Random.<init>()"))
        .anyMatch(text -> text.contains("java.lang.Thread.<init>"))
        .anyMatch(text -> text.contains("Executors.newCachedThreadPool"))
        .anyMatch(text -> text.contains("supplyAsync(java.util.function.Supplier)"))
        .noneMatch(text -> text.contains("fine("));
  }

  private static List<String> violationsIn(JavaClasses classes) {
    return noClasses()
        .should()
        .accessTargetWhere(TIME_AND_CHANCE.or(OWN_THREADS))
        .evaluate(classes)
        .getFailureReport()
        .getDetails();
  }

  /** Accesses to methods by class and name: of one map always, of the other without a parameter. */
  private static DescribedPredicate<JavaAccess<?>> calling(
      String what,
      Map<String, Set<String>> always,
      Map<String, Set<String>> without,
      Class<?> parameter) {
    return DescribedPredicate.describe(
        what,
        access -> {
          AccessTarget target = access.getTarget();
          String owner = target.getOwner().getName();
          Set<String> names = always.get(owner);
          if (names != null && (names.isEmpty() || names.contains(target.getName()))) {
            return true;
          }
          return without.getOrDefault(owner, Set.of()).contains(target.getName())
              && target instanceof AccessTarget.CodeUnitAccessTarget code
              && code.getRawParameterTypes().stream()
                  .noneMatch(type -> type.isEquivalentTo(parameter));
        });
  }
}

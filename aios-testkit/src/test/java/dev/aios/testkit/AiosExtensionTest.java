package dev.aios.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.aios.api.run.Run;
import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import dev.aios.core.AiosBuilder;
import dev.aios.testkit.AiosTest.On;
import dev.aios.testkit.world.VirtualWorld;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** Runs test classes of a host, good ones and bad ones, and looks at what JUnit reports. */
class AiosExtensionTest {
  private static final List<TestBed> SEEN = Collections.synchronizedList(new ArrayList<>());

  private static Events run(Class<?> tests) {
    SEEN.clear();
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(tests))
        .execute()
        .testEvents();
  }

  private static String failureOf(Events events) {
    Event failed = events.failed().stream().findFirst().orElseThrow();
    return String.valueOf(
        failed
            .getPayload(org.junit.platform.engine.TestExecutionResult.class)
            .flatMap(org.junit.platform.engine.TestExecutionResult::getThrowable)
            .orElseThrow()
            .getMessage());
  }

  static class OnEachJournal {
    @AiosTest
    void test(TestBed bed) {
      SEEN.add(bed);
    }

    @AiosTest(journal = On.MEMORY)
    void memory(TestBed bed) {
      SEEN.add(bed);
    }

    @AiosTest(journal = On.SQLITE)
    void sqlite(TestBed bed) {
      SEEN.add(bed);
    }
  }

  @Test
  void a_test_runs_on_each_journal_that_it_asks_for_with_a_bed_of_its_own() {
    Events events = run(OnEachJournal.class);

    events.assertStatistics(statistics -> statistics.succeeded(4).failed(0));
    assertThat(events.finished().map(event -> event.getTestDescriptor().getDisplayName()))
        .containsExactlyInAnyOrder("in memory", "on SQLite", "in memory", "on SQLite");
    assertThat(SEEN).doesNotHaveDuplicates();
    assertThat(SEEN).allSatisfy(AiosExtensionTest::assertClosed);
  }

  private static void assertClosed(TestBed bed) {
    assertThat(org.assertj.core.api.Assertions.catchThrowable(bed::aios))
        .hasMessageContaining("closed");
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> bed.journal().head()))
        .isInstanceOf(dev.aios.api.ClosedException.class);
  }

  static class LeavesTasks {
    @AiosTest(journal = On.MEMORY)
    void test(TestBed bed, VirtualWorld world) {
      SEEN.add(bed);
      world
          .executor()
          .execute(
              () -> {
                throw new IllegalStateException("a task of the host failed");
              });
      world.runUntilIdle();
    }
  }

  @Test
  void a_task_that_throws_fails_the_test() {
    Events events = run(LeavesTasks.class);

    events.assertStatistics(statistics -> statistics.succeeded(0).failed(1));
    assertThat(failureOf(events)).contains("A task of the world threw an error");
    assertThat(SEEN).allSatisfy(AiosExtensionTest::assertClosed);
  }

  static class Fails {
    @AiosTest(journal = On.SQLITE)
    void test(TestBed bed) {
      SEEN.add(bed);
      throw new AssertionError("the test's own failure");
    }
  }

  @Test
  void a_test_that_fails_is_cleaned_up_after_and_keeps_its_failure() throws Exception {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    List<Path> before = foldersIn(temporary);

    Events events = run(Fails.class);

    assertThat(failureOf(events)).isEqualTo("the test's own failure");
    assertThat(SEEN).allSatisfy(AiosExtensionTest::assertClosed);
    assertThat(foldersIn(temporary)).isEqualTo(before);
  }

  private static List<Path> foldersIn(Path temporary) throws Exception {
    try (var files = Files.list(temporary)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("aios-test-"))
          .sorted()
          .toList();
    }
  }

  static class SetsUp implements AiosSetup {
    static final Saga<String, String> SAGA =
        Saga.named("greet", 1, String.class).step("hello", (String who) -> "hello " + who).build();

    @RegisterExtension final AiosExtension extension = AiosExtension.sqlite().with(this::more);

    private final List<String> order = new ArrayList<>();

    private void more(AiosBuilder aios) {
      order.add("extension");
      aios.saga(SAGA);
    }

    @Override
    public void setUp(AiosBuilder aios) {
      order.add("class");
    }

    @Test
    void test(Aios aios, TestBed bed) {
      assertThat(order).containsExactly("extension", "class");
      Run<String> run = aios.start(SAGA, "ada", "1");
      assertThat(run.await(Duration.ofMinutes(1))).isEqualTo("hello ada");
      Aios next = bed.restart();
      assertThat(next.runs().get(run.id()).result()).contains("hello ada");
      assertThat(order).hasSize(4);
    }
  }

  @Test
  void a_registered_extension_serves_plain_tests_and_sets_up_at_each_start() {
    Events events = run(SetsUp.class);

    events.assertStatistics(statistics -> statistics.succeeded(1).failed(0));
  }

  @ExtendWith(AiosExtension.class)
  static class Extended {
    @Test
    void test(Aios aios) {
      assertThat(aios.journal().verify().ok()).isTrue();
    }
  }

  @Test
  void the_extension_may_be_named_on_the_class() {
    run(Extended.class).assertStatistics(statistics -> statistics.succeeded(1).failed(0));
  }

  @ExtendWith(AiosExtension.class)
  static class AsksTooEarly {
    @SuppressWarnings("unused")
    AsksTooEarly(Aios aios) {}

    @Test
    void test() {}
  }

  @Test
  void a_constructor_that_asks_for_a_part_is_told_why_there_is_none() {
    Events events = run(AsksTooEarly.class);

    assertThat(failureOf(events)).contains("in test methods and @AfterEach methods only");
  }
}

package dev.aios.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.aios.api.Extension;
import dev.aios.api.journal.Journal;
import dev.aios.api.run.Run;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Codec;
import dev.aios.core.Aios;
import dev.aios.core.journal.MemoryJournal;
import dev.aios.testkit.TestBed;
import dev.aios.testkit.world.VirtualWorld;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The contract of {@link Extension} as tests. Extend it in the tests of an extension:
 *
 * <pre>{@code
 * class MyExtensionTest extends ExtensionConformance {
 *   @Override
 *   protected Extension extension() {
 *     return new MyExtension();
 *   }
 *
 *   @Override
 *   protected void use(Aios aios) {
 *     aios.service(MyService.class).add("something");
 *   }
 * }
 * }</pre>
 */
@Timeout(120)
public abstract class ExtensionConformance {
  private static final Saga<String, String> SAGA =
      Saga.named("greet", 1, String.class)
          .step("hello", (String who) -> "hello " + who)
          .idempotent()
          .build();

  /** For subclasses. */
  protected ExtensionConformance() {}

  /**
   * The extension under test.
   *
   * @return a new one at every call
   */
  protected abstract Extension extension();

  /**
   * Uses the extension in a runtime, so that there is something to close and to find again.
   *
   * @param aios a runtime in which it is installed
   */
  protected void use(Aios aios) {}

  private TestBed bed() {
    return TestBed.memory().with(aios -> aios.extension(extension())).open();
  }

  private static void run(TestBed bed, String key) {
    Run<String> run = bed.aios().start(SAGA, "ada", key);
    assertThat(run.await(Duration.ofMinutes(1))).isEqualTo("hello ada");
  }

  @Test
  void it_has_a_name_that_stays() {
    assertThat(extension().name()).isNotBlank().isEqualTo(extension().name());
    assertThat(extension()).as("a new one at every call").isNotSameAs(extension());
  }

  @Test
  void to_install_it_starts_no_work_and_writes_nothing() {
    try (VirtualWorld world = VirtualWorld.create()) {
      Journal journal = new MemoryJournal(world);
      Extension extension = extension();

      extension.install(installation(journal, world));
      world.runUntilIdle();

      assertThat(journal.head()).as("records in the journal").isZero();
      assertThat(world.tasksRun()).as("tasks begun").isZero();
      assertThat(world.nextDue()).as("tasks scheduled").isEmpty();
      extension.close();
    }
  }

  private static InstallationRecord installation(Journal journal, VirtualWorld world) {
    Codec codec =
        ServiceLoader.load(Codec.class)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("aios-core is missing: it has the codec"));
    return new InstallationRecord(journal, codec, world);
  }

  @Test
  void runs_go_on_beside_it() {
    try (TestBed bed = bed()) {
      use(bed.aios());
      run(bed, "1");
      bed.world().advance(Duration.ofHours(2));

      assertThat(bed.journal().verify().ok()).isTrue();
      assertThat(bed.world().failures()).isEmpty();
    }
  }

  @Test
  void what_it_registers_is_found_in_the_runtime() {
    try (TestBed bed = bed();
        VirtualWorld world = VirtualWorld.create()) {
      InstallationRecord registered = installation(new MemoryJournal(world), world);
      Extension extension = extension();
      extension.install(registered);
      Set<Class<?>> services = registered.services().keySet();

      for (Class<?> service : services) {
        assertThat(bed.aios().<Object>service(asObject(service))).isInstanceOf(service);
      }
      extension.close();
    }
  }

  @SuppressWarnings("unchecked") // the class of a service stands for the service
  private static Class<Object> asObject(Class<?> type) {
    return (Class<Object>) type;
  }

  @Test
  void closed_it_leaves_nothing_scheduled() {
    try (TestBed bed = bed()) {
      use(bed.aios());
      bed.world().advance(Duration.ofMinutes(5));

      bed.aios().close();
      bed.world().advance(Duration.ofMinutes(5));

      assertThat(bed.world().nextDue()).as("tasks scheduled").isEmpty();
      assertThat(bed.world().failures()).isEmpty();
    }
  }

  @Test
  void it_may_be_closed_twice_and_without_having_been_installed() {
    Extension never = extension();
    assertThatCode(never::close).doesNotThrowAnyException();
    assertThatCode(never::close).doesNotThrowAnyException();
    Extension once = extension();
    try (TestBed bed = TestBed.memory().with(aios -> aios.extension(once)).open()) {
      use(bed.aios());
    }
    assertThatCode(once::close).doesNotThrowAnyException();
  }

  @Test
  void it_goes_on_after_a_restart() {
    try (TestBed bed = bed()) {
      use(bed.aios());
      run(bed, "1");

      use(bed.restart());
      run(bed, "2");

      assertThat(bed.journal().verify().ok()).isTrue();
      assertThat(bed.world().failures()).isEmpty();
    }
  }

  @Test
  void it_goes_on_after_its_process_was_killed() {
    try (TestBed bed = bed()) {
      use(bed.aios());
      bed.process().kill();

      use(bed.restart());
      run(bed, "2");

      assertThat(bed.journal().verify().ok()).isTrue();
    }
  }

  @Test
  void two_runtimes_in_one_process_do_not_disturb_each_other() {
    try (TestBed other = bed()) {
      try (TestBed one = bed()) {
        use(one.aios());
        use(other.aios());
      }
      run(other, "1");
    }
  }
}

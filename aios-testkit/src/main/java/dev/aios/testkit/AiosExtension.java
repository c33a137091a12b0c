package dev.aios.testkit;

import dev.aios.api.event.Events;
import dev.aios.api.inbox.Inbox;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Verification;
import dev.aios.api.run.Runs;
import dev.aios.core.Aios;
import dev.aios.core.AiosBuilder;
import dev.aios.testkit.effect.EffectRecorder;
import dev.aios.testkit.fault.Faults;
import dev.aios.testkit.fault.FaultyJournal;
import dev.aios.testkit.fault.SimulatedCrash;
import dev.aios.testkit.model.ScriptedModel;
import dev.aios.testkit.world.VirtualWorld;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test a {@link TestBed} of its own, and hands it and its parts to the test's
 * parameters. {@link AiosTest} does this for a test method on both journals; use the extension
 * itself to have it for plain {@code @Test} methods:
 *
 * <pre>{@code
 * @RegisterExtension
 * final AiosExtension aios = AiosExtension.memory().with(builder -> builder.saga(invoicing));
 * }</pre>
 *
 * <p>A test class that is an {@link AiosSetup} sets up the runtime too. When a test ends,
 * everything is closed; a test that passed fails nevertheless if its journal does not verify, or if
 * a task of its world threw something.
 */
public final class AiosExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(AiosExtension.class);

  private static final Map<Class<?>, Function<TestBed, Object>> PARTS =
      Map.ofEntries(
          Map.entry(TestBed.class, bed -> bed),
          Map.entry(Aios.class, TestBed::aios),
          Map.entry(VirtualWorld.class, TestBed::world),
          Map.entry(Journal.class, TestBed::journal),
          Map.entry(FaultyJournal.class, TestBed::journalFaults),
          Map.entry(Faults.class, TestBed::faults),
          Map.entry(EffectRecorder.class, TestBed::recorder),
          Map.entry(ScriptedModel.class, TestBed::model),
          Map.entry(Runs.class, bed -> bed.aios().runs()),
          Map.entry(Inbox.class, bed -> bed.aios().inbox()),
          Map.entry(Events.class, bed -> bed.aios().events()));

  private final boolean onSqlite;
  private final List<Consumer<? super AiosBuilder>> setups = new ArrayList<>();
  private long seed = 1;
  private boolean oneAtATime;

  /** For {@code @ExtendWith}: the journal is in memory. */
  public AiosExtension() {
    this(false);
  }

  private AiosExtension(boolean onSqlite) {
    this.onSqlite = onSqlite;
  }

  /**
   * Test beds whose journal is in memory.
   *
   * @return the extension
   */
  public static AiosExtension memory() {
    return new AiosExtension(false);
  }

  /**
   * Test beds whose journal is a SQLite file, in a folder that is removed after the test.
   *
   * @return the extension
   */
  public static AiosExtension sqlite() {
    return new AiosExtension(true);
  }

  /**
   * Sets up the runtime, at each start.
   *
   * @param setup adds sagas, extensions, models, policies
   * @return this
   */
  public AiosExtension with(Consumer<? super AiosBuilder> setup) {
    setups.add(setup);
    return this;
  }

  /**
   * Sets what ids, random numbers, random faults and choices are drawn from.
   *
   * @param value the seed; 1 unless set
   * @return this
   */
  public AiosExtension seed(long value) {
    seed = value;
    return this;
  }

  /**
   * Runs one task at a time in an order drawn from the seed.
   *
   * @return this
   */
  public AiosExtension oneAtATime() {
    oneAtATime = true;
    return this;
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    Path folder = onSqlite ? Files.createTempDirectory("aios-test-") : null;
    TestBed.Builder builder =
        folder == null ? TestBed.memory() : TestBed.sqlite(folder.resolve("aios.db"));
    builder.seed(seed);
    if (oneAtATime) {
      builder.oneAtATime();
    }
    setups.forEach(builder::with);
    context
        .getRequiredTestInstances()
        .getAllInstances()
        .forEach(
            instance -> {
              if (instance instanceof AiosSetup setup) {
                builder.with(setup::setUp);
              }
            });
    ExtensionContext.Store store = context.getStore(NAMESPACE);
    if (folder != null) {
      store.put(Path.class, folder);
    }
    store.put(TestBed.class, builder.open());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    ExtensionContext.Store store = context.getStore(NAMESPACE);
    TestBed bed = store.remove(TestBed.class, TestBed.class);
    Path folder = store.remove(Path.class, Path.class);
    try {
      if (bed != null) {
        end(bed, context.getExecutionException().isEmpty());
      }
    } finally {
      if (folder != null) {
        delete(folder);
      }
    }
  }

  private static void end(TestBed bed, boolean passed) {
    Verification verification;
    try {
      verification = bed.journal().verify();
    } finally {
      bed.close();
    }
    if (!passed) {
      return; // what is wrong is told already
    }
    if (!verification.ok()) {
      throw new AssertionError(
          "After the test the journal does not verify: record "
              + verification.firstBad()
              + ": "
              + verification.problem());
    }
    for (Throwable failure : bed.world().failures()) {
      if (!(failure instanceof SimulatedCrash)) {
        throw new AssertionError("A task of the world threw an error, and must not", failure);
      }
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove the folder of the test " + folder, e);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return PARTS.containsKey(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    TestBed bed = context.getStore(NAMESPACE).get(TestBed.class, TestBed.class);
    if (bed == null) {
      throw new org.junit.jupiter.api.extension.ParameterResolutionException(
          "the parts of a test bed are there in test methods and @AfterEach methods only, each test"
              + " has its own");
    }
    Function<TestBed, Object> part = PARTS.get(parameter.getParameter().getType());
    return java.util.Objects.requireNonNull(part).apply(bed);
  }
}

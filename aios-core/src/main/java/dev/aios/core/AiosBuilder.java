package dev.aios.core;

import dev.aios.api.ConflictException;
import dev.aios.api.Extension;
import dev.aios.api.InvalidInputException;
import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import dev.aios.api.memory.TokenCounter;
import dev.aios.api.model.ChatModel;
import dev.aios.api.model.ModelOffer;
import dev.aios.api.model.Tier;
import dev.aios.api.policy.Policy;
import dev.aios.api.proof.SigningKey;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Upcaster;
import dev.aios.core.archive.ArchiveRule;
import dev.aios.core.internal.Given;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.internal.door.BreakerOptions;
import dev.aios.core.journal.MemoryJournal;
import dev.aios.core.journal.PostgresJournal;
import dev.aios.core.journal.PostgresOptions;
import dev.aios.core.journal.SqliteJournal;
import dev.aios.core.model.ModelOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Options of a runtime. Not thread-safe. */
public final class AiosBuilder {
  private @Nullable Function<World, Journal> journal;
  private boolean ownsJournal;
  private @Nullable World world;
  private final List<Extension> extensions = new ArrayList<>();
  private final RuntimeOptions options = new RuntimeOptions();
  private boolean discover;

  AiosBuilder() {}

  /**
   * Keeps everything in one SQLite file.
   *
   * @param file the file; made if it is absent
   * @return this
   */
  public AiosBuilder sqlite(Path file) {
    given("the journal file", file);
    journal = inWorld -> SqliteJournal.open(file, inWorld);
    ownsJournal = true;
    return this;
  }

  /**
   * Keeps everything in a PostgreSQL database, in schema {@code aios}: for several nodes.
   *
   * @param url {@code jdbc:postgresql:} and what PostgreSQL's driver understands
   * @return this
   */
  public AiosBuilder postgres(String url) {
    given("the journal URL", url);
    journal = inWorld -> PostgresJournal.open(url, inWorld);
    ownsJournal = true;
    return this;
  }

  /**
   * Keeps everything in a PostgreSQL database that the host has a data source for.
   *
   * @param source gives connections; the caller closes it after the runtime
   * @param options the schema, for example
   * @return this
   */
  public AiosBuilder postgres(DataSource source, PostgresOptions options) {
    given("the data source", source);
    given("the options", options);
    journal = inWorld -> PostgresJournal.open(source, inWorld, options);
    ownsJournal = true;
    return this;
  }

  /**
   * Keeps everything in memory: for tests, nothing survives the process.
   *
   * @return this
   */
  public AiosBuilder memory() {
    journal = MemoryJournal::new;
    ownsJournal = true;
    return this;
  }

  /**
   * Uses a journal that the caller opened and closes.
   *
   * @param opened the journal, open
   * @return this
   */
  public AiosBuilder journal(Journal opened) {
    given("the journal", opened);
    journal = inWorld -> opened;
    ownsJournal = false;
    return this;
  }

  /**
   * Takes time, ids, randomness and threads from elsewhere, for example from the test kit.
   *
   * @param value the world; the real one unless set
   * @return this
   */
  public AiosBuilder world(World value) {
    world = given("the world", value);
    return this;
  }

  /**
   * Installs an extension.
   *
   * @param extension the extension; its name is unique in the runtime
   * @return this
   */
  public AiosBuilder extension(Extension extension) {
    extensions.add(given("an extension", extension));
    return this;
  }

  /**
   * Installs every extension that {@link ServiceLoader} finds, after those installed explicitly;
   * one whose name is taken is left out.
   *
   * @return this
   */
  public AiosBuilder discover() {
    discover = true;
    return this;
  }

  /**
   * Offers a chat model.
   *
   * @param tier its tier
   * @param model the model
   * @return this
   */
  public AiosBuilder model(Tier tier, ChatModel model) {
    return model(ModelOffer.of(tier, model));
  }

  /**
   * Offers a chat model.
   *
   * @param offer the model with its tier, latency and accuracy
   * @return this
   */
  public AiosBuilder model(ModelOffer offer) {
    options.models.add(given("a model", offer));
    return this;
  }

  /**
   * Sets how models are called: retries, timeout, the cache of answers.
   *
   * @param value the options
   * @return this
   */
  public AiosBuilder modelOptions(ModelOptions value) {
    options.modelOptions = given("the model options", value);
    return this;
  }

  /**
   * Counts tokens exactly for estimates of cost.
   *
   * @param counter the counter; a rough estimate unless set
   * @return this
   */
  public AiosBuilder tokenCounter(TokenCounter counter) {
    options.tokenCounter = counter;
    return this;
  }

  /**
   * Adds a policy, before those of extensions.
   *
   * @param policy the policy
   * @return this
   */
  public AiosBuilder policy(Policy policy) {
    options.policies.add(given("a policy", policy));
    return this;
  }

  /**
   * Makes a definition known from the start, so that its interrupted runs go on at once.
   *
   * @param saga the definition
   * @return this
   */
  public AiosBuilder saga(Saga<?, ?> saga) {
    options.sagas.add(given("a saga", saga));
    return this;
  }

  /**
   * Adds a reader of old payloads.
   *
   * @param upcaster lifts one version of one type
   * @return this
   */
  public AiosBuilder upcaster(Upcaster upcaster) {
    options.upcasters.add(given("an upcaster", upcaster));
    return this;
  }

  /**
   * Stores a type under a name of its own instead of its class name, so that the class can be
   * renamed.
   *
   * @param name the name
   * @param type the type
   * @return this
   */
  public AiosBuilder alias(String name, Class<?> type) {
    Class<?> other =
        options.aliases.put(given("an alias", name), given("the type of " + name, type));
    if (other != null && other != type) {
      throw new InvalidInputException(
          "runtime", "alias '" + name + "' is that of " + other.getName() + " already");
    }
    return this;
  }

  /**
   * Limits the size of one payload.
   *
   * @param bytes the most bytes of JSON; 1 MiB unless set
   * @return this
   */
  public AiosBuilder maxPayloadBytes(int bytes) {
    options.maxPayloadBytes = Given.atLeastOne("runtime", "the most bytes of a payload", bytes);
    return this;
  }

  /**
   * Sets the circuit breaker of every target.
   *
   * @param failureRate the share of failed calls that opens it, above 0 to 1; 0.5 unless set
   * @param window how many of the last calls count; 20 unless set
   * @param open how long it stays open; 30 seconds unless set
   * @return this
   */
  public AiosBuilder breaker(double failureRate, int window, Duration open) {
    options.breaker = new BreakerOptions(failureRate, window, open);
    return this;
  }

  /**
   * Signs heads of the journal's tree, so that nobody can rewrite it unnoticed, not even by the
   * whole file: every 10 minutes or 100,000 records while records are written, and at the close.
   *
   * @param key whose name is that of the journal for ever; all nodes have the same
   * @return this
   */
  public AiosBuilder signedBy(SigningKey key) {
    options.signingKey = given("the signing key", key);
    return this;
  }

  /**
   * Sets how often heads are signed. An idle journal has none.
   *
   * @param time the most time between two heads
   * @param records as many records that no head covers make one due; 1 or more
   * @return this
   */
  public AiosBuilder headEvery(Duration time, int records) {
    options.headEvery = Given.positive("headEvery", time);
    options.headRecords = Given.atLeastOne("runtime", "the records of headEvery", records);
    return this;
  }

  /**
   * Sets how long another machine waits before it takes over this node's runs.
   *
   * @param time 15 seconds unless set; on the same machine a dead process is noticed at once
   * @return this
   */
  public AiosBuilder lease(Duration time) {
    options.lease = Given.positive("lease", time);
    return this;
  }

  /**
   * Sets how often the journal is looked at for what other processes did.
   *
   * @param every 250 ms unless set
   * @return this
   */
  public AiosBuilder poll(Duration every) {
    options.poll = Given.positive("poll", every);
    return this;
  }

  /**
   * Sets how many runs may be under way in this process. A start beyond that waits, or is refused
   * if it says {@link dev.aios.api.run.StartOptions#orRefuse}; runs that wait for a time, a person
   * or a signal are not under way.
   *
   * @param runs 10,000 unless set; 1 or more
   * @return this
   */
  public AiosBuilder mostRuns(int runs) {
    options.mostRuns = Given.atLeastOne("runtime", "mostRuns", runs);
    return this;
  }

  /**
   * Sets how long a close waits for what is under way.
   *
   * @param time 10 seconds unless set
   * @return this
   */
  public AiosBuilder grace(Duration time) {
    if (time.isNegative()) {
      throw new InvalidInputException("grace", time + " is negative, must be zero or more");
    }
    options.grace = time;
    return this;
  }

  /**
   * Moves the records of runs that ended long ago into archive files.
   *
   * @param rule which, where and when; nothing is archived unless set
   * @return this
   */
  public AiosBuilder archive(ArchiveRule rule) {
    options.archive = given("the archive rule", rule);
    return this;
  }

  private static <T> T given(String argument, @Nullable T value) {
    return Given.notNull("runtime", argument, value);
  }

  /**
   * Opens the runtime and takes up what was interrupted.
   *
   * @return the runtime, running
   * @throws InvalidInputException if no journal was chosen
   * @throws ConflictException if two extensions have one name or register the same service
   * @throws dev.aios.api.StorageException if the journal cannot be opened
   */
  public Aios open() {
    Function<World, Journal> opener = journal;
    if (opener == null) {
      throw new InvalidInputException(
          "runtime", "no journal: say sqlite, postgres, memory or journal");
    }
    List<Extension> all = ChosenExtensions.all(extensions, discover);
    World given = world;
    World used = given == null ? new SystemWorld() : given;
    Journal opened;
    try {
      opened = opener.apply(used);
    } catch (RuntimeException | Error e) {
      closeOwn(used, given);
      throw e;
    }
    AiosRuntime runtime = null;
    try {
      runtime = new AiosRuntime(opened, ownsJournal, used, given == null, all, options);
      runtime.start();
      return new Aios(runtime);
    } catch (RuntimeException | Error e) {
      if (runtime != null) {
        runtime.close();
      } else {
        if (ownsJournal) {
          opened.close();
        }
        closeOwn(used, given);
      }
      throw e;
    }
  }

  private static void closeOwn(World used, @Nullable World given) {
    if (given == null && used instanceof SystemWorld own) {
      own.close();
    }
  }
}

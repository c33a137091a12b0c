package dev.aios.core;

import dev.aios.api.Extension;
import dev.aios.api.InvalidInputException;
import dev.aios.api.World;
import dev.aios.api.batch.Batches;
import dev.aios.api.effect.Effects;
import dev.aios.api.event.Events;
import dev.aios.api.inbox.Inbox;
import dev.aios.api.journal.Journal;
import dev.aios.api.model.Models;
import dev.aios.api.proof.Proofs;
import dev.aios.api.queue.Queues;
import dev.aios.api.run.Debounce;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.run.Runs;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.api.schedule.Schedules;
import dev.aios.api.value.Codec;
import dev.aios.core.archive.Archive;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The runtime: one journal, one door, and everything that runs on them. Open it once in a process,
 * share it between threads, close it at the end. Thread-safe.
 *
 * <pre>{@code
 * try (Aios aios = Aios.open("jdbc:sqlite:company.db")) {
 *   Run<Receipt> run = aios.start(invoicing, timesheet, "timesheet/2026-11");
 *   aios.inbox().open().forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>Kill the process at any instant and open the same journal again: every run goes on where it
 * stood, once its saga is {@linkplain #register registered} or started again.
 */
public final class Aios implements AutoCloseable {
  private final AiosRuntime runtime;

  Aios(AiosRuntime runtime) {
    this.runtime = runtime;
  }

  /**
   * Opens a runtime on a SQLite file or a PostgreSQL database, with every extension that {@link
   * java.util.ServiceLoader} finds.
   *
   * @param url {@code jdbc:sqlite:} and the file's path, the file is made if it is absent; or
   *     {@code jdbc:postgresql:} and what PostgreSQL's driver understands, the schema {@code aios}
   *     is made
   * @return the runtime, running
   * @throws InvalidInputException if the URL is of another form, or the path is a folder
   * @throws dev.aios.api.StorageException if the file is no journal, or cannot be read or written
   */
  public static Aios open(String url) {
    if (url != null && url.startsWith("jdbc:postgresql:")) {
      return builder().postgres(url).discover().open();
    }
    String prefix = "jdbc:sqlite:";
    if (url == null || !url.startsWith(prefix) || url.length() == prefix.length()) {
      throw new InvalidInputException(
          "journal URL",
          "'" + url + "' is not of the form jdbc:sqlite:company.db or jdbc:postgresql://host/db");
    }
    Path file;
    try {
      file = Path.of(url.substring(prefix.length()));
    } catch (InvalidPathException e) {
      throw new InvalidInputException(
          "journal URL", "'" + url + "' holds no path after jdbc:sqlite: (" + e.getReason() + ")");
    }
    return builder().sqlite(file).discover().open();
  }

  /**
   * Begins a runtime with options.
   *
   * @return a builder
   */
  public static AiosBuilder builder() {
    return new AiosBuilder();
  }

  /**
   * Makes a definition known, so that runs of it that were interrupted go on.
   *
   * @param saga the definition
   * @throws dev.aios.api.ConflictException if another graph is known under this name and version
   */
  public void register(Saga<?, ?> saga) {
    runs().register(saga);
  }

  /**
   * Starts a run, or finds the one that this key started. The start is durable on return; the run
   * goes on in the background. Where as many runs are under way in this process as may be ({@link
   * AiosBuilder#mostRuns}), it waits for one to end or to wait.
   *
   * @param <I> the input
   * @param <O> the result
   * @param saga the definition
   * @param input the input; validated before anything is recorded
   * @param key chosen by the caller, 1 to 200 characters: the same key again is the same run
   * @return a handle
   * @throws InvalidInputException if the input is not valid, with every violation
   * @throws dev.aios.api.ConflictException if the key started a run with another input
   * @throws dev.aios.api.StorageException if it could not be recorded; then nothing is started
   * @throws dev.aios.api.ClosedException if the runtime is closed
   */
  public <I, O> Run<O> start(Saga<I, O> saga, I input, String key) {
    return start(saga, input, key, StartOptions.NONE);
  }

  /**
   * Starts a run with options; otherwise as {@link #start(Saga, Object, String)}.
   *
   * @param <I> the input
   * @param <O> the result
   * @param saga the definition
   * @param input the input
   * @param key chosen by the caller
   * @param options the project that it is for, the taint of its input, its place in a queue, whom
   *     it is about
   * @return a handle
   * @throws dev.aios.api.NotFoundException if the options name a queue that is not defined
   * @throws dev.aios.api.BusyException if there is no room and the options say {@link
   *     StartOptions#orRefuse}; nothing is recorded
   */
  public <I, O> Run<O> start(Saga<I, O> saga, I input, String key, StartOptions options) {
    return runs().start(saga, input, key, options);
  }

  /**
   * Puts a run off until calls with this key pause: one run begins, with the input of the last.
   *
   * @param <I> the input's type
   * @param <O> the result's type
   * @param saga the saga
   * @param input its input
   * @param key says which calls belong together
   * @param when how long to wait
   * @return the run that will begin; it cannot be found before
   * @see Runs#debounce
   */
  public <I, O> RunId debounce(Saga<I, O> saga, I input, String key, Debounce when) {
    return runs().debounce(saga, input, key, when);
  }

  /**
   * Sends a run a signal. Durable on return; kept until the run awaits it.
   *
   * @param run which run
   * @param name the name of the await
   * @param value what it carries
   */
  public void signal(RunId run, String name, Object value) {
    runs().get(run).signal(name, value);
  }

  /**
   * The runs: find, list, replay, fork, export, migrate.
   *
   * @return the runs
   */
  public Runs runs() {
    return runtime.runs();
  }

  /**
   * What runs wait in for a slot.
   *
   * @return the queues
   */
  public Queues queues() {
    return runtime.queues();
  }

  /**
   * What collects tasks of many runs, to be worked on together.
   *
   * @return the batches
   */
  public Batches batches() {
    return runtime.batches();
  }

  /**
   * What starts runs by the calendar.
   *
   * @return the schedules
   */
  public Schedules schedules() {
    return runtime.schedules();
  }

  /**
   * The archive of runs that ended long ago.
   *
   * @return the archive
   * @throws dev.aios.api.NotFoundException if the builder was given no rule for it
   */
  public Archive archive() {
    return service(Archive.class);
  }

  /**
   * What waits for a person.
   *
   * @return the inbox
   */
  public Inbox inbox() {
    return runtime.inbox();
  }

  /**
   * Publish and subscribe.
   *
   * @return the events
   */
  public Events events() {
    return runtime.events();
  }

  /**
   * The door for effects outside runs: remembered by name and key, the calling thread waits through
   * retries.
   *
   * @return the door
   */
  public Effects effects() {
    return runtime.effects();
  }

  /**
   * The models offered.
   *
   * @return the router
   */
  public Models models() {
    return runtime.models();
  }

  /**
   * The journal.
   *
   * @return the journal
   */
  public Journal journal() {
    return runtime.journal();
  }

  /**
   * Signed heads of the journal's tree, and proofs.
   *
   * @return the proofs
   */
  public Proofs proofs() {
    return runtime.proofs();
  }

  /**
   * Between values and JSON.
   *
   * @return the codec
   */
  public Codec codec() {
    return runtime.codec();
  }

  /**
   * Time, ids, randomness, threads.
   *
   * @return the world
   */
  public World world() {
    return runtime.world();
  }

  /**
   * A service of an extension, for example {@code Recall}.
   *
   * @param <T> the type of the service
   * @param type the type under which it was registered
   * @return the service
   * @throws dev.aios.api.NotFoundException if no installed extension has one; names those that are
   *     there
   */
  public <T> T service(Class<T> type) {
    return runtime.services().service(type);
  }

  /**
   * An extension's services, to hand on.
   *
   * @return the services
   */
  public Extension.Services services() {
    return runtime.services();
  }

  /**
   * Stops taking work, lets what is under way finish for as long as the builder's grace says,
   * interrupts the rest, releases this node's lease and closes what it opened. What was interrupted
   * goes on when the journal is opened again. Closing twice has no effect.
   */
  @Override
  public void close() {
    runtime.close();
  }
}

package dev.aios.api.run;

import dev.aios.api.saga.Saga;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The runs of a journal: look, replay, fork, move. Thread-safe. */
public interface Runs {
  /**
   * Makes a definition known, so that runs of it can go on. {@link #start} does it too. Several
   * versions of a saga may be known at once.
   *
   * @param saga the definition
   * @throws dev.aios.api.ConflictException if another graph is known under this name and version
   */
  void register(Saga<?, ?> saga);

  /**
   * Starts a run, or finds the one that this key started. The start is durable on return; the run
   * goes on in the background. Where as many runs are under way in this process as may be (10,000
   * unless set), it waits for one to end or to wait, except for a run that goes through a queue.
   *
   * @param <I> the input
   * @param <O> the result
   * @param saga the definition
   * @param input the input; validated before anything is recorded
   * @param key chosen by the caller: the same key again is the same run
   * @param options how it is started
   * @return a handle
   * @throws dev.aios.api.InvalidInputException if the input is not valid, with every violation
   * @throws dev.aios.api.ConflictException if the key started a run with another input
   * @throws dev.aios.api.NotFoundException if the options name a queue that is not defined
   * @throws dev.aios.api.BusyException if there is no room and the options say {@link
   *     StartOptions#orRefuse}; nothing is recorded
   */
  <I, O> Run<O> start(Saga<I, O> saga, I input, String key, StartOptions options);

  /**
   * Puts a run off until calls with this key pause. Each call replaces the input and the options of
   * the one before, and moves the time on; when it has come, one run begins, and the next call
   * opens another. What a call has replaced is not kept. Durable on return: a node that dies, or a
   * restart, loses no call; the run begins on any node that has the saga registered, in the version
   * of the last call. Unlike with {@link #start}, the same call twice moves the time on twice.
   *
   * @param <I> the input's type
   * @param <O> the result's type
   * @param saga the saga
   * @param input its input
   * @param key says which calls belong together; 1 to 173 characters, no control characters
   * @param when how long to wait
   * @return the run that will begin, the key and a number of its own in its id; it cannot be found
   *     before
   * @throws dev.aios.api.InvalidInputException if the input or the key cannot be
   * @throws dev.aios.api.NotFoundException if the options name a queue that is not defined
   */
  <I, O> RunId debounce(Saga<I, O> saga, I input, String key, Debounce when);

  /**
   * The runs that are put off.
   *
   * @param limit the most wanted, 1 or more
   * @return those that begin soonest first
   */
  List<Debounced> debounced(int limit);

  /**
   * Finds a run.
   *
   * @param id which
   * @return its status, or empty
   */
  Optional<RunStatus> find(RunId id);

  /**
   * A handle on a run, whatever its result type.
   *
   * @param id which
   * @return the handle
   * @throws dev.aios.api.NotFoundException if there is none
   */
  Run<Object> get(RunId id);

  /**
   * Lists runs. Without a state they come by the names of their states, and with a limit the first
   * of these may fill it: ask for one state.
   *
   * @param state only those in this state, or null for all
   * @param limit the most wanted, 1 or more
   * @return their statuses, by state, then the least recently due first; of those that wait, the
   *     ones in a queue and then the parked ones come last
   */
  List<RunStatus> list(@Nullable RunState state, int limit);

  /**
   * The history of a run.
   *
   * @param id which
   * @return its records, oldest first
   * @throws dev.aios.api.NotFoundException if there is none
   */
  List<Checkpoint> history(RunId id);

  /**
   * Rehydrates a run as it stood at a checkpoint.
   *
   * @param id which
   * @param checkpoint a journal position; the last record of the run at or before it counts
   * @return the run as it stood
   * @throws dev.aios.api.NotFoundException if there is none, or it had not begun then
   */
  RunSnapshot at(RunId id, long checkpoint);

  /**
   * Branches off a new run. Its start is durable on return.
   *
   * @param fork from where, and what is different
   * @return the new run
   * @throws dev.aios.api.InvalidInputException if the checkpoint is within a compensation, within a
   *     step of a parallel while a value is given, or after the end
   * @throws dev.aios.api.ConflictException if the key is taken
   */
  Run<Object> fork(Fork fork);

  /**
   * Writes a run as JSON lines: a header, then each record.
   *
   * @param id which
   * @param file a file that does not exist yet
   * @throws dev.aios.api.StorageException if it cannot be written
   */
  void export(RunId id, Path file);

  /**
   * Reads an exported run into this journal. It does not go on by itself if it had not ended: it is
   * parked, to be looked at and forked.
   *
   * @param file what {@link #export} wrote
   * @return its id
   * @throws dev.aios.api.InvalidInputException if the file is no exported run, naming the line
   * @throws dev.aios.api.ConflictException if there is a run with this id
   */
  RunId importRun(Path file);

  /**
   * Moves a run to another version of its definition. Allowed where the run waits, is parked or
   * stuck and every node at which it stands, and every node it has done, is in the new version too.
   *
   * @param id which
   * @param version a version that is registered
   * @throws dev.aios.api.ConflictException if it does not fit, naming the nodes that are missing
   */
  void migrate(RunId id, int version);

  /**
   * The runs about somebody that have not been erased.
   *
   * @param subject an id, as in {@link StartOptions#about(String...)}
   * @return which, in the order of their ids; empty if there are none
   */
  List<RunId> about(String subject);

  /**
   * Erases a run that is about somebody: deletes the key under which all of it is sealed, and makes
   * sure that the key is not left in a file. The chain, tree heads and archive files stay as they
   * are and still verify. Its status can be seen from then on, without a reason; whatever asks for
   * its content gets an {@link dev.aios.api.ErasedException}, and its key starts no other run. One
   * that is under way is erased when it has ended; to have that at once, {@linkplain Run#cancel
   * cancel} it. Durable on return: an erasure that is cut short is finished when the journal is
   * opened again. Erasing what is erased changes nothing.
   *
   * @param id which
   * @return what was done
   * @throws dev.aios.api.NotFoundException if there is none
   * @throws dev.aios.api.ConflictException if it was started about nobody, so that it is recorded
   *     in clear; or if a {@link RunHold} forbids it
   */
  ErasedRuns erase(RunId id);

  /**
   * Erases some runs, and scrubs the files once for all of them. As {@link #erase(RunId)}, but what
   * cannot be erased keeps nothing else from it.
   *
   * @param ids which
   * @return what was done; those that are not there, are about nobody or are held are listed as
   *     held, each with the reason
   */
  ErasedRuns erase(Collection<RunId> ids);

  /**
   * Erases all runs about somebody, and the events that were published about them. Whatever begins
   * about them while one of those runs is still under way is erased with it.
   *
   * @param subject an id, as in {@link StartOptions#about(String...)}
   * @return what was done; runs and events that a {@link RunHold} forbids to erase are listed, the
   *     rest is erased all the same
   */
  default ErasedRuns eraseAbout(String subject) {
    return eraseAbout(Collections.singletonList(subject));
  }

  /**
   * Erases all runs about any of some people, and scrubs the files once for all of them. As {@link
   * #eraseAbout(String)}.
   *
   * @param subjects their ids
   * @return what was done
   */
  ErasedRuns eraseAbout(Collection<String> subjects);
}

package dev.aios.api.run;

import dev.aios.api.value.Taint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One execution of a saga. A handle; the run goes on whether or not anybody holds one. Thread-safe.
 *
 * @param <O> the result
 */
public interface Run<O> {
  /**
   * Which run.
   *
   * @return its id
   */
  RunId id();

  /**
   * Where it stands, as last recorded.
   *
   * @return its status
   */
  RunStatus status();

  /**
   * Waits until it ends or needs a person (STUCK).
   *
   * @param atMost how long to wait
   * @return the result
   * @throws RunFailedException if it ended otherwise than COMPLETED, or is STUCK
   * @throws RunNotFinishedException if it has not ended in that time; it goes on
   */
  O await(Duration atMost);

  /**
   * The result, if it is COMPLETED.
   *
   * @return the result, or empty
   */
  Optional<O> result();

  /**
   * Asks for its end; what is done is undone. Durable on return. A run that has ended stays as it
   * is.
   *
   * @param reason shown in its status
   */
  void cancel(String reason);

  /**
   * Sends it a signal. Durable on return; kept until the run awaits it.
   *
   * @param name the name of the await; with {@code #2} behind it, as in {@link RunStatus#at()},
   *     that of one iteration of a loop or one element of a list alone
   * @param value what it carries, of the type that the await declares
   * @throws dev.aios.api.ConflictException if the run has ended
   * @throws dev.aios.api.InvalidInputException if the saga awaits no such signal, or of another
   *     type
   */
  void signal(String name, Object value);

  /**
   * Sends it a signal that counts once.
   *
   * @param name the name of the await
   * @param value what it carries
   * @param id tells repeated deliveries apart: a second signal with this id changes nothing
   */
  void signal(String name, Object value, String id);

  /**
   * Sends it a signal that counts once and whose content comes from outside, or was made from what
   * does. What the run goes on with carries the label.
   *
   * @param name the name of the await
   * @param value what it carries
   * @param id tells repeated deliveries apart
   * @param taint the untrusted sources that went into the value
   */
  void signal(String name, Object value, String id, Taint taint);

  /**
   * What happened to it so far.
   *
   * @return its records, oldest first
   */
  List<Checkpoint> history();

  /**
   * A drawing of the saga that shows where the run stands.
   *
   * @return a Mermaid flowchart
   */
  String diagram();
}

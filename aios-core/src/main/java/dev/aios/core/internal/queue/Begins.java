package dev.aios.core.internal.queue;

import dev.aios.api.run.RunId;
import java.util.List;

/** What the queues ask of the engine. Thread-safe. */
public interface Begins {
  /**
   * Whether this node can work on runs of a saga.
   *
   * @param saga its name
   * @param version its version
   * @return true if it is registered here
   */
  boolean knows(String saga, int version);

  /**
   * Which versions of a saga this node can work on.
   *
   * @param saga its name
   * @return those that are registered here, ascending
   */
  List<Integer> versions(String saga);

  /**
   * Makes a run look whether it may begin.
   *
   * @param run which
   */
  void look(RunId run);

  /**
   * Starts a run that failed once more, through its queue: with its input, under another key. The
   * same key again is the same run. Durable on return.
   *
   * @param failed the run that failed
   * @param key the key of the new one
   * @param entry its place
   */
  void again(RunId failed, String key, Entry entry);
}

package dev.aios.api.queue;

import java.util.List;
import java.util.Optional;

/**
 * The queues of a journal. A run that is started through a queue ({@link
 * dev.aios.api.run.StartOptions#queue}) is durable at once and waits as a row, without thread or
 * memory, until it has a slot. It holds the slot until it ends, whatever it waits for meanwhile,
 * also while it is STUCK. The slot is given back in the write that ends the run: a crash neither
 * loses nor doubles it. Thread-safe.
 *
 * <p>What may begin at once is decided from the journal's rows, one node at a time for each queue,
 * so the limits hold over all nodes. A node begins only runs of sagas that it knows.
 */
public interface Queues {
  /**
   * Defines a queue, or changes its limits. Runs that have a slot keep it. Durable on return.
   *
   * @param queue its name and limits
   */
  void define(WorkQueue queue);

  /**
   * Finds a queue.
   *
   * @param name its name
   * @return where it stands, or empty
   */
  Optional<QueueStatus> find(String name);

  /**
   * Lists the queues.
   *
   * @return where they stand, by name
   */
  List<QueueStatus> list();

  /**
   * Lets no further run begin, until it is resumed. Durable on return.
   *
   * @param name the queue
   * @param why shown in its status, not blank
   * @throws dev.aios.api.NotFoundException if there is no such queue
   */
  void pause(String name, String why);

  /**
   * Lets runs begin again. Has no effect if it is not paused. Durable on return.
   *
   * @param name the queue
   * @throws dev.aios.api.NotFoundException if there is no such queue
   */
  void resume(String name);
}

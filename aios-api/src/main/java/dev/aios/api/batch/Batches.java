package dev.aios.api.batch;

import dev.aios.api.agent.AgentContext;

/** The batches of a journal. Thread-safe. */
public interface Batches {
  /**
   * Defines a batch. Its function is code, so a program defines its batches each time it starts;
   * tasks of a batch that no running program defines wait. Of several nodes that define it, any
   * closes a batch, and one works on it.
   *
   * @param batch the batch
   * @throws dev.aios.api.ConflictException if this runtime has another one of this name
   */
  void define(Batch<?, ?> batch);

  /**
   * How many tasks wait for a batch to be closed.
   *
   * @param name the batch
   * @return how many, counted up to 10,000; 0 if there is no such batch
   */
  int waiting(String name);

  /**
   * Brings a task. Called by {@link Batch#as}. Called again from the same step of the same run, it
   * changes nothing. Durable on return.
   *
   * @param batch the batch's name
   * @param node where the run awaits the answer
   * @param task the task
   * @param context of the step that brings it
   * @throws dev.aios.api.InvalidInputException if it is not called from a run
   */
  void enter(String batch, String node, Object task, AgentContext context);
}

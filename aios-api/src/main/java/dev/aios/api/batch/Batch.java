package dev.aios.api.batch;

import dev.aios.api.InvalidInputException;
import dev.aios.api.agent.Agent;
import dev.aios.api.agent.AgentFunction;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Flow;
import dev.aios.api.value.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Similar tasks of many runs, collected and worked on together: twenty questions in one request to
 * a model. Immutable; the methods give changed copies.
 *
 * <pre>{@code
 * Batch<Mail, Label> labels =
 *     Batch.of("labels", (List<Mail> mails, AgentContext context) -> classifier.labelAll(mails))
 *         .upTo(20).within(Duration.ofMinutes(5));
 * aios.batches().define(labels);
 *
 * Saga.named("sort-mail", 1, Mail.class).then(labels.as("label")).step("file", archive::file).build();
 * }</pre>
 *
 * <p>While a task waits for its batch, and for the answer, its run is a row: no thread is held,
 * however long that takes. The batch itself is a run, {@code batch-NAME/NUMBER}, whose agent works
 * on the list; effects go through its door, and their cost counts for it and not for the callers. A
 * crash loses neither tasks nor answers. For waits of milliseconds there is {@code BatcherAgent},
 * which writes less and holds the caller's thread.
 *
 * @param <I> a task
 * @param <O> an answer
 * @param name unique in the journal, lower-case letters, digits and hyphens, at most 60
 * @param upTo a batch is closed when it has as many tasks; 1 to 1,000. The answers of a batch
 *     together must fit into one payload
 * @param within a batch is closed when its first task has waited as long; more than zero
 * @param retry how often and when the work on a batch is tried again
 * @param work gives an answer for each task, in order
 * @param options how the batch's run is started, for example through a queue
 */
public record Batch<I, O>(
    String name,
    int upTo,
    Duration within,
    Retry retry,
    AgentFunction<List<I>, List<O>> work,
    StartOptions options) {
  private static final int MOST = 1_000;
  private static final int MOST_NAME = 60;
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]+");

  /** Checks all of it. */
  public Batch {
    List<String> faults = new ArrayList<>(0);
    if (name == null
        || name.isEmpty()
        || name.length() > MOST_NAME
        || !NAME.matcher(name).matches()) {
      faults.add(
          "its name must have 1 to " + MOST_NAME + " lower-case letters, digits and hyphens");
    }
    if (upTo < 1 || upTo > MOST) {
      faults.add("upTo " + upTo + " is not within 1 to " + MOST);
    }
    if (within == null || within.isNegative() || within.isZero()) {
      faults.add("within " + within + " is not more than zero");
    }
    if (retry == null || work == null || options == null) {
      faults.add("retry, work and options must not be null");
    }
    if (!faults.isEmpty()) {
      throw new InvalidInputException("batch '" + name + "'", faults);
    }
  }

  /**
   * A batch of at most 20 tasks that waits at most a minute and is tried three times.
   *
   * @param <I> a task
   * @param <O> an answer
   * @param name unique in the journal
   * @param work gives an answer for each task, in order
   * @return the batch
   */
  public static <I, O> Batch<I, O> of(String name, AgentFunction<List<I>, List<O>> work) {
    return new Batch<>(
        name, 20, Duration.ofMinutes(1), Retry.exponential(3), work, StartOptions.NONE);
  }

  /**
   * The same with another size.
   *
   * @param tasks 1 to 1,000
   * @return a copy
   */
  public Batch<I, O> upTo(int tasks) {
    return new Batch<>(name, tasks, within, retry, work, options);
  }

  /**
   * The same with another time.
   *
   * @param time how long the first task of a batch waits for more
   * @return a copy
   */
  public Batch<I, O> within(Duration time) {
    return new Batch<>(name, upTo, time, retry, work, options);
  }

  /**
   * The same with another retry.
   *
   * @param how how often and when
   * @return a copy
   */
  public Batch<I, O> retry(Retry how) {
    return new Batch<>(name, upTo, within, how, work, options);
  }

  /**
   * The same with runs that are started in another way.
   *
   * @param how for example through a queue
   * @return a copy
   */
  public Batch<I, O> options(StartOptions how) {
    return new Batch<>(name, upTo, within, retry, work, how);
  }

  /**
   * The part of a saga that brings its value as a task and goes on with the answer. If the batch
   * fails for good, the part fails.
   *
   * @param node the node that waits for the answer; a node {@code NODE-enter} stands before it
   * @return the part
   */
  public Flow<I, O> as(String node) {
    return from ->
        from.step(
                node + "-enter",
                Agent.<I, I>of(
                    "enter-" + name,
                    (task, context) -> {
                      context.service(Batches.class).enter(name, node, task, context);
                      return task;
                    }))
            .retry(Retry.exponential(5))
            .await(node, Object.class, (task, answer) -> answer(answer));
  }

  @SuppressWarnings("unchecked") // the work of this batch gave it
  private O answer(Object answer) {
    if (answer instanceof BatchFailure failure) {
      throw new IllegalStateException("batch " + name + " failed: " + failure.error());
    }
    return (O) answer;
  }
}

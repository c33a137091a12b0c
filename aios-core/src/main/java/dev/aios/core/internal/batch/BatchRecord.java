package dev.aios.core.internal.batch;

import dev.aios.api.value.Json;
import dev.aios.api.value.Payload;
import dev.aios.core.internal.codec.Envelopes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is kept of batches. */
sealed interface BatchRecord {
  /**
   * A task: the body of its row and of the record {@code batch.entered}.
   *
   * @param run who waits for the answer
   * @param node the await that it waits at
   * @param step the step that brought it
   * @param task the task
   * @param taint the untrusted sources that it comes from
   * @param about whom it is about
   */
  record Task(
      String run, String node, String step, Payload task, List<String> taint, List<String> about)
      implements BatchRecord {
    @SuppressWarnings("NullAway") // Jackson passes null for what a record does not hold
    public Task {
      taint = taint == null ? List.of() : List.copyOf(taint);
      about = about == null ? List.of() : List.copyOf(about);
    }

    /** Its JSON, sealed under the key of its run if it is about somebody. */
    Json json() {
      return Envelopes.CODEC.toJson(this).sealedUnder(about.isEmpty() ? null : "run/" + run);
    }

    /** The node that awaits the answer, with the iterations around it: those of its step. */
    String awaiting() {
      int iteration = step.indexOf('#');
      return iteration < 0 ? node : node + step.substring(iteration);
    }
  }

  /**
   * The batch's row.
   *
   * @param closed how many batches were closed
   * @param starting the number of one whose run may not have been started yet, or 0
   */
  record Closed(long closed, long starting) implements BatchRecord {}

  /**
   * The input of a batch's run; its tasks are rows.
   *
   * @param batch its name
   * @param number its number
   */
  record Taken(String batch, long number) implements BatchRecord {}

  /**
   * What came of the work.
   *
   * @param batch its name
   * @param number its number
   * @param tasks the rows of the tasks, in order
   * @param answers for each task one; empty if it failed
   * @param error why it failed for good, or null
   */
  record Answers(
      String batch, long number, List<String> tasks, List<Payload> answers, @Nullable String error)
      implements BatchRecord {
    @SuppressWarnings("NullAway") // Jackson passes null for what a record does not hold
    public Answers {
      tasks = tasks == null ? List.of() : List.copyOf(tasks);
      answers = answers == null ? List.of() : List.copyOf(answers);
    }
  }
}

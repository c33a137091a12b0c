package dev.aios.core.internal.batch;

import dev.aios.api.ConflictException;
import dev.aios.api.ErasedException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.agent.Agent;
import dev.aios.api.agent.AgentContext;
import dev.aios.api.batch.Batch;
import dev.aios.api.batch.BatchFailure;
import dev.aios.api.effect.PermanentException;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.run.Runs;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Payload;
import dev.aios.api.value.Retry;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.door.Door;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The run of a closed batch: its agent works on all tasks, then each caller is sent its answer as a
 * signal that counts once. Its tasks stay rows until all are answered, so that it can be started
 * and gone on with from them.
 */
final class BatchSaga {
  private static final Logger LOG = LoggerFactory.getLogger(BatchSaga.class);

  private BatchSaga() {}

  static String name(String batch) {
    return "batch-" + batch;
  }

  static RunId run(String batch, long number) {
    return new RunId(name(batch), String.valueOf(number));
  }

  static <I, O> Saga<BatchRecord.Taken, ?> of(Batch<I, O> batch) {
    return Saga.named(name(batch.name()), 1, BatchRecord.Taken.class)
        .step(
            "work",
            Agent.<BatchRecord.Taken, BatchRecord.Answers>of(
                batch.name(), (taken, context) -> work(batch, taken, context)))
        .retry(batch.retry())
        .step(
            "answer",
            Agent.<BatchRecord.Answers, Integer>of("answer-" + batch.name(), BatchSaga::answer))
        .retry(Retry.exponential(10))
        .build();
  }

  @SuppressWarnings("unchecked") // the flow of this batch took the tasks
  private static <I, O> BatchRecord.Answers work(
      Batch<I, O> batch, BatchRecord.Taken taken, AgentContext context) throws Exception {
    List<Row> rows =
        Tasks.taken(context.service(Journal.class), taken.batch(), taken.number()).stream()
            .filter(row -> Tasks.of(row).isPresent())
            .toList();
    List<String> keys = rows.stream().map(Row::key).toList();
    Codec codec = context.codec();
    try {
      List<I> tasks = new ArrayList<>(rows.size());
      for (Row row : rows) {
        tasks.add((I) codec.decode(Tasks.of(row).orElseThrow().task()));
      }
      List<O> answers = batch.work().apply(tasks, context);
      if (answers == null || answers.size() != tasks.size()) {
        throw new PermanentException(
            "it gave "
                + (answers == null ? "no" : answers.size())
                + " answers to "
                + tasks.size()
                + " tasks: it must give one for each, in order",
            null);
      }
      BatchRecord.Answers result =
          new BatchRecord.Answers(
              taken.batch(), taken.number(), keys, encoded(answers, codec), null);
      // what cannot be recorded fails the batch here, where its callers are still told
      codec.encode(result);
      return result;
    } catch (Exception e) {
      if (e instanceof InterruptedException
          || (batch.retry().allowsAfter(context.attempt()) && !Door.isPermanent(e))) {
        throw e;
      }
      return new BatchRecord.Answers(taken.batch(), taken.number(), keys, List.of(), said(e));
    }
  }

  private static List<Payload> encoded(List<?> answers, Codec codec) {
    List<Payload> encoded = new ArrayList<>(answers.size());
    for (Object answer : answers) {
      String what = "answer " + (encoded.size() + 1);
      if (answer == null) {
        throw new PermanentException(what + " is null", null);
      }
      encoded.add(codec.encode(codec.validate(what, answer)));
    }
    return encoded;
  }

  private static String said(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static Integer answer(BatchRecord.Answers answers, AgentContext context) {
    Journal journal = context.service(Journal.class);
    Runs runs = context.service(Runs.class);
    Codec codec = context.codec();
    for (int i = 0; i < answers.tasks().size(); i++) {
      BatchRecord.Task task =
          journal.row(Tasks.TABLE, answers.tasks().get(i)).flatMap(Tasks::of).orElse(null);
      if (task == null) {
        // the step is done again, after all were answered; or whom it was about was erased
        continue;
      }
      Object answer =
          answers.error() == null
              ? codec.decode(answers.answers().get(i))
              : new BatchFailure(answers.error());
      tell(runs, task, answer, context.taint());
    }
    List<String> keys =
        Tasks.taken(journal, answers.batch(), answers.number()).stream().map(Row::key).toList();
    journal.writeNow(Tasks.gone(answers.batch(), answers.number(), keys));
    return answers.tasks().size();
  }

  /** Sends a caller its answer, which counts once; durable on return. */
  static void tell(Runs runs, BatchRecord.Task task, Object answer, Taint taint) {
    Run<Object> caller = callerOf(task, runs);
    if (caller == null) {
      return;
    }
    try {
      caller.signal(task.awaiting(), answer, task.step(), taint);
    } catch (ConflictException | InvalidInputException | ErasedException e) {
      // it has ended, or was migrated to a version that does not ask: the others are told
      LOG.atWarn()
          .setCause(e)
          .addKeyValue("run", task.run())
          .log("nobody there wants the answer any more");
    }
  }

  private static @Nullable Run<Object> callerOf(BatchRecord.Task task, Runs runs) {
    try {
      return runs.get(RunId.parse(task.run()));
    } catch (NotFoundException e) {
      LOG.atWarn().addKeyValue("run", task.run()).log("the caller of a batch is not there");
      return null;
    }
  }
}

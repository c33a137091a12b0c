package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.batch.Batch;
import dev.aios.api.queue.WorkQueue;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A batch whose own run ends before it has answered: each caller hears of it. */
class UnansweredBatchTest {
  @ParameterizedTest
  @EnumSource(Store.class)
  void the_callers_of_a_batch_whose_run_is_cancelled_are_told_so(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Batch<Order, Order> batch =
          BatchTest.doubling(site).upTo(2).options(StartOptions.through("models"));
      Saga<Order, Order> saga = BatchTest.asking(batch);
      Aios aios = site.open(saga);
      aios.queues().define(WorkQueue.named("models"));
      aios.queues().pause("models", "the provider is down");
      aios.batches().define(batch);
      List<Run<Order>> runs = BatchTest.ask(site, saga, 4);
      site.settle();
      aios.runs().get(new RunId("batch-doubling", "1")).cancel("we do without");
      site.pass(Duration.ofMinutes(1));
      aios.queues().resume("models");
      site.pass(Duration.ofMinutes(1));

      assertThat(runs.stream().filter(run -> run.status().state() == RunState.COMPLETED))
          .as("those of the other batch")
          .hasSize(2);
      assertThat(runs.stream().map(Run::status).filter(run -> run.state() == RunState.FAILED))
          .hasSize(2)
          .allMatch(run -> run.why().contains("its run batch-doubling/1 is CANCELLED"))
          .allMatch(run -> run.why().contains("we do without"));
      BatchTest.assertEmpty(site);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void the_callers_of_a_batch_whose_work_ends_in_an_error_of_the_machine_are_told_so(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Batch<Order, Order> batch =
          Batch.<Order, Order>of(
                  "doubling",
                  (orders, context) -> {
                    throw new NoClassDefFoundError("dev/aios/Missing");
                  })
              .upTo(2);
      Saga<Order, Order> saga = BatchTest.asking(batch);
      site.open(saga);
      site.aios().batches().define(batch);
      List<Run<Order>> runs = BatchTest.ask(site, saga, 2);
      site.settle();
      site.crash();
      site.open(saga);
      site.aios().batches().define(batch);
      site.pass(Duration.ofHours(1));

      for (Run<Order> run : runs) {
        RunStatus status = site.aios().runs().find(run.id()).orElseThrow();
        assertThat(status.state()).as(status.toString()).isEqualTo(RunState.FAILED);
        assertThat(status.why()).contains("dev/aios/Missing");
      }
      BatchTest.assertEmpty(site);
    }
  }
}

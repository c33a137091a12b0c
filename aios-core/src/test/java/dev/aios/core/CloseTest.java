package dev.aios.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.run.RunId;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Retry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloseTest {
  private final CountDownLatch begun = new CountDownLatch(1);

  /** The first time, it is still at work when the runtime is closed. */
  private String work(String input) throws InterruptedException {
    if (begun.getCount() > 0) {
      begun.countDown();
      new CountDownLatch(1).await();
    }
    return input + " done";
  }

  @Test
  void a_step_that_a_close_interrupted_goes_on_when_the_journal_is_opened_again(@TempDir Path dir)
      throws InterruptedException {
    Saga<String, String> saga =
        Saga.named("working", 1, String.class)
            .step("work", this::work)
            .idempotent()
            .retry(Retry.exponential(5))
            .build();
    AiosBuilder builder =
        Aios.builder().sqlite(dir.resolve("company.db")).grace(Duration.ZERO).saga(saga);
    try (Aios aios = builder.open()) {
      aios.start(saga, "a", "1");
      begun.await();
    }
    try (Aios aios = builder.open()) {
      assertThat(aios.runs().get(new RunId("working", "1")).await(Duration.ofSeconds(20)))
          .isEqualTo("a done");
    }
  }
}

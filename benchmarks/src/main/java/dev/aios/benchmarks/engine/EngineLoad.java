package dev.aios.benchmarks.engine;

import dev.aios.api.run.Run;
import dev.aios.api.saga.Saga;
import dev.aios.api.saga.SagaBuilder;
import dev.aios.benchmarks.Callers;
import dev.aios.core.Aios;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs of ten durable steps each, with string results, started by callers that wait for each run.
 */
public final class EngineLoad {
  private static final int STEPS = 10;
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Aios aios;
  private final Saga<String, String> saga;
  private final String prefix;
  private final AtomicLong keys = new AtomicLong();

  /**
   * A load on a runtime whose journal has seen none.
   *
   * @param aios the runtime, open
   */
  public EngineLoad(Aios aios) {
    this(aios, "run-");
  }

  /**
   * A load on a runtime.
   *
   * @param aios the runtime, open
   * @param prefix what its runs' keys begin with; no other load on the same journal may have it
   */
  public EngineLoad(Aios aios, String prefix) {
    this.aios = aios;
    this.prefix = prefix;
    SagaBuilder<String, String> builder = Saga.named("ten-steps", 1, String.class);
    for (int i = 1; i <= STEPS; i++) {
      builder = builder.step("step-" + i, (String value) -> value).idempotent();
    }
    this.saga = builder.build();
  }

  /**
   * Steps a second by one caller, one run after the other.
   *
   * @param seconds how long
   * @return steps a second
   */
  public double stepsPerSecondInTurn(double seconds) {
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    long steps = 0;
    while (System.nanoTime() < end) {
      one();
      steps += STEPS;
    }
    return steps * 1e9 / (System.nanoTime() - start);
  }

  private void one() {
    Run<String> run = aios.start(saga, "payload", prefix + keys.incrementAndGet());
    if (!run.await(LONG).equals("payload")) {
      throw new IllegalStateException("run " + run.id() + " gave another result");
    }
  }

  /**
   * Steps a second by many callers, each with one run at a time.
   *
   * @param callers how many
   * @param seconds how long
   * @return steps a second
   * @throws InterruptedException if interrupted
   */
  public double stepsPerSecond(int callers, double seconds) throws InterruptedException {
    return STEPS * Callers.perSecond(callers, seconds, this::one);
  }
}

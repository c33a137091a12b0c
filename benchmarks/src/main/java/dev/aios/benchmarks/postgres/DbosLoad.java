package dev.aios.benchmarks.postgres;

import dev.aios.benchmarks.Callers;
import dev.dbos.transact.DBOS;
import dev.dbos.transact.StartWorkflowOptions;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Workflow;
import java.util.concurrent.atomic.AtomicLong;

/** DBOS Transact for Java with its own defaults: ten steps a workflow, string results. */
final class DbosLoad implements AutoCloseable {
  private static final int STEPS = 10;

  private final DBOS dbos;
  private final TenSteps steps;
  private final AtomicLong keys = new AtomicLong();

  DbosLoad(String url, String user) {
    dbos =
        new DBOS(
            DBOSConfig.defaults("ten-steps")
                .withDatabaseUrl(url)
                .withDbUser(user)
                .withDbPassword(""));
    steps = dbos.registerProxy(TenSteps.class, new Steps(dbos));
    dbos.launch();
  }

  private static final class Steps implements TenSteps {
    private final DBOS dbos;

    Steps(DBOS dbos) {
      this.dbos = dbos;
    }

    @Override
    @Workflow(name = "ten-steps")
    public String run(String value) {
      String result = value;
      for (int i = 1; i <= STEPS; i++) {
        String given = result;
        result = dbos.runStep(() -> given, "step-" + i);
      }
      return result;
    }
  }

  private void one() {
    String id = "run-" + keys.incrementAndGet();
    String result =
        dbos.startWorkflow(() -> steps.run("payload"), new StartWorkflowOptions(id)).getResult();
    if (!result.equals("payload")) {
      throw new IllegalStateException("workflow " + id + " gave another result");
    }
  }

  /** Steps a second by callers that each have one workflow at a time. */
  double stepsPerSecond(int callers, double seconds) throws InterruptedException {
    return STEPS * Callers.perSecond(callers, seconds, this::one);
  }

  @Override
  public void close() {
    dbos.shutdown();
  }
}

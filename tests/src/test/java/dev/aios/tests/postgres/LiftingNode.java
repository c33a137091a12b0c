package dev.aios.tests.postgres;

import dev.aios.core.journal.PostgresJournal;
import dev.aios.core.journal.PostgresOptions;
import dev.aios.testkit.world.VirtualWorld;

/** A process that opens a journal, which lifts it, and ends: {@code URL SCHEMA}. */
final class LiftingNode {
  private LiftingNode() {}

  public static void main(String[] args) {
    PostgresOptions options = PostgresOptions.DEFAULTS.schema(args[1]).readers(1);
    PostgresJournal.open(args[0], VirtualWorld.builder().build(), options).close();
  }
}

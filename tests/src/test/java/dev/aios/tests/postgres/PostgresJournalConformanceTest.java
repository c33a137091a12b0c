package dev.aios.tests.postgres;

import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import dev.aios.api.value.Json;
import dev.aios.core.journal.PostgresJournal;
import dev.aios.core.journal.PostgresOptions;
import dev.aios.testkit.conformance.JournalConformance;
import java.sql.SQLException;

class PostgresJournalConformanceTest extends JournalConformance {
  private final String schema = Postgres.freshSchema();

  @Override
  public Journal open(World world) {
    return PostgresJournal.open(
        Postgres.url(), world, PostgresOptions.DEFAULTS.schema(schema).readers(2));
  }

  @Override
  public boolean overwriteBody(long position, Json body) throws SQLException {
    return Postgres.execute(
            "UPDATE %s.record SET body = '%s' WHERE position = %d"
                .formatted(schema, body, position))
        == 1;
  }
}

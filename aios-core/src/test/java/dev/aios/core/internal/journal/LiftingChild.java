package dev.aios.core.internal.journal;

import dev.aios.core.internal.SystemWorld;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.sqlite.Function;
import org.sqlite.SQLiteConfig.TransactionMode;

/** A process that lifts a journal's tables; dies after so many statements of the step, if told. */
final class LiftingChild {
  private LiftingChild() {}

  public static void main(String[] args) throws SQLException {
    Path path = Path.of(args[0]);
    try (SystemWorld world = new SystemWorld()) {
      SqliteFile file =
          new SqliteFile(path, world, Duration.ofSeconds(30), 0, false, UnaryOperator.identity());
      if (args.length == 1) {
        file.open().close();
        return;
      }
      try (Connection connection = file.connect(TransactionMode.IMMEDIATE)) {
        Function.create(
            connection,
            "die",
            new Function() {
              @Override
              protected void xFunc() {
                Runtime.getRuntime().halt(9);
              }
            });
        List<String> step = new ArrayList<>(SqliteSchema.STEPS.get(1));
        step.add(Integer.parseInt(args[1]), "SELECT die()");
        new SqliteSchema(path, List.of(SqliteSchema.STEPS.get(0), step)).prepare(connection);
      }
    }
  }
}

package dev.aios.tests.archive;

import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import dev.aios.core.AiosBuilder;
import dev.aios.core.archive.ArchiveRule;
import dev.aios.core.journal.PostgresOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A process that runs sagas, says the key of each that has completed, and archives what has ended
 * all the time, until it is killed.
 */
final class ArchivingNode {
  /** What its runs work on. */
  public record Parcel(String name, int stamps) {
    Parcel stamped() {
      return new Parcel(name, stamps + 1);
    }
  }

  static final Saga<Parcel, Parcel> SENDING =
      Saga.named("sending", 1, Parcel.class)
          .step("weigh", Parcel::stamped)
          .step("stamp", Parcel::stamped)
          .step("send", Parcel::stamped)
          .build();

  private ArchivingNode() {}

  static AiosBuilder builder(Path dir) {
    return archiving(Aios.builder().sqlite(dir.resolve("company.db")), dir);
  }

  /** The same on PostgreSQL. */
  static AiosBuilder builder(Path dir, String url, String schema) {
    PostgresOptions options = PostgresOptions.DEFAULTS.schema(schema).readers(2);
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(url);
    return archiving(Aios.builder().postgres(source, options), dir);
  }

  private static AiosBuilder archiving(AiosBuilder builder, Path dir) {
    return builder
        .saga(SENDING)
        .archive(
            ArchiveRule.to(dir.resolve("archive"))
                .closedFor(Duration.ZERO)
                .every(Duration.ofMillis(50))
                .recordsPerFile(25));
  }

  public static void main(String[] args) {
    Path dir = Path.of(args[0]);
    AiosBuilder builder = args.length == 2 ? builder(dir) : builder(dir, args[2], args[3]);
    try (Aios aios = builder.open()) {
      for (int i = 0; ; i++) {
        String key = args[1] + "-" + i;
        aios.start(SENDING, new Parcel(key, 0), key).await(Duration.ofMinutes(1));
        System.out.println(key);
        if (i % 7 == 6) {
          aios.archive().now();
        }
      }
    }
  }
}

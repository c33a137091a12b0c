package dev.aios.tests.archive;

import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import dev.aios.core.AiosBuilder;
import dev.aios.core.archive.ArchiveRule;
import java.nio.file.Path;
import java.time.Duration;

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
    return Aios.builder()
        .sqlite(dir.resolve("company.db"))
        .saga(SENDING)
        .archive(
            ArchiveRule.to(dir.resolve("archive"))
                .closedFor(Duration.ZERO)
                .every(Duration.ofMillis(50))
                .recordsPerFile(25));
  }

  public static void main(String[] args) {
    try (Aios aios = builder(Path.of(args[0])).open()) {
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

package dev.aios.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Passage.Said;
import dev.aios.api.memory.Recall.Hit;
import dev.aios.api.memory.Recall.Query;
import dev.aios.api.policy.Untrusted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** An index that is kept in files finds the same as one in memory, whatever was done to both. */
class RecallSegmentsPropertyTest {
  private static final Instant BEGIN = Instant.parse("2026-01-05T08:00:00Z");
  private static final List<String> WORDS =
      List.of(
          "roof", "leak", "leaks", "invoice", "paid", "Anna", "Bernd", "the", "not", "chimney",
          "2026-17", "monday", "cello", "river", "boat", "garden", "winter", "heating");

  /** So few chunks are worth a file that there are many of them. */
  private static Memory memory() {
    return Memory.builder().exactUpTo(4).chunks(16, 4).build();
  }

  @Property(tries = 10)
  void what_is_kept_in_files_is_found_as_what_is_in_memory(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    Path folder = Files.createTempDirectory("segments");
    Company inFiles = new Company(Store.SQLITE, folder, memory());
    try (Company inMemory = new Company(Store.MEMORY, folder, memory())) {
      for (int step = 0; step < 60; step++) {
        int what = random.nextInt(20);
        if (what < 11) {
          List<Passage> some = new ArrayList<>();
          for (int i = random.nextInt(6); i >= 0; i--) {
            some.add(passage(random));
          }
          inFiles.recall().add(some);
          inMemory.recall().add(some);
        } else if (what < 16) {
          String id = id(random);
          assertThat(inFiles.recall().remove(id)).isEqualTo(inMemory.recall().remove(id));
        } else if (what < 18) {
          inFiles.close();
          inFiles = new Company(Store.SQLITE, folder, memory());
        } else {
          assertSame(inFiles, inMemory, random);
        }
      }
      assertSame(inFiles, inMemory, random);
      assertThat(segments(folder)).as("files of the index").isPositive();
    } finally {
      inFiles.close();
      delete(folder);
    }
  }

  /** Of so many texts that they are in more than four files before all are read. */
  @Property(tries = 5)
  void what_is_read_anew_from_the_rows_is_found_as_what_is_in_memory(@ForAll long seed)
      throws Exception {
    Random random = new Random(seed);
    Path folder = Files.createTempDirectory("segments");
    Company inFiles = new Company(Store.SQLITE, folder, memory());
    try (Company inMemory = new Company(Store.MEMORY, folder, memory())) {
      for (int times = 0; times < 3; times++) {
        List<Passage> some = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          some.add(passage(random));
        }
        inFiles.recall().add(some);
        inMemory.recall().add(some);
        for (int i = 0; i < 4; i++) {
          String id = id(random);
          assertThat(inFiles.recall().remove(id)).isEqualTo(inMemory.recall().remove(id));
        }
        inFiles.close();
        lose(folder, random);
        inFiles = new Company(Store.SQLITE, folder, memory());
        assertSame(inFiles, inMemory, random);
        if (random.nextBoolean()) {
          inFiles.close();
          inFiles = new Company(Store.SQLITE, folder, memory());
          assertSame(inFiles, inMemory, random);
        }
      }
    } finally {
      inFiles.close();
      delete(folder);
    }
  }

  /** Deletes one file of the index, which makes all of them useless. */
  private static void lose(Path folder, Random random) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> all = files.filter(file -> file.toString().endsWith(".segment")).sorted().toList();
      Files.delete(all.get(random.nextInt(all.size())));
    }
  }

  private static long segments(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".segment")).count();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static String id(Random random) {
    return (random.nextBoolean() ? "turn" : "note") + random.nextInt(30);
  }

  private static String text(Random random, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most); i >= 0; i--) {
      text.append(WORDS.get(random.nextInt(WORDS.size())))
          .append(random.nextInt(9) == 0 ? ". " : " ");
    }
    return text.toString();
  }

  /** Some say the same, some are turns, some are cut into several chunks. */
  private static Passage passage(Random random) {
    String id = id(random);
    Instant time = random.nextInt(4) == 0 ? null : BEGIN.plus(Duration.ofDays(random.nextInt(400)));
    Untrusted content =
        Untrusted.text(
            random.nextInt(4) == 0 ? WORDS.get(random.nextInt(3)) : text(random, 60),
            random.nextBoolean() ? "mail:anna" : "chat:" + random.nextInt(3));
    if (id.startsWith("turn")) {
      return Passage.turn(
          id, content, new Said("thread" + random.nextInt(3), random.nextInt(12), "Anna"), time);
    }
    Passage note =
        new Passage(
            id,
            content,
            random.nextBoolean() ? "" : text(random, 4),
            time,
            random.nextBoolean() ? Set.of() : Set.of("e" + random.nextInt(3)),
            null,
            Map.of());
    return random.nextBoolean() ? note : note.in("p" + random.nextInt(2));
  }

  private static Query query(Random random) {
    Query query = Query.of(text(random, 5) + (random.nextInt(3) == 0 ? " in May 2026" : ""), 8);
    return switch (random.nextInt(8)) {
      case 0 -> query.about(Set.of("e" + random.nextInt(3)));
      case 1 -> query.in("p" + random.nextInt(2));
      case 2 -> query.from(Set.of("chat"));
      case 3 -> query.between(BEGIN.plus(Duration.ofDays(90)), BEGIN.plus(Duration.ofDays(200)));
      case 4 -> query.around(2);
      case 5 -> query.ranked(query.ranking().recency(3, Duration.ofDays(30)).at(BEGIN));
      default -> query;
    };
  }

  private static void assertSame(Company inFiles, Company inMemory, Random random) {
    assertThat(inFiles.recall().size()).isEqualTo(inMemory.recall().size());
    for (int i = 0; i < 12; i++) {
      Query query = query(random);
      List<Hit> found = inFiles.recall().search(query);
      List<Hit> expected = inMemory.recall().search(query);
      assertThat(found).as(query.toString()).hasSameSizeAs(expected);
      for (int at = 0; at < found.size(); at++) {
        Hit one = found.get(at);
        Hit other = expected.get(at);
        assertThat(one.score()).isCloseTo(other.score(), within(1e-9));
        assertThat(one.keywords()).isCloseTo(other.keywords(), within(1e-9));
        assertThat(one.id() + "#" + one.chunk()).isEqualTo(other.id() + "#" + other.chunk());
        assertThat(one.text()).isEqualTo(other.text());
        assertThat(one.before()).isEqualTo(other.before());
        assertThat(one.after()).isEqualTo(other.after());
        assertThat(one.parts().keySet()).isEqualTo(other.parts().keySet());
      }
    }
  }
}

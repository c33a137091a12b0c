package dev.aios.memory.internal.recall;

import static dev.aios.memory.Company.ids;
import static dev.aios.memory.Company.passage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Recall.Query;
import dev.aios.memory.Company;
import dev.aios.memory.Memory;
import dev.aios.memory.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process leaves that was killed, or lost its power, while it erased a text. */
class SegmentErasureTest {
  private static final int OTHERS = 30;
  private static final int PAGE = 4096;

  @TempDir Path folder;

  /** All files before the text is erased, which is removed from the journal by then. */
  private final Map<Path, byte[]> before = new HashMap<>();

  private Path path;
  private KeyedHash hash;
  private List<byte[]> traces;

  private static Memory.Builder memory() {
    return Memory.builder().exactUpTo(20).chunks(16, 4);
  }

  private Company company() {
    return new Company(Store.SQLITE, folder, memory().build());
  }

  @BeforeEach
  void keepATextInAFileThatAnotherProcessRemoves() throws Exception {
    List<Passage> all = new ArrayList<>();
    for (int i = 0; i < OTHERS; i++) {
      all.add(passage("p" + i, "House " + i + " has a roof; it leaks. Invoice " + i));
    }
    all.add(
        passage(
            "gone-1",
            "Rumpelstilzchen spins straw into gold. The roof of the mill leaks all winter long."
                + " Nobody knows what his name is. The miller said that his daughter can spin."
                + " Invoice 7 was paid by the king. The queen sends for all names in the land."));
    try (Company company = company()) {
      company.recall().add(all);
      assertThat(company.recall().search(Query.of("Rumpelstilzchen", 5))).hasSize(1);
      hash =
          KeyedHash.of(new RecallRows(company.journal, company.aios.codec()).key().orElseThrow());
    }
    Memory elsewhere = memory().vectorFiles(folder.resolve("elsewhere")).build();
    try (Company other = new Company(Store.SQLITE, folder, elsewhere)) {
      assertThat(other.recall().remove("gone-1")).isTrue();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        before.put(file, Files.readAllBytes(file));
      }
    }
    traces =
        List.of(
            "gone-1".getBytes(StandardCharsets.UTF_8),
            ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(KeywordIndex.Field.WORDS.term(hash, "rumpelstilzchen"))
                .array());
    path =
        before.keySet().stream()
            .filter(file -> file.toString().endsWith(".segment") && !isElsewhere(file))
            .filter(file -> traces.stream().allMatch(trace -> holds(before.get(file), trace)))
            .findFirst()
            .orElseThrow();
  }

  private boolean isElsewhere(Path file) {
    return file.startsWith(folder.resolve("elsewhere"));
  }

  private static boolean holds(byte[] bytes, byte[] looked) {
    for (int at = 0; at + looked.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + looked.length, looked, 0, looked.length)) {
        return true;
      }
    }
    return false;
  }

  private void restore(byte[] segment) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    for (Map.Entry<Path, byte[]> file : before.entrySet()) {
      Files.write(file.getKey(), file.getKey().equals(path) ? segment : file.getValue());
    }
  }

  private interface Erasing {
    void erase(SegmentErasure erasure, Segment segment, int text);
  }

  /** The file as it is when the process that erases has gone so far. */
  private byte[] erased(Erasing erasing) throws IOException {
    restore(before.get(path));
    Segment segment = Segment.open(path, SegmentWriter.check(hash));
    int text = segment.lookup().textOf("gone-1", hash.once('i', "gone-1"));
    assertThat(segment.chunks(text)).isGreaterThan(2);
    erasing.erase(new SegmentErasure(segment), segment, text);
    return Files.readAllBytes(path);
  }

  private void assertGone(String why) throws IOException {
    for (int times = 0; times < 2; times++) {
      try (Company company = company()) {
        assertThat(company.recall().search(Query.of("Rumpelstilzchen", 5))).as(why).isEmpty();
        assertThat(company.recall().size()).as(why).isEqualTo(OTHERS);
        assertThat(ids(company.recall().search(Query.of("invoice 7", 1))))
            .as(why)
            .containsExactly("p7");
        assertThat(company.recall().search(Query.of("roof", 100))).as(why).hasSize(OTHERS);
        assertThat(company.recall().search(Query.of("miller", 100))).as(why).isEmpty();
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path file : files.filter(one -> one.toString().endsWith(".segment")).toList()) {
            if (!isElsewhere(file)) {
              byte[] bytes = Files.readAllBytes(file);
              traces.forEach(trace -> assertThat(holds(bytes, trace)).as(why).isFalse());
            }
          }
        }
      }
    }
  }

  @Test
  void what_was_begun_when_the_process_was_killed_is_ended_when_the_file_is_opened()
      throws Exception {
    for (int some = 0; some < 3; some++) {
      int chunks = some;
      restore(
          erased(
              (erasure, segment, text) -> {
                for (int chunk = 0; chunk < chunks; chunk++) {
                  erasure.eraseChunk(text, segment.firstChunk(text) + chunk);
                }
              }));
      assertGone(some + " chunks were erased");
    }
    restore(
        erased(
            (erasure, segment, text) -> {
              erasure.eraseChunk(text, segment.firstChunk(text));
              segment.blocks().settle();
            }));
    assertGone("the marks went");
  }

  /** Each page of the file may be on the disk as it was, or as it was to be. */
  @Test
  void what_was_not_yet_on_the_disk_when_the_power_went_is_erased_again() throws Exception {
    byte[] was = before.get(path);
    byte[] willBe = erased((erasure, segment, text) -> erasure.erase(text));
    Random random = new Random(11);
    for (int i = 0; i < 40; i++) {
      byte[] mixed = willBe.clone();
      double share = random.nextDouble();
      // The marks are on the last page; without them a changed block is found to be damaged.
      int last = i % 4 == 0 ? was.length : was.length / PAGE * PAGE;
      for (int at = 0; at < last; at += PAGE) {
        if (random.nextDouble() < share) {
          System.arraycopy(was, at, mixed, at, Math.min(PAGE, was.length - at));
        }
      }
      restore(mixed);
      assertGone("mixture " + i);
    }
  }
}

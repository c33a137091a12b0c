package dev.aios.memory.internal.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A merge that is under way when its index is closed, and another one has the folder. */
class SegmentMergingTest {
  @TempDir Path folder;

  /** Four segments, and a merge of them that waits for its thread. */
  private static KeptTexts.Opened four(KeptTexts kept) throws Exception {
    KeptTexts.Opened opened = kept.open();
    for (int i = 0; i < 4; i++) {
      kept.add(i * 10, (i + 1) * 10);
      opened.catchUp();
    }
    assertThat(kept.segments()).hasSize(4);
    assertThat(kept.work).hasSize(1);
    return opened;
  }

  /** Opens an index that does at once what is to be done in the background. */
  private static KeptTexts.Opened next(KeptTexts kept) {
    return kept.new Opened(kept.company.journal, Runnable::run);
  }

  private static void assertRight(KeptTexts kept, KeptTexts.Opened opened, byte[] segment)
      throws Exception {
    List<Path> files = kept.segments();
    assertThat(files).hasSize(1);
    assertThat(Files.readAllBytes(files.get(0))).isEqualTo(segment);
    assertThat(opened.found("roof")).isEqualTo(40);
    assertThat(opened.found("word33")).isEqualTo(1);
  }

  @Test
  void one_that_was_not_begun_leaves_the_files_to_the_next_owner() throws Exception {
    try (KeptTexts kept = new KeptTexts(folder, 4)) {
      four(kept).close();
      KeptTexts.Opened next = next(kept);
      byte[] merged = Files.readAllBytes(kept.segments().get(0));
      assertRight(kept, next, merged);

      kept.doWork();

      assertRight(kept, next, merged);
      next.close();
    }
  }

  @Test
  void one_that_waits_to_take_the_others_place_leaves_the_files_to_the_next_owner()
      throws Exception {
    try (KeptTexts kept = new KeptTexts(folder, 4)) {
      KeptTexts.Opened opened = four(kept);
      Thread worker = new Thread(kept.work.remove());
      opened.lock.lock();
      try {
        worker.start();
        while (!opened.lock.hasQueuedThread(worker)) {
          Thread.sleep(1);
        }
        assertThat(kept.segments()).as("what was made is there").hasSize(5);
        opened.close();
      } finally {
        assertThat(kept.segments()).as("it went").hasSize(4);
        KeptTexts.Opened next = next(kept);
        byte[] merged = Files.readAllBytes(kept.segments().get(0));
        opened.lock.unlock();
        worker.join();
        assertRight(kept, next, merged);
        next.close();
      }
    }
  }

  @Test
  void whoever_closes_waits_until_nothing_is_written() throws Exception {
    for (int i = 0; i < 12; i++) {
      try (KeptTexts kept = new KeptTexts(Files.createDirectory(folder.resolve("" + i)), 4)) {
        KeptTexts.Opened opened = four(kept);
        Thread worker = new Thread(kept.work.remove());
        worker.start();
        Thread.sleep(i / 2);
        opened.close();
        List<Path> left = kept.segments();
        assertThat(left.size()).isIn(1, 4);
        worker.join();
        assertThat(kept.segments()).isEqualTo(left);
        KeptTexts.Opened next = next(kept);
        assertRight(kept, next, Files.readAllBytes(kept.segments().get(0)));
        next.close();
      }
    }
  }
}

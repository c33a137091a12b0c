package dev.aios.memory.internal.recall;

import static dev.aios.memory.Company.passage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.AiosException;
import dev.aios.api.StorageException;
import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Reembedding;
import dev.aios.memory.Company;
import dev.aios.memory.HashingEmbedder;
import dev.aios.memory.Memory;
import dev.aios.memory.Store;
import dev.aios.memory.WatchedJournal;
import dev.aios.memory.internal.derived.FallingRecall;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index of another model that does not come to answer. */
class GoingOverTest {
  @TempDir Path folder;

  private WatchedJournal journal;

  private Company moving() throws Exception {
    try (Company company =
        new Company(Store.SQLITE, folder, Memory.with(new HashingEmbedder("old")))) {
      List<Passage> all = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        all.add(passage("r" + i, "Number " + i + ": the roof needs a repair."));
      }
      company.recall().add(all);
    }
    // There are files of the next model, from another time.
    VectorFolder.take(files(), "next", true).orElseThrow().close();
    Company company =
        new Company(
            Store.SQLITE,
            folder,
            its -> {
              journal = new WatchedJournal(its);
              return journal;
            },
            Memory.builder()
                .embedder(new HashingEmbedder("next"))
                .replacing(new HashingEmbedder("old"))
                .vectorFiles(files())
                .build());
    company.recall().size();
    // The index that answers now has swept what is of no use to it, and let it go.
    Files.createDirectories(files());
    return company;
  }

  private Path files() {
    return folder.resolve("files");
  }

  private boolean isFree(String model) {
    Optional<VectorFolder> taken = VectorFolder.take(files(), model, true);
    taken.ifPresent(VectorFolder::close);
    return taken.isPresent();
  }

  /** Does something when all passages are read the next time: for the next model's index. */
  private void whenLoading(Runnable does) {
    AtomicBoolean done = new AtomicBoolean();
    journal.watch(
        (read, key) -> {
          if (read.equals("recall.passage") && key.isEmpty() && done.compareAndSet(false, true)) {
            does.run();
          }
        });
  }

  @Test
  void one_that_could_not_be_made_lets_its_folder_go() throws Exception {
    try (Company company = moving()) {
      whenLoading(
          () -> {
            throw new StorageException("The connection was lost");
          });
      Reembedding moves = company.aios.service(Reembedding.class);

      assertThatThrownBy(() -> moves.answerWith("next")).isInstanceOf(StorageException.class);

      journal.unwatch();
      assertThat(isFree("next")).isTrue();
      assertThat(company.recall().size()).isEqualTo(10);
    }
  }

  @Test
  void one_that_is_made_while_recall_closes_is_closed_too() throws Exception {
    try (Company company = moving()) {
      JournalRecall recall = (JournalRecall) ((FallingRecall) company.recall()).recall();
      whenLoading(recall::close);
      Reembedding moves = company.aios.service(Reembedding.class);
      try {
        moves.answerWith("next");
      } catch (AiosException e) {
        assertThat(e).hasMessageContaining("closed");
      }
      journal.unwatch();
      assertThat(isFree("next")).isTrue();
      assertThat(isFree("old")).isTrue();
    }
  }
}

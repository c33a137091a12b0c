package dev.aios.memory.internal.recall;

import static dev.aios.memory.Company.passage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.journal.Journal;
import dev.aios.api.memory.Passage;
import dev.aios.memory.Company;
import dev.aios.memory.Memory;
import dev.aios.memory.Store;
import dev.aios.memory.internal.recall.KeywordIndex.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** Rows that are the truth, and indexes of their texts in files, for tests. */
final class KeptTexts implements AutoCloseable {
  final Path folder;

  /** Has the rows, and an index of its own in memory. */
  final Company company;

  /** Work in the background, which is done when a test says so. */
  final Deque<Runnable> work = new ArrayDeque<>();

  private final KeyedHash hash = KeyedHash.anew();
  private final int enough;

  KeptTexts(Path folder, int enough) {
    this.folder = folder;
    this.enough = enough;
    this.company = new Company(Store.MEMORY, folder, Memory.builder().build());
  }

  /** Adds passages that each say one word of their own. */
  void add(int from, int to) {
    List<Passage> all = new ArrayList<>();
    for (int i = from; i < to; i++) {
      all.add(passage("p" + i, "the roof of word" + i));
    }
    company.recall().add(all);
  }

  void remove(int from, int to) {
    for (int i = from; i < to; i++) {
      assertThat(company.recall().remove("p" + i)).isTrue();
    }
  }

  /** Does what is waiting, and what that asks for. */
  void doWork() {
    for (int i = 0; !work.isEmpty(); i++) {
      assertThat(i).as("work that leads to work").isLessThan(50);
      work.remove().run();
    }
  }

  List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".segment")).sorted().toList();
    }
  }

  Opened open() {
    return new Opened(company.journal, work::add);
  }

  /** An index as a process has it. */
  final class Opened {
    final ReentrantLock lock = new ReentrantLock();
    final RecallIndex index;
    private final CatchUp catchUp;

    Opened(Journal journal, Executor executor) {
      RecallRows rows = new RecallRows(journal, company.aios.codec());
      index =
          new RecallIndex(
              new IndexSetup(
                  null,
                  0,
                  enough,
                  executor,
                  rows.key().map(KeyedHash::of).orElse(hash),
                  word -> word,
                  "none",
                  folder,
                  rows,
                  lock));
      catchUp = new CatchUp(rows, company.aios.codec(), index);
      locked(catchUp::load);
    }

    void locked(Runnable change) {
      lock.lock();
      try {
        change.run();
      } finally {
        lock.unlock();
      }
    }

    /** Reads what changed, as each search does before it begins. */
    void catchUp() {
      locked(catchUp::run);
    }

    int found(String word) {
      return index.words().documentsWith(Field.WORDS.term(index.hash(), word));
    }

    void close() {
      locked(index::close);
    }
  }

  @Override
  public void close() {
    company.close();
  }
}

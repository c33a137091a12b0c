package dev.aios.testkit.conformance;

import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import dev.aios.api.value.Json;
import dev.aios.core.journal.MemoryJournal;
import org.jspecify.annotations.Nullable;

class MemoryJournalConformanceTest extends JournalConformance {
  private @Nullable Journal opened;

  @Override
  public Journal open(World world) {
    Journal journal = new MemoryJournal(world);
    opened = journal;
    return journal;
  }

  @Override
  public boolean isShared() {
    return false;
  }

  /** Bodies are handed out without a copy, which is the only way into this store. */
  @Override
  public boolean overwriteBody(long position, Json body) {
    byte[] stored = opened.read(position - 1, 1).get(0).body().utf8();
    stored[1] ^= 1;
    return true;
  }
}

package dev.aios.core.internal.engine;

import dev.aios.api.ErasedException;
import dev.aios.api.StorageException;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.run.RunId;
import dev.aios.core.internal.inbox.JournalInbox;
import dev.aios.core.internal.seal.Keys;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a key opens, on its way out: a run, one that is put off, or an event. Its one write deletes
 * the key, which is what erases; the rows that cannot be read any more go with it. Used once.
 */
final class ErasedRun {
  private static final Logger LOG = LoggerFactory.getLogger(ErasedRun.class);

  private final Engine engine;
  private final Journal journal;
  private final Keys.Key key;
  private final @Nullable Row row;
  private final Belongings its;

  ErasedRun(Engine engine, Keys.Key key) {
    this.engine = engine;
    this.journal = engine.journal();
    this.key = key;
    this.row = Names.run(key.id()).flatMap(run -> journal.row(RunRow.TABLE, run)).orElse(null);
    this.its = new Belongings(row == null ? Set.of() : awaits(engine, RunRow.of(row)));
    if (row != null) {
      look();
    }
  }

  private static Set<String> awaits(Engine engine, RunRow run) {
    return engine.definitions().awaits(run.status().id().saga(), run.status().version());
  }

  /** Goes through the records, as long as they can be read. */
  private void look() {
    try {
      for (JournalRecord record : engine.records().there(key.id())) {
        RunEvent event = EventCodec.event(record.kind(), record.body(), key.id());
        if (event != null) {
          its.add(event);
        }
        if (event != null && event.node() != null) {
          its.mayAwait(Names.base(event.node())); // Its saga may not be known here.
        }
      }
    } catch (ErasedException e) {
      LOG.atDebug().setCause(e).log("its key went between two looks: the write is refused");
    } catch (StorageException e) {
      if (row == null || RunRow.of(row).archive() == null) {
        throw e;
      }
      // its archive file is not at hand, and its key goes all the same; nobody waits for it: it
      // would not have been archived
      LOG.atWarn().setCause(e).addKeyValue("erased", key.id()).log("its records cannot be read");
    }
  }

  private boolean isOpen(String run) {
    return engine
        .records()
        .row(RunId.parse(run))
        .filter(found -> !found.status().state().isFinal())
        .isPresent();
  }

  /** Whether it has not ended, or somebody who has not ended may still ask for its result. */
  boolean isUnderWay() {
    return row != null
        && (!RunRow.of(row).status().state().isFinal()
            || its.parents().stream().anyMatch(this::isOpen));
  }

  /** The write that erases it. */
  Write write() {
    Write.Builder write =
        Write.builder()
            .record("run.erased", "erasure", new JsonText(64).string(key.id()).json())
            .all(Keys.shred(key));
    String run = Names.run(key.id()).orElse(null);
    if (row != null && run != null) {
      write.row(
          new RowChange.Put(
              RunRow.TABLE,
              row.key(),
              row.version(),
              row.group(),
              row.rank(),
              RunRow.of(row).asErased().json()));
      if (its.queued()) {
        deadLetters(write, run);
      }
      for (String item : its.items()) {
        write.row(new RowChange.Delete(JournalInbox.TABLE, item, RowChange.ANY));
      }
      for (Row signal : its.signals(journal, run)) {
        write.row(new RowChange.Delete(signal.table(), signal.key(), RowChange.ANY));
      }
    } else if (run != null) {
      Debounces.forget(journal, run, write);
    }
    return write.build();
  }

  /** Items that are not in the run's records: what a queue asks when it has failed. */
  private void deadLetters(Write.Builder write, String run) {
    for (InboxItem item : engine.inbox().list(null, Integer.MAX_VALUE)) {
      if (run.equals(item.run()) && item.kind() == InboxItem.Kind.DEAD_LETTER) {
        write.row(new RowChange.Delete(JournalInbox.TABLE, item.id(), RowChange.ANY));
        write.row(engine.admission().triesNoMore(item.id()));
      }
    }
  }
}

package dev.aios.core.internal.queue;

import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.queue.Place;
import dev.aios.api.run.RunState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the engine asks of the queues. It puts what it gets into its own writes. Thread-safe. */
public interface Admission {
  /**
   * A place as a run takes it now.
   *
   * @param saga the run's saga
   * @param version the saga's version
   * @param place the place
   * @return the entry, not written
   * @throws dev.aios.api.NotFoundException if there is no such queue
   */
  Entry entry(String saga, int version, Place place);

  /**
   * The part of a run's first write.
   *
   * @param run the run's id as text
   * @param entry its place
   * @return the entry's row
   */
  Write waits(String run, Entry entry);

  /**
   * The part of the write with which a run begins.
   *
   * @param run the run's id as text
   * @return the entry's row, conditional on what it is now; empty while it has no slot
   */
  Optional<Write> begins(String run);

  /**
   * The part of the write that moves a run to another version of its saga.
   *
   * @param run the run's id as text
   * @param version the version that it goes by from now on
   * @return the entry's row, conditional on what it is now; empty if the run has none
   */
  Optional<Write> migrates(String run, int version);

  /**
   * The part of a run's last write: gives the slot back.
   *
   * @param run the run's id as text
   * @param entry its place as it was when it started
   * @param state how it ends
   * @param why why it ends so
   * @param seal the id of the key that an item about it is sealed under, or null
   * @return the removal of the entry's row; and an inbox item if it failed
   */
  Write ends(String run, Entry entry, RunState state, String why, @Nullable String seal);

  /**
   * The part of a write after which a failed run is not tried again.
   *
   * @param item the inbox item that asks whether it should be
   * @return the change
   */
  RowChange triesNoMore(String item);

  /** Says that an entry has come or gone. Does not block. */
  void look();
}

package dev.aios.core.archive;

import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run as an archive file holds it.
 *
 * @param id which run; where keys are forgotten, several runs may have had it one after the other
 * @param file the name of the archive file
 * @param status where it stood at its end; null for one in a file of format 1, whose row stayed in
 *     the journal
 * @param history its checkpoints, in order
 */
public record ArchivedRun(
    RunId id, String file, @Nullable RunStatus status, List<Checkpoint> history) {
  /** Copies the list. */
  public ArchivedRun {
    history = List.copyOf(history);
  }
}

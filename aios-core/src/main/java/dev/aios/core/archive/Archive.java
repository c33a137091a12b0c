package dev.aios.core.archive;

import dev.aios.api.journal.Verification;
import dev.aios.api.run.RunId;
import java.util.List;

/**
 * Moves the records of runs that ended long ago out of the journal into files, by the rule that the
 * runtime was given. Whoever reads a run's history, or the journal through the runtime, is given
 * what is in the files as if it had never moved. Thread-safe.
 */
public interface Archive {
  /**
   * Archives all that is due, and forgets the keys that the rule says. Where another node is at it,
   * waits until that is done or dead. The runtime does so by itself from time to time; this is for
   * those who do not want to wait.
   *
   * <p>On return the files are durable (fsync'd, with their folder) and the journal has committed
   * what it took out. A crash in between leaves a file that nobody refers to, and that a later
   * archiving removes; nothing is lost, and nothing is in two places.
   *
   * @return the files written, oldest first; empty if nothing was due
   * @throws dev.aios.api.StorageException if the folder or the journal cannot be written; what is
   *     in files that were written before stays there
   */
  List<ArchiveFile> now();

  /**
   * The files.
   *
   * @return all of them, oldest first
   */
  List<ArchiveFile> files();

  /**
   * Finds a run in the files by its id, also one whose key was forgotten. Reads the index of each
   * file, and then the files that have the run.
   *
   * @param id which run
   * @return the run as each file has it, that which ended first in front; several only where keys
   *     are forgotten; empty if no file has it
   * @throws dev.aios.api.StorageException if a file cannot be read
   */
  List<ArchivedRun> find(RunId id);

  /**
   * Checks the hash chain through the journal and all files, record by record, and each file
   * against the digest that the chain holds of it. Reads everything; writes and archiving go on
   * meanwhile.
   *
   * @return what was found; the records of both are counted
   */
  Verification verify();
}

package dev.aios.memory.internal.recall;

import dev.aios.api.StorageException;

/** A file of the index does not hold what was written: the index is made anew from the rows. */
final class DamagedIndexException extends StorageException {
  private static final long serialVersionUID = 1L;

  DamagedIndexException(String message) {
    super(message);
  }
}

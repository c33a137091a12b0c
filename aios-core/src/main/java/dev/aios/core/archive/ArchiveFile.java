package dev.aios.core.archive;

/**
 * One archive file, as the journal knows it. The format is described in docs/journal-format.md.
 *
 * @param name its name in the archive's folder
 * @param sha256 the SHA-256 of its bytes in lower-case hexadecimal
 * @param records how many records it holds, 1 or more
 * @param runs of how many runs they are
 * @param firstPosition the position of its first record
 * @param lastPosition the position of its last record; not all positions in between are in it
 */
public record ArchiveFile(
    String name, String sha256, long records, int runs, long firstPosition, long lastPosition) {}

package dev.aios.memory.internal.recall;

import dev.aios.memory.internal.recall.TextTable.ChunkRef;
import dev.aios.memory.internal.rows.ChunkRow;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Vectors of an index's model as the rows have them. Guarded by the index's lock. */
final class RowVectors {
  private final int dimension;
  private final TextTable texts;
  private @Nullable Source source;

  /** Reads a chunk's vector of the index's model from the rows, as it is stored. */
  interface Source {
    @Nullable String vector(IndexedText text, int number);
  }

  RowVectors(int dimension, TextTable texts) {
    this.dimension = dimension;
    this.texts = texts;
  }

  void readBy(Source from) {
    source = from;
  }

  /** A chunk's vector, or null if it has none. */
  float @Nullable [] of(int ordinal) {
    ChunkRef chunk = texts.has(ordinal) ? texts.chunk(ordinal) : null;
    Source from = source;
    String encoded =
        chunk == null || from == null ? null : from.vector(chunk.text(), chunk.number());
    return encoded != null && isOne(encoded) ? ChunkRow.decode(encoded) : null;
  }

  /** A chunk's vector, or one without direction if the rows do not have it any more. */
  float[] orNothing(int ordinal) {
    float[] vector = of(ordinal);
    return vector == null ? new float[dimension] : vector;
  }

  boolean isOne(@Nullable String encoded) {
    return encoded != null && encoded.length() == ChunkRow.encodedLength(dimension);
  }

  /** Sets the id by which a chunk's vector is known after a restart. */
  static void identify(IndexedText text, int number) {
    String name = text.key() + '#' + number + '#' + text.row.revision();
    ByteBuffer id = ByteBuffer.wrap(VectorFolder.hash(name));
    text.vectorIds[2 * number] = id.getLong();
    text.vectorIds[2 * number + 1] = id.getLong();
  }
}

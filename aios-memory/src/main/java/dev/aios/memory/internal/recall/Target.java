package dev.aios.memory.internal.recall;

import io.github.jbellis.jvector.vector.VectorUtil;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A question's vector, and what it has been compared with already. Used by one thread, while the
 * index does not change.
 */
final class Target {
  private final VectorFloat<?> vector;
  private final Signs.@Nullable Question coded;
  private final BitSet live;
  private final VectorParts parts;
  private final Cosines known = new Cosines();

  /**
   * @param vector the question's
   * @param coded the same as codes are compared with it; null if there are no codes
   * @param live the ordinals that have vectors
   * @param parts where those are
   */
  Target(VectorFloat<?> vector, Signs.@Nullable Question coded, BitSet live, VectorParts parts) {
    this.vector = vector;
    this.coded = coded;
    this.live = live;
    this.parts = parts;
  }

  VectorFloat<?> vector() {
    return vector;
  }

  /** The same as codes are compared with it; null if there are no codes. */
  Signs.@Nullable Question coded() {
    return coded;
  }

  /** The cosine, or NaN if there is no such vector. */
  float cosine(int ordinal) {
    return known.of(ordinal, this::compared);
  }

  private float compared(int ordinal) {
    return live.get(ordinal) ? VectorUtil.dotProduct(vector, parts.vector(ordinal)) : Float.NaN;
  }

  /** Tells it a cosine, so that it need not be compared. */
  void known(int ordinal, double cosine) {
    known.put(ordinal, (float) cosine);
  }

  /** Has the codes of vectors at hand that are about to be asked for. */
  void fetch(int[] ordinals) {
    if (coded != null) {
      parts.fetch(coded, ordinals);
    }
  }

  /** Nearly the cosine, by the vector's code if there are codes. */
  float nearly(int ordinal) {
    if (coded == null) {
      return cosine(ordinal);
    }
    return live.get(ordinal) ? coded.product(parts.codes(ordinal), parts.node(ordinal)) : Float.NaN;
  }
}

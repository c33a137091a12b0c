package dev.aios.memory.internal.recall;

/**
 * Short codes of vectors, by which they are compared in a tenth of the time and a twenty-seventh of
 * the memory, nearly right: of each component only whether it exceeds that of a centre, one bit,
 * and two numbers that set the estimate right on average. After Gao and Long, RaBitQ: quantizing
 * high-dimensional vectors with a theoretical error bound for approximate nearest neighbor search,
 * 2024, without the random rotation, which embeddings do not need. What the codes find nearest is
 * compared again with the vectors themselves. Immutable.
 */
final class Signs {
  /** A question's components are rounded to so many bits. */
  private static final int BITS = 4;

  /** Codes of fewer components are too rough to go by. */
  private static final int LEAST = 128;

  private final float[] centre;
  private final int words;

  /**
   * @param centre the mean of many vectors; codes of another centre cannot be compared
   */
  Signs(float[] centre) {
    this.centre = centre.clone();
    this.words = (centre.length + Long.SIZE - 1) / Long.SIZE;
  }

  float[] centre() {
    return centre.clone();
  }

  /** Whether codes of vectors of that length tell enough to go by. */
  static boolean tell(int dimension) {
    return dimension >= LEAST;
  }

  /** How many numbers a code has. */
  int length() {
    return words + 1;
  }

  /** Writes a vector's code. */
  void encode(float[] vector, long[] codes, int at) {
    float squares = 0;
    float sum = 0;
    float along = 0;
    for (int word = 0; word < words; word++) {
      long bits = 0;
      int end = Math.min(vector.length, (word + 1) * Long.SIZE);
      for (int i = word * Long.SIZE; i < end; i++) {
        float from = vector[i] - centre[i];
        squares += from * from;
        sum += Math.abs(from);
        along += from * centre[i];
        // Its sign, without a branch that nobody could predict.
        bits |= (long) (Float.floatToRawIntBits(0f - from) >>> 31) << i;
      }
      codes[at + word] = bits;
    }
    float scale = sum == 0 ? 0 : squares / sum;
    codes[at + words] =
        ((long) Float.floatToRawIntBits(along) << 32)
            | (Float.floatToRawIntBits(scale) & 0xFFFFFFFFL);
  }

  /** A question as codes are compared with it. Used by one thread at a time. */
  Question question(float[] vector) {
    return new Question(vector);
  }

  /** A question's vector, its components rounded to {@link #BITS} bits that lie in planes. */
  final class Question {
    private final long[] planes = new long[words * BITS];
    private final float lowest;
    private final float step;
    private final float sum;
    private final float constant;

    /** What was fetched: what nobody keeps, a compiler may leave out. */
    @SuppressWarnings("UnusedVariable")
    private long fetched;

    private Question(float[] vector) {
      float least = Float.POSITIVE_INFINITY;
      float most = Float.NEGATIVE_INFINITY;
      float same = 0;
      for (int i = 0; i < vector.length; i++) {
        float from = vector[i] - centre[i];
        if (from < least) {
          least = from;
        }
        if (from > most) {
          most = from;
        }
        same += vector[i] * centre[i];
      }
      lowest = least;
      step = Math.max(Float.MIN_NORMAL, (most - least) / ((1 << BITS) - 1));
      constant = same;
      sum = vector.length * lowest + step * round(vector);
    }

    /** Rounds the components, eight at a time, and gives the sum of what they are rounded to. */
    private int round(float[] vector) {
      float times = 1 / step;
      int all = 0;
      for (int first = 0; first < vector.length; first += Byte.SIZE) {
        int end = Math.min(vector.length, first + Byte.SIZE);
        long eight = 0;
        for (int i = first; i < end; i++) {
          int rounded = (int) ((vector[i] - centre[i] - lowest) * times + 0.5f);
          all += rounded;
          eight |= (long) rounded << ((i - first) * Byte.SIZE);
        }
        int plane = first / Long.SIZE * BITS;
        for (int bit = 0; bit < BITS; bit++) {
          // The bit of each byte, moved together into one byte.
          long bits = (((eight >>> bit) & 0x0101010101010101L) * 0x0102040810204080L) >>> 56;
          planes[plane + bit] |= bits << first;
        }
      }
      return all;
    }

    /**
     * Has the codes of nodes at hand, which lie apart in memory. A processor waits for them side by
     * side here; where each is read and reckoned with before the next, it waits for one after the
     * other, three times as long.
     */
    void fetch(long[] codes, int[] nodes, int from, int to) {
      long all = 0;
      for (int i = from; i < to; i++) {
        int at = nodes[i] * (words + 1);
        all ^= codes[at] ^ codes[at + words];
      }
      fetched = all;
    }

    /** Nearly the product of the question and the vector of a node, whose code this is. */
    float product(long[] codes, int node) {
      int at = node * (words + 1);
      int ones = 0;
      int weighed = 0;
      for (int word = 0, plane = 0; word < words; word++, plane += BITS) {
        long bits = codes[at + word];
        ones += Long.bitCount(bits);
        weighed +=
            Long.bitCount(bits & planes[plane])
                + (Long.bitCount(bits & planes[plane + 1]) << 1)
                + (Long.bitCount(bits & planes[plane + 2]) << 2)
                + (Long.bitCount(bits & planes[plane + 3]) << 3);
      }
      long numbers = codes[at + words];
      float along = Float.intBitsToFloat((int) (numbers >> 32));
      float scale = Float.intBitsToFloat((int) numbers);
      return constant + along + scale * (2 * (lowest * ones + step * weighed) - sum);
    }
  }
}

package dev.aios.benchmarks.vectors;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Random;

/**
 * Vectors of real texts from a file of little-endian floats, one after the other, in which what
 * belongs together stands together (as in a dictionary that is ordered by topic). Every hundredth
 * is a question and is not searched.
 *
 * <p>Where more are asked for than the file holds, each further one is one of the file, moved by a
 * part of the way from some other text to the one beside that: a direction in which texts differ,
 * and so far as texts that resemble each other are from each other. So they lie where texts lie,
 * and are as hard to tell apart; noise in all 384 directions would not be.
 */
final class Given implements Source {
  private static final int DIMENSION = Cloud.DIMENSION;

  /** One of so many is a question. */
  private static final int QUESTIONS = 100;

  /** A prime, by which numbers are spread over the file: the first so many are of all of it. */
  private static final long SPREAD = 1_000_003;

  /** The part of the way: at least so much, and so much more at most. */
  private static final float LEAST = 0.3f;

  private static final float MORE = 0.4f;

  private final FloatBuffer floats;
  private final int questions;
  private final int count;

  Given(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      floats =
          channel
              .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
              .order(ByteOrder.LITTLE_ENDIAN)
              .asFloatBuffer();
    }
    int all = floats.capacity() / DIMENSION;
    questions = all / QUESTIONS;
    count = all - questions;
    if (questions == 0) {
      throw new IOException(file + " holds " + all + " vectors: that are too few to measure with");
    }
  }

  /** How many are real. */
  int real() {
    return count;
  }

  @Override
  public float[] question(int number) {
    int one = (int) (number * SPREAD % questions);
    return read(one * QUESTIONS + QUESTIONS - 1);
  }

  @Override
  public float[] vector(int number) {
    float[] vector = searched((int) (number * SPREAD % count));
    if (number < count) {
      return vector;
    }
    Random random = new Random(number * 0x9E3779B97F4A7C15L);
    int from = random.nextInt(count);
    float[] one = searched(from);
    float[] beside = searched((from + 1) % count);
    float part = LEAST + MORE * random.nextFloat();
    double squares = 0;
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] += part * (beside[i] - one[i]);
      squares += (double) vector[i] * vector[i];
    }
    float length = (float) Math.sqrt(squares);
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] /= length;
    }
    return vector;
  }

  /** One of those that are searched, in the order of the file. */
  private float[] searched(int number) {
    return read(number + number / (QUESTIONS - 1));
  }

  private float[] read(int number) {
    float[] vector = new float[DIMENSION];
    floats.get(number * DIMENSION, vector);
    return vector;
  }
}

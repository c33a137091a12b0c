package dev.aios.benchmarks.vectors;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Random;

/**
 * Vectors of real texts from a file of little-endian floats, one vector after the other. The last
 * hundredth are the questions. Where more are asked for than the file holds, each further one lies
 * between one of the file and another near its place there, with some noise: file your texts so
 * that what belongs together stands together, or in no order.
 */
final class Given implements Source {
  private static final float NOISE = 0.02f;

  private final FloatBuffer floats;
  private final int count;
  private final int questions;

  Given(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      floats =
          channel
              .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
              .order(ByteOrder.LITTLE_ENDIAN)
              .asFloatBuffer();
    }
    int all = floats.capacity() / Cloud.DIMENSION;
    questions = Math.max(1, all / 100);
    count = all - questions;
  }

  @Override
  public float[] question(int number) {
    return read(count + number % questions);
  }

  @Override
  public float[] vector(int number) {
    float[] vector = read(number % count);
    if (number < count) {
      return vector;
    }
    Random random = new Random(number * 0x9E3779B97F4A7C15L);
    float[] other = read((number + 1 + random.nextInt(50)) % count);
    float share = 0.3f * random.nextFloat();
    double squares = 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] += share * other[i] + NOISE * (float) random.nextGaussian();
      squares += (double) vector[i] * vector[i];
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= (float) Math.sqrt(squares);
    }
    return vector;
  }

  private float[] read(int number) {
    float[] vector = new float[Cloud.DIMENSION];
    floats.get(number * Cloud.DIMENSION, vector);
    return vector;
  }
}

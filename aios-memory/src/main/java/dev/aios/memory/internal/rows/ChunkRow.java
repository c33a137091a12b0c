package dev.aios.memory.internal.rows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A chunk of a text. Its row's key is that of the text, a number sign, and its number from 0.
 *
 * @param start where it begins in the text, in UTF-16 units
 * @param heading the headings above it, outermost first, or empty
 * @param text what it says
 * @param vector its vector as little-endian floats in Base64, or null
 */
public record ChunkRow(int start, String heading, String text, @Nullable String vector) {
  /**
   * The same with another vector.
   *
   * @param other the vector as it is stored
   * @return the row
   */
  public ChunkRow withVector(String other) {
    return new ChunkRow(start, heading, text, other);
  }

  /**
   * A vector as it is stored.
   *
   * @param vector the components
   * @return Base64
   */
  public static String encode(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  /**
   * How long a vector is as it is stored.
   *
   * @param dimension its components
   * @return the length of what {@link #encode} gives
   */
  public static int encodedLength(int dimension) {
    return (dimension * Float.BYTES + 2) / 3 * 4;
  }

  /**
   * A vector as it was.
   *
   * @param text what {@link #encode} gave
   * @return the components
   */
  public static float[] decode(String text) {
    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(text)).order(ByteOrder.LITTLE_ENDIAN);
    float[] vector = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(vector);
    return vector;
  }
}

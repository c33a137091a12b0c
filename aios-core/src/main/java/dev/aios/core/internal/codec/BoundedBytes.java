package dev.aios.core.internal.codec;

import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.OutputStream;
import java.util.Arrays;

/** Bytes up to a limit: a value that is too large is given up before it fills the heap. */
final class BoundedBytes extends OutputStream {
  private final int limit;
  private byte[] bytes = new byte[512];
  private int size;

  BoundedBytes(int limit) {
    this.limit = limit;
  }

  @Override
  public void write(int value) throws JsonGenerationException {
    grow(1);
    bytes[size++] = (byte) value;
  }

  @Override
  public void write(byte[] source, int offset, int length) throws JsonGenerationException {
    grow(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  private void grow(int more) throws JsonGenerationException {
    if (more > limit - size) {
      throw tooLarge();
    }
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
    }
  }

  @SuppressWarnings("NullAway") // Jackson takes null for "no generator" and is not annotated
  private JsonGenerationException tooLarge() {
    return new JsonGenerationException(
        "larger than the limit of " + limit + " bytes", (JsonGenerator) null);
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }
}

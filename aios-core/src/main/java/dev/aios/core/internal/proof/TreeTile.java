package dev.aios.core.internal.proof;

import dev.aios.api.value.Json;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a tile's row: up to 256 hashes of one level of the tree that stand side by side.
 *
 * @param first of leaves, the position of the first record; else 0
 * @param steps of leaves with positions missing between them, how far each is from the one before;
 *     else null
 * @param hashes the hashes one after the other, in base64
 */
record TreeTile(long first, @Nullable List<Long> steps, String hashes) {
  static TreeTile of(byte[] hashes) {
    return new TreeTile(0, null, Base64.getEncoder().encodeToString(hashes));
  }

  static TreeTile ofLeaves(byte[] hashes, long[] positions, int count) {
    boolean dense = positions[count - 1] - positions[0] == count - 1;
    List<Long> steps =
        dense
            ? null
            : java.util.stream.IntStream.range(1, count)
                .mapToObj(i -> positions[i] - positions[i - 1])
                .toList();
    return new TreeTile(positions[0], steps, Base64.getEncoder().encodeToString(hashes));
  }

  /** As the codec writes it, which looks at each character of the hashes. */
  Json json() {
    StringBuilder text = new StringBuilder(hashes.length() + 64);
    text.append("{\"first\":").append(first).append(",\"steps\":").append(steps);
    return Json.of(text.append(",\"hashes\":\"").append(hashes).append("\"}").toString());
  }

  byte[] bytes() {
    return Base64.getDecoder().decode(hashes);
  }

  /** Writes the positions of so many leaves. */
  void positions(long[] into, int count) {
    into[0] = first;
    for (int i = 1; i < count; i++) {
      into[i] = into[i - 1] + (steps == null ? 1 : steps.get(i - 1));
    }
  }
}

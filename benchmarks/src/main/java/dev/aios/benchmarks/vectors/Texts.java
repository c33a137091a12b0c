package dev.aios.benchmarks.vectors;

import dev.aios.onnx.OnnxEmbedder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * WordNet's synsets (their words and definition) and the sentences beside them, some 160,000 texts
 * in the order of the files, which is one of topics, embedded with all-MiniLM-L6-v2 into a file for
 * {@link Given}. A run that was cut short goes on where it was.
 */
final class Texts {
  private static final List<String> FILES =
      List.of("data.noun", "data.verb", "data.adj", "data.adv");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
  private static final int LEAST_WORDS = 3;
  private static final int PORTION = 256;
  private static final int BYTES = Cloud.DIMENSION * Float.BYTES;

  private Texts() {}

  /** Makes the file, if it is not whole yet. */
  static void embed(Path folder, Path file) throws IOException {
    List<String> texts = read(folder);
    OnnxEmbedder embedder = OnnxEmbedder.allMiniLmL6V2();
    Path begun = file.resolveSibling(file.getFileName() + ".begun");
    try (FileChannel channel =
        FileChannel.open(begun, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      int first = (int) (channel.size() / BYTES);
      for (int from = first; from < texts.size(); from += PORTION) {
        int to = Math.min(texts.size(), from + PORTION);
        ByteBuffer buffer = ByteBuffer.allocate((to - from) * BYTES).order(ByteOrder.LITTLE_ENDIAN);
        embedder.embed(texts.subList(from, to)).forEach(vector -> put(vector, buffer));
        buffer.flip();
        while (buffer.hasRemaining()) {
          channel.write(buffer, (long) from * BYTES + buffer.position());
        }
        if (from / PORTION % 40 == 0) {
          System.out.println("embedded " + to + " of " + texts.size() + " texts");
        }
      }
    }
    Files.move(begun, file);
  }

  private static void put(float[] vector, ByteBuffer buffer) {
    double squares = 0;
    for (float component : vector) {
      squares += (double) component * component;
    }
    for (float component : vector) {
      buffer.putFloat((float) (component / Math.sqrt(squares)));
    }
  }

  /** Of the form {@code 00003553 03 n 02 whole 0 unit 0 015 @ … | definition; "sentence"}. */
  private static List<String> read(Path folder) throws IOException {
    Set<String> texts = new LinkedHashSet<>();
    for (String file : FILES) {
      for (String line : Files.readAllLines(folder.resolve(file), StandardCharsets.ISO_8859_1)) {
        if (line.startsWith(" ")) {
          continue; // The licence.
        }
        int bar = line.indexOf('|');
        String[] fields = line.substring(0, bar).split(" ", -1);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(fields[3], 16); i++) {
          words.add(fields[4 + 2 * i].replaceFirst("\\([a-z]+\\)$", "").replace('_', ' '));
        }
        String gloss = line.substring(bar + 1).strip();
        int quote = gloss.indexOf('"');
        String definition = quote < 0 ? gloss : gloss.substring(0, quote);
        texts.add(String.join(", ", words) + ": " + definition.strip().replaceFirst("[;,:]$", ""));
        Matcher matcher = QUOTED.matcher(gloss);
        while (matcher.find()) {
          if (matcher.group(1).split(" ", -1).length >= LEAST_WORDS) {
            texts.add(matcher.group(1).strip());
          }
        }
      }
    }
    return List.copyOf(texts);
  }
}

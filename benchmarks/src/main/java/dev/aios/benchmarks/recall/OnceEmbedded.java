package dev.aios.benchmarks.recall;

import dev.aios.api.model.Embedder;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the vectors of a model, so that all ways to search have the same and wait once; in a file
 * too, if one is named, so that the next run does not wait at all.
 */
final class OnceEmbedded implements Embedder {
  private final Embedder model;
  private final @Nullable Path file;
  private final Map<String, float[]> known = new ConcurrentHashMap<>();

  /**
   * @param model makes the vectors
   * @param file where those of earlier runs are, and to which new ones are added; or null
   */
  OnceEmbedded(Embedder model, @Nullable Path file) {
    this.model = model;
    this.file = file;
    if (file != null && Files.exists(file)) {
      read(file);
    }
  }

  /** An entry is the model's name, the text and the components. One cut short is taken off. */
  private void read(Path from) {
    long whole = 0;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(from)))) {
      while (true) {
        String name = in.readUTF();
        String text = in.readUTF();
        float[] vector = new float[model.dimension()];
        for (int i = 0; i < vector.length; i++) {
          vector[i] = in.readFloat();
        }
        if (name.equals(model.name())) {
          known.put(text, vector);
        }
        whole += length(name) + length(text) + (long) vector.length * Float.BYTES;
      }
    } catch (EOFException e) {
      System.out.println(known.size() + " vectors are known from " + from);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (FileChannel channel = FileChannel.open(from, StandardOpenOption.WRITE)) {
      channel.truncate(whole);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How long a text is as {@link DataOutputStream#writeUTF} writes it. */
  private static int length(String text) {
    int length = Short.BYTES;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      length += c >= 1 && c <= 0x7F ? 1 : c <= 0x7FF ? 2 : 3;
    }
    return length;
  }

  private void write(Path to, List<String> texts) {
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(
                Files.newOutputStream(to, StandardOpenOption.CREATE, StandardOpenOption.APPEND)))) {
      for (String text : texts) {
        out.writeUTF(model.name());
        out.writeUTF(text);
        for (float component : Objects.requireNonNull(known.get(text))) {
          out.writeFloat(component);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return model.name();
  }

  @Override
  public int dimension() {
    return model.dimension();
  }

  @Override
  public List<float[]> embed(List<String> texts) {
    List<String> missing =
        texts.stream().distinct().filter(text -> !known.containsKey(text)).toList();
    List<float[]> made = missing.isEmpty() ? List.of() : model.embed(missing);
    for (int i = 0; i < missing.size(); i++) {
      known.put(missing.get(i), made.get(i));
    }
    Path kept = file;
    if (kept != null && !missing.isEmpty()) {
      write(kept, missing);
    }
    List<float[]> vectors = new ArrayList<>(texts.size());
    texts.forEach(text -> vectors.add(Objects.requireNonNull(known.get(text)).clone()));
    return vectors;
  }

  @Override
  public float[] embedQuestion(String text) {
    return model.embedQuestion(text);
  }
}
